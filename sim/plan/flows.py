"""Who gets which part of the flow, and when that changes.

A contact draws a number between 0 and 1, and the shares of the sites are stretches of that line: up to 0.3 Lille, up to
0.5 Nantes, the rest in-house. When Lille is closed its stretch goes elsewhere, and nobody else's stretch moves; so two
designs, and an ordinary day and one with an outage, send every other customer to the same place. Which stretches hold
when is found here, over the slots of the run; the plan keeps each different division once, and the instants at which a
type changes from one to another.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

import numpy as np

from sim.model import layout
from sim.plan.grid import Grid
from sim.plan.queues import Queue, queues_at, serves
from sim.plan.sites import SiteCalendar
from sim.plan.subgroups import subgroups_of
from sim.scenario.calendar import periods
from sim.scenario.scenario import IN_HOUSE, Centre
from sim.scenario.units import DAY_SECONDS

Stretch = tuple[float, int]
"""Upper end of a stretch, and the queue to which it leads."""


class Flow(NamedTuple):
    """When the shares of a type change: slots of the run, and the first row of the line that holds from then on."""

    type: int
    at: np.ndarray
    row: np.ndarray


class FlowSplits:
    """The lines of all types, each written once."""

    def __init__(self, grid: Grid, queues: list[Queue], site_calendars: dict[str, SiteCalendar]) -> None:
        self.grid, self.queues = grid, queues
        self.rows: list[Stretch] = []
        self.open = {name: site_calendar.works() for name, site_calendar in site_calendars.items()}
        self.flows = [self._flow(number, name) for number, name in enumerate(grid.centre.contacts)]

    def _flow(self, number: int, name: str) -> Flow:
        sites = list(dict.fromkeys(queue.site for queue in self.queues if queue.type == name and not queue.call_back))
        if sites == [None]:
            queue = self.queues.index(Queue(name, None))
            self.rows.append((1.0, queue))
            return Flow(number, np.zeros(1, np.int64), np.array([len(self.rows) - 1]))
        named = [site for site in sites if site is not None]
        shares = shares_of(self.grid, name, named)
        states = np.concatenate([[self.open[site].astype(float) for site in named], shares])
        at = np.flatnonzero(np.concatenate([[True], (states[:, 1:] != states[:, :-1]).any(axis=0)]))
        different, state = np.unique(states[:, at], axis=1, return_inverse=True)
        known: dict[tuple[Stretch, ...], int] = {}
        rows = [self._row(known, self._intervals(name, named, different[:, i])) for i in range(different.shape[1])]
        first = np.array(rows)[state.reshape(-1)]
        kept = np.flatnonzero(np.diff(first, prepend=-1))
        return Flow(number, at[kept], first[kept])

    def _row(self, known: dict[tuple[Stretch, ...], int], line: tuple[Stretch, ...]) -> int:
        if line not in known:
            known[line] = len(self.rows)
            self.rows += line
        return known[line]

    def _intervals(self, name: str, sites: list[str], state: np.ndarray) -> tuple[Stretch, ...]:
        """The stretches where these sites are open and have these shares; in-house comes last."""
        is_open = dict(zip(sites, state[: len(sites)] > 0.0, strict=True))
        parts = dict(zip(sites, state[len(sites) :].tolist(), strict=True))
        found: list[Stretch] = []
        reached = 0.0
        for site in sites:
            for to, weight in self._recipients(name, site, is_open, parts):
                begin, reached = reached, reached + parts[site] * weight
                if weight * parts[site] > 0.0:
                    lines = queues_at(self.grid.centre, name, to)
                    ends = [begin + (reached - begin) * (i + 1) / len(lines) for i in range(len(lines) - 1)]
                    found += zip((*ends, reached), (self.queues.index(queue) for queue in lines), strict=True)
        return (*found[:-1], (1.0, found[-1][1]))

    def _recipients(
        self, name: str, site: str, is_open: dict[str, bool], parts: dict[str, float]
    ) -> list[tuple[str, float]]:
        """Who takes the part of a site, in shares of it: the site itself if it is open, or whom its words name."""
        centre = self.grid.centre
        word = centre.sites[site].when_closed if site in centre.sites else "in-house"
        if is_open[site] or word == "stay":
            return [(site, 1.0)]
        if word == "in-house":
            return [(IN_HOUSE if served(centre, name, IN_HOUSE) else site, 1.0)]
        others = {one: part for one, part in parts.items() if part > 0.0 and is_open[one] and served(centre, name, one)}
        total = sum(others.values())
        return [(one, part / total) for one, part in others.items()] if total > 0.0 else [(site, 1.0)]

    def part_of(self, queue: int) -> np.ndarray:
        """[slots of the run] part of its type's flow that goes to a queue, wherever it was meant to go."""
        names = list(self.grid.centre.contacts)
        flow = self.flows[names.index(self.queues[queue].type)]
        parts = np.zeros(len(flow.row))
        for i, row in enumerate(flow.row):
            reached = 0.0
            for upto, to in self.rows[row:]:
                parts[i] += (upto - reached) * (to == queue)
                reached = upto
                if upto >= 1.0:
                    break
        lengths = np.diff(flow.at, append=self.grid.count)
        return np.repeat(parts, lengths)

    def table(self) -> np.ndarray:
        """Rows of `layout.SPLIT`."""
        return np.array(self.rows, layout.SPLIT)


def served(centre: Centre, name: str, site: str) -> bool:
    """Whether people at the site can serve the type."""
    return any(serves(subgroup, Queue(name, site)) for subgroup in subgroups_of(centre))


def shares_of(grid: Grid, name: str, sites: list[str]) -> np.ndarray:
    """[sites, slots of the run] the share of each site by the contract; in-house, the last, has what is left."""
    shares = np.zeros((len(sites), grid.count))
    for at, site in enumerate(sites):
        if site != IN_HOUSE:
            part = grid.centre.sites[site].share_of(name)
            shares[at] = by_hours(grid, part) if isinstance(part, dict) else part
    shares[sites.index(IN_HOUSE)] = np.maximum(0.0, 1.0 - shares.sum(axis=0))
    shares[shares < 1e-12] = 0.0
    return shares


def by_hours(grid: Grid, parts: dict[str, float]) -> np.ndarray:
    """[slots of the run] the share that holds on the centre's clock: the first that fits, else none."""
    rules = [(periods.when(text), part) for text, part in parts.items()]
    seconds = np.arange(grid.slots) * grid.slot
    segment = np.searchsorted(periods.edges(when for when, _ in rules), seconds, side="right") - 1
    begins = periods.edges(when for when, _ in rules)
    days = []
    for day in range(grid.days):
        date = grid.start + dt.timedelta(days=day)
        values = [next((part for when, part in rules if when.has(date, begin)), 0.0) for begin in begins]
        days.append(np.array(values)[segment])
    assert grid.slots * grid.slot == DAY_SECONDS
    return np.concatenate(days)[: grid.count]


def wanted_shares(grid: Grid, queues: list[Queue], rate: np.ndarray, day_level: np.ndarray) -> np.ndarray:
    """[L, B] share of its type's contacts that each queue is to get by the contract, by reported interval.

    Of an interval that comes every week, the mean over the weeks of the counted part of the run, weighted by the
    customers expected in each.
    """
    step = math.gcd(grid.slot, int(grid.interval))
    begin = np.arange(0.0, grid.horizon, step)
    slot, at = (begin // grid.slot).astype(np.int64), (begin // grid.interval).astype(np.int64) % grid.bins
    counted, week = begin + step > grid.warm_up, grid.week_of_run()
    found = np.ones((len(queues), grid.bins))
    for number, name in enumerate(grid.centre.contacts):
        mine = [i for i, queue in enumerate(queues) if queue.type == name and not queue.call_back]
        if len(mine) == 1:
            continue
        named = list(dict.fromkeys(site for i in mine if (site := queues[i].site) is not None))
        expected = rate[number][week] * np.repeat(day_level[number], grid.slots)[: grid.count]
        weight = counted * (expected[slot] + 1e-12)
        total = np.bincount(at, weight, grid.bins)
        for site, shares in zip(named, shares_of(grid, name, named), strict=True):
            lines = [i for i in mine if queues[i].site == site]
            given = np.bincount(at, weight * shares[slot], grid.bins) / len(lines)
            found[lines] = np.divide(given, total, out=np.zeros(grid.bins), where=total > 0.0)
    return found
