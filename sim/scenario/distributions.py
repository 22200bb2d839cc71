"""Distributions of durations (the file calls them laws), as people write them: "45 s", "exponential(3 min)",
"triangular(1 min, 3 min, 10 min)".

A planner says "three minutes, lognormal, with a coefficient of variation of 80 %", or has a file of measured times.
The first argument is the mean wherever a law has one parameter for it. A law that is read
from a file carries the file's numbers and not its name alone, so what was measured decides the digest of a scenario.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from contextvars import ContextVar
from itertools import pairwise
from typing import Any, NamedTuple

from sim.errors import shown
from sim.scenario import format_values
from sim.scenario.units import NUMBER, duration, nearest, number, share

Knots = tuple[tuple[float, float], ...]


class Law(NamedTuple):
    """A probability law of a duration, in the words of the file. All times in seconds.

    `name` is one of `LAWS`; `mean_s` its mean (infinite for `never`); `shape` the dimensionless second
    parameter: the coefficient of variation for lognormal and gamma, the Weibull shape, else 0. `knots` are the
    (share, seconds) of a law given by its quantiles, upwards from share 0 to share 1, straight in between; of a
    triangular law those of its least, its most likely and its greatest time; of an empirical law the times that were
    measured, each with the share of those up to it. Those of a mixture are (weight, law).
    """

    name: str
    mean_s: float
    shape: float = 0.0
    knots: tuple[tuple[float, Any], ...] = ()


class Sampled(Law):
    """A law read from a file, which knows how it was written."""

    source: str


LAWS = (
    "deterministic", "exponential", "weibull", "lognormal", "gamma", "uniform", "triangular", "quantiles", "mixture",
    "empirical", "never",
)  # fmt: skip
SAMPLES: ContextVar[Callable[[str, str], Knots] | None] = ContextVar("samples", default=None)
"""What reads the times in a file beside the scenario, given its name and their unit; set while a scenario is read."""
_COMMA = re.compile(r"(?<![0-9]),|,(?![0-9])")
_CALL = re.compile(r"([a-z]+)\s*\((.*)\)", re.IGNORECASE | re.DOTALL)


_MEANT = {
    **dict.fromkeys(("exp", "expo", "poisson", "markov"), "exponential(3 min)"),
    **dict.fromkeys(("constant", "const", "fixed", "exactly"), "3 min, without a law"),
    **dict.fromkeys(("normal", "gauss", "gaussian"), "lognormal(4 min, cv 50 %), which is never below 0"),
    **dict.fromkeys(("hyperexponential", "hyperexp", "mix"), '"mixture(70 %: exponential(2 min), 30 %: 10 min)"'),
    **dict.fromkeys(("measured", "samples", "data", "csv", "file", "histogram"), "empirical(talk.csv)"),
    "erlang": "gamma(4 min, cv 50 %): of k phases the cv is 1 / √k",
    "triangle": "triangular(1 min, 2 min, 5 min)",
}
"""Laws by other names, and how the file writes them."""


def law(value: Any) -> Law:
    """A `Law` from "45 s", "exponential(3 min)", "weibull(2 min, shape 1.2)", "lognormal(6 min, cv 80 %)",
    "gamma(4 min, sd 1 min)", "uniform(1 min, 3 min)", "triangular(1 min, 2 min, 5 min)", "quantiles(0 s, 30 s, 2 min,
    10 min)", "mixture(70 % exponential(2 min), 30 % 10 min)", "empirical(talk.csv, unit s)", "never".

    The first argument is always the *mean*; the Weibull law also takes "scale 2 min" in its place. Quantiles are
    evenly spaced in share, unless each carries its own: "quantiles(0 %: 0 s, 50 %: 1 min, 100 %: 10 min)".
    """
    if isinstance(value, Law):
        return value
    text = value.strip() if isinstance(value, str) else value
    if text == "never":
        return Law("never", float("inf"))
    call = _CALL.fullmatch(text) if isinstance(text, str) else None
    if call is None:
        return Law("deterministic", duration(value))
    name, arguments = call.group(1).lower(), _arguments(call.group(2))
    if name not in LAWS or name == "never":
        meant = f"; it is written {_MEANT[name]}" if name in _MEANT else nearest(name, LAWS)
        raise ValueError(f"'{name}' is not a known law; allowed: {', '.join(LAWS)}{meant}")
    if name in _BY_NAME:
        return _BY_NAME[name](arguments, str(value))
    if name in ("uniform", "quantiles"):
        return _law_by_quantiles(name, arguments, str(value))
    return _law_of(name, arguments, str(value))


def as_text(one: Any) -> Any:
    """Law("lognormal", 360.0, 0.8) → "lognormal(6 min, cv 80 %)"; `law` reads it back. Texts stay as they are."""
    if not isinstance(one, Law):
        return one
    if one.name == "never":
        return "never"
    if one.name == "deterministic":
        return format_values.duration(one.mean_s)
    if isinstance(one, Sampled):
        return one.source
    return f"{one.name}({', '.join(map(str, _written(one)))})"


def _written(one: Law) -> list[Any]:
    """The arguments of a law."""
    duration, share = format_values.duration, format_values.share
    if one.name == "mixture":
        return [f"{share(weight)} {as_text(part)}" for weight, part in one.knots]
    if one.name == "quantiles":
        return [f"{share(at)}: {duration(time)}" for at, time in one.knots]
    if one.knots:
        return [duration(time) for _, time in one.knots]
    if one.name == "exponential":
        return [duration(one.mean_s)]
    word, number = ("shape", format_values.digits) if one.name == "weibull" else ("cv", format_values.factor)
    return [duration(one.mean_s), f"{word} {number(one.shape)}"]


def _arguments(text: str) -> list[str]:
    """What stands between the commas, but for those of a law within."""
    found, depth = [""], 0
    for at, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0 and _COMMA.match(text, at):
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found]


def _triangular(arguments: list[str], value: str) -> Law:
    example = "'triangular(1 min, 3 min, 10 min)': the least, the most likely, the greatest time"
    if len(arguments) != 3:
        raise ValueError(f"{shown(value)}: triangular takes three times, {example}")
    low, mode, high = (duration(argument) for argument in arguments)
    if not low <= mode <= high or low == high:
        raise ValueError(f"{shown(value)}: the times of a triangular law rise, {example}")
    return Law(
        "triangular", (low + mode + high) / 3.0, 0.0, ((0.0, low), ((mode - low) / (high - low), mode), (1.0, high))
    )


def _mixture(arguments: list[str], value: str) -> Law:
    example = "'mixture(70 % exponential(2 min), 30 % lognormal(10 min, cv 50 %))'"
    parts: list[tuple[float, Law]] = []
    for argument in arguments:
        found = _WEIGHED.fullmatch(argument)
        if found is None:
            raise ValueError(f"{shown(value)}: each part of a mixture is a share and a law, e.g. {example}")
        part = law(found[2])
        if part.name == "mixture":
            raise ValueError(f"{shown(value)}: a mixture holds no other mixture; list the parts of both")
        parts.append((share(found[1].strip()), part))
    if len(parts) < 2 or any(weight <= 0.0 for weight, _ in parts):
        raise ValueError(
            f"{shown(value)}: a mixture has two or more parts, each with a share above 0 %, e.g. {example}"
        )
    total = math.fsum(weight for weight, _ in parts)
    if abs(total - 1.0) > 1e-9:
        raise ValueError(f"{shown(value)}: the parts of a mixture weigh 100 %, not {total * 100.0:.6g} %")
    return Law("mixture", math.fsum(weight * part.mean_s for weight, part in parts), 0.0, tuple(parts))


def _empirical(arguments: list[str], value: str) -> Law:
    name, unit = arguments[0].strip("'\""), ""
    if len(arguments) == 2 and arguments[1].startswith("unit"):
        unit = arguments[1].removeprefix("unit").lstrip(": ")
    if len(arguments) > 2 or (len(arguments) == 2 and not unit):
        raise ValueError(f"{shown(value)}: empirical takes a file and perhaps a unit, 'empirical(talk.csv, unit s)'")
    read = SAMPLES.get()
    if read is None:
        raise ValueError(f"{shown(value)}: an empirical law stands in a scenario file, beside which its CSV lies")
    return empirical(read(name, unit), f"empirical({name}, unit {unit})" if unit else f"empirical({name})")


def empirical(knots: Knots, source: str) -> Sampled:
    """The law that gives each of the measured times as often as it was measured."""
    before = (0.0, *(part for part, _ in knots))
    mean = math.fsum((part - least) * time for (part, time), least in zip(knots, before, strict=False))
    found = Sampled("empirical", mean, 0.0, knots)
    found.source = source
    return found


_WEIGHED = re.compile(r"([0-9]+(?:[.,][0-9]+)?\s*%?)\s*[: ]\s*(.+)", re.DOTALL)
_BY_NAME: dict[str, Callable[[list[str], str], Law]] = {
    "triangular": _triangular, "mixture": _mixture, "empirical": _empirical,
}  # fmt: skip


def _law_by_quantiles(name: str, arguments: list[str], value: str) -> Law:
    example = "'uniform(1 min, 3 min)'" if name == "uniform" else "'quantiles(0 %: 0 s, 50 %: 1 min, 100 %: 10 min)'"
    if len(arguments) < 2 or (name == "uniform" and len(arguments) > 2) or len(arguments) > 1000:
        raise ValueError(
            f"{shown(value)}: {name} takes {'two' if name == 'uniform' else 'two or more'} times, {example}"
        )
    knots: list[tuple[float, float]] = []
    for place, argument in enumerate(arguments):
        part, colon, time = argument.rpartition(":")
        at = share(part) if colon else place / (len(arguments) - 1)
        knots.append((at, duration(time)))
    rises = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(knots))
    if not rises or knots[0][0] != 0.0 or knots[-1][0] != 1.0:
        raise ValueError(f"{shown(value)}: shares rise from 0 % to 100 % and times never fall, e.g. {example}")
    mean = sum((b[0] - a[0]) * (a[1] + b[1]) / 2.0 for a, b in pairwise(knots))
    return Law(name, mean, 0.0, tuple(knots))


def _law_of(name: str, arguments: list[str], value: str) -> Law:
    wanted = {"weibull": "shape", "lognormal": "cv (or sd)", "gamma": "cv (or sd)"}.get(name)
    if len(arguments) != (2 if wanted else 1):
        takes = f"a mean and a {wanted}" if wanted else "a mean alone"
        raise ValueError(f"{shown(value)}: {name} takes {takes}, e.g. '{_EXAMPLES[name]}'")
    first = arguments[0].removeprefix("mean ").strip()
    by_scale = name == "weibull" and first.startswith("scale ")
    mean = duration(first.removeprefix("scale ").strip())
    if mean <= 0 and name != "deterministic":
        raise ValueError(f"{shown(value)}: the mean of a {name} law must be above 0 s")
    if not wanted:
        return Law(name, mean)
    word, _, amount = arguments[1].partition(" ")
    shape = _shape_of(name, word, amount.strip(), mean, value)
    if by_scale:
        mean *= math.gamma(1.0 + 1.0 / shape)
    return Law(name, mean, shape)


_EXAMPLES = {
    "deterministic": "deterministic(45 s)", "exponential": "exponential(3 min)",
    "weibull": "weibull(2 min, shape 1.2)", "lognormal": "lognormal(6 min, cv 80 %)",
    "gamma": "gamma(4 min, cv 50 %)",
}  # fmt: skip


def _shape_of(name: str, word: str, amount: str, mean: float, value: str) -> float:
    if name == "weibull" and word == "shape" and NUMBER.fullmatch(amount):
        shape = number(amount)
    elif name != "weibull" and word == "cv":
        body = amount.removesuffix("%").strip()
        if not NUMBER.fullmatch(body):
            raise ValueError(f"{shown(value)}: cv is wanted as e.g. 'cv 80 %'")
        shape = number(body) / (100.0 if amount.endswith("%") else 1.0)
    elif name != "weibull" and word == "sd":
        shape = duration(amount) / mean
    else:
        raise ValueError(f"{shown(value)}: write it as '{_EXAMPLES[name]}'")
    if not 0.05 <= shape <= 20.0:
        bounds = "allowed: 0.05 to 20, or 5 % to 2000 %"
        raise ValueError(f"{shown(value)}: {word} {amount} is out of bounds; {bounds}")
    return shape
