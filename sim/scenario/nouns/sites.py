"""Sites: where groups work, whose clock they follow, which part of the flow they get, and what a partner costs.

A house in Paris, a partner in Dakar. The partner has its own hours, holidays and languages, grows for Christmas, and
one day its line is cut. A partner may be described without any people. Then a number of
positions, or a curve of them, stands for its people, and the site has their skills itself.
"""

import datetime as dt
from typing import Literal

from pydantic import Field

from sim.scenario.calendar.periods import when
from sim.scenario.calendar.time_zones import zone_of_country
from sim.scenario.nouns.demand import Calendar
from sim.scenario.nouns.money import Amount, Contract, Price
from sim.scenario.nouns.people import Chats
from sim.scenario.nouns.skills import Skill
from sim.scenario.nouns.value_types import (
    Capacity,
    Date,
    Duration,
    Factor,
    FlowShare,
    Languages,
    Noun,
    TimeZone,
    Week,
    Whole,
)

EVERYTHING = "all"
"""The word for every contact type that a site's shares do not name."""


def share_at(part: float | dict[str, float], day: dt.date, second: int) -> float:
    """A share at one second of a day, on the centre's clock: the first that fits, else none."""
    if isinstance(part, dict):
        return next((one for text, one in part.items() if when(text).has(day, second)), 0.0)
    return part


def zone_of(place: "Calendar | Site", calendar: Calendar) -> str | None:
    """The time zone of the centre, or of a site in it; None where none is said."""
    own = place.time_zone or zone_of_country(place.country)
    return own or calendar.time_zone or zone_of_country(calendar.country)


class RampUp(Noun):
    """More people for a while, or fewer."""

    factor: Factor
    """Factor on the head count of every group of the site, e.g. 150 %."""
    over: Duration = Field(default="0 s", validate_default=True)
    """How long it takes to get there, by a step each day: over 5 days a fifth of the way on the first day, all of it on
    the fifth."""


class Hubs(Noun):
    """A site in small teams, each with a line of its own."""

    count: Whole = Field(ge=2, le=500)
    """How many. Each group of the site is dealt out evenly; each contact goes to one of them, all equally likely."""
    helps_after: Duration | None = None
    """After this wait the people of other hubs of the site may take a contact; default: never."""


class Site(Noun):
    """A place where groups work: in-house, or a partner."""

    label: str | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")
    """Country of the site, as two letters: its public holidays are the site's. Default: those of the calendar."""
    holidays: tuple[Date, ...] = ()
    """More days that are public holidays at this site."""
    time_zone: TimeZone | None = None
    """Name in the IANA database, e.g. Africa/Dakar. Hours, schedules, outages and periods of the site are in its local
    time. Default: the zone of its country, or the calendar's."""
    languages: Languages | None = None
    """Languages spoken at the site, as two letters; default: all that are asked for."""
    hours: Week | None = None
    """Hours in which the site works, in its local time; where they are given, none of its groups is on duty outside
    them. Default: its groups without a schedule are on duty in calendar.opening, and the site is always open."""
    outages: tuple[str, ...] = ()
    """When nobody works at the site and it is closed: days as in volume.peaks, or hours, e.g. [2025-03-14,
    2025-06-02 10:00 to 16:00]."""
    when_closed: Literal["in-house", "others", "stay"] = "in-house"
    """Where the site's share of the flow goes while it is closed: in-house; to the other open sites and in-house, in
    proportion to their shares; or it waits for the site to open. Where nobody can take it, it waits, too."""
    hubs: Hubs | None = None
    """Many small teams with lines of their own in place of one pool."""
    ramp_up: dict[str, RampUp] = {}
    """Days on which the site has more people, or fewer: {2025-11-20 to 2025-12-24: {factor: 150 %, over: 5 days}}. Days
    as in volume.peaks; where several apply the greatest factor counts."""
    capacity: Capacity | None = None
    """For a site without groups of its own: positions on duty in its hours, or a CSV of them like a schedule. The site
    is then a group of the same name with the skills below."""
    skills: dict[str, Skill] = {}
    """For a site with a capacity: contact types it can take, and how well, in the words of a group's skills."""
    chats: Chats | None = None
    """For a site with a capacity: several conversations at a time, in the words of a group's chats."""
    price: Price = Price()
    """What a partner is paid for."""
    contract: Contract | None = None
    """What is agreed on beyond the price; with it invoices are drawn up by calendar month."""
    fixed_per_month: dict[str, Amount] = {}
    """Costs of a month whatever happens, by name, e.g. {premises: 4000, team leaders: 6500}; a partner invoices
    them."""
    share: dict[str, FlowShare] = {}
    """Share of each contact type's flow that goes to this site; what is left goes in-house. Without any share, all
    sites work from one line. Perhaps by the centre's hours: {sales: {mon-fri 08:00-18:00: 30 %, else: 100 %}}, the
    first that fits counts; {all: 80 %, vip: 0 %} is for every type but those named beside."""

    def share_of(self, name: str) -> float | dict[str, float]:
        """The share of a contact type as the file says it."""
        return self.share.get(name, self.share.get(EVERYTHING, 0.0))

    def greatest_share(self, name: str) -> float:
        """The greatest part of a contact type that the site ever gets."""
        part = self.share_of(name)
        return max(part.values()) if isinstance(part, dict) else part
