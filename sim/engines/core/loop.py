"""The fast engine: the same floor as the reference, as one compiled loop over coming events.

What happens at an event is a moment of `sim.engines.moments`, the very one that the reference's processes call. What is
here and only here is the machinery: slots for contacts, a heap of coming events, and events that turn out to
be stale (the customer was answered before their patience ended; the chat was re-timed) and are dropped.

Arrays never grow inside the loop. Where there is no room left, the loop stops and
the shell runs the replication again with twice the room; the random numbers belong to the contacts, so nothing changes.
"""

from __future__ import annotations

import math
from threading import Event, Lock
from typing import Any, ClassVar

import numpy as np

from sim.engines import clock
from sim.engines.clock import (
    ARRIVES,
    CHASES,
    DUTY,
    GIVES_UP,
    OPENS,
    PICKS_UP,
    QUITS,
    RETURNS,
    STAFF,
    TALK_ENDS,
    WRAP_UP_ENDS,
    kind_in,
    number_in,
    order_of,
    slot_in,
)
from sim.engines.core import timers  # noqa: F401  compiled code runs these rules for the verbs of the moments
from sim.engines.core.heap import Heap, clear, close_gap, happens, new_heap
from sim.engines.core.patience_heap import stays
from sim.engines.moments.answering import pick_up
from sim.engines.moments.arriving import come, new_customer
from sim.engines.moments.ending import break_off, close, end_talk
from sim.engines.moments.horizon import count_the_rest, open_floor
from sim.engines.moments.queueing import open_further
from sim.engines.moments.waiting import chase, give_up
from sim.engines.moments.working import change_staff, hands_free, look_around, move_on
from sim.engines.segments import keep_month, segments_of, with_copied_times
from sim.errors import TooLargeError
from sim.jit.compiler import compiled_for
from sim.jit.precompile import compiled_elsewhere
from sim.model import arrays, layout, plain
from sim.model.arrays import ALWAYS, DIALLING, HANDING, IN_QUEUE, NEVER_AGAIN, NOWHERE, RINGING, TALKING, WRAPPING_UP
from sim.model.backlog import begin_interval
from sim.model.people.rosters import close_times
from sim.model.world import World
from sim.rules import POLICY_FAILED, PolicyError, by_reference, rule

assert clock.SAMPLE < STAFF, "lines are read before anything happens"

NO_SLOT, NO_ROW = 1, 3
"""What ran out, beside `heap.FULL`."""


@rule
def is_stale(contact, kind, number, now):
    """Whether an event speaks of a moment that will not come: answered meanwhile, re-timed, or somebody else's slot."""
    if contact.id != number:
        return True
    if kind == GIVES_UP:
        return not ((contact.state == IN_QUEUE or contact.state == RINGING) and contact.gives_up == now)
    if kind == CHASES:
        return not (contact.state == IN_QUEUE and contact.chases == now)
    if kind == OPENS:
        return not (contact.state == IN_QUEUE and contact.opens == now)
    if kind == QUITS:
        return not (contact.state == TALKING and contact.quits == now)
    if contact.due != now:
        return True
    if kind == TALK_ENDS:
        return contact.state not in (TALKING, HANDING, DIALLING)
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


@rule
def next_staff(plan, number):
    """The instant of the next change on the schedule, infinite after the last."""
    if number < plan.staff.shape[0]:
        return plan.staff[number].at
    return math.inf


# ---- the loop -------------------------------------------------------------------------------------------


@rule
def begin(world):
    """The first midnight: all slots are free, and no event is coming but the first ones."""
    floor = world.floor
    counts = floor.counts[0]
    counts.free = floor.contact.shape[0]
    for c in range(counts.free):
        floor.free[c] = counts.free - 1 - c
        floor.contact[c].state = NOWHERE
        floor.contact[c].id = -1
    clear(world.events)
    open_floor(world)
    counts.begun = 1
    counts.next_change = 0
    counts.next_sample = 0
    counts.coming = earliest_source(floor)


def run(plan, floor, tally, log, heap, stream, until, closes):
    """One replication from where it stands up to an instant. Returns what ran out of room, else 0.

    Shapes as in `arrays`; `log` has no rows where no log is kept; `stream` is a pair of words. What happens at `until`
    itself belongs to the next segment. `closes` 1: everybody's time up to then is accounted for.
    """
    tables = by_reference(plan), by_reference(floor), by_reference(tally), by_reference(log), by_reference(heap)
    return replication(tables[0], tables[1], tables[2], tables[3], tables[4], stream, until, closes)


@rule
def replication(plan, floor, tally, log, heap, stream, until, closes):
    """`run`, with all tables passed by their addresses."""
    counts = floor.counts[0]
    if counts.begun == 0:
        begin(World(plan, floor, tally, log, heap, stream, 0.0))
    next_change = counts.next_change
    coming = counts.coming

    next_time = 0.0  # of the schedule, the intervals, the end: until then nobody need look at them

    while counts.full == 0:
        # which event is next: of the sources, those whose patience runs, the heap; of the schedule, once in a while
        if heap.gap[0] == 1:
            close_gap(heap)
        now = floor.source[coming].at
        order = order_of(ARRIVES, coming, 0)
        slot = -1
        if heap.time[0] <= now and (heap.time[0] < now or heap.order[0] < order):
            now = heap.time[0]
            order = heap.order[0]
            slot = slot_in(order)
        gives_up = heap.wait_time[0] <= now and (heap.wait_time[0] < now or heap.wait_order[0] < order)
        if gives_up:
            now = heap.wait_time[0]
            order = heap.wait_order[0]
            slot = heap.wait_slot[0]
        if now >= next_time:
            change = next_staff(plan, next_change)
            if change <= now and (change < now or order_of(STAFF, next_change, 0) < order):
                now = change
                order = order_of(STAFF, next_change, 0)
                slot = -1
                gives_up = False
            if now >= until:
                break
            while counts.next_sample * plan.interval <= now:
                begin_interval(plan, floor, tally, counts.next_sample)
                counts.next_sample = counts.next_sample + 1
            next_time = min(until, change, counts.next_sample * plan.interval)
        if gives_up:
            stays(heap, slot)
        elif slot >= 0:
            happens(heap)
        kind = kind_in(order)
        world = World(plan, floor, tally, log, heap, stream, now)

        # what it is
        agent = -1
        if kind == ARRIVES:
            slot = new_customer(world, coming)
            coming = earliest_source(floor)
        if kind in (ARRIVES, RETURNS):
            if slot >= 0:
                come(world, slot)
        elif kind == STAFF:
            change_staff(world, plan.staff[next_change])
            next_change = next_change + 1
        elif kind == DUTY:
            if plan.group[floor.agent[slot].group].rostered == 0 or floor.person[slot].at != now:
                continue
            move_on(world, slot)
        elif is_stale(floor.contact[slot], kind, number_in(order), now):
            continue
        elif kind == PICKS_UP:
            pick_up(world, slot)
        elif kind == GIVES_UP:
            agent = give_up(world, slot)
        elif kind == TALK_ENDS:
            agent = end_talk(world, slot)
        elif kind == WRAP_UP_ENDS:
            agent = close(world, slot)
        elif kind == QUITS:
            agent = break_off(world, slot)
        elif plan.looks != NEVER_AGAIN and kind == OPENS:
            open_further(world, slot)
        elif plan.type[floor.contact[slot].type].chase_after >= 0:
            chase(world, slot)

        # whose hands are free now
        if agent >= 0:
            hands_free(world, agent, slot)
        if plan.looks != NEVER_AGAIN and (plan.looks == ALWAYS or kind == OPENS):
            look_around(world)
        if counts.full > 0:
            break
        if counts.free < 2:
            counts.full = NO_SLOT
        elif log.shape[0] > 0 and counts.contacts >= log.shape[0]:
            counts.full = NO_ROW

    if counts.full > 0:
        return counts.full
    counts.next_change = next_change
    counts.coming = coming
    end(World(plan, floor, tally, log, heap, stream, until), closes)
    return 0


@rule
def end(world, closes):
    """The instant up to which the replication runs: its intervals have begun; at the horizon the rest is counted."""
    counts = world.floor.counts[0]
    while counts.next_sample * world.plan.interval < world.now:
        begin_interval(world.plan, world.floor, world.tally, counts.next_sample)
        counts.next_sample = counts.next_sample + 1
    if closes == 1:
        close_times(world)
    if world.now >= world.plan.horizon:
        count_the_rest(world)


class HaltedError(RuntimeError):
    """The replication was stopped from outside."""


class Core:
    """The compiled loop with its working memory, kept from one replication to the next. One to a thread."""

    kernels: ClassVar[dict[str, Any]] = {}
    """By variant: that of plain services, see `sim.model.plain`, and ("") that of all services."""
    compiling = Lock()

    def __init__(self, plan: arrays.Plan, halted: Event | None = None, whole: bool = False) -> None:
        """`whole`: nothing is left out of the core, even if the service is plain."""
        self.is_plain = not whole and plain.is_plain(plan)
        self.plan = plain.PlainPlan(*plan) if self.is_plain else plan
        self.halted = halted or Event()
        """Set by another thread to stop this one; it is looked at between the parts of a run."""
        slots = 1024 + 4 * int(plan.group["size"].sum())
        self.rows = 0
        self.floor = self.new_floor(slots)
        self.new_tally = arrays.ZeroTables(arrays.new_tally(plan))
        self.events = 2 * slots
        self.heap: Heap = new_heap(self.events, slots)
        with Core.compiling:
            self.kernel = self.kernel_of("plain" if self.is_plain else "")

    def new_floor(self, slots: int) -> arrays.Floor:
        """An empty floor of the core's kind, with room for so many contacts at a time."""
        floor = arrays.new_floor(self.plan, slots)
        return plain.PlainFloor(*floor) if self.is_plain else floor

    def kernel_of(self, variant: str) -> Any:
        """The loop as machine code, compiled or loaded if this process does not have it yet."""
        if variant not in Core.kernels:
            log = np.zeros(0, layout.RECORD)
            example = (self.plan, self.floor, arrays.new_tally(self.plan), log, self.heap, (0, 0), 0.0, 0)
            folder = compiled_elsewhere(run, example, variant, self.halted.is_set)
            if self.halted.is_set():
                raise HaltedError
            Core.kernels[variant] = compiled_for(run, example, folder)
        return Core.kernels[variant]

    def replicate(self, stream: tuple[int, int], log_rows: int = 0) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
        """One replication: its sums, its log (`log_rows` > 0 is a first guess of the rows) and the final floor."""
        while True:
            tally = self.new_tally()
            self.rows = max(log_rows, self.rows) if log_rows > 0 else 0
            log = np.zeros(self.rows, layout.RECORD)
            self.floor.counts[0]["begun"] = 0
            lack = 0
            for segment in segments_of(self.plan):
                lack = self.kernel(
                    self.plan, self.floor, tally, log, self.heap, stream, segment.until, int(segment.is_last)
                )
                if lack != 0:
                    break
                if segment.month >= 0 and not segment.is_last:
                    floor, sums = with_copied_times(self.floor, tally)
                    self.kernel(self.plan, floor, sums, log, self.heap, stream, segment.until, 1)
                    keep_month(tally, segment.month, sums.people)
                elif segment.month >= 0:
                    keep_month(tally, segment.month, tally.people)
                if self.halted.is_set():
                    raise HaltedError
            if lack == POLICY_FAILED:
                raise PolicyError
            if lack == 0:
                return tally, log[: int(self.floor.counts[0]["contacts"])], self.floor
            self.give_room(lack)

    def give_room(self, lack: int) -> None:
        """Twice the room of what ran out; the rest stays as it is."""
        if lack == NO_ROW:
            self.rows *= 2
            return
        if lack == NO_SLOT:
            slots = len(self.floor.contact)
            if slots > clock.SLOT:  # one more would be taken for another
                raise TooLargeError(f"more than {slots} contacts at a time: the core cannot tell them apart")
            self.floor = self.new_floor(min(2 * slots, clock.SLOT + 1))
        else:
            self.events *= 2
        self.heap = new_heap(self.events, len(self.floor.contact))
