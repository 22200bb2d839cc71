"""Recorded contacts laid on the grid: each row of a table as the engines replay it.

"480 calls on Monday" does not say when, and nobody calls at night. So the total of a whole day is spread over its
hours of demand, by a profile if there is one. Where a day has no such hour, its total is
spread over all of it; the contacts are in the table, so they come, and find the doors shut.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np

from sim.plan.grid import Grid
from sim.scenario.calendar import periods, time_zones
from sim.scenario.nouns.sites import zone_of
from sim.scenario.scenario import Volume, records_key
from sim.scenario.units import DAY_SECONDS, Week


class ReplayRow(NamedTuple):
    """A row of `layout.REPLAY`: a line of the records, or (`line` -1) a part of the time of the line before."""

    at: float
    width: float
    """Seconds; of a line with parts their whole weight."""
    contacts: int
    more: float
    """Chance of one contact more, for a forecast of 31.4."""
    line: int
    parts: int
    """How many rows that follow are its parts; 0 where it is spread evenly."""
    to: float
    """Weight of the parts up to the end of this one."""
    talk: float = -1.0
    """Seconds of conversation of a recorded contact; negative where its type says."""


def replay_rows(grid: Grid, volume: Volume, opening: Week) -> list[ReplayRow]:
    """Rows of the records that reach into the run; times in seconds from its start."""
    kind = "counts" if volume.counts is not None else "recorded"
    name = getattr(volume, kind)
    if name is None:
        return []
    first, found, number = grid.start.toordinal(), [], 0
    spread = Spread(grid, volume, opening)
    records = grid.records[records_key(kind, name)]
    talks = records.talks or repeat(-1.0, len(records.rows))
    for (day, second, width, contacts), talk in zip(records.rows, talks, strict=True):
        at = float((day - first) * DAY_SECONDS) + second
        if at >= grid.horizon or contacts <= 0 or (at < 0 and at + width <= 0):
            continue
        parts = list(spread.parts(at, width))
        whole = int(contacts)
        weight = parts[-1].to if parts else width
        found += [ReplayRow(at, weight, whole, contacts - whole, number, len(parts), 0.0, talk), *parts]
        number += 1
    return found


class Spread:
    """How the time of a line is cut in parts."""

    def __init__(self, grid: Grid, volume: Volume, opening: Week) -> None:
        self.grid = grid
        self.mask = grid.mask(volume.hours or opening).astype(float)
        self.shape = self.mask
        if volume.profile is not None:
            self.shape = grid.spread(grid.tables[volume.profile]) * (self.mask if volume.hours else 1.0)
        self.kinds = grid.day_kinds()
        calendar = grid.centre.calendar
        changes = time_zones.changes(zone_of(calendar, calendar), grid.start, grid.days)
        self.gaps = [change.span for change in changes if change.by > 0]

    def parts(self, at: float, width: float) -> Iterator[ReplayRow]:
        """The parts of a line's time; none where it is spread evenly over all of it."""
        days = at % DAY_SECONDS == 0 and width > 0 and width % DAY_SECONDS == 0
        gaps = [gap for gap in self.gaps if at < gap[1] and gap[0] < at + width]
        if days:
            edges, weights = self._of_days(int(at // DAY_SECONDS), int(width // DAY_SECONDS))
        elif gaps:
            edges, weights = np.array([at, at + width]), np.ones(1)
        else:
            return
        for begin, end in gaps:
            edges, weights = _without(edges, weights, begin, end)
        to = 0.0
        for begin, end, weight in zip(edges[:-1], edges[1:], weights, strict=True):
            if weight > 0:
                to += float(weight * (end - begin))
                yield ReplayRow(float(begin), float(end - begin), 0, 0.0, -1, 0, to)

    def _of_days(self, first: int, days: int) -> tuple[np.ndarray, np.ndarray]:
        """Edges of the parts of some days, and the weight of each."""
        slots = self.grid.slots
        kinds = [
            int(self.kinds[day]) if 0 <= day < len(self.kinds) else (self.grid.weekday + day) % 7
            for day in range(first, first + days)
        ]
        laid = np.zeros(1)
        for weights in (self.shape, self.mask, np.ones_like(self.mask)):
            laid = np.concatenate([weights[kind * slots : (kind + 1) * slots] for kind in kinds])
            if laid.any():
                break
        begins = np.flatnonzero(np.r_[True, laid[1:] != laid[:-1]])
        edges = first * DAY_SECONDS + np.r_[begins, len(laid)] * float(self.grid.slot)
        return edges, laid[begins]


def exact_rows(grid: Grid, shape: np.ndarray, level: np.ndarray) -> list[ReplayRow]:
    """Every day of the run as a line with its number of contacts, spread along the weights of its slots.

    The number is the mean that the file promises, rounded; what was rounded off is carried over to the next days.
    """
    found: list[ReplayRow] = []
    promised = given = 0.0
    kinds = grid.day_kinds()
    for day in range(grid.days):
        weights = shape[kinds[day] * grid.slots : (kinds[day] + 1) * grid.slots]
        promised += float(weights.sum() * grid.slot * level[day])
        contacts = int(np.floor(promised - given + 0.5 + 1e-9))
        if contacts <= 0:
            continue
        given += contacts
        begins = np.flatnonzero(np.r_[True, weights[1:] != weights[:-1]])
        edges = day * DAY_SECONDS + np.r_[begins, len(weights)] * float(grid.slot)
        parts, to = [], 0.0
        for begin, end, weight in zip(edges[:-1], edges[1:], weights[begins], strict=True):
            if weight > 0:
                to += float(weight * (end - begin))
                parts.append(ReplayRow(float(begin), float(end - begin), 0, 0.0, -1, 0, to))
        found += [ReplayRow(float(day * DAY_SECONDS), to, contacts, 0.0, day, len(parts), 0.0), *parts]
    return found


def steps_of(grid: Grid, volume: Volume, part: float) -> list[ReplayRow]:
    """The rates of a volume in contacts a second, times `part`, each from its instant on; the end of the run last."""
    if volume.rates is None:
        return []
    found = [ReplayRow(0.0, 0.0, 0, 0.0, -1, 0, 0.0)]
    for text, an_hour in volume.rates.items():
        when = periods.instant(text)
        if isinstance(when, dt.datetime):
            when = (when - dt.datetime.combine(grid.start, dt.time())).total_seconds()
        step = ReplayRow(max(when, 0.0), 0.0, 0, 0.0, -1, 0, an_hour / 3600.0 * part)
        if when < grid.horizon:
            found = [one for one in found if one.at < step.at] + [step]
    return [*found, ReplayRow(grid.horizon, 0.0, 0, 0.0, -1, 0, 0.0)]


def expected_of_steps(grid: Grid, steps: list[ReplayRow]) -> np.ndarray:
    """[slots of the run] contacts a second on average."""
    found = np.zeros(grid.count)
    for step, after in pairwise(steps):
        found += step.to * grid.within(step.at, after.at)
    return found / grid.slot


def _without(edges: np.ndarray, weights: np.ndarray, begin: float, end: float) -> tuple[np.ndarray, np.ndarray]:
    """The parts with no weight between two instants; unchanged where nothing would be left."""
    cut = np.unique(np.r_[edges, [one for one in (begin, end) if edges[0] < one < edges[-1]]])
    of = weights[np.searchsorted(edges, cut[:-1], side="right") - 1]
    left = np.where((cut[:-1] >= begin) & (cut[1:] <= end), 0.0, of)
    return (cut, left) if left.any() else (edges, weights)


def expected_of_rows(grid: Grid, lines: list[ReplayRow]) -> np.ndarray:
    """[slots of the run] contacts a second on average."""
    found = np.zeros(grid.count)
    at = 0
    while at < len(lines):
        line = lines[at]
        mean = line.contacts + line.more
        parts = lines[at + 1 : at + 1 + line.parts]
        before = 0.0
        for part in parts:
            found += mean * (part.to - before) / line.width * grid.within(part.at, part.at + part.width) / part.width
            before = part.to
        if not parts:
            width = line.width or 1e-6
            found += mean * grid.within(line.at, line.at + width) / width
        at += 1 + line.parts
    return found / grid.slot
