"""The sentence: what it says when a design wins, loses, ties, or cannot be told apart yet."""

import pytest

from sim import compare
from sim.figures.number_format import NumberFormat
from sim.scenario.scenario import Scenario


def test_a_clear_winner_is_named_with_its_margin(floor: Scenario) -> None:
    """Value, baseline, gap, interval, share of replications won."""
    text = compare(floor, baseline="two pools", replications=25).verdict
    assert text.startswith("One pool beats two pools on answer rate: ")
    assert "points" in text and "better in" in text and "of 25 replications" in text
    assert "Cost per resolved request" in text


def test_where_all_others_are_worse_nobody_beats_the_baseline(floor: Scenario) -> None:
    """Two pools lose; a design that is the baseline again is no answer."""
    text = compare(floor, replications=25).verdict
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
    comparison = compare(scenario(text), replications=6)
    row = comparison.deciding()[0]
    assert row["low"] < 0 < row["high"]
    assert "not distinguishable yet" in comparison.verdict
    assert f"about {max(row['needed'], 7):,} replications would decide" in comparison.verdict
    assert "ne se distinguent pas encore" in comparison.verdict_in("fr")


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
