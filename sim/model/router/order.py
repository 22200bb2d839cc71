"""Who is asked before whom, and who is served before whom: hands, chats in hand, ranks, the longest waiting.

The small comparisons from which both questions of the router are answered, with or without scores.
"""

from __future__ import annotations

from sim.model.arrays import CALL_BACK, CHAT
from sim.rules import rule

# ---- agents -------------------------------------------------------------------------------------------


@rule
def free_level(plan, floor, g, contact):
    """The level of the group whose agents are asked first for this contact, or -1 if nobody can take it."""
    if plan.type[contact.type].channel != CHAT:
        if floor.level[g, 0].count > 0:
            return 0
        return -1
    return chat_level(plan, floor, g)


@rule
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
def is_asked_before(plan, floor, a, b):
    """Whether agent a is asked before agent b of the same rank."""
    one = floor.agent[a]
    other = floor.agent[b]
    if one.level + other.level > 0 and load_order(plan, one) != load_order(plan, other):
        return load_order(plan, one) < load_order(plan, other)
    if one.since != other.since:
        return one.since < other.since
    return a < b


@rule
def may_join(plan, floor, g, level):
    """Whether agents of the group at this level may take a contact: a level it has, and nobody in overtime."""
    if level == 0:
        return True
    if is_full_of_chats(plan, floor, g):
        return False
    return level < plan.group[g].at_once and floor.team[g].present <= floor.team[g].heads


# ---- contacts -----------------------------------------------------------------------------------------


@rule
def has_hands_for(plan, floor, agent, q):
    """Whether the agent can take a contact of this queue beside those in hand."""
    chat = plan.type[plan.queue[q].type].channel == CHAT
    if agent.open > 0:
        return chat and not is_full_of_chats(plan, floor, agent.group)
    return not (chat and is_full_of_chats(plan, floor, agent.group))


@rule
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
def is_served_before(plan, floor, c, d, now):
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


@rule
def claim_of(plan, contact, now):
    """Weight × (wait + head start). What is due at an instant counts by its wait, too, beside what is not."""
    t = plan.type[contact.type]
    since = contact.place
    if t.due_order == 1:
        since = max(contact.queued, contact.turn_at) - t.head_start
    return t.weight * (now - since)
