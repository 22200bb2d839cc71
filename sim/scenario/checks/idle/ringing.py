"""Words of routing that change nothing: a ring without calls.

The policies themselves (`agent`, `contact`, `specialists_first`) are let pass where there is one group or one type
only: they say how to choose wherever there is a choice, and promise no difference.
"""

from __future__ import annotations

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import said


def calls_ring(check: DesignCheck) -> None:
    if said(check.centre.routing, "pick_up") and all(one.channel != "call" for one in check.centre.contacts.values()):
        message = "only calls ring, and there is none"
        check.report_idle(("routing", "pick_up"), message, needs=(("contacts",),))


CHECKS = (calls_ring,)
