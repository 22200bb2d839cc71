"""What a service does without, and what its core therefore need not ask.

Most services know no rosters, no chats and no call-backs. Their core would ask after each of these at every contact,
and be told no each time. So there are several cores, of the same rules. Where a plan does without a *feature*, the
answers below are constants of its core, and whatever hangs on them is left out of it. A *plain* service does without
all of them. The one surprising decision: four broad features, so sixteen cores, and not one for each word of the
scenario. A core is compiled at its first use, and nobody should have to wait again for each word they try.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from sim.model.arrays import Floor, Plan

Rows = dict[str, dict[str, float]]
"""By table and field, what every row says."""


@dataclass(frozen=True)
class Feature:
    """What is known of a plan that does without the feature."""

    of_plan: dict[str, float]
    """What the plan says itself."""
    of_tables: Rows
    """What every row of its tables says; the only column of a table without fields has no name."""
    follows: Rows
    """What follows of that for every row of the floor, at any time."""


FEATURES: dict[str, Feature] = {
    # rosters, learning and fatigue, and routers that know more of agents than ranks
    "people": Feature(
        of_plan={"by_score": 0, "looks": 0, "personal": 0, "window": 0.0, "rules": 0},
        of_tables={"group": {"rostered": 0, "personal": 0}},
        follows={"contact": {"opens": math.inf}, "agent": {"pace": 1.0, "errors": 1.0}},
    ),
    # several contacts at once, and contacts of several turns
    "conversations": Feature(
        of_plan={"keeping": 0},
        of_tables={
            "type": {"kept": 0, "turn_patience": -1, "turns": 1.0, "fixed_turns": 1},
            "group": {"at_once": 1, "several": 0, "together": -1, "fill_to": 0, "fixed_pace": 0},
        },
        follows={"contact": {"own": -1, "quits": math.inf, "quit_timer": math.inf, "lag": math.inf}},
    ),
    # demand that is more than a rate and a factor of the day; handling and patience by the hour
    "demand": Feature(
        of_plan={},
        of_tables={
            "type": {"by_hour": 0, "handling_by": -1, "patience_by": -1, "longer": 0.0, "longest": 0.0},
            "demand": {
                "part_slots": 0, "spacing": 0.0, "way": 0, "steps": 0, "foreseen": 0, "batch": 1.0, "after": -1,
                "rows": 0, "stock": 0,
            },
        },
        follows={"contact": {"hourly": 1.0}, "source": {"is_stock": 0, "stock": 0, "left": 0}},
    ),
    # self-service, limited lines, call-backs, priorities, chasing, transfers, and returns of more than one kind
    "journeys": Feature(
        of_plan={"urgency": 0, "weighted": 0},
        of_tables={
            "type": {
                "clock_target": 0, "front_takes": -1, "contains": 0.0, "escape": -1, "limited": 0, "trunk_early": 0,
                "places": -1, "predicts": 0, "interrupts": 0, "soft": 0, "chase_after": -1, "favoured": 0,
                "vip_share": 0.0, "head_start": 0.0, "due_order": 0, "leave_longer": 0, "patience_factor": 1.0,
            },
            "back": {"many": 0, "as_before": 0, "harder": 1.0},
            "queue": {"call_back": -1},
            "skill": {"transfers": 0.0, "warm": 0},
            "trunks": {"": -1},
        },
        follows={
            "contact": {"guide": -1, "harder": 1.0, "in_front": 0, "beside": 0, "holds_trunk": 0, "chases": math.inf},
            "agent": {"soft": 0},
        },
    ),
}  # fmt: skip
NONE: frozenset[str] = frozenset()
ALL = frozenset(FEATURES)
PLAIN: Rows = {"contact": {"put_aside": 0, "unusual": 0, "turn": 0}}
"""What follows for the floor where a plan does without all of them."""

ABSENCES = [frozenset(some) for many in range(len(FEATURES) + 1) for some in combinations(FEATURES, many)]
"""Every set of features that a plan can do without."""


def _kinds(tables: type) -> dict[frozenset[str], Any]:
    """By what is absent, a class of these tables; the core of its own kind is compiled for it.

    Its name becomes part of the names of all compiled functions, so it is short.
    """
    kinds: dict[frozenset[str], Any] = {frozenset(): tables}
    for absent in ABSENCES[1:]:
        name = f"{tables.__name__}Less{''.join(one[0].upper() for one in sorted(absent))}"
        said = f"{tables.__doc__} Without {', '.join(sorted(absent))}."
        kinds[absent] = globals()[name] = type(name, (tables,), {"__doc__": said, "__module__": __name__})
    return kinds


def known_of(absent: frozenset[str]) -> dict[str, dict[str, float]]:
    """What is known of a plan without these features: of itself (no name), and of each row of its tables."""
    features = [FEATURES[name] for name in absent]
    return _together([{"": one.of_plan} for one in features] + [one.of_tables for one in features])


def follows_of(absent: frozenset[str]) -> Rows:
    """What follows for each row of the floor of such a plan."""
    rows = [FEATURES[name].follows for name in absent]
    return _together([*rows, PLAIN] if len(absent) == len(FEATURES) else rows)


def _together(some: list[Rows]) -> Rows:
    found: Rows = {}
    for rows in some:
        for table, fields in rows.items():
            found.setdefault(table, {}).update(fields)
    return found


PLANS_OF, FLOORS_OF = _kinds(Plan), _kinds(Floor)
PLANS = tuple(kind.__name__ for kind in PLANS_OF.values())
"""Classes of tables that never change during a run."""
CONSTANTS: dict[str, dict[str, dict[str, float]]] = {
    **{PLANS_OF[absent].__name__: known_of(absent) for absent in ABSENCES},
    **{FLOORS_OF[absent].__name__: follows_of(absent) for absent in ABSENCES},
}
"""By the name of the class: what is known of the tables themselves (no name) and of each row of a table."""
_ABSENT = {kind: absent for absent, kind in PLANS_OF.items()}


# ---- of a plan ------------------------------------------------------------------------------------------------


def absent_in(plan: Plan) -> frozenset[str]:
    """The features that a plan does without."""
    return frozenset(name for name, feature in FEATURES.items() if _is_absent(plan, feature))


def _is_absent(plan: Plan, feature: Feature) -> bool:
    itself = all(getattr(plan, name) == value for name, value in feature.of_plan.items())
    return itself and all(_holds(getattr(plan, name), fields) for name, fields in feature.of_tables.items())


def _holds(table: np.ndarray[Any, Any], fields: dict[str, float]) -> bool:
    return all(bool(((table[name] if name else table) == value).all()) for name, value in fields.items())


def narrowed(plan: Plan, kept: frozenset[str] = NONE) -> Plan:
    """The plan as one of the class that says what it does without; features that are `kept` are not left out."""
    narrow: Plan = PLANS_OF[absent_in(plan) - kept](*plan)
    return narrow


def floor_of(plan: Plan, floor: Floor) -> Floor:
    """The floor as one of the class that belongs to that of the plan."""
    narrow: Floor = FLOORS_OF[_ABSENT[type(plan)]](*floor)
    return narrow


def variant_of(plan: Plan) -> str:
    """The name of the core that a narrowed plan is run by."""
    return name_of(_ABSENT[type(plan)])


def name_of(absent: frozenset[str]) -> str:
    """The name of the core without these features: those that it has; "plain" without any, "" with all."""
    return ("-".join(sorted(set(FEATURES) - absent)) or "plain") if absent else ""
