"""What people can do, and how well: a skill belongs to the pair of group (or person) and contact type.

Quality and pace belong to that pair. The same person may settle orders in no time and
lose herself in complaints, and that is what the whole question is about.
"""

from typing import Literal

from pydantic import Field

from sim.scenario.nouns.customers import Handling
from sim.scenario.nouns.routing import Affine, Overflow
from sim.scenario.nouns.value_types import Duration, Law, Noun, OneOrMoreTypes, Share, Slowdown, Whole


class Transfer(Noun):
    """Contacts that a group hands on to a second level."""

    to: OneOrMoreTypes
    """Contact type under which the customer joins the next line, or several with their shares of those handed on, e.g.
    {claims: 60 %, billing: 40 %}; they may have no volume of their own."""
    share: Share
    """Share of this group's contacts that are handed on."""
    kind: Literal["cold", "warm"] = "cold"
    """cold: the agent is free and the customer waits alone; warm: the agent waits with them and hands over."""
    handover: Law = Field(default="0 s", validate_default=True)
    """For warm transfers: how long both agents are busy handing over."""

    @property
    def targets(self) -> dict[str, float]:
        """By contact type, its share of those handed on."""
        return {self.to: 1.0} if isinstance(self.to, str) else self.to


class Skill(Noun):
    """What a group can do with one contact type, and how well."""

    slower: Slowdown = 0.0
    """Talk and wrap-up last this much longer than the type's norm."""
    resolves: Share = 1.0
    """Share of requests that an answer of this group resolves."""
    converts: Share | None = None
    """Share of this group's answers that end in a sale; default: revenue.conversion of the type."""
    repeats: Share | None = None
    """Share of the unresolved that come back after an answer of this group; default: returns.unresolved.share."""
    transfer: Transfer | None = None
    """Contacts this group hands on to a second level."""
    agent_rank: Whole | None = Field(default=None, ge=1, le=1000)
    """Order in which groups are asked for this type, 1 first; default: specialists first if the routing says
    so, else all equal."""
    contact_rank: Whole | None = Field(default=None, ge=1, le=1000)
    """Order in which this group takes types from the queues, 1 first; default: call 1, chat 2, email 3."""
    handling: Handling | None = None
    """Handling times of this group for this type, in place of the type's own."""
    after: Duration = Field(default="0 s", validate_default=True)
    """A contact must have waited this long before this group may take it."""
    when: Overflow | None = None
    """The group takes this type only while one of these holds; default: always."""
    reserve: Whole = Field(default=0, ge=0, le=20000)
    """The group takes this type only while more than this many of its agents have empty hands."""
    level: Whole | None = Field(default=None, ge=0, le=100)
    """Level of skill, for types that want one (`levels`); default: 0."""
    affine: Affine | None = None
    """Points of this pair of group and type, where routing goes by `affine`."""
