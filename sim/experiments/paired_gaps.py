"""Two designs compared on one indicator: the paired difference, its interval, and what it means beside the least
difference that matters.

With `d` that least difference, an interval that lies beyond d, on one side, is a difference that matters; one that lies
within -d to d is none. What reaches over d on either side is open, unless it is so short that its place is known well
enough: half of it is no longer than a quarter of d.
"""

from __future__ import annotations

from math import ceil, isfinite
from typing import Literal, NamedTuple

from sim.experiments import paired, result_tables
from sim.experiments.indicator_sums import pairs
from sim.experiments.replications import Sample
from sim.experiments.statistics import Estimate
from sim.figures.sheets import SheetRow
from sim.kpis.dictionary import Kpi
from sim.scenario.thresholds import Threshold, is_compared

State = Literal["better", "worse", "equal", "same", "near", "open"]
"""better, worse: by more than what matters (of an indicator without a direction: higher, lower); equal: by less; same:
no difference at all; near: known well, and about as large as what matters; open: not known yet."""
FINE = 0.25
"""The part of the least difference that matters which half an interval may reach where it is known well enough."""


class PairedGap(NamedTuple):
    """A design against another one on an indicator."""

    kpi: Kpi
    row: SheetRow
    design: str
    other: str
    value: float
    other_value: float
    difference: float
    low: float
    high: float
    matters: float
    """The least difference that matters, in the unit of the indicator."""
    state: State

    @property
    def sign(self) -> int:
        """1 where more is better or neither is, -1 where less is better."""
        return self.kpi.better or 1

    @property
    def gain(self) -> float:
        """The difference, above 0 where the design is better."""
        return self.sign * self.difference

    @property
    def least_gain(self) -> float:
        """The end of the interval at which the design is worst."""
        return self.low if self.sign > 0 else -self.high

    @property
    def most_gain(self) -> float:
        """The end of the interval at which the design is best."""
        return self.high if self.sign > 0 else -self.low

    @property
    def is_settled(self) -> bool:
        """Whether more replications would not change what is said of it."""
        return self.state != "open"

    def replications_needed(self, count: int) -> int:
        """About how many replications would settle it, by the square-root law; 0 if unknown."""
        half = (self.high - self.low) / 2
        room = max(abs(abs(self.difference) - self.matters), FINE * self.matters)
        if not isfinite(half) or room == 0.0:
            return 0
        return max(count + 1, ceil(count * (half / room) ** 2 * 1.1) + 1)


def paired_gap(
    ours: Sample, theirs: Sample, kpi: Kpi, row: SheetRow, threshold: Threshold, confidence: float
) -> PairedGap | None:
    """The paired difference of two designs with its interval; None where either has no value."""
    found = result_tables.gaps(ours, theirs, [kpi], row, confidence) if is_compared(kpi) else []
    if not found:
        return None
    gap = found[0]
    matters = threshold.difference(kpi.unit, gap.base)
    bounds = [gap.difference]
    if threshold.is_relative and matters > 0.0:
        bounds = _beyond_a_share(ours, theirs, kpi, row, threshold.size, confidence, gap.difference, matters)
    state = _state_among(bounds, kpi.better or 1, matters)
    names = ours.planned.design, theirs.planned.design
    one = gap.difference
    return PairedGap(kpi, row, *names, gap.ours, gap.base, one.value, one.low, one.high, matters, state)


def _beyond_a_share(
    ours: Sample,
    theirs: Sample,
    kpi: Kpi,
    row: SheetRow,
    share: float,
    confidence: float,
    gap: Estimate,
    matters: float,
) -> list[Estimate]:
    """The interval, and those that also reckon with the chance in the value that the threshold is a share of.

    ours - (1 + share) theirs lies above 0 where the difference lies above the threshold; given as a difference.
    """
    one, two = (pairs(sample, kpi, row) for sample in (ours, theirs))
    found = [gap]
    positive = float(two[0].sum()) >= 0.0
    for side in (1.0, -1.0):
        factor = 1.0 + share * (side if positive else -side)
        between = paired.difference(one, (two[0] * factor, two[1]), confidence)
        found.append(Estimate(gap.value, between.low + side * matters, between.high + side * matters, between.error))
    return found


def _state_among(bounds: list[Estimate], sign: int, matters: float) -> State:
    """What all of the intervals say, or that they do not agree."""
    states = {_state(one, sign, matters) for one in bounds[1:]}
    first = _state(bounds[0], sign, matters)
    return first if first in ("same", "near") or states <= {first} else "open"


def _state(one: Estimate, sign: int, matters: float) -> State:
    low, high = sorted((sign * one.low, sign * one.high))
    if not (isfinite(low) and isfinite(high)):
        return "open"
    if one.value == low == high == 0.0:
        return "same"
    if low > matters:
        return "better"
    if high < -matters:
        return "worse"
    if -matters <= low and high <= matters:
        return "equal"
    return "near" if (high - low) / 2 <= FINE * matters else "open"
