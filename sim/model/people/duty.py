"""Being on duty: coming, being free, going home, and the accounting of everybody's time.

Whoever can take more work stands in the *level* list of their group (level 0: empty hands), longest available
first. The head count of a group follows its schedule. When it falls, free agents go home at once, the others as
soon as their hands are empty; the time past the end of the shift is overtime, and it is paid.

The schedule counts heads, it does not name people. So the first agents whose
hands are empty go home, whoever they are; while a group has people in overtime, it takes no new work.
"""

from __future__ import annotations

from sim.model.arrays import ENGAGED, IDLE, LOADED, ON_FLOOR, OVERTIME
from sim.model.people.careers import add_fatigue
from sim.rules import rule

# ---- time accounting, by interval ------------------------------------------------------------------------


@rule
def add_time_now(world, group, column, begin, each):
    """`add_time` for time that ends now: most of it lies in the interval that is under way."""
    now = world.now
    counts = world.floor.counts[0]
    if begin >= counts.bin_begins and begin >= world.plan.warm_up:
        world.tally.people[group, counts.bin, column] += (now - begin) * each
    else:
        add_time(world, group, column, begin, now, each)


@rule
def add_time(world, group, column, begin, end, each):
    """Add the time from begin to end to a column of the group, `each` for a second, by the intervals."""
    plan = world.plan
    begin = max(begin, plan.warm_up)
    end = min(end, plan.horizon)
    if end <= begin:
        return
    at = int(begin / plan.interval)
    edge = (at + 1) * plan.interval
    while end > edge:
        world.tally.people[group, at % plan.bins, column] += (edge - begin) * each
        begin = edge
        at = at + 1
        edge = (at + 1) * plan.interval
    world.tally.people[group, at % plan.bins, column] += (end - begin) * each


@rule
def reset_teams(plan, floor):
    """Before the first shift: nobody on the floor, the smallest numbers first to come."""
    for g in range(plan.group.shape[0]):
        team = floor.team[g]
        team.heads = 0
        team.present = 0
        team.chats = 0
        team.over_since = 0.0
        team.over_s = 0.0
        team.heads_s = 0.0
        team.heads_since = 0.0
        team.away = -1
        for level in range(floor.level.shape[1]):
            clear_list(floor.level[g, level])
        clear_list(floor.soft[g])
        for i in range(plan.group[g].size - 1, -1, -1):
            a = plan.group[g].first + i
            agent = floor.agent[a]
            agent.group = g
            agent.open = 0
            agent.level = -1
            agent.soft = 0
            agent.present = 0
            agent.idle_s = 0.0
            agent.engaged_s = 0.0
            agent.present_s = 0.0
            agent.pace = 1.0
            agent.errors = 1.0
            agent.taken = 0
            agent.next = team.away
            team.away = a


@rule
def clear_list(ready):
    """An empty list of agents."""
    ready.first = -1
    ready.last = -1
    ready.count = 0


@rule
def close_team_times(world):
    """The horizon is reached: everybody's time counts up to now."""
    plan, floor, now = world.plan, world.floor, world.now
    for g in range(plan.group.shape[0]):
        add_team_overtime(world, g)
        team = floor.team[g]
        team.heads_s += team.heads * (now - team.heads_since)
        team.heads_since = now
        for i in range(plan.group[g].size):
            a = plan.group[g].first + i
            agent = floor.agent[a]
            if agent.present == 1:
                agent.present_s += now - agent.came
                if agent.open == 0:
                    end_idle(world, a)
                else:
                    end_engaged(world, a)
                    add_load(world, a)


# ---- who is available ---------------------------------------------------------------------------------------


@rule
def make_available(floor, a, level, now):
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
def make_unavailable(floor, a):
    """The agent leaves the list of available agents, wherever they stood."""
    agent = floor.agent[a]
    unlink(floor, floor.level[agent.group, agent.level], agent)
    agent.level = -1


@rule
def unlink(floor, ready, agent):
    """Take an agent out of a list."""
    if agent.previous >= 0:
        floor.agent[agent.previous].next = agent.next
    else:
        ready.first = agent.next
    if agent.next >= 0:
        floor.agent[agent.next].previous = agent.previous
    else:
        ready.last = agent.previous
    ready.count = ready.count - 1


@rule
def make_interruptible(floor, a):
    """The agent's work is of a kind that others interrupt: last in that list."""
    agent = floor.agent[a]
    ready = floor.soft[agent.group]
    agent.soft = 1
    agent.next = -1
    agent.previous = ready.last
    if ready.last >= 0:
        floor.agent[ready.last].next = a
    else:
        ready.first = a
    ready.last = a
    ready.count = ready.count + 1


@rule
def make_uninterruptible(floor, a):
    """The agent's work is not interrupted any more."""
    agent = floor.agent[a]
    unlink(floor, floor.soft[agent.group], agent)
    agent.soft = 0


# ---- coming and going -----------------------------------------------------------------------------------------


@rule
def come_on_duty(plan, floor, g, now):
    """One more agent of the group is on the floor, hands empty: the one who left last."""
    team = floor.team[g]
    a = team.away
    agent = floor.agent[a]
    team.away = agent.next
    team.present = team.present + 1
    agent.present = 1
    agent.came = now
    agent.idle_since = now
    make_available(floor, a, 0, now)
    return a


@rule
def leave_team(world, a):
    """An agent with empty hands, out of every list, leaves the floor."""
    floor = world.floor
    agent = floor.agent[a]
    team = floor.team[agent.group]
    add_team_overtime(world, agent.group)
    agent.present = 0
    agent.present_s += world.now - agent.came
    agent.next = team.away
    team.away = a
    team.present = team.present - 1


@rule
def add_team_overtime(world, g):
    """Add up the overtime of a group before its numbers change."""
    now = world.now
    team = world.floor.team[g]
    over = team.present - team.heads
    if over > 0:
        team.over_s += over * (now - team.over_since)
        for _ in range(over):
            add_time(world, g, OVERTIME, team.over_since, now, 1.0)
    team.over_since = now


@rule
def set_heads(world, g, heads):
    """A new head count: free agents above it go home now, longest idle first."""
    floor, now = world.floor, world.now
    team = floor.team[g]
    add_team_overtime(world, g)
    team.heads_s += team.heads * (now - team.heads_since)
    team.heads_since = now
    team.heads = heads
    ready = floor.level[g, 0]
    while team.present > heads and ready.count > 0:
        a = ready.first
        make_unavailable(floor, a)
        end_idle(world, a)
        leave_team(world, a)


@rule
def end_idle(world, a):
    """The agent's hands were empty until now."""
    plan, floor, now = world.plan, world.floor, world.now
    agent = floor.agent[a]
    agent.idle_s += now - agent.idle_since
    if plan.group[agent.group].personal == 1:
        add_fatigue(plan, floor, a, 0.0, now - agent.idle_since)
    add_time_now(world, agent.group, IDLE, agent.idle_since, 1.0)


@rule
def add_load(world, a):
    """Conversations held until now, where an agent may hold several."""
    agent = world.floor.agent[a]
    if world.plan.group[agent.group].several == 1:
        for _ in range(agent.open):
            add_time_now(world, agent.group, LOADED, agent.loaded_since, 1.0)
    agent.loaded_since = world.now


@rule
def end_engaged(world, a):
    """The agent held at least one contact until now."""
    plan, floor, now = world.plan, world.floor, world.now
    agent = floor.agent[a]
    agent.engaged_s += now - agent.engaged_since
    if plan.group[agent.group].personal == 1:
        add_fatigue(plan, floor, a, 1.0, now - agent.engaged_since)
    add_time_now(world, agent.group, ENGAGED, agent.engaged_since, 1.0)


@rule
def is_staying(plan, floor, a):
    """Whether the agent is on duty and will still be when their hands are empty; a break is no end of it."""
    g = floor.agent[a].group
    if plan.group[g].rostered == 1:
        return floor.person[a].off >= ON_FLOOR and floor.person[a].leaving == 0
    team = floor.team[g]
    return floor.agent[a].present == 1 and team.present <= team.heads
