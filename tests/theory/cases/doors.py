"""Doors and scores of the router: overflow above a limit, agents kept free, shares of a queue, costs of waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.theory.cases import figures, precedence, skills
from tests.theory.cases.chains import solved
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up
from tests.theory.cases.floors import HOUR, Runs, Setup, contact
from tests.theory.cases.lines import pooled

LONGEST = 40
"""Longest line of a chain; beyond it nobody joins."""

# ---- how a case is written -------------------------------------------------------------------


def overflow(case: Case) -> Setup:
    """A second group takes calls only while more wait than a limit."""
    i = case["inputs"]
    calls = contact(i["calls_per_hour"], i["aht_s"], i["patience_mean_s"])
    first, second = i["agents_by_group"]
    groups = {
        "first": {"agents": first, "skills": {"calls": {"agent_rank": 1}}},
        "second": {"agents": second, "skills": {"calls": {"agent_rank": 2, "when": {"queue_above": i["limit"]}}}},
    }
    long = warm_up(i["aht_s"], i["patience_mean_s"])
    return Setup({"contacts": {"calls": calls}, "groups": groups}, i["calls_per_hour"], long)


def kept_free(case: Case) -> Setup:
    """Specialists of type 0; the others take type 1, and type 0 while more than a few of them are free."""
    i = case["inputs"]
    contacts = types_of(i)
    first, second = i["agents_by_group"]
    groups = {
        "specialists": {"agents": first, "skills": {"class0": {"agent_rank": 1}}},
        "others": {
            "agents": second,
            "skills": {
                "class0": {"agent_rank": 2, "contact_rank": 2, "reserve": i["reserve"]},
                "class1": {"agent_rank": 1, "contact_rank": 1},
            },
        },
    }
    long = warm_up(*i["aht_s_by_class"], *i["patience_mean_s_by_class"])
    return Setup({"contacts": contacts, "groups": groups}, sum(i["calls_per_hour_by_class"]), long)


def types_of(i: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The types of a case, with further words for each."""
    flows = zip(i["calls_per_hour_by_class"], i["aht_s_by_class"], i["patience_mean_s_by_class"], strict=True)
    return {f"class{k}": contact(rate, talk, stay, **more) for k, (rate, talk, stay) in enumerate(flows)}


def shares_of_queue(case: Case) -> Setup:
    """Each type should have its share of all who wait."""
    i = case["inputs"]
    contacts = types_of(i)
    for share, words in zip(i["queue_shares"], contacts.values(), strict=True):
        words["queue_share"] = f"{100.0 * share:g} %"
    return one_group(i, contacts, "queue-ratio")


def longest_queue(case: Case) -> Setup:
    """Two types alike, with few places each; the longer line goes first."""
    return one_group(case["inputs"], types_of(case["inputs"], places=case["inputs"]["places"]), "longest-queue")


def one_group(i: dict[str, Any], contacts: dict[str, Any], score: str) -> Setup:
    """Everybody can do everything, and one score decides what comes first."""
    groups = {"all": {"agents": i["agents"], "skills": pooled(contacts)}}
    words = {"contacts": contacts, "groups": groups, "routing": {"contact": score}}
    long = warm_up(*i["aht_s_by_class"], *(stay for stay in i["patience_mean_s_by_class"] if stay))
    return Setup(words, sum(i["calls_per_hour_by_class"]), long)


def costs(case: Case) -> Setup:
    """Patient customers; the greatest cost of waiting × speed goes first."""
    i = case["inputs"]
    setup = precedence.types_with(case, *({} for _ in i["costs"]))
    for cost, words in zip(i["costs"], setup.words["contacts"].values(), strict=True):
        words["waiting_cost"] = {"per_hour": cost}
    setup.words["routing"] = {"contact": "cmu"}
    return setup


# ---- what is read off ------------------------------------------------------------------------


def of_overflow(case: Case, runs: Runs) -> Figures:
    """The calls, and both groups."""
    return figures.of_contacts(runs) | {f"occupancy[{group}]": runs.occupancy([group]) for group in (0, 1)}


def of_classes(case: Case, runs: Runs) -> Figures:
    """Each type by itself, per contact that came, and all agents."""
    found: Figures = {"occupancy": runs.occupancy()}
    for number, name in enumerate(runs.planned.types):
        queues = [at for at, queue in enumerate(runs.planned.queues) if queue.type == name]
        found |= figures.under(f"by_class[{number}]", figures.of_arrivals(runs, queues))
    return found


# ---- what it should be -----------------------------------------------------------------------


def solved_overflow(case: Case) -> dict[str, float]:
    """State: busy in the first group, busy in the second, waiting. Who finds the first group busy joins the line."""
    i = case["inputs"]
    rate, answers, leaves = i["calls_per_hour"] / HOUR, 1.0 / i["aht_s"], 1.0 / i["patience_mean_s"]
    (first, second), limit = i["agents_by_group"], i["limit"]

    def helped(x: int, y: int, q: int) -> tuple[int, int, int]:
        return (x, y + 1, q - 1) if q > limit and y < second else (x, y, q)

    def moves(state: tuple[int, int, int]) -> Iterator[tuple[float, tuple[int, int, int]]]:
        x, y, q = state
        if x < first:
            yield rate, (x + 1, y, q)
        elif q < LONGEST:
            yield rate, helped(x, y, q + 1)
        yield x * answers, (x, y, q - 1) if q else (x - 1, y, q)
        yield y * answers, helped(x, y - 1, q)
        yield q * leaves, (x, y, q - 1)

    chain = solved((0, 0, 0), moves)
    waiting = chain.mean(lambda s: s[2])
    return {
        "p_wait": chain.chance(lambda s: s[0] == first),
        "p_abandon": leaves * waiting / rate,
        "mean_wait_all": waiting / rate,
        "occupancy[0]": chain.mean(lambda s: s[0]) / first,
        "occupancy[1]": chain.mean(lambda s: s[1]) / second,
    }


def solved_reserve(case: Case) -> dict[str, float]:
    """State: specialists busy, others busy with class 0 and with class 1, waiting of each class."""
    i = case["inputs"]
    rates = [rate / HOUR for rate in i["calls_per_hour_by_class"]]
    answers = [1.0 / talk for talk in i["aht_s_by_class"]]
    leaves = [1.0 / stay for stay in i["patience_mean_s_by_class"]]
    (first, second), reserve, longest = i["agents_by_group"], i["reserve"], 14

    def freed(x: int, a: int, b: int, p: int, q: int) -> tuple[int, ...]:
        """One of the others has come free."""
        if q:
            return (x, a, b + 1, p, q - 1)
        return (x, a + 1, b, p - 1, q) if p and second - a - b > reserve else (x, a, b, p, q)

    def moves(state: tuple[int, ...]) -> Iterator[tuple[float, tuple[int, ...]]]:
        x, a, b, p, q = state
        free = second - a - b
        if x < first:
            yield rates[0], (x + 1, a, b, p, q)
        elif free > reserve:
            yield rates[0], (x, a + 1, b, p, q)
        elif p < longest:
            yield rates[0], (x, a, b, p + 1, q)
        if free:
            yield rates[1], (x, a, b + 1, p, q)
        elif q < longest:
            yield rates[1], (x, a, b, p, q + 1)
        yield x * answers[0], (x, a, b, p - 1, q) if p else (x - 1, a, b, p, q)
        yield a * answers[0], freed(x, a - 1, b, p, q)
        yield b * answers[1], freed(x, a, b - 1, p, q)
        yield p * leaves[0], (x, a, b, p - 1, q)
        yield q * leaves[1], (x, a, b, p, q - 1)

    chain = solved((0, 0, 0, 0, 0), moves)
    waits = (
        chain.chance(lambda s: s[0] == first and second - s[1] - s[2] <= reserve),
        chain.chance(lambda s: s[1] + s[2] == second),
    )
    found = {"occupancy": chain.mean(lambda s: s[0] + s[1] + s[2]) / (first + second)}
    for k in (0, 1):
        waiting = chain.mean(lambda s, k=k: s[3 + k])
        found |= {
            f"by_class[{k}].p_wait": waits[k],
            f"by_class[{k}].p_abandon": leaves[k] * waiting / rates[k],
            f"by_class[{k}].mean_wait_all": waiting / rates[k],
        }
    return found


def solved_line(case: Case, longest: int, goes_first: Any) -> dict[str, float]:
    """One handling time. State: busy, and waiting of each class; `goes_first` says whose line gives the next."""
    i = case["inputs"]
    rates = [rate / HOUR for rate in i["calls_per_hour_by_class"]]
    (talk,) = set(i["aht_s_by_class"])
    leaves = [1.0 / stay for stay in i["patience_mean_s_by_class"]]
    agents = i["agents"]

    def moves(state: tuple[int, int, int]) -> Iterator[tuple[float, tuple[int, int, int]]]:
        busy, *lines = state
        for k in (0, 1):
            more, fewer = list(lines), list(lines)
            more[k] += 1
            fewer[k] -= 1
            if busy < agents:
                yield rates[k], (busy + 1, *lines)  # type: ignore[misc]
            elif lines[k] < longest:
                yield rates[k], (busy, *more)  # type: ignore[misc]
            if lines[k]:
                yield lines[k] * leaves[k], (busy, *fewer)  # type: ignore[misc]
                yield busy / talk * goes_first(lines, k), (busy, *fewer)  # type: ignore[misc]
        if not any(lines):
            yield busy / talk, (busy - 1, *lines)  # type: ignore[misc]

    chain = solved((0, 0, 0), moves)
    found = {"occupancy": chain.mean(lambda s: s[0]) / agents}
    for k in (0, 1):
        waiting = chain.mean(lambda s, k=k: s[1 + k])
        full = chain.chance(lambda s, k=k: s[1 + k] == longest)
        found |= {
            f"by_class[{k}].p_block": full,
            f"by_class[{k}].p_wait": chain.chance(lambda s: s[0] == agents),
            f"by_class[{k}].p_abandon": leaves[k] * waiting / rates[k],
            f"by_class[{k}].mean_wait_all": waiting / rates[k],
        }
    return found


def solved_shares(case: Case) -> dict[str, float]:
    """The line that is further above its share; these shares never leave two equal."""
    first, second = case["inputs"]["queue_shares"]

    def goes_first(lines: list[int], k: int) -> float:
        excess = second * lines[0] - first * lines[1]
        return float((excess > 0.0) == (k == 0))

    found = solved_line(case, LONGEST, goes_first)
    return {name: value for name, value in found.items() if "p_block" not in name}


def solved_longest(case: Case) -> dict[str, float]:
    """The longer line. Where both are equal, it does not matter which, for the types are alike."""

    def goes_first(lines: list[int], k: int) -> float:
        if lines[0] == lines[1]:
            return 0.5
        return float((lines[0] > lines[1]) == (k == 0))

    return solved_line(case, case["inputs"]["places"], goes_first)


CASES = (
    made(
        "overflow_above",
        overflow_above_n4_2={
            "agents_by_group": [4, 2], "limit": 2, "calls_per_hour": 80, "aht_s": 220, "patience_mean_s": 200,
        },
        overflow_above_at_once={
            "agents_by_group": [3, 2], "limit": 0, "calls_per_hour": 60, "aht_s": 240, "patience_mean_s": 120,
        },
    )
    | made(
        "reserve_N",
        reserve_N_n2_4={
            "agents_by_group": [2, 4], "reserve": 1, "calls_per_hour_by_class": [50, 35],
            "aht_s_by_class": [200, 280], "patience_mean_s_by_class": [150, 150],
        },
    )
    | made(
        "queue_shares",
        queue_shares_n4={
            "agents": 4, "calls_per_hour_by_class": [40, 30], "aht_s_by_class": [220, 220],
            "patience_mean_s_by_class": [300, 120], "queue_shares": [0.29, 0.71],
        },
    )
    | made(
        "longest_queue",
        longest_queue_n3={
            "agents": 3, "calls_per_hour_by_class": [30, 30], "aht_s_by_class": [200, 200],
            "patience_mean_s_by_class": [400, 400], "places": 2,
        },
    )
    | made(
        "costs_n1",
        costs_n1={
            "agents": 1, "calls_per_hour_by_class": [5, 6], "aht_s_by_class": [240, 120], "costs": [25.0, 10.0],
            "sl_threshold_s": 20,
        },
    )
)  # fmt: skip

FAMILIES = {
    "overflow_above": Family(overflow, of_overflow, solved_overflow),
    "reserve_N": Family(kept_free, of_classes, solved_reserve),
    "queue_shares": Family(shares_of_queue, of_classes, solved_shares),
    "longest_queue": Family(longest_queue, of_classes, solved_longest),
    "costs_n1": Family(costs, skills.of_priorities, precedence.in_order),
}
