"""W1 and W2 as anybody would write them in SimPy: a process for each customer, resources, `with` and `|`.

No trick, nothing left out, nothing slowed down. Time is in minutes, as a modeller would choose it, and random numbers
come from Python's own generator. W2 has no `simpy.Resource`: none of SimPy's resources lets a freed agent choose
between two queues, so the floor of W2 has its own.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

Life = Generator[simpy.Event, Any, None]


@dataclass
class Record:
    """The observations: all arrivals; and of each finished wait the time of arrival, the wait, the outcome."""

    contacts: int = 0
    came: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    gave_up: list[bool] = field(default_factory=list)

    @property
    def abandoned(self) -> int:
        """The number of abandoned calls."""
        return sum(self.gave_up)

    def note(self, came: float, wait: float, gave_up: bool) -> None:
        """Record that the wait of one customer is over."""
        self.came.append(came)
        self.waits.append(wait)
        self.gave_up.append(gave_up)


# ---- W1: one queue, one team -----------------------------------------------------------------------------


def erlang_a(agents: int, minutes: float, seed: int) -> Record:
    """W1: as many calls a minute as agents, handling of 1 minute, patience of 2 minutes."""
    env, random_numbers, record = simpy.Environment(), random.Random(seed), Record()
    team = simpy.Resource(env, capacity=agents)
    env.process(_customers_of_one_team(env, random_numbers, team, record))
    env.run(until=minutes)
    return record


def _customers_of_one_team(
    env: simpy.Environment, random_numbers: random.Random, team: simpy.Resource, record: Record
) -> Life:
    while True:
        yield env.timeout(random_numbers.expovariate(team.capacity))
        record.contacts += 1
        env.process(_call(env, random_numbers, team, record))


def _call(env: simpy.Environment, random_numbers: random.Random, team: simpy.Resource, record: Record) -> Life:
    came = env.now
    with team.request() as turn:
        if not turn.triggered:
            patience = env.timeout(random_numbers.expovariate(1 / 2))
            yield turn | patience
        answered = turn.triggered
        record.note(came, env.now - came, not answered)
        if answered:
            yield env.timeout(random_numbers.expovariate(1.0))


# ---- W2: two queues, three teams -------------------------------------------------------------------------


@dataclass
class Team:
    """Agents with the same skills: how many are free, which queues they serve, their mean handling time."""

    free: int
    serves: tuple[int, ...]
    mean: float


class MultiSkillFloor:
    """Two types of call with a queue each; specialists of either type, and generalists for both."""

    def __init__(self, env: simpy.Environment, seed: int) -> None:
        self.env = env
        self.random_numbers = random.Random(seed)
        self.record = Record()
        self.queues: tuple[OrderedDict[simpy.Event, float], ...] = (OrderedDict(), OrderedDict())
        generalists = Team(24, (0, 1), 1.1)
        self.teams_for = ((Team(20, (0,), 1.0), generalists), (Team(20, (1,), 1.0), generalists))

    def customers(self, call_type: int) -> Life:
        """The calls of one type, 30 a minute."""
        while True:
            yield self.env.timeout(self.random_numbers.expovariate(30.0))
            self.record.contacts += 1
            self.env.process(self.call(call_type))

    def call(self, call_type: int) -> Life:
        """One call: an agent at once, or a place in the queue until an agent comes free or patience ends."""
        came = self.env.now
        team = self.free_team(call_type)
        if team is None:
            team = yield from self.waits(call_type)
        self.record.note(came, self.env.now - came, team is None)
        if team is not None:
            yield self.env.timeout(self.random_numbers.expovariate(1.0 / team.mean))
            self.next_call(team)

    def free_team(self, call_type: int) -> Team | None:
        """Take a free agent, specialists first, and return the team; None if nobody is free."""
        for team in self.teams_for[call_type]:
            if team.free > 0:
                team.free -= 1
                return team
        return None

    def waits(self, call_type: int) -> Generator[simpy.Event, Any, Team | None]:
        """The team that answers; None if the customer hangs up first."""
        turn = self.env.event()
        self.queues[call_type][turn] = self.env.now
        yield turn | self.env.timeout(self.random_numbers.expovariate(1 / 3))
        if turn.triggered:
            answering: Team | None = turn.value
            return answering
        del self.queues[call_type][turn]
        return None

    def next_call(self, team: Team) -> None:
        """A freed agent takes whoever has waited longest in the queues that the team serves."""
        waiting = [self.queues[call_type] for call_type in team.serves if self.queues[call_type]]
        if not waiting:
            team.free += 1
            return
        longest = min(waiting, key=lambda line: next(iter(line.values())))
        turn, _ = longest.popitem(last=False)
        turn.succeed(team)


def multi_skill(minutes: float, seed: int) -> Record:
    """W2: this many minutes of it."""
    env = simpy.Environment()
    floor = MultiSkillFloor(env, seed)
    for call_type in (0, 1):
        env.process(floor.customers(call_type))
    env.run(until=minutes)
    return floor.record
