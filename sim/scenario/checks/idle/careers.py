"""Words of careers that change nothing: what beginners lack where nobody begins, effects of nought, empty levels."""

from __future__ import annotations

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.checks.idle.facts import all_resolve, said, where_it_is_resolved
from sim.scenario.checks.staffing import skills_of
from sim.scenario.keys import KeyPath
from sim.scenario.nouns.careers import Effect
from sim.scenario.nouns.people import Group


def effects_are_felt(check: DesignCheck) -> None:
    """Learning, forgetting, coaching, tiredness and breadth change pace or quality."""
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name)
        for word in ("learning", "forgetting", "coaching"):
            effect: Effect | None = getattr(group, word)
            if effect is None:
                continue
            if effect.slower == 0 and effect.unresolved == 1.0:
                at: KeyPath = (*path, word)
                what = "time with a coach makes nobody better" if word == "coaching" else "it changes nothing"
                message = f"{what}; write {word}.slower or unresolved"
                if word == "coaching":
                    check.report_switched_off(at, f"{message}, or leave it as time off the floor")
                else:
                    check.report_idle(at, message, (*at, "slower"), (*at, "unresolved"))
        tired = group.fatigue
        if tired is not None and tired.slower == 0 and tired.absence == 1.0:
            at = (*path, "fatigue")
            message = "a fatigue that nobody feels; write fatigue.slower or absence"
            check.report_idle(at, message, (*at, "slower"), (*at, "absence"))
        if group.hats is not None and group.hats.time == 0:
            check.report_switched_off((*path, "hats", "time"), "a change of hats that takes no time changes nothing")
        if said(group, "breadth") and len(skills_of(group)) == 1:
            message = "the group has one skill only"
            check.report_idle((*path, "breadth"), message, needs=((*path, "skills"),))
        _quality(check, path, group)


def _quality(check: DesignCheck, path: KeyPath, group: Group) -> None:
    """Factors on a share that is nought."""
    if not all_resolve(check, skills_of(group)):
        return
    nouns: list[tuple[KeyPath, Effect]] = [
        ((*path, word), getattr(group, word))
        for word in ("breadth", "learning", "forgetting", "coaching")
        if getattr(group, word) is not None
    ]
    for part in ("levels", "support"):
        nouns += [((*path, part, key), one) for key, one in getattr(group, part).items()]
    said_of = [(at, one) for at, one in nouns if one.unresolved != 1.0]
    said_of += [((*path, "people", who), one) for who, one in group.people.items() if one.unresolved != 1.0]  # type: ignore[misc]
    for at, _ in said_of:
        message = "a factor on the requests that stay unresolved, and there are none; write resolves in a skill"
        check.report_idle((*at, "unresolved"), message, *where_it_is_resolved(check, skills_of(group)))


def tenure_is_read(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        path: KeyPath = ("groups", name)
        reads = group.learning is not None or any(level.after is not None for level in group.levels.values())
        given = [(*path, "tenure")] if said(group, "tenure") else []
        given += [(*path, "people", who, "tenure") for who, one in group.people.items() if one.tenure is not None]
        for at in given if not reads else ():
            message = "nobody asks for how long somebody has been there; write learning, or levels with after"
            if group.levels:  # a ladder on which nobody rises, in this design
                check.report_switched_off(at, message, (*path, "learning"), (*path, "levels"))
            else:
                check.report_idle(at, message, needs=((*path, "learning"), (*path, "levels")))


def levels_are_reached(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        begin = {person.level for person in group.people.values()}
        for number, (key, level) in enumerate(group.levels.items()):
            path: KeyPath = ("groups", name, "levels", key)
            first = number == 0
            if level.people == 0 and level.after is None and key not in begin and not (first and _begins(group)):
                message = "nobody is ever at this level; write people, or after"
                check.report_switched_off(path, message, (*path, "people"))
            elif said(level, "at_most") and level.after is None:
                message = "nobody is promoted to this level; write after"
                check.report_idle((*path, "at_most"), message)


def _begins(group: Group) -> bool:
    """Whether somebody may stand at the lowest level without being counted there."""
    return group.turnover is not None or bool(group.people)


def turnover_has_a_share(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        leaving, path = group.turnover, ("groups", name, "turnover")
        if leaving is None:
            continue
        if leaving.leaves_per_month == 0:
            check.report_switched_off((*path, "leaves_per_month"), "nobody leaves, so 'turnover' changes nothing")
        if said(leaving, "above") and leaving.tired == 1.0:
            message = "nobody leaves for being tired; write turnover.tired"
            check.report_idle((*path, "above"), message, (*path, "tired"))
        if leaving.training_days > 0 and leaving.replaced_after is None:
            message = "nobody is replaced, so nobody is trained; write replaced_after"
            check.report_idle((*path, "training_days"), message, (*path, "replaced_after"))


def support_costs_or_brings(check: DesignCheck) -> None:
    for name, group in check.centre.groups.items():
        for key, role in group.support.items():
            path: KeyPath = ("groups", name, "support", key)
            if role.wage_per_hour == 0 and role.slower == 0 and role.unresolved == 1.0:
                message = "they cost nothing and bring nothing; write wage_per_hour, slower or unresolved"
                check.report_idle(path, message, *((*path, word) for word in ("wage_per_hour", "slower", "unresolved")))
            elif said(role, "hours_per_week") and role.wage_per_hour == 0:
                check.report_idle(
                    (*path, "hours_per_week"), "at no wage; write wage_per_hour", (*path, "wage_per_hour")
                )


CHECKS = (effects_are_felt, tenure_is_read, levels_are_reached, turnover_has_a_share, support_costs_or_brings)
