"""What must fit between the study and the floor: the design to compare with, the run, the notes on sources.

A study that decides for `sells` where the type is `sales`, or counts from the second week of a run of five
days, would end in an empty table after an hour. A note such as
`contacts.sales.patience: "no record"` is checked as well, because a note about a key that is not there
assures the reader of nothing.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem
from sim.kpis.dictionary import KPIS
from sim.scenario import format_values
from sim.scenario.checks.design_check import UNPRINTABLE, DesignCheck
from sim.scenario.checks.run_length import run_seconds
from sim.scenario.designs import PARTS, problem_at
from sim.scenario.scenario import TOTAL, Centre, Head, Study
from sim.scenario.thresholds import is_compared, why_unfit
from sim.scenario.units import nearest
from sim.scenario.yaml_positions import Node

FIRST_WORDS = (*PARTS, "calendar", "designs", "study")
_DOTTED = re.compile(r"[^\s.:;,*/()]+(\.[^\s.:;,*/()]+)+")
_SECTION_NUMBER = re.compile(r"\.[0-9]")


def check_study(head: Head, top: Node, checks: dict[str, DesignCheck], problems: list[Problem]) -> None:
    """Every question about the study and the notes. `looks` are the designs that could be read."""
    names = _design_names(top, checks)
    _baseline(head, top, names, problems)
    _verdict(head, top, checks, problems)
    _warm_up(head, top, checks, problems)
    _enough_replications(head, top, problems)
    _design_names_can_be_printed(top, problems)
    if checks and len(checks) == len(names):
        floors = {name: check.centre for name, check in checks.items()}
        for part in ("assumptions", "published"):
            for key in getattr(head, part):
                message = no_such_key(key, head.study, floors, certain=part == "assumptions")
                if message and not _is_of_what_was_refused(key, checks):
                    problems.append(problem_at(top, (part, key), message, at_key=True))


def _is_of_what_was_refused(key: str, checks: dict[str, DesignCheck]) -> bool:
    """Whether the way that a note's key goes leads through a value that was refused itself."""
    if key.startswith("designs."):
        key = key.removeprefix("designs.").partition(".")[2]
    gone = {".".join(map(str, path)) for check in checks.values() for path in check.refused}
    return any(f"{key}.".startswith(f"{one}.") for one in gone)


def _design_names(top: Node, checks: dict[str, DesignCheck]) -> list[str]:
    written = top.value["designs"].value if "designs" in top.value else None
    return list(written) if isinstance(written, dict) and written else list(checks)


def _design_names_can_be_printed(top: Node, problems: list[Problem]) -> None:
    written = top.value["designs"].value if "designs" in top.value else None
    for name in written if isinstance(written, dict) else ():
        if not name.strip() or not name.isprintable():
            problems.append(problem_at(top, ("designs", name), UNPRINTABLE, at_key=True))


def _baseline(head: Head, top: Node, names: list[str], problems: list[Problem]) -> None:
    wanted = head.study.baseline
    if wanted is not None and wanted not in names:
        message = f"'{wanted}' is no design; allowed: {', '.join(names)}{nearest(wanted, names)}"
        problems.append(problem_at(top, ("study", "baseline"), message))


def _verdict(head: Head, top: Node, checks: dict[str, DesignCheck], problems: list[Problem]) -> None:
    indicator, threshold = head.study.decide_on, head.study.matters
    if indicator not in KPIS:
        problems.append(problem_at(top, ("study", "decide_on"), _no_indicator(indicator)))
    elif threshold is not None and (why := why_unfit(threshold, indicator)):
        problems.append(problem_at(top, ("study", "matters"), why))
    _watched(head.study, top, problems)
    scope = head.study.decide_for
    if scope == TOTAL or not checks or any(check.is_refused(("contacts",)) for check in checks.values()):
        return
    types = list(dict.fromkeys(name for check in checks.values() for name in check.centre.contacts))
    without = [design for design, check in checks.items() if scope not in check.centre.contacts]
    if scope not in types:
        allowed = [TOTAL, *types]
        message = f"'{scope}' is no contact type; allowed: {', '.join(allowed)}{nearest(scope, allowed)}"
        problems.append(problem_at(top, ("study", "decide_for"), message))
    elif without:
        message = f"design '{without[0]}' has no contact type '{scope}' to compare; decide for total instead"
        problems.append(problem_at(top, ("study", "decide_for"), message))


def _no_indicator(name: str) -> str:
    return f"'{name}' is no indicator; `polyvalence kpis` lists them{nearest(name, KPIS)}"


def _watched(study: Study, top: Node, problems: list[Problem]) -> None:
    """Every indicator that is shown beside the verdict: known, named once, and one that can be compared."""
    for number, name in enumerate(study.watch or ()):
        if name not in KPIS:
            why = _no_indicator(name)
        elif name == study.decide_on:
            why = f"'{name}' is what the verdict decides on; allowed: other indicators"
        elif name in (study.watch or ())[:number]:
            why = f"'{name}' is named twice; write it once"
        elif not is_compared(KPIS[name]):
            why = f"'{name}' is a quantile, which has no paired difference; allowed: any indicator but quantiles"
        else:
            continue
        problems.append(problem_at(top, ("study", "watch", number), why))


def _warm_up(head: Head, top: Node, checks: dict[str, DesignCheck], problems: list[Problem]) -> None:
    for check in checks.values():
        run = None if check.is_refused(("calendar",)) else run_seconds(check.centre)
        refused = any(check.is_refused(("calendar", key)) for key in ("days", "length"))
        if run is not None and not refused and head.study.warm_up >= run:
            message = f"the warm-up of {format_values.duration(head.study.warm_up)} leaves nothing to count; "
            message += f"allowed: less than the run of {format_values.duration(run)}"
            problems.append(problem_at(top, ("study", "warm_up"), message))
        return


def _enough_replications(head: Head, top: Node, problems: list[Problem]) -> None:
    first, most = head.study.replications, head.study.max_replications
    if head.study.precision is not None and first > most:
        message = f"{most} is fewer than the {first} replications to begin with; allowed: {first} or more"
        problems.append(problem_at(top, ("study", "max_replications"), message))


def no_such_key(key: str, study: Study, floors: dict[str, Centre], certain: bool) -> str | None:
    """Why a note's key names nothing in the file; None where it does, or where it is free text.

    `certain` means that the notes are about keys; else only what resembles a key is taken for one.
    """
    if not _DOTTED.fullmatch(key) or _SECTION_NUMBER.search(key):
        return None
    first, *rest = key.split(".")
    if first not in FIRST_WORDS:
        near = nearest(first, FIRST_WORDS)
        if certain or near:
            words = ", ".join(FIRST_WORDS)
            return f"'{first}' begins no key that a note can name; allowed: {words}, or free text{near}"
        return None
    if first == "study":
        return _astray([study], rest)
    if first == "designs":
        return _astray([floors], rest)
    return _astray(list(floors.values()), key.split("."))


def _astray(here: list[Any], steps: list[str]) -> str | None:
    """The first step that leads nowhere from any of the values; None where the steps lead to the end."""
    if not steps:
        return None
    for length in range(len(steps), 0, -1):  # a name may hold dots itself
        name = ".".join(steps[:length])
        further = [_inside(one)[name] for one in here if name in _inside(one)]
        if further:
            return _astray(further, steps[length:])
    there = list(dict.fromkeys(name for one in here for name in _inside(one)))
    known = ", ".join(there) or "nothing"
    return f"there is no '{steps[0]}' here; there is: {known}{nearest(steps[0], there)}"


def _inside(value: Any) -> dict[str, Any]:
    """What a step from here can lead to."""
    if isinstance(value, BaseModel):
        return vars(value)
    return value if isinstance(value, dict) else {}
