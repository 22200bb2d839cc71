"""A value of the wrong shape is told by itself, and nothing that follows from its having been put aside."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

import sim
from sim.errors import ScenarioError
from sim.scenario.yaml_positions import read_tree
from tests.scenario.examples import CUSTOMERS, SITES

BASES = {"customers": CUSTOMERS, "sites": SITES}
WRONG: list[Any] = [{"to": "x"}, [1]]
"""A list, where none is wanted."""
LISTS = ("holidays", "levels", "rules", "interrupted_by", "languages", "days", "outages")
"""Keys of which a list is the right shape, so it is its items that are refused."""


def ways(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every value that stands in a mapping."""
    found = []
    for key, one in value.items() if isinstance(value, dict) else ():
        found += [(*path, key), *ways(one, (*path, key))]
    return found


@pytest.mark.parametrize("base", BASES)
def test_one_wrong_shape_is_one_mistake(tmp_path, monkeypatch, base):
    monkeypatch.chdir(tmp_path)
    tree = read_tree(BASES[base], "base").plain()
    tree.pop("designs", None)
    told = {}
    for path in ways(tree):
        if path[-1] in LISTS:
            continue
        wrong = copy.deepcopy(tree)
        holder = wrong
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = WRONG
        file = tmp_path / "wrong.yaml"
        file.write_text(yaml.safe_dump(wrong, sort_keys=False), encoding="utf-8")
        with pytest.raises(ScenarioError) as refused:
            sim.load(file.name)
        key = ".".join(path)
        strange = [one for one in refused.value.problems if not f"{key}.".startswith(f"{one.key}.")]
        if strange or len(refused.value.problems) > 1:
            told[key] = [str(one) for one in strange or refused.value.problems]
    assert told == {}


def test_several_transfers_in_a_list(tmp_path):
    """The cause is told, where it stands; not that nothing leads to the types it names."""
    file = tmp_path / "two.yaml"
    file.write_text("""
name: Two targets of a transfer
calendar: {length: 1 h}
contacts:
  ask: {channel: call, volume: {every: 5 min}, handling: {talk: 1 min}}
  a: {channel: call, handling: {talk: 1 min}}
  b: {channel: call, handling: {talk: 1 min}}
groups:
  one: {agents: 1, skills: {ask: {transfer: [{to: a, share: 20 %}, {to: b, share: 10 %}]}}}
  two: {agents: 1, skills: {a: {}, b: {}}}
""")
    with pytest.raises(ScenarioError) as refused:
        sim.load(file)
    assert [(one.line, one.key) for one in refused.value.problems] == [(9, "groups.one.skills.ask.transfer")]
    assert "keys: to, share, kind, handover" in refused.value.problems[0].message


@pytest.mark.parametrize(
    ("word", "wrong"), [("people", 2.5), ("hours", "08:00-08:00"), ("hours", ["22:00-06:00", "06:00-07:00"])]
)
def test_a_wrong_shift_is_told_by_itself(tmp_path, word, wrong):
    """Not that nobody is there, or that nobody says how many."""
    tree = read_tree(CUSTOMERS, "base").plain()
    tree.pop("designs", None)
    group = next(iter(tree["groups"].values()))
    for key in ("agents", "schedule", "shrinkage"):
        group.pop(key, None)
    group["shifts"] = {"early": {"hours": "08:00-16:00", "people": 3, word: wrong}}
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        sim.load(file)
    name = next(iter(tree["groups"]))
    assert [one.key for one in refused.value.problems] == [f"groups.{name}.shifts.early.{word}"]
