"""Words that change nothing where they stand, each reported with the word that is missing beside it.

Whoever writes `resuming: 1 min` expects a difference and would look for it in the figures. So a word whose partner is
missing is refused; and if a value switches the words around it off (a share of 0 %), that is said as a warning. A word
is reported only where it does nothing in *every* design that has it. The base may hold what one design needs and
another has done away with. A word as its default has it says what would hold anyway, and is never reported.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle import calendars, careers, customers, demand, money, people, ringing, sites, waiting

CHECKS: tuple[Callable[[DesignCheck], None], ...] = (
    *calendars.CHECKS,
    *demand.CHECKS,
    *customers.CHECKS,
    *waiting.CHECKS,
    *people.CHECKS,
    *careers.CHECKS,
    *sites.CHECKS,
    *money.CHECKS,
    *ringing.CHECKS,
)
