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
PEOPLE_SUMS = {
    "idle_s": "seconds on the floor with empty hands",
    "engaged_s": "seconds in which an agent holds at least one contact: ringing, conversation or wrap-up",
    "overtime_s": "seconds on the floor above the head count of the schedule",
    "loaded_s": "seconds of contacts in hand, each counted: an agent with two chats counts twice",
    "break_s": "seconds of planned breaks, paid or not; as the next ones of people with a roster",
    "off_floor_s": "seconds in meetings and of dedicated time off the floor",
    "training_s": "seconds in training and with a coach",
    "pause_s": "seconds of free pauses",
    "absence_s": "seconds absent or late",
    "rostered_paid_s": "paid seconds of the roster",
    "wages": "wages of the people with a roster",
}
PEOPLE = tuple(PEOPLE_SUMS)
"""Columns of `Tally.people`, in their order."""
HEADCOUNT_COLUMNS = 4
"""So many of the first of them are also known for groups with a head count."""
OTHER_SUMS = {
    "slots_s": "seconds on the floor times the contacts an agent of the group can hold at a time",
    "scheduled_s": "paid seconds on the schedule, shrinkage included",
    "backlog": "contacts in the queue at the starts of the intervals, added up",
    "ages_s": "seconds since arrival of the contacts in the queue at the starts of the intervals, added up",
    "samples": "starts of intervals looked at",
    "deferred_offered": "e-mails, tasks and messages received",
    "chats_answered": "chats whose conversation began",
    "conversations": "messages whose conversation ended within the run",
    "conversation_turns": "answers given in conversations by message",
    "by_partner": "answered by groups at other sites than in-house",
    "to_partner": "offered in queues that partners alone answer; known where no queue is answered by both",
    "overflowed": "answered by groups that are asked after others: of a later rank, after a wait, above a limit; "
    "known where there are such groups",
    "cost": "wages of paid hours, what the sites invoice, and fixed costs",
    "wages_paid": "wages of paid hours, overtime at its own rate; known where a group has a wage",
    "invoices": "what the partners invoice, bonuses and penalties included; known where a partner has a price",
    "fixed": "fixed costs of the service and of its own sites; known where there are any",
    "orders": "orders that the volumes under `orders` bring on average; known where there are any",
    "revenue": "answered contacts times conversion times value, and requests times the share that buys again times "
    "its value; known where a contact type has a revenue",
    "revenue_lost": "contacts given up times `abandoned_value`",
    "planned_s": "seconds the roster plans on the floor: on it, less overtime, and `unplanned_s`",
    "unplanned_s": "seconds of free pauses, late starts and absence",
    "occupancy_spread": "standard deviation between people with a roster of their occupancy",
    "one": "1 for each replication",
    "longest_s": "the longest of those waits in a replication, s; 0 where nobody waited",
    "no_wait": "those of `waited` whose wait was 0 s",
    "queue_s": "contacts in the queue, each for the seconds it stands there",
    "counted_s": "seconds of the run, after the warm-up",
    "deferred_backlog": "e-mails, tasks and messages in the queue at the starts of the intervals, added up",
    "overdue": "those of `deferred_backlog` that nobody has begun with though the delay of their target is over, in "
    "opened hours unless `target_hours: clock`",
    "work_s": "e-mails, tasks and messages in the queue at the starts of the intervals, on average, each with the mean "
    "handling time of its queue",
    "capacity_s": "seconds of conversation and wrap-up of e-mails, tasks and messages, and idle seconds of the "
    "groups that can take them, for each day of the run",
    "of_type": "contacts answered of the type, by all groups; known in the scope `type-group`",
}
"""Sums of several of those, of money, of queues and of hours, and what each counts."""
OF_CHANNELS = (
    ("chats_answered", "chat", "answered"),
    ("conversations", "message", "finished"),
    ("conversation_turns", "message", "turns"),
)
"""(column, channel, field of the flow): sums of one channel, for indicators without meaning on the others."""
COLUMNS = (*FLOW, *PEOPLE, *OTHER_SUMS)
MEANINGS = layout.FLOW_SUMS | PEOPLE_SUMS | OTHER_SUMS
"""What each column counts."""
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
