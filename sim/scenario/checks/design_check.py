"""One design on the table, with what was already refused in it.

The person who checks a floor has its plan, the tables and a red pen. The pen
stays capped where a mark would rest on a value that was refused before, for the author would be sent to look
for a second mistake that is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, get_origin

from sim.errors import Problem, shown
from sim.scenario.designs import problem_at
from sim.scenario.keys import KeyPath, is_model, type_at
from sim.scenario.scenario import Centre, Records, WeekTable
from sim.scenario.yaml_positions import Node

ALL = 1.0 + 1e-9
"""A sum of shares above this is above 100 %, rounding left aside."""
LONGEST_VALUE = 60
"""Characters of a value that is repeated in a message; a longer one, such as a whole group, stands there to be read."""
UNPRINTABLE = "a name needs at least one letter and no control characters"


class IdleWord(NamedTuple):
    """A word that changes nothing in a design."""

    path: KeyPath
    problem: Problem
    mistaken: bool
    """Whether what it needs is missing, or there and without effect."""


def _speaks_of(value: Any, name: str) -> bool:
    """Whether the name stands in this value, as a key or as a text."""
    if isinstance(value, dict):
        return any(str(key) == name or _speaks_of(one, name) for key, one in value.items())
    if isinstance(value, list):
        return any(_speaks_of(one, name) for one in value)
    return str(value) == name


def _written(value: Any) -> str:
    """A value as one would write it in a line of the file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return value if isinstance(value, str) else shown(value)


@dataclass(frozen=True)
class DesignCheck:
    """One design under examination. `aside` are the paths whose values were refused before."""

    design: str
    centre: Centre
    tree: Node
    refused: frozenset[KeyPath]
    tables: dict[str, WeekTable]
    records: dict[str, Records]
    problems: list[Problem]
    warnings: list[Problem] = field(default_factory=list)
    idle: list[IdleWord] = field(default_factory=list)
    """Words that change nothing here; whether that is reported depends on the other designs."""

    def report(self, path: KeyPath, message: str, *needs: KeyPath, at_key: bool = False) -> None:
        """Reports, unless a value that the report rests on was refused itself."""
        if not any(self.is_refused(one) for one in (path, *needs)):
            self.problems.append(self._problem(path, message, at_key))

    def warn(self, path: KeyPath, message: str, *needs: KeyPath, at_key: bool = False) -> None:
        """Says what may be meant, though it hardly will be; the file is used all the same."""
        if not any(self.is_refused(one) for one in (path, *needs)):
            self.warnings.append(self._problem(path, message, at_key))

    def report_idle(self, path: KeyPath, message: str, *wanted: KeyPath, needs: tuple[KeyPath, ...] = ()) -> None:
        """Says that a word does nothing in this design, for want of what stands under one of the paths `wanted`.

        Where one of them is written, it was given a value that does nothing (0 %, as a row of trials may begin), and
        the word is no mistake, only odd.
        """
        if not self.words_are_missing and not any(self.is_refused(one) for one in (path, *wanted, *needs)):
            problem = self._problem(path, f"{message}, or drop this", at_key=True)
            self.idle.append(IdleWord(path, problem, mistaken=not any(self.is_written(one) for one in wanted)))

    def report_switched_off(self, path: KeyPath, message: str, *needs: KeyPath) -> None:
        """Says that a value such as 0 % switches off, in this design, the words around it."""
        if not self.words_are_missing and not any(self.is_refused(one) for one in (path, *needs)):
            self.idle.append(IdleWord(path, self._problem(path, message), mistaken=False))

    def _problem(self, path: KeyPath, message: str, at_key: bool = False) -> Problem:
        """The problem, with the value found there where the message does not have it."""
        node, found = self.tree.at(path)
        text = _written(node.plain()) if found and node.value not in (None, {}, []) else ""
        if text and not re.search(rf"(?<!\w){re.escape(text)}(?!\w)", message) and len(text) <= LONGEST_VALUE:
            message = f"{message} (found: {text})"
        return problem_at(self.tree, path, message, at_key)

    @cached_property
    def words_are_missing(self) -> bool:
        """Whether something was refused that holds words, so that they are not there to give others an effect."""
        return any(
            is_model(kind) or get_origin(kind) is dict for kind in (type_at(Centre, one) for one in self.refused)
        )

    def is_written(self, path: KeyPath) -> bool:
        """Whether something stands there; an empty list or mapping says nothing."""
        node, found = self.tree.at(path)
        return found and node.value not in ({}, [])

    def newest(self, *paths: KeyPath) -> KeyPath:
        """Of values that do not go together the one a design wrote, for that is where the clash began."""
        return next((path for path in paths if self.tree.at(path)[0].origin), paths[-1])

    def is_refused_somewhere(self, name: str) -> bool:
        """Whether a value that was refused speaks of this type, or is a whole type, a group or what a group can do."""
        wholes = {path for path in self.refused if len(path) <= 2 or path[2:] == ("skills",)}
        if any(path[0] in ("contacts", "groups") for path in wholes if path != ("contacts", name)):
            return True
        return any(_speaks_of(self.tree.at(path)[0].plain(), name) for path in self.refused)

    def has_refused_part(self, path: KeyPath) -> bool:
        """Whether something within it was refused, so that it says less than was written."""
        return any(one[: len(path)] == path for one in self.refused)

    def is_refused(self, path: KeyPath) -> bool:
        return any(path[: len(one)] == one for one in self.refused)
