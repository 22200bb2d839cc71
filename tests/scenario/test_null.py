"""What null means: the same in the base, in a design and as a setting, for every word that the models know."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from sim.batches.axes import AxisValue
from sim.batches.settings import Setting, with_settings
from sim.errors import ScenarioError
from sim.scenario.keys import has_null, type_at
from sim.scenario.loading import of_tree, tree_of
from sim.scenario.nouns.value_types import Noun
from sim.scenario.scenario import Centre
from sim.scenario.show import resolved_text

FLOOR: dict[str, Any] = {
    "contacts": {
        "calls": {
            "channel": "call", "volume": {"per_day": 100}, "handling": {"talk": "4 min"}, "patience": "2 min",
            "returns": {"abandoned": {"share": "20 %", "after": "1 h"}},
        },
    },
    "groups": {"team": {"agents": 8, "skills": {"calls": {}}}},
    "sites": {"there": {"share": {"calls": "20 %"}}},
}  # fmt: skip
"""A group at each place, so that words of every noun have somewhere to stand."""
FLOOR["groups"]["others"] = {"agents": 3, "site": "there", "skills": {"calls": {}}}
NAMES = {"contacts": "calls", "groups": "team", "sites": "there", "skills": "calls", "channels": "call"}


def words(kind: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every word that the models know, where it may stand; of the nouns within a list none."""
    if isinstance(kind, type) and issubclass(kind, Noun):
        for key, known in kind.model_fields.items():
            yield (*path, key)
            yield from words(known.annotation, (*path, key))
    elif typing.get_origin(kind) is dict:
        yield from words(typing.get_args(kind)[1], (*path, NAMES.get(path[-1], "x")))
    elif typing.get_origin(kind) is not tuple:
        for one in typing.get_args(kind):
            yield from words(one, path)


WORDS = [path for path in words(Centre) if path[0] != "calendar"]


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A difference with this value at a path."""
    for key in reversed(path):
        value = {key: value}
    return value


def laid(floor: Any, change: Any) -> Any:
    if not isinstance(floor, dict) or not isinstance(change, dict):
        return change
    return {**floor, **{key: laid(floor.get(key), one) for key, one in change.items()}}


@pytest.fixture
def made(scenario):
    """The design `d` of a base and a difference, or the sentences that refuse it, without their places."""

    def make(base: dict[str, Any], design: dict[str, Any]) -> Any:
        top = {"name": "null", "calendar": {"days": 7, "opening": "08:00-18:00"}, **base, "designs": {"d": design}}
        try:
            return scenario(yaml.safe_dump(top)).designs["d"].model_dump()
        except ScenarioError as error:
            return sorted({problem.message.split(" (in design")[0] for problem in error.problems})

    return make


def test_the_models_have_many_words():
    assert len(WORDS) > 250
    assert ("groups", "team", "turnover", "replaced_after") in WORDS


def test_null_says_the_same_in_the_base_and_in_a_design(made):
    """For each word: null in the base, null in a design, null in a design over something in the base."""
    astray = []
    for path in WORDS:
        null = changed(path, None)
        there = made(laid(FLOOR, null), {})
        if there != made(FLOOR, null):
            astray.append(path)
    assert astray == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("groups.team.turnover", {"leaves_per_month": "30 %", "replaced_after": "10 days"}),
        ("groups.team.turnover.replaced_after", "10 days"),
        ("groups.team.shrinkage", "10 %"),
        ("groups.team.agents", 9),
        ("groups.team.skills.calls.slower", "10 %"),
        ("contacts.calls.patience", "3 min"),
        ("contacts.calls.handling.wrap_up", "30 s"),
        ("contacts.calls.returns.abandoned", {"share": "50 %", "after": "2 h"}),
        ("contacts.calls.handling", {"talk": "3 min"}),
        ("sites.there.price", {"per_contact": 4}),
        ("sites.there.share", {"calls": "30 %"}),
        ("routing.specialists_first", False),
    ],
)
def test_null_over_something_is_null_in_the_base(made, path, value):
    steps = tuple(path.split("."))
    more = laid(FLOOR, {"groups": {"team": {"turnover": {"leaves_per_month": "30 %"}}}})
    before, null = laid(more, changed(steps, value)), changed(steps, None)
    assert made(before, null) == made(laid(more, null), {})
    assert made(before, {}) != made(before, null)


def test_null_is_a_value_where_it_says_something_else_than_the_default(scenario):
    """A place that stays empty for good, in the base, in a design, and shown again."""
    known = [path for path in WORDS if has_null(_owner(path), path[-1])]
    assert known == [("groups", "team", "turnover", "replaced_after")]
    leaves = {"groups": {"team": {"turnover": {"leaves_per_month": "30 %", "replaced_after": "10 days"}}}}
    top = {"name": "null", "calendar": {"days": 7, "opening": "08:00-18:00"}, **laid(FLOOR, leaves)}
    top["designs"] = {
        "d": changed(known[0], None),
        "e": {"groups": {"team": {"turnover": {"replaced_after": "9 days"}}}},
    }
    loaded = scenario(yaml.safe_dump(top))
    assert loaded.designs["d"].groups["team"].turnover.replaced_after is None
    again = scenario(resolved_text(loaded, "d"))
    assert again.designs["d"].groups["team"].turnover.replaced_after is None
    assert json.loads(json.dumps(loaded.differences["d"])) == {"groups.team.turnover.replaced_after": None}


def _owner(path: tuple[str, ...]) -> Any:
    return type_at(Centre, path[:-1])


def test_null_for_a_name_takes_it_away_where_there_is_one(made):
    assert "others" not in made(FLOOR, {"groups": {"others": None}, "sites": {"there": None}})["groups"]
    assert "null takes a key away, but 'nobody' is not there" in made(FLOOR, {"groups": {"nobody": None}})[0]
    assert made(laid(FLOOR, {"groups": {"nobody": None}}), {}) != made(FLOOR, {})


@pytest.mark.parametrize("day", ["sat", "holidays"])
def test_null_is_no_opening(made, day):
    hours = {"opening": {"mon-fri": "08:00-18:00", day: None}}
    assert (
        "null says nothing of the hours" in made(laid(FLOOR, {"sites": {"there": {"hours": hours["opening"]}}}), {})[0]
    )


def test_null_within_a_list(made):
    """A break's words, in a list, which a design replaces whole."""
    breaks = [{"at": "12:00", "length": "30 min", "paid": None, "between": None}]
    shifts = {"groups": {"team": {"agents": None, "shifts": {"day": {"hours": "08:00-18:00", "people": 8}}}}}
    with_breaks = {"groups": {"team": {"shifts": {"day": {"breaks": breaks}}}}}
    there = made(laid(laid(FLOOR, shifts), with_breaks), {})
    assert there == made(laid(FLOOR, shifts), with_breaks)
    assert there["groups"]["team"]["shifts"]["day"]["breaks"][0]["paid"] is True


@pytest.mark.parametrize(("where", "design"), [("", "base"), ("designs.d.", "d")])
@pytest.mark.parametrize("before", ["10 days", None])
def test_null_as_a_setting_is_null_in_the_file(tmp_path, where, design, before):
    """Both where the word stands already and where it does not."""
    turnover = {"leaves_per_month": "30 %"} | ({"replaced_after": before} if before else {})
    top = {"name": "null", "calendar": {"days": 7, "opening": "08:00-18:00"}, **FLOOR}
    top = laid(top, {"groups": {"team": {"turnover": turnover}}}) | ({"designs": {"d": {}}} if where else {})
    file = tmp_path / "a.yaml"
    file.write_text(yaml.safe_dump(top))
    problems: list[Any] = []
    words = [
        Setting(f"{where}groups.team.{key}", AxisValue("null")) for key in ("turnover.replaced_after", "shrinkage")
    ]
    found = of_tree(with_settings(tree_of(file), tuple(words), problems), str(file)).designs[design]
    assert problems == []
    assert found.groups["team"].turnover.replaced_after is None
    assert found.groups["team"].shrinkage == 0.0
