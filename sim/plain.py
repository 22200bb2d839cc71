"""What a plain service does without, and what its core therefore need not ask.

Most services know no rosters, no chats and no skilful router. Their core would ask after each of these at every
contact, and be told no each time. So there are two cores, of the same rules. For a *plain* plan the answers below are
constants of the compiled code, and whatever hangs on them is left out of it; for every other plan they are looked up.
The one surprising decision: two, and not one for each set of features. A core is compiled at its first use, and nobody
should have to wait again each time they try one feature more.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.arrays import Floor, Plan

OF_PLAN: dict[str, float] = {
    "by_score": 0, "looks": 0, "personal": 0, "window": 0.0, "urgency": 0, "weighted": 0, "keeping": 0, "rules": 0,
}  # fmt: skip
"""What a plain plan says itself: no skilful router, nothing urgent, nobody who keeps a conversation."""

OF_TABLES: dict[str, dict[str, float]] = {
    "type": {
        "clock_target": 0, "front_takes": -1, "contains": 0.0, "escape": -1, "places": -1, "predicts": 0,
        "interrupts": 0, "soft": 0, "kept": 0, "turn_patience": -1, "chase_after": -1, "handling_by": -1,
        "patience_by": -1, "vip_share": 0.0, "head_start": 0.0, "due_order": 0, "leave_longer": 0,
        "patience_factor": 1.0, "turns": 1.0, "fixed_turns": 1,
    },
    "demand": {"part_slots": 0, "spacing": 0.0, "batch": 1.0, "after": -1, "rows": 0, "stock": 0},
    "back": {"many": 0, "as_before": 0, "harder": 1.0},
    "lane": {"call_back": -1},
    "group": {
        "at_once": 1, "several": 0, "together": -1, "fill_to": 0, "rostered": 0, "personal": 0, "fixed_pace": 0,
    },
    "skill": {"transfers": 0.0, "warm": 0},
    "lines": {"": -1},
}  # fmt: skip
"""What every row of these tables says: no self-service, no promise, no chat, no roster, no second level."""

FOLLOWS: dict[str, dict[str, float]] = {
    "contact": {
        "guide": -1, "own": -1, "put_aside": 0, "harder": 1.0, "hourly": 1.0, "in_front": 0, "beside": 0, "turn": 0,
        "holds_line": 0, "chases": math.inf, "opens": math.inf, "quits": math.inf, "quit_timer": math.inf,
        "lag": math.inf,
    },
    "agent": {"soft": 0, "pace": 1.0, "errors": 1.0},
    "source": {"is_stock": 0, "stock": 0, "left": 0},
}  # fmt: skip
"""What follows of it for every row of the floor, at any time."""


class PlainPlan(Plan):
    """A plan of which all of the above holds. The core of its own kind is compiled for its class."""


class PlainFloor(Floor):
    """The floor of a plain plan."""


PLANS = (Plan.__name__, PlainPlan.__name__)
"""Classes of tables that never change during a run."""
CONSTANTS: dict[str, dict[str, dict[str, float]]] = {
    PlainPlan.__name__: {"": OF_PLAN, **OF_TABLES},
    PlainFloor.__name__: FOLLOWS,
}
"""By the name of the class: what is known of the plan itself (no name) and of each row of its tables."""


def narrowed(plan: Plan) -> Plan:
    """The plan as a `PlainPlan` if it is one, else as it is."""
    return PlainPlan(*plan) if is_plain(plan) else plan


def floor_of(plan: Plan, floor: Floor) -> Floor:
    """The floor as a `PlainFloor` if the plan is a `PlainPlan`."""
    return PlainFloor(*floor) if isinstance(plan, PlainPlan) else floor


def variant_of(plan: Plan) -> str:
    """The name of the core that a narrowed plan is run by."""
    return "plain" if isinstance(plan, PlainPlan) else ""


def is_plain(plan: Plan) -> bool:
    """Whether a plan does without everything that a plain one does without."""
    itself = all(getattr(plan, name) == value for name, value in OF_PLAN.items())
    return itself and all(_holds(getattr(plan, name), fields) for name, fields in OF_TABLES.items())


def _holds(table: np.ndarray[Any, Any], fields: dict[str, float]) -> bool:
    return all(bool(((table[name] if name else table) == value).all()) for name, value in fields.items())
