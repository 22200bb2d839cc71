"""Rates that change at any instants: exact where they change, whatever the grid."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.errors import ScenarioError
from sim.plan.demand import expected_in_run
from sim.plan.grid import Grid
from sim.scenario.show import resolved_text
from sim.scenario.units import ALWAYS
from tests.model.customers.arrivals import DAY, HOUR, came, counted, text
from tests.model.customers.test_months import expected


def rates(steps, days=2, **more):
    return text({"a": {"rates": steps, **more.pop("volume", {})}}, days, **more)


def test_so_many_come_at_each_rate(scenario):
    made = scenario(rates({"0 min": "1000 per h", "47 min": "3000 per h", "25 h 7 min 13 s": "0.5 per min"}))
    instants = came(made, engine="reference")["a"]
    edges = np.array([0.0, 47 * 60, 25 * HOUR + 433, 2 * DAY])
    found, _ = np.histogram(instants, edges)
    mean = np.diff(edges) * np.array([1000, 3000, 30]) / HOUR
    assert (np.abs(found - mean) < 4 * np.sqrt(mean)).all()
    promised, _ = expected(made)
    assert promised.sum() == pytest.approx(mean.sum())
    one = instants[instants < 47 * 60]
    assert stats.kstest(one / (47 * 60), "uniform").pvalue > 0.001


def test_the_size_of_a_study_knows_them(scenario):
    made = scenario(rates({"0 min": "60 per h", "36 h": "3600 per h"}, volume={"months": {"jan": 2}}))
    design = next(iter(made.designs))
    grid = Grid(made, made.designs[design])
    whole, most = expected_in_run(grid, made.designs[design].contacts["a"].volume, ALWAYS)
    assert (whole, most) == pytest.approx((2 * (36 * 60 + 12 * 3600), 2.0))


def test_the_change_is_exact(scenario):
    """Forty seconds on one day, a minute over midnight, and nobody before, between and after."""
    steps = {
        "2025-01-20 09:17:31": "9000 per h", "2025-01-20 09:18:11": "0 per h",
        "2025-01-20 23:59:30": "9000 per h", "2025-01-21 00:00:30": "0 per h",
    }  # fmt: skip
    instants = came(scenario(rates(steps, calendar={"start": "2025-01-20"})), engine="reference")["a"]
    first, second = instants[instants < DAY / 2], instants[instants > DAY / 2]
    begin = 9 * HOUR + 17 * 60 + 31
    assert first.min() >= begin and first.max() < begin + 40
    assert second.min() >= DAY - 30 and second.max() < DAY + 30
    assert abs(len(first) - 100) < 40 and abs(len(second) - 150) < 49
    assert stats.kstest((first - begin) / 40, "uniform").pvalue > 0.001


def test_the_grid_stays_as_coarse_as_it_was(scenario):
    made = scenario(rates({"0 min": "30 per h", "47 min 13 s": "90 per h"}))
    design = next(iter(made.designs))
    assert Grid(made, made.designs[design]).slot == DAY


def test_one_rate_is_the_process_of_the_grid(scenario):
    """The same customers at the same instants, but for the rounding of another sum."""
    words = text({"a": {"per_hour": 60, "day_factor_cv": "30 %"}}, 2, calendar={"opening": "always"})
    other = rates({"0 min": "60 per h"}, volume={"day_factor_cv": "30 %"}, calendar={"opening": "always"})
    one, two = (came(scenario(made), engine="reference")["a"] for made in (words, other))
    np.testing.assert_allclose(one, two, rtol=0, atol=1e-6)


def test_the_calendar_multiplies_and_batches_come_together(scenario):
    steps = {"0 min": "200 per h", "1 day": "100 per h"}
    volume = {"peaks": {"2024-01-02": 4}, "batch": 5}
    counts = counted(came(scenario(rates(steps, volume=volume)), engine="reference")["a"], 2)
    assert (counts % 5 == 0).all()
    assert abs(counts[0] - 4800) < 4 * np.sqrt(5 * 4800)
    assert abs(counts[1] - 9600) < 4 * np.sqrt(5 * 9600)


def test_a_rate_before_the_start_holds_at_the_start(scenario):
    steps = {"2024-01-02": "500 per h", "2024-01-06": "1000 per h", "2024-01-09": "0 per h"}
    made = scenario(rates(steps, 3, calendar={"start": "2024-01-05"}))
    counts = counted(came(made, engine="reference")["a"], 3)
    mean = np.array([12000, 24000, 24000])
    assert (np.abs(counts - mean) < 4 * np.sqrt(mean)).all()
    (warning,) = made.warnings
    assert "'2024-01-09' lies outside the run" in warning.message


def test_orders_at_such_rates(scenario):
    words = text({"a": {"per_order": {"of": "shop", "contacts": 0.5}}}, 1,
                 orders={"shop": {"volume": {"rates": {"6 h": "1000 per h", "12 h": "0 per h"}}}})  # fmt: skip
    instants = came(scenario(words), engine="reference")["a"]
    assert instants.min() >= 6 * HOUR and instants.max() < 12 * HOUR
    assert abs(len(instants) - 3000) < 4 * np.sqrt(3000)


def test_the_engines_agree(scenario):
    steps = {"1 min": "30 per h", "47 min": "90 per h", "30 h": "7 per h"}
    made = scenario(rates(steps, volume={"day_factor_cv": "20 %"}))
    core, reference = (came(made, engine=engine)["a"] for engine in ("core", "reference"))
    assert core.tobytes() == reference.tobytes()


def test_the_order_in_which_they_are_written_means_nothing(scenario):
    steps = {"2 h": "0 per h", "47 min": "90 per h", "0 min": "30 per h"}
    one, other = (
        came(scenario(rates(some)), engine="reference")["a"] for some in (steps, dict(reversed(steps.items())))
    )
    assert one.tobytes() == other.tobytes()


def test_shown_and_read_again(scenario):
    made = scenario(rates({"0 min": "0.5 per min", "47 min": "200 / day"}))
    again = scenario(resolved_text(made, next(iter(made.designs))))
    volumes = [next(iter(one.designs.values())).contacts["a"].volume for one in (made, again)]
    assert volumes[0].rates == volumes[1].rates == {"0 min": 30.0, "47 min": 200 * (3600 / 86400)}


@pytest.mark.parametrize(
    ("volume", "words"),
    [
        ({"rates": {}}, "instants and rates are wanted"),
        ({"rates": {"0 min": 30}}, "30 is not a rate; write e.g. '30 per h'"),
        ({"rates": {"0 min": "30"}}, "is not a rate"),
        ({"rates": {"0 min": "30 per fortnight"}}, "is not a rate"),
        ({"rates": {"60 min": "3 per h", "1 h": "4 per h"}}, "'1 h' and '60 min' are the same instant"),
        ({"rates": {"47 min": "3 per h", "2024-01-01": "3 per h"}}, "write all in one way"),
        ({"rates": {"2024-02-31": "3 per h"}}, "there is no such instant"),
        ({"rates": {"soon": "3 per h"}}, "'soon' is not a duration"),
        ({"rates": {"0 min": "3 per h"}, "per_day": 3}, "per_day and rates are both given"),
        ({"rates": {"0 min": "3 per h"}, "hours": "08:00-12:00"}, "rates leaves no room for hours"),
        ({"rates": {"0 min": "3 per h"}, "weekdays": {"mon": 1}}, "rates leaves no room for weekdays"),
        ({"rates": {"0 min": "3 per h"}, "intraday": {"cv": "20 %"}}, "rates leaves no room for intraday"),
    ],
)
def test_what_is_refused(scenario, volume, words):
    with pytest.raises(ScenarioError, match=words):
        scenario(text({"a": volume}))
