"""The levels of the calendar: how much busier each day of the run is by its date.

A number for a month is shared out among all days of the month, also those that lie outside the run: a run of two weeks
in March has the contacts of these two weeks.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from sim.plan.grid import Grid, whole_months
from sim.scenario.calendar.dates import holidays_between, months_named, peak_dates
from sim.scenario.scenario import Calendar, Volume


def day_levels(grid: Grid, volume: Volume, shape: np.ndarray) -> np.ndarray:
    """[days] the month's factor, times the greatest of the day's peaks, times the factor of holidays.

    Of a volume by the month: the factor that makes contacts a second of `shape`, [W] weights of the slots.
    """
    dates = [grid.start + dt.timedelta(days=day) for day in range(grid.days)]
    by_month = {month: one for key, one in (volume.months or {}).items() for month in months_named(key)}
    level = np.array([by_month.get(date.month, 1.0) for date in dates])
    if volume.per_month is None:
        return level * _by_date(volume, grid.centre.calendar, dates)
    first, last = whole_months(grid.start, grid.days)
    whole = [first + dt.timedelta(days=day) for day in range((last - first).days + 1)]
    kinds = grid.kinds_of(whole)
    factors = _by_date(volume, grid.centre.calendar, whole)
    weights = factors * shape.reshape(grid.kinds, grid.slots).sum(axis=1)[kinds] * grid.slot
    months = np.array([date.year * 12 + date.month for date in whole])
    totals = {month: float(weights[months == month].sum()) for month in dict.fromkeys(months.tolist())}
    for day, date in enumerate(dates):
        total = totals[date.year * 12 + date.month]
        level[day] *= volume.per_month * factors[(date - first).days] / total if total > 0.0 else 0.0
    return level


def _by_date(volume: Volume, calendar: Calendar, dates: list[dt.date]) -> np.ndarray:
    """What peaks and holidays make of each date."""
    level = np.ones(len(dates))
    peaks: dict[dt.date, float] = {}
    for key, one in (volume.peaks or {}).items():
        for date in peak_dates(key, calendar.country or "", dates[0], dates[-1]):
            peaks[date] = max(one, peaks.get(date, one))
    if peaks:
        level *= [peaks.get(date, 1.0) for date in dates]
    if volume.holidays is not None:
        for date in holidays_between(calendar.country, calendar.holidays, dates[0], dates[-1]):
            level[(date - dates[0]).days] *= volume.holidays
    return level
