"""The router's words as numbers: doors, points, claims of the types, and the ranks of other states of the floor.

Steps of skill and help between sites are no rules of their own. A group whose level is
enough after 30 seconds, or that sits elsewhere, is a group with a delay.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.model import arrays, layout
from sim.model.arrays import ALWAYS, AT_LIMITS, NEVER_AGAIN
from sim.model.router import scores
from sim.plan.people import ELSEWHERE
from sim.plan.queues import Queue, help_between_hubs, reaches, serves
from sim.plan.subgroups import Subgroup
from sim.scenario.nouns.routing import NEVER, Rule, State, level_delay
from sim.scenario.scenario import TARGETS, Centre, Contact

SHORTEST_S = 1e-9
"""Handling time below which nobody is any faster."""
LONGEST_S = 1e12
"""Patience of those who never give up."""

Condition = tuple[int, int, float]

AGENT_SCORES = {
    "longest-idle": scores.LONGEST_IDLE,
    "random": scores.RANDOM,
    "round-robin": scores.ROUND_ROBIN,
    "fewest-contacts": scores.FEWEST_CONTACTS,
    "idle-fair": scores.IDLE_FAIR,
    "fastest": scores.FASTEST_AGENT,
    "resolves-fastest": scores.RESOLVING_AGENT,
    "affine": scores.AFFINE_AGENT,
}
"""By the word of `routing.agent`, the code of the score."""
CONTACT_SCORES = {
    "longest-waiting": scores.LONGEST_WAITING,
    "longest-queue": scores.LONGEST_QUEUE,
    "queue-ratio": scores.QUEUE_RATIO,
    "cmu": scores.CMU,
    "cmu-theta": scores.CMU_THETA,
    "generalised-cmu": scores.GENERALISED_CMU,
    "service-level": scores.SERVICE_LEVEL,
    "fastest": scores.FASTEST_CONTACT,
    "resolves-fastest": scores.RESOLVING_CONTACT,
    "affine": scores.AFFINE_CONTACT,
}
"""By the word of `routing.contact`, the code of the score."""
UNSCORED_AGENTS = (scores.LONGEST_IDLE, scores.RANDOM)
UNSCORED_CONTACTS = (scores.LONGEST_WAITING,)
"""Scores without a formula: the usual order decides."""


def door_delay(centre: Centre, group: Subgroup, queue: Queue) -> float:
    """Wait after which the group may take from the queue, s."""
    skill, contact, sites = group.skills[queue.type], centre.contacts[queue.type], centre.routing.sites
    delay = max(skill.after, level_delay(contact.levels, skill.level or 0) if contact.levels else 0.0)
    if serves(group, queue):
        return delay
    help_after = help_between_hubs(centre, group, queue)
    if help_after is None and sites is not None:
        help_after = sites.others_after
    return max(delay, help_after or 0.0)


def routing_tables(centre: Centre, queues: list[Queue], subgroups: list[Subgroup], skill: np.ndarray) -> dict[str, Any]:
    """The router's part of the plan, by name."""
    routing, contacts = centre.routing, centre.contacts
    doors = _doors(centre, queues, subgroups)
    rules = [_conditions(centre, subgroups, rule.when) for rule in routing.rules]
    claims, openings = _claims(centre, queues, doors, [one for rule in rules for one in rule])
    agent_score, contact_score = AGENT_SCORES[routing.agent], CONTACT_SCORES[routing.contact]
    watches = bool(rules) or doors["conditional"].any() or any(c.preferred_agent > 0 for c in contacts.values())
    by_service = contact_score == scores.SERVICE_LEVEL or any(rule.when.service_level_below for rule in routing.rules)
    needed = agent_score not in UNSCORED_AGENTS or contact_score not in UNSCORED_CONTACTS
    needed = needed or bool((doors["reserve"] > 0).any())
    needed = needed or bool(np.isinf(doors["after"]).any())  # who never has the level that is wanted must be kept out
    looks = ALWAYS if watches else AT_LIMITS if openings else NEVER_AGAIN
    agent_ranks, contact_ranks = _ranks(centre, queues, subgroups, skill)
    return {
        "by_score": int(needed or looks != NEVER_AGAIN),
        "looks": looks,
        "personal": int(any(contact.preferred_agent > 0 for contact in contacts.values())),
        "agent_score": agent_score,
        "contact_score": contact_score,
        "agent_call": 0,
        "contact_call": 0,
        "window": routing.window if by_service else 0.0,
        "door": doors,
        "claim": claims,
        "opening": np.array(openings or [0.0]),
        "rule": _rule_rows(rules),
        "rules": len(rules),
        "condition": np.array([one for rule in rules for one in rule] or [(0, 0, 0.0)], layout.CONDITION),
        "agent_ranks": agent_ranks,
        "contact_ranks": contact_ranks,
    }


def _rule_rows(rules: list[list[Condition]]) -> np.ndarray:
    rows, first = [], 0
    for conditions in rules:
        rows.append((first, len(conditions)))
        first += len(conditions)
    return np.array(rows or [(0, 0)], layout.RULE)


# ---- doors ----------------------------------------------------------------------------------------------------


def _doors(centre: Centre, queues: list[Queue], subgroups: list[Subgroup]) -> np.ndarray:
    """[L, G] of `layout.DOOR`."""
    doors = np.zeros((len(queues), len(subgroups)), layout.DOOR)
    for at, queue in enumerate(queues):
        for g, group in enumerate(subgroups):
            if reaches(centre, group, queue):
                doors[at, g] = _door(centre, group, queue)
    return doors


def _door(centre: Centre, group: Subgroup, queue: Queue) -> tuple[Any, ...]:
    skill = group.skills[queue.type]
    handling = skill.handling or centre.contacts[queue.type].handling
    mean = (1.0 + skill.slower) * (handling.talk.mean_s + handling.wrap_up.mean_s)
    points = (skill.affine.base, skill.affine.per_wait, skill.affine.per_idle) if skill.affine else (0.0, 0.0, 0.0)
    limits: tuple[Any, ...] = (0, -1, math.inf, math.inf)
    if skill.when is not None:
        wait, predicted = skill.when.oldest_wait_above, skill.when.predicted_wait_above
        limits = (
            1,
            -1 if skill.when.queue_above is None else skill.when.queue_above,
            math.inf if wait is None else wait,
            math.inf if predicted is None else predicted,
        )
    return door_delay(centre, group, queue), skill.reserve, *limits, 1.0 / max(mean, SHORTEST_S), *points


# ---- claims of the types ----------------------------------------------------------------------------------------


def _claims(
    centre: Centre, queues: list[Queue], doors: np.ndarray, conditions: list[Condition]
) -> tuple[np.ndarray, list[float]]:
    """[T] of `layout.CLAIM`, and the waits at which something changes, upwards for each type."""
    rows: list[tuple[Any, ...]] = []
    openings: list[float] = []
    shares = _queue_shares(centre)
    for number, (name, contact) in enumerate(centre.contacts.items()):
        mine = doors[[at for at, queue in enumerate(queues) if queue.type == name]]
        waits = {float(wait) for field in ("after", "oldest_above") for wait in mine[field].ravel()}
        waits |= {limit for what, who, limit in conditions if what == arrays.OLDEST_ABOVE and who == number}
        waits.add(contact.preferred_agent)
        steps = sorted(wait for wait in waits if 0.0 < wait < math.inf)
        cost, target = contact.waiting_cost, contact.target or TARGETS[contact.channel]
        rows.append((
            contact.preferred_agent, _stand_as_they_came(contact), len(openings), len(steps),
            cost.per_hour / 3600.0 if cost else 0.0, cost.power if cost else 1,
            min(contact.patience.mean_s, LONGEST_S), shares[name], target.share,
        ))  # fmt: skip
        openings += steps
    return np.array(rows, layout.CLAIM), openings


def _stand_as_they_came(contact: Contact) -> bool:
    """Whether those further back in the line have waited less, and none is waited for by an agent of their own."""
    plain = contact.order == "first-in" and contact.priority.vip is None and contact.call_back is None
    return plain and contact.channel != "message" and contact.preferred_agent == 0.0


def _queue_shares(centre: Centre) -> dict[str, float]:
    """By type, the share of all who wait that it should have."""
    given = {name: contact.queue_share for name, contact in centre.contacts.items()}
    silent = sum(share is None for share in given.values())
    rest = max(0.0, 1.0 - sum(share for share in given.values() if share is not None)) / max(silent, 1)
    return {name: rest if share is None else share for name, share in given.items()}


# ---- rules of state ---------------------------------------------------------------------------------------------


def _conditions(centre: Centre, subgroups: list[Subgroup], state: State) -> list[Condition]:
    """What must hold, each as (what, who, limit); a group is known by its first cell."""
    types, groups = list(centre.contacts), [subgroup.group for subgroup in subgroups]
    found = [(arrays.QUEUE_ABOVE, types.index(name), float(limit)) for name, limit in state.queue_above.items()]
    found += [(arrays.OLDEST_ABOVE, types.index(name), limit) for name, limit in state.oldest_wait_above.items()]
    found += [(arrays.FREE_BELOW, groups.index(name), float(limit)) for name, limit in state.free_agents_below.items()]
    found += [(arrays.BUSY_ABOVE, groups.index(name), share) for name, share in state.busy_share_above.items()]
    found += [(arrays.SERVICE_BELOW, types.index(name), share) for name, share in state.service_level_below.items()]
    return found


def _ranks(
    centre: Centre, queues: list[Queue], subgroups: list[Subgroup], skill: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """[R, L, G] agent_rank and contact_rank while each rule holds; -1 not at all."""
    rules = centre.routing.rules
    shape = (max(len(rules), 1), *skill.shape)
    agent_ranks, contact_ranks = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    agent_ranks[:], contact_ranks[:] = skill["agent_rank"], skill["contact_rank"]
    for number, rule in enumerate(rules):
        for at, queue in enumerate(queues):
            for g, (agent, contact) in enumerate(_ranks_of(rule, subgroups, queue)):
                for ranks, rank in ((agent_ranks, agent), (contact_ranks, contact)):
                    if rank is not None:
                        ranks[number, at, g] = rank if serves(subgroups[g], queue) else rank + ELSEWHERE
                if agent == NEVER or contact == NEVER:
                    agent_ranks[number, at, g] = contact_ranks[number, at, g] = -1
    return agent_ranks, contact_ranks


def _ranks_of(rule: Rule, subgroups: list[Subgroup], queue: Queue) -> Iterator[tuple[int | None, int | None]]:
    """For each cell what the rule says of its group and the queue."""
    for name in (subgroup.group for subgroup in subgroups):
        yield rule.agent_ranks.get(queue.type, {}).get(name), rule.contact_ranks.get(name, {}).get(queue.type)
