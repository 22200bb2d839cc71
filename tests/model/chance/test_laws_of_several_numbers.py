"""Triangular laws, mixtures and measured times: mean, variance, quantiles, ends, and the compiled twin.

Formulas stand beside the tests; SciPy's distribution functions are the judge of samples.
"""

from __future__ import annotations

import math
from collections import namedtuple

import numpy as np
import pytest
from scipy import stats

from sim.engines.reference.table_objects import unfold_tuple
from sim.errors import ScenarioError
from sim.model.chance.draws import LEAST, MOST, mean_and_variance, quantile
from sim.plan.distributions import Laws
from sim.scenario import distributions
from sim.scenario.distributions import Law, empirical, law
from sim.scenario.loading import load
from sim.scenario.show import resolved_text
from tests.kernels import kernel
from tests.twins import run_both

Tables = namedtuple("Tables", "law knot")
U = (np.arange(100_000) + 0.5) / 100_000
"""The middle of each of a hundred thousand parts of (0, 1): what is drawn from them has the moments of the law."""

TRIANGULAR = "triangular(1 min, 3 min, 10 min)"
MIXTURE = "mixture(70 % exponential(2 min), 30 % lognormal(10 min, cv 50 %))"
OF_FOUR = (
    "mixture(25 % 30 s, 25 % uniform(1 min, 2 min), 12.5 % triangular(0 s, 0 s, 4 min), 37.5 % gamma(4 min, cv 50 %))"
)
MEASURED = empirical(((0.25, 10.0), (0.5, 20.0), (0.625, 60.0), (1.0, 80.0)), "empirical(talk.csv)")
SOME = [law(TRIANGULAR), law("triangular(2 min, 2 min, 5 min)"), law("triangular(0 s, 4 min, 4 min)"), law(MIXTURE),
        law(OF_FOUR), MEASURED]  # fmt: skip


def tables_of(*some: Law) -> Tables:
    numbered = Laws()
    for one in some:
        numbered.number(one)
    return Tables(*numbered.tables())


def quantiles(one: Law, u):
    """What the reference draws from one law."""
    numbered = Laws()
    number = numbered.number(one)
    tables = unfold_tuple(Tables(*numbered.tables()))
    return np.array([quantile(tables, number, x) for x in u])


def cdf(one: Law):
    """The distribution function, by the book."""
    if one.name == "triangular":
        low, mode, high = (time for _, time in one.knots)
        return stats.triang((mode - low) / (high - low), low, high - low).cdf
    if one.name == "exponential":
        return stats.expon(scale=one.mean_s).cdf
    if one.name == "lognormal":
        sigma = math.sqrt(math.log1p(one.shape**2))
        return stats.lognorm(sigma, scale=one.mean_s * math.exp(-(sigma**2) / 2)).cdf
    parts = [(weight, cdf(part)) for weight, part in one.knots]
    return lambda x: sum(weight * part(x) for weight, part in parts)


@pytest.mark.parametrize("one", SOME, ids=distributions.as_text)
def test_a_law_keeps_what_it_promises(one):
    mean, variance = mean_and_variance(one)
    assert mean == one.mean_s
    found = quantiles(one, U)
    assert found.mean() == pytest.approx(mean, rel=2e-4)
    assert found.var() == pytest.approx(variance, rel=5e-3)


def test_moments_by_the_book():
    # (a + b + c) / 3; (a² + b² + c² - ab - ac - bc) / 18
    assert mean_and_variance(law(TRIANGULAR)) == pytest.approx((280.0, (1 + 9 + 100 - 3 - 10 - 30) / 18 * 3600))
    # 0.7 · 2 + 0.3 · 10 min; E[x²] = 0.7 · 2 · 2² + 0.3 · 10² · (1 + 0.5²)
    mean, variance = mean_and_variance(law(MIXTURE))
    assert (mean, variance) == pytest.approx((4.4 * 60, (0.7 * 8 + 0.3 * 125 - 4.4**2) * 3600))
    assert mean_and_variance(MEASURED) == pytest.approx(
        (45.0, 0.25 * 35**2 + 0.25 * 25**2 + 0.125 * 15**2 + 0.375 * 35**2)
    )


@pytest.mark.parametrize("text", [TRIANGULAR, "triangular(0 s, 4 min, 4 min)", "triangular(5 s, 5 s, 6 s)"])
def test_the_triangular_quantile_inverts_the_distribution(text):
    u = np.concatenate([np.linspace(0.001, 0.999, 400), np.geomspace(1e-12, 1e-3, 50)])
    np.testing.assert_allclose(cdf(law(text))(quantiles(law(text), u)), u, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("text", [TRIANGULAR, MIXTURE])
def test_a_sample_follows_the_law(text):
    found = quantiles(law(text), np.random.default_rng(11).random(20_000))
    assert stats.kstest(found, cdf(law(text))).pvalue > 0.001


def test_measured_times_come_as_often_as_they_were_measured():
    u = [LEAST, 0.25, 0.25 + LEAST, 0.5, 0.625, 0.6251, MOST]
    assert quantiles(MEASURED, u).tolist() == [10.0, 10.0, 20.0, 20.0, 60.0, 80.0, 80.0]
    assert [int((quantiles(MEASURED, U) == time).sum()) for time in (10, 20, 60, 80)] == [25000, 25000, 12500, 37500]


def test_a_customer_is_of_the_same_part_whatever_the_parts_are():
    """Of the first 70 % of the numbers the first part, of the others the second, each from its least time on."""
    u = [LEAST, 0.35, 0.7, 0.7 + 1e-9, 0.85, MOST]
    slow, fast = (quantiles(law(f"mixture(70 % uniform(0 s, {a} s), 30 % uniform(100 s, {b} s))"), u)
                  for a, b in ((10, 200), (20, 110)))  # fmt: skip
    assert slow == pytest.approx([0, 5, 10, 100, 150, 200], abs=1e-6)
    assert fast == pytest.approx([0, 10, 20, 100, 105, 110], abs=1e-6)


@pytest.mark.parametrize("one", [*SOME, law("mixture(1 % exponential(2 min), 99 % weibull(1 min, shape 0.5))")],
                         ids=distributions.as_text)  # fmt: skip
def test_the_ends_are_finite_and_within(one):
    low, high = (one.knots[0][1], one.knots[-1][1]) if one.name != "mixture" else (0.0, math.inf)
    found = quantiles(one, [LEAST, 3 * LEAST, 0.01, 0.01 + LEAST, 0.5, 1 - 3 * LEAST, MOST])
    assert np.isfinite(found).all() and (found >= low).all() and (found <= high).all()


def test_some_wait_for_ever():
    patience = law("mixture(80 % exponential(2 min), 20 % never)")
    found = quantiles(patience, U)
    assert int(np.isinf(found).sum()) == 20_000
    assert patience.mean_s == math.inf


def test_compiled_durations_are_equal_to_the_last_bit():
    tables = tables_of(*SOME, law("quantiles(0 s, 10 s, 1 min)"), law("45 s"))
    u = np.concatenate([[LEAST, 0.25, 0.7, 0.75, MOST], np.random.default_rng(3).random(500)])
    planned = np.zeros((len(tables.law), len(u)))
    kernel("drawings")(tables, u, planned)
    plain = unfold_tuple(tables)
    in_python = np.array([[quantile(plain, number, x) for x in u.tolist()] for number in range(len(tables.law))])
    assert in_python.tobytes() == planned.tobytes()


# ---- in a file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "one", [*SOME[:5], law("mixture(33.3 % 1 s, 66.7 % weibull(2 min, shape 1.2))")], ids=distributions.as_text
)
def test_a_law_written_and_read_is_the_same(one):
    assert law(distributions.as_text(one)) == one


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("triangular(1 min, 3 min)", "takes three times"),
        ("triangular(3 min, 1 min, 9 min)", "rise"),
        ("triangular(1 min, 1 min, 1 min)", "rise"),
        ("mixture(70 % exponential(2 min))", "two or more parts"),
        ("mixture(70 % exponential(2 min), 40 % 1 min)", "weigh 100 %, not 110 %"),
        ("mixture(exponential(2 min), 40 % 1 min)", "a share and a law"),
        ("mixture(50 % mixture(50 % 1 s, 50 % 2 s), 50 % 1 min)", "no other mixture"),
        ("mixture(50 % expnential(2 s), 50 % 1 min)", "did you mean 'exponential'"),
        ("empirical(talk.csv, s)", "a file and perhaps a unit"),
        ("empirical(talk.csv)", "stands in a scenario file"),
        ("trianguler(1 min, 3 min, 10 min)", "did you mean 'triangular'"),
    ],
)
def test_no_laws(value, words):
    with pytest.raises(ValueError, match=words):
        distributions.law(value)


TEXT = """\
name: x
calendar: {{start: 2024-01-01, days: 1}}
contacts:
  sales: {{channel: call, volume: {{per_day: 400}}, handling: {{talk: "{talk}"}}, patience: "{patience}"}}
groups: {{team: {{agents: 3, skills: {{sales: {{}}}}}}}}
"""


def written(folder, talk="empirical(talk.csv)", patience="exponential(2 min)", csv="seconds\n30\n60\n60\n90.5\n"):
    (folder / "talk.csv").write_text(csv)
    path = folder / "a.yaml"
    path.write_text(TEXT.format(talk=talk, patience=patience))
    return path


def talk_of(path):
    return load(path).designs["base"].contacts["sales"].handling.talk


@pytest.mark.parametrize(
    ("talk", "csv"),
    [
        ("empirical(talk.csv)", "seconds\n30\n60\n60\n90.5\n"),
        ("empirical(talk.csv, unit s)", "talk\n60\n30\n90.5\n60\n"),
        ("empirical(talk.csv)", "minutes\n0.5\n1\n1\n90.5 s\n"),
        ("empirical(talk.csv, unit: min)", "talk;weight\n0,5;1\n1;2\n2;0\n90,5 s;1\n"),
        ("empirical('talk.csv')", "talk (s),weight\n30,2\n60,4\n90.5,2\n"),
    ],
)
def test_times_beside_the_file(tmp_path, talk, csv):
    found = talk_of(written(tmp_path, talk, csv=csv))
    assert found.knots == ((0.25, 30.0), (0.75, 60.0), (1.0, 90.5))
    assert found.mean_s == pytest.approx(60.125)


@pytest.mark.parametrize(
    ("talk", "csv", "words"),
    [
        ("empirical(tlk.csv)", "seconds\n3\n", "there is no file 'tlk.csv'"),
        ("empirical(../talk.csv)", "seconds\n3\n", "leaves the scenario's folder"),
        ("empirical(/etc/passwd)", "seconds\n3\n", "is an absolute path"),
        ("empirical(talk.csv, unit sek)", "talk\n3\n", "'sek' is no unit of time"),
        ("empirical(talk.csv)", "talk\n3\n", "talk.csv:2:1: '3' has no unit"),
        ("empirical(talk.csv)", "seconds\n3\nx\n", "talk.csv:3:1: 'x'"),
        ("empirical(talk.csv)", "seconds,agent\n3,a\n", "'agent' is one column too many"),
        ("empirical(talk.csv)", "seconds,weight\n3,a\n", "a number of at least 0 is wanted, not 'a'"),
        ("empirical(talk.csv)", "seconds,weight\n3,0\n", "no time in the table"),
        ("empirical(talk.csv)", "seconds\n", "no time in the table"),
        ("empirical(talk.csv)", "3\n4\n", "the first line is a heading"),
        ("empirical(talk.csv)", "", "the table is empty"),
        ("empirical(talk.csv, unit s)", "minutes\n4\n", "the column is in 'minutes', the law says 's'"),
        ("empirical(talk.csv)", "hours\n40\n", "a mean of 1 day 16 h is too long"),
    ],
)
def test_times_that_are_refused(tmp_path, talk, csv, words):
    with pytest.raises(ScenarioError) as refused:
        load(written(tmp_path, talk, csv=csv))
    assert words in str(refused.value)


def test_what_was_measured_decides_the_digest_and_is_shown(tmp_path):
    first = load(written(tmp_path))
    other = load(written(tmp_path, csv="seconds\n30\n60\n60\n91\n"))
    assert first.digest != other.digest
    again = tmp_path / "shown.yaml"
    again.write_text(resolved_text(other, "base"))
    assert "talk: empirical(talk.csv)" in again.read_text()
    assert talk_of(again) == other.designs["base"].contacts["sales"].handling.talk


def test_both_engines(tmp_path):
    """Talk by the file, patience of two kinds: the same log."""
    path = written(tmp_path, patience="mixture(60 % triangular(10 s, 1 min, 4 min), 40 % never)")
    log = run_both(load(path)).log
    times = log["talk"][~np.isnan(log["talk"])]
    assert set(np.round(times, 9)) == {30.0, 60.0, 90.5}
