"""What happens at one instant in the reference in an agent's hands: a contact is taken, settled, handed on.

These are the plain moments of the story that the processes of `sim.engines.reference.processes` string together.
Decisions are rules of the rooms; here stands in which order they are asked and what follows. The one surprising
decision: nothing here waits. Whoever must know is told, and their own process looks again at what it waits for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from sim import agents, channels, routing
from sim.model import counting, layout, queues
from sim.model.arrays import BY_LAST, DIALLING, FORWARD, HANDING, MESSAGE, NOWHERE, PAUSING, REPEAT, TALKING
from sim.model.customers import returning
from sim.model.people import duty, rosters


class Moments(ABC):
    """The floor of one replication and what can happen to it; the processes are the child class's."""

    plan: Any
    floor: Any
    tally: Any
    log: Any
    clock: Any
    stream: tuple[int, int]
    news: dict[int, Any]
    """By contact, the event that wakes its process."""
    paused: dict[int, tuple[float, int]]
    """By contact in a pause, its end and the number of the journey back."""
    calls: dict[int, Any]
    """By agent with a roster, the event that wakes their process."""

    @abstractmethod
    def follows_later(self, child: int, at: float, journey: int) -> Any:
        """The process of a contact that follows another one after a while."""

    # ---- in an agent's hands ------------------------------------------------------------------------------

    def starts(self, a: int, c: int) -> None:
        """Agent a takes contact c."""
        plan, floor, contact = self.plan, self.floor, self.floor.contact[c]
        if plan.type[contact.type].predicts == BY_LAST and contact.pieces == 0:
            floor.queue[contact.queue].last_wait = self.clock.now - contact.queued
        if plan.by_score == 1:
            routing.note_taken(floor, a, c)
        agents.take_contact(plan, floor, self.tally.people, self.stream, a, c, self.clock.now)
        if contact.state == TALKING:
            counting.count_answered(plan, self.tally, contact, floor.agent[a].group, 0.0)
            self.notes_answer(contact)
            self.is_handed_over(contact)
        self.tells_all_in_hand(a)

    def picks_up(self, c: int) -> None:
        """The ringing stops: the conversation begins."""
        contact, now = self.floor.contact[c], self.clock.now
        rang = now - contact.paced_at
        agents.begin_talk(self.plan, self.floor, self.stream, c, now)
        if contact.state == TALKING:
            counting.count_answered(self.plan, self.tally, contact, self.floor.agent[contact.agent].group, rang)
            self.notes_answer(contact)
            self.is_handed_over(contact)

    def notes_answer(self, contact: Any) -> None:
        """The conversation began, or goes on: in the first case the service levels of late know of it."""
        if self.plan.window > 0.0 and contact.pieces == 1:
            in_time = float(contact.answered - contact.queued <= self.plan.type[contact.type].target_s)
            routing.note_wait(self.plan, self.floor, contact, in_time, self.clock.now)

    def is_handed_over(self, contact: Any) -> None:
        """Somebody of the second level has taken over: the first agent stays for the handover only."""
        if contact.guide >= 0:
            self.tells(contact.guide)
            contact.guide = -1

    def lets_guide_go(self, contact: Any) -> None:
        """The customer whom an agent brought to the second level is gone: that agent can wrap up."""
        if contact.guide >= 0:
            guide = self.floor.contact[contact.guide]
            guide.state = HANDING
            guide.due = self.clock.now
            self.tells(contact.guide)
            contact.guide = -1

    def puts_aside_for(self, a: int, c: int) -> None:
        """Agent a puts work aside and takes contact c; the work goes to another agent or back into its line.

        It may find a free one, or interrupt in its turn what comes after it; each type once at the most.
        """
        plan, floor = self.plan, self.floor
        for _ in range(len(plan.type)):
            aside = agents.put_work_aside(plan, floor, self.tally.people, self.stream, a, self.clock.now)
            contact = floor.contact[aside]
            counting.count_interrupted(self.tally, contact)
            self.starts(a, c)
            self.tells(c)
            c = aside
            a = routing.agent_for(plan, floor, self.stream, c, self.clock.now)
            if a >= 0:
                self.starts(a, c)
                self.tells(c)
                return
            if plan.type[contact.type].interrupts == 1:
                a = routing.whom_to_interrupt(plan, floor, c, self.clock.now)
            if a < 0:
                break
        self.goes_back_in_line(c)

    def goes_back_in_line(self, c: int) -> None:
        """Work that nobody goes on with now waits where it would have waited."""
        contact = self.floor.contact[c]
        contact.own = -1
        self.takes_place(contact, contact.queued)
        self.joins_line(c)
        self.tells(c)

    def ends_talk(self, c: int) -> None:
        """A conversation ends: handed on, paused, or settled."""
        plan, floor, contact = self.plan, self.floor, self.floor.contact[c]
        if contact.state == DIALLING:
            self.found_nobody(c)
        elif contact.state == HANDING:
            self.finishes_first_level(c)
        elif self.skill(contact).transfers > 0.0 and agents.is_handed_on(plan, floor, self.stream, c):
            self.hands_on(c)
        elif plan.type[contact.type].channel == MESSAGE and not self.conversation_is_over(contact):
            self.pauses(c)
        else:
            self.settles(c, agents.is_resolved(plan, floor, self.stream, c))

    def settles(self, c: int, resolved: bool) -> None:
        """The customer is gone, settled or not."""
        plan, contact, skill = self.plan, self.floor.contact[c], self.skill(self.floor.contact[c])
        group = self.floor.agent[contact.agent].group
        wrap_up = agents.begin_wrap_up(plan, self.floor, self.stream, c, self.clock.now)
        queues.free_trunk(plan, self.floor, contact)
        delay = -1.0 if resolved else returning.repeat_delay(plan, self.stream, contact, skill.repeats)
        counting.count_talk(plan, self.tally, contact, group, resolved, delay)
        self.comes_back(c, plan.type[contact.type].repeat, REPEAT, delay)
        if wrap_up == 0.0:
            self.closes(c)

    def closes(self, c: int) -> None:
        """The contact is closed; its agent is free for more."""
        contact = self.floor.contact[c]
        a = contact.agent
        group = self.floor.agent[a].group
        counting.count_wrap_up(self.plan, self.tally, self.log, contact, group, self.clock.now)
        contact.state = NOWHERE
        self.hands_free(a, c)

    def found_nobody(self, c: int) -> None:
        """An attempt to call back found nobody: once more later, or never."""
        plan, contact, now = self.plan, self.floor.contact[c], self.clock.now
        a = contact.agent
        counting.count_dialled(self.tally, contact, self.floor.agent[a].group, now - contact.began)
        delay = channels.plan_next_try(plan, self.stream, contact)
        agents.pause_work(self.floor, c, now)
        contact.agent = -1
        if delay >= 0.0:
            self.sets_aside_until(c, now + delay)
        else:
            counting.count_unreached(self.tally, contact)
            counting.count_left(plan, self.tally, self.log, contact, now)
            contact.state = NOWHERE
        self.hands_free(a, c)

    def hands_on(self, c: int) -> None:
        """The customer goes on to the second level, alone or with the agent waiting beside them."""
        contact, skill = self.floor.contact[c], self.skill(self.floor.contact[c])
        queues.free_trunk(self.plan, self.floor, contact)
        kind = returning.type_of_second_level(self.plan, self.stream, contact, skill.transfer_to)
        child = self.sends(c, FORWARD, kind, 0.0)
        if skill.warm == 1:
            returning.set_guide(self.floor.contact[child], c)
            agents.hold_for_transfer(self.floor, c)
        else:
            self.finishes_first_level(c)

    def finishes_first_level(self, c: int) -> None:
        """The agent of the first level is done with the customer."""
        contact = self.floor.contact[c]
        wrap_up = agents.begin_wrap_up(self.plan, self.floor, self.stream, c, self.clock.now)
        counting.count_handed_on(self.plan, self.tally, contact, self.floor.agent[contact.agent].group)
        if wrap_up == 0.0:
            self.closes(c)

    def conversation_is_over(self, contact: Any) -> bool:
        """Whether this was the last turn; at the first one it is settled how many there will be."""
        if contact.turn == 0:
            channels.begin_conversation(self.plan, self.stream, contact)
        return bool(contact.turn + 1 >= contact.turns)

    def pauses(self, c: int) -> None:
        """The agent has answered and the customer will be back, or lets the conversation fall silent."""
        plan, contact, now = self.plan, self.floor.contact[c], self.clock.now
        t = plan.type[contact.type]
        gap = channels.gap_before_next_turn(plan, self.stream, contact)
        if gap >= t.expires:
            counting.count_expired(self.tally, contact)
            self.settles(c, False)
            return
        counting.count_pause(plan, self.tally, contact, now)
        agents.pause_work(self.floor, c, now)
        a = contact.agent
        contact.own = a if t.kept == 1 else -1
        self.sets_aside_until(c, now + gap)
        self.hands_free(a, c)

    def hands_free(self, a: int, c: int) -> None:
        """Contact c leaves the hands of agent a; then a looks for work, or has gone home."""
        available = agents.put_down_contact(self.plan, self.floor, self.tally.people, self.stream, a, c, self.clock.now)
        self.tells_all_in_hand(a)
        g = self.floor.agent[a].group
        if available:
            self.looks_for_work(a)
            if self.plan.group[g].together >= 0:
                self.group_looks_for_work(g)
        elif self.plan.group[g].rostered == 0:
            if self.plan.keeping == 1:
                self.gives_to_others(a)
            self.group_looks_for_work(g)
        if self.plan.group[g].rostered == 1:
            self.after_the_shift(a)

    def gives_to_others(self, a: int) -> None:
        """The agent has gone home: conversations they kept go to whoever is free, or into the line of all."""
        while self.floor.own[a].first >= 0:
            c = self.floor.own[a].first
            queues.leave_queue(self.floor, c, self.clock.now)
            self.floor.contact[c].own = -1
            other = routing.agent_for(self.plan, self.floor, self.stream, c, self.clock.now)
            if other >= 0:
                self.starts(other, c)
                self.tells(c)
            else:
                self.joins_line(c)

    def looks_for_work(self, a: int) -> None:
        """An available agent takes waiting contacts as long as there are any and hands for them."""
        while self.floor.agent[a].level >= 0:
            c = routing.contact_for(self.plan, self.floor, a, self.clock.now)
            if c < 0:
                return
            queues.leave_queue(self.floor, c, self.clock.now)
            self.starts(a, c)
            self.tells(c)

    def group_looks_for_work(self, g: int) -> None:
        """All available agents of a group look, those with the emptiest hands first."""
        level = 0
        while level < self.plan.group[g].at_once:
            a = self.floor.level[g, level].first
            if a >= 0 and routing.contact_for(self.plan, self.floor, a, self.clock.now) >= 0:
                self.looks_for_work(a)
            else:
                level += 1

    # ---- people with a roster --------------------------------------------------------------------------------

    def moves_on(self, a: int) -> None:
        """The next moment of somebody with a roster: they come, go, pause, or are back."""
        now = self.clock.now
        follows = rosters.reach_next_moment(self.plan, self.floor, self.tally.people, self.stream, a, now)
        if follows == rosters.HANDS_ON:
            self.hands_work_over(a)
        elif follows == rosters.READY:
            self.looks_for_work(a)
        self.after_the_shift(a)

    def hands_work_over(self, a: int) -> None:
        """The shift is over: deferred work in hand goes to a colleague or back into its line."""
        plan, floor = self.plan, self.floor
        if not agents.can_hand_over(plan, floor, a):
            return
        c = agents.put_work_aside(plan, floor, self.tally.people, self.stream, a, self.clock.now)
        counting.count_interrupted(self.tally, floor.contact[c])
        other = routing.agent_for(plan, floor, self.stream, c, self.clock.now)
        if other >= 0:
            self.starts(other, c)
            self.tells(c)
        else:
            self.goes_back_in_line(c)

    def after_the_shift(self, a: int) -> None:
        """Somebody who stayed on for nobody goes home; conversations of who has gone home go to others."""
        if rosters.is_staying_in_vain(self.plan, self.floor, a):
            rosters.go_home_idle(self.plan, self.floor, self.tally.people, a, self.clock.now)
        if self.plan.keeping == 1 and not duty.is_staying(self.plan, self.floor, a):
            self.gives_to_others(a)
        person = self.floor.person[a]
        if person.at != person.timer and a in self.calls:
            self.calls.pop(a).succeed()

    def looks_around(self) -> None:
        """Whoever waits beside free agents may have a door open by now: every group looks until nobody finds any."""
        again = True
        while again:
            again = False
            for g in range(len(self.plan.group)):
                while (a := routing.idle_agent_with_work(self.plan, self.floor, g, self.clock.now)) >= 0:
                    again = True
                    self.looks_for_work(a)

    # ---- helpers --------------------------------------------------------------------------------------------

    def skill(self, contact: Any) -> Any:
        """What the group that holds a contact can do with it."""
        return self.plan.skill[contact.queue, self.floor.agent[contact.agent].group]

    def new_contact(self) -> int:
        """A new, blank contact."""
        return int(self.floor.contact.add_row(layout.CONTACT))

    def joins_line(self, c: int) -> None:
        """The contact stands in line, and something may open to it after a while."""
        queues.join_queue(self.floor, c, self.clock.now)
        if self.plan.looks > 0:
            contact = self.floor.contact[c]
            contact.opens = routing.next_opening(self.plan, contact, self.clock.now)

    def next_journey(self) -> int:
        """The number of the next journey; they are numbered as they begin."""
        counts = self.floor.counts[0]
        counts.journeys += 1
        return int(counts.journeys) - 1

    def takes_place(self, contact: Any, since: float) -> None:
        """The contact's place in a line, unless it has one."""
        if not contact.place <= self.clock.now:
            contact.place = queues.place_in_queue(self.plan, self.stream, contact, since)

    def sets_aside_until(self, c: int, at: float) -> None:
        """A pause; the contact's own process waits for its end."""
        self.floor.contact[c].state = PAUSING
        self.paused[c] = (at, self.next_journey())

    def sends(self, c: int, via: int, kind: int, delay: float) -> int:
        """Out of contact c another one of this kind follows after the delay; -1 if that is beyond the horizon."""
        at = self.clock.now + delay
        if at >= self.plan.horizon:
            return -1
        child = self.new_contact()
        contacts = self.floor.contact
        returning.fill_follower(self.plan, self.stream, contacts[child], contacts[c], via, kind, self.clock.now)
        self.clock.process(self.follows_later(child, at, self.next_journey()))
        return child

    def comes_back(self, c: int, row: int, via: int, delay: float) -> None:
        """The customer of contact c will be back after the delay (negative: never), perhaps on another channel."""
        if delay >= 0.0:
            kind = returning.type_of_return(self.plan, self.stream, self.floor.contact[c], row)
            child = self.sends(c, via, kind, delay)
            if child >= 0 and self.plan.back[row].as_before == 1:
                returning.copy_draws(self.floor.contact[child], self.floor.contact[c])

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
            if contact.due != contact.timer or contact.quits != contact.quit_timer:
                self.tells(c)
