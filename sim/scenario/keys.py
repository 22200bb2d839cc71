"""What the models know of a key: its type, and what null means there.

Somebody writes `wrap_up:` and forgets the value, or `replaced_after: null` for a place that stays empty. Null means the
same wherever it stands. A word of the file with null is as if nobody had written it, so its default holds; a design
takes away what stood below in the same way. Only where null is a value of the word itself, and not its default, it is
that value. A *name* (of a group, a type, a level) with null takes the name away, in a design; where there is nothing to
take away it is a mistake, because it is nearly always a name misspelt.
"""

from __future__ import annotations

import types
import typing
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from sim.scenario.yaml_positions import Node

KeyPath = tuple[str | int, ...]
"""The way to a value of the file, e.g. ("groups", "advisers", "agents"); a number is a place in a list."""


def type_at(model: Any, path: KeyPath) -> Any:
    """The type that the models give to a path, e.g. `Group` to groups.advisers; None if unknown."""
    for step in path:
        model = bare(model)
        if is_model(model):
            known = model.model_fields.get(str(step))
            model = known.annotation if known else None
        else:
            arguments = typing.get_args(model)
            model = arguments[-1 if typing.get_origin(model) is dict else 0] if arguments else None
    return bare(model)


def bare(kind: Any) -> Any:
    """A type without `| None` and without annotations."""
    while True:
        if typing.get_origin(kind) is typing.Annotated:
            kind = typing.get_args(kind)[0]
        elif isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
            kind = next(one for one in typing.get_args(kind) if one is not types.NoneType)
        else:
            return kind


def is_model(kind: Any) -> bool:
    """Whether a type is a noun, with words of its own."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


# ---- null ---------------------------------------------------------------------------------------------------------


def is_word(kind: Any, key: str) -> bool:
    """Whether a key is a word of a noun, and not a name that somebody gave."""
    return is_model(kind) and key in kind.model_fields


def has_null(kind: Any, key: str) -> bool:
    """Whether null is a value of a word, which says something else than its default."""
    known = kind.model_fields.get(key) if is_model(kind) else None
    return known is not None and known.default is not None and types.NoneType in typing.get_args(known.annotation)


def without_nulls(node: Node, kind: Any) -> Node:
    """The node without the words that are null; itself where there are none."""
    if isinstance(node.value, list):
        items = [without_nulls(one, type_at(kind, (0,))) for one in node.value]
        return node if all(a is b for a, b in zip(items, node.value, strict=True)) else replace(node, value=items)
    if not isinstance(node.value, dict):
        return node
    kept, gone = {}, dict(node.gone)
    for key, one in node.value.items():
        if one.value is None and is_word(kind, key) and not has_null(kind, key):
            gone[key] = one
        else:
            kept[key] = without_nulls(one, type_at(kind, (key,)))
    same = len(kept) == len(node.value) and all(kept[key] is one for key, one in node.value.items())
    return node if same else replace(node, value=kept, gone=gone)
