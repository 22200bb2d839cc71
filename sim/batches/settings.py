"""A scenario with other values at some keys, as if its file said so.

The values are inserted into the tree of the file before anything is checked, so they are read and refused like the
file's own, and a design that says otherwise there still does. Decision: a name (of a group, a type, a design) must
exist already, unless the value is a mapping. To take a new name for a new group, as the file does, would turn every
misspelling into a group without people.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from sim.batches.axes import AxisValue
from sim.errors import Problem, ScenarioError
from sim.scenario.keys import is_word, type_at
from sim.scenario.scenario import Centre, ScenarioFile
from sim.scenario.units import nearest
from sim.scenario.yaml_positions import Node, Position, read_tree


class Setting(NamedTuple):
    """A value at a dotted key."""

    path: str
    value: AxisValue

    def __str__(self) -> str:
        return f"{self.path}={self.value.text}"


Settings = tuple[Setting, ...]


def with_settings(top: Node, settings: Settings, problems: list[Problem]) -> Node:
    """The tree with the values at their keys; what cannot be set is reported and left out."""
    for setting in settings:
        label = f"--set {setting}"
        try:
            value = _positioned(read_tree(f"value: {setting.value.text}", label).value["value"], Position(label, 0, 0))
            steps = _steps(top, setting.path.split("."), value)
            top = _inserted(top, steps, value, ScenarioFile, steps[0] == "designs" and len(steps) > 2)
        except ScenarioError as error:
            problems += [problem._replace(line=0, column=0, key=setting.path) for problem in error.problems]
        except ValueError as error:
            problems.append(Problem(label, 0, 0, setting.path, str(error)))
    return top


def _positioned(node: Node, position: Position) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {key: _positioned(one, position) for key, one in value.items()}
    elif isinstance(value, list):
        value = [_positioned(one, position) for one in value]
    return replace(node, value=value, position=position, key_position=position)


# ---- where a key leads ------------------------------------------------------------------------------------------


def _steps(top: Node, words: list[str], value: Node) -> list[str]:
    """The keys on the way; ValueError, with the nearest right name, where there is no such way."""
    if words[0] == "designs" and len(words) > 1:
        designs = _children(_children(top).get("designs"))
        name, rest = _longest_key(words[1:], [designs])
        if name is None:
            raise _no_such_key(words[1], list(designs))
        others = [patch for key, patch in designs.items() if key != name]
        return ["designs", name, *_key_steps([designs[name], top, *others], Centre, rest, value)]
    return _key_steps([top], ScenarioFile, words, value)


def _key_steps(here: list[Node | None], model: Any, words: list[str], value: Node) -> list[str]:
    """The keys below any of some nodes; `model` is the type that the file may hold there."""
    if not words:
        return []
    inside = [_children(node) for node in here]
    fields = getattr(model, "model_fields", None)
    name, rest = _longest_key(words, inside)
    if name is None and fields is not None and words[0] in fields:
        name, rest = words[0], words[1:]
    if name is None:
        there = list(dict.fromkeys([*(fields or {}), *(key for one in inside for key in one)]))
        is_new = fields is None and len(words) == 1 and isinstance(value.value, dict)
        if not is_new:
            raise _no_such_key(words[0], there)
        return words
    further = [one[name] for one in inside if name in one]
    if rest and further and not any(isinstance(node.value, (dict, type(None))) for node in further):
        raise ValueError(f"'{name}' is written as one value in the file; set it whole")
    return [name, *_key_steps(list(further), type_at(model, (name,)), rest, value)]


def _longest_key(words: list[str], inside: list[dict[str, Node]]) -> tuple[str | None, list[str]]:
    """The longest beginning of some words that is a key, and the words left: a name may itself contain dots."""
    for length in range(len(words), 0, -1):
        name = ".".join(words[:length])
        if any(name in one for one in inside):
            return name, words[length:]
    return None, []


def _no_such_key(word: str, there: list[str]) -> ValueError:
    known = ", ".join(there) or "nothing"
    return ValueError(f"there is no '{word}' here; there is: {known}{nearest(word, there)}")


def _children(node: Node | None) -> dict[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


# ---- inserting the value --------------------------------------------------------------------------------------------


def _inserted(under: Node | None, steps: list[str], value: Node, expected: Any, keeps_null: bool) -> Node:
    """The node with a value inserted below; as in a design mappings are merged, and null removes a name.

    `expected` is the type that the models expect here. Within a design null has a meaning of its own and stays; beside
    a word of the file it stays, too, for the code that reads the word knows its meaning.
    """
    if not steps:
        if under is not None and isinstance(value.value, dict) and isinstance(under.value, dict):
            for key, one in value.value.items():
                under = _inserted(under, [key], one, expected, keeps_null)
            return replace(under, position=value.position, key_position=value.key_position)
        return value
    entries = dict(_children(under))
    step, *rest = steps
    if not rest and value.value is None and not keeps_null and not is_word(expected, step):
        if step not in entries:
            there = ", ".join(entries) or "nothing"
            raise ValueError(
                f"null takes a key away, but '{step}' is not there; there is: {there}{nearest(step, entries)}"
            )
        del entries[step]
    else:
        entries[step] = _inserted(entries.get(step), rest, value, type_at(expected, (step,)), keeps_null)
    return replace(under or value, value=entries)
