"""Who works when: shifts with breaks, absences, late starts, free pauses; and people with a name.

A head count says how many are on duty; a roster says who, from when to when, and when they are at lunch. Nothing a
roster plans cuts a conversation short. A break that is due begins when the hands are empty, at its full length, and
never lasts beyond the end of the shift.
"""

from typing import Literal

from pydantic import Field

from sim.scenario.nouns.skills import Skill
from sim.scenario.nouns.value_types import (
    Clock,
    Duration,
    Factor,
    Law,
    Noun,
    Number,
    Share,
    Slowdown,
    Week,
    Whole,
    Window,
)

OffFloor = Literal["break", "meeting", "training"]


class Break(Noun):
    """Planned time off the floor within a shift: lunch, a meeting, an hour of training."""

    at: Clock | None = None
    """When it begins, e.g. "12:30"; within a night, e.g. "02:00"."""
    between: Window | None = None
    """A window in which it is taken, e.g. "11:30-14:00": the people of a shift are spread evenly over it."""
    length: Duration
    """How long it lasts."""
    what: OffFloor = "break"
    """What it is, for the books of paid time."""
    paid: bool = True
    """Whether it is paid."""
    days: str = "all"
    """Days of the shifts in which it takes place, e.g. tue or mon-fri."""


class Shift(Noun):
    """Hours that some people of a group work."""

    hours: Week
    """From when to when, by the day on which the shift begins, e.g. 22:00-06:00; a gap of less than six hours between
    two windows of a day is an unpaid break."""
    people: Whole | None = Field(default=None, ge=0, le=20000)
    """How many work it; default, for one shift of the group: the rest of `agents`."""
    breaks: tuple[Break, ...] = ()
    """Planned time off the floor."""


class AsShifts(Noun):
    """How a head-count curve is turned into shifts: people who come when it rises, and go when it falls."""

    longest: Duration = Field(default="8 h", validate_default=True, ge=1800, le=86400)
    """A longer presence becomes two shifts, one after the other."""
    shortest: Duration = Field(default="4 h", validate_default=True, ge=0, le=86400)
    """A shorter presence is made so long, and begins earlier where the day ends before."""
    breaks: tuple[Break, ...] = ()
    """Planned time off the floor in each of these shifts; what falls outside the shift is left out."""


class Absence(Noun):
    """Whole days on which somebody who should work does not come."""

    share: Share
    """Share of the rostered days."""
    together: Share = 0.0
    """How far people are absent on the same days: 0 % each by themselves, 100 % all or nobody (a Gaussian copula)."""
    paid: bool = True
    """Whether these days are paid."""


class Pauses(Noun):
    """Free pauses: agents go when they want."""

    every: Duration = Field(ge=60)
    """Mean time on the floor from one pause to the next (exponential)."""
    length: Law
    """How long a pause lasts."""
    paid: bool = True
    """Whether it is paid."""


class Person(Noun):
    """An agent with a name, who differs from the group in what is said here."""

    skills: dict[str, Skill] | None = None
    """What this person can take, in place of the group's skills."""
    slower: Slowdown = 0.0
    """All this person's work lasts this much longer than the group's."""
    unresolved: Factor = 1.0
    """Factor on the share of requests that stay unresolved."""
    shift: str | None = None
    """Shift of the group that this person works; default: the first."""
    contract_hours: Number | None = Field(default=None, gt=0, le=168)
    """Hours a week, planned breaks included: as many whole days of the shift as fit, and what is left of one more."""
    wage_per_hour: Number | None = Field(default=None, ge=0, le=10000)
    """Own wage, in place of the group's (or the level's)."""
    level: str | None = None
    """Level this person starts at, where the group has levels."""
    tenure: Duration | None = None
    """Time since this person began, at the start of the run."""
