"""Within one group, within one queue: who is the best candidate there, and how candidates compare.

`sim.routing` asks group after group, or queue after queue. Where a service has no doors, rules or scores
(`plan.by_score` 0) the best candidate is the first in the list, and nothing else is asked.
"""

from __future__ import annotations

import math

from sim.model.arrays import CHAT
from sim.model.chance import streams
from sim.model.router.eligibility import (
    agent_rank_now,
    contact_rank_now,
    first_for,
    is_let_in,
    may_take,
    may_take_from_queue,
    rule_in_force,
)
from sim.model.router.order import free_level, is_asked_before, is_served_before, load_order, may_join, rank_now
from sim.model.router.scores import has_scores_by_agent, score_of_agent, score_of_contact
from sim.rules import rule

# ---- agents of a group --------------------------------------------------------------------------------


@rule
def best_of_group(world, c, g):
    """The agent of the group who is asked first for contact c, and their score; -1 if nobody is available."""
    plan, floor = world.plan, world.floor
    if plan.by_score == 1:
        return best_by_score(world, c, g)
    level = free_level(plan, floor, g, floor.contact[c])
    if level < 0:
        return -1, 0.0
    return floor.level[g, level].first, 0.0


@rule
def best_by_score(world, c, g):
    """The same where scores decide."""
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    best = -1
    best_score = 0.0
    first = free_level(plan, floor, g, contact)
    last = first
    if first < 0:
        return -1, 0.0
    if plan.agent_call != 0 and plan.type[contact.type].channel == CHAT:
        # a user's own score looks at all who may take one more
        first = 0
        last = plan.group[g].at_once - 1
    for level in range(first, last + 1):
        a = floor.level[g, level].first
        if not may_join(plan, floor, g, level):
            a = -1
        while a >= 0:
            score = score_of_agent(plan, floor, c, a, now)
            better = score > -math.inf and (best < 0 or is_asked_first(plan, floor, a, score, best, best_score))
            if better and (plan.contact_call == 0 or score_of_contact(plan, floor, a, c, now) > -math.inf):
                best = a
                best_score = score
            a = floor.agent[a].next if has_scores_by_agent(plan) else -1
    return best, best_score


@rule
def is_asked_first(plan, floor, a, score, b, other):
    """Whether agent a is asked before agent b of the same rank: emptier hands, the greater score, the usual order."""
    one = floor.agent[a]
    another = floor.agent[b]
    if plan.agent_call == 0 and one.level + another.level > 0 and load_order(plan, one) != load_order(plan, another):
        return load_order(plan, one) < load_order(plan, another)
    if score != other:
        return score > other
    return is_asked_before(plan, floor, a, b)


@rule
def is_available(world, contact, a):
    """Whether this very agent can take the contact now."""
    plan, floor = world.plan, world.floor
    agent = floor.agent[a]
    if agent.level < 0 or not is_let_in(plan, floor, contact, agent.group, world.now):
        return False
    if plan.type[contact.type].channel == CHAT:
        return may_join(plan, floor, agent.group, agent.level) and free_level(plan, floor, agent.group, contact) >= 0
    return agent.level == 0


@rule
def whoever_picks_up(world, contact, rank, level):
    """Ring all: any available agent of this rank and level, each as likely; the contact's random number decides."""
    plan, floor = world.plan, world.floor
    r = rule_in_force(plan, floor, world.now)
    many = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g >= 0 and is_rung(world, contact, g, r, rank, level):
            many = many + floor.level[g, level].count
    _, v = streams.uniforms(world.stream, (contact.key_0, contact.key_1), streams.SITE_AND_PICK)
    left = min(int(v * many), many - 1)
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g >= 0 and is_rung(world, contact, g, r, rank, level):
            if left < floor.level[g, level].count:
                a = floor.level[g, level].first
                for _ in range(left):
                    a = floor.agent[a].next
                return a
            left = left - floor.level[g, level].count
    return -1


@rule
def is_rung(world, contact, g, r, rank, level):
    """Whether the phone rings in this group, on the desks of those with so many contacts in hand."""
    plan, floor = world.plan, world.floor
    if agent_rank_now(plan, r, contact.queue, g) != rank or not may_join(plan, floor, g, level):
        return False
    return is_let_in(plan, floor, contact, g, world.now)


# ---- contacts of a queue ------------------------------------------------------------------------------


@rule
def best_of_queue(world, q, a):
    """The contact of the queue that agent a takes first, and its score; -1 if there is none for this agent."""
    if world.plan.by_score == 1:
        return first_by_score(world, q, a)
    return world.floor.queue[q].first, 0.0


@rule
def first_by_score(world, q, a):
    """The same where doors and scores decide: the first whom the agent may take, whatever the score.

    A user's own score looks at everybody in the queue.
    """
    plan, floor, now = world.plan, world.floor, world.now
    if not may_take_from_queue(plan, floor, q, floor.agent[a].group, now):
        return -1, 0.0
    c = first_for(plan, floor, q, a, now)
    if c < 0:
        return -1, 0.0
    if plan.agent_call != 0 or plan.contact_call != 0:
        return best_of_all(world, c, a)
    return c, score_of_contact(plan, floor, a, c, now)


@rule
def best_of_all(world, c, a):
    """The contact from c on in its queue with the greatest of a user's own scores; none of them may refuse the pair."""
    plan, floor, now = world.plan, world.floor, world.now
    best = -1
    best_score = 0.0
    while c >= 0:
        if may_take(plan, floor, floor.contact[c], a, now):
            score = score_of_contact(plan, floor, a, c, now)
            better = score > -math.inf and (best < 0 or (plan.contact_call != 0 and score > best_score))
            if better and (plan.agent_call == 0 or score_of_agent(plan, floor, c, a, now) > -math.inf):
                best = c
                best_score = score
        c = floor.contact[c].next_in_queue
    return best, best_score


@rule
def choose_own(world, a, best, best_rank, best_score):
    """The conversation that waits for this very agent, unless the best of all other contacts goes first."""
    plan, floor, now = world.plan, world.floor, world.now
    own = floor.own[a].first
    g = floor.agent[a].group
    q = floor.contact[own].queue
    rank = contact_rank_now(plan, rule_in_force(plan, floor, now), q, g)
    if rank < 0:  # a rule does not take a conversation away from its agent
        rank = plan.skill[q, g].contact_rank
    if plan.urgency == 1:
        rank = rank_now(plan, floor.contact[own], rank, now)
    score = score_of_contact(plan, floor, a, own, now)
    if not score > -math.inf:
        return best
    if best < 0 or rank < best_rank:
        return own
    if rank == best_rank and is_served_first(world, own, score, best, best_score):
        return own
    return best


@rule
def is_served_first(world, c, score, d, other):
    """Whether contact c is served before contact d of the same rank: the greater score, or the usual order."""
    if score != other:
        return score > other
    return is_served_before(world.plan, world.floor, c, d, world.now)
