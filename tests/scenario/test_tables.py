"""CSV tables: what is read, what is refused, and that none is read from outside the scenario's folder."""

import pytest

import sim
from sim.errors import ScenarioError
from sim.scenario.tables.week_tables import find_table, read_table


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    problems = []
    return read_table(path, "t.csv", problems), problems


def test_an_english_table(tmp_path):
    read, problems = table(tmp_path, "from,mon-fri,sat\n08:00,1.5,0\n08:30,2,3\n")
    assert not problems
    assert (read.first_s, read.step_s, read.per_cent) == (28800, 1800, False)
    assert read.values[0] == read.values[4] == (1.5, 2.0)
    assert read.values[5] == (0.0, 3.0)
    assert read.values[6] == (0.0, 0.0)


def test_a_french_table_of_shares(tmp_path):
    text = "\n# vu avec le planning\nFrom ;all\r\n8h; 12,5 %\r\n\r\n12h;100%\r\n"
    read, problems = table(tmp_path, text, "utf-8-sig")
    assert not problems
    assert (read.first_s, read.step_s, read.per_cent) == (28800, 14400, True)
    assert read.values == ((0.125, 1.0),) * 7


def test_the_last_row_may_end_at_midnight(tmp_path):
    read, problems = table(tmp_path, "from,all\n00:00,1\n12:00,2\n")
    assert not problems
    assert read.step_s == 43200


@pytest.mark.parametrize(
    ("text", "places", "words"),
    [
        ("", [(1, 1)], "empty"),
        ("form,mon\n08:00,1\n09:00,1\n", [(1, 1)], "headed 'from'"),
        ("from\n08:00\n09:00\n", [(1, 1)], "at least one day"),
        ("from,mon,sun-tue\n08:00,1,1\n09:00,1,1\n", [(1, 10)], "mon named twice"),
        ("from,mom\n08:00,1\n09:00,1\n", [(1, 6)], "did you mean 'mon'"),
        ("from,mon\n08:00,1\n", [(1, 1)], "at least two rows"),
        ("from,mon\n08:00,1\n08:00,1\n", [(3, 1)], "not later"),
        ("from,mon\n08:00,1\n09:00,1\n09:30,1\n", [(4, 1)], "60 min after"),
        ("from,mon\n12:00,1\n23:00,1\n", [(3, 1)], "after midnight"),
        ("from,mon\n08:00:30,1\n09:00,1\n", [(2, 1)], "not a time of day"),
        ("from,mon\n08:00,-1\n09:00, x\n", [(2, 7), (3, 8)], "at least 0"),
        ("from,mon\n08:00,\n09:00,1e3\n", [(2, 7), (3, 7)], "at least 0"),
        ("from,mon\n08:00,nan\n09:00,inf\n", [(2, 7), (3, 7)], "at least 0"),
        ("from,mon\n08:00,10 %\n09:00,1\n", [(3, 7)], "every value carries"),
        ("from,mon\n08:00,1,5\n09:00,1\n", [(2, 1)], "3 cells"),
        ("from;mon\n08:00;1\n09:00;1;2\n", [(3, 1)], "3 cells"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path, text, places, words):
    read, problems = table(tmp_path, text)
    assert read is None
    assert [(problem.line, problem.column) for problem in problems] == places
    assert all(words in problem.message for problem in problems)


def test_a_table_that_is_wrong_everywhere_does_not_fill_the_screen(tmp_path):
    _, problems = table(tmp_path, "from,all\n" + "".join(f"{h:02d}:00,x\n" for h in range(24)))
    assert len(problems) == 11
    assert "14 problems" in problems[-1].message


def test_other_texts(tmp_path):
    assert "UTF-8" in table(tmp_path, "from,\x81\n", "latin-1")[1][0].message
    assert "workbook" in table(tmp_path, "PK\x03\x04", "latin-1")[1][0].message


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.scenario.tables.week_tables.MAX_BYTES", 20)
    assert "larger" in table(tmp_path, "from,all\n" + "00:00,1\n" * 9)[1][0].message


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../secret.csv",
        "a/../../secret.csv",
        "..\\secret.csv",
        "C:\\secret.csv",
        "C:secret.csv",
        "//host/x",
        "\\\\host\\x",
        "",
        " ",
        "a\0b",
        "a\nb",
        "folder",
        "nope.csv",
        "x" * 5000,
        "~/secret.csv",
        "..",
        ".",
    ],
)
def test_nothing_outside_the_folder_is_read(tmp_path, name):
    folder = tmp_path / "study"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("from,all\n00:00,1\n12:00,2\n")
    with pytest.raises(ValueError, match=r"."):
        find_table(folder, name)


def test_links_out_of_the_folder_are_refused(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("from,all\n00:00,1\n12:00,2\n")
    (folder / "file.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "below").symlink_to(tmp_path)
    (folder / "own.csv").write_text("from,all\n00:00,1\n12:00,2\n")
    (folder / "inner.csv").symlink_to(folder / "own.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    for name in ("file.csv", "below/secret.csv"):
        with pytest.raises(ValueError, match="link out of"):
            find_table(folder, name)
    with pytest.raises(ValueError, match="no file"):
        find_table(folder, "loop.csv")
    assert find_table(folder, "inner.csv")
    assert find_table(folder, "./own.csv")


def test_a_scenario_has_its_tables_by_the_name_it_gives_them(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "calls.csv").write_text("from,all\n00:00,1\n12:00,2\n")
    (tmp_path / "heads.csv").write_text("from;all\n00:00;50 %\n12:00;100 %\n")
    (tmp_path / "a.yaml").write_text(SCENARIO)
    scenario = sim.load(tmp_path / "a.yaml")
    assert set(scenario.tables) == {"tables/calls.csv", "heads.csv"}
    assert scenario.tables["heads.csv"].values[0] == (0.5, 1.0)


def test_a_schedule_above_the_whole_and_a_profile_of_nothing(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "calls.csv").write_text("from,all\n00:00,0\n12:00,0\n")
    (tmp_path / "heads.csv").write_text("from;all\n00:00;50 %\n12:00;110 %\n")
    (tmp_path / "a.yaml").write_text(SCENARIO)
    with pytest.raises(ScenarioError) as refused:
        sim.load(tmp_path / "a.yaml")
    assert ["every weight" in str(refused.value), "110 %" in str(refused.value)] == [True, True]


SCENARIO = """
name: x
calendar: {days: 1}
contacts:
  sales: {channel: call, volume: {per_day: 9, profile: tables/calls.csv}, handling: {talk: 1 min}}
groups:
  a: {agents: 4, schedule: heads.csv, skills: {sales: {}}}
"""
