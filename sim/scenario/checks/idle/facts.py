"""What is to be known of a floor before a word can be called idle: who takes what, who gives up, what ever closes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.staffing import opening_of, skills_of
from sim.scenario.distributions import Law
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.people import Group
from sim.scenario.nouns.skills import Skill
from sim.scenario.nouns.value_types import Noun
from sim.scenario.scenario import CONTACT_RANKS, DEFERRED, IN_HOUSE, Contact
from sim.scenario.units import DAY_SECONDS, Week

ALL_DAY = ((0, DAY_SECONDS),)


def said(noun: Noun, key: str) -> bool:
    """Whether the file says something else than the default."""
    return key in noun.model_fields_set and getattr(noun, key) != _default(type(noun), key)


@cache
def _default(noun: type[Noun], key: str) -> Any:
    known: FieldInfo = noun.model_fields[key]
    if known.is_required():
        return None
    if not known.validate_default:
        return known.default
    kind: Any = Annotated[(known.annotation, *known.metadata)]
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return adapter.validate_python(known.default)


def is_always(week: Week) -> bool:
    """Whether there is no closed hour in the week."""
    return all(day == ALL_DAY for day in week)


def is_constant(law: Law) -> bool:
    """Whether everybody gets the same of it."""
    return law.name in ("deterministic", "never")


# ---- contacts ---------------------------------------------------------------------------------------------------


def is_live(contact: Contact) -> bool:
    return contact.channel not in DEFERRED


def never_closes(check: DesignCheck, contact: Contact) -> bool:
    return is_always(opening_of(check, contact))


def may_be_shut_out(check: DesignCheck, contact: Contact) -> bool:
    """Whether a customer may come to a closed door."""
    return is_live(contact) and contact.outside_hours == "blocked" and not never_closes(check, contact)


def may_be_busy(check: DesignCheck, contact: Contact) -> bool:
    """Whether a customer may get a busy signal."""
    rules = check.centre.channels.get(contact.channel)
    return is_live(contact) and (contact.places is not None or (rules is not None and rules.lines is not None))


def may_give_up(check: DesignCheck, contact: Contact) -> bool:
    """Whether a customer may go without an answer, once let in."""
    leaves = contact.patience.name != "never" or contact.turn_patience.name != "never" or contact.balking is not None
    leaves = leaves or contact.call_back is not None
    return leaves or (contact.at_close == "leave" and is_live(contact) and not never_closes(check, contact))


def returns_of(contact: Contact) -> list[str]:
    """The reasons for which a customer of this type comes back."""
    found = [word for word in ("abandoned", "busy", "unresolved") if getattr(contact.returns, word) is not None]
    front = contact.self_service
    return found + (["wrongly"] if front is not None and front.wrongly is not None else [])


# ---- people -----------------------------------------------------------------------------------------------------


def skills_with_paths(check: DesignCheck) -> Iterator[tuple[KeyPath, str, Skill, Group]]:
    """Every skill of groups and of people with a name: path, contact type, skill, group."""
    for name, group in check.centre.groups.items():
        for kind, skill in group.skills.items():
            yield ("groups", name, "skills", kind), kind, skill, group
        for who, person in group.people.items():
            for kind, skill in (person.skills or {}).items():
                yield ("groups", name, "people", who, "skills", kind), kind, skill, group


def takers(check: DesignCheck, kind: str) -> list[str]:
    """The groups in which somebody takes the type."""
    return [name for name, group in check.centre.groups.items() if kind in skills_of(group)]


def skills_for(check: DesignCheck, kind: str) -> list[tuple[KeyPath, Skill]]:
    return [(path, skill) for path, known, skill, _ in skills_with_paths(check) if known == kind]


def all_resolve(check: DesignCheck, kinds: set[str]) -> bool:
    """Whether no answer to these types ever leaves a request open."""
    return all(skill.resolves == 1.0 for _, kind, skill, _ in skills_with_paths(check) if kind in kinds)


def where_it_is_resolved(check: DesignCheck, kinds: set[str]) -> tuple[KeyPath, ...]:
    return tuple((*path, "resolves") for path, kind, _, _ in skills_with_paths(check) if kind in kinds)


def rivals(check: DesignCheck, kind: str, same_rank: bool) -> set[str]:
    """Other types that compete with this one for the same people, perhaps at the same contact_rank only."""
    found: set[str] = set()
    for group in check.centre.groups.values():
        if kind in skills_of(group):
            mine = rank_of(check, group, kind)
            others = skills_of(group) & set(check.centre.contacts) - {kind}
            found |= {one for one in others if not same_rank or rank_of(check, group, one) & mine}
    return found


def rank_of(check: DesignCheck, group: Group, kind: str) -> set[int]:
    """The contact_ranks a type may have in a group, its rules of state aside."""
    skills = [group.skills.get(kind), *((person.skills or {}).get(kind) for person in group.people.values())]
    known = check.centre.contacts.get(kind)
    usual = CONTACT_RANKS[known.channel] if known is not None else 0
    return {skill.contact_rank or usual for skill in skills if skill is not None}


def work_ends(check: DesignCheck, group: Group) -> bool:
    """Whether anybody of the group ever goes home."""
    site = check.centre.sites.get(group.site)
    hours = site.hours if site is not None and site.hours is not None else check.centre.calendar.opening
    given = bool(group.shifts or group.as_shifts or group.schedule or group.period)
    shut = site is not None and bool(site.outages or site.ramp_up)
    return given or shut or not is_always(hours)


def flows_to(check: DesignCheck, site: str) -> bool:
    """Whether a site gets a share of anything."""
    known = check.centre.sites[site]
    return site != IN_HOUSE and any(known.greatest_share(kind) > 0 for kind in check.centre.contacts)
