"""The figures of a run beside the expected ones, rounded as they are stored, and whether they agree."""

from __future__ import annotations

from typing import Any

from benchmarks.cases import Known
from benchmarks.timing import Estimate


def figure_columns(share: Estimate, wait: Estimate, expected: Known) -> dict[str, Any]:
    """Both figures with their intervals and expected values."""
    return {
        "p_abandon": significant(share.value),
        "p_abandon_half": significant(share.half),
        "p_abandon_known": significant(expected.p_abandon, 6),
        "mean_wait": significant(wait.value),
        "mean_wait_half": significant(wait.half),
        "mean_wait_known": significant(expected.mean_wait, 6),
    }


def agrees(share: Estimate, wait: Estimate, expected: Known) -> bool:
    """Whether both figures agree with their expected values."""
    return share.agrees_with(expected.p_abandon, expected.p_abandon_digit) and wait.agrees_with(
        expected.mean_wait, expected.mean_wait_digit
    )


def significant(value: float, digits: int = 4) -> float:
    """The value with so many significant digits."""
    return float(f"{value:.{digits}g}")
