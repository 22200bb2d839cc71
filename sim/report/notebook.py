"""`sim.compare` for notebooks: a comparison with its pictures."""

from __future__ import annotations

from functools import wraps
from typing import Any

from sim import experiments
from sim.report import plots


class Comparison(experiments.Comparison):
    """A comparison of designs with its pictures."""

    def plot(self, kpi: str | None = None) -> Any:
        """A matplotlib figure of the designs side by side with their intervals; default: the deciding indicator."""
        return plots.designs_side_by_side(self, kpi or self.result.options.decide_on)


@wraps(experiments.compare)
def compare(*arguments: Any, **options: Any) -> Comparison:
    found = experiments.compare(*arguments, **options)
    return Comparison(found.result, found.baseline, found.looks)
