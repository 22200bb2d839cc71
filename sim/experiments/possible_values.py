"""Which values each indicator can take in a service, and which events cannot happen there at all.

"Nobody gave up" says little after 420 contacts, and everything where nobody ever gives up. So an interval has no width
only where the scenario file rules the event out. Decision: what the file does not rule out is possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from sim.experiments.statistics import PossibleValues
from sim.figures.sheets import AT, SheetRow
from sim.kpis.dictionary import KPIS, Kpi
from sim.kpis.formulas import is_time
from sim.plan.build import DesignNames
from sim.scenario.scenario import IN_HOUSE, Centre, Contact, Group
from sim.scenario.units import ALWAYS

HANDLING_S = 60.0
"""Assumed length of a conversation, s, where none was observed."""
ON_TOP = frozenset(("overtime_s", "wages_paid", "cost"))
"""Sums that are the same in every replication, unless somebody works overtime."""
FULL: dict[tuple[str, ...], str] = {
    ("first_resolved",): "unresolved", ("first_quiet",): "repeated", ("by_partner",): "in_house",
}  # fmt: skip
"""Shares that are 1 unless an event happens: the event, by numerator."""


def possible_values(planned: DesignNames, row: SheetRow, kpis: list[Kpi], sums: np.ndarray) -> list[PossibleValues]:
    """The possible values of indicators in a row of the sheets; `sums` [columns] are the totals of all replications."""
    return [PossibleValues(*one) for one in possible_value_table(planned, row, kpis, sums).tolist()]


def possible_value_table(planned: DesignNames, row: SheetRow, kpis: list[Kpi], sums: np.ndarray) -> np.ndarray:
    """The same as a table, [indicators, fields of PossibleValues]."""
    handling = _mean_handling(sums)
    wage = sum(sums[AT[name]] for name in ("scheduled_s", "overtime_s"))
    hour = float(np.nan_to_num(sums[AT["wages_paid"]] / wage)) if wage > 0.0 else 0.0
    conversations = float(np.nan_to_num(sums[AT["finished"]]))
    scales = np.array([1.0, handling, handling * hour, conversations])
    table, size_of_event, trials = _by_formula(tuple(kpi.id for kpi in kpis), impossible(planned, row))
    found = table.copy()
    for field in (UNSEEN, EXTRA):
        found[:, field] *= scales[size_of_event]
    found[:, TRIALS] *= scales[trials]
    return found


UNSEEN, TRIALS, EXTRA = (PossibleValues._fields.index(name) for name in ("unseen", "trials", "extra"))
ONE, SECONDS, MONEY, CONVERSATIONS = range(4)
"""What the size of an event, or a number of trials, is a multiple of: 1, the length of a conversation, its cost, the
number of conversations."""


@lru_cache(maxsize=1024)
def _by_formula(kpis: tuple[str, ...], never: frozenset[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What follows from the formulas alone: the table in multiples, and of what its sizes and its trials are multiples;
    `never` are the sums that are always zero."""
    values, sizes = zip(*(_multiples(KPIS[kpi], never) for kpi in kpis), strict=True)
    trials = [CONVERSATIONS if one.trials else ONE for one in values]
    return np.array(values, float), np.array(sizes), np.array(trials)


def _multiples(kpi: Kpi, never: frozenset[str]) -> tuple[PossibleValues, int]:
    """The possible values of an indicator with sizes in multiples, and of what."""
    if kpi.signed:
        return PossibleValues(), ONE
    happens = float(not never.issuperset(kpi.numerator))
    if kpi.unit == "share":
        counted = not _is_a_time(kpi)
        rest = FULL.get(tuple(kpi.numerator), "") not in never
        return PossibleValues(0.0, 1.0, counted, happens, rest, 0.0 if counted else 1.0), ONE
    longer = float(not ON_TOP.isdisjoint(kpi.numerator) and "overtime_s" not in never)
    if kpi.unit == "money":
        return PossibleValues(0.0, np.inf, False, happens, extra=longer), MONEY
    if _is_a_time(kpi):
        size = abs(next(iter(kpi.numerator.values())))
        return PossibleValues(0.0, np.inf, False, size * happens, extra=size * longer), SECONDS
    return PossibleValues(0.0, np.inf, True, happens, extra=longer), ONE


def _is_a_time(kpi: Kpi) -> bool:
    return any(is_time(name) for name in (*kpi.numerator, *kpi.denominator))


def _mean_handling(sums: np.ndarray) -> float:
    """Mean length of a conversation, s: the size assumed of a wait or of overtime that was never observed."""
    time, finished = sums[AT["talk"]] + sums[AT["wrap_up"]], sums[AT["finished"]]
    return float(time / finished) if finished > 0.0 and time > 0.0 else HANDLING_S


# ---- what cannot happen ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def impossible(planned: DesignNames, row: SheetRow) -> frozenset[str]:
    """The sums that are always zero in a row of the sheets."""
    centre, contacts = planned.centre, _contacts(planned.centre, row)
    return frozenset(_impossible_for_customers(centre, contacts)) | frozenset(
        _impossible_for_people(centre, contacts, row)
    )


def _contacts(centre: Centre, row: SheetRow) -> dict[str, Contact]:
    scope = row.scope.removeprefix("live ")
    return {
        name: contact
        for name, contact in centre.contacts.items()
        if (scope != "type" or name == row.name) and (scope != "channel" or contact.channel == row.name)
    }


def _impossible_for_customers(centre: Centre, contacts: dict[str, Contact]) -> Iterator[str]:
    some = list(contacts.values())
    patient = all(one.patience.name == "never" and not one.by_hour.patience for one in some)
    hears = any(one.balking or one.announcement for one in some)
    if patient and not hears:
        yield from ("abandoned", "short", "quick", "wait_abandoned", "revenue_lost")
    if not hears:
        yield "balked"
    if not any(one.call_back for one in some):
        yield from ("accepted", "called_back", "reached_back", "kept_promises", "unreached")
        if all(one.at_close == "serve" and one.chase is None for one in some):
            yield from ("left", "wait_left")
    if not any(one.self_service for one in some):
        yield from ("entries", "contained", "helped", "escaped")
    if not any(one.chase for one in some):
        yield from ("chased", "withdrawn")
    if not any(one.interrupted_by for one in some):
        yield "interrupted"
    if not any(one.returns.abandoned or one.returns.busy for one in centre.contacts.values()):
        yield "retried"
    limited = any(rules.lines is not None for rules in centre.channels.values())
    limited = limited or any(one.places is not None for one in some)
    if not limited:
        yield "busy"
        if _always_open(centre, some) and not any(
            _has_working_hours(centre, group) for group in centre.groups.values()
        ):
            yield "blocked"


def _impossible_for_people(centre: Centre, contacts: dict[str, Contact], row: SheetRow) -> Iterator[str]:
    groups = list(centre.groups.values())
    if not any(skill.transfer for group in groups for skill in group.skills.values()):
        yield from ("handed_in", "handed_on")
    if not any(_may_leave_unresolved(group, name) for group in groups for name in contacts):
        yield from ("unresolved", "repeated")
    elif not any(one.returns.unresolved for one in centre.contacts.values()):
        yield "repeated"
    here = [group for name, group in centre.groups.items() if row.scope != "group" or name == row.name]
    if all(group.site == IN_HOUSE for group in here):
        yield from ("by_partner", "to_partner")
    if all(group.site != IN_HOUSE for group in here):
        yield "in_house"
    if centre.calendar.opening == ALWAYS and not any(_has_working_hours(centre, group) for group in here):
        yield "overtime_s"


def _always_open(centre: Centre, contacts: list[Contact]) -> bool:
    own = [one.opening for one in contacts] + [rules.opening for rules in centre.channels.values()]
    return centre.calendar.opening == ALWAYS and all(opening is None for opening in own)


def _may_leave_unresolved(group: Group, name: str) -> bool:
    """Whether an answer of a group can leave a request unresolved."""
    careers = (group.hats, group.fatigue, group.learning, group.forgetting, group.levels)
    return name in group.skills and (group.skills[name].resolves < 1.0 or any(careers))


def _has_working_hours(centre: Centre, group: Group) -> bool:
    site = centre.sites.get(group.site)
    hours = site is not None and (site.hours is not None or bool(site.outages))
    return hours or group.schedule is not None or group.has_roster or group.period is not None
