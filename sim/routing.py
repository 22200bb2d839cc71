"""ROOM: routing. Two mirrored questions: which agent for this contact, and which contact for this agent?

Both are answered by one recipe, each by one search: keep the candidates of the lowest rank; among them take the best
score; on equal scores follow the usual order; on equal places in it the smallest number.

- *A contact came: which agent?* The groups that can take its queue, by `agent_rank` (specialists first, unless the file
  says otherwise). Among available agents of the best rank: the fewest contacts in hand (or, where agents are filled up
  first, the most below that number), then the greatest score, then the longest available. Or, where the phone rings on
  every desk: whoever picks up. Where nobody is free, work that may wait is put aside.
- *An agent came free: which contact?* The queues the agent can take, by `contact_rank` (call before chat before e-mail,
  unless the file says otherwise; urgent contacts before all). Among the heads of the queues of the best rank: the
  greatest score, then the greatest weight × (wait + head start), which is the longest waiting unless the file says
  otherwise.

Doors (who may take what just now), other ranks in other states of the floor, and scores are in `sim.model.router`. Most
services use none of them (`plan.by_score` 0), and then nothing of that kind is asked.

A call or an e-mail wants empty hands; a chat may join other chats up to the group's cap. It follows that an agent who
holds chats takes only chats, even while a call waits.
"""

from __future__ import annotations

import math

from sim.model.arrays import BY_LAST, CHAT, TALKING
from sim.model.router.choosing import (
    best_of_group,
    best_of_queue,
    choose_own,
    is_asked_first,
    is_available,
    is_served_first,
    whoever_picks_up,
)
from sim.model.router.eligibility import (
    agent_rank_now,
    contact_rank_now,
    is_let_in,
    kept_for,
    next_opening,
    note_wait,
    rule_in_force,
)
from sim.model.router.order import has_hands_for, rank_now
from sim.model.router.scores import RANDOM
from sim.rules import rule

__all__ = [
    "agent_for", "ahead_of", "contact_for", "idle_agent_with_work", "next_opening", "note_taken", "note_wait",
    "predicted_wait", "whom_to_interrupt",
]  # fmt: skip

# ---- which agent for this contact ---------------------------------------------------------------------


@rule
def agent_for(world, c):
    """The agent who takes this contact now, or -1."""
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    kept = kept_for(plan, floor, contact, now)
    if kept >= 0:
        return kept if is_available(world, contact, kept) else -1
    r = rule_in_force(plan, floor, now)
    best = -1
    best_rank = 0
    best_score = 0.0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g < 0:
            break
        rank = agent_rank_now(plan, r, contact.queue, g)
        if best >= 0 and rank > best_rank:
            if r < 0:
                break  # groups stand in the order of their own ranks
            continue
        if rank < 0 or not is_let_in(plan, floor, contact, g, now):
            continue
        a, score = best_of_group(world, c, g)
        if a >= 0 and (best < 0 or rank < best_rank or is_asked_first(plan, floor, a, score, best, best_score)):
            best = a
            best_rank = rank
            best_score = score
    if best >= 0 and plan.agent_score == RANDOM and plan.agent_call == 0:
        return whoever_picks_up(world, contact, best_rank, floor.agent[best].level)
    return best


@rule
def whom_to_interrupt(world, c):
    """Nobody is free: the agent who puts work aside for this contact, or -1.

    Of the first group that has one: who works on what comes last by contact_rank; among those the last to begin.
    """
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    if kept_for(plan, floor, contact, now) >= 0:
        return -1
    r = rule_in_force(plan, floor, now)
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g < 0:
            return -1
        if agent_rank_now(plan, r, contact.queue, g) < 0 or not is_let_in(plan, floor, contact, g, now):
            continue
        if floor.team[g].present > floor.team[g].heads:
            continue
        found = -1
        last_rank = -1
        a = floor.soft[g].last
        while a >= 0:
            other = floor.contact[floor.hand[a, 0]]
            rank = plan.skill[other.queue, g].contact_rank
            if other.state == TALKING and plan.interrupts[contact.type, other.type] == 1 and rank > last_rank:
                found = a
                last_rank = rank
            a = floor.agent[a].previous
        if found >= 0:
            return found
    return -1


# ---- which contact for this agent ---------------------------------------------------------------------


@rule
def contact_for(world, a):
    """The waiting contact this agent takes now, or -1."""
    plan, floor, now = world.plan, world.floor, world.now
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
        if best >= 0 and rank > best_rank and plan.urgency == 0:
            if r < 0:
                break  # queues stand in the order of their own ranks
            continue
        if floor.queue[q].first < 0 or rank < 0 or not has_hands_for(plan, floor, agent, q):
            continue
        c, score = best_of_queue(world, q, a)
        if c < 0:
            continue
        if plan.urgency == 1:
            rank = rank_now(plan, floor.contact[c], rank, now)
        better = best < 0 or rank < best_rank
        if better or (rank == best_rank and is_served_first(world, c, score, best, best_score)):
            best = c
            best_rank = rank
            best_score = score
    if plan.keeping == 1 and agent.open == 0 and floor.own[a].first >= 0:
        return choose_own(world, a, best, best_rank, best_score)
    return best


@rule
def idle_agent_with_work(world, g):
    """An available agent of the group for whom a contact waits, or -1; the emptiest hands first."""
    plan, floor = world.plan, world.floor
    waiting = 0
    for i in range(plan.queues_of.shape[1]):
        if plan.queues_of[g, i] >= 0:
            waiting = waiting + floor.queue[plan.queues_of[g, i]].length
    if waiting == 0:
        return -1
    for level in range(plan.group[g].at_once):
        a = floor.level[g, level].first
        while a >= 0:
            if contact_for(world, a) >= 0:
                return a
            a = floor.agent[a].next if plan.personal == 1 else -1
    return -1


@rule
def note_taken(floor, a, c):
    """Agent a takes contact c: what scores and preferences remember of it."""
    contact = floor.contact[c]
    contact.prefers = a
    floor.queue[contact.queue].last_agent = a
    floor.agent[a].taken = floor.agent[a].taken + 1


# ---- the wait that is announced ----------------------------------------------------------------------------


@rule
def ahead_of(plan, floor, contact):
    """How many wait ahead of a contact that joins its queue now, call-backs included."""
    q = plan.queue[contact.queue]
    ahead = floor.queue[contact.queue].length
    if q.call_back >= 0:
        ahead = ahead + floor.queue[q.call_back].length
    return ahead


@rule
def predicted_wait(plan, floor, contact):
    """The predicted wait of a contact, s, which is announced to it; infinite if nobody is on duty for it.

    By the queue: (ahead + 1) × mean handling time / contacts the people on duty can hold. By the last: as long as
    the last one answered from this queue had waited.
    """
    if plan.type[contact.type].predicts == BY_LAST:
        return floor.queue[contact.queue].last_wait
    hands = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g < 0:
            break
        each = 1
        if plan.type[contact.type].channel == CHAT:
            each = plan.group[g].at_once
        hands = hands + floor.team[g].heads * each
    if hands == 0:
        return math.inf
    return (ahead_of(plan, floor, contact) + 1) * plan.queue[contact.queue].mean_s / hands
