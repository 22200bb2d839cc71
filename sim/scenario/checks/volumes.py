"""What must fit together in a volume: one way of saying how many, and words that go with it.

Recorded calls need no profile, for they know when they came; a factor for December needs something it multiplies.
A type may have no volume at all, if something else leads to it, such as a transfer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise

from sim.errors import shown
from sim.scenario import format_values
from sim.scenario.calendar import periods
from sim.scenario.calendar.dates import MONTHS, months_named, peak_dates
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.demand import Volume
from sim.scenario.scenario import RECORDS, Contact, records_key
from sim.scenario.units import DAY_SECONDS, DAYS, days_named, nearest

FORECASTS = ("per_month", "per_week", "per_day", "per_hour", "rates")
"""Rates that a calendar and chance may multiply; what can be said of orders."""
HOURLY = ("per_month", "per_week", "per_day", "per_hour", "every")
"""Rates that hold in the hours of demand."""
RATES = (*FORECASTS, "every", "per_order", *RECORDS)
SHAPES = ("weekdays", "hours")
CHANCES = ("day_factor_cv", "intraday", "forecast_error")
LEVELS = ("months", "peaks", "holidays", "day_factor_cv", "intraday", "forecast_error")
HEAVIEST = 1_000_000
GREATEST = 1000
LEAST_CV = 0.01
WHOSE = {
    "per_order": "the orders say when", "recorded": "the records say when", "counts": "the counts say when",
    "every": "evenly spaced contacts keep their number",
}  # fmt: skip


def volumes_of(check: DesignCheck) -> Iterator[tuple[KeyPath, Volume]]:
    """Every volume of the design, with its path."""
    for name, contact in check.centre.contacts.items():
        yield ("contacts", name, "volume"), contact.volume
    for name, orders in check.centre.orders.items():
        yield ("orders", name, "volume"), orders.volume


def rate_of(volume: Volume) -> str:
    """The first way in which a volume says how many; an empty text if it does not."""
    return next((rate for rate in RATES if getattr(volume, rate) is not None), "")


def volumes_have_one_rate(check: DesignCheck) -> None:
    for path, volume in volumes_of(check):
        given = [rate for rate in RATES if getattr(volume, rate) is not None]
        needs = [(*path, rate) for rate in RATES]
        allowed = FORECASTS if path[0] == "orders" else RATES
        if not given and path[0] == "contacts" and volume == Volume():
            _something_leads_to(check, str(path[1]), *needs)
        elif not given:
            check.report(path, f"how many {path[0]}? write exactly one of {', '.join(allowed)}", *needs)
        elif len(given) > 1:
            remedy = f"keep one of {', '.join(given)} (in a design, null takes the other away)"
            clash = check.newest(*((*path, rate) for rate in given))
            check.report(clash, f"{' and '.join(given)} are both given; {remedy}", *needs)
        elif given[0] not in allowed:
            check.report((*path, given[0]), f"orders do not come by {given[0]}; write one of {', '.join(allowed)}")


def _something_leads_to(check: DesignCheck, name: str, *needs: KeyPath) -> None:
    contacts, groups = check.centre.contacts, check.centre.groups
    transfers = [skill.transfer for g in groups.values() for skill in g.skills.values() if skill.transfer]
    handed_on = {other for transfer in transfers for other in transfer.targets}
    led = handed_on | {other for contact in contacts.values() for other in _followers(contact)}
    if led - set(contacts) or check.is_refused_somewhere(
        name
    ):  # it is reported by itself, and may have meant this type
        return
    if name not in led and contacts[name].backlog is None:
        ways = "a transfer, a return or a chase that becomes this type, or a backlog"
        message = f"nothing leads to {shown(name)}; write a volume with one of {', '.join(RATES)}, or {ways}"
        check.report(("contacts", name), message, ("contacts", name, "volume"), *needs)


def _followers(contact: Contact) -> Iterator[str]:
    """Types by which customers of this one may come back."""
    returns = [contact.returns.abandoned, contact.returns.busy, contact.returns.unresolved]
    returns += [contact.self_service.wrongly if contact.self_service else None]
    for back in returns:
        yield from back.becomes if back is not None else ()
    if contact.chase is not None:
        yield contact.chase.becomes


def words_fit_the_rate(check: DesignCheck) -> None:
    for path, volume in volumes_of(check):
        rate = rate_of(volume)
        if volume.profile is not None and rate in ("per_hour", "every", "rates"):
            remedy = "write per_month, per_week or per_day, or drop the profile"
            message = f"a profile spreads a week or a day, so it does not go with {rate}; {remedy}"
            check.report((*path, "profile"), message)
        unfit: list[str] = []
        records = check.records.get(records_key(rate, getattr(volume, rate))) if rate in RECORDS else None
        if rate in RECORDS and (records is None or records.has_totals):
            unfit += ["weekdays"] if rate == "counts" else ["profile", *SHAPES]
        elif rate in ("per_order", *RECORDS):
            unfit += ["profile", *SHAPES]
        if rate == "rates":
            unfit += [*SHAPES, "intraday", "spread"]
        elif volume.spread == "exactly" and rate not in WHOSE:
            unfit += [*CHANCES, "batch"]
        if rate in WHOSE:
            unfit += [*LEVELS, "spread"]
        if rate in RECORDS or path[0] == "orders":
            unfit += ["batch"]
        if path[0] == "orders":
            unfit += ["spread"]
        for word in dict.fromkeys(unfit):
            if getattr(volume, word) != Volume.model_fields[word].default:
                needs: tuple[KeyPath, ...] = ((*path, rate), (*path, "spread"))
                check.report((*path, word), _no_room(path, volume, rate, word), *needs)


def _no_room(path: KeyPath, volume: Volume, rate: str, word: str) -> str:
    """Why a word does not go with how many come."""
    if rate in WHOSE and path[0] == "contacts":
        return f"{rate} leaves no room for {word}: {WHOSE[rate]}; drop it"
    if rate == "rates" and word != "batch":
        return f"rates leaves no room for {word}: each rate holds from its instant to the next; drop it"
    if volume.spread == "exactly" and path[0] == "contacts":
        return f"spread: exactly leaves no room for {word}: every day has its number; drop one of the two"
    if word == "spread":
        return "orders are not simulated one by one, only the contacts that they bring about; drop 'spread'"
    return f"{rate} leaves no room for {word}: each order is one; drop it"


def rates_meet_the_run(check: DesignCheck) -> None:
    """Instants after the end of the run, or before one that is in force at its start, say nothing."""
    calendar = check.centre.calendar
    horizon = calendar.length or (calendar.days or 0) * DAY_SECONDS
    start = dt.datetime.combine(calendar.start, dt.time())
    for path, volume in volumes_of(check):
        found: list[tuple[str, float]] = []
        for text in volume.rates or ():
            when = periods.instant(text)
            found.append((text, (when - start).total_seconds() if isinstance(when, dt.datetime) else when))
        for (text, at), (_, after) in pairwise([*found, ("", horizon)]):
            if at >= horizon or after <= 0.0:
                message = f"{shown(text)} lies outside the run, which begins {calendar.start}, so it changes nothing"
                check.report_switched_off((*path, "rates", text), message, ("calendar",))


def orders_are_known(check: DesignCheck) -> None:
    known = check.centre.orders
    for name, contact in check.centre.contacts.items():
        order = contact.volume.per_order
        if order is not None and order.of not in known:
            path = ("contacts", name, "volume", "per_order", "of")
            there = f"there is: {', '.join(known) or 'nothing'}{nearest(order.of, known)}"
            check.report(path, f"{shown(order.of)} is not under 'orders'; {there}", ("orders",))


# ---- the week and the year ------------------------------------------------------------------------------------


def weekdays_are_days(check: DesignCheck) -> None:
    for path, volume in volumes_of(check):
        weights = volume.weekdays
        if weights is not None:
            _each_once(check, (*path, "weekdays"), weights, days_named, lambda day: DAYS[day], "day has one weight")
            _bounded(check, (*path, "weekdays"), weights, "weight", HEAVIEST)
            if not any(weight > 0 for weight in weights.values()):
                check.report((*path, "weekdays"), "at least one day needs a weight above 0")


def months_are_months(check: DesignCheck) -> None:
    for path, volume in volumes_of(check):
        factors = volume.months or {}
        _each_once(check, (*path, "months"), factors, months_named, lambda m: MONTHS[m - 1], "month has one factor")
        _bounded(check, (*path, "months"), factors, "factor", GREATEST)


def peaks_are_days(check: DesignCheck) -> None:
    start, country = check.centre.calendar.start, check.centre.calendar.country or ""
    for path, volume in volumes_of(check):
        for key in volume.peaks or {}:
            try:
                peak_dates(key, country, start, start)
            except ValueError as error:
                check.report((*path, "peaks", key), str(error), at_key=True)
        _bounded(check, (*path, "peaks"), volume.peaks or {}, "factor", GREATEST)


def _each_once(
    check: DesignCheck, path: KeyPath, values: dict[str, float], named: Callable[[str], list[int]],
    word: Callable[[int], str], rule: str,
) -> None:  # fmt: skip
    """Keys that name days or months, none of them twice."""
    seen: set[int] = set()
    for key in values:
        try:
            found = named(key)
        except ValueError as error:
            check.report((*path, key), str(error), at_key=True)
            continue
        twice = [word(one) for one in found if one in seen]
        if twice:
            check.report((*path, key), f"{', '.join(twice)} named twice; each {rule}", at_key=True)
        seen.update(found)


def _bounded(check: DesignCheck, path: KeyPath, values: dict[str, float], what: str, most: int) -> None:
    for key, value in values.items():
        if not 0 <= value <= most:
            check.report((*path, key), f"a {what} from 0 to {most} is wanted, not {value:g}")


def profiles_have_weight(check: DesignCheck) -> None:
    for path, volume in volumes_of(check):
        table = check.tables.get(volume.profile or "")
        if table is not None and not table.dates and not any(weight > 0 for day in table.values for weight in day):
            message = f"every weight in {shown(volume.profile)} is 0; at least one must be above"
            check.report((*path, "profile"), message)


# ---- chance -----------------------------------------------------------------------------------------------------


def random_factors_can_be_drawn(check: DesignCheck) -> None:
    for path, volume in volumes_of(check):
        for word in ("intraday", "forecast_error"):
            noun = getattr(volume, word)
            if noun is not None and 0 < noun.cv < LEAST_CV:
                check.report(
                    (*path, word, "cv"), f"{format_values.share(noun.cv)} is too little; allowed: 0 %, or 1 % to 100 %"
                )
        width = volume.intraday.width if volume.intraday else DAY_SECONDS
        if width % 60 or DAY_SECONDS % width:
            message = (
                f"'{format_values.duration(width)}' does not divide a day; allowed: 1 min to 1 day, e.g. 15 min, 1 h"
            )
            check.report((*path, "intraday", "width"), message)
