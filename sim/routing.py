"""ROOM: routing. Two mirrored questions: which agent for this contact, and which contact for this agent?

Both are answered by one recipe. Keep the candidates of the lowest rank; among them take the best score; on
equal scores the smallest number.

- *A contact came: which agent?* The groups that can take its lane, by `agent_rank` (specialists first, unless
  the file says otherwise). Among available agents of the best rank: the fewest contacts in hand, then the
  longest available, then the smallest agent number. Or, where the phone rings on every desk: whoever picks up.
- *An agent came free: which contact?* The lanes the agent can take, by `contact_rank` (call before chat before
  e-mail, unless the file says otherwise). Among the heads of the lanes of the best rank: the longest waiting,
  then the smallest contact number.

A call or an e-mail wants empty hands; a chat may join other chats up to the group's cap. The one surprising
decision follows from it: an agent who holds chats takes only chats, even while a call waits.
"""

from __future__ import annotations

from sim import streams
from sim.arrays import CHAT
from sim.jit import rare_rule, rule


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
        if best < 0 or better_agent(floor, a, best):
            best = a
            best_rank = rank
    if best >= 0 and plan.pick_random == 1:
        return whoever_picks_up(plan, floor, stream, contact, best_rank, floor.agent[best].level)
    return best


@rule
def free_level(plan, floor, g, contact):
    """The lowest level of the group with an agent for this contact, or -1."""
    if floor.level[g, 0].count > 0:
        return 0
    if plan.type[contact.type].channel != CHAT or floor.team[g].present > floor.team[g].heads:
        return -1
    for level in range(1, plan.group[g].at_once):
        if floor.level[g, level].count > 0:
            return level
    return -1


@rule
def better_agent(floor, a, b):
    """Whether agent a is asked before agent b of the same rank."""
    one = floor.agent[a]
    other = floor.agent[b]
    if one.level != other.level:
        return one.level < other.level
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
    return level < plan.group[g].at_once and floor.team[g].present <= floor.team[g].heads


@rule
def contact_for(plan, floor, a):
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
        if best >= 0 and rank > best_rank:
            break
        c = floor.line[lane].first
        if c < 0 or (agent.open > 0 and plan.type[plan.lane[lane].type].channel != CHAT):
            continue
        if best < 0 or waits_longer(floor, c, best):
            best = c
            best_rank = rank
    return best


@rule
def waits_longer(floor, c, d):
    """Whether contact c is served before contact d of the same rank."""
    one = floor.contact[c]
    other = floor.contact[d]
    if one.queued != other.queued:
        return one.queued < other.queued
    return one.id < other.id
