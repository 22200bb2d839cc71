"""Who goes before whom in one line: head starts, customers who matter more, claims that grow with the wait."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tests.theory.cases import chains, figures, skills
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up_of_patient
from tests.theory.cases.floors import HOUR, Runs, Setup, contact, one_line, per_cent
from tests.theory.cases.lines import pooled

# ---- how a case is written -------------------------------------------------------------------


def head_starts(case: Case) -> Setup:
    """Types of equal rank; the first one counts as if it had come a week earlier."""
    return types_with(case, {"head_start": "7 days"}, {})


def weights(case: Case) -> Setup:
    """Types of equal rank whose claims grow at different speeds."""
    return types_with(case, *({"weight": weight} for weight in case["inputs"]["weights"]))


def urgent(case: Case) -> Setup:
    """The first class has the lower rank, and is urgent as soon as it waits."""
    setup = types_with(case, {"urgent_after": "0 s"}, {})
    setup.words["groups"]["all"]["skills"] = {"class0": {"contact_rank": 2}, "class1": {"contact_rank": 1}}
    return setup


def due_dates(case: Case) -> Setup:
    """E-mails by the instant at which their targets run out: in twenty seconds, or in a month."""
    setup = types_with(case, {}, {})
    for name, target in (("class0", "80 % in 20 s"), ("class1", "80 % in 30 days")):
        setup.words["contacts"][name] |= {"channel": "email", "order": "due-date", "target": target}
    return setup


def types_with(case: Case, *priorities: dict[str, object]) -> Setup:
    """One group, one line for all, and a priority for each type."""
    i = case["inputs"]
    flows = zip(i["calls_per_hour_by_class"], i["aht_s_by_class"], priorities, strict=True)
    contacts = {
        f"class{k}": contact(rate, talk, None, i["sl_threshold_s"], priority=priority)
        for k, (rate, talk, priority) in enumerate(flows)
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": pooled(contacts)}}}
    total, mean = sum(i["calls_per_hour_by_class"]), handled(i) / sum(i["calls_per_hour_by_class"])
    return Setup(words, total, warm_up_of_patient(i["agents"], total, mean))


def vip(case: Case) -> Setup:
    """Some of the customers of one type go before the others."""
    i = case["inputs"]
    first = {"vip": {"share": per_cent(i["share"]), "head_start": "7 days"}}
    calls = contact(i["calls_per_hour"], i["aht_s"], None, i["sl_threshold_s"], priority=first)
    return Setup(
        one_line(i["agents"], calls), i["calls_per_hour"],
        warm_up_of_patient(i["agents"], i["calls_per_hour"], i["aht_s"]),
    )  # fmt: skip


# ---- what is read off ------------------------------------------------------------------------


def of_vip(case: Case, runs: Runs) -> Figures:
    """All together; who went before whom shows in the spread of the waits."""
    found = figures.of_one_line(case, runs)
    return found | {"square_wait": runs.square_wait(0)}


# ---- what it should be -----------------------------------------------------------------------


def handled(i: dict[str, Sequence[float]]) -> float:
    """Seconds of handling that an hour brings."""
    return sum(rate * talk for rate, talk in zip(i["calls_per_hour_by_class"], i["aht_s_by_class"], strict=True))


def loads(case: Case) -> list[float]:
    """Share of the agents' time that each class takes."""
    i = case["inputs"]
    flows = zip(i["calls_per_hour_by_class"], i["aht_s_by_class"], strict=True)
    return [rate / HOUR * talk / i["agents"] for rate, talk in flows]


def wait_in_hand(case: Case) -> float:
    """Mean time until an agent is free, for who finds all busy, times the chance of that: W0 of the formulas below.

    One agent: the sum of rate × h² over exponential handling times. Several: one handling time, Erlang C × h / n.
    """
    i = case["inputs"]
    flows = list(zip(i["calls_per_hour_by_class"], i["aht_s_by_class"], strict=True))
    if i["agents"] == 1:
        return sum(rate / HOUR * talk**2 for rate, talk in flows)
    (talk,) = set(i["aht_s_by_class"])
    return chains.erlang_c(sum(rate for rate, _ in flows) / HOUR * talk, i["agents"]) * talk / i["agents"]


def in_order(case: Case) -> dict[str, float]:
    """The first class before the second, nobody interrupted: W0 / (1 - r1), that / (1 - r1 - r2) (Cobham 1954)."""
    first, second = loads(case)
    left = wait_in_hand(case)
    waits = (left / (1.0 - first), left / (1.0 - first) / (1.0 - first - second))
    return {f"by_class[{k}].mean_wait_all": wait for k, wait in enumerate(waits)} | {"occupancy": first + second}


def growing_claims(case: Case) -> dict[str, float]:
    """Claims of weight b × wait (Kleinrock 1964): from the least weight up, each class from those before it.

    W[p] (1 - sum over greater b of r (1 - b[p] / b)) = W0 / (1 - r) - sum over lesser b of r W (1 - b / b[p]).
    """
    i, by_class = case["inputs"], loads(case)
    claims, waits = i["weights"], [0.0] * len(i["weights"])
    for p in sorted(range(len(claims)), key=lambda k: claims[k]):
        lesser = [k for k in range(len(claims)) if claims[k] < claims[p]]
        greater = [k for k in range(len(claims)) if claims[k] > claims[p]]
        alone = wait_in_hand(case) / (1.0 - sum(by_class))
        alone -= sum(by_class[k] * waits[k] * (1.0 - claims[k] / claims[p]) for k in lesser)
        waits[p] = alone / (1.0 - sum(by_class[k] * (1.0 - claims[p] / claims[k]) for k in greater))
    return {f"by_class[{k}].mean_wait_all": wait for k, wait in enumerate(waits)} | {"occupancy": sum(by_class)}


def some_first(case: Case) -> dict[str, float]:
    """The first class waits as if it were alone in a line that is full; the others are passed by it.

    Who finds all busy has k others waiting with chance (1 - r) r^k. The first class passes all but its own.
    """
    i = case["inputs"]
    rate, limit, answers = i["calls_per_hour"] / HOUR, i["sl_threshold_s"], i["agents"] / i["aht_s"]
    load, p_wait = rate / answers, chains.erlang_c(rate * i["aht_s"], i["agents"])
    spare = answers - i["share"] * rate
    behind = (1.0 - load) * load ** np.arange(300)
    others = chains.overtaken(behind, answers, i["share"] * rate, limit)
    within = i["share"] * -math.expm1(-spare * limit) + (1.0 - i["share"]) * others.in_time
    squares = i["share"] * 2.0 / spare**2 + (1.0 - i["share"]) * square_of_passed(load, answers, i["share"] * rate)
    return {
        "p_wait": p_wait,
        "mean_wait_all": p_wait / (answers - rate),
        "sl_offered": 1.0 - p_wait + p_wait * within,
        "square_wait": p_wait * squares,
        "occupancy": load,
    }


def square_of_passed(load: float, answers: float, passing: float) -> float:
    """Mean square of a geometric number (from 1, mean 1 / (1 - load)) of busy periods of M/M/1 (Takács 1962)."""
    spare = answers - passing
    mean, variance = 1.0 / spare, (answers + passing) / spare**3
    number, spread = 1.0 / (1.0 - load), load / (1.0 - load) ** 2
    return number * variance + spread * mean**2 + (number * mean) ** 2


CASES = (
    made(
        "priority_head_start",
        head_start_n8={
            "agents": 8, "calls_per_hour_by_class": [30, 50], "aht_s_by_class": [300, 300], "sl_threshold_s": 20,
        },
    )
    | made(
        "priority_urgent",
        urgent_n4={
            "agents": 4, "calls_per_hour_by_class": [20, 25], "aht_s_by_class": [260, 260], "sl_threshold_s": 20,
        },
    )
    | made(
        "priority_due",
        due_n1={
            "agents": 1, "calls_per_hour_by_class": [6, 8], "aht_s_by_class": [240, 120], "sl_threshold_s": 20,
        },
    )
    | made(
        "priority_vip",
        vip_n6={"agents": 6, "calls_per_hour": 72, "aht_s": 240, "share": 0.3, "sl_threshold_s": 20},
    )
    | made(
        "priority_weights",
        weights_n1={
            "agents": 1, "calls_per_hour_by_class": [8, 5], "aht_s_by_class": [120, 300], "weights": [3.0, 1.0],
            "sl_threshold_s": 20,
        },
        weights_n5_three={
            "agents": 5, "calls_per_hour_by_class": [20, 25, 20], "aht_s_by_class": [220, 220, 220],
            "weights": [1.0, 6.0, 2.0], "sl_threshold_s": 20,
        },
    )
)  # fmt: skip

FAMILIES = {
    "priority_head_start": Family(head_starts, skills.of_priorities, in_order),
    "priority_urgent": Family(urgent, skills.of_priorities, in_order),
    "priority_due": Family(due_dates, skills.of_priorities, in_order),
    "priority_weights": Family(weights, skills.of_priorities, growing_claims),
    "priority_vip": Family(vip, of_vip, some_first),
}
