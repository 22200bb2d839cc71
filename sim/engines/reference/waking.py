"""How the reference carries out the verbs: it wakes a process, which looks again at what it waits for.

Every contact is a process, and so is everybody with a roster. A process reads from the floor what comes next and waits
for that. So nothing is set and nothing taken back here: whoever's next moment may have changed is woken.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from sim.model import layout
from sim.model.arrays import NOWHERE


class Waking(ABC):
    """What the world of the reference carries as its `events`. Arguments as in `sim.engines.moments.verbs`."""

    floor: Any
    news: dict[int, Any]
    """By contact, the event that wakes its process."""
    calls: dict[int, Any]
    """By agent with a roster, the event that wakes their process."""
    journeys: dict[int, tuple[float, int]]
    """By contact on its way to the service, or back to it: the instant, and the number of the journey."""

    @abstractmethod
    def begin_life(self, c: int) -> None:
        """Start the process of a contact."""

    def new_contact(self) -> int:
        """A blank row of the table, and its process."""
        c = int(self.floor.contact.add_row(layout.CONTACT))
        self.begin_life(c)
        return c

    def end_contact(self, c: int) -> None:
        """The contact's process comes to its end."""
        self.floor.contact[c].state = NOWHERE
        self.wake(c)

    def come_at(self, c: int, at: float) -> None:
        """The contact's process makes a journey."""
        counts = self.floor.counts[0]
        self.journeys[c] = (at, int(counts.journeys))
        counts.journeys += 1

    def start_patience(self, c: int) -> None:
        """The contact waits, perhaps after somebody had it in hand."""
        self.wake(c)

    def stop_patience(self, c: int) -> None:
        """The contact is in an agent's hands."""
        self.wake(c)

    def set_timer(self, c: int, kind: int, at: float) -> None:
        """The contact's process reads the instant from the floor."""
        self.wake(c)

    def set_timers(self, a: int) -> None:
        """Contacts in the agent's hands whose next moment has changed must know."""
        for i in range(self.floor.agent[a].open):
            c = self.floor.hand[a, i]
            contact = self.floor.contact[c]
            if contact.due != contact.timer or contact.quits != contact.quit_timer:
                self.wake(c)

    def set_duty_timer(self, a: int) -> None:
        """Somebody whose next moment has changed must know."""
        person = self.floor.person[a]
        if person.at != person.timer and a in self.calls:
            self.calls.pop(a).succeed()

    def wake(self, c: int) -> None:
        """The contact's process goes on, once; one that is at work itself needs no waking."""
        news = self.news.get(c)
        if news is not None and not news.triggered:
            news.succeed()
