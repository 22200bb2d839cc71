"""Two sites whose parts of the flow change within the day: an outage, an evening that goes to the partner.

Each site is an M(t)/M/n+M line of its own, for its part of Poisson arrivals is Poisson. Its number of contacts is a
chain of birth and death between two changes, followed through the day from empty.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import linalg

from tests.theory.cases import figures
from tests.theory.cases.figures import Case, Family, Figures, made
from tests.theory.cases.floors import HOUR, Runs, Setup, Words, contact, per_cent, queues_of
from tests.theory.cases.skills import SITES

BEGIN_H = 6
MANY_DAYS = 400
ROOM = 120

# ---- how a case is written -------------------------------------------------------------------


def written(case: Case) -> Setup:
    """Hours from 6:00 on with one rate; the partner has its share of each hour, or is cut off in it, every day."""
    i = case["inputs"]
    hours, last = i["partner_share_by_hour"], BEGIN_H + len(i["partner_share_by_hour"])
    volume = {"per_hour": i["calls_per_hour"], "hours": f"{BEGIN_H:02d}:00-{last:02d}:00"}
    calls = contact(volume, i["aht_s"], i["patience_mean_s"], 20.0)
    groups = {
        f"at_{site}": {"site": site, "agents": agents, "skills": {"calls": {}}}
        for site, agents in zip(SITES, i["agents_by_site"], strict=True)
    }
    normal = next(share for share in hours if share is not None)
    by_clock: Words = {"else": per_cent(normal)}
    for at, share in enumerate(hours):
        if share not in (None, normal):
            by_clock = {f"{BEGIN_H + at:02d}:00-{BEGIN_H + at + 1:02d}:00": per_cent(share)} | by_clock
    dates = np.datetime64("2024-01-01") + np.arange(MANY_DAYS)
    cut = [f"{BEGIN_H + at:02d}:00 to {BEGIN_H + at + 1:02d}:00" for at, share in enumerate(hours) if share is None]
    partner = {"share": {"calls": by_clock}, "outages": [f"{date} {hour}" for date in dates for hour in cut]}
    words = {"contacts": {"calls": calls}, "groups": groups, "sites": {SITES[1]: partner}}
    return Setup(words, i["calls_per_hour"] * len(hours) / 24.0, by_days=True, interval_s=HOUR)


# ---- what is read off ------------------------------------------------------------------------


def read(case: Case, runs: Runs) -> Figures:
    """Each site by its own queue."""
    assert runs.days <= MANY_DAYS
    found: Figures = {}
    for number, site in enumerate(SITES):
        here = figures.of_contacts(runs, queues_of(runs.planned, ["calls"], site))
        here["offered"] = here["offered"] / runs.days
        names = ("offered", "p_wait", "p_abandon", "mean_wait_all")
        found |= figures.under(f"by_site[{number}]", {name: here[name] for name in names})
    return found


# ---- what it should be -----------------------------------------------------------------------


def solved(case: Case) -> dict[str, float]:
    """Both sites through the day; a cut-off partner's part goes in-house."""
    i = case["inputs"]
    rate, hours = i["calls_per_hour"] / HOUR, i["partner_share_by_hour"]
    flows = [[rate * (1.0 - (share or 0.0)) for share in hours], [rate * (share or 0.0) for share in hours]]
    found = {}
    for number, (agents, flow) in enumerate(zip(i["agents_by_site"], flows, strict=True)):
        on_duty = [number == 0 or share is not None for share in hours]
        for name, value in day_of_a_line(flow, on_duty, agents, i["aht_s"], i["patience_mean_s"]).items():
            found[f"by_site[{number}].{name}"] = value
    return found


def day_of_a_line(
    flow: list[float], on_duty: list[bool], agents: int, aht_s: float, patience_s: float
) -> dict[str, float]:
    """M(t)/M/n+M by the hour, from empty until everybody is gone, with hours in which nobody is on duty.

    When people leave, whoever talks goes on to the end, and whoever waits loses patience: all independently, so the
    numbers left after an hour are binomial. When they are back, all are there again.
    """
    law = np.eye(1, ROOM + 1).ravel()
    present = np.arange(ROOM + 1)
    waiting = np.maximum(present - agents, 0)
    down = np.minimum(present, agents)[1:] / aht_s + waiting[1:] / patience_s
    offered = delayed = queue_s = 0.0
    for rate, staffed in [*zip(flow, on_duty, strict=True), (0.0, True)]:
        length = HOUR if rate or not staffed else 12.0 * HOUR
        if staffed:
            law, spent = through(law, np.full(ROOM, rate), down, length)
            offered, delayed = offered + rate * length, delayed + rate * float(spent[agents:].sum())
            queue_s += float(spent @ waiting)
        else:
            queue_s += float(law @ waiting) * patience_s * -math.expm1(-length / patience_s)
            law = thinned(law, agents, math.exp(-length / aht_s), math.exp(-length / patience_s))
    return {
        "offered": offered,
        "p_wait": delayed / offered,
        "p_abandon": queue_s / patience_s / offered,
        "mean_wait_all": queue_s / offered,
    }


def through(law: Any, up: Any, down: Any, length_s: float) -> tuple[Any, Any]:
    """The law after a stretch of birth and death, and the expected seconds in each state (Van Loan 1978)."""
    many = len(up) + 1
    flow = np.diag(down, 1) + np.diag(up, -1)
    flow -= np.diag(flow.sum(axis=0))
    both = np.zeros((2 * many, 2 * many))
    both[:many, :many], both[many:, :many] = flow, np.eye(many)
    whole = linalg.expm(both * length_s)
    return whole[:many, :many] @ law, whole[many:, :many] @ law


def thinned(law: Any, agents: int, talks_on: float, waits_on: float) -> Any:
    """Each of those in service is still there with one chance, each of those in line with another."""
    found = np.zeros(len(law))
    for present, chance in enumerate(law):
        left = np.convolve(binomial(min(present, agents), talks_on), binomial(max(present - agents, 0), waits_on))
        found[: len(left)] += chance * left
    return found


def binomial(many: int, chance: float) -> Any:
    """Law of the number of successes."""
    law = np.ones(1)
    for _ in range(many):
        law = np.convolve(law, [1.0 - chance, chance])
    return law


CASES = made(
    "two_sites_by_the_hour",
    outage_of_a_partner={
        "calls_per_hour": 300, "aht_s": 240, "patience_mean_s": 120, "agents_by_site": [14, 8],
        "partner_share_by_hour": [0.35, None, 0.35],
    },
    evening_to_the_partner={
        "calls_per_hour": 200, "aht_s": 200, "patience_mean_s": 150, "agents_by_site": [8, 9],
        "partner_share_by_hour": [0.3, 0.3, 0.8],
    },
)  # fmt: skip
FAMILIES = {"two_sites_by_the_hour": Family(written, read, solved)}
