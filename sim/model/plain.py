"""A plain service: what it does without, and what its core therefore need not ask.

Most services know no rosters, no chats and no call-backs. Their core would ask after each of these at every contact,
and hear no each time. So the same rules are compiled twice: for every service, and for those that are *plain*. In
the tables of a plain service some fields have one value in every row: `sim.model.layout` and `sim.model.arrays.Plan`
say which. There they are constants of the compiled code, and whatever depends on them is left out.
"""

from __future__ import annotations

from typing import Any, get_type_hints

import numpy as np

from sim.model.arrays import Floor, Plain, Plan
from sim.model.layout import PLAIN
from sim.rules import Constants, constants

OF_PLAN = {
    name: mark.value
    for name, hint in get_type_hints(Plan, include_extras=True).items()
    for mark in getattr(hint, "__metadata__", ())
    if isinstance(mark, Plain)
}
"""What the plan of a plain service says itself; of an array without fields, what each element is."""


@constants(Constants(OF_PLAN, PLAIN))
class PlainPlan(Plan):
    """The plan of a plain service."""


@constants(Constants({}, PLAIN))
class PlainFloor(Floor):
    """The floor of a plain service; that its fields have these values follows from the plan."""


def is_plain(plan: Plan) -> bool:
    """Whether the service does without everything that a plain one does without."""
    itself = all(np.all(getattr(plan, name) == value) for name, value in OF_PLAN.items())
    return itself and all(_rows_are_plain(table) for table in plan if isinstance(table, np.ndarray))


def _rows_are_plain(table: np.ndarray[Any, Any]) -> bool:
    return all(bool((table[name] == value).all()) for name, value in PLAIN.get(table.dtype, {}).items())
