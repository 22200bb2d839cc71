"""Several chats at a time: filling agents up, a limit for the whole group, customers who leave in the middle.

A state is (numbers of chats in the hands of the agents, largest first; customers waiting). Agents are alike, so
who of them has how many does not matter. With j chats in hand each chat takes j's pace times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.model import arrays
from tests.theory.cases import chains, figures, lines
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up
from tests.theory.cases.floors import Runs, Setup, contact, law, one_line, per_cent

Hands = tuple[int, ...]
State = tuple[Hands, int]
ROOM = 60
"""Customers that can wait in the chain; far more than ever do."""

# ---- how a case is written -------------------------------------------------------------------


def chats(case: Case) -> Setup:
    """One group; whatever the case says about filling, the limit of the group and the patience between answers."""
    i = case["inputs"]
    norm, *_ = durations = i["mean_duration_s_by_load"]
    more = {"turn_patience": law(i["lost_patience_mean_s"])} if "lost_patience_mean_s" in i else {}
    calls = contact(i["chats_per_hour"], norm, i["patience_mean_s"], i["sl_threshold_s"], channel="chat", **more)
    words = one_line(i["agents"], calls)
    words["groups"]["all"]["chats"] = {
        "at_once": len(durations),
        "slower": [per_cent(duration / norm - 1.0) for duration in durations],
        **{name: i[name] for name in ("fill_to", "together") if name in i},
    }
    long = warm_up(*durations, i["patience_mean_s"])
    return Setup(words, i["chats_per_hour"], long, digest=lines.digest_of_loads)


# ---- what is read off ------------------------------------------------------------------------


def of_chats(case: Case, runs: Runs) -> Figures:
    """Loads and durations beside the usual figures; the occupancy of the places for chats."""
    floor = figures.on_the_floor(runs)
    at_once = len(case["inputs"]["mean_duration_s_by_load"])
    found: Figures = {
        "mean_chat_duration": runs.flow("talk") / runs.flow("finished"),
        "agent_active": runs.people(arrays.ENGAGED) / floor,
        "dist_agent_load[0]": runs.people(arrays.IDLE) / floor,
        "occupancy_of_places": runs.people(arrays.LOADED) / (floor * at_once),
    }
    for load in range(1, at_once + 1):
        found[f"dist_agent_load[{load}]"] = runs.log(f"load{load}") / floor
    if "lost_patience_mean_s" in case["inputs"]:
        found["p_broken_off"] = runs.flow("broken") / runs.flow("finished")
    return figures.of_contacts(runs) | found


# ---- what it should be -----------------------------------------------------------------------


def by_loads(case: Case) -> dict[str, float]:
    """The chain of all loads; lines first come, first served, so waits from Little's law."""
    i = case["inputs"]
    agents, durations, rate = i["agents"], i["mean_duration_s_by_load"], i["chats_per_hour"] / 3600.0
    quits = 0.0 if i["patience_mean_s"] is None else 1.0 / i["patience_mean_s"]
    chain = chains.solved(((0,) * agents, 0), lambda state: moves_of(i, state, rate, quits))
    line = chain.mean(lambda state: state[1])
    open_chats = chain.mean(lambda state: sum(state[0]))
    begun = rate - quits * line
    found = {
        "p_wait": chain.chance(lambda state: place_for(i, state[0]) is None),
        "p_abandon": quits * line / rate,
        "mean_wait_all": line / rate,
        "lq": line,
        "mean_chat_duration": open_chats / begun,
        "occupancy_of_places": open_chats / (agents * len(durations)),
        "agent_active": chain.mean(lambda state: sum(load > 0 for load in state[0])) / agents,
    }
    for load in range(len(durations) + 1):
        found[f"dist_agent_load[{load}]"] = chain.mean(lambda state, load=load: state[0].count(load)) / agents
    if "lost_patience_mean_s" in i:
        broken = chain.mean(lambda state: sum(load * breaks_off(i, load) for load in state[0]))
        found["p_broken_off"] = broken / begun
    return found


def moves_of(i: Any, state: State, rate: float, quits: float) -> Iterator[tuple[float, State]]:
    """Coming, giving up, and ends of chats; whoever waits takes the place that a chat left."""
    hands, line = state
    place = place_for(i, hands)
    if place is not None:
        yield rate, (changed(hands, place, 1), 0)
    elif line < ROOM:
        yield rate, (hands, line + 1)
    yield line * quits, (hands, line - 1)
    for agent, load in enumerate(hands):
        if load > 0:
            fewer = changed(hands, agent, -1)
            next_place = place_for(i, fewer)
            after = (changed(fewer, next_place, 1), line - 1) if line and next_place is not None else (fewer, line)
            yield load * (1.0 / i["mean_duration_s_by_load"][load - 1] + breaks_off(i, load)), after


def changed(hands: Hands, agent: int, by: int) -> Hands:
    """One agent has one chat more or less."""
    loads = list(hands)
    loads[agent] += by
    return tuple(sorted(loads, reverse=True))


def breaks_off(i: Any, load: int) -> float:
    """With j chats in hand, each loses 1 - 1 / pace(j) of its time to the others; so much runs the patience down."""
    if "lost_patience_mean_s" not in i:
        return 0.0
    durations = i["mean_duration_s_by_load"]
    return (1.0 - durations[0] / durations[load - 1]) / i["lost_patience_mean_s"]


def place_for(i: Any, hands: Hands) -> int | None:
    """The agent who takes the next chat: fill them up to fill_to one by one; beyond it, the one with the fewest."""
    if sum(hands) >= i.get("together", 10**9):
        return None
    at_once, level = len(i["mean_duration_s_by_load"]), i.get("fill_to", 0)

    def turn(agent: int) -> tuple[bool, int]:
        full = hands[agent] >= level
        return full, hands[agent] if full else -hands[agent]

    able = [agent for agent, load in enumerate(hands) if load < at_once]
    return min(able, key=turn) if able else None


CASES = (
    made(
        "chat_fill_to",
        chat_fill_2_n3={
            "agents": 3, "chats_per_hour": 60, "mean_duration_s_by_load": [260, 330, 420], "patience_mean_s": 120,
            "sl_threshold_s": 30, "fill_to": 2,
        },
        chat_fill_3_n3={
            "agents": 3, "chats_per_hour": 45, "mean_duration_s_by_load": [260, 330, 420], "patience_mean_s": 90,
            "sl_threshold_s": 30, "fill_to": 3,
        },
    )
    | made(
        "chat_together",
        chat_together_7_n3={
            "agents": 3, "chats_per_hour": 60, "mean_duration_s_by_load": [260, 330, 420], "patience_mean_s": 120,
            "sl_threshold_s": 30, "together": 7,
        },
    )
    | made(
        "chat_turn_patience",
        chat_broken_off_n2k3={
            "agents": 2, "chats_per_hour": 50, "mean_duration_s_by_load": [240, 300, 390], "patience_mean_s": 150,
            "sl_threshold_s": 30, "lost_patience_mean_s": 200,
        },
        chat_broken_off_n3k2_fill={
            "agents": 3, "chats_per_hour": 60, "mean_duration_s_by_load": [240, 360], "patience_mean_s": 150,
            "sl_threshold_s": 30, "lost_patience_mean_s": 150, "fill_to": 2,
        },
    )
)  # fmt: skip

FAMILIES = {name: Family(chats, of_chats, by_loads) for name in ("chat_fill_to", "chat_together", "chat_turn_patience")}
