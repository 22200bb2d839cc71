"""Exact confidence intervals of counts: binomial (events among trials) and Poisson (events in a period).

Nobody of 420 callers gave up: the interval says that fewer than 7 in a thousand would. The mid-P form counts half of
the probability of the observed count at either end; the classical (Clopper-Pearson) form counts all of it and covers
more than its nominal level (Lancaster 1961; Agresti and Gottard 2007). Counts need not be whole: replications that
resemble each other hold more or fewer effective events than contacts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Pair = tuple[Array, Array]
HALVINGS = 40


def binomial(events: Array, trials: Array, confidence: float) -> Pair:
    """Exact intervals of shares, mid-P: (low, high), [m] each; events and trials need not be whole.

    Where several figures have the same events and trials, each pair is computed once.
    """
    known, at = np.unique(np.stack([events, trials], axis=1), axis=0, return_inverse=True)
    low, high = _binomial(known[:, 0], known[:, 1], confidence)
    return low[at], high[at]


def _binomial(events: Array, trials: Array, confidence: float) -> Pair:
    from scipy.special import betainc, betaincinv

    rest, tail = trials - events, (1.0 - confidence) / 2
    some, others = events > 0.0, rest > 0.0
    events, rest = np.where(some, events, 1.0), np.where(others, rest, 1.0)
    taken, left = np.where(some, events, 0.0), np.where(others, rest, 0.0)

    def reached(p: Array) -> Array:
        below = np.where(some, betainc(events, left + 1.0, p), 1.0)
        above = np.where(others, betainc(taken + 1.0, rest, p), 0.0)
        half: Array = (below + above) / 2
        return half

    zero, one = np.zeros(len(events)), np.ones(len(events))
    most_low = np.where(others, betaincinv(taken + 1.0, rest, tail), one)
    least_high = np.where(some, betaincinv(events, left + 1.0, 1.0 - tail), zero)
    levels = np.array([[tail], [1.0 - tail]])
    low, high = _crossing(reached, levels, np.stack([zero, least_high]), np.stack([most_low, one]))
    return np.where(some, low, 0.0), np.where(others, high, 1.0)


def counts(events: Array, confidence: float) -> Pair:
    """Exact intervals of Poisson counts, mid-P: (low, high), [m] each; events need not be whole."""
    from scipy.special import gammainc, gammaincinv

    tail, some = (1.0 - confidence) / 2, events > 0.0
    safe = np.where(some, events, 1.0)

    def reached(mean: Array) -> Array:
        half: Array = (np.where(some, gammainc(safe, mean), 1.0) + gammainc(events + 1.0, mean)) / 2
        return half

    zero = np.zeros(len(events))
    low = _crossing(reached, tail, zero, gammaincinv(events + 1.0, tail))
    high = _crossing(reached, 1.0 - tail, low, gammaincinv(events + 1.0, 1.0 - tail))
    return np.where(some, low, 0.0), high


def _crossing(rising: Callable[[Array], Array], level: float | Array, low: Array, high: Array) -> Array:
    """Where increasing functions cross a level between `low` and `high`, by bisection; [..., m] each."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        passed = rising(middle) >= level
        low, high = np.where(passed, low, middle), np.where(passed, middle, high)
    return (low + high) / 2
