"""From an engine's tallies to the sums an indicator is made of, for every scope: total, channel, type, group, site.

A *sheet* is a table of sums: one row for each scope and name, one column for each sum named in the formulas
of `sim.kpis`. Where a sum has no meaning for a scope (the idle time of a contact type) it is NaN, and so is
every indicator built on it. Rows that are NaN are not printed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim import arrays, layout
from sim.compiling import Compiled
from sim.compiling.cells import by_group
from sim.experiments.books import Books, revenue_of
from sim.scenario import CHANNELS, DEFERRED, IN_HOUSE

FLOW = layout.FLOW.names or ()
PEOPLE = (
    "idle_s", "engaged_s", "overtime_s", "loaded_s", "break_s", "off_floor_s", "training_s", "pause_s", "absence_s",
    "rostered_paid_s", "wages",
)  # fmt: skip
"""Columns of `Tally.people`, in their order."""
UNROSTERED = 4
"""How many of them a head count knows, too."""
OTHERS = (
    "slots_s", "scheduled_s", "backlog", "ages_s", "samples", "deferred_offered", "chats_answered", "conversations",
    "conversation_turns", "by_partner", "cost", "wages_paid", "invoices", "fixed", "orders", "revenue", "revenue_lost",
    "planned_s", "unplanned_s", "occupancy_spread", "one",
)  # fmt: skip
OF_CHANNELS = (
    ("chats_answered", "chat", "answered"),
    ("conversations", "message", "finished"),
    ("conversation_turns", "message", "turns"),
)
"""Sums of one channel's flow, for indicators that mean nothing on the others."""
COLUMNS = (*FLOW, *PEOPLE, *OTHERS)
AT = {name: i for i, name in enumerate(COLUMNS)}
SERVED = layout.SERVED.names or ()
OFFERED, ANSWERED = FLOW.index("offered"), SERVED.index("answered")
SERVED_AT, PEOPLE_AT = [AT[name] for name in SERVED], [AT[name] for name in PEOPLE]


class Row(NamedTuple):
    """What a row of a sheet is about."""

    scope: str
    name: str
    type: str = ""
    """For a site: the contact type alone, in the books of its contract."""


class Sums(NamedTuple):
    """Tallies as plain arrays; leading axes (sections, replications) may stand before those named here."""

    flow: np.ndarray
    """[..., L, B, flow fields]"""
    people: np.ndarray
    """[..., G, B, people columns]"""


def rows_of(compiled: Compiled) -> list[Row]:
    """The rows that are shown, in order."""
    used = [c for c in CHANNELS if any(x.channel == c for x in compiled.centre.contacts.values())]
    rows = [
        Row("total", "total"),
        *(Row("channel", c) for c in used),
        *(Row("type", t) for t in compiled.types),
    ]
    return rows + [Row("group", g) for g in compiled.groups] + [Row("site", s) for s in compiled.sites]


def live_row(row: Row) -> Row:
    """The row that holds the calls and chats of a total over several channels; other rows stand for themselves.

    Where there are no calls and no chats it holds everything.
    """
    return Row(f"live {row.scope}", row.name) if row.scope in ("total", "site") and not row.type else row


def all_rows(compiled: Compiled) -> list[Row]:
    """The rows of a sheet, and behind them the live rows of its totals."""
    rows = rows_of(compiled)
    return rows + [live_row(row) for row in rows if live_row(row) != row]


def lanes_of(compiled: Compiled, row: Row) -> list[int]:
    """The lanes whose flow belongs to a row; empty where the flow of the row is not known."""
    lanes = compiled.lanes
    if row.type:
        mine = [i for i, lane in enumerate(lanes) if lane.type == row.type and lane.site == row.name]
        return mine if all(lane.site is not None for lane in lanes if lane.type == row.type) else []
    if row.scope.startswith("live "):
        whole = lanes_of(compiled, Row(row.scope.removeprefix("live "), row.name))
        live = [i for i in whole if compiled.centre.contacts[lanes[i].type].channel not in DEFERRED]
        return live or whole
    if row.scope == "total":
        return list(range(len(lanes)))
    if row.scope == "type":
        return [i for i, lane in enumerate(lanes) if lane.type == row.name]
    if row.scope == "channel":
        return [i for i, lane in enumerate(lanes) if compiled.centre.contacts[lane.type].channel == row.name]
    if row.scope == "site" and all(lane.site is not None for lane in lanes):
        return [i for i, lane in enumerate(lanes) if lane.site == row.name]
    if row.scope == "site" and len(compiled.sites) == 1:
        return list(range(len(lanes)))
    return []


def groups_of(compiled: Compiled, row: Row) -> list[int]:
    """The groups whose time belongs to a row."""
    if row.scope == "total":
        return list(range(len(compiled.groups)))
    if row.scope == "group":
        return [compiled.groups.index(row.name)]
    if row.scope == "site" and not row.type:
        return [g for g, group in enumerate(compiled.centre.groups.values()) if group.site == row.name]
    return []


def sums_of(compiled: Compiled, tally: arrays.Tally) -> Sums:
    """The flow and the people's time of one replication, as plain arrays; people by group of the file."""
    flow = tally.flow
    people = with_load(compiled, tally.people)
    return Sums(flow.view(np.float64).reshape(*flow.shape, len(FLOW)), by_group(compiled.cells, people, 0))


def hands_of(compiled: Compiled) -> np.ndarray:
    """[G] contacts each agent of a group can hold at a time."""
    return np.array([group.chats.at_once for group in compiled.centre.groups.values()], float)


def with_load(compiled: Compiled, people: np.ndarray) -> np.ndarray:
    """[..., cells, B, people columns] people's time; where agents hold one contact at a time, load is time engaged."""
    single = compiled.plan.group["several"] == 0
    whole = people.copy()
    whole[..., single, :, PEOPLE.index("loaded_s")] = people[..., single, :, PEOPLE.index("engaged_s")]
    return whole


class Place(NamedTuple):
    """Where the sums of a row stand in the tallies."""

    row: Row
    lanes: list[int]
    deferred: list[int]
    """Those of the lanes in which contacts may be answered hours later."""
    of_channels: tuple[tuple[int, int, list[int]], ...]
    """Column of the sheet, field of the flow, lanes: the sums of one channel."""
    groups: list[int]
    answering: tuple[np.ndarray, np.ndarray] | None
    """Lanes and groups whose answers are counted where the flow is not known."""


@lru_cache(maxsize=32)
def places_of(compiled: Compiled) -> list[Place]:
    """`all_rows` of a design, each with its place; looked up once, not in each of thousands of replications."""
    return [_place(compiled, row) for row in all_rows(compiled)]


def _place(compiled: Compiled, row: Row) -> Place:
    lanes, groups = lanes_of(compiled, row), groups_of(compiled, row)
    later = _deferred(compiled)
    channels = [compiled.centre.contacts[lane.type].channel for lane in compiled.lanes]
    of_channels = tuple(
        (AT[name], FLOW.index(field), [lane for lane in lanes if channels[lane] == channel])
        for name, channel, field in OF_CHANNELS
    )
    answering = None
    if not lanes and (groups or row.scope == "live site" or row.type):
        counted = ~later if row.scope == "live site" else np.ones(len(later), bool)
        if row.type:
            counted = np.array([lane.type == row.type for lane in compiled.lanes])
        answering = np.flatnonzero(counted), np.array(groups or groups_of(compiled, Row("site", row.name)), np.intp)
    return Place(row, lanes, [lane for lane in lanes if later[lane]], of_channels, groups, answering)


def sheet(
    compiled: Compiled, tally: arrays.Tally, chosen: list[Row] | None = None, invoiced: dict[str, float] | None = None
) -> np.ndarray:
    """[all_rows, COLUMNS] sums of one replication; or [chosen, COLUMNS].

    `invoiced` is what the sites invoice whose invoices are drawn up line by line.
    """
    places = places_of(compiled) if chosen is None else [_place(compiled, row) for row in chosen]
    sums = sums_of(compiled, tally)
    flow, people = sums.flow.sum(axis=1), sums.people.sum(axis=1)
    slots = hands_of(compiled) * people[:, [PEOPLE.index("idle_s"), PEOPLE.index("engaged_s")]].sum(axis=1)
    by_cell = tally.served.view(np.float64).reshape(*tally.served.shape, len(SERVED))
    served = by_group(compiled.cells, by_cell, 1)
    scheduled = paid_on_schedule(compiled, people)
    books = Books(compiled, served, people, scheduled, invoiced or {})
    backlog, ages = _counted_backlog(compiled, tally)
    partner = np.array([group.site != IN_HOUSE for group in compiled.centre.groups.values()])
    out = np.full((len(places), len(COLUMNS)), np.nan)
    for i, (row, lanes, deferred, of_channels, groups, answering) in enumerate(places):
        if lanes:
            out[i, : len(FLOW)] = flow[lanes].sum(axis=0)
            out[i, AT["deferred_offered"]] = flow[deferred, OFFERED].sum()
            for column, field, of_channel in of_channels:
                out[i, column] = flow[of_channel, field].sum()
            out[i, AT["backlog"]] = backlog[lanes].sum()
            out[i, AT["ages_s"]] = ages[lanes].sum()
            out[i, AT["samples"]] = backlog.shape[1]
            out[i, AT["by_partner"]] = served[lanes][:, partner, ANSWERED].sum()
            out[i, AT["revenue"]], out[i, AT["revenue_lost"]] = revenue_of(compiled, flow, by_cell, lanes)
        elif answering is not None:
            out[i, SERVED_AT] = served[np.ix_(*answering)].sum(axis=(0, 1))
        if groups:
            out[i, PEOPLE_AT] = people[groups].sum(axis=0)
            _rosters(compiled, groups, tally, out[i])
            out[i, AT["slots_s"]] = slots[groups].sum()
            out[i, AT["scheduled_s"]] = scheduled[groups].sum()
            for name, value in books.of(row.scope, row.name, groups).items():
                out[i, AT[name]] = value
    return out


def interval_sheet(compiled: Compiled, sums: Sums, row: Row) -> np.ndarray:
    """[B, COLUMNS] sums of a row by interval; `sums` without leading axes.

    One row and one section at a time: all rows of all sections at once would be most of the memory of a study.
    """
    out = np.full((sums.flow.shape[-2], len(COLUMNS)), np.nan)
    lanes, groups = lanes_of(compiled, row), groups_of(compiled, row)
    if lanes:
        out[:, : len(FLOW)] = sums.flow[lanes].sum(axis=0)
        later = [lane for lane in lanes if _deferred(compiled)[lane]]
        out[:, AT["deferred_offered"]] = sums.flow[later, :, FLOW.index("offered")].sum(axis=0)
    if groups:
        known = PEOPLE if any(_has_roster(compiled, g) for g in groups) else PEOPLE[:UNROSTERED]
        for k, name in enumerate(known):
            out[:, AT[name]] = sums.people[groups, :, k].sum(axis=0)
        slots = hands_of(compiled)[:, None] * sums.people[..., :2].sum(axis=-1)
        out[:, AT["slots_s"]] = slots[groups].sum(axis=0)
    return out


def _has_roster(compiled: Compiled, group: int) -> bool:
    return compiled.centre.groups[compiled.groups[group]].has_roster


def _rosters(compiled: Compiled, groups: list[int], tally: arrays.Tally, row: np.ndarray) -> None:
    """What is known of people with a roster alone, into a row of the sheet."""
    rostered = [compiled.groups[g] for g in groups if _has_roster(compiled, g)]
    if not rostered:
        row[[AT[name] for name in PEOPLE[UNROSTERED:]]] = np.nan
        return
    books = dict(zip(layout.AGENT_BOOKS, tally.agents[agents_of(compiled, rostered)].T, strict=True))
    on_floor = books["idle_s"] + books["engaged_s"]
    row[AT["unplanned_s"]] = (books["pause_s"] + books["absence_s"]).sum()
    row[AT["planned_s"]] = (on_floor - books["overtime_s"]).sum() + row[AT["unplanned_s"]]
    there = on_floor > 0.0
    row[AT["occupancy_spread"]] = np.std(books["engaged_s"][there] / on_floor[there]) if there.any() else 0.0
    row[AT["one"]] = 1.0


def agents_of(compiled: Compiled, groups: list[str]) -> np.ndarray:
    """The numbers of the agents of some groups of the file."""
    rows = compiled.plan.group
    spans = [np.arange(row["first"], row["first"] + row["size"]) for row, cell in zip(rows, compiled.cells, strict=True)
             if cell.group in groups]  # fmt: skip
    return np.concatenate(spans)


def paid_on_schedule(compiled: Compiled, people: np.ndarray) -> np.ndarray:
    """[G] paid seconds but for overtime: of the head counts as scheduled, of the rosters as they came about."""
    scheduled = by_group(compiled.cells, compiled.scheduled_s, 0).sum(axis=1)
    paid: np.ndarray = scheduled + people[:, PEOPLE.index("rostered_paid_s")]
    return paid


def _counted_backlog(compiled: Compiled, tally: arrays.Tally) -> tuple[np.ndarray, np.ndarray]:
    """[L, samples] lines at the interval starts of the counted part of the run, and the ages in them, s."""
    first = int(np.ceil(compiled.plan.warm_up / compiled.plan.interval))
    return tally.backlog[:, first:], tally.ages[:, first:]


def _deferred(compiled: Compiled) -> np.ndarray:
    """[L] whether what waits in a lane may be answered hours later."""
    return np.array([compiled.centre.contacts[lane.type].channel in DEFERRED for lane in compiled.lanes])
