"""What months do to people, as numbers: a row for each group, a row for each level.

Where the file says nothing, a row holds what changes nothing: factors of one, rates of nought.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.model import arrays, layout
from sim.plan.distributions import Laws
from sim.plan.subgroups import Subgroup
from sim.scenario.nouns.careers import Effect
from sim.scenario.nouns.people import Group

HOUR = 3600.0
END_RULES = {"finish": arrays.FINISH, "hand-over": arrays.HAND_OVER, "overtime": arrays.STAY}


def grade_rows(subgroups: list[Subgroup]) -> tuple[np.ndarray, dict[str, tuple[int, int]]]:
    """Of `layout.GRADE`; and by group the first row and the number of its levels."""
    rows: list[tuple[object, ...]] = []
    levels_of: dict[str, tuple[int, int]] = {}
    for subgroup in subgroups:
        group = subgroup.rules
        if subgroup.group in levels_of:
            continue
        levels_of[subgroup.group] = (len(rows), len(group.levels))
        seats = (group.agents or sum(level.people for level in group.levels.values())) + len(group.people)
        for level in group.levels.values():
            wage = group.wage_per_hour if level.wage_per_hour is None else level.wage_per_hour
            after = math.inf if level.after is None else level.after
            at_most = int(level.at_most * seats + 1e-9)
            rows.append((wage, 1.0 + level.slower, level.unresolved, level.off_floor, after, at_most))
    return np.array(rows, layout.GRADE), levels_of


def crew_rows(subgroups: list[Subgroup], laws: Laws, grades: dict[str, tuple[int, int]]) -> np.ndarray:
    """[G] of `layout.CREW`."""
    rows = np.zeros(len(subgroups), layout.CREW)
    for row, subgroup in zip(rows, subgroups, strict=True):
        for word, value in _crew(subgroup.rules, laws).items():
            row[word] = value
        row["first_grade"], row["grades"] = grades[subgroup.group]
    return rows


def is_personal(group: Group) -> bool:
    """Whether pace and quality change within the day."""
    return group.fatigue is not None or group.forgetting is not None or group.hats is not None


def _crew(group: Group, laws: Laws) -> dict[str, Any]:
    found: dict[str, Any] = {
        "end_rule": END_RULES[group.end_of_shift], "stay_s": group.overtime_up_to, "late": laws.number(group.late),
        "pause": laws.number(group.pauses.length) if group.pauses else laws.number(group.late),
        "wage": group.wage_per_hour, "overtime_pays": group.overtime_pays,
        "switch_s": group.hats.time if group.hats else 0.0,
    }  # fmt: skip
    if not group.has_roster:
        return found
    if group.absence is not None:
        absence = group.absence
        found |= {"absence": absence.share, "together": absence.together, "absence_paid": int(absence.paid)}
    if group.pauses is not None:
        found |= {"pause_every": group.pauses.every, "pause_paid": int(group.pauses.paid)}
    for word, effect in (("learn", group.learning), ("forget", group.forgetting), ("coach", group.coaching)):
        if effect is not None:
            found |= _effect(word, effect)
            found[f"{word}_half"] = effect.half_life * (HOUR if word == "coach" else 1.0)
    if group.forgetting is not None:
        found["forget_after"] = group.forgetting.after
    if group.fatigue is not None:
        tired = group.fatigue
        found |= {
            "tired_above": tired.above, "tired_over": tired.over, "tired_pace": 1.0 + tired.slower,
            "tired_absence": tired.absence,
        }  # fmt: skip
    if group.coaching is not None:
        coaching = group.coaching
        found |= {
            "coach_s": coaching.hours_per_month * HOUR, "coach_block": coaching.in_blocks_of,
            "coach_fades": coaching.fades or 0.0,
        }  # fmt: skip
    if group.turnover is not None:
        leaving = group.turnover
        found |= {
            "leaves": leaving.leaves_per_month, "leaves_tired": leaving.tired, "leaves_above": leaving.above,
            "replaced_after": math.inf if leaving.replaced_after is None else leaving.replaced_after,
            "training_days": leaving.training_days,
        }  # fmt: skip
    return found


def _effect(word: str, effect: Effect) -> dict[str, float]:
    return {f"{word}_pace": 1.0 + effect.slower, f"{word}_errors": effect.unresolved}
