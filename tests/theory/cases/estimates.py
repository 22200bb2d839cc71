"""Figures with their standard errors, from independent replications.

Twenty contact centres lived through the same month: the answer rate is the sum of the answered over the
sum of the offered, not the mean of twenty rates. Such a figure is a smooth function of means, and its error
follows from how far each replication pulls it up or down (the delta method). So an `Estimate` carries both,
its value and those pulls, and the two go together through sums, products, quotients and powers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special


@dataclass(frozen=True)
class Estimate:
    """A function of means over replications; `pulls`[r] is its slope along replication r. They sum to 0."""

    value: float
    pulls: np.ndarray

    @classmethod
    def mean(cls, figures: Any) -> Estimate:
        """The mean of one figure for each replication."""
        figures = np.asarray(figures, float)
        return cls(float(figures.mean()), figures - figures.mean())

    @property
    def error(self) -> float:
        """Standard error: s / sqrt(R) of the pulls, s² = sum of squares / (R - 1)."""
        many = len(self.pulls)
        return math.sqrt(float(self.pulls @ self.pulls) / (many * (many - 1)))

    def score(self, exact: float, slack: float = 0.0) -> float:
        """Deviation from the exact value in standard normal units.

        (value - exact) / error follows Student's law with R - 1 degrees of freedom; the score is the normal
        quantile at the same probability, so 99.9 % of scores lie within 3.29 whatever R is. Deviations up to
        `slack` count as none.
        """
        off = self.value - exact
        off = math.copysign(max(0.0, abs(off) - slack), off)
        if off == 0.0:
            return 0.0
        if self.error == 0.0:
            return math.copysign(math.inf, off)
        tail = special.stdtr(len(self.pulls) - 1, -abs(off) / self.error)
        return math.copysign(float(special.ndtri(tail)), off)

    def __add__(self, other: Estimate | float) -> Estimate:
        if isinstance(other, Estimate):
            return Estimate(self.value + other.value, self.pulls + other.pulls)
        return Estimate(self.value + other, self.pulls)

    def __neg__(self) -> Estimate:
        return Estimate(-self.value, -self.pulls)

    def __sub__(self, other: Estimate | float) -> Estimate:
        return self + -other

    def __mul__(self, other: Estimate | float) -> Estimate:
        if isinstance(other, Estimate):
            pulls = self.pulls * other.value + self.value * other.pulls
            return Estimate(self.value * other.value, pulls)
        return Estimate(self.value * other, self.pulls * other)

    def __truediv__(self, other: Estimate | float) -> Estimate:
        if not isinstance(other, Estimate):
            return self * (1.0 / other)
        value = self.value / other.value
        return Estimate(value, (self.pulls - value * other.pulls) / other.value)

    def __pow__(self, power: float) -> Estimate:
        value = self.value**power
        slope = power * self.value ** (power - 1.0) if self.value else 0.0
        return Estimate(value, slope * self.pulls)
