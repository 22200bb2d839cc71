"""Numbers back into the words of the file: 240.0 → "4 min", 0.15 → "15 %".

A manager who asks what the defaults are wants to read "30 min", not 1800.0. The words written here, read again by
`sim.scenario.units`, give the same numbers to the last bit, so a design that was shown can be saved and run (only a
slow-down above 100 % may lose its sixteenth digit). Texts pass unchanged, for a default may still be the text it was
written as.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sim.scenario import units

_STEPS = (("day", 86400), ("h", 3600), ("min", 60))


def duration(seconds: Any) -> Any:
    """240.0 → "4 min"; whole units where the duration has them, else seconds."""
    if not isinstance(seconds, (int, float)):
        return seconds
    if seconds != int(seconds):
        return f"{digits(seconds)} s"
    left, words = int(seconds), []
    for unit, size in _STEPS:
        if left >= size:
            count, left = divmod(left, size)
            words.append(f"{count} {unit + 's' if unit == 'day' and count > 1 else unit}")
    return " ".join(words + ([f"{left} s"] if left or not words else []))


def share(fraction: Any) -> Any:
    """0.15 → "15 %"."""
    if not isinstance(fraction, (int, float)):
        return fraction
    return _per_cent(fraction) or (digits(fraction) if fraction <= 1.0 else f"{digits(fraction * 100.0)} %")


def _per_cent(fraction: float) -> str | None:
    """The fraction with a per cent sign, if that reads back as the same number."""
    for places in range(15):
        text = digits(round(fraction * 100.0, places))
        if float(text) / 100.0 == fraction:
            return f"{text} %"
    return None


def clock(seconds: int) -> str:
    """30600 → "08:30"."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def opening(week: Any) -> Any:
    """Opening hours with equal neighbouring days drawn together: {mon-fri: 08:00-20:00, sat: ..., sun:
    closed}."""
    if not isinstance(week, tuple):
        return week
    if week == units.ALWAYS:
        return "always"
    spans: list[list[int]] = []
    for day in range(7):
        if spans and week[spans[-1][0]] == week[day]:
            spans[-1].append(day)
        else:
            spans.append([day])
    hours = {_span(days): _windows(week[days[0]]) for days in spans}
    if len(week) > 7:
        hours[units.HOLIDAYS] = _windows(week[7])
    return hours


def _span(days: list[int]) -> str:
    first, last = units.DAYS[days[0]], units.DAYS[days[-1]]
    return first if first == last else f"{first}-{last}"


def window(span: tuple[int, int]) -> str:
    """(39600, 50400) → "11:00-14:00"; what ends after midnight, by the clock of the next day."""
    begin, end = span
    return f"{clock(begin)}-{clock(end if end <= units.DAY_SECONDS else end - units.DAY_SECONDS)}"


def _windows(windows: tuple[tuple[int, int], ...]) -> str | list[str]:
    texts = [window(one) for one in windows]
    if not texts:
        return "closed"
    return texts[0] if len(texts) == 1 else texts


def rate(an_hour: Any) -> Any:
    """30.0 → "30 per h"."""
    return f"{digits(an_hour)} per h" if isinstance(an_hour, (int, float)) else an_hour


def target(promise: Any) -> Any:
    """Target(0.8, 20.0) → "80 % in 20 s"."""
    if not isinstance(promise, units.Target):
        return promise
    return f"{share(promise.share)} in {duration(promise.within_s)}"


def factor(number: float) -> str:
    """0.8 → "80 %"; a number that no per cent gives back as it is stays a number."""
    return _per_cent(number) or digits(number)


def digits(number: float) -> str:
    """The shortest decimal text that reads back as the same number, never with an exponent."""
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
