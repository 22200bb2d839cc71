"""Work put aside for something more urgent, and taken up again where it stopped."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.plan.build import PlannedDesign
from tests.theory.cases import chains, figures
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up, warm_up_of_patient
from tests.theory.cases.floors import HOUR, Runs, Setup, contact, queues_of, seconds

# ---- how a case is written -------------------------------------------------------------------


def priorities(case: Case) -> Setup:
    """Classes of which agents put each aside for those before it."""
    i = case["inputs"]
    rates, contacts = i["calls_per_hour_by_class"], {}
    for k, rate in enumerate(rates):
        later = {"channel": "task", "interrupted_by": [f"class{j}" for j in range(k)]} if k else {}
        contacts[f"class{k}"] = contact(rate, i["aht_s"], **later)
    skills = {name: {"contact_rank": k} for k, name in enumerate(contacts, 1)}
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": skills}}}
    long = warm_up_of_patient(i["agents"], sum(rates), i["aht_s"])
    return Setup(words, sum(rates), long, digest=digest_of_presence)


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
    """One agent, whose tasks begin anew after every call, or go on after a while."""
    i = case["inputs"]
    how = {"resuming": seconds(i["resuming_s"])} if "resuming_s" in i else {"resume": "restart"}
    contacts = {
        "call": contact(i["calls_per_hour"], i["call_aht_s"]),
        "task": contact(i["tasks_per_hour"], i["task"], channel="task", interrupted_by=["call"], **how),
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": 1, "skills": {"call": {}, "task": {}}}}}
    load = (resumed if "resuming_s" in i else restarting)(case)["occupancy"]
    long = warm_up(i["call_aht_s"], i["task"]["value"]) / (1.0 - load) ** 2
    return Setup(words, i["calls_per_hour"] + i["tasks_per_hour"], long, digest=digest_of_presence)


# ---- what is read off ------------------------------------------------------------------------


def digest_of_presence(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
    """By type: seconds that contacts were in the system, from coming to the end of their handling."""
    plan = planned.plan
    ended = np.where(np.isnan(log["ended"]), plan.horizon, log["ended"])
    present = np.maximum(ended, plan.warm_up) - np.maximum(log["arrived"], plan.warm_up)
    return {f"present_{name}": float(present[log["type"] == t].sum()) for t, name in enumerate(planned.types)}


def number_of(runs: Runs, name: str) -> Estimate:
    """The mean number in the system."""
    return runs.log(f"present_{name}") / runs.counted_s


def sojourn_of(runs: Runs, name: str) -> Estimate:
    """The mean time from coming to the end of the handling, by Little's law."""
    arrivals = runs.flow("attempts", queues_of(runs.planned, [name]))
    return runs.log(f"present_{name}") / arrivals


def of_priorities(case: Case, runs: Runs) -> Figures:
    """Each class."""
    return {f"by_class[{k}].mean_sojourn": sojourn_of(runs, name) for k, name in enumerate(runs.planned.types)}


def of_blending(case: Case, runs: Runs) -> Figures:
    """The usual figures of calls, the presence of e-mails."""
    calls, mails = (queues_of(runs.planned, [name]) for name in ("call", "email"))
    email = {
        "mean_sojourn": sojourn_of(runs, "email"),
        "mean_number": number_of(runs, "email"),
        "p_no_server_at_arrival": runs.flow("delayed", mails) / runs.flow("offered", mails),
    }
    found: Figures = {"occupancy": runs.occupancy()}
    return found | figures.under("call", figures.of_contacts(runs, calls)) | figures.under("email", email)


def of_restarting(case: Case, runs: Runs) -> Figures:
    """The agent, the calls, the tasks."""
    calls = queues_of(runs.planned, ["call"])
    return {
        "occupancy": runs.occupancy(),
        "call.mean_wait_all": figures.of_contacts(runs, calls)["mean_wait_all"],
        "task.mean_sojourn": sojourn_of(runs, "task"),
    }


# ---- what it should be -----------------------------------------------------------------------


def restarting(case: Case) -> dict[str, float]:
    """Preemptive repeat with one agent (Gaver 1962): a task is begun until no call comes for its whole length.

    To a task that finds no other one the agent may still be busy with calls for a time D: tasks are M/G/1 with a delay
    before each busy period (Welch 1964).
    """
    i = case["inputs"]
    a, h, s = i["calls_per_hour"] / HOUR, i["call_aht_s"], i["task"]["value"]
    return tasks_behind_calls(case, math.expm1(a * s) / a, until_left_alone(a, h, s))


def resumed(case: Case) -> dict[str, float]:
    """Preemptive resume with one agent, who after each interruption needs a time to get back, without a call.

    A task of length s is interrupted a Poisson number of times, a s on average, each time for a busy period of calls
    and the getting back, which is begun until no call comes for its whole length.
    """
    i = case["inputs"]
    a, h, s, back = i["calls_per_hour"] / HOUR, i["call_aht_s"], i["task"]["value"], i["resuming_s"]
    one = added(calls_in_a_row(a, h), until_left_alone(a, h, back))
    held = s + a * s * one.mean
    return tasks_behind_calls(case, s * math.exp(a * back), Moments(held, a * s * one.square + held**2))


def tasks_behind_calls(case: Case, work_s: float, held: Moments) -> dict[str, float]:
    """Tasks that take the agent so much work, and hold the agent for so long with the calls that come in between."""
    i = case["inputs"]
    a, b, h = i["calls_per_hour"] / HOUR, i["tasks_per_hour"] / HOUR, i["call_aht_s"]
    delay = rest_of_calls(a, b, h, calls_in_a_row(a, h))
    wait = b * held.square / (2.0 * (1.0 - b * held.mean))
    wait += (2.0 * delay.mean + b * delay.square) / (2.0 * (1.0 + b * delay.mean))
    return {
        "occupancy": a * h + b * work_s,
        "call.mean_wait_all": a * h * h / (1.0 - a * h),
        "task.mean_sojourn": held.mean + wait,
    }


def nested(case: Case) -> dict[str, float]:
    """Preemptive resume, all alike: the first k classes together are an M/M/n; each class is the difference."""
    i = case["inputs"]
    rates = [rate / HOUR for rate in i["calls_per_hour_by_class"]]
    numbers = [0.0]
    for k in range(len(rates)):
        line = chains.patient_line(sum(rates[: k + 1]), i["aht_s"], i["agents"])
        numbers.append(sum(rates[: k + 1]) * (line.mean_wait + i["aht_s"]))
    return {f"by_class[{k}].mean_sojourn": (numbers[k + 1] - numbers[k]) / rate for k, rate in enumerate(rates)}


class Moments(NamedTuple):
    """Mean and mean square, s and s²."""

    mean: float
    square: float


def added(one: Moments, other: Moments) -> Moments:
    """Of the sum of two independent times."""
    return Moments(one.mean + other.mean, one.square + 2.0 * one.mean * other.mean + other.square)


def calls_in_a_row(a: float, h: float) -> Moments:
    """A busy period of M/M/1 (Takács 1962)."""
    return Moments(h / (1.0 - a * h), 2.0 * h**2 / (1.0 - a * h) ** 3)


def until_left_alone(a: float, h: float, s: float) -> Moments:
    """s + N (X + B): a geometric number of vain beginnings X below s, each followed by calls B, then s in peace."""
    number, each = math.expm1(a * s), added(shorter_than(s, a), calls_in_a_row(a, h))
    mean = s + number * each.mean
    variance = number * (each.square - each.mean**2) + number * (1.0 + number) * each.mean**2
    return Moments(mean, variance + mean**2)


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


CASES = (
    made(
        "interrupt_restart",
        restart_n1={
            "calls_per_hour": 9, "call_aht_s": 120, "tasks_per_hour": 4, "task": {"law": "deterministic", "value": 300},
        },
    )
    | made(
        "interrupt_resuming",
        resuming_n1={
            "calls_per_hour": 10, "call_aht_s": 120, "tasks_per_hour": 4, "resuming_s": 60,
            "task": {"law": "deterministic", "value": 300},
        },
    )
    | made(
        "interrupt_nested",
        interrupt_three_n3={"agents": 3, "aht_s": 240, "calls_per_hour_by_class": [10, 12, 14]},
    )
)  # fmt: skip

FAMILIES = {
    "priority_preemptive": Family(priorities, of_priorities),
    "blending_preemptive": Family(blending, of_blending),
    "interrupt_restart": Family(from_the_start, of_restarting, restarting),
    "interrupt_resuming": Family(from_the_start, of_restarting, resumed),
    "interrupt_nested": Family(priorities, of_priorities, nested),
}
