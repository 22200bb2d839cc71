"""Callers in the queue at closing who are answered the next morning are reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim import load, run
from sim.cli import main

EVENING = """
name: Two calls before seven
calendar: {{start: 2024-01-01, days: {days}, opening: {opening}}}
contacts:
  calls: {{channel: call, volume: {{recorded: calls.csv}}, handling: {{talk: 8 min}}{more}}}
groups:
  desk: {{agents: 1, skills: {{calls: {{}}}}}}
"""
AT = "at\n" + "".join(f"2024-01-0{day} 18:5{minute}:00\n" for day in (1, 2) for minute in (7, 8))


def evening(folder: Path, more: str = "", days: int = 3, opening: str = "08:00-19:00") -> Path:
    """Two days on which two calls of 8 min come at 18:57 and 18:58, and one agent who goes at 19:00."""
    (folder / "calls.csv").write_text(AT, encoding="utf-8")
    path = folder / "evening.yaml"
    path.write_text(EVENING.format(more=more, days=days, opening=opening), encoding="utf-8")
    return path


def held(path: Path, engine: str = "reference") -> list[tuple[str, float, float]]:
    answer = run(load(path), replications=2, engine=engine)
    return [(one.type, one.contacts, one.share) for one in answer.overnight_waits]


@pytest.mark.parametrize("engine", ["reference", "core"])
def test_one_of_two_calls_waits_for_the_morning(tmp_path: Path, engine: str) -> None:
    """Of the two of an evening the agent takes the first, until 19:05; the second waits 13 h 02, until 08:00."""
    path = evening(tmp_path)
    assert held(path, engine) == [("calls", 2.0, 0.5)]
    kpis = run(load(path), replications=2, engine=engine).kpis
    asa = kpis[(kpis["kpi"] == "asa") & (kpis["scope"] == "total")]["estimate"].iloc[0]
    assert asa == pytest.approx((13 * 3600 + 120) / 2)


def test_the_last_night_counts_too(tmp_path: Path) -> None:
    """The run ends before anybody is back."""
    assert held(evening(tmp_path, days=2)) == [("calls", 2.0, 0.5)]


@pytest.mark.parametrize("more", [", at_close: leave", ", patience: exponential(5 min)", ", patience: 12 h"])
def test_nobody_waits_who_has_to_leave_or_loses_patience(tmp_path: Path, more: str) -> None:
    assert held(evening(tmp_path, more)) == []


def test_where_no_door_shuts_nobody_is_held(tmp_path: Path) -> None:
    assert held(evening(tmp_path, opening="always")) == []


def test_it_is_said_in_both_languages_and_in_the_json(tmp_path: Path) -> None:
    asked = ["run", str(evening(tmp_path)), "-n", "2", "-q", "--engine", "reference"]
    english, french = (CliRunner().invoke(main, [*asked, "--lang", language]) for language in ("en", "fr"))
    assert "2.0 contacts of 'calls' in a run (50.0 % of those offered) wait past closing" in english.stderr
    assert "au-delà de la fermeture" in french.stderr
    found = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)["warnings"]
    assert [one["type"] for one in found if "wait past closing" in one["text"]] == ["calls"]
