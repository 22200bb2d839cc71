"""The laws that hold in every run, checked on every run: no contact lost, no second of paid time lost.

People who give up are the classic silent bug of queueing programs: they leave the line but not the count,
or the count but not the agent. So the sums are compared after each replication, in both engines, in production.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import ENGAGED, IDLE, ON_FLOOR, OVERTIME, Floor, Plan, Tally

TOLERANCE = 1e-7
"""Relative tolerance on sums of time; counts are exact."""


class ConservationError(RuntimeError):
    """A law is broken: the figures of this run are wrong, and nothing of it may be shown."""


def check(plan: Plan, tally: Tally, floor: Floor) -> None:
    """Raise `ConservationError` where contacts or paid time do not add up."""
    _contacts(plan, tally)
    _people(plan, tally, floor)


def _contacts(plan: Plan, tally: Tally) -> None:
    flow = tally.flow
    came = flow["attempts"] + flow["handed_in"]
    away = flow["blocked"] + flow["contained"] + flow["in_front_end"]
    _equal("contacts from outside and from within = blocked + contained + offered", came, away + flow["offered"])
    ended = flow["answered"] + flow["abandoned"] + flow["left"] + flow["waiting_end"] + flow["accepted"]
    _equal("offered + called back = answered + abandoned + left + still waiting + accepted a call-back",
           flow["offered"] + flow["called_back"], ended)  # fmt: skip
    if plan.warm_up == 0.0:  # who came in the warm-up may accept after it
        _equal("accepted a call-back = called back", flow["accepted"].sum(), flow["called_back"].sum())
    followers = flow["retried"] + flow["repeated"] + flow["escaped"] + flow["chased"]
    _equal("attempts = requests + those who follow them", flow["attempts"], flow["requests"] + followers)
    _equal("answered = sum over groups", flow["answered"].sum(axis=1), tally.served["answered"].sum(axis=1))
    in_line = flow["answered"] + flow["abandoned"] + flow["left"] - flow["reached_back"] - flow["unreached"]
    _equal("waits = answered + abandoned + left, but for call-backs", flow["waited"], in_line)
    _equal("waits by length = waits", tally.waits.sum(), flow["waited"].sum())


def _people(plan: Plan, tally: Tally, floor: Floor) -> None:
    agent, team = floor.agent, floor.team
    _near(
        "present = idle + engaged, by agent",
        agent["present_s"],
        agent["idle_s"] + agent["engaged_s"],
        plan.horizon,
    )
    groups = len(plan.group)
    by_group = np.zeros(groups)
    np.add.at(by_group, agent["group"][: int(plan.group["size"].sum())],
              agent["present_s"][: int(plan.group["size"].sum())])  # fmt: skip
    _near("present = head count + overtime, by group", by_group, team["heads_s"] + team["over_s"], plan.horizon)
    if plan.group["rostered"].any():
        _rosters(plan, floor)
    if plan.warm_up == 0.0:
        people = tally.people.sum(axis=1)
        _near(
            "time by interval = time in all, by group",
            people[:, IDLE] + people[:, ENGAGED],
            by_group,
            plan.horizon,
        )
        over = team["over_s"].copy()
        if plan.group["rostered"].any():
            np.add.at(over, plan.seat["group"], floor.person["overtime_s"])
        _near("overtime by interval = overtime in all", people[:, OVERTIME], over, plan.horizon)


def _rosters(plan: Plan, floor: Floor) -> None:
    """Everybody's time from the start of a shift to the end, to the second: on the floor, or off it and why."""
    person, agent = floor.person, floor.agent
    off_floor = floor.spent[:, ON_FLOOR + 1 :].sum(axis=1)
    whole = person["rostered_s"] + person["overtime_s"]
    law = "rostered + overtime = idle + engaged + breaks + meetings + training + pauses + absence, by agent"
    seated = plan.group["rostered"][plan.seat["group"]] == 1
    _near(law, whole[seated], (agent["idle_s"] + agent["engaged_s"] + off_floor)[seated], plan.horizon)


def _equal(law: str, left: np.ndarray, right: np.ndarray) -> None:
    if not np.array_equal(left, right):
        worst = np.argmax(np.abs(np.asarray(left) - np.asarray(right)))
        raise ConservationError(
            f"{law} does not hold: {np.ravel(left)[worst]:g} against {np.ravel(right)[worst]:g} at position {worst}"
        )


def _near(law: str, left: np.ndarray, right: np.ndarray, horizon: float) -> None:
    gap = np.abs(left - right)
    if np.any(gap > TOLERANCE * (horizon + np.abs(left))):
        worst = int(np.argmax(gap))
        raise ConservationError(
            f"{law} does not hold: {left[worst]!r} s against {right[worst]!r} s at position {worst}"
        )
