"""Redials as a Markov chain, solved here, where the stored values were computed on too short an orbit.

In `retrial_n12_always` everybody redials until served. The chain behind the stored values has room for 160 in
orbit and forgets whoever comes on top: 4 callers in 10,000, but the tail is long, and the mean orbit comes
out 4.5 % too small. With room for 700 nobody is forgotten.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from tests.theory.cases import chains
from tests.theory.cases.figures import Case

HOUR = 3600.0


def figures(case: Case, orbit: int, line: int = 60) -> dict[str, float]:
    """The figures of a case of redials, with room for so many in orbit and so many in line.

    Fresh callers see the stationary law, redials see it weighted by the orbit; who finds k in line is served
    if patience outlasts k + 1 departures from the head.
    """
    i = case["inputs"]
    agents, fresh, pause = i["agents"], i["fresh_calls_per_hour"] / HOUR, i["redial_pause_mean_s"]
    law = stationary(case, orbit, line)
    in_system, in_orbit = law.sum(axis=0), law.sum(axis=1)
    mean_orbit = float(in_orbit @ np.arange(orbit + 1))
    queue = float(in_system[agents:] @ np.arange(line + 1))
    busy = float(in_system @ np.minimum(np.arange(agents + line + 1), agents))
    seen_by_redials = np.arange(orbit + 1) @ law / mean_orbit
    attempts = fresh + mean_orbit / pause
    seen = (fresh * in_system + (attempts - fresh) * seen_by_redials) / attempts
    found = {
        "retries_per_fresh": mean_orbit / pause / fresh,
        "orbit_mean": mean_orbit,
        "fresh_served": busy / i["aht_s"] / fresh,
        "occupancy": busy / agents,
        "lq": queue,
        "mean_wait_per_attempt": queue / attempts,
        "p_abandon_per_attempt": queue / i["patience_mean_s"] / attempts,
        "attempts_per_hour": attempts * HOUR,
    }
    for place, law_seen in (("per_attempt", seen), ("first_attempt", in_system)):
        found |= {f"{place}.{name}": value for name, value in fate(case, law_seen).items()}
    return found


def stationary(case: Case, orbit: int, line: int) -> np.ndarray:
    """[orbit, in system] the stationary law: arrivals, services, abandonments into the orbit, redials."""
    i = case["inputs"]
    width = i["agents"] + line + 1
    many = np.tile(np.arange(width), orbit + 1)
    away = np.repeat(np.arange(orbit + 1), width)
    state = np.arange(len(many))
    waiting = np.maximum(many - i["agents"], 0)
    gives_up = waiting / i["patience_mean_s"]
    redials = np.where(away < orbit, i["redial_probability_after_abandon"], 0.0)
    moves = [
        (many < width - 1, 1, np.full(len(many), i["fresh_calls_per_hour"] / HOUR)),
        (many > 0, -1, (many - waiting) / i["aht_s"]),
        (waiting > 0, -1, gives_up * (1.0 - redials)),
        ((waiting > 0) & (away < orbit), width - 1, gives_up * redials),
        ((away > 0) & (many < width - 1), 1 - width, away / i["redial_pause_mean_s"]),
    ]
    begin, end, rate = (
        np.concatenate(parts)
        for parts in zip(*((state[here], state[here] + by, r[here]) for here, by, r in moves), strict=True)
    )
    flow = sparse.coo_matrix((rate, (end, begin)), shape=(len(many), len(many))).tocsc()
    return chains.stationary(flow).reshape(orbit + 1, width)


def fate(case: Case, seen: np.ndarray) -> dict[str, float]:
    """What becomes of callers who find so many in the system, by the chain of a tagged caller in line."""
    i = case["inputs"]
    at_once, behind = float(seen[: i["agents"]].sum()), seen[i["agents"] :]
    line = chains.fate_in_line(behind, i["agents"] / i["aht_s"], 1.0 / i["patience_mean_s"], i["sl_threshold_s"])
    served = at_once + line.answered
    return {
        "p_wait": 1.0 - at_once,
        "p_block": 0.0,
        "p_served": served,
        "sl_offered": at_once + line.in_time,
        "asa": line.wait_of_answered / served,
    }
