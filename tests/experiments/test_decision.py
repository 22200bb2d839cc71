"""A comparison stops when its verdict is clear, and says what it rests on."""

from __future__ import annotations

from typing import Any

import pytest

from sim import compare
from sim.experiments.comparison import Comparison
from sim.experiments.looks import planned_looks, shared_confidence
from sim.experiments.paired_gaps import PairedGap
from sim.figures.sheets import SheetRow
from sim.kpis.dictionary import KPIS
from sim.scenario.scenario import Scenario

TEXT = """
name: Four teams
calendar: {{days: 1, opening: 08:00-12:00}}
contacts:
  a: {{channel: call, volume: {{per_hour: 60}}, handling: {{talk: exponential(4 min)}}, patience: exponential(2 min)}}
groups: {{g: {{agents: 4, wage_per_hour: 20, skills: {{a: {{}}}}}}}}
designs:
  four: {{}}
  five: {{groups: {{g: {{agents: 5}}}}}}
  random: {{routing: {{agent: random}}, groups: {{g: {{agents: 5, skills: {{a: {{slower: {slower}}}}}}}}}}}
  three: {{groups: {{g: {{agents: 3, wage_per_hour: 40}}}}}}
study: {{seed: 3, {study}}}
"""


@pytest.fixture
def four(scenario: Any) -> Any:
    """A service with four designs, with these words of the study."""

    def made(study: str = "replications: 80", slower: str = "20 %") -> Scenario:
        found: Scenario = scenario(TEXT.format(study=study, slower=slower))
        return found

    return made


def test_looks_double_up_to_what_the_study_allows() -> None:
    assert planned_looks(100) == (10, 20, 40, 80, 100)
    assert planned_looks(80) == (10, 20, 40, 80)
    assert planned_looks(10) == (10,)
    assert planned_looks(4) == (4,)
    assert shared_confidence(0.95, 5) == pytest.approx(0.99)


def test_a_clear_verdict_stops_at_the_first_look(four: Any) -> None:
    """Five agents are better than four; the file would allow eighty replications."""
    comparison = compare(four())
    decision = comparison.decision
    assert (decision.state, decision.looks.stopped, decision.count) == ("better", "clear", 10)
    assert decision.looks.planned == (10, 20, 40, 80)
    assert decision.comparisons == 6
    assert decision.interval_confidence == pytest.approx(1 - 0.05 / 24)
    assert decision.best is not None and decision.next is not None
    assert (decision.best.design, decision.best.other, decision.next.other) == ("five", "four", "random")
    assert comparison.provenance["stopped"] == "clear" and comparison.provenance["looks"] == [10]
    assert comparison.basis_in("en").startswith("Stopped after 10 replications of each design, of 80 allowed")
    assert "(6 pairs of designs, 4 planned looks)" in comparison.basis_in("en")
    assert "A difference matters from 0.5 points on." in comparison.basis_in("en")
    assert "Un écart compte à partir de 0,5 point." in comparison.basis_in("fr")


def test_figures_are_those_of_so_many_replications(four: Any) -> None:
    """Where it stopped changes no bit of the figures of a comparison that was asked for as many."""
    stopped, asked = compare(four()), compare(four(), replications=10)
    assert repr(stopped.difference_rows) == repr(asked.difference_rows)
    assert repr(stopped.result.rows()) == repr(asked.result.rows())
    assert asked.decision.looks.stopped == "fixed"
    assert asked.decision.interval_confidence == pytest.approx(1 - 0.05 / 6)


def test_both_engines_stop_at_the_same_look(four: Any) -> None:
    one, other = (compare(four("replications: 40"), engine=engine, jobs=1) for engine in ("core", "reference"))
    assert one.decision.as_json() == other.decision.as_json()


def test_what_stays_close_ends_with_the_study(four: Any) -> None:
    """The two best are so near to each other that twenty replications do not tell: their order stays open."""
    decision = compare(four("replications: 20, matters: 0.02 points", slower="0.5 %")).decision
    assert decision.looks.stopped == "limit" and decision.count == 20
    assert decision.state == "better"
    assert decision.next is not None and decision.next.state == "open"
    assert decision.needed > 20


def test_two_that_are_as_good_are_named_together(four: Any) -> None:
    """A pace half a per cent slower is below what matters: no need to run on until one is ahead."""
    comparison = compare(four("replications: 80, matters: 4 points", slower="0.5 %"))
    assert comparison.decision.looks.stopped == "clear"
    assert comparison.decision.alike == ("five",)
    assert comparison.decision.next is not None and comparison.decision.next.other == "three"
    assert "Practically as good, for the difference is below 4 points: five." in comparison.verdict
    assert "Pratiquement aussi bien, avec un écart inférieur à 4 points : five." in comparison.verdict_in("fr")


def test_a_wish_for_precision_or_a_number_is_obeyed(four: Any) -> None:
    """-n and a precision, of the file or of the caller, come first."""
    assert compare(four(), replications=3).decision.count == 3
    precise = compare(four("replications: 12, precision: 50 %"))
    assert (precise.decision.count, precise.decision.looks.stopped) == (12, "precision")
    assert compare(four("replications: 12"), precision=0.5).decision.looks.stopped == "precision"


def test_what_is_watched_and_dominated_is_said(four: Any) -> None:
    """Three agents at twice the wage are worse and dearer than four; five are better and dearer."""
    comparison = compare(four("replications: 40, watch: [cost_total, asa]"))
    decision = comparison.decision
    assert {gap.kpi.id: gap.state for gap in decision.watched} == {"cost_total": "worse", "asa": "better"}
    assert dict(decision.dominated) == {"random": "five", "three": "four"}
    text = comparison.verdict
    assert "The price: total cost, 25 % dearer" in text
    assert "It does better on" in text
    assert (
        "Dominated, for another design is better on one of these indicators and worse on none: random and three."
        in text
    )
    assert compare(four("replications: 40, watch: []")).decision.watched == ()


def test_money_is_decided_with_the_answer_rate_beside_it(four: Any) -> None:
    decision = compare(four("replications: 40, decide_on: cost_total, matters: 2 %")).decision
    assert [gap.kpi.id for gap in decision.watched] == ["answer_rate"]
    assert decision.as_json()["matters"] == "2 %"
    assert decision.state == "worse"


def gap_of(low: float, high: float, matters: float) -> PairedGap:
    """A gap with these bounds, in an indicator of which more is better."""
    middle = (low + high) / 2
    kpi = KPIS["answer_rate"]
    return PairedGap(kpi, SheetRow("total", "total"), "a", "b", 0.5, 0.5, middle, low, high, matters, "open")


@pytest.mark.parametrize(
    ("gap", "needed"),
    [
        (gap_of(0.004, 0.016, 0.005), 17),  # the middle is 0.005 above what matters, the half 0.006: 10 x 1.2^2 x 1.1
        (gap_of(-0.006, 0.016, 0.005), 853),  # at what matters: until it is known to a quarter, 10 x 8.8^2 x 1.1
        (gap_of(-1.0, 1.0, 0.0), 0),  # nobody knows
    ],
)
def test_how_many_would_decide(gap: PairedGap, needed: int) -> None:
    """By the square-root law from ten replications, a tenth more, and one."""
    assert gap.replications_needed(10) == needed


def test_the_verdict_of_a_plain_pair_of_results_looks_once(four: Any) -> None:
    """A comparison put together by hand has one look."""
    found = compare(four(), replications=5)
    assert Comparison(found.result, "four").decision.looks.planned == (5,)
