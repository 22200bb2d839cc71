"""What must fit together in the router: doors that can open, words that some score reads, ranks of known names.

A type all of whose groups wait for a long line is a mistake. With one customer in it the
line is not long, and that customer waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import ceil, inf

from sim.scenario.checks.design_check import ALL, DesignCheck
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.people import Group
from sim.scenario.nouns.routing import Overflow, Routing, State, level_delay
from sim.scenario.nouns.skills import Skill
from sim.scenario.scenario import IN_HOUSE, Centre
from sim.scenario.units import nearest

ROUTING = ("routing",)


# ---- doors ----------------------------------------------------------------------------------------------------


def every_type_finds_a_door(check: DesignCheck) -> None:
    """Some group takes each type sooner or later, also when only one customer waits."""
    known = check.centre.contacts
    if any(skill not in known for group in check.centre.groups.values() for skill in group.skills):
        return
    reported = set()
    for kind, site in _lines(check.centre):
        able = list(_takers(check.centre, kind, site))
        if not able or kind in reported or any(_opens_by_itself(check, skill, kind) for _, skill in able):
            continue
        reported.add(kind)
        at = f" of '{site}'" if site else ""
        path: KeyPath = ("contacts", kind)
        needs = [("groups", name, "skills", kind) for name, _ in able] + [(*path, "levels")]
        if all(_level_of(check, skill, kind) == inf for _, skill in able):
            message = f"no group has the level that the last step wants; allowed: up to {_highest(able)}"
            check.report((*path, "levels"), message, *needs)
            continue
        message = (
            f"every group{at} takes '{kind}' only while its line is long; a single customer would wait for ever. "
            "Give one group no `when`, or an oldest_wait_above"
        )
        check.report(path, message, *needs, at_key=True)


def _lines(centre: Centre) -> Iterator[tuple[str, str | None]]:
    """Each line as its type, and its site where sites have lines of their own."""
    for name in centre.contacts:
        shares = {site: one.greatest_share(name) for site, one in centre.sites.items() if site != IN_HOUSE}
        if any(share > 0.0 for share in shares.values()):
            yield from ((name, site) for site, share in shares.items() if share > 0.0)
            yield name, IN_HOUSE
        else:
            yield name, None


def _takers(centre: Centre, kind: str, site: str | None) -> Iterator[tuple[str, Skill]]:
    """By group, the skills with which its people can take what waits in a line, sooner or later."""
    for name, group in centre.groups.items():
        if site in (None, group.site) or centre.routing.sites is not None:
            for skills in (group.skills, *(person.skills or {} for person in group.people.values())):
                if kind in skills:
                    yield name, skills[kind]


def _opens_by_itself(check: DesignCheck, skill: Skill, kind: str) -> bool:
    return (skill.when is None or skill.when.oldest_wait_above is not None) and _level_of(check, skill, kind) < inf


def _level_of(check: DesignCheck, skill: Skill, kind: str) -> float:
    contact = check.centre.contacts[kind]
    return level_delay(contact.levels, skill.level or 0) if contact.levels else 0.0


def _highest(able: list[tuple[str, Skill]]) -> int:
    return max(skill.level or 0 for _, skill in able)


def doors_have_a_meaning(check: DesignCheck) -> None:
    for path, skill, group in _skills(check):
        if skill.when is not None and skill.when == Overflow():
            message = "when? write queue_above, oldest_wait_above or predicted_wait_above, or drop it"
            check.report((*path, "when"), message, *((*path, "when", key) for key in Overflow.model_fields))
        if group.agents is not None and 0 < group.agents <= skill.reserve:
            message = f"with {group.agents} agents never more than {skill.reserve} are free, so nobody would take it"
            most = ceil(group.agents) - 1
            check.report((*path, "reserve"), f"{message}; allowed: up to {most}", (*path[:2], "agents"))


def steps_fall(check: DesignCheck) -> None:
    """Wanted levels fall as the wait goes on; the first holds from the start."""
    for name, contact in check.centre.contacts.items():
        for number, step in enumerate(contact.levels):
            path: KeyPath = ("contacts", name, "levels", number)
            before = contact.levels[number - 1] if number else None
            if before is None and step.after > 0:
                check.report(
                    (*path, "after"), "the first level is wanted from the start; drop this, or put one before it"
                )
            if before is not None and step.after <= before.after:
                check.report((*path, "after"), "each step comes later than the one before")
            if before is not None and step.level >= before.level:
                message = f"level {step.level} is no relief after level {before.level}; allowed: below {before.level}"
                check.report((*path, "level"), message)


def levels_are_wanted(check: DesignCheck) -> None:
    for path, skill, _ in _skills(check):
        contact = check.centre.contacts.get(str(path[-1]))
        if skill.level is not None and contact is not None and not contact.levels:
            message = f"nobody asks for it; write contacts.{path[-1]}.levels"
            check.report_idle((*path, "level"), message, ("contacts", path[-1], "levels"))


def sites_have_lines_to_share(check: DesignCheck) -> None:
    types, sites = check.centre.contacts, check.centre.sites.values()
    if check.centre.routing.sites is not None and not any(s.greatest_share(name) > 0 for s in sites for name in types):
        message = "without shares all sites work from one line already; give a site a share"
        check.report_idle((*ROUTING, "sites"), message, needs=(("sites",),))


def _skills(check: DesignCheck) -> Iterator[tuple[KeyPath, Skill, Group]]:
    for name, group in check.centre.groups.items():
        for kind, skill in group.skills.items():
            yield ("groups", name, "skills", kind), skill, group


# ---- scores and what they read ------------------------------------------------------------------------------------


COSTLY = ("cmu", "cmu-theta", "generalised-cmu")


def scores_find_their_words(check: DesignCheck) -> None:
    routing = check.centre.routing
    if routing.contact in COSTLY and all(c.waiting_cost is None for c in check.centre.contacts.values()):
        message = f"'{routing.contact}' goes by the cost of waiting; give the types a waiting_cost, e.g. "
        check.report((*ROUTING, "contact"), message + "{per_hour: 10}", ("contacts",))
    if "affine" in (routing.agent, routing.contact) and all(skill.affine is None for _, skill, _ in _skills(check)):
        key = "agent" if routing.agent == "affine" else "contact"
        message = "'affine' goes by points; give skills some, e.g. affine: {base: 1, per_wait: 0.1, per_idle: 0.01}"
        check.report((*ROUTING, key), message, ("groups",))
    given = sum(contact.queue_share or 0.0 for contact in check.centre.contacts.values())
    if given > ALL:
        names = [name for name, contact in check.centre.contacts.items() if contact.queue_share]
        message = f"the shares of all who wait add up to {given * 100:.6g} %; allowed: up to 100 %"
        check.report(("contacts", names[-1], "queue_share"), message)


def words_find_their_score(check: DesignCheck) -> None:
    """A word that only one score reads, beside another score."""
    routing = check.centre.routing
    score, at = routing.contact, (*ROUTING, "contact")
    for name, contact in check.centre.contacts.items():
        path: KeyPath = ("contacts", name)
        if contact.waiting_cost is not None and score not in COSTLY:
            message = f"nobody reads it while routing.contact is '{score}'; write {' or '.join(COSTLY)} there"
            check.report_idle((*path, "waiting_cost"), message, needs=(at,))
        elif contact.waiting_cost is not None and contact.waiting_cost.power != 1 and score != COSTLY[-1]:
            message = f"'{score}' counts every hour alike; write routing.contact: {COSTLY[-1]}"
            check.report_idle((*path, "waiting_cost", "power"), message, needs=(at,))
        if contact.queue_share is not None and score != "queue-ratio":
            message = f"nobody reads it while routing.contact is '{score}'; write queue-ratio there"
            check.report_idle((*path, "queue_share"), message, needs=(at,))
    for skill_path, skill, _ in _skills(check):
        if skill.affine is not None and "affine" not in (routing.agent, score):
            message = "nobody reads it; write affine as routing.agent or routing.contact"
            check.report_idle((*skill_path, "affine"), message, needs=(at, (*ROUTING, "agent")))


# ---- rules --------------------------------------------------------------------------------------------------------


def rules_have_names(check: DesignCheck) -> None:
    """Rules speak of known types and groups, of pairs that can happen, and of something."""
    types, groups = check.centre.contacts, check.centre.groups
    for number, rule in enumerate(check.centre.routing.rules):
        path: KeyPath = (*ROUTING, "rules", number)
        _known(check, (*path, "agent_ranks"), rule.agent_ranks, types, "contact type", "contacts")
        _known(check, (*path, "contact_ranks"), rule.contact_ranks, groups, "group", "groups")
        for kind, ranks in rule.agent_ranks.items():
            _known(check, (*path, "agent_ranks", kind), ranks, groups, "group", "groups")
            _able(check, (*path, "agent_ranks", kind), [(group, kind, group) for group in ranks])
        for group, ranks in rule.contact_ranks.items():
            _known(check, (*path, "contact_ranks", group), ranks, types, "contact type", "contacts")
            _able(check, (*path, "contact_ranks", group), [(group, kind, kind) for kind in ranks])
        if not rule.agent_ranks and not rule.contact_ranks:
            check.report(path, "the rule changes nothing; give it agent_ranks or contact_ranks, or drop it")
        if rule.when == State():
            needs = [(*path, "when", key) for key in State.model_fields]
            check.report((*path, "when"), "when? write e.g. queue_above: {" + f"{next(iter(types))}: 10" + "}", *needs)


def states_have_names(check: DesignCheck) -> None:
    types, groups = check.centre.contacts, check.centre.groups
    for number, rule in enumerate(check.centre.routing.rules):
        path: KeyPath = (*ROUTING, "rules", number, "when")
        for key in ("queue_above", "oldest_wait_above", "service_level_below"):
            _known(check, (*path, key), getattr(rule.when, key), types, "contact type", "contacts")
        for key in ("free_agents_below", "busy_share_above"):
            _known(check, (*path, key), getattr(rule.when, key), groups, "group", "groups")


def _known(check: DesignCheck, path: KeyPath, names: Iterable[str], known: Iterable[str], what: str, part: str) -> None:
    allowed = list(known)
    for name in names:
        if name not in allowed:
            message = f"'{name}' is no {what}; allowed: {', '.join(allowed)}{nearest(name, allowed)}"
            check.report((*path, name), message, (part,), at_key=True)


def _able(check: DesignCheck, path: KeyPath, pairs: list[tuple[str, str, str]]) -> None:
    """Of (group, type, key) those whose group has not the skill."""
    for group, kind, key in pairs:
        owner = check.centre.groups.get(group)
        if owner is not None and kind in check.centre.contacts and kind not in owner.skills:
            message = f"the group '{group}' has no skill for '{kind}'; give it the skill, or drop this"
            check.report((*path, key), message, ("groups", group, "skills"), at_key=True)


def the_window_is_looked_at(check: DesignCheck) -> None:
    routing = check.centre.routing
    by_rule = any(rule.when.service_level_below for rule in routing.rules)
    if not (1.0 <= routing.window <= 7 * 86400.0):
        check.report((*ROUTING, "window"), "out of bounds; allowed: 1 s to 7 days")
    if routing.window != Routing().window and routing.contact != "service-level" and not by_rule:
        message = (
            "nobody looks at service levels; write routing.contact: service-level, a rule with service_level_below"
        )
        check.report_idle((*ROUTING, "window"), message, needs=((*ROUTING, "contact"), (*ROUTING, "rules")))


CHECKS: tuple[Callable[[DesignCheck], None], ...] = (
    every_type_finds_a_door,
    doors_have_a_meaning,
    steps_fall,
    levels_are_wanted,
    sites_have_lines_to_share,
    scores_find_their_words,
    words_find_their_score,
    rules_have_names,
    states_have_names,
    the_window_is_looked_at,
)
