"""When contacts arrive: rates on the grid, and what makes a day busier than another."""

from __future__ import annotations

import numpy as np

from sim import arrays, units
from sim.compiling.grid import Grid
from sim.compiling.laws import Laws
from sim.scenario import Centre, Contact
from sim.streams import name_word
from sim.units import Law, Week


def opening_of(centre: Centre, contact: Contact) -> Week:
    """Opening hours of a type: its own, its channel's, or everybody's."""
    rules = centre.channels.get(contact.channel)
    return contact.opening or (rules.opening if rules else None) or centre.calendar.opening


def demand_tables(grid: Grid, laws: Laws) -> tuple[np.ndarray, np.ndarray]:
    """[T] of `arrays.DEMAND` and [T, W] contacts a second."""
    rows, rates = [], []
    for name, contact in grid.centre.contacts.items():
        volume = contact.volume
        factor = laws.number(Law("gamma", 1.0, volume.day_factor_cv)) if volume.day_factor_cv > 0 else -1
        rows.append((name_word(f"contacts/{name}"), factor, volume.every or 0.0))
        rates.append(_rate(grid, contact))
    return np.array(rows, arrays.DEMAND), np.array(rates)


def _rate(grid: Grid, contact: Contact) -> np.ndarray:
    """[W] contacts a second (for evenly spaced contacts: 1 in the hours of demand)."""
    volume = contact.volume
    mask = grid.mask(volume.hours or opening_of(grid.centre, contact))
    shape = mask.astype(float)
    if volume.profile is not None:
        shape = grid.spread(grid.tables[volume.profile]) * (mask if volume.hours else 1.0)
    if volume.weekdays is not None:
        shape = shape * np.repeat(_day_weights(volume.weekdays), grid.slots)
    if volume.every is not None:
        return (shape > 0).astype(float)
    if volume.per_hour is not None:
        return shape * volume.per_hour / 3600.0
    total = float(shape.sum())
    if total == 0.0:
        return np.zeros_like(shape)
    busy_days = int((shape.reshape(7, -1).sum(axis=1) > 0).sum())
    a_week = volume.per_week if volume.per_week is not None else (volume.per_day or 0.0) * busy_days
    return shape / total * (a_week / grid.slot)


def _day_weights(weights: dict[str, float]) -> np.ndarray:
    """[7] relative weights, 0 for days not named."""
    laid = np.zeros(7)
    for days, weight in weights.items():
        laid[units.days_named(days)] = weight
    return laid
