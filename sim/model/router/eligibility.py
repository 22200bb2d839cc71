"""Who may take what at this instant: delays, overflow, agents kept free, ranks of other states, a preferred agent.

A *door* stands between a queue and a group. It may open for a contact after a wait, for the whole queue while it
is long, or while enough agents of the group are free. Every wait is compared as an
instant (since + wait <= now), for that is the instant at which the engines look again, to the last bit.
"""

from __future__ import annotations

import math

from sim.model.arrays import BUSY_ABOVE, CHAT, FREE_BELOW, OLDEST_ABOVE, QUEUE_ABOVE, RECENTLY
from sim.model.people.duty import is_staying
from sim.rules import rule


@rule
def waiting_since(contact):
    """The instant since which a contact waits: for the first answer, or for the next turn."""
    if contact.turn > 0:
        return max(contact.turn_at, contact.ended)
    return contact.queued


# ---- doors --------------------------------------------------------------------------------------------


@rule
def may_take_from_queue(plan, floor, q, g, now):
    """Whether the group takes from this queue just now, whoever waits in it."""
    door = plan.door[q, g]
    if door.reserve > 0 and free_near(plan, floor, g) <= door.reserve:
        return False
    return door.conditional == 0 or has_to_help(plan, floor, q, g, now)


@rule
def free_near(plan, floor, g):
    """How many people of the group in the same hub have empty hands."""
    free = 0
    for cell in range(plan.group[g].first_near, plan.group[g].last_near + 1):
        free = free + floor.level[cell, 0].count
    return free


@rule
def free_in_group(plan, floor, g):
    """How many people of the group have empty hands, those with a name included."""
    free = 0
    for cell in range(plan.group[g].first_cell, plan.group[g].last_cell + 1):
        free = free + floor.level[cell, 0].count
    return free


@rule
def has_to_help(plan, floor, q, g, now):
    """Whether one of the limits is passed above which the group helps out."""
    door = plan.door[q, g]
    queue = floor.queue[q]
    if door.queue_above >= 0 and queue.length > door.queue_above:
        return True
    if queue.first >= 0 and waiting_since(floor.contact[queue.first]) + door.oldest_above <= now:
        return True
    return door.predicted_above < math.inf and predicted_without_help(plan, floor, q) >= door.predicted_above


@rule
def predicted_without_help(plan, floor, q):
    """Predicted wait of the last in the queue if only those answer who always do, s.

    A newcomer has joined the queue when the router looks, so their own prediction is the one that counts.
    """
    hands = 0
    for i in range(plan.groups_of.shape[1]):
        g = plan.groups_of[q, i]
        if g < 0:
            break
        if plan.door[q, g].conditional == 0:
            each = 1
            if plan.type[plan.queue[q].type].channel == CHAT:
                each = plan.group[g].at_once
            hands = hands + floor.team[g].heads * each
    if hands == 0:
        return math.inf
    waiting = floor.queue[q].length
    if plan.queue[q].call_back >= 0:
        waiting = waiting + floor.queue[plan.queue[q].call_back].length
    return waiting * plan.queue[q].mean_s / hands


@rule
def has_waited_for(plan, contact, g, now):
    """Whether the contact has waited as long as it must for this group."""
    after = plan.door[contact.queue, g].after
    return after == 0.0 or waiting_since(contact) + after <= now


@rule
def is_let_in(plan, floor, contact, g, now):
    """Whether the group may take this contact just now."""
    if plan.by_score == 0:  # no doors
        return True
    return is_let_through(plan, floor, contact, g, now)


@rule
def is_let_through(plan, floor, contact, g, now):
    """The same where there are doors."""
    return has_waited_for(plan, contact, g, now) and may_take_from_queue(plan, floor, contact.queue, g, now)


@rule
def kept_for(plan, floor, contact, now):
    """The agent whom this contact waits for and nobody else, or -1."""
    if plan.personal == 0:
        return -1
    return keeper_of(plan, floor, contact, now)


@rule
def keeper_of(plan, floor, contact, now):
    """The same where some contacts prefer an agent."""
    a = contact.prefers
    if a < 0 or plan.claim[contact.type].preferred_s == 0.0:
        return -1
    if waiting_since(contact) + plan.claim[contact.type].preferred_s <= now or not is_staying(plan, floor, a):
        return -1
    g = floor.agent[a].group
    if plan.skill[contact.queue, g].able == 0 or plan.door[contact.queue, g].after == math.inf:
        return -1
    return a


@rule
def first_for(plan, floor, q, a, now):
    """The first in the queue whom this agent may take, or -1."""
    c = floor.queue[q].first
    while c >= 0:
        contact = floor.contact[c]
        if may_take(plan, floor, contact, a, now):
            return c
        if plan.claim[contact.type].in_order == 1:
            return -1
        c = contact.next_in_queue
    return -1


@rule
def may_take(plan, floor, contact, a, now):
    """Whether the agent may take this waiting contact, the door of the queue aside."""
    if not has_waited_for(plan, contact, floor.agent[a].group, now):
        return False
    kept = kept_for(plan, floor, contact, now)
    return kept < 0 or kept == a


@rule
def next_opening(plan, contact, now):
    """The next instant at which something opens to this contact because it has waited so long; else infinite."""
    claim = plan.claim[contact.type]
    for i in range(claim.first_opening, claim.first_opening + claim.openings):
        at = waiting_since(contact) + plan.opening[i]
        if at > now:
            return at
    return math.inf


# ---- other ranks in other states ------------------------------------------------------------------------


@rule
def rule_in_force(plan, floor, now):
    """The first rule of the router that holds at this instant, or -1."""
    if plan.rules == 0:
        return -1
    return first_that_holds(plan, floor, now)


@rule
def first_that_holds(plan, floor, now):
    """The first rule all of whose conditions hold, or -1."""
    for r in range(plan.rules):
        holds = True
        for i in range(plan.rule[r].first, plan.rule[r].first + plan.rule[r].many):
            holds = holds and is_met(plan, floor, plan.condition[i], now)
        if holds:
            return r
    return -1


@rule
def is_met(plan, floor, condition, now):
    """Whether a queue, a group or a service level is beyond its limit."""
    who = condition.who
    if condition.what == QUEUE_ABOVE:
        waiting = 0
        for q in range(plan.type[who].first_queue, plan.type[who].first_queue + plan.type[who].queues):
            waiting = waiting + floor.queue[q].length
        return waiting > condition.limit
    if condition.what == OLDEST_ABOVE:
        for q in range(plan.type[who].first_queue, plan.type[who].first_queue + plan.type[who].queues):
            c = floor.queue[q].first
            if c >= 0 and waiting_since(floor.contact[c]) + condition.limit <= now:
                return True
        return False
    if condition.what == FREE_BELOW:
        return free_in_group(plan, floor, who) < condition.limit
    if condition.what == BUSY_ABOVE:
        heads = 0
        for cell in range(plan.group[who].first_cell, plan.group[who].last_cell + 1):
            heads = heads + floor.team[cell].heads
        return heads - free_in_group(plan, floor, who) > condition.limit * heads or heads == 0
    counted, in_time = lately(plan, floor, who, now)
    return in_time < condition.limit * counted


@rule
def agent_rank_now(plan, r, q, g):
    """The rank of a group for a queue while rule r holds (-1: none); negative where it may not take it."""
    if r < 0:
        return plan.skill[q, g].agent_rank
    return plan.agent_ranks[r, q, g]


@rule
def contact_rank_now(plan, r, q, g):
    """The rank of a queue for a group while rule r holds (-1: none); negative where it may not take it."""
    if r < 0:
        return plan.skill[q, g].contact_rank
    return plan.contact_ranks[r, q, g]


# ---- how it went lately ---------------------------------------------------------------------------------


@rule
def note_wait(plan, floor, contact, in_time, now):
    """A contact of this type was answered, or gave up: in time or not. The window moves on in twelfths."""
    part = int(now / (plan.window / RECENTLY))
    recent = floor.recent[contact.type, part % RECENTLY]
    if recent.part != part:
        recent.part = part
        recent.counted = 0.0
        recent.in_time = 0.0
    recent.counted = recent.counted + 1.0
    recent.in_time = recent.in_time + in_time


@rule
def lately(plan, floor, kind, now):
    """How many of a type were answered or gave up over the last window, and how many of them in time."""
    part = int(now / (plan.window / RECENTLY))
    counted = 0.0
    in_time = 0.0
    for i in range(RECENTLY):
        recent = floor.recent[kind, i]
        if recent.part > part - RECENTLY:
            counted = counted + recent.counted
            in_time = in_time + recent.in_time
    return counted, in_time
