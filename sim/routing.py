"""ROOM: routing. Two mirrored questions: which agent for this contact, and which contact for this agent?

Both are answered by one recipe. Keep the candidates of the lowest rank; among them take the best score; on
equal scores the smallest number.

- *A contact came: which agent?* The groups that can take its lane, by `agent_rank` (specialists first, unless
  the file says otherwise). Among available agents of the best rank: the fewest contacts in hand (or, where agents are
  filled up first, the most below that number), then the longest available, then the smallest agent number. Or, where
  the phone rings on every desk: whoever picks up. Where nobody is free, work that may wait is put aside.
- *An agent came free: which contact?* The lanes the agent can take, by `contact_rank` (call before chat before
  e-mail, unless the file says otherwise; urgent contacts before all). Among the heads of the lanes of the best rank:
  the greatest weight × (wait + head start), which is the longest waiting unless the file says otherwise; then the
  smallest contact number.

A call or an e-mail wants empty hands; a chat may join other chats up to the group's cap. The one surprising
decision follows from it: an agent who holds chats takes only chats, even while a call waits.
"""

from __future__ import annotations

import math

from sim import streams
from sim.arrays import BY_LAST, CALL_BACK, CHAT, TALKING
from sim.jit import rare_rule, rule

# ---- which agent for this contact ---------------------------------------------------------------------


@rule
def agent_for(plan, floor, stream, c):
    """The agent who takes this contact now, or -1."""
    contact = floor.contact[c]
    lane = contact.lane
    best = -1
    best_rank = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[lane, i]
        if g < 0:
            break
        rank = plan.skill[lane, g].agent_rank
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
def free_level(plan, floor, g, contact):
    """The level of the group whose agents are asked first for this contact, or -1 if nobody can take it."""
    if plan.type[contact.type].channel != CHAT:
        if floor.level[g, 0].count > 0:
            return 0
        return -1
    return chat_level(plan, floor, g)


@rare_rule
def chat_level(plan, floor, g):
    """The level that gets the next chat: the lowest, or the highest below the number agents are filled up to."""
    if is_full_of_chats(plan, floor, g):
        return -1
    group = plan.group[g]
    overtime = floor.team[g].present > floor.team[g].heads
    for level in range(min(group.fill_to, group.at_once) - 1, 0, -1):
        if floor.level[g, level].count > 0 and not overtime:
            return level
    if floor.level[g, 0].count > 0:
        return 0
    for level in range(max(group.fill_to, 1), group.at_once):
        if floor.level[g, level].count > 0 and not overtime:
            return level
    return -1


@rule
def is_full_of_chats(plan, floor, g):
    """Whether the group as a whole holds as many chats as it may."""
    return plan.group[g].together >= 0 and floor.team[g].chats >= plan.group[g].together


@rule
def load_order(plan, agent):
    """How late an agent with so many contacts in hand is asked: emptiest first, or filled up first."""
    fill_to = plan.group[agent.group].fill_to
    if agent.level < fill_to:
        return fill_to - 1 - agent.level
    return agent.level


@rule
def better_agent(plan, floor, a, b):
    """Whether agent a is asked before agent b of the same rank."""
    one = floor.agent[a]
    other = floor.agent[b]
    if one.level + other.level > 0 and load_order(plan, one) != load_order(plan, other):
        return load_order(plan, one) < load_order(plan, other)
    if one.since != other.since:
        return one.since < other.since
    return a < b


@rare_rule
def whoever_picks_up(plan, floor, stream, contact, rank, level):
    """Ring all: any of the available agents of this rank and level, each as likely; the contact's luck decides."""
    lane = contact.lane
    many = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[lane, i]
        if g >= 0 and plan.skill[lane, g].agent_rank == rank and may_join(plan, floor, g, level):
            many = many + floor.level[g, level].count
    _, v = streams.luck(stream, (contact.key_0, contact.key_1), streams.SITE_AND_PICK)
    left = min(int(v * many), many - 1)
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[lane, i]
        if g >= 0 and plan.skill[lane, g].agent_rank == rank and may_join(plan, floor, g, level):
            if left < floor.level[g, level].count:
                a = floor.level[g, level].first
                for _ in range(left):
                    a = floor.agent[a].next
                return a
            left = left - floor.level[g, level].count
    return -1


@rule
def may_join(plan, floor, g, level):
    """Whether agents of the group at this level may take a contact: a level it has, and nobody in overtime."""
    if level == 0:
        return True
    if is_full_of_chats(plan, floor, g):
        return False
    return level < plan.group[g].at_once and floor.team[g].present <= floor.team[g].heads


@rare_rule
def whom_to_interrupt(plan, floor, c):
    """Nobody is free: the agent who puts work aside for this contact, or -1. Of the best rank, the last to begin."""
    contact = floor.contact[c]
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.lane, i]
        if g < 0:
            return -1
        if floor.team[g].present > floor.team[g].heads:
            continue
        a = floor.soft[g].last
        while a >= 0:
            other = floor.contact[floor.hand[a, 0]]
            if other.state == TALKING and plan.interrupts[contact.type, other.type] == 1:
                return a
            a = floor.agent[a].previous
    return -1


# ---- which contact for this agent ---------------------------------------------------------------------


@rule
def contact_for(plan, floor, a, now):
    """The waiting contact this agent takes now, or -1."""
    agent = floor.agent[a]
    g = agent.group
    if agent.open > 0 and floor.team[g].present > floor.team[g].heads:
        return -1
    best = -1
    best_rank = 0
    for i in range(plan.lanes_of.shape[1]):
        lane = plan.lanes_of[g, i]
        if lane < 0:
            break
        rank = plan.skill[lane, g].contact_rank
        if best >= 0 and rank > best_rank and plan.urgency == 0:
            break
        c = floor.line[lane].first
        if c < 0 or not has_hands_for(plan, floor, agent, lane):
            continue
        if plan.urgency == 1:
            rank = rank_now(plan, floor.contact[c], rank, now)
        if best < 0 or rank < best_rank or (rank == best_rank and goes_first(plan, floor, c, best, now)):
            best = c
            best_rank = rank
    if plan.keeping == 1 and agent.open == 0 and floor.own[a].first >= 0:
        return or_own(plan, floor, floor.own[a].first, best, best_rank, g, now)
    return best


@rule
def has_hands_for(plan, floor, agent, lane):
    """Whether the agent can take a contact of this lane beside those in hand."""
    chat = plan.type[plan.lane[lane].type].channel == CHAT
    if agent.open > 0:
        return chat and not is_full_of_chats(plan, floor, agent.group)
    return not (chat and is_full_of_chats(plan, floor, agent.group))


@rare_rule
def or_own(plan, floor, own, best, best_rank, g, now):
    """The conversation that waits for this very agent, unless another contact goes first."""
    rank = plan.skill[floor.contact[own].lane, g].contact_rank
    if plan.urgency == 1:
        rank = rank_now(plan, floor.contact[own], rank, now)
    if best < 0 or rank < best_rank or (rank == best_rank and goes_first(plan, floor, own, best, now)):
        return own
    return best


@rare_rule
def rank_now(plan, contact, rank, now):
    """The rank of a contact at this instant: 0 for an urgent one, behind its like for a call-back that can wait.

    Urgent is who has waited so long, or was promised a call so soon. Ranks are doubled, so that there is room between.
    """
    t = plan.type[contact.type]
    if contact.via == CALL_BACK:
        if now >= contact.promised - t.urgent_before:
            return 0
        return 2 * rank + 1 - t.keep_place
    since = contact.queued
    if contact.turn > 0:
        since = max(contact.turn_at, contact.ended)
    if now - since >= t.urgent_after:
        return 0
    return 2 * rank


@rule
def goes_first(plan, floor, c, d, now):
    """Whether contact c is served before contact d of the same rank."""
    one = floor.contact[c]
    other = floor.contact[d]
    if plan.weighted == 1 and plan.type[one.type].due_order * plan.type[other.type].due_order == 0:
        claim = claim_of(plan, one, now)
        against = claim_of(plan, other, now)
        if claim != against:
            return claim > against
    elif one.place != other.place:
        return one.place < other.place
    return one.id < other.id


@rare_rule
def claim_of(plan, contact, now):
    """Weight × (wait + head start). What is due at an instant counts by its wait, too, beside what is not."""
    t = plan.type[contact.type]
    since = contact.place
    if t.due_order == 1:
        since = max(contact.queued, contact.turn_at) - t.head_start
    return t.weight * (now - since)


# ---- how long will it wait ----------------------------------------------------------------------------


@rare_rule
def ahead_of(plan, floor, contact):
    """How many wait ahead of a contact that joins its lane now, call-backs included."""
    lane = plan.lane[contact.lane]
    ahead = floor.line[contact.lane].length
    if lane.call_back >= 0:
        ahead = ahead + floor.line[lane.call_back].length
    return ahead


@rare_rule
def predicted_wait(plan, floor, contact):
    """Seconds a contact is told that it will wait; infinite if nobody is on duty for it.

    By the queue: (ahead + 1) × mean handling time / contacts the people on duty can hold. By the last: as long as
    the last one answered from this lane had waited.
    """
    if plan.type[contact.type].predicts == BY_LAST:
        return floor.line[contact.lane].last_wait
    hands = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[contact.lane, i]
        if g < 0:
            break
        each = 1
        if plan.type[contact.type].channel == CHAT:
            each = plan.group[g].at_once
        hands = hands + floor.team[g].heads * each
    if hands == 0:
        return math.inf
    return (ahead_of(plan, floor, contact) + 1) * plan.lane[contact.lane].mean_s / hands
