"""Money: what a partner is paid, what both have promised each other, and what a sale is worth.

A contract is read by two people who do not trust each other yet, so each clause is a noun with a handful of words: a
price, a band of volume, a ladder on an indicator, a forecast. A month is a calendar month,
and one that the run cuts short counts by the days of it that are in the run, as a lawyer would have it.
"""

import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, WithJsonSchema

from sim.errors import shown
from sim.scenario import format_values, units
from sim.scenario.nouns.annotations import Instead, Written
from sim.scenario.nouns.value_types import Correlation as SignedShare
from sim.scenario.nouns.value_types import Date, Factor, Noun, Number, Share, either, text_like

MOST = 100_000.0


def _rate(value: Any) -> float | dict[str, float]:
    """One price, or one for each contact type."""
    if isinstance(value, dict):
        if not value:
            raise ValueError(f"a price for each contact type is wanted, e.g. {{calls: 4.20}}, not {shown(value)}")
        return {str(name): _price(one) for name, one in value.items()}
    return _price(value)


def _price(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"a number is wanted, or one by contact type such as {{calls: 4.20}}, not {shown(value)}")
    if not 0.0 <= value <= MOST:
        raise ValueError(f"{value} is out of bounds; allowed: 0 to {MOST:.0f}")
    return float(value)


_PRICE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": MOST}
Rate = Annotated[
    float | dict[str, float],
    Instead(_rate),
    either(_PRICE, {"type": "object", "additionalProperties": _PRICE}, examples=[4.2, {"calls": 4.2, "emails": 3.1}]),
]


Amount = Annotated[Number, Field(ge=0.0, le=1e9)]
"""Money, or a number of contacts."""


class IndicatorValue(NamedTuple):
    """A value of an indicator: a share of 1, seconds, or a plain number."""

    value: float
    kind: Literal["share", "s", "number"]


def _level(value: Any) -> IndicatorValue:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return IndicatorValue(float(value), "number")
    if isinstance(value, str) and value.strip().endswith("%"):
        return IndicatorValue(units.share(value), "share")
    if isinstance(value, str):
        return IndicatorValue(units.duration(value), "s")
    raise ValueError(f"{shown(value)} is no value of an indicator; write e.g. '80 %', '45 s', or a number")


def level_text(level: IndicatorValue) -> str | float:
    """As it is written in a file."""
    if level.kind == "share":
        return format_values.share(level.value)
    return format_values.duration(level.value) if level.kind == "s" else level.value


def level_words(level: IndicatorValue) -> str:
    """The same as a text."""
    written = level_text(level)
    return written if isinstance(written, str) else f"{written:g}"


Bound = Annotated[
    IndicatorValue,
    Instead(_level),
    Written(level_text),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}], "examples": ["80 %", "45 s", 4.5]}),
]


class Notice(NamedTuple):
    """How long before a change has to be announced."""

    months: int
    days: int


_NOTICE = re.compile(r"([0-9]{1,3})\s*(months?|weeks?|days?)")


def _notice(value: Any) -> Notice:
    found = _NOTICE.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{shown(value)} is no notice; write e.g. '2 months', '6 weeks' or '30 days'")
    number = int(found[1])
    if found[2].startswith("month"):
        return Notice(number, 0)
    return Notice(0, number * (7 if found[2].startswith("week") else 1))


def _notice_text(notice: Notice) -> str:
    return f"{notice.months} months" if notice.months else f"{notice.days} days"


NoticeText = Annotated[
    Notice,
    Instead(_notice),
    Written(_notice_text),
    text_like(r"^\s*[0-9]{1,3}\s*(months?|weeks?|days?)\s*$", "2 months", "6 weeks", "30 days"),
]


class Price(Noun):
    """What a partner site invoices, in the currency of the file."""

    per_contact: Rate = 0.0
    """For each contact answered; one price, or one for each contact type: {calls: 4.20, emails: 3.10}."""
    per_minute: Rate = 0.0
    """For each minute of handling; one price, or one for each contact type."""
    per_agent_hour: Number = Field(default=0.0, ge=0, le=100000)
    """For each hour of an agent on duty."""

    @property
    def is_none(self) -> bool:
        """Whether nothing at all is paid."""
        rates = (self.per_contact, self.per_minute)
        return self.per_agent_hour == 0.0 and not any(any(r.values()) if isinstance(r, dict) else r for r in rates)


class Band(Noun):
    """How many contacts the partner answers in a month at the price, and what is paid outside."""

    type: str | None = None
    """Contact type; default: all together."""
    minimum: Number | None = Field(default=None, ge=0, le=1e9)
    """Contacts a month that the client pays for in any case."""
    shortfall_pays: Share | None = None
    """Share of the price per contact that is paid for each contact missing to the minimum."""
    shortfall_price: Number | None = Field(default=None, ge=0, le=MOST)
    """What is paid for each contact missing to the minimum, where it is no share of the price."""
    maximum: Number | None = Field(default=None, ge=0, le=1e9)
    """Contacts a month up to which the price holds; those above it are answered all the same."""
    surplus_pays: Factor | None = None
    """Price of a contact above the maximum, as a share of the price per contact, e.g. 120 %."""
    surplus_price: Number | None = Field(default=None, ge=0, le=MOST)
    """Price of a contact above the maximum, where it is no share of the price."""
    since: Date | None = None
    """From which day on the band holds, in place of an earlier one of the same contact type; it counts from the first
    month that begins (or in which the run begins) on that day or later. Default: from the start."""
    announced: Date | None = None
    """When the change was announced; where that is less than the notice before, the old band holds on until the
    notice is over."""


class Step(Noun):
    """A step of a ladder: a value of the indicator, and what it costs or earns the partner."""

    below: Bound | None = None
    """The step counts where the indicator is below this; of several such steps the lowest that does."""
    above: Bound | None = None
    """The step counts where the indicator is above this; of several such steps the highest that does."""
    pays: SignedShare | None = None
    """Share of the month's invoice: a bonus for the partner, or a penalty where it is negative."""
    amount: Number | None = Field(default=None, ge=-1e8, le=1e8)
    """The same as an amount a month."""


class Ladder(Noun):
    """A bonus or penalty by an indicator of the month. At a bound itself nothing is paid."""

    kpi: str
    """Indicator (see `polyvalence kpis`), of what the partner did in the month."""
    type: str | None = None
    """Contact type; default: all of the partner's."""
    steps: tuple[Step, ...] = Field(max_length=50)
    """Steps with `below` or `above` and `pays` or `amount`."""
    of: Literal["invoice", "services"] = "invoice"
    """Of what `pays` is a share: of the month's invoice before any ladder, or of that without its fixed lines."""


class Forecast(Noun):
    """How many requests the client has announced for a month; outside of the band the month's ladders lapse."""

    type: str | None = None
    """Contact type; default: all of the partner's."""
    band: Share
    """How far what comes may lie from the forecast, as a share of it."""
    requests: dict[str, Amount] = {}
    """The forecast by month, e.g. {2024-03: 12000}; default: what the volumes of the file bring to the partner."""


class Contract(Noun):
    """What client and partner have agreed on beyond the price; invoices are drawn up by calendar month."""

    notice: NoticeText = Field(default="0 days", validate_default=True)
    """How long before it holds a change of a band has to be announced."""
    bands: tuple[Band, ...] = Field(default=(), max_length=200)
    """Minimum and maximum of contacts a month, for all types or by type."""
    ladders: tuple[Ladder, ...] = Field(default=(), max_length=50)
    """Bonuses and penalties."""
    forecasts: tuple[Forecast, ...] = Field(default=(), max_length=50)
    """What the client has said will come."""
    partner_cost_per_hour: Number | None = Field(default=None, ge=0, le=10000)
    """What an hour of an agent costs the partner: for the partner's margin only, the client does not pay it."""


class Rebuy(Noun):
    """Who buys again, by whether their request was ever answered."""

    answered: Share = 0.0
    """Share of customers who buy again after a request that was answered."""
    unanswered: Share = 0.0
    """Share of customers who buy again after a request that nobody answered."""
    value: Number = Field(ge=0, le=1e8)
    """What they spend then."""


class Revenue(Noun):
    """What the contacts of a type are worth, in the currency of the file, on average."""

    conversion: Share = 0.0
    """Share of answered contacts that end in a sale; a group may have its own (skills.converts)."""
    value: Number = Field(default=0.0, ge=0, le=1e8)
    """What a sale brings."""
    abandoned_value: Number = Field(default=0.0, ge=0, le=1e8)
    """What is lost with each customer who gives up, for the figure of lost revenue."""
    rebuy: Rebuy | None = None
    """Who buys again later."""
