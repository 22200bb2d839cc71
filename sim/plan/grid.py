"""Time laid out in slots: the day cut as finely as the file needs, for each kind of day.

The file says "mon-fri 08:00-20:00" and gives profiles by the half-hour; the engines know slot 41 of a Monday. The
slot is the greatest width that meets every opening, profile row and shift of the design. There are seven kinds of
day, and seven more where there are public holidays: a Monday that is one is another Monday. So W, the number of
slots in the tables, is that of one or of two weeks.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

import numpy as np

from sim.scenario import units
from sim.scenario.calendar import nights, periods, time_zones
from sim.scenario.calendar.dates import holidays_between
from sim.scenario.nouns.sites import Site, zone_of
from sim.scenario.scenario import Centre, Scenario, Volume, WeekTable
from sim.scenario.units import DAY_SECONDS, Week

WEEK = 7 * DAY_SECONDS
DAYS_BEYOND = 31
"""Days after the run whose kind is known, for whoever looks for the next opening."""


def whole_months(start: dt.date, days: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of the months that a run touches."""
    end = start + dt.timedelta(days=days - 1)
    after = dt.date(end.year + end.month // 12, end.month % 12 + 1, 1)
    return start.replace(day=1), after - dt.timedelta(days=1)


class Grid:
    """The slots and the days of one design."""

    def __init__(self, scenario: Scenario, centre: Centre) -> None:
        self.centre = centre
        self.tables, self.records = scenario.tables, scenario.records
        self.horizon = float(centre.calendar.days or 0) * DAY_SECONDS or float(centre.calendar.length or 0.0)
        self.warm_up = scenario.study.warm_up
        self.interval = centre.calendar.interval
        self.bins = min(math.ceil(self.horizon / self.interval), int(WEEK // self.interval))
        """Reported intervals: those of a week, or of the run where it is shorter."""
        self.start = centre.calendar.start
        self.weekday = self.start.weekday()
        self.days = math.ceil(self.horizon / DAY_SECONDS)
        """Days of the run, the last one perhaps cut short."""
        eve, last = self.start - dt.timedelta(days=1), self.start + dt.timedelta(days=self.days + DAYS_BEYOND - 1)
        named = [(day - self.start).days for day in holidays_between(
            centre.calendar.country, centre.calendar.holidays, eve, last)]  # fmt: skip
        self.holidays = [day for day in named if day >= 0]
        """Days, counted from the start, that are public holidays."""
        self.after_holidays = [day + 1 for day in named if day + 1 < self.days + DAYS_BEYOND]
        """The days after them."""
        self.kinds = self._kinds()
        """Kinds of day: the seven weekdays; where there are holidays, the seven as such; and where hours of holidays or
        of their eves go on over midnight, all of these as the day after a holiday."""
        self.slot = self._slot()
        self.slots = DAY_SECONDS // self.slot
        """Slots of a day."""
        self.count = math.ceil(self.horizon / self.slot)
        """Slots of the run."""

    def _kinds(self) -> int:
        if any(len(week) > 7 and nights.runs_over(week) for week in self._weeks()):
            return 28
        return 14 if self._knows_holidays() else 7

    def _knows_holidays(self) -> bool:
        """Whether any day is a public holiday, in the centre or at a site."""
        first, last = self.start - dt.timedelta(days=2), self.start + dt.timedelta(days=self.days + 1)
        if any(volume.per_month is not None for volume in self.volumes()):
            begin, end = whole_months(self.start, self.days)
            if any(self._holidays_between(begin, end)):
                return True
        return bool(self.holidays) or any(self.holidays_of(s, first, last) for s in self.centre.sites.values())

    def _holidays_between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """Public holidays of the centre."""
        return list(holidays_between(self.centre.calendar.country, self.centre.calendar.holidays, first, last))

    def kinds_of(self, dates: list[dt.date]) -> np.ndarray:
        """The kind of each of these days that follow one another."""
        kinds = (np.arange(len(dates)) + dates[0].weekday()) % 7
        for date in self._holidays_between(dates[0], dates[-1]):
            kinds[(date - dates[0]).days] += 7
        return kinds

    def holidays_of(self, site: Site, first: dt.date, last: dt.date) -> list[dt.date]:
        """Public holidays at a site."""
        calendar = self.centre.calendar
        if site.country is not None:
            return list(holidays_between(site.country, site.holidays, first, last))
        return list(holidays_between(calendar.country, (*calendar.holidays, *site.holidays), first, last))

    def offsets_of(self, site: Site) -> tuple[time_zones.Offset, ...]:
        """How far a site's clock is ahead of the centre's, whenever that changes."""
        calendar = self.centre.calendar
        return time_zones.offsets(zone_of(calendar, calendar), zone_of(site, calendar), self.start, self.days)

    def _slot(self) -> int:
        """The widest slot that meets every edge the file names."""
        centre, width = self.centre, DAY_SECONDS
        for week in self._weeks():
            for day in week:
                for begin, end in day:
                    width = math.gcd(width, math.gcd(begin, end))
        parts = [volume.intraday for volume in self.volumes()]
        for part in parts:
            width = math.gcd(width, int(part.width)) if part else width
        for table in self.tables.values():
            width = math.gcd(width, math.gcd(table.first_s, table.step_s))
        if any(isinstance(group.agents, float) and group.schedule is None for group in centre.groups.values()):
            width = math.gcd(width, int(self.interval))  # 12.5 agents are 12 and 13 by turns
        return math.gcd(width, *self._edges_of_hours())

    def _weeks(self) -> Iterator[Week]:
        """Every week of hours that the design names, but for those of shifts."""
        centre = self.centre
        weeks = [centre.calendar.opening, *(s.hours for s in centre.sites.values())]
        weeks += [rules.opening for rules in centre.channels.values()]
        weeks += [volume.hours for volume in self.volumes()]
        weeks += [contact.opening for contact in centre.contacts.values()]
        yield from (week for week in weeks if week is not None)

    def _edges_of_hours(self) -> Iterator[int]:
        """What local times, outages, hours of shares and of contacts ask of the width."""
        for site in self.centre.sites.values():
            for at, ahead in self.offsets_of(site):
                yield from (at, abs(ahead))
            for text in site.outages:
                for begin, end in periods.spans(text, "", self.start, self.start):
                    yield from (begin[1], end[1])
            for part in site.share.values():
                if isinstance(part, dict):
                    yield from (edge for one in part for edge in periods.when(one).window or ())
        for contact in self.centre.contacts.values():
            for one in (*contact.by_hour.handling, *contact.by_hour.patience):
                yield from periods.when(one).window or ()

    def volumes(self) -> list[Volume]:
        """Every volume of the design."""
        of_orders = [orders.volume for orders in self.centre.orders.values()]
        return [contact.volume for contact in self.centre.contacts.values()] + of_orders

    def mask(self, week: Week) -> np.ndarray:
        """[W] true where it is open."""
        mask = np.zeros((self.kinds, self.slots), bool)
        for kind in range(self.kinds):
            for begin, end in nights.opened(week, kind):
                mask[kind, begin // self.slot : end // self.slot] = True
        return mask.reshape(-1)

    def each_kind(self, by_weekday: np.ndarray) -> np.ndarray:
        """[W] what a table of the seven weekdays says of every kind of day: a holiday is like its weekday."""
        return np.tile(by_weekday, self.kinds // 7)

    def spread(self, table: WeekTable) -> np.ndarray:
        """[W] the value of a table at each slot."""
        laid = self.laid(table, table.values)
        if len(laid) > 7 and self.kinds > 7:
            two_weeks = np.concatenate([laid[:7], np.tile(laid[7], (7, 1))]).reshape(-1)
            return np.tile(two_weeks, self.kinds // 14)
        return self.each_kind(laid[:7].reshape(-1))

    def laid(self, table: WeekTable, days: Sequence[tuple[float, ...]]) -> np.ndarray:
        """[days, slots of a day] the values of some days of a table."""
        laid = np.zeros((len(days), self.slots))
        width = table.step_s // self.slot
        for day, values in enumerate(days):
            for row, value in enumerate(values):
                begin = (table.first_s + row * table.step_s) // self.slot
                laid[day, begin : begin + width] = value
        return laid

    def by_hour(self, factors: dict[str, float]) -> np.ndarray:
        """[W] factors by hours and days, 1 where none is named."""
        edges = periods.edges(periods.when(text) for text in factors)
        segment = np.searchsorted(edges, np.arange(self.slots) * self.slot, side="right") - 1
        days = [[periods.first_that_fits(factors, day, second, 1.0) for second in edges] for day in range(7)]
        return self.each_kind(np.array(days)[:, segment].reshape(-1))

    def day_kinds(self) -> np.ndarray:
        """[days of the run and some beyond] its kind: the weekday, 7 more on a holiday, 14 more after one."""
        kinds = (np.arange(self.days + DAYS_BEYOND) + self.weekday) % 7
        kinds[self.holidays] += 7
        if self.kinds > 14:
            kinds[self.after_holidays] += 14
        return kinds

    def week_of_run(self) -> np.ndarray:
        """[slots of the run] the slot of W at each slot of the run."""
        starts = np.repeat(self.day_kinds()[: self.days] * self.slots, self.slots)[: self.count]
        return starts + np.arange(self.count) % self.slots

    def within(self, begin: float, end: float) -> np.ndarray:
        """[slots of the run] seconds of each slot that lie between two instants."""
        edges = np.arange(math.ceil(self.horizon / self.slot) + 1) * float(self.slot)
        return np.maximum(np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin), 0.0)

    def label(self, offset: float) -> str:
        """Weekday and time of an instant of the first week."""
        day, second = divmod(int(offset), DAY_SECONDS)
        name = units.DAYS[(self.weekday + day) % 7]
        return f"{name} {second // 3600:02d}:{second % 3600 // 60:02d}"
