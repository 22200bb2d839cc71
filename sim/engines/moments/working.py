"""Hands are free: the agent looks for work, goes on with the shift, or goes home; others look with them."""

from __future__ import annotations

from sim import agents, routing
from sim.engines.moments.answering import start, take
from sim.engines.moments.interrupting import hand_work_over
from sim.engines.moments.queueing import join_again
from sim.engines.moments.verbs import end_contact, set_duty_timer, set_timers, stop_patience
from sim.engines.moments.waiting import shut_door
from sim.model import queues
from sim.model.arrays import CLOSING, HEADS, PAUSING, RINGING, SHARES
from sim.model.people import duty, rosters
from sim.rules import rule


@rule
def hands_free(world, a, c):
    """Contact c leaves the hands of agent a, and the floor unless it pauses; what a does next."""
    plan, floor = world.plan, world.floor
    available = agents.put_down_contact(world, a, c)
    if floor.contact[c].state != PAUSING:
        end_contact(world, c)
    set_timers(world, a)
    g = floor.agent[a].group
    if available:
        look_for_work(world, a)
        if plan.group[g].together >= 0:
            group_looks_for_work(world, g)
    elif plan.group[g].rostered == 0:
        if plan.keeping == 1:
            give_to_others(world, a)
        group_looks_for_work(world, g)
    if plan.group[g].rostered == 1:
        after_the_shift(world, a)


# ---- looking for work -------------------------------------------------------------------------------------


@rule
def look_for_work(world, a):
    """An available agent takes waiting contacts as long as there are any and hands for them."""
    floor = world.floor
    while floor.agent[a].level >= 0:
        c = routing.contact_for(world, a)
        if c < 0:
            return
        queues.leave_queue(floor, c, world.now)
        start(world, a, c)
        if floor.contact[c].state != RINGING:
            stop_patience(world, c)


@rule
def turn_to_queues(world, a):
    """Agent a looks for work: `look_for_work`, for the moments that seldom happen."""
    look_for_work(world, a)


@rule
def group_looks_for_work(world, g):
    """All available agents of a group look, those with the emptiest hands first."""
    level = 0
    while level < world.plan.group[g].at_once:
        a = world.floor.level[g, level].first
        if a >= 0 and routing.contact_for(world, a) >= 0:
            turn_to_queues(world, a)
        else:
            level = level + 1


@rule
def look_around(world):
    """Whoever waits beside free agents may have a door open by now: every group looks until nobody finds anything."""
    again = True
    while again:
        again = False
        for g in range(world.plan.group.shape[0]):
            a = routing.idle_agent_with_work(world, g)
            while a >= 0:
                again = True
                turn_to_queues(world, a)
                a = routing.idle_agent_with_work(world, g)


# ---- the shift, and the schedule --------------------------------------------------------------------------


@rule
def move_on(world, a):
    """The next moment of somebody with a roster: they come, go, pause, or are back."""
    world.floor.person[a].timer = -1.0  # the event is spent: the next moment may be this very instant
    follows = rosters.reach_next_moment(world, a)
    if follows == rosters.HANDS_ON:
        hand_work_over(world, a)
    elif follows == rosters.READY:
        turn_to_queues(world, a)
    after_the_shift(world, a)


@rule
def after_the_shift(world, a):
    """Somebody who stayed on for nobody goes home; conversations of who has gone home go to others."""
    plan, floor = world.plan, world.floor
    if rosters.is_staying_in_vain(plan, floor, a):
        rosters.go_home_idle(world, a)
    if plan.keeping == 1 and not duty.is_staying(plan, floor, a):
        give_to_others(world, a)
    set_duty_timer(world, a)


@rule
def give_to_others(world, a):
    """The agent has gone home: conversations they kept go to whoever is free, or into the queue of all."""
    floor = world.floor
    while floor.own[a].first >= 0:
        c = floor.own[a].first
        queues.leave_queue(floor, c, world.now)
        floor.contact[c].own = -1
        other = routing.agent_for(world, c)
        if other >= 0:
            take(world, other, c)
        else:
            join_again(world, c)


@rule
def change_staff(world, change):
    """A line of the schedule: a head count changes, the doors of a type shut on those who wait, or shares change."""
    floor = world.floor
    if change.what == HEADS:
        g = change.who
        duty.set_heads(world, g, change.heads)
        while floor.team[g].present < floor.team[g].heads:
            duty.come_on_duty(world.plan, floor, g, world.now)
        group_looks_for_work(world, g)
    elif change.what == SHARES:
        floor.split[change.who] = change.heads
    elif change.what == CLOSING:
        shut_door(world, change.who)
