"""Intervals: means, ratios of sums, differences of designs, quantiles. Arrays in, three numbers out.

Replications are independent, contacts within one are not. So every interval is built on replications: on one
pair (numerator, denominator) from each. A ratio is the ratio of the sums; its variance is that of the
residuals numerator - ratio * denominator (the delta method; see Cochran 1977, chapter 6).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A value with its interval; the bounds are NaN where one replication cannot give any."""

    value: float
    low: float
    high: float
    error: float
    """Standard error."""


NOTHING = Estimate(np.nan, np.nan, np.nan, np.nan)


def student(count: int, confidence: float) -> float:
    """Two-sided quantile of Student's law for `count` replications; NaN below 2."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 0.5 + confidence / 2)) if count > 1 else float("nan")


def ratio(numerator: Array, denominator: Array, confidence: float) -> Estimate:
    """Ratio of sums over replications ([n] each); no value where the denominators sum to 0."""
    total = denominator.sum()
    if not total > 0.0:
        return NOTHING
    value = float(numerator.sum() / total)
    return _around(value, residuals(numerator, denominator), confidence)


def mean(values: Array, confidence: float) -> Estimate:
    """Mean over replications ([n])."""
    return _around(float(values.mean()), values - values.mean(), confidence)


def residuals(numerator: Array, denominator: Array) -> Array:
    """What each replication adds to the ratio, around it: (numerator - ratio * denominator) / mean denominator."""
    value = numerator.sum() / denominator.sum()
    return (numerator - value * denominator) / denominator.mean()


def _around(value: float, deviations: Array, confidence: float) -> Estimate:
    n = len(deviations)
    if n < 2:
        return Estimate(value, np.nan, np.nan, np.nan)
    error = float(np.sqrt((deviations**2).sum() / (n - 1) / n))
    half = student(n, confidence) * error
    return Estimate(value, value - half, value + half, error)


def difference(ours: tuple[Array, Array], theirs: tuple[Array, Array], confidence: float) -> Estimate:
    """Difference of two ratios on the same replications, paired: the residuals are subtracted one by one.

    Each argument is (numerators, denominators), [n] each; common random numbers make the subtraction small.
    """
    if not (ours[1].sum() > 0.0 and theirs[1].sum() > 0.0):
        return NOTHING
    value = float(ours[0].sum() / ours[1].sum() - theirs[0].sum() / theirs[1].sum())
    return _around(value, residuals(*ours) - residuals(*theirs), confidence)


def share_better(ours: tuple[Array, Array], theirs: tuple[Array, Array], better: int) -> float:
    """Share of replications in which our ratio is the better one; a tie counts half; NaN if neither direction is."""
    both = (ours[1] > 0.0) & (theirs[1] > 0.0)
    if better == 0 or not both.any():
        return float("nan")
    gap = better * (ours[0][both] / ours[1][both] - theirs[0][both] / theirs[1][both])
    return float((gap > 0).mean() + 0.5 * (gap == 0).mean())


def deviation(squares: Array, sums: Array, counts: Array) -> Array:
    """For each replication what, over its count, makes a ratio whose value is the standard deviation of all values.

    Of each replication sums of squares and of values, and their number, [n] each. The ratio's residuals are those of
    the deviation (the delta method), so all that is done with ratios can be done with it.
    """
    total = counts.sum()
    if not total > 0.0:
        return np.zeros_like(counts)
    middle = sums.sum() / total
    spread = float(np.sqrt(max(squares.sum() / total - middle**2, 0.0)))
    if spread == 0.0:
        return np.zeros_like(counts)
    around = squares - 2.0 * middle * sums + middle**2 * counts
    found: Array = (around + spread**2 * counts) / (2.0 * spread)
    return found


def replications_to_decide(estimate: Estimate, count: int, confidence: float) -> int:
    """About how many replications would make a difference's interval exclude 0, by the square-root law."""
    if not np.isfinite(estimate.error) or estimate.value == 0.0:
        return 0
    half = student(count, confidence) * estimate.error
    return int(np.ceil(count * (half / abs(estimate.value)) ** 2 * 1.1)) + 1


def quantile(counts: Array, edges: Array, share: float, confidence: float) -> Estimate:
    """Quantile of binned values, with Woodruff's interval (1952) from sections of the replications.

    counts: [sections, bins]; edges: [bins + 1] upper edges, the first bin being the point edges[0].
    """
    total = counts.sum(axis=0)
    if not total.sum() > 0.0:
        return NOTHING
    value = _at(total, edges, share)
    sections = len(counts)
    if sections < 2:
        return Estimate(value, np.nan, np.nan, np.nan)
    below = counts[:, : int(np.searchsorted(edges, value, side="left")) + 1].sum(axis=1)
    spread = ratio(below, counts.sum(axis=1), confidence)
    reach = (spread.high - spread.low) / 2
    low, high = _at(total, edges, share - reach), _at(total, edges, share + reach)
    return Estimate(value, min(low, value), max(high, value), (high - low) / (2 * student(sections, confidence)))


def _at(total: Array, edges: Array, share: float) -> float:
    """The value below which this share lies, by linear interpolation within its bin."""
    wanted = min(max(share, 0.0), 1.0) * total.sum()
    reached = np.cumsum(total)
    at = min(int(np.searchsorted(reached, wanted, side="left")), len(total) - 1)
    if at == 0:
        return float(edges[0])
    within = (wanted - reached[at - 1]) / total[at] if total[at] > 0 else 0.0
    return float(edges[at - 1] + (edges[at] - edges[at - 1]) * within)
