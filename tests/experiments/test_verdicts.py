"""The sentence: what it says when a design wins, loses, ties, or cannot be told apart yet."""

from dataclasses import replace
from typing import Any

import pytest

from sim import compare
from sim.figures.number_format import NumberFormat
from sim.scenario.scenario import Scenario
from sim.scenario.thresholds import read_threshold


def with_study(scenario: Scenario, **words: Any) -> Scenario:
    """The scenario with other words of its study."""
    if "matters" in words:
        words["matters"] = read_threshold(words["matters"])
    return replace(scenario, study=scenario.study.model_copy(update=words))


def test_a_clear_winner_is_named_with_its_margin(floor: Scenario) -> None:
    """Value, baseline, gap, interval, share of replications won."""
    comparison = compare(with_study(floor, matters="0.01 points"), baseline="two pools", replications=25)
    assert comparison.decision.state == "better"
    text = comparison.verdict
    assert text.startswith("One pool beats two pools on answer rate: ")
    assert "points" in text and "better in" in text and "of 25 replications" in text
    assert "The price: cost per resolved request, 5.4 % dearer (10.20 EUR against 9.67 EUR)." in text
    assert "En contrepartie : Coût par demande résolue, 5,4 % plus cher" in comparison.verdict_in("fr")


def test_a_difference_below_what_matters_beats_nothing(floor: Scenario) -> None:
    """The same difference, certain but small beside half a point."""
    comparison = compare(floor, baseline="two pools", replications=25)
    assert comparison.decision.state == "equal"
    assert comparison.verdict.startswith("One pool and two pools are practically equal on answer rate: ")
    assert "is below 0.5 points" in comparison.verdict
    assert "se valent sur l'indicateur « Taux de décroché »" in comparison.verdict_in("fr")
    assert "inférieur à 0,5 point." in comparison.verdict_in("fr")


def test_where_all_others_are_worse_nobody_beats_the_baseline(floor: Scenario) -> None:
    """Two pools lose; a design that is the baseline again is no answer."""
    comparison = compare(with_study(floor, matters="0.01 points"), replications=25)
    assert comparison.decision.state == "worse"
    text = comparison.verdict
    assert "In return: cost per resolved request, 5.1 % cheaper" in text
    assert text.startswith("No design beats one pool on answer rate: the nearest, Two pools, has ")


def test_designs_that_are_the_same_are_called_the_same(scenario) -> None:  # type: ignore[no-untyped-def]
    """A second design without any difference."""
    text = """
        name: Twins
        calendar: {days: 1}
        contacts: {a: {channel: call, volume: {per_hour: 10}, handling: {talk: exponential(3 min)}}}
        groups: {g: {agents: 2, skills: {a: {}}}}
        designs: {one: {}, two: {}}
    """
    comparison = compare(scenario(text), replications=3)
    assert "give the same answer rate" in comparison.verdict


def test_what_cannot_be_told_apart_says_how_many_would_decide(scenario) -> None:  # type: ignore[no-untyped-def]
    """Random or longest idle makes no difference to callers: no winner is announced."""
    text = """
        name: Toss-up
        calendar: {days: 1}
        contacts:
          a: {channel: call, volume: {per_hour: 38}, handling: {talk: exponential(3 min)}, patience: exponential(2 min)}
        groups:
          quick: {agents: 1, skills: {a: {}}}
          slow: {agents: 1, skills: {a: {slower: 1 %}}}
        designs: {one: {}, two: {routing: {agent: random}}}
    """
    comparison = compare(with_study(scenario(text), matters="0.1 points"), replications=6)
    decision = comparison.decision
    assert decision.state == "too_close"
    assert decision.best is not None and decision.best.low < 0 < decision.best.high
    assert decision.needed > 6
    assert "too close to call on answer rate" in comparison.verdict
    assert f"About {decision.needed:,} replications would decide" in comparison.verdict
    assert "trop proches pour trancher" in comparison.verdict_in("fr")


def test_one_replication_gives_no_verdict(floor: Scenario) -> None:
    """Figures only, and a sentence why."""
    comparison = compare(floor, replications=1)
    assert comparison.decision.state == "none"
    assert comparison.verdict.startswith("No verdict: one replication gives figures")
    assert comparison.verdict_in("fr").startswith("Pas de verdict : une réplication")
    assert comparison.basis_in("en") == ""


def test_a_quantile_gives_no_verdict(floor: Scenario) -> None:
    """Designs are not compared on quantiles; the sentence says what to do."""
    comparison = compare(with_study(floor, decide_on="wait_p90"), replications=3)
    assert "is a quantile" in comparison.verdict


def test_what_has_no_direction_is_different_not_better(floor: Scenario) -> None:
    """Occupancy is neither good nor bad."""
    comparison = compare(with_study(floor, decide_on="occupancy"), replications=25)
    assert comparison.decision.state == "different"
    assert comparison.verdict.startswith("Two pools and one pool differ on occupancy")


@pytest.mark.parametrize(
    ("value", "unit", "english", "french"),
    [
        (0.6012, "share", "60.1 %", "60,1 %"),
        (-0.0000001, "share", "0.0 %", "0,0 %"),
        (12.34, "s", "12.3 s", "12,3 s"),
        (125, "s", "2 min 05 s", "2 min 05 s"),
        (3725, "s", "1 h 02", "1 h 02"),
        (200000, "s", "2.3 d", "2,3 j"),
        (12345.6, "money", "12,346 EUR", "12\u202f346 EUR"),
        (4.249, "money", "4.25 EUR", "4,25 EUR"),
        (float("nan"), "s", "\u2013", "\u2013"),
    ],
)
def test_amounts_are_written_as_people_do(value: float, unit: str, english: str, french: str) -> None:
    """Each unit in both languages; no minus zero."""
    assert NumberFormat("en").amount(value, unit) == english
    assert NumberFormat("fr").amount(value, unit) == french


def test_gaps_have_a_sign_and_shares_are_in_points() -> None:
    """A difference of shares is in points, never in per cent."""
    assert NumberFormat().gap(0.221, "share") == "+22.1 points"
    assert NumberFormat("fr").gap(-0.05, "share") == "\u22125,0 points"


def test_what_is_better_but_perhaps_too_little_is_said_so(floor: Scenario) -> None:
    """A difference that is surely above 0 and perhaps below what matters: 0.1 to 0.5 points, where 0.3 matter."""
    comparison = compare(with_study(floor, matters="0.3 points"), baseline="two pools", replications=25)
    assert comparison.decision.state == "too_close"
    text = comparison.verdict
    assert text.startswith(
        "One pool does better than two pools on answer rate, but whether by as much as matters, 0.3 "
    )
    assert f"About {comparison.decision.needed} replications would decide." in text
    assert "mais on ne peut pas encore dire si l'écart atteint celui qui compte" in comparison.verdict_in("fr")
    mirrored = compare(with_study(floor, matters="0.3 points"), replications=25).verdict
    assert mirrored.startswith("Two pools does worse than one pool on answer rate, but whether")
