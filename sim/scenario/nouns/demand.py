"""When the story takes place, and how many contacts it brings.

A service lives by its calendar: Mondays, December, the Sunday of Mother's Day. And it lives by what it cannot
know: the day that is busier than planned. What nobody knows beforehand (the random
factor of a day, the error of the forecast) is written beside the volume and never reaches the schedules.
"""

import datetime as dt
from typing import Literal

from pydantic import Field

from sim.scenario import units
from sim.scenario.nouns.value_types import (
    Correlation,
    CountsFile,
    Date,
    Duration,
    Law,
    Noun,
    Number,
    Rates,
    Share,
    Slowdown,
    TimeZone,
    Week,
    Whole,
)


class Calendar(Noun):
    """When the story takes place."""

    start: Date = dt.date(2024, 1, 1)
    """First day, at midnight. 2024-01-01 is a Monday."""
    days: Whole | None = Field(default=None, ge=1, le=3660)
    """Length in whole days; give this or `length`."""
    length: Duration | None = None
    """Length as a duration, for runs that are not whole days, e.g. "200 h"."""
    opening: Week = units.ALWAYS
    """Opening hours of every contact type that does not say its own. The key `holidays` holds the hours of public
    holidays; without it a holiday is a day like any other of its weekday."""
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")
    """Country whose public holidays count, as two letters (FR, BE ...), with a region where holidays differ."""
    time_zone: TimeZone | None = None
    """Name in the IANA database, e.g. Europe/Paris: the zone of every time in the file but those of sites with another.
    Default: the zone of `country`."""
    holidays: tuple[Date, ...] = ()
    """More days that count as public holidays, e.g. [2024-05-10]."""
    interval: Duration = Field(default="30 min", validate_default=True)
    """Width of the intervals in which results are reported."""


class Intraday(Noun):
    """Random factors of the parts of a day, alike when they are close."""

    cv: Share
    """Coefficient of variation of the factor of each part (gamma, mean 1)."""
    correlation: Share = 0.0
    """Correlation of the normal scores of neighbouring parts; of parts k apart it is the k-th power."""
    width: Duration = Field(default="30 min", validate_default=True, gt=0)
    """Length of a part; it divides a day."""


class ForecastError(Noun):
    """How the real volume differs from the forecast that the schedules were made for."""

    cv: Share = 0.0
    """Coefficient of variation of the error's factor (gamma)."""
    every: Literal["day", "week"] = "day"
    """Whether each day or each week has an error of its own; weeks begin on Monday."""
    bias: Slowdown = 0.0
    """How much more comes on average than was forecast, e.g. 10 %, or less: -10 %."""


class PerOrder(Noun):
    """Contacts that orders (or other events of the business) bring about."""

    of: str
    """Name under `orders`."""
    contacts: Number = Field(ge=0, le=1000)
    """Mean contacts of this type for an order."""
    after: Law = Field(default="0 s", validate_default=True)
    """Time from the order to the contact."""


class Volume(Noun):
    """How many contacts of a type arrive, and when. Exactly one of per_month, per_week, per_day, per_hour, rates,
    every, per_order, recorded, counts."""

    per_month: Number | None = Field(default=None, ge=0, le=1e9)
    """Mean contacts in a calendar month, spread over its days by profile, weekdays, hours, peaks and holidays. A run
    that holds a part of a month has the contacts of those days."""
    per_week: Number | None = Field(default=None, ge=0, le=1e9)
    """Mean contacts in a week, spread over the week by profile, weekdays and hours."""
    per_day: Number | None = Field(default=None, ge=0, le=1e9)
    """Mean contacts in a day that has any hours of demand."""
    per_hour: Number | None = Field(default=None, ge=0, le=1e8)
    """Mean contacts an hour within the hours of demand."""
    every: Duration | None = Field(default=None, gt=0)
    """Evenly spaced contacts: one each time this long has passed since the hours of demand began that day; hours that
    go on over midnight begin anew there."""
    per_order: PerOrder | None = None
    """Contacts that orders bring about; when orders arrive is said under `orders`."""
    rates: Rates | None = None
    """Contacts by a rate that changes at any instants, each from then on: {0 min: 30 per h, 47 min: 90 per h}, counted
    from the start, or {2025-01-20 09:17: 45 per h}. Before the first of them nobody comes."""
    recorded: str | None = None
    """CSV beside the file with a column `at` of instants (2024-03-04 09:12:30): exactly these contacts."""
    counts: CountsFile | None = None
    """CSV beside the file with a column of instants and one of numbers: so many contacts in the interval that begins
    there, at random instants within it. {file: calls.csv, column: sales} chooses one of several columns, {file:
    calls.csv, queue: sales} the lines of a queue. Totals of whole days are spread over their hours of demand."""
    profile: str | None = None
    """CSV beside the file: first column `from` (08:00), then a column of weights for each day or range of
    days."""
    weekdays: dict[str, Number] | None = None
    """Relative weight of the weekdays, e.g. {mon: 1.4, tue-fri: 1, sat: 0.5}."""
    months: dict[str, Number] | None = None
    """Factor on the volume of months, e.g. {jul-aug: 0.7, dec: 1.6}; 1 where a month is not named."""
    peaks: dict[str, Number] | None = None
    """Factor on the volume of dates: {2024-12-24: 3, 2024-11-25 to 2024-11-29: 2, mothers-day: 8,
    mothers-day -1: 5}. Where several apply the greatest one counts."""
    holidays: Number | None = Field(default=None, ge=0, le=1000)
    """Factor on the volume of public holidays (see calendar.country); 1 if not given."""
    hours: Week | None = None
    """Hours in which demand arises; default: the opening hours of the type."""
    day_factor_cv: Share = 0.0
    """Random factor of a whole day (gamma, mean 1): its coefficient of variation."""
    intraday: Intraday | None = None
    """Random factors of the parts of a day."""
    forecast_error: ForecastError | None = None
    """Error of the forecast that volume and schedules were made from."""
    spread: Literal["poisson", "exactly"] = "poisson"
    """poisson: the numbers are means, and the number of a day varies; exactly: every day has its number, at instants
    that are random by profile and hours. Fractions are carried over to the next day."""
    batch: Number = Field(default=1, ge=1, le=100000)
    """Contacts that arrive at once."""
    batch_law: Literal["fixed", "geometric"] = "fixed"
    """Whether every batch has the same number (the nearest whole one) or a geometric number with that mean."""


class Orders(Noun):
    """Orders, sales events, incidents: what brings contacts about."""

    volume: Volume
    """How many and when, in the same words as for contacts."""


class Backlog(Noun):
    """Contacts that wait already when the story begins."""

    contacts: Whole = Field(ge=0, le=1_000_000)
    """How many."""
    age: Law = Field(default="0 s", validate_default=True)
    """How long each of them has waited."""


class Busyness(Noun):
    """What the days of several types have in common."""

    correlation: dict[str, dict[str, Correlation]] = {}
    """Correlation of the normal scores of the day factors of two types, e.g. {sales: {claims: 60 %}}."""
