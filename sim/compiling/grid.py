"""Time laid out in slots: the week cut as finely as the file needs.

The file says "mon-fri 08:00-20:00" and gives profiles by the half-hour; the engines know slot 41 of the week. The
slot is the greatest width that meets every opening, profile row and shift of the design.
"""

from __future__ import annotations

import math

import numpy as np

from sim import units
from sim.scenario import Centre, Scenario, WeekTable
from sim.units import DAY_SECONDS, Week

WEEK = 7 * DAY_SECONDS


class Grid:
    """The slots of one design."""

    def __init__(self, scenario: Scenario, centre: Centre) -> None:
        self.centre = centre
        self.tables = scenario.tables
        self.horizon = float(centre.calendar.days or 0) * DAY_SECONDS or float(centre.calendar.length or 0.0)
        self.warm_up = scenario.study.warm_up
        self.interval = centre.calendar.interval
        self.bins = min(math.ceil(self.horizon / self.interval), int(WEEK // self.interval))
        """Reported intervals: those of a week, or of the run where it is shorter."""
        self.weekday = centre.calendar.start.weekday()
        self.slot = self._slot()
        self.slots = DAY_SECONDS // self.slot
        """Slots of a day."""

    def _slot(self) -> int:
        """The widest slot that meets every edge the file names."""
        centre, width = self.centre, DAY_SECONDS
        weeks = [centre.calendar.opening, *(s.hours for s in centre.sites.values())]
        weeks += [rules.opening for rules in centre.channels.values()]
        weeks += [orders.volume.hours for orders in centre.orders.values()]
        for contact in centre.contacts.values():
            weeks += [contact.opening, contact.volume.hours]
        for week in weeks:
            for day in week or ():
                for begin, end in day:
                    width = math.gcd(width, math.gcd(begin, end))
        for table in self.tables.values():
            width = math.gcd(width, math.gcd(table.first_s, table.step_s))
        return width

    def mask(self, week: Week) -> np.ndarray:
        """[W] true where a week is open."""
        mask = np.zeros(7 * self.slots, bool)
        for day, windows in enumerate(week):
            for begin, end in windows:
                mask[day * self.slots + begin // self.slot : day * self.slots + end // self.slot] = True
        return mask

    def spread(self, table: WeekTable) -> np.ndarray:
        """[W] the value of a table at each slot of the week."""
        laid = np.zeros((7, self.slots))
        width = table.step_s // self.slot
        for day, values in enumerate(table.values):
            for row, value in enumerate(values):
                begin = (table.first_s + row * table.step_s) // self.slot
                laid[day, begin : begin + width] = value
        return laid.reshape(-1)

    def week_of_run(self) -> np.ndarray:
        """[slots of the run] the slot of the week at each slot of the run."""
        count = math.ceil(self.horizon / self.slot)
        return (np.arange(count) + self.weekday * self.slots) % (7 * self.slots)

    def label(self, offset: float) -> str:
        """Weekday and time of an instant of the first week."""
        day, second = divmod(int(offset), DAY_SECONDS)
        name = units.DAYS[(self.weekday + day) % 7]
        return f"{name} {second // 3600:02d}:{second % 3600 // 60:02d}"
