"""What must fit together at sites: shares with skills, languages with contacts, clocks and calendars with countries.

A partner gets 30 % of the e-mails and has nobody to read them; the German line goes to Dakar, where nobody speaks
German. Shares by hours are looked at in every hour of the run: 60 % and 60 % that never
meet are no mistake, and 60 % and 50 % that meet for an hour on Saturdays are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.errors import shown
from sim.scenario.calendar import periods
from sim.scenario.calendar.dates import peak_dates, place_is_known
from sim.scenario.calendar.time_zones import zone_of_country
from sim.scenario.checks.design_check import ALL, Look, Path
from sim.scenario.checks.run_length import run_seconds
from sim.scenario.checks.staffing import skills_of
from sim.scenario.nouns.sites import EVERYTHING, Site, share_at
from sim.scenario.nouns.value_types import FlowShare
from sim.scenario.scenario import IN_HOUSE
from sim.scenario.units import DAY_SECONDS, nearest

Instant = tuple[dt.date, int]

# ---- shares of the flow -----------------------------------------------------------------------------------------


def shares_name_types(look: Look) -> None:
    known = look.centre.contacts
    for site, one in look.centre.sites.items():
        path: Path = ("sites", site, "share")
        if site == IN_HOUSE:
            if one.share:
                look.say(path, "what no other site gets stays in-house; write the shares of the others only")
            continue
        for name in one.share:
            if name not in (*known, EVERYTHING):
                allowed = f"allowed: {', '.join(known)}, or {EVERYTHING}{nearest(name, known)}"
                look.say((*path, name), f"'{name}' is no contact type; {allowed}", ("contacts",), at_key=True)
        if EVERYTHING in one.share and EVERYTHING in known:
            message = f"'{EVERYTHING}' means every type here; give the contact type of this name another one"
            look.say((*path, EVERYTHING), message, at_key=True)


def shares_can_be_served(look: Look) -> None:
    for site, one in _partners(look):
        path, able = ("sites", site, "share"), skilled(look, site)
        for name in look.centre.contacts:
            if one.greatest_share(name) > 0 and name not in able:
                said = name in one.share
                drop = "or drop the share" if said else f"or write {{{name}: 0 %}} beside"
                message = f"no group at '{site}' can serve '{name}'; give one the skill, {drop}"
                look.say((*path, name if said else EVERYTHING), message, *_staffing(look), at_key=True)


def shares_fit_the_flow(look: Look) -> None:
    for name in look.centre.contacts:
        parts = {site: one.share_of(name) for site, one in _partners(look)}
        for instant in _instants(look, list(parts.values())):
            total = 0.0
            for site, part in parts.items():
                total += share_at(part, *instant)
                if total > ALL and share_at(part, *instant) > 0:
                    when = _when(instant) if any(isinstance(one, dict) for one in parts.values()) else ""
                    message = f"the sites together get {total * 100:.6g} % of '{name}'{when}; allowed: up to 100 %"
                    look.say(("sites", site, "share", _key(look, site, name)), message)
                    break
            if total > ALL:
                break


def the_rest_is_served_in_house(look: Look) -> None:
    for name in look.centre.contacts:
        parts = [one.share_of(name) for _, one in _partners(look)]
        given = [sum(share_at(part, *instant) for part in parts) for instant in _instants(look, parts)]
        if max(given) > 0 and min(given) < 2 - ALL and name not in skilled(look, IN_HOUSE):
            rest = f"{(1 - min(given)) * 100:.6g} % of '{name}' stays in-house, where no group can serve it"
            shares = [("sites", site, "share", _key(look, site, name)) for site, _ in _partners(look)]
            message = f"{rest}; give one the skill, or share it out"
            look.say(("contacts", name), message, *_staffing(look), *shares, at_key=True)


def _partners(look: Look) -> Iterator[tuple[str, Site]]:
    return ((name, site) for name, site in look.centre.sites.items() if name != IN_HOUSE)


def _key(look: Look, site: str, name: str) -> str:
    """By which key a site has its share of a type."""
    return name if name in look.centre.sites[site].share else EVERYTHING


def _instants(look: Look, parts: list[FlowShare]) -> list[Instant]:
    """Days and seconds of the run at which shares may differ; one of each kind."""
    rules = [periods.when(text) for part in parts if isinstance(part, dict) for text in part]
    start, run = look.centre.calendar.start, run_seconds(look.centre) or DAY_SECONDS
    within = [rule.period for rule in rules if rule.period is not None]
    kinds: dict[tuple[object, ...], dt.date] = {}
    for day in range(int((run - 1) // DAY_SECONDS) + 1 if rules else 1):
        date = start + dt.timedelta(days=day)
        kinds.setdefault((date.weekday(), *(one.has(date) for one in within)), date)
    return [(date, second) for date in kinds.values() for second in periods.edges(rules)]


def _when(instant: Instant) -> str:
    day, second = instant
    return f" on {day:%A} {day} from {second // 3600:02d}:{second % 3600 // 60:02d} on"


def _staffing(look: Look) -> list[Path]:
    found: list[Path] = [("contacts",), ("groups",)]
    found += [("groups", name, key) for name in look.centre.groups for key in ("site", "skills")]
    return found + [("sites", name, "capacity") for name in look.centre.sites]


def skilled(look: Look, site: str) -> set[str]:
    """What the groups of a site can do together."""
    return {skill for group in look.centre.groups.values() if group.site == site for skill in skills_of(group)}


# ---- people ----------------------------------------------------------------------------------------------------


def capacities_stand_for_people(look: Look) -> None:
    for site, one in look.centre.sites.items():
        path: Path = ("sites", site)
        if one.capacity is None:
            for word in ("skills", "chats"):
                if getattr(one, word):
                    message = f"the groups at a site have {word}; write them there, or give the site a capacity"
                    look.say((*path, word), message, (*path, "capacity"), at_key=True)
            continue
        own = [name for name, group in look.centre.groups.items() if group.site == site]
        group = look.centre.groups.get(site)
        if own != [site] or group is None or one.capacity not in (group.agents, group.schedule):
            there = f"a capacity stands for people, and '{site}' has groups of its own ({', '.join(own)})"
            other = f"there is a group '{site}' already, which works at '{group.site if group else ''}'"
            message = f"{there}; drop one of the two" if own else f"{other}; give it another name"
            look.say((*path, "capacity"), message, *(("groups", name, "site") for name in look.centre.groups))


def languages_are_spoken(look: Look) -> None:
    groups = look.centre.groups
    for name, contact in look.centre.contacts.items():
        language = contact.language
        able = [key for key, group in groups.items() if name in skills_of(group)]
        if language is None or not able:
            continue
        spoken = {key: _spoken(look, key) for key in able}
        deaf = [key for key, words in spoken.items() if words is not None and language not in words]
        if len(deaf) == len(able):
            known = sorted({word for key in groups for word in _spoken(look, key) or ()})
            message = f"nobody who can serve '{name}' speaks '{language}'; languages spoken: {', '.join(known)}"
            remedy = f"let a group with the skill speak it, e.g. languages: [{language}]"
            look.say(("contacts", name, "language"), f"{message}; {remedy}{nearest(language, known)}")
            continue
        for key in deaf:
            there = f"at '{groups[key].site}' " if groups[key].languages is None else ""
            message = f"'{name}' wants {language}, and {there}they speak {', '.join(spoken[key] or ())}"
            remedy = f"drop the skill, or add {language} to the languages"
            look.say(("groups", key, "skills", name), f"{message}; {remedy}", *_languages(look, key), at_key=True)


def _spoken(look: Look, key: str) -> tuple[str, ...] | None:
    """Languages of a group; None where nothing is said."""
    group = look.centre.groups[key]
    site = look.centre.sites.get(group.site)
    return group.languages if group.languages is not None else site.languages if site is not None else None


def _languages(look: Look, key: str) -> tuple[Path, ...]:
    return ("groups", key, "languages"), ("groups", key, "site"), ("sites", look.centre.groups[key].site, "languages")


# ---- clocks and calendars --------------------------------------------------------------------------------------


def clocks_are_known(look: Look) -> None:
    calendar = look.centre.calendar
    centre = calendar.time_zone or zone_of_country(calendar.country)
    for site, one in look.centre.sites.items():
        path: Path = ("sites", site)
        own = one.time_zone or zone_of_country(one.country)
        said = (*path, "time_zone" if one.time_zone else "country")
        if own is not None and centre is None:
            message = f"'{site}' is in {own}, but what time it is in the centre is not said"
            look.say(said, f"{message}; write calendar.time_zone, e.g. Europe/Paris", ("calendar", "time_zone"),
                     ("calendar", "country"))  # fmt: skip
        if one.country is not None and own is None and one.country != calendar.country:
            message = f"which of the time zones of {shown(one.country)} is not known; write time_zone beside"
            look.say((*path, "country"), message, (*path, "time_zone"))
        if one.country is not None:
            try:
                place_is_known(one.country)
            except ValueError as error:
                look.say((*path, "country"), str(error))


def days_of_sites_are_days(look: Look) -> None:
    start = look.centre.calendar.start
    for site, one in look.centre.sites.items():
        country = one.country or look.centre.calendar.country or ""
        for number, text in enumerate(one.outages):
            try:
                periods.spans(text, country, start, start)
            except ValueError as error:
                look.say(("sites", site, "outages", number), str(error))
        for text in one.ramp_up:
            try:
                peak_dates(text, country, start, start)
            except ValueError as error:
                look.say(("sites", site, "ramp_up", text), str(error), at_key=True)


# ---- hubs -------------------------------------------------------------------------------------------------------


def hubs_have_people_and_lines(look: Look) -> None:
    """Every hub has somebody, and a line of its own, which it has where the site gets a share of the flow."""
    centre = look.centre
    for name, site in centre.sites.items():
        path: Path = ("sites", name, "hubs")
        if site.hubs is None:
            continue
        if name != IN_HOUSE and not any(site.greatest_share(kind) > 0 for kind in centre.contacts):
            look.say(path, "hubs have lines of their own; give the site a share of the flow", ("sites", name, "share"))
        for key, group in centre.groups.items():
            if group.site == name and group.agents is not None and 0 < group.agents < site.hubs.count:
                most = int(group.agents)
                message = f"{group.agents} agents of '{key}' in {site.hubs.count} hubs; allowed: up to {most}"
                look.say((*path, "count"), message, ("groups", key, "agents"))
    house = centre.sites.get(IN_HOUSE)
    if house is not None and house.hubs is not None:
        for key, group in centre.groups.items():
            known = centre.sites.get(group.site)
            gets = known is not None and any(known.greatest_share(kind) > 0 for kind in skills_of(group))
            if group.site != IN_HOUSE and not gets and centre.routing.sites is None:
                message = f"'{key}' would get nothing: the lines are those of the hubs in-house; give its site a share"
                look.say(("groups", key), message, ("sites", group.site, "share"), at_key=True)
