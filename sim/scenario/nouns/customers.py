"""Customers: on which channel they come, what they need, what they put up with, and what they do next.

Somebody calls. A voice answers first; perhaps it helps, perhaps only seems to. A wait is announced, and some would
rather be called back. The patient are served; of the others some call again, and some write. Every such choice stands
with the contact *type*, so a design that changes the floor cannot change the customers by accident.
"""

from typing import Literal

from pydantic import Field

from sim.scenario.nouns.demand import Backlog, Volume
from sim.scenario.nouns.money import Revenue
from sim.scenario.nouns.routing import LevelStep, WaitingCost
from sim.scenario.nouns.value_types import (
    Duration,
    Factor,
    HourFactors,
    Language,
    Law,
    Noun,
    Number,
    Share,
    Slowdown,
    Target,
    Week,
    Whole,
)

Channel = Literal["call", "chat", "email", "task", "message"]
CHANNELS: tuple[Channel, ...] = ("call", "chat", "email", "task", "message")
DEFERRED: tuple[Channel, ...] = ("email", "task", "message")
"""Channels that are always let in and may be answered hours later."""


class Handling(Noun):
    """What one contact costs an agent who is neither slower nor faster than the norm."""

    talk: Law
    """Conversation, or writing the answer; the customer is there until its end."""
    wrap_up: Law = Field(default="0 s", validate_default=True)
    """Work after the conversation; the agent is not free, the customer is gone."""


class Return(Noun):
    """Who comes back, and when."""

    share: Share
    """Share that comes back."""
    later: Share | None = None
    """Share that comes back after a second or later attempt; default: as after the first."""
    after: Law
    """Time until they are back."""
    becomes: dict[str, Share] = {}
    """Share of those who come back that do so as another contact type, e.g. {claims-call: 30 %}; the rest come
    back as they were."""
    as_before: bool = False
    """Whether they have the patience and the length of conversation that they had before, or draw new ones."""


class Returns(Noun):
    """Contacts that poor service creates."""

    abandoned: Return | None = None
    """Retry after abandonment or a closed door."""
    busy: Return | None = None
    """Retry after a busy signal; default: as after abandonment."""
    unresolved: Return | None = None
    """Repeat after an answer that did not resolve the request."""
    most_attempts: Whole | None = Field(default=None, ge=1, le=1000)
    """Contacts of one request after which nobody comes back any more."""


class SelfService(Noun):
    """What stands in front of the people: a FAQ, a menu, a voicebot, a chatbot."""

    kind: Literal["faq", "menu", "voicebot", "chatbot"] = "menu"
    """What it is; for the reader of the report."""
    contains: Share
    """Share of contacts that ask for nobody afterwards."""
    takes: Law = Field(default="0 s", validate_default=True)
    """Time in front of it, for those it contains and for those it lets through."""
    wrongly: Return | None = None
    """Of the contained, who was not helped and comes back later, past the self-service."""
    harder: Slowdown = 0.0
    """How much longer the conversation lasts with those who come back."""


class Balking(Noun):
    """Who hangs up at once on hearing that there is a wait. One of share, queue, wait."""

    share: Share | None = None
    """Of all who have to wait."""
    queue: dict[int, Share] = {}
    """By the number waiting ahead, e.g. {0: 5 %, 10: 30 %}: each share from that number on."""
    wait: dict[str, Share] = {}
    """By the predicted wait, e.g. {1 min: 10 %, 5 min: 50 %}: each share from that wait on."""


class Announcement(Noun):
    """What a customer who has to wait is told."""

    by: Literal["queue", "last"] = "queue"
    """How the wait is predicted: from the queue ahead, the handling time and the people on duty, or as the wait of
    the last who was answered."""
    leave_if_longer: bool = False
    """Whether those whose patience is shorter than the announced wait hang up at once."""
    patience: Factor = 1.0
    """Factor on the patience of those who stay."""


class CallBack(Noun):
    """A call-back offered instead of a long wait."""

    above: Duration
    """Offered to those whose predicted wait is at least this long."""
    accept: Share
    """Share of them that accept."""
    promise: Duration = Field(default="2 h", validate_default=True)
    """Within what time they are promised to be called."""
    urgent: Duration = Field(default="10 min", validate_default=True)
    """This long before the promise ends the call-back goes before everything else."""
    keep_place: bool = True
    """Whether they are called in their turn, as if they had stayed in the line, or only when nobody of the same
    contact_rank waits, until their call is urgent."""
    reached: Share = 1.0
    """Chance that the customer picks up, at each attempt."""
    dialling: Law = Field(default="30 s", validate_default=True)
    """Time an agent spends on an attempt that nobody picks up."""
    attempts: Whole = Field(default=2, ge=1, le=100)
    """Attempts before the customer is given up."""
    again_after: Law = Field(default="30 min", validate_default=True)
    """Time between two attempts."""


class Vip(Noun):
    """Customers who go before others of their type."""

    share: Share
    """Share of customers."""
    head_start: Duration = Field(default="7 days", validate_default=True)
    """They stand in the line as if they had come this much earlier."""


class Priority(Noun):
    """Who is served before whom among contacts of the same contact_rank: the greatest weight × (wait + head start)."""

    weight: Number = Field(default=1.0, gt=0, le=1e6)
    """How fast the claim grows with the wait."""
    head_start: Duration = Field(default="0 s", validate_default=True)
    """Contacts of this type count as if they had waited so much longer."""
    urgent_after: Duration | None = None
    """A contact that has waited this long goes before every rank, when it is the first of its line."""
    vip: Vip | None = None
    """Customers who go before others of this type."""


class Chase(Noun):
    """A contact left unanswered too long makes the customer ask again on another channel, unless somebody has begun."""

    after: Law
    """Time after which they do."""
    share: Share = 1.0
    """Share of customers who would."""
    becomes: str
    """Contact type by which they ask."""
    withdraws: bool = False
    """Whether the first contact is taken back, or stays in the line and is answered too."""


class Turns(Noun):
    """A conversation that goes to and fro, with time between."""

    mean: Number = Field(ge=1, le=1000)
    """Mean number of answers until it is over."""
    law: Literal["fixed", "geometric"] = "geometric"
    """Always the same number (rounded), or geometric."""
    gap: Law
    """Time the customer takes to come back after each answer."""
    expires: Duration = Field(default="7 days", validate_default=True)
    """A conversation silent for this long is closed."""
    kept_by: Literal["pool", "agent"] = "pool"
    """Who answers the next turn: anybody, or the agent who holds the conversation while they are on duty."""


class ByHour(Noun):
    """What changes with the hour in which a contact comes. Hours as in the shares of a site: {08:00-10:00: 120 %, sat:
    90 %}, the first that fits counts, 100 % where none does."""

    handling: HourFactors = {}
    """Factors on talk and wrap-up."""
    patience: HourFactors = {}
    """Factors on the patience."""


class ByWait(Noun):
    """What a long wait does to the conversation: an angry customer has more to say."""

    per_minute: Share
    """By how much the conversation is longer for each minute that the customer waited for it."""
    at_most: Factor
    """By how much at most, e.g. 50 %."""


class Contact(Noun):
    """A contact type: the same channel, the same customers, the same question."""

    channel: Channel
    """call, chat, email, task (back office) or message (asynchronous)."""
    label: str | None = None
    """Name in reports; default: the key."""
    language: Language | None = None
    """Language in which these contacts want to be answered, as two letters; groups that do not speak it cannot have the
    skill. Default: whatever the groups speak."""
    volume: Volume = Volume()
    """Without it contacts of this type come from elsewhere only: transfers, returns, self-service."""
    backlog: Backlog | None = None
    """Contacts that wait already when the story begins."""
    self_service: SelfService | None = None
    """What stands in front of the people."""
    handling: Handling
    patience: Law = Field(default="never", validate_default=True)
    """How long a customer waits before giving up; "never" for ever."""
    by_hour: ByHour = ByHour()
    """What changes with the hour of the day or the day of the week."""
    by_wait: ByWait | None = None
    """What a long wait does to the conversation."""
    turn_patience: Law = Field(default="never", validate_default=True)
    """For chats: how much time lost to the agent's other conversations a customer puts up with before leaving in the
    middle."""
    balking: Balking | None = None
    """Who hangs up at once on hearing that there is a wait."""
    announcement: Announcement | None = None
    """What a customer who has to wait is told, and what it changes."""
    call_back: CallBack | None = None
    """A call-back offered instead of a long wait."""
    priority: Priority = Priority()
    """Who is served before whom."""
    order: Literal["first-in", "due-date"] = "first-in"
    """Order in the line: as they came, or by the instant at which the target runs out. The same order holds between
    due-date types of one contact_rank, whatever their weights; beside a first-in type they count by their wait."""
    levels: tuple[LevelStep, ...] = ()
    """Level of skill that is wanted, falling in steps with the wait; default: none."""
    preferred_agent: Duration = Field(default="0 s", validate_default=True)
    """Whoever took this customer's request last is waited for so long, while on duty; then anybody may take it."""
    waiting_cost: WaitingCost | None = None
    """What it costs to let a contact wait, where routing goes by it."""
    queue_share: Share | None = None
    """Share of all who wait that this type should have, where routing goes by `queue-ratio`; default: types without one
    share equally what is left."""
    interrupted_by: tuple[str, ...] = ()
    """Contact types for which an agent puts work on this one aside when nobody is free."""
    resume: Literal["resume", "restart"] = "resume"
    """Whether work put aside goes on where it stopped or begins anew."""
    resuming: Duration = Field(default="0 s", validate_default=True)
    """Time to get back into work put aside."""
    turns: Turns | None = None
    """For messages: a conversation of several turns."""
    chase: Chase | None = None
    """What a customer does whose contact is left unanswered too long."""
    returns: Returns = Returns()
    revenue: Revenue | None = None
    """What contacts of this type are worth."""
    target: Target | None = None
    """Service level promised, e.g. "80 % in 20 s"; default: 80 % in 20 s for calls, 80 % in 60 s for chats,
    90 % in 24 h for e-mails, tasks and messages."""
    target_hours: Literal["opened", "clock"] = "opened"
    """Whether the target of e-mails, tasks and messages counts opened hours only or every hour."""
    places: Whole | None = Field(default=None, ge=0, le=1_000_000)
    """Contacts that can wait at the same time; one more gets a busy signal. Default: no limit."""
    short_abandon: Duration = Field(default="5 s", validate_default=True)
    """An abandonment within this time counts as short."""
    opening: Week | None = None
    """Opening hours of this type; default: those of its channel, or calendar.opening. E-mails, tasks and messages
    always come in; for them these hours measure replies."""
    outside_hours: Literal["blocked", "next_opening"] = "blocked"
    """A call or chat outside opening hours: blocked (a closed door), or it comes back within the first hour
    of the next opening."""
    at_close: Literal["serve", "leave"] = "serve"
    """Customers in the queue at closing time: still served while agents are there, or they have to leave."""
    unstaffed: Literal["refuse", "accept"] = "refuse"
    """Opened hours of calls and chats in which nobody on duty can serve them: a mistake of the file, or meant."""


class ChannelRules(Noun):
    """What all types of a channel share."""

    opening: Week | None = None
    """Opening hours of the channel's types that do not say their own; default: calendar.opening."""
    lines: Whole | None = Field(default=None, ge=1, le=1_000_000)
    """Lines of the channel: each contact in self-service, in the queue, ringing or in conversation holds one; when all
    are taken, a busy signal. Default: no limit."""
    lines_from: Literal["arrival", "queue"] = "arrival"
    """From when on a contact holds a line: its first second, or the end of the self-service."""
