"""The segments in which a replication is run: up to the end of each month that is accounted for, 30 days at most.

An engine stops at an instant and goes on from there, and nothing on the floor changes by that. At a month's end the
accounting of everybody's time is closed in a copy of the tables it writes to, so that a run with months has the same
bits as one without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.model.arrays import Floor, Plan, Tally
from sim.model.layout import FLOW, SERVED

FAR = 30 * 86400.0
"""An engine looks up at least this often, s of simulated time, so that an interrupt is heard."""
CLOSED = ("agent", "team", "person", "spent")
"""Tables of the floor that closing the accounting of time writes to."""


class Segment(NamedTuple):
    """A part of a run, up to the instant `until`, s."""

    until: float
    month: int
    """Number of the month that ends with it, -1 for none."""
    is_last: bool


def segments_of(plan: Plan) -> Iterator[Segment]:
    """The segments of a run, one after another; the last one ends at the horizon."""
    ends = [float(end) for end in plan.month_ends]
    looks = np.arange(FAR, plan.horizon, FAR).tolist()
    for until in sorted({*ends, *looks, plan.horizon}):
        yield Segment(until, ends.index(until) if until in ends else -1, until >= plan.horizon)


def with_copied_times(floor: Floor, tally: Tally, copy: Callable[[Any], Any] = np.copy) -> tuple[Floor, Tally]:
    """Floor and sums with copies of what closing the accounting of time writes to."""
    copies = {name: copy(getattr(floor, name)) for name in CLOSED}
    return floor._replace(**copies), tally._replace(people=copy(tally.people))


def keep_month(tally: Tally, month: int, people: np.ndarray) -> None:
    """Keep what has been summed up to the end of a month, all intervals together; `people` are the times of then."""
    flow, served = (len(row.names or ()) for row in (FLOW, SERVED))
    whole = tally.flow.view(np.float64).reshape(*tally.flow.shape, flow).sum(axis=1)
    tally.month_flow.view(np.float64).reshape(*tally.month_flow.shape, flow)[month] = whole
    now = tally.served.view(np.float64).reshape(*tally.served.shape, served)
    tally.month_served.view(np.float64).reshape(*tally.month_served.shape, served)[month] = now
    tally.month_people[month] = people.sum(axis=1)
