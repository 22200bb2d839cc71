"""What a value of the file may be: a date, a share, a duration, a law; and what every noun has in common.

A duration is a text with a unit, a share a percentage, a number never a text. Each kind knows how it is read,
how it is written back and what an editor should offer. `true` is not 1, and "3"
is not 3; a value that has to be guessed at is refused.
"""

import contextlib
import datetime as dt
import math
import re
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from sim.errors import shown
from sim.scenario import distributions, format_values, units
from sim.scenario.calendar import periods, time_zones
from sim.scenario.nouns.annotations import Before, Instead, Written


def text_like(pattern: str | None, *examples: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "string", "examples": list(examples)}
    if pattern:
        schema["pattern"] = pattern
    return WithJsonSchema(schema)


def either(*shapes: dict[str, Any], examples: list[Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": list(shapes), "examples": examples})


def _number(value: Any) -> Any:
    """Numbers only: `true` is not 1, and a text is not read as a number."""
    if isinstance(value, (bool, str)):
        digits = re.sub(r"(?<=[0-9])[ '\u00a0\u2009\u202f](?=[0-9]{3})", "", str(value).strip())
        meant = digits.replace(",", ".") if re.fullmatch(r"[0-9]+([.,][0-9]{1,2})?", digits) else ""
        hint = f"; write {meant}" if meant else ""
        raise ValueError(f"a number without quotes or unit is wanted, not {shown(value)}{hint}")
    return value


def _date(value: Any) -> dt.date:
    day = value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value.strip()):
        with contextlib.suppress(ValueError):
            day = dt.date.fromisoformat(value.strip())
    if not isinstance(day, dt.date):
        raise ValueError(f"{shown(value)} is not a date; write year-month-day, e.g. 2024-01-01")
    if not 1900 <= day.year <= 2200:
        raise ValueError(f"{shown(value)} is out of bounds; allowed: the years 1900 to 2200")
    return day


def _slowdown(value: Any) -> float:
    """A change from the norm: "12 %" is slower by that much, "150 %" lasts two and a half times as long."""
    if not isinstance(value, str) or not value.strip().endswith("%"):
        return units.share(value)
    body = value.strip().removesuffix("%").strip().replace(",", ".")
    if _PLAIN.fullmatch(body):
        return float(body) / 100.0
    raise ValueError(f"{shown(value)} is not a percentage; write e.g. '12 %'")


def _factor(value: Any) -> float:
    """A factor: "150 %" or 1.5."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return _slowdown(value)


def _language(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch("[a-z]{2,3}", value):
        return value
    hint = "; put it in quotes" if isinstance(value, bool) else ""
    raise ValueError(f"{shown(value)} is no language; write two small letters, e.g. fr, de, en{hint}")


def _languages(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"a list of languages is wanted, e.g. [fr, de], not {shown(value)}")
    return tuple(_language(one) for one in value)


def _zone(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is no time zone; write a name such as Europe/Paris")
    time_zones.zone(value)
    return value


def _period(value: Any) -> str:
    if isinstance(value, dt.date):
        value = value.isoformat()
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is no period; write e.g. 'from 2025-03-01'")
    periods.period(value)
    return value


def _heads(value: Any) -> int | float:
    """A head count, whole or on average: 14 is 14, and 14.01 one more in one of a hundred intervals."""
    value = _number(value)
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"a number of people, e.g. 12 or 12.5, is wanted, not {shown(value)}")
    if not 0 <= value <= MOST_AGENTS:
        allowed = "at least 0" if value < 0 else f"at most {MOST_AGENTS}"
        raise ValueError(f"{shown(value)} is out of bounds; allowed: {allowed}")
    return int(value) if value == int(value) else value


def _capacity(value: Any) -> int | float | str:
    if isinstance(value, str):
        return value
    with contextlib.suppress(ValueError):
        return _heads(value)
    allowed = f"a number from 0 to {MOST_AGENTS}, or the name of a CSV"
    raise ValueError(f"{shown(value)} are no positions; allowed: {allowed}")


def _flow_share(value: Any) -> float | dict[str, float]:
    """One share, or shares by hours, days or periods."""
    if not isinstance(value, dict):
        return _whole_or_part(value)
    if not value:
        raise ValueError(f"{shown(value)} names no hours; write e.g. {{mon-fri 08:00-18:00: 30 %, else: 100 %}}")
    for text in value:
        periods.when(text)
    return {text: _whole_or_part(part) for text, part in value.items()}


def _types(value: Any) -> str | dict[str, float]:
    """One contact type, or several with their shares."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or not value:
        raise ValueError(f"a contact type is wanted, or several with their shares, e.g. {{a: 60 %, b: 40 %}}, not "
                         f"{shown(value)}")  # fmt: skip
    return {str(name): _whole_or_part(part) for name, part in value.items()}


def _hour_factors(value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ValueError(f"hours and their factors are wanted, e.g. {{08:00-10:00: 120 %}}, not {shown(value)}")
    found = {text: _factor(one) for text, one in value.items()}
    for text, one in found.items():
        if periods.when(text).period is not None:
            raise ValueError(f"{shown(text)}: hours and days of the week only, e.g. mon-fri 08:00-10:00")
        if not 0.01 <= one <= 100.0:
            raise ValueError(f"{shown(value[text])} is out of bounds; allowed: 1 % to 10000 %")
    return found


def _rates(value: Any) -> dict[str, float]:
    """Instants and rates in order of time, however they are written down; the rates in contacts an hour."""
    if not isinstance(value, dict) or not value:
        example = "{0 min: 30 per h, 47 min: 90 per h}"
        raise ValueError(f"instants and rates are wanted, e.g. {example}, not {shown(value)}")
    found: list[tuple[Any, str, float]] = [
        (periods.instant(str(text)), str(text), units.rate(one)) for text, one in value.items()
    ]
    ways = {type(at): text for at, text, _ in found}
    if len(ways) > 1:
        both = " and ".join(shown(text) for text in ways.values())
        raise ValueError(f"{both} are instants written in two ways, as a date and from the start; write all in one way")
    found.sort()
    for (at, one, _), (after, other, _) in pairwise(found):
        if at == after:
            raise ValueError(f"{shown(one)} and {shown(other)} are the same instant; write one of them")
    return {text: an_hour for _, text, an_hour in found}


def _whole_or_part(value: Any) -> float:
    part = units.share(value)
    if not 0.0 <= part <= 1.0:
        raise ValueError(f"{shown(value)} is out of bounds; allowed: 0 % to 100 %")
    return part


class Counts(NamedTuple):
    """Which counts of a CSV with several columns of them, or with lines of several queues."""

    file: str
    column: str | None = None
    queue: str | None = None


def _counts(value: Any) -> str | Counts:
    if isinstance(value, (str, Counts)):
        return value
    words = list(Counts._fields)
    if not isinstance(value, dict) or "file" not in value:
        raise ValueError(f"the name of a CSV is wanted, or {{file: calls.csv, column: sales}}, not {shown(value)}")
    for key, one in value.items():
        if key not in words:
            raise ValueError(f"unknown key {shown(key)}; allowed: {', '.join(words)}{units.nearest(str(key), words)}")
        if not isinstance(one, str) and one is not None:
            raise ValueError(f"{key}: a text is wanted (put it in quotes), not {shown(one)}")
    if not value["file"]:
        raise ValueError(f"file: the name of a CSV is wanted, e.g. calls.csv, not {shown(value['file'])}")
    return Counts(**value)


def _counts_written(value: Any) -> Any:
    return {key: one for key, one in value._asdict().items() if one} if isinstance(value, Counts) else value


def _flow_share_written(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {text: format_values.share(part) for text, part in value.items()}
    return format_values.share(value)


MOST_AGENTS = 20000
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_IN_PER_CENT = {"type": "string", "pattern": r"^\s*[0-9]+([.,][0-9]+)?\s*%?\s*$"}
_SIGNED_PER_CENT = {"type": "string", "pattern": r"^\s*[+-]?[0-9]+([.,][0-9]+)?\s*%?\s*$"}
_WEEK = {"mon-fri": "08:00-20:00", "sat": "09:00-17:00"}

Date = Annotated[dt.date, Before(_date)]
Number = Annotated[float, Before(_number), WithJsonSchema({"type": "number"})]
Whole = Annotated[int, Before(_number), WithJsonSchema({"type": "integer"})]
Duration = Annotated[
    float,
    Before(units.duration),
    Written(format_values.duration),
    text_like(r"^\s*([0-9]+([.,][0-9]+)?\s*[a-zA-Z]+\s*)+([0-5][0-9])?\s*$", "45 s", "4 min", "1 h 30 min", "2 days"),
]
Share = Annotated[
    float,
    Before(units.share),
    Field(ge=0.0, le=1.0),
    Written(format_values.share),
    either(_IN_PER_CENT, {"type": "number", "minimum": 0, "maximum": 1}, examples=["15 %", 0.15]),
]
Slowdown = Annotated[
    float,
    Before(_slowdown),
    Field(ge=-0.9, le=10.0),
    Written(format_values.share),
    either(_SIGNED_PER_CENT, {"type": "number", "maximum": 1}, examples=["12 %", "150 %"]),
]
Factor = Annotated[
    float,
    Before(_factor),
    Field(ge=0.0, le=100.0),
    Written(format_values.share),
    either(_IN_PER_CENT, {"type": "number", "minimum": 0}, examples=["150 %", 0.8]),
]
Correlation = Annotated[
    float,
    Before(_slowdown),
    Field(ge=-1.0, le=1.0),
    Written(format_values.share),
    either(_SIGNED_PER_CENT, {"type": "number", "minimum": -1, "maximum": 1}, examples=["60 %", "-20 %"]),
]
Law = Annotated[
    distributions.Law,
    Instead(distributions.law),
    Written(distributions.as_text),
    text_like(
        None,
        "45 s",
        "exponential(3 min)",
        "weibull(2 min, shape 1.2)",
        "lognormal(6 min, cv 80 %)",
        "triangular(1 min, 3 min, 10 min)",
        "mixture(70 % exponential(2 min), 30 % exponential(10 min))",
        "empirical(talk.csv, unit s)",
        "never",
    ),
]
Rates = Annotated[
    dict[str, float],
    Before(_rates),
    Written(lambda rates: {text: format_values.rate(one) for text, one in rates.items()}),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "string", "pattern": r"(per|par|/)"},
            "examples": [{"0 min": "30 per h", "47 min": "90 per h"}, {"2025-01-20 09:17": "45 per h"}],
        }
    ),
]
Target = Annotated[
    units.Target,
    Instead(units.target),
    Written(format_values.target),
    text_like(r"\s(in|within|en)\s", "80 % in 20 s", "90 % in 8 h"),
]
Language = Annotated[str, Before(_language), text_like("^[a-z]{2,3}$", "fr", "de")]
Languages = Annotated[tuple[str, ...], Before(_languages)]
TimeZone = Annotated[str, Before(_zone), text_like(None, "Europe/Paris", "Africa/Dakar")]
Period = Annotated[
    str,
    Before(_period),
    text_like(None, "from 2025-03-01", "until 2025-05-31", "2025-03-01 to 2025-05-31"),
]
HourFactors = Annotated[
    dict[str, float],
    Before(_hour_factors),
    Written(_flow_share_written),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"anyOf": [_IN_PER_CENT, {"type": "number", "minimum": 0}]},
            "examples": [{"08:00-10:00": "120 %", "sat": "90 %"}],
        }
    ),
]
Heads = Annotated[
    int | float,
    Instead(_heads),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_AGENTS, "examples": [12, 12.5]}),
]
Capacity = Annotated[
    int | float | str,
    Instead(_capacity),
    either({"type": "number", "minimum": 0}, {"type": "string"}, examples=[25, "capacity.csv"]),
]
CountsFile = Annotated[
    str | Counts,
    Instead(_counts),
    Written(_counts_written),
    either(
        {"type": "string"},
        {
            "type": "object",
            "properties": {key: {"type": "string"} for key in Counts._fields},
            "required": ["file"],
            "additionalProperties": False,
        },
        examples=["calls.csv", {"file": "calls.csv", "column": "sales"}],
    ),
]
FlowShare = Annotated[
    float | dict[str, float],
    Instead(_flow_share),
    Written(_flow_share_written),
    either(
        _IN_PER_CENT,
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "object", "additionalProperties": {"anyOf": [_IN_PER_CENT, {"type": "number"}]}},
        examples=["30 %", {"mon-fri 08:00-18:00": "30 %", "else": "100 %"}],
    ),
]
OneOrMoreTypes = Annotated[
    str | dict[str, float],
    Instead(_types),
    Written(_flow_share_written),
    either(
        {"type": "string"},
        {"type": "object", "additionalProperties": {"anyOf": [_IN_PER_CENT, {"type": "number"}]}},
        examples=["claims", {"claims": "60 %", "billing": "40 %"}],
    ),
]
Week = Annotated[
    units.Week,
    Instead(units.opening),
    Written(format_values.opening),
    either({"type": "string"}, {"type": "object"}, examples=["always", "08:00-20:00", _WEEK]),
]


Clock = Annotated[
    int,
    Instead(units.clock),
    Written(format_values.clock),
    text_like(r"^\s*[0-9]{1,2}(:|h)([0-9]{2})?\s*$", "12:30", "8h30"),
]
Window = Annotated[
    tuple[int, int],
    Instead(units.window),
    Written(format_values.window),
    text_like(r"^\s*[0-9]{1,2}(:|h)([0-9]{2})?\s*-\s*[0-9]{1,2}(:|h)([0-9]{2})?\s*$", "11:30-14:00"),
]


class Noun(BaseModel):
    """A noun of the file: unknown keys are errors, nothing changes after the check.

    What checks it is built when a file is first read, and only for the nouns that the whole file is made of.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, defer_build=True, allow_inf_nan=False)
