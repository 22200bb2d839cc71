"""What happens at one instant in the reference when a contact comes, waits or goes, and when the staff changes.

The plain moments of the customers' side, beside those in the agents' hands (`sim.engines.reference.moments`). Decisions
are rules of the rooms; here stands in which order they are asked and what follows.
"""

from __future__ import annotations

import math

from sim import channels, routing
from sim.engines.reference.moments import Moments
from sim.model import counting, hours, queues
from sim.model.arrays import CALL_BACK, CHASE, ESCAPE, NOT_AT_ALL, NOWHERE, RETRY, RINGING
from sim.model.customers import returning
from sim.model.people import duty


class Visits(Moments):
    """Coming to the service and leaving it."""

    # ---- coming to the service ----------------------------------------------------------------------------

    def goes_home_contained(self, c: int) -> None:
        """The self-service has sent the customer home; some were not helped and will be back."""
        contact = self.floor.contact[c]
        queues.free_trunk(self.plan, self.floor, contact)
        delay = returning.escape_delay(self.plan, self.stream, contact)
        counting.count_contained(self.plan, self.tally, self.log, contact, self.clock.now, delay < 0.0)
        self.comes_back(c, self.plan.type[contact.type].escape, ESCAPE, delay)
        contact.state = NOWHERE

    def knocks(self, c: int) -> None:
        """A contact asks for an agent: a shut door, a busy signal, an agent at once, or the line."""
        plan, floor, now = self.plan, self.floor, self.clock.now
        contact = floor.contact[c]
        if contact.via != CALL_BACK and not hours.door_is_open(plan, floor, contact.type, now):
            self.is_turned_away(c, busy=False)
            return
        a = -1
        busy = queues.is_without_trunk(plan, floor, contact)
        if not busy:
            a = routing.agent_for(plan, floor, self.stream, c, now)
            if a < 0 and plan.type[contact.type].interrupts == 1:
                a = routing.whom_to_interrupt(plan, floor, c, now)
            busy = a < 0 and queues.is_without_room(plan, floor, contact)
        if busy:
            self.is_turned_away(c, busy=True)
            return
        counting.count_offered(plan, self.tally, contact)
        queues.take_trunk(plan, floor, contact)
        if a < 0:
            self.has_to_wait(c)
            return
        if floor.agent[a].level < 0:
            self.puts_aside_for(a, c)
        else:
            self.starts(a, c)
        if contact.state == RINGING:
            channels.start_waiting(plan, self.stream, contact, now)

    def is_turned_away(self, c: int, busy: bool) -> None:
        """A shut door or a busy signal; some come back."""
        plan, contact, now = self.plan, self.floor.contact[c], self.clock.now
        t = plan.type[contact.type]
        queues.free_trunk(plan, self.floor, contact)
        counting.count_blocked(plan, self.tally, self.log, contact, now, busy)
        self.lets_guide_go(contact)
        if busy:
            self.comes_back(c, t.busy, RETRY, returning.busy_delay(plan, self.stream, contact))
        else:
            delay = returning.delay_at_shut_door(plan, self.stream, contact, now)
            if t.outside == 1:
                self.sends(c, RETRY, contact.type, delay)
            else:
                self.comes_back(c, t.retry, RETRY, delay)
        contact.state = NOWHERE

    def has_to_wait(self, c: int) -> None:
        """Nobody is free: the contact joins the line, unless what it hears of the wait changes the customer's mind."""
        plan, floor, now = self.plan, self.floor, self.clock.now
        contact = floor.contact[c]
        counting.count_delayed(plan, self.tally, contact)
        if plan.type[contact.type].predicts != NOT_AT_ALL and contact.via != CALL_BACK:
            ahead = routing.ahead_of(plan, floor, contact)
            predicted = routing.predicted_wait(plan, floor, contact)
            answer = channels.react_to_wait(plan, self.stream, contact, ahead, predicted)
            if answer != channels.STAYS:
                self.stays_away(c, answer)
                return
        channels.start_waiting(plan, self.stream, contact, now)
        self.takes_place(contact, contact.queued)
        self.joins_line(c)

    def stays_away(self, c: int, answer: int) -> None:
        """The customer does not join the line: hangs up at once, or would rather be called back."""
        plan, contact, now = self.plan, self.floor.contact[c], self.clock.now
        queues.free_trunk(plan, self.floor, contact)
        self.lets_guide_go(contact)
        if answer == channels.ACCEPTS:
            counting.count_accepted(self.tally, self.log, contact, now)
            self.takes_place(contact, contact.queued)
            self.sends(c, CALL_BACK, contact.type, 0.0)
        else:
            counting.count_balked(self.tally, contact)
            counting.count_abandoned(plan, self.tally, self.log, contact, now)
            delay = returning.retry_delay(plan, self.stream, contact)
            self.comes_back(c, plan.type[contact.type].retry, RETRY, delay)
        contact.state = NOWHERE

    def goes_on(self, c: int) -> None:
        """The customer is back in a conversation, or it is time to call back once more."""
        plan, floor, now = self.plan, self.floor, self.clock.now
        contact = floor.contact[c]
        if contact.via != CALL_BACK or contact.pieces > 0:
            channels.begin_turn(plan, self.stream, contact, now)
            contact.place = math.nan
            self.takes_place(contact, now)
        self.takes_place(contact, contact.queued)
        if contact.own >= 0 and not duty.is_staying(plan, floor, contact.own):
            contact.own = -1
        a = contact.own
        if a >= 0 and floor.agent[a].level == 0:
            self.starts(a, c)
            return
        if a < 0:
            a = routing.agent_for(plan, floor, self.stream, c, now)
            if a >= 0:
                self.starts(a, c)
                return
            if plan.type[contact.type].interrupts == 1:
                a = routing.whom_to_interrupt(plan, floor, c, now)
                if a >= 0:
                    self.puts_aside_for(a, c)
                    return
        self.joins_line(c)

    # ---- leaving, and the schedule --------------------------------------------------------------------------

    def gives_up(self, c: int) -> None:
        """The customer hangs up, in line or while it rings, and may try again."""
        plan, contact, now = self.plan, self.floor.contact[c], self.clock.now
        a, contact.agent = contact.agent, -1
        queues.free_trunk(plan, self.floor, contact)
        self.lets_guide_go(contact)
        counting.count_abandoned(plan, self.tally, self.log, contact, now)
        if plan.window > 0.0:
            routing.note_wait(plan, self.floor, contact, 0.0, now)
        delay = returning.retry_delay(plan, self.stream, contact)
        self.comes_back(c, plan.type[contact.type].retry, RETRY, delay)
        if contact.state == RINGING:
            contact.state = NOWHERE
            self.hands_free(a, c)
        else:
            queues.leave_queue(self.floor, c, self.clock.now)

    def chases(self, c: int) -> None:
        """Left unanswered too long, the customer asks on another channel, and perhaps takes this contact back."""
        plan, contact, now = self.plan, self.floor.contact[c], self.clock.now
        t = plan.type[contact.type]
        contact.chases = -1.0
        self.sends(c, CHASE, t.chase_kind, 0.0)
        if t.chase_withdraws == 1:
            queues.leave_queue(self.floor, c, self.clock.now)
            queues.free_trunk(plan, self.floor, contact)
            self.lets_guide_go(contact)
            counting.count_withdrawn(self.tally, contact)
            counting.count_left(plan, self.tally, self.log, contact, now)

    def changes_heads(self, g: int, heads: int) -> None:
        """A shift begins or ends."""
        duty.set_heads(self.plan, self.floor, self.tally.people, g, heads, self.clock.now)
        while self.floor.team[g].present < self.floor.team[g].heads:
            duty.come_on_duty(self.plan, self.floor, g, self.clock.now)
        self.group_looks_for_work(g)

    def closes_doors(self, kind: int) -> None:
        """Those still in line have to leave, unless somebody has begun with them."""
        plan, floor = self.plan, self.floor
        for q in range(plan.type[kind].first_queue, plan.type[kind].first_queue + plan.type[kind].queues):
            c = floor.queue[q].first
            while c >= 0:
                contact = floor.contact[c]
                after = contact.next_in_queue
                if contact.pieces == 0:
                    queues.leave_queue(floor, c, self.clock.now)
                    queues.free_trunk(plan, floor, contact)
                    self.lets_guide_go(contact)
                    counting.count_left(plan, self.tally, self.log, contact, self.clock.now)
                    delay = returning.retry_delay(plan, self.stream, contact)
                    self.comes_back(c, plan.type[contact.type].retry, RETRY, delay)
                    self.tells(c)
                c = after
