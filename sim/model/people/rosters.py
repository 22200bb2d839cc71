"""The day of people with a roster: a shift begins, breaks fall due, pauses are taken, the shift ends.

Everybody with a roster has an *agenda* of the day: lunch at noon, a meeting at three. Between its items they are on the
floor; what falls due waits until the hands are empty. The free pauses of people who go when they want fall due by
chance. Every second from the start of a shift to its end is counted once: on the floor, or off it and why.

A planned break that begins late still has its full length, so a busy hour moves the breaks
of everybody behind it. Only the end of the shift cuts a break short.
"""

from __future__ import annotations

import math

from sim.model.arrays import ABSENT, AT_HOME, HAND_OVER, IN_TRAINING, ON_FLOOR, ON_PAUSE, STAY
from sim.model.chance import streams
from sim.model.chance.draws import quantile
from sim.model.chance.logarithms import ln
from sim.model.people import careers, day_plan, duty, shifts, time_accounting
from sim.model.people.careers import AT_WORK, AWAY_TODAY, LEARNING, VACANT
from sim.rules import rule

NOTHING, READY, GONE, HANDS_ON = range(4)
"""What follows from an agent's moment: nothing; they look for work; they have gone home; they hand work over."""
MOST_PAUSES = 4000


# ---- the start of the run, and of a shift ------------------------------------------------------------------------


@rule
def reset_people(world):
    """Before the first shift: everybody with a roster waits for theirs."""
    plan, floor = world.plan, world.floor
    for i in range(floor.grade_count.shape[0]):
        floor.grade_count[i] = 0
    for a in range(plan.seat.shape[0]):
        if plan.group[plan.seat[a].group].rostered == 0:
            continue
        person = floor.person[a]
        person.timer = -1.0
        person.off = AT_HOME
        person.leaving = 0
        person.wants = 0
        person.rostered_s = 0.0
        person.overtime_s = 0.0
        person.paid_s = 0.0
        for kind in range(floor.spent.shape[1]):
            floor.spent[a, kind] = 0.0
        if floor.practice.shape[0] > 1:
            for k in range(plan.type.shape[0]):
                floor.practice[a, k] = 0.0
        careers.fill_place(plan, floor, world.stream, a)
        shifts.await_shift(world, a, -streams.DAYS_BEFORE, shifts.first_shift(plan, a, -streams.DAYS_BEFORE))


@rule
def begin_shift(world, a):
    """The shift begins: with nobody, with a day away, late, or on the floor."""
    plan, floor, now = world.plan, world.floor, world.now
    person = floor.person[a]
    crew = plan.crew[plan.seat[a].group]
    brings = careers.start_working_day(plan, floor, world.stream, a, now)
    if brings == VACANT:
        shifts.await_next_shift(world, a)
        return NOTHING
    person.leaving = 0
    person.wants = 0
    person.pauses = 0
    day_plan.make_agenda(plan, floor, a)
    if brings == LEARNING:
        go_off(person, IN_TRAINING, person.ends, 1, now)
        return NOTHING
    if brings == AWAY_TODAY:
        go_off(person, ABSENT, person.ends, crew.absence_paid, now)
        return NOTHING
    seat = plan.seat[a]
    _, v = streams.of_agent(world.stream, seat.word, seat.number, person.day, streams.ABSENCE_AND_LATE)
    late = quantile(plan, crew.late, v)
    if late > 0.0:
        go_off(person, ABSENT, min(now + late, person.ends), 0, now)
        return NOTHING
    return go_where_due(world, a)


# ---- within the shift ----------------------------------------------------------------------------------------------


@rule
def reach_next_moment(world, a):
    """The agent's next moment has come; returns what follows from it."""
    floor, now = world.floor, world.now
    person = floor.person[a]
    if person.off == AT_HOME:
        return begin_shift(world, a)
    if now >= person.ends:
        return end_shift(world, a)
    if person.off != ON_FLOOR:
        end_time_off(world, a)
        return go_where_due(world, a)
    person.at = person.ends
    if floor.agent[a].open > 0:
        person.wants = 1
        stop_taking(floor, a)
        return NOTHING
    duty.make_unavailable(floor, a)
    duty.end_idle(world, a)
    floor.agent[a].idle_since = now
    return go_where_due(world, a)


@rule
def stop_taking(floor, a):
    """Out of every list of people who can take something, or be interrupted."""
    agent = floor.agent[a]
    if agent.level >= 0:
        duty.make_unavailable(floor, a)
    if agent.soft == 1:
        duty.make_uninterruptible(floor, a)


@rule
def go_where_due(world, a):
    """Hands empty and in no list: off the floor to what is due, or on it. READY if the agent can take something."""
    floor, now = world.floor, world.now
    person = floor.person[a]
    person.wants = 0
    while now < person.ends and is_due(floor, a, now):
        if begin_what_is_due(world, a):
            return NOTHING
    if person.off != ON_FLOOR:
        join_floor(world, a)
    duty.make_available(floor, a, 0, now)
    person.at = min(person.ends, min(day_plan.next_item(floor, a), person.pause_at))
    return READY


@rule
def is_due(floor, a, now):
    """Whether an item of the agenda or, on the floor, a pause is due."""
    person = floor.person[a]
    return day_plan.next_item(floor, a) <= now or (person.off == ON_FLOOR and person.pause_at <= now)


@rule
def begin_what_is_due(world, a):
    """The agent leaves the floor for what is due; False if it is over already, or a pause of no length."""
    plan, floor, now = world.plan, world.floor, world.now
    person = floor.person[a]
    if day_plan.next_item(floor, a) <= now:
        item = floor.agenda[a, person.item]
        person.item = person.item + 1
        until = now + item.length
        if item.fixed == 1:
            until = item.at + item.length
        if until <= now:
            return False
        leave_floor(world, a)
        go_off(person, item.kind, min(until, person.ends), item.paid, now)
        person.off_coached = item.coaching
        return True
    person.pauses = person.pauses + 1
    if person.pause_s <= 0.0:
        plan_pause(world, a)
        return False
    leave_floor(world, a)
    go_off(person, ON_PAUSE, min(now + person.pause_s, person.ends), plan.crew[plan.seat[a].group].pause_paid, now)
    return True


@rule
def go_off(person, kind, until, paid, now):
    """Off the floor until this instant."""
    person.off = kind
    person.off_since = now
    person.until = until
    person.off_paid = paid
    person.off_coached = 0
    person.at = until


@rule
def end_time_off(world, a):
    """The time off the floor is over."""
    person = world.floor.person[a]
    time_accounting.add_time_off(world, a)
    if person.off_coached == 1:
        person.coached_s = person.coached_s + (world.now - person.off_since)


@rule
def join_floor(world, a):
    """The agent is on the floor, and the clock of free pauses starts anew."""
    floor, now = world.floor, world.now
    agent = floor.agent[a]
    team = floor.team[agent.group]
    person = floor.person[a]
    change_heads(team, 1, now)
    agent.present = 1
    agent.came = now
    agent.idle_since = now
    person.off = ON_FLOOR
    person.paid_since = now
    plan_pause(world, a)


@rule
def plan_pause(world, a):
    """When the agent will want a pause, and for how long."""
    plan = world.plan
    person = world.floor.person[a]
    crew = plan.crew[plan.seat[a].group]
    person.pause_at = math.inf
    if crew.pause_every > 0.0 and person.pauses < MOST_PAUSES:
        seat = plan.seat[a]
        block = streams.FREE_PAUSES + person.pauses
        u, v = streams.of_agent(world.stream, seat.word, seat.number, person.day, block)
        person.pause_at = world.now - crew.pause_every * ln(u)
        person.pause_s = quantile(plan, crew.pause, v)


@rule
def leave_floor(world, a):
    """Hands empty, out of every list, idle time booked: the agent is not on the floor any more."""
    floor, now = world.floor, world.now
    person = floor.person[a]
    if person.off != ON_FLOOR:
        return
    agent = floor.agent[a]
    change_heads(floor.team[agent.group], -1, now)
    agent.present = 0
    agent.present_s = agent.present_s + (now - agent.came)
    time_accounting.add_presence(world, a)


@rule
def change_heads(team, more, now):
    """Of people with a roster as many are counted on as are on the floor."""
    team.heads_s = team.heads_s + team.heads * (now - team.heads_since)
    team.heads_since = now
    team.heads = team.heads + more
    team.present = team.present + more


# ---- hands that come free, and the end of the shift ------------------------------------------------------------------


@rule
def is_person_leaving(floor, a):
    """Whether the agent takes nothing more beside what is in hand."""
    person = floor.person[a]
    return person.wants == 1 or person.leaving == 1


@rule
def free_person(world, a):
    """The last contact is out of hand. True if the agent can take something."""
    plan, floor, now = world.plan, world.floor, world.now
    person = floor.person[a]
    if person.leaving == 1:
        crew = plan.crew[plan.seat[a].group]
        if crew.end_rule == STAY and now < person.ends + crew.stay_s:
            duty.make_available(floor, a, 0, now)
            return True
        go_home(world, a)
        return False
    if person.wants == 1:
        return go_where_due(world, a) == READY
    duty.make_available(floor, a, 0, now)
    return True


@rule
def end_shift(world, a):
    """The shift is over: whoever has something in hand finishes it first, or hands it over."""
    plan, floor = world.plan, world.floor
    person = floor.person[a]
    if person.off != ON_FLOOR:
        end_time_off(world, a)
        go_home(world, a)
        return GONE
    if shifts.next_shift_start(plan, floor, a) <= person.ends and continue_shift(world, a):
        return NOTHING
    if floor.agent[a].open == 0:
        go_home_idle(world, a)
        return GONE
    person.at = math.inf
    person.wants = 0
    person.leaving = 1
    stop_taking(floor, a)
    if plan.crew[plan.seat[a].group].end_rule == HAND_OVER:
        return HANDS_ON
    return NOTHING


@rule
def continue_shift(world, a):
    """One shift ends, and another begins: somebody on the floor stays there, and what is in hand is no overtime.

    The new morning may bring another day all the same: who is away then goes when the hands are empty. False for
    somebody who works here no more.
    """
    plan, floor, now = world.plan, world.floor, world.now
    person = floor.person[a]
    agent = floor.agent[a]
    time_accounting.add_presence(world, a)
    agent.present_s = agent.present_s + (now - agent.came)
    agent.came = now
    person.rostered_s = person.rostered_s + (person.ends - person.began)
    shifts.await_next_shift(world, a)
    brings = careers.start_working_day(plan, floor, world.stream, a, now)
    if brings == VACANT:
        person.began = now
        person.ends = now
        return False
    person.pauses = 0
    day_plan.make_agenda(plan, floor, a)
    if brings != AT_WORK:
        person.item = 0
        person.items = 0
        item = day_plan.add_item(floor, a, now, person.ends - now, IN_TRAINING)
        item.fixed = 1
        if brings != LEARNING:
            item.kind = ABSENT
            item.paid = plan.crew[plan.seat[a].group].absence_paid
    person.at = person.ends
    if person.wants == 0:
        person.at = min(person.ends, min(day_plan.next_item(floor, a), person.pause_at))
    return True


@rule
def is_staying_in_vain(plan, floor, a):
    """Whether somebody stayed on after the shift, and nobody waits for them any more."""
    if plan.group[floor.agent[a].group].rostered == 0:
        return False
    return floor.person[a].leaving == 1 and floor.agent[a].level == 0


@rule
def go_home_idle(world, a):
    """Somebody whom nothing keeps goes home."""
    duty.make_unavailable(world.floor, a)
    duty.end_idle(world, a)
    go_home(world, a)


@rule
def go_home(world, a):
    """The agent leaves, hands empty and in no list, and will be back for the next shift."""
    person = world.floor.person[a]
    leave_floor(world, a)
    time_accounting.add_person_overtime(world, a, person)
    person.rostered_s = person.rostered_s + (min(world.now, person.ends) - person.began)
    person.off = AT_HOME
    person.leaving = 0
    person.wants = 0
    shifts.await_next_shift(world, a)


# ---- the end of the run --------------------------------------------------------------------------------------


@rule
def close_times(world):
    """The horizon is reached: everybody's time counts up to now."""
    plan = world.plan
    duty.close_team_times(world)
    for a in range(plan.seat.shape[0]):
        if plan.group[plan.seat[a].group].rostered == 0:
            continue
        person = world.floor.person[a]
        if person.off == AT_HOME:
            continue
        if person.off == ON_FLOOR:
            time_accounting.add_presence(world, a)
            time_accounting.add_person_overtime(world, a, person)
        else:
            time_accounting.add_time_off(world, a)
        person.rostered_s = person.rostered_s + (min(world.now, person.ends) - person.began)
