"""Where and when people work: the local time of each site, its days, and the hours in which it is open.

The grid is the centre's. A site in another time zone has its own week on it: its Monday begins an hour later, or six
earlier, and in spring the difference changes. So everything about a site is laid out over the slots of the whole run,
exactly, and only the changes are kept in the plan. Whole people are found day by day, for
somebody who comes for the peak comes for the day.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

import numpy as np

from sim.model.arrays import CUT_OFF
from sim.plan.grid import Grid
from sim.scenario.calendar.dates import peak_dates
from sim.scenario.calendar.periods import day_of_stretch, period, spans
from sim.scenario.nouns.sites import RampUp, Site
from sim.scenario.scenario import WeekTable
from sim.scenario.units import DAY_SECONDS, Week

NOWHERE_SPECIAL = Site()
APART = dt.timedelta(days=2)
"""Clocks of two places are never farther apart (Kiritimati and Pago Pago: 25 hours)."""
A_YEAR = 366
"""Days before the run that are looked at, for a peak may have begun then."""
NEARLY = 1e-9


class SiteCalendar:
    """A site's own time over the slots of the run."""

    def __init__(self, grid: Grid, site: Site | None) -> None:
        self.grid, self.site = grid, site or NOWHERE_SPECIAL
        calendar = grid.centre.calendar
        self.country = self.site.country or calendar.country or ""
        self.first, self.last = grid.start - APART, grid.start + dt.timedelta(days=grid.days - 1) + APART
        self.slot = np.arange(grid.count) + self._ahead()
        """[slots of the run] number of the slot on the site's clock, 0 at its midnight of the first day."""
        self.day = self.slot // grid.slots
        """[slots of the run] the site's day, the first of the run 0."""
        kinds = self._kinds()
        self.week = kinds[self.day + APART.days] * grid.slots + self.slot % grid.slots
        """[slots of the run] the slot of W, by the kind of the site's day."""

    def _ahead(self) -> np.ndarray:
        ahead = np.zeros(self.grid.count, np.int64)
        for at, seconds in self.grid.offsets_of(self.site):
            ahead[at // self.grid.slot :] = seconds // self.grid.slot
        return ahead

    def _kinds(self) -> np.ndarray:
        """[days] the kind of each day from `first` to `last`."""
        kinds = (np.arange(-APART.days, self.grid.days + APART.days) + self.grid.weekday) % 7
        for day in self.grid.holidays_of(self.site, self.first, self.last):
            at = (day - self.first).days
            kinds[at] += 7
            if self.grid.kinds > 14 and at + 1 < len(kinds):
                kinds[at + 1] += 14
        # holidays just before or after the run are ordinary days where the run itself knows none
        return kinds % self.grid.kinds

    def mask(self, week: Week) -> np.ndarray:
        """[slots of the run] true where these hours are open on the site's clock."""
        return self.grid.mask(week)[self.week]

    def spread(self, table: WeekTable) -> np.ndarray:
        """[slots of the run] the value of a table on the site's clock; a date stands before its weekday."""
        found = self.grid.spread(table)[self.week]
        if table.dates:
            row = np.full(self.grid.days + 2 * APART.days, -1)
            for number, (date, _) in enumerate(table.dates):
                at = date - self.first.toordinal()
                if 0 <= at < len(row):
                    row[at] = number
            rows = row[self.day + APART.days]
            dated = self.grid.laid(table, [values for _, values in table.dates])
            found = np.where(rows >= 0, dated[rows, self.slot % self.grid.slots], found)
        return found

    def works(self) -> np.ndarray:
        """[slots of the run] true where the site is open: within its hours, if it has any, and not cut off."""
        is_open = self.mask(self.site.hours) if self.site.hours is not None else np.ones(self.grid.count, bool)
        for text in self.site.outages:
            for begin, end in spans(text, self.country, self.first, self.last):
                is_open &= (self.slot < self._number(*begin)) | (self.slot >= self._number(*end))
        return is_open

    def _number(self, day: dt.date, second: int) -> int:
        return ((day - self.grid.start).days * DAY_SECONDS + second) // self.grid.slot

    def within(self, text: str | None) -> np.ndarray:
        """[slots of the run] true on the days of a period."""
        if text is None:
            return np.ones(self.grid.count, bool)
        asked = period(text)
        days = [asked.has(self.first + dt.timedelta(days=i)) for i in range(self.grid.days + 2 * APART.days)]
        return np.array(days)[self.day + APART.days]

    def local_days(self, text: str | None) -> np.ndarray:
        """[days] from `first` to `last`: the kind of each local day, -1 where nobody of the period works, `CUT_OFF`
        where the site is cut off."""
        kinds = self._kinds().astype(np.int64)
        cut = set(self._cut_off())
        asked = period(text) if text is not None else None
        for i in range(len(kinds)):
            day = self.first + dt.timedelta(days=i)
            if day in cut:
                kinds[i] = CUT_OFF
            elif asked is not None and not asked.has(day):
                kinds[i] = -1
        return kinds

    def clock(self) -> list[tuple[float, float]]:
        """Since when (s; the first since ever) the clock here is ahead of the centre's, and by how many seconds."""
        return [
            (float(at) if k else -math.inf, float(ahead))
            for k, (at, ahead) in enumerate(self.grid.offsets_of(self.site))
        ]

    def _cut_off(self) -> Iterator[dt.date]:
        """The days that an outage touches."""
        for text in self.site.outages:
            for (begin, _), (end, second) in spans(text, self.country, self.first, self.last):
                yield from (begin + dt.timedelta(days=i) for i in range((end - begin).days + (second > 0)))

    def growth(self, ramps: dict[str, RampUp]) -> np.ndarray:
        """[slots of the run] factor on head counts; of several ramps the greatest counts."""
        factors = np.full(self.grid.days + 2 * APART.days, np.nan)
        for text, ramp in ramps.items():
            begin = self.first - dt.timedelta(days=A_YEAR)
            for day, number in day_of_stretch(peak_dates(text, self.country, begin, self.last)).items():
                if day >= self.first:
                    part = min(1.0, number * DAY_SECONDS / ramp.over) if ramp.over > 0 else 1.0
                    at = (day - self.first).days
                    factors[at] = np.fmax(factors[at], 1.0 + (ramp.factor - 1.0) * part)
        return np.where(np.isnan(factors), 1.0, factors)[self.day + APART.days]


def carried(wanted: np.ndarray, row: np.ndarray) -> np.ndarray:
    """[slots of the run] whole people for head counts with fractions, the same throughout a row.

    One of the two whole numbers beside what is wanted; the head-hours that are missing or too much are carried over to
    the next row with a fraction, however long it is.
    """
    people = np.floor(wanted + NEARLY).astype(np.int64)
    part = wanted - people
    edges = np.flatnonzero((np.diff(row) != 0) | (np.diff(wanted) != 0)) + 1
    begins = np.concatenate([np.zeros(1, np.int64), edges])
    lengths = np.diff(np.append(begins, len(wanted)))
    broken = part[begins] > NEARLY
    owed, before = 0.0, 1
    for begin, length in zip(begins[broken].tolist(), lengths[broken].tolist(), strict=True):
        owed *= before / length  # in heads of a row of this length
        up = owed + part[begin] + 0.5 >= 1.0
        people[begin : begin + length] += up
        owed, before = owed + part[begin] - up, length
    return people


def whole_people(site_calendar: SiteCalendar, wanted: np.ndarray) -> np.ndarray:
    """[slots of the run] whole people for a head count with fractions, right on average.

    Of each day the greatest fractions are rounded up, as many as bring the sum up to that day nearest to what was
    wanted; what is missing or too much is carried to the next day.
    """
    low = np.floor(wanted + NEARLY)
    part = np.maximum(wanted - low, 0.0)
    people = low.astype(np.int64)
    owed = 0.0
    broken = np.flatnonzero(part > NEARLY)
    broken = broken[np.argsort(site_calendar.day[broken], kind="stable")]
    for here in np.split(broken, np.flatnonzero(np.diff(site_calendar.day[broken])) + 1):
        levels, level, slots = np.unique(np.round(part[here], 9), return_inverse=True, return_counts=True)
        owed += float(part[here].sum())
        up, given = levels.size, 0.0
        while up > 0 and abs(given + slots[up - 1] - owed) <= abs(given - owed):
            up -= 1
            given += slots[up]
        people[here[level >= up]] += 1
        owed -= given
    return people
