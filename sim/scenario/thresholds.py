"""The practical threshold: the least difference of an indicator that matters to anybody.

Enough replications make any difference clear, one of a hundredth of a point too. So a study says from which difference
on it would decide otherwise: `matters: 0.5 points`, `5 s`, `2 %`. Where it does not say, the kind of the indicator
does.

In which way a threshold may be written depends on the indicator. "2 %" of a share would be read in two ways, so shares
have points; what else is compared has its own unit, or a share of the value that it is compared with.
"""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

from sim.errors import shown
from sim.kpis.dictionary import KPIS, Kpi
from sim.scenario import format_values, units

Way = Literal["points", "time", "number", "relative"]


class Threshold(NamedTuple):
    """A difference as a study writes it: points as a fraction of 1, times in s, relative as a fraction of 1."""

    size: float
    way: Way

    @property
    def is_relative(self) -> bool:
        """Whether it is a share of the value that is compared with."""
        return self.way == "relative"

    def difference(self, unit: str, other: float) -> float:
        """The least difference from the value `other` that matters, in the unit of the indicator."""
        if self.is_relative:
            return self.size * abs(other)
        return self.size / SECONDS_OF[unit] if self.way == "time" else self.size


SIGNS: dict[str, Way] = {"points": "points", "point": "points", "%": "relative"}
SECONDS_OF = {"s": 1.0, "h": 3600.0, "d": 86400.0}
"""Seconds of one unit of the indicators that are times."""
DEFAULTS = {"share": Threshold(0.005, "points"), "s": Threshold(0.05, "relative")}
OTHERWISE = Threshold(0.01, "relative")
"""The threshold where a study says nothing: half a point of a share, 5 % of a wait, 1 % of anything else."""
EXAMPLES: dict[Way, str] = {"points": "'0.5 points'", "time": "'5 s'", "number": "a number such as 0.05",
                            "relative": "'2 %'"}  # fmt: skip
MEANS: dict[Way, str] = {"points": "in points", "time": "a time", "number": "a number", "relative": "a percentage"}


def default_threshold(kpi: Kpi) -> Threshold:
    """The threshold of an indicator for which a study gives none."""
    return DEFAULTS.get(kpi.unit, OTHERWISE)


def is_compared(kpi: Kpi) -> bool:
    """Whether designs are compared on an indicator replication by replication; quantiles are not."""
    return kpi.kind != "quantile"


def read_threshold(value: Any) -> Threshold:
    """A threshold from "0.5 points", "5 s", "2 %" or a number from 0; ValueError for anything else."""
    if isinstance(value, Threshold):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return Threshold(_in_bounds(float(value), value, math.inf, "0 or more"), "number")
    text = value.strip() if isinstance(value, str) else ""
    for sign, way in SIGNS.items():
        body = text.removesuffix(sign).strip()
        if text.endswith(sign) and units.NUMBER.fullmatch(body):
            return Threshold(_in_bounds(units.number(body) / 100.0, value, 1.0, f"0 to 100 {sign}"), way)
    try:
        return Threshold(units.duration(text), "time")
    except ValueError:
        raise ValueError(f"{shown(value)} is no difference that could matter; allowed: {_examples(EXAMPLES)}") from None


def _in_bounds(size: float, value: Any, most: float, allowed: str) -> float:
    if 0.0 <= size <= most:
        return size
    raise ValueError(f"{shown(value)} is out of bounds; allowed: {allowed}")


def written_threshold(threshold: Any) -> Any:
    """A threshold in the words of the file."""
    if not isinstance(threshold, Threshold):
        return threshold
    if threshold.way == "points":
        return f"{format_values.digits(round(100.0 * threshold.size, 12))} points"
    if threshold.way == "time":
        return format_values.duration(threshold.size)
    if threshold.is_relative:
        return format_values.share(threshold.size)
    return int(threshold.size) if threshold.size.is_integer() else threshold.size


def why_unfit(threshold: Threshold, indicator: str) -> str:
    """Why an indicator cannot have a threshold of this kind; empty where it can."""
    kpi, written = KPIS[indicator], shown(written_threshold(threshold))
    if not is_compared(kpi):
        return f"{written} is for what is compared, and {indicator} is a quantile; allowed: none, or another decide_on"
    ways = ways_of(kpi.unit)
    if threshold.way in ways:
        return ""
    return f"{written} is {MEANS[threshold.way]}, and {indicator} is {_kind(kpi.unit)}; allowed: {_examples(ways)}"


def ways_of(unit: str) -> tuple[Way, ...]:
    """In which ways a threshold of an indicator of this unit may be written."""
    if unit == "share":
        return ("points",)
    return ("time", "relative") if unit in SECONDS_OF else ("number", "relative")


def _kind(unit: str) -> str:
    if unit == "money":
        return "an amount of money"
    return "a share" if unit == "share" else "a time" if unit in SECONDS_OF else "a number"


def _examples(ways: Any) -> str:
    *others, last = (EXAMPLES[way] for way in ways)
    return f"{', '.join(others)} or {last}" if others else last
