"""Intervals: means, ratios of sums, differences of designs, quantiles. Arrays in, values with their bounds out.

Replications are independent, contacts within one are not. So every interval is built on replications: on one
pair (numerator, denominator) from each. A ratio is the ratio of the sums; its variance is that of the
residuals numerator - ratio * denominator (the delta method; see Cochran 1977, chapter 6).

Student's interval around it has its nominal coverage where events are many and nothing is skewed. Otherwise it is
corrected:

- skewed figures: Hall's cubic transformation (1992) of the studentised figure, with the skewness of the residuals;
- few events (less than `FEW`, by the size that the variance gives them): the exact interval of a count, binomial for
  shares and Poisson for amounts, in its mid-P form, with as many effective events as the replications show (Korn and
  Graubard 1998; Fay and Kim 2017). So nothing unobserved is taken for impossible, and a share stays in 0..1;
- a figure of few replications, such as the time to abandon where two of twenty had somebody give up, has as many
  degrees of freedom as there are replications with such contacts.

Which values a figure can take, `PossibleValues` says; what can be negative is never cut off at 0. Decision: where no
event was observed, the bound rests on the contacts counted, each an independent trial. Events that occur in clusters,
in few replications, may then still be missed; nothing in the figures could tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.experiments.exact_intervals import binomial, counts

Array = npt.NDArray[np.float64]
Pair = tuple[Array, Array]
"""Numerators and denominators."""
Flags = npt.NDArray[np.bool_]
FEW = 10.0
"""Below so many effective events an interval is the exact one of a count."""


class Estimate(NamedTuple):
    """A value with its interval; the bounds are NaN where the replications cannot give any."""

    value: float
    low: float
    high: float
    error: float
    """Standard error."""


class Estimates(NamedTuple):
    """Several values with their intervals, [m] each."""

    value: Array
    low: Array
    high: Array
    error: Array

    def one(self, at: int) -> Estimate:
        """One of them."""
        return Estimate(float(self.value[at]), float(self.low[at]), float(self.high[at]), float(self.error[at]))


class PossibleValues(NamedTuple):
    """Which values a figure can take, and the size of one event of it."""

    least: float = -np.inf
    """0 for what cannot be negative."""
    most: float = np.inf
    """1 for shares."""
    counted: bool = False
    """Whether numerator and denominator are counts of events."""
    unseen: float = 0.0
    """Size of one event of the numerator, used where none was observed; 0 where none can happen."""
    rest: bool = False
    """For a share that was 1 in all replications: whether it can be less."""
    trials: float = 0.0
    """Number of trials of an event that was never observed, where the figures themselves do not count them."""
    extra: float = 0.0
    """Size of one event beyond an amount that was the same in all replications; 0 where there can be none."""


UNRESTRICTED = PossibleValues()
POSITIVE = PossibleValues(least=0.0)
SHARE = PossibleValues(least=0.0, most=1.0)
NOTHING = Estimate(np.nan, np.nan, np.nan, np.nan)


def student(count: int, confidence: float) -> float:
    """Two-sided quantile of Student's distribution for `count` replications; NaN below 2."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 0.5 + confidence / 2)) if count > 1 else float("nan")


def _z(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2))


def _students(counts: npt.NDArray[np.int64], confidence: float) -> Array:
    """The quantile for each of several counts."""
    known = {int(count): student(int(count), confidence) for count in np.unique(counts)}
    return np.array([known[int(count)] for count in counts])


# ---- figures of one design ------------------------------------------------------------------------------------------


def ratio(numerator: Array, denominator: Array, confidence: float, possible: PossibleValues = UNRESTRICTED) -> Estimate:
    """Ratio of sums over replications ([n] each); no value where the denominators sum to 0."""
    return ratios(numerator[:, None], denominator[:, None], confidence, [possible]).one(0)


def mean(values: Array, confidence: float, possible: PossibleValues = UNRESTRICTED) -> Estimate:
    """Mean over replications ([n])."""
    return ratio(values, np.ones(len(values)), confidence, possible)


def chances(happened: Array, known: Array, confidence: float) -> Estimates:
    """Shares of replications in which something happened, of those in which it is known ([n, m] each): exact, mid-P."""
    trials, events = known.sum(axis=0), happened.sum(axis=0)
    there = trials > 0.0
    trials = np.where(there, trials, 1.0)
    value = events / trials
    low, high = binomial(events, trials, confidence) if len(known) > 1 else (np.full(len(value), np.nan),) * 2
    error = np.sqrt(value * (1.0 - value) / trials) if len(known) > 1 else np.full(len(value), np.nan)
    return Estimates(*(np.where(there, part, np.nan) for part in (value, low, high, error)))


def ratios(
    numerators: Array, denominators: Array, confidence: float, possible_values: list[PossibleValues] | Array
) -> Estimates:
    """Ratios of sums over replications ([n, m] each), `possible_values` for each column (as an array: [m, fields])."""
    n, of = len(numerators), PossibleValueArrays(possible_values, numerators, denominators)
    above, below = numerators.sum(axis=0), denominators.sum(axis=0)
    known = below > 0.0
    below = np.where(known, below, 1.0)
    value = above / below
    found, quantile = studentised_interval(value, deviations(numerators, denominators, value), denominators, confidence)
    if n > 1:
        low, high = _bounded(found, of, confidence)
        few = _Few(found, quantile, above, below, n, of, confidence)
        found = found._replace(low=np.where(few.are, few.low, low), high=np.where(few.are, few.high, high))
    return Estimates(*(np.where(known, part, np.nan) for part in found))


class PossibleValueArrays:
    """The fields of `PossibleValues` as arrays, [m] each; bounds that the figures contradict (a share above 1) are
    dropped."""

    def __init__(self, possible_values: list[PossibleValues] | Array, numerators: Array, denominators: Array) -> None:
        table = np.asarray(possible_values, float).reshape(-1, len(PossibleValues._fields))
        least, most, counted, self.unseen, rest, self.trials, self.extra = table.T
        self.counted, self.rest = counted > 0.0, rest > 0.0
        self.positive: Flags = (least == 0.0) & (numerators >= 0.0).all(axis=0)
        within = (numerators <= denominators * (1.0 + 1e-9)).all(axis=0)
        self.share: Flags = (most == 1.0) & self.positive & within


def deviations(numerators: Array, denominators: Array, value: Array) -> Array:
    """By how much leaving a replication out would change the ratio, times n - 1; [n, m]."""
    whole = denominators.sum(axis=0)
    left = np.where(denominators < whole, whole - denominators, np.inf)
    return (numerators - value * denominators) / left * (len(numerators) - 1)


def studentised_interval(value: Array, deviations: Array, weights: Array, confidence: float) -> tuple[Estimates, Array]:
    """Student's interval around values, after Hall's transformation, and the quantile used.

    Deviations are [n, m]; weights, [n, m], are 0 where a replication has no such contacts.
    """
    n = len(deviations)
    if n < 2:
        nothing = np.full(len(value), np.nan)
        return Estimates(value, nothing, nothing, nothing), nothing
    squares = deviations * deviations
    second = squares.mean(axis=0)
    even = second <= (1e-12 * np.abs(value)) ** 2  # all replications are equal, but for rounding
    error = np.where(even, 0.0, np.sqrt(second / (n - 1)))
    spread = np.where(even, 1.0, second) ** 1.5
    slope = np.where(even, 0.0, (squares * deviations).mean(axis=0) / spread) / np.sqrt(n)
    quantile = _students((weights != 0.0).sum(axis=0), confidence)
    low, high = value - error * _hall(quantile, slope), value - error * _hall(-quantile, slope)
    return Estimates(value, low, high, error), quantile


def _hall(quantile: Array, slope: Array) -> Array:
    """Hall's cubic transformation inverted: the studentised figure that belongs to a quantile."""
    small = np.abs(slope) < 1e-6
    safe = np.where(small, 1.0, slope)
    turned = 3.0 / safe * (np.cbrt(1.0 + safe * (quantile - slope / 6.0)) - 1.0)
    return np.where(small, quantile, turned)


def _bounded(found: Estimates, of: PossibleValueArrays, confidence: float) -> Pair:
    """The bounds; where Hall's would be impossible values, those of a distribution whose variance depends on the
    value."""
    value, low, high, error = found
    out_low, out_high = of.positive & (low <= 0.0), of.share & (high >= 1.0)
    if not (out_low.any() or out_high.any()):
        return low, high
    room = np.where(of.share, value * (1.0 - value), value)
    part = (_z(confidence) * error) ** 2 / np.where(room > 0.0, room, 1.0)
    # (value - p)^2 = part * p (1 - p) for shares, part * p for amounts
    width = 1.0 + np.where(of.share, part, 0.0)
    middle = (value + part / 2) / width
    half = np.sqrt(np.maximum(middle**2 - value**2 / width, 0.0))
    return np.where(out_low, middle - half, low), np.where(out_high, middle + half, high)


# ---- few events -----------------------------------------------------------------------------------------------------


class _Few:
    """Figures that rest on few events: which they are, and their bounds; [m] each."""

    def __init__(
        self,
        found: Estimates,
        quantile: Array,
        above: Array,
        below: Array,
        n: int,
        of: PossibleValueArrays,
        confidence: float,
    ) -> None:
        value, error = found.value, found.error
        self.low, self.high = np.full(len(value), np.nan), np.full(len(value), np.nan)
        none, all_of = of.positive & (above == 0.0), of.share & (value >= 1.0)
        # as many events as the variance over the replications shows, but no more trials than contacts
        spread = value * np.where(of.share, 1.0 - value, 1.0)
        fewer = np.where(of.share, np.minimum(above, below - above), above)
        variance = (quantile / _z(confidence) * error) ** 2
        variance = np.where(of.counted & (fewer < FEW), np.maximum(variance, spread / below), variance)
        trials = spread / np.where(variance > 0.0, variance, np.inf)
        events = trials * np.where(of.share, np.minimum(value, 1.0 - value), value)
        some = of.positive & (variance > 0.0) & (events < FEW) & ~none & ~all_of
        self._shares(value, trials, some & of.share, confidence)
        self._amounts(value, trials, some & ~of.share, confidence)
        alike = (error == 0.0) & (of.extra > 0.0) & ~none & ~all_of
        self._unseen(value, below, (none, all_of, alike), of, n, confidence)
        self.are: Flags = some | none | all_of | alike

    def _shares(self, value: Array, trials: Array, at: Flags, confidence: float) -> None:
        if at.any():
            self.low[at], self.high[at] = binomial((trials * value)[at], trials[at], confidence)

    def _amounts(self, value: Array, trials: Array, at: Flags, confidence: float) -> None:
        if at.any():
            events = (trials * value)[at]
            least, most = counts(events, confidence)
            self.low[at], self.high[at] = value[at] / events * least, value[at] / events * most

    def _unseen(
        self,
        value: Array,
        below: Array,
        which: tuple[Flags, Flags, Flags],
        of: PossibleValueArrays,
        n: int,
        confidence: float,
    ) -> None:
        """Bounds where no event was observed, or nothing but events: so many contacts, or replications, without a
        contrary one."""
        none, all_of, alike = which
        unlikely = 1.0 - confidence
        part = 1.0 - unlikely ** (1.0 / np.where(of.counted, below, np.maximum(of.trials, n)))
        size = np.where(of.share, np.where(of.unseen > 0.0, part, 0.0), -np.log(unlikely) * of.unseen / below)
        self.low, self.high = np.where(none, 0.0, self.low), np.where(none, size, self.high)
        self.low = np.where(all_of, 1.0 - np.where(of.rest, part, 0.0), self.low)
        self.high = np.where(all_of, 1.0, self.high)
        self.low = np.where(alike, value, self.low)
        self.high = np.where(alike, value - np.log(unlikely) * of.extra / below, self.high)


# ---- spreads --------------------------------------------------------------------------------------------------------


def deviation(squares: Array, sums: Array, counts: Array) -> Array:
    """[n] numerators of a ratio to `counts` whose value is the standard deviation of all values.

    Arguments are the sums of squares and of values and their number, of each replication, [n] each. The ratio's
    residuals are those of the deviation (the delta method), so everything done with ratios can be done with it.
    """
    total = counts.sum()
    if not total > 0.0:
        return np.zeros_like(counts)
    middle = sums.sum() / total
    spread = float(np.sqrt(max(squares.sum() / total - middle**2, 0.0)))
    if spread == 0.0:
        return np.zeros_like(counts)
    studentised_interval = squares - 2.0 * middle * sums + middle**2 * counts
    found: Array = (studentised_interval + spread**2 * counts) / (2.0 * spread)
    return found


def ages(counts: Array, edges: Array) -> Array:
    """[sections, bins] time that was spent waiting at an age in each bin, from the waits counted in the same bins.

    Whoever waits w passes through every age up to w; in the bin in which a wait ends it is taken to end in the middle.
    It is scaled so that its total is the number of contacts, on which an interval rests.
    """
    above = counts[:, ::-1].cumsum(axis=1)[:, ::-1] - counts
    widths = np.diff(edges, prepend=edges[0])
    found: Array = (above + counts / 2.0) * widths
    return found * (counts.sum() / found.sum()) if found.any() else found


def quantile(counted: Array, edges: Array, share: float, confidence: float) -> Estimate:
    """Quantile of binned values, with its interval; see `quantiles`."""
    return quantiles([(counted, [share])], edges, confidence)[0][0]


def quantiles(some: list[tuple[Array, list[float]]], edges: Array, confidence: float) -> list[list[Estimate]]:
    """Quantiles of several tables of binned values, with Woodruff's intervals (1952) from sections of the replications.

    some: [sections, bins] and the shares wanted of it; edges: [bins + 1] upper edges, the first bin being the point
    edges[0]. The tables have equally many sections.
    """
    inverse = [_InverseDistribution(counted.sum(axis=0), edges) for counted, _ in some]
    values = [[at(share) for share in shares] for at, (_, shares) in zip(inverse, some, strict=True)]
    reached = _shares_reached(some, values, edges, confidence)
    found: list[list[Estimate]] = []
    for at, of_table, (counted, shares) in zip(inverse, values, some, strict=True):
        found.append([])
        for value, share in zip(of_table, shares, strict=True):
            one = next(reached)
            low, high = at(share - (one.high - one.value)), at(share + (one.value - one.low))
            error = (high - low) / (2 * student(len(counted), confidence))
            estimate = Estimate(value, min(low, value), max(high, value), error)
            found[-1].append(estimate if len(counted) > 1 else Estimate(value, np.nan, np.nan, np.nan))
    return found


def _shares_reached(
    some: list[tuple[Array, list[float]]], values: list[list[float]], edges: Array, confidence: float
) -> Iterator[Estimate]:
    """The share of each table that lies up to the end of the bin of each of its values, with its interval."""
    below, whole = [], []
    for (counted, _), of_table in zip(some, values, strict=True):
        for end in (np.searchsorted(edges, of_table, side="left") + 1).tolist():
            below.append(counted[:, :end].sum(axis=1))
            whole.append(counted.sum(axis=1))
    possible = [PossibleValues(0.0, 1.0, True, 1.0, True)] * len(below)
    many = ratios(np.stack(below).T, np.stack(whole).T, confidence, possible)
    return (many.one(number) for number in range(len(below)))


class _InverseDistribution:
    """The value below which a share of binned values lies, by linear interpolation within its bin."""

    def __init__(self, total: Array, edges: Array) -> None:
        self.total, self.edges = total, edges
        self.reached, self.whole = np.cumsum(total), total.sum()

    def __call__(self, share: float) -> float:
        if not self.whole > 0.0:
            return float("nan")
        wanted = min(max(share, 0.0), 1.0) * self.whole
        at = min(int(np.searchsorted(self.reached, wanted, side="left")), len(self.total) - 1)
        if at == 0:
            return float(self.edges[0])
        within = (wanted - self.reached[at - 1]) / self.total[at] if self.total[at] > 0 else 0.0
        return float(self.edges[at - 1] + (self.edges[at] - self.edges[at - 1]) * within)
