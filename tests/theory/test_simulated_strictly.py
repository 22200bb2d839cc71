"""The expensive known answers at half a per cent; and do 95 % intervals cover in 95 of 100 experiments?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theory.cases import figures, lines
from tests.theory.cases.floors import simulate
from tests.theory.cases.outcomes import Outcomes, check_together, shared_folder
from tests.theory.cases.registry import EXACT, STRICT

pytestmark = pytest.mark.slow

WITHIN_95 = 1.959963985
"""95 % of standard normal scores."""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    return Outcomes(shared_folder(tmp_path_factory), STRICT)


@pytest.mark.parametrize("name", STRICT)
def test_figures(name: str, outcomes: Outcomes) -> None:
    outcomes.check(name)


def test_figures_together(outcomes: Outcomes) -> None:
    check_together({name: outcomes.of(name) for name in STRICT})


COVERED = ("p_abandon", "asa", "sl_offered", "occupancy")


def test_intervals_cover_as_often_as_they_say(tmp_path: Path) -> None:
    """Of 1,000 experiments of 20 replications, the 95 % interval covers the exact value in 935 to 965."""
    case = EXACT["erlang_a_n5_rho0.95_pat300"]
    exact, setup = case["expected"], lines.erlang_a(case)
    covered = dict.fromkeys(COVERED, 0)
    for seed in range(1000):
        found = figures.of_one_line(case, simulate(setup, tmp_path, 100e3, 20, seed))
        for name in COVERED:
            covered[name] += abs(found[name].score(exact[name])) <= WITHIN_95
    assert {name: many for name, many in covered.items() if not 935 <= many <= 965} == {}
