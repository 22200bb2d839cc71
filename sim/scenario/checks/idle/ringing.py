"""Words of routing that change nothing: a ring without calls.

The policies themselves (`agent`, `contact`, `specialists_first`) are let pass where there is one group or one type
only: they say how to choose wherever there is a choice, and promise no difference.
"""

from __future__ import annotations

from sim.scenario.checks.design_check import Look
from sim.scenario.checks.idle.facts import said


def calls_ring(look: Look) -> None:
    if said(look.centre.routing, "pick_up") and all(one.channel != "call" for one in look.centre.contacts.values()):
        message = "only calls ring, and there is none"
        look.changes_nothing(("routing", "pick_up"), message, needs=(("contacts",),))


CHECKS = (calls_ring,)
