"""A user's own score, compiled for the core, which calls it by its address."""

from __future__ import annotations

import math
import os
import re
import sys
import types
from collections.abc import Callable
from importlib import import_module
from typing import Any

from sim.rules import POLICY_FAILED

Score = Callable[..., float]
OPTIONS: dict[str, Any] = {"error_model": "numpy", "boundscheck": True}
COMPILED: list[Any] = []
"""Compiled scores; machine code lives as long as they do."""


class NotCompiledError(ValueError):
    """A user's function that the core cannot have, with the reason."""


def compiled_score(score: Score, by_numbers: Callable[[Score], Score], tables: tuple[Any, Any]) -> int:
    """The address of a user's own score, compiled for plans and floors like these; NotCompiledError where it cannot be.

    `by_numbers` wraps the score for callers who have the numbers of contact and agent, as `sim.rules.called` has.
    Functions of the same file are compiled with it. A mistake while it runs marks the floor as POLICY_FAILED and ends
    the replication.
    """
    import numba
    from numba.extending import register_jitable

    tables_of = import_module("sim.jit.tables").Tables
    for other in vars(sys.modules.get(score.__module__, types)).values():
        if isinstance(other, types.FunctionType) and other.__module__ == score.__module__ and other is not score:
            register_jitable(other)
    arguments = [tables_of(numba.typeof(one)) for one in tables]
    asked = numba.njit(**OPTIONS)(by_numbers(numba.njit(**OPTIONS)(score)))

    def entry(plan: Any, floor: Any, c: int, a: int, now: float) -> float:
        try:
            value: float = 0.0 + asked(plan, floor, c, a, now)
            return value
        except Exception:
            floor.counts[0].full = POLICY_FAILED
            return math.nan

    try:
        signature = numba.float64(*arguments, numba.int64, numba.int64, numba.float64)
        known = numba.cfunc(signature, error_model="numpy")(entry)
    except Exception as error:
        raise NotCompiledError(_first_reason(error, score)) from None
    COMPILED.append(known)
    return int(known.address)


def _first_reason(error: Exception, score: Score) -> str:
    """Why a function does not compile, in one line, with the line of its source."""
    file = os.path.basename(score.__code__.co_filename)
    text = str(error)
    reasons = [one.strip() for one in text.splitlines() if one.strip() and not one.startswith(("Failed in", "During"))]
    lines = re.findall(re.escape(file) + r'", line (\d+)', text)
    place = f"{file}, line {lines[0]}: " if lines else ""
    return place + (reasons[0] if reasons else type(error).__name__)
