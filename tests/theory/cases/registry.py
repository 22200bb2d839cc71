"""Which known answers are simulated, which cannot be yet, and what is stored that is no figure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.theory.cases import days, lines, skills
from tests.theory.cases.figures import Case, Family

DATA = Path(__file__).parents[1] / "data"


def stored(name: str) -> dict[str, Case]:
    """The cases of a data file by their id."""
    return {case["id"]: case for case in json.loads((DATA / name).read_text(encoding="utf-8"))["cases"]}


EXACT = stored("exact.json")
PUBLISHED = stored("published.json")
FAMILIES: dict[str, Family] = lines.FAMILIES | skills.FAMILIES | days.FAMILIES

NO_PREEMPTION = "nobody puts work down for something more urgent"
NO_LAST_PLACE = "a line has no last place"
NOT_YET = {
    "prio_pr_mmn_n6": NO_PREEMPTION,
    "blend_preempt_n4": NO_PREEMPTION,
    "blend_preempt_n6_impatient": NO_PREEMPTION,
    "mmnk_n12_q5": NO_LAST_PLACE,
    "mmnk_n30_q10": NO_LAST_PLACE,
    "retrial_n4_blocked": NO_LAST_PLACE,
    "wrapup_n6_lines8": NO_LAST_PLACE,
    "cc_mmc_blocked": NO_LAST_PLACE,
    "cc_callcc": "callers who will not wait at all are a type of their own here, and types share no busyness",
    "cc_simplemsk": "handling time and patience do not change with the hour, and types share no busyness",
    "cc_telethon": "a caller has one patience, not the lesser of two; a line has no last place",
    "cc_bilingual": "a caller who redials draws a new patience and a new handling time; no uniform law",
}
"""Cases that a scenario file has no words for, and why."""

SIMULATED = {name: case for name, case in EXACT.items() if name not in NOT_YET}

NO_FIGURE = re.compile(r"(.*\.)?(truncation_mass|n_states|root|interval|start|length|agents|staffed_time|at_times_s)")
"""Stored beside the figures: inputs repeated, and marks of how they were computed. The staffed time knows no
chance; it has a test of its own."""


def figures_stored(case: Case) -> dict[str, float]:
    """Every figure of a case by its place, e.g. "by_type[0].asa"."""
    return {place: value for place, value in _leaves("", case["expected"]) if not _no_figure(place)}


def _no_figure(place: str) -> bool:
    return NO_FIGURE.fullmatch(re.sub(r"\[\d+\]$", "", place)) is not None


def _leaves(place: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(f"{place}.{key}" if place else key, one)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _leaves(f"{place}[{number}]", one)
    else:
        yield place, float(value)


def name_of(place: str) -> str:
    """The name of a figure without its place: "asa" for "by_type[0].asa"."""
    return re.sub(r"\[\d+\]$", "", place).rpartition(".")[2]
