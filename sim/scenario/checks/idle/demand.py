"""Words of demand that change nothing: laws of what does not vary, channels and orders without types."""

from __future__ import annotations

from sim.scenario.calendar.periods import When, when
from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import is_live, said
from sim.scenario.checks.staffing import opening_of
from sim.scenario.checks.volumes import volumes_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.demand import Volume
from sim.scenario.units import DAY_SECONDS, Week


def chance_has_a_spread(check: DesignCheck) -> None:
    for path, volume in volumes_of(check):
        if said(volume, "batch_law") and volume.batch == 1:
            message = "contacts come one by one; write batch, e.g. 3"
            check.report_idle((*path, "batch_law"), message, (*path, "batch"))
        _intraday(check, path, volume)
        error = volume.forecast_error
        if error is not None and error.cv == 0 and error.bias == 0:
            message = "a forecast without an error; write forecast_error.cv or bias"
            at: KeyPath = (*path, "forecast_error")
            check.report_idle(at, message, (*at, "cv"), (*at, "bias"))
        elif error is not None and said(error, "every") and error.cv == 0:
            message = "the bias is the same on every day; write forecast_error.cv"
            check.report_idle((*path, "forecast_error", "every"), message, (*path, "forecast_error", "cv"))


def _intraday(check: DesignCheck, path: KeyPath, volume: Volume) -> None:
    parts, at = volume.intraday, (*path, "intraday")
    if parts is not None and parts.cv == 0:
        check.report_switched_off((*at, "cv"), "the parts of a day do not vary, so 'intraday' changes nothing")
    elif parts is not None and said(parts, "correlation") and parts.width >= DAY_SECONDS:
        check.report_idle((*at, "correlation"), "the day is one part; write a shorter width", (*at, "width"))


def channels_have_types(check: DesignCheck) -> None:
    centre = check.centre
    for channel, rules in centre.channels.items():
        path: KeyPath = ("channels", channel)
        mine = [contact for contact in centre.contacts.values() if contact.channel == channel]
        if not mine:
            check.report_idle(path, f"no contact type comes by {channel}", needs=(("contacts",),))
        elif rules.opening is not None and all(contact.opening is not None for contact in mine):
            message = f"every {channel} type says its own opening"
            check.report_idle(
                (*path, "opening"), message, *(("contacts", name, "opening") for name in _names(check, channel))
            )


def orders_bring_contacts(check: DesignCheck) -> None:
    named = {contact.volume.per_order.of for contact in check.centre.contacts.values() if contact.volume.per_order}
    for name in check.centre.orders:
        if name not in named:
            message = f"no contact type comes of '{name}', so it changes nothing; write volume.per_order of a type"
            check.report_switched_off(("orders", name), message, ("contacts",))


def _names(check: DesignCheck, channel: str) -> list[str]:
    return [name for name, contact in check.centre.contacts.items() if contact.channel == channel]


def hours_have_factors(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        let_in = is_live(contact) and contact.outside_hours == "blocked" and contact.self_service is None
        for word in ("handling", "patience"):
            factors: dict[str, float] = getattr(contact.by_hour, word)
            path: KeyPath = ("contacts", name, "by_hour", word)
            if factors and all(one == 1.0 for one in factors.values()):
                check.report_switched_off(path, "factors of 100 % change nothing")
            for text in factors if let_in else ():
                if not _meets(when(text), opening_of(check, contact)):
                    message = f"the doors are shut to '{name}' then, so this changes nothing"
                    check.report_switched_off((*path, text), message, ("calendar", "opening"))


def _meets(hours: When, week: Week) -> bool:
    """Whether a second of these hours is open."""
    edges = {0, *(hours.window or ())}
    opened = [(day, begin, end) for day in range(7) for begin, end in week[day]]
    return any(
        hours.holds(day, second) for day, begin, end in opened for second in {begin, *edges} if begin <= second < end
    )


def waits_make_it_longer(check: DesignCheck) -> None:
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name, "by_wait")
        for word in ("per_minute", "at_most"):
            if contact.by_wait is not None and getattr(contact.by_wait, word) == 0.0:
                check.report_switched_off(
                    (*path, word), "no conversation is longer for it, so 'by_wait' changes nothing"
                )


CHECKS = (chance_has_a_spread, channels_have_types, orders_bring_contacts, hours_have_factors, waits_make_it_longer)
