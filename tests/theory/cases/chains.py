"""Markov chains small enough to be written down state by state and solved.

A chain is told by its first state and a function that names where it may go from a state and at what rate. All
states that can be reached are found, numbered, and the balance equations solved. A state is a tuple, whose
meaning the case says.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

Moves = Callable[[Any], Iterable[tuple[float, Hashable]]]


@dataclass(frozen=True)
class Chain:
    """The states of a chain and their stationary law."""

    states: list[Any]
    law: np.ndarray

    def mean(self, of: Callable[[Any], float]) -> float:
        """The stationary mean of a function of the state."""
        return float(self.law @ [of(state) for state in self.states])

    def chance(self, of: Callable[[Any], bool]) -> float:
        """How much of the time something holds; for Poisson arrivals, the share that finds it so."""
        return self.mean(lambda state: float(of(state)))


def solved(start: Hashable, moves: Moves) -> Chain:
    """The chain that begins at `start` and moves as told."""
    number, states = {start: 0}, [start]
    begin, end, rates = [], [], []
    for at, state in enumerate(states):  # grows while it is read
        for rate, after in moves(state):
            if rate > 0.0 and after != state:
                if after not in number:
                    number[after] = len(states)
                    states.append(after)
                begin.append(at)
                end.append(number[after])
                rates.append(rate)
    flow = sparse.coo_matrix((rates, (end, begin)), shape=(len(states), len(states))).tocsc()
    return Chain(states, stationary(flow) if len(states) <= MANY else lived_long(flow))


MANY = 4000
"""States beyond which elimination takes longer than living through the chain."""


def lived_long(flow: Any) -> np.ndarray:
    """The stationary law by uniformisation: one step after the other until nothing changes any more."""
    out = np.asarray(flow.sum(axis=0)).ravel()
    pace = 1.02 * out.max()
    step = (flow / pace + sparse.diags(1.0 - out / pace)).tocsr()
    law = np.full(flow.shape[0], 1.0 / flow.shape[0])
    for _ in range(100):
        before = law
        for _ in range(500):
            law = step @ law
        law /= law.sum()
        if np.abs(law - before).sum() < 1e-12:
            return law
    raise AssertionError("the chain has not settled")


def stationary(flow: Any) -> np.ndarray:
    """The law p with flow[i, j] the rate from j to i: what flows into a state flows out of it."""
    balance = (flow - sparse.diags(np.asarray(flow.sum(axis=0)).ravel())).tocsc()
    law = np.empty(flow.shape[0])
    law[0] = 1.0  # the balance of state 0 follows from the others; its weight is free
    law[1:] = sparse_linalg.spsolve(balance[1:, 1:], -balance[1:, 0].toarray().ravel())
    return law / law.sum()


def birth_death(up: Sequence[float], down: Sequence[float]) -> np.ndarray:
    """The stationary law of a chain on 0, 1, ..., len(up): p[k + 1] / p[k] = up[k] / down[k]."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.asarray(up)) - np.log(np.asarray(down)))])
    law = np.exp(logs - logs.max())
    return law / law.sum()


def time_in_states(up: Any, down: Any, until_s: float) -> np.ndarray:
    """Expected seconds that birth and death from state 0 spends in each state, up to a time.

    Below the generator stands a row that gathers the time: the exponential of both holds its integral (Van Loan 1978).
    """
    many = len(up) + 1
    flow = np.diag(down, 1) + np.diag(up, -1)
    flow -= np.diag(flow.sum(axis=0))
    both = np.zeros((2 * many, 2 * many))
    both[:many, :many], both[many:, :many] = flow, np.eye(many)
    return linalg.expm(both * until_s)[many:, 0]


# ---- one caller in the line ------------------------------------------------------------------


class Fate(NamedTuple):
    """What becomes of those who join a line, as shares of all whose places were given."""

    answered: float
    in_time: float
    wait_of_answered: float
    """Sum over the answered, so asa = wait_of_answered / answered if all who were answered at once are counted."""


def fate_in_line(behind: Any, answer_rate: float, leave_rate: float, limit_s: float) -> Fate:
    """First come, first served: behind[k] of the contacts join with k others ahead.

    The one who stands behind k others moves up at answer_rate + k leave_rate, for each of those ahead may give
    up, and gives up at leave_rate.
    """
    behind = np.asarray(behind, float)
    ahead = np.arange(len(behind))
    forward = answer_rate + ahead * leave_rate
    line = np.diag(-(forward + leave_rate)) + np.diag(forward[1:], -1)
    enters = np.zeros(len(behind))
    enters[0] = forward[0]  # from the head of the line to an agent
    in_line = linalg.solve(-line.T, behind)  # expected time at each place
    still = linalg.expm(line.T * limit_s) @ behind
    within = linalg.solve(-line.T, behind - still)
    return Fate(
        answered=float(in_line @ enters),
        in_time=float(within @ enters),
        wait_of_answered=float(linalg.solve(-line.T, in_line) @ enters),
    )


def overtaken(behind: Any, answer_rate: float, passing_rate: float, limit_s: float, room: int = 400) -> Fate:
    """As `fate_in_line`, with nobody giving up, and others who pass at passing_rate.

    Numbers ahead move down at answer_rate and up at passing_rate, with room for so many ahead.
    """
    start = np.zeros(room)
    start[: len(behind)] = behind
    line = sparse.diags(
        [np.full(room - 1, passing_rate), np.full(room, -(answer_rate + passing_rate)), np.full(room - 1, answer_rate)],
        [-1, 0, 1],
    ).tocsc()  # to, from
    in_line = sparse_linalg.spsolve(-line, start)
    again = sparse_linalg.spsolve(-line, in_line)
    still = sparse_linalg.expm_multiply(line * limit_s, start)
    return Fate(float(in_line[0]) * answer_rate, float(start.sum() - still.sum()), float(again[0]) * answer_rate)


# ---- known formulas --------------------------------------------------------------------------


def erlang_b(load: float, agents: int) -> float:
    """Share blocked of Poisson arrivals without a line (Erlang 1917), by recursion."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load: float, agents: int) -> float:
    """Share that has to wait where nobody gives up (Erlang 1917)."""
    blocked = erlang_b(load, agents)
    return blocked / (1.0 - load / agents * (1.0 - blocked))


class Waiting(NamedTuple):
    """M/M/n with endless patience."""

    p_wait: float
    mean_wait: float
    in_time: float
    occupancy: float


def patient_line(rate: float, handle_s: float, agents: int, limit_s: float = 0.0) -> Waiting:
    """M/M/n (Erlang 1917): who has to wait waits an exponential time of rate n / h - rate."""
    load = rate * handle_s
    p_wait, spare = erlang_c(load, agents), agents / handle_s - rate
    return Waiting(p_wait, p_wait / spare, 1.0 - p_wait * float(np.exp(-spare * limit_s)), load / agents)


class Impatient(NamedTuple):
    """The law of the number present, the mean number waiting, the mean number of busy agents."""

    law: np.ndarray
    queue: float
    busy: float


def line_of(
    rate_at: Callable[[int], float], handle_s: float, agents: int, patience_s: float | None = None, room: int = 400
) -> Impatient:
    """Birth and death with `room` places; rate_at(k) is the rate of joining with k present (below n: served at once).

    The chain M/M/n/n+K+M of Palm (1957), with arrivals thinned by the state.
    """
    quits = 0.0 if patience_s is None else 1.0 / patience_s
    many = np.arange(1, agents + room + 1)
    down = np.minimum(many, agents) / handle_s + np.maximum(many - agents, 0) * quits
    up = [rate_at(k) for k in range(agents + room)]
    kept = next((k for k, rate in enumerate(up) if rate <= 0.0), len(up))
    law = birth_death(up[:kept], list(down[:kept]))
    present = np.arange(kept + 1)
    return Impatient(law, float(law @ np.maximum(present - agents, 0)), float(law @ np.minimum(present, agents)))
