"""A conversation ends: settled or not, handed on, or paused; then the wrap-up."""

from __future__ import annotations

from sim import agents, channels
from sim.engines.moments.following import come_back, send_follower
from sim.engines.moments.resuming import finish_turn, nobody_picked_up, pause
from sim.engines.moments.verbs import set_timers
from sim.model import counting, queues
from sim.model.arrays import DIALLING, FORWARD, MESSAGE, REPEAT, TALKING
from sim.model.customers import returning
from sim.rules import rule


@rule
def end_talk(world, c):
    """A conversation ends. Returns the agent whose hands are free now, or -1 if there is something left to do."""
    plan, floor = world.plan, world.floor
    contact = floor.contact[c]
    if contact.state != TALKING:
        if contact.state == DIALLING:
            return nobody_picked_up(world, c)
        return finish_first_level(world, c)
    skill = plan.skill[contact.queue, floor.agent[contact.agent].group]
    if skill.transfers > 0.0 and agents.is_handed_on(plan, floor, world.stream, c):
        return hand_on(world, c)
    if plan.type[contact.type].channel == MESSAGE and not finish_turn(world, c):
        return pause_or_expire(world, c)
    return settle(world, c, agents.is_resolved(plan, floor, world.stream, c))


@rule
def settle(world, c, resolved):
    """The customer is gone, settled or not. Returns the agent if there is nothing to wrap up, else -1."""
    plan, floor = world.plan, world.floor
    contact = floor.contact[c]
    group = floor.agent[contact.agent].group
    wrap_up = agents.begin_wrap_up(world, c)
    queues.free_trunk(plan, floor, contact)
    delay = -1.0
    if not resolved:
        delay = returning.repeat_delay(plan, world.stream, contact, plan.skill[contact.queue, group].repeats)
    counting.count_talk(world, contact, group, resolved, delay)
    come_back(world, c, plan.type[contact.type].repeat, REPEAT, delay)
    return wrap_up_or_close(world, c, wrap_up)


@rule
def settle_nothing(world, c):
    """The customer is gone and nothing is settled. Returns the agent if there is nothing to wrap up, else -1."""
    return settle(world, c, False)


@rule
def wrap_up_or_close(world, c, wrap_up):
    """The wrap-up of so many seconds begins (-1), or there is none and the agent's hands are free."""
    if wrap_up > 0.0:
        set_timers(world, world.floor.contact[c].agent)
        return -1
    return close(world, c)


@rule
def close(world, c):
    """The contact is closed; returns the agent who held it."""
    contact = world.floor.contact[c]
    group = world.floor.agent[contact.agent].group
    counting.count_wrap_up(world, contact, group)
    return contact.agent


@rule
def break_off(world, c):
    """The customer of a chat leaves in the middle: nothing is settled. Returns as `settle` does."""
    counting.count_broken(world.tally, world.floor.contact[c])
    return settle_nothing(world, c)


@rule
def pause_or_expire(world, c):
    """The agent has answered; the customer will be back, or lets the conversation fall silent. Returns the agent,
    or -1 where there is a wrap-up."""
    contact = world.floor.contact[c]
    gap = channels.gap_before_next_turn(world.plan, world.stream, contact)
    if gap >= world.plan.type[contact.type].expires:
        counting.count_expired(world.tally, contact)
        return settle_nothing(world, c)
    return pause(world, c, gap)


# ---- the second level -------------------------------------------------------------------------------------


@rule
def hand_on(world, c):
    """The customer goes on to the second level, alone or with the agent waiting beside them. Returns as `settle`."""
    plan, floor = world.plan, world.floor
    contact = floor.contact[c]
    skill = plan.skill[contact.queue, floor.agent[contact.agent].group]
    queues.free_trunk(plan, floor, contact)
    kind = returning.type_of_second_level(plan, world.stream, contact, skill.transfer_to)
    child = send_follower(world, c, FORWARD, kind, 0.0)
    if skill.warm == 1:
        returning.set_guide(floor.contact[child], c)
        agents.hold_for_transfer(floor, c)
        set_timers(world, contact.agent)
        return -1
    return finish_first_level(world, c)


@rule
def finish_first_level(world, c):
    """The agent of the first level is done with the customer. Returns the agent if nothing is to be wrapped up."""
    contact = world.floor.contact[c]
    wrap_up = agents.begin_wrap_up(world, c)
    counting.count_handed_on(world.plan, world.tally, contact, world.floor.agent[contact.agent].group)
    return wrap_up_or_close(world, c, wrap_up)
