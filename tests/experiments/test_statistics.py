"""Intervals against what is known: textbook formulas, resampling, and coverage."""

import numpy as np
import pytest
from scipy import stats

from sim.experiments import statistics


def test_a_mean_has_students_interval() -> None:
    """The mean's interval is scipy's."""
    values = np.random.default_rng(1).gamma(2.0, 3.0, 25)
    one = statistics.mean(values, 0.95)
    low, high = stats.t.interval(0.95, 24, loc=values.mean(), scale=stats.sem(values))
    assert (one.value, one.low, one.high) == pytest.approx((values.mean(), low, high))


def test_a_ratio_is_of_sums_and_not_a_mean_of_ratios() -> None:
    """Two days: 1 of 1 answered, 0 of 99. The rate is 1 %, not 50 %."""
    one = statistics.ratio(np.array([1.0, 0.0]), np.array([1.0, 99.0]), 0.95)
    assert one.value == pytest.approx(0.01)


def test_a_ratio_with_equal_denominators_is_a_mean() -> None:
    """The delta method reduces to the mean's interval where nothing varies below."""
    above = np.random.default_rng(2).normal(5.0, 1.0, 30)
    one = statistics.ratio(above, np.full(30, 4.0), 0.9)
    two = statistics.mean(above / 4.0, 0.9)
    assert tuple(one) == pytest.approx(tuple(two))


def test_the_ratios_error_agrees_with_the_jackknife() -> None:
    """Two estimators of one error; for 200 replications they agree to a per cent or two."""
    rng = np.random.default_rng(3)
    below = rng.gamma(20.0, 5.0, 200)
    above = 0.7 * below + rng.normal(0.0, 5.0, 200)
    left_out = (above.sum() - above) / (below.sum() - below)
    jackknife = np.sqrt(199 / 200 * ((left_out - left_out.mean()) ** 2).sum())
    assert statistics.ratio(above, below, 0.95).error == pytest.approx(jackknife, rel=0.02)


def test_the_ratios_interval_covers() -> None:
    """Of 2000 intervals at 95 % between 93.5 % and 96.5 % hold the true ratio."""
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(2000):
        below = rng.poisson(300.0, 20).astype(float)
        above = rng.binomial(below.astype(int), 0.8).astype(float)
        one = statistics.ratio(above, below, 0.95)
        hits += one.low <= 0.8 <= one.high
    assert 0.935 <= hits / 2000 <= 0.965


def test_one_replication_gives_a_value_and_no_interval() -> None:
    """Nothing is known of the spread of one."""
    one = statistics.ratio(np.array([3.0]), np.array([4.0]), 0.95)
    assert one.value == 0.75
    assert np.isnan(one.low) and np.isnan(one.high)


def test_nothing_over_nothing_has_no_value() -> None:
    """An empty interval is undefined, not 100 %."""
    assert np.isnan(statistics.ratio(np.zeros(5), np.zeros(5), 0.95).value)


def test_a_paired_difference_forgets_what_both_share() -> None:
    """Common randomness leaves the interval of the difference narrow."""
    rng = np.random.default_rng(5)
    shared = rng.normal(0.0, 10.0, 50)
    below = np.full(50, 100.0)
    ours, theirs = (70.0 + shared + rng.normal(0, 0.1, 50), below), (69.0 + shared, below)
    gap = statistics.difference(ours, theirs, 0.95)
    assert gap.value == pytest.approx(0.01, abs=0.002)
    assert gap.high - gap.low < 0.002
    assert statistics.ratio(*ours, 0.95).error > 50 * gap.error
    low, high = stats.ttest_rel(ours[0] / 100, theirs[0] / 100).confidence_interval(0.95)
    assert (gap.low, gap.high) == pytest.approx((low, high))


def test_share_better_counts_ties_half() -> None:
    """Won, lost, tied: one and a half of three. Less is better turns it round."""
    ours, theirs = (np.array([3.0, 1.0, 2.0]), np.ones(3)), (np.array([2.0, 2.0, 2.0]), np.ones(3))
    assert statistics.share_better(ours, theirs, 1) == pytest.approx(0.5)
    assert statistics.share_better((np.array([3.0, 3.0, 2.0]), np.ones(3)), theirs, -1) == pytest.approx(1 / 6)
    assert np.isnan(statistics.share_better(ours, theirs, 0))


def test_replications_to_decide_would_decide() -> None:
    """With the number it says, the interval would exclude zero."""
    rng = np.random.default_rng(6)
    gaps = rng.normal(0.1, 1.0, 50)
    one = statistics.mean(gaps, 0.95)
    needed = statistics.replications_to_decide(one, 50, 0.95)
    half = statistics.student(50, 0.95) * one.error
    assert half * np.sqrt(50 / needed) < abs(one.value)
    assert needed < 2 * 50 * (half / one.value) ** 2 + 2


def test_a_quantile_is_found_within_its_bin_and_covered() -> None:
    """Exponential waits in fine bins: the 90 % quantile is 2.3026 means, and its interval holds it mostly."""
    edges = np.concatenate([[0.0], np.linspace(0.05, 30.0, 600)])
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(200):
        counts = np.array([np.histogram(rng.exponential(1.0, 400), edges)[0] for _ in range(20)], float)
        counts = np.concatenate([np.zeros((20, 1)), counts], axis=1)
        one = statistics.quantile(counts, edges, 0.9, 0.95)
        hits += one.low <= np.log(10.0) <= one.high
    assert 0.90 <= hits / 200 <= 0.99
    assert one.value == pytest.approx(np.log(10.0), rel=0.05)
