"""The words of a scenario file: one frozen model for every noun of the floor.

A manager describes the service with these nouns: contacts that arrive on channels, groups of agents
with skills, sites, a routing rule, and a study that asks the question. Each field below has a type, a
bound, a default and a sentence; `polyvalence schema` makes the editors' help from the same sentences.

The one surprising decision: a *design* (polyvalent, specialised ...) is not a file of its own but a named
difference from the base, so a report can print exactly what differs, and nothing else can.
`Centre` is what a design fixes; a `Scenario` holds one whole `Centre` for each of its designs.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from sim import units, writing
from sim.errors import shown

Channel = Literal["call", "chat", "email"]
CHANNELS: tuple[Channel, ...] = ("call", "chat", "email")
IN_HOUSE = "in-house"
TOTAL = "total"
"""The word for all contact types together, so no contact type may bear it."""
TARGETS: dict[Channel, units.Target] = {
    "call": units.Target(0.8, 20.0),
    "chat": units.Target(0.8, 60.0),
    "email": units.Target(0.9, 86400.0),
}
"""Service level of a type that promises none."""
CONTACT_RANKS: dict[Channel, int] = {"call": 1, "chat": 2, "email": 3}
"""Order in which a group takes types from the queues, unless its skills say otherwise."""


def _text(pattern: str | None, *examples: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "string", "examples": list(examples)}
    if pattern:
        schema["pattern"] = pattern
    return WithJsonSchema(schema)


def _either(*shapes: dict[str, Any], examples: list[Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": list(shapes), "examples": examples})


def _number(value: Any) -> Any:
    """Numbers only: `true` is not 1, and a text is not read as a number."""
    if isinstance(value, (bool, str)):
        raise ValueError(f"a number without quotes or unit is wanted, not {shown(value)}")
    return value


def _date(value: Any) -> dt.date:
    day = value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value.strip()):
        with contextlib.suppress(ValueError):
            day = dt.date.fromisoformat(value.strip())
    if not isinstance(day, dt.date):
        raise ValueError(f"{shown(value)} is not a date; write year-month-day, e.g. 2024-01-01")
    if not 1900 <= day.year <= 2200:
        raise ValueError(f"{shown(value)} is out of bounds; allowed: the years 1900 to 2200")
    return day


def _slowdown(value: Any) -> float:
    """A change from the norm: "12 %" is slower by that much, "150 %" lasts two and a half times as long."""
    if not isinstance(value, str) or not value.strip().endswith("%"):
        return units.share(value)
    body = value.strip().removesuffix("%").strip().replace(",", ".")
    if _PLAIN.fullmatch(body):
        return float(body) / 100.0
    raise ValueError(f"{shown(value)} is not a percentage; write e.g. '12 %'")


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_IN_PER_CENT = {"type": "string", "pattern": r"^\s*[0-9]+([.,][0-9]+)?\s*%?\s*$"}
_SIGNED_PER_CENT = {"type": "string", "pattern": r"^\s*[+-]?[0-9]+([.,][0-9]+)?\s*%?\s*$"}
_WEEK = {"mon-fri": "08:00-20:00", "sat": "09:00-17:00"}

Date = Annotated[dt.date, BeforeValidator(_date)]
Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Whole = Annotated[int, BeforeValidator(_number), WithJsonSchema({"type": "integer"})]
Duration = Annotated[
    float,
    BeforeValidator(units.duration),
    PlainSerializer(writing.duration, when_used="json"),
    _text(r"^\s*([0-9]+([.,][0-9]+)?\s*[a-zA-Z]+\s*)+([0-5][0-9])?\s*$", "45 s", "4 min", "1 h 30 min", "2 days"),
]
Share = Annotated[
    float,
    BeforeValidator(units.share),
    Field(ge=0.0, le=1.0),
    PlainSerializer(writing.share, when_used="json"),
    _either(_IN_PER_CENT, {"type": "number", "minimum": 0, "maximum": 1}, examples=["15 %", 0.15]),
]
Slowdown = Annotated[
    float,
    BeforeValidator(_slowdown),
    Field(ge=-0.9, le=10.0),
    PlainSerializer(writing.share, when_used="json"),
    _either(_SIGNED_PER_CENT, {"type": "number", "maximum": 1}, examples=["12 %", "150 %"]),
]
Law = Annotated[
    units.Law,
    PlainValidator(units.law),
    PlainSerializer(writing.law, when_used="json"),
    _text(None, "45 s", "exponential(3 min)", "weibull(2 min, shape 1.2)", "lognormal(6 min, cv 80 %)", "never"),
]
Target = Annotated[
    units.Target,
    PlainValidator(units.target),
    PlainSerializer(writing.target, when_used="json"),
    _text(r"\s(in|within|en)\s", "80 % in 20 s", "90 % in 8 h"),
]
Week = Annotated[
    units.Week,
    PlainValidator(units.opening),
    PlainSerializer(writing.opening, when_used="json"),
    _either({"type": "string"}, {"type": "object"}, examples=["always", "08:00-20:00", _WEEK]),
]


class Noun(BaseModel):
    """A noun of the file: unknown keys are errors, nothing changes after the check."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=True, use_attribute_docstrings=True, allow_inf_nan=False
    )


class Calendar(Noun):
    """When the story takes place."""

    start: Date = dt.date(2024, 1, 1)
    """First day, at midnight. 2024-01-01 is a Monday."""
    days: Whole | None = Field(default=None, ge=1, le=3660)
    """Length in whole days; give this or `length`."""
    length: Duration | None = None
    """Length as a duration, for runs that are not whole days, e.g. "200 h"."""
    opening: Week = units.ALWAYS
    """Opening hours of every contact type that does not say its own."""
    interval: Duration = Field(default="30 min", validate_default=True)
    """Width of the intervals in which results are reported."""


class Volume(Noun):
    """How many contacts of a type arrive, and when. Exactly one of per_week, per_day, per_hour, every."""

    per_week: Number | None = Field(default=None, ge=0, le=1e9)
    """Mean contacts in a week, spread over the week by profile, weekdays and hours."""
    per_day: Number | None = Field(default=None, ge=0, le=1e9)
    """Mean contacts in a day that has any hours of demand."""
    per_hour: Number | None = Field(default=None, ge=0, le=1e8)
    """Mean contacts an hour within the hours of demand."""
    every: Duration | None = Field(default=None, gt=0)
    """Evenly spaced contacts: one each time this long has passed since the hours of demand began that day."""
    profile: str | None = None
    """CSV beside the file: first column `from` (08:00), then a column of weights for each day or range of
    days."""
    weekdays: dict[str, Number] | None = None
    """Relative weight of the weekdays, e.g. {mon: 1.4, tue-fri: 1, sat: 0.5}."""
    hours: Week | None = None
    """Hours in which demand arises; default: the opening hours of the type."""
    day_factor_cv: Share = 0.0
    """Random factor of a whole day (gamma, mean 1): its coefficient of variation."""


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
    after: Law
    """Time until they are back."""


class Returns(Noun):
    """Contacts that poor service creates."""

    abandoned: Return | None = None
    """Retry after abandonment or a closed door."""
    unresolved: Return | None = None
    """Repeat after an answer that did not resolve the request."""


class Contact(Noun):
    """A contact type: the same channel, the same customers, the same question."""

    channel: Channel
    """call, chat or email."""
    label: str | None = None
    """Name in reports; default: the key."""
    volume: Volume
    handling: Handling
    patience: Law = Field(default="never", validate_default=True)
    """How long a customer waits before giving up; "never" for ever."""
    returns: Returns = Returns()
    target: Target | None = None
    """Service level promised, e.g. "80 % in 20 s"; default: 80 % in 20 s for calls, 80 % in 60 s for chats,
    90 % in 24 h of opened hours for e-mails."""
    short_abandon: Duration = Field(default="5 s", validate_default=True)
    """An abandonment within this time counts as short."""
    opening: Week | None = None
    """Opening hours of this type; default: calendar.opening. E-mails always come in; for them these hours
    measure replies."""
    outside_hours: Literal["blocked", "next_opening"] = "blocked"
    """A call or chat outside opening hours: blocked (a closed door), or it comes back within the first hour
    of the next opening."""
    at_close: Literal["serve", "leave"] = "serve"
    """Customers in line at closing time: still served while agents are there, or they have to leave."""


class Skill(Noun):
    """What a group can do with one contact type, and how well."""

    slower: Slowdown = 0.0
    """Talk and wrap-up last this much longer than the type's norm."""
    resolves: Share = 1.0
    """Share of requests that an answer of this group resolves."""
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


class Group(Noun):
    """Agents who are alike: same site, skills and hours."""

    label: str | None = None
    site: str = IN_HOUSE
    """Site the group works at: in-house, or a name under `sites`."""
    agents: Whole | None = Field(default=None, ge=0, le=20000)
    """Head count while the site is open; with a schedule in per cent, the head count of which a share is on
    duty."""
    schedule: str | None = None
    """CSV beside the file: first column `from`, then heads (or % of `agents`) on duty for each day or range
    of days."""
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


class Price(Noun):
    """What a partner site invoices, in the currency of the file."""

    per_contact: Number = Field(default=0.0, ge=0, le=100000)
    """For each contact answered."""
    per_minute: Number = Field(default=0.0, ge=0, le=100000)
    """For each minute of handling."""
    per_agent_hour: Number = Field(default=0.0, ge=0, le=100000)
    """For each hour of an agent on duty."""


class Site(Noun):
    """A place where groups work: in-house, or a partner."""

    label: str | None = None
    hours: Week | None = None
    """Hours in which the site works; where they are given, none of its groups is on duty outside them and its share of
    the flow goes in-house. Default: its groups without a schedule are on duty in calendar.opening, and its share of
    the flow always goes to it."""
    price: Price = Price()
    share: dict[str, Share] = {}
    """Share of each contact type's flow that goes to this site; what is left goes in-house. Without any
    share, all sites work from one line."""


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


class Study(Noun):
    """How the question is asked."""

    baseline: str | None = None
    """Design the others are compared with; default: the first."""
    decide_on: str = "answer_rate"
    """Indicator of the verdict (see `polyvalence kpis`)."""
    decide_for: str = "total"
    """Contact type the verdict looks at, or total."""
    replications: Whole = Field(default=100, ge=2, le=1_000_000)
    """Replications of each design."""
    precision: Share | None = Field(default=None, gt=0)
    """Run on until the interval of the deciding indicator is within this share of its value, for every
    design."""
    max_replications: Whole = Field(default=10_000, ge=2, le=1_000_000)
    """Where a wanted precision stops in any case."""
    confidence: Share = Field(default=0.95, ge=0.5, le=0.9999)
    """Confidence of every interval."""
    seed: Whole = Field(default=1, ge=0, le=2**63 - 1)
    """Seed of all random numbers."""
    warm_up: Duration = Field(default="0 s", validate_default=True)
    """Time from the start that is simulated but not counted."""


class Centre(Noun):
    """The floor as one design arranges it."""

    calendar: Calendar
    contacts: dict[str, Contact] = Field(min_length=1)
    groups: dict[str, Group] = Field(min_length=1)
    sites: dict[str, Site] = {}
    routing: Routing = Routing()


class Head(Noun):
    """What stands around the floor: the title, the designs and the study."""

    name: str
    """Title of the study."""
    question: str = ""
    """The question, in one sentence."""
    currency: str = "EUR"
    designs: dict[str, Any] = {}
    """Named differences: each may say `from` (another design), `label`, and any part of contacts, groups,
    sites, routing; null takes a key away."""
    study: Study = Study()
    assumptions: dict[str, str] = {}
    """Keys whose values are assumed, with the reason, e.g. {contacts.sales.patience: "no record;
    literature"}."""
    published: dict[str, str] = {}
    """Keys or figures taken from a source, with the source."""


class ScenarioFile(Centre, Head):
    """A scenario file: the base, the designs as named differences from it, and the study."""


@dataclass(frozen=True)
class WeekTable:
    """A CSV of the week: `values[day][row]`, each row `step_s` long from `first_s` after midnight.

    `per_cent` is true where the values were written with a % sign (then they are fractions of 1).
    """

    first_s: int
    step_s: int
    values: tuple[tuple[float, ...], ...]
    per_cent: bool = False


@dataclass(frozen=True)
class Scenario:
    """A checked scenario: every design whole, every table read. Made by `sim.load`."""

    name: str
    question: str
    currency: str
    designs: dict[str, Centre]
    labels: dict[str, str]
    differences: dict[str, dict[str, Any]]
    """By design, what it changes in the design named by its `from` (or in the base): dotted key → value as
    written, None where a key is taken away."""
    study: Study
    assumptions: dict[str, str]
    published: dict[str, str]
    tables: dict[str, WeekTable] = field(repr=False)
    path: str = ""
    digest: str = ""
    """SHA-256 of what decides a result: designs, tables, currency, warm-up. Seed and number of replications
    stand beside it in the provenance; labels, comments and the order of keys do not matter."""
