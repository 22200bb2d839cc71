"""Who joins the line: finite rooms, customers who hang up at once, announced waits, patience of any law.

All of them are birth and death: with k ahead, a customer joins with a chance that depends on k alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.theory.cases import chains, figures, lines
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up
from tests.theory.cases.floors import HOUR, Runs, Setup, Words, contact, one_line, per_cent, queues_of, seconds

ENDLESS = 400
"""Places that stand for a line without end."""

# ---- how a case is written -------------------------------------------------------------------


def room(case: Case) -> Setup:
    """So many places in line; a share of those who have to wait hangs up."""
    i = case["inputs"]
    more: Words = {"places": i["queue_places"]} if "queue_places" in i else {}
    if i["balk_probability"] > 0.0:
        more["balking"] = {"share": per_cent(i["balk_probability"])}
    return line_with(i, **more)


def balking_by_queue(case: Case) -> Setup:
    """A share that grows with the number ahead, or with the wait that the number ahead lets expect."""
    i = case["inputs"]
    if "by_queue" in i:
        steps: Words = {"queue": {ahead: per_cent(share) for ahead, share in i["by_queue"].items()}}
    else:
        steps = {"wait": {seconds(wait): per_cent(share) for wait, share in i["by_wait_s"].items()}}
    more: Words = {"places": i["queue_places"]} if "queue_places" in i else {}
    return line_with(i, balking=steps, **more)


def announced(case: Case) -> Setup:
    """The predicted wait is told; those whose patience is shorter leave, the others become patient without end."""
    told = {"by": "queue", "leave_if_longer": True, "patience": "10000 %"}
    return line_with(case["inputs"], announcement=told)


def shared_lines(case: Case) -> Setup:
    """Two types with agents of their own, and one limit of lines for both."""
    i = case["inputs"]
    contacts, groups = {}, {}
    flows = zip(i["calls_per_hour"], i["aht_s"], i["patience_mean_s"], i["agents"], strict=True)
    for number, (rate, aht, patience, agents) in enumerate(flows):
        contacts[f"type{number}"] = contact(rate, aht, patience, 20.0)
        groups[f"group{number}"] = {"agents": agents, "skills": {f"type{number}": {}}}
    words = {"contacts": contacts, "groups": groups, "channels": {"call": {"lines": i["lines"]}}}
    return Setup(words, sum(i["calls_per_hour"]), warm_up(*i["aht_s"], *i["patience_mean_s"]))


def line_with(i: Mapping[str, Any], **more: Any) -> Setup:
    """One type, one group, and more words for the type."""
    patience = i.get("patience_mean_s")
    calls = contact(i["calls_per_hour"], i["aht_s"], patience, i["sl_threshold_s"], **more)
    long = warm_up(i["aht_s"], patience)
    return Setup(one_line(i["agents"], calls), i["calls_per_hour"], long)


# ---- what is read off ------------------------------------------------------------------------


def of_arrivals(case: Case, runs: Runs) -> Figures:
    """Figures of all who came, those who found every place taken included."""
    found = figures.of_arrivals(runs) | {"occupancy": runs.occupancy()}
    found["p_balk"] = runs.flow("balked") / (runs.flow("attempts") - runs.flow("waiting_end"))
    return found | {"p_abandon": found["p_abandon"] - found["p_balk"]}


def of_shared_lines(case: Case, runs: Runs) -> Figures:
    """Each type by itself."""
    found: Figures = {}
    for number, name in enumerate(runs.planned.types):
        here = figures.of_arrivals(runs, queues_of(runs.planned, [name])) | {"occupancy": runs.occupancy([number])}
        found |= figures.under(f"by_type[{number}]", here)
    return found


# ---- what it should be -----------------------------------------------------------------------


def thinned(i: Mapping[str, Any], balks: Callable[[int], float]) -> dict[str, float]:
    """M/M/n with balks(k) the chance of hanging up with k ahead, and perhaps a last place (Haight 1957)."""
    agents, aht, patience = i["agents"], i["aht_s"], i.get("patience_left_s")
    rate, places = i["calls_per_hour"] / HOUR, i.get("queue_places", ENDLESS)

    def joining(present: int) -> float:
        return rate if present < agents else rate * (1.0 - balks(present - agents))

    line = chains.line_of(joining, aht, agents, patience, places)
    free, waiting = float(line.law[:agents].sum()), line.law[agents:]
    blocked = float(waiting[places]) if "queue_places" in i and len(waiting) > places else 0.0
    hangs_up = np.array([balks(ahead) for ahead in range(len(waiting))])
    if "queue_places" in i:
        hangs_up[places:] = 0.0
    behind = (waiting * (1.0 - hangs_up))[:places]
    leaving = 0.0 if patience is None else 1.0 / patience
    fate = chains.fate_in_line(behind, agents / aht, leaving, i["sl_threshold_s"])
    answered = free + fate.answered
    return {
        "p_wait": 1.0 - free,
        "p_block": blocked,
        "p_balk": float((waiting * hangs_up).sum()),
        "p_abandon": leaving * line.queue / rate,
        "lq": line.queue,
        "mean_wait_all": line.queue / rate,
        "asa": fate.wait_of_answered / answered,
        "sl_offered": free + fate.in_time,
        "occupancy": line.busy / agents,
    }


def by_steps(case: Case) -> dict[str, float]:
    """Each share holds from its number ahead on; a wait is predicted as (ahead + 1) × handling time / agents."""
    i = case["inputs"]
    if "by_queue" in i:
        return thinned(i, lambda ahead: last_step(i["by_queue"], ahead))
    return thinned(i, lambda ahead: last_step(i["by_wait_s"], predicted_s(i, ahead)))


def last_step(steps: Mapping[Any, float], at: float) -> float:
    """The share of the highest step that is reached, or none."""
    reached = [step for step in steps if step <= at]
    return steps[max(reached)] if reached else 0.0


def predicted_s(i: Mapping[str, Any], ahead: int) -> float:
    """The wait expected by who stands behind so many."""
    return (ahead + 1) * i["aht_s"] / i["agents"]


def told(case: Case) -> dict[str, float]:
    """Exponential patience is shorter than the predicted wait w with chance 1 - exp(-w / patience)."""
    i = case["inputs"]
    return thinned(i, lambda ahead: -math.expm1(-predicted_s(i, ahead) / i["patience_mean_s"]))


def share_balks(case: Case) -> dict[str, float]:
    """The same share at every length."""
    i = case["inputs"]
    return thinned(i, lambda ahead: i["balk_probability"])


def on_shared_lines(case: Case) -> dict[str, float]:
    """Two M/M/n+M by themselves are reversible; cut off where both fill the lines, their law is the product, cut off.

    (Kelly 1979; Poisson arrivals are blocked while all lines are taken.)
    """
    i = case["inputs"]
    flows = list(zip(i["calls_per_hour"], i["aht_s"], i["agents"], i["patience_mean_s"], strict=True))
    one, other = (
        chains.line_of(lambda present, rate=rate: rate / HOUR, aht, agents, patience, i["lines"] - agents)
        for rate, aht, agents, patience in flows
    )
    joint = np.outer(one.law, other.law)
    present = np.add.outer(np.arange(i["lines"] + 1), np.arange(i["lines"] + 1))
    joint[present > i["lines"]] = 0.0
    joint /= joint.sum()
    full = float(joint[present == i["lines"]].sum())
    found = {}
    for number, (rate, _, agents, patience) in enumerate(flows):
        law = joint.sum(axis=1 - number)
        many = np.arange(len(law))
        queue = float(law @ np.maximum(many - agents, 0))
        here = {
            "p_block": full,
            "p_abandon": queue / patience / rate * HOUR,
            "mean_wait_all": queue / rate * HOUR,
            "occupancy": float(law @ np.minimum(many, agents)) / agents,
        }
        found |= {f"by_type[{number}].{name}": value for name, value in here.items()}
    return found


# ---- patience of any law ---------------------------------------------------------------------


def of_any_patience(case: Case) -> dict[str, float]:
    """M/M/n+G (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005), by Gauss's rule on panels of a quarter second.

    The virtual wait x has density rate × p[n - 1] × exp(rate H(x) - n x / h), H the integral of the survival S.
    A customer is answered with S(x), gives up with 1 - S(x) and waits H(x) on average.
    """
    i = case["inputs"]
    agents, limit, rate = i["agents"], i["sl_threshold_s"], i["calls_per_hour"] / HOUR
    answers = agents / i["aht_s"]
    x, weight, alive, lived = panels(i["patience"], 60.0 / answers + i["patience"]["longest"])
    load = rate * i["aht_s"]
    terms = np.cumprod(np.concatenate([[1.0], load / np.arange(1, agents)]))  # of 0, ..., n - 1 busy
    density = terms[-1] * rate * np.exp(rate * lived - answers * x) * weight
    total = terms.sum() + density.sum()
    density /= total
    answered = 1.0 - float(density @ (1.0 - alive))
    soon = x <= limit
    quick = float(density[soon] @ (1.0 - alive[soon]))
    quick += float(density[~soon].sum() * (1.0 - survival(i["patience"], limit)))
    in_time = float(terms.sum() / total + density[soon] @ alive[soon])
    return {
        "p_wait": float(density.sum()),
        "p_abandon": 1.0 - answered,
        "mean_wait_all": float(density @ lived),
        "asa": float(density @ (x * alive)) / answered,
        "sl_offered": in_time,
        "sl_excl_short_ab": in_time / (1.0 - quick),
        "occupancy": load * answered / agents,
    }


def survival(patience: Mapping[str, Any], x: Any) -> Any:
    """The share whose patience is longer than x: straight between the knots of the law, or for ever and exponential."""
    if "forever" in patience:
        return patience["forever"] + (1.0 - patience["forever"]) * np.exp(-np.asarray(x) / patience["mean"])
    parts, times = np.asarray(patience["knots"], float).T
    return 1.0 - np.interp(x, times, parts)


def panels(patience: Mapping[str, Any], until_s: float, width: float = 0.25) -> tuple[np.ndarray, ...]:
    """Points and weights of Gauss's rule, with the survival and its integral from 0 at each point."""
    nodes, weights = np.polynomial.legendre.leggauss(6)
    edges = np.arange(0.0, until_s, width)
    offsets = 0.5 * width * (nodes + 1.0)
    x = (edges[:, None] + offsets).ravel()
    alive = survival(patience, x)
    whole = (alive.reshape(-1, 6) * weights).sum(axis=1) * 0.5 * width
    before = np.concatenate([[0.0], np.cumsum(whole)[:-1]])
    at_edge = survival(patience, edges)[:, None]
    part = 0.5 * (at_edge + alive.reshape(-1, 6)) * offsets  # as good as straight: knots are edges
    return x, np.tile(0.5 * width * weights, len(edges)), alive, (before[:, None] + part).ravel()


CASES = (
    made(
        "balking_by_queue",
        balk_steps_n5={
            "agents": 5, "calls_per_hour": 90, "aht_s": 240, "sl_threshold_s": 20, "queue_places": 12,
            "by_queue": {0: 0.05, 2: 0.3, 6: 0.7}, "patience_mean_s": None, "patience_left_s": None,
        },
        balk_steps_n8_impatient={
            "agents": 8, "calls_per_hour": 140, "aht_s": 220, "sl_threshold_s": 20, "queue_places": 6,
            "by_queue": {1: 0.1, 4: 0.5}, "patience_mean_s": 100, "patience_left_s": 100,
        },
        balk_wait_n6={
            "agents": 6, "calls_per_hour": 110, "aht_s": 210, "sl_threshold_s": 30,
            "by_wait_s": {60: 0.2, 130: 0.6}, "patience_mean_s": 240, "patience_left_s": 240,
        },
    )
    | made(
        "announced_wait",
        announced_n4={
            "agents": 4, "calls_per_hour": 70, "aht_s": 200, "sl_threshold_s": 20, "patience_mean_s": 90,
        },
        announced_n15_overload={
            "agents": 15, "calls_per_hour": 300, "aht_s": 200, "sl_threshold_s": 20, "patience_mean_s": 60,
        },
    )
    | made(
        "patience_by_knots",
        mmn_g_quantiles={
            "agents": 7, "calls_per_hour": 130, "aht_s": 200, "sl_threshold_s": 20,
            "patience": {
                "law": "quantiles", "mean": 80.875, "longest": 400.0,
                "knots": [(0.0, 0.0), (0.1, 5.0), (0.35, 30.0), (0.6, 60.0), (0.9, 180.0), (1.0, 400.0)],
            },
        },
        mmn_g_uniform={
            "agents": 12, "calls_per_hour": 240, "aht_s": 190, "sl_threshold_s": 20,
            "patience": {
                "law": "uniform", "mean": 70.0, "low": 20.0, "high": 120.0, "longest": 120.0,
                "knots": [(0.0, 20.0), (1.0, 120.0)],
            },
        },
    )
    | made(
        "shared_lines",
        lines_10_shared={
            "agents": [4, 3], "calls_per_hour": [70, 40], "aht_s": [200, 240], "patience_mean_s": [120, 200],
            "lines": 10,
        },
    )
    | made(
        "balking_share",
        mmn_g_balk10_by_words={
            "agents": 8, "calls_per_hour": 259.2, "aht_s": 100, "sl_threshold_s": 20,
            "balk_probability": 0.1, "patience_mean_s": 1000, "patience_left_s": 1000,
        },
    )
)  # fmt: skip

FAMILIES = {
    "finite_room": Family(room, of_arrivals),
    "shared_lines": Family(shared_lines, of_shared_lines, on_shared_lines),
    "balking_share": Family(room, of_arrivals, share_balks),
    "balking_by_queue": Family(balking_by_queue, of_arrivals, by_steps),
    "announced_wait": Family(announced, of_arrivals, told),
    "patience_by_knots": Family(lines.any_patience, figures.of_one_line, of_any_patience),
}
