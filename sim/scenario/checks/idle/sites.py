"""Words of sites that change nothing: what becomes of a share that is not there, days outside the run."""

from __future__ import annotations

import contextlib

from sim.errors import shown
from sim.scenario.calendar.dates import peak_dates
from sim.scenario.calendar.periods import period, spans
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import flows_to, is_always, said
from sim.scenario.checks.outside_the_run import RUN, days_of
from sim.scenario.keys import KeyPath


def sites_have_people(check: DesignCheck) -> None:
    places = {group.site for group in check.centre.groups.values()}
    for name, site in check.centre.sites.items():
        path: KeyPath = ("sites", name)
        if name not in places and not site.fixed_per_month:
            message = f"nobody works at '{name}', so it changes nothing"
            check.report_switched_off(path, message, *(("groups", group, "site") for group in check.centre.groups))
        if said(site, "when_closed"):
            closes = (site.hours is not None and not is_always(site.hours)) or bool(site.outages)
            if not flows_to(check, name):
                message = "it has no share of the flow to go elsewhere; write share"
                check.report_idle((*path, "when_closed"), message, (*path, "share"))
            elif not closes:
                message = "the site never closes; write hours or outages"
                check.report_idle((*path, "when_closed"), message, (*path, "hours"))


def days_of_sites_meet_the_run(check: DesignCheck) -> None:
    run = days_of(check)
    if run is None:
        return
    calendar = check.centre.calendar
    said_of = f"the run, {run[0]} to {run[1]}" if run[0] != run[1] else f"the run, {run[0]}"
    for name, site in check.centre.sites.items():
        country = site.country or calendar.country or ""
        for number, text in enumerate(site.outages):
            with contextlib.suppress(ValueError):
                if not any(one.begin[0] <= run[1] and one.end > (run[0], 0) for one in spans(text, country, *run)):
                    message = f"{shown(text)} is no time of {said_of}, so it changes nothing"
                    check.report_switched_off(("sites", name, "outages", number), message, *RUN)
        for text, ramp in site.ramp_up.items():
            path: KeyPath = ("sites", name, "ramp_up", text)
            with contextlib.suppress(ValueError):
                if not peak_dates(text, country, *run):
                    check.report_switched_off(
                        path, f"{shown(text)} is no day of {said_of}, so it changes nothing", *RUN
                    )
                elif ramp.factor == 1.0:
                    check.report_switched_off((*path, "factor"), "a factor of 100 % changes nothing")
    for name, group in check.centre.groups.items():
        if group.period is not None:
            first, last = period(group.period)
            if (first is not None and first > run[1]) or (last is not None and last < run[0]):
                message = f"no day of {said_of}, so the group is never there"
                check.report_switched_off(("groups", name, "period"), message, *RUN)


def languages_are_asked_for(check: DesignCheck) -> None:
    """A language is asked for by types and spoken by groups or sites; the one without the other checks nothing."""
    centre = check.centre
    asked = any(contact.language is not None for contact in centre.contacts.values())
    spoken = any(one.languages is not None for one in centre.groups.values())
    spoken = spoken or any(one.languages is not None for one in centre.sites.values())
    for name, contact in centre.contacts.items():
        if contact.language is not None and not spoken:
            message = "no group or site says which languages it speaks, so nothing is checked"
            check.report_switched_off(("contacts", name, "language"), message, ("groups",), ("sites",))
    given: list[tuple[KeyPath, object]] = [(("groups", name), one.languages) for name, one in centre.groups.items()]
    given += [(("sites", name), one.languages) for name, one in centre.sites.items()]
    for path, languages in given if not asked else ():
        if languages is not None:
            message = "no contact type says in which language it wants an answer, so nothing is checked"
            check.report_switched_off((*path, "languages"), message, ("contacts",))


CHECKS = (sites_have_people, days_of_sites_meet_the_run, languages_are_asked_for)
