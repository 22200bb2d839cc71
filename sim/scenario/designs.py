"""Designs: what the file says once, and what each way of working changes in it.

A consultant writes the floor as it is, then "specialised" in four lines: these groups instead of those. The
next step of the transformation starts from that one. So a design is a named difference (`from` says from
which other design), and a whole floor is the base with the differences laid over it in order.

`null` takes a key away (see `sim.scenario.keys`), and taking away a name that is not there
is a mistake, because it is nearly always misspelt. Mappings are merged, everything else (lists too) is replaced whole.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from typing import Any

from sim.errors import Problem, shown
from sim.scenario.keys import has_null, is_word, type_at, without_nulls
from sim.scenario.nouns.synonyms import hint
from sim.scenario.scenario import Centre, ScenarioFile
from sim.scenario.units import nearest
from sim.scenario.yaml_positions import Node

BASE = "base"
PARTS = ("channels", "orders", "busyness", "contacts", "groups", "sites", "routing", "fixed_per_month")
KEYS = ("from", "label", *PARTS)
COMMON = ("calendar", "study")
MAX_DESIGNS = 1000


@dataclass(frozen=True)
class Design:
    """One way of working: its whole floor as a tree, and what its own lines change."""

    name: str
    label: str
    tree: Node
    difference: dict[str, Any]


def problem_at(tree: Node, path: tuple[str | int, ...], message: str, at_key: bool = False) -> Problem:
    """A problem with the value at a path of the tree, or with its key; else the nearest place there is."""
    node, found = tree.at(path)
    position = node.key_position if at_key or not found else node.position
    words = ([node.origin] if node.origin else []) + [str(step) for step in path]
    return Problem(*position, ".".join(words), message)


def designs_of(top: Node, problems: list[Problem]) -> dict[str, Design]:
    """Every design of the file, whole. A file without designs has one, named `base`."""
    parts = {key: node for key, node in top.value.items() if key in Centre.model_fields}
    base = Node(parts, top.position, top.key_position)
    patches = _patches(top, problems)
    if not patches:
        return {BASE: Design(BASE, BASE, base, {})}
    whole: dict[str, Node] = {}
    for name in patches:
        for step in reversed(_unfinished(name, patches, whole, problems)):
            under = whole.get(_parent(patches[step]) or "", base)
            only_parts = {key: node for key, node in patches[step].value.items() if key in PARTS}
            patch = replace(patches[step], value=only_parts)
            whole[step] = _merged(under, patch, f"designs.{step}", (), Centre, problems)
    return {
        name: Design(name, _label(name, patch), whole[name], flat(patch))
        for name, patch in patches.items()
        if name in whole
    }


def flat(patch: Node) -> dict[str, Any]:
    """The lines of a difference as dotted keys with the values as written; None where a key is taken away."""
    found: dict[str, Any] = {}
    pending: list[tuple[tuple[str, ...], Node]] = [
        ((key,), node) for key, node in reversed(patch.value.items()) if key in PARTS
    ]
    while pending:
        path, node = pending.pop()
        if isinstance(node.value, dict) and node.value:
            pending += [((*path, key), under) for key, under in reversed(node.value.items())]
        else:
            found[".".join(path)] = node.plain()
    return found


def _patches(top: Node, problems: list[Problem]) -> dict[str, Node]:
    """The named differences of the file as mappings; what is not one is reported and left out."""
    node = top.value.get("designs")
    if node is None or node.value is None:
        return {}
    if not isinstance(node.value, dict):
        message = f"designs are a mapping of names to differences, not {shown(node.plain())}"
        problems.append(problem_at(top, ("designs",), message))
        return {}
    if len(node.value) > MAX_DESIGNS:
        message = f"{len(node.value)} designs are too many; allowed: up to {MAX_DESIGNS}"
        problems.append(problem_at(top, ("designs",), message, at_key=True))
        return {}
    patches = {}
    for name, patch in node.value.items():
        if isinstance(patch.value, dict):
            _only_known_keys(top, name, patch, problems)
            patches[name] = patch
        elif patch.value is None:
            patches[name] = replace(patch, value={})
        else:
            message = f"a design is a mapping with any of {', '.join(KEYS)}, not {shown(patch.plain())}"
            problems.append(problem_at(top, ("designs", name), message))
    return patches


def _only_known_keys(top: Node, name: str, patch: Node, problems: list[Problem]) -> None:
    for key, node in patch.value.items():
        path = ("designs", name, key)
        if key in COMMON:
            message = f"'{key}' is common to all designs; say it once, at the top of the file"
            problems.append(problem_at(top, path, message, at_key=True))
        elif key not in KEYS:
            message = f"unknown key '{key}'; allowed: {', '.join(KEYS)}{hint(key, KEYS, (), ScenarioFile)}"
            problems.append(problem_at(top, path, message, at_key=True))
        elif key == "from" and node.value not in _others(top, name):
            message = _unknown_parent(node, _others(top, name))
            problems.append(problem_at(top, path, message))
        elif key == "label" and not isinstance(node.value, str):
            problems.append(problem_at(top, path, f"a text is wanted, not {shown(node.plain())}"))
        elif key in PARTS and not isinstance(node.value, (dict, types.NoneType)):
            message = f"a mapping of what changes is wanted, not {shown(node.plain())}"
            problems.append(problem_at(top, path, message))


def _others(top: Node, name: str) -> list[str]:
    return [other for other in top.value["designs"].value if other != name]


def _unknown_parent(node: Node, others: list[str]) -> str:
    allowed = f"another design ({', '.join(others) or 'there is none'}), or no `from` for the base"
    return f"{shown(node.plain())} is no other design; allowed: {allowed}{nearest(str(node.value), others)}"


def _parent(patch: Node) -> str | None:
    node = patch.value.get("from")
    return node.value if node is not None and isinstance(node.value, str) else None


def _label(name: str, patch: Node) -> str:
    node = patch.value.get("label")
    return node.value if node is not None and isinstance(node.value, str) else name


def _unfinished(name: str, patches: dict[str, Node], whole: dict[str, Node], problems: list[Problem]) -> list[str]:
    """The designs from `name` down to the first whole one; none if they run in a circle or end nowhere."""
    chain: list[str] = []
    step: str | None = name
    while step is not None and step not in whole:
        if step in chain:
            circle = chain[chain.index(step) :]
            if len(circle) > 1 and circle[0] == min(circle):
                where = patches[step].value["from"].position
                words = " -> ".join([*circle, step])
                message = f"the designs build on each other in a circle: {words}; let one start from the base"
                problems.append(Problem(where.file, where.line, where.column, f"designs.{step}.from", message))
            return []
        chain.append(step)
        step = _parent(patches[step])
        if step is not None and step not in patches:
            return []
    return chain


def _merged(
    under: Node, patch: Node, origin: str, path: tuple[str, ...], kind: Any, problems: list[Problem]
) -> Node:  # fmt: skip
    """What stands below, changed by the patch; `kind` is what the models expect here."""
    entries, gone = dict(under.value), dict(under.gone)
    for key, change in patch.value.items():
        below = entries.get(key)
        if change.value is None and has_null(kind, key):
            entries[key] = replace(change, origin=origin)
        elif change.value is None:
            if below is None and not is_word(kind, key):
                problems.append(_nothing_there(change, key, entries, origin, path))
            else:
                gone[key] = replace(change, origin=origin)
                entries.pop(key, None)
        elif isinstance(change.value, dict):
            if below is None or not isinstance(below.value, dict):
                below = replace(change, value={}, origin=origin)
            entries[key] = _merged(below, change, origin, (*path, key), type_at(kind, (key,)), problems)
        elif path:
            entries[key] = _stamped(without_nulls(change, type_at(kind, (key,))), origin)
    return replace(under, value=entries, gone=gone)


def _nothing_there(change: Node, key: str, entries: dict[str, Node], origin: str, path: tuple[str, ...]) -> Problem:
    there = ", ".join(entries) or "nothing"
    message = f"null takes a key away, but '{key}' is not there; there is: {there}{nearest(key, entries)}"
    return Problem(*change.key_position, ".".join((origin, *path, key)), message)


def _stamped(node: Node, origin: str) -> Node:
    value = node.value
    if isinstance(value, list):
        value = [_stamped(item, origin) for item in value]
    elif isinstance(value, dict):
        value = {key: _stamped(item, origin) for key, item in value.items()}
    return replace(node, value=value, origin=origin)
