"""Numbers that come from a caller: from a notebook, from a command line, from another program.

A seed taken from NumPy (`SeedSequence(1).generate_state(1)[0]`) is a number of 32 bits, which overflows where Python's
own grows: the two engines once gave different results of it. So every number that a caller hands in passes through here
first, and is one of Python's own afterwards, within its bounds, or is refused. Truth values are
no numbers here, though Python says that True is 1.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, SupportsFloat, SupportsIndex

SEED_MAX = 2**63 - 1
MOST_REPLICATIONS = 2**32
"""The number of a replication is a word of 32 bits of the generator's counter."""


class EntryError(ValueError, TypeError):
    """What a caller handed in is no such number, or out of bounds."""


def whole(value: SupportsIndex, what: str, low: int, high: int | None = None) -> int:
    """The whole number as Python's own; EntryError for what is none, or lies outside `low` to `high`."""
    bounds = f"at least {low}" if high is None else f"{low} to {high}"
    if _is_truth(value):
        raise EntryError(f"{what}: a whole number is wanted, not {value}; allowed: {bounds}")
    try:
        number = operator.index(value)
    except TypeError:
        raise EntryError(f"{what}: a whole number is wanted, not {value!r}; allowed: {bounds}") from None
    if number < low or (high is not None and number > high):
        raise EntryError(f"{what}: {number} is out of bounds; allowed: {bounds}")
    return number


def seed(value: SupportsIndex) -> int:
    """A seed: 0 to 2**63 - 1."""
    return whole(value, "seed", 0, SEED_MAX)


def replication(value: SupportsIndex) -> int:
    """The number of a replication, from 0."""
    return whole(value, "replication", 0, MOST_REPLICATIONS - 1)


def replications(value: SupportsIndex) -> int:
    """How many replications."""
    return whole(value, "replications", 1, MOST_REPLICATIONS)


def block(value: SupportsIndex) -> int:
    """How many replications in a task."""
    return whole(value, "block", 1, MOST_REPLICATIONS)


def jobs(value: SupportsIndex) -> int:
    """How many workers; 0 is all cores."""
    return whole(value, "jobs", 0, 4096)


def cores() -> int:
    """Cores this process may use: the workers where a caller leaves it to us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share_above_zero(value: SupportsFloat, what: str, example: str) -> float:
    """A share, as a fraction of 1, above 0 and at most 1; EntryError for anything else."""
    allowed = f"allowed: above 0 and at most 1, e.g. {example}"
    if _is_truth(value) or isinstance(value, (str, bytes)):
        raise EntryError(f"{what}: a number is wanted, not {value!r}; {allowed}")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise EntryError(f"{what}: a number is wanted, not {value!r}; {allowed}") from None
    if not 0.0 < number <= 1.0:
        raise EntryError(f"{what}: {number:g} is out of bounds; {allowed}")
    return number


def plain(value: Any) -> Any:
    """A value of a setting or of a design as the file would hold it: NumPy's and others' numbers as Python's own,
    paths as texts, arrays and tuples as lists, spans of time as seconds. EntryError for what no file can hold.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if hasattr(value, "tolist"):  # arrays and numbers of NumPy, series of pandas
        found = value.tolist()
        return _as_written(found) if isinstance(found, float) else plain(found)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dt.timedelta):
        return f"{value.total_seconds():.15g} s"
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (Decimal, Fraction)):
        return _as_written(float(value))
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray, set, frozenset)):
        return [plain(one) for one in value]
    raise EntryError(f"{value!r} is nothing that a scenario file can hold; allowed: texts, numbers, lists and mappings")


def _as_written(number: float) -> int | float:
    """A whole number without its point: 3.0 people out of an array are 3."""
    return int(number) if math.isfinite(number) and number == int(number) and abs(number) < 2**53 else number


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")
