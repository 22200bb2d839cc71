"""The service levels of a run, counted anew from its log, and their order, which no floor may break."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from sim.kpis.dictionary import KPIS, Terms
from sim.model.arrays import ABANDONED, ANSWERED, CALL_BACK, LEFT
from tests.twins import Run

LEVELS = tuple(name for name in KPIS if name.startswith("sl_"))
ORDERS = (
    ("sl_offered", "sl_with_flowouts", "sl_answered_abandoned", "sl_without_short", "sl_answered"),
    ("sl_offered", "sl_early_abandon_out", "sl_early_abandon_ok"),
)
"""From the strictest on: the same numerator over fewer and fewer, or (the last) early abandonments counted good."""


def levels_hold(run: Run) -> None:
    """Type by type: every level is what the log says, lies in 0..1, and no strict one exceeds a mild one."""
    for number, kind in enumerate(run.planned.plan.type):
        queues = [at for at, queue in enumerate(run.planned.queues) if queue.type == run.planned.types[number]]
        flow = {name: float(run.tally.flow[name][queues].sum()) for name in run.tally.flow.dtype.names}
        flow["left_the_line"] = sum(flow[name] for name in KPIS["sl_with_flowouts"].denominator)
        found = {name: _share(KPIS[name].numerator, KPIS[name].denominator, flow) for name in LEVELS}
        assert all(np.isnan(level) or 0.0 <= level <= 1.0 for level in found.values()), found
        for order in ORDERS:
            known = [found[name] for name in order if not np.isnan(found[name])]
            assert all(one <= other for one, other in pairwise(known)), found
        if run.planned.plan.warm_up == 0.0:
            by_hand = _from_the_log(run.log[run.log["type"] == number], kind["target_s"], kind["short_s"])
            assert {name: flow[name] for name in by_hand} == by_hand


def _share(numerator: Terms, denominator: Terms, flow: dict[str, float]) -> float:
    whole = sum(factor * flow[name] for name, factor in denominator.items())
    return sum(factor * flow[name] for name, factor in numerator.items()) / whole if whole else np.nan


def _from_the_log(rows: np.ndarray, target_s: float, short_s: float) -> dict[str, float]:
    """The sums of the service levels. Who is called back was in the line as the contact before."""
    in_line = rows["via"] != CALL_BACK
    answered, abandoned = rows["outcome"] == ANSWERED, rows["outcome"] == ABANDONED
    left = (rows["outcome"] == LEFT) & in_line
    return {
        "answered": np.count_nonzero(answered),
        "abandoned": np.count_nonzero(abandoned),
        "in_time": np.count_nonzero(answered & in_line & (rows["waited"] <= target_s)),
        "quick": np.count_nonzero(abandoned & (rows["waited"] <= target_s)),
        "short": np.count_nonzero(abandoned & (rows["waited"] <= short_s)),
        "left_the_line": np.count_nonzero(answered & in_line) + np.count_nonzero(abandoned) + np.count_nonzero(left),
    }
