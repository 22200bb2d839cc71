"""ROOM: routing. Two mirrored questions: which agent for this contact, and which contact for this agent?

Both are answered by one recipe. Keep the candidates of the lowest rank; among them take the best score; on
equal scores the smallest number.

- *A contact came: which agent?* The groups that can take its queue, by `agent_rank` (specialists first, unless
  the file says otherwise). Among available agents of the best rank: the fewest contacts in hand (or, where agents are
  filled up first, the most below that number), then the longest available, then the smallest agent number. Or, where
  the phone rings on every desk: whoever picks up. Where nobody is free, work that may wait is put aside.
- *An agent came free: which contact?* The queues the agent can take, by `contact_rank` (call before chat before
  e-mail, unless the file says otherwise; urgent contacts before all). Among the heads of the queues of the best rank:
  the greatest weight × (wait + head start), which is the longest waiting unless the file says otherwise; then the
  smallest contact number.

A call or an e-mail wants empty hands; a chat may join other chats up to the group's cap. The one surprising
decision follows from it: an agent who holds chats takes only chats, even while a call waits.
"""

from __future__ import annotations

import math

from sim.model.arrays import BY_LAST, CHAT, TALKING
from sim.model.chance import streams
from sim.model.router.choosing import agent_by_score, contact_by_score, has_something_to_do
from sim.model.router.eligibility import agent_rank_now, is_let_in, kept_for, next_opening, note_wait, rule_in_force
from sim.model.router.order import better_agent, free_level, has_hands_for, is_served_before, may_join, rank_now
from sim.rules import rule

__all__ = [
    "agent_for", "ahead_of", "contact_for", "has_something_to_do", "next_opening", "note_taken",
    "note_wait", "predicted_wait", "whom_to_interrupt",
]  # fmt: skip

# ---- which agent for this contact ---------------------------------------------------------------------


@rule
def agent_for(plan, floor, stream, c, now):
    """The agent who takes this contact now, or -1."""
    if plan.by_score == 1:
        return agent_by_score(plan, floor, stream, c, now)
    contact = floor.contact[c]
    q = contact.queue
    best = -1
    best_rank = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[q, i]
        if g < 0:
            break
        rank = plan.skill[q, g].agent_rank
        if best >= 0 and rank > best_rank:
            break
        level = free_level(plan, floor, g, contact)
        if level < 0:
            continue
        a = floor.level[g, level].first
        if best < 0 or better_agent(plan, floor, a, best):
            best = a
            best_rank = rank
    if best >= 0 and plan.pick_random == 1:
        return whoever_picks_up(plan, floor, stream, contact, best_rank, floor.agent[best].level)
    return best


@rule
def whoever_picks_up(plan, floor, stream, contact, rank, level):
    """Ring all: any of the available agents of this rank and level, each as likely; the contact's luck decides."""
    q = contact.queue
    many = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[q, i]
        if g >= 0 and plan.skill[q, g].agent_rank == rank and may_join(plan, floor, g, level):
            many = many + floor.level[g, level].count
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.SITE_AND_PICK)
    left = min(int(v * many), many - 1)
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[q, i]
        if g >= 0 and plan.skill[q, g].agent_rank == rank and may_join(plan, floor, g, level):
            if left < floor.level[g, level].count:
                a = floor.level[g, level].first
                for _ in range(left):
                    a = floor.agent[a].next
                return a
            left = left - floor.level[g, level].count
    return -1


@rule
def whom_to_interrupt(plan, floor, c, now):
    """Nobody is free: the agent who puts work aside for this contact, or -1.

    Of the first group that has one: who works on what comes last by contact_rank; among those the last to begin.
    """
    contact = floor.contact[c]
    if plan.by_score == 1 and kept_for(plan, floor, contact, now) >= 0:
        return -1
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.queue, i]
        if g < 0:
            return -1
        if plan.by_score == 1 and not may_interrupt(plan, floor, contact, g, now):
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


@rule
def may_interrupt(plan, floor, contact, g, now):
    """Whether the door of the group is open, and no rule says that it does not take the type just now."""
    r = rule_in_force(plan, floor, now)
    return agent_rank_now(plan, r, contact.queue, g) >= 0 and is_let_in(plan, floor, contact, g, now)


# ---- which contact for this agent ---------------------------------------------------------------------


@rule
def contact_for(plan, floor, a, now):
    """The waiting contact this agent takes now, or -1."""
    if plan.by_score == 1:
        return contact_by_score(plan, floor, a, now)
    agent = floor.agent[a]
    g = agent.group
    if agent.open > 0 and floor.team[g].present > floor.team[g].heads:
        return -1
    best = -1
    best_rank = 0
    for i in range(plan.queues_of.shape[1]):
        q = plan.queues_of[g, i]
        if q < 0:
            break
        rank = plan.skill[q, g].contact_rank
        if best >= 0 and rank > best_rank and plan.urgency == 0:
            break
        c = floor.queue[q].first
        if c < 0 or not has_hands_for(plan, floor, agent, q):
            continue
        if plan.urgency == 1:
            rank = rank_now(plan, floor.contact[c], rank, now)
        if best < 0 or rank < best_rank or (rank == best_rank and is_served_before(plan, floor, c, best, now)):
            best = c
            best_rank = rank
    if plan.keeping == 1 and agent.open == 0 and floor.own[a].first >= 0:
        return or_own(plan, floor, floor.own[a].first, best, best_rank, g, now)
    return best


@rule
def or_own(plan, floor, own, best, best_rank, g, now):
    """The conversation that waits for this very agent, unless another contact goes first."""
    rank = plan.skill[floor.contact[own].queue, g].contact_rank
    if plan.urgency == 1:
        rank = rank_now(plan, floor.contact[own], rank, now)
    if best < 0 or rank < best_rank or (rank == best_rank and is_served_before(plan, floor, own, best, now)):
        return own
    return best


@rule
def note_taken(floor, a, c):
    """Agent a takes contact c: what scores and preferences remember of it."""
    contact = floor.contact[c]
    contact.prefers = a
    floor.queue[contact.queue].last_agent = a
    floor.agent[a].taken = floor.agent[a].taken + 1


# ---- how long will it wait ----------------------------------------------------------------------------


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
    """Seconds a contact is told that it will wait; infinite if nobody is on duty for it.

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
