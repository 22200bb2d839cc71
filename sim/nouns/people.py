"""People: what they can do, how well, how many at a time, and where they sit.

A group is a number of agents who are alike. The one surprising decision: quality and pace belong to the pair of
group and contact type. The same person may settle orders in no time and lose herself in complaints, and that
is what the whole question is about.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.nouns.customers import Handling
from sim.nouns.kinds import MOST_AGENTS, Languages, Law, Noun, Number, Period, Share, Slowdown, Whole

IN_HOUSE = "in-house"


class Transfer(Noun):
    """Contacts that a group hands on to a second level."""

    to: str
    """Contact type under which the customer joins the next line; it may have no volume of its own."""
    share: Share
    """Share of this group's contacts that are handed on."""
    kind: Literal["cold", "warm"] = "cold"
    """cold: the agent is free and the customer waits alone; warm: the agent waits with them and hands over."""
    handover: Law = Field(default="0 s", validate_default=True)
    """For warm transfers: how long both agents are busy handing over."""


class Skill(Noun):
    """What a group can do with one contact type, and how well."""

    slower: Slowdown = 0.0
    """Talk and wrap-up last this much longer than the type's norm."""
    resolves: Share = 1.0
    """Share of requests that an answer of this group resolves."""
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


class Chats(Noun):
    """Several conversations at a time."""

    at_once: Whole = Field(default=1, ge=1, le=12)
    """Conversations an agent of the group may hold at the same time."""
    slower: tuple[Slowdown, ...] = ()
    """How much slower each conversation goes with 1, 2, 3 ... open, e.g. [0 %, 20 %, 50 %]; one value each up
    to at_once."""
    pace: Literal["shared", "fixed_at_start"] = "shared"
    """shared: every open conversation changes pace whenever one begins or ends; fixed_at_start: each keeps
    its first pace."""
    together: Whole | None = Field(default=None, ge=1, le=100000)
    """Conversations the whole group may hold at the same time; default: at_once for each agent."""
    fill_to: Whole = Field(default=0, ge=0, le=12)
    """0: a new chat goes to the agent with the fewest; n: agents are filled up to n conversations one after the
    other, and only then beyond."""


class Group(Noun):
    """Agents who are alike: same site, skills and hours."""

    label: str | None = None
    site: str = IN_HOUSE
    """Site the group works at: in-house, or a name under `sites`."""
    agents: Whole | None = Field(default=None, ge=0, le=MOST_AGENTS)
    """Head count while the site is open; with a schedule in per cent, the head count of which a share is on
    duty."""
    schedule: str | None = None
    """CSV beside the file: first column `from`, then heads (or % of `agents`) on duty for each day or range
    of days, and perhaps for `holidays`; in the local time of the site."""
    period: Period | None = None
    """Days on which the group is there, e.g. "from 2025-03-01", "2025-03-01 to 2025-05-31"; default: all."""
    languages: Languages | None = None
    """Languages the group speaks, as two letters; default: those of its site."""
    shrinkage: Share = 0.0
    """Share of the scheduled time that is paid but not on the floor (training, meetings, breaks), spread
    evenly over the hours."""
    end_of_shift: Literal["finish"] = "finish"
    """When the head count falls: free agents leave, the others leave when the contact in hand is done
    (counted as overtime)."""
    wage_per_hour: Number = Field(default=0.0, ge=0, le=10000)
    """Cost of a paid hour, in the currency of the file."""
    chats: Chats = Chats()
    skills: dict[str, Skill]
    """Contact types the group can take."""


class Routing(Noun):
    """Who gets the next contact, and which contact a free agent takes."""

    agent: Literal["longest-idle", "random"] = "longest-idle"
    """Among free agents of the best rank: the longest idle, or whoever picks up first (ring all)."""
    contact: Literal["longest-waiting"] = "longest-waiting"
    """Among waiting contacts of the best rank: the longest waiting."""
    specialists_first: bool = True
    """Groups with fewer skills are asked first, unless the skills say their agent_rank."""
    pick_up: Law = Field(default="0 s", validate_default=True)
    """Time a call rings at the agent before it is picked up; the customer still waits, and may give up."""
