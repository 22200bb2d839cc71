"""The engines against known answers: what theory computes exactly, and what other people have printed.

Each stored case is written as a scenario file, loaded, and simulated. The exact value of each of its figures
must lie within the 99.9 % interval of the simulated one, and the interval must be narrow enough to prove
something. What is too expensive for every day is tested here with wider intervals, and strictly in
`test_simulated_strictly.py`.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sim.model import arrays
from tests.theory.cases import days, orbit, published, registry
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.floors import simulate
from tests.theory.cases.outcomes import Outcomes, check_together, shared_folder
from tests.theory.cases.registry import CASES, COMPUTED, EXACT, NOT_YET, PUBLISHED, QUICK, STRICT, Effort


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    return Outcomes(shared_folder(tmp_path_factory), QUICK)


# ---- nothing is forgotten --------------------------------------------------------------------


def test_every_stored_case_is_simulated_or_said_not_to_be() -> None:
    assert not set(NOT_YET) - set(EXACT | PUBLISHED | COMPUTED)
    for case in CASES.values():
        assert registry.family_of(case)
    assert len(CASES) + len(NOT_YET) == len(EXACT) + len(PUBLISHED) + len(COMPUTED)
    assert not (set(QUICK) | set(STRICT)) - set(CASES)


def test_whatever_is_tested_widely_is_tested_strictly_too() -> None:
    """The published tables have three digits; they are compared with their own intervals."""
    wide = {name for name, effort in QUICK.items() if effort.demand > 0.005 and name in EXACT}
    assert wide == set(STRICT)


@pytest.mark.parametrize(("name", "room"), [("retrial_n5", 60), (registry.CUT_SHORT, 160)])
def test_stored_redials_are_those_of_a_cut_orbit(name: str, room: int) -> None:
    """Our chain gives the stored values where it is cut as theirs was, so it may be trusted without the cut."""
    stored = {place: one for place, one in registry.stored_figures(EXACT[name]).items() if one}
    ours = orbit.figures(EXACT[name], room)
    assert {place: ours[place] for place in stored} == pytest.approx(stored, rel=1e-8)
    without = orbit.figures(EXACT[name], 700)
    assert without["fresh_served"] == pytest.approx(1.0 if name == registry.CUT_SHORT else ours["fresh_served"])


# ---- each case -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_figures(name: str, outcomes: Outcomes) -> None:
    outcomes.check(name)


@pytest.mark.parametrize("name", [name for name in CASES if published.printed(CASES[name])])
def test_printed_figures(name: str, outcomes: Outcomes) -> None:
    """|own - printed| <= 3 sqrt(own error² + printed error²) + rounding, with at least as many days as they had."""
    figures = outcomes.figures(name)
    for place, one in published.printed(CASES[name]).items():
        value, error = figures[place]
        assert abs(value - one.mean) <= 3.0 * math.hypot(error, one.error) + one.rounding, place


def test_palm_table_has_the_erlang_c_case_of_the_exact_ones() -> None:
    """Its other half is simulated there."""
    inputs, table = EXACT[published.PALM_ERLANG_C]["inputs"], PUBLISHED["palm_erlang_a_table"]["inputs"]
    assert inputs["agents"] == table["agents"]
    assert inputs["calls_per_hour"] == 60.0 * table["calls_per_minute"]
    assert inputs["aht_s"] == 60.0 * table["aht_min"]


@pytest.mark.parametrize("name", ["transient_halfhours", "transient_overload_hour"])
def test_staffed_time_is_as_scheduled(name: str, tmp_path: Path) -> None:
    """Time on the floor - overtime = heads x time, to the second, whoever comes and goes."""
    case = EXACT[name]
    runs = simulate(days.shifts(case), tmp_path, 20_000, 2, seed=1)
    end = sum(one["length"] for one in case["expected"]["by_interval"])
    bins = days.bins_of(runs, 0.0, end)
    present = runs.people(arrays.IDLE, bins=bins) + runs.people(arrays.ENGAGED, bins=bins)
    staffed = (present - runs.people(arrays.OVERTIME, bins=bins)).value / runs.days
    assert staffed == pytest.approx(case["expected"]["total"]["staffed_time"], rel=1e-9)


# ---- all of them -----------------------------------------------------------------------------


def test_figures_together(outcomes: Outcomes) -> None:
    check_together({name: outcomes.of(name) for name in CASES})


# ---- the reference engine --------------------------------------------------------------------

SMALL = dict.fromkeys(["erlang_a_n5_rho1.1_pat60", "skill_n2", "retrial_n5", "chat_ps_n2k3"], Effort(0.02, 0.1, 20))


@pytest.mark.parametrize("name", SMALL)
def test_figures_of_the_reference_engine(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A hundred times slower, so a few small cases; equal logs of both engines are tested elsewhere."""
    Outcomes(shared_folder(tmp_path_factory), SMALL, "reference").check(name)


# ---- the intervals themselves ----------------------------------------------------------------


def test_estimates_agree_with_the_jackknife() -> None:
    """Of a ratio of sums: leave one replication out at a time."""
    rng = np.random.default_rng(1)
    offered = rng.poisson(1000.0, 200).astype(float)
    answered = rng.binomial(offered.astype(int), 0.8).astype(float)
    share = Estimate.mean(answered) / Estimate.mean(offered)
    left_out = (answered.sum() - answered) / (offered.sum() - offered)
    jackknife = math.sqrt(199.0 / 200.0 * float(((left_out - left_out.mean()) ** 2).sum()))
    assert share.value == answered.sum() / offered.sum()
    assert share.error == pytest.approx(jackknife, rel=0.01)
    assert abs(share.pulls.sum()) < 1e-9


def test_scores_are_those_of_student() -> None:
    """95 % of Student's law with 19 degrees of freedom lies within 2.093, of the normal law within 1.960."""
    mean = Estimate.mean(np.arange(20.0))
    off = 2.0930240544 * mean.error
    assert mean.score(mean.value - off) == pytest.approx(1.959963985, abs=1e-8)
    assert mean.score(mean.value + off) == pytest.approx(-1.959963985, abs=1e-8)
    assert mean.score(mean.value + 0.1, slack=0.2) == 0.0
