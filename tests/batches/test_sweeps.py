"""The words of a sweep: values, ranges, samples, keys; and what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.batches.axes import Axis, axes_of, split
from sim.batches.planning import files_of
from sim.batches.sampling import Hypercube, axis_positions, points_of, sample_of
from sim.cli import main
from sim.errors import ScenarioError


def texts(word: str, sampled: bool = False) -> list[str]:
    (axis,) = axes_of([word], "--set", sampled)
    return [value.text for value in axis.values]


# ---- values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a=20,25", ["20", "25"]),
        ("a.b= 2 min , never", ["2 min", "never"]),
        ("a=exponential(2 min),weibull(3 min, shape 1.2)", ["exponential(2 min)", "weibull(3 min, shape 1.2)"]),
        ("a=[1, 2],{b: 1, c: [2, 3]}", ["[1, 2]", "{b: 1, c: [2, 3]}"]),
        ("a='x, y',\"z\"", ["'x, y'", '"z"']),
        ("a=1..4", ["1", "2", "3", "4"]),
        ("a=10..30/10,50", ["10", "20", "30", "50"]),
        ("a=0.1..0.4/0.1", ["0.1", "0.2", "0.3", "0.4"]),
        ("a=10 %..20 %/5 %", ["10 %", "15 %", "20 %"]),
        ("a=10..20 %/5", ["10 %", "15 %", "20 %"]),
        ("a=2 min..4 min/30 s", ["120.0 s", "150.0 s", "180.0 s", "210.0 s", "240.0 s"]),
        ("a=lognormal(4 min..8 min/2 min, cv 80 %)", [f"lognormal({m} min, cv 80 %)" for m in (4, 6, 8)]),
        ("a=08:00-20:00", ["08:00-20:00"]),
        ("a=2026-01-05", ["2026-01-05"]),
        ("a=b=c", ["b=c"]),
    ],
)
def test_values_of_a_word(word: str, expected: list[str]) -> None:
    assert texts(word) == expected


def test_values_of_python() -> None:
    axes = axes_of({"a": [20, 0.5, "2 min", None, True, {"b": 1}], "c": 3, "d": "1..3", "e": range(2)}, "settings")
    assert [[value.text for value in axis.values] for axis in axes] == [
        ["20", "0.5", "2 min", "null", "true", "{b: 1}"],
        ["3"],
        ["1", "2", "3"],
        ["0", "1"],
    ]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("agents", "a key and its values are wanted"),
        ("=3", "a key and its values are wanted"),
        ("a=1,,2", "a value is missing"),
        ("a=", "a value is missing"),
        ("a=1,1", "twice"),
        ("a=2 min..4 min", "a range without steps"),
        ("a=4..2", "does not go upwards"),
        ("a=1..2/0", "never gets on"),
        ("a=1..9999999", "too many"),
        ("a=1 min..2 km", "not a duration"),
        ("a=uniform(1 min..2 min, 3 min..4 min)", "two ranges"),
    ],
)
def test_words_that_are_none(word: str, said: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        axes_of([word], "--set")
    assert said in str(raised.value)
    assert str(raised.value).startswith(f"--set {word}")


@given(st.lists(st.sampled_from(["1", "a b", "f(x, y)", "[1, 2]", "{a: 1, b: 2}", "'a, b'"]), min_size=1))
def test_splitting_undoes_joining(parts: list[str]) -> None:
    assert split(",".join(parts)) == parts


# ---- samples ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [1, 2, 7, 50])
@pytest.mark.parametrize("path", ["groups.team.agents", "x"])
def test_each_stratum_is_visited_once(points: int, path: str) -> None:
    where = axis_positions(Hypercube(points, 3), path)
    assert sorted(int(place * points) for place in where) == list(range(points))
    assert all(0.0 < place < 1.0 for place in where)


def test_drawn_values_keep_to_their_strata() -> None:
    """As numbers in the words of the file: 40 points, each in its fortieth of the range."""
    axes = axes_of(["a=2 min..4 min", "b=exponential(10.0..30.0 s)", "c=1..4", "d=x,y"], "--set", sampled=True)
    points = points_of(axes, [], Hypercube(40))
    for at, (low, width) in enumerate([(120.0, 120.0), (None, None)]):
        numbers = [point[at].value.number for point in points]
        if low is not None:
            assert sorted(int((number - low) / width * 40) for number in numbers) == list(range(40))
    for at, each in ((2, 10), (3, 20)):
        drawn = [point[at].value.text for point in points]
        assert {drawn.count(text) for text in drawn} == {each}
    assert all(point[1].value.text.startswith("exponential(") for point in points)


def test_a_sample_is_the_same_for_ever() -> None:
    """Written down once; a further axis and the order of axes move nothing."""
    words = ["a=0.0..1.0", "b=1..9"]
    three = points_of(axes_of(words, "--set", True), [], Hypercube(3, 5))
    assert [[str(one) for one in point] for point in three] == SAMPLE_OF_THREE
    more = points_of(axes_of([words[1], "c=x,y", words[0]], "--set", True), [], Hypercube(3, 5))
    assert [{point[0], point[2]} for point in more] == [set(point) for point in three]


SAMPLE_OF_THREE = [["a=0.162771", "b=2"], ["a=0.710722", "b=6"], ["a=0.37989", "b=7"]]


def test_a_grid_is_crossed_with_a_sample() -> None:
    points = points_of(axes_of(["a=0.0..1.0"], "--set", True), axes_of(["b=1,2"], "--grid"), Hypercube(5))
    assert len(points) == 10
    assert [str(point[1]) for point in points] == ["b=1", "b=2"] * 5
    assert len({point[0] for point in points}) == 5


def test_samples_have_words() -> None:
    assert sample_of("lhs:200") == Hypercube(200, 1)
    assert sample_of("lhs:7:42") == Hypercube(7, 42)
    for wrong in ("lhs", "lhs:0", "sobol:8", "lhs:-1", "lhs:1000000"):
        with pytest.raises(ScenarioError, match="allowed: lhs:N"):
            sample_of(wrong)


def test_a_key_is_set_once() -> None:
    axis = Axis("a", ())
    with pytest.raises(ScenarioError, match="set 2 times"):
        points_of([axis], [axis], None)


# ---- keys -------------------------------------------------------------------------------------------------------


def said(tiny: Path, *words: str) -> list[str]:
    """What the command says of wrong words; it runs nothing then."""
    store = tiny.parent / "s"
    arguments = ["batch", str(tiny), "--store", str(store), *(part for word in words for part in ("--set", word))]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert not store.exists()
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()


def test_all_wrong_keys_are_told_at_once(tiny: Path) -> None:
    found = said(
        tiny, "groups.tem.agents=3", "groups.team.agnts=3", "contacts.sales.patience.mean=3 min", "grups.x=1",
        "designs.mor.groups.team.agents=3", "groups.team.skills.fax=null",
    )  # fmt: skip
    assert len(found) == 6
    text = "\n".join(found)
    assert "did you mean 'team'?" in text
    assert "did you mean 'agents'?" in text
    assert "'patience' is written as one value in the file; set it whole" in text
    assert "did you mean 'groups'?" in text
    assert "did you mean 'more'?" in text
    assert "there is no 'fax' here" in text


def test_wrong_values_are_told_like_the_files_own(tiny: Path) -> None:
    found = said(tiny, "groups.team.agents=3,many", "contacts.sales.patience=2", "contacts.sales.channel=cal")
    assert [line.split(":")[0] for line in found] == [
        "--set contacts.sales.channel=cal", "--set contacts.sales.patience=2", "--set groups.team.agents=many",
    ]  # fmt: skip
    assert "did you mean 'call'?" in found[0]
    assert "has no unit" in found[1]


@pytest.mark.parametrize(
    ("word", "as_written"),
    [
        ("groups.team.agents=9", ("agents: 4", "agents: 9")),
        ("designs.few.groups.team.agents=9", ("few: {}", "few: {groups: {team: {agents: 9}}}")),
        ("designs.more.groups.team.agents=9", ("agents: 6", "agents: 9")),
        ("designs.more.groups={team: {agents: 9}}", ("agents: 6", "agents: 9")),
        ("groups.team.skills.sales.slower=20 %", ("{sales: {}}", "{sales: {slower: 20 %}}")),
        ("groups.team.skills={sales: {resolves: 50 %}}", ("{sales: {}}", "{sales: {resolves: 50 %}}")),
        ("contacts.sales.returns.abandoned={share: 50 %, after: 5 min}",
         ("patience:", "returns: {abandoned: {share: 50 %, after: 5 min}}\n    patience:")),
        ("study.confidence=null", ("study: {replications: 6, confidence: 90 %}", "study: {replications: 6}")),
        ("calendar.length=3 h", ("length: 2 h", "length: 3 h")),
    ],
)  # fmt: skip
def test_a_value_is_set_as_if_it_were_written(word: str, as_written: tuple[str, str], tiny: Path) -> None:
    """The same digest as the file with the word in it."""
    tiny.write_text(tiny.read_text().replace("study: {replications: 6}", "study: {replications: 6, confidence: 90 %}"))
    done = CliRunner().invoke(
        main, ["batch", str(tiny), "--store", str(tiny.parent / "s"), "-n", "1", "-q", "--set", word]
    )
    text = tiny.read_text()
    assert as_written[0] in text
    tiny.write_text(text.replace(*as_written))
    assert done.exit_code == 0, done.output
    listed = (tiny.parent / "s" / "variants.csv").read_text()
    assert sim.load(tiny).digest in listed


def test_names_may_hold_dots_and_spaces(tiny: Path) -> None:
    tiny.write_text(tiny.read_text().replace("team", "team no. 1"))
    done = sim.batch(tiny, store=tiny.parent / "s", settings={"groups.team no. 1.agents": [3, 4]}, replications=1)
    assert set(done.results["groups.team no. 1.agents"]) == {3, 4}


def test_a_combination_that_cannot_run_is_a_failure(tiny: Path) -> None:
    """Each value can, elsewhere; so the others run, exit 3, and the list says why this one does not."""
    words = ["--set", "calendar.length=1 h,3 h", "--set", "study.warm_up=0 s,2 h"]
    result = CliRunner().invoke(main, ["batch", str(tiny), "--store", str(tiny.parent / "s"), "-n", "1", "-q", *words])
    assert result.exit_code == 3
    failures = (tiny.parent / "s" / "failures.csv").read_text().splitlines()
    assert len(failures) == 2
    assert "calendar.length=1 h study.warm_up=2 h" in failures[1]
    assert "leaves nothing to count" in failures[1]


# ---- files ------------------------------------------------------------------------------------------------------


def test_a_folder_stands_for_its_scenario_files(tiny: Path) -> None:
    (tiny.parent / "b.yml").write_text(tiny.read_text())
    (tiny.parent / "notes.txt").write_text("x")
    (tiny.parent / "empty").mkdir()
    (tiny.parent / "sub").mkdir()
    (tiny.parent / "sub" / "c.yaml").write_text("")
    assert files_of([tiny.parent, tiny]) == [(tiny.parent / "b.yml").as_posix(), tiny.as_posix()]
    with pytest.raises(ScenarioError, match="no scenario file"):
        files_of([tiny.parent / "empty"])


def test_all_files_are_checked_before_any_runs(tiny: Path) -> None:
    (tiny.parent / "b.yaml").write_text(tiny.read_text().replace("agents: 4", "agents: four"))
    (tiny.parent / "c.yaml").write_text(tiny.read_text().replace("4 min", "4"))
    (tiny.parent / "a.yaml").write_text("name: [")
    result = CliRunner().invoke(main, ["batch", str(tiny.parent), "--store", str(tiny.parent / "s")])
    assert result.exit_code == 2
    assert [Path(line.split(":")[0]).name for line in result.stderr.splitlines()] == ["a.yaml", "b.yaml", "c.yaml"]
    assert not (tiny.parent / "s").exists()


def test_designs_may_be_chosen(tiny: Path) -> None:
    done = sim.batch(tiny, store=tiny.parent / "s", designs=["more"], replications=1)
    assert set(done.results["design"]) == {"more"}
    with pytest.raises(ScenarioError, match="did you mean 'more'"):
        sim.batch(tiny, store=tiny.parent / "s", designs=["moer"])
