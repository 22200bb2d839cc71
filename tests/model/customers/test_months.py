"""So many contacts a month: how they lie on its days, whatever part of the month is run."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.plan.build import plan_design
from sim.plan.demand import expected_by_slot, opening_of
from sim.plan.grid import Grid
from tests.model.customers.arrivals import came, text

OPENING = {"mon-fri": "08:00-18:00", "sat": "09:00-12:00"}


def expected(scenario, name="a"):
    """[days] contacts that the file promises for each day, and the dates."""
    design = next(iter(scenario.designs))
    centre = scenario.designs[design]
    grid = Grid(scenario, centre)
    contact = centre.contacts[name]
    by_slot = expected_by_slot(grid, contact.volume, opening_of(centre, contact)) * grid.slot
    dates = [grid.start + dt.timedelta(days=i) for i in range(grid.days)]
    return by_slot.reshape(grid.days, -1).sum(axis=1), dates


def by_month(counts, dates):
    found: dict[str, float] = {}
    for count, date in zip(counts, dates, strict=True):
        found[f"{date:%Y-%m}"] = found.get(f"{date:%Y-%m}", 0.0) + float(count)
    return found


def test_every_whole_month_has_its_number_however_many_days_are_open(scenario):
    calendar = {"start": "2024-01-01", "opening": OPENING, "country": "FR"}
    volume = {"per_month": 40000, "weekdays": {"mon": 2, "tue-fri": 1, "sat": 0.5}, "holidays": 0.2,
              "peaks": {"2024-05-02": 5}, "months": {"may": 1.5}}  # fmt: skip
    counts, dates = expected(scenario(text({"a": volume}, 182, calendar=calendar)))
    found = by_month(counts, dates)
    assert found == pytest.approx({f"2024-{m:02d}": 60000.0 if m == 5 else 40000.0 for m in range(1, 7)})
    of = dict(zip(dates, counts, strict=True))
    assert of[dt.date(2024, 5, 2)] == pytest.approx(5 * of[dt.date(2024, 5, 3)])  # a peak moves contacts within May
    assert of[dt.date(2024, 5, 8)] == pytest.approx(0.2 * of[dt.date(2024, 5, 7)])
    assert of[dt.date(2024, 5, 6)] == pytest.approx(2 * of[dt.date(2024, 5, 7)])
    # weights of January: 5 Mondays of which one is a holiday, 18 days from Tuesday to Friday, 4 Saturdays of 3 hours
    weights = (4 * 2 + 0.2 * 2 + 18) * 10 + 4 * 0.5 * 3
    assert of[dt.date(2024, 1, 8)] == pytest.approx(40000 * 20 / weights)


def test_a_part_of_a_month_has_the_contacts_of_its_days(scenario):
    """16 days of April and 5 of May: the rest of each month, holidays included, stays outside the run."""
    opening = {"mon-sun": "08:00-18:00", "holidays": "closed"}
    calendar = {"start": "2024-04-15", "opening": opening, "country": "FR"}
    counts, dates = expected(scenario(text({"a": {"per_month": 2900}}, 21, calendar=calendar)))
    found = by_month(counts, dates)
    # Easter Monday is the one holiday of April, before the run; in May 1, 8, 9 and 20, of which the run sees the first
    assert found == pytest.approx({"2024-04": 2900 * 16 / 29, "2024-05": 2900 * 4 / 27})


def test_holidays_of_the_month_outside_the_run_take_nothing(scenario):
    calendar = {"start": "2024-04-15", "country": "FR"}
    volume = {"per_month": 3000, "holidays": 0, "hours": {"all": "08:00-18:00", "holidays": "closed"}}
    counts, _ = expected(scenario(text({"a": volume}, 3, calendar=calendar)))
    assert counts == pytest.approx([3000 / 29] * 3)


def test_the_engines_bring_them(scenario):
    made = scenario(text({"a": {"per_month": 3000, "hours": "08:00-18:00"}}, 60, calendar={"start": "2024-02-01"}))
    instants = came(made, engine="reference")["a"]
    first = int((instants < 29 * 86400.0).sum())
    assert abs(first - 3000) < 4 * np.sqrt(3000)
    assert abs(len(instants) - first - 3000) < 4 * np.sqrt(3000)
    assert np.array_equal(instants, came(made)["a"])


def test_orders_by_the_month(scenario):
    words = text(
        {"a": {"per_order": {"of": "shop", "contacts": 0.5}}}, 59,
        calendar={"start": "2025-01-01"}, orders={"shop": {"volume": {"per_month": 1000}}},
    )  # fmt: skip
    made = scenario(words)
    assert plan_design(made, next(iter(made.designs))).orders == pytest.approx(2000)


def test_a_month_beside_a_week(scenario):
    with pytest.raises(ScenarioError, match="per_month and per_week are both given"):
        scenario(text({"a": {"per_month": 5, "per_week": 5}}))
