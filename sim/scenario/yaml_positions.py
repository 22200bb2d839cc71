"""A YAML text as a tree that remembers where each word was written.

Someone writes `lunch: 12:30` and `weekend: no`. An older YAML would hand us 750 and False, and would let a
key stand twice without a word. Here the scalars follow YAML 1.2 (12:30 and `no` stay text, 010 is ten), a
key written twice is refused with both its lines, and every value keeps its line and column, so a problem
found much later can still point at the very word.

Nothing is ever *constructed*. The tree is built from the parser's events, so a
tag such as `!!python/object` has nothing to call; it is a problem like any other. Aliases share their
nodes, and their unfolded size is counted, so a file of ten lines cannot stand for a billion values. And a
comma within parentheses does not end a value: {talk: gamma(4 min, cv 50 %)} says what it seems to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import yaml

from sim.errors import Problem, ScenarioError, shown

MAX_NODES = 100_000
MAX_DEPTH = 40

_NULL = re.compile(r"null|Null|NULL|~|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?")
_HALVES = re.compile("[\ud800-\udfff]")
_LAX = re.compile(r"[\t\r!\ufeff]|\?(?!\n)|[|>][-+1-9]*#")
"""What the parser in C takes where the other does not."""


class Position(NamedTuple):
    """Where a word stands; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Node:
    """A value of the file. `value` is a scalar, a list of nodes, or a dict of nodes by key."""

    value: Any
    position: Position
    key_position: Position
    """Where the key stands that this value belongs to (the value itself, for the items of a list)."""
    size: int = 1
    origin: str = ""
    """Dotted key of the design that wrote the value, e.g. `designs.specialised`; empty for the base."""
    gone: dict[str, Node] = field(default_factory=dict)
    """Keys a design has taken away from this mapping, with the `null` that did it."""

    def plain(self) -> Any:
        """The value as plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> tuple[Node, bool]:
        """The node at a path, or where the path leaves the tree the last on it; and whether it was there."""
        node = self
        for step in path:
            inside: Any = node.value if isinstance(node.value, dict) else {}
            if isinstance(node.value, list):
                inside = dict(enumerate(node.value))
            if step not in inside:
                return node.gone.get(str(step), node), False
            node = inside[step]
        return node, True


def scalar(text: str) -> Any:
    """A plain (unquoted) scalar by the rules of YAML 1.2; infinities and very long numbers stay text."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def read_tree(text: str, file: str) -> Node:
    """The tree of a YAML text whose top is a mapping; a `ScenarioError` lists all problems of writing."""
    reader = _Reader(text, file, yaml.SafeLoader)
    tree = reader.document()
    if reader.problems or tree is None:
        raise ScenarioError(reader.problems)
    return tree


def read_quickly(text: str, file: str) -> tuple[Node, bool] | None:
    """The same values by the parser in C, and whether all places are the same, too; None where there is no such parser,
    or where anything is not as it should be.

    Its words for mistakes are others, and so are the places of values left empty in braces. So if they are not the
    same, a file with any problem is to be read by `read_tree`.
    """
    parser = getattr(yaml, "CSafeLoader", None)
    if parser is None or _LAX.search(text):
        return None
    reader = _Reader(text, file, parser)
    try:
        tree = reader.whole()
    except (yaml.YAMLError, UnicodeError, _TooMuch):
        return None
    return None if reader.problems or tree is None else (tree, reader.exact)


class _Reader:
    """Events of the parser → nodes. Small slips are gathered; a text that is not YAML ends the reading."""

    def __init__(self, text: str, file: str, parser: Any) -> None:
        self.text, self.file, self.parser = text, file, parser
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node] = {}
        self.nodes = 0
        self.exact = True
        self.events: Iterator[Any] = iter(())

    def document(self) -> Node | None:
        try:
            return self.whole()
        except yaml.MarkedYAMLError as error:
            self._not_yaml(error)
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            position = Position(self.file, before.count("\n") + 1, len(before) - before.rfind("\n"))
            message = f"the character U+{error.character:04X} may not stand in a YAML file"
            self._problem(position, "", message)
        except _TooMuch as error:
            self.problems.append(error.problem)
        return None

    def whole(self) -> Node | None:
        """The tree; raises what the parser raises."""
        self.events = yaml.parse(self.text, Loader=self.parser)
        tree: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and tree is not None:
                self._problem(self._position(event), "", "a second document begins here; allowed: one a file")
                return tree
            if isinstance(event, yaml.NodeEvent):
                tree = self._node(event, (), 0)
        if tree is None or tree.value is None:
            message = "the file is empty; `polyvalence new NAME` writes one to start from"
            self._problem(Position(self.file, 1, 1), "", message)
        elif not isinstance(tree.value, dict):
            message = f"a scenario is a mapping (lines of 'key: value'), not {_kind(tree.value)}"
            self._problem(tree.position, "", message)
        return tree

    def _node(self, event: Any, path: tuple[str, ...], depth: int, key_position: Position | None = None) -> Node:
        position = self._position(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path, position, key_position)
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep; a scenario never is"
            raise _TooMuch(Problem(*position, path[0], message))
        self._count(1, position)
        if event.tag and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            message = f"tags are not allowed in a scenario, found '{_tag(event.tag)}'; write the plain value"
            self._problem(position, path, message)
        if isinstance(event, yaml.MappingStartEvent):
            entries = self._mapping(path, depth, bool(event.flow_style))
            node = Node(entries, position, key_position or position, 1 + sum(one.size for one in entries.values()))
        elif isinstance(event, yaml.SequenceStartEvent):
            items = self._sequence(path, depth)
            node = Node(items, position, key_position or position, 1 + sum(one.size for one in items))
        else:
            self._whole_signs(event.value, position, path)
            plain = not event.style and not event.tag
            node = Node(scalar(event.value) if plain else event.value, position, key_position or position)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _mapping(self, path: tuple[str, ...], depth: int, in_braces: bool) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        last = ""
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key_position = self._position(event)
            key = self._key(event, path, depth, key_position)
            following = next(self.events)
            empty = in_braces and _is_blank(following)
            if empty and _is_open(entries.get(last)):
                entries[last] = replace(entries[last], value=f"{entries[last].value}, {key}")
                continue
            self.exact = self.exact and not empty
            node = self._node(following, (*path, key), depth + 1, key_position)
            if key in entries:
                first = entries[key].key_position.line
                message = f"the key '{key}' is written twice, first in line {first}; keep one of them"
                self._problem(key_position, (*path, key), message)
            elif key == "<<":
                message = "merge keys ('<<') are not allowed; repeat the keys, or write a design"
                self._problem(key_position, path, message)
            else:
                entries[key], last = node, key
        return entries

    def _key(self, event: Any, path: tuple[str, ...], depth: int, position: Position) -> str:
        if isinstance(event, yaml.ScalarEvent) and not event.anchor and not event.tag and depth < MAX_DEPTH:
            self._count(1, position)
            self._whole_signs(event.value, position, path)
            return str(event.value)
        node = self._node(event, path, depth + 1)
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if isinstance(event, yaml.AliasEvent) and not isinstance(node.value, (dict, list)):
            return str(node.value)
        message = f"a key must be a word, not {_kind(node.value)}; quote it if it is meant as a text"
        self._problem(position, path, message)
        return f"?{position.line}:{position.column}"

    def _sequence(self, path: tuple[str, ...], depth: int) -> list[Node]:
        items: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, (*path, str(len(items))), depth + 1))
        return items

    def _alias(self, event: Any, path: tuple[str, ...], position: Position, key_position: Position | None) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            known = ", ".join(f"&{name}" for name in self.anchors) or "none"
            message = f"'*{event.anchor}' refers to no finished anchor; anchors so far: {known}"
            self._problem(position, path, message)
            return Node(None, position, key_position or position)
        self._count(node.size, position)
        return replace(node, position=position, key_position=key_position or node.position)

    def _whole_signs(self, text: str, position: Position, path: tuple[str, ...]) -> None:
        """No halves of characters: "\\uD800" is a text to the parser, but no file and no terminal can hold it."""
        half = _HALVES.search(text)
        if half:
            message = f"U+{ord(half[0]):04X} is half of a character; write the whole one, or \\U and eight digits"
            self._problem(position, path, message)

    def _count(self, more: int, position: Position) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            message = f"more than {MAX_NODES} values, aliases unfolded; a scenario never has so many"
            raise _TooMuch(Problem(*position, "", message))

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        position = Position(self.file, mark.line + 1, mark.column + 1) if mark else Position(self.file, 1, 1)
        begun = f" (begun in line {error.context_mark.line + 1})" if error.context_mark else ""
        words = f"{error.context}{begun}: {error.problem}" if error.context else str(error.problem)
        hint = "; tabs cannot indent, use spaces" if "'\\t'" in words else ""
        self._problem(position, "", f"this is not YAML: {words}{hint}")

    def _problem(self, position: Position, path: tuple[str, ...] | str, message: str) -> None:
        self.problems.append(Problem(*position, ".".join(path), message))

    def _position(self, event: Any) -> Position:
        mark = event.start_mark
        return Position(self.file, mark.line + 1, mark.column + 1)


class _TooMuch(Exception):  # noqa: N818 - a way out of the recursion, never seen outside
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _is_blank(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == "" and not event.style and not event.tag


def _is_open(node: Node | None) -> bool:
    """Whether a text has a parenthesis still to be closed, as the half of {talk: gamma(4 min, cv 50 %)}."""
    return node is not None and isinstance(node.value, str) and node.value.count("(") > node.value.count(")")


def _tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"the single value {shown(value)}"
