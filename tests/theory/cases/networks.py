"""Lines that feed lines: conversations of several turns, transfers to a second level."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tests.theory.cases import chains, figures
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up, warm_up_of_patient
from tests.theory.cases.floors import (
    HOUR,
    Runs,
    Setup,
    Words,
    contact,
    from_elsewhere,
    law,
    one_line,
    per_cent,
    queues_of,
    seconds,
)

State = tuple[int, ...]

# ---- how a case is written -------------------------------------------------------------------


def messages(case: Case) -> Setup:
    """So many answers, with time between; whoever is free takes the next turn, or who took the first."""
    i = case["inputs"]
    gap = law(i.get("gap", i["gap_mean_s"]))
    turns: Words = {"mean": i["turns_mean"], "law": i.get("law", "geometric"), "gap": gap}
    turns["kept_by"] = i.get("kept_by", "pool")
    if "expires_s" in i:
        turns["expires"] = seconds(i["expires_s"])
    calls = contact(i["conversations_per_hour"], i["aht_s"], None, i["sl_threshold_s"], channel="message", turns=turns)
    rate = turns_per_second(i) * HOUR
    long = warm_up_of_patient(i["agents"], rate, i["aht_s"]) + warm_up(i["gap_mean_s"] * i["turns_mean"])
    return Setup(one_line(i["agents"], calls), rate, long)


def transfers(case: Case) -> Setup:
    """The first level hands a share on; the second level may have calls of its own."""
    i = case["inputs"]
    hand_on: Words = {"to": "second", "share": per_cent(i["share"]), "kind": i["kind"]}
    if i["kind"] == "warm":
        hand_on["handover"] = law(i["handover_mean_s"])
    contacts = {
        "first": contact(i["calls_per_hour"], i["aht_s"][0], i["patience_mean_s"][0], 20.0),
        "second": contact(i["own_calls_per_hour"], i["aht_s"][1], i["patience_mean_s"][1], 20.0),
    }
    if not i["own_calls_per_hour"]:
        contacts["second"] = from_elsewhere(i["aht_s"][1], i["patience_mean_s"][1], 20.0)
    groups = {
        "front": {"agents": i["agents"][0], "skills": {"first": {"transfer": hand_on}}},
        "back": {"agents": i["agents"][1], "skills": {"second": {}}},
    }
    load = max(i["loads"])
    long = warm_up(*i["aht_s"]) / (1.0 - load) ** 2
    return Setup({"contacts": contacts, "groups": groups}, i["calls_per_hour"] * (1.0 + i["share"]), long)


def split_transfers(case: Case) -> Setup:
    """The first level hands a share on, to two second levels."""
    i = case["inputs"]
    names = ("billing", "claims")
    to = {name: per_cent(part) for name, part in zip(names, i["parts"], strict=True)}
    contacts = {"first": contact(i["calls_per_hour"], i["aht_s"][0], None, 20.0)}
    groups: Words = {"front": {"agents": i["agents"][0], "skills": {"first": {}}}}
    groups["front"]["skills"]["first"]["transfer"] = {"to": to, "share": per_cent(i["share"])}
    for name, aht, agents in zip(names, i["aht_s"][1:], i["agents"][1:], strict=True):
        contacts[name] = from_elsewhere(aht, None, 20.0)
        groups[f"back of {name}"] = {"agents": agents, "skills": {name: {}}}
    long = warm_up(*i["aht_s"]) / (1.0 - max(i["loads"])) ** 2
    return Setup({"contacts": contacts, "groups": groups}, i["calls_per_hour"] * (1.0 + i["share"]), long)


# ---- what is read off ------------------------------------------------------------------------


def of_messages(case: Case, runs: Runs) -> Figures:
    """Waits and ends by turn: how many turns a conversation had is not known of those that go on at the horizon."""
    total = runs.flow
    return {
        "p_last_turn": total("finished") / total("turns"),
        "p_expired_after_turn": total("expired") / total("turns"),
        "mean_wait_all": (total("wait_answered") + total("turn_wait")) / (total("answered") + total("turn_waits")),
        "occupancy": runs.occupancy(),
    }


def of_transfers(case: Case, runs: Runs) -> Figures:
    """Each level by itself; the second one gets what is handed on beside its own calls."""
    found: Figures = {}
    for number, name in enumerate(runs.planned.types):
        queues = queues_of(runs.planned, [name])
        offered, waiting = runs.flow("offered", queues), runs.flow("waiting_end", queues)
        waited = runs.flow("wait_answered", queues) + runs.flow("wait_abandoned", queues)
        here = {
            "per_hour": offered / (runs.counted_s / HOUR),
            "p_wait": runs.flow("delayed", queues) / offered,
            "p_abandon": runs.flow("abandoned", queues) / (offered - waiting),
            "mean_wait_all": waited / (offered - waiting),
            "occupancy": runs.occupancy([number]),
        }
        found |= figures.under(f"by_level[{number}]", here)
    return found


# ---- what it should be -----------------------------------------------------------------------


def turns_per_second(i: Any) -> float:
    """Every answer but the last brings another turn, unless the customer comes back too late."""
    in_time = -math.expm1(-i["expires_s"] / i["gap_mean_s"]) if "expires_s" in i else 1.0
    return i["conversations_per_hour"] / HOUR / (1.0 - (1.0 - 1.0 / i["turns_mean"]) * in_time)


def by_turns(case: Case) -> dict[str, float]:
    """A line whose customers come back past a room without lines: M/M/n at the rate of all turns (Jackson 1957).

    A geometric number: each answer is the last with chance 1 / mean, whatever came before. A fixed number and gaps of
    any law change nothing, for all turns take the same exponential time (Kelly 1976).
    """
    i = case["inputs"]
    rate, fresh = turns_per_second(i), i["conversations_per_hour"] / HOUR
    line = chains.patient_line(rate, i["aht_s"], i["agents"], i["sl_threshold_s"])
    late = math.exp(-i["expires_s"] / i["gap_mean_s"]) if "expires_s" in i else 0.0
    ends = {"p_last_turn": fresh / rate, "p_expired_after_turn": (1.0 - 1.0 / i["turns_mean"]) * late}
    found = {"mean_wait_all": line.mean_wait, "occupancy": line.occupancy}
    return found if i.get("law") == "fixed" else found | ends


def in_tandem(case: Case) -> dict[str, float]:
    """What leaves a patient M/M/n is a Poisson flow (Burke 1956), and so is a share of it: a second M/M/n(+M)."""
    i = case["inputs"]
    rates = [i["calls_per_hour"], i["own_calls_per_hour"] + i["share"] * i["calls_per_hour"]]
    found = {}
    for number, (agents, aht, patience) in enumerate(zip(i["agents"], i["aht_s"], i["patience_mean_s"], strict=True)):
        rate = rates[number] / HOUR
        found |= figures_of_level(number, rate, aht, agents, patience)
    return found


def split_in_two(case: Case) -> dict[str, float]:
    """A Poisson flow divided by chance is two: each second level is an M/M/n of its part."""
    i = case["inputs"]
    rates = [1.0, *(i["share"] * part for part in i["parts"])]
    found = {}
    for number, (rate, agents, aht) in enumerate(zip(rates, i["agents"], i["aht_s"], strict=True)):
        found |= figures_of_level(number, rate * i["calls_per_hour"] / HOUR, aht, agents, None)
    return found


def figures_of_level(number: int, rate: float, aht: float, agents: int, patience: float | None) -> dict[str, float]:
    """M/M/n+M by birth and death."""
    line = chains.line_of(lambda present: rate, aht, agents, patience)
    leaving = 0.0 if patience is None else 1.0 / patience
    here = {
        "per_hour": rate * HOUR,
        "p_wait": float(line.law[agents:].sum()),
        "p_abandon": line.queue * leaving / rate,
        "mean_wait_all": line.queue / rate,
        "occupancy": line.busy / agents,
    }
    return {f"by_level[{number}].{name}": value for name, value in here.items()}


def handed_over(case: Case) -> dict[str, float]:
    """Warm: the chain of (line, first-level talks, agents waiting with a customer, handover, second-level talk).

    The second level is one agent, and gets nothing but what is handed on. A handover keeps both agents busy; then the
    first one is free, and the second one talks. A customer who gives up waiting for the back lets the first agent go.
    """
    i = case["inputs"]
    (front, back), (first_s, second_s) = i["agents"], i["aht_s"]
    assert back == 1
    rate, share, quits = i["calls_per_hour"] / HOUR, i["share"], 1.0 / i["patience_mean_s"][0]
    tires = 0.0 if i["patience_mean_s"][1] is None else 1.0 / i["patience_mean_s"][1]

    def freed(line: int, talks: int, waits: int, hands: int, back_talks: int) -> State:
        """The back takes whoever waits for it, then a free agent of the front takes the head of the line."""
        if waits and not hands and not back_talks:
            waits, hands = waits - 1, 1
        if line and talks + waits + hands < front:
            line, talks = line - 1, talks + 1
        return line, talks, waits, hands, back_talks

    def moves(state: State) -> Iterator[tuple[float, State]]:
        line, talks, waits, hands, back_talks = state
        if talks + waits + hands < front:
            yield rate, (line, talks + 1, waits, hands, back_talks)
        elif line < 80:
            yield rate, (line + 1, talks, waits, hands, back_talks)
        yield line * quits, (line - 1, talks, waits, hands, back_talks)
        yield waits * tires, freed(line, talks, waits - 1, hands, back_talks)
        if talks:
            yield talks / first_s * (1.0 - share), freed(line, talks - 1, waits, hands, back_talks)
            yield talks / first_s * share, freed(line, talks - 1, waits + 1, hands, back_talks)
        if hands:
            yield 1.0 / i["handover_mean_s"], freed(line, talks, waits, 0, 1)
        if back_talks:
            yield 1.0 / second_s, freed(line, talks, waits, hands, 0)

    chain = chains.solved((0, 0, 0, 0, 0), moves)
    answered = chain.mean(lambda state: state[1]) / first_s
    line, waits = chain.mean(lambda state: state[0]), chain.mean(lambda state: state[2])
    busy = chain.mean(lambda state: sum(state[1:4]))
    return {
        "by_level[0].p_wait": chain.chance(lambda state: sum(state[1:4]) == front),
        "by_level[0].p_abandon": line * quits / rate,
        "by_level[0].mean_wait_all": line / rate,
        "by_level[0].occupancy": busy / front,
        "by_level[1].per_hour": answered * share * HOUR,
        "by_level[1].p_abandon": waits * tires / (answered * share),
        "by_level[1].mean_wait_all": waits / (answered * share),
        "by_level[1].occupancy": chain.mean(lambda state: state[3] + state[4]),
    }


CASES = (
    made(
        "messages",
        messages_n6={
            "agents": 6, "conversations_per_hour": 30, "turns_mean": 4.0, "aht_s": 150, "gap_mean_s": 900,
            "sl_threshold_s": 600,
        },
        messages_expiring_n4={
            "agents": 4, "conversations_per_hour": 24, "turns_mean": 5.0, "aht_s": 120, "gap_mean_s": 1200,
            "expires_s": 2400, "sl_threshold_s": 600,
        },
        messages_fixed_n5={
            "agents": 5, "conversations_per_hour": 32, "turns_mean": 3.0, "aht_s": 140, "law": "fixed",
            "gap": {"law": "uniform", "low": 300.0, "high": 1500.0}, "gap_mean_s": 900, "sl_threshold_s": 600,
        },
        messages_kept_n1={
            "agents": 1, "conversations_per_hour": 6, "turns_mean": 3.0, "aht_s": 130, "gap_mean_s": 900,
            "kept_by": "agent", "sl_threshold_s": 600,
        },
    )
    | made(
        "transfer_cold",
        transfer_cold_patient={
            "agents": [6, 4], "calls_per_hour": 80, "aht_s": [200, 300], "share": 0.3, "own_calls_per_hour": 12,
            "patience_mean_s": [None, None], "kind": "cold", "loads": [0.741, 0.75],
        },
        transfer_cold_impatient_back={
            "agents": [6, 3], "calls_per_hour": 80, "aht_s": [200, 300], "share": 0.4, "own_calls_per_hour": 0,
            "patience_mean_s": [None, 150], "kind": "cold", "loads": [0.741, 0.7],
        },
    )
    | made(
        "transfer_split",
        transfer_split_patient={
            "agents": [7, 3, 3], "calls_per_hour": 90, "aht_s": [200, 300, 240], "share": 0.5, "parts": [0.6, 0.4],
            "loads": [0.715, 0.75, 0.4],
        },
    )
    | made(
        "transfer_warm",
        transfer_warm_2_1={
            "agents": [2, 1], "calls_per_hour": 25, "aht_s": [180, 240], "share": 0.35, "own_calls_per_hour": 0,
            "patience_mean_s": [120, None], "kind": "warm", "handover_mean_s": 45, "loads": [0.7],
        },
        transfer_warm_impatient_3_1={
            "agents": [3, 1], "calls_per_hour": 42, "aht_s": [180, 240], "share": 0.4, "own_calls_per_hour": 0,
            "patience_mean_s": [200, 100], "kind": "warm", "handover_mean_s": 30, "loads": [0.7],
        },
    )
)  # fmt: skip

FAMILIES = {
    "messages": Family(messages, of_messages, by_turns),
    "transfer_cold": Family(transfers, of_transfers, in_tandem),
    "transfer_split": Family(split_transfers, of_transfers, split_in_two),
    "transfer_warm": Family(transfers, of_transfers, handed_over),
}
