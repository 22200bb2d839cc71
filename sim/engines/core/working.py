"""What happens in the core when an agent takes a contact, ends a conversation, comes free.

Every decision is a rule of the rooms, called in the same order as the reference's processes call it. The one surprising
decision: these functions return the agent whose hands are free now, and the loop sees to what that agent does next; so
the search for work is expanded once in the compiled code and not at every end of a conversation.
"""

from __future__ import annotations

from sim import agents, channels, routing
from sim.engines.core.patience_heap import stays
from sim.engines.core.timers import comes_back, free_slot, join, sends, set_duty_timer, set_timers, will_come
from sim.model import counting, queues
from sim.model.arrays import BY_LAST, DIALLING, FORWARD, MESSAGE, PAUSING, REPEAT, RINGING, TALKING
from sim.model.customers import returning
from sim.model.people import duty, rosters
from sim.rules import rule


@rule
def start(plan, floor, tally, heap, stream, a, c, now):
    """Agent a takes contact c."""
    contact = floor.contact[c]
    guide = contact.guide
    if plan.type[contact.type].predicts == BY_LAST and contact.pieces == 0:
        floor.queue[contact.queue].last_wait = now - contact.queued
    if plan.by_score == 1:
        routing.note_taken(floor, a, c)
    agents.take_contact(plan, floor, tally.people, stream, a, c, now)
    if contact.state == TALKING:
        counting.count_answered(plan, tally, contact, floor.agent[a].group, 0.0)
        if plan.window > 0.0:
            note_answer(plan, floor, contact, now)
        if guide >= 0:
            hand_over(plan, floor, heap, contact)
    set_timers(plan, floor, heap, a)


@rule
def take_rarely(plan, floor, tally, heap, stream, a, c, now):
    """`start`, for the places where it is called seldom: expanded here once."""
    start(plan, floor, tally, heap, stream, a, c, now)


@rule
def note_answer(plan, floor, contact, now):
    """The conversation began, or goes on: in the first case the service levels of late know of it."""
    if contact.pieces == 1:
        in_time = 1.0 if contact.answered - contact.queued <= plan.type[contact.type].target_s else 0.0
        routing.note_wait(plan, floor, contact, in_time, now)


@rule
def hand_over(plan, floor, heap, contact):
    """Somebody of the second level has taken over: the first agent stays for the handover only."""
    set_timers(plan, floor, heap, floor.contact[contact.guide].agent)
    contact.guide = -1


@rule
def put_aside_for(plan, floor, tally, heap, stream, a, c, now):
    """Agent a puts work aside and takes contact c; the work goes to another agent or back into its line.

    It may find a free one, or interrupt in its turn what comes after it; each type once at the most.
    """
    for _ in range(plan.type.shape[0]):
        aside = agents.put_work_aside(plan, floor, tally.people, stream, a, now)
        counting.count_interrupted(tally, floor.contact[aside])
        take_rarely(plan, floor, tally, heap, stream, a, c, now)
        c = aside
        a = routing.agent_for(plan, floor, stream, c, now)
        if a >= 0:
            take_rarely(plan, floor, tally, heap, stream, a, c, now)
            return
        if plan.type[floor.contact[c].type].interrupts == 1:
            a = routing.whom_to_interrupt(plan, floor, c, now)
        if a < 0:
            break
    goes_back_in_line(plan, floor, heap, stream, c, now)


@rule
def goes_back_in_line(plan, floor, heap, stream, c, now):
    """Work that nobody goes on with now waits where it would have waited."""
    contact = floor.contact[c]
    contact.own = -1
    if not contact.place <= now:
        contact.place = queues.place_in_queue(plan, stream, contact, contact.queued)
    join(plan, floor, heap, c, now)


@rule
def hand_work_over(plan, floor, tally, heap, stream, a, now):
    """The shift is over: deferred work in hand goes to a colleague or back into its line."""
    if not agents.can_hand_over(plan, floor, a):
        return
    c = agents.put_work_aside(plan, floor, tally.people, stream, a, now)
    counting.count_interrupted(tally, floor.contact[c])
    other = routing.agent_for(plan, floor, stream, c, now)
    if other >= 0:
        take_rarely(plan, floor, tally, heap, stream, other, c, now)
    else:
        goes_back_in_line(plan, floor, heap, stream, c, now)


@rule
def move_on(plan, floor, tally, heap, stream, a, now):
    """The next moment of somebody with a roster: they come, go, pause, or are back."""
    floor.person[a].timer = -1.0  # the event is spent: the next moment may be this very instant
    follows = rosters.reach_next_moment(plan, floor, tally.people, stream, a, now)
    if follows == rosters.HANDS_ON:
        hand_work_over(plan, floor, tally, heap, stream, a, now)
    elif follows == rosters.READY:
        look_rarely(plan, floor, tally, heap, stream, a, now)
    after_the_shift(plan, floor, tally, heap, stream, a, now)


@rule
def after_the_shift(plan, floor, tally, heap, stream, a, now):
    """Somebody who stayed on for nobody goes home; conversations of who has gone home go to others."""
    if rosters.is_staying_in_vain(plan, floor, a):
        rosters.go_home_idle(plan, floor, tally.people, a, now)
    if plan.keeping == 1 and not duty.is_staying(plan, floor, a):
        give_to_others(plan, floor, tally, heap, stream, a, now)
    set_duty_timer(plan, floor, heap, a)


@rule
def look_for_work(plan, floor, tally, heap, stream, a, now):
    """An available agent takes waiting contacts as long as there are any and hands for them."""
    while floor.agent[a].level >= 0:
        c = routing.contact_for(plan, floor, a, now)
        if c < 0:
            return
        queues.leave_queue(floor, c, now)
        start(plan, floor, tally, heap, stream, a, c, now)
        if floor.contact[c].state != RINGING:
            stays(heap, c)


@rule
def look_rarely(plan, floor, tally, heap, stream, a, now):
    """`look_for_work`, for the places where it is called seldom."""
    look_for_work(plan, floor, tally, heap, stream, a, now)


@rule
def group_looks_for_work(plan, floor, tally, heap, stream, g, now):
    """All available agents of a group look, those with the emptiest hands first."""
    level = 0
    while level < plan.group[g].at_once:
        a = floor.level[g, level].first
        if a >= 0 and routing.contact_for(plan, floor, a, now) >= 0:
            look_rarely(plan, floor, tally, heap, stream, a, now)
        else:
            level = level + 1


@rule
def look_around(plan, floor, tally, heap, stream, now):
    """Whoever waits beside free agents may have a door open by now: every group looks until nobody finds anything."""
    again = True
    while again:
        again = False
        for g in range(plan.group.shape[0]):
            a = routing.idle_agent_with_work(plan, floor, g, now)
            while a >= 0:
                again = True
                look_rarely(plan, floor, tally, heap, stream, a, now)
                a = routing.idle_agent_with_work(plan, floor, g, now)


@rule
def pick_up(plan, floor, tally, heap, stream, c, now):
    """The ringing stops: the conversation begins."""
    contact = floor.contact[c]
    rang = now - contact.paced_at
    stays(heap, c)
    guide = contact.guide
    agents.begin_talk(plan, floor, stream, c, now)
    if contact.state == TALKING:
        counting.count_answered(plan, tally, contact, floor.agent[contact.agent].group, rang)
        if plan.window > 0.0:
            note_answer(plan, floor, contact, now)
        if guide >= 0:
            hand_over(plan, floor, heap, contact)
    set_timers(plan, floor, heap, contact.agent)


@rule
def end_talk(plan, floor, tally, log, heap, stream, c, now):
    """A conversation ends. Returns the agent whose hands are free now, or -1 if there is something left to do."""
    contact = floor.contact[c]
    a = contact.agent
    group = floor.agent[a].group
    if contact.state != TALKING:
        if contact.state == DIALLING:
            return nobody_picked_up(plan, floor, tally, log, heap, stream, c, now)
        return finish_first_level(plan, floor, tally, log, heap, stream, c, now)
    if plan.skill[contact.queue, group].transfers > 0.0 and agents.is_handed_on(plan, floor, stream, c):
        return hand_on(plan, floor, tally, log, heap, stream, c, now)
    if plan.type[contact.type].channel == MESSAGE and not conversation_is_over(plan, floor, stream, c):
        return pause(plan, floor, tally, log, heap, stream, c, now)
    return settle(plan, floor, tally, log, heap, stream, c, agents.is_resolved(plan, floor, stream, c), now)


@rule
def settle(plan, floor, tally, log, heap, stream, c, resolved, now):
    """The customer is gone, settled or not. Returns the agent if there is nothing to wrap up, else -1."""
    contact = floor.contact[c]
    a = contact.agent
    group = floor.agent[a].group
    wrap_up = agents.begin_wrap_up(plan, floor, stream, c, now)
    queues.free_trunk(plan, floor, contact)
    delay = -1.0
    if not resolved:
        delay = returning.repeat_delay(plan, stream, contact, plan.skill[contact.queue, group].repeats)
    counting.count_talk(plan, tally, contact, group, resolved, delay)
    comes_back(plan, floor, heap, stream, c, plan.type[contact.type].repeat, REPEAT, delay, now)
    return close_or_wrap_up(plan, floor, tally, log, heap, c, wrap_up, now)


@rule
def settle_rarely(plan, floor, tally, log, heap, stream, c, now):
    """The customer is gone and nothing is settled."""
    return settle(plan, floor, tally, log, heap, stream, c, False, now)


@rule
def close_or_wrap_up(plan, floor, tally, log, heap, c, wrap_up, now):
    """The wrap-up begins (-1), or there is none and the agent's hands are free."""
    if wrap_up > 0.0:
        set_timers(plan, floor, heap, floor.contact[c].agent)
        return -1
    return close(plan, floor, tally, log, c, now)


@rule
def close(plan, floor, tally, log, c, now):
    """The contact is closed; returns the agent who held it."""
    contact = floor.contact[c]
    counting.count_wrap_up(plan, tally, log, contact, floor.agent[contact.agent].group, now)
    return contact.agent


@rule
def break_off(plan, floor, tally, log, heap, stream, c, now):
    """The customer of a chat leaves in the middle: nothing is settled."""
    counting.count_broken(tally, floor.contact[c])
    return settle_rarely(plan, floor, tally, log, heap, stream, c, now)


@rule
def nobody_picked_up(plan, floor, tally, log, heap, stream, c, now):
    """An attempt to call back found nobody: once more later, or never."""
    contact = floor.contact[c]
    counting.count_dialled(tally, contact, floor.agent[contact.agent].group, now - contact.began)
    delay = channels.plan_next_try(plan, stream, contact)
    agents.pause_work(floor, c, now)
    a = contact.agent
    contact.agent = -1
    if delay >= 0.0:
        contact.state = PAUSING
        will_come(plan, floor, heap, c, now + delay)
    else:
        counting.count_unreached(tally, contact)
        counting.count_left(plan, tally, log, contact, now)
    return a


@rule
def hand_on(plan, floor, tally, log, heap, stream, c, now):
    """The customer goes on to the second level, alone or with the agent waiting beside them."""
    contact = floor.contact[c]
    skill = plan.skill[contact.queue, floor.agent[contact.agent].group]
    queues.free_trunk(plan, floor, contact)
    kind = returning.type_of_second_level(plan, stream, contact, skill.transfer_to)
    child = sends(plan, floor, heap, stream, c, FORWARD, kind, 0.0, now)
    if skill.warm == 1:
        returning.set_guide(floor.contact[child], c)
        agents.hold_for_transfer(floor, c)
        set_timers(plan, floor, heap, contact.agent)
        return -1
    return finish_first_level(plan, floor, tally, log, heap, stream, c, now)


@rule
def finish_first_level(plan, floor, tally, log, heap, stream, c, now):
    """The agent of the first level is done with the customer. Returns the agent if nothing is to be wrapped up."""
    contact = floor.contact[c]
    wrap_up = agents.begin_wrap_up(plan, floor, stream, c, now)
    counting.count_handed_on(plan, tally, contact, floor.agent[contact.agent].group)
    return close_or_wrap_up(plan, floor, tally, log, heap, c, wrap_up, now)


@rule
def conversation_is_over(plan, floor, stream, c):
    """Whether this was the last turn; at the first one it is settled how many there will be."""
    contact = floor.contact[c]
    if contact.turn == 0:
        channels.begin_conversation(plan, stream, contact)
    return contact.turn + 1 >= contact.turns


@rule
def pause(plan, floor, tally, log, heap, stream, c, now):
    """The agent has answered and the customer will be back, or lets the conversation fall silent."""
    contact = floor.contact[c]
    t = plan.type[contact.type]
    gap = channels.gap_before_next_turn(plan, stream, contact)
    if gap >= t.expires:
        counting.count_expired(tally, contact)
        return settle_rarely(plan, floor, tally, log, heap, stream, c, now)
    counting.count_pause(plan, tally, contact, now)
    agents.pause_work(floor, c, now)
    a = contact.agent
    contact.state = PAUSING
    contact.own = a if t.kept == 1 else -1
    will_come(plan, floor, heap, c, now + gap)
    return a


@rule
def hands_free(plan, floor, tally, heap, stream, a, c, now):
    """Contact c leaves the hands of agent a, and the floor unless it pauses; what a does next."""
    available = agents.put_down_contact(plan, floor, tally.people, stream, a, c, now)
    if floor.contact[c].state != PAUSING:
        free_slot(floor, heap, c)
    set_timers(plan, floor, heap, a)
    g = floor.agent[a].group
    if available:
        look_for_work(plan, floor, tally, heap, stream, a, now)
        if plan.group[g].together >= 0:
            group_looks_for_work(plan, floor, tally, heap, stream, g, now)
    elif plan.group[g].rostered == 0:
        if plan.keeping == 1:
            give_to_others(plan, floor, tally, heap, stream, a, now)
        group_looks_for_work(plan, floor, tally, heap, stream, g, now)
    if plan.group[g].rostered == 1:
        after_the_shift(plan, floor, tally, heap, stream, a, now)


@rule
def give_to_others(plan, floor, tally, heap, stream, a, now):
    """The agent has gone home: conversations they kept go to whoever is free, or into the line of all."""
    while floor.own[a].first >= 0:
        c = floor.own[a].first
        queues.leave_queue(floor, c, now)
        floor.contact[c].own = -1
        other = routing.agent_for(plan, floor, stream, c, now)
        if other >= 0:
            take_rarely(plan, floor, tally, heap, stream, other, c, now)
        else:
            join(plan, floor, heap, c, now)
