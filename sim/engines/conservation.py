"""The laws that hold in every run, checked on every run: no contact lost, no second of paid time lost.

People who give up are the classic silent bug of queueing programs: they leave the line but not the count, or the count
but not the agent. So the sums are compared for each replication, in both engines, in production. They are compared for
a block of replications at once, before any of them is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.engines.blocks import KEPT, side_by_side
from sim.model.arrays import (
    EMAIL,
    ENGAGED,
    IDLE,
    ON_FLOOR,
    OVERTIME,
    REPLIES,
    WAITS_ANSWERED,
    WAITS_OTHERS,
    WAITS_SO_FAR,
    Floor,
    Plan,
    Tally,
)

TOLERANCE = 1e-7
"""Relative tolerance on sums of time; counts are exact."""
Sums = np.ndarray[Any, Any]


class ConservationError(RuntimeError):
    """A law is broken: the figures of this run are wrong, and nothing of it may be shown."""


class Law(NamedTuple):
    """What must be equal in every replication; [R, ...] each."""

    words: str
    left: Sums
    right: Sums
    is_time: bool = False
    """Sums of seconds may differ by what they were rounded."""


class Broken(NamedTuple):
    """Where a law does not hold first."""

    at: int
    """Which of the replications."""
    words: str


def check(plan: Plan, tally: Tally, floor: Floor) -> None:
    """Raise `ConservationError` where contacts or paid time of one replication do not add up."""
    check_all(plan, side_by_side([tally]), side_by_side([floor], KEPT))


def check_all(plan: Plan, sums: Tally, floors: Floor, numbers: Sequence[int] = ()) -> None:
    """Raise `ConservationError` where those of any replication do not; it names the first of them, by its number.

    Every table has the replications as one more axis in front, of `floors` those in `blocks.KEPT`.
    """
    laws = [*_contacts(plan, sums), *_people(plan, sums, floors)]
    broken = [found for law in laws if (found := _broken(law, plan.horizon)) is not None]
    if broken:
        first = min(broken, key=lambda one: one.at)  # of one replication, that of the first law
        raise ConservationError(first.words + (f", in replication {numbers[first.at]}" if len(numbers) else ""))


def _contacts(plan: Plan, tally: Tally) -> Iterator[Law]:
    flow = tally.flow
    came = flow["attempts"] + flow["handed_in"]
    away = flow["blocked"] + flow["contained"] + flow["in_front_end"]
    yield Law("contacts from outside and from within = blocked + contained + offered", came, away + flow["offered"])
    ended = flow["answered"] + flow["abandoned"] + flow["left"] + flow["waiting_end"] + flow["accepted"]
    yield Law("offered + called back = answered + abandoned + left + still waiting + accepted a call-back",
              flow["offered"] + flow["called_back"], ended)  # fmt: skip
    if plan.warm_up == 0.0:  # who came in the warm-up may accept after it
        yield Law("accepted a call-back = called back", _whole(flow["accepted"]), _whole(flow["called_back"]))
    followers = flow["retried"] + flow["repeated"] + flow["escaped"] + flow["chased"]
    yield Law("attempts = requests + those who follow them", flow["attempts"], flow["requests"] + followers)
    yield Law("answered = sum over groups", flow["answered"].sum(axis=2), tally.served["answered"].sum(axis=2))
    in_line = flow["answered"] + flow["abandoned"] + flow["left"] - flow["reached_back"] - flow["unreached"]
    yield Law("waits = answered + abandoned + left, but for call-backs", flow["waited"], in_line)
    waits = tally.waits.sum(axis=3)
    answered = flow["answered"] - flow["reached_back"]
    yield Law("waits of those answered, by length = answered, but for call-backs",
              _whole(waits[..., WAITS_ANSWERED]), _whole(answered))  # fmt: skip
    others = flow["waited"] - answered
    yield Law("other waits by length = other waits", _whole(waits[..., WAITS_OTHERS]), _whole(others))
    if waits.shape[2] > REPLIES:
        yield Law("reply times by length = replies", _whole(waits[..., REPLIES]), _whole(flow["replies"]))
        deferred = (plan.type["channel"] >= EMAIL)[plan.queue["type"]]
        still = flow["waiting_end"][:, deferred]
        yield Law("waits so far by length = still waiting", _whole(waits[..., WAITS_SO_FAR]), _whole(still))


def _people(plan: Plan, tally: Tally, floors: Floor) -> Iterator[Law]:
    agent, team = floors.agent, floors.team
    spent = agent["idle_s"] + agent["engaged_s"]
    yield Law("present = idle + engaged, by agent", agent["present_s"], spent, is_time=True)
    agents, groups = int(plan.group["size"].sum()), len(plan.group)  # without anybody the floor has a row all the same
    present = _by_group(agent["group"][:, :agents], agent["present_s"][:, :agents], groups)
    due = team["heads_s"] + team["over_s"]
    yield Law("present = head count + overtime, by group", present, due, is_time=True)
    if plan.group["rostered"].any():
        yield _rosters(plan, floors)
    if plan.warm_up == 0.0:
        people = tally.people.sum(axis=2)
        booked = people[..., IDLE] + people[..., ENGAGED]
        yield Law("time by interval = time in all, by group", booked, present, is_time=True)
        over = team["over_s"]
        if plan.group["rostered"].any():
            seconds = floors.person["overtime_s"][:, :agents]
            over = over + _by_group(np.broadcast_to(plan.seat["group"], seconds.shape), seconds, groups)
        yield Law("overtime by interval = overtime in all", people[..., OVERTIME], over, is_time=True)


def _rosters(plan: Plan, floors: Floor) -> Law:
    """Everybody's time from the start of a shift to the end, to the second: on the floor, or off it and why."""
    agents = len(plan.seat)  # those of all groups, if any has a roster
    person, agent = floors.person[:, :agents], floors.agent[:, :agents]
    off_floor = floors.spent[:, :agents, ON_FLOOR + 1 :].sum(axis=2)
    whole = person["rostered_s"] + person["overtime_s"]
    words = "rostered + overtime = idle + engaged + breaks + meetings + training + pauses + absence, by agent"
    seated = plan.group["rostered"][plan.seat["group"]] == 1
    found = (agent["idle_s"] + agent["engaged_s"] + off_floor)[:, seated]
    return Law(words, whole[:, seated], found, is_time=True)


def _whole(sums: Sums) -> Sums:
    """[R] counts of contacts; whole numbers, so the order in which they are added does not matter."""
    found: Sums = sums.reshape(len(sums), -1).sum(axis=1)
    return found


def _by_group(group: Sums, seconds: Sums, groups: int) -> Sums:
    """[R, G] seconds of people ([R, people] each), added up by group."""
    places = group + groups * np.arange(len(group))[:, None]
    found = np.bincount(places.reshape(-1), seconds.reshape(-1), len(group) * groups)
    return found.reshape(len(group), groups)


def _broken(law: Law, horizon: float) -> Broken | None:
    left, right = (side.reshape(len(side), -1) for side in (law.left, law.right))
    with np.errstate(invalid="ignore"):  # what is no number is equal to nothing
        gap = np.abs(left - right)
        wrong = ~(gap <= TOLERANCE * (horizon + np.abs(left))) if law.is_time else ~(left == right)
    found = np.flatnonzero(wrong.any(axis=1))
    if not len(found):
        return None
    at = int(found[0])
    worst = int(np.argmax(np.where(wrong[at], gap[at], -1.0)))
    one, two = (float(side[at, worst]) for side in (left, right))
    values = f"{one!r} s against {two!r} s" if law.is_time else f"{one:g} against {two:g}"
    return Broken(at, f"{law.words} does not hold: {values} at position {worst}")
