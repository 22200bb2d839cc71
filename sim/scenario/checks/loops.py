"""What must come to an end: requests that bring contact after contact, and agents who wait for each other.

A first level that hands everything on to a second, which hands it back; an answer that never resolves, after which
everybody calls again: no floor is large enough. Only what goes on for *ever* is
refused. Customers who try again until somebody answers, or a loop that nine in ten go round, are a busy floor.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.checks.design_check import DesignCheck
from sim.scenario.keys import KeyPath

CERTAIN = 1.0 - 1e-9
"""A share from here on is everybody."""


class Answer(NamedTuple):
    """What an answer of a group brings: by type, the mean number of contacts that follow it."""

    group: str
    follows: dict[str, float]


def requests_come_to_an_end(check: DesignCheck) -> None:
    """An answer brings one further contact at the most, so a request goes on for ever only where each brings one.

    The groups are taken at their worst: one that resolves nothing is enough, for it may take all the answers.
    """
    answers = {name: _answers(check, name) for name in check.centre.contacts}
    endless = set(answers)
    while ending := [name for name in endless if _worst(answers[name], endless) is None]:
        endless -= set(ending)
    reported: set[str] = set()
    for name in answers:
        if name in endless and name not in reported:
            worst = _worst(answers[name], endless)
            assert worst is not None
            _say_endless(check, name, worst)
            reported |= _reached(name, answers, endless)


def _answers(check: DesignCheck, name: str) -> list[Answer]:
    """What follows an answer to this type, by group."""
    back, most = check.centre.contacts[name].returns.unresolved, check.centre.contacts[name].returns.most_attempts
    found = []
    for group, one in check.centre.groups.items():
        if name not in one.skills:
            continue
        skill, follows = one.skills[name], dict[str, float]()
        handed_on = skill.transfer.share if skill.transfer is not None else 0.0
        if skill.transfer is not None:
            follows = {other: handed_on * part for other, part in skill.transfer.targets.items()}
        if back is not None and most is None:
            later = back.share if back.later is None else back.later
            returning = (1 - handed_on) * (1 - skill.resolves) * (later if skill.repeats is None else skill.repeats)
            for other, share in back.becomes.items():
                follows[other] = follows.get(other, 0.0) + returning * share
            follows[name] = follows.get(name, 0.0) + returning * (1 - sum(back.becomes.values()))
        found.append(Answer(group, follows))
    return found


def _worst(answers: list[Answer], among: set[str]) -> Answer | None:
    """An answer after which a contact of these types is certain."""
    certain = (one for one in answers if sum(n for name, n in one.follows.items() if name in among) >= CERTAIN)
    return next(certain, None)


def _reached(name: str, answers: dict[str, list[Answer]], among: set[str]) -> set[str]:
    """The types that follow each other from here on."""
    reached, pending = {name}, [name]
    while pending:
        worst = _worst(answers[pending.pop()], among)
        new = {other for other, n in worst.follows.items() if n > 0} - reached if worst else set()
        reached |= new & among
        pending += new & among
    return reached


def _say_endless(check: DesignCheck, name: str, worst: Answer) -> None:
    path: KeyPath = ("groups", worst.group, "skills", name)
    skill, back = check.centre.groups[worst.group].skills[name], check.centre.contacts[name].returns.unresolved
    share: KeyPath = (
        "contacts",
        name,
        "returns",
        "unresolved",
        "share" if back is None or back.later is None else "later",
    )
    needs = [(*path, key) for key in ("transfer", "repeats", "resolves")] + [share]
    begun = f"after every answer of '{worst.group}' another contact follows, so a request about '{name}' never ends"
    if skill.transfer is not None and skill.transfer.share >= CERTAIN:
        remedy = "lower the share, or let the second level keep what it gets"
        check.report((*path, "transfer", "share"), f"{begun}; {remedy}", *needs)
        return
    culprit = share if skill.repeats is None else (*path, "repeats")
    remedy = f"lower the share, raise groups.{worst.group}.skills.{name}.resolves, or write returns.most_attempts"
    check.report(culprit, f"{begun}; {remedy}", *needs)


# ---- warm transfers ------------------------------------------------------------------------------------------


class Wait(NamedTuple):
    """Agents of a group who hand over warmly wait for agents of another."""

    group: str
    skill: str
    other: str


def agents_do_not_wait_for_each_other(check: DesignCheck) -> None:
    """Whoever hands over warmly is busy until somebody takes over; where these wait too, all may wait for ever."""
    waits = _waits(check)
    reported: set[str] = set()
    for one in waits:
        circle = _back(one, waits)
        if not circle or reported & set(circle):
            continue
        reported |= set(circle)
        path: KeyPath = ("groups", one.group, "skills", one.skill, "transfer")
        names = " -> ".join(f"'{name}'" for name in (*circle, circle[0]))
        message = (
            f"agents who hand over warmly can wait for each other for ever: {names}; write kind: cold in one of them"
        )
        needs = [("groups", name, "skills") for name in circle]
        check.report((*path, "kind"), message, *needs)


def _waits(check: DesignCheck) -> list[Wait]:
    found = []
    for name, group in check.centre.groups.items():
        for skill, how in group.skills.items():
            if how.transfer is not None and how.transfer.kind == "warm" and how.transfer.share > 0:
                second = {to for to, part in how.transfer.targets.items() if part > 0}
                others = [other for other, one in check.centre.groups.items() if second & set(one.skills)]
                found += [Wait(name, skill, other) for other in others]
    return found


def _back(first: Wait, waits: list[Wait]) -> list[str]:
    """The groups on the shortest way round that begins with this wait; none if there is no way round."""
    ways = {first.other: [first.group, first.other]}
    pending = [first.other]
    while pending:
        here = pending.pop(0)
        if here == first.group:
            return ways[here][:-1]
        for one in waits:
            if one.group == here and one.other not in ways:
                ways[one.other] = [*ways[here], one.other]
                pending.append(one.other)
    return []
