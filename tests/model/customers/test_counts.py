"""Counts as planners have them: holes, ends, totals of days, forecasts with decimals, several queues, clock changes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

import sim
from sim.engines.run import engine_for, replicate
from sim.errors import ScenarioError
from sim.model.arrays import BLOCKED
from sim.plan.build import plan_design
from sim.plan.demand import expected_by_slot, opening_of
from sim.plan.grid import Grid
from sim.scenario.tables.column_headers import ColumnChoice
from sim.scenario.tables.contact_records import read_records
from tests.model.customers.arrivals import DAY, HOUR, came, text
from tests.twins import run_both


def read(tmp_path, content, encoding="utf-8", **asked):
    path = tmp_path / "r.csv"
    path.write_bytes(content.encode(encoding))
    problems, warnings = [], []
    found = read_records(path, "r.csv", problems, ColumnChoice(True, **asked), warnings)
    return found, [one.message for one in problems], [one.message for one in warnings]


def rows(found, first="2025-01-20"):
    """(hours since the first day, hours it lasts, contacts) of each line."""
    day = dt.date.fromisoformat(first).toordinal()
    return [((row[0] - day) * 24 + row[1] / HOUR, row[2] / HOUR, row[3]) for row in found.rows]


# ---- holes, ends, columns -------------------------------------------------------------------------------------

EVENING = "from,contacts\n2024-03-04 20:00,30\n2024-03-04 20:30,28\n2024-03-04 22:30,24\n"


def test_a_hole_is_a_time_without_contacts(tmp_path):
    """Five agents, talk 5 min, patience exponential with mean 2 min. By a simulation of its own in twenty lines of
    NumPy (4 000 evenings) 85.7 % are answered and 69.2 % within 20 s; were the second line to last until 22:30, it
    would be 91.0 % and 80.7 %."""
    (tmp_path / "c.csv").write_text(EVENING)
    told = text({"a": {"counts": "c.csv"}}, 1, calendar={"start": "2024-03-04"})
    told = told.replace("talk: 1 s", "talk: 5 min").replace("patience: 0 s", "patience: exponential(2 min)")
    (tmp_path / "a.yaml").write_text(told.replace("agents: 1", "agents: 5"))
    scenario = sim.load(tmp_path / "a.yaml")
    assert ["no contacts from 21:00 to 22:30" in one.message for one in scenario.warnings] == [True]
    result = sim.run(scenario, replications=200, engine="reference")
    frame = result.kpis[result.kpis["scope"] == "total"].set_index("kpi")
    for kpi, right in (("answer_rate", 0.857), ("sl_offered", 0.692)):
        assert abs(frame.loc[kpi, "estimate"] - right) < 2.5 * (frame.loc[kpi, "high"] - frame.loc[kpi, "estimate"])
    assert frame.loc["sl_offered", "high"] < 0.75


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("date,time,n\n2025-01-20,09:00,120\n2025-01-21,09:00,145\n", [(9, 0.5, 120), (33, 0.5, 145)]),
        ("Date;Heure;Appels\n20/01/2025;9h00;1 200\n20/01/2025;9h30;12,5\n", [(9, 0.5, 1200), (9.5, 0.5, 12.5)]),
        ("date;de;à;nombre\n20/01/2025;09:00;10:00;3\n20/01/2025;22:00;00:00;4\n", [(9, 1, 3), (22, 2, 4)]),
        ("from,to,n\n2025-01-20 09:00,2025-01-20 09:15,3\n2025-01-20 23:30,2025-01-21 00:30,4\n",
         [(9, 0.25, 3), (23.5, 1, 4)]),
        ("jour;tranche;reçus\n20/01/2025;08:00-08:30;5\n20/01/2025;8h30 - 9h;6\n", [(8, 0.5, 5), (8.5, 0.5, 6)]),
        ("start\tcalls\n2025-01-20 9:00\t980\n2025-01-20 10:00\t4\n", [(9, 1, 980), (10, 1, 4)]),
        ('"start","calls"\n"2025-01-20 09:00","980"\n"2025-01-20 10:00","1 200"\n', [(9, 1, 980), (10, 1, 1200)]),
        ('at,n\n2025-01-20 09:00:00,"12,5"\n20/01/2025 10:00,3\n', [(9, 1, 12.5), (10, 1, 3)]),
        ("date,n\n20.01.2025,3\n21.01.2025,4\n", [(0, 24, 3), (24, 24, 4)]),
        ("date,time,n\n2025-01-20,08:30 AM,3\n2025-01-20,01:00 PM,4\n", [(8.5, 4.5, 3), (13, 4.5, 4)]),
        ("de,au,n\n2025-01-20,2025-01-26,70\n2025-01-27,2025-02-02,80\n", [(0, 168, 70), (168, 168, 80)]),
        ("de,au,n\n2025-01-20,2025-01-27,70\n2025-01-27,2025-02-03,80\n", [(0, 168, 70), (168, 168, 80)]),
        ("sep=;\nat;n;\n2025-01-20 09:00;1;\n;;\n2025-01-20 09:15;2;\n", [(9, 0.25, 1), (9.25, 0.25, 2)]),
        ("at;n\n2025-01-20 09:00;1\u00a0200\n2025-01-20 09:15;1\u202f200,5\n", [(9, 0.25, 1200), (9.25, 0.25, 1200.5)]),
        ("at;n\n2025-01-20 09:00;0.5\n2025-01-20 09:15;1.125\n", [(9, 0.25, 0.5), (9.25, 0.25, 1.125)]),
        ("at\tn\n2025-01-20 09:00\t1,200,300\n2025-01-20 09:15\t1.200,5\n", [(9, 0.25, 1200300), (9.25, 0.25, 1200.5)]),
    ],
)  # fmt: skip
def test_shapes_of_counts(tmp_path, content, expected):
    found, problems, _ = read(tmp_path, content)
    assert problems == []
    assert rows(found) == expected


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("from,n\n2025-01-20,1\n2025-01-21 09:00,1\n", "'2025-01-20' has no time of day, and other lines have one"),
        ("from,n\n2025-01-20 09:00,1\n2025-01-21,1\n", "'2025-01-21' has no time of day, and other lines have one"),
        ("jour;tranche;n\n20/01/2025;09:00;1\nTotal;;1\n", "'Total' is no instant; take lines of totals out"),
    ],
)
def test_lines_of_another_kind_are_refused(tmp_path, content, refused):
    _, problems, _ = read(tmp_path, content)
    assert [refused in one for one in problems] == [True]


@pytest.mark.parametrize(
    ("content", "asked", "told"),
    [
        (
            "from,duration,n\n2025-01-20 09:00,60,1\n2025-01-20 10:00,60,1\n",
            "n",
            ["'duration' is left aside; how long"],
        ),
        ("de;durée;n\n20/01/2025 09:00;60;1\n20/01/2025 10:00;60;1\n", "n", ["'durée' is left aside; how long"]),
        ("from,to,duration,n\n2025-01-20 09:00,10:00,60,1\n", "n", []),
        ("from,n\n2025-01-20 01:30,1\n2025-01-20 03:00,1\n", None, ["each line is taken to last 90 min"]),
        ("from,n\n2025-01-20 01:00,1\n2025-01-20 02:00,1\n", None, []),
    ],
)
def test_how_long_a_line_lasts_is_told_where_it_is_guessed(tmp_path, content, asked, told):
    _, problems, warnings = read(tmp_path, content, column=asked)
    assert problems == []
    assert len(warnings) == len(told)
    assert all(part in one for part, one in zip(told, warnings, strict=True))


def test_letters_of_windows_and_of_two_bytes(tmp_path):
    content = "Début;Reçus\n2025-01-20 09:00;1\u00a0200\n2025-01-20 10:00;3\n"
    plain, _, warnings = read(tmp_path, content)
    assert warnings == []
    windows, _, warnings = read(tmp_path, content, "cp1252")
    assert ["not UTF-8 text; read in the letters of Windows" in one for one in warnings] == [True]
    assert plain == windows == read(tmp_path, content, "utf-16")[0] == read(tmp_path, content, "utf-16-le")[0]
    assert plain == read(tmp_path, content, "utf-8-sig")[0]


def test_titles_above_the_header_are_told(tmp_path):
    found, problems, warnings = read(
        tmp_path, "Rapport;;\nÉdité le 01/04/2025;;\n\nDate;Heure;Reçus\n20/01/2025;9h;5\n"
    )
    assert problems == []
    assert rows(found) == [(9, 0.5, 5)]
    assert warnings[0] == "2 lines of titles above the header, which is taken to be line 4"


def test_a_date_of_two_readings(tmp_path):
    """03/04/2025 is read day first, and that is said, unless another date of the file tells."""
    found, _, warnings = read(tmp_path, "date,n\n03/04/2025,1\n04/04/2025,1\n")
    assert rows(found, "2025-04-03")[0] == (0, 24, 1)
    assert ["'03/04/2025' is read day first, as 2025-04-03" in one for one in warnings] == [True]
    assert read(tmp_path, "date,n\n03/04/2025,1\n13/04/2025,1\n")[2] == []


# ---- several queues -------------------------------------------------------------------------------------------

WIDE = 'date,"Sales, North",claims\n2025-01-20,5,7\n2025-01-21,6,8\n'
LONG = "date;time;queue;calls\n" + "".join(
    f"2025-01-20;{hour}:00;{queue};{hour * number}\n"
    for hour in (9, 10)
    for queue, number in (("Sales, North", 1), ("claims", 2))
)


def test_one_of_several_columns(tmp_path):
    assert [row[2] for row in rows(read(tmp_path, WIDE, column="Sales, North")[0])] == [5, 6]
    assert [row[2] for row in rows(read(tmp_path, WIDE, column="claims")[0])] == [7, 8]
    _, problems, _ = read(tmp_path, WIDE)
    assert problems == ["more than one column could hold the counts (Sales, North, claims); say which, "
                        'e.g. counts: {file: r.csv, column: "Sales, North"}']  # fmt: skip
    _, problems, _ = read(tmp_path, WIDE, column="claim")
    assert problems == ["no column is headed 'claim'; there is: date, Sales, North, claims; did you mean 'claims'?"]


def test_the_lines_of_a_queue(tmp_path):
    assert rows(read(tmp_path, LONG, queue="claims")[0]) == [(9, 1, 18), (10, 1, 20)]
    _, problems, _ = read(tmp_path, LONG)
    assert problems == ["'queue' holds words (Sales, North, claims); say whose, "
                        'e.g. counts: {file: r.csv, queue: "Sales, North"}']  # fmt: skip
    _, problems, _ = read(tmp_path, LONG, queue="claim")
    assert "there is: Sales, North, claims; did you mean 'claims'?" in problems[0]


def test_queues_that_are_numbers(tmp_path):
    content = "from,skill,calls\n2025-01-20 09:00,101,5\n2025-01-20 09:00,102,6\n2025-01-20 09:30,101,7\n"
    assert rows(read(tmp_path, content, queue="101")[0]) == [(9, 0.5, 5), (9.5, 0.5, 7)]
    assert read(tmp_path, content, queue="101", column="calls") == read(tmp_path, content, queue="101")
    assert "stands in line 2 already" in read(tmp_path, content, column="calls")[1][0]


def test_two_types_of_one_file(scenario):
    chosen = {
        "a": {"counts": {"file": "c.csv", "queue": "Sales, North"}},
        "b": {"counts": {"file": "c.csv", "queue": "claims"}},
    }
    both = run_both(scenario(text(chosen, 1, calendar={"start": "2025-01-20"}), c=LONG))
    assert np.bincount(both.log["type"]).tolist() == [19, 38]
    with pytest.raises(ScenarioError, match="unknown key 'colum'; allowed: file, column, queue; did you mean 'column'"):
        scenario(text({"a": {"counts": {"file": "c.csv", "colum": "x"}}}), c=LONG)


# ---- totals of days ---------------------------------------------------------------------------------------------

TOTALS = "date,contacts\n2025-01-20,480\n2025-01-21,480\n2025-01-25,480\n"
WEEK = {"start": "2025-01-20", "opening": {"mon-fri": "08:00-12:00, 14:00-18:00"}}


def test_totals_of_days_come_in_the_opened_hours(scenario):
    """All of them, evenly over the opened seconds; where a day has none they find the doors shut, at any time."""
    both = run_both(scenario(text({"a": {"counts": "c.csv"}}, 7, calendar=WEEK), c=TOTALS))
    arrived = both.log["arrived"]
    assert [int((arrived // DAY == day).sum()) for day in range(7)] == [480, 480, 0, 0, 0, 480, 0]
    hour = arrived[arrived < 2 * DAY] % DAY / HOUR
    assert (((hour >= 8) & (hour < 12)) | ((hour >= 14) & (hour < 18))).all()
    opened = np.where(hour < 13, hour - 8, hour - 10) / 8.0
    assert stats.kstest(opened, "uniform").pvalue > 1e-3
    saturday = arrived[arrived // DAY == 5] % DAY / DAY
    assert stats.kstest(saturday, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    ("table", "holiday", "shut"),
    [
        (TOTALS, None, 1 / 3),
        (TOTALS, "10:00-12:00", 1 / 3),
        (TOTALS, "closed", 2 / 3),
        ("du,au,n\n2025-01-20,2025-01-26,700\n", None, 0.0),
        ("date,from,to,n\n2025-01-20,13:00,15:00,100\n2025-01-21,13:00,15:00,100\n", "12:00-14:30", 0.375),
    ],
)
def test_the_check_knows_who_finds_the_doors_shut_by_date(scenario, table, holiday, shut):
    """Holidays, and totals of several days: the share of the warning is that of the log."""
    opening = dict(WEEK["opening"]) | ({"holidays": holiday} if holiday else {})
    calendar = WEEK | {"opening": opening} | ({"holidays": ["2025-01-21"]} if holiday else {})
    one = scenario(text({"a": {"counts": "c.csv"}}, 7, calendar=calendar), c=table)
    told = [said.message for said in one.warnings if "find the doors shut" in said.message]
    assert [message.split(" %")[0] for message in told] == ([f"{100 * shut:.0f}"] if shut else [])
    planned = plan_design(one, "base")
    _, log = replicate(engine_for(planned, "reference"), planned, 1, 0, 4096)
    assert abs(float((log["outcome"] == BLOCKED).mean()) - shut) < 0.12


def test_totals_of_days_by_a_profile(scenario):
    """By its weights, also outside the opening hours; `hours` cuts the profile."""
    profile = "from,all\n07:00,1\n08:00,3\n09:00,0\n10:00,6\n"
    told = {
        "a": {"counts": "c.csv", "profile": "p.csv"},
        "b": {"counts": "c.csv", "profile": "p.csv", "hours": "8h-9h"},
    }
    found = came(scenario(text(told, 2, calendar=WEEK), c=TOTALS, p=profile), "reference")
    by_hour = np.bincount((found["a"] % DAY // HOUR).astype(int), minlength=24)
    assert by_hour.sum() == by_hour[[7, 8, 10]].sum() == 960
    assert abs(by_hour[[7, 8, 10]] - np.array([96, 288, 576])).max() < 5 * 16
    assert set((found["b"] % DAY // HOUR).astype(int)) == {8}


def test_totals_of_a_week_and_those_of_before_the_run(scenario):
    """Of a week with 700 contacts the run has five days in seven: those of the other days do not come."""
    week = "from,until,n\n2025-01-20,2025-01-26,7000\n"
    plan = text({"a": {"counts": "c.csv"}}, 5, calendar={"start": "2025-01-22"})
    found = run_both(scenario(plan, c=week)).log["arrived"]
    assert abs(len(found) - 5000) < 4 * 38
    assert found.min() >= 0.0


def test_expected_contacts_of_totals(scenario):
    one = scenario(text({"a": {"counts": "c.csv"}}, 7, calendar=WEEK), c=TOTALS)
    centre = one.designs["base"]
    grid = Grid(one, centre)
    rate = expected_by_slot(grid, centre.contacts["a"].volume, opening_of(centre, centre.contacts["a"])) * grid.slot
    by_day = rate.reshape(7, -1).sum(axis=1)
    assert by_day.round(9).tolist() == [480, 480, 0, 0, 0, 480, 0]
    assert (rate.reshape(7, -1)[0] > 0).sum() == 8 * HOUR / grid.slot


def test_opening_hours_move_no_customer_of_another_day(scenario):
    """Longer hours on Monday: Tuesday's customers are who they were."""
    wide = {**WEEK, "opening": {"mon": "always", "tue-fri": "08:00-12:00, 14:00-18:00"}}
    one, other = (came(scenario(text({"a": {"counts": "c.csv"}}, 2, calendar=c), c=TOTALS))["a"] for c in (WEEK, wide))
    assert one[480:].tolist() == other[480:].tolist()
    assert one[:480].tolist() != other[:480].tolist()


def test_a_profile_needs_totals(scenario):
    profile = "from,all\n07:00,1\n08:00,3\n"
    with pytest.raises(ScenarioError, match="counts leaves no room for profile: the counts say when"):
        scenario(text({"a": {"counts": "c.csv", "profile": "p.csv"}}, 1, calendar={"start": "2024-03-04"}),
                 c=EVENING, p=profile)  # fmt: skip


# ---- decimals -----------------------------------------------------------------------------------------------------


def test_a_fraction_of_a_contact_comes_in_so_many_replications(scenario):
    """A forecast of 3.4: three or four, 3.4 on average; the same in both engines; by line independent."""
    table = "at,n\n2024-01-01 09:00,3.4\n2024-01-01 10:00,0.25\n2024-01-01 11:00,2\n"
    one = scenario(text({"a": {"counts": "c.csv"}}, 1), c=table)
    assert run_both(one).log["arrived"].size in (5, 6, 7)
    planned = plan_design(one, "base")
    engine = engine_for(planned, "core")
    counts = np.array([
        np.bincount((replicate(engine, planned, 1, number, 64)[1]["arrived"] // HOUR).astype(int), minlength=12)[9:12]
        for number in range(2000)
    ])  # fmt: skip
    assert {tuple(np.unique(column)) for column in counts.T} == {(3, 4), (0, 1), (2,)}
    for column, mean in zip(counts.T[:2], (3.4, 0.25), strict=True):
        assert abs(column.mean() - mean) < 4 * np.sqrt(mean % 1 * (1 - mean % 1) / 2000)
    assert abs(np.corrcoef(counts[:, 0], counts[:, 1])[0, 1]) < 4 / np.sqrt(2000)


# ---- clocks that change -------------------------------------------------------------------------------------------


def paris(scenario, table, start):
    return scenario(text({"a": {"counts": "c.csv"}}, 2, calendar={"start": start, "country": "FR"}), c=table)


def test_an_hour_that_does_not_exist(scenario):
    """In spring 02:00 to 03:00 is skipped: a table without it has no contacts then, one that has some is refused; what
    lasts over it comes before and after."""
    right = "at,n\n2025-03-30 01:00,10\n2025-03-30 01:30,10\n2025-03-30 03:00,10\n2025-03-30 03:30,10\n"
    found = came(paris(scenario, right, "2025-03-30"), "reference")["a"] / HOUR
    assert len(found) == 40
    assert not ((found >= 2) & (found < 3)).any()
    with pytest.raises(ScenarioError, match="has 5 contacts on 2025-03-30 from 02:00 to 03:00, which the clocks"):
        paris(scenario, right.replace("01:30,10", "02:30,5"), "2025-03-30")
    assert paris(scenario, right.replace("01:30,10", "02:30,0"), "2025-03-30")
    longer = "at,end,n\n2025-03-30 00:00,04:00,300\n"
    found = came(paris(scenario, longer, "2025-03-30"), "reference")["a"] / HOUR
    assert len(found) == 300
    assert not ((found >= 2) & (found < 3)).any()
    assert abs((found < 2).sum() - 200) < 4 * 9


def test_an_hour_that_comes_twice(scenario):
    """In autumn 02:00 to 03:00 comes twice and is simulated once, with the contacts of both; that is said."""
    table = "at,n\n" + "".join(f"2025-10-26 {at},10\n" for at in ("01:30", "02:00", "02:30", "02:00", "02:30", "03:00"))
    one = paris(scenario, table, "2025-10-26")
    said = "2025-10-26 from 02:00 to 03:00 comes twice in Europe/Paris and is simulated once, with all 40 contacts"
    assert [said in warning.message for warning in one.warnings] == [False, True]
    hours = np.bincount((came(one, "reference")["a"] // (HOUR / 2)).astype(int))
    assert hours[3:].tolist() == [10, 20, 20, 10]
    with pytest.raises(ScenarioError, match="has 2025-10-25 02:00 twice; the clocks of Europe/Paris are not put back"):
        paris(scenario, table.replace("10-26", "10-25"), "2025-10-25")
    with pytest.raises(ScenarioError, match=r"twice; calendar\.time_zone could say whether"):
        scenario(text({"a": {"counts": "c.csv"}}, 2, calendar={"start": "2025-10-26"}), c=table)


# ---- what the run does not meet -------------------------------------------------------------------------------


def test_lines_outside_the_run_and_days_without_lines_are_told(scenario):
    table = "date,n\n2025-01-19,7\n2025-01-20,5\n2025-01-22,4\n"
    one = scenario(text({"a": {"counts": "c.csv"}}, 5, calendar={**WEEK, "start": "2025-01-20"}), c=table)
    lost = (
        "1 of 3 lines of 'c.csv', with 7 contacts, lie outside the run (2025-01-20 to 2025-01-24) and count for nothing"
    )
    none = "'c.csv' has no line for 3 opened days of the run, the first 2025-01-21; nobody comes then"
    assert {warning.message for warning in one.warnings} == {lost, none}
