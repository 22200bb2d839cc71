"""Intervals against what is known: textbook formulas, resampling, and coverage."""

import numpy as np
import pytest
from scipy import stats

from sim.experiments import paired, statistics
from sim.experiments.exact_intervals import binomial, counts
from sim.experiments.statistics import POSITIVE, SHARE, UNRESTRICTED, PossibleValues


def test_a_mean_without_skewness_has_students_interval() -> None:
    """The mean's interval is scipy's."""
    half = np.random.default_rng(1).gamma(2.0, 3.0, 12)
    values = np.concatenate([7.0 + half, [7.0], 7.0 - half])
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
    gap = paired.difference(ours, theirs, 0.95)
    assert gap.value == pytest.approx(0.01, abs=0.002)
    assert gap.high - gap.low < 0.002
    assert statistics.ratio(*ours, 0.95).error > 50 * gap.error
    low, high = stats.ttest_rel(ours[0] / 100, theirs[0] / 100).confidence_interval(0.95)
    assert gap.low <= low + 1e-12 and gap.high >= high - 1e-12
    assert gap.high - gap.low < 1.2 * (high - low)


def test_shares_better_count_ties_half() -> None:
    """Won, lost, tied: one and a half of three. Less is better turns it round, neither has none."""
    ours = np.array([[3.0, 3.0, 3.0], [1.0, 3.0, 1.0], [2.0, 2.0, 2.0]])
    ones = np.ones((3, 3))
    won = paired.shares_better((ours, ones), (2.0 * ones, ones), np.array([1, -1, 0]), 0.95)
    assert won.value[:2] == pytest.approx([0.5, 1 / 6])
    assert np.isnan(won.value[2]) and np.isnan(won.low[2])
    assert (won.low[:2] >= 0.0).all() and (won.high[:2] <= 1.0).all() and (won.low < won.high)[:2].all()


def test_replications_to_decide_would_decide() -> None:
    """With the number it says, the interval would exclude zero."""
    rng = np.random.default_rng(6)
    gaps = rng.normal(0.1, 1.0, 50)
    one = statistics.mean(gaps, 0.95)
    needed = paired.replications_to_decide(one, 50)
    half = one.value - one.low if one.value > 0 else one.high - one.value
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


COUNTED = SHARE._replace(counted=True, unseen=1.0, rest=True)
COUNT = POSITIVE._replace(counted=True, unseen=1.0)


def test_exact_intervals_lie_between_the_classical_ones() -> None:
    """Mid-P counts half of what was seen: inside Clopper and Pearson's interval and Garwood's, outside those that count
    none of it."""
    events, trials = np.array([1.0, 3.0, 7.0, 19.0]), np.full(4, 20.0)
    low, high = binomial(events, trials, 0.95)
    outer = stats.beta.ppf(0.025, events, trials - events + 1), stats.beta.ppf(0.975, events + 1, trials - events)
    inner = stats.beta.ppf(0.025, events + 1, trials - events), stats.beta.ppf(0.975, events, trials - events + 1)
    assert (outer[0] < low).all() and (low < inner[0]).all() and (inner[1] < high).all() and (high < outer[1]).all()
    low, high = counts(events, 0.95)
    assert (stats.gamma.ppf(0.025, events) < low).all() and (low < stats.gamma.ppf(0.025, events + 1)).all()
    assert (stats.gamma.ppf(0.975, events) < high).all() and (high < stats.gamma.ppf(0.975, events + 1)).all()


def test_exact_intervals_of_nothing_and_of_all() -> None:
    """Nothing in 20: the share with which that is a chance of 5 %, half of it counted; and the mirror of it."""
    low, high = binomial(np.array([0.0, 20.0]), np.full(2, 20.0), 0.95)
    assert low[0] == 0.0 and high[1] == 1.0
    assert (1.0 - high[0]) ** 20 == pytest.approx(0.05)
    assert low[1] == pytest.approx(1.0 - high[0])
    assert counts(np.zeros(1), 0.95)[1] == pytest.approx(-np.log(0.05))


@pytest.mark.parametrize("truth", [0.01, 0.05, 0.3, 0.5, 0.9, 0.99])
def test_a_share_of_replications_covers(truth: float) -> None:
    """Of all that 20 replications can say, weighted by how likely they say it, the truth is held in 93 % and more."""
    met = np.arange(21)
    held = [
        low <= truth <= high for low, high in zip(*binomial(met.astype(float), np.full(21, 20.0), 0.95), strict=True)
    ]
    assert stats.binom.pmf(met, 20, truth)[np.array(held)].sum() >= 0.93


def test_what_was_never_seen_has_an_upper_bound() -> None:
    """No event among 400 contacts: less than 0.75 %; nought only where nothing can happen. The rest is the mirror."""
    none, contacts = np.zeros(20), np.full(20, 20.0)
    one = statistics.ratio(none, contacts, 0.95, COUNTED)
    assert (one.value, one.low) == (0.0, 0.0)
    assert one.high == pytest.approx(1.0 - 0.05 ** (1 / 400))
    all_of = statistics.ratio(contacts, contacts, 0.95, COUNTED)
    assert (all_of.low, all_of.high) == (pytest.approx(1.0 - one.high), 1.0)
    assert statistics.ratio(none, contacts, 0.95, SHARE).high == 0.0
    assert statistics.ratio(contacts, contacts, 0.95, COUNTED._replace(rest=False)).low == 1.0
    assert statistics.mean(none, 0.95, COUNT).high == pytest.approx(-np.log(0.05) / 20)
    assert statistics.ratio(none, contacts, 0.95, PossibleValues(0.0, unseen=90.0)).high == pytest.approx(
        -np.log(0.05) * 90 / 400
    )


def test_bounds_are_possible_and_negative_amounts_are_left_alone() -> None:
    """A share stays in 0..1, a wait above 0, whatever the replications say; a loss may be a gain."""
    rng = np.random.default_rng(8)
    contacts = rng.poisson(15.0, (20, 300)).astype(float) + 1.0
    events = rng.binomial(contacts.astype(int), rng.choice([0.003, 0.03, 0.97, 0.997], 300)).astype(float)
    shares = statistics.ratios(events, contacts, 0.95, [COUNTED] * 300)
    assert (shares.low >= 0.0).all() and (shares.high <= 1.0).all() and (shares.low < shares.high).all()
    waits = statistics.ratios(rng.exponential(60.0, (20, 300)) * events**3, contacts, 0.95, [POSITIVE] * 300)
    assert (waits.low[waits.value > 0] > 0.0).all()
    results = statistics.ratios(rng.normal(0.1, 5.0, (20, 300)), np.ones((20, 300)), 0.95, [UNRESTRICTED] * 300)
    assert ((results.low < 0.0) & (results.high > 0.0)).mean() > 0.9


def test_what_the_figures_belie_is_no_share() -> None:
    """More answered than asked in one replication: it is an amount, and its interval may go beyond 1."""
    one = statistics.ratio(np.array([3.0, 5.0, 4.0]), np.array([4.0, 4.0, 4.0]), 0.95, COUNTED)
    assert one.value == 1.0 and one.low < 1.0 < one.high


@pytest.mark.parametrize(
    ("make", "truth", "possible"),
    [
        (lambda rng, size: rng.poisson(0.05, size), 0.05, COUNT),
        (lambda rng, size: rng.poisson(0.4, size) * rng.integers(1, 4, size), 0.8, COUNT),
        (lambda rng, size: rng.gamma(0.7, 5.0, size), 3.5, POSITIVE),
        (lambda rng, size: 240.0 + rng.gamma(0.3, 1.0, size), 240.3, POSITIVE),
        (lambda rng, size: rng.gamma(0.7, 5.0, size) - 4.0, -0.5, UNRESTRICTED),
    ],
    ids=["rare", "in heaps", "skewed", "a little on top of much", "a loss"],
)
def test_skewed_means_cover(make, truth: float, possible: PossibleValues) -> None:  # type: ignore[no-untyped-def]
    """Of 4000 intervals of 20 replications at least 92 % hold the truth; Student's alone would hold 64 to 90 %."""
    values = make(np.random.default_rng(9), (20, 4000)).astype(float)
    found = statistics.ratios(values, np.ones_like(values), 0.95, [possible] * 4000)
    assert ((found.low <= truth) & (truth <= found.high)).mean() >= 0.92
    plain = stats.t.ppf(0.975, 19) * values.std(axis=0, ddof=1) / np.sqrt(20)
    assert (np.abs(values.mean(axis=0) - truth) <= plain).mean() < 0.91


def test_differences_of_rare_events_are_no_certainty() -> None:
    """Nobody lost in either design: they may differ by less than one in a hundred; the same design does not."""
    contacts = np.full(20, 20.0)
    gap = paired.difference((contacts, contacts), (contacts, contacts), 0.95, COUNTED)
    assert (gap.value, gap.low, gap.high) == (
        0.0,
        pytest.approx(np.log(0.05) / 400),
        pytest.approx(-np.log(0.05) / 400),
    )
    same = paired.difference((contacts, contacts), (contacts, contacts), 0.95, COUNTED, same=True)
    assert (same.low, same.high) == (0.0, 0.0)
    lost = contacts.copy()
    lost[3] -= 1.0
    few = paired.difference((contacts, contacts), (lost, contacts), 0.95, COUNTED)
    assert few.low < 0.0 < few.value < few.high


def test_few_replications_that_say_anything_have_few_degrees_of_freedom() -> None:
    """A mean over those who gave up, seen in two replications of twenty: the interval is that of two, not of twenty."""
    above, below = np.zeros(20), np.zeros(20)
    above[[2, 7]], below[[2, 7]] = (80.0, 100.0), 1.0
    one = statistics.ratio(above, below, 0.95, PossibleValues(0.0, unseen=60.0))
    assert one.low < 45.0 and one.high > 150.0
    above[7] = below[7] = 0.0
    one = statistics.ratio(above, below, 0.95, PossibleValues(0.0, unseen=60.0))
    assert one.value == 80.0 and np.isnan(one.low)
