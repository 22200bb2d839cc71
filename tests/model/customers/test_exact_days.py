"""`spread: exactly`: every day has its number, and only the instants are random."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.errors import ScenarioError
from sim.plan.build import plan_design
from tests.model.customers.arrivals import DAY, HOUR, came, counted, text
from tests.model.customers.test_months import by_month, expected

PROFILE = "from,all\n08:00,1\n09:00,3\n10:00,0\n11:00,2\n"


def exactly(volume, days, **more):
    return text({"a": {**volume, "spread": "exactly"}}, days, **more)


def test_every_day_has_its_number_and_a_half_is_carried_over(scenario):
    made = scenario(exactly({"per_day": 30.5, "hours": "08:00-18:00"}, 20))
    one, other = (came(made, engine="reference", seed=seed)["a"] for seed in (1, 2))
    assert counted(one, 20).tolist() == [31, 30] * 10 == counted(other, 20).tolist()
    assert len(set(one) & set(other)) == 0
    assert ((one % DAY >= 8 * HOUR) & (one % DAY < 18 * HOUR)).all()


def test_a_contact_every_fourth_day(scenario):
    made = scenario(exactly({"per_day": 0.25}, 12))
    assert counted(came(made, engine="reference")["a"], 12).tolist() == [0, 1, 0, 0] * 3


def test_none_in_a_run_too_short_for_one(scenario):
    assert len(came(scenario(exactly({"per_day": 0.25}, 1)), engine="reference")["a"]) == 0


def test_weeks_and_months_have_their_number(scenario):
    week = {"per_week": 1000, "weekdays": {"mon": 2, "tue-thu": 1.1, "sat": 0.3}}
    counts = counted(came(scenario(exactly(week, 28)), engine="reference")["a"], 28).reshape(4, 7)
    assert counts.sum(axis=1).tolist() == [1000] * 4
    mean = 1000 * np.array([2, 1.1, 1.1, 1.1, 0, 0.3, 0]) / 5.6
    assert (np.abs(counts - mean) < 1.0).all()
    made = scenario(exactly({"per_month": 700, "peaks": {"2024-02-14": 4}}, 60, calendar={"start": "2024-02-01"}))
    counts = counted(came(made, engine="reference")["a"], 60)
    assert (counts[:29].sum(), counts[29:].sum()) == (700, 700)
    assert counts[13] == pytest.approx(4 * 700 / 32, abs=1.0)
    promised, dates = expected(made)
    assert promised == pytest.approx(counts)
    assert by_month(promised, dates) == pytest.approx({"2024-02": 700, "2024-03": 700})


def test_instants_lie_as_the_profile_says(scenario):
    made = scenario(exactly({"per_day": 3000, "profile": "p.csv"}, 2), p=PROFILE)
    instants = came(made, engine="reference")["a"] % DAY
    by_hour = np.bincount((instants // HOUR).astype(int), minlength=24)
    assert by_hour.sum() == 6000 == by_hour[[8, 9, 11]].sum()
    assert stats.chisquare(by_hour[[8, 9, 11]], [1000, 3000, 2000]).pvalue > 0.001
    within = instants[(instants >= 9 * HOUR) & (instants < 10 * HOUR)] / HOUR - 9
    assert stats.kstest(within, "uniform").pvalue > 0.001


def test_the_engines_agree_and_a_day_moves_no_other(scenario):
    volume = {"per_day": 40, "profile": "p.csv"}
    made = scenario(exactly(volume, 3), p=PROFILE)
    core, reference = (came(made, engine=engine)["a"] for engine in ("core", "reference"))
    assert core.tobytes() == reference.tobytes()
    other = came(scenario(exactly({**volume, "peaks": {"2024-01-02": 2}}, 3), p=PROFILE))["a"]
    for day, many in ((0, 40), (1, 80), (2, 40)):
        here, there = core[core // DAY == day], other[other // DAY == day]
        assert len(there) == many
        assert (here.tolist() == there.tolist()) == (day != 1)


def test_a_part_of_a_day(scenario):
    """The number is that of the whole day; the run sees those who come before its end."""
    words = exactly({"per_day": 1000}, 1, calendar={"length": "36 h"}).replace("  days: 1\n", "")
    made = scenario(words)
    counts = counted(came(made, engine="reference")["a"], 2)
    assert counts[0] == 1000
    assert abs(counts[1] - 500) < 4 * np.sqrt(250)


@pytest.mark.parametrize(
    ("volume", "words"),
    [
        ({"per_day": 5, "day_factor_cv": "10 %"}, "leaves no room for day_factor_cv: every day has its number"),
        ({"per_day": 5, "batch": 2}, "leaves no room for batch"),
        ({"per_day": 5, "forecast_error": {"cv": "10 %"}}, "leaves no room for forecast_error"),
        ({"every": "5 min"}, "every leaves no room for spread"),
        ({"rates": {"0 min": "5 per h"}}, "rates leaves no room for spread"),
        ({"per_order": {"of": "shop", "contacts": 1}}, "per_order leaves no room for spread"),
    ],
)
def test_what_does_not_go_with_it(scenario, volume, words):
    orders = {"orders": {"shop": {"volume": {"per_day": 3}}}} if "per_order" in volume else {}
    with pytest.raises(ScenarioError, match=words):
        scenario(exactly(volume, 3, **orders))


def test_orders_are_no_exact_number(scenario):
    words = text({"a": {"per_order": {"of": "shop", "contacts": 1}}}, 3,
                 orders={"shop": {"volume": {"per_day": 3, "spread": "exactly"}}})  # fmt: skip
    with pytest.raises(ScenarioError, match="orders are not simulated one by one"):
        scenario(words)


def test_nothing_else_changes(scenario):
    """`spread: poisson` is what holds anyway: the same digest and the same plan."""
    one, other = (scenario(text({"a": {"per_day": 9, **more}}, 2)) for more in ({}, {"spread": "poisson"}))
    assert one.digest == other.digest
    plans = [plan_design(made, next(iter(made.designs))).plan for made in (one, other)]
    assert plans[0].demand.tobytes() == plans[1].demand.tobytes()


def test_weekdays_weigh_nights_by_the_day_on_which_they_begin(scenario):
    """Four hours before midnight and four after: what is left of Friday's night comes on Saturday."""
    week = {"per_week": 960, "weekdays": {"mon": 2, "tue-fri": 1}}
    made = scenario(exactly(week, 7, calendar={"opening": {"mon-fri": "20:00-04:00"}}))
    arrived = came(made, engine="reference")["a"]
    counts = counted(arrived, 7)
    assert counts.tolist() == [160, 240, 160, 160, 160, 80, 0]
    monday = ((arrived >= 20 * HOUR) & (arrived < 28 * HOUR)).sum()
    assert abs(monday - 320) < 4 * np.sqrt(240 * 2 / 9)
