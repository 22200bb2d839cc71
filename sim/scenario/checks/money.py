"""What must fit together in a contract: prices with types, bands with prices, ladders with indicators.

A lawyer reads every clause twice; so does this file. A clause that could never pay
anything is a mistake, for somebody wrote it to be paid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from typing import Any

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.money import Band, Contract, IndicatorValue, Ladder, Price, Rate, Step, level_words
from sim.scenario.scenario import IN_HOUSE, Site
from sim.scenario.units import nearest

TIME = {
    "idle_s", "engaged_s", "overtime_s", "loaded_s", "slots_s", "scheduled_s", "break_s", "off_floor_s", "training_s",
    "pause_s", "absence_s",
}  # fmt: skip
ANSWERS = {
    "answered", "in_time", "wait_answered", "finished", "talk", "wrap_up", "ring", "resolved", "handed_on",
    "reached_back",
}  # fmt: skip
"""Sums that are known of a partner whoever's contacts its people answer; of one type TIME is not."""
WHOLE = {
    "planned_s", "unplanned_s", "occupancy_spread", "one", "to_partner", "overflowed", "no_wait", "longest_s",
    "queue_s", "counted_s", "deferred_backlog", "overdue", "work_s", "capacity_s", "of_type",
}  # fmt: skip
"""Sums that are known of the whole run alone."""
MONEY = {"cost", "wages_paid", "invoices", "fixed", "orders", "revenue", "revenue_lost"}
UNITS = {"share": "share", "s": "s"}
WRITTEN = {"share": "a share such as '80 %'", "s": "a duration such as '45 s'", "number": "a number"}
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def contracts_of(check: DesignCheck) -> Iterator[tuple[KeyPath, Site, Contract]]:
    for name, site in check.centre.sites.items():
        if site.contract is not None:
            yield ("sites", name, "contract"), site, site.contract


def prices_are_of_known_types(check: DesignCheck) -> None:
    for name, site in check.centre.sites.items():
        for key in ("per_contact", "per_minute"):
            rate: Rate = getattr(site.price, key)
            for kind in rate if isinstance(rate, dict) else ():
                _known_type(check, ("sites", name, "price", key, kind), kind, at_key=True)


def _known_type(check: DesignCheck, path: KeyPath, kind: str | None, at_key: bool = False) -> bool:
    known = check.centre.contacts
    if kind is None or kind in known:
        return True
    message = f"'{kind}' is no contact type; allowed: {', '.join(known)}{nearest(kind, known)}"
    check.report(path, message, ("contacts",), at_key=at_key)
    return False


def contracts_have_a_price(check: DesignCheck) -> None:
    for path, site, _ in contracts_of(check):
        if path[1] == IN_HOUSE:
            message = "nobody signs a contract with themselves; its people's wages stand with the groups, drop this"
            check.report(path, message, at_key=True)
        elif site.price.is_none and not site.fixed_per_month:
            message = "a contract without a price; write price beside it, e.g. price: {per_contact: 4.20}"
            needs = [(*path[:2], "fixed_per_month"), *((*path[:2], "price", rate) for rate in Price.model_fields)]
            check.report(path, message, *needs, at_key=True)


# ---- bands --------------------------------------------------------------------------------------------------------


def bands_have_two_ends(check: DesignCheck) -> None:
    for path, site, contract in contracts_of(check):
        for i, band in enumerate(contract.bands):
            at: KeyPath = (*path, "bands", i)
            if not _known_type(check, (*at, "type"), band.type) or not _is_served(check, at, band.type, site):
                continue
            if band.minimum is None and band.maximum is None:
                check.report(at, "a band without ends; write minimum, or maximum, or both")
            elif band.minimum is not None and band.maximum is not None and band.minimum > band.maximum:
                message = f"the minimum of {band.minimum:g} is above the maximum of {band.maximum:g}; swap them"
                check.report((*at, "minimum"), message, (*at, "maximum"))
            if band.announced is not None and band.since is None:
                check.report((*at, "announced"), "announced for which day? write since as well, or drop this")
            _band_is_paid(check, at, band, site)


def _band_is_paid(check: DesignCheck, at: KeyPath, band: Band, site: Site) -> None:
    rate = site.price.per_contact
    shares = rate if not isinstance(rate, dict) else rate.get(band.type or "", 0.0)
    for end, word in (("minimum", "shortfall"), ("maximum", "surplus")):
        pays, price = f"{word}_pays", f"{word}_price"
        has = [key for key in (pays, price) if getattr(band, key) is not None]
        if getattr(band, end) is None:
            for key in has:
                check.report((*at, key), f"there is no {end} to pay for; write {end}, or drop this", (*at, end))
        elif not has:
            usual = "50 %" if word == "shortfall" else "120 %"
            message = f"a {end} without a price; write {pays}, e.g. {usual}, or {price}"
            check.report((*at, end), message, (*at, pays), (*at, price))
        elif len(has) > 1:
            check.report((*at, price), f"'{pays}' says the same in another way; keep one of them", (*at, pays))
        elif has == [pays] and shares == 0.0:
            one = "one price for all types" if band.type is None else f"a price per contact of '{band.type}'"
            message = f"a share of which price? write {one} under price.per_contact, or {price} here"
            check.report((*at, pays), message, ("sites", at[1], "price"))
    if band.type is None and band.maximum is not None and isinstance(rate, dict):
        message = "which contacts are those above it, with a price for each type? write a band for each type"
        check.report((*at, "maximum"), message, ("sites", at[1], "price"))


def _is_served(check: DesignCheck, at: KeyPath, kind: str | None, site: Site) -> bool:
    name = at[1]
    groups = [group for group in check.centre.groups.values() if group.site == name]
    if kind is None or any(kind in group.skills for group in groups):
        return True
    needs: list[KeyPath] = [("groups", key, word) for key in check.centre.groups for word in ("site", "skills")]
    check.report((*at, "type"), f"no group at '{name}' can serve '{kind}'; give one the skill, or drop this", *needs)
    return False


def bands_do_not_overlap(check: DesignCheck) -> None:
    for path, _, contract in contracts_of(check):
        kinds = {band.type for band in contract.bands}
        seen: set[tuple[object, object]] = set()
        for i, band in enumerate(contract.bands):
            at: KeyPath = (*path, "bands", i)
            if band.type is None and len(kinds) > 1:
                others = ", ".join(sorted(kind for kind in kinds if kind))
                check.report(
                    at, f"a contact would count in this band and in that of its type ({others}); keep one kind"
                )
            elif (band.type, band.since) in seen:
                what = f"'{band.type}'" if band.type else "all types"
                check.report(at, f"a second band of {what} from the same day on; say since when it holds")
            seen.add((band.type, band.since))


# ---- ladders ------------------------------------------------------------------------------------------------------


def ladders_have_an_indicator(check: DesignCheck) -> None:
    known = _indicators()
    for path, _, contract in contracts_of(check):
        for i, ladder in enumerate(contract.ladders):
            at: KeyPath = (*path, "ladders", i)
            if not _known_type(check, (*at, "type"), ladder.type) or not known:
                continue
            if ladder.kpi not in known:
                near = nearest(ladder.kpi, known)
                check.report((*at, "kpi"), f"'{ladder.kpi}' is no indicator; `polyvalence kpis` lists them{near}")
                continue
            reason = without_monthly_value(check, known[ladder.kpi], ladder, str(path[1]))
            if reason:
                check.report((*at, "kpi"), f"'{ladder.kpi}' {reason}", (*at, "type"), ("sites",))
            _steps_fit(check, at, ladder, known[ladder.kpi])


def without_monthly_value(check: DesignCheck, kpi: Any, ladder: Ladder, site: str) -> str:
    """Why an indicator is not known of a partner month by month; empty if it is."""
    terms = {*kpi.numerator, *kpi.denominator}
    if kpi.kind not in ("mean", "ratio") or terms & WHOLE:
        return "is not known by month; take a share or a mean, such as sl_offered or asa"
    if terms & MONEY:
        return "depends on the invoice itself; take an indicator of the service"
    if ladder.type is not None and terms & TIME:
        return "is known of people, not of a contact type; drop the type"
    if terms <= ANSWERS | TIME:
        return ""
    shared = {
        kind for one in check.centre.sites.values() for kind in check.centre.contacts if one.greatest_share(kind) > 0
    }
    if ladder.type is not None:
        own = check.centre.sites[site].greatest_share(ladder.type)
        remedy = "say its share, or take sl_answered or asa"
        return "" if own > 0 else f"is not known of a partner without a share of '{ladder.type}'; {remedy}"
    missing = ", ".join(kind for kind in check.centre.contacts if kind not in shared)
    remedy = "name a type that has one, or take sl_answered or asa"
    return f"is not known of a partner while no site has a share of {missing}; {remedy}" if missing else ""


def _steps_fit(check: DesignCheck, at: KeyPath, ladder: Ladder, kpi: Any) -> None:
    unit = UNITS.get(kpi.unit, "number")
    sound = bool(ladder.steps)
    if not sound:
        check.report((*at, "steps"), "a ladder without steps; write e.g. [{below: 80 %, pays: -2 %}]")
    for i, step in enumerate(ladder.steps):
        here: KeyPath = (*at, "steps", i)
        for one, other, words in (("below", "above", "a bound"), ("pays", "amount", "a payment")):
            has = [key for key in (one, other) if getattr(step, key) is not None]
            if len(has) != 1:
                found = "both are there" if has else "there is none"
                check.report(here, f"{words} is wanted, {one} or {other}; {found}", (*here, one), (*here, other))
                sound = False
        level = step.below or step.above
        if level is not None and level.kind != unit:
            key = "below" if step.below else "above"
            check.report((*here, key), f"'{ladder.kpi}' is written as {WRITTEN[unit]}, not {level_words(level)}")
            sound = False
    if sound:
        _steps_make_a_ladder(check, at, ladder, kpi.better)


def _steps_make_a_ladder(check: DesignCheck, at: KeyPath, ladder: Ladder, better: int) -> None:
    """Bounds once each, none of `below` above one of `above`, and the better the value the more is paid."""
    steps: list[tuple[IndicatorValue, bool, int, Step]] = []
    for i, step in enumerate(ladder.steps):
        level = step.below or step.above
        assert level is not None
        steps.append((level, step.below is None, i, step))
    steps.sort(key=lambda one: (one[0].value, one[1]))
    for (low, was_above, _, worse), (high, is_above, i, step) in pairwise(steps):
        here: KeyPath = (*at, "steps", i)
        if low.value == high.value and was_above == is_above:
            check.report(here, f"a second step at {level_words(high)}; keep one of them")
        elif was_above and not is_above:
            message = f"a value between {level_words(low)} and {level_words(high)} is above the one and below the other"
            check.report(here, f"{message}; the bounds of `below` stand under those of `above`")
        elif better and _kinds(worse) == _kinds(step) and (_paid(step) - _paid(worse)) * better < 0:
            ways = ("higher", "less") if better > 0 else ("lower", "more")
            message = f"'{ladder.kpi}' is better the {ways[0]} it is, but this step pays {ways[1]}"
            check.report(here, f"{message} than the one at {level_words(low)}; swap what they pay")
    for _, is_above, i, step in steps:
        good = is_above == (better > 0)
        if better and (_paid(step) > 0) != good and _paid(step) != 0:
            what = "a bonus for a worse" if _paid(step) > 0 else "a penalty for a better"
            check.report((*at, "steps", i), f"{what} value of '{ladder.kpi}'; turn the sign, or swap below and above")


def _kinds(step: Step) -> tuple[bool, bool]:
    return step.pays is None, step.below is None


def _paid(step: Step) -> float:
    return step.pays if step.pays is not None else step.amount or 0.0


def _indicators() -> dict[str, Any]:
    """The dictionary of indicators; it stands above this package, and only its words are looked up."""
    known: dict[str, Any] = import_module("sim.kpis.dictionary").KPIS
    return known


# ---- forecasts, wages, revenue ------------------------------------------------------------------------------------


def forecasts_have_a_flow(check: DesignCheck) -> None:
    for path, site, contract in contracts_of(check):
        for i, forecast in enumerate(contract.forecasts):
            at: KeyPath = (*path, "forecasts", i)
            if not contract.ladders:
                check.report(at, "outside a forecast the ladders lapse, and there is none; write ladders, or drop this")
            for month in forecast.requests:
                if not _MONTH.fullmatch(month):
                    check.report((*at, "requests", month), f"'{month}' is no month; write e.g. 2024-03", at_key=True)
            if not _known_type(check, (*at, "type"), forecast.type):
                continue
            flows = {kind for kind in check.centre.contacts if site.greatest_share(kind) > 0}
            if not flows or (forecast.type is not None and forecast.type not in flows):
                what = f"of '{forecast.type}'" if forecast.type else "of any type"
                message = f"the site has no share {what}, so nothing says what it should get; write share, or drop this"
                check.report(at, message, (*path[:2], "share"))


def wages_have_a_meaning(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name)
        wages = [group.wage_per_hour, *(one.wage_per_hour for one in group.levels.values())]
        wages += [one.wage_per_hour for one in group.people.values()]
        if group.overtime_pays != 1.0 and not any(wages):
            message = "a share of which wage? write wage_per_hour"
            check.report_idle((*path, "overtime_pays"), message, (*path, "wage_per_hour"))


def revenues_have_a_value(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name, "revenue")
        one = contact.revenue
        if one is not None and one.value == 0.0 and one.abandoned_value == 0.0 and one.rebuy is None:
            check.report(path, "nothing is worth anything; write value, abandoned_value or rebuy, or drop this")
        elif one is not None and one.conversion > 0 and one.value == 0.0:
            check.report((*path, "conversion"), "what does a sale bring? write value", (*path, "value"))
    for name, group in check.centre.groups.items():
        for skill, how in group.skills.items():
            kind = check.centre.contacts.get(skill)
            if how.converts is not None and kind is not None and (kind.revenue is None or kind.revenue.value == 0.0):
                message = f"what does a sale bring? write contacts.{skill}.revenue, e.g. {{value: 80}}"
                wanted: KeyPath = ("contacts", skill, "revenue")
                check.report_idle(("groups", name, "skills", skill, "converts"), message, wanted)
