"""The arithmetic of contracts: from what a partner did in a month to the invoice, line by line.

Nothing here knows of simulations; it could be read by the accountant. Quantities and prices are decimal numbers in full
precision, each line is rounded to the cent, half up, and the total is the sum of the rounded lines. Every clause has a
line in every month, also where it comes to nothing, so the lines of two replications, or of two months, can be laid
side by side.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import isfinite
from typing import NamedTuple

from sim.scenario.nouns.money import Band, Contract, Ladder, Notice, Price, Rate, Step, level_words
from sim.scenario.units import DAY_SECONDS

CENT = Decimal("0.01")
ALL = ""
"""In place of a contact type: all of them."""
CONTACTS, SURPLUS, SHORTFALL, MINUTES, HOURS, FIXED, LADDER = (
    "contacts", "surplus", "shortfall", "minutes", "hours", "fixed", "ladder",
)  # fmt: skip
ITEMS = (CONTACTS, SURPLUS, SHORTFALL, MINUTES, HOURS, FIXED, LADDER)


class Month(NamedTuple):
    """A calendar month of the run, or what of it is counted; in seconds from the first midnight of the run."""

    label: str
    """2024-03"""
    first: dt.date
    """The first day that is counted."""
    begin: float
    end: float
    share: Fraction
    """How much of the calendar month is counted."""


def months_of(start: dt.date, begin: float, horizon: float) -> list[Month]:
    """The calendar months between two instants of a run that starts on this day."""
    found = []
    day = start + dt.timedelta(days=int(begin // DAY_SECONDS))
    while begin < horizon:
        length = calendar.monthrange(day.year, day.month)[1]
        after = dt.date(day.year, day.month, 1) + dt.timedelta(days=length)
        end = min(float((after - start).days * DAY_SECONDS), horizon)
        share = (Fraction(end) - Fraction(begin)) / (length * DAY_SECONDS)
        found.append(Month(f"{day.year}-{day.month:02d}", day, begin, end, share))
        begin, day = end, after
    return found


def whole_run(months: list[Month]) -> Month:
    """All the months as one period, for partners who do not invoice by month."""
    first, last = months[0], months[-1]
    label = first.label if len(months) == 1 else f"{first.label} to {last.label}"
    return Month(label, first.first, first.begin, last.end, sum((one.share for one in months), Fraction(0)))


class Counted(NamedTuple):
    """What a partner did in a month."""

    contacts: dict[str, float]
    """Answered, by contact type."""
    minutes: dict[str, float]
    """Handling, by contact type."""
    hours: float
    """Agents on duty."""
    figures: tuple[float, ...]
    """Value of the indicator of each ladder; NaN where it has none."""
    requests: tuple[float, ...] = ()
    """What came, for each forecast."""
    expected: tuple[float, ...] = ()
    """What the client had announced, for each forecast."""


class InvoiceLine(NamedTuple):
    """A line of an invoice."""

    item: str
    """One of ITEMS."""
    about: str
    """Contact type (empty: all), name of a cost, or indicator."""
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    why: str


def rounded(amount: Decimal) -> Decimal:
    """To the cent, half up (away from zero)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def exact(value: float | Fraction) -> Decimal:
    """A number of the file as it was written; a fraction to 28 digits."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(repr(float(value)))


def rate_of(rate: Rate, name: str) -> Decimal:
    """The price for a contact type; 0 where it has none."""
    return exact(rate.get(name, 0.0) if isinstance(rate, dict) else rate)


def total(lines: list[InvoiceLine]) -> Decimal:
    """What is to be paid: the sum of the rounded lines."""
    return sum((line.amount for line in lines), Decimal(0))


def invoice(
    price: Price, contract: Contract, fixed: dict[str, float], month: Month, done: Counted
) -> list[InvoiceLine]:
    """The invoice of a month. The lines stand in the same order whatever happened."""
    lines = [*_volume(price, contract, month, done), *_time(price, done), *_fixed(fixed, month)]
    base = {"invoice": total(lines), "services": total([line for line in lines if line.item != FIXED])}
    lines += [
        _ladder(contract, ladder, done, value, base[ladder.of])
        for ladder, value in zip(contract.ladders, done.figures, strict=True)
    ]
    return lines


# ---- contacts, and the band they were meant to stay in ---------------------------------------------------------


def _volume(price: Price, contract: Contract, month: Month, done: Counted) -> Iterator[InvoiceLine]:
    banded = {band.type or ALL for band in contract.bands}
    together = ALL in banded and not isinstance(price.per_contact, dict)
    for name in [ALL] if together else done.contacts:
        unit = rate_of(price.per_contact, name)
        if unit == 0 and name not in banded:
            continue
        answered = exact(done.contacts[name] if name != ALL else sum(done.contacts.values()))
        yield from _banded(contract, month, name, answered, unit)
    if ALL in banded and not together:
        band = in_force(contract, ALL, month.first)
        yield _shortfall(band, month, ALL, exact(sum(done.contacts.values())), Decimal(0))


def _banded(contract: Contract, month: Month, name: str, answered: Decimal, unit: Decimal) -> Iterator[InvoiceLine]:
    """The contacts of a type (or of all) at the price, above the maximum, and missing to the minimum."""
    bands = [band for band in contract.bands if (band.type or ALL) == name]
    band = in_force(contract, name, month.first)
    above = Decimal(0)
    if band is not None and band.maximum is not None:
        above = max(Decimal(0), answered - exact(band.maximum) * exact(month.share))
    yield _line(CONTACTS, name, answered - above, unit, "answered")
    if any(one.maximum is not None for one in bands):
        price = Decimal(0) if band is None else _outside(band.surplus_price, band.surplus_pays, unit)
        most = "" if band is None or band.maximum is None else _number(exact(band.maximum) * exact(month.share))
        yield _line(SURPLUS, name, above, price, f"above the maximum {most}" if most else "no maximum in force")
    if any(one.minimum is not None for one in bands):
        yield _shortfall(band, month, name, answered, unit)


def _shortfall(band: Band | None, month: Month, name: str, answered: Decimal, unit: Decimal) -> InvoiceLine:
    if band is None or band.minimum is None:
        return _line(SHORTFALL, name, Decimal(0), Decimal(0), "no minimum in force")
    least = exact(band.minimum) * exact(month.share)
    price = _outside(band.shortfall_price, band.shortfall_pays, unit)
    return _line(SHORTFALL, name, max(Decimal(0), least - answered), price, f"missing to the minimum {_number(least)}")


def _outside(price: float | None, pays: float | None, unit: Decimal) -> Decimal:
    """The price of a contact outside the band: as written, or as a share of the price within it."""
    return exact(price) if price is not None else unit * exact(pays or 0.0)


def in_force(contract: Contract, name: str, day: dt.date) -> Band | None:
    """The band of a type (or of all) that holds on a day: the latest that has begun by then."""
    held: tuple[dt.date, Band] | None = None
    for band in contract.bands:
        begins = begins_on(band, contract.notice)
        if (band.type or ALL) == name and begins <= day and (held is None or begins >= held[0]):
            held = begins, band
    return held[1] if held else None


def begins_on(band: Band, notice: Notice) -> dt.date:
    """The day from which a band holds: as agreed, but not before the notice is over."""
    begins = band.since or dt.date.min
    return max(begins, after_notice(band.announced, notice)) if band.announced else begins


def after_notice(day: dt.date, notice: Notice) -> dt.date:
    """So many months and days later; a month without such a day ends earlier."""
    months = day.year * 12 + day.month - 1 + notice.months
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)) + dt.timedelta(days=notice.days)


# ---- time, and what is due whatever happens -----------------------------------------------------------------------


def _time(price: Price, done: Counted) -> Iterator[InvoiceLine]:
    for name, minutes in done.minutes.items():
        unit = rate_of(price.per_minute, name)
        if unit > 0:
            yield _line(MINUTES, name, exact(minutes), unit, "minutes of handling")
    if price.per_agent_hour > 0:
        yield _line(HOURS, ALL, exact(done.hours), exact(price.per_agent_hour), "hours of agents on duty")


def _fixed(fixed: dict[str, float], month: Month) -> Iterator[InvoiceLine]:
    why = "a month" if month.share == 1 else f"{_number(exact(month.share))} of a month"
    for name, amount in fixed.items():
        yield _line(FIXED, name, exact(month.share), exact(amount), why)


def _line(item: str, about: str, quantity: Decimal, unit: Decimal, why: str) -> InvoiceLine:
    return InvoiceLine(item, about, quantity, unit, rounded(quantity * unit), why)


# ---- bonus and penalty ------------------------------------------------------------------------------------------


def _ladder(contract: Contract, ladder: Ladder, done: Counted, value: float, base: Decimal) -> InvoiceLine:
    about = ladder.kpi if ladder.type is None else f"{ladder.kpi} {ladder.type}"
    if not isfinite(value):
        return InvoiceLine(LADDER, about, Decimal(0), Decimal(0), rounded(Decimal(0)), "nothing to judge")
    step = step_of(ladder, value)
    lapsed = step is not None and lapses(contract, ladder, done)
    if step is None or lapsed:
        why = "lapsed: the volume is outside the forecast" if lapsed else "no step reached"
        return InvoiceLine(LADDER, about, exact(value), Decimal(0), rounded(Decimal(0)), why)
    if step.amount is not None:
        return InvoiceLine(LADDER, about, exact(value), exact(step.amount), rounded(exact(step.amount)), bound_of(step))
    share = exact(step.pays or 0.0)
    return InvoiceLine(
        LADDER, about, exact(value), share, rounded(base * share), f"{bound_of(step)}: a share of {base}"
    )


def bound_of(step: Step) -> str:
    """The bound of a step in words."""
    word, level = ("below", step.below) if step.below is not None else ("above", step.above)
    assert level is not None, "the file was checked"
    return f"{word} {level_words(level)}"


def step_of(ladder: Ladder, value: float) -> Step | None:
    """The step a value of the indicator reaches: the lowest `below`, else the highest `above`; at a bound none."""
    under = [step for step in ladder.steps if step.below is not None and value < step.below.value]
    over = [step for step in ladder.steps if step.above is not None and value > step.above.value]
    if under:
        return min(under, key=lambda step: step.below.value if step.below else 0.0)
    return max(over, key=lambda step: step.above.value if step.above else 0.0, default=None)


def lapses(contract: Contract, ladder: Ladder, done: Counted) -> bool:
    """Whether the client brought so much more or less than announced that the partner is not held to the ladder."""
    for forecast, came, expected in zip(contract.forecasts, done.requests, done.expected, strict=True):
        concerns = ladder.type is None or forecast.type is None or forecast.type == ladder.type
        if concerns and abs(exact(came) - exact(expected)) > exact(forecast.band) * exact(expected):
            return True
    return False


def _number(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
