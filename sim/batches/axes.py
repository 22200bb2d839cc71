"""The axes of a sweep: `groups.sales.agents=20,25` or `contacts.sales.patience=exponential(2 min..4 min)` → values.

Values are written as in the scenario file, and the loader reads them; here they are only separated. Where all values of
an axis are numbers of one unit, the table gets them as numbers (times in seconds, shares as fractions of 1), else as
they were written. Decision: `10..30` means whole numbers, `10.0..30.0` any number between. What type the key takes
would be known only after loading; how somebody writes a number says what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10
from typing import Any, NamedTuple

import yaml

from sim.errors import Problem, ScenarioError, shown
from sim.scenario import units
from sim.scenario.arguments import EntryError, plain
from sim.scenario.yaml_positions import scalar

MOST_VALUES = 100_000
DIGITS = 6
"""Digits of a drawn value within its range: enough to distinguish the strata, and still readable."""
_RANGE = re.compile(
    r"(?<![\w.-])([-+]?\d+(?:\.\d+)?) ?([a-zA-Z%]*) ?\.\. ?([-+]?\d+(?:\.\d+)?) ?([a-zA-Z%]*)"
    r"(?: ?/ ?(\d+(?:\.\d+)?) ?([a-zA-Z%]*))?(?![\w.-])"
)
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class AxisValue(NamedTuple):
    """A value of an axis."""

    text: str
    """As the file would write it."""
    number: int | float | None = None
    unit: str = ""
    """Unit of the number: "s", "share" or none."""


@dataclass(frozen=True)
class Range:
    """The values between two ends, to be drawn from; `before` and `after` are the text around it."""

    low: Decimal
    high: Decimal
    unit: str
    before: str
    after: str

    @property
    def is_whole(self) -> bool:
        """Whether both ends are written as whole numbers without a unit."""
        return not self.unit and self.low.as_tuple().exponent == self.high.as_tuple().exponent == 0

    def at(self, number: Decimal) -> AxisValue:
        """The value with this number in place of the range."""
        digits = format(number, "f")
        text = f"{self.before}{digits}{' ' if self.unit else ''}{self.unit}{self.after}"
        return AxisValue(text, *_number_of(f"{digits} {self.unit}".strip()))

    def drawn(self, share: float) -> AxisValue:
        """The value at this share (0 to 1) of the way from the low end to the high one."""
        if self.is_whole:
            return self.at(Decimal(min(floor(int(self.low) + share * int(self.high - self.low + 1)), int(self.high))))
        low, width = float(self.low), float(self.high - self.low)
        return self.at(Decimal(repr(round(low + share * width, DIGITS - floor(log10(width))))))


@dataclass(frozen=True)
class Axis:
    """A key with the values it takes."""

    path: str
    values: tuple[AxisValue, ...]
    range: Range | None = None
    """The range of an axis to be drawn from, which then has no values."""

    def __str__(self) -> str:
        if self.range is None:
            return f"{self.path}={','.join(value.text for value in self.values)}"
        low, high = (self.range.at(end).text for end in (self.range.low, self.range.high))
        return f"{self.path} from {low} to {high}"

    def drawn(self, share: float) -> AxisValue:
        """The value at this share (0 to 1) of the axis; listed values are equally likely."""
        if self.range is not None:
            return self.range.drawn(share)
        return self.values[min(floor(share * len(self.values)), len(self.values) - 1)]


def axes_of(words: Mapping[str, Any] | list[str], flag: str, sampled: bool = False) -> list[Axis]:
    """The axes of `KEY=VALUES` words, or of a mapping of keys to values; raises ScenarioError with all problems.

    A range without a step is allowed only where the axes are `sampled`.
    """
    problems: list[Problem] = []
    axes = []
    for key, texts, word in _split_words(words, flag, problems):
        try:
            axes.append(_axis(key, texts, sampled))
        except ValueError as error:
            problems.append(Problem(f"{flag} {word}", 0, 0, key, str(error)))
    if problems:
        raise ScenarioError(problems)
    return axes


def _split_words(
    words: Mapping[str, Any] | list[str], flag: str, problems: list[Problem]
) -> list[tuple[str, list[str], str]]:
    found = []
    if isinstance(words, Mapping):
        for key, given in words.items():
            try:
                value = plain(given)
            except EntryError as error:
                problems.append(Problem(f"{flag} {key}", 0, 0, key, str(error)))
                continue
            texts = [as_text(one) for one in value] if isinstance(value, list) else split(as_text(value))
            found.append((key.strip(), texts, f"{key}={shown(value)}"))
        return found
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not key.strip():
            message = f"a key and its values are wanted, e.g. groups.sales.agents=20,25, not {shown(word)}"
            problems.append(Problem(f"{flag} {word}", 0, 0, "", message))
        else:
            found.append((key.strip(), split(value), word))
    return found


def as_text(value: Any) -> str:
    """A value of Python as the file would write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(value)
    return yaml.safe_dump(value, default_flow_style=True, width=1_000_000).removesuffix("\n").removesuffix("\n...")


def split(text: str) -> list[str]:
    """Values at the commas that stand outside brackets and quotes."""
    parts, open_, quote = [""], list[str](), ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in _PAIRS:
            open_.append(_PAIRS[sign])
        elif open_ and sign == open_[-1]:
            open_.pop()
        elif sign == "," and not open_:
            parts.append("")
            continue
        parts[-1] += sign
    return [part.strip() for part in parts]


def _axis(path: str, texts: list[str], sampled: bool) -> Axis:
    values: list[AxisValue] = []
    for text in texts:
        if not text:
            listed = ",".join(texts)
            raise ValueError(f"a value is missing between the commas of {shown(listed)}; null takes a key away")
        found = list(_RANGE.finditer(text))
        if len(found) > 1:
            raise ValueError(f"{shown(text)} holds two ranges; allowed: one in a value")
        if not found:
            values.append(AxisValue(text, *_number_of(text)))
            continue
        span, step = _range_of(text, found[0])
        if sampled and step is None and len(texts) == 1:
            return Axis(path, (), span)
        values += _stepped(span, step, text)
    names = [value.text for value in values]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"{shown(twice)} stands there twice; write it once")
    return Axis(path, tuple(values))


def _range_of(text: str, found: re.Match[str]) -> tuple[Range, Decimal | None]:
    low, low_unit, high, high_unit, step, step_unit = found.groups()
    unit = high_unit or low_unit
    ends = [(low, low_unit or unit), (high, high_unit or unit)] + ([(step, step_unit or unit)] if step else [])
    numbers = [Decimal(number) for number, _ in ends]
    if len({unit for _, unit in ends}) > 1:
        unit, numbers = "s", [Decimal(repr(units.duration(f"{number} {unit}"))) for number, unit in ends]
    if not numbers[0] < numbers[1]:
        raise ValueError(f"{shown(found.group().strip())} does not go upwards")
    # a range within a word as `lognormal(4 min..8 min, cv 80 %)` leaves the rest as it is
    span = Range(numbers[0], numbers[1], unit, text[: found.start()], text[found.end() :])
    return span, numbers[2] if step else None


def _stepped(span: Range, step: Decimal | None, text: str) -> list[AxisValue]:
    if step is None and not span.is_whole:
        raise ValueError(
            f"{shown(text)} is a range without steps; allowed: with a step, e.g. 2 min..4 min/30 s, "
            "or in a sample, e.g. --sample lhs:200"
        )
    step = Decimal(1) if step is None else step
    if step <= 0:
        raise ValueError(f"{shown(text)} never gets on; a step is above 0")
    count = int((span.high - span.low) / step) + 1
    if count > MOST_VALUES:
        raise ValueError(f"{count} values are too many; allowed: up to {MOST_VALUES}")
    return [span.at(span.low + i * step) for i in range(count)]


def _number_of(text: str) -> tuple[int | float | None, str]:
    """A text as the number that the table gets, and its unit."""
    plain = scalar(text)
    if isinstance(plain, bool) or plain is None:
        return None, ""
    if isinstance(plain, (int, float)):
        return plain, ""
    readers: tuple[tuple[str, Callable[[str], float]], ...] = (("s", units.duration), ("share", units.share))
    for unit, read in readers:
        try:
            return read(text), unit
        except ValueError:
            continue
    return None, ""
