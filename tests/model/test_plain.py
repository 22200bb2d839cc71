"""A plain service has a core that leaves something out: it gives the very bytes of the core of all services."""

from __future__ import annotations

import numba
import numpy as np
import pytest

import sim
from benchmarks.cases import CASES, plan_of
from benchmarks.start_times import EVERYTHING
from sim.engines.core.loop import Core
from sim.jit.tables import Tables
from sim.model import arrays, plain
from sim.model.chance import streams
from sim.model.layout import PLAIN, RECORD
from sim.plan.build import plan_design

STREAM = streams.of_replication(3, 1)
SERVICES = {
    "o2": True, "demand": False, "retailer": False, "interflora-experts": False, "channels": False,
    "vente-privee": False,
}  # fmt: skip
"""Services of the repository: whether they are plain, in all their designs."""


def designs(name: str) -> list[arrays.Plan]:
    """The plans of a scenario of the repository."""
    scenario = sim.load(f"scenarios/{name}.yaml")
    return [plan_design(scenario, design).plan for design in scenario.designs]


def shortened(plan: arrays.Plan, days: int) -> arrays.Plan:
    """The plan for its first days only, all of them counted, none of them invoiced."""
    return plan._replace(horizon=days * 86400.0, warm_up=0.0, month_ends=plan.month_ends[:0])


O2 = designs("o2")
"""Plain services with returns, pick-up times, wrap-up, e-mails and a schedule."""


# ---- which services are plain -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICES)
def test_which_services_are_plain(name: str) -> None:
    assert {plain.is_plain(plan) for plan in designs(name)} == {SERVICES[name]}


def test_a_service_with_everything_is_not() -> None:
    scenario = sim.load(EVERYTHING)
    assert not any(plain.is_plain(plan_design(scenario, design).plan) for design in scenario.designs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_workloads_are_plain(case) -> None:
    assert plain.is_plain(plan_of(case, 600.0).plan)


FIELDS = [
    *(("", name) for name in plain.OF_PLAN),
    *((name, field) for name, table in zip(O2[1]._fields, O2[1], strict=True) if isinstance(table, np.ndarray)
      for field in PLAIN.get(table.dtype, {})),
]  # fmt: skip
"""Table and field of all that a plain service says, and for the plan itself "" and the name."""


def test_all_that_is_marked_is_looked_at() -> None:
    """A row of the plan that no table of it has would be promised without a look. The others are of the floor."""
    looked_at = {table.dtype for table in O2[1] if isinstance(table, np.ndarray)}
    of_floor = {table.dtype for table in arrays.new_floor(O2[1], 1)}
    assert set(PLAIN) <= looked_at | of_floor
    assert not set(PLAIN) & looked_at & of_floor
    assert len(FIELDS) > 50


@pytest.mark.parametrize(("table", "name"), FIELDS)
def test_whoever_has_one_thing_more_is_not_plain(table: str, name: str) -> None:
    whole = getattr(O2[1], table or name)
    if isinstance(whole, np.ndarray):
        whole = whole.copy()
        column = whole[name] if table else whole
        column[-1] = column[-1] + 1
    else:
        whole = whole + 1
    assert plain.is_plain(O2[1])
    assert not plain.is_plain(O2[1]._replace(**{table or name: whole}))


def test_compiled_code_knows_of_plain_tables_what_is_marked_and_of_others_nothing() -> None:
    """Numba takes two types of one name for one, and a process may compile both cores."""
    floor = arrays.new_floor(O2[1], 1)
    alive = []
    for tables in (O2[1], plain.PlainPlan(*O2[1]), floor, plain.PlainFloor(*floor)):
        kind = Tables(numba.typeof(tables))
        is_plain, is_plan = "Plain" in type(tables).__name__, isinstance(tables, arrays.Plan)
        of_plan = plain.OF_PLAN if is_plain and is_plan else {}
        assert kind.fixed == is_plan
        assert kind.constants.itself == of_plan
        for name, part in zip(tables._fields, tables, strict=True):
            if not isinstance(part, np.ndarray):
                continue
            table = kind.part(name)
            alive += [kind, table, table.item]
            expected = {"": of_plan[name]} if name in of_plan else PLAIN.get(part.dtype, {}) if is_plain else {}
            assert table.known == expected
            assert getattr(table.item, "known", table.known) == table.known
    assert len(alive) > 200


# ---- the same bytes -----------------------------------------------------------------------------------------------


def outcome(plan: arrays.Plan, whole: bool) -> list[bytes]:
    """The bytes of log and sums."""
    engine = Core(plan, whole=whole)
    assert engine.is_plain == (not whole)
    tally, log, _ = engine.replicate(STREAM, 1024)
    return [log.tobytes(), *(table.tobytes() for table in tally)]


@pytest.mark.parametrize("design", range(len(O2)))
def test_both_cores_tell_the_same_of_a_plain_service(design: int) -> None:
    plan = shortened(O2[design], 3)
    assert outcome(plan, whole=False) == outcome(plan, whole=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_cores_tell_the_same_of_the_workloads(case) -> None:
    plan = plan_of(case, 120.0).plan
    assert outcome(plan, whole=False) == outcome(plan, whole=True)


# ---- what follows for the floor -------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", range(len(O2)))
def test_what_is_marked_holds_on_the_floor_at_any_time(design: int) -> None:
    """The core of all services, which takes nothing for granted, is stopped every two hours and looked at."""
    plan = shortened(O2[design], 2)
    engine = Core(plan, whole=True)
    tally, log = arrays.new_tally(plan), np.zeros(0, RECORD)
    seen = {"contact": 0, "agent": 0, "source": 0}
    for until in np.arange(7200.0, plan.horizon + 1.0, 7200.0):
        last = int(until >= plan.horizon)
        assert engine.kernel(plan, engine.floor, tally, log, engine.heap, STREAM, until, last) == 0
        for table in seen:
            rows = getattr(engine.floor, table)
            rows = rows[rows["id"] >= 0] if table == "contact" else rows
            seen[table] += len(rows)
            for field, value in PLAIN[rows.dtype].items():
                assert (rows[field] == value).all(), (table, field, until)
    assert min(seen.values()) > 20
