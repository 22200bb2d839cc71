"""The two questions of the router where more decides than ranks and the longest wait: doors, rules, scores.

Where a scenario uses none of it, `sim.routing` answers by itself, and quicker; where it does, the answers come from
here. With the default words both give the same answers; a test compares them on random floors.
"""

from __future__ import annotations

import math

from sim.model.arrays import CHAT
from sim.model.chance import streams
from sim.model.router.eligibility import (
    agent_rank_now,
    contact_rank_now,
    door_is_open,
    first_for,
    is_let_in,
    kept_for,
    may_take,
    rule_in_force,
)
from sim.model.router.order import (
    better_agent,
    free_level,
    has_hands_for,
    is_served_before,
    load_order,
    may_join,
    rank_now,
)
from sim.model.router.scores import RANDOM, differs_between_people, score_of_agent, score_of_contact
from sim.rules import rule

# ---- which agent for this contact ---------------------------------------------------------------------


@rule
def agent_by_score(plan, floor, stream, c, now):
    """The agent who takes this contact now, or -1."""
    contact = floor.contact[c]
    kept = kept_for(plan, floor, contact, now)
    if kept >= 0:
        return kept if is_available(plan, floor, contact, kept, now) else -1
    r = rule_in_force(plan, floor, now)
    best = -1
    best_rank = 0
    best_score = 0.0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g < 0:
            break
        rank = agent_rank_now(plan, r, contact.queue, g)
        if rank < 0 or (best >= 0 and rank > best_rank) or not is_let_in(plan, floor, contact, g, now):
            continue
        a, score = best_of_group(plan, floor, c, g, now)
        if a >= 0 and (best < 0 or rank < best_rank or is_asked_first(plan, floor, a, score, best, best_score)):
            best = a
            best_rank = rank
            best_score = score
    if best >= 0 and plan.agent_score == RANDOM and plan.agent_call == 0:
        return whoever_is_there(plan, floor, stream, c, best_rank, floor.agent[best].level, now)
    return best


@rule
def best_of_group(plan, floor, c, g, now):
    """The agent of the group for whom most speaks, and how much; -1 if nobody is available."""
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
            a = floor.agent[a].next if differs_between_people(plan) else -1
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
    return better_agent(plan, floor, a, b)


@rule
def is_available(plan, floor, contact, a, now):
    """Whether this very agent can take the contact now."""
    agent = floor.agent[a]
    if agent.level < 0 or not is_let_in(plan, floor, contact, agent.group, now):
        return False
    if plan.type[contact.type].channel == CHAT:
        return may_join(plan, floor, agent.group, agent.level) and free_level(plan, floor, agent.group, contact) >= 0
    return agent.level == 0


@rule
def whoever_is_there(plan, floor, stream, c, rank, level, now):
    """Ring all: any available agent of this rank and level whose door is open, each as likely; the contact's luck."""
    contact = floor.contact[c]
    r = rule_in_force(plan, floor, now)
    many = 0
    for g in range(plan.group.shape[0]):
        if is_rung(plan, floor, contact, g, r, rank, level, now):
            many = many + floor.level[g, level].count
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.SITE_AND_PICK)
    left = min(int(v * many), many - 1)
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g >= 0 and is_rung(plan, floor, contact, g, r, rank, level, now):
            if left < floor.level[g, level].count:
                a = floor.level[g, level].first
                for _ in range(left):
                    a = floor.agent[a].next
                return a
            left = left - floor.level[g, level].count
    return -1


@rule
def is_rung(plan, floor, contact, g, r, rank, level, now):
    """Whether the phone rings in this group, on the desks of those with so many contacts in hand."""
    if plan.skill[contact.queue, g].able == 0 or agent_rank_now(plan, r, contact.queue, g) != rank:
        return False
    if not may_join(plan, floor, g, level):
        return False
    return is_let_in(plan, floor, contact, g, now)


# ---- which contact for this agent ---------------------------------------------------------------------


@rule
def contact_by_score(plan, floor, a, now):
    """The waiting contact this agent takes now, or -1."""
    agent = floor.agent[a]
    g = agent.group
    if agent.open > 0 and floor.team[g].present > floor.team[g].heads:
        return -1
    r = rule_in_force(plan, floor, now)
    best = -1
    best_rank = 0
    best_score = 0.0
    for i in range(plan.queues_of.shape[1]):
        q = plan.queues_of[g, i]
        if q < 0:
            break
        rank = contact_rank_now(plan, r, q, g)
        if rank < 0 or floor.queue[q].first < 0 or not has_hands_for(plan, floor, agent, q):
            continue
        if (best >= 0 and rank > best_rank and plan.urgency == 0) or not door_is_open(plan, floor, q, g, now):
            continue
        c, score = best_of_queue(plan, floor, q, a, now)
        if c < 0:
            continue
        if plan.urgency == 1:
            rank = rank_now(plan, floor.contact[c], rank, now)
        better = best < 0 or rank < best_rank
        if better or (rank == best_rank and is_served_first(plan, floor, c, score, best, best_score, now)):
            best = c
            best_rank = rank
            best_score = score
    if plan.keeping == 1 and agent.open == 0 and floor.own[a].first >= 0:
        return or_own_by_score(plan, floor, a, best, best_rank, best_score, now)
    return best


@rule
def best_of_queue(plan, floor, q, a, now):
    """The contact in the line of a queue for whom most speaks, and how much; -1 if there is none for this agent.

    The first one, whatever the score; a user's own score looks at everybody in the line.
    """
    c = first_for(plan, floor, q, a, now)
    if c < 0:
        return -1, 0.0
    if plan.agent_call != 0 or plan.contact_call != 0:
        return best_of_all(plan, floor, c, a, now)
    return c, score_of_contact(plan, floor, a, c, now)


@rule
def best_of_all(plan, floor, c, a, now):
    """The contact from c on in its line for whom a user's own scores speak most; none of them may refuse the pair."""
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
def or_own_by_score(plan, floor, a, best, best_rank, best_score, now):
    """The conversation that waits for this very agent, unless another contact goes first."""
    own = floor.own[a].first
    r = rule_in_force(plan, floor, now)
    rank = contact_rank_now(plan, r, floor.contact[own].queue, floor.agent[a].group)
    if rank < 0:
        rank = plan.skill[floor.contact[own].queue, floor.agent[a].group].contact_rank
    if plan.urgency == 1:
        rank = rank_now(plan, floor.contact[own], rank, now)
    score = score_of_contact(plan, floor, a, own, now)
    if not score > -math.inf:
        return best
    if best < 0 or rank < best_rank:
        return own
    if rank == best_rank and is_served_first(plan, floor, own, score, best, best_score, now):
        return own
    return best


@rule
def is_served_first(plan, floor, c, score, d, other, now):
    """Whether contact c is served before contact d of the same rank: the greater score, or the usual order."""
    if score != other:
        return score > other
    return is_served_before(plan, floor, c, d, now)


# ---- looking again ------------------------------------------------------------------------------------


@rule
def has_something_to_do(plan, floor, g, now):
    """An available agent of the group for whom a contact waits, or -1; the emptiest hands first."""
    waiting = 0
    for i in range(plan.queues_of.shape[1]):
        if plan.queues_of[g, i] >= 0:
            waiting = waiting + floor.queue[plan.queues_of[g, i]].length
    if waiting == 0:
        return -1
    for level in range(plan.group[g].at_once):
        a = floor.level[g, level].first
        while a >= 0:
            if contact_by_score(plan, floor, a, now) >= 0:
                return a
            a = floor.agent[a].next if plan.personal == 1 else -1
    return -1
