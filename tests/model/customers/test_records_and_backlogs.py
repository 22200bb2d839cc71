"""Contacts that are known: recorded one by one, counted by interval, or there from the start."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from sim.engines.reference.table_objects import unfold_tuple
from sim.errors import ScenarioError
from sim.model import arrays
from sim.model.chance import streams
from sim.model.customers import arrivals
from sim.plan.build import plan_design
from sim.scenario.tables.contact_records import read_records
from tests.model.customers.arrivals import DAY, HOUR, came, counted, text
from tests.twins import run, run_both


def read(tmp_path, content, counted=True):
    path = tmp_path / "r.csv"
    path.write_bytes(content.encode())
    problems = []
    return read_records(path, "r.csv", problems, counted), problems


MONDAY = dt.date(2024, 1, 1).toordinal()


# ---- files ------------------------------------------------------------------------------------------------------


def test_counts_are_read(tmp_path):
    """A line lasts the usual step of the table; a French file has semicolons."""
    content = "\ufeff# centrale\nDébut;appels\n2024-01-01 08:00;3\n2024-01-01 08:15;0\n"
    content += "2024-01-01 08:30;1\n2024-01-01T09:30:00;2\n2024-01-02 08:00;5\n"
    found, problems = read(tmp_path, content)
    assert problems == []
    assert found.rows == (
        (MONDAY, 28800.0, 900.0, 3), (MONDAY, 29700.0, 900.0, 0), (MONDAY, 30600.0, 900.0, 1),
        (MONDAY, 34200.0, 900.0, 2), (MONDAY + 1, 28800.0, 900.0, 5),
    )  # fmt: skip


def test_counts_of_days(tmp_path):
    found, _ = read(tmp_path, "date,calls\n2024-01-01,300\n2024-01-02,250\n2024-01-08,20\n")
    assert [row[2] for row in found.rows] == [DAY, DAY, DAY]
    found, _ = read(tmp_path, "at,n\n2024-01-01,1\n")
    assert found.rows == ((MONDAY, 0.0, DAY, 1),)
    found, _ = read(tmp_path, "at,n\n2024-01-01 00:00,1\n2024-01-02 00:00,1\n")
    assert [row[2] for row in found.rows] == [DAY, DAY]


def test_intervals_do_not_overlap(tmp_path):
    """The last of a day ends at the latest when the first of the next day begins."""
    found, _ = read(tmp_path, "at,n\n2024-01-01 08:00,1\n2024-01-01 20:00,2\n2024-01-02 02:00,3\n2024-01-02 14:00,3\n")
    assert [row[2] / HOUR for row in found.rows] == [12.0, 6.0, 12.0, 12.0]


def test_recorded_contacts_are_read_in_any_order(tmp_path):
    found, problems = read(tmp_path, "at\n2024-01-01 09:00:00.5\n2024-01-01 08:00\n", counted=False)
    assert problems == []
    assert found.rows == ((MONDAY, 28800.0, 0.0, 1), (MONDAY, 32400.5, 0.0, 1))


@pytest.mark.parametrize(
    ("content", "places", "words"),
    [
        ("", [(1, 1)], "empty"),
        ("when,n\n2024-01-01,1\n2024-01-02,1\n", [(1, 1)], "no column is headed"),
        ("strat,n\n2024-01-01,1\n2024-01-02,1\n", [(1, 1)], "did you mean 'start'"),
        ("at\n2024-01-01\n2024-01-02\n", [(1, 1)], "no column could hold the counts"),
        ("at,x,y\n2024-01-01,1,2\n2024-01-02,1,2\n", [(1, 6)], "more than one column"),
        ("at,n\n2024-01-01,1\n2024-01-01,1\n", [(3, 1)], "stands in line 2 already"),
        ("at,n\n2024-01-02 10:00,1\n2024-01-02 09:00,1\n", [(3, 1)], "not later"),
        ("at,n\n01-02,1\n2024-01-01,1\n", [(2, 1)], "is not an instant"),
        ("at,n\n09:00,1\n10:00,1\n", [(2, 1), (3, 1)], "does not say on which day"),
        ("at,n\n2024-01-01,1\nTotal,1\n", [(3, 1)], "take lines of totals out"),
        ("at,n\n2024-01-01,1\n2024-01-02,\n", [(3, 12)], "the cell is empty; write 0"),
        ("at,n\n2024-01-01,10 %\n2024-01-02,1\n", [(2, 12)], "a number of contacts is wanted"),
        ("at,n,\n2024-01-01,1,x\n2024-01-02,1,\n", [(2, 1)], "3 cells"),
        ("date,at,from,n\n2024-01-01,09:00,10:00,1\n", [(1, 9)], "'at' and 'from' both tell when a line begins"),
        ("at,n\n2024-01-01 09:00,1\n2024-01-01T10:00:00Z,1\n", [(3, 1)], "carries a time zone"),
        ("at,n\n2024-01-01,1\n2024-01-08,1\n", [(2, 1)], "does each tell of one day, or of 7 days?"),
        (
            "at,end,n\n2024-01-01 09:00,10:00,1\n2024-01-01 09:30,10:30,1\n",
            [(3, 1)],
            "before the end of the line above",
        ),
        (
            "at,end,n\n2024-01-01 09:00,,1\n2024-01-01 09:30,10:30,1\n",
            [(2, 18)],
            "the end of '2024-01-01 09:00' is empty",
        ),
        ("at,end,n\n2024-01-01 09:00,2024-01-01 08:00,1\n", [(2, 18)], "not after the begin"),
        ("at;n\n2024-01-01;1.200\n2024-01-02;3\n", [(2, 12)], "may be 1200 or 1.2"),
        ('at,n\n2024-01-01,"5,273"\n2024-01-02,3\n', [(2, 12)], "may be 5273 or 5.273"),
        ("at,n\n3/24/2025,1\n3/25/2025,1\n", [(2, 1)], "the month stands first in this file"),
        ("at,n\n3/24/2025,1\n25/3/2025,1\n", [(2, 1)], "the month stands first here, the day in line 3"),
        ("at,n\n2024-02-30,1\n2024-03-01,1\n", [(2, 1)], "there is no day"),
        ("at,n\n2024-01-01 24:00,1\n2024-03-01 10:00+01:00,1\n", [(2, 1), (3, 1)], "is not an instant"),
        ("at,n\n2024-01-01,1e5\n2024-01-02, -1\n", [(2, 12), (3, 13)], "a number of at least 0"),
        ("at,n\n2024-01-01,1,5\n2024-01-02,1\n", [(2, 1)], "3 cells"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, content, places, words):
    found, problems = read(tmp_path, content)
    assert found is None
    assert [(one.line, one.column) for one in problems] == places
    assert words in problems[0].message


def test_ten_problems_of_a_file_are_enough(tmp_path):
    _, problems = read(tmp_path, "at,n\n" + "x,1\n" * 30)
    assert len(problems) == 11
    assert "20 problems of this file are not shown" in problems[-1].message


def test_records_stay_in_the_folder(scenario):
    with pytest.raises(ScenarioError, match="leaves the scenario's folder"):
        scenario(text({"a": {"counts": "../c.csv"}}))


def test_records_outside_the_run_are_no_records(scenario):
    with pytest.raises(ScenarioError, match="lies in the run, which begins 2024-01-01"):
        scenario(text({"a": {"counts": "c.csv"}}), c="at,n\n2023-01-01 10:00,3\n2023-01-01 11:00,3")


# ---- replay -----------------------------------------------------------------------------------------------------


def test_recorded_contacts_come_exactly_then(scenario):
    table = "at\n2023-12-31 23:59\n2024-01-02 09:00:00.25\n2024-01-01 00:00\n2024-01-02 09:00:00.25\n2024-01-08 00:00"
    found = run_both(scenario(text({"a": {"recorded": "r.csv"}}), r=table))
    assert found.log["arrived"].tolist() == [0.0, DAY + 9 * HOUR + 0.25, DAY + 9 * HOUR + 0.25]


def test_counts_are_replayed_exactly(scenario):
    """As many in each interval as the table says, at instants that are uniform in it."""
    many = np.random.default_rng(1).poisson(40, (20, 48))
    lines = [
        f"2024-01-{day + 1:02d} {slot // 4 + 8:02d}:{slot % 4 * 15:02d},{many[day, slot]}"
        for day in range(20) for slot in range(48)
    ]  # fmt: skip
    found = came(scenario(text({"a": {"counts": "c.csv"}}, 20), c="from,n\n" + "\n".join(lines)))["a"]
    by_slot = counted(found, 20, 900.0).reshape(20, 96)
    assert (by_slot[:, 32:80] == many).all()
    assert by_slot.sum() == many.sum()
    assert (np.diff(found) >= 0).all()
    assert stats.kstest(found % 900.0 / 900.0, "uniform").pvalue > 1e-3
    gaps = np.diff(found)[np.diff(found // 900.0) == 0]
    assert abs(gaps.mean() / (900.0 / 41.0) - 1.0) < 0.05


def test_counts_in_both_engines_and_with_other_types(scenario):
    table = "at,n\n2024-01-01 09:00,30\n2024-01-01 10:00,0\n2024-01-01 11:00,7\n2024-01-02 23:30,9"
    volumes = {"a": {"counts": "c.csv"}, "b": {"per_day": 40}}
    both = run_both(scenario(text(volumes, 2), c=table))
    mine = both.log["arrived"][both.log["type"] == 0]
    assert len(mine) <= 46
    assert (mine < 2 * DAY).all()
    alone = run(scenario(text({"a": {"counts": "c.csv"}}, 2), c=table), "core").log["arrived"]
    assert mine.tolist() == alone.tolist()


def test_records_decide_the_digest(scenario):
    volume = {"a": {"recorded": "r.csv"}}
    one, same, other = (scenario(text(volume), r=f"at\n2024-01-01 0{h}:00").digest for h in (1, 1, 2))
    assert one == same != other


# ---- a backlog --------------------------------------------------------------------------------------------------


def backlog(**words):
    told = text({"a": {"every": "1 h"}, "b": {"every": "2 h"}}, 1).replace("patience: 0 s", "patience: never")
    return told.replace("    handling:", f"    backlog: {words}\n    handling:", 1)


def test_a_backlog_stands_before_all_others(scenario):
    both = run_both(scenario(backlog(contacts=5)))
    assert both.log["arrived"][:7].tolist() == [0.0] * 7
    assert both.log["type"][:7].tolist() == [0] * 6 + [1]


def test_people_of_a_larger_backlog(scenario):
    """Two more contacts wait: the others are who they were, and so are those who come later."""
    plans = [plan_design(scenario(backlog(contacts=n, age="exponential(1 day)")), "base").plan for n in (3, 5)]
    few, more = (keys(plan, 40) for plan in plans)
    assert few[:3] == more[2:5]
    assert few[3:20] == more[5:22]
    assert [stock for *_, stock in more[:7]] == [1] * 5 + [0, 0]


def keys(plan, many):
    """Keys of the first customers of the first type, and whether they were there from the start."""
    floor, plan = unfold_tuple(arrays.new_floor(plan, 0)), unfold_tuple(plan)
    stream = streams.of_replication(1, 0)
    arrivals.start_sources(plan, floor, stream)
    found = []
    for _ in range(many):
        source = floor.source[0]
        found.append((source.key_0, source.key_1, source.is_stock))
        arrivals.find_next_customer(plan, floor, stream, 0)
    return found


def test_how_long_a_backlog_has_waited(scenario):
    """Drawn from the law of the age by each contact's own luck; 0 where no age is said."""
    plan = unfold_tuple(plan_design(scenario(backlog(contacts=2, age="exponential(1 day)")), "base").plan)
    stream = streams.of_replication(1, 0)
    ages = np.array([arrivals.age_of(plan, stream, SimpleNamespace(type=0, key_0=k, key_1=7)) for k in range(4000)])
    assert stats.kstest(ages / DAY, "expon").pvalue > 1e-3
    assert arrivals.age_of(plan, stream, SimpleNamespace(type=1, key_0=1, key_1=7)) == 0.0


def test_a_type_may_have_a_backlog_and_no_volume(scenario):
    told = text({"a": {"every": "1 h"}, "b": {"every": "2 h"}}, 1)
    told = told.replace("    volume:\n      every: 2 h\n", "    backlog: {contacts: 4}\n")
    found = came(scenario(told), "reference", rows=10)
    assert found["b"].tolist() == [0.0] * 4
    with pytest.raises(ScenarioError, match="nothing leads to 'b'"):
        scenario(told.replace("    backlog: {contacts: 4}\n", ""))
