"""Days that are busier than anybody knew: their variance, their memory, and what types have in common."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from sim.model.chance.draws import normal_quantile, normal_share
from sim.scenario.day_correlations import Impossible, mixtures
from sim.scenario.nouns.demand import Busyness
from tests.model.customers.arrivals import DAY, HOUR, assert_covariance, assert_moments, came, counted, text
from tests.model.customers.theory import common
from tests.twins import run_both

DAYS = 3500


def by_day(scenario, volumes, days=DAYS, **more):
    """Counts by day of each type."""
    return {name: counted(at, days) for name, at in came(scenario(text(volumes, days, **more))).items()}


# ---- a normal score is a uniform again --------------------------------------------------------------------------


def test_the_normal_distribution():
    """Against the library's, also far down the tails; never 0 and never 1."""
    scores = np.concatenate([np.linspace(-8, 8, 801), [-1.7320509, -1.7320508, 1.7320508, 1e-9, 0.0]])
    found = np.array([normal_share(z) for z in scores])
    np.testing.assert_allclose(found, special.ndtr(scores), rtol=2e-13)
    assert normal_share(-60.0) == 2.0**-53
    assert normal_share(60.0) == 1.0 - 2.0**-53


def test_there_and_back():
    for u in (1e-12, 0.003, 0.3, 0.5, 0.77, 0.99999):
        assert math.isclose(normal_share(normal_quantile(u)), u, rel_tol=1e-12)


# ---- a day ------------------------------------------------------------------------------------------------------


def test_a_day_factor_makes_counts_vary_more(scenario):
    """Gamma-Poisson: var = m + m² cv², with the calendar's level in m."""
    volume = {"per_day": 50, "day_factor_cv": "30 %", "months": {"jan-dec": 1.2}}
    assert_moments(by_day(scenario, {"a": volume})["a"], 60.0, 60.0 + 3600.0 * 0.09)


@pytest.mark.parametrize("correlation", [0.6, -0.5])
def test_types_are_busy_together(scenario, correlation):
    """Counts of a day: cov = m m' (E[G G'] - 1), with E by integration of the normal scores."""
    volumes = {
        "a": {"per_day": 60, "day_factor_cv": "40 %"},
        "b": {"per_day": 40, "day_factor_cv": "25 %"},
        "c": {"per_day": 40, "day_factor_cv": "25 %"},
    }
    found = by_day(scenario, volumes, busyness={"correlation": {"a": {"b": f"{correlation * 100:g} %"}}})
    assert_moments(found["b"], 40.0, 40.0 + 1600.0 * 0.0625)
    assert_covariance(found["a"], found["b"], (60.0, 40.0), 2400.0 * common(0.4, 0.25, correlation))
    assert_covariance(found["a"], found["c"], (60.0, 40.0), 0.0)


def test_alike_in_all_is_the_same_factor(scenario):
    """With 100 % and the same cv: given the factor the counts are Poisson, so cov = m m' cv²; and a third type
    named with both depends on both."""
    volumes = {name: {"per_day": 40, "day_factor_cv": "50 %"} for name in "abc"}
    pairs = {"a": {"b": "100 %", "c": "50 %"}, "b": {"c": "50 %"}}
    found = by_day(scenario, volumes, busyness={"correlation": pairs})
    assert_covariance(found["a"], found["b"], (40.0, 40.0), 1600.0 * 0.25)
    assert_covariance(found["b"], found["c"], (40.0, 40.0), 1600.0 * common(0.5, 0.5, 0.5))


def test_the_mixture_of_types():
    """Each type is mixed from those named before it; what no days can have is told."""
    alike = mixtures(Busyness(correlation={"a": {"b": 1.0}}))
    assert alike == {"a": [("a", 1.0)], "b": [("a", 1.0)]}
    three = mixtures(Busyness(correlation={"a": {"b": 0.6, "c": 0.5}, "b": {"c": 0.2}}))
    assert not isinstance(three, Impossible)
    dense = {name: dict(weights) for name, weights in three.items()}
    for a, b, wanted in (("a", "b", 0.6), ("a", "c", 0.5), ("b", "c", 0.2), ("c", "c", 1.0)):
        assert math.isclose(sum(dense[a].get(x, 0) * dense[b].get(x, 0) for x in "abc"), wanted, abs_tol=1e-12)
    assert isinstance(mixtures(Busyness(correlation={"a": {"b": 0.9, "c": 0.9}})), Impossible)
    assert isinstance(mixtures(Busyness(correlation={"a": {"b": 1.0, "c": 0.5}})), Impossible)


def test_a_type_named_later_changes_no_days(scenario):
    volumes = {name: {"per_day": 40, "day_factor_cv": "50 %"} for name in "abc"}
    one = came(scenario(text(volumes, 5, busyness={"correlation": {"a": {"b": "70 %"}}})))
    two = came(scenario(text(volumes, 5, busyness={"correlation": {"a": {"b": "70 %", "c": "20 %"}}})))
    assert one["a"].tolist() == two["a"].tolist()
    assert one["b"].tolist() == two["b"].tolist()
    assert one["c"].tolist() != two["c"].tolist()


# ---- parts of a day ---------------------------------------------------------------------------------------------


def test_parts_of_a_day_remember(scenario):
    """Counts of parts: var = m + m² cv²; k parts apart cov = m² (E[G G'] - 1) with r^k; nothing over midnight."""
    volume = {"per_day": 240, "intraday": {"cv": "40 %", "correlation": "80 %", "width": "2 h"}}
    instants = came(scenario(text({"a": volume}, 2000)))["a"]
    counts = counted(instants, 2000, 2 * HOUR).reshape(2000, 12)
    for part in (0, 5, 11):
        assert_moments(counts[:, part], 20.0, 20.0 + 400.0 * 0.16)
    for lag in (1, 2, 6):
        assert_covariance(counts[:, 3], counts[:, 3 + lag], (20.0, 20.0), 400.0 * common(0.4, 0.4, 0.8**lag))
    assert_covariance(counts[:-1, 11], counts[1:, 0], (20.0, 20.0), 0.0)


def test_parts_that_are_all_alike_are_a_day_factor(scenario):
    volume = {"per_day": 100, "hours": "08:00-20:00", "intraday": {"cv": "30 %", "correlation": "100 %"}}
    assert_moments(by_day(scenario, {"a": volume})["a"], 100.0, 100.0 + 10000.0 * 0.09)


def test_a_part_of_its_own_width(scenario):
    """Within a part of an hour the halves share the factor, though opening hours cut the grid finer."""
    volume = {"per_day": 480, "intraday": {"cv": "50 %", "width": "1 h"}}
    instants = came(scenario(text({"a": volume}, 600, calendar={"opening": "00:00-23:45"})))["a"]
    halves = counted(instants, 600, HOUR / 2).reshape(600, 48)[:, :46]
    mean = 480 / 23.75 / 2
    pairs = halves.reshape(-1, 2)
    assert_covariance(pairs[:, 0], pairs[:, 1], (mean, mean), mean**2 * 0.25)


# ---- the forecast -----------------------------------------------------------------------------------------------


def test_the_error_of_a_week(scenario):
    """One factor for each week from Monday: the week's count has var = M + M² cv² (1 + bias)²; so have its days in
    common."""
    volume = {"per_day": 20, "forecast_error": {"cv": "20 %", "every": "week", "bias": "10 %"}}
    counts = by_day(scenario, {"a": volume}, 3500)["a"].reshape(500, 7)
    assert_moments(counts.sum(axis=1), 154.0, 154.0 + 154.0**2 * 0.04)
    assert_covariance(counts[:, 0], counts[:, 6], (22.0, 22.0), 22.0**2 * 0.04)
    assert_covariance(counts[:-1, 6], counts[1:, 0], (22.0, 22.0), 0.0)


def test_the_error_of_a_day_and_a_bias_alone(scenario):
    volumes = {
        "a": {"per_day": 50, "forecast_error": {"cv": "30 %", "bias": "-20 %"}},
        "b": {"per_day": 50, "forecast_error": {"bias": "50 %"}},
    }
    found = by_day(scenario, volumes)
    assert_moments(found["a"], 40.0, 40.0 + 1600.0 * 0.09)
    assert_moments(found["b"], 75.0, 75.0)


def test_a_week_begins_on_monday(scenario):
    """A run from Thursday on: the fourth day is a Sunday still of the first week, the fifth is not."""
    volume = {"per_day": 4000, "forecast_error": {"cv": "100 %", "every": "week"}}
    counts = by_day(scenario, {"a": volume}, 11, calendar={"start": "2024-01-04"})["a"]
    first, second = counts[:4], counts[4:]
    for week in (first, second):
        assert np.ptp(week) < 10 * np.sqrt(week.mean())
    assert abs(first.mean() - second.mean()) > 10 * np.sqrt(counts.mean())


def test_all_the_chance_of_a_day_in_both_engines(scenario):
    parts = {"cv": "40 %", "correlation": "60 %", "width": "1 h"}
    volumes = {
        "a": {"per_day": 60, "day_factor_cv": "40 %", "intraday": parts, "forecast_error": {"cv": "20 %"}},
        "b": {"per_week": 200, "day_factor_cv": "20 %", "hours": "08:00-12:30"},
    }
    run = run_both(scenario(text(volumes, 3, busyness={"correlation": {"a": {"b": "-50 %"}}})))
    assert len(run.log) > 150
    assert run.log["arrived"].max() < 3 * DAY
