"""Refusals of the models, in words; and what can still be checked in spite of them.

A file with a talk time without a unit may also name a skill nobody knows. Its author wants to hear of both
at once. So after the models have refused some values, these are put aside, harmless stand-ins take their
place, and the checks that look across the file still run; a check that would rest on a value put aside
keeps silent.

For an unknown key that resembles a known one (`patiense`), the known one counts
as put aside too, so it is not reported as missing.
"""

from __future__ import annotations

import re
import typing
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Problem, shown
from sim.scenario import distributions, format_values
from sim.scenario.designs import problem_at
from sim.scenario.keys import KeyPath, bare, is_model, type_at
from sim.scenario.nouns.field_docstrings import sentence_of
from sim.scenario.nouns.synonyms import hint, place_of
from sim.scenario.scenario import ScenarioFile
from sim.scenario.units import nearest
from sim.scenario.yaml_positions import Node

Model = TypeVar("Model", bound=BaseModel)

MOST_KEYS = 6
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}
_WANTED = {
    "model_type": "a mapping (keys with values)",
    "dict_type": "a mapping (names with values)",
    "tuple_type": "a list",
    "string_type": "a text (put it in quotes)",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


class Shared:
    """Nouns found right in one design, for those that leave them as they are: the same node makes the same noun."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, int], tuple[Node, BaseModel]] = {}
        """By part of the floor and identity of the node, which is kept so that its identity stays its own."""

    def plain(self, tree: Node) -> Any:
        """The words of a floor; in place of those of a noun that is known, the noun."""
        return {part: self._noun(part, node) or self._names(part, node) for part, node in tree.value.items()}

    def _names(self, part: str, node: Node) -> Any:
        if not isinstance(node.value, dict):
            return node.plain()
        return {name: self._noun(part, one) or one.plain() for name, one in node.value.items()}

    def _noun(self, part: str, node: Node) -> BaseModel | None:
        found = self.known.get((part, id(node)))
        return found[1] if found else None

    def keep(self, tree: Node, floor: BaseModel, wrong: list[KeyPath]) -> None:
        """Remember the nouns of a floor, but for those in which something was refused."""
        refused = {path[:2] for path in wrong} | {path[:1] for path in wrong}
        whole = {path for path in wrong if len(path) == 1}
        for part, node in tree.value.items():
            value = vars(floor).get(part)
            if isinstance(value, BaseModel) and (part,) not in refused:
                self.known[part, id(node)] = node, value
            elif isinstance(value, dict) and isinstance(node.value, dict) and (part,) not in whole:
                for name, one in node.value.items():
                    noun = value.get(name)
                    if isinstance(noun, BaseModel) and (part, name) not in refused:
                        self.known[part, id(one)] = one, noun


def checked(
    model: type[Model],
    tree: Node,
    problems: list[Problem],
    keys_of: type[BaseModel] | None = None,
    shared: Shared | None = None,
) -> tuple[Model | None, frozenset[KeyPath]]:
    """The tree as a model, with the paths put aside; None where nothing sensible is left.

    `keys_of` is the model whose keys the top may hold, if that is not the model itself. With `shared` the nouns of a
    design are read once, however many designs have them.
    """
    shared = shared or Shared()
    data = shared.plain(tree)
    try:
        right = model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
    else:
        shared.keep(tree, right, [])
        return right, frozenset()
    aside = set()
    unknown = [one["loc"] for one in found if one["type"] == "extra_forbidden"]
    meant = {_meant(type_at(model, path[:-1]), path) for path in unknown}
    for one in found:
        one["loc"], of_key = _without_mark(one["loc"])
        kind = keys_of if keys_of and len(one["loc"]) == 1 else type_at(model, one["loc"][:-1])
        node, there = tree.at(one["loc"])
        if one["type"] == "missing" and one["loc"] in meant:
            _put_aside(data, model, one, kind, of_key)
            continue
        message, at_key = _worded(one, kind, node.plain() if there and not of_key else one["input"])
        problems.append(problem_at(tree, one["loc"], message, at_key or of_key))
        aside.add(_put_aside(data, model, one, kind, of_key))
    left = _of_what_is_left(model, data, aside)
    if left is not None:
        shared.keep(tree, left, [one["loc"] for one in found])
    return left, frozenset(aside)


def _of_what_is_left(model: type[Model], data: Any, aside: set[KeyPath]) -> Model | None:
    """The model of what was not put aside. Where a stand-in is refused itself, what it stands in is left out as a
    whole, if it may be; None where it may not."""
    while True:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            paths = {_without_mark(one["loc"])[0] for one in error.errors(include_url=False)}
            optional = {path for one in paths if (path := _optional(model, data, one))}
            if len(optional) == 0:
                return None
            for path in optional:
                _holder(data, path).pop(path[-1], None)
                aside.add(path)


def _optional(model: Any, data: Any, path: KeyPath) -> KeyPath:
    """The innermost part on the way that has a default and is there; () without one."""
    for length in range(len(path), 0, -1):
        owner, holder = type_at(model, path[: length - 1]), _holder(data, path[:length])
        known = owner.model_fields.get(str(path[length - 1])) if is_model(owner) else None
        if known is not None and not known.is_required() and path[length - 1] in holder:
            return path[:length]
    return ()


def _holder(data: Any, path: KeyPath) -> dict[Any, Any]:
    """The mapping in which the last step of a path stands; an empty one where there is none."""
    for step in path[:-1]:
        data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _meant(kind: Any, path: KeyPath) -> KeyPath:
    """The path of the key that an unknown one means, if it stands in the same noun or below it."""
    keys = tuple(kind.model_fields) if is_model(kind) else ()
    first = place_of(str(path[-1]), keys, path[:-1], ScenarioFile).split(".")[0]
    return (*path[:-1], first) if first in keys else path


def _without_mark(path: KeyPath) -> tuple[KeyPath, bool]:
    """The path without the mark that the models set where a key itself is refused; and whether it was set."""
    return (path[:-1], True) if path and path[-1] == "[key]" else (path, False)


def _worded(error: ErrorDetails, kind: Any, value: Any) -> tuple[str, bool]:
    """The refusal of a value in one line, and whether it is about the key rather than the value."""
    sort, context = error["type"], error.get("ctx", {})
    key = str(error["loc"][-1]) if error["loc"] else ""
    if sort == "missing":
        return f"'{key}' is missing here; {_sentence(kind, key)}", True
    if sort == "extra_forbidden":
        known = list(kind.model_fields) if is_model(kind) else []
        meant = hint(key, known, error["loc"][:-1], ScenarioFile)
        return f"unknown key '{key}'; allowed: {', '.join(known)}{meant}", True
    if sort == "value_error":
        return str(context.get("error", error["msg"])), False
    if sort == "literal_error":
        words = typing.get_args(type_at(kind, (key,))) or re.findall("'([^']*)'", context.get("expected", ""))
        near = nearest(str(value), words)
        return f"{shown(value)} is not allowed here; allowed: {', '.join(words)}{near}", False
    if sort in _BOUNDS:
        name, words_ = _BOUNDS[sort]
        return f"{shown(value)} is out of bounds; allowed: {words_} {_bound(context[name], value)}", False
    if sort == "too_short":
        return "at least one is wanted here", True
    if sort == "model_type" and (keys := _keys(kind, key)):
        return f"{_WANTED[sort]} is wanted, not {shown(value)}; keys: {keys}", False
    if sort in _WANTED:
        return f"{_WANTED[sort]} is wanted, not {shown(value)}", False
    return f"{shown(value)} is not allowed here: {error['msg'][:1].lower()}{error['msg'][1:]}", False


def _keys(kind: Any, key: str) -> str:
    """The first keys of the mapping that is wanted under this one."""
    wanted = type_at(kind, (key,))
    keys = list(wanted.model_fields) if is_model(wanted) else []
    return ", ".join(keys[:MOST_KEYS]) + (" ..." if len(keys) > MOST_KEYS else "")


def _sentence(kind: Any, key: str) -> str:
    """What the missing key is for, in the words of the models."""
    known = kind.model_fields.get(key) if is_model(kind) else None
    if known is None:
        return "it has no default"
    inside = bare(known.annotation)
    sentence = " ".join((sentence_of(kind, key) or (inside.__doc__ if is_model(inside) else "") or "").split())
    return f"it says: {sentence}" if sentence else "it has no default"


def _bound(bound: float, value: Any) -> str:
    """The bound in the unit the value was written in."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return f"{bound * 100:g} %"
    return str(format_values.duration(bound)) if isinstance(value, str) else f"{bound:g}"


def _put_aside(data: Any, model: Any, error: ErrorDetails, kind: Any, of_key: bool) -> KeyPath:
    """Replaces a refused value by a stand-in, or drops it where there is a default; the path put aside."""
    path: KeyPath = error["loc"]
    holder = data
    for step in path[:-1]:
        if isinstance(holder, dict) and step not in holder:  # gone already, for its key was refused
            return path
        holder = holder[step]
    last: Any = path[-1]
    if of_key:
        holder.pop(last, None)
        return path
    if error["type"] == "extra_forbidden":
        del holder[last]
        return _meant(kind, path)
    owner = type_at(model, path[:-1])
    if is_model(owner) and not owner.model_fields[str(last)].is_required():
        holder.pop(last, None)
    else:
        holder[last] = _stand_in(type_at(model, path), str(last))
    return path


def _stand_in(kind: Any, key: str) -> Any:
    """The least that the models accept in this place."""
    if is_model(kind):
        required = {name: known for name, known in kind.model_fields.items() if known.is_required()}
        return {name: _stand_in(bare(known.annotation), name) for name, known in required.items()}
    if typing.get_origin(kind) is dict:
        inside = bare(typing.get_args(kind)[1])
        return {"?": _stand_in(inside, "?")} if key in ("contacts", "groups") else {}
    if typing.get_origin(kind) is Literal:
        return typing.get_args(kind)[0]
    if kind is distributions.Law:
        return "1 min"
    if kind is int:
        return 1
    return "?" if kind is str else 0.0
