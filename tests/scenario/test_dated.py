"""Schedules by date: read from both forms, laid on the run, told where they do not fit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import yaml

from sim.errors import Problem, ScenarioError
from sim.model.arrays import HEADS
from sim.plan.build import plan_design
from sim.scenario.scenario import Scenario, WeekTable
from sim.scenario.tables.week_tables import read_table

WIDE = """
from,2025-01-20,2025-01-21,2025-01-27
08:00,2,3,4
12:00,2.5,0,4
"""
LONG = """
date,from,agents
2025-01-20,08:00,2
2025-01-20,12:00,2.5
2025-01-21,08:00,3
2025-01-27,08:00,4
2025-01-27,12:00,4
"""
FRENCH = """
Jour;Heure;Fin;Conseillers
20/01/2025;8h00;12h00;2
20/01/2025;12h00;16h00;2,5
27/01/2025;8h00;12h00;4
27/01/2025;12h00;16h00;4
21/01/2025;8h00;12h00;3
"""


def days(*ones: str) -> list[int]:
    return [dt.date.fromisoformat(one).toordinal() for one in ones]


def read(folder, text: str) -> tuple[WeekTable | None, list[Problem]]:
    path, problems = folder / "t.csv", []
    path.write_text(text.strip() + "\n", encoding="utf-8")
    return read_table(path, "t.csv", problems), problems


@pytest.mark.parametrize("text", [WIDE, LONG, FRENCH, LONG.replace("date,from", "day,start")])
def test_both_forms_are_one_table(tmp_path, text):
    table, problems = read(tmp_path, text)
    assert problems == []
    assert table is not None
    assert (table.first_s, table.step_s, table.per_cent, table.weekly) == (8 * 3600, 4 * 3600, False, ())
    assert [day for day, _ in table.dates] == days("2025-01-20", "2025-01-21", "2025-01-27")
    assert [values for _, values in table.dates] == [(2.0, 2.5), (3.0, 0.0), (4.0, 4.0)]
    assert not any(any(day) for day in table.values)


def test_weekdays_beside_dates_and_per_cent(tmp_path):
    table, problems = read(tmp_path, "from,mon-fri,2025-01-21,holidays\n08:00,50 %,100 %,0 %\n12:00,60 %,0 %,0 %")
    assert problems == []
    assert table == WeekTable(
        8 * 3600, 4 * 3600, (*(((0.5, 0.6),) * 5), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)), True,
        ((days("2025-01-21")[0], (1.0, 0.0)),), (0, 1, 2, 3, 4),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("from,2025-01-20,2025-01-20\n08:00,1,2\n09:00,1,2", "named twice"),
        ("from,2025-02-30\n08:00,1\n09:00,1", "there is no day"),
        ("from,2025-01-20 10:00\n08:00,1\n09:00,1", "a date alone is wanted"),
        ("date,from,agents,more\n2025-01-20,08:00,1,2", "one each of `from` and of heads is wanted"),
        ("date,agents\n2025-01-20,4\n2025-01-21,4", "one each of `from` and of heads is wanted"),
        ("date,from,agents\n2025-01-20,08:00,1\n2025-01-20,08:00,2", "stands there twice"),
        ("date,from,agents\n2025-01-20,08:00,1\n2025-01-20,09:00", "this line has 2 cells"),
        ("date,from,agents\nmonday,08:00,1\nmonday,09:00,2", "monday"),
        ("date,from,agents\n2025-01-20,08:00,x\n2025-01-20,09:00,2", "number"),
        ("date,from,agents\n2025-01-20,08:00,1\n2025-01-20,09:00,1\n2025-01-21,08:20,1", "is not 20 min after"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, words):
    table, problems = read(tmp_path, text)
    assert table is None
    assert words in "\n".join(problem.message for problem in problems)


# ---- in a scenario -------------------------------------------------------------------------------------------------


@pytest.fixture
def made(scenario):
    """Two weeks from Monday 2025-01-20, opened from Monday to Friday."""

    def make(table: str, group: dict | None = None, site: dict | None = None, **calendar) -> Scenario:
        calls = {"channel": "call", "volume": {"per_day": 100}, "handling": {"talk": "4 min"}}
        words = {
            "name": "dates", "contacts": {"calls": {**calls, "unstaffed": "accept"}},
            "calendar": {"start": dt.date(2025, 1, 20), "days": 14, "opening": {"mon-fri": "08:00-16:00"}, **calendar},
            "groups": {"team": {"schedule": "t.csv", "skills": {"calls": {}}, **(group or {})}},
        }  # fmt: skip
        if site:
            words["groups"]["team"]["site"] = "there"
            words["sites"] = {"there": {"share": {"calls": "100 %"}, **site}}
        return scenario(yaml.safe_dump(words), t=table.strip())

    return make


def heads(loaded: Scenario, hours: int = 4) -> np.ndarray:
    """[days, parts of a day] heads in the middle of each part."""
    plan = plan_design(loaded, "base").plan
    mine = plan.staff[plan.staff["what"] == HEADS]
    middles = np.arange(0.0, plan.horizon, hours * 3600) + hours * 1800
    at = np.searchsorted(mine["at"], middles, side="right") - 1
    return np.where(at >= 0, mine["heads"][np.maximum(at, 0)], 0).reshape(-1, 24 // hours)


@pytest.mark.parametrize("text", [WIDE, LONG])
def test_heads_by_date(made, text):
    found = heads(made(text))
    assert found[[0, 1, 7], 2:4].tolist() == [[2, 3], [3, 0], [4, 4]]
    assert found.sum() == 2 + 3 + 3 + 4 + 4


def test_fractions_by_date_are_carried_over(made):
    """2.5 heads for four hours on each of ten dates: 100 head-hours."""
    table = "date,from,agents\n" + "".join(
        f"2025-01-{20 + day},{hour:02d}:00,2.5\n" for day in range(12) if day % 7 < 5 for hour in (8, 10)
    )
    loaded = made(table)
    assert plan_design(loaded, "base").scheduled_s.sum() == 100 * 3600
    assert set(heads(loaded, 2)[0, 4:6]) == {2, 3}


def test_a_date_stands_before_weekday_and_holiday(made):
    table = "from,mon-fri,holidays,2025-01-21,2025-01-22\n08:00,5,1,2,7\n12:00,5,1,2,0\n"
    found = heads(made(table, holidays=[dt.date(2025, 1, 21), dt.date(2025, 1, 23)]))
    assert found[:7, 2:4].tolist() == [[5, 5], [2, 2], [7, 0], [1, 1], [5, 5], [0, 0], [0, 0]]


def test_dates_are_those_of_the_site(made):
    """In Tokyo it is eight hours later: its 8 o'clock of the 21st is midnight in Paris."""
    table = "date,from,agents\n2025-01-21,08:00,3\n2025-01-21,16:00,1\n"
    found = heads(made(table, site={"time_zone": "Asia/Tokyo"}, country="FR"))
    assert found[:3].tolist() == [[0] * 6, [3, 3, 1, 1, 0, 0], [0] * 6]


def test_per_cent_of_the_agents(made):
    assert heads(made("from,2025-01-20\n08:00,50 %\n12:00,100 %\n", {"agents": 8}))[0, 2:4].tolist() == [4, 8]


def test_days_that_nobody_names_are_told(made):
    """Seven of the ten opened days; with weekday columns none is missing, and closed days are none."""
    (warning,) = made(WIDE).warnings
    assert "does not name 2025-01-22 and 6 more of the run" in warning.message
    assert made("from,2025-01-20,mon-fri\n08:00,5,4\n12:00,5,4\n").warnings == ()
    assert made(WIDE, {"period": "2025-01-20 to 2025-01-21"}).warnings == ()


def test_dates_are_in_the_digest(made):
    digests = {made(text).digest for text in (WIDE, LONG, WIDE.replace("-27", "-28"), WIDE.replace("2.5", "2"))}
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("table", "group", "words"),
    [
        ("from,2024-01-20\n08:00,5\n12:00,5\n", {}, "are none of the run, 2025-01-20 to 2025-02-02"),
        (WIDE, {"as_shifts": {}}, "shifts are made from a week"),
        (WIDE, {"absence": {"share": "5 %"}}, "the schedule counts heads"),
        ("from,2025-01-20\n08:00,50 %\n12:00,120 %\n", {"agents": 9}, "has 120 % of the agents on duty"),
    ],
)
def test_what_cannot_be_is_refused(made, table, group, words):
    with pytest.raises(ScenarioError) as refused:
        made(table, group)
    assert words in str(refused.value)


def test_a_profile_is_of_the_week(scenario):
    words = {
        "name": "dates", "calendar": {"start": dt.date(2025, 1, 20), "days": 14},
        "contacts": {
            "calls": {"channel": "call", "volume": {"per_day": 9, "profile": "t.csv"}, "handling": {"talk": "4 min"}}
        },
        "groups": {"team": {"agents": 1, "skills": {"calls": {}}}},
    }  # fmt: skip
    with pytest.raises(ScenarioError, match="a profile is of the week; give counts by date instead"):
        scenario(yaml.safe_dump(words), t=WIDE.strip())
