"""ROOM: the customer's side. Arriving, finding the door open or shut, joining a line, losing patience, coming back.

A customer has a question. They come when the profile of the day says so, choose a site by the shares of the
contract, and wait in a *lane*: the line of their contact type at that site. Calls and chats find a door that
may be shut; an e-mail is always let in. Whoever gives up may try again, and whoever got an answer that did
not resolve the question may come back: poor service makes its own load.

The one surprising decision: nothing here looks at agents. A customer does not see the floor, only the line.
"""

from __future__ import annotations

import math

from sim import streams
from sim.arrays import AWAY, IN_LINE, NOWHERE
from sim.draws import drawn
from sim.hours import next_opening, week_slot
from sim.jit import rare_rule, rule


@rare_rule
def nobody_is_here(plan, floor):
    """The start: empty lines."""
    for lane in range(plan.lane.shape[0]):
        line = floor.line[lane]
        line.first = -1
        line.last = -1
        line.length = 0
    floor.counts[0].contacts = 0
    floor.counts[0].full = 0


# ---- arriving -----------------------------------------------------------------------------------------


@rule
def becomes_contact(plan, floor, contact, kind, parent, attempt, answers, key_0, key_1):
    """Fill a fresh slot: who this is. Where they stand is decided when they arrive."""
    contact.id = -1
    contact.parent = parent
    contact.attempt = attempt
    contact.answers = answers
    contact.type = kind
    contact.key_0 = key_0
    contact.key_1 = key_1
    contact.state = AWAY
    contact.agent = -1
    contact.lane = plan.type[kind].first_lane
    contact.bin = -1
    contact.next_in_line = -1
    contact.previous_in_line = -1
    contact.answered = math.nan
    contact.ended = math.nan
    contact.timer = math.nan
    contact.due = math.nan


@rule
def arrives(plan, floor, stream, c, now):
    """A contact is here: number it, note the hour, take its luck in hand, choose its lane."""
    contact = floor.contact[c]
    counts = floor.counts[0]
    contact.id = counts.contacts
    counts.contacts = counts.contacts + 1
    contact.arrived = now
    contact.queued = now
    contact.ended = math.nan
    if now >= plan.warm_up:
        contact.bin = int(now / plan.interval) % plan.bins
    contact.lane = lane_of(plan, stream, contact, now)
    u, v = streams.luck(stream, (contact.key_0, contact.key_1), streams.TALK_AND_PATIENCE)
    contact.talk_luck = u
    contact.patience_luck = v
    contact.gives_up = math.inf


@rule
def starts_waiting(plan, contact, now):
    """The contact could not be answered at once: from now on its patience runs."""
    contact.gives_up = now + drawn(plan, plan.type[contact.type].patience, contact.patience_luck)


@rule
def lane_of(plan, stream, contact, now):
    """The lane: by the shares of the sites; a closed site's share goes in-house."""
    t = plan.type[contact.type]
    if t.lanes == 1:
        return t.first_lane
    u, _ = streams.luck(stream, (contact.key_0, contact.key_1), streams.SITE_AND_PICK)
    lane = t.first_lane
    while u >= plan.lane[lane].share_to:
        lane = lane + 1
    if plan.site_open[plan.lane[lane].site, week_slot(plan, now)] == 0:
        return plan.lane[lane].home
    return lane


# ---- the line -----------------------------------------------------------------------------------------


@rule
def joins_line(floor, c):
    """The contact stands last in its lane."""
    contact = floor.contact[c]
    line = floor.line[contact.lane]
    contact.state = IN_LINE
    contact.next_in_line = -1
    contact.previous_in_line = line.last
    if line.last >= 0:
        floor.contact[line.last].next_in_line = c
    else:
        line.first = c
    line.last = c
    line.length = line.length + 1


@rule
def leaves_line(floor, c):
    """The contact steps out of its lane, wherever it stood."""
    contact = floor.contact[c]
    line = floor.line[contact.lane]
    if contact.previous_in_line >= 0:
        floor.contact[contact.previous_in_line].next_in_line = contact.next_in_line
    else:
        line.first = contact.next_in_line
    if contact.next_in_line >= 0:
        floor.contact[contact.next_in_line].previous_in_line = contact.previous_in_line
    else:
        line.last = contact.previous_in_line
    line.length = line.length - 1
    contact.state = NOWHERE


# ---- coming back --------------------------------------------------------------------------------------


@rule
def retry_delay(plan, stream, contact):
    """Seconds until a customer who was not answered tries again; negative if they do not."""
    t = plan.type[contact.type]
    return return_delay(plan, stream, contact, t.retry_share, t.retry_after)


@rule
def repeat_delay(plan, stream, contact):
    """Seconds until a customer whose question is still open comes back; negative if they do not."""
    t = plan.type[contact.type]
    return return_delay(plan, stream, contact, t.repeat_share, t.repeat_after)


@rule
def return_delay(plan, stream, contact, share, law):
    """Seconds until the return, drawn from the contact's own luck; -1 without one."""
    if share <= 0.0:
        return -1.0
    u, v = streams.luck(stream, (contact.key_0, contact.key_1), streams.RETURN_AND_DELAY)
    if u >= share:
        return -1.0
    return drawn(plan, law, v)


@rare_rule
def delay_at_shut_door(plan, stream, contact, now):
    """A shut door: seconds until the customer is back; negative if they do not come back.

    As the file says: within the first hour of the next opening, or like those who gave up in line.
    """
    t = plan.type[contact.type]
    if t.outside == 0:
        return retry_delay(plan, stream, contact)
    _, v = streams.luck(stream, (contact.key_0, contact.key_1), streams.PICK_UP_AND_REOPENING)
    return next_opening(plan, t.calendar, now) - now + 3600.0 * v
