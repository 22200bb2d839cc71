"""ROOM: the people's side. Coming on duty, being free, holding contacts, wrapping up, going home.

An agent of a group is off duty, free, or holds contacts: one call, one e-mail, or several chats up to the cap of
the group. Whoever can take more work stands in the *level* list of their group (level 0: empty hands), longest
available first. The head count of a group follows its schedule. When it falls, free agents go home at once,
the others as soon as their hands are empty; the time past the end of the shift is overtime, and it is paid.

The one surprising decision: the schedule counts heads, it does not name people. So the first agents whose
hands are empty go home, whoever they are; while a group has people in overtime, it takes no new work.
"""

from __future__ import annotations

import math

from sim import streams
from sim.arrays import CALL, CHAT, ENGAGED, IDLE, OVERTIME, RINGING, TALKING, WRAPPING_UP
from sim.draws import drawn
from sim.jit import rare_rule, rule

# ---- the books: time by interval ------------------------------------------------------------------------


@rule
def book(plan, people, group, column, begin, end):
    """Add the time from begin to end to a column of the group, split over the intervals it touches."""
    begin = max(begin, plan.warm_up)
    end = min(end, plan.horizon)
    if end <= begin:
        return
    at = int(begin / plan.interval)
    edge = (at + 1) * plan.interval
    while end > edge:
        people[group, at % plan.bins, column] += edge - begin
        begin = edge
        at = at + 1
        edge = (at + 1) * plan.interval
    people[group, at % plan.bins, column] += end - begin


@rare_rule
def everybody_is_away(plan, floor):
    """Before the first shift: nobody on the floor, the smallest numbers first to come."""
    for g in range(plan.group.shape[0]):
        team = floor.team[g]
        team.heads = 0
        team.present = 0
        team.over_since = 0.0
        team.over_s = 0.0
        team.heads_s = 0.0
        team.heads_since = 0.0
        team.away = -1
        for level in range(floor.level.shape[1]):
            ready = floor.level[g, level]
            ready.first = -1
            ready.last = -1
            ready.count = 0
        for i in range(plan.group[g].size - 1, -1, -1):
            a = plan.group[g].first + i
            agent = floor.agent[a]
            agent.group = g
            agent.open = 0
            agent.level = -1
            agent.present = 0
            agent.idle_s = 0.0
            agent.engaged_s = 0.0
            agent.present_s = 0.0
            agent.next = team.away
            team.away = a


@rare_rule
def close_the_books(plan, floor, people, now):
    """The horizon is reached: everybody's time counts up to now."""
    for g in range(plan.group.shape[0]):
        book_overtime(plan, floor, people, g, now)
        team = floor.team[g]
        team.heads_s += team.heads * (now - team.heads_since)
        team.heads_since = now
        for i in range(plan.group[g].size):
            a = plan.group[g].first + i
            agent = floor.agent[a]
            if agent.present == 1:
                agent.present_s += now - agent.came
                if agent.open == 0:
                    end_idle(plan, floor, people, a, now)
                else:
                    end_engaged(plan, floor, people, a, now)


# ---- who is available ---------------------------------------------------------------------------------------


@rule
def stands_ready(floor, a, level, now):
    """The agent goes to the end of a list of available agents."""
    agent = floor.agent[a]
    ready = floor.level[agent.group, level]
    agent.level = level
    agent.since = now
    agent.next = -1
    agent.previous = ready.last
    if ready.last >= 0:
        floor.agent[ready.last].next = a
    else:
        ready.first = a
    ready.last = a
    ready.count = ready.count + 1


@rule
def steps_out(floor, a):
    """The agent leaves the list of available agents, wherever they stood."""
    agent = floor.agent[a]
    ready = floor.level[agent.group, agent.level]
    if agent.previous >= 0:
        floor.agent[agent.previous].next = agent.next
    else:
        ready.first = agent.next
    if agent.next >= 0:
        floor.agent[agent.next].previous = agent.previous
    else:
        ready.last = agent.previous
    ready.count = ready.count - 1
    agent.level = -1


# ---- coming and going -----------------------------------------------------------------------------------------


@rule
def comes_on_duty(plan, floor, g, now):
    """One more agent of the group is on the floor, hands empty: the one who left last."""
    team = floor.team[g]
    a = team.away
    agent = floor.agent[a]
    team.away = agent.next
    team.present = team.present + 1
    agent.present = 1
    agent.came = now
    agent.idle_since = now
    stands_ready(floor, a, 0, now)
    return a


@rule
def goes_home(plan, floor, people, a, now):
    """An agent with empty hands, out of every list, leaves the floor."""
    agent = floor.agent[a]
    team = floor.team[agent.group]
    book_overtime(plan, floor, people, agent.group, now)
    agent.present = 0
    agent.present_s += now - agent.came
    agent.next = team.away
    team.away = a
    team.present = team.present - 1


@rare_rule
def book_overtime(plan, floor, people, g, now):
    """Close the books on the overtime of a group before its numbers change."""
    team = floor.team[g]
    over = team.present - team.heads
    if over > 0:
        team.over_s += over * (now - team.over_since)
        for _ in range(over):
            book(plan, people, g, OVERTIME, team.over_since, now)
    team.over_since = now


@rare_rule
def set_heads(plan, floor, people, g, heads, now):
    """A new head count: free agents above it go home now, longest idle first."""
    team = floor.team[g]
    book_overtime(plan, floor, people, g, now)
    team.heads_s += team.heads * (now - team.heads_since)
    team.heads_since = now
    team.heads = heads
    ready = floor.level[g, 0]
    while team.present > heads and ready.count > 0:
        a = ready.first
        steps_out(floor, a)
        end_idle(plan, floor, people, a, now)
        goes_home(plan, floor, people, a, now)


@rule
def end_idle(plan, floor, people, a, now):
    """The agent's hands were empty until now."""
    agent = floor.agent[a]
    agent.idle_s += now - agent.idle_since
    book(plan, people, agent.group, IDLE, agent.idle_since, now)


@rule
def end_engaged(plan, floor, people, a, now):
    """The agent held at least one contact until now."""
    agent = floor.agent[a]
    agent.engaged_s += now - agent.engaged_since
    book(plan, people, agent.group, ENGAGED, agent.engaged_since, now)


# ---- contacts in hand -----------------------------------------------------------------------------------------


@rule
def takes(plan, floor, people, stream, a, c, now):
    """The agent takes a contact in hand. A call may ring first; otherwise the conversation begins."""
    agent = floor.agent[a]
    contact = floor.contact[c]
    channel = plan.type[contact.type].channel
    steps_out(floor, a)
    if agent.open == 0:
        end_idle(plan, floor, people, a, now)
        agent.engaged_since = now
    floor.hand[a, agent.open] = c
    agent.open = agent.open + 1
    contact.agent = a
    if channel == CHAT:
        if agent.open < plan.group[agent.group].at_once:
            stands_ready(floor, a, agent.open, now)
        changes_pace(plan, floor, a, agent.open - 1, now)
    ring = ringing_time(plan, stream, contact, channel)
    if ring > 0.0:
        contact.state = RINGING
        contact.timer = math.nan
        contact.paced_at = now
        contact.due = now + ring
        return
    begins_talk(plan, floor, stream, c, now)


@rule
def ringing_time(plan, stream, contact, channel):
    """Seconds a call rings at the agent before it is picked up; other channels do not ring."""
    law = plan.type[contact.type].pick_up
    if channel != CALL or law < 0:
        return 0.0
    u, _ = streams.luck(stream, (contact.key_0, contact.key_1), streams.PICK_UP_AND_REOPENING)
    return drawn(plan, law, u)


@rule
def begins_talk(plan, floor, stream, c, now):
    """The conversation begins: how long it lasts is the contact's luck times the pace of this group."""
    contact = floor.contact[c]
    skill = plan.skill[contact.lane, floor.agent[contact.agent].group]
    contact.state = TALKING
    contact.timer = math.nan
    contact.answered = now
    contact.left = skill.pace * drawn(plan, skill.talk, contact.talk_luck)
    contact.paced_at = now
    keep_first_pace(plan, floor, contact)
    contact.due = now + contact.left * pace_of(plan, floor, contact)


@rule
def begins_wrap_up(plan, floor, stream, c, now):
    """The customer is gone; returns the wrap-up time still to come (0 if there is none)."""
    contact = floor.contact[c]
    skill = plan.skill[contact.lane, floor.agent[contact.agent].group]
    law = plan.law[skill.wrap_up]
    contact.ended = now
    contact.state = WRAPPING_UP
    contact.timer = math.nan
    contact.left = 0.0
    if not (law.code == 0 and law.a == 0.0):
        u, _ = streams.luck(stream, (contact.key_0, contact.key_1), streams.WRAP_UP_AND_RESOLUTION)
        contact.left = skill.pace * drawn(plan, skill.wrap_up, u)
    contact.paced_at = now
    contact.due = now + contact.left * pace_of(plan, floor, contact)
    return contact.left


@rule
def resolves(plan, floor, stream, c):
    """Whether this answer of this group settles the customer's question."""
    contact = floor.contact[c]
    chance = plan.skill[contact.lane, floor.agent[contact.agent].group].resolves
    if chance >= 1.0:
        return True
    _, v = streams.luck(stream, (contact.key_0, contact.key_1), streams.WRAP_UP_AND_RESOLUTION)
    return v < chance


@rule
def puts_down(plan, floor, people, a, c, now):
    """The contact leaves the agent's hands. True if the agent is available for more, False if they went home."""
    agent = floor.agent[a]
    was_open = agent.open
    at = 0
    while floor.hand[a, at] != c:
        at = at + 1
    for i in range(at, was_open - 1):
        floor.hand[a, i] = floor.hand[a, i + 1]
    floor.hand[a, was_open - 1] = -1
    agent.open = was_open - 1
    if agent.level >= 0:
        steps_out(floor, a)
    if agent.open > 0:
        changes_pace(plan, floor, a, was_open, now)
        stands_ready(floor, a, agent.open, now)
        return True
    end_engaged(plan, floor, people, a, now)
    agent.idle_since = now
    team = floor.team[agent.group]
    if team.present > team.heads:
        goes_home(plan, floor, people, a, now)
        return False
    stands_ready(floor, a, 0, now)
    return True


# ---- several chats at a time ------------------------------------------------------------------------------------


@rule
def pace_of(plan, floor, contact):
    """Factor on this contact's time: of the number of chats its agent holds, or the one it began with."""
    if contact.first_pace > 0.0:
        return contact.first_pace
    agent = floor.agent[contact.agent]
    return plan.pace[agent.group, agent.open]


@rule
def keep_first_pace(plan, floor, contact):
    """In a group that fixes the pace at the start, a contact keeps the factor of its first moment."""
    agent = floor.agent[contact.agent]
    contact.first_pace = 0.0
    if plan.type[contact.type].channel != CHAT:
        contact.first_pace = 1.0
    elif plan.group[agent.group].fixed_pace == 1:
        contact.first_pace = plan.pace[agent.group, agent.open]


@rare_rule
def changes_pace(plan, floor, a, was_open, now):
    """The agent holds more or fewer chats than before: every open one has its remaining time stretched or shrunk."""
    agent = floor.agent[a]
    if plan.group[agent.group].fixed_pace == 1:
        return
    before = plan.pace[agent.group, was_open]
    after = plan.pace[agent.group, agent.open]
    for i in range(agent.open):
        contact = floor.contact[floor.hand[a, i]]
        if (contact.state == TALKING or contact.state == WRAPPING_UP) and contact.first_pace == 0.0:
            contact.left = max(0.0, contact.left - (now - contact.paced_at) / before)
            contact.paced_at = now
            contact.due = now + contact.left * after
