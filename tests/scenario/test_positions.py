"""The traps of YAML, and that every word keeps its line and column."""

import random
from pathlib import Path

import pytest
import yaml

from sim.errors import ScenarioError
from sim.scenario.yaml_positions import MAX_NODES, read_quickly, read_tree


def plain(text):
    return read_tree(text, "a.yaml").plain()


def problems(text):
    with pytest.raises(ScenarioError) as refused:
        read_tree(text, "a.yaml")
    return refused.value.problems


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10:30", "10:30"),
        ("12:30:00", "12:30:00"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("010", 10),
        ("0o17", "0o17"),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        (".5", 0.5),
        ("+3", 3),
        ("2018-08-20", "2018-08-20"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("~", None),
        ("null", None),
        ("'5'", "5"),
        ("! 5", "5"),
        ("9" * 5000, "9" * 5000),
        ("=", "="),
    ],
)
def test_scalars_follow_yaml_1_2(written, meant):
    value = plain(f"key: {written}")["key"]
    assert value == meant
    assert type(value) is type(meant)


def test_keys_are_always_words():
    assert plain("1: a\nno: b\n~: c\n2018-08-20: d") == {"1": "a", "no": "b", "~": "c", "2018-08-20": "d"}


def test_every_value_knows_its_place():
    tree = read_tree("a:\n  b: [1, 22]\n  é: {c: x}\n", "a.yaml")
    node, found = tree.at(("a", "b", 1))
    assert found
    assert (node.value, node.position) == (22, ("a.yaml", 2, 10))
    node, _ = tree.at(("a", "é", "c"))
    assert (node.key_position, node.position) == (("a.yaml", 3, 7), ("a.yaml", 3, 10))
    node, found = tree.at(("a", "é", "nothing", "here"))
    assert not found
    assert node.key_position == ("a.yaml", 3, 3)


def test_a_comma_within_parentheses_does_not_end_a_value():
    text = "{talk: lognormal(6 min, cv 80 %), wrap_up: 45 s, other: gamma(4 min,cv 50 %)}"
    assert plain(text) == {
        "talk": "lognormal(6 min, cv 80 %)",
        "wrap_up": "45 s",
        "other": "gamma(4 min, cv 50 %)",
    }


def test_a_key_written_twice_is_told_with_both_lines():
    (problem,) = problems("a: 1\nb: 2\na: 3\n")
    assert (problem.line, problem.column, problem.key) == (3, 1, "a")
    assert "first in line 1" in problem.message


def test_aliases_share_a_value_and_stand_where_they_are_used():
    tree = read_tree("a: &x {p: 1}\nb: *x\n", "a.yaml")
    assert tree.plain() == {"a": {"p": 1}, "b": {"p": 1}}
    assert tree.value["b"].position == ("a.yaml", 2, 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: *x", "no finished anchor"),
        ("a: &a [*a]", "no finished anchor"),
        ("<<: {a: 1}", "merge keys"),
        ("? [a]\n: 1", "a key must be a word"),
        ("{a: 1}: 2", "a key must be a word"),
        ("a: 1\n---\nb: 2", "a second document"),
        ("", "empty"),
        ("---\n", "empty"),
        ("just words", "is a mapping"),
        ("a: b: c", "not YAML"),
        ('"abc', "not YAML"),
        ("a: [1, 2", "not YAML"),
        ("\ta: 1", "tabs cannot indent"),
        ("a: \x07", "U+0007"),
        ("a: " + "[" * 5000, "nested more than"),
        ("a: " + "{b: " * 5000, "nested more than"),
    ],
)
def test_what_is_not_allowed(text, words):
    assert any(words in problem.message for problem in problems(text))


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['false']",
        "a: !!python/name:os.system",
        "!!python/object:object {}",
        "a: !mine 3",
        "!!python/tuple [a]: 3",
        "a: !!binary aGVsbG8=",
        "%TAG ! tag:yaml.org,2002:python/\n---\na: !object:os.x {}",
        "a: !!str 5",
    ],
)
def test_tags_are_refused_with_their_place(text):
    found = [problem for problem in problems(text) if "tags are not allowed" in problem.message]
    assert found
    assert found[0].line >= 1


def test_a_few_lines_cannot_stand_for_a_billion_values():
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"{new}: &{new} [{', '.join(['*' + old] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi")]
    assert str(MAX_NODES) in problems("\n".join(lines))[0].message


def written() -> list[str]:
    """The texts of the examples, whole."""
    root = Path(__file__).parents[2]
    return [path.read_text(encoding="utf-8") for path in sorted((root / "scenarios").glob("*.yaml"))]


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML without libyaml")
def test_both_parsers_read_the_same():
    """Examples with up to three characters changed: whatever the parser in C lets through, the other reads alike, and
    finds in the same places unless told otherwise."""
    chance, texts = random.Random(7), written()
    read, places = 0, 0
    for _ in range(400):
        text = chance.choice(texts)
        text = text[: chance.randrange(2000)]
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice("{}[]:,-?&*!|>'\"%@`# \n\té()\ufeff") + text[at + 1 :]
        quick = read_quickly(text, "a.yaml")
        if quick is not None:
            tree, exact = quick
            read, places = read + 1, places + exact
            assert tree.plain() == plain(text)
            assert tree == read_tree(text, "a.yaml") or not exact
    assert read > places > 50


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML without libyaml")
@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("a:\nb: {c: 1}", True),
        ("a: [1, {b: ''}]", True),
        ("a: {b: , c: 1}", False),
        ("a: {b}", False),
        ("{b: }", False),
    ],
)
def test_places_of_values_left_empty_in_braces_are_not_trusted(text, exact):
    assert read_quickly(text, "a.yaml")[1] is exact


@pytest.mark.parametrize(
    "text", ["a: b\tc", "a: {b?c: 1}", "a: [1, 2", "a: !x 1", "a: 1\na: 2", "a: \udcff", "", "a\ufeff: 1", "a: >#\n b"]
)
def test_what_the_parsers_may_read_differently_is_read_once_more(text):
    assert read_quickly(text, "a.yaml") is None
