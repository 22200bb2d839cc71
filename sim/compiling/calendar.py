"""The levels of the calendar: how much busier each day of the run is by its date."""

from __future__ import annotations

import datetime as dt

import numpy as np

from sim.dates import months_named, peak_dates
from sim.scenario import Calendar, Volume


def day_levels(volume: Volume, calendar: Calendar, start: dt.date, days: int, holidays: list[int]) -> np.ndarray:
    """[days] the month's factor, times the greatest of the day's peaks, times the factor of holidays."""
    level = np.ones(days)
    dates = [start + dt.timedelta(days=day) for day in range(days)]
    by_month = {month: one for key, one in (volume.months or {}).items() for month in months_named(key)}
    if by_month:
        level *= [by_month.get(date.month, 1.0) for date in dates]
    peaks: dict[dt.date, float] = {}
    for key, one in (volume.peaks or {}).items():
        for date in peak_dates(key, calendar.country or "", dates[0], dates[-1]):
            peaks[date] = max(one, peaks.get(date, one))
    if peaks:
        level *= [peaks.get(date, 1.0) for date in dates]
    if volume.holidays is not None:
        level[[day for day in holidays if day < days]] *= volume.holidays
    return level
