"""Experiments: many replications of the designs, their indicators with intervals, and the comparison of designs."""

from sim.experiments.comparison import Comparison, compare
from sim.experiments.results import Result, run

__all__ = ["Comparison", "Result", "compare", "run"]
