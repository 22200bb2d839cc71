"""Standing in line: how many lines and places there are, and who stands before whom.

A contact's *place* is the instant since which it counts as waiting. Most stand last; somebody with a head start, or
whose answer is due sooner, stands further ahead. The one surprising decision: a line is kept in order when somebody
joins it, so the agent who comes free looks at its head only.
"""

from __future__ import annotations

from sim.model.arrays import CALL_BACK, FORWARD, IN_LINE, NOWHERE
from sim.model.chance import streams
from sim.model.hours import due_instant
from sim.rules import rule


@rule
def clear_queues(plan, floor):
    """The start: empty lines."""
    for lane in range(plan.lane.shape[0]):
        clear_queue(floor.line[lane], plan.warm_up)
    for a in range(floor.own.shape[0]):
        clear_queue(floor.own[a], plan.warm_up)
    for channel in range(plan.lines.shape[0]):
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
def clear_queue(line, counted_from):
    """Nobody in this line; its length is added up over the time from an instant on."""
    line.first = -1
    line.last = -1
    line.length = 0
    line.last_wait = 0.0
    line.arrivals = 0.0
    line.last_agent = -1
    line.kept = 0
    line.since = counted_from
    line.queue_s = 0.0


# ---- lines and places ---------------------------------------------------------------------------------


@rule
def is_without_trunk(plan, floor, contact):
    """Whether the channel has no line left for a customer who comes from outside."""
    return plan.type[contact.type].limited == 1 and has_no_trunk_left(plan, floor, contact)


@rule
def has_no_trunk_left(plan, floor, contact):
    """The same for a type that is limited in any way."""
    channel = plan.type[contact.type].channel
    if plan.lines[channel] < 0 or contact.holds_line == 1 or contact.via == FORWARD or contact.via == CALL_BACK:
        return False
    return floor.trunk[channel] >= plan.lines[channel]


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
    for lane in range(t.first_lane, t.first_lane + t.lanes):
        waiting = waiting + floor.line[lane].length
    return waiting >= t.places


@rule
def take_trunk(plan, floor, contact):
    """The customer holds a line of the channel from now on, if its lines are counted."""
    if plan.type[contact.type].limited == 1:
        count_trunk(plan, floor, contact)


@rule
def count_trunk(plan, floor, contact):
    """The same for a type that is limited in any way."""
    channel = plan.type[contact.type].channel
    if plan.lines[channel] >= 0 and contact.holds_line == 0 and contact.via != CALL_BACK:
        contact.holds_line = 1
        floor.trunk[channel] = floor.trunk[channel] + 1


@rule
def take_trunk_in_front(plan, floor, contact):
    """A customer comes to the self-service and holds a trunk line, where they are counted so early; False if all are
    taken."""
    if plan.type[contact.type].line_early == 1:
        if has_no_trunk_left(plan, floor, contact):
            return False
        count_trunk(plan, floor, contact)
    return True


@rule
def free_trunk(plan, floor, contact):
    """The customer hangs up."""
    if contact.holds_line == 1:
        contact.holds_line = 0
        channel = plan.type[contact.type].channel
        floor.trunk[channel] = floor.trunk[channel] - 1


# ---- the line -----------------------------------------------------------------------------------------


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
    """The line a contact stands in: of its lane, or of the agent who keeps the conversation."""
    if contact.own >= 0:
        return floor.own[contact.own]
    return floor.line[contact.lane]


@rule
def add_queue_time(line, now):
    """As many as are in line have stood there since it changed last; those in the lines of single agents included."""
    if now > line.since:
        line.queue_s = line.queue_s + (line.length + line.kept) * (now - line.since)
        line.since = now


@rule
def add_kept(line, many):
    """So many more of a lane wait for the agents who keep them."""
    line.kept = line.kept + many


@rule
def join_queue(floor, c, now):
    """The contact stands in line where its place is: nearly always last."""
    contact = floor.contact[c]
    add_queue_time(floor.line[contact.lane], now)
    if contact.own >= 0:
        add_kept(floor.line[contact.lane], 1)
    line = queue_of(floor, contact)
    contact.state = IN_LINE
    before = line.last
    if before >= 0 and is_before(contact, floor.contact[before]):
        before = one_before(floor, line, contact)
    after = line.first
    if before >= 0:
        after = floor.contact[before].next_in_line
        floor.contact[before].next_in_line = c
    else:
        line.first = c
    if after >= 0:
        floor.contact[after].previous_in_line = c
    else:
        line.last = c
    contact.previous_in_line = before
    contact.next_in_line = after
    line.length = line.length + 1
    line.arrivals = line.arrivals + contact.arrived


@rule
def one_before(floor, line, contact):
    """The last in line who stands before this contact, or -1."""
    if is_before(contact, floor.contact[line.first]):
        return -1
    before = line.last
    while before >= 0 and is_before(contact, floor.contact[before]):
        before = floor.contact[before].previous_in_line
    return before


@rule
def is_before(one, other):
    """Whether one contact's place is before the other's."""
    if one.place != other.place:
        return one.place < other.place
    return one.id < other.id


@rule
def leave_queue(floor, c, now):
    """The contact steps out of its line, wherever it stood."""
    contact = floor.contact[c]
    add_queue_time(floor.line[contact.lane], now)
    if contact.own >= 0:
        add_kept(floor.line[contact.lane], -1)
    line = queue_of(floor, contact)
    if contact.previous_in_line >= 0:
        floor.contact[contact.previous_in_line].next_in_line = contact.next_in_line
    else:
        line.first = contact.next_in_line
    if contact.next_in_line >= 0:
        floor.contact[contact.next_in_line].previous_in_line = contact.previous_in_line
    else:
        line.last = contact.previous_in_line
    line.length = line.length - 1
    line.arrivals = line.arrivals - contact.arrived
    if line.length == 0:
        line.arrivals = 0.0
    contact.state = NOWHERE
