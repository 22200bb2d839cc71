"""What a least difference may be: read, written back, its default, and its size beside a value."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.kpis.dictionary import KPIS
from sim.scenario.show import resolved_text
from sim.scenario.thresholds import Threshold, default_threshold, read_threshold, why_unfit, written_threshold


@pytest.mark.parametrize(
    ("text", "threshold", "written"),
    [
        ("0.5 points", Threshold(0.005, "points"), "0.5 points"),
        ("1 point", Threshold(0.01, "points"), "1 points"),
        ("0,25 points", Threshold(0.0025, "points"), "0.25 points"),
        ("2 %", Threshold(0.02, "relative"), "2 %"),
        ("90 s", Threshold(90.0, "time"), "1 min 30 s"),
        (0.05, Threshold(0.05, "number"), 0.05),
        (3, Threshold(3.0, "number"), 3),
    ],
)
def test_it_is_read_and_written_back(text: object, threshold: Threshold, written: object) -> None:
    assert read_threshold(text) == threshold
    assert written_threshold(threshold) == written
    assert read_threshold(written) == threshold


@pytest.mark.parametrize("wrong", [True, "five points", "-1 points", "101 %", -2, float("nan"), [1], None, "5"])
def test_anything_else_is_refused_with_what_is_allowed(wrong: object) -> None:
    with pytest.raises(ValueError, match="allowed: "):
        read_threshold(wrong)


def test_its_size_is_in_the_unit_of_the_indicator() -> None:
    """Relative to the value compared with, whatever its sign; hours and days from a time."""
    assert Threshold(0.02, "relative").difference("money", -50.0) == 1.0
    assert Threshold(7200.0, "time").difference("h", 0.0) == 2.0
    assert Threshold(0.005, "points").difference("share", 0.9) == 0.005


def test_every_indicator_has_a_default_that_fits() -> None:
    for kpi in KPIS.values():
        if kpi.kind != "quantile":
            assert why_unfit(default_threshold(kpi), kpi.id) == "", kpi.id


@pytest.mark.parametrize(("decide_on", "shown"), [("answer_rate", "0.5 points"), ("asa", "5 %"), ("cost_total", "1 %")])
def test_show_writes_the_default(decide_on: str, shown: str, tmp_path: Path) -> None:
    """`polyvalence show` leaves nothing to a default, and what it prints is a file again."""
    path = tmp_path / "a.yaml"
    path.write_text(
        "name: A\ncalendar: {days: 1}\n"
        "contacts: {a: {channel: call, volume: {per_hour: 10}, handling: {talk: 3 min}}}\n"
        f"groups: {{g: {{agents: 2, skills: {{a: {{}}}}}}}}\nstudy: {{decide_on: {decide_on}}}\n",
        encoding="utf-8",
    )
    scenario = sim.load(path)
    text = resolved_text(scenario, next(iter(scenario.designs)))
    assert f"  matters: {shown}\n" in text
    path.write_text(text, encoding="utf-8")
    assert sim.load(path).study.matters == default_threshold(KPIS[decide_on])
