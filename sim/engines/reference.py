"""The specification: the floor as SimPy processes. Whoever knows a contact centre can follow it.

Five kinds of process make the story. The *customers* of each type come one after another. Each contact lives
its *life*: it finds the door open or shut, waits, talks, is wrapped up. Some *come back*. The *schedule* changes head
counts and closes doors. And at the start of every interval somebody *reads the lines*.

Decisions are not taken here: they are rules of the rooms, and the core calls the very same ones. What this file
says is in which order things happen. The one surprising decision: at the same instant the order is not SimPy's
own (first scheduled, first served) but the written order of `clock`: kind, then number. Otherwise two
engines, or two versions of SimPy, could tell different stories.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from heapq import heappush
from typing import Any

import numpy as np
import simpy

from sim import agents, arrays, channels, counting, demand, hours, routing, streams
from sim.arrays import HEADS, NOWHERE, RINGING, TALKING
from sim.engines.clock import (
    ARRIVES,
    GIVES_UP,
    KIND_SHIFT,
    PICKS_UP,
    RETURNS,
    SAMPLE,
    STAFF,
    TALK_ENDS,
    WRAP_UP_ENDS,
)
from sim.engines.unfolded import Column, fold, unfold_tuple

Process = Generator[simpy.Event, Any, Any]


class Clock(simpy.Environment):
    """SimPy's environment, with events at a given instant in the written order.

    SimPy's own priorities 0 and 1 come first: they carry what follows at once from the event in hand.
    """

    def at(self, when: float, kind: int, number: int) -> simpy.Event:
        """An event at exactly this time; SimPy's timeout would add and subtract the present, and lose a bit."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        entry: Any = (when, 2 + ((kind << KIND_SHIFT) | number), next(self._eid), event)
        heappush(self._queue, entry)
        return event


class Reference:
    """One replication of a plan, told by processes."""

    def __init__(self, plan: arrays.Plan, stream: tuple[int, int], log_rows: bool = False) -> None:
        self.stream = stream
        self.arrays = plan
        self.plan = plan = unfold_tuple(plan)
        self.floor = unfold_tuple(arrays.new_floor(self.arrays, 0))
        self.empty_tally = arrays.new_tally(self.arrays)
        self.tally = unfold_tuple(self.empty_tally)
        self.log: Any = Column(arrays.RECORD) if log_rows else Column(None)
        self.clock = Clock()
        self.news: dict[int, simpy.Event] = {}
        channels.nobody_is_here(plan, self.floor)
        demand.looks_ahead(plan, self.floor, stream)
        agents.everybody_is_away(plan, self.floor)

    def run(self) -> tuple[arrays.Tally, np.ndarray, arrays.Floor]:
        """From the first midnight to the horizon: sums, log, final floor."""
        clock, plan = self.clock, self.plan
        clock.process(self.reads_the_lines())
        clock.process(self.schedule())
        for kind in range(len(plan.type)):
            clock.process(self.customers(kind))
        clock.run(until=plan.horizon)
        for sample in range(self.samples_read, self.empty_tally.backlog.shape[1]):
            counting.count_backlog(self.floor, self.tally, sample)
        agents.close_the_books(plan, self.floor, self.tally.people, plan.horizon)
        for contact in self.floor.contact:
            counting.count_still_here(plan, self.tally, self.log, contact)
        tally = arrays.Tally(*(fold(a, b) for a, b in zip(self.empty_tally, self.tally, strict=True)))
        floor = arrays.new_floor(self.arrays, 0)
        floor = floor._replace(agent=fold(floor.agent, self.floor.agent), team=fold(floor.team, self.floor.team))
        return tally, self.log.as_array(), floor

    # ---- processes --------------------------------------------------------------------------------------

    def customers(self, kind: int) -> Process:
        """The customers of one type, one after another."""
        source = self.floor.source[kind]
        while source.at < math.inf:
            yield self.clock.at(source.at, ARRIVES, kind)
            ordered = demand.comes_later(self.plan, source, kind)
            c = self.new_contact()
            channels.becomes_contact(
                self.plan, self.floor, self.floor.contact[c], kind, -1, 1, 0, source.key_0, source.key_1
            )
            demand.next_customer(self.plan, source, self.stream, kind)
            self.clock.process(self.is_on_the_way(c) if ordered else self.life(c))

    def life(self, c: int) -> Process:
        """A contact: the door, the line, the conversation, the wrap-up."""
        plan, floor, tally, contact = self.plan, self.floor, self.tally, self.floor.contact[c]
        channels.arrives(plan, floor, self.stream, c, self.clock.now)
        counting.count_attempt(plan, tally, contact)
        if not hours.door_is_open(plan, contact.type, self.clock.now):
            self.finds_the_door_shut(c)
            return
        counting.count_offered(plan, tally, contact)
        a = routing.agent_for(plan, floor, self.stream, c)
        if a >= 0:
            self.starts(a, c)
        else:
            counting.count_delayed(plan, tally, contact)
            channels.joins_line(floor, c)
        if contact.state != TALKING:
            channels.starts_waiting(plan, contact, self.clock.now)
            answered = yield from self.waits(c)
            if not answered:
                return
        yield from self.works(c, TALK_ENDS)
        wrap_up = self.ends_talk(c)
        if wrap_up > 0.0:
            yield from self.works(c, WRAP_UP_ENDS)
        self.closes(c)

    def waits(self, c: int) -> Process:
        """In line, then perhaps ringing at an agent, until the conversation begins (True) or will never (False)."""
        contact, clock = self.floor.contact[c], self.clock
        gives_up = clock.at(contact.gives_up, GIVES_UP, contact.id)
        while True:
            events = [self.has_news(c), gives_up]
            if contact.state == RINGING:
                events.append(clock.at(contact.due, PICKS_UP, contact.id))
            yield clock.any_of(events)
            if contact.state == TALKING:
                return True
            if contact.state == NOWHERE:
                return False
            if gives_up.processed:
                self.gives_up(c)
                return False
            if contact.state == RINGING and events[-1].processed:
                self.picks_up(c)
                return True

    def works(self, c: int, kind: int) -> Process:
        """A conversation or a wrap-up; if the pace changes meanwhile, its end moves."""
        contact = self.floor.contact[c]
        while True:
            end = self.clock.at(contact.due, kind, contact.id)
            news = self.has_news(c)
            yield end | news
            if not news.triggered:
                del self.news[c]
                return

    def comes_back(self, c: int, at: float, parent: int) -> Process:
        """A customer who was not helped is back after a while."""
        yield self.clock.at(at, RETURNS, parent)
        yield from self.life(c)

    def is_on_the_way(self, c: int) -> Process:
        """The contact that an order brings about comes later, or after the end of the run."""
        at = self.clock.now + demand.delay_of(self.plan, self.stream, self.floor.contact[c])
        if at < self.plan.horizon:
            yield from self.comes_back(c, at, demand.number_of_order(self.floor))

    def schedule(self) -> Process:
        """Head counts change and doors close, as planned."""
        for number, change in enumerate(self.plan.staff):
            yield self.clock.at(change.at, STAFF, number)
            if change.what == HEADS:
                self.changes_heads(change.who, change.heads)
            else:
                self.closes_doors(change.who)

    def reads_the_lines(self) -> Process:
        """The length of every line at the start of every interval."""
        self.samples_read = 0
        while True:
            yield self.clock.at(self.samples_read * self.plan.interval, SAMPLE, self.samples_read)
            counting.count_backlog(self.floor, self.tally, self.samples_read)
            self.samples_read += 1

    # ---- what happens at an instant -----------------------------------------------------------------------

    def finds_the_door_shut(self, c: int) -> None:
        """Blocked; some come back."""
        contact, now = self.floor.contact[c], self.clock.now
        counting.count_blocked(self.plan, self.tally, self.log, contact, now)
        delay = channels.delay_at_shut_door(self.plan, self.stream, contact, now)
        self.sends_away(c, delay, contact.answers)
        contact.state = NOWHERE

    def starts(self, a: int, c: int) -> None:
        """Agent a takes contact c."""
        plan, floor, contact = self.plan, self.floor, self.floor.contact[c]
        agents.takes(plan, floor, self.tally.people, self.stream, a, c, self.clock.now)
        if contact.state == TALKING:
            counting.count_answered(plan, self.tally, contact, floor.agent[a].group, 0.0)
        self.tells_all_in_hand(a)

    def picks_up(self, c: int) -> None:
        """The ringing stops: the conversation begins."""
        contact, now = self.floor.contact[c], self.clock.now
        rang = now - contact.paced_at
        agents.begins_talk(self.plan, self.floor, self.stream, c, now)
        counting.count_answered(self.plan, self.tally, contact, self.floor.agent[contact.agent].group, rang)
        contact.timer = contact.due

    def ends_talk(self, c: int) -> float:
        """The customer is gone, settled or not; returns the wrap-up still to do."""
        plan, floor, contact = self.plan, self.floor, self.floor.contact[c]
        wrap_up: float = agents.begins_wrap_up(plan, floor, self.stream, c, self.clock.now)
        resolved = agents.resolves(plan, floor, self.stream, c)
        delay = -1.0 if resolved else channels.repeat_delay(plan, self.stream, contact)
        counting.count_talk(plan, self.tally, contact, floor.agent[contact.agent].group, resolved, delay)
        self.sends_away(c, delay, contact.answers + 1)
        contact.timer = contact.due
        return wrap_up

    def closes(self, c: int) -> None:
        """The contact is closed; its agent is free for more."""
        contact = self.floor.contact[c]
        a = contact.agent
        group = self.floor.agent[a].group
        counting.count_wrap_up(self.plan, self.tally, self.log, contact, group, self.clock.now)
        self.hands_free(a, c)

    def gives_up(self, c: int) -> None:
        """The customer hangs up, in line or while it rings, and may try again."""
        contact, now = self.floor.contact[c], self.clock.now
        a, contact.agent = contact.agent, -1
        counting.count_abandoned(self.plan, self.tally, self.log, contact, now)
        self.sends_away(c, channels.retry_delay(self.plan, self.stream, contact), contact.answers)
        if contact.state == RINGING:
            self.hands_free(a, c)
        else:
            channels.leaves_line(self.floor, c)

    def hands_free(self, a: int, c: int) -> None:
        """Contact c leaves the hands of agent a; then a looks for work, or has gone home."""
        available = agents.puts_down(self.plan, self.floor, self.tally.people, a, c, self.clock.now)
        self.floor.contact[c].state = NOWHERE
        self.tells_all_in_hand(a)
        if available:
            self.looks_for_work(a)
        else:
            self.group_looks_for_work(self.floor.agent[a].group)

    def looks_for_work(self, a: int) -> None:
        """An available agent takes waiting contacts as long as there are any and hands for them."""
        while self.floor.agent[a].level >= 0:
            c = routing.contact_for(self.plan, self.floor, a)
            if c < 0:
                return
            channels.leaves_line(self.floor, c)
            self.starts(a, c)
            self.tells(c)

    def group_looks_for_work(self, g: int) -> None:
        """All available agents of a group look, those with the emptiest hands first."""
        level = 0
        while level < self.plan.group[g].at_once:
            a = self.floor.level[g, level].first
            if a >= 0 and routing.contact_for(self.plan, self.floor, a) >= 0:
                self.looks_for_work(a)
                level = 0
            else:
                level += 1

    def changes_heads(self, g: int, heads: int) -> None:
        """A shift begins or ends."""
        agents.set_heads(self.plan, self.floor, self.tally.people, g, heads, self.clock.now)
        while self.floor.team[g].present < self.floor.team[g].heads:
            agents.comes_on_duty(self.plan, self.floor, g, self.clock.now)
        self.group_looks_for_work(g)

    def closes_doors(self, kind: int) -> None:
        """Those still in line have to leave."""
        plan, floor = self.plan, self.floor
        for lane in range(plan.type[kind].first_lane, plan.type[kind].first_lane + plan.type[kind].lanes):
            while floor.line[lane].first >= 0:
                c = floor.line[lane].first
                contact = floor.contact[c]
                channels.leaves_line(floor, c)
                counting.count_left(plan, self.tally, self.log, contact, self.clock.now)
                self.sends_away(c, channels.retry_delay(plan, self.stream, contact), contact.answers)
                self.tells(c)

    # ---- helpers --------------------------------------------------------------------------------------------

    def new_contact(self) -> int:
        """A new, blank contact."""
        return int(self.floor.contact.add_row(arrays.CONTACT))

    def sends_away(self, c: int, delay: float, answers: int) -> None:
        """The customer of contact c will be back after the delay (negative: never)."""
        at = self.clock.now + delay
        if delay < 0.0 or at >= self.plan.horizon:
            return
        contact, child = self.floor.contact[c], self.new_contact()
        key_0, key_1 = streams.child_key(self.stream, (contact.key_0, contact.key_1))
        channels.becomes_contact(
            self.plan, self.floor, self.floor.contact[child], contact.type, contact.id, contact.attempt + 1, answers,
            key_0, key_1,
        )  # fmt: skip
        self.clock.process(self.comes_back(child, at, contact.id))

    def has_news(self, c: int) -> simpy.Event:
        """An event that others trigger when something happens to a waiting or working contact."""
        self.news[c] = self.clock.event()
        return self.news[c]

    def tells(self, c: int) -> None:
        """Wake the contact's process, once."""
        news = self.news.get(c)
        if news is not None and not news.triggered:
            news.succeed()

    def tells_all_in_hand(self, a: int) -> None:
        """Contacts in the agent's hands whose next moment has changed must know."""
        for i in range(self.floor.agent[a].open):
            c = self.floor.hand[a, i]
            contact = self.floor.contact[c]
            if contact.due != contact.timer:
                contact.timer = contact.due
                self.tells(c)
