"""A verdict is wrong no more often than promised, whenever the comparison stops."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments import paired, statistics
from sim.experiments.looks import planned_looks, shared_confidence
from tests.experiments import verdict_errors

AT_THE_THRESHOLD = [
    ("plenty", "answer_rate", False), ("plenty", "asa", False), ("plenty", "asa", True),
    ("plenty", "cost_per_resolved", True), ("scarce", "answer_rate", False), ("scarce", "asa", True),
    ("rare", "answer_rate", False), ("rare", "cost_per_resolved", True), ("four", "answer_rate", False),
    ("four", "asa", True),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("service", "kpi", "relative"), AT_THE_THRESHOLD)
def test_a_verdict_is_wrong_in_five_of_a_hundred_at_most(service: str, kpi: str, relative: bool) -> None:
    """1 000 comparisons each, with a true difference that is twice the threshold, the threshold itself, and half."""
    samples = verdict_errors.series(service, 6_000)
    for part in (0.5, 1.0, 2.0):
        found = verdict_errors.measured(service, samples, kpi, part, 1_000, relative)
        print(found)
        assert found.share <= 0.05, found


@pytest.mark.parametrize(("service", "experiments"), [("scarce", 200), ("four", 60)])
def test_a_difference_that_is_the_threshold_beats_nothing(service: str, experiments: int) -> None:
    """The same in short, drawn from 1 000 replications."""
    series = verdict_errors.series(service, 1_000)
    found = verdict_errors.measured(service, series, "answer_rate", 1.0, experiments)
    assert found.share <= 0.05, found


def test_a_clear_difference_takes_few_replications() -> None:
    """What is twice the threshold is decided every time, and long before the end."""
    found = verdict_errors.measured("plenty", verdict_errors.series("plenty", 500), "answer_rate", 0.5, 100)
    assert found.decided == 100
    assert found.replications < 15
    assert found.wrong <= 5


def test_looking_again_and_again_has_its_price() -> None:
    """Two designs that are the same in truth: with 95 % at every look more than one study in ten finds a winner; with
    the doubt shared out among the looks at most one in twenty does."""
    rng, studies, looks = np.random.default_rng(5), 3000, planned_looks(100)
    ones = np.ones((100, studies))
    ours, theirs = (rng.normal(0.0, 1.0, (100, studies)) for _ in range(2))
    found = {}
    for confidence in (0.95, shared_confidence(0.95, len(looks))):
        wrong = np.zeros(studies, bool)
        for n in looks:
            one, two = (ours[:n], ones[:n]), (theirs[:n], ones[:n])
            gap = paired.differences(one, two, confidence, [statistics.UNRESTRICTED] * studies)
            wrong |= (gap.low > 0.0) | (gap.high < 0.0)
        found[confidence] = wrong.mean()
    naive, shared = found.values()
    assert naive > 0.1
    assert shared <= 0.05
