"""Who is there, and what they can do: skills by queue and group, head counts on the grid.

There are whole people only. Where a schedule says 2.5, two are there in one row and three in
the next; with a shrinkage of 15 %, ten agents are eight in one interval and nine in the next. What is missing in one is
owed to the next, so that the hours come out right.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.model import arrays, layout
from sim.plan.careers import is_personal
from sim.plan.demand import opening_of
from sim.plan.distributions import Laws
from sim.plan.flows import Flow
from sim.plan.grid import Grid
from sim.plan.queues import Queue, reaches, serves
from sim.plan.sites import SiteCalendar, carried, whole_people
from sim.plan.subgroups import Subgroup
from sim.scenario.contracts import Month
from sim.scenario.scenario import CONTACT_RANKS, DEFERRED, Centre, Contact, Group

SecondLevel = Callable[[dict[str, float]], int]
ELSEWHERE = 1000
"""Added to the ranks of groups at other sites: every group of the own site is asked first."""


def skill_tables(
    centre: Centre, queues: list[Queue], groups: list[Subgroup], laws: Laws, second_level: SecondLevel
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[L, G] of `layout.SKILL`; [L, G] groups of a queue by agent_rank; [G, L] queues of a group by contact_rank.

    `second_level` gives the number that stands for the types which contacts are handed on as.
    """
    skill = np.zeros((len(queues), len(groups)), layout.SKILL)
    groups_of = np.full(skill.shape, -1)
    queues_of = np.full(skill.shape[::-1], -1)
    for at, queue in enumerate(queues):
        for g, group in enumerate(groups):
            if reaches(centre, group, queue):
                skill[at, g] = _skill(centre, group, centre.contacts[queue.type], queue.type, laws, second_level)
                if not serves(group, queue):
                    skill[at, g]["agent_rank"] += ELSEWHERE
                    skill[at, g]["contact_rank"] += ELSEWHERE
    for at in range(len(queues)):
        able = [g for g in range(len(groups)) if skill[at, g]["able"]]
        able.sort(key=lambda g: skill[at, g]["agent_rank"])
        groups_of[at, : len(able)] = able
    for g in range(len(groups)):
        able = [at for at in range(len(queues)) if skill[at, g]["able"]]
        able.sort(key=lambda at: skill[at, g]["contact_rank"])
        queues_of[g, : len(able)] = able
    return skill, groups_of, queues_of


def _skill(
    centre: Centre, group: Subgroup, contact: Contact, name: str, laws: Laws, second_level: SecondLevel
) -> tuple[object, ...]:
    skill = group.skills[name]
    handling = skill.handling or contact.handling
    by_breadth = len(group.skills) if centre.routing.specialists_first else 1
    agent_rank = skill.agent_rank if skill.agent_rank is not None else by_breadth
    by_channel = CONTACT_RANKS[contact.channel]
    contact_rank = skill.contact_rank if skill.contact_rank is not None else by_channel
    talk, wrap_up = laws.number(handling.talk), laws.number(handling.wrap_up)
    repeats = -1.0 if skill.repeats is None else skill.repeats
    transfer = skill.transfer
    handed_on: tuple[object, ...] = (0.0, -1, 0, -1)
    if transfer is not None:
        to, warm = second_level(transfer.targets), int(transfer.kind == "warm")
        handed_on = (transfer.share, to, warm, laws.number(transfer.handover))
    pace, errors = lasting_effects(group)
    resolves = max(0.0, 1.0 - (1.0 - skill.resolves) * errors)
    return 1, agent_rank, contact_rank, (1.0 + skill.slower) * pace, resolves, talk, wrap_up, repeats, *handed_on


def lasting_effects(subgroup: Subgroup) -> tuple[float, float]:
    """Factors on pace and on the unresolved share that never change: of breadth, of support, of the person."""
    more = len(subgroup.skills) - 1
    breadth = subgroup.rules.breadth
    pace, errors = 1.0 + breadth.slower * more, 1.0 + (breadth.unresolved - 1.0) * more
    for role in subgroup.rules.support.values():
        pace, errors = pace * (1.0 + role.slower), errors * role.unresolved
    if subgroup.person is not None:
        pace, errors = pace * (1.0 + subgroup.person.slower), errors * subgroup.person.unresolved
    return pace, errors


def group_rows(subgroups: list[Subgroup], sites: list[str], sizes: list[int]) -> np.ndarray:
    """[G] of `layout.GROUP`."""
    rows, first = [], 0
    for subgroup, size in zip(subgroups, sizes, strict=True):
        group = subgroup.rules
        chats = group.chats
        fixed = int(chats.pace == "fixed_at_start")
        several = int(chats.at_once > 1 or chats.together is not None)
        together = -1 if chats.together is None else chats.together
        row = (sites.index(group.site), first, size, chats.at_once, fixed, several, together, chats.fill_to)
        kin = [i for i, other in enumerate(subgroups) if other.group == subgroup.group]
        near = [i for i in kin if subgroups[i].hub == subgroup.hub]
        rows.append((*row, int(group.has_roster), int(is_personal(group)), kin[0], kin[-1], near[0], near[-1]))
        first += size
    return np.array(rows, layout.GROUP)


def paces(subgroups: list[Subgroup]) -> np.ndarray:
    """[G, k + 1] factor on the duration with j chats open."""
    most = max(subgroup.rules.chats.at_once for subgroup in subgroups)
    found = np.ones((len(subgroups), most + 1))
    for g, subgroup in enumerate(subgroups):
        for j, slower in enumerate(subgroup.rules.chats.slower, start=1):
            found[g, j] = 1.0 + slower
    return found


def heads_of(grid: Grid, site_calendar: SiteCalendar, subgroup: Subgroup) -> np.ndarray:
    """[slots of the run] people paid, on the schedule; nobody where people have a roster, which says it."""
    if subgroup.rules.has_roster:
        return np.zeros(grid.count, np.int64)
    heads = _whole_heads(grid, site_calendar, subgroup.rules)
    dealt: np.ndarray = (heads + subgroup.hubs - 1 - subgroup.hub) // subgroup.hubs if subgroup.hub >= 0 else heads
    return dealt


def _whole_heads(grid: Grid, site_calendar: SiteCalendar, group: Group) -> np.ndarray:
    wanted = _heads_of_group(grid, site_calendar, group) * (site_calendar.works() & site_calendar.within(group.period))
    if site_calendar.site.ramp_up:
        return whole_people(site_calendar, wanted * site_calendar.growth(site_calendar.site.ramp_up))
    if group.schedule is None:
        return carried(wanted, np.arange(grid.count) // _slots_of_interval(grid))
    table = grid.tables[group.schedule]
    return carried(wanted, (site_calendar.slot * grid.slot - table.first_s) // table.step_s)


def _heads_of_group(grid: Grid, site_calendar: SiteCalendar, group: Group) -> np.ndarray:
    site = site_calendar.site
    if group.schedule is not None:
        table = grid.tables[group.schedule]
        return site_calendar.spread(table) * (group.agents or 0 if table.per_cent else 1)
    if site.hours is not None:
        return np.full(grid.count, float(group.agents or 0))
    return grid.mask(grid.centre.calendar.opening)[grid.week_of_run()] * float(group.agents or 0)


def shrunk(grid: Grid, heads: np.ndarray, shrinkage: float) -> np.ndarray:
    """[slots of the run] people on the floor: whole people, right on average."""
    if shrinkage == 0.0:
        return heads
    return carried(heads * (1 - shrinkage), np.arange(grid.count) // _slots_of_interval(grid))


def _slots_of_interval(grid: Grid) -> int:
    return max(1, int(grid.interval // grid.slot))


def staff_changes(grid: Grid, staffed: list[np.ndarray], flows: list[Flow]) -> np.ndarray:
    """Changes of head counts, doors that close on those in line, shares that change: in order of time."""
    found = [np.zeros(0, layout.STAFF)]
    for g, heads in enumerate(staffed):
        at = np.flatnonzero(np.diff(heads, prepend=0))
        found.append(_changes(grid, at, arrays.HEADS, g, heads[at]))
    week_of_run = grid.week_of_run()
    for k, contact in enumerate(grid.centre.contacts.values()):
        if contact.at_close == "leave" and contact.channel not in DEFERRED:
            is_open = grid.mask(opening_of(grid.centre, contact))[week_of_run].astype(int)
            at = np.flatnonzero(np.diff(is_open) < 0) + 1
            found.append(_changes(grid, at, arrays.CLOSING, k, np.zeros(len(at), np.int64)))
    found += [_changes(grid, flow.at, arrays.SHARES, flow.type, flow.row) for flow in flows]
    rows = np.concatenate(found)
    return rows[np.lexsort((rows["heads"], rows["who"], rows["what"], rows["at"]))]


def _changes(grid: Grid, at: np.ndarray, what: int, who: int, heads: np.ndarray) -> np.ndarray:
    rows = np.zeros(len(at), layout.STAFF)
    rows["at"], rows["what"], rows["who"], rows["heads"] = at * float(grid.slot), what, who, heads
    return rows


def scheduled_seconds(grid: Grid, heads: list[np.ndarray]) -> np.ndarray:
    """[G, B] paid seconds by reported interval, of the counted part of the run."""
    edges = np.union1d(np.arange(grid.count + 1) * float(grid.slot), np.arange(0.0, grid.horizon, grid.interval))
    edges = np.clip(edges, grid.warm_up, grid.horizon)
    begin, length = edges[:-1], np.diff(edges)
    slot = np.minimum(begin // grid.slot, grid.count - 1).astype(np.int64)
    at = (begin // grid.interval).astype(np.int64) % grid.bins
    paid = [np.bincount(at, length * counts[slot], grid.bins) for counts in heads]
    return np.array(paid).reshape(len(heads), grid.bins)


def scheduled_by_month(grid: Grid, heads: list[np.ndarray], months: list[Month]) -> np.ndarray:
    """[months, G] paid seconds on the schedule in each month."""
    total = np.zeros((len(months), len(heads)))
    for m, month in enumerate(months):
        seconds = grid.within(month.begin, month.end)
        total[m] = [float(counts @ seconds) for counts in heads]
    return total
