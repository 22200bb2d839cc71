"""Coming back: who does, when, as what, and what they bring along.

A customer who gave up tries again; one whose question is still open comes back, perhaps on another channel. Whoever
comes back is a new contact, with random numbers of its own that derive from those of the contact before; so the same
customer tries again in two designs, or in neither.
"""

from __future__ import annotations

import math

from sim.model.arrays import AWAY, CALL_BACK, CHASE, ESCAPE, FORWARD, FRESH, RECORDED, REPEAT, RETRY
from sim.model.chance import streams
from sim.model.chance.draws import quantile
from sim.model.chance.logarithms import ln
from sim.model.hours import next_opening
from sim.rules import rule


@rule
def fill_contact(plan, contact, kind, key_0, key_1):
    """Fill a fresh slot: a new customer of this type. Where they stand is decided when they arrive."""
    contact.id = -1
    contact.parent = -1
    contact.request = -1
    contact.agent = -1
    contact.bin = -1
    contact.next_in_queue = -1
    contact.previous_in_queue = -1
    contact.own = -1
    contact.answers = 0
    contact.via = FRESH
    contact.beside = 0
    contact.holds_trunk = 0
    contact.turn = 0
    contact.tries = 0
    contact.pieces = 0
    contact.put_aside = 0
    contact.attempt = 1
    contact.turns = 1
    contact.harder = 1.0
    contact.patience_factor = 1.0
    contact.hourly = 1.0
    contact.guide = -1
    contact.resolved = -1
    contact.prefers = -1
    contact.since = math.nan
    contact.place = math.nan
    contact.answered = math.nan
    contact.ended = math.nan
    contact.timer = math.nan
    contact.due = math.nan
    contact.lag = math.inf
    contact.quits = math.inf
    contact.quit_timer = math.inf
    contact.chases = math.inf
    contact.opens = math.inf
    contact.turn_at = -1.0
    contact.unusual = 0
    contact.draws_kept = 0
    contact.worked = 0.0
    contact.done = 0.0
    contact.state = AWAY
    contact.type = kind
    contact.queue = plan.type[kind].first_queue
    contact.key_0 = key_0
    contact.key_1 = key_1
    contact.in_front = int(plan.type[kind].front_takes >= 0)


@rule
def set_waiting_since(contact, since):
    """The contact was here before the run began, and past any self-service."""
    contact.since = since
    contact.in_front = 0


@rule
def fill_follower(world, contact, parent, via, kind):
    """Fill a fresh slot with the contact that follows another: a return, a transfer, a call-back, a chaser.

    `via` says how it came about, `kind` is its type. Random numbers, request and history derive from the parent.
    """
    plan = world.plan
    block = streams.CHILD
    if via != RETRY and via != REPEAT:
        block = streams.CHILDREN + via
    key_0, key_1 = streams.child_key(world.stream, (parent.key_0, parent.key_1), block)
    fill_contact(plan, contact, kind, key_0, key_1)
    contact.parent = parent.id
    contact.request = parent.request
    contact.via = via
    contact.beside = parent.beside
    contact.attempt = parent.attempt + 1
    contact.answers = parent.answers
    contact.harder = parent.harder
    contact.unusual = int(parent.harder != 1.0)
    contact.prefers = parent.prefers
    if via == REPEAT:
        contact.answers = parent.answers + 1
    elif via == ESCAPE:
        contact.in_front = 0
        contact.harder = plan.back[plan.type[parent.type].escape].harder
        contact.unusual = 1
    elif via == CHASE:
        contact.in_front = 0
        contact.beside = max(parent.beside, 1 - plan.type[parent.type].chase_withdraws)
    elif via in (FORWARD, CALL_BACK):
        contact.attempt = parent.attempt
        contact.in_front = 0
        contact.since = parent.since
        if via == CALL_BACK:
            contact.promised = world.now + plan.type[parent.type].promise
            if plan.type[parent.type].keep_place == 1:
                contact.place = parent.place


@rule
def set_guide(contact, c):
    """The agent of contact c has come along, and stays until the handover is over."""
    contact.guide = c
    contact.unusual = 1


@rule
def set_draws(contact, before):
    """The patience and the question are known: by the source, or of who comes back as they were."""
    contact.draws_kept = 1
    contact.talk_uniform = before.talk_uniform
    contact.patience_uniform = before.patience_uniform
    contact.talk_unit = before.talk_unit
    contact.patience_unit = before.patience_unit


@rule
def set_recorded_talk(stream, contact, seconds):
    """The length of the conversation is recorded, at the norm's pace; the patience is drawn as usual."""
    u, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.TALK_AND_PATIENCE)
    contact.draws_kept = RECORDED
    contact.unusual = 1
    contact.talk_uniform = u
    contact.patience_uniform = v
    contact.talk_unit = seconds
    contact.patience_unit = -ln(v)


@rule
def copy_draws(contact, before):
    """Who comes back as they were has the patience and the question of before, recorded or drawn."""
    set_draws(contact, before)
    if before.draws_kept == RECORDED and before.turn == 0:
        contact.draws_kept = RECORDED
        contact.unusual = 1


@rule
def escape_delay(plan, stream, contact):
    """Seconds until somebody the self-service did not help is back; negative if it helped, infinite if they do not
    come any more."""
    row = plan.type[contact.type].escape
    if row < 0:
        return -1.0
    u, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.ESCAPE_AND_DELAY)
    share = plan.back[row].share if contact.attempt == 1 else plan.back[row].later
    if u >= share:
        return -1.0
    if contact.attempt >= plan.type[contact.type].most_attempts:
        return math.inf
    return quantile(plan, plan.back[row].after, v)


@rule
def retry_delay(plan, stream, contact):
    """Seconds until a customer who was not answered tries again; negative if they do not."""
    return return_delay(plan, stream, contact, plan.type[contact.type].retry, -1.0)


@rule
def busy_delay(plan, stream, contact):
    """Seconds until a customer who got a busy signal tries again; negative if they do not."""
    return return_delay(plan, stream, contact, plan.type[contact.type].busy, -1.0)


@rule
def repeat_delay(plan, stream, contact, share):
    """Seconds until a customer whose question is still open comes back; negative if they do not.

    `share` is that of the group that answered; negative: the contact type's own.
    """
    return return_delay(plan, stream, contact, plan.type[contact.type].repeat, share)


@rule
def return_delay(plan, stream, contact, row, share):
    """Seconds until the return, drawn from the contact's own random numbers; -1 without one."""
    if row < 0 or contact.attempt >= plan.type[contact.type].most_attempts:
        return -1.0
    back = plan.back[row]
    if share < 0.0:
        share = back.share if contact.attempt == 1 else back.later
    if share <= 0.0:
        return -1.0
    u, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.RETURN_AND_DELAY)
    if u >= share:
        return -1.0
    return quantile(plan, back.after, v)


@rule
def type_of_return(plan, stream, contact, row):
    """The type by which somebody comes back: nearly always the same."""
    if plan.back[row].many == 0:
        return contact.type
    return changed_type(plan, stream, contact, row)


@rule
def changed_type(plan, stream, contact, row):
    """The type by which somebody comes back who may change the channel."""
    back = plan.back[row]
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.KIND_AND_TURNS)
    for i in range(back.first, back.first + back.many):
        if u < plan.change[i].share_to:
            return plan.change[i].kind
    return contact.type


@rule
def type_of_second_level(plan, stream, contact, to):
    """The type by which somebody goes on to the second level: number `to`; where that is negative, one of several by
    their shares, which stand from row -1 - to on."""
    if to >= 0:
        return to
    row = -1 - to
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.SECOND_LEVEL)
    while u >= plan.change[row].share_to:
        row = row + 1
    return plan.change[row].kind


@rule
def delay_at_shut_door(plan, stream, contact, now):
    """A shut door: seconds until the customer is back; negative if they do not come back.

    As the file says: within the first hour of the next opening, or like those who gave up in the queue.
    """
    t = plan.type[contact.type]
    if t.outside == 0:
        return retry_delay(plan, stream, contact)
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.PICK_UP_AND_REOPENING)
    return next_opening(plan, t.calendar, now) - now + 3600.0 * v
