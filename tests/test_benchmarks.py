"""The bench measures what it says: its models are right, its tables and its page say what its result says.

No test here looks at a clock. That something is fast is the bench's own business; that its fast answers are right
is checked here as well, in a tiny size.
"""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import (
    c_program,
    changes,
    compare_commits,
    digests,
    expected_figures,
    goals,
    growth,
    machine,
    measurement,
    page,
    plain_simpy,
    programs,
    scale,
    start_times,
    studies,
    table_format,
    tables,
    w3,
    waiting,
)
from benchmarks.cases import BATCHES, CASES, KNOWN_DAY, WARM_UP, known
from benchmarks.timing import Estimate, Run, Took, figures, median_took, ratio, timed
from benchmarks.w3_process import run_days
from sim.theory import erlang_a

RESULTS = command.PUBLISHED.parent
SCHEMA = json.loads((RESULTS / "schema.json").read_text(encoding="utf-8"))
TEN, W2 = CASES[0], CASES[-1]
PLACES = re.compile(r"/(?:home|root|work|tmp|Users|var|opt)/|[A-Z]:\\|localhost")


def agree(runs: list[Run], case=TEN) -> bool:
    share, wait = figures(runs)
    return expected_figures.agrees(share, wait, known(case))


def two_of_each(longest, most):
    """Two short studies over days, two over replications."""
    longer, more = (
        (studies.Study(f"{n} days", studies.SMALL, "base", n, 1) for n in (1, longest)),
        (studies.Study(f"{n} replications", studies.SMALL, "base", 1, n) for n in (1, most)),
    )
    return tuple(longer), tuple(more)


@pytest.fixture(scope="module")
def tiny() -> measurement.Json:
    """A whole result of tiny runs; only the starts are made up, and nothing is run in a process of its own."""
    size = measurement.Size("quick", 2, 0.01, 4, 2, 1, 2, 2, 10)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(start_times, "cold_and_warm", lambda *_: {"--help": Took(0.2, 0.1), "check": Took(0.6, 0.5)})
        patched.setattr(waiting, "watched", lambda *_: {"answer": 1.0, "end": 2.0, "simulation": 0.5})
        patched.setattr(waiting, "VARIANTS", 3)
        patched.setattr(waiting, "DAYS", 20)
        patched.setattr(w3, "one_day", run_days)
        patched.setattr(w3, "side_by_side", lambda replications: run_days(1, replications)["wall_s"])
        patched.setattr(studies, "services", lambda n: (studies.Study("O2, small", studies.SMALL, "base", 1, n),))
        patched.setattr(studies, "in_a_process", studies.run_study)
        patched.setattr(studies, "memory_of", two_of_each)
        patched.setattr(growth, "SIZES", ((2, 3), (4, 4)))
        return measurement.measure(size, lambda _: None, (TEN, W2))


# ---- the models are right -------------------------------------------------------------------------------


@pytest.mark.parametrize(("agents", "minutes"), [(10, 3000.0), (100, 400.0)])
def test_plain_erlang_a_agrees_with_the_formula(agents, minutes):
    case = next(case for case in CASES if case.agents == agents)
    run = programs.run_plain(case, minutes, 0)
    assert agree([run], case)
    assert run.contacts == pytest.approx(agents * minutes, rel=0.05)


def test_plain_multi_skill_agrees_with_the_core():
    plain = programs.run_plain(W2, 500.0, 0)
    turns = programs.Turns(W2, 0.02)
    core = programs.run_engine(turns.core, turns.long, 0)[0]
    (plain_share, plain_wait), (core_share, core_wait) = figures([plain]), figures([core])
    assert abs(plain_share.value - core_share.value) <= 2.0 * (plain_share.half + core_share.half)
    assert abs(plain_wait.value - core_wait.value) <= 2.0 * (plain_wait.half + core_wait.half)


def test_every_customer_of_the_plain_model_is_noted():
    record = plain_simpy.multi_skill(50.0, 1)
    assert len(record.came) == len(record.waits) == len(record.gave_up)
    assert 0 <= record.contacts - len(record.came) < 200
    assert record.abandoned == sum(record.gave_up)
    assert all(wait > 0 for wait, gave_up in zip(record.waits, record.gave_up, strict=True) if gave_up)


def test_the_same_seed_is_the_same_run():
    assert plain_simpy.erlang_a(10, 60.0, 5) == plain_simpy.erlang_a(10, 60.0, 5)
    assert plain_simpy.erlang_a(10, 60.0, 5) != plain_simpy.erlang_a(10, 60.0, 6)


def test_programs_agree_with_the_formula_and_the_engines_to_the_bit():
    (runs,) = programs.run_in_turn((TEN,), 2, 0.05, lambda _: None)
    assert agree(runs.by_program["core"])
    assert agree(runs.by_program["plain SimPy"])
    assert runs.same_bits
    core, reference = runs.by_program["core"][0], runs.by_program["reference"][0]
    assert core.contacts > reference.contacts > 0
    assert core.batches[:, 0].sum() < core.contacts


def test_other_bits_are_noticed():
    turns = programs.Turns(TEN, 0.01)
    _, tally = programs.run_engine(turns.check, turns.short, 0)
    other = tally._replace(waits=np.nextafter(tally.waits, 1e9))
    assert programs.same_bits(tally, copy.deepcopy(tally))
    assert not programs.same_bits(tally, other)


def test_days_agree_with_what_is_known_and_cores_do_not_matter():
    one, two = run_days(1, 20), run_days(2, 20)
    assert one["digest"] == two["digest"] != run_days(1, 19)["digest"]
    assert one["contacts"] == pytest.approx(20 * 36_000, rel=0.01)
    share, wait = (Estimate(one[name], one[f"{name}_half"]) for name in ("p_abandon", "mean_wait"))
    assert expected_figures.agrees(share, wait, KNOWN_DAY)


# ---- the C program --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hand(tmp_path_factory) -> c_program.CPrograms:
    """The C program; tests that need it are skipped where there is no compiler."""
    found = c_program.compiled_into(tmp_path_factory.mktemp("by_hand"))
    if found is None:
        pytest.skip("no C compiler here")
    return found


@pytest.mark.parametrize("program", c_program.PROGRAMS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_c_program_is_right(hand, program, case):
    run = hand.run(program, case, case.minutes("core", 0.2), 1)
    assert agree([run], case)
    assert run.batches.shape == (BATCHES, 3)
    assert run.contacts == pytest.approx(case.per_minute * case.minutes("core", 0.2), rel=0.02)


@pytest.mark.parametrize("program", c_program.PROGRAMS)
def test_days_of_the_c_program_are_right(hand, program):
    run = hand.days(program, 100, 1)
    assert len(run.batches) == 100
    assert expected_figures.agrees(*figures([run]), KNOWN_DAY)


def test_the_c_programs_tell_the_same_story(hand):
    """They draw the same numbers in the same order, so whoever gives up in one gives up in all."""
    first, *others = (hand.run(program, W2, 2000.0, 7) for program in c_program.PROGRAMS)
    for other in others:
        assert other.contacts == first.contacts
        assert other.batches[:, 0].tolist() == first.batches[:, 0].tolist()
        assert other.batches.sum(axis=0) == pytest.approx(first.batches.sum(axis=0), rel=0.01)


# ---- bigger floors and whole services -------------------------------------------------------------------


@pytest.mark.parametrize(("types", "groups"), growth.SIZES)
def test_floors_differ_in_their_cut_alone(types, groups):
    made = growth.scenario(types, groups, 60.0)
    assert sum(group["agents"] for group in made["groups"].values()) == growth.AGENTS
    assert sum(contact["volume"]["per_hour"] for contact in made["contacts"].values()) == 60 * growth.CALLS
    assert (len(made["contacts"]), len(made["groups"])) == (types, groups)


@pytest.mark.parametrize(("types", "groups"), growth.SIZES[1:])
def test_groups_are_a_closed_chain(types, groups):
    """Every type is known by four groups, every group knows as many types, and nobody is cut off from the others."""
    known_by = [set(group["skills"]) for group in growth.scenario(types, groups, 60.0)["groups"].values()]
    assert {len(skills) for skills in known_by} == {growth.KNOWN_BY * types // groups}
    assert all(known_by[g] & known_by[(g + 1) % groups] for g in range(groups))


def test_cost_is_compared_within_a_turn():
    def run(seconds: float) -> Run:
        return Run(1_000_000, Took(seconds, seconds), np.array([[10.0, 1.0, 2.0], [10.0, 1.0, 2.0]]))

    first, later = [run(0.2), run(0.4), run(0.3)], [run(0.4), run(0.6), run(0.6)]
    assert growth.cost(later, first) == {"ns": 600.0, "times": 2.0, "p_abandon": 0.1, "mean_wait": 0.2}


def test_a_study_says_what_it_took():
    found = studies.run_study(studies.Study("", studies.SMALL, "base", 2, 3))
    assert found["contacts"] == pytest.approx(2 * 800, rel=0.2)
    assert found["rows"] > 100 and found["cpu_s"] > 0.0


# ---- what is known --------------------------------------------------------------------------------------


def test_what_is_known_of_w1():
    published = {10: (0.10391, 0.20783), 100: (0.03303, 0.06606), 1000: (0.01045, 0.02090)}
    for case in CASES[:3]:
        exact = erlang_a(case.agents / 60.0, 60.0, case.agents, 120.0)
        assert known(case).p_abandon == exact.p_abandon == pytest.approx(published[case.agents][0], abs=5e-6)
        assert known(case).mean_wait == exact.mean_wait / 60.0 == pytest.approx(published[case.agents][1], abs=5e-6)


def test_a_case_is_never_shorter_than_its_warm_up():
    assert TEN.minutes("core") == 240_000
    assert TEN.minutes("reference", 1e-6) == 2.0 * WARM_UP


def test_a_longer_run_has_a_row_for_each_of_its_days():
    plan = programs.plan_of(TEN, 240_000.0).plan
    assert plan.horizon == 240_000.0 * 60.0
    assert plan.day_level.shape[1] * 86400.0 >= plan.horizon


# ---- against an earlier commit ---------------------------------------------------------------------------


def test_speeds_of_whichever_package_is_there(monkeypatch):
    monkeypatch.setattr(compare_commits, "WORKLOADS", compare_commits.WORKLOADS[-1:])
    ((name, speed),) = compare_commits.speeds(compare_commits.ROOT).items()
    assert name == "O2, specialised" and speed > 0.0


def test_ratios_within_a_turn(monkeypatch):
    monkeypatch.setattr(compare_commits, "WORKLOADS", compare_commits.WORKLOADS[:1])
    monkeypatch.setattr(compare_commits, "sources_of", lambda commit, folder: None)
    sentences = iter([0.0, 0.0, 100.0, 90.0, 50.0, 60.0, 80.0, 80.0])
    monkeypatch.setattr(compare_commits, "in_a_process", lambda *_: {"W1 c=100": next(sentences)})
    assert compare_commits.against("before", 3) == {"W1 c=100": (80.0, 80.0, 1.0)}


def test_a_commit_that_does_not_exist(tmp_path, capsys):
    assert command.main(["--against", "no-such-commit"]) == 2
    assert "no-such-commit" in capsys.readouterr().err


# ---- estimates ------------------------------------------------------------------------------------------


def test_ratio_and_its_interval():
    exact = ratio(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    assert (exact.value, exact.half) == (0.5, 0.0)
    spread = ratio(np.array([1.0, 3.0]), np.array([4.0, 4.0]))
    assert spread.value == 0.5
    assert spread.half == pytest.approx(1.96 * np.sqrt(2.0 / (2 * 1)) / 4.0)


def test_a_wrong_answer_is_seen():
    right = Estimate(0.1040, 0.0005)
    assert right.agrees_with(0.1039, 0.0)
    assert not Estimate(0.1090, 0.0005).agrees_with(0.1039, 0.0)
    assert Estimate(0.1050, 0.0).agrees_with(0.1049, 0.0002)


def test_timed_and_middle():
    found, took = timed(lambda: sum(range(1000)))
    assert found == 499500
    assert took.wall_s >= 0.0 and took.cpu_s >= 0.0
    assert median_took([Took(1.0, 9.0), Took(3.0, 7.0), Took(2.0, 8.0)]) == Took(2.0, 8.0)


def test_batches_leave_the_warm_up_out():
    record = plain_simpy.Record(3, [1.0, WARM_UP, WARM_UP + 9.9], [5.0, 1.0, 2.0], [True, False, True])
    batches = programs.batches_of_record(record, WARM_UP + 10.0)
    assert batches.shape == (BATCHES, 3)
    assert batches.sum(axis=0).tolist() == [2.0, 1.0, 3.0]
    assert batches[0].tolist() == [1.0, 0.0, 1.0]


# ---- starts ---------------------------------------------------------------------------------------------


def test_the_command_is_watched_from_its_first_replication(capsys):
    start_times.watched_command(list(start_times.COMPARE))
    out, err = capsys.readouterr()
    assert json.loads(out)["differences"]
    moments = json.loads(err.splitlines()[-1])
    assert moments["begins"]["wall"] < moments["done"]["wall"]


def test_an_answer_is_watched(capsys, tmp_path):
    waiting.watched_command(["compare", start_times.O2, "-n", "2", "--quiet", "--json", "--no-intervals"])
    out, err = capsys.readouterr()
    assert json.loads(out)["differences"]
    found = json.loads(err.splitlines()[-1])
    assert found["simulation"] > 0.0 and found["answer"] > 0.0


def test_a_small_day_has_three_hundred_contacts():
    took, contacts = waiting.small_day(20)
    assert took > 0.0 and 250 < contacts < 350


def test_a_small_command_in_a_fresh_process(tmp_path):
    took, said, _ = start_times.process(("--help",), str(tmp_path))
    assert took.wall_s > 0.0
    assert said == ""


# ---- a batch that grows ---------------------------------------------------------------------------------


def test_what_a_billion_days_need_is_arithmetic():
    """Tasks of 50 days, 0.3 s each with 10 ms beside them, a shard of 100 kB: worked by hand."""
    one = {"days": 1, "replications": 100, "tasks": 2, "thread_s": 0.6, "overhead_s": 0.01, "shard_bytes": 100_000}
    found = scale.needs(one)
    assert found["tasks"] == 2e7
    assert found["core_hours"] == pytest.approx(2e7 * 0.31 / 3600)
    assert found["hours"] == pytest.approx(2e7 * 0.31 / 3600 / scale.CORES)
    assert found["store_bytes"] == 2e12
    assert found["cores_at_most"] == pytest.approx(200 * 0.31)


def test_a_batch_is_measured_on_a_cluster_and_by_a_thread():
    pytest.importorskip("distributed")
    work = scale.Work("small", studies.SMALL, "base", 1, 60)
    (row,) = scale.measure((work,), (1,), 1)
    assert row["tasks"] == 2 and row["workers"][0]["times"] == 1.0
    assert row["task_bytes"] > 500 and row["shard_bytes"] > 1000 and row["overhead_s"] >= 0.0
    assert scale.tables([row])[0].title == "A batch on a Dask cluster"


def test_the_page_has_the_published_growth():
    rows = json.loads(scale.RESULT.read_text(encoding="utf-8"))
    text = page.PAGE.read_text(encoding="utf-8")
    assert scale.renewed(text, rows) == text


# ---- the result -----------------------------------------------------------------------------------------


def test_the_result_keeps_to_its_schema(tiny):
    jsonschema.validate(tiny, SCHEMA)
    assert tiny == json.loads(json.dumps(tiny, allow_nan=False))


def test_the_published_result_keeps_to_its_schema():
    published = command.read(command.PUBLISHED)
    jsonschema.validate(published, SCHEMA)
    assert published["size"] == "full"
    assert measurement.wrong(published) == []
    assert [row["workload"] for row in published["ratios"]] == [case.name for case in CASES]


def test_nothing_of_the_machine_but_its_processor(tiny):
    assert not PLACES.search(json.dumps(tiny))
    assert not PLACES.search(command.PUBLISHED.read_text(encoding="utf-8"))
    assert set(tiny["machine"]) == {"cpu", "cores", "system", "python", "numpy", "numba", "simpy"}
    assert machine.cpu_model()


def test_what_is_wrong_is_named(tiny):
    faulty = copy.deepcopy(tiny)
    for row in faulty["speed"]:
        row["right"] = row["program"] != "core"
    faulty["day"]["right"] = False
    faulty["day"]["by_c"] = {"wall_s": 1.0, "cpu_s": 1.0, "to_c": 0.5, "right": False}
    assert measurement.wrong(faulty) == ["core on W1 c=10", "core on W2", "C on W3", "W3"]


# ---- tables and page ------------------------------------------------------------------------------------


def test_cells():
    assert [table_format.count(n) for n in (3_214_000, 64_320, 812)] == ["3.21 M", "64.3 k", "812"]
    assert [table_format.seconds(n) for n in (0.213, 25.66)] == ["0.21 s", "25.7 s"]
    assert table_format.interval(0.10391, 0.0012) == "0.10391 ± 0.00120"
    assert [table_format.times(n) for n in (0.812, 63.4, None)] == ["0.81 ×", "63 ×", "–"]
    assert [table_format.megabytes(n) for n in (231.4, None)] == ["231 MB", "–"]


def test_a_table_drawn():
    table = table_format.Table("Title", ["what", "n"], [["a", "1"], ["bb", "100"]])
    assert table_format.as_text(table) == "Title\n  what    n\n  a       1\n  bb    100"
    assert table_format.as_markdown(table) == "**Title**\n\n| what | n |\n| --- | ---: |\n| a | 1 |\n| bb | 100 |"


def test_every_table_is_whole(tiny):
    for table in tables.tables(tiny):
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert len(table_format.as_text(table).splitlines()) == len(table.rows) + 2


def test_a_wrong_answer_stands_in_the_table(tiny):
    faulty = copy.deepcopy(tiny)
    faulty["speed"][0]["right"] = faulty["ratios"][0]["same_bits"] = faulty["day"]["same_bits"] = False
    shown = [table for table in tables.tables(faulty) if table.title != "Goals"]
    text = "\n".join(table_format.as_text(table) for table in shown)
    assert text.count("NO") == (3 if faulty["day"]["speed_up"] else 2)


def test_changes_against_an_earlier_result(tiny):
    later = copy.deepcopy(tiny)
    later["speed"][0]["per_second"] = 1.5 * tiny["speed"][0]["per_second"]
    later["ratios"][0]["to_plain"] = 0.5 * tiny["ratios"][0]["to_plain"]
    sentences = list(changes.changes(later, tiny))
    assert sum("slower" in line for line in sentences) == 1
    assert sum("+50.0%" in line for line in sentences) == 1
    assert not any("another machine" in line for line in sentences)
    later["machine"]["cpu"] = "another"
    assert any("another machine" in line for line in changes.changes(later, tiny))


def test_the_ratio_to_c_is_compared_where_both_have_it(tiny):
    now, then = copy.deepcopy(tiny), copy.deepcopy(tiny)
    now["ratios"][0]["to_c"], then["ratios"][0]["to_c"] = 0.83, 0.81
    line = next(line for line in changes.changes(now, then) if "W1 c=10, core : C  " in line)
    assert "today 0.83, published 0.81" in line and "slower" not in line
    del then["ratios"][0]["to_c"]
    assert not any("W1 c=10, core : C  " in line for line in changes.changes(now, then))


def test_goals_are_judged(tiny):
    made = copy.deepcopy(tiny)
    made["ratios"][0]["to_c"], made["ratios"][1]["to_c"] = 0.85, 0.79
    made["day"] |= {"replications": 1000, "speed_up": 1.95}
    made["day"]["jobs"][0]["wall_s"] = 8.9
    found = {goal.about: goal for goal in goals.goals(made)}
    to_c = found["core : C on W1 and W2, the least"]
    assert (to_c.found, to_c.met) == ("0.79 ×", False)
    assert found["W3 on one core"].met and found["W3 on two cores, the same bits"].met
    assert {"cost of a contact, 10 to 1000 agents", "cost of a contact, 2 to 60 types and 40 groups"} <= set(found)
    assert found["memory, 1 replications to 10 replications"].asked == "≤ 1.30 ×"
    assert (found["--help"].met, found["check"].met) == (True, False)


def test_without_a_c_compiler_it_is_said(tiny, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    assert c_program.compiled_into(Path()) is None
    bare = copy.deepcopy(tiny)
    bare["speed"] = [row for row in bare["speed"] if row["program"] not in c_program.PROGRAMS]
    for row in bare["ratios"]:
        row |= {"to_c": None, "to_c_tuned": None, "to_c_fewest": None, "whole_to_c": None}
    bare["day"]["by_c"] = None
    jsonschema.validate(bare, SCHEMA)
    shown = "\n".join(table_format.as_text(table) for table in tables.tables(bare))
    assert f"Speed ({c_program.NO_COMPILER})" in shown
    assert next(goal for goal in goals.goals(bare) if "core : C" in goal.about).met is None
    assert list(changes.changes(bare, tiny))


def test_the_page_has_the_published_tables():
    """`python -m benchmarks --write-docs` writes them."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.renewed(text, command.read(command.PUBLISHED)) == text


def test_a_page_without_marks_is_refused(tiny):
    with pytest.raises(ValueError, match="marks"):
        page.renewed("# Nothing", tiny)


def test_the_command_measures_shows_and_writes(tiny, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "measure", lambda size, tell: {**tiny, "repetitions": size.repetitions})
    out = tmp_path / "new" / "result.json"
    assert command.main(["--quick", "--repeat", "7", "--out", str(out)]) == 0
    assert command.read(out)["repetitions"] == 7
    said = capsys.readouterr().out
    assert "Speed" in said and "Answers" in said and "Starts" in said


def test_a_fast_wrong_answer_ends_with_1(tiny, tmp_path, monkeypatch, capsys):
    faulty = {**tiny, "day": {**tiny["day"], "right": False}}
    monkeypatch.setattr(command, "measure", lambda *_: faulty)
    assert command.main(["--out", str(tmp_path / "r.json")]) == 1
    assert "WRONG: W3" in capsys.readouterr().err


def test_keep_publishes_result_and_page(tiny, tmp_path, monkeypatch):
    published, copied = tmp_path / "latest.json", tmp_path / "performance.md"
    copied.write_text(f"# Head\n\n{page.BEGIN}\n{page.END}\n\nTail\n", encoding="utf-8")
    monkeypatch.setattr(command, "measure", lambda *_: tiny)
    monkeypatch.setattr(command, "PUBLISHED", published)
    monkeypatch.setattr(page, "PAGE", copied)
    assert command.main(["--keep", "--out", str(tmp_path / "r.json")]) == 0
    assert command.read(published) == tiny
    assert "**Speed**" in copied.read_text(encoding="utf-8")
    copied.write_text(f"{page.BEGIN}{page.END}", encoding="utf-8")
    assert command.main(["--write-docs"]) == 0
    assert Path(copied).read_text(encoding="utf-8").count("**") == 2 * len(tables.tables(tiny))


@pytest.mark.slow
def test_no_figure_has_moved(capsys):
    """`python -m benchmarks.digests --write` keeps new ones after a change that is meant to move figures."""
    assert digests.main([]) == 0, capsys.readouterr().out
