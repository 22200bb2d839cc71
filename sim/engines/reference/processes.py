"""The specification: the floor as SimPy processes. Whoever knows a contact centre can follow it.

Six kinds of process make the story. The *customers* of each type come one after another. Each contact lives its
*life*: a machine perhaps, the door, the line, the conversation, the wrap-up. Some *come* again. The *schedule*
changes head counts and closes doors. People with a roster have a *working life*. And at the start of every interval
somebody *reads the lines*.

Decisions are not taken here: they are rules of the rooms, and the core calls the very same ones. What this file
says is in which order things happen. The one surprising decision: at the same instant the order is not SimPy's
own (first scheduled, first served) but the written order of `clock`: kind, then number. Otherwise two
engines, or two versions of SimPy, could tell different stories.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from copy import deepcopy
from heapq import heappush
from typing import Any

import numpy as np
import simpy

from sim import channels, routing
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
from sim.engines.reference.table_objects import Column, fold, unfold_tuple
from sim.engines.reference.visits import Visits
from sim.engines.segments import in_pencil, keep_month, parts_of
from sim.model import arrays, backlog, counting, layout, queues
from sim.model.arrays import ALWAYS, HEADS, IN_FRONT, IN_QUEUE, NOWHERE, PAUSING, RINGING, SHARES, WRAPPING_UP
from sim.model.customers import arrivals, returning
from sim.model.people import duty, rosters

Process = Generator[simpy.Event, Any, Any]


class Clock(simpy.Environment):
    """SimPy's environment, with events at a given instant in the written order.

    SimPy's own priorities 0 and 1 come first: they carry what follows at once from the event in hand. Where the router
    looks again after every event, it does so when all of that has happened.
    """

    look: Callable[[], None]
    has_happened = False

    def step(self) -> None:
        """The next event; behind the last that follows from it, the router's look."""
        super().step()
        if self.has_happened and not (self._queue and self._queue[0][:2] < (self._now, 2)):
            self.has_happened = False
            self.look()

    def at(self, when: float, kind: int, number: int) -> simpy.Event:
        """An event at exactly this time; SimPy's timeout would add and subtract the present, and lose a bit."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        entry: Any = (when, 2 + order_of(kind, number, 0), next(self._eid), event)
        heappush(self._queue, entry)
        return event


class Reference(Visits):
    """One replication of a plan, told by processes."""

    def __init__(self, plan: arrays.Plan, stream: tuple[int, int], log_rows: bool = False) -> None:
        self.stream = stream
        self.arrays = plan
        self.plan = plan = unfold_tuple(plan)
        self.floor = unfold_tuple(arrays.new_floor(self.arrays, 0))
        self.empty_tally = arrays.new_tally(self.arrays)
        self.tally = unfold_tuple(self.empty_tally)
        self.log: Any = Column(layout.RECORD) if log_rows else Column(None)
        self.clock = Clock()
        self.clock.look = self.looks_around
        self.news = {}
        self.paused = {}
        self.calls = {}
        queues.clear_queues(plan, self.floor)
        arrivals.start_sources(plan, self.floor, stream)
        duty.reset_teams(plan, self.floor)
        rosters.reset_people(plan, self.floor, stream)

    def run(self) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
        """From the first midnight to the horizon: sums, log, final floor."""
        clock, plan = self.clock, self.plan
        clock.process(self.reads_the_lines())
        clock.process(self.schedule())
        for a, seat in enumerate(plan.seat):
            if plan.group[seat.group].rostered == 1:
                clock.process(self.working_life(a))
        for kind in range(len(plan.type)):
            clock.process(self.customers(kind))
        kept = self.empty_tally
        for part in parts_of(self.arrays):
            clock.run(until=part.until)
            floor, books = self.floor, self.tally
            if part.is_last:
                self.ends()
            elif part.month >= 0:
                floor, books = in_pencil(floor, books, deepcopy)
            if part.is_last or part.month >= 0:
                rosters.close_times(plan, floor, books.people, part.until)
            if part.month >= 0:
                keep_month(self.sums_so_far(kept), part.month, fold(self.empty_tally.people, books.people))
        tally = self.sums_so_far(kept)
        floor = arrays.new_floor(self.arrays, 0)
        names = ("agent", "team", "person", "spent")
        told = {name: fold(getattr(floor, name), getattr(self.floor, name)) for name in names}
        floor = floor._replace(**told)
        return tally, self.log.as_array(), floor

    def ends(self) -> None:
        """The horizon: what is left of the lines is read, and whoever is still here is counted."""
        for sample in range(self.samples_read, self.empty_tally.backlog.shape[1]):
            backlog.count_backlog(self.plan, self.floor, self.tally, sample, sample * self.plan.interval)
        backlog.close_queues(self.plan, self.floor, self.tally)
        for contact in self.floor.contact:
            backlog.count_still_here(self.plan, self.tally, self.log, contact)

    def sums_so_far(self, kept: arrays.Tally) -> arrays.Tally:
        """The sums as arrays, beside the months kept before."""
        now = arrays.Tally(*(fold(a, b) for a, b in zip(self.empty_tally, self.tally, strict=True)))
        return now._replace(month_flow=kept.month_flow, month_served=kept.month_served, month_people=kept.month_people)

    # ---- processes --------------------------------------------------------------------------------------

    def customers(self, kind: int) -> Process:
        """The customers of one type, one after another."""
        source = self.floor.source[kind]
        while source.at < math.inf:
            yield self.clock.at(source.at, ARRIVES, kind)
            self.something_happens()
            ordered = arrivals.is_still_to_come(self.plan, source, kind)
            c = self.new_contact()
            contact = self.floor.contact[c]
            returning.fill_contact(self.plan, contact, kind, source.key_0, source.key_1)
            if source.ahead >= 0:
                returning.set_draws(contact, self.floor.ahead[kind, source.ahead])
            if source.is_stock == arrivals.WITH_TALK:
                returning.set_recorded_talk(self.stream, contact, source.talk_s)
            elif source.is_stock == arrivals.IN_STOCK:
                age = arrivals.age_of(self.plan, self.stream, contact)
                returning.set_waiting_since(contact, self.clock.now - age)
            arrivals.find_next_customer(self.plan, self.floor, self.stream, kind)
            self.clock.process(self.is_on_the_way(c) if ordered else self.life(c))

    def life(self, c: int) -> Process:
        """A contact: the machine, the door, the line, the conversation, the wrap-up; pauses and interruptions."""
        contact = self.floor.contact[c]
        yield from self.comes(c)
        while contact.state != NOWHERE:
            if contact.state in (IN_QUEUE, RINGING):
                yield from self.waits(c)
            elif contact.state == PAUSING:
                at, journey = self.paused.pop(c)
                yield self.clock.at(at, RETURNS, journey)
                self.something_happens()
                self.goes_on(c)
            else:
                yield from self.works(c)

    def comes(self, c: int) -> Process:
        """Whatever stands before the people: the menu or the bot, then the door."""
        plan, contact = self.plan, self.floor.contact[c]
        channels.register_arrival(plan, self.floor, self.stream, c, self.clock.now)
        counting.count_attempt(plan, self.tally, contact)
        if contact.in_front == 1:
            if not queues.take_trunk_in_front(plan, self.floor, contact):
                self.is_turned_away(c, busy=True)
                return
            delay = channels.time_in_front(plan, self.stream, contact)
            if delay > 0.0:
                contact.state = IN_FRONT
                yield self.clock.at(self.clock.now + delay, RETURNS, self.next_journey())
                self.something_happens()
            contact.in_front = 0
            counting.count_entry(self.tally, contact)
            if channels.is_contained(plan, self.stream, contact):
                self.goes_home_contained(c)
                return
            contact.queued = self.clock.now
        self.knocks(c)

    def waits(self, c: int) -> Process:
        """In line, or ringing at an agent, until something happens to the contact."""
        contact, clock = self.floor.contact[c], self.clock
        events = [self.has_news(c), clock.at(contact.gives_up, GIVES_UP, contact.id)]
        if contact.state == RINGING:
            events.append(clock.at(contact.due, PICKS_UP, contact.id))
            then = [self.picks_up]
        else:
            then = []
            if clock.now <= contact.chases < math.inf:
                events.append(clock.at(contact.chases, CHASES, contact.id))
                then.append(self.chases)
            if contact.opens < math.inf:
                events.append(clock.at(contact.opens, OPENS, contact.id))
                then.append(self.opens)
        yield clock.any_of(events)
        if events[0].triggered:
            return
        del self.news[c]
        self.something_happens()
        if events[1].processed:
            self.gives_up(c)
        else:
            next(what for what, event in zip(then, events[2:], strict=True) if event.processed)(c)

    def works(self, c: int) -> Process:
        """In an agent's hands until something happens: an end that does not move, or news."""
        contact, clock = self.floor.contact[c], self.clock
        kind = WRAP_UP_ENDS if contact.state == WRAPPING_UP else TALK_ENDS
        events = [self.has_news(c), clock.at(contact.due, kind, contact.id)]
        if contact.quits < math.inf:
            events.append(clock.at(contact.quits, QUITS, contact.id))
        yield clock.any_of(events)
        if events[0].triggered:
            return
        del self.news[c]
        self.something_happens()
        if kind == WRAP_UP_ENDS:
            self.closes(c)
        elif events[1].processed:
            self.ends_talk(c)
        else:
            counting.count_broken(self.tally, contact)
            self.settles(c, False)

    def follows_later(self, child: int, at: float, journey: int) -> Process:
        """A contact that follows another one comes after a while."""
        yield self.clock.at(at, RETURNS, journey)
        self.something_happens()
        yield from self.life(child)

    def is_on_the_way(self, c: int) -> Process:
        """The contact that an order brings about comes later, or after the end of the run."""
        at = self.clock.now + arrivals.delay_of(self.plan, self.stream, self.floor.contact[c])
        if at < self.plan.horizon:
            yield from self.follows_later(c, at, self.next_journey())

    def schedule(self) -> Process:
        """Head counts change, doors close, shares change, as planned."""
        for number, change in enumerate(self.plan.staff):
            yield self.clock.at(change.at, STAFF, number)
            self.something_happens()
            if change.what == HEADS:
                self.changes_heads(change.who, change.heads)
            elif change.what == SHARES:
                self.floor.split[change.who] = change.heads
            else:
                self.closes_doors(change.who)

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
                self.moves_on(a)

    def reads_the_lines(self) -> Process:
        """The length of every line at the start of every interval."""
        self.samples_read = 0
        while True:
            now = self.samples_read * self.plan.interval
            yield self.clock.at(now, SAMPLE, self.samples_read)
            backlog.begin_interval(self.plan, self.floor, self.tally, self.samples_read)
            self.samples_read += 1

    def opens(self, c: int) -> None:
        """The contact has waited so long that somebody else may take it; the router looks."""
        contact = self.floor.contact[c]
        contact.opens = routing.next_opening(self.plan, contact, self.clock.now)
        self.clock.has_happened = True

    def something_happens(self) -> None:
        """Behind this event the router looks again, where a scenario wants it to."""
        if self.plan.looks == ALWAYS:
            self.clock.has_happened = True

    def has_news(self, c: int) -> simpy.Event:
        """An event that others trigger when something happens to a contact that waits or is in hand."""
        contact = self.floor.contact[c]
        contact.timer, contact.quit_timer = contact.due, contact.quits
        self.news[c] = self.clock.event()
        return self.news[c]
