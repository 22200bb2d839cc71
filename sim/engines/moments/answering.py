"""An agent takes a contact; the conversation begins, at once or when the ringing stops."""

from __future__ import annotations

from sim import agents, routing
from sim.engines.moments.verbs import set_timers, stop_patience
from sim.model import counting
from sim.model.arrays import BY_LAST, HANDING, TALKING
from sim.rules import rule


@rule
def start(world, a, c):
    """Agent a takes contact c."""
    plan, floor = world.plan, world.floor
    contact = floor.contact[c]
    if plan.type[contact.type].predicts == BY_LAST and contact.pieces == 0:
        floor.queue[contact.queue].last_wait = world.now - contact.queued
    if plan.by_score == 1:
        routing.note_taken(floor, a, c)
    agents.take_contact(world, a, c)
    if contact.state == TALKING:
        record_talk_start(world, c, 0.0)
    set_timers(world, a)


@rule
def take(world, a, c):
    """Agent a takes contact c: `start`, for the moments that seldom happen."""
    start(world, a, c)


@rule
def pick_up(world, c):
    """The ringing stops: the conversation begins, unless a customer who is called back does not answer."""
    contact = world.floor.contact[c]
    rang = world.now - contact.paced_at
    stop_patience(world, c)
    agents.begin_talk(world, c)
    if contact.state == TALKING:
        record_talk_start(world, c, rang)
    set_timers(world, contact.agent)


@rule
def record_talk_start(world, c, rang):
    """The conversation begins, or goes on, after it rang for so long, s: it is counted, and a first agent let go."""
    floor = world.floor
    contact = floor.contact[c]
    counting.count_answered(world, contact, floor.agent[contact.agent].group, rang)
    if world.plan.window > 0.0:
        note_answer(world, c)
    if contact.guide >= 0:
        end_joint_wait(world, c)


@rule
def note_answer(world, c):
    """Routers that look at the service levels of late learn of a first answer."""
    contact = world.floor.contact[c]
    if contact.pieces == 1:
        in_time = 1.0 if contact.answered - contact.queued <= world.plan.type[contact.type].target_s else 0.0
        routing.note_wait(world.plan, world.floor, contact, in_time, world.now)


@rule
def end_joint_wait(world, c):
    """Somebody of the second level has taken over: the first agent stays for the handover only."""
    contact = world.floor.contact[c]
    set_timers(world, world.floor.contact[contact.guide].agent)
    contact.guide = -1


@rule
def release_guide(world, c):
    """The customer whom an agent brought to the second level is gone: that agent can wrap up."""
    contact = world.floor.contact[c]
    if contact.guide >= 0:
        guide = world.floor.contact[contact.guide]
        guide.state = HANDING
        guide.due = world.now
        set_timers(world, guide.agent)
        contact.guide = -1
