"""When contacts arrive: rates on the grid, the levels of the calendar, and what makes a day busier than another.

A type has its own volume, or depends on orders. In the second case the orders' words give the rate and the days, and
the type only its share and its own customers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.model import arrays, layout
from sim.model.chance.logarithms import ln
from sim.model.chance.streams import name_word
from sim.plan.calendar import day_levels
from sim.plan.distributions import Laws
from sim.plan.flows import FlowSplits
from sim.plan.grid import Grid
from sim.plan.queues import Queue
from sim.plan.recorded_contacts import ReplayRow, exact_rows, expected_of_rows, expected_of_steps, replay_rows, steps_of
from sim.scenario import units
from sim.scenario.calendar.nights import runs_over
from sim.scenario.contracts import Month
from sim.scenario.day_correlations import Impossible, mixtures
from sim.scenario.distributions import Law
from sim.scenario.scenario import Centre, Contact, Volume, records_key
from sim.scenario.units import DAY_SECONDS, Week

NOTHING = Law("deterministic", 0.0)


class DemandTables(NamedTuple):
    """The tables of a plan that say when contacts arrive; see `arrays.Plan`."""

    demand: np.ndarray
    rate: np.ndarray
    day_level: np.ndarray
    mix: np.ndarray
    replay: np.ndarray


def opening_of(centre: Centre, contact: Contact) -> Week:
    """Opening hours of a type: its own, its channel's, or everybody's."""
    rules = centre.channels.get(contact.channel)
    return contact.opening or (rules.opening if rules else None) or centre.calendar.opening


def demand_tables(grid: Grid, laws: Laws) -> DemandTables:
    """Rows in order of the types."""
    rows, rates, levels = [], [], []
    mixed = mixtures(grid.centre.busyness)
    assert not isinstance(mixed, Impossible), "the file was checked"
    mix: list[tuple[int, float]] = []
    replay: list[ReplayRow] = []
    for name, contact in grid.centre.contacts.items():
        volume, word = contact.volume, name_word(f"contacts/{name}")
        when, days_word, opening, part = volume, word, opening_of(grid.centre, contact), 1.0
        if volume.per_order is not None:
            when, opening = grid.centre.orders[volume.per_order.of].volume, grid.centre.calendar.opening
            days_word, part = name_word(f"orders/{volume.per_order.of}"), volume.per_order.contacts
        own = [(name_word(f"contacts/{other}"), weight) for other, weight in mixed.get(name, [])]
        shape = _rate(grid, when, opening)
        level = day_levels(grid, when, shape)
        seen = exact_rows(grid, shape, level) if volume.spread == "exactly" else replay_rows(grid, volume, opening)
        steps = steps_of(grid, when, part / _batch(volume)["batch"])
        fields: dict[str, Any] = {
            "word": word, "days_word": days_word, "first_mix": len(mix), "mixes": len(own),
            "first_row": len(replay), "rows": len(seen), **_chances(grid, when, laws), **_batch(volume),
            "spacing": volume.every or 0.0, "after": _after(volume, laws), **_stock(contact, laws),
            "way": arrays.SPACED if volume.every is not None else arrays.AT_INSTANTS if steps else arrays.ON_GRID,
            "steps": max(len(steps) - 1, 0),
        }  # fmt: skip
        fields["foreseen"] = bool(seen) or fields["stock"] > 0 or fields["batch"] > 1.0
        mix += own
        replay += seen or steps
        rows.append(tuple(fields[key] for key in layout.DEMAND.names or ()))
        shape = shape * 0.0 if volume.spread == "exactly" and not seen else shape
        rates.append(shape * (part / fields["batch"] if volume.every is None else 1.0))
        levels.append(level)
    return DemandTables(
        np.array(rows, layout.DEMAND), np.array(rates), np.array(levels), np.array(mix, layout.MIX),
        np.array(replay, layout.REPLAY),
    )  # fmt: skip


def expected_orders(grid: Grid) -> float:
    """Orders that the file's volumes bring about in the counted part of the run, on average."""
    seconds = grid.within(grid.warm_up, grid.horizon)
    return sum(
        float(expected_by_slot(grid, orders.volume, grid.centre.calendar.opening) @ seconds)
        for orders in grid.centre.orders.values()
    )


def expected_requests(grid: Grid, queues: list[Queue], splits: FlowSplits, months: list[Month]) -> np.ndarray:
    """[months, L] first contacts that the volumes bring to each queue on average, by the shares that hold."""
    centre, found = grid.centre, np.zeros((len(months), len(queues)))
    for at, queue in enumerate(queues):
        if queue.call_back:
            continue
        contact, volume, part = centre.contacts[queue.type], centre.contacts[queue.type].volume, 1.0
        opening = opening_of(centre, contact)
        if volume.per_order is not None:
            part, opening = volume.per_order.contacts, centre.calendar.opening
            volume = centre.orders[volume.per_order.of].volume
        rate = part * expected_by_slot(grid, volume, opening)
        rate = rate * splits.part_of(at)
        found[:, at] = [float(rate @ grid.within(month.begin, month.end)) for month in months]
    return found


def expected_by_slot(grid: Grid, volume: Volume, opening: Week) -> np.ndarray:
    """[slots of the run] contacts (or orders) a second that a volume brings on average; records as they are."""
    run = grid.week_of_run()
    if volume.recorded is not None or volume.counts is not None:
        return expected_of_rows(grid, replay_rows(grid, volume, opening))
    shape = _rate(grid, volume, opening)
    level = day_levels(grid, volume, shape)
    if volume.spread == "exactly":
        return expected_of_rows(grid, exact_rows(grid, shape, level))
    if volume.rates is not None:
        return expected_of_steps(grid, steps_of(grid, volume, 1.0)) * np.repeat(level, grid.slots)[: len(run)]
    rate = shape[run] * np.repeat(level, grid.slots)[: len(run)]
    return rate / volume.every * _batch(volume)["batch"] if volume.every is not None else rate


def expected_in_run(grid: Grid, volume: Volume, opening: Week) -> tuple[float, float]:
    """About how many contacts (or orders) a volume brings in the whole run, and the most of them in a second.

    Told by kinds of day, without a table of all the run's slots, which may be what is too large.
    """
    kind = "counts" if volume.counts is not None else "recorded"
    if getattr(volume, kind) is not None:
        rows = grid.records[records_key(kind, getattr(volume, kind))].rows
        return sum(row[3] for row in rows), max((row[3] / max(row[2], 60.0) for row in rows), default=0.0)
    rate = _rate(grid, volume, opening)
    level = day_levels(grid, volume, rate)
    if volume.rates is not None:
        steps = steps_of(grid, volume, 1.0)
        whole = sum(step.to * (after.at - step.at) for step, after in pairwise(steps))
        return whole * float(level.mean()), max(step.to for step in steps) * float(level.max())
    if volume.every is not None:
        rate = rate / volume.every * _batch(volume)["batch"]
    a_day = rate.reshape(grid.kinds, grid.slots).sum(axis=1) * grid.slot
    whole = float(a_day[grid.day_kinds()[: grid.days]] @ level)
    return whole * grid.horizon / (grid.days * DAY_SECONDS), float(rate.max() * level.max())


def _chances(grid: Grid, when: Volume, laws: Laws) -> dict[str, Any]:
    """What nobody knows beforehand: factors of the day, of its parts, of the forecast."""
    error, parts = when.forecast_error, when.intraday
    like = parts.correlation if parts else 0.0
    return {
        "day_factor": _factor(laws, 1.0, when.day_factor_cv),
        "error": _factor(laws, 1.0 + error.bias, error.cv) if error else -1,
        "error_weekly": int(error is not None and error.every == "week"),
        "part": _factor(laws, 1.0, parts.cv) if parts else -1,
        "part_slots": int(parts.width // grid.slot) if parts and parts.cv > 0 else 0,
        "part_like": like, "part_new": float(np.sqrt(1.0 - like * like)),
    }  # fmt: skip


def _factor(laws: Laws, mean: float, cv: float) -> int:
    """Number of the law of a factor; -1 where it is always 1."""
    if cv > 0:
        return laws.number(Law("gamma", mean, cv))
    return laws.number(Law("deterministic", mean)) if mean != 1.0 else -1


def _batch(volume: Volume) -> dict[str, Any]:
    """Mean number of a batch (whole where it is fixed), and for a geometric one ln of the chance of one more."""
    if volume.batch_law == "geometric" and volume.batch > 1.0:
        return {"batch": volume.batch, "batch_ln": ln(1.0 - 1.0 / volume.batch)}
    return {"batch": float(np.floor(volume.batch + 0.5)), "batch_ln": 0.0}


def _after(volume: Volume, laws: Laws) -> int:
    order = volume.per_order
    return -1 if order is None or order.after == NOTHING else laws.number(order.after)


def _stock(contact: Contact, laws: Laws) -> dict[str, Any]:
    backlog = contact.backlog
    if backlog is None:
        return {"stock": 0, "age": -1}
    return {"stock": backlog.contacts, "age": -1 if backlog.age == NOTHING else laws.number(backlog.age)}


def _rate(grid: Grid, volume: Volume, opening: Week) -> np.ndarray:
    """[W] contacts a second; for evenly spaced contacts 1 in the hours of demand, for a number by the month the weights
    of the slots."""
    mask = grid.mask(volume.hours or opening)
    shape = mask.astype(float)
    if volume.profile is not None:
        shape = grid.spread(grid.tables[volume.profile]) * (mask if volume.hours else 1.0)
    if volume.weekdays is not None:
        shape = shape * _weights_of_slots(grid, volume, mask, volume.hours or opening)
    if volume.every is not None:
        return (shape > 0).astype(float)
    if volume.per_hour is not None:
        return shape * volume.per_hour / 3600.0
    if volume.per_month is not None:
        return shape
    week = shape[: 7 * grid.slots]
    total = float(week.sum())
    if total == 0.0:
        return np.zeros_like(shape)
    busy = week.reshape(7, -1).sum(axis=1) > 0
    hours = volume.hours or opening
    if volume.profile is None and runs_over(hours):  # an evening that goes on over midnight is one day
        busy &= [bool(day) for day in hours[:7]]
    busy_days = int(busy.sum())
    a_week = volume.per_week if volume.per_week is not None else (volume.per_day or 0.0) * busy_days
    return shape / total * (a_week / grid.slot)


def _weights_of_slots(grid: Grid, volume: Volume, mask: np.ndarray, hours: Week) -> np.ndarray:
    """[W] the weight of the weekday; what is left of a night after midnight has that of the day on which it began."""
    by_day = _day_weights(volume.weekdays or {})
    weights = grid.each_kind(np.repeat(by_day, grid.slots))
    if volume.profile is not None or not runs_over(hours):
        return weights
    until_midnight = tuple(tuple((begin, min(end, DAY_SECONDS)) for begin, end in day) for day in hours)
    of_the_eve = mask & ~grid.mask(until_midnight)
    return np.where(of_the_eve, grid.each_kind(np.repeat(np.roll(by_day, 1), grid.slots)), weights)


def _day_weights(weights: dict[str, float]) -> np.ndarray:
    """[7] relative weights, 0 for days not named."""
    laid = np.zeros(7)
    for days, weight in weights.items():
        laid[units.days_named(days)] = weight
    return laid
