"""What is wrong with a file, said so that the person who wrote it can put it right.

A consultant who has typed a scenario at eleven at night wants the whole list of slips, once, with the line
and the column of each, and not the first slip eleven times. A file is never
"invalid" as a whole; there is only a list of `Problem`, and an exception that carries all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_SPACES = "\u00a0\u202f"
"""Spaces at which no line breaks, as French numbers have them; Python counts them among what cannot be printed."""


class Problem(NamedTuple):
    """One thing to put right. Lines and columns count from 1; 0 where there is no such place."""

    file: str
    line: int
    column: int
    key: str
    """Dotted key as a reader of the file would name it, e.g. `contacts.sales.handling.talk`; may be empty."""
    message: str

    def __str__(self) -> str:
        place = [self.file]
        if self.line:
            place += [str(self.line), str(max(self.column, 1))]
        words = [":".join(place)] + ([self.key] if self.key else []) + [self.message]
        return harmless(": ".join(words))


def as_warning(problem: Problem) -> str:
    """A problem that stops nothing, so said."""
    return str(problem._replace(message=f"warning: {problem.message}"))


class ScenarioError(Exception):
    """A file that cannot be used, with every reason: `problems`, sorted by file and line, each said once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class TooLargeError(ValueError):
    """A study that this machine can hardly do, with the estimate; whoever insists may try it all the same."""


def harmless(text: str) -> str:
    """The text without characters that could move the cursor or colour the terminal."""
    return "".join(
        sign if sign.isprintable() or sign in _SPACES else sign.encode("unicode_escape").decode() for sign in text
    )


def shown(value: object, most: int = 60) -> str:
    """A value found in a file, as a message quotes it: texts in quotes, the rest as YAML writes it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f"'{value}'" if isinstance(value, str) else repr(value)
    return text if len(text) <= most else text[: most - 4] + " ..."
