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
from sim.plan.flows import Splits, wanted_shares
from sim.plan.grid import Grid
from sim.plan.queues import Queue, queue_rows, queues_of
from sim.plan.routing import routing_tables
from sim.plan.sites import Place
from sim.plan.subgroups import Cell, cells_of
from sim.scenario.contracts import Month, months_of
from sim.scenario.scenario import IN_HOUSE, Centre, Scenario

__all__ = ["Compiled", "Named", "Queue", "compile_design", "named"]


@dataclass(frozen=True, eq=False)
class Named:
    """The names that the integers of a plan stand for; to read the sums of a run no more is needed."""

    design: str
    centre: Centre
    types: list[str]
    groups: list[str]
    sites: list[str]


@dataclass(frozen=True, eq=False)
class Compiled(Named):
    """A plan with the names its integers stand for, and what the money needs. Equal to itself alone."""

    plan: arrays.Plan
    queues: list[Queue]
    cells: list[Cell]
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


def named(scenario: Scenario, design: str) -> Named:
    """The names of one design of a checked scenario; KeyError for a design it does not have."""
    centre = scenario.designs[design]
    sites = [IN_HOUSE, *(name for name in centre.sites if name != IN_HOUSE)]
    return Named(design, centre, list(centre.contacts), list(centre.groups), sites)


def compile_design(scenario: Scenario, design: str) -> Compiled:
    """The plan of one design of a checked scenario.

    Raises KeyError for a design the scenario does not have.
    """
    names = named(scenario, design)
    centre, sites = names.centre, names.sites
    grid, laws, calendars = Grid(scenario, centre), Laws(), customers.Calendars()
    queues = queues_of(centre)
    arriving = demand.demand_tables(grid, laws)
    guests = customers.Customers(grid, queues, laws, calendars)
    contacts = centre.contacts.values()
    is_open, opened, opened_days = customers.open_slots(grid, calendars)
    cells = cells_of(centre)
    skill, groups_of, group_queues = people.skill_tables(centre, queues, cells, laws, guests.second_level)
    places = {name: Place(grid, centre.sites.get(name)) for name in sites}
    splits = Splits(grid, queues, places)
    heads = [people.heads_of(grid, places[cell.site], cell) for cell in cells]
    staffed = [people.shrunk(grid, h, cell.rules.shrinkage) for h, cell in zip(heads, cells, strict=True)]
    grade, grades = careers.grade_rows(cells)
    crew = careers.crew_rows(cells, laws, grades)
    roster = rosters.roster_tables(grid, laws, places, cells, staffed, grades)
    tables: dict[str, Any] = {
        **guests.tables(),
        **routing_tables(centre, queues, cells, skill),
        **roster.tables(grid),
    }
    law, knot = laws.tables()
    months = months_of(grid.start, grid.warm_up, grid.horizon)
    by_month = any(site.contract is not None for site in centre.sites.values())
    billed = months if by_month else []
    ends = np.array([month.end for month in billed], float)
    plan = arrays.Plan(
        horizon=grid.horizon, warm_up=grid.warm_up, interval=grid.interval, bins=grid.bins, slot=float(grid.slot),
        slots_a_day=grid.slots, weekday=grid.weekday, pick_random=int(centre.routing.agent == "random"),
        urgency=int(any(c.priority.urgent_after is not None or c.call_back for c in contacts)),
        weighted=int(any(c.priority.weight != 1.0 or c.order == "due-date" for c in contacts)),
        keeping=int(any(c.turns is not None and c.turns.kept_by == "agent" for c in contacts)),
        observed_s=scenario.study.fcr_window, law=law, knot=knot, **arriving._asdict(),
        queue=queue_rows(centre, queues, sites),
        group=people.group_rows(cells, sites, roster.sizes), skill=skill, groups_of=groups_of, queues_of=group_queues,
        pace=people.paces(cells), day_kind=grid.day_kinds(), open=is_open, opened=opened,
        opened_days=opened_days, split=splits.table(), staff=people.staff_changes(grid, staffed, splits.flows),
        month_ends=ends, crew=crew, grade=grade, **tables,
    )  # fmt: skip
    return Compiled(
        **vars(names), plan=arrays.row_by_row(plan), queues=queues, cells=cells,
        scheduled_s=people.scheduled_seconds(grid, heads),
        wanted_shares=wanted_shares(grid, queues, arriving.rate, arriving.day_level),
        bin_labels=[grid.label(i * grid.interval) for i in range(grid.bins)], counted_s=grid.horizon - grid.warm_up,
        months=months, orders=demand.expected_orders(grid),
        month_scheduled_s=people.scheduled_by_month(grid, heads, billed),
        month_requests=demand.expected_requests(grid, queues, splits, billed),
    )  # fmt: skip
