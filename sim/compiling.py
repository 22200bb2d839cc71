"""Scenario → Plan: the one place where names become integers.

The file speaks of "sales" and "mon-fri 08:00-20:00"; the engines know lane 2 and slot 41 of the week. Here the
week is cut into slots as fine as the file needs (the greatest width that meets every opening, profile row and
shift), rates and head counts are laid out on them, and each type gets its *lanes*: one line for all sites,
or one for each site that has a share of it. The surprising decision: shrinkage takes whole people. With 15 %,
ten agents are eight in one interval and nine in the next, and over the day exactly 8.5 on average.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim import arrays, draws, units
from sim.scenario import CHANNELS, CONTACT_RANKS, IN_HOUSE, TARGETS, Centre, Contact, Group, Scenario, WeekTable
from sim.streams import name_word
from sim.units import DAY_SECONDS, Law, Week

WEEK = 7 * DAY_SECONDS
OBSERVED_WINDOW_S = 7.0 * DAY_SECONDS
"""Window of the observed first-contact resolution."""


@dataclass(frozen=True)
class Lane:
    """A line: a contact type, at one site or (site None) at all."""

    type: str
    site: str | None


@dataclass(frozen=True)
class Compiled:
    """A plan with the names its integers stand for, and what the money needs."""

    plan: arrays.Plan
    design: str
    centre: Centre
    types: list[str]
    groups: list[str]
    sites: list[str]
    lanes: list[Lane]
    scheduled_s: np.ndarray
    """[G, B] paid seconds on the schedule in the counted part of the run, shrinkage included."""
    bin_labels: list[str]
    """[B] weekday and time at which each reported interval begins."""
    counted_s: float
    """Length of the counted part of the run, s."""


class Laws:
    """The table of laws, each written once."""

    def __init__(self) -> None:
        self.rows: list[draws.LawRow] = []

    def number(self, law: Law) -> int:
        """Index of the law in the table."""
        row = draws.row_of(law)
        if row not in self.rows:
            self.rows.append(row)
        return self.rows.index(row)

    def table(self) -> np.ndarray:
        """[laws] of `arrays.LAW`."""
        return np.array([tuple(row) for row in self.rows], arrays.LAW)


def compile_design(scenario: Scenario, design: str) -> Compiled:
    """The plan of one design of a checked scenario.

    Raises KeyError for a design the scenario does not have.
    """
    return _Compiler(scenario, design).compile()


class _Compiler:
    def __init__(self, scenario: Scenario, design: str) -> None:
        self.scenario = scenario
        self.design = design
        self.centre = centre = scenario.designs[design]
        self.tables = scenario.tables
        self.types = list(centre.contacts)
        self.groups = list(centre.groups)
        self.sites = [IN_HOUSE, *(name for name in centre.sites if name != IN_HOUSE)]
        self.horizon = float(centre.calendar.days or 0) * DAY_SECONDS or float(centre.calendar.length or 0.0)
        self.warm_up = scenario.study.warm_up
        self.slot = self._slot()
        self.slots = DAY_SECONDS // self.slot
        self.weekday = centre.calendar.start.weekday()
        self.laws = Laws()
        self.calendars: list[Week] = []
        self.lanes: list[Lane] = []

    def compile(self) -> Compiled:
        """Lay out everything."""
        types, rates = self._types()
        skill, groups_of, lanes_of = self._skills()
        heads = [self._heads(group) for group in self.centre.groups.values()]
        staffed = [self._shrunk(h, g.shrinkage) for h, g in zip(heads, self.centre.groups.values(), strict=True)]
        interval = self.centre.calendar.interval
        bins = min(math.ceil(self.horizon / interval), int(WEEK // interval))
        plan = arrays.Plan(
            horizon=self.horizon, warm_up=self.warm_up, interval=interval, bins=bins, slot=float(self.slot),
            slots_a_day=self.slots, weekday=self.weekday, pick_random=int(self.centre.routing.agent == "random"),
            observed_s=OBSERVED_WINDOW_S, law=self.laws.table(), type=types, lane=self._lane_rows(),
            group=self._group_rows(staffed), skill=skill, groups_of=groups_of, lanes_of=lanes_of, pace=self._paces(),
            rate=rates, open=self._open(), opened=self._opened(), site_open=self._site_open(),
            staff=self._staff(staffed),
        )  # fmt: skip
        return Compiled(
            plan=plan, design=self.design, centre=self.centre, types=self.types, groups=self.groups, sites=self.sites,
            lanes=self.lanes, scheduled_s=self._scheduled(heads, interval, bins),
            bin_labels=[self._label(i * interval) for i in range(bins)], counted_s=self.horizon - self.warm_up,
        )  # fmt: skip

    # ---- the grid ---------------------------------------------------------------------------------------

    def _slot(self) -> int:
        """The widest slot that meets every edge the file names."""
        centre, width = self.centre, DAY_SECONDS
        weeks = [centre.calendar.opening, *(s.hours for s in centre.sites.values())]
        for contact in centre.contacts.values():
            weeks += [contact.opening, contact.volume.hours]
        for week in weeks:
            for day in week or ():
                for begin, end in day:
                    width = math.gcd(width, math.gcd(begin, end))
        for table in self.tables.values():
            width = math.gcd(width, math.gcd(table.first_s, table.step_s))
        return width

    def _mask(self, week: Week) -> np.ndarray:
        """[W] true where a week is open."""
        mask = np.zeros(7 * self.slots, bool)
        for day, windows in enumerate(week):
            for begin, end in windows:
                mask[day * self.slots + begin // self.slot : day * self.slots + end // self.slot] = True
        return mask

    def _spread(self, table: WeekTable) -> np.ndarray:
        """[W] the value of a table at each slot of the week."""
        laid = np.zeros((7, self.slots))
        width = table.step_s // self.slot
        for day, values in enumerate(table.values):
            for row, value in enumerate(values):
                begin = (table.first_s + row * table.step_s) // self.slot
                laid[day, begin : begin + width] = value
        return laid.reshape(-1)

    def _week_of_run(self) -> np.ndarray:
        """[slots of the run] the slot of the week at each slot of the run."""
        count = math.ceil(self.horizon / self.slot)
        return (np.arange(count) + self.weekday * self.slots) % (7 * self.slots)

    def _label(self, offset: float) -> str:
        day, second = divmod(int(offset), DAY_SECONDS)
        name = units.DAYS[(self.weekday + day) % 7]
        return f"{name} {second // 3600:02d}:{second % 3600 // 60:02d}"

    # ---- the customers' side ------------------------------------------------------------------------------

    def _types(self) -> tuple[np.ndarray, np.ndarray]:
        rows, rates = [], []
        pick_up = self.centre.routing.pick_up
        for name, contact in self.centre.contacts.items():
            volume, returns = contact.volume, contact.returns
            target = contact.target or TARGETS[contact.channel]
            first = len(self.lanes)
            self._add_lanes(name)
            rings = contact.channel == "call" and pick_up != Law("deterministic", 0.0)
            rows.append((
                CHANNELS.index(contact.channel), name_word(f"contacts/{name}"),
                self._calendar(contact.opening or self.centre.calendar.opening), self.laws.number(contact.patience),
                self.laws.number(pick_up) if rings else -1,
                self.laws.number(Law("gamma", 1.0, volume.day_factor_cv)) if volume.day_factor_cv > 0 else -1,
                volume.every or 0.0, int(contact.at_close == "leave"), int(contact.outside_hours == "next_opening"),
                returns.abandoned.share if returns.abandoned else 0.0,
                self.laws.number(returns.abandoned.after) if returns.abandoned else -1,
                returns.unresolved.share if returns.unresolved else 0.0,
                self.laws.number(returns.unresolved.after) if returns.unresolved else -1,
                target.within_s, contact.short_abandon, first, len(self.lanes) - first,
            ))  # fmt: skip
            rates.append(self._rate(contact))
        return np.array(rows, arrays.TYPE), np.array(rates)

    def _calendar(self, week: Week) -> int:
        if week not in self.calendars:
            self.calendars.append(week)
        return self.calendars.index(week)

    def _rate(self, contact: Contact) -> np.ndarray:
        """[W] contacts a second (for evenly spaced contacts: 1 in the hours of demand)."""
        volume = contact.volume
        mask = self._mask(volume.hours or contact.opening or self.centre.calendar.opening)
        shape = mask.astype(float)
        if volume.profile is not None:
            shape = self._spread(self.tables[volume.profile]) * (mask if volume.hours else 1.0)
        if volume.weekdays is not None:
            shape = shape * np.repeat(_day_weights(volume.weekdays), self.slots)
        if volume.every is not None:
            return (shape > 0).astype(float)
        if volume.per_hour is not None:
            return shape * volume.per_hour / 3600.0
        total = float(shape.sum())
        if total == 0.0:
            return np.zeros_like(shape)
        busy_days = int((shape.reshape(7, -1).sum(axis=1) > 0).sum())
        a_week = volume.per_week if volume.per_week is not None else (volume.per_day or 0.0) * busy_days
        return shape / total * (a_week / self.slot)

    def _add_lanes(self, name: str) -> None:
        shares = {s: site.share.get(name, 0.0) for s, site in self.centre.sites.items() if s != IN_HOUSE}
        if sum(shares.values()) <= 0.0:
            self.lanes.append(Lane(name, None))
            return
        self.lanes += [Lane(name, site) for site, share in shares.items() if share > 0.0]
        self.lanes.append(Lane(name, IN_HOUSE))

    def _lane_rows(self) -> np.ndarray:
        rows, reached = [], 0.0
        for number, lane in enumerate(self.lanes):
            if lane.site is None:
                rows.append((self.types.index(lane.type), -1, 1.0, number))
                continue
            home = max(i for i, other in enumerate(self.lanes) if other.type == lane.type)
            if lane.site == IN_HOUSE:
                reached, share_to = 0.0, 1.0
            else:
                reached += self.centre.sites[lane.site].share[lane.type]
                share_to = reached if reached < 1.0 - 1e-12 else 1.0
            served_at_home = any(self._serves(group, self.lanes[home]) for group in self.centre.groups.values())
            site = self.sites.index(lane.site)
            rows.append((self.types.index(lane.type), site, share_to, home if served_at_home else number))
        return np.array(rows, arrays.LANE)

    def _open(self) -> np.ndarray:
        return np.array([self._mask(week) for week in self.calendars], np.int64)

    def _opened(self) -> np.ndarray:
        masks = self._open() * float(self.slot)
        return np.concatenate([np.zeros((len(masks), 1)), np.cumsum(masks, axis=1)], axis=1)

    # ---- the people's side --------------------------------------------------------------------------------

    def _serves(self, group: Group, lane: Lane) -> bool:
        return lane.type in group.skills and (lane.site is None or lane.site == group.site)

    def _skills(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        skill = np.zeros((len(self.lanes), len(self.groups)), arrays.SKILL)
        groups_of = np.full(skill.shape, -1)
        lanes_of = np.full(skill.shape[::-1], -1)
        for at, lane in enumerate(self.lanes):
            for g, group in enumerate(self.centre.groups.values()):
                if self._serves(group, lane):
                    skill[at, g] = self._skill(group, self.centre.contacts[lane.type], lane.type)
        for at in range(len(self.lanes)):
            able = [g for g in range(len(self.groups)) if skill[at, g]["able"]]
            able.sort(key=lambda g: skill[at, g]["agent_rank"])
            groups_of[at, : len(able)] = able
        for g in range(len(self.groups)):
            able = [at for at in range(len(self.lanes)) if skill[at, g]["able"]]
            able.sort(key=lambda at: skill[at, g]["contact_rank"])
            lanes_of[g, : len(able)] = able
        return skill, groups_of, lanes_of

    def _skill(self, group: Group, contact: Contact, name: str) -> tuple[object, ...]:
        skill = group.skills[name]
        handling = skill.handling or contact.handling
        by_breadth = len(group.skills) if self.centre.routing.specialists_first else 1
        agent_rank = skill.agent_rank if skill.agent_rank is not None else by_breadth
        by_channel = CONTACT_RANKS[contact.channel]
        contact_rank = skill.contact_rank if skill.contact_rank is not None else by_channel
        talk, wrap_up = self.laws.number(handling.talk), self.laws.number(handling.wrap_up)
        return 1, agent_rank, contact_rank, 1.0 + skill.slower, skill.resolves, talk, wrap_up

    def _group_rows(self, staffed: list[np.ndarray]) -> np.ndarray:
        rows, first = [], 0
        for group, heads in zip(self.centre.groups.values(), staffed, strict=True):
            size = int(heads.max(initial=0))
            fixed = int(group.chats.pace == "fixed_at_start")
            rows.append((self.sites.index(group.site), first, size, group.chats.at_once, fixed))
            first += size
        return np.array(rows, arrays.GROUP)

    def _paces(self) -> np.ndarray:
        most = max(group.chats.at_once for group in self.centre.groups.values())
        paces = np.ones((len(self.groups), most + 1))
        for g, group in enumerate(self.centre.groups.values()):
            for j, slower in enumerate(group.chats.slower, start=1):
                paces[g, j] = 1.0 + slower
        return paces

    def _site_open(self) -> np.ndarray:
        hours = [self.centre.sites[s].hours if s in self.centre.sites else None for s in self.sites]
        return np.array([self._mask(week or units.ALWAYS) for week in hours], np.int64)

    def _heads(self, group: Group) -> np.ndarray:
        """[slots of the run] people paid, on the schedule."""
        site = self.centre.sites.get(group.site)
        hours = site.hours if site is not None else None
        if group.schedule is not None:
            table = self.tables[group.schedule]
            week = self._spread(table) * (group.agents or 0 if table.per_cent else 1)
            if hours is not None:
                week = week * self._mask(hours)
        else:
            week = self._mask(hours or self.centre.calendar.opening) * float(group.agents or 0)
        return np.floor(week + 0.5)[self._week_of_run()].astype(np.int64)

    def _shrunk(self, heads: np.ndarray, shrinkage: float) -> np.ndarray:
        """[slots of the run] people on the floor: whole people, right on average."""
        if shrinkage == 0.0:
            return heads
        block = max(1, int(self.centre.calendar.interval // self.slot))
        present, owed, now = np.zeros_like(heads), 0.0, 0
        for i, scheduled in enumerate(heads):
            if i % block == 0 or scheduled != heads[i - 1]:
                now = min(int(scheduled), max(0, math.floor(scheduled * (1 - shrinkage) + owed + 0.5)))
                owed += scheduled * (1 - shrinkage) - now
            present[i] = now
        return present

    def _staff(self, staffed: list[np.ndarray]) -> np.ndarray:
        """Changes of head counts, and the doors that close on those in line, in order of time."""
        rows = []
        for g, heads in enumerate(staffed):
            for i in np.flatnonzero(np.diff(heads, prepend=0)):
                rows.append((float(i * self.slot), arrays.HEADS, g, int(heads[i])))
        week_of_run = self._week_of_run()
        for k, contact in enumerate(self.centre.contacts.values()):
            if contact.at_close == "leave" and contact.channel != "email":
                is_open = self._mask(contact.opening or self.centre.calendar.opening)[week_of_run].astype(int)
                for i in np.flatnonzero(np.diff(is_open) < 0) + 1:
                    rows.append((float(i * self.slot), arrays.CLOSING, k, 0))
        return np.array(sorted(rows), arrays.STAFF)

    def _scheduled(self, heads: list[np.ndarray], interval: float, bins: int) -> np.ndarray:
        """[G, B] paid seconds by reported interval, of the counted part of the run."""
        total = np.zeros((len(heads), bins))
        for g, counts in enumerate(heads):
            for i in np.flatnonzero(counts):
                begin = max(float(i * self.slot), self.warm_up)
                end = min(float((i + 1) * self.slot), self.horizon)
                while begin < end:
                    at = int(begin // interval)
                    step = min(end, (at + 1) * interval) - begin
                    total[g, at % bins] += step * counts[i]
                    begin += step
        return total


def _day_weights(weights: dict[str, float]) -> np.ndarray:
    """[7] relative weights, 0 for days not named."""
    laid = np.zeros(7)
    for days, weight in weights.items():
        laid[units.days_named(days)] = weight
    return laid
