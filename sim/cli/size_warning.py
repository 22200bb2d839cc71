"""Whether `check` should warn that a scenario is too large for this machine.

The estimate itself needs as much reading as all of `check`. So the scenario's large numbers are looked at first: most
files have none.
"""

from __future__ import annotations

from sim.scenario.scenario import Centre, Scenario, Volume
from sim.scenario.units import DAY_SECONDS

MANY_CONTACTS, MANY_INTERVALS, MANY_RUNS, LONG_DAYS, MANY_PAIRS = 1e7, 1e6, 10_000, 800, 1e5
VOLUME_WORDS = {"per_hour": 24.0, "per_day": 1.0, "per_week": 1 / 5, "per_month": 1 / 20}


def size_warning(scenario: Scenario) -> str:
    """Why a comparison of all designs would be refused; empty where it would not be."""
    runs = scenario.study.replications * len(scenario.designs)
    if runs < MANY_RUNS and not any(_is_perhaps_large(centre) for centre in scenario.designs.values()):
        return ""
    from sim.experiments.resource_estimate import why_too_large

    return why_too_large(scenario)


def _is_perhaps_large(centre: Centre) -> bool:
    calendar = centre.calendar
    days = max(calendar.days or (calendar.length or 0.0) / DAY_SECONDS, 1.0)
    volumes = [contact.volume for contact in centre.contacts.values()]
    volumes += [orders.volume for orders in centre.orders.values()]
    intervals = days * DAY_SECONDS / calendar.interval * (len(centre.contacts) + len(centre.groups))
    contacts = sum(_contacts_a_day(volume) for volume in volumes) * days
    pairs = float(len(centre.contacts) * len(centre.groups))
    return contacts > MANY_CONTACTS or intervals > MANY_INTERVALS or days > LONG_DAYS or pairs > MANY_PAIRS


def _contacts_a_day(volume: Volume) -> float:
    """About how many contacts a volume gives on a busy day."""
    many = sum((getattr(volume, word) or 0.0) * factor for word, factor in VOLUME_WORDS.items())
    return many + (DAY_SECONDS / volume.every * volume.batch if volume.every else 0.0)
