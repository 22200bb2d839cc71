"""Scales of axes: round ticks with their labels, such as 0, 50, 100 %; 20 s, 5 min, 1 h; Mon, Tue; 20 Aug."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from math import ceil, floor, isfinite, log10
from typing import NamedTuple

from sim.figures.number_format import NumberFormat
from sim.report.phrases import DAYS, MONTHS


class Scale(NamedTuple):
    """A range of values with ticks and their labels."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


_TIMES = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
_STEPS = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600,
    43200, 86400, 172800, 432000, 864000, 1728000, 4320000,
)  # fmt: skip
_WAITS = (1, 2, 5, 10, 20, 60, 120, 300, 600, 1200, 3600, 7200, 14400, 28800, 86400, 172800, 345600, 864000)


def round_steps(low: float, high: float, count: int) -> list[float]:
    """About `count` round values from the last below `low` to the first above `high`."""
    if not high > low:
        high = low + (abs(low) * 0.1 or 1.0)
    rough = (high - low) / max(count, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1.0, 2.0, 2.5, 5.0, 10.0) if size * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def value_scale(
    values: Iterable[float],
    unit: str,
    write: NumberFormat,
    count: int = 5,
    from_zero: bool = False,
    signed: bool = False,
) -> Scale:
    """A scale that contains the values, in a convenient unit."""
    known = [value for value in values if isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    if from_zero:
        low = min(low, 0.0)
    if unit == "s":
        return _time_scale(low, high, write, count, signed)
    size, word = (0.01, "%") if unit == "share" else (1.0, "")
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


def _time_scale(low: float, high: float, write: NumberFormat, count: int, signed: bool) -> Scale:
    """Ticks at round durations: 20 s, 2 min 30, 6 h 15."""
    if not high > low:
        high = low + (abs(low) * 0.1 or 1.0)
    step = next((one for one in _STEPS if (high - low) / one <= count + 0.5), _STEPS[-1])
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple(round(number * step, 6) for number in range(first, last + 1))
    most = max(abs(ticks[0]), abs(ticks[-1]))
    return Scale(ticks[0], ticks[-1], ticks, tuple(_duration(tick, step, most, write, signed) for tick in ticks))


def _duration(seconds: float, step: float, most: float, write: NumberFormat, signed: bool) -> str:
    sign = "\u2212" if seconds < 0 else ("+" if signed and seconds > 0 else "")
    rest = abs(seconds)
    if rest == 0:
        return "0"
    if step >= 86400:
        return f"{sign}{write.number(rest / 86400)} {'j' if write.language == 'fr' else 'd'}"
    for size, part, word in ((3600, 60, "h"), (60, 1, "min")):
        if most >= 2 * size and step >= part:
            whole, over = int(rest // size), round(rest % size / part)
            return f"{sign}{whole} {word}" + (f" {over:02d}" if over else "")
    return f"{sign}{write.number(rest, 0 if step >= 1 else (1 if step >= 0.1 else 2))} s"


def _written(tick: float, ticks: list[float], word: str, write: NumberFormat, signed: bool) -> str:
    decimals = decimals_of(ticks)
    sign = "+" if signed and tick > 0 else ""
    text = sign + write.number(tick + 0.0, decimals)
    if signed and word == "%":
        return text
    return f"{text} {word}" if word else text


def wait_ticks(low: float, high: float, place: Callable[[float], float], room: float, write: NumberFormat) -> Scale:
    """Ticks of a logarithmic axis of waits, at least `room` points apart."""
    ticks: list[float] = []
    for wait in _WAITS:
        if low <= wait <= high and (not ticks or place(wait) - place(ticks[-1]) >= room):
            ticks.append(float(wait))
    return Scale(low, high, tuple(ticks), tuple(_short_time(tick, write) for tick in ticks))


def _short_time(seconds: float, write: NumberFormat) -> str:
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
