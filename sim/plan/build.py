"""Scenario → Plan: the one place where names become integers.

The file speaks of "sales" and "mon-fri 08:00-20:00"; the engines know queue 2 and slot 41 of the week. Each part of the
file has its own module here, and this one puts the tables together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.model import arrays
from sim.plan import careers, customers, demand, people, rosters
from sim.plan.distributions import Laws
from sim.plan.flows import FlowSplits, wanted_shares
from sim.plan.grid import Grid
from sim.plan.queues import Queue, queue_rows, queues_of
from sim.plan.routing import routing_tables
from sim.plan.sites import SiteCalendar
from sim.plan.subgroups import Subgroup, subgroups_of
from sim.scenario.contracts import Month, months_of
from sim.scenario.scenario import IN_HOUSE, Centre, Scenario

__all__ = ["DesignNames", "PlannedDesign", "Queue", "names_of_design", "plan_design"]


@dataclass(frozen=True, eq=False)
class DesignNames:
    """The names that the integers of a plan stand for; to read the sums of a run no more is needed."""

    design: str
    centre: Centre
    types: list[str]
    groups: list[str]
    sites: list[str]


@dataclass(frozen=True, eq=False)
class PlannedDesign(DesignNames):
    """A plan with the names its integers stand for, and what the money needs. Equal to itself alone."""

    plan: arrays.Plan
    queues: list[Queue]
    subgroups: list[Subgroup]
    """What the plan calls groups: the groups of the file, and those with a name apart."""
    scheduled_s: np.ndarray
    """[cells, B] paid seconds on the schedule in the counted part of the run, shrinkage included; nought where
    people have a roster: their paid time is in the tally."""
    wanted_shares: np.ndarray
    """[L, B] share of its type's contacts that each queue is to get by the contract."""
    bin_labels: list[str]
    """[B] weekday and time at which each reported interval begins."""
    counted_s: float
    """Length of the counted part of the run, s."""
    months: list[Month]
    """Calendar months of the counted part, the first and the last perhaps cut short."""
    orders: float
    """Orders expected in the counted part, by the volumes under `orders`."""
    month_requests: np.ndarray
    """[months, L] customers' first contacts that the file's volumes bring to each queue, on average; no months where
    nobody pays by the month."""
    month_scheduled_s: np.ndarray
    """[months, G] paid seconds on the schedule in each of them, shrinkage included; likewise."""


def names_of_design(scenario: Scenario, design: str) -> DesignNames:
    """The names of one design of a checked scenario; KeyError for a design it does not have."""
    centre = scenario.designs[design]
    sites = [IN_HOUSE, *(name for name in centre.sites if name != IN_HOUSE)]
    return DesignNames(design, centre, list(centre.contacts), list(centre.groups), sites)


def plan_design(scenario: Scenario, design: str) -> PlannedDesign:
    """The plan of one design of a checked scenario.

    Raises KeyError for a design the scenario does not have.
    """
    names = names_of_design(scenario, design)
    centre, sites = names.centre, names.sites
    grid, laws, calendars = Grid(scenario, centre), Laws(), customers.Calendars()
    queues = queues_of(centre)
    arriving = demand.demand_tables(grid, laws)
    guests = customers.CustomerTables(grid, queues, laws, calendars)
    contacts = centre.contacts.values()
    is_open, opened, opened_days = customers.open_slots(grid, calendars)
    subgroups = subgroups_of(centre)
    skill, groups_of, group_queues = people.skill_tables(centre, queues, subgroups, laws, guests.second_level)
    site_calendars = {name: SiteCalendar(grid, centre.sites.get(name)) for name in sites}
    splits = FlowSplits(grid, queues, site_calendars)
    heads = [people.heads_of(grid, site_calendars[subgroup.site], subgroup) for subgroup in subgroups]
    staffed = [people.shrunk(grid, h, subgroup.rules.shrinkage) for h, subgroup in zip(heads, subgroups, strict=True)]
    grade, grades = careers.grade_rows(subgroups)
    crew = careers.crew_rows(subgroups, laws, grades)
    roster = rosters.roster_tables(grid, laws, site_calendars, subgroups, staffed, grades)
    tables: dict[str, Any] = {
        **guests.tables(),
        **routing_tables(centre, queues, subgroups, skill),
        **roster.tables(grid),
    }
    law, knot = laws.tables()
    months = months_of(grid.start, grid.warm_up, grid.horizon)
    by_month = any(site.contract is not None for site in centre.sites.values())
    billed = months if by_month else []
    ends = np.array([month.end for month in billed], float)
    plan = arrays.Plan(
        horizon=grid.horizon, warm_up=grid.warm_up, interval=grid.interval, bins=grid.bins, slot=float(grid.slot),
        slots_a_day=grid.slots, weekday=grid.weekday,
        urgency=int(any(c.priority.urgent_after is not None or c.call_back for c in contacts)),
        weighted=int(any(c.priority.weight != 1.0 or c.order == "due-date" for c in contacts)),
        keeping=int(any(c.turns is not None and c.turns.kept_by == "agent" for c in contacts)),
        observed_s=scenario.study.fcr_window, law=law, knot=knot, **arriving._asdict(),
        queue=queue_rows(centre, queues, sites),
        group=people.group_rows(subgroups, sites, roster.sizes), skill=skill,
        groups_of=groups_of, queues_of=group_queues,
        pace=people.paces(subgroups), day_kind=grid.day_kinds(), open=is_open, opened=opened,
        opened_days=opened_days, split=splits.table(), staff=people.staff_changes(grid, staffed, splits.flows),
        month_ends=ends, crew=crew, grade=grade, **tables,
    )  # fmt: skip
    return PlannedDesign(
        **vars(names), plan=arrays.row_by_row(plan), queues=queues, subgroups=subgroups,
        scheduled_s=people.scheduled_seconds(grid, heads),
        wanted_shares=wanted_shares(grid, queues, arriving.rate, arriving.day_level),
        bin_labels=[grid.label(i * grid.interval) for i in range(grid.bins)], counted_s=grid.horizon - grid.warm_up,
        months=months, orders=demand.expected_orders(grid),
        month_scheduled_s=people.scheduled_by_month(grid, heads, billed),
        month_requests=demand.expected_requests(grid, queues, splits, billed),
    )  # fmt: skip
