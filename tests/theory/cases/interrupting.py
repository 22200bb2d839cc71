"""Work put aside for something more urgent, and taken up again where it stopped."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.compiling import Compiled
from tests.theory.cases import figures
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up, warm_up_of_patient
from tests.theory.cases.floors import HOUR, Runs, Setup, contact, lanes_of

# ---- how a case is written -------------------------------------------------------------------


def priorities(case: Case) -> Setup:
    """Two classes; agents put the second one aside for the first."""
    i = case["inputs"]
    first, second = i["calls_per_hour_by_class"]
    contacts = {
        "class1": contact(first, i["aht_s"]),
        "class2": contact(second, i["aht_s"], channel="task", interrupted_by=["class1"]),
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": {"class1": {}, "class2": {}}}}}
    long = warm_up_of_patient(i["agents"], first + second, i["aht_s"])
    return Setup(words, first + second, long, digest=digest_of_presence)


def blending(case: Case) -> Setup:
    """Calls before e-mails, and in their midst."""
    i = case["inputs"]
    contacts = {
        "call": contact(i["calls_per_hour"], i["call_aht_s"], i["call_patience_mean_s"]),
        "email": contact(i["emails_per_hour"], i["email_aht_s"], channel="email", interrupted_by=["call"]),
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": {"call": {}, "email": {}}}}}
    long = warm_up(i["email_aht_s"]) / (1.0 - case["expected"]["occupancy"]) ** 2
    return Setup(words, i["calls_per_hour"] + i["emails_per_hour"], long, digest=digest_of_presence)


def from_the_start(case: Case) -> Setup:
    """One agent, whose tasks begin anew after every call."""
    i = case["inputs"]
    contacts = {
        "call": contact(i["calls_per_hour"], i["call_aht_s"]),
        "task": contact(i["tasks_per_hour"], i["task"], channel="task", interrupted_by=["call"], resume="restart"),
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": 1, "skills": {"call": {}, "task": {}}}}}
    long = warm_up(i["call_aht_s"], i["task"]["value"]) / (1.0 - restarting(case)["occupancy"]) ** 2
    return Setup(words, i["calls_per_hour"] + i["tasks_per_hour"], long, digest=digest_of_presence)


# ---- what is read off ------------------------------------------------------------------------


def digest_of_presence(compiled: Compiled, log: np.ndarray) -> dict[str, float]:
    """By type: seconds that contacts were in the system, from coming to the end of their handling."""
    plan = compiled.plan
    ended = np.where(np.isnan(log["ended"]), plan.horizon, log["ended"])
    present = np.maximum(ended, plan.warm_up) - np.maximum(log["arrived"], plan.warm_up)
    return {f"present_{name}": float(present[log["type"] == t].sum()) for t, name in enumerate(compiled.types)}


def number_of(runs: Runs, name: str) -> Estimate:
    """The mean number in the system."""
    return runs.log(f"present_{name}") / runs.counted_s


def sojourn_of(runs: Runs, name: str) -> Estimate:
    """The mean time from coming to the end of the handling, by Little's law."""
    arrivals = runs.flow("attempts", lanes_of(runs.compiled, [name]))
    return runs.log(f"present_{name}") / arrivals


def of_priorities(case: Case, runs: Runs) -> Figures:
    """Each class."""
    return {f"by_class[{k}].mean_sojourn": sojourn_of(runs, f"class{k + 1}") for k in range(2)}


def of_blending(case: Case, runs: Runs) -> Figures:
    """The usual figures of calls, the presence of e-mails."""
    calls, mails = (lanes_of(runs.compiled, [name]) for name in ("call", "email"))
    email = {
        "mean_sojourn": sojourn_of(runs, "email"),
        "mean_number": number_of(runs, "email"),
        "p_no_server_at_arrival": runs.flow("delayed", mails) / runs.flow("offered", mails),
    }
    found: Figures = {"occupancy": runs.occupancy()}
    return found | figures.under("call", figures.of_contacts(runs, calls)) | figures.under("email", email)


def of_restarting(case: Case, runs: Runs) -> Figures:
    """The agent, the calls, the tasks."""
    calls = lanes_of(runs.compiled, ["call"])
    return {
        "occupancy": runs.occupancy(),
        "call.mean_wait_all": figures.of_contacts(runs, calls)["mean_wait_all"],
        "task.mean_sojourn": sojourn_of(runs, "task"),
    }


# ---- what it should be -----------------------------------------------------------------------


def restarting(case: Case) -> dict[str, float]:
    """Preemptive repeat with one agent (Gaver 1962): a task of length s is begun until no call comes for s.

    Calls at rate a make N vain beginnings X and as many busy periods B of calls, so a task holds the agent for
    C = s + N (X + B), N geometric. Tasks are M/G/1 with C for service; to one that finds no other task the agent may
    still be busy with calls, for a time D (M/G/1 with a delay before each busy period, Welch 1964).
    """
    i = case["inputs"]
    a, b, h, s = i["calls_per_hour"] / HOUR, i["tasks_per_hour"] / HOUR, i["call_aht_s"], i["task"]["value"]
    calls, number = a * h, math.expm1(a * s)
    begun, busy = shorter_than(s, a), Moments(h / (1.0 - calls), 2.0 * h**2 / (1.0 - calls) ** 3)
    spread = begun.square - begun.mean**2 + busy.square - busy.mean**2
    held = s + number * (begun.mean + busy.mean)
    variance = number * spread + number * (1.0 + number) * (begun.mean + busy.mean) ** 2
    delay = rest_of_calls(a, b, h, busy)
    wait = b * (variance + held**2) / (2.0 * (1.0 - b * held))
    wait += (2.0 * delay.mean + b * delay.square) / (2.0 * (1.0 + b * delay.mean))
    return {
        "occupancy": calls + b * number / a,
        "call.mean_wait_all": calls * h / (1.0 - calls),
        "task.mean_sojourn": held + wait,
    }


class Moments(NamedTuple):
    """Mean and mean square, s and s²."""

    mean: float
    square: float


def shorter_than(s: float, rate: float) -> Moments:
    """Of an exponential time that is below s."""
    stays = math.exp(-rate * s)
    mean = 1.0 / rate - s * stays / (1.0 - stays)
    square = (2.0 / rate**2 - stays * (s**2 + 2.0 * s / rate + 2.0 / rate**2)) / (1.0 - stays)
    return Moments(mean, square)


def rest_of_calls(a: float, b: float, h: float, busy: Moments) -> Moments:
    """What is left of a busy period of calls when the first task comes, at rate b after the agent was free.

    Idle times end with a call with chance q = a / (a + b); a busy period passes without a task with chance beta(b).
    """
    all_rates, q = a + b + 1.0 / h, a / (a + b)
    beta = (all_rates - math.sqrt(all_rates**2 - 4.0 * a / h)) / (2.0 * a)
    mean = busy.mean - (1.0 - beta) / b
    square = busy.square - 2.0 * mean / b
    return Moments(q * mean / (1.0 - q * beta), q * square / (1.0 - q * beta))


CASES = made(
    "interrupt_restart",
    restart_n1={
        "calls_per_hour": 9,
        "call_aht_s": 120,
        "tasks_per_hour": 4,
        "task": {"law": "deterministic", "value": 300},
    },
)

FAMILIES = {
    "priority_preemptive": Family(priorities, of_priorities),
    "blending_preemptive": Family(blending, of_blending),
    "interrupt_restart": Family(from_the_start, of_restarting, restarting),
}
