"""From the tallies of a block of replications to their sheets.

Every array here has the replications as its first axis, [R, ...], and is summed within each of them. Decision: sums are
taken of gathered, contiguous tables (`gathered`), for NumPy adds in the order in which numbers lie in memory; so the
sums of a replication have the same bits in a block of one and in a block of thirty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.figures.money.costs import Costs, revenue_of
from sim.figures.sheets import (
    ANSWERED,
    AT,
    COLUMNS,
    FLOW,
    HEADCOUNT_COLUMNS,
    OFFERED,
    PEOPLE,
    SERVED,
    SheetRow,
    Sums,
    pairs_of,
)
from sim.figures.sum_positions import SumPositions, design_constants, positions_of_rows
from sim.model import arrays, layout
from sim.plan.build import PlannedDesign
from sim.plan.subgroups import by_group
from sim.scenario.scenario import DEFERRED, TARGETS

FLOW_AT = slice(0, len(FLOW))
PEOPLE_AT = slice(AT[PEOPLE[0]], AT[PEOPLE[-1]] + 1)
SERVED_AT = [AT[name] for name in SERVED]
ROSTERS_AT = slice(AT[PEOPLE[HEADCOUNT_COLUMNS]], AT[PEOPLE[-1]] + 1)
IDLE_AND_ENGAGED = slice(0, 2)
HANDLING = [FLOW.index("talk"), FLOW.index("wrap_up")]
WAITS = (arrays.WAITS_ANSWERED, arrays.WAITS_OTHERS)
DAY_S = 86400.0
AGENT_TIME_AT = {name: k for k, name in enumerate(layout.AGENT_TIMES)}
Invoiced = dict[str, np.ndarray]
"""By site whose invoices are made line by line: [R] total invoiced."""


class Totals(NamedTuple):
    """The tallies of a block as floats, by interval and added up over the run."""

    by_interval: Sums
    """[R, L, B, flow fields] and [R, G, B, people columns]; people by group of the file."""
    flow: np.ndarray
    """[R, L, flow fields]"""
    people: np.ndarray
    """[R, G, people columns]"""
    served: np.ndarray
    """[R, L, cells, served fields]"""
    backlog: np.ndarray
    """[R, L] queue lengths, added up over the interval starts after the warm-up."""
    ages: np.ndarray
    """[R, L, samples] ages of the contacts in the queues, added up, s."""
    agents: np.ndarray
    """[R, agents, layout.AGENT_TIMES]"""
    longest: np.ndarray
    """[R, L] longest wait, s."""
    queue_s: np.ndarray
    """[R, L] queue length integrated over the counted time, contacts × s."""
    overdue: np.ndarray
    """[R, L] waiting contacts beyond their target, added up over the interval starts."""
    no_wait: np.ndarray
    """[R, T] contacts that did not wait at all."""


def gathered(table: np.ndarray, indices: Sequence[int] | np.ndarray, axis: int = 1) -> np.ndarray:
    """The entries at some indices of an axis, as a contiguous table."""
    return table.take(indices, axis=axis)


def as_floats(table: np.ndarray) -> np.ndarray:
    """Structured rows of sums viewed as one more axis of floats."""
    return table.view(np.float64).reshape(*table.shape, len(table.dtype.names or ()))


def totals_of(planned: PlannedDesign, sums: arrays.Tally) -> Totals:
    """The sums of a block (`blocks.Block.sums`), added up as far as all rows of a sheet share it."""
    flow, people = as_floats(sums.flow), by_group(planned.subgroups, with_load(planned, sums.people), 1)
    first = design_constants(planned).first_sample
    return Totals(
        Sums(flow, people), flow.sum(axis=2), people.sum(axis=2), as_floats(sums.served),
        sums.backlog[..., first:].sum(axis=2), sums.ages[..., first:], sums.agents, sums.longest, sums.queue_s,
        sums.overdue, sums.waits[:, :, list(WAITS), 0].sum(axis=2),
    )  # fmt: skip


def with_load(planned: PlannedDesign, people: np.ndarray) -> np.ndarray:
    """[R, subgroups, B, people columns] people's time; where agents hold one contact at a time, load is time
    engaged."""
    single = planned.plan.group["several"] == 0
    whole = people.copy()
    whole[:, single, :, PEOPLE.index("loaded_s")] = people[:, single, :, PEOPLE.index("engaged_s")]
    return whole


def targets_met(planned: PlannedDesign, totals: Totals) -> np.ndarray:
    """[R, T] whether in_time / offered of each type reached its target; NaN without contacts."""
    met = np.full((len(totals.flow), len(planned.types)), np.nan)
    for k, (name, contact) in enumerate(planned.centre.contacts.items()):
        flow = gathered(totals.flow, [i for i, queue in enumerate(planned.queues) if queue.type == name]).sum(axis=1)
        offered = flow[:, OFFERED]
        in_time = flow[:, FLOW.index("reply_in_time" if contact.channel in DEFERRED else "in_time")]
        wanted = (contact.target or TARGETS[contact.channel]).share
        met[:, k] = np.where(offered > 0, in_time >= wanted * offered, np.nan)
    return met


def sheets_of(
    planned: PlannedDesign, totals: Totals, chosen: tuple[SheetRow, ...] | None = None, invoiced: Invoiced | None = None
) -> np.ndarray:
    """[R, all_rows, COLUMNS] sums of the replications of a block; or [R, chosen, COLUMNS].

    Without `invoiced` the columns of money stay NaN; the invoices themselves are made from such a sheet.
    """
    all_positions = positions_of_rows(planned, chosen)
    served = by_group(planned.subgroups, totals.served, 2)
    scheduled = paid_on_schedule(planned, totals.people)
    slots = design_constants(planned).hands * totals.people[..., IDLE_AND_ENGAGED].sum(axis=2)
    costs = None if invoiced is None else Costs(planned, served, totals.people, scheduled, invoiced)
    out = np.full((len(all_positions), len(COLUMNS), len(totals.flow)), np.nan)
    for row, positions in zip(out, all_positions, strict=True):
        if positions.queues:
            _queues(planned, positions, totals, served, row)
        elif positions.answering is not None:
            queues, groups = positions.answering
            row[SERVED_AT] = gathered(gathered(served, queues), groups, 2).sum(axis=(1, 2)).T
        if positions.groups:
            row[PEOPLE_AT] = gathered(totals.people, positions.groups).sum(axis=1).T
            _rosters(positions, totals.agents, row)
            row[AT["slots_s"]] = gathered(slots, positions.groups).sum(axis=1)
            row[AT["scheduled_s"]] = gathered(scheduled, positions.groups).sum(axis=1)
            by_column = costs.of(positions.row.scope, positions.row.name, positions.groups) if costs is not None else {}
            for name, value in by_column.items():
                row[AT[name]] = value
    return np.ascontiguousarray(np.moveaxis(out, 2, 0))


def _queues(
    planned: PlannedDesign, positions: SumPositions, totals: Totals, served: np.ndarray, row: np.ndarray
) -> None:
    """Fill in the sums of the queues, into a row of the sheet, [columns, R]. Counts are whole, so any order gives the
    same."""
    row[FLOW_AT] = gathered(totals.flow, positions.queues).sum(axis=1).T
    row[AT["deferred_offered"]] = totals.flow[:, positions.deferred, OFFERED].sum(axis=1)
    for column, field, queues in positions.of_channels:
        row[column] = totals.flow[:, queues, field].sum(axis=1) if queues else 0.0
    row[AT["backlog"]] = totals.backlog[:, positions.queues].sum(axis=1)
    row[AT["ages_s"]] = gathered(totals.ages, positions.queues).reshape(len(totals.ages), -1).sum(axis=1)
    row[AT["samples"]] = totals.ages.shape[2]
    _waits(planned, positions, totals, row)
    if positions.deferred:
        _work(planned, positions, totals, row)
    partners = design_constants(planned).partners
    by_partner = gathered(served[..., ANSWERED], positions.queues)[:, :, partners].sum(axis=(1, 2)) if partners else 0.0
    row[AT["by_partner"]] = by_partner
    away = design_constants(planned).away[positions.queues]
    row[AT["to_partner"]] = gathered(totals.flow[..., OFFERED], positions.queues) @ away
    later = design_constants(planned).later[positions.queues]
    if later.any():
        row[AT["overflowed"]] = gathered(totals.served[..., ANSWERED], positions.queues)[:, later].sum(axis=1)
    row[AT["revenue"]], row[AT["revenue_lost"]] = revenue_of(planned, totals.flow, totals.served, positions.queues)


def _waits(planned: PlannedDesign, positions: SumPositions, totals: Totals, row: np.ndarray) -> None:
    """Fill in waits and queue lengths, into a row of the sheet, [columns, R]."""
    row[AT["longest_s"]] = gathered(totals.longest, positions.queues).max(axis=1)
    if positions.types:
        row[AT["no_wait"]] = gathered(totals.no_wait, positions.types).sum(axis=1)
    row[AT["queue_s"]] = gathered(totals.queue_s, positions.queues).sum(axis=1)
    row[AT["counted_s"]] = planned.counted_s


def _work(planned: PlannedDesign, positions: SumPositions, totals: Totals, row: np.ndarray) -> None:
    """Fill in the backlog as work, s, and the capacity for it, into a row of the sheet, [columns, R]."""
    backlog = gathered(totals.backlog, positions.deferred)
    row[AT["deferred_backlog"]] = backlog.sum(axis=1)
    row[AT["overdue"]] = gathered(totals.overdue, positions.deferred).sum(axis=1)
    handling_s = planned.plan.queue["mean_s"][positions.deferred]
    row[AT["work_s"]] = (backlog * handling_s).sum(axis=1) / max(totals.ages.shape[2], 1)
    handled = gathered(gathered(totals.flow, positions.deferred), HANDLING, 2).sum(axis=(1, 2))
    idle = gathered(totals.people[..., PEOPLE.index("idle_s")], positions.able).sum(axis=1)
    row[AT["capacity_s"]] = (handled + idle) * DAY_S / planned.counted_s


def pairs_served(planned: PlannedDesign, totals: Totals) -> np.ndarray:
    """[R, pairs, served fields] what each group did of each type, in the order of `sheets.pairs_of`."""
    served = by_group(planned.subgroups, totals.served, 2)
    found = np.zeros((len(served), len(pairs_of(planned)), served.shape[-1]))
    for at, (name, group) in enumerate(pairs_of(planned)):
        queues = [queue for queue, one in enumerate(planned.queues) if one.type == name]
        found[:, at] = gathered(served[:, :, planned.groups.index(group)], queues).sum(axis=1)
    return found


def _rosters(positions: SumPositions, agents: np.ndarray, row: np.ndarray) -> None:
    """Fill in what is known only of people with a roster, into a row of the sheet, [columns, R]."""
    if not len(positions.rostered):
        row[ROSTERS_AT] = np.nan
        return
    mine = gathered(agents, positions.rostered)
    costs = {name: np.ascontiguousarray(mine[..., k]) for name, k in AGENT_TIME_AT.items()}
    on_floor = costs["idle_s"] + costs["engaged_s"]
    row[AT["unplanned_s"]] = (costs["pause_s"] + costs["absence_s"]).sum(axis=1)
    row[AT["planned_s"]] = (on_floor - costs["overtime_s"]).sum(axis=1) + row[AT["unplanned_s"]]
    row[AT["occupancy_spread"]] = [_spread(*both) for both in zip(costs["engaged_s"], on_floor, strict=True)]
    row[AT["one"]] = 1.0


def _spread(engaged: np.ndarray, on_floor: np.ndarray) -> float:
    """Standard deviation of occupancy over the agents who were on the floor."""
    there = on_floor > 0.0
    return float(np.std(engaged[there] / on_floor[there])) if there.any() else 0.0


def paid_on_schedule(planned: PlannedDesign, people: np.ndarray) -> np.ndarray:
    """[R, G] paid seconds without overtime: as scheduled for head counts, as it turned out for rosters."""
    paid: np.ndarray = design_constants(planned).scheduled + people[..., PEOPLE.index("rostered_paid_s")]
    return paid
