"""The specification: the floor as SimPy processes. Whoever knows a contact centre can follow it.

Five kinds of process make the story. The *customers* of each type come one after another. Each contact lives its
*life*: it comes, waits, is in an agent's hands, pauses, comes again. The *schedule* changes head counts and shuts
doors. People with a roster have a *working life*. And at the start of every interval somebody *reads the queues*.

A process says how time passes: for what it waits, and for whichever comes first. What then happens is a moment of
`sim.engines.moments`, and every decision in it a rule of the rooms; the core calls the very same ones. At the same
instant the order is not SimPy's own (first scheduled, first served) but the written order of `clock`: kind, then
number. Otherwise two engines, or two versions of SimPy, could tell different stories.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from copy import deepcopy
from heapq import heappush
from typing import Any

import numpy as np
import simpy

from sim.engines.clock import (
    ARRIVES,
    CHASES,
    DUTY,
    GIVES_UP,
    OPENS,
    PICKS_UP,
    QUITS,
    RETURNS,
    SAMPLE,
    STAFF,
    TALK_ENDS,
    WRAP_UP_ENDS,
    order_of,
)
from sim.engines.moments.answering import pick_up
from sim.engines.moments.arriving import come, new_customer
from sim.engines.moments.ending import break_off, close, end_talk
from sim.engines.moments.horizon import count_the_rest, open_floor
from sim.engines.moments.queueing import open_further
from sim.engines.moments.waiting import chase, give_up
from sim.engines.moments.working import change_staff, hands_free, look_around, move_on
from sim.engines.reference.table_objects import Column, fold, unfold_tuple
from sim.engines.reference.waking import Waking
from sim.engines.segments import keep_month, segments_of, with_copied_times
from sim.model import arrays, layout
from sim.model.arrays import ALWAYS, AWAY, IN_FRONT, IN_QUEUE, NEVER_AGAIN, NOWHERE, PAUSING, RINGING, WRAPPING_UP
from sim.model.backlog import begin_interval
from sim.model.people.rosters import close_times
from sim.model.world import World

Process = Generator[simpy.Event, Any, Any]
Moment = Callable[[World, int], int | None]


class Clock(simpy.Environment):
    """SimPy's environment, with events at a given instant in the written order.

    SimPy's own priorities 0 and 1 come first: they carry what follows at once from the event in hand.
    """

    has_happened = False

    def at(self, when: float, kind: int, number: int) -> simpy.Event:
        """An event at exactly this time; SimPy's timeout would add and subtract the present, and lose a bit."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        entry: Any = (when, 2 + order_of(kind, number, 0), next(self._eid), event)
        heappush(self._queue, entry)
        return event


class WatchedClock(Clock):
    """A clock by which the router looks again after an event, when all that follows at once from it has happened."""

    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__()
        self.look = look

    def step(self) -> None:
        """The next event; behind the last that follows from it, the router's look."""
        super().step()
        if self.has_happened and not (self._queue and self._queue[0][:2] < (self._now, 2)):
            self.has_happened = False
            self.look()


class FirstOf(simpy.Event):
    """The first of several moments; or, with the value None, something else that happens before."""

    env: Clock

    def may_be(self, moment: Moment, when: float, kind: int, number: int) -> None:
        """One of the moments, at this instant."""

        def come(_: simpy.Event) -> None:
            if not self.triggered:
                self.succeed(moment)

        self.env.at(when, kind, number).callbacks.append(come)


class Reference(Waking):
    """One replication of a plan, as processes."""

    def __init__(self, plan: arrays.Plan, stream: tuple[int, int], log_rows: bool = False) -> None:
        self.stream = stream
        self.arrays = plan
        self.plan = unfold_tuple(plan)
        self.floor = unfold_tuple(arrays.new_floor(self.arrays, 0))
        self.empty_tally = arrays.new_tally(self.arrays)
        self.tally = unfold_tuple(self.empty_tally)
        self.log: Any = Column(layout.RECORD) if log_rows else Column(None)
        self.clock = Clock() if plan.looks == NEVER_AGAIN else WatchedClock(lambda: look_around(self.world))
        self.news = {}
        self.calls = {}
        self.journeys = {}

    @property
    def world(self) -> World:
        """The floor at this instant, with this engine to let time pass."""
        return World(self.plan, self.floor, self.tally, self.log, self, self.stream, self.clock.now)

    # ---- processes ----------------------------------------------------------------------------------------

    def customers(self, kind: int) -> Process:
        """The customers of one type, one after another."""
        source = self.floor.source[kind]
        while source.at < math.inf:
            yield self.clock.at(source.at, ARRIVES, kind)
            self.something_happens()
            new_customer(self.world, kind)

    def life(self, c: int) -> Process:
        """A contact, from the first journey to the last wrap-up."""
        contact = self.floor.contact[c]
        while contact.state != NOWHERE:
            if contact.state in (AWAY, IN_FRONT, PAUSING):
                yield from self.comes(c)
            elif contact.state in (IN_QUEUE, RINGING):
                yield from self.waits(c)
            else:
                yield from self.is_in_hand(c)

    def comes(self, c: int) -> Process:
        """To the service at once, or after a journey: of who comes back, is in the self-service, or pauses."""
        if c in self.journeys:
            at, number = self.journeys.pop(c)
            yield self.clock.at(at, RETURNS, number)
            self.something_happens()
        come(self.world, c)

    def waits(self, c: int) -> Process:
        """In a queue, or ringing at an agent, until the contact is taken, or does something itself."""
        contact, first = self.floor.contact[c], FirstOf(self.clock)
        first.may_be(give_up, contact.gives_up, GIVES_UP, contact.id)
        if contact.state == RINGING:
            first.may_be(pick_up, contact.due, PICKS_UP, contact.id)
        else:
            if self.clock.now <= contact.chases < math.inf:
                first.may_be(chase, contact.chases, CHASES, contact.id)
            if contact.opens < math.inf:
                first.may_be(self.opens, contact.opens, OPENS, contact.id)
        yield from self.whatever_comes(c, first)

    def is_in_hand(self, c: int) -> Process:
        """In an agent's hands until the conversation ends, or the wrap-up, or the customer leaves."""
        contact, first = self.floor.contact[c], FirstOf(self.clock)
        contact.timer, contact.quit_timer = contact.due, contact.quits
        if contact.state == WRAPPING_UP:
            first.may_be(close, contact.due, WRAP_UP_ENDS, contact.id)
        else:
            first.may_be(end_talk, contact.due, TALK_ENDS, contact.id)
        if contact.quits < math.inf:
            first.may_be(break_off, contact.quits, QUITS, contact.id)
        yield from self.whatever_comes(c, first)

    def schedule(self) -> Process:
        """Head counts change, doors shut, shares change, as planned."""
        for number, change in enumerate(self.plan.staff):
            yield self.clock.at(change.at, STAFF, number)
            self.something_happens()
            change_staff(self.world, change)

    def working_life(self, a: int) -> Process:
        """Somebody with a roster: shifts, breaks and pauses, one moment after the other."""
        person = self.floor.person[a]
        while True:
            person.timer = person.at
            called = self.calls[a] = self.clock.event()
            yield self.clock.any_of([called, self.clock.at(person.at, DUTY, a)])
            if not called.triggered:
                del self.calls[a]
                self.something_happens()
                move_on(self.world, a)

    def reads_the_queues(self) -> Process:
        """The length of every queue at the start of every interval."""
        counts = self.floor.counts[0]
        while True:
            yield self.clock.at(counts.next_sample * self.plan.interval, SAMPLE, counts.next_sample)
            begin_interval(self.plan, self.floor, self.tally, counts.next_sample)
            counts.next_sample += 1

    # ---- what processes have in common ----------------------------------------------------------------------

    def begin_life(self, c: int) -> None:
        """The process of a contact, as soon as this event is over."""
        self.clock.process(self.life(c))

    def whatever_comes(self, c: int, first: FirstOf) -> Process:
        """The first of these moments of contact c, unless something else happens to it before."""
        self.news[c] = first
        moment = yield first
        if moment is None:
            return
        del self.news[c]
        self.something_happens()
        agent = moment(self.world, c)
        if agent is not None and agent >= 0:
            hands_free(self.world, agent, c)

    def opens(self, world: World, c: int) -> None:
        """The contact has waited so long that somebody else may take it; the router looks."""
        open_further(world, c)
        self.clock.has_happened = True

    def something_happens(self) -> None:
        """Behind this event the router looks again, where a scenario wants it to."""
        if self.plan.looks == ALWAYS:
            self.clock.has_happened = True

    # ---- one replication ------------------------------------------------------------------------------------

    def run(self) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
        """From the first midnight to the horizon: sums, log, final floor."""
        clock, plan = self.clock, self.plan
        open_floor(self.world)
        clock.process(self.reads_the_queues())
        clock.process(self.schedule())
        for a, seat in enumerate(plan.seat):
            if plan.group[seat.group].rostered == 1:
                clock.process(self.working_life(a))
        for kind in range(len(plan.type)):
            clock.process(self.customers(kind))
        kept = self.empty_tally
        for segment in segments_of(self.arrays):
            clock.run(until=segment.until)
            floor, tally = self.floor, self.tally
            if segment.is_last:
                count_the_rest(self.world)
            elif segment.month >= 0:
                floor, tally = with_copied_times(floor, tally, deepcopy)
            if segment.is_last or segment.month >= 0:
                close_times(self.world._replace(floor=floor, tally=tally))
            if segment.month >= 0:
                keep_month(self.sums_so_far(kept), segment.month, fold(self.empty_tally.people, tally.people))
        return self.sums_so_far(kept), self.log.as_array(), self.last_floor()

    def sums_so_far(self, kept: arrays.Tally) -> arrays.Tally:
        """The sums as arrays, beside the months kept before."""
        now = arrays.Tally(*(fold(a, b) for a, b in zip(self.empty_tally, self.tally, strict=True)))
        return now._replace(month_flow=kept.month_flow, month_served=kept.month_served, month_people=kept.month_people)

    def last_floor(self) -> arrays.Floor:
        """The tables of the people at the end, as arrays."""
        floor = arrays.new_floor(self.arrays, 0)
        names = ("agent", "team", "person", "spent")
        return floor._replace(**{name: fold(getattr(floor, name), getattr(self.floor, name)) for name in names})
