"""ROOM: the people's side. Taking a contact, talking, wrapping up, putting work aside, handing it on.

An agent of a group is off duty, free, or holds contacts: one call, one e-mail, or several chats up to the cap of
the group. A conversation takes the contact's own work content, drawn from its random number, times the pace of the
group. Being on duty is in `sim.model.people.duty`, the pace of several chats in `sim.model.people.concurrency`.

What is left of work put aside is kept as a share of the whole, not in seconds. Whoever
goes on with it may be faster or slower than the one who began.
"""

from __future__ import annotations

import math

from sim.model.arrays import (
    CALL,
    CALL_BACK,
    CHAT,
    DIALLING,
    EMAIL,
    HANDING,
    HOLDING,
    RECORDED,
    RINGING,
    TALKING,
    WRAPPING_UP,
)
from sim.model.chance import streams
from sim.model.chance.draws import quantile, quantile_from_unit
from sim.model.people.careers import apply_personal_factors, switch_type
from sim.model.people.concurrency import change_pace, keep_first_pace, pace_of, start_losing_patience
from sim.model.people.duty import (
    add_load,
    end_engaged,
    end_idle,
    leave_team,
    make_available,
    make_interruptible,
    make_unavailable,
    make_uninterruptible,
)
from sim.model.people.rosters import free_person, is_person_leaving
from sim.rules import rule

# ---- contacts in hand -----------------------------------------------------------------------------------------


@rule
def take_contact(world, a, c):
    """The agent takes a contact in hand. A call may ring first; otherwise the conversation begins."""
    plan, floor, now = world.plan, world.floor, world.now
    agent = floor.agent[a]
    contact = floor.contact[c]
    channel = plan.type[contact.type].channel
    make_unavailable(floor, a)
    if plan.group[agent.group].several == 1:
        add_load(world, a)
        if channel == CHAT:
            floor.team[agent.group].chats = floor.team[agent.group].chats + 1
    if agent.open == 0:
        end_idle(world, a)
        agent.engaged_since = now
    floor.hand[a, agent.open] = c
    agent.open = agent.open + 1
    contact.agent = a
    if channel == CHAT:
        if agent.open < plan.group[agent.group].at_once and not is_leaving(plan, floor, a):
            make_available(floor, a, agent.open, now)
        change_pace(plan, floor, a, agent.open - 1, now)
    ring = ringing_time(plan, world.stream, contact, channel)
    if ring > 0.0:
        contact.state = RINGING
        contact.timer = math.nan
        contact.paced_at = now
        contact.due = now + ring
        return
    begin_talk(world, c)


@rule
def ringing_time(plan, stream, contact, channel):
    """Seconds a call rings at the agent before it is picked up; other channels do not ring."""
    number = plan.type[contact.type].pick_up
    if channel != CALL or number < 0:
        return 0.0
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.PICK_UP_AND_REOPENING)
    return quantile(plan, number, u)


@rule
def begin_talk(world, c):
    """The conversation begins or goes on: it lasts the contact's work content times the pace of this group.

    A call-back that nobody picks up takes the time of dialling instead.
    """
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    skill = plan.skill[contact.queue, floor.agent[contact.agent].group]
    contact.timer = math.nan
    contact.began = now
    contact.paced_at = now
    if contact.via == CALL_BACK and contact.pieces == 0 and not is_reached(plan, world.stream, contact):
        dial(plan, world.stream, contact, now)
        return
    contact.state = TALKING
    contact.pieces = contact.pieces + 1
    if contact.pieces == 1:
        contact.answered = now
    agent = floor.agent[contact.agent]
    contact.pace = skill.pace * contact.hourly * agent.pace
    contact.errors = agent.errors
    contact.overhead = 0.0
    if plan.group[agent.group].personal == 1:
        contact.left = start_personal_work(world, contact)
    else:
        contact.left = start_work(world, contact)
    keep_first_pace(plan, floor, contact)
    contact.due = now + contact.left * pace_of(plan, floor, contact)
    t = plan.type[contact.type]
    if t.turn_patience >= 0:
        start_losing_patience(plan, floor, world.stream, contact, now)
    if t.soft == 1 and not is_leaving(plan, floor, contact.agent):
        make_interruptible(floor, contact.agent)


@rule
def is_leaving(plan, floor, a):
    """Whether somebody with a roster takes nothing more beside what is in hand."""
    return plan.group[floor.agent[a].group].rostered == 1 and is_person_leaving(floor, a)


@rule
def start_work(world, contact):
    """Seconds of a conversation that begins or goes on, at the pace of this agent."""
    plan = world.plan
    skill = plan.skill[contact.queue, world.floor.agent[contact.agent].group]
    work = contact.pace * quantile_from_unit(plan, skill.talk, contact.talk_uniform, contact.talk_unit)
    if contact.unusual == 1:
        return start_unusual_work(world, contact, work)
    return work


@rule
def start_personal_work(world, contact):
    """The same where people differ; the time to switch from another type comes first, and is included."""
    plan, floor = world.plan, world.floor
    apply_personal_factors(plan, floor, contact, world.now)
    work = start_work(world, contact)
    switching = switch_type(plan, floor, contact)
    contact.overhead = contact.overhead + switching
    return work + switching


@rule
def longer_factor(plan, contact):
    """Factor on a conversation: of a customer whom the self-service did not help, and of one who waited long for the
    first answer."""
    t = plan.type[contact.type]
    if t.longer <= 0.0:
        return contact.harder
    return contact.harder * (1.0 + min(t.longer * max(contact.answered - contact.queued, 0.0), t.longest))


@rule
def start_unusual_work(world, contact, work):
    """Seconds of a conversation that is harder than others, was begun before, or starts with a handover.

    `work` is what it would take otherwise.
    """
    plan, floor = world.plan, world.floor
    t = plan.type[contact.type]
    if contact.draws_kept == RECORDED and contact.turn == 0:
        work = contact.pace * contact.talk_unit
    left = work * longer_factor(plan, contact)
    if contact.put_aside == 1 and t.restart == 0:
        left = left * (1.0 - contact.done)
        contact.overhead = t.resuming
    if contact.guide >= 0:
        # the agent of the first level stays for the handover, then is free to wrap up
        guide = floor.contact[contact.guide]
        skill = plan.skill[guide.queue, floor.agent[guide.agent].group]
        _, v = streams.uniforms(world.stream, (guide.key_0, guide.key_1), streams.TRANSFER_AND_HANDOVER)
        handover = quantile(plan, skill.handover, v)
        guide.state = HANDING
        guide.due = world.now + handover
        contact.overhead = contact.overhead + handover
    return left + contact.overhead


@rule
def is_reached(plan, stream, contact):
    """Whether a customer who is called back answers this attempt."""
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.TRIES + 2 * contact.tries)
    return u < plan.type[contact.type].reached


@rule
def dial(plan, stream, contact, now):
    """An attempt to call back that nobody picks up: it takes the time of dialling."""
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.TRIES + 2 * contact.tries)
    contact.state = DIALLING
    contact.left = quantile(plan, plan.type[contact.type].dialling, v)
    contact.first_pace = 1.0
    contact.due = now + contact.left


@rule
def is_handed_on(plan, floor, stream, c):
    """Whether this contact goes on to a second level after this conversation."""
    contact = floor.contact[c]
    share = plan.skill[contact.queue, floor.agent[contact.agent].group].transfers
    u, _ = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.TRANSFER_AND_HANDOVER)
    return u < share


@rule
def hold_for_transfer(floor, c):
    """The agent stays with the customer until somebody of the second level takes over."""
    contact = floor.contact[c]
    contact.state = HOLDING
    contact.due = math.inf
    contact.quits = math.inf


@rule
def begin_wrap_up(world, c):
    """The customer is gone; returns the wrap-up time still to come (0 if there is none)."""
    plan, floor, now = world.plan, world.floor, world.now
    contact = floor.contact[c]
    skill = plan.skill[contact.queue, floor.agent[contact.agent].group]
    law = plan.law[skill.wrap_up]
    end_piece(floor, contact, now)
    contact.ended = now
    contact.state = WRAPPING_UP
    contact.timer = math.nan
    contact.left = 0.0
    if not (law.code == 0 and law.a == 0.0):
        u, _ = streams.uniforms(world.stream, (contact.key_0, contact.key_1), streams.WRAP_UP_AND_RESOLUTION)
        contact.left = contact.pace * quantile(plan, skill.wrap_up, u)
    contact.paced_at = now
    contact.due = now + contact.left * pace_of(plan, floor, contact)
    return contact.left


@rule
def end_piece(floor, contact, now):
    """A piece of work on the contact ends, for good or for a while."""
    contact.worked = contact.worked + (now - contact.began)
    contact.quits = math.inf
    if floor.agent[contact.agent].soft == 1:
        make_uninterruptible(floor, contact.agent)


@rule
def pause_work(floor, c, now):
    """The agent has answered; the contact goes on later."""
    contact = floor.contact[c]
    if contact.state != DIALLING:
        end_piece(floor, contact, now)
        contact.ended = now
    contact.due = math.nan
    contact.timer = math.nan


@rule
def can_hand_over(plan, floor, a):
    """Whether what the agent has in hand can be gone on with by somebody else: deferred work, not a conversation."""
    contact = floor.contact[floor.hand[a, 0]]
    return contact.state == TALKING and plan.type[contact.type].channel >= EMAIL


@rule
def put_work_aside(world, a):
    """The agent puts the work in hand aside for something more urgent; returns its contact.

    What is left of the work is kept as a share, for whoever goes on with it may be faster or slower. Time to get back
    into it (or of a handover) comes first, is no part of the work and is not carried over.
    """
    plan, floor, now = world.plan, world.floor, world.now
    c = floor.hand[a, 0]
    contact = floor.contact[c]
    t = plan.type[contact.type]
    skill = plan.skill[contact.queue, floor.agent[a].group]
    whole = contact.pace * quantile_from_unit(plan, skill.talk, contact.talk_uniform, contact.talk_unit)
    whole = whole * longer_factor(plan, contact)
    contact.put_aside = 1
    contact.unusual = 1
    contact.done = 0.0
    if t.restart == 0 and whole > 0.0:
        unspent = max(0.0, contact.overhead - (now - contact.began))
        contact.done = max(0.0, 1.0 - (contact.due - now - unspent) / whole)
    end_piece(floor, contact, now)
    contact.due = math.nan
    contact.timer = math.nan
    contact.gives_up = math.inf
    contact.chases = math.inf
    contact.agent = -1
    put_down_contact(world, a, c)
    return c


@rule
def is_resolved(plan, floor, stream, c):
    """Whether this answer of this group settles the customer's question."""
    contact = floor.contact[c]
    share = plan.skill[contact.queue, floor.agent[contact.agent].group].resolves
    if share >= 1.0:
        return True
    if contact.errors != 1.0:
        share = 1.0 - min(1.0, (1.0 - share) * contact.errors)
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.WRAP_UP_AND_RESOLUTION)
    return v < share


@rule
def move_up_in_hand(floor, a, c):
    """The contacts behind contact c in the agent's hands move up by one place."""
    last = floor.agent[a].open - 1
    for i in range(last):
        if floor.hand[a, i] == c:
            for behind in range(i, last):
                floor.hand[a, behind] = floor.hand[a, behind + 1]


@rule
def put_down_contact(world, a, c):
    """The contact leaves the agent's hands. True if the agent is available for more, False if they went home."""
    plan, floor, now = world.plan, world.floor, world.now
    agent = floor.agent[a]
    was_open = agent.open
    if plan.group[agent.group].several == 1:
        add_load(world, a)
        if plan.type[floor.contact[c].type].channel == CHAT:
            floor.team[agent.group].chats = floor.team[agent.group].chats - 1
    if was_open > 1:
        move_up_in_hand(floor, a, c)
    floor.hand[a, was_open - 1] = -1
    agent.open = was_open - 1
    if agent.level >= 0:
        make_unavailable(floor, a)
    if agent.open > 0:
        change_pace(plan, floor, a, was_open, now)
        if is_leaving(plan, floor, a):
            return False
        make_available(floor, a, agent.open, now)
        return True
    end_engaged(world, a)
    agent.idle_since = now
    if plan.group[agent.group].rostered == 1:
        return free_person(world, a)
    team = floor.team[agent.group]
    if team.present > team.heads:
        leave_team(world, a)
        return False
    make_available(floor, a, 0, now)
    return True
