"""The fast engine: the same floor as the reference, as one compiled loop over coming events.

Every decision is a rule of the rooms, called in the same order as the reference's processes call it. What is
here and only here is the machinery: slots for contacts, a heap of coming events, and events that turn out to
be stale (the customer was answered before their patience ended; the chat was re-timed) and are dropped.

The one surprising decision: arrays never grow inside the loop. Where there is no room left, the loop stops and
the shell runs the replication again with twice the room; chance hangs on the contacts, so nothing changes.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np

from sim import agents, arrays, channels, counting, demand, hours, routing, streams
from sim.arrays import CLOSING, HEADS, IN_LINE, NOWHERE, RINGING, TALKING, WRAPPING_UP
from sim.engines import clock
from sim.engines.clock import (
    ARRIVES,
    GIVES_UP,
    KIND_SHIFT,
    PICKS_UP,
    RETURNS,
    STAFF,
    TALK_ENDS,
    WRAP_UP_ENDS,
)
from sim.engines.heap import Heap, drop_first, new_heap, push
from sim.jit import compiled, rare_rule, rule

NUMBER = (1 << KIND_SHIFT) - 1
assert clock.SAMPLE < STAFF, "lines are read before anything happens"


# ---- slots and timers -----------------------------------------------------------------------------------


@rule
def take_slot(floor):
    """A free slot for a contact. The loop sees to it that two are free before each event; no event needs more."""
    counts = floor.counts[0]
    counts.free = counts.free - 1
    return floor.free[counts.free]


@rule
def free_slot(floor, c):
    """The contact is over."""
    counts = floor.counts[0]
    floor.contact[c].state = NOWHERE
    floor.contact[c].id = -1
    floor.free[counts.free] = c
    counts.free = counts.free + 1


@rule
def set_timers(floor, heap, a):
    """Every contact in the agent's hands whose next moment has changed gets a new event."""
    for i in range(floor.agent[a].open):
        c = floor.hand[a, i]
        contact = floor.contact[c]
        if contact.due != contact.timer:
            contact.timer = contact.due
            kind = TALK_ENDS
            if contact.state == WRAPPING_UP:
                kind = WRAP_UP_ENDS
            elif contact.state == RINGING:
                kind = PICKS_UP
            push(heap, floor, contact.due, (kind << KIND_SHIFT) | contact.id, c)


@rule
def sends_away(plan, floor, heap, stream, c, delay, answers, now):
    """The customer of contact c will be back as a contact of their own, after the delay."""
    if delay < 0.0 or now + delay >= plan.horizon:
        return
    contact = floor.contact[c]
    child = take_slot(floor)
    key_0, key_1 = streams.child_key(stream, (contact.key_0, contact.key_1))
    channels.becomes_contact(
        plan,
        floor,
        floor.contact[child],
        contact.type,
        contact.id,
        contact.attempt + 1,
        answers,
        key_0,
        key_1,
    )
    push(heap, floor, now + delay, (RETURNS << KIND_SHIFT) | contact.id, child)


@rare_rule
def is_on_the_way(plan, floor, heap, stream, c, now):
    """The contact that an order brings about comes later, or after the end of the run."""
    at = now + demand.delay_of(plan, stream, floor.contact[c])
    if at < plan.horizon:
        push(heap, floor, at, (RETURNS << KIND_SHIFT) | demand.number_of_order(floor), c)
    else:
        free_slot(floor, c)


# ---- what happens ---------------------------------------------------------------------------------------


@rule
def arrive(plan, floor, tally, log, heap, stream, c, now):
    """A contact reaches the service: a shut door, an agent at once, or the line."""
    contact = floor.contact[c]
    channels.arrives(plan, floor, stream, c, now)
    counting.count_attempt(plan, tally, contact)
    if not hours.door_is_open(plan, contact.type, now):
        counting.count_blocked(plan, tally, log, contact, now)
        delay = channels.delay_at_shut_door(plan, stream, contact, now)
        sends_away(plan, floor, heap, stream, c, delay, contact.answers, now)
        free_slot(floor, c)
        return
    counting.count_offered(plan, tally, contact)
    a = routing.agent_for(plan, floor, stream, c)
    if a >= 0:
        start(plan, floor, tally, heap, stream, a, c, now)
        if contact.state == RINGING:
            channels.starts_waiting(plan, contact, now)
            if contact.gives_up < contact.due:
                push(heap, floor, contact.gives_up, (GIVES_UP << KIND_SHIFT) | contact.id, c)
        return
    counting.count_delayed(plan, tally, contact)
    channels.starts_waiting(plan, contact, now)
    channels.joins_line(floor, c)
    if contact.gives_up < plan.horizon:
        push(heap, floor, contact.gives_up, (GIVES_UP << KIND_SHIFT) | contact.id, c)


@rule
def start(plan, floor, tally, heap, stream, a, c, now):
    """Agent a takes contact c."""
    agents.takes(plan, floor, tally.people, stream, a, c, now)
    contact = floor.contact[c]
    if contact.state == TALKING:
        counting.count_answered(plan, tally, contact, floor.agent[a].group, 0.0)
    set_timers(floor, heap, a)


@rule
def look_for_work(plan, floor, tally, heap, stream, a, now):
    """An available agent takes waiting contacts as long as there are any and hands for them."""
    while floor.agent[a].level >= 0:
        c = routing.contact_for(plan, floor, a)
        if c < 0:
            return
        channels.leaves_line(floor, c)
        start(plan, floor, tally, heap, stream, a, c, now)


@rare_rule
def group_looks_for_work(plan, floor, tally, heap, stream, g, now):
    """All available agents of a group look, those with the emptiest hands first."""
    level = 0
    while level < plan.group[g].at_once:
        a = floor.level[g, level].first
        if a >= 0 and routing.contact_for(plan, floor, a) >= 0:
            look_for_work(plan, floor, tally, heap, stream, a, now)
            level = 0
        else:
            level = level + 1


@rare_rule
def pick_up(plan, floor, tally, heap, stream, c, now):
    """The ringing stops: the conversation begins."""
    contact = floor.contact[c]
    rang = now - contact.paced_at
    agents.begins_talk(plan, floor, stream, c, now)
    counting.count_answered(plan, tally, contact, floor.agent[contact.agent].group, rang)
    set_timers(floor, heap, contact.agent)


@rule
def end_talk(plan, floor, tally, log, heap, stream, c, now):
    """The customer is gone, settled or not. True if the agent has something to wrap up."""
    contact = floor.contact[c]
    a = contact.agent
    wrap_up = agents.begins_wrap_up(plan, floor, stream, c, now)
    resolved = agents.resolves(plan, floor, stream, c)
    delay = -1.0
    if not resolved:
        delay = channels.repeat_delay(plan, stream, contact)
    counting.count_talk(plan, tally, contact, floor.agent[a].group, resolved, delay)
    sends_away(plan, floor, heap, stream, c, delay, contact.answers + 1, now)
    if wrap_up > 0.0:
        set_timers(floor, heap, a)
    return wrap_up > 0.0


@rule
def close(plan, floor, tally, log, c, now):
    """The contact is closed; returns the agent who held it."""
    contact = floor.contact[c]
    counting.count_wrap_up(plan, tally, log, contact, floor.agent[contact.agent].group, now)
    return contact.agent


@rule
def hands_free(plan, floor, tally, heap, stream, a, c, now):
    """Contact c leaves the hands of agent a and the floor; what a does next."""
    available = agents.puts_down(plan, floor, tally.people, a, c, now)
    free_slot(floor, c)
    set_timers(floor, heap, a)
    if available:
        look_for_work(plan, floor, tally, heap, stream, a, now)
    else:
        group_looks_for_work(plan, floor, tally, heap, stream, floor.agent[a].group, now)


@rule
def give_up(plan, floor, tally, log, heap, stream, c, now):
    """The customer hangs up, in line or while it rings, and may try again; returns the agent who rang, or -1."""
    contact = floor.contact[c]
    a = contact.agent
    contact.agent = -1
    counting.count_abandoned(plan, tally, log, contact, now)
    sends_away(plan, floor, heap, stream, c, channels.retry_delay(plan, stream, contact), contact.answers, now)
    if contact.state == RINGING:
        return a
    channels.leaves_line(floor, c)
    free_slot(floor, c)
    return -1


@rare_rule
def change_staff(plan, floor, tally, log, heap, stream, change, now):
    """A head count changes, or the doors of a type close on those in line."""
    if change.what == HEADS:
        g = change.who
        agents.set_heads(plan, floor, tally.people, g, change.heads, now)
        while floor.team[g].present < floor.team[g].heads:
            agents.comes_on_duty(plan, floor, g, now)
        group_looks_for_work(plan, floor, tally, heap, stream, g, now)
    elif change.what == CLOSING:
        kind = plan.type[change.who]
        for lane in range(kind.first_lane, kind.first_lane + kind.lanes):
            while floor.line[lane].first >= 0:
                c = floor.line[lane].first
                contact = floor.contact[c]
                channels.leaves_line(floor, c)
                counting.count_left(plan, tally, log, contact, now)
                delay = channels.retry_delay(plan, stream, contact)
                sends_away(plan, floor, heap, stream, c, delay, contact.answers, now)
                free_slot(floor, c)


@rule
def is_stale(contact, kind, number, now):
    """Whether an event speaks of a moment that will not come: answered meanwhile, re-timed, or somebody else's slot."""
    if contact.id != number:
        return True
    if kind == GIVES_UP:
        return not ((contact.state == IN_LINE or contact.state == RINGING) and contact.gives_up == now)
    if contact.due != now:
        return True
    if kind == TALK_ENDS:
        return contact.state != TALKING
    if kind == WRAP_UP_ENDS:
        return contact.state != WRAPPING_UP
    return contact.state != RINGING


@rule
def earliest_source(floor):
    """The type whose next customer comes first."""
    kind = 0
    for k in range(1, floor.source.shape[0]):
        if floor.source[k].at < floor.source[kind].at:
            kind = k
    return kind


# ---- the loop -------------------------------------------------------------------------------------------


def run(plan, floor, tally, log, heap, stream):
    """One replication from the first midnight to the horizon. Returns 1 where the room was too small, else 0.

    Shapes as in `arrays`; `log` has no rows where no log is kept; `stream` is a pair of words.
    """
    channels.nobody_is_here(plan, floor)
    demand.looks_ahead(plan, floor, stream)
    agents.everybody_is_away(plan, floor)
    counts = floor.counts[0]
    counts.free = floor.contact.shape[0]
    for c in range(counts.free):
        floor.free[c] = counts.free - 1 - c
        floor.contact[c].state = NOWHERE
        floor.contact[c].id = -1
    heap.size[0] = 0
    next_change = 0
    next_sample = 0
    coming = earliest_source(floor)

    while counts.full == 0:
        # which event is next: of the sources, the schedule, the heap
        now = floor.source[coming].at
        key = (ARRIVES << KIND_SHIFT) | coming
        if next_change < plan.staff.shape[0] and plan.staff[next_change].at <= now:
            now = plan.staff[next_change].at
            key = (STAFF << KIND_SHIFT) | next_change
        slot = -1
        if heap.size[0] > 0 and (heap.time[0] < now or (heap.time[0] == now and heap.key[0] < key)):
            now = heap.time[0]
            key = heap.key[0]
            slot = heap.slot[0]
            drop_first(heap)
        if now >= plan.horizon:
            break
        while next_sample * plan.interval <= now:
            counting.count_backlog(floor, tally, next_sample)
            next_sample = next_sample + 1
        kind = key >> KIND_SHIFT
        ordered = False

        # what it is
        if kind == ARRIVES:
            source = floor.source[coming]
            ordered = demand.comes_later(plan, source, coming)
            slot = take_slot(floor)
            channels.becomes_contact(plan, floor, floor.contact[slot], coming, -1, 1, 0, source.key_0, source.key_1)
            demand.next_customer(plan, source, stream, coming)
            coming = earliest_source(floor)
        agent = -1
        if ordered:
            is_on_the_way(plan, floor, heap, stream, slot, now)
        elif kind in (ARRIVES, RETURNS):
            arrive(plan, floor, tally, log, heap, stream, slot, now)
        elif kind == STAFF:
            change_staff(plan, floor, tally, log, heap, stream, plan.staff[next_change], now)
            next_change = next_change + 1
        elif is_stale(floor.contact[slot], kind, key & NUMBER, now):
            continue
        elif kind == PICKS_UP:
            pick_up(plan, floor, tally, heap, stream, slot, now)
        elif kind == GIVES_UP:
            agent = give_up(plan, floor, tally, log, heap, stream, slot, now)
        elif kind == WRAP_UP_ENDS or not end_talk(plan, floor, tally, log, heap, stream, slot, now):
            agent = close(plan, floor, tally, log, slot, now)

        # whose hands are free now
        if agent >= 0:
            hands_free(plan, floor, tally, heap, stream, agent, slot, now)
        if counts.free < 2 or (log.shape[0] > 0 and counts.contacts >= log.shape[0]):
            counts.full = 1

    if counts.full == 1:
        return 1
    for sample in range(next_sample, tally.backlog.shape[1]):
        counting.count_backlog(floor, tally, sample)
    agents.close_the_books(plan, floor, tally.people, plan.horizon)
    for c in range(floor.contact.shape[0]):
        counting.count_still_here(plan, tally, log, floor.contact[c])
    return 0


class Core:
    """The compiled loop with its working memory, kept from one replication to the next. One to a thread."""

    kernel: Any = None
    compiling = Lock()

    def __init__(self, plan: arrays.Plan) -> None:
        self.plan = plan
        with Core.compiling:
            if Core.kernel is None:
                Core.kernel = compiled(run)
        self.give_room(1024 + 4 * int(plan.group["size"].sum()))

    def give_room(self, slots: int) -> None:
        """Working memory for this many contacts at a time."""
        self.floor = arrays.new_floor(self.plan, slots)
        self.heap: Heap = new_heap(2 * slots)

    def replicate(self, stream: tuple[int, int], log_rows: int = 0) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
        """One replication: its sums, its log (`log_rows` > 0 is a first guess of the rows) and the final floor."""
        while True:
            tally = arrays.new_tally(self.plan)
            log = np.zeros(log_rows, arrays.RECORD)
            if Core.kernel(self.plan, self.floor, tally, log, self.heap, stream) == 0:
                return tally, log[: int(self.floor.counts[0]["contacts"])], self.floor
            self.give_room(2 * len(self.floor.contact))
            log_rows *= 2
