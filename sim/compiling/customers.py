"""What customers of each type do, as numbers."""

from __future__ import annotations

import numpy as np

from sim import arrays
from sim.compiling.demand import opening_of
from sim.compiling.grid import Grid
from sim.compiling.lanes import Lane
from sim.compiling.laws import Laws
from sim.scenario import CHANNELS, TARGETS
from sim.units import Law, Week


class Calendars:
    """Opening hours, each written once."""

    def __init__(self) -> None:
        self.weeks: list[Week] = []

    def number(self, week: Week) -> int:
        """Index of these hours."""
        if week not in self.weeks:
            self.weeks.append(week)
        return self.weeks.index(week)


def type_rows(grid: Grid, lanes: list[Lane], laws: Laws, calendars: Calendars) -> np.ndarray:
    """[T] of `arrays.TYPE`."""
    rows = []
    centre = grid.centre
    pick_up = centre.routing.pick_up
    for name, contact in centre.contacts.items():
        returns = contact.returns
        target = contact.target or TARGETS[contact.channel]
        mine = [i for i, lane in enumerate(lanes) if lane.type == name]
        rings = contact.channel == "call" and pick_up != Law("deterministic", 0.0)
        rows.append((
            CHANNELS.index(contact.channel), calendars.number(opening_of(centre, contact)),
            laws.number(contact.patience), laws.number(pick_up) if rings else -1,
            int(contact.at_close == "leave"), int(contact.outside_hours == "next_opening"),
            returns.abandoned.share if returns.abandoned else 0.0,
            laws.number(returns.abandoned.after) if returns.abandoned else -1,
            returns.unresolved.share if returns.unresolved else 0.0,
            laws.number(returns.unresolved.after) if returns.unresolved else -1,
            target.within_s, contact.short_abandon, mine[0], len(mine),
        ))  # fmt: skip
    return np.array(rows, arrays.TYPE)


def open_slots(grid: Grid, calendars: Calendars) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[C, W] 1 where open; [C, W] opened seconds of the day before each slot; [C, 7 + days] opened seconds before
    each day, counted from the Monday of the first week, and from seven days before it on.

    The days before the run are of their plain weekday: contacts may have come then.
    """
    is_open = np.array([grid.mask(week) for week in calendars.weeks], np.int64)
    by_kind = is_open.reshape(len(is_open), grid.kinds, grid.slots) * float(grid.slot)
    before = np.cumsum(by_kind, axis=2) - by_kind
    kinds = np.concatenate([np.arange(7), np.arange(grid.weekday), grid.day_kinds()])
    a_day = by_kind.sum(axis=2)[:, kinds]
    before_day = np.cumsum(a_day, axis=1) - a_day
    return is_open, before.reshape(is_open.shape), before_day - before_day[:, 7:8]
