"""The core of plain services gives the very bytes of the core of all services, and is never given another service."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from benchmarks.cases import CASES, plan_of
from sim import arrays, plain, streams
from sim.compiling import compile_design
from sim.engines.core import Core
from tests.twins import the_whole_core

STREAM = streams.of_replication(3, 1)
SHIPPED = {"o2": True, "retailer": False, "channels": False, "vente-privee": False, "demand": False}
ASKED = [("", name) for name in plain.OF_PLAN] + [
    (table, name) for table, fields in plain.OF_TABLES.items() for name in fields
]


def designs(name: str) -> list[arrays.Plan]:
    """The plans of a scenario of the repository."""
    scenario = sim.load(f"scenarios/{name}.yaml")
    return [compile_design(scenario, design).plan for design in scenario.designs]


def shortened(plan: arrays.Plan, days: int) -> arrays.Plan:
    """The plan for its first days only, all of them counted."""
    return plan._replace(horizon=days * 86400.0, warm_up=0.0)


@pytest.fixture(scope="module")
def o2() -> arrays.Plan:
    """A plain service with returns, pick-up times, wrap-up, e-mails and a schedule."""
    return designs("o2")[1]


# ---- which services are plain -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_which_services_are_plain(name: str) -> None:
    assert {plain.is_plain(plan) for plan in designs(name)} == {SHIPPED[name]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_workloads_are_plain(case) -> None:
    assert plain.is_plain(plan_of(case, 600.0).plan)


@pytest.mark.parametrize(("table", "name"), ASKED)
def test_whoever_has_one_thing_more_is_not_plain(table: str, name: str, o2: arrays.Plan) -> None:
    if table:
        other = getattr(o2, table).copy()
        column = other[name] if name else other
        column[-1] = column[-1] + 1
        more = o2._replace(**{table: other})
    else:
        more = o2._replace(**{name: getattr(o2, name) + 1})
    assert plain.is_plain(o2)
    assert not plain.is_plain(more)
    assert type(plain.narrowed(more)) is arrays.Plan


def test_every_constant_names_a_field_that_the_tables_have(o2: arrays.Plan) -> None:
    """A misspelt field would be asked for ever after, and nobody would notice."""
    floor = arrays.new_floor(o2, 1)
    for tables, of_tables in ((o2, plain.OF_TABLES), (floor, plain.FOLLOWS)):
        for table, fields in of_tables.items():
            assert set(fields) <= {"", *(getattr(tables, table).dtype.names or ())}


# ---- the same bytes -----------------------------------------------------------------------------------------------


def outcome(plan: arrays.Plan) -> tuple[str, list[bytes]]:
    """The core that ran it, with the bytes of its log and sums."""
    engine = Core(plan)
    tally, log, _ = engine.replicate(STREAM, 1024)
    return plain.variant_of(engine.plan), [log.tobytes(), *(table.tobytes() for table in tally)]


@pytest.mark.parametrize("number", range(5))
def test_both_cores_tell_the_same_of_o2(number: int) -> None:
    plan = shortened(designs("o2")[number], 3)
    variant, own = outcome(plan)
    with the_whole_core():
        whole, other = outcome(plan)
    assert (variant, whole) == ("plain", "")
    assert own == other


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_cores_tell_the_same_of_the_workloads(case) -> None:
    plan = plan_of(case, 120.0).plan
    own = outcome(plan)[1]
    with the_whole_core():
        assert outcome(plan)[1] == own


# ---- what follows for the floor -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(5))
def test_what_follows_holds_on_the_floor_at_any_time(number: int) -> None:
    """The core of all services, which takes nothing for granted, is stopped every two hours and looked at."""
    plan = shortened(designs("o2")[number], 2)
    with the_whole_core():
        engine = Core(plan)
    tally, log = arrays.new_tally(plan), np.zeros(0, sim.layout.RECORD)
    seen = dict.fromkeys(plain.FOLLOWS, 0)
    for until in np.arange(7200.0, plan.horizon + 1.0, 7200.0):
        last = int(until >= plan.horizon)
        assert engine.kernel(plan, engine.floor, tally, log, engine.heap, STREAM, until, last) == 0
        for table, fields in plain.FOLLOWS.items():
            rows = getattr(engine.floor, table)
            rows = rows[rows["id"] >= 0] if table == "contact" else rows
            seen[table] += len(rows)
            for name, value in fields.items():
                assert (rows[name] == value).all(), (table, name, until)
    assert min(seen.values()) > 20
