"""Who works when, as tables: seats, shifts of a day with their breaks, and the rota that joins them.

A group with a roster is a number of *seats*, each with a shift for every kind of day. The
file's shifts are broken down to single days (a shift that ends earlier on Fridays is two), so the engines know nothing
of weeks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from sim.model import arrays, layout
from sim.model.chance.streams import name_word
from sim.plan.distributions import Laws
from sim.plan.grid import Grid
from sim.plan.sites import NEARLY, SiteCalendar
from sim.plan.subgroups import Subgroup
from sim.scenario import units
from sim.scenario.calendar import nights
from sim.scenario.distributions import Law
from sim.scenario.nouns.people import Group
from sim.scenario.nouns.rosters import AsShifts, Break
from sim.scenario.scenario import IN_HOUSE
from sim.scenario.units import DAY_SECONDS, Week

KINDS_OF_TIME = {"break": arrays.ON_BREAK, "meeting": arrays.OFF_FLOOR, "training": arrays.IN_TRAINING}
MOST_EXTRAS = 2
"""Items of an agenda that no shift names: dedicated time and coaching."""
HOUR = 3600.0


@dataclass(frozen=True)
class Activity:
    """Planned time off the floor; s after midnight."""

    at: int
    window: int
    length: float
    kind: int
    paid: bool
    fixed: bool = False


@dataclass(frozen=True)
class ShiftOfDay:
    """A shift; s after midnight of the day on which it begins."""

    begin: float
    end: float
    items: tuple[Activity, ...] = ()
    later: ShiftOfDay | None = None
    """Another shift that begins on the same day, after this one."""


Rota = list[ShiftOfDay | None]
"""What somebody works on each kind of day."""


@dataclass
class RosterTables:
    """The tables, filled group by group."""

    sizes: list[int] = field(default_factory=list)
    """Agents of each cell."""
    local: list[tuple[np.ndarray, list[tuple[float, float]]]] = field(default_factory=list)
    days: dict[ShiftOfDay, int] = field(default_factory=dict)
    """Every shift with its row."""
    seats: list[tuple[object, ...]] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)

    def add(
        self,
        grid: Grid,
        laws: Laws,
        site_calendar: SiteCalendar,
        subgroup: Subgroup,
        number: int,
        grades: tuple[int, int],
    ) -> None:
        """The seats of a cell, one after the other. `grades` are first row and number of the group's levels."""
        group, person = subgroup.rules, subgroup.person
        local = self.local_days(site_calendar, group)
        word = name_word(subgroup.name)
        rotas = rotas_of(grid, subgroup)
        starts = [at for at, level in enumerate(group.levels.values()) for _ in range(level.people)]
        here = [(at, *one) for at, one in enumerate(rotas) if person is not None or subgroup.is_dealt(at)]
        self.sizes.append(len(here))
        for at, rota, rank, among in here:
            level = starts[at] if at < len(starts) else 0
            tenure, wage = laws.number(group.tenure), -1.0
            if person is not None:
                if person.level is not None:
                    level = list(group.levels).index(person.level)
                if person.tenure is not None:
                    tenure = laws.number(Law("deterministic", person.tenure))
                wage = -1.0 if person.wage_per_hour is None else person.wage_per_hour
            self.seats.append((number, word, at, (rank + 0.5) / among, tenure, grades[0] + level, wage, local))
            self.rows.append([self.row_of(day) for day in rota])

    def row_of(self, day: ShiftOfDay | None) -> int:
        """The row of a shift, which comes after those of later ones of the day; -1 for none."""
        if day is None:
            return -1
        if day.later is not None:
            self.row_of(day.later)
        return self.days.setdefault(day, len(self.days))

    def local_days(self, site_calendar: SiteCalendar, group: Group) -> int:
        """The row of the days on which a group works, on its own clock; groups of a place and period share one."""
        kinds, clock = site_calendar.local_days(group.period), site_calendar.clock()
        for row, known in enumerate(self.local):
            if np.array_equal(known[0], kinds) and known[1] == clock:
                return row
        self.local.append((kinds, clock))
        return len(self.local) - 1

    def clocks(self) -> np.ndarray:
        """[places, changes] of `layout.CLOCK`; rows of places that change less often end with what never holds."""
        turns = max((len(clock) for _, clock in self.local), default=0)
        table = np.zeros((len(self.local), turns), layout.CLOCK)
        table["since"] = math.inf
        for row, (_, clock) in zip(table, self.local, strict=True):
            row[: len(clock)] = clock
        return table

    def add_heads(self, subgroup: int, size: int, kinds: int) -> None:
        """Places of a group without a roster, which say nothing."""
        self.sizes.append(size)
        self.seats += [(subgroup, 0, at, 0.0, 0, 0, -1.0, 0) for at in range(size)]
        self.rows += [[-1] * kinds] * size

    def tables(self, grid: Grid) -> dict[str, Any]:
        """`seat`, `shift`, `item`, `rota`, the local days and `agenda_items` of the plan."""
        shifts: list[tuple[float, float, int, int, int]] = []
        items: list[tuple[object, ...]] = []
        for day in self.days:
            shifts.append((day.begin, day.end, len(items), len(day.items), self.row_of(day.later)))
            items += [(i.at, i.window, i.length, i.kind, int(i.paid), int(i.fixed)) for i in day.items]
        most = max((len(day.items) for day in self.days), default=0)
        shape = (len(self.local), len(self.local[0][0]) if self.local else 0)
        return {
            "seat": np.array(self.seats, layout.SEAT), "shift": np.array(shifts, layout.SHIFT),
            "item": np.array(items, layout.ITEM),
            "rota": np.array(self.rows, np.int64).reshape(len(self.rows), grid.kinds),
            "local_kind": np.array([kinds for kinds, _ in self.local], np.int64).reshape(shape),
            "local_clock": self.clocks(),
            "agenda_items": most + MOST_EXTRAS,
        }  # fmt: skip


def roster_tables(
    grid: Grid, laws: Laws, site_calendars: dict[str, SiteCalendar], subgroups: list[Subgroup],
    staffed: list[np.ndarray], grades: dict[str, tuple[int, int]],
) -> RosterTables:  # fmt: skip
    """The seats of all cells; tables without rows where nobody has a roster."""
    found = RosterTables()
    anybody = any(subgroup.rules.has_roster for subgroup in subgroups)
    for number, (subgroup, heads) in enumerate(zip(subgroups, staffed, strict=True)):
        if subgroup.rules.has_roster:
            found.add(grid, laws, site_calendars[subgroup.site], subgroup, number, grades[subgroup.group])
        elif anybody:
            found.add_heads(number, int(heads.max(initial=0)), grid.kinds)
        else:
            found.sizes.append(int(heads.max(initial=0)))
    return found


# ---- from the words of the file to a day for everybody ---------------------------------------------------------


def rotas_of(grid: Grid, subgroup: Subgroup) -> list[tuple[Rota, int, int]]:
    """For each place of a cell its rota, its rank among those of the same shift, and how many these are."""
    group, person = subgroup.rules, subgroup.person
    if person is not None:
        rotas = shifts_of(grid, group)
        rota = rotas[person.shift] if person.shift is not None else next(iter(rotas.values()))
        at = list(group.people).index(subgroup.person_name or "")
        if person.contract_hours is not None:
            rota = within_contract(rota, person.contract_hours, at)
        return [(rota, at, len(group.people))]
    if group.as_shifts is not None:
        made = made_from_curve(grid, group, group.as_shifts)
        return [(rota, at, len(made)) for at, rota in enumerate(made)]
    found = []
    for name, rota in shifts_of(grid, group).items():
        many = people_of_shift(group, name)
        found += [(rota, rank, many) for rank in range(many)]
    return found


def people_of_shift(group: Group, name: str) -> int:
    """How many work a shift: as it says, or the rest of the group's."""
    if not group.shifts:
        return int(group.agents or 0)
    people = group.shifts[name].people
    if people is not None:
        return people
    return max(0, int(group.agents or 0) - sum(shift.people or 0 for shift in group.shifts.values()))


def shifts_of(grid: Grid, group: Group) -> dict[str, Rota]:
    """The rota of each shift; where the group names none, its one shift is as long as its site is open."""
    if not group.shifts:
        site = grid.centre.sites.get(group.site)
        hours = (site.hours if site is not None else None) or grid.centre.calendar.opening
        return {IN_HOUSE: rota_of(grid, hours, ())}
    return {name: rota_of(grid, shift.hours, shift.breaks) for name, shift in group.shifts.items()}


def rota_of(grid: Grid, hours: Week, breaks: tuple[Break, ...]) -> Rota:
    """A day for each kind of day."""
    found: Rota = []
    for kind in range(grid.kinds):
        day: ShiftOfDay | None = None
        for windows in reversed(nights.shifts(hours, kind)):
            day = _day(windows, breaks, kind % 7, day)
        found.append(day)
    return found


def _day(
    windows: tuple[nights.Window, ...], breaks: tuple[Break, ...], weekday: int, later: ShiftOfDay | None
) -> ShiftOfDay:
    begin, end = windows[0][0], windows[-1][1]
    gaps = [Activity(a[1], 0, float(b[0] - a[1]), arrays.ON_BREAK, False, True) for a, b in pairwise(windows)
            if b[0] > a[1]]  # fmt: skip
    return ShiftOfDay(float(begin), float(end), (*gaps, *items_of(breaks, weekday, begin, end)), later)


def items_of(breaks: tuple[Break, ...], weekday: int, begin: float, end: float) -> tuple[Activity, ...]:
    """The breaks that fall into a shift of a weekday, which is the one on which it begins."""
    found = []
    for one in breaks:
        at, upto = one.between if one.between is not None else (one.at or 0, one.at or 0)
        if at < begin and at + DAY_SECONDS < end:  # after midnight
            at, upto = at + DAY_SECONDS, upto + DAY_SECONDS
        if weekday in units.days_named(one.days) and begin <= at < end:
            window = max(0, min(upto, int(end)) - at)
            found.append(Activity(at, window, one.length, KINDS_OF_TIME[one.what], one.paid))
    return tuple(found)


def within_contract(rota: Rota, hours: float, number: int) -> Rota:
    """As many whole days of the week as fit in the contract, and what is left of one more.

    The week is gone through from another day for each person, so part-timers are not all away on Fridays.
    """
    left, kept = hours * HOUR, dict[int, float]()
    for step in range(7):
        weekday = (step + number) % 7
        kept[weekday] = min(left, length_of(rota[weekday]))
        left -= kept[weekday]
    return [_shorter(day, kept[kind % 7]) for kind, day in enumerate(rota)]


def length_of(day: ShiftOfDay | None) -> float:
    """Seconds of the shifts of a day, breaks included."""
    return 0.0 if day is None else day.end - day.begin + length_of(day.later)


def _shorter(day: ShiftOfDay | None, left: float) -> ShiftOfDay | None:
    if day is None or left <= 0.0:
        return None
    worked = min(left, day.end - day.begin)
    return replace(day, end=day.begin + worked, later=_shorter(day.later, left - worked))


# ---- a head-count curve turned into shifts ------------------------------------------------------------------------


def made_from_curve(grid: Grid, group: Group, rules: AsShifts) -> list[Rota]:
    """People whose shifts add up to the curve: each comes when it rises, and who came first goes when it falls.

    Of each kind of day, the shifts in order of their beginning; the first is the first person's, and so on. Presences
    longer than `longest` are cut into equal parts, those shorter than `shortest` are lengthened, and a fraction of a
    head is somebody, so that the curve is never undercut.
    """
    table = grid.tables[group.schedule or ""]
    week = grid.spread(table) * ((group.agents or 0) if table.per_cent else 1)
    people = np.ceil(week - NEARLY).astype(np.int64).reshape(grid.kinds, grid.slots)
    by_kind = []
    for kind, heads in enumerate(people):
        spans = [part for span in presences(heads, grid.slot) for part in fitted(span, rules)]
        by_kind.append([ShiftOfDay(a, b, items_of(rules.breaks, kind % 7, a, b)) for a, b in sorted(spans)])
    most = max((len(days) for days in by_kind), default=0)
    return [[days[i] if i < len(days) else None for days in by_kind] for i in range(most)]


def presences(heads: np.ndarray, slot: int) -> list[tuple[float, float]]:
    """Spans (s after midnight) that add up to a head count: first come, first gone."""
    waiting: list[float] = []
    found = []
    before = 0
    for i, now in enumerate([*heads, 0]):
        at = float(i * slot)
        waiting += [at] * max(0, int(now - before))
        for _ in range(max(0, int(before - now))):
            found.append((waiting.pop(0), at))
        before = int(now)
    return found


def fitted(span: tuple[float, float], rules: AsShifts) -> list[tuple[float, float]]:
    """A presence as shifts neither too long nor too short."""
    begin, end = span
    parts = max(1, math.ceil((end - begin) / rules.longest - 1e-9))
    edges = [begin + (end - begin) * i / parts for i in range(parts + 1)]
    found = []
    for a, b in pairwise(edges):
        b = min(max(b, a + rules.shortest), float(DAY_SECONDS))
        found.append((max(0.0, min(a, b - rules.shortest)), b))
    return found
