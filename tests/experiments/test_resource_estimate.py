"""How large a study is: the estimate beside what it estimates, and what is refused before anything is begun."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.cli.size_warning import size_warning
from sim.engines import clock
from sim.engines.core.loop import NO_SLOT, Core
from sim.errors import TooLargeError
from sim.experiments import resource_estimate
from sim.experiments.contact_log import trace
from sim.model.arrays import new_tally
from sim.notices import notices_to
from sim.plan.build import plan_design
from sim.plan.demand import expected_by_slot, opening_of
from sim.plan.grid import Grid
from sim.scenario.scenario import Scenario

ROOT = Path(__file__).parents[2]
TEXT = """
    name: tiny
    calendar: {{days: {days}, start: 2024-12-20, country: FR, interval: {interval}, opening: {{mon-fri: 08:00-20:00}}}}
    contacts:
      a: {{channel: call, volume: {volume}, handling: {{talk: exponential(4 min)}}, patience: {patience}}}
    groups: {{g: {{agents: 2, skills: {{a: {{}}}}}}}}
    designs: {{few: {{}}, more: {{groups: {{g: {{agents: 3}}}}}}}}
    study: {{replications: 2}}
"""
Make = Callable[..., Scenario]


@pytest.fixture
def make(scenario: Make) -> Make:
    def make(
        volume: str = "{per_hour: 6}", days: int = 1, interval: str = "30 min", patience: str = "2 min"
    ) -> Scenario:
        return scenario(TEXT.format(volume=volume, days=days, interval=interval, patience=patience))

    return make


# ---- the estimate beside the plan ---------------------------------------------------------------------------------

VOLUMES = [
    "{per_hour: 60}",
    "{per_day: 500, months: {dec: 2}}",
    "{per_week: 3000, weekdays: {mon: 2, tue-fri: 1}}",
    "{per_day: 500, holidays: 0.5, peaks: {2024-12-24: 3}}",
    "{every: 30 s, hours: {mon-fri: 09:00-12:00}}",
]


@pytest.mark.parametrize("volume", VOLUMES)
def test_contacts_are_those_that_the_plan_expects(make: Make, volume: str) -> None:
    found = make(volume, days=20)
    grid = Grid(found, found.designs["few"])
    contact = found.designs["few"].contacts["a"]
    by_slot = expected_by_slot(grid, contact.volume, opening_of(grid.centre, contact))
    assert resource_estimate.size_of(found, "few", "core").contacts == pytest.approx(float(by_slot.sum()) * grid.slot)


@pytest.mark.parametrize("name", ["o2", "retailer"])
def test_sums_take_what_they_take(name: str) -> None:
    """Of the examples: within a tenth."""
    found = sim.load(ROOT / "scenarios" / f"{name}.yaml")
    for design in found.designs:
        tally = sum(table.nbytes for table in new_tally(plan_design(found, design).plan))
        assert resource_estimate.size_of(found, design, "core").sums_bytes == pytest.approx(tally, rel=0.1)


def test_who_waits_without_patience_stays(make: Make) -> None:
    """2 agents, 12 h a day, 4 min each: 360 of 1 000 calls at most; the rest is still there at the end."""
    patient = resource_estimate.size_of(make("{per_day: 1000}", patience="never"), "few", "core")
    hurried = resource_estimate.size_of(make("{per_day: 1000}"), "few", "core")
    assert patient.at_once > 250 > 20 > hurried.at_once


# ---- refused before it is begun -----------------------------------------------------------------------------------


def entries(found: Scenario, folder: Path) -> dict[str, Callable[..., Any]]:
    few: dict[str, Any] = {"engine": "reference", "jobs": 1}
    return {
        "run": lambda **how: sim.run(found, **few, **how),
        "compare": lambda **how: sim.compare(found, **few, **how),
        "trace": lambda **how: list(trace(found, "few", engine="reference", **how)),
        "batch": lambda **how: sim.batch(found.path, store=folder / "s", **few, **how),
    }


@pytest.mark.parametrize("entry", ["run", "compare", "trace", "batch"])
def test_more_than_the_memory_is_refused_unless_forced(
    make: Make, tmp_path: Path, entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource_estimate, "memory", lambda: 1e8)
    call = entries(make(), tmp_path)[entry]
    with pytest.raises(TooLargeError, match=r"about 72 contacts a replication, 2\d\d MB, .*\(100 MB\); --force"):
        call()
    assert not (tmp_path / "s").exists()
    assert call(force=True)


@pytest.mark.parametrize(
    ("words", "study"),
    [
        (["run"], {"volume": "{per_day: 1e9}", "days": 365}),
        (["compare", "--json"], {"volume": "{per_day: 1e9}", "days": 365}),
        (["trace"], {"volume": "{per_day: 1e9}", "days": 365}),
        (["invoice"], {"volume": "{per_day: 1e9}", "days": 365}),
        (["batch", "--store", "s"], {"volume": "{per_day: 1e9}", "days": 365}),
        (["trace"], {"volume": "{per_day: 1e9}", "patience": "never"}),
        (["run", "-n", "4000000000"], {}),
        (["compare", "-n", "1000000000"], {}),
        (["invoice", "-r", "4000000000"], {}),
        (["batch", "--store", "s", "-n", "4000000000"], {}),
        (["run", "--engine", "reference", "-n", "100"], {"volume": "{per_day: 1e7}", "days": 365}),
    ],
)
def test_the_commands_refuse_it_in_a_sentence(
    make: Make, tmp_path: Path, words: list[str], study: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource_estimate, "memory", lambda: 16e9)
    monkeypatch.chdir(tmp_path)
    verb, *more = words
    done = CliRunner().invoke(main, [verb, make(**study).path, *more])
    assert done.exit_code == 2
    assert done.stdout == ""
    *warnings, refusal = done.stderr.splitlines()
    assert all(": warning: " in line for line in warnings)
    assert "contacts a replication" in refusal and "--force" in refusal
    assert not (tmp_path / "s").exists()


def test_the_check_says_it(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource_estimate, "memory", lambda: 16e9)
    done = CliRunner().invoke(main, ["check", make("{per_day: 1e9}", days=365).path])
    assert done.exit_code == 0
    assert "warning: about 261 thousand million contacts" in done.stderr
    ten_years = make("{per_day: 50}", days=3660, interval="1 min").path
    monkeypatch.setattr(resource_estimate, "memory", lambda: 1e9)
    assert "too large" in CliRunner().invoke(main, ["check", ten_years]).stderr


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_not_too_large(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource_estimate, "memory", lambda: 8e9)
    found = sim.load(path)
    assert size_warning(found) == resource_estimate.why_too_large(found) == ""


def test_fewer_workers_are_named_where_they_would_do(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    found = make("{per_day: 1e7}", patience="never")
    one = resource_estimate.resource_estimate([resource_estimate.size_of(found, "few", "core")], 2, 1)
    monkeypatch.setattr(resource_estimate, "memory", lambda: one.bytes / 0.79)
    with pytest.raises(TooLargeError, match=r"with one worker \(--jobs 1\)"):
        sim.run(found, "few", jobs=2)


# ---- what is long but possible ------------------------------------------------------------------------------------


def test_a_wait_of_minutes_is_told_of(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource_estimate, "CONTACT_S", {"core": 1.0, "reference": 1.0})
    heard: list[str] = []
    with notices_to(heard.append):
        sim.run(make(), "few", jobs=1, engine="reference")
    assert [one for one in heard if "contacts a replication" in one and one.endswith("2 minutes in all")]
    monkeypatch.undo()
    heard.clear()
    with notices_to(heard.append):
        sim.run(make(), "few", jobs=1, engine="reference")
    assert heard == []


def test_many_variants_are_told_of(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.batches import batching

    monkeypatch.setattr(batching, "LONG_S", 0.0)
    heard: list[str] = []
    with notices_to(heard.append):
        how: dict[str, Any] = {"replications": 1, "engine": "reference", "jobs": 1, "designs": ["few"]}
        sim.batch(make().path, store=tmp_path / "s", settings={"groups.g.agents": range(1, 26)}, **how)
    assert [one for one in heard if one.startswith("25 variants are checked before anything runs")]


def test_the_core_does_not_count_further_than_it_can() -> None:
    """A slot more than the order of events has bits for would be taken for another contact."""
    core = Core.__new__(Core)
    core.rows, core.floor = 0, SimpleNamespace(contact=range(clock.SLOT + 1))  # type: ignore[assignment]
    with pytest.raises(TooLargeError, match="16777216 contacts at a time"):
        core.give_room(NO_SLOT)


# ---- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "words"),
    [
        (
            resource_estimate.ResourceEstimate(3.0e9, 1, 420e9, 14 * 86400),
            "about 3 thousand million contacts a replication, 420 GB, some 14 days",
        ),
        (
            resource_estimate.ResourceEstimate(98258, 1, 2.54e9, 100),
            "about 98 258 contacts a replication, 2.5 GB, some 2 minutes",
        ),
        (
            resource_estimate.ResourceEstimate(12.3e6, 1, 300e6, 1),
            "about 12.3 million contacts a replication, 300 MB, some seconds",
        ),
        (resource_estimate.ResourceEstimate(1, 1, 8e12, 4e9), "about 1 contacts a replication, 8.0 TB, some 127 years"),
    ],
)
def test_the_estimate_in_words(need: resource_estimate.ResourceEstimate, words: str) -> None:
    assert resource_estimate.estimate_text(need) == words


def test_the_memory_of_a_container_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "max").write_text("1000000\n", encoding="ascii")
    monkeypatch.setattr(resource_estimate, "LIMITS", (str(tmp_path / "none"), str(tmp_path / "max")))
    assert resource_estimate.memory() == 1e6
    (tmp_path / "max").write_text("max\n", encoding="ascii")
    assert resource_estimate.memory() > 1e7


def test_a_refusal_is_no_traceback_in_json(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """--force, and the object is there as ever."""
    monkeypatch.setattr(resource_estimate, "memory", lambda: 1e8)
    words = ["run", make().path, "-d", "few", "--engine", "reference", "-j", "1", "--json", "--force"]
    assert json.loads(CliRunner().invoke(main, words).stdout)["kpis"]
