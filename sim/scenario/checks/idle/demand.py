"""Words of demand that change nothing: laws of what does not vary, channels and orders without types."""

from __future__ import annotations

from sim.scenario.calendar.periods import When, when
from sim.scenario.checks.design_check import Look, Path
from sim.scenario.checks.idle.facts import is_live, said
from sim.scenario.checks.staffing import opening_of
from sim.scenario.checks.volumes import volumes_of
from sim.scenario.nouns.demand import Volume
from sim.scenario.units import DAY_SECONDS, Week


def chance_has_a_spread(look: Look) -> None:
    for path, volume in volumes_of(look):
        if said(volume, "batch_law") and volume.batch == 1:
            message = "contacts come one by one; write batch, e.g. 3"
            look.changes_nothing((*path, "batch_law"), message, (*path, "batch"))
        _intraday(look, path, volume)
        error = volume.forecast_error
        if error is not None and error.cv == 0 and error.bias == 0:
            message = "a forecast without an error; write forecast_error.cv or bias"
            at: Path = (*path, "forecast_error")
            look.changes_nothing(at, message, (*at, "cv"), (*at, "bias"))
        elif error is not None and said(error, "every") and error.cv == 0:
            message = "the bias is the same on every day; write forecast_error.cv"
            look.changes_nothing((*path, "forecast_error", "every"), message, (*path, "forecast_error", "cv"))


def _intraday(look: Look, path: Path, volume: Volume) -> None:
    parts, at = volume.intraday, (*path, "intraday")
    if parts is not None and parts.cv == 0:
        look.does_nothing((*at, "cv"), "the parts of a day do not vary, so 'intraday' changes nothing")
    elif parts is not None and said(parts, "correlation") and parts.width >= DAY_SECONDS:
        look.changes_nothing((*at, "correlation"), "the day is one part; write a shorter width", (*at, "width"))


def channels_have_types(look: Look) -> None:
    centre = look.centre
    for channel, rules in centre.channels.items():
        path: Path = ("channels", channel)
        mine = [contact for contact in centre.contacts.values() if contact.channel == channel]
        if not mine:
            look.changes_nothing(path, f"no contact type comes by {channel}", needs=(("contacts",),))
        elif rules.opening is not None and all(contact.opening is not None for contact in mine):
            message = f"every {channel} type says its own opening"
            look.changes_nothing(
                (*path, "opening"), message, *(("contacts", name, "opening") for name in _names(look, channel))
            )


def orders_bring_contacts(look: Look) -> None:
    named = {contact.volume.per_order.of for contact in look.centre.contacts.values() if contact.volume.per_order}
    for name in look.centre.orders:
        if name not in named:
            message = f"no contact type comes of '{name}', so it changes nothing; write volume.per_order of a type"
            look.does_nothing(("orders", name), message, ("contacts",))


def _names(look: Look, channel: str) -> list[str]:
    return [name for name, contact in look.centre.contacts.items() if contact.channel == channel]


def hours_have_factors(look: Look) -> None:
    for name, contact in look.centre.contacts.items():
        let_in = is_live(contact) and contact.outside_hours == "blocked" and contact.self_service is None
        for word in ("handling", "patience"):
            factors: dict[str, float] = getattr(contact.by_hour, word)
            path: Path = ("contacts", name, "by_hour", word)
            if factors and all(one == 1.0 for one in factors.values()):
                look.does_nothing(path, "factors of 100 % change nothing")
            for text in factors if let_in else ():
                if not _meets(when(text), opening_of(look, contact)):
                    message = f"the doors are shut to '{name}' then, so this changes nothing"
                    look.does_nothing((*path, text), message, ("calendar", "opening"))


def _meets(hours: When, week: Week) -> bool:
    """Whether a second of these hours is open."""
    edges = {0, *(hours.window or ())}
    opened = [(day, begin, end) for day in range(7) for begin, end in week[day]]
    return any(
        hours.holds(day, second) for day, begin, end in opened for second in {begin, *edges} if begin <= second < end
    )


def waits_make_it_longer(look: Look) -> None:
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name, "by_wait")
        for word in ("per_minute", "at_most"):
            if contact.by_wait is not None and getattr(contact.by_wait, word) == 0.0:
                look.does_nothing((*path, word), "no conversation is longer for it, so 'by_wait' changes nothing")


CHECKS = (chance_has_a_spread, channels_have_types, orders_bring_contacts, hours_have_factors, waits_make_it_longer)
