"""The marks that make a plain function a rule of the floor. Nothing here knows Numba.

A *rule* (how long will this customer wait? which agent takes this call?) is a plain Python function, written in what
Python and Numba have in common: numbers, arrays, named tuples. The reference engine calls it as it stands; the core
calls the same function, compiled (`sim.jit`). So no rule has a second copy that could drift.

`@rule` only writes the function on a list: neither `--help` nor `check` waits for a compiler.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

RULES: list[Callable[..., Any]] = []
"""Every rule of the modules imported so far."""


def rule(function: F) -> F:
    """Mark a function as a rule: called as Python by the reference engine, compiled into the core."""
    RULES.append(function)
    return function


VERBS: list[Callable[..., Any]] = []
"""Every verb of the modules imported so far."""

IMPLEMENTED: dict[Callable[..., Any], Callable[..., Any]] = {}
"""By rule of the core, the verb that it implements."""


def verb(function: F) -> F:
    """Mark a function of which only the reference engine runs the body: the core has a rule that `implements` it."""
    VERBS.append(function)
    return function


def implements(function: Callable[..., Any]) -> Callable[[F], F]:
    """Mark the rule that compiled code runs wherever this verb is called; it takes the same arguments."""

    def mark(implementation: F) -> F:
        IMPLEMENTED[implementation] = function
        return rule(implementation)

    return mark


CONSTANT_TABLES: dict[Callable[[int], float], tuple[float, ...]] = {}
"""By function, the numbers that compiled code reads as a constant of its own."""


def constant_table(numbers: tuple[float, ...]) -> Callable[[F], F]:
    """Mark a function that does nothing but return `numbers[step]`."""

    def mark(function: F) -> F:
        CONSTANT_TABLES[function] = numbers
        return function

    return mark


def by_reference(tables: F) -> F:
    """The tables as one argument: unchanged in Python, passed by their address in compiled code."""
    return tables


T = TypeVar("T", bound=type)

READ_ONLY: set[type] = set()
"""Classes of tables that nothing writes to during a run; compiled code reads a number of them once."""


def read_only(tables: T) -> T:
    """Mark a class of tables as one that nothing writes to during a run."""
    READ_ONLY.add(tables)
    return tables


class Constants(NamedTuple):
    """Values that compiled code may take for granted in tables of one class, and leave out what depends on them."""

    itself: dict[str, float]
    """By attribute, its value; of an array without fields, that of all its elements."""
    rows: dict[np.dtype[Any], dict[str, float]]
    """By kind of row and field, the value in all rows."""


CONSTANTS: dict[type, Constants] = {}


def constants(known: Constants) -> Callable[[T], T]:
    """Mark a class of tables as one in which these values are so in every row, at any time."""

    def mark(tables: T) -> T:
        CONSTANTS[tables] = known
        return tables

    return mark


def split(x: float) -> tuple[float, int]:
    """Mantissa in [1/2, 1) and exponent of a positive normal float; compiled code takes them out of its bits."""
    return math.frexp(x)


def scaled(x: float, power: int) -> float:
    """x times a power of two, where both, and the result, are normal floats; compiled code writes the power's bits."""
    return math.ldexp(x, power)


# ---- a user's own scores -------------------------------------------------------------------------------------

CALLED: dict[int, Callable[..., float]] = {}
"""Users' own scores by the number that a plan knows them by."""


def called(number: int, plan: Any, floor: Any, c: int, a: int, now: float) -> float:
    """The user's own score of this number for contact c and agent a.

    Compiled code calls the score's compiled twin by pointer (the number is its address), so the core is the same for
    every policy.
    """
    return float(CALLED[number](plan, floor, c, a, now))


POLICY_FAILED = 4
"""Written to `floor.counts[0].full` when a user's own score makes a mistake in compiled code."""


class PolicyError(Exception):
    """A user's own score made a mistake in compiled code; run again by the reference engine, it has a line."""
