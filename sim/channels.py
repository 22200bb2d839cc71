"""ROOM: the customer's side. Arriving, self-service, the door, the queue, balking, patience, coming back.

A customer has a question. A menu or a bot may answer it, or seem to. They choose a site by the shares of the
contract, and wait in a *queue*: that of their contact type at that site. Calls and chats find a door that may be shut
and trunk lines that may all be taken; an e-mail is always let in. Whoever gives up may try again, and whoever got
an answer that did not resolve the question may come back: poor service makes its own load.

Nothing here looks at agents. A customer does not see the floor, only the queue and what
is announced about it.
"""

from __future__ import annotations

import math

from sim.model.arrays import CALL_BACK, FRESH
from sim.model.chance import streams
from sim.model.chance.draws import quantile, quantile_from_unit
from sim.model.chance.logarithms import ln
from sim.model.hours import week_slot
from sim.rules import rule

STAYS, BALKS, ACCEPTS = 0, 1, 2
"""What a customer does who has to wait: stays in the queue, balks, or accepts a call-back."""


# ---- arriving -----------------------------------------------------------------------------------------


@rule
def register_arrival(plan, floor, stream, c, now):
    """A contact is here: its number, the hour, its uniforms for work content and patience, its queue."""
    contact = floor.contact[c]
    counts = floor.counts[0]
    contact.id = counts.contacts
    counts.contacts = counts.contacts + 1
    if contact.request < 0:
        contact.request = contact.id
    contact.arrived = now
    contact.queued = now
    contact.ended = math.nan
    if not contact.since <= now:
        contact.since = now
    elif contact.via == FRESH:
        # it was here before the run began
        contact.arrived = contact.since
        contact.queued = contact.since
    if now >= plan.warm_up:
        contact.bin = counts.bin
    contact.queue = queue_of(plan, floor, stream, contact)
    if contact.draws_kept == 0:
        u, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.TALK_AND_PATIENCE)
        contact.talk_uniform = u
        contact.patience_uniform = v
        contact.talk_unit = -ln(u)
        contact.patience_unit = -ln(v)
    contact.gives_up = math.inf
    if plan.type[contact.type].by_hour == 1:
        apply_hour_factors(plan, contact)


@rule
def apply_hour_factors(plan, contact):
    """Morning calls are longer, evening callers less patient: factors of the slot in which the contact came.

    Who was here before the run began counts as of its first second. That a long wait will make the conversation
    longer is only noted here.
    """
    slot = week_slot(plan, max(contact.arrived, 0.0))
    t = plan.type[contact.type]
    if t.handling_by >= 0:
        contact.hourly = plan.factor[t.handling_by, slot]
    if t.patience_by >= 0:
        contact.patience_factor = plan.factor[t.patience_by, slot]
    if t.longer > 0.0:
        contact.unusual = 1


@rule
def queue_of(plan, floor, stream, contact):
    """The queue: by the shares of the sites that hold now. Call-backs have queues beside."""
    t = plan.type[contact.type]
    q = t.first_queue
    if t.queues > 1:
        u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.SITE_AND_PICK)
        row = floor.split[contact.type]
        while u >= plan.split[row].share_to:
            row = row + 1
        q = plan.split[row].queue
    if contact.via == CALL_BACK:
        q = plan.queue[q].call_back
    return q


# ---- self-service -------------------------------------------------------------------------------------


@rule
def time_in_front(plan, stream, contact):
    """Seconds a customer spends in front of the self-service."""
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.FRONT)
    return quantile(plan, plan.type[contact.type].front_takes, v)


@rule
def is_contained(plan, stream, contact):
    """Whether the self-service sends this customer home."""
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.FRONT)
    return u < plan.type[contact.type].contains


# ---- having to wait -----------------------------------------------------------------------------------


@rule
def react_to_wait(plan, stream, contact, ahead, predicted):
    """What a customer does who has to wait behind `ahead` others for a predicted wait, s: STAYS, BALKS or ACCEPTS.

    Some balk at the queue or at the wait announced; where the file says so, all whose patience is shorter than that
    wait; then a call-back is offered, and some accept. An announcement changes the patience of those who stay.
    """
    t = plan.type[contact.type]
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.BALK_AND_VIP)
    seen = predicted if t.balk_by_wait == 1 else float(ahead)
    share = 0.0
    for i in range(t.balk_first, t.balk_first + t.balk_many):
        if seen >= plan.step[i].at:
            share = plan.step[i].share
    if u < share:
        return BALKS
    if t.leave_longer == 1:
        patience = quantile_from_unit(plan, t.patience, contact.patience_uniform, contact.patience_unit)
        if contact.patience_factor * patience < predicted:
            return BALKS
    if predicted >= t.offer_above:
        v, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.ACCEPT_AND_CHASE)
        if v < t.accepts:
            return ACCEPTS
    contact.patience_factor = contact.patience_factor * t.patience_factor
    return STAYS


@rule
def start_waiting(plan, stream, contact, now):
    """The contact could not be answered at once: from now on its patience runs."""
    t = plan.type[contact.type]
    if contact.via == CALL_BACK:
        return
    patience = quantile_from_unit(plan, t.patience, contact.patience_uniform, contact.patience_unit)
    contact.gives_up = now + contact.patience_factor * patience
    if t.chase_after >= 0:
        contact.chases = chase_instant(plan, stream, contact, now)


@rule
def chase_instant(plan, stream, contact, now):
    """When the customer asks again on another channel if nobody has answered by then; infinite if never."""
    t = plan.type[contact.type]
    _, u = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.ACCEPT_AND_CHASE)
    v, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.CHASE_DELAY_AND_LAG)
    if u >= t.chase_share:
        return math.inf
    return now + quantile(plan, t.chase_after, v)


# ---- conversations with pauses --------------------------------------------------------------------------


@rule
def begin_conversation(plan, stream, contact):
    """How many turns the conversation will take: fixed, or geometric with the mean the file gives."""
    t = plan.type[contact.type]
    if t.fixed_turns == 1:
        contact.turns = int(t.turns + 0.5)
    elif t.turns > 1.0:
        _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.KIND_AND_TURNS)
        contact.turns = 1 + int(min(ln(v) / ln(1.0 - 1.0 / t.turns), 1e9))


@rule
def gap_before_next_turn(plan, stream, contact):
    """Seconds the customer takes to come back to the conversation."""
    key = (contact.key_0, contact.key_1)
    _, v = streams.uniforms(stream, key, streams.TURNS + contact.turn)
    return quantile(plan, plan.type[contact.type].gap, v)


@rule
def begin_turn(plan, stream, contact, now):
    """The customer is back in the conversation: the next turn has a random number of its own."""
    contact.turn = contact.turn + 1
    contact.put_aside = 0
    contact.done = 0.0
    contact.turn_at = now
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.TURNS + contact.turn)
    contact.talk_uniform = u
    contact.talk_unit = -ln(u)
    contact.gives_up = math.inf
    contact.chases = math.inf


@rule
def plan_next_try(plan, stream, contact):
    """Seconds until a customer who did not pick up is called again; negative if that was the last attempt."""
    contact.tries = contact.tries + 1
    t = plan.type[contact.type]
    if contact.tries >= t.tries:
        return -1.0
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.TRIES + 2 * contact.tries + 1)
    return quantile(plan, t.again_after, u)
