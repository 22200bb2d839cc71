"""Waiting: how many trunk lines and places there are, and who stands before whom in a queue.

A contact's *place* is the instant since which it counts as waiting. Most stand last; somebody with a head start, or
whose answer is due sooner, stands further ahead. A queue is kept in order when somebody
joins it, so the agent who comes free looks at its head only.
"""

from __future__ import annotations

from sim.model.arrays import CALL_BACK, FORWARD, IN_QUEUE, NOWHERE
from sim.model.chance import streams
from sim.model.hours import due_instant
from sim.rules import rule


@rule
def clear_queues(plan, floor):
    """The start: empty queues."""
    for q in range(plan.queue.shape[0]):
        clear_queue(floor.queue[q], plan.warm_up)
    for a in range(floor.own.shape[0]):
        clear_queue(floor.own[a], plan.warm_up)
    for channel in range(plan.trunks.shape[0]):
        floor.trunk[channel] = 0
    for kind in range(floor.recent.shape[0]):
        for i in range(floor.recent.shape[1]):
            recent = floor.recent[kind, i]
            recent.part = -1
            recent.counted = 0.0
            recent.in_time = 0.0
    floor.counts[0].contacts = 0
    floor.counts[0].journeys = 0
    floor.counts[0].full = 0
    floor.counts[0].slot_ends = 0.0


@rule
def clear_queue(queue, counted_from):
    """Nobody in this queue; its length is added up over the time from an instant on."""
    queue.first = -1
    queue.last = -1
    queue.length = 0
    queue.last_wait = 0.0
    queue.arrivals = 0.0
    queue.last_agent = -1
    queue.kept = 0
    queue.since = counted_from
    queue.queue_s = 0.0


# ---- trunk lines and places ---------------------------------------------------------------------------------


@rule
def is_without_trunk(plan, floor, contact):
    """Whether the channel has no trunk line left for a customer who comes from outside."""
    return plan.type[contact.type].limited == 1 and has_no_trunk_left(plan, floor, contact)


@rule
def has_no_trunk_left(plan, floor, contact):
    """The same for a type that is limited in any way."""
    channel = plan.type[contact.type].channel
    if plan.trunks[channel] < 0 or contact.holds_trunk == 1 or contact.via == FORWARD or contact.via == CALL_BACK:
        return False
    return floor.trunk[channel] >= plan.trunks[channel]


@rule
def is_without_room(plan, floor, contact):
    """Whether as many of this type wait as may."""
    return plan.type[contact.type].limited == 1 and has_no_room_left(plan, floor, contact)


@rule
def has_no_room_left(plan, floor, contact):
    """The same for a type that is limited in any way."""
    t = plan.type[contact.type]
    if t.places < 0 or contact.via == CALL_BACK:
        return False
    waiting = 0
    for q in range(t.first_queue, t.first_queue + t.queues):
        waiting = waiting + floor.queue[q].length
    return waiting >= t.places


@rule
def take_trunk(plan, floor, contact):
    """The customer holds a trunk line of the channel from now on, if these are counted."""
    if plan.type[contact.type].limited == 1:
        count_trunk(plan, floor, contact)


@rule
def count_trunk(plan, floor, contact):
    """The same for a type that is limited in any way."""
    channel = plan.type[contact.type].channel
    if plan.trunks[channel] >= 0 and contact.holds_trunk == 0 and contact.via != CALL_BACK:
        contact.holds_trunk = 1
        floor.trunk[channel] = floor.trunk[channel] + 1


@rule
def take_trunk_in_front(plan, floor, contact):
    """A customer comes to the self-service and holds a trunk line, where they are counted so early; False if all are
    taken."""
    if plan.type[contact.type].trunk_early == 1:
        if has_no_trunk_left(plan, floor, contact):
            return False
        count_trunk(plan, floor, contact)
    return True


@rule
def free_trunk(plan, floor, contact):
    """The customer hangs up: the trunk line is free."""
    if contact.holds_trunk == 1:
        contact.holds_trunk = 0
        channel = plan.type[contact.type].channel
        floor.trunk[channel] = floor.trunk[channel] - 1


# ---- the queue -----------------------------------------------------------------------------------------


@rule
def place_in_queue(plan, stream, contact, since):
    """The instant from which a contact counts as waiting: since then, less any head start; or its due date."""
    if plan.type[contact.type].favoured == 1:
        return favoured_place(plan, stream, contact, since)
    return since


@rule
def favoured_place(plan, stream, contact, since):
    """The place of those who do not simply stand last."""
    t = plan.type[contact.type]
    place = since
    if t.due_order == 1:
        if t.clock_target == 1:
            place = contact.arrived + t.target_s
        else:
            place = due_instant(plan, t.calendar, contact.arrived, t.target_s)
    if t.vip_share > 0.0:
        _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.BALK_AND_VIP)
        if v < t.vip_share:
            place = place - t.vip_head_start
    return place - t.head_start


@rule
def queue_of(floor, contact):
    """The queue a contact stands in: of all, or of the agent who keeps the conversation."""
    if contact.own >= 0:
        return floor.own[contact.own]
    return floor.queue[contact.queue]


@rule
def add_queue_time(queue, now):
    """Add up the length of the queue since it changed last; those who wait for a single agent included."""
    if now > queue.since:
        queue.queue_s = queue.queue_s + (queue.length + queue.kept) * (now - queue.since)
        queue.since = now


@rule
def add_kept(queue, many):
    """So many more of a queue wait for the agents who keep their conversations."""
    queue.kept = queue.kept + many


@rule
def join_queue(floor, c, now):
    """The contact joins its queue where its place is: nearly always last."""
    contact = floor.contact[c]
    add_queue_time(floor.queue[contact.queue], now)
    if contact.own >= 0:
        add_kept(floor.queue[contact.queue], 1)
    queue = queue_of(floor, contact)
    contact.state = IN_QUEUE
    before = queue.last
    if before >= 0 and is_before(contact, floor.contact[before]):
        before = one_before(floor, queue, contact)
    after = queue.first
    if before >= 0:
        after = floor.contact[before].next_in_queue
        floor.contact[before].next_in_queue = c
    else:
        queue.first = c
    if after >= 0:
        floor.contact[after].previous_in_queue = c
    else:
        queue.last = c
    contact.previous_in_queue = before
    contact.next_in_queue = after
    queue.length = queue.length + 1
    queue.arrivals = queue.arrivals + contact.arrived


@rule
def one_before(floor, queue, contact):
    """The last in the queue who stands before this contact, or -1."""
    if is_before(contact, floor.contact[queue.first]):
        return -1
    before = queue.last
    while before >= 0 and is_before(contact, floor.contact[before]):
        before = floor.contact[before].previous_in_queue
    return before


@rule
def is_before(one, other):
    """Whether one contact's place is before the other's."""
    if one.place != other.place:
        return one.place < other.place
    return one.id < other.id


@rule
def leave_queue(floor, c, now):
    """The contact leaves its queue, wherever it stood."""
    contact = floor.contact[c]
    add_queue_time(floor.queue[contact.queue], now)
    if contact.own >= 0:
        add_kept(floor.queue[contact.queue], -1)
    queue = queue_of(floor, contact)
    if contact.previous_in_queue >= 0:
        floor.contact[contact.previous_in_queue].next_in_queue = contact.next_in_queue
    else:
        queue.first = contact.next_in_queue
    if contact.next_in_queue >= 0:
        floor.contact[contact.next_in_queue].previous_in_queue = contact.previous_in_queue
    else:
        queue.last = contact.previous_in_queue
    queue.length = queue.length - 1
    queue.arrivals = queue.arrivals - contact.arrived
    if queue.length == 0:
        queue.arrivals = 0.0
    contact.state = NOWHERE
