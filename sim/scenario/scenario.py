"""A scenario: the floor, its designs and the study, put together from the nouns of the file.

A manager describes the service with nouns: contacts that arrive on channels, groups of agents with skills,
sites, a routing rule, and a study that asks the question. Each field has a type, a bound, a default and a
sentence; `polyvalence schema` makes the editors' help from the same sentences.

A *design* (polyvalent, specialised ...) is not a file of its own but a named
difference from the base, so a report can print exactly what differs, and nothing else can.
`Centre` is what a design fixes; a `Scenario` holds one whole `Centre` for each of its designs.
"""

from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from sim.errors import Problem, shown
from sim.scenario import units
from sim.scenario.nouns.customers import CHANNELS, DEFERRED, Channel, ChannelRules, Contact
from sim.scenario.nouns.demand import Busyness, Calendar, Orders, Volume
from sim.scenario.nouns.money import Amount
from sim.scenario.nouns.people import IN_HOUSE, Group
from sim.scenario.nouns.routing import Routing
from sim.scenario.nouns.sites import Site
from sim.scenario.nouns.study import Study
from sim.scenario.nouns.value_types import Counts, Noun
from sim.scenario.units import DAY_SECONDS

__all__ = [
    "CHANNELS", "CONTACT_RANKS", "DEFERRED", "IN_HOUSE", "RECORDS", "TARGETS", "TOTAL", "Calendar", "Centre",
    "Channel", "Contact", "Counts", "Group", "Head", "Noun", "Records", "Routing", "Scenario", "ScenarioFile", "Site",
    "Study", "Volume", "WeekTable", "records_key",
]  # fmt: skip

TOTAL = "total"
"""The word for all contact types together, so no contact type may bear it."""
TARGETS: dict[Channel, units.Target] = {
    "call": units.Target(0.8, 20.0),
    "chat": units.Target(0.8, 60.0),
    "email": units.Target(0.9, 86400.0),
    "task": units.Target(0.9, 86400.0),
    "message": units.Target(0.9, 86400.0),
}
"""Service level of a type that promises none."""
CONTACT_RANKS: dict[Channel, int] = {"call": 1, "chat": 2, "email": 3, "message": 3, "task": 4}
"""Order in which a group takes types from the queues, unless its skills say otherwise."""


class Centre(Noun):
    """The floor as one design arranges it."""

    calendar: Calendar
    channels: dict[Channel, ChannelRules] = {}
    """Rules of whole channels."""
    orders: dict[str, Orders] = {}
    """What brings contacts about."""
    busyness: Busyness = Busyness()
    """What the days of several types have in common."""
    contacts: dict[str, Contact] = Field(min_length=1)
    """What customers ask for and how they come, by the name of the type."""
    groups: dict[str, Group] = Field(min_length=1)
    """Who answers, by the name of the group."""
    sites: dict[str, Site] = {}
    """Partners and sites of one's own, by name; without any, everybody is in-house."""
    routing: Routing = Routing()
    """Which agent takes a contact, and which contact an agent takes."""
    fixed_per_month: dict[str, Amount] = {}
    """Costs of the service in a month whatever happens, by name, e.g. {tool: 3000, management: 12000}."""


class Head(Noun):
    """What stands around the floor: the title, the designs and the study."""

    name: str
    """Title of the study."""
    question: str = ""
    """The question, in one sentence."""
    currency: str = "EUR"
    """Currency of every amount."""
    designs: dict[str, Any] = {}
    """Named differences: each may say `from` (another design), `label`, and any part of channels,
    orders, busyness, contacts, groups, sites, routing; null takes a key away."""
    study: Study = Study()
    """What is compared, on what, and how often it is run."""
    assumptions: dict[str, str] = {}
    """Keys whose values are assumed, with the reason, e.g. {contacts.sales.patience: "no record;
    literature"}."""
    published: dict[str, str] = {}
    """Keys or figures taken from a source, with the source."""


class ScenarioFile(Centre, Head):
    """A scenario file: the base, the designs as named differences from it, and the study."""


@dataclass(frozen=True)
class WeekTable:
    """A CSV of the week: `values[day][row]`, each row `step_s` long from `first_s` after midnight; an eighth day, if
    there is one, is any public holiday.

    `per_cent` is true where the values were written with a % sign (then they are fractions of 1). `dates` are days of
    the year, as ordinals, that have values of their own.
    """

    first_s: int
    step_s: int
    values: tuple[tuple[float, ...], ...]
    per_cent: bool = False
    dates: tuple[tuple[int, tuple[float, ...]], ...] = ()
    weekly: tuple[int, ...] = tuple(range(7))
    """Weekdays that the table names."""

    def greatest(self) -> float:
        """The greatest value of any day."""
        return max(max(day) for day in (*self.values, *(values for _, values in self.dates)))


RECORDS = ("recorded", "counts")
"""Keys of a volume that name a file of records."""


def records_key(kind: str, name: str | Counts) -> str:
    """By what word a scenario knows a CSV: its name, and for records also how they are read."""
    if isinstance(name, Counts):
        parts = [f"{word} {shown(part)}" for word, part in (("column", name.column), ("queue", name.queue)) if part]
        return " ".join([f"{kind} {name.file}", *parts])
    return f"{kind} {name}" if kind in RECORDS else name


@dataclass(frozen=True)
class Records:
    """A CSV of instants, upwards: `rows` are (day as an ordinal, second of the day, width of the interval in s,
    contacts); contacts recorded one by one have width 0. A forecast may have a fraction of a contact."""

    rows: tuple[tuple[int, float, float, float], ...]
    twice: tuple[tuple[int, float, float], ...] = ()
    """Days on which the table has an hour twice, added up in `rows`: the first and the last second that comes twice."""
    talks: tuple[float, ...] = ()
    """Seconds of conversation of each row, where the table says."""

    @property
    def has_totals(self) -> bool:
        """Whether some line is the total of whole days, which do not say when in the day."""
        return any(second == 0 and width > 0 and width % DAY_SECONDS == 0 for _, second, width, _ in self.rows)


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
    records: dict[str, Records] = field(repr=False, default_factory=dict)
    """By `records_key`."""
    path: str = ""
    warnings: tuple[Problem, ...] = field(repr=False, default=(), compare=False)
    """What was found odd in the file or its tables, though it was used as it stands."""
    digest: str = ""
    """SHA-256 of what decides a result: designs, tables, currency, warm-up, window of repeats. Seed and number of
    replications stand beside it in the provenance; labels, comments and the order of keys do not matter."""
