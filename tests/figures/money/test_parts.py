"""A run in parts is the same run: at whatever instants it is stopped, nobody on the floor can tell.

The parts end where many events coincide (multiples of the scenario's own tick), for an event at the very end of a part
is the one that could be lost, or happen twice.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.engines import segments
from sim.engines.run import engine_for, replicate
from sim.errors import ScenarioError
from sim.model.arrays import Tally
from sim.plan.build import PlannedDesign, plan_design
from sim.scenario.contracts import months_of
from sim.scenario.loading import of_tree, tree_of
from tests.engines.parity.grammar import cases
from tests.engines.parity.test_random_scenarios import files_of
from tests.twins import ENGINES, Run, say_where_they_differ

KEPT = tuple(name for name in Tally._fields if not name.startswith("month_"))
FLAVOURS = ("ties", "chats", "writing", "levels", "people")


def stopped_at(planned: PlannedDesign, ends: list[float]) -> PlannedDesign:
    """The same design with months that also end at these instants."""
    whole = np.array(sorted({*ends, planned.plan.horizon}))
    return dataclasses.replace(planned, plan=planned.plan._replace(month_ends=whole))


def run(planned: PlannedDesign, engine: str, case_seed: int, replication: int) -> Run:
    tally, log = replicate(engine_for(planned, engine), planned, case_seed, replication, 1024)
    return Run(tally, log, planned)


def same_story(whole: Run, split: Run) -> None:
    """The log and all sums are equal to the last bit, people's time too."""
    assert whole.log.tobytes() == split.log.tobytes()
    for name in KEPT:
        assert getattr(whole.tally, name).tobytes() == getattr(split.tally, name).tobytes(), name
    assert split.tally.month_people[-1].tobytes() == split.tally.people.sum(axis=1).tobytes()
    assert split.tally.month_served[-1].tobytes() == split.tally.served.tobytes()


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_run_in_parts_is_the_same_run(flavour):
    """The core in one piece and in parts, and once for each round the reference beside it."""
    seen = {"runs": 0, "contacts": 0}

    @settings(max_examples=10, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(cases(flavour))
    def agree(case):
        with files_of(case) as path:
            try:
                planned = plan_design(of_tree(tree_of(path), path, trial=True), "base")
            except ScenarioError:
                return
            horizon = planned.plan.horizon
            ends = [end for k in range(1, 12) if 0 < (end := float(300 * round(horizon * k / 3600))) < horizon]
            split = stopped_at(planned, [*ends, horizon / 3, 60.0])
            core = run(split, "core", case.seed, case.replication)
            same_story(run(planned, "core", case.seed, case.replication), core)
            if seen["runs"] % 5 == 0:
                say_where_they_differ(run(split, "reference", case.seed, case.replication), core)
            seen["runs"] += 1
            seen["contacts"] += len(core.log)

    for number in range(2):
        seed(number)(agree)()
    assert seen["runs"] > 15
    assert seen["contacts"] > 300


TIES = """
    name: everything happens at the stroke of a part's end
    calendar: {length: 3 h, interval: 30 min}
    contacts:
      call: {channel: call, volume: {every: 10 min}, handling: {talk: 20 min}, patience: 10 min}
    groups: {all: {agents: 1, skills: {call: {}}}}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_what_happens_at_the_end_of_a_part_belongs_to_the_next(scenario, engine):
    """Calls at 0, 10, 20 ... minutes, talks of 20: at 60 min the fourth begins. 3 were answered before, 4 with it."""
    planned = stopped_at(plan_design(scenario(TIES), "base"), [3600.0, np.nextafter(3600.0, 4000.0)])
    tally = run(planned, engine, 1, 0).tally
    assert tally.month_flow["answered"].sum(axis=1).tolist() == [3.0, 4.0, 9.0]
    assert tally.month_flow["offered"].sum(axis=1).tolist() == [6.0, 7.0, 18.0]
    assert tally.month_people[:2, 0, :2].sum(axis=1) == pytest.approx([3600.0, 3600.0])


@pytest.mark.parametrize("engine", ENGINES)
def test_time_is_in_the_books_of_its_month(scenario, engine):
    """One call from 10:00 to 10:40; months end at 10:15 and 10:30: 15, 15 and 10 minutes engaged, the rest idle."""
    text = """
        name: one long call
        calendar: {length: 11 h, interval: 1 h}
        contacts:
          call: {channel: call, volume: {every: 1 day, hours: 10:00-10:01}, handling: {talk: 40 min}, unstaffed: accept}
        groups: {all: {agents: 1, skills: {call: {}}}}
    """
    planned = stopped_at(plan_design(scenario(text), "base"), [10.25 * 3600, 10.5 * 3600])
    minutes = np.diff(run(planned, engine, 1, 0).tally.month_people[:, 0, :2] / 60, axis=0, prepend=0)
    assert minutes.tolist() == [[600, 15], [0, 15], [20, 10]]


def test_nothing_is_kept_where_nobody_pays_by_month(scenario):
    planned = plan_design(scenario(TIES), "base")
    assert len(planned.plan.month_ends) == 0
    assert [part.until for part in segments.segments_of(planned.plan)] == [planned.plan.horizon]
    assert run(planned, "core", 1, 0).tally.month_flow.size == 0


def test_the_core_looks_up_every_thirty_days():
    class Plan:
        month_ends = np.array([31, 60, 91, 100]) * 86400.0
        horizon = 100 * 86400.0

    found = [(part.until / 86400, part.month) for part in segments.segments_of(Plan())]
    assert found == [(30, -1), (31, 0), (60, 1), (90, -1), (91, 2), (100, 3)]


def test_an_interrupt_ends_a_replication_between_two_parts(scenario):
    from sim.engines.core.loop import Core, HaltedError

    core = Core(plan_design(scenario(TIES), "base").plan)
    core.halted.set()
    with pytest.raises(HaltedError):
        core.replicate((1, 2))


# ---- the calendar -----------------------------------------------------------------------------------------------


def test_months_of_a_run():
    """From the 15th of February 2024 for 40 days: 15 of 29 days of February, 25 of 31 of March."""
    months = months_of(date(2024, 2, 15), 0.0, 40 * 86400.0)
    assert [(m.label, m.share, m.begin / 86400, m.end / 86400) for m in months] == [
        ("2024-02", Fraction(15, 29), 0, 15),
        ("2024-03", Fraction(25, 31), 15, 40),
    ]


def test_a_warm_up_is_in_no_month():
    """Counted from noon of the 31st of December on."""
    months = months_of(date(2023, 12, 1), 30.5 * 86400, 62 * 86400.0)
    assert [(m.label, m.share, m.first) for m in months] == [
        ("2023-12", Fraction(1, 62), date(2023, 12, 31)),
        ("2024-01", Fraction(1), date(2024, 1, 1)),
    ]


def test_two_years_have_24_months():
    months = months_of(date(2023, 7, 1), 0.0, 731 * 86400.0)
    assert len(months) == 24
    assert all(month.share == 1 for month in months)
    assert [a.end for a in months[:-1]] == [b.begin for b in months[1:]]
