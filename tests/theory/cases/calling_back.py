"""Call-backs: who accepts one need not be patient, keeps the place in the line or not, and may not pick up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.model import arrays
from sim.plan.build import PlannedDesign
from tests.theory.cases import chains, figures, joining
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up, warm_up_of_patient
from tests.theory.cases.floors import HOUR, Runs, Setup, Words, contact, law, one_line, per_cent, seconds

State = tuple[int, ...]

# ---- how a case is written -------------------------------------------------------------------


def offered_at_once(case: Case) -> Setup:
    """Offered to everybody who has to wait, or to those whose predicted wait is long enough."""
    i = case["inputs"]
    offer: Words = {
        "above": seconds(i.get("above_s", 0)),
        "accept": per_cent(i["accept"]),
        "promise": "7 days",
        "urgent": "0 s",
    }
    if "keep_place" in i:
        offer["keep_place"] = i["keep_place"]
    if "reached" in i:
        dials = {"reached": per_cent(i["reached"]), "dialling": law(i["dialling_mean_s"]), "attempts": i["attempts"]}
        offer |= dials | {"again_after": law(i["again_after_mean_s"])}
    calls = contact(i["calls_per_hour"], i["aht_s"], i["patience_mean_s"], i["sl_threshold_s"], call_back=offer)
    long = warm_up_of_patient(i["agents"], min(0.85 * i["agents"] * HOUR / i["aht_s"], i["calls_per_hour"]), i["aht_s"])
    long += warm_up(i["again_after_mean_s"])
    return Setup(one_line(i["agents"], calls), i["calls_per_hour"], long, digest=digest_of_waits)


# ---- what is read off ------------------------------------------------------------------------


def digest_of_waits(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
    """Seconds from the call to the conversation, for those who were called back too, and who had it in time."""
    plan = planned.plan
    counted = log[(log["arrived"] >= plan.warm_up) & (log["outcome"] != arrays.OPEN)]
    answered = counted[counted["outcome"] == arrays.ANSWERED]
    return {
        "waited": float(counted["waited"].sum()),
        "answered_wait": float(answered["waited"].sum()),
        "in_time": float((answered["waited"] <= plan.type[0]["target_s"]).sum()),
    }


def of_call_backs(case: Case, runs: Runs) -> Figures:
    """All who came, by what became of them; and those apart who stayed in the line, as the sums have it.

    Where a customer is given up after the one attempt, the time of it is no wait.
    """
    total = runs.flow
    settled, waited = total("attempts") - total("waiting_end"), runs.log("waited") - total("ring")
    found = {
        "p_wait": total("delayed") / total("attempts"),
        "p_abandon": total("abandoned") / settled,
        "mean_wait_all": waited / settled,
        "lq": waited / runs.counted_s,
        "asa": runs.log("answered_wait") / total("answered"),
        "asa_in_line": total("wait_answered") / (total("answered") - total("reached_back")),
        "sl_offered": runs.log("in_time") / settled,
        "sl_in_line": total("in_time") / settled,
        "occupancy": runs.occupancy(),
        "accepted_of_delayed": total("accepted") / total("delayed"),
    }
    if "reached" in case["inputs"]:
        engaged = figures.on_the_floor(runs) * runs.occupancy()
        found["dialled_s_per_accepted"] = total("ring") / total("accepted")
        found["given_up_of_accepted"] = total("unreached") / total("accepted")
        found["p_given_up"] = total("unreached") / total("attempts")
        found["engaged_per_work"] = engaged / (total("answered") * case["inputs"]["aht_s"] + total("ring"))
    return found


# ---- what it should be -----------------------------------------------------------------------


def all_patient(case: Case) -> dict[str, float]:
    """Whether on the telephone or at home: M/M/n, first come, first served.

    Who has to wait finds k others waiting, on the telephone or at home, with chance (1 - r) r^k; the predicted wait is
    (k + 1) handling times / agents.
    """
    i = case["inputs"]
    fewest = max(math.ceil(i.get("above_s", 0) * i["agents"] / i["aht_s"]) - 1, 0)
    line = chains.patient_line(i["calls_per_hour"] / HOUR, i["aht_s"], i["agents"], i["sl_threshold_s"])
    return {
        "p_wait": line.p_wait,
        "mean_wait_all": line.mean_wait,
        "lq": line.mean_wait * i["calls_per_hour"] / HOUR,
        "sl_offered": line.in_time,
        "occupancy": line.occupancy,
        "accepted_of_delayed": i["accept"] * line.occupancy**fewest,
    }


def called_last(case: Case) -> dict[str, float]:
    """Called when nobody else waits: an order that knows no handling time changes no mean number in line.

    Those who stay go before them: Cobham's first class (1954), whose waits are exponential in M/M/n.
    """
    i = case["inputs"]
    found = all_patient(case)
    del found["sl_offered"]
    rate, stays = i["calls_per_hour"] / HOUR, 1.0 - i["accept"]
    spare = i["agents"] / i["aht_s"] - stays * rate
    late = found["p_wait"] * stays
    found["asa_in_line"] = late / spare / (1.0 - found["p_wait"] * i["accept"])
    found["sl_in_line"] = 1.0 - found["p_wait"] + late * -math.expm1(-spare * i["sl_threshold_s"])
    return found


def some_patient(case: Case) -> dict[str, float]:
    """M/M/n+G: those who accept wait for ever, the others an exponential time (Zeltyn and Mandelbaum 2005)."""
    i = case["inputs"]
    patience = {"forever": i["accept"], "mean": i["patience_mean_s"], "longest": 3000.0}
    found = joining.of_any_patience({"inputs": {**i, "patience": patience}})
    del found["sl_excl_short_ab"]
    return found | {"accepted_of_delayed": i["accept"]}


def one_attempt(case: Case) -> dict[str, float]:
    """Everybody who has to wait accepts; one attempt, then given up.

    Whether the customer picks up shows when it is dialled: the chain of (conversations, vain attempts, line).
    """
    i = case["inputs"]
    assert (i["accept"], i["attempts"]) == (1.0, 1)
    rate, agents, picks_up = i["calls_per_hour"] / HOUR, i["agents"], i["reached"]

    def moves(state: State) -> Iterator[tuple[float, State]]:
        talks, dials, line = state
        if talks + dials < agents:
            yield rate, (talks + 1, dials, 0)
        elif line < 400:
            yield rate, (talks, dials, line + 1)
        for ends, left in ((talks / i["aht_s"], (-1, 0)), (dials / i["dialling_mean_s"], (0, -1))):
            after = (talks + left[0], dials + left[1])
            if line == 0:
                yield ends, (*after, 0)
                continue
            yield ends * picks_up, (after[0] + 1, after[1], line - 1)
            yield ends * (1.0 - picks_up), (after[0], after[1] + 1, line - 1)

    chain = chains.solved((0, 0, 0), moves)
    p_wait = chain.chance(lambda state: state[0] + state[1] == agents)
    line = chain.mean(lambda state: state[2])
    return {
        "p_wait": p_wait,
        "lq": line,
        "occupancy": chain.mean(lambda state: state[0] + state[1]) / agents,
        "p_given_up": p_wait * (1.0 - picks_up),
        "accepted_of_delayed": 1.0,
        "dialled_s_per_accepted": (1.0 - picks_up) * i["dialling_mean_s"],
        "given_up_of_accepted": 1.0 - picks_up,
        "engaged_per_work": 1.0,
    }


def several_attempts(case: Case) -> dict[str, float]:
    """Flows alone: dialled until somebody picks up or the attempts are spent; talks and vain attempts engage."""
    i: Any = case["inputs"]
    vain = [(1.0 - i["reached"]) ** attempt for attempt in range(1, i["attempts"] + 1)]
    return {
        "accepted_of_delayed": i["accept"],
        "dialled_s_per_accepted": sum(vain) * i["dialling_mean_s"],
        "given_up_of_accepted": vain[-1],
        "engaged_per_work": 1.0,
    }


CASES = (
    made(
        "call_back_patient",
        call_back_n7={
            "agents": 7, "calls_per_hour": 90, "aht_s": 240, "patience_mean_s": None, "accept": 0.6,
            "again_after_mean_s": 0, "sl_threshold_s": 20,
        },
        call_back_above_n7={
            "agents": 7, "calls_per_hour": 85, "aht_s": 240, "patience_mean_s": None, "accept": 0.6, "above_s": 100,
            "again_after_mean_s": 0, "sl_threshold_s": 20,
        },
    )
    | made(
        "call_back_last",
        call_back_last_n7={
            "agents": 7, "calls_per_hour": 90, "aht_s": 240, "patience_mean_s": None, "accept": 0.6,
            "again_after_mean_s": 0, "sl_threshold_s": 20, "keep_place": False,
        },
    )
    | made(
        "call_back_impatient",
        call_back_n6_impatient={
            "agents": 6, "calls_per_hour": 100, "aht_s": 240, "patience_mean_s": 120, "accept": 0.4,
            "again_after_mean_s": 0, "sl_threshold_s": 20,
        },
    )
    | made(
        "call_back_once",
        call_back_once_n5={
            "agents": 5, "calls_per_hour": 68, "aht_s": 240, "patience_mean_s": None, "accept": 1.0, "reached": 0.7,
            "dialling_mean_s": 40, "attempts": 1, "again_after_mean_s": 60, "sl_threshold_s": 20,
        },
    )
    | made(
        "call_back_again",
        call_back_again_n5={
            "agents": 5, "calls_per_hour": 66, "aht_s": 240, "patience_mean_s": 120, "accept": 0.7, "reached": 0.6,
            "dialling_mean_s": 40, "attempts": 3, "again_after_mean_s": 900, "sl_threshold_s": 20,
        },
    )
)  # fmt: skip

FAMILIES = {
    "call_back_patient": Family(offered_at_once, of_call_backs, all_patient),
    "call_back_last": Family(offered_at_once, of_call_backs, called_last),
    "call_back_impatient": Family(offered_at_once, of_call_backs, some_patient),
    "call_back_once": Family(offered_at_once, of_call_backs, one_attempt),
    "call_back_again": Family(offered_at_once, of_call_backs, several_attempts),
}
