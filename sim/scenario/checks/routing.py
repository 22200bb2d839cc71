"""What must fit together in the router: doors that can open, words that some score reads, ranks of known names.

A type all of whose groups wait for a long line is a mistake. With one customer in it the
line is not long, and that customer waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import ceil, inf

from sim.scenario.checks.design_check import ALL, Look, Path
from sim.scenario.nouns.people import Group
from sim.scenario.nouns.routing import Overflow, Routing, State, level_delay
from sim.scenario.nouns.skills import Skill
from sim.scenario.scenario import IN_HOUSE, Centre
from sim.scenario.units import nearest

ROUTING = ("routing",)


# ---- doors ----------------------------------------------------------------------------------------------------


def every_type_finds_a_door(look: Look) -> None:
    """Some group takes each type sooner or later, also when only one customer waits."""
    known = look.centre.contacts
    if any(skill not in known for group in look.centre.groups.values() for skill in group.skills):
        return
    told = set()
    for kind, site in _lines(look.centre):
        able = list(_takers(look.centre, kind, site))
        if not able or kind in told or any(_opens_by_itself(look, skill, kind) for _, skill in able):
            continue
        told.add(kind)
        at = f" of '{site}'" if site else ""
        path: Path = ("contacts", kind)
        needs = [("groups", name, "skills", kind) for name, _ in able] + [(*path, "levels")]
        if all(_level_of(look, skill, kind) == inf for _, skill in able):
            message = f"no group has the level that the last step wants; allowed: up to {_highest(able)}"
            look.say((*path, "levels"), message, *needs)
            continue
        message = (
            f"every group{at} takes '{kind}' only while its line is long; a single customer would wait for ever. "
            "Give one group no `when`, or an oldest_wait_above"
        )
        look.say(path, message, *needs, at_key=True)


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


def _opens_by_itself(look: Look, skill: Skill, kind: str) -> bool:
    return (skill.when is None or skill.when.oldest_wait_above is not None) and _level_of(look, skill, kind) < inf


def _level_of(look: Look, skill: Skill, kind: str) -> float:
    contact = look.centre.contacts[kind]
    return level_delay(contact.levels, skill.level or 0) if contact.levels else 0.0


def _highest(able: list[tuple[str, Skill]]) -> int:
    return max(skill.level or 0 for _, skill in able)


def doors_have_a_meaning(look: Look) -> None:
    for path, skill, group in _skills(look):
        if skill.when is not None and skill.when == Overflow():
            message = "when? write queue_above, oldest_wait_above or predicted_wait_above, or drop it"
            look.say((*path, "when"), message, *((*path, "when", key) for key in Overflow.model_fields))
        if group.agents is not None and 0 < group.agents <= skill.reserve:
            message = f"with {group.agents} agents never more than {skill.reserve} are free, so nobody would take it"
            most = ceil(group.agents) - 1
            look.say((*path, "reserve"), f"{message}; allowed: up to {most}", (*path[:2], "agents"))


def steps_fall(look: Look) -> None:
    """Wanted levels fall as the wait goes on; the first holds from the start."""
    for name, contact in look.centre.contacts.items():
        for number, step in enumerate(contact.levels):
            path: Path = ("contacts", name, "levels", number)
            before = contact.levels[number - 1] if number else None
            if before is None and step.after > 0:
                look.say((*path, "after"), "the first level is wanted from the start; drop this, or put one before it")
            if before is not None and step.after <= before.after:
                look.say((*path, "after"), "each step comes later than the one before")
            if before is not None and step.level >= before.level:
                message = f"level {step.level} is no relief after level {before.level}; allowed: below {before.level}"
                look.say((*path, "level"), message)


def levels_are_wanted(look: Look) -> None:
    for path, skill, _ in _skills(look):
        contact = look.centre.contacts.get(str(path[-1]))
        if skill.level is not None and contact is not None and not contact.levels:
            message = f"nobody asks for it; write contacts.{path[-1]}.levels"
            look.changes_nothing((*path, "level"), message, ("contacts", path[-1], "levels"))


def sites_have_lines_to_share(look: Look) -> None:
    types, sites = look.centre.contacts, look.centre.sites.values()
    if look.centre.routing.sites is not None and not any(s.greatest_share(name) > 0 for s in sites for name in types):
        message = "without shares all sites work from one line already; give a site a share"
        look.changes_nothing((*ROUTING, "sites"), message, needs=(("sites",),))


def _skills(look: Look) -> Iterator[tuple[Path, Skill, Group]]:
    for name, group in look.centre.groups.items():
        for kind, skill in group.skills.items():
            yield ("groups", name, "skills", kind), skill, group


# ---- scores and what they read ------------------------------------------------------------------------------------


COSTLY = ("cmu", "cmu-theta", "generalised-cmu")


def scores_find_their_words(look: Look) -> None:
    routing = look.centre.routing
    if routing.contact in COSTLY and all(c.waiting_cost is None for c in look.centre.contacts.values()):
        message = f"'{routing.contact}' goes by the cost of waiting; give the types a waiting_cost, e.g. "
        look.say((*ROUTING, "contact"), message + "{per_hour: 10}", ("contacts",))
    if "affine" in (routing.agent, routing.contact) and all(skill.affine is None for _, skill, _ in _skills(look)):
        key = "agent" if routing.agent == "affine" else "contact"
        message = "'affine' goes by points; give skills some, e.g. affine: {base: 1, per_wait: 0.1, per_idle: 0.01}"
        look.say((*ROUTING, key), message, ("groups",))
    given = sum(contact.queue_share or 0.0 for contact in look.centre.contacts.values())
    if given > ALL:
        names = [name for name, contact in look.centre.contacts.items() if contact.queue_share]
        message = f"the shares of all who wait add up to {given * 100:.6g} %; allowed: up to 100 %"
        look.say(("contacts", names[-1], "queue_share"), message)


def words_find_their_score(look: Look) -> None:
    """A word that only one score reads, beside another score."""
    routing = look.centre.routing
    score, at = routing.contact, (*ROUTING, "contact")
    for name, contact in look.centre.contacts.items():
        path: Path = ("contacts", name)
        if contact.waiting_cost is not None and score not in COSTLY:
            message = f"nobody reads it while routing.contact is '{score}'; write {' or '.join(COSTLY)} there"
            look.changes_nothing((*path, "waiting_cost"), message, needs=(at,))
        elif contact.waiting_cost is not None and contact.waiting_cost.power != 1 and score != COSTLY[-1]:
            message = f"'{score}' counts every hour alike; write routing.contact: {COSTLY[-1]}"
            look.changes_nothing((*path, "waiting_cost", "power"), message, needs=(at,))
        if contact.queue_share is not None and score != "queue-ratio":
            message = f"nobody reads it while routing.contact is '{score}'; write queue-ratio there"
            look.changes_nothing((*path, "queue_share"), message, needs=(at,))
    for skill_path, skill, _ in _skills(look):
        if skill.affine is not None and "affine" not in (routing.agent, score):
            message = "nobody reads it; write affine as routing.agent or routing.contact"
            look.changes_nothing((*skill_path, "affine"), message, needs=(at, (*ROUTING, "agent")))


# ---- rules --------------------------------------------------------------------------------------------------------


def rules_have_names(look: Look) -> None:
    """Rules speak of known types and groups, of pairs that can happen, and of something."""
    types, groups = look.centre.contacts, look.centre.groups
    for number, rule in enumerate(look.centre.routing.rules):
        path: Path = (*ROUTING, "rules", number)
        _known(look, (*path, "agent_ranks"), rule.agent_ranks, types, "contact type", "contacts")
        _known(look, (*path, "contact_ranks"), rule.contact_ranks, groups, "group", "groups")
        for kind, ranks in rule.agent_ranks.items():
            _known(look, (*path, "agent_ranks", kind), ranks, groups, "group", "groups")
            _able(look, (*path, "agent_ranks", kind), [(group, kind, group) for group in ranks])
        for group, ranks in rule.contact_ranks.items():
            _known(look, (*path, "contact_ranks", group), ranks, types, "contact type", "contacts")
            _able(look, (*path, "contact_ranks", group), [(group, kind, kind) for kind in ranks])
        if not rule.agent_ranks and not rule.contact_ranks:
            look.say(path, "the rule changes nothing; give it agent_ranks or contact_ranks, or drop it")
        if rule.when == State():
            needs = [(*path, "when", key) for key in State.model_fields]
            look.say((*path, "when"), "when? write e.g. queue_above: {" + f"{next(iter(types))}: 10" + "}", *needs)


def states_have_names(look: Look) -> None:
    types, groups = look.centre.contacts, look.centre.groups
    for number, rule in enumerate(look.centre.routing.rules):
        path: Path = (*ROUTING, "rules", number, "when")
        for key in ("queue_above", "oldest_wait_above", "service_level_below"):
            _known(look, (*path, key), getattr(rule.when, key), types, "contact type", "contacts")
        for key in ("free_agents_below", "busy_share_above"):
            _known(look, (*path, key), getattr(rule.when, key), groups, "group", "groups")


def _known(look: Look, path: Path, names: Iterable[str], known: Iterable[str], what: str, part: str) -> None:
    allowed = list(known)
    for name in names:
        if name not in allowed:
            message = f"'{name}' is no {what}; allowed: {', '.join(allowed)}{nearest(name, allowed)}"
            look.say((*path, name), message, (part,), at_key=True)


def _able(look: Look, path: Path, pairs: list[tuple[str, str, str]]) -> None:
    """Of (group, type, key) those whose group has not the skill."""
    for group, kind, key in pairs:
        owner = look.centre.groups.get(group)
        if owner is not None and kind in look.centre.contacts and kind not in owner.skills:
            message = f"the group '{group}' has no skill for '{kind}'; give it the skill, or drop this"
            look.say((*path, key), message, ("groups", group, "skills"), at_key=True)


def the_window_is_looked_at(look: Look) -> None:
    routing = look.centre.routing
    by_rule = any(rule.when.service_level_below for rule in routing.rules)
    if not (1.0 <= routing.window <= 7 * 86400.0):
        look.say((*ROUTING, "window"), "out of bounds; allowed: 1 s to 7 days")
    if routing.window != Routing().window and routing.contact != "service-level" and not by_rule:
        message = (
            "nobody looks at service levels; write routing.contact: service-level, a rule with service_level_below"
        )
        look.changes_nothing((*ROUTING, "window"), message, needs=((*ROUTING, "contact"), (*ROUTING, "rules")))


CHECKS: tuple[Callable[[Look], None], ...] = (
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
