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
from sim.scenario.checks.design_check import ALL, DesignCheck
from sim.scenario.checks.run_length import run_seconds
from sim.scenario.checks.staffing import skills_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.sites import EVERYTHING, Site, share_at
from sim.scenario.nouns.value_types import FlowShare
from sim.scenario.scenario import IN_HOUSE
from sim.scenario.units import DAY_SECONDS, nearest

Instant = tuple[dt.date, int]

# ---- shares of the flow -----------------------------------------------------------------------------------------


def shares_name_types(check: DesignCheck) -> None:
    known = check.centre.contacts
    for site, one in check.centre.sites.items():
        path: KeyPath = ("sites", site, "share")
        if site == IN_HOUSE:
            if one.share:
                check.report(path, "what no other site gets stays in-house; write the shares of the others only")
            continue
        for name in one.share:
            if name not in (*known, EVERYTHING):
                allowed = f"allowed: {', '.join(known)}, or {EVERYTHING}{nearest(name, known)}"
                check.report((*path, name), f"'{name}' is no contact type; {allowed}", ("contacts",), at_key=True)
        if EVERYTHING in one.share and EVERYTHING in known:
            message = f"'{EVERYTHING}' means every type here; give the contact type of this name another one"
            check.report((*path, EVERYTHING), message, at_key=True)


def shares_can_be_served(check: DesignCheck) -> None:
    for site, one in _partners(check):
        path, able = ("sites", site, "share"), skilled(check, site)
        for name in check.centre.contacts:
            if one.greatest_share(name) > 0 and name not in able:
                said = name in one.share
                drop = "or drop the share" if said else f"or write {{{name}: 0 %}} beside"
                message = f"no group at '{site}' can serve '{name}'; give one the skill, {drop}"
                check.report((*path, name if said else EVERYTHING), message, *_staffing(check), at_key=True)


def shares_fit_the_flow(check: DesignCheck) -> None:
    for name in check.centre.contacts:
        parts = {site: one.share_of(name) for site, one in _partners(check)}
        for instant in _instants(check, list(parts.values())):
            total = 0.0
            for site, part in parts.items():
                total += share_at(part, *instant)
                if total > ALL and share_at(part, *instant) > 0:
                    when = _when(instant) if any(isinstance(one, dict) for one in parts.values()) else ""
                    message = f"the sites together get {total * 100:.6g} % of '{name}'{when}; allowed: up to 100 %"
                    check.report(("sites", site, "share", _key(check, site, name)), message)
                    break
            if total > ALL:
                break


def the_rest_is_served_in_house(check: DesignCheck) -> None:
    for name in check.centre.contacts:
        parts = [one.share_of(name) for _, one in _partners(check)]
        given = [sum(share_at(part, *instant) for part in parts) for instant in _instants(check, parts)]
        if max(given) > 0 and min(given) < 2 - ALL and name not in skilled(check, IN_HOUSE):
            rest = f"{(1 - min(given)) * 100:.6g} % of '{name}' stays in-house, where no group can serve it"
            shares = [("sites", site, "share", _key(check, site, name)) for site, _ in _partners(check)]
            message = f"{rest}; give one the skill, or share it out"
            check.report(("contacts", name), message, *_staffing(check), *shares, at_key=True)


def _partners(check: DesignCheck) -> Iterator[tuple[str, Site]]:
    return ((name, site) for name, site in check.centre.sites.items() if name != IN_HOUSE)


def _key(check: DesignCheck, site: str, name: str) -> str:
    """By which key a site has its share of a type."""
    return name if name in check.centre.sites[site].share else EVERYTHING


def _instants(check: DesignCheck, parts: list[FlowShare]) -> list[Instant]:
    """Days and seconds of the run at which shares may differ; one of each kind."""
    rules = [periods.when(text) for part in parts if isinstance(part, dict) for text in part]
    start, run = check.centre.calendar.start, run_seconds(check.centre) or DAY_SECONDS
    within = [rule.period for rule in rules if rule.period is not None]
    kinds: dict[tuple[object, ...], dt.date] = {}
    for day in range(int((run - 1) // DAY_SECONDS) + 1 if rules else 1):
        date = start + dt.timedelta(days=day)
        kinds.setdefault((date.weekday(), *(one.has(date) for one in within)), date)
    return [(date, second) for date in kinds.values() for second in periods.edges(rules)]


def _when(instant: Instant) -> str:
    day, second = instant
    return f" on {day:%A} {day} from {second // 3600:02d}:{second % 3600 // 60:02d} on"


def _staffing(check: DesignCheck) -> list[KeyPath]:
    found: list[KeyPath] = [("contacts",), ("groups",)]
    found += [("groups", name, key) for name in check.centre.groups for key in ("site", "skills")]
    return found + [("sites", name, "capacity") for name in check.centre.sites]


def skilled(check: DesignCheck, site: str) -> set[str]:
    """What the groups of a site can do together."""
    return {skill for group in check.centre.groups.values() if group.site == site for skill in skills_of(group)}


# ---- people ----------------------------------------------------------------------------------------------------


def capacities_stand_for_people(check: DesignCheck) -> None:
    for site, one in check.centre.sites.items():
        path: KeyPath = ("sites", site)
        if one.capacity is None:
            for word in ("skills", "chats"):
                if getattr(one, word):
                    message = f"the groups at a site have {word}; write them there, or give the site a capacity"
                    check.report((*path, word), message, (*path, "capacity"), at_key=True)
            continue
        own = [name for name, group in check.centre.groups.items() if group.site == site]
        group = check.centre.groups.get(site)
        if own != [site] or group is None or one.capacity not in (group.agents, group.schedule):
            there = f"a capacity stands for people, and '{site}' has groups of its own ({', '.join(own)})"
            other = f"there is a group '{site}' already, which works at '{group.site if group else ''}'"
            message = f"{there}; drop one of the two" if own else f"{other}; give it another name"
            check.report((*path, "capacity"), message, *(("groups", name, "site") for name in check.centre.groups))


def languages_are_spoken(check: DesignCheck) -> None:
    groups = check.centre.groups
    for name, contact in check.centre.contacts.items():
        language = contact.language
        able = [key for key, group in groups.items() if name in skills_of(group)]
        if language is None or not able:
            continue
        spoken = {key: _spoken(check, key) for key in able}
        deaf = [key for key, words in spoken.items() if words is not None and language not in words]
        if len(deaf) == len(able):
            known = sorted({word for key in groups for word in _spoken(check, key) or ()})
            message = f"nobody who can serve '{name}' speaks '{language}'; languages spoken: {', '.join(known)}"
            remedy = f"let a group with the skill speak it, e.g. languages: [{language}]"
            check.report(("contacts", name, "language"), f"{message}; {remedy}{nearest(language, known)}")
            continue
        for key in deaf:
            there = f"at '{groups[key].site}' " if groups[key].languages is None else ""
            message = f"'{name}' wants {language}, and {there}they speak {', '.join(spoken[key] or ())}"
            remedy = f"drop the skill, or add {language} to the languages"
            check.report(("groups", key, "skills", name), f"{message}; {remedy}", *_languages(check, key), at_key=True)


def _spoken(check: DesignCheck, key: str) -> tuple[str, ...] | None:
    """Languages of a group; None where nothing is said."""
    group = check.centre.groups[key]
    site = check.centre.sites.get(group.site)
    return group.languages if group.languages is not None else site.languages if site is not None else None


def _languages(check: DesignCheck, key: str) -> tuple[KeyPath, ...]:
    return ("groups", key, "languages"), ("groups", key, "site"), ("sites", check.centre.groups[key].site, "languages")


# ---- clocks and calendars --------------------------------------------------------------------------------------


def clocks_are_known(check: DesignCheck) -> None:
    calendar = check.centre.calendar
    centre = calendar.time_zone or zone_of_country(calendar.country)
    for site, one in check.centre.sites.items():
        path: KeyPath = ("sites", site)
        own = one.time_zone or zone_of_country(one.country)
        said = (*path, "time_zone" if one.time_zone else "country")
        if own is not None and centre is None:
            message = f"'{site}' is in {own}, but what time it is in the centre is not said"
            check.report(said, f"{message}; write calendar.time_zone, e.g. Europe/Paris", ("calendar", "time_zone"),
                     ("calendar", "country"))  # fmt: skip
        if one.country is not None and own is None and one.country != calendar.country:
            message = f"which of the time zones of {shown(one.country)} is not known; write time_zone beside"
            check.report((*path, "country"), message, (*path, "time_zone"))
        if one.country is not None:
            try:
                place_is_known(one.country)
            except ValueError as error:
                check.report((*path, "country"), str(error))


def days_of_sites_are_days(check: DesignCheck) -> None:
    start = check.centre.calendar.start
    for site, one in check.centre.sites.items():
        country = one.country or check.centre.calendar.country or ""
        for number, text in enumerate(one.outages):
            try:
                periods.spans(text, country, start, start)
            except ValueError as error:
                check.report(("sites", site, "outages", number), str(error))
        for text in one.ramp_up:
            try:
                peak_dates(text, country, start, start)
            except ValueError as error:
                check.report(("sites", site, "ramp_up", text), str(error), at_key=True)


# ---- hubs -------------------------------------------------------------------------------------------------------


def hubs_have_people_and_lines(check: DesignCheck) -> None:
    """Every hub has somebody, and a line of its own, which it has where the site gets a share of the flow."""
    centre = check.centre
    for name, site in centre.sites.items():
        path: KeyPath = ("sites", name, "hubs")
        if site.hubs is None:
            continue
        if name != IN_HOUSE and not any(site.greatest_share(kind) > 0 for kind in centre.contacts):
            check.report(
                path, "hubs have lines of their own; give the site a share of the flow", ("sites", name, "share")
            )
        for key, group in centre.groups.items():
            if group.site == name and group.agents is not None and 0 < group.agents < site.hubs.count:
                most = int(group.agents)
                message = f"{group.agents} agents of '{key}' in {site.hubs.count} hubs; allowed: up to {most}"
                check.report((*path, "count"), message, ("groups", key, "agents"))
    house = centre.sites.get(IN_HOUSE)
    if house is not None and house.hubs is not None:
        for key, group in centre.groups.items():
            known = centre.sites.get(group.site)
            gets = known is not None and any(known.greatest_share(kind) > 0 for kind in skills_of(group))
            if group.site != IN_HOUSE and not gets and centre.routing.sites is None:
                message = f"'{key}' would get nothing: the lines are those of the hubs in-house; give its site a share"
                check.report(("groups", key), message, ("sites", group.site, "share"), at_key=True)
