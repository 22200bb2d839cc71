"""Wrong files, each with the messages its author reads.

`wrong/NAME.yaml` is refused with `wrong/NAME.txt`, word for word. After a change of the words, look at the
difference that `REFRESH=1 pytest tests/scenario/test_wrong_files.py` makes.
"""

import copy
import os
import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.errors import Problem, ScenarioError
from sim.scenario import loading
from sim.scenario.new_file import starter_text
from sim.scenario.yaml_positions import read_tree
from tests.scenario.examples import CUSTOMERS, SITES

WRONG = Path(__file__).parent / "wrong"
NAMES = sorted(path.stem for path in WRONG.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_file_is_told_every_mistake(name, monkeypatch):
    monkeypatch.chdir(WRONG)
    with pytest.raises(ScenarioError) as refused:
        sim.load(f"{name}.yaml")
    told = str(refused.value) + "\n"
    golden = WRONG / f"{name}.txt"
    if os.environ.get("REFRESH"):
        golden.write_text(told, encoding="utf-8", newline="\n")
    assert told == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_both_parsers_lead_to_the_same_words(name, monkeypatch):
    monkeypatch.chdir(WRONG)
    with pytest.raises(ScenarioError) as quick:
        sim.load(f"{name}.yaml")
    monkeypatch.setattr(loading, "read_quickly", lambda text, file: None)
    with pytest.raises(ScenarioError) as slow:
        sim.load(f"{name}.yaml")
    assert quick.value.problems == slow.value.problems


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML without libyaml")
@pytest.mark.parametrize(("written", "checks"), [("", 1), ("size: {a: }\n", 2)])
def test_a_wrong_file_is_checked_again_only_if_its_places_are_in_doubt(tmp_path, monkeypatch, written, checks):
    checked = []
    monkeypatch.setattr(loading, "check_floor", checked.append)
    path = tmp_path / "a.yaml"
    path.write_text(starter_text("x") + "colour: red\n" + written)
    with pytest.raises(ScenarioError):
        sim.load(path)
    assert len(checked) == 2 * checks  # each of two designs


def test_there_are_many_examples():
    assert len(NAMES) >= 30


def test_problems_are_sorted_and_told_once(monkeypatch):
    monkeypatch.chdir(WRONG)
    with pytest.raises(ScenarioError) as refused:
        sim.load("many.yaml")
    problems = refused.value.problems
    assert list(problems) == sorted(set(problems))
    assert len(problems) > 20
    assert all(problem.line and problem.column for problem in problems)


def test_no_such_file_and_folder(tmp_path):
    for path, words in (
        (tmp_path / "nope.yaml", "no such file"),
        (tmp_path, "folder"),
        (tmp_path / "a\0b", "not the name"),
    ):
        with pytest.raises(ScenarioError, match=words):
            sim.load(path)


def test_a_file_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.scenario.loading.MAX_BYTES", 100)
    path = tmp_path / "large.yaml"
    path.write_text("# " + "x" * 200)
    with pytest.raises(ScenarioError, match="larger than"):
        sim.load(path)


def test_messages_cannot_move_the_cursor(tmp_path):
    path = tmp_path / "escape.yaml"
    path.write_text('name: "x"\n"\\e[31mred\\a": 1\n')
    with pytest.raises(ScenarioError) as refused:
        sim.load(path)
    assert "\x1b" not in str(refused.value)
    assert "\\x1b[31mred" in str(refused.value)


def test_a_problem_prints_its_place():
    assert str(Problem("a.yaml", 6, 39, "x.y", "wrong")) == "a.yaml:6:39: x.y: wrong"
    assert str(Problem("a.yaml", 0, 0, "", "gone")) == "a.yaml: gone"


def test_an_unknown_indicator(tmp_path):
    """The names come from the dictionary of indicators."""
    path = tmp_path / "study.yaml"
    path.write_text(starter_text("x").replace("answer_rate", "anser_rate"))
    with pytest.raises(ScenarioError, match=r"'anser_rate' is no indicator.*did you mean 'answer_rate'"):
        sim.load(path)


BASES = [read_tree(text, "base").plain() for text in (starter_text("x"), CUSTOMERS, SITES)]
ODD = [
    None,
    True,
    False,
    0,
    -1,
    3.5,
    1e308,
    "",
    "never",
    "4 min",
    "0 s",
    "-5 %",
    "120 %",
    "sales",
    "x.csv",
    [],
    {},
    [1],
    {"a": 1},
    "999999999999 weeks",
    "weibull(",
    "lognormal(1 s, cv)",
    "mon-",
    "10:30",
    "from 2024-01-03",
    "2024-01-02 10:00 to 12:00",
    "Europe/Paris",
    "\x07",
    "é" * 50,
]


def _paths(value, path=()):
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from _paths(one, (*path, key))


def _holder(tree, path):
    for step in path[:-1]:
        tree = tree[step]
    return tree


@settings(max_examples=300, deadline=None)
@given(luck=st.randoms(use_true_random=False), changes=st.integers(1, 4), base=st.sampled_from(BASES))
def test_a_changed_file_is_read_or_refused_never_a_crash(tmp_path_factory, luck: random.Random, changes: int, base):
    tree = copy.deepcopy(base)
    for _ in range(changes):
        path = luck.choice([path for path in _paths(tree) if path] or [("name",)])
        holder, key = _holder(tree, path), path[-1]
        change = luck.randrange(4)
        if change == 0:
            del holder[key]
        elif change == 1 and isinstance(holder, dict):
            holder[str(key)[1:] + "x"] = holder.pop(key)
        elif change == 2 and isinstance(holder, dict):
            holder[str(luck.choice(["total", "in-house", "label", "from", "a.b", ""]))] = luck.choice(ODD)
        else:
            holder[key] = copy.deepcopy(luck.choice(ODD))
    file = tmp_path_factory.getbasetemp() / "changed.yaml"
    file.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    _read_or_refused(file)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_scrambled_text_is_read_or_refused_never_a_crash(tmp_path_factory, data):
    text = starter_text("x")
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 30))
    noise = data.draw(
        st.one_of(st.binary(max_size=8), st.text("{}[]:,-&*!|>%@`'\"#\n \t?<", max_size=8).map(str.encode))
    )
    file = tmp_path_factory.getbasetemp() / "scrambled.yaml"
    file.write_bytes(text[:at].encode() + noise + text[at + length :].encode())
    _read_or_refused(file)


def _read_or_refused(file):
    try:
        assert sim.load(file).designs
    except ScenarioError as error:
        assert error.problems
        assert all(problem.message for problem in error.problems)
