"""Routing: who may take what, in which order, and by which score.

Three things decide. A *door* says whether a group may take a type at all just now; the *rank* in which order groups are
asked and types are taken; the *score* which of several of one rank. A door belongs to a
skill of a group, for it is there that somebody asks "and when do my experts have to help out?".
"""

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from sim.errors import shown
from sim.scenario.nouns.annotations import Before, Written
from sim.scenario.nouns.value_types import Duration, Law, Noun, Number, Share, Whole, either
from sim.scenario.policies import AGENT_WORDS, CONTACT_WORDS

if TYPE_CHECKING:
    AgentWord = str
    ContactWord = str
else:
    AgentWord = Literal[AGENT_WORDS]
    ContactWord = Literal[CONTACT_WORDS]

NEVER = 0
"""A rank that means "not at all"."""


def _rank(value: Any) -> int:
    if value == "never":
        return NEVER
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise ValueError(f"{shown(value)} is no rank; allowed: 1 to 1000, or never")
    return value


def _written(rank: int) -> int | str:
    return rank if rank != NEVER else "never"


RankOrNever = Annotated[
    int,
    Before(_rank),
    Written(_written),
    either({"type": "integer", "minimum": 1, "maximum": 1000}, {"const": "never"}, examples=[1, "never"]),
]


class Overflow(Noun):
    """When a group helps out with a type: while any of these holds for the line of the type."""

    queue_above: Whole | None = Field(default=None, ge=0, le=1_000_000)
    """More contacts wait in the line than this."""
    oldest_wait_above: Duration | None = None
    """The first in the line has waited at least this long."""
    predicted_wait_above: Duration | None = None
    """The last in the line will wait at least this long, by those ahead, the handling time and those on duty in the
    groups that may always take the type."""


class Affine(Noun):
    """Points of a pair of group and contact type: base + per_wait × wait + per_idle × idle time."""

    base: Number = Field(default=0.0, ge=-1e9, le=1e9)
    """Points from the start."""
    per_wait: Number = Field(default=0.0, ge=-1e6, le=1e6)
    """Points for each second the contact has waited."""
    per_idle: Number = Field(default=0.0, ge=-1e6, le=1e6)
    """Points for each second the agent has been available."""


class LevelStep(Noun):
    """From a wait on, the level of skill that is wanted."""

    level: Whole = Field(ge=0, le=100)
    """Level that an agent's group must have for the type."""
    after: Duration = Field(default="0 s", validate_default=True)
    """Wait from which this level is enough."""


def level_delay(steps: tuple[LevelStep, ...], level: int) -> float:
    """Wait after which this level of skill is enough, s; infinite if it never is."""
    return min((step.after for step in steps if step.level <= level), default=math.inf)


class WaitingCost(Noun):
    """What it costs to let a contact wait."""

    per_hour: Number = Field(ge=0, le=1e9)
    """Cost of an hour of waiting; only the proportions between types matter."""
    power: Whole = Field(default=1, ge=1, le=3)
    """1: each hour costs the same; 2 or 3: the cost grows with the square or the cube of the wait in hours."""


class State(Noun):
    """What the floor looks like while a rule holds: all that is said here."""

    queue_above: dict[str, Whole] = {}
    """More contacts of the type wait than this."""
    oldest_wait_above: dict[str, Duration] = {}
    """The first in a line of the type has waited at least this long."""
    free_agents_below: dict[str, Whole] = {}
    """Fewer agents of the group have empty hands than this."""
    busy_share_above: dict[str, Share] = {}
    """A greater share of the group's agents on duty has something in hand; of an empty group, all have."""
    service_level_below: dict[str, Share] = {}
    """A smaller share of the type was answered within its target over the last `routing.window`."""


class Rule(Noun):
    """Ranks that hold in place of those of the skills while the floor looks so."""

    when: State
    """What must hold, all of it."""
    agent_ranks: dict[str, dict[str, RankOrNever]] = {}
    """By contact type and group; never: this group does not take the type meanwhile. What is not named stays."""
    contact_ranks: dict[str, dict[str, RankOrNever]] = {}
    """By group and contact type; never: this group does not take the type meanwhile. What is not named stays."""


class AcrossSites(Noun):
    """Help between sites that have lines of their own."""

    others_after: Duration
    """Wait after which groups of other sites may take the contact, after those of its own site."""


class Routing(Noun):
    """Who gets the next contact, and which contact a free agent takes."""

    agent: AgentWord = "longest-idle"
    """Score among available agents of the best rank; `polyvalence policies` says what each means."""
    contact: ContactWord = "longest-waiting"
    """Score among the heads of the lines of the best rank; `polyvalence policies` says what each means."""
    specialists_first: bool = True
    """Groups with fewer skills are asked first, unless the skills say their agent_rank."""
    rules: tuple[Rule, ...] = ()
    """Other ranks in other states of the floor; the first rule that holds decides."""
    sites: AcrossSites | None = None
    """Whether sites with lines of their own help each other; default: no."""
    window: Duration = Field(default="30 min", validate_default=True)
    """Time over which service levels are looked at."""
    pick_up: Law = Field(default="0 s", validate_default=True)
    """Time a call rings at the agent before it is picked up; the customer still waits, and may give up."""
