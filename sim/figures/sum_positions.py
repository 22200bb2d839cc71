"""Where the sums of each row of a sheet stand in the tallies of a design; computed once, not for each replication.

Positions are indices of queues, groups and agents. How they are added up is in `sim.figures.summing`, for the order of
additions decides the last bit of every figure.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np

from sim.figures.sheets import (
    AT,
    FLOW,
    OF_CHANNELS,
    SheetRow,
    all_rows,
    deferred_queues,
    groups_of,
    hands_of,
    has_roster,
    queues_of,
)
from sim.plan.build import PlannedDesign
from sim.plan.subgroups import by_group
from sim.scenario.scenario import IN_HOUSE

CACHED_DESIGNS = 32
"""Designs whose positions are cached, besides those of the months of their invoices."""


class SumPositions(NamedTuple):
    """Indices of the sums of a row in the tallies."""

    row: SheetRow
    queues: list[int]
    deferred: list[int]
    """Those of the queues whose contacts may be answered hours later."""
    of_channels: tuple[tuple[int, int, list[int]], ...]
    """(column of the sheet, field of the flow, queues) for the sums of one channel."""
    groups: list[int]
    rostered: np.ndarray
    """The agents of the groups that have a roster."""
    types: list[int]
    """The types all of whose queues belong to the row; empty where it has only some queues of a type."""
    able: np.ndarray
    """Groups that can take from any of the deferred queues."""
    answering: tuple[np.ndarray, np.ndarray] | None
    """Queues and groups whose answers are counted where the row's flow is not known."""


class DesignConstants(NamedTuple):
    """Facts of a design that all rows share."""

    hands: np.ndarray
    """[G] contacts that an agent of each group can hold at a time."""
    scheduled: np.ndarray
    """[G] paid seconds on the schedule."""
    partners: list[int]
    """Groups that are not in-house."""
    first_sample: int
    """The first of the samples of queue lengths after the warm-up."""
    away: np.ndarray
    """[L] 1 where only partners can take from a queue, 0 where only our own site can, NaN where both can."""
    later: np.ndarray
    """[L, subgroups] whether a subgroup is asked after others: of a later rank, after a wait, or above a limit."""


@lru_cache(maxsize=16 * CACHED_DESIGNS)
def positions_of_rows(planned: PlannedDesign, chosen: tuple[SheetRow, ...] | None = None) -> list[SumPositions]:
    """The positions of some rows of a design, or of `all_rows`."""
    return [_positions_of_row(planned, row) for row in (all_rows(planned) if chosen is None else chosen)]


@lru_cache(maxsize=16 * CACHED_DESIGNS)
def design_constants(planned: PlannedDesign) -> DesignConstants:
    """Facts of a design that all rows share."""
    groups = planned.centre.groups.values()
    return DesignConstants(
        hands=hands_of(planned),
        scheduled=by_group(planned.subgroups, planned.scheduled_s, 0).sum(axis=1),
        partners=[g for g, group in enumerate(groups) if group.site != IN_HOUSE],
        first_sample=ceil(planned.plan.warm_up / planned.plan.interval),
        away=_queues_of_partners(planned),
        later=_later_choices(planned),
    )


def _queues_of_partners(planned: PlannedDesign) -> np.ndarray:
    """[L] 1 where only partners can answer a queue, 0 where they cannot, NaN where both can."""
    able = planned.plan.skill["able"] == 1
    outside = np.array([subgroup.site != IN_HOUSE for subgroup in planned.subgroups])
    theirs, ours = able[:, outside].any(axis=1), able[:, ~outside].any(axis=1)
    return np.where(theirs & ours, np.nan, theirs.astype(float))


def _later_choices(planned: PlannedDesign) -> np.ndarray:
    """[L, subgroups] whether a subgroup takes from a queue only when those asked first do not."""
    skill, door = planned.plan.skill, planned.plan.door
    able = skill["able"] == 1
    never = np.iinfo(np.int64).max
    first = np.where(able, skill["agent_rank"], never).min(axis=1, initial=never)
    behind = able & ((skill["agent_rank"] > first[:, None]) | (door["after"] > 0.0) | (door["conditional"] == 1))
    found: np.ndarray = behind & (able & ~behind).any(axis=1)[:, None]
    return found


def _positions_of_row(planned: PlannedDesign, row: SheetRow) -> SumPositions:
    queues, groups = queues_of(planned, row), groups_of(planned, row)
    later = deferred_queues(planned)
    channels = [planned.centre.contacts[queue.type].channel for queue in planned.queues]
    of_channels = tuple(
        (AT[name], FLOW.index(field), [queue for queue in queues if channels[queue] == channel])
        for name, channel, field in OF_CHANNELS
    )
    answering = None
    if not queues and (groups or row.scope == "live site" or row.type):
        counted = ~later if row.scope == "live site" else np.ones(len(later), bool)
        if row.type:
            counted = np.array([queue.type == row.type for queue in planned.queues])
        answering = np.flatnonzero(counted), np.array(groups or groups_of(planned, SheetRow("site", row.name)), np.intp)
    rostered = agents_of(planned, [planned.groups[g] for g in groups if has_roster(planned, g)])
    deferred = [queue for queue in queues if later[queue]]
    return SumPositions(
        row, queues, deferred, of_channels, groups, rostered, _whole_types(planned, queues), _able(planned, deferred),
        answering,
    )  # fmt: skip


def _whole_types(planned: PlannedDesign, queues: list[int]) -> list[int]:
    names = {planned.queues[queue].type for queue in queues}
    whole = [queue for queue, one in enumerate(planned.queues) if one.type in names]
    return [k for k, name in enumerate(planned.types) if name in names] if whole == sorted(queues) else []


def _able(planned: PlannedDesign, queues: list[int]) -> np.ndarray:
    """Groups of the file that can take from any of these queues."""
    skilled = planned.plan.skill["able"][queues].any(axis=0) if queues else np.zeros(len(planned.subgroups), bool)
    names = {subgroup.group for subgroup, can in zip(planned.subgroups, skilled, strict=True) if can}
    return np.array([g for g, name in enumerate(planned.groups) if name in names], np.intp)


def agents_of(planned: PlannedDesign, groups: list[str]) -> np.ndarray:
    """Indices of the agents of some groups of the file."""
    rows = planned.plan.group
    pairs = zip(rows, planned.subgroups, strict=True)
    spans = [np.arange(row["first"], row["first"] + row["size"]) for row, subgroup in pairs if subgroup.group in groups]
    return np.concatenate([np.zeros(0, np.intp), *spans])
