"""Dates: what a day is called, and what that makes of its volume."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

import sim
from sim.engines.reference.table_objects import unfold_tuple
from sim.errors import ScenarioError
from sim.model.arrays import BLOCKED
from sim.model.hours import next_opening, opened_seconds, week_slot
from sim.plan.build import plan_design
from sim.scenario import format_values, units
from sim.scenario.calendar.dates import (
    NAMED,
    WITH_HOLIDAYS,
    easter,
    holidays_of_country,
    months_named,
    peak_dates,
    place_is_known,
)
from sim.scenario.show import resolved_text
from tests.model.customers.arrivals import DAY, came, counted, levels, text
from tests.twins import run_both

day = dt.date.fromisoformat


@pytest.mark.parametrize("date", ["1961-04-02", "2000-04-23", "2024-03-31", "2025-04-20", "2038-04-25", "2076-04-19"])
def test_easter(date):
    assert easter(int(date[:4])) == day(date)


@pytest.mark.parametrize(
    ("key", "country", "dates"),
    [
        ("mothers-day", "FR", "2012-06-03 2015-05-31 2023-06-04 2024-05-26"),
        ("mothers-day", "", "2023-06-04 2024-05-26"),
        ("mothers-day", "BE", "2024-05-12"),
        ("mothers-day", "GB", "2024-03-10"),
        ("mothers-day -1", "FR", "2024-05-25"),
        ("Mothers-Day  + 2", "FR", "2024-05-28"),
        ("fête-des-mères -1", "FR", "2024-05-25"),
        ("Noël", "FR", "2024-12-25"),
        ("2024-11-25 au 2024-11-27", "", "2024-11-25 2024-11-26 2024-11-27"),
        ("fathers-day", "FR", "2024-06-16"),
        ("fathers-day", "BE", "2024-06-09"),
        ("grandmothers-day", "FR", "2024-03-03"),
        ("black-friday", "FR", "2024-11-29"),
        ("cyber-monday", "FR", "2024-12-02"),
        ("valentines-day", "", "2024-02-14"),
        ("pentecost", "", "2024-05-19"),
        ("2024-02-29", "", "2024-02-29"),
        ("2024-11-25 to 2024-11-27", "", "2024-11-25 2024-11-26 2024-11-27"),
    ],
)
def test_named_days(key, country, dates):
    wanted = {day(date) for date in dates.split()}
    years = {date.year for date in wanted}
    first, last = dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    found = {date for date in peak_dates(key, country, first, last) if date.year in years}
    assert found == wanted


def test_a_peak_over_the_end_of_the_year():
    found = peak_dates("christmas-eve +7 to new-years-day", "", day("2024-01-01"), day("2024-12-31"))
    assert found == {day("2024-01-01"), day("2024-12-31")}


def test_every_named_day_has_a_date_in_every_year():
    for name in NAMED:
        for country in ("", "FR", "BE", "DE", "GB", "ES", "PL", "US"):
            assert len(peak_dates(name, country, day("2020-01-01"), day("2029-12-31"))) == 10


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("mother-day", "did you mean 'mothers-day'"),
        ("2024-02-30", "there is no day 2024-02-30"),
        ("2024-03-02 to 2024-03-01", "ends before it begins"),
        ("", "is not a day"),
        ("mothers-day 1", "is not a day"),
    ],
)
def test_days_that_are_none(key, words):
    with pytest.raises(ValueError, match=words):
        peak_dates(key, "FR", day("2024-01-01"), day("2024-12-31"))


def test_months():
    assert months_named("jul-aug") == [7, 8]
    assert months_named("Nov-feb") == [11, 12, 1, 2]
    assert months_named("december") == months_named("déc.") == [12]
    assert months_named("nov-déc") == months_named("novembre à décembre") == [11, 12]
    french = "janv févr mars avr mai juin juil août sept oct nov décembre"
    assert [months_named(one) for one in french.split()] == [[number] for number in range(1, 13)]
    with pytest.raises(ValueError, match="did you mean 'dec'"):
        months_named("decc")


def test_public_holidays_of_a_region():
    assert day("2024-05-08") in holidays_of_country("FR", 2024, 2024)
    assert day("2024-12-26") in holidays_of_country("FR-57", 2024, 2024) - holidays_of_country("FR", 2024, 2024)


def test_the_library_has_the_countries_that_are_taken_for_known():
    import holidays

    assert set(holidays.list_supported_countries()) >= WITH_HOLIDAYS
    for place in (*WITH_HOLIDAYS, "FR-57", "DE-BY", "BO"):
        place_is_known(place)
    for place in ("XX", "FR-99", "F", ""):
        with pytest.raises(ValueError, match=r"not known|no region"):
            place_is_known(place)


# ---- levels ---------------------------------------------------------------------------------------------------


def test_the_factors_of_a_day_multiply(scenario):
    """Christmas Eve: December, the greatest of two peaks; the day after is a holiday of December."""
    volume = {
        "per_day": 100, "months": {"dec": 1.5, "jan-nov": 0.5}, "holidays": 0.25,
        "peaks": {"2024-12-24": 3, "christmas-eve -1 to christmas-eve": 2},
    }  # fmt: skip
    calendar = {"start": "2024-11-30", "country": "FR", "holidays": ["2024-12-02"]}
    found = levels(scenario(text({"a": volume, "b": {"per_day": 1}}, 28, calendar=calendar)))
    expected = [0.5, 1.5, 0.375] + [1.5] * 20 + [3.0, 4.5, 0.375, 1.5, 1.5]
    assert found == {"a": expected, "b": [1.0] * 28}


def test_volume_by_date(scenario):
    """A year: in each month so many contacts a day as its factor says, and the peak on its day."""
    months = {"jan-mar": 1, "apr-jun": 0.5, "jul-aug": 0, "sep-dec": 2}
    volume = {"per_day": 200, "months": months, "peaks": {"mothers-day": 20}}
    instants = came(scenario(text({"a": volume}, 366)))["a"]
    counts = counted(instants, 366)
    expected = np.repeat([200.0, 100.0, 0.0, 400.0], [91, 91, 62, 122])
    expected[(day("2024-05-26") - day("2024-01-01")).days] *= 20
    assert (counts[182:244] == 0).all()
    some = expected > 0
    chi = ((counts[some] - expected[some]) ** 2 / expected[some]).sum()
    assert abs(chi - some.sum()) < 4 * np.sqrt(2 * some.sum())


def test_a_factor_of_one_day_moves_no_other(scenario):
    one, other = (
        came(scenario(text({"a": {"per_day": 80, "peaks": peaks}}, 3)))["a"] for peaks in ({}, {"2024-01-02": 3})
    )
    for number in (0, 2):
        here, there = one[one // DAY == number], other[other // DAY == number]
        assert here.tolist() == there.tolist()
    assert (other // DAY == 1).sum() > 2 * (one // DAY == 1).sum()


# ---- opening hours of holidays ----------------------------------------------------------------------------------

WEEK = {"mon-fri": "08:00-18:00", "sat": "09:00-12:00", "holidays": "10:00-11:00"}
MAY = {"start": "2024-05-07", "country": "FR", "opening": WEEK}  # the 8th and the 9th are holidays


def test_hours_of_holidays_are_read_and_written():
    week = units.opening(WEEK)
    assert len(week) == 8
    assert units.opening(format_values.opening(week)) == week
    assert format_values.opening(units.opening({"all": "always", "holidays": "closed"})) == {
        "mon-sun": "00:00-24:00", "holidays": "closed",
    }  # fmt: skip
    with pytest.raises(ValueError, match="every other day closed"):
        units.opening({"holidays": "closed"})


def test_demand_and_doors_of_a_holiday(scenario):
    """Demand arises in the hours of the holiday; the doors are shut before and after, and the agents at home."""
    volumes = {"a": {"per_day": 500}, "b": {"per_day": 500, "hours": "always"}}
    run = run_both(scenario(text(volumes, 3, calendar=MAY)))
    kind, arrived = run.log["type"], run.log["arrived"]
    a = arrived[kind == 0]
    assert set(((a[a // DAY == 1] - DAY) // 3600).tolist()) == {10.0}
    assert abs((a // DAY == 1).sum() - 50) < 30
    hour = (arrived[kind == 1] - DAY) / 3600.0
    shut = run.log["outcome"][kind == 1] == BLOCKED
    on_the_8th = (hour >= 0) & (hour < 24)
    assert (shut[on_the_8th] == ((hour < 10) | (hour >= 11))[on_the_8th]).all()
    assert run.planned.scheduled_s.sum() == (10 + 1 + 1) * 3600.0


def test_the_next_opening_is_after_the_holidays(scenario):
    closed = {**MAY, "opening": {"mon-fri": "08:00-18:00", "holidays": "closed"}}
    plan = unfold_tuple(plan_design(scenario(text({"a": {"per_day": 1}}, 2, calendar=closed)), "base").plan)
    assert next_opening(plan, 0, 20 * 3600.0) == 3 * DAY + 8 * 3600.0
    assert week_slot(plan, DAY) == (7 + 2) * plan.slots_a_day


def test_opened_seconds_before_and_during_the_run(scenario):
    """Against adding up the open slots one by one; before the start every day is of its weekday."""
    plan = unfold_tuple(plan_design(scenario(text({"a": {"per_day": 1}}, 12, calendar=MAY)), "base").plan)
    step = 1800
    instants = np.arange(-16 * DAY, 12 * DAY, step)
    for now in instants:
        begin = float(now)
        first = int(begin // DAY)
        kind = (plan.weekday + first) % 7 if first < 0 else plan.day_kind[first]
        slot = kind * plan.slots_a_day + int((begin - first * DAY) // plan.slot)
        gone = opened_seconds(plan, 0, begin + step) - opened_seconds(plan, 0, begin)
        assert gone == step * plan.open[0, slot], (now / DAY, kind)
        assert opened_seconds(plan, 0, begin + 100.5) - opened_seconds(plan, 0, begin) == 100.5 * plan.open[0, slot]
    assert opened_seconds(plan, 0, -DAY) == 0.0


def test_nobody_waits_for_the_library_of_holidays(tmp_path):
    (tmp_path / "a.yaml").write_text(text({"a": {"per_day": 1, "peaks": {"mothers-day": 2}}}), encoding="utf-8")
    line = "import sys, sim; sim.load('a.yaml'); assert 'holidays' not in sys.modules"
    path = {"PYTHONPATH": str(Path(sim.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", line], cwd=tmp_path, env=path, check=True)


def test_a_design_shown_whole_keeps_its_dates(scenario, tmp_path):
    volume = {"per_day": 3, "peaks": {"2024-12-24": 3, "mothers-day -1": 2}, "months": {"jul-aug": 0.5}}
    first = scenario(text({"a": volume}, calendar=MAY))
    (tmp_path / "again.yaml").write_text(resolved_text(first, "base"), encoding="utf-8")
    again = sim.load(tmp_path / "again.yaml")
    assert again.designs["base"].contacts["a"].volume.peaks == first.designs["base"].contacts["a"].volume.peaks
    assert levels(again) == levels(first)
    assert "holidays: 10:00-11:00" in yaml.safe_dump(format_values.opening(again.designs["base"].calendar.opening))


def test_unknown_words_are_told_with_the_nearest(scenario):
    volume = {"per_day": 3, "peaks": {"mothrs-day": 3}, "months": {"juli": 0.5}}
    with pytest.raises(ScenarioError) as refused:
        scenario(text({"a": volume}, calendar={"country": "XX"}))
    told = str(refused.value)
    assert "did you mean 'mothers-day'" in told
    assert "did you mean 'jul'" in told
    assert "the holidays of 'XX' are not known" in told


def test_a_country_is_read_without_all_the_others() -> None:
    """They would cost a tenth of a second; whoever wants them afterwards finds them."""
    line = (
        "import sys; from sim.scenario.calendar.dates import holidays_of_country;"
        "days = holidays_of_country('FR-57', 2025, 2025);"
        "read = [name for name in sys.modules if name.startswith('holidays.countries')];"
        "assert read == ['holidays.countries.france'], read;"
        "import holidays; assert days == set(holidays.FR(years=2025, subdiv='57'));"
        "import holidays.countries as all; from holidays.countries.france import France; assert all.France is France;"
        "assert len(holidays.list_supported_countries()) > 100"
    )
    subprocess.run([sys.executable, "-c", line], check=True)
