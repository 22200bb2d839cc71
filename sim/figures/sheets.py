"""The sums an indicator is made of, for every scope: total, channel, type, group, site; and those by interval.

A *sheet* is a table of sums: one row for each scope and name, one column for each sum named in the formulas
of `sim.kpis.dictionary`. Where a sum has no meaning for a scope (the idle time of a contact type) it is NaN, and so is
every indicator built on it. Rows that are NaN are not printed. `sim.figures.summing` fills it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.model import layout
from sim.plan.build import DesignNames, PlannedDesign
from sim.scenario.scenario import CHANNELS, DEFERRED

FLOW = layout.FLOW.names or ()
PEOPLE = (
    "idle_s", "engaged_s", "overtime_s", "loaded_s", "break_s", "off_floor_s", "training_s", "pause_s", "absence_s",
    "rostered_paid_s", "wages",
)  # fmt: skip
"""Columns of `Tally.people`, in their order."""
HEADCOUNT_COLUMNS = 4
"""So many of the first of them are also known for groups with a head count."""
OTHERS = (
    "slots_s", "scheduled_s", "backlog", "ages_s", "samples", "deferred_offered", "chats_answered", "conversations",
    "conversation_turns", "by_partner", "to_partner", "overflowed", "cost", "wages_paid", "invoices", "fixed", "orders",
    "revenue", "revenue_lost", "planned_s", "unplanned_s", "occupancy_spread", "one", "longest_s", "no_wait", "queue_s",
    "counted_s", "deferred_backlog", "overdue", "work_s", "capacity_s", "of_type",
)  # fmt: skip
OF_CHANNELS = (
    ("chats_answered", "chat", "answered"),
    ("conversations", "message", "finished"),
    ("conversation_turns", "message", "turns"),
)
"""(column, channel, field of the flow): sums of one channel, for indicators without meaning on the others."""
COLUMNS = (*FLOW, *PEOPLE, *OTHERS)
AT = {name: i for i, name in enumerate(COLUMNS)}
SERVED = layout.SERVED.names or ()
OFFERED, ANSWERED = FLOW.index("offered"), SERVED.index("answered")
SERVED_AT, PEOPLE_AT = [AT[name] for name in SERVED], [AT[name] for name in PEOPLE]


class SheetRow(NamedTuple):
    """Scope and name of a row of a sheet."""

    scope: str
    name: str
    type: str = ""
    """For a site: the contact type alone, as its contract counts it."""


class Sums(NamedTuple):
    """Tallies as plain arrays; leading axes (sections, replications) may stand before those named here."""

    flow: np.ndarray
    """[..., L, B, flow fields]"""
    people: np.ndarray
    """[..., G, B, people columns]"""


def rows_of(planned: PlannedDesign) -> list[SheetRow]:
    """The rows that are shown, in their order."""
    used = [c for c in CHANNELS if any(x.channel == c for x in planned.centre.contacts.values())]
    rows = [
        SheetRow("total", "total"),
        *(SheetRow("channel", c) for c in used),
        *(SheetRow("type", t) for t in planned.types),
    ]
    return rows + [SheetRow("group", g) for g in planned.groups] + [SheetRow("site", s) for s in planned.sites]


def live_row(row: SheetRow) -> SheetRow:
    """The row that holds the calls and chats of a total over several channels; other rows stand for themselves.

    Where there are no calls and no chats it holds everything.
    """
    return SheetRow(f"live {row.scope}", row.name) if row.scope in ("total", "site") and not row.type else row


def all_rows(planned: PlannedDesign) -> list[SheetRow]:
    """The rows of a sheet: those shown, then the live rows of its totals."""
    rows = rows_of(planned)
    return rows + [live_row(row) for row in rows if live_row(row) != row]


def queues_of(planned: PlannedDesign, row: SheetRow) -> list[int]:
    """The queues whose flow belongs to a row; empty where the flow of the row is not known."""
    queues = planned.queues
    if row.type:
        mine = [i for i, queue in enumerate(queues) if queue.type == row.type and queue.site == row.name]
        return mine if all(queue.site is not None for queue in queues if queue.type == row.type) else []
    if row.scope.startswith("live "):
        whole = queues_of(planned, SheetRow(row.scope.removeprefix("live "), row.name))
        live = [i for i in whole if planned.centre.contacts[queues[i].type].channel not in DEFERRED]
        return live or whole
    if row.scope == "total":
        return list(range(len(queues)))
    if row.scope == "type":
        return [i for i, queue in enumerate(queues) if queue.type == row.name]
    if row.scope == "channel":
        return [i for i, queue in enumerate(queues) if planned.centre.contacts[queue.type].channel == row.name]
    if row.scope == "site" and all(queue.site is not None for queue in queues):
        return [i for i, queue in enumerate(queues) if queue.site == row.name]
    if row.scope == "site" and len(planned.sites) == 1:
        return list(range(len(queues)))
    return []


def groups_of(planned: PlannedDesign, row: SheetRow) -> list[int]:
    """The groups whose time belongs to a row."""
    if row.scope == "total":
        return list(range(len(planned.groups)))
    if row.scope == "group":
        return [planned.groups.index(row.name)]
    if row.scope == "site" and not row.type:
        return [g for g, group in enumerate(planned.centre.groups.values()) if group.site == row.name]
    return []


def pairs_of(names: DesignNames) -> list[tuple[str, str]]:
    """Contact types and the groups of the file that can take them."""
    groups = names.centre.groups
    return [(name, group) for name in names.types for group in names.groups if name in groups[group].skills]


def pair_row(pair: tuple[str, str]) -> SheetRow:
    """The row of what a group did of a contact type."""
    return SheetRow("type-group", " / ".join(pair))


def hands_of(planned: PlannedDesign) -> np.ndarray:
    """[G] contacts each agent of a group can hold at a time."""
    return np.array([group.chats.at_once for group in planned.centre.groups.values()], float)


def deferred_queues(planned: PlannedDesign) -> np.ndarray:
    """[L] whether what waits in a queue may be answered hours later."""
    return np.array([planned.centre.contacts[queue.type].channel in DEFERRED for queue in planned.queues])


def has_roster(planned: PlannedDesign, group: int) -> bool:
    """Whether the people of a group of the file have a roster."""
    return planned.centre.groups[planned.groups[group]].has_roster


def interval_sheet(planned: PlannedDesign, sums: Sums, row: SheetRow) -> np.ndarray:
    """[B, COLUMNS] sums of a row by interval; `sums` without leading axes.

    One row and one section at a time: all of them at once would take most of the memory of a study.
    """
    out = np.full((sums.flow.shape[-2], len(COLUMNS)), np.nan)
    queues, groups = queues_of(planned, row), groups_of(planned, row)
    if queues:
        out[:, : len(FLOW)] = sums.flow[queues].sum(axis=0)
        later = [queue for queue in queues if deferred_queues(planned)[queue]]
        out[:, AT["deferred_offered"]] = sums.flow[later, :, FLOW.index("offered")].sum(axis=0)
    if groups:
        known = PEOPLE if any(has_roster(planned, g) for g in groups) else PEOPLE[:HEADCOUNT_COLUMNS]
        for k, name in enumerate(known):
            out[:, AT[name]] = sums.people[groups, :, k].sum(axis=0)
        slots = hands_of(planned)[:, None] * sums.people[..., :2].sum(axis=-1)
        out[:, AT["slots_s"]] = slots[groups].sum(axis=0)
    return out
