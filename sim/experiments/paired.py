"""Paired differences of two designs on the same replications, and how often one of them does better.

The same customers call in both designs, so the residuals of a replication are subtracted before they are squared.
Where most replications have no difference at all, the interval rests on the count of the few that have.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.experiments.exact_intervals import binomial, counts
from sim.experiments.statistics import (
    FEW,
    UNRESTRICTED,
    Array,
    Estimate,
    Estimates,
    Pair,
    PossibleValueArrays,
    PossibleValues,
    deviations,
    studentised_interval,
)


def difference(
    ours: Pair, theirs: Pair, confidence: float, possible: PossibleValues = UNRESTRICTED, same: bool = False
) -> Estimate:
    """Difference of two ratios on the same replications, paired: residuals are subtracted replication by replication.

    `ours` and `theirs` are (numerators, denominators), [n] each; common random numbers make the variance small.
    """
    both = [(above[:, None], below[:, None]) for above, below in (ours, theirs)]
    return differences(both[0], both[1], confidence, [possible], same).one(0)


def differences(
    ours: Pair, theirs: Pair, confidence: float, possible_values: list[PossibleValues] | Array, same: bool = False
) -> Estimates:
    """Differences of ratios on the same replications, [n, m] each, paired.

    What common customers leave over is seldom skewed and often long-tailed, where Hall's transformation errs: at each
    end the farther one of its bound and Student's. `same` is for designs that are the same: then nothing can differ.
    """
    sums = [(above.sum(axis=0), below.sum(axis=0)) for above, below in (ours, theirs)]
    known = (sums[0][1] > 0.0) & (sums[1][1] > 0.0)
    one, two = (above / np.where(known, below, 1.0) for above, below in sums)
    gaps = deviations(*ours, one) - deviations(*theirs, two)
    found, quantile = studentised_interval(one - two, gaps, np.abs(ours[1]) + np.abs(theirs[1]), confidence)
    half = quantile * found.error
    found = found._replace(
        low=np.minimum(found.low, found.value - half), high=np.maximum(found.high, found.value + half)
    )
    if len(ours[0]) > 1 and not same:
        found = _of_few_gaps(found, ours, theirs, possible_values, (one + two) / 2, confidence)
    return Estimates(*(np.where(known, part, np.nan) for part in found))


def _of_few_gaps(
    found: Estimates,
    ours: Pair,
    theirs: Pair,
    possible_values: list[PossibleValues] | Array,
    level: Array,
    confidence: float,
) -> Estimates:
    """Bounds from the count of the few replications that differ, where most do not.

    What is more and what is less of it are two counts, each with its exact interval; that of their difference is
    put together of the two (Zou and Donner 2008).
    """
    of, also = PossibleValueArrays(possible_values, *ours), PossibleValueArrays(possible_values, *theirs)
    n, share = len(ours[0]), of.share & also.share
    turned = share & (level > 0.5)  # the events counted are then those missing from the share
    below = [np.where(pair[1].sum(axis=0) > 0.0, pair[1].sum(axis=0), 1.0) for pair in (ours, theirs)]
    parts = [np.where(turned, pair[1] - pair[0], pair[0]) / b for pair, b in zip((ours, theirs), below, strict=True)]
    gaps = np.where(turned, -1.0, 1.0) * (parts[0] - parts[1])
    gaps = gaps - np.median(gaps, axis=0)  # beyond the usual difference
    nothing = np.abs(gaps) <= 1e-12 * np.maximum(np.abs(parts[0]), np.abs(parts[1]))
    few = of.positive & also.positive & (nothing.sum(axis=0) * 2 > n)
    few |= of.counted & (found.error == 0.0) & (np.abs(gaps).sum(axis=0) * below[0] < FEW)
    if not few.any():
        return found
    gaps, unit = np.where(nothing, 0.0, gaps)[:, few], _size_of_one_event(of, below, n)[few]
    more, less = (_one_sided_sum(np.maximum(sign * gaps, 0.0), unit, confidence) for sign in (1.0, -1.0))
    value = found.value[few]
    low, high = found.low.copy(), found.high.copy()
    low[few] = np.minimum(low[few], value - np.hypot(more.value - more.low, less.high - less.value))
    high[few] = np.maximum(high[few], value + np.hypot(more.high - more.value, less.value - less.low))
    for bounds in (low, high):
        bounds[share & few] = np.clip(bounds[share & few], -1.0, 1.0)
    return found._replace(low=low, high=high)


def _size_of_one_event(of: PossibleValueArrays, below: list[Array], n: int) -> Array:
    """By how much one event more would change a difference in which none was observed; 0 where none can happen."""
    one = np.where(of.counted, 1.0, np.where(of.share, below[0] / n, np.maximum(of.unseen, of.extra)))
    happens = (of.unseen > 0.0) | (of.extra > 0.0) | of.rest
    size: Array = np.where(happens, one, 0.0) * (1.0 / below[0] + 1.0 / below[1]) / 2
    return size


def _one_sided_sum(gaps: Array, unit: Array, confidence: float) -> Estimates:
    """The sum of gaps of one sign with its exact interval; gaps are [n, m]."""
    value, squares = gaps.sum(axis=0), (gaps * gaps).sum(axis=0)
    seen = value > 0.0
    events = np.where(seen, value**2 / np.where(seen, squares, 1.0), 0.0)
    size = np.where(seen, value / np.where(seen, events, 1.0), unit)
    low, high = counts(events, confidence)
    return Estimates(value, size * low, size * high, np.sqrt(squares))


def shares_better(ours: Pair, theirs: Pair, better: npt.NDArray[np.int64], confidence: float) -> Estimates:
    """Shares of replications in which our ratio is the better one, of [n, m] pairs; a tie counts half.

    `better` is 1 where more is better, -1 where less is, 0 where neither is; then the share is NaN.
    """
    both = (ours[1] > 0.0) & (theirs[1] > 0.0)
    one, two = (above / np.where(both, below, 1.0) for above, below in (ours, theirs))
    gaps = better * (one - two)
    won = ((gaps > 0.0) & both).sum(axis=0) + 0.5 * ((gaps == 0.0) & both).sum(axis=0)
    trials = both.sum(axis=0).astype(float)
    known = (better != 0) & (trials > 0.0)
    trials = np.where(known, trials, 1.0)
    share = won / trials
    low, high = binomial(np.minimum(won, trials), trials, confidence)
    bound = known if len(ours[0]) > 1 else np.zeros_like(known)
    error = np.sqrt(np.maximum(share * (1.0 - share), 0.0) / trials)
    bounds = (np.where(bound, part, np.nan) for part in (low, high, error))
    return Estimates(np.where(known, share, np.nan), *bounds)


def replications_to_decide(estimate: Estimate, count: int) -> int:
    """About how many replications would make a difference's interval exclude 0, by the square-root law; 0 if
    unknown."""
    if not np.isfinite(estimate.low) or estimate.value == 0.0:
        return 0
    half = estimate.value - estimate.low if estimate.value > 0.0 else estimate.high - estimate.value
    return int(np.ceil(count * (half / abs(estimate.value)) ** 2 * 1.1)) + 1
