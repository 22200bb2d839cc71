"""How a word is tried: a small floor, the words around it, two values; and what is looked at afterwards.

The cases are data (`*.yaml` beside this file): by noun and word, where it stands, what stands around it, two values,
and where the word would change nothing. The one surprising decision: the nouns are asked for their words, so a new
word without a case fails the test before anybody has to remember that there is one.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel

from sim.engines.run import engine_for, replicate
from sim.errors import ScenarioError
from sim.experiments.comparison import compare
from sim.experiments.results import run
from sim.plan.build import plan_design
from sim.scenario.loading import load
from sim.scenario.scenario import Scenario, ScenarioFile
from sim.scenario.yaml_positions import read_tree

HERE = Path(__file__).parent
NOUNS = ("study", "demand", "customers", "waiting", "people", "careers", "sites", "money", "routing")
"""The files of cases."""
FLOOR = """
name: walk
calendar: {start: 2024-01-01, days: 1, opening: 08:00-12:00, interval: 1 h}
contacts:
  call:
    channel: call
    volume: {per_hour: 12}
    handling: {talk: exponential(6 min), wrap_up: 1 min}
    patience: exponential(3 min)
  mail:
    channel: email
    volume: {per_day: 10}
    handling: {talk: exponential(8 min)}
groups:
  g: {agents: 2, wage_per_hour: 20, skills: {call: {resolves: 70 %}, mail: {resolves: 80 %}}}
study: {replications: 2, seed: 3}
"""
"""A morning of calls and e-mails for two people who can do both, a little too much of both."""

Words = dict[str, Any]


class Case(NamedTuple):
    """A word to be tried."""

    word: str
    at: str
    around: Words
    values: tuple[Any, Any]
    idle: Words | None
    tables: dict[str, str]


def read(text: str) -> Words:
    """YAML as the program reads it, without its traps."""
    plain: Words = read_tree(text, "<case>").plain()
    return plain


# ---- the words of the schema ------------------------------------------------------------------------------------


def all_words() -> set[str]:
    """Every word of every noun that a scenario file may hold, as Noun.word."""
    seen: set[type[BaseModel]] = set()
    pending: list[type[BaseModel]] = [ScenarioFile]
    while pending:
        noun = pending.pop()
        if noun not in seen:
            seen.add(noun)
            for known in noun.model_fields.values():
                pending += _nouns_in(known.annotation)
    return {f"{noun.__name__}.{key}" for noun in seen for key in noun.model_fields}


def _nouns_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for one in typing.get_args(kind):
        yield from _nouns_in(one)


def without_figures() -> dict[str, str]:
    """Words that carry no figure, each with the reason."""
    found = read((HERE / "no_figure.yaml").read_text(encoding="utf-8"))
    return {word: reason for words in found.values() for word, reason in words.items()}


def cases() -> list[Case]:
    """All cases, in the order of the files."""
    found = []
    for noun in NOUNS:
        path = HERE / f"{noun}.yaml"
        for name, said in read(path.read_text(encoding="utf-8")).items() if path.exists() else ():
            first, second = said["values"]
            found.append(
                Case(
                    name,
                    said["at"],
                    said.get("around") or {},
                    (first, second),
                    said.get("idle"),
                    said.get("tables") or {},
                )
            )
    return found


# ---- what moves -------------------------------------------------------------------------------------------------


def laid_over(words: Words, more: Words) -> Words:
    """Mappings merged key by key, and null takes away, as in a design."""
    found = dict(words)
    for key, value in more.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, dict) and isinstance(found.get(key), dict):
            found[key] = laid_over(found[key], value)
        else:
            found[key] = value
    return found


def floor_with(around: Words, at: str = "", value: Any = None) -> Words:
    """The floor with the words around, and the word at its place; null leaves it out."""
    words = laid_over(read(FLOOR), around)
    if at and value is not None:
        *steps, last = at.split("/")
        words = deepcopy(words)
        holder: Any = words
        for step in steps:
            holder = holder[int(step)] if isinstance(holder, list) else holder.setdefault(step, {})
        if isinstance(holder, list):
            holder[int(last)] = value
        else:
            holder[last] = value
    return words


def loaded(folder: Path, words: Words, tables: dict[str, str]) -> Scenario:
    """The words as a scenario, its tables beside."""
    for name, table in tables.items():
        (folder / name).write_text(table, encoding="utf-8")
    path = folder / "walk.yaml"
    path.write_text(yaml.safe_dump(words, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return load(path)


def trace_of(scenario: Scenario, engine: str = "reference") -> bytes:
    """The contact logs of one replication of every design."""
    found = b""
    for design in scenario.designs:
        planned = plan_design(scenario, design)
        _, log = replicate(engine_for(planned, engine), planned, scenario.study.seed, 0, 4096)
        found += log.tobytes()
    return found


def figures_of(scenario: Scenario) -> Iterator[str]:
    """What the commands print of it, but for names and provenance; the cheapest first."""
    if len(scenario.designs) > 1:
        comparison = compare(scenario, engine="reference", jobs=1)
        result = comparison.result
        yield comparison.verdict
        yield repr(comparison.difference_rows)
    else:
        result = run(scenario, engine="reference", jobs=1)
    yield repr([one.count for one in result.samples.values()])
    yield repr(result.invoice_rows())
    yield repr(result.rows(intervals=False))
    yield repr(result.money_rows())
    yield repr(result.rows())


def moves(one: Scenario, other: Scenario) -> bool:
    """Whether anything differs between the two: a contact of the trace, or a figure."""
    if len(one.designs) == 1 and trace_of(one) != trace_of(other):
        return True
    return any(a != b for a, b in zip(figures_of(one), figures_of(other), strict=True))


def judged(folder: Path, words: Words, tables: dict[str, str]) -> list[str]:
    """What is refused or warned of, as keys."""
    try:
        return [one.key for one in loaded(folder, words, tables).warnings]
    except ScenarioError as error:
        return [one.key for one in error.problems]
