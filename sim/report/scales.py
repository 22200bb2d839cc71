"""Round ticks and their words: 0, 50, 100 %; 20 s, 5 min, 1 h; Mon, Tue; 20 Aug."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from math import ceil, floor, isfinite, log10
from typing import NamedTuple

from sim.experiments.wording import Amounts
from sim.report.words import DAYS, MONTHS


class Scale(NamedTuple):
    """A range of values with ticks and what is written at them."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


_TIMES = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
_WAITS = (1, 2, 5, 10, 20, 60, 120, 300, 600, 1200, 3600, 7200, 14400, 28800, 86400, 172800, 345600, 864000)


def round_steps(low: float, high: float, count: int) -> list[float]:
    """About `count` round values from the last below `low` to the first above `high`."""
    if not high > low:
        high = low + (abs(low) or 1.0) * 0.1
    rough = (high - low) / max(count, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1.0, 2.0, 2.5, 5.0, 10.0) if size * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def value_scale(
    values: Iterable[float], unit: str, write: Amounts, count: int = 5, from_zero: bool = False, signed: bool = False
) -> Scale:
    """A scale that holds the values, in the unit a person would use."""
    known = [value for value in values if isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    if from_zero:
        low = min(low, 0.0)
    size, word = _unit_of(unit, max(abs(low), abs(high)))
    ticks = round_steps(low / size, high / size, count)
    if unit == "share" and not signed:
        ticks = [tick for tick in ticks if 0 <= tick <= 100] or [0.0, 100.0]
        if len(ticks) < 2:
            ticks = [max(0.0, ticks[0] - 1), min(100.0, ticks[0] + 1)]
    labels = tuple(_written(tick, ticks, word, write, signed) for tick in ticks)
    return Scale(ticks[0] * size, ticks[-1] * size, tuple(tick * size for tick in ticks), labels)


def decimals_of(ticks: list[float]) -> int:
    """Decimals that write every tick in full."""
    return next((n for n in range(9) if all(abs(tick - round(tick, n)) < 1e-9 for tick in ticks)), 9)


def _unit_of(unit: str, most: float) -> tuple[float, str]:
    if unit == "share":
        return 0.01, "%"
    if unit == "s":
        return next(((size, word) for size, word in _TIMES if most >= 2 * size), (1.0, "s"))
    return 1.0, ""


def _written(tick: float, ticks: list[float], word: str, write: Amounts, signed: bool) -> str:
    decimals = decimals_of(ticks)
    sign = "+" if signed and tick > 0 else ""
    text = sign + write.number(tick + 0.0, decimals)
    if signed and word == "%":
        return text
    word = "j" if word == "d" and write.language == "fr" else word
    return f"{text} {word}" if word and (tick != 0 or word == "%") else text


def wait_ticks(low: float, high: float, place: Callable[[float], float], room: float, write: Amounts) -> Scale:
    """Ticks of a logarithmic axis of waits, at least `room` points apart."""
    ticks: list[float] = []
    for wait in _WAITS:
        if low <= wait <= high and (not ticks or place(wait) - place(ticks[-1]) >= room):
            ticks.append(float(wait))
    return Scale(low, high, tuple(ticks), tuple(_short_time(tick, write) for tick in ticks))


def _short_time(seconds: float, write: Amounts) -> str:
    for size, word in _TIMES:
        if seconds >= size:
            return f"{write.number(seconds / size)} {'j' if word == 'd' and write.language == 'fr' else word}"
    return f"{write.number(seconds)} s"


def day_name(number: int, language: str) -> str:
    """Mon, or lun.; Monday is 0."""
    return DAYS[language][number % 7]


def short_date(day: dt.date, language: str) -> str:
    """20 Aug, or 20 août."""
    return f"{day.day} {MONTHS[language][day.month - 1]}"


def long_date(day: dt.date, language: str) -> str:
    """20 Aug 2018, or 20 août 2018."""
    return f"{short_date(day, language)} {day.year}"
