"""The parts in which a replication is run: up to the end of each month of the books, and never too far at once.

An engine stops at an instant and goes on from there; the contacts cannot tell. At a month's end everybody's time is
put in the books, and what has been summed so far is kept. The one surprising decision: what is kept is cumulated
from the start, not the month alone, so nothing has to be set back in the middle of a run, and a month is a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.arrays import FLOW, SERVED, Plan, Tally

FAR = 30 * 86400.0
"""An engine looks up at least this often, s of simulated time, so that an interrupt is heard."""


class Part(NamedTuple):
    """A part of a run."""

    until: float
    closes: bool
    """Whether the books are closed at its end."""
    month: int
    """Number of the month that ends with it, -1 for none."""


def parts_of(plan: Plan) -> Iterator[Part]:
    """The parts of a run, one after another; the last one ends at the horizon."""
    ends = [float(end) for end in plan.month_ends]
    looks = np.arange(FAR, plan.horizon, FAR).tolist()
    for until in sorted({*ends, *looks, plan.horizon}):
        month = ends.index(until) if until in ends else -1
        yield Part(until, month >= 0 or until >= plan.horizon, month)


def keep_month(tally: Tally, month: int) -> None:
    """Keep what has been summed up to the end of a month, all intervals together."""
    whole = tally.flow.view(np.float64).reshape(*tally.flow.shape, len(FLOW.names or ())).sum(axis=1)
    tally.month_flow.view(np.float64).reshape(*tally.month_flow.shape, whole.shape[-1])[month] = whole
    tally.month_served.view(np.float64).reshape(*tally.month_served.shape, len(SERVED.names or ()))[month] = (
        tally.served.view(np.float64).reshape(*tally.served.shape, len(SERVED.names or ()))
    )
    tally.month_people[month] = tally.people.sum(axis=1)
