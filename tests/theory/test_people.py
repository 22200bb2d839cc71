"""People with a roster against what theory says of them: pauses, absences, departures, and the end of a shift.

Where nobody calls, people are independent of each other and their times are renewal processes with known means. Where
somebody calls, the line in front of a shift that ends is a Markov chain, solved here by its differential equations.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy.integrate import solve_ivp
from scipy.stats import hypergeom, multivariate_normal, norm

import sim
from sim.engines.run import engine_for, replicate
from sim.model.arrays import OVERTIME
from sim.model.layout import AGENT_TIMES
from sim.plan.build import plan_design
from tests.twins import run

QUIET = {"channel": "call", "volume": {"per_day": 0.001}, "handling": {"talk": "1 min"}, "unstaffed": "accept"}


def crew(folder: Path, people: int, days: int = 1, hours: str = "always", **more) -> sim.Scenario:
    """So many people whom hardly anybody calls."""
    words = {
        "name": "quiet",
        "calendar": {"days": days, "interval": "1 h"},
        "contacts": {"call": QUIET},
        "groups": {"all": {"skills": {"call": {}}, "shifts": {"day": {"hours": hours, "people": people}}, **more}},
    }
    path = folder / "quiet.yaml"
    path.write_text(yaml.safe_dump(words, sort_keys=False), encoding="utf-8")
    return sim.load(path)


def books(scenario: sim.Scenario, column: str, replication: int = 0) -> np.ndarray:
    """[agents] seconds in one column of everybody's books."""
    return run(scenario, "core", replication=replication).tally.agents[:, AGENT_TIMES.index(column)]


def within(sample: np.ndarray, expected: float, narrow: float) -> None:
    """The expected mean is within 4 standard errors, and these are narrow enough to prove something."""
    error = sample.std(ddof=1) / math.sqrt(len(sample))
    assert abs(sample.mean() - expected) <= 4 * error
    assert error <= narrow * abs(expected)


# ---- people by themselves ------------------------------------------------------------------------------------------


def test_free_pauses_take_their_share_of_the_day(tmp_path):
    """On the floor for 60 minutes, away for 12, both exponential: a two-state chain from the floor, so the mean time
    away in t is p t - p / (a + b) (1 - exp(-(a + b) t)) with p = a / (a + b)."""
    scenario = crew(tmp_path, 4000, pauses={"every": "60 min", "length": "exponential(12 min)"})
    a, b, t = 1 / 3600, 1 / 720, 86400.0
    share = a / (a + b)
    within(books(scenario, "pause_s"), share * t - share / (a + b) * (1 - math.exp(-(a + b) * t)), 0.01)


@pytest.mark.parametrize("together", [0.0, 0.3, 1.0])
def test_absences_come_together_as_the_copula_says(tmp_path, together):
    """Two people: the chance that both are away on a day is the bivariate normal one."""
    share = 0.2
    scenario = crew(tmp_path, 2, hours="00:00-01:00", absence={"share": share, "together": together})
    planned = plan_design(scenario, "base")
    engine = engine_for(planned, "core")
    column = AGENT_TIMES.index("absence_s")
    away = np.array([replicate(engine, planned, 1, r)[0].agents[:, column].sum() / 3600 for r in range(8000)])
    within(away, 2 * share, 0.03)
    z = norm.ppf(share)
    both = multivariate_normal([0, 0], [[1, together], [together, 1]], allow_singular=True).cdf([z, z])
    within((away == 2).astype(float), share if together == 1.0 else float(both), 0.06)


def test_people_leave_and_are_replaced(tmp_path):
    """A place is held for a geometric number of days, q = 1 - 0.9^(1/30.4375) a day, and vacant for 30: the renewal
    equation gives the share of places held on each day."""
    days, vacant = 730, 30
    leaving = {"leaves_per_month": "10 %", "replaced_after": f"{vacant} days"}
    scenario = crew(tmp_path, 2000, days, hours="00:00-01:00", turnover=leaving)
    q = 1 - 0.9 ** (1 / 30.4375)
    held = np.zeros(days)
    leaves = np.zeros(days)
    held[0] = 1.0  # on the first day nobody has had time to leave
    for day in range(1, days):
        leaves[day] = held[day - 1] * q
        held[day] = held[day - 1] * (1 - q) + (leaves[day - vacant] if day >= vacant else 0.0)
    within(books(scenario, "rostered_s") / 3600, held.sum(), 0.01)


def test_training_days_before_the_first_contact(tmp_path):
    """Each departure is followed by three days of training; as many as there are arrivals."""
    days = 365
    leaving = {"leaves_per_month": "20 %", "replaced_after": "1 day", "training_days": 3}
    scenario = crew(tmp_path, 3000, days, hours="00:00-01:00", turnover=leaving)
    q = 1 - 0.8 ** (1 / 30.4375)
    trained = np.zeros(days + 1)
    working = np.zeros((days, 4))  # days of training left: 3, 2, 1 done that morning; 0 at work
    working[0, 0] = 1.0
    for day in range(1, days):
        stay = working[day - 1] * (1 - q)
        begun = working[day - 2].sum() * q if day >= 2 else 0.0  # who left yesterday is replaced today
        working[day] = [stay[0] + stay[1], stay[2], stay[3], begun]
        trained[day] = working[day, 1:].sum()
    within(books(scenario, "training_s") / 3600, trained.sum(), 0.02)


def test_the_books_of_wages(tmp_path):
    """Half an hour of unpaid break, and 20 EUR an hour for the rest."""
    breaks = [{"at": "12:00", "length": "30 min", "paid": False}]
    shifts = {"day": {"hours": "08:00-16:00", "people": 7, "breaks": breaks}}
    result = sim.run(crew(tmp_path, 1, 5, shifts=shifts, wage_per_hour=20.0), replications=2, jobs=1)
    total = result.kpis[(result.kpis["kpi"] == "cost_total") & (result.kpis["scope"] == "total")]
    assert total["estimate"].item() == pytest.approx(5 * 7 * 7.5 * 20)


# ---- the end of a shift --------------------------------------------------------------------------------------

EARLY, LATE, ROOM = 3, 4, 80
RATE, TALK, PATIENCE, HALF = 100 / 3600, 240.0, 180.0, 3600.0


def flow_before(_: float, state: np.ndarray) -> np.ndarray:
    """Everybody is there: number in the service, Erlang A."""
    agents = EARLY + LATE
    return birth_death_flow(state, agents)


def birth_death_flow(state: np.ndarray, agents: int) -> np.ndarray:
    n = np.arange(len(state))
    down = np.minimum(n, agents) / TALK + np.maximum(n - agents, 0) / PATIENCE
    up = np.where(n < len(state) - 1, RATE, 0.0)
    change = -(up + down) * state
    change[1:] += up[:-1] * state[:-1]
    change[:-1] += down[1:] * state[1:]
    return change


def exact_shift_end() -> tuple[float, float]:
    """Expected abandonments by time, and overtime in s, of the run: early and late for an hour, then the late alone."""
    room = EARLY + LATE + ROOM
    before = solve_ivp(
        flow_before, (0, HALF), np.eye(room)[0], t_eval=np.linspace(0, HALF, 2001), rtol=1e-9, atol=1e-12
    )
    waiting = np.maximum(np.arange(room) - EARLY - LATE, 0)
    lost = np.trapezoid(waiting @ before.y, before.t) / PATIENCE
    start = np.zeros(LATE + room)
    overtime = 0.0
    for n, chance in enumerate(before.y[:, -1]):
        busy = min(n, EARLY + LATE)
        for k in range(min(EARLY, busy) + 1):
            # of the busy ones k belong to the early shift: people are exchangeable where calls go to anybody
            share = chance * hypergeom(EARLY + LATE, EARLY, busy).pmf(k)
            start[n - k] += share
            overtime += share * k * TALK
    after = solve_ivp(lambda _, y: birth_death_flow(y, LATE), (0, HALF), start, t_eval=np.linspace(0, HALF, 2001),
                      rtol=1e-9, atol=1e-12)  # fmt: skip
    waiting = np.maximum(np.arange(len(start)) - LATE, 0)
    return lost + np.trapezoid(waiting @ after.y, after.t) / PATIENCE, overtime


def test_the_end_of_a_shift_is_the_transient_solution(tmp_path):
    """Who leaves finishes the contact in hand and takes no new one; the others go on with those in line."""
    words = {
        "name": "shift",
        "calendar": {"length": "2 h", "interval": "1 h"},
        "contacts": {
            "call": {
                "channel": "call", "volume": {"per_hour": RATE * 3600}, "patience": f"exponential({PATIENCE:g} s)",
                "handling": {"talk": f"exponential({TALK:g} s)"},
            }
        },
        "groups": {
            "all": {
                "skills": {"call": {}},
                "shifts": {
                    "early": {"hours": "00:00-01:00", "people": EARLY},
                    "late": {"hours": "00:00-02:00", "people": LATE},
                },
            }
        },
        "routing": {"agent": "random"},
    }  # fmt: skip
    path = tmp_path / "shift.yaml"
    path.write_text(yaml.safe_dump(words, sort_keys=False), encoding="utf-8")
    scenario = sim.load(path)
    runs = [run(scenario, "core", replication=r).tally for r in range(4000)]
    lost, overtime = exact_shift_end()
    within(np.array([tally.flow["abandoned"].sum() for tally in runs]), lost, 0.02)
    within(np.array([tally.people[..., OVERTIME].sum() for tally in runs]), overtime, 0.02)
