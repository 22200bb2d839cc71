"""Both engines on the scenarios and workloads of the repository: the first replication, to the last bit.

Every day the first two days of each design; in the long verification the whole of it. The workloads of the
benchmarks are made to fill minutes of a fast engine, so they are always cut short.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import sim
from sim.scenario.scenario import Scenario
from tests.twins import run_both

ROOT = Path(__file__).parents[3]
SCENARIOS = sorted(ROOT.glob("scenarios/*.yaml"))
WORKLOADS = sorted(ROOT.glob("benchmarks/workloads/*.yaml"))


def each_design(paths: list[Path]) -> list:
    """A case for every design of every file, named without a check of the file."""
    cases = []
    for path in paths:
        designs = yaml.safe_load(path.read_text(encoding="utf-8")).get("designs") or {"base": {}}
        cases += [pytest.param(path, design, id=f"{path.stem}-{design}") for design in designs]
    return cases


def cut(scenario: Scenario, design: str, days: int, length: float) -> Scenario:
    """The design alone, for so many days; or for so many seconds, where the file gives a length."""
    centre = scenario.designs[design]
    calendar = centre.calendar
    if calendar.days is not None:
        short = calendar.model_copy(update={"days": min(days, calendar.days)})
    else:
        length = min(length, calendar.length or length)
        short = calendar.model_copy(update={"length": length, "interval": min(length, calendar.interval)})
    study = scenario.study.model_copy(update={"warm_up": 0.0})
    return replace(scenario, designs={design: centre.model_copy(update={"calendar": short})}, study=study)


@pytest.mark.parametrize(("path", "design"), each_design(SCENARIOS))
def test_two_days_of_a_scenario(path, design):
    scenario = cut(sim.load(path), design, days=2, length=86400.0)
    assert len(run_both(scenario, scenario.study.seed).log) > 0


@pytest.mark.slow
@pytest.mark.parametrize(("path", "design"), each_design(SCENARIOS))
def test_a_whole_scenario(path, design):
    scenario = sim.load(path)
    assert len(run_both(scenario, scenario.study.seed, 0, design).log) > 0


@pytest.mark.parametrize(("path", "design"), each_design(WORKLOADS))
def test_a_workload_cut_short(path, design):
    scenario = cut(sim.load(path), design, days=1, length=600.0)
    assert len(run_both(scenario).log) > 0
