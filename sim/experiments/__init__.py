"""Experiments: from one replication to an answer one can act on."""

from sim.experiments.comparison import Comparison, compare
from sim.experiments.results import Result, run

__all__ = ["Comparison", "Result", "compare", "run"]
