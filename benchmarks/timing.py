"""Timing, and figures with their uncertainty.

Others may be using the machine. So besides wall-clock time the processor time of the process is taken, and speeds are
contacts per second of *that*. Shared caches still have an effect: hence everything is repeated in turn, and the median
counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

import numpy as np

T = TypeVar("T")
SURE = 1.96
"""Half width of the 95 % interval, in standard errors."""


@dataclass(frozen=True)
class Took:
    """Wall-clock seconds and processor seconds."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Estimate:
    """A ratio of sums and the half width of its 95 % interval."""

    value: float
    half: float

    def agrees_with(self, known: float, digit: float) -> bool:
        """Whether it lies within two intervals of a value known to within half a digit.

        Two, not one, so that false alarms are rare.
        """
        return abs(self.value - known) <= 2.0 * self.half + digit


@dataclass(frozen=True)
class Run:
    """A timed run: contacts simulated, and figures by batch.

    `batches` is [batches, 3]: contacts counted, those who gave up, minutes waited.
    """

    contacts: int
    took: Took
    batches: np.ndarray

    @property
    def speed(self) -> float:
        """Contacts per second of processor time."""
        return self.contacts / self.took.cpu_s


def timed(action: Callable[[], T]) -> tuple[T, Took]:
    """What the action returns, and the time it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = action()
    return found, Took(time.perf_counter() - wall, time.process_time() - cpu)


def ratio(numerators: np.ndarray, denominators: np.ndarray) -> Estimate:
    """Sum over sum, with the interval of the ratio estimator over batches or replications."""
    count, mean = len(denominators), float(denominators.mean())
    value = float(numerators.mean()) / mean
    rest = numerators - value * denominators
    error = float(np.sqrt((rest**2).sum() / (count * (count - 1)))) / mean
    return Estimate(value, SURE * error)


def figures(runs: Sequence[Run]) -> tuple[Estimate, Estimate]:
    """Share that gave up and mean wait (min) of all runs together."""
    batches = np.concatenate([run.batches for run in runs])
    batches = batches[batches[:, 0] > 0]
    return ratio(batches[:, 1], batches[:, 0]), ratio(batches[:, 2], batches[:, 0])


def median_took(took: Sequence[Took]) -> Took:
    """Median of each of the two times."""
    return Took(median(one.wall_s for one in took), median(one.cpu_s for one in took))
