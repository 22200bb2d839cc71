"""Which error messages of the sources name no value.

A message is the text given to an exception that is raised, or to a `Problem`. It names a value where a part of its text
is filled in when it is shown (an f-string, a sum with a variable, a call). A variable that holds plain texts only, by
every assignment in its function, counts as plain text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SIM = Path(__file__).parent.parent / "sim"
TEXT_OF = {"Problem": 4}
"""Calls that make a message without being raised, and which of their arguments holds the text."""
NAMED = ("null ", "an empty text ")
"""Beginnings of plain texts that are the value found."""


class Message(NamedTuple):
    """An error message in the sources."""

    file: str
    line: int
    text: str
    has_value: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def error_messages(root: Path = SIM) -> list[Message]:
    """Every error message below a folder, in the order of files and lines."""
    return sorted({one for path in root.rglob("*.py") for one in messages_of(path.read_text(), str(path))})


def without_value(root: Path = SIM) -> list[Message]:
    """The messages that name no value."""
    return [one for one in error_messages(root) if not one.has_value]


def messages_of(source: str, file: str = "") -> Iterator[Message]:
    """The messages of one source text."""
    tree = ast.parse(source)
    functions = [one for one in ast.walk(tree) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for scope in (tree, *functions):
        plain = _plain_variables(scope)
        for node in _within(scope):
            text = _text_of(node)
            if text is not None:
                yield Message(file, text.lineno, ast.unparse(text), not _is_plain(text, plain))


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope, those of functions inside it left out."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
            yield from _within(node)


def _text_of(node: ast.AST) -> ast.expr | None:
    """The text of the message that this node makes; None where it makes none."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc) not in TEXT_OF:
        texts = [one for one in node.exc.args if not _is_holder(one) and _has_words(one)]
        return texts[-1] if texts else None
    if isinstance(node, ast.Call) and _name(node) in TEXT_OF and len(node.args) > TEXT_OF[_name(node)]:
        return node.args[TEXT_OF[_name(node)]]
    return None


def _is_holder(value: ast.expr) -> bool:
    """Whether an argument holds messages, which are counted where they are made, rather than being one."""
    return any(isinstance(one, ast.Call) and _name(one) in TEXT_OF for one in ast.walk(value))


def _has_words(value: ast.expr) -> bool:
    """Whether an argument may be a sentence."""
    return isinstance(value, (ast.JoinedStr, ast.BinOp, ast.IfExp, ast.Name)) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value
    )


def _name(call: ast.expr) -> str:
    """The name of what is called, the last part of it alone."""
    function = call.func if isinstance(call, ast.Call) else call
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _plain_variables(scope: ast.AST) -> set[str]:
    """The variables of a scope that are only ever given plain texts."""
    given: dict[str, list[ast.expr]] = {}
    for node in _within(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, []).append(node.value)
    return {name for name, values in given.items() if all(_is_plain(one, set()) for one in values)}


def _is_plain(value: ast.expr, plain: set[str]) -> bool:
    """Whether nothing is filled into a text."""
    if isinstance(value, ast.Name):
        return value.id in plain
    if isinstance(value, ast.IfExp):
        return _is_plain(value.body, plain) and _is_plain(value.orelse, plain)
    if isinstance(value, ast.BinOp):
        return _is_plain(value.left, plain) and _is_plain(value.right, plain)
    return isinstance(value, ast.Constant) and not str(value.value).startswith(NAMED)
