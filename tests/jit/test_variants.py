"""A core that leaves something out gives the very bytes of the core of all services, and is given no other service."""

from __future__ import annotations

import pickle

import numba
import numpy as np
import pytest

import sim
from benchmarks.cases import CASES, plan_of
from benchmarks.starts import EVERYTHING
from sim.engines.core.loop import Core
from sim.jit import table_pointers
from sim.jit import variants as features
from sim.model import arrays
from sim.model.chance import streams
from sim.plan.build import compile_design

STREAM = streams.of_replication(3, 1)
HAVE = {
    "o2": "plain", "demand": "demand", "retailer": "conversations", "interflora-experts": "people",
    "channels": "conversations-demand-journeys", "vente-privee": "journeys-people",
}  # fmt: skip
"""What the services of the repository have; all their designs the same."""
SHOWN = [*(("o2", number) for number in range(5)), *((name, -1) for name in HAVE if name != "o2")]
"""Scenario and number of the design."""
ASKED = [
    (feature, table, name)
    for feature, what in features.FEATURES.items()
    for table, fields in {"": what.of_plan, **what.of_tables}.items()
    for name in fields
]


def designs(name: str) -> list[arrays.Plan]:
    """The plans of a scenario of the repository."""
    scenario = sim.load(f"scenarios/{name}.yaml")
    return [compile_design(scenario, design).plan for design in scenario.designs]


def shortened(plan: arrays.Plan, days: int) -> arrays.Plan:
    """The plan for its first days only, all of them counted, none of them invoiced."""
    return plan._replace(horizon=days * 86400.0, warm_up=0.0, month_ends=plan.month_ends[:0])


@pytest.fixture(scope="module")
def o2() -> arrays.Plan:
    """A plain service with returns, pick-up times, wrap-up, e-mails and a schedule."""
    return designs("o2")[1]


# ---- which services have what -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HAVE)
def test_what_the_services_have(name: str) -> None:
    assert {features.variant_of(features.narrowed(plan)) for plan in designs(name)} == {HAVE[name]}


def test_a_service_with_everything_has_the_core_of_all_services() -> None:
    scenario = sim.load(EVERYTHING)
    plans = [compile_design(scenario, design).plan for design in scenario.designs]
    assert {features.variant_of(features.narrowed(plan)) for plan in plans} == {""}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_workloads_are_plain(case) -> None:
    assert features.absent_in(plan_of(case, 600.0).plan) == set(features.FEATURES)


@pytest.mark.parametrize(("feature", "table", "name"), ASKED)
def test_whoever_has_one_thing_more_has_the_feature(feature: str, table: str, name: str, o2: arrays.Plan) -> None:
    if table:
        other = getattr(o2, table).copy()
        column = other[name] if name else other
        column[-1] = column[-1] + 1
        more = o2._replace(**{table: other})
    else:
        more = o2._replace(**{name: getattr(o2, name) + 1})
    assert features.absent_in(o2) == set(features.FEATURES)
    assert features.absent_in(more) == set(features.FEATURES) - {feature}
    assert features.variant_of(features.narrowed(more)) == feature


def test_every_constant_names_a_field_that_the_tables_have(o2: arrays.Plan) -> None:
    """A misspelt field would be asked for ever after, and nobody would notice."""
    floor = arrays.new_floor(o2, 1)
    for absent in features.ABSENCES:
        known = {table: fields for table, fields in features.known_of(absent).items() if table}
        for tables, rows in ((o2, known), (floor, features.follows_of(absent))):
            for table, fields in rows.items():
                assert set(fields) <= {"", *(getattr(tables, table).dtype.names or ())}


def test_no_two_cores_go_by_the_same_name(o2: arrays.Plan) -> None:
    kinds = [*features.PLANS_OF.values(), *features.FLOORS_OF.values()]
    variants = {features.variant_of(kind(*o2)) for kind in features.PLANS_OF.values()}
    assert len({kind.__name__ for kind in kinds}) == 2 * len(variants) == 32
    assert all(pickle.loads(pickle.dumps(kind)) is kind for kind in kinds)


def test_what_is_known_of_one_is_not_taken_for_known_of_another(o2: arrays.Plan) -> None:
    """Numba takes two types of one name for one, and a process may compile several cores."""
    pairs = ((features.PLANS_OF, o2), (features.FLOORS_OF, arrays.new_floor(o2, 1)))
    classes = [kind(*tables) for kinds, tables in pairs for kind in kinds.values()]
    alive = []
    for one in classes:
        kind = table_pointers.Tables(numba.typeof(one))
        known = features.CONSTANTS[type(one).__name__]
        assert kind.known == known.get("", {})
        for name, array in zip(one._fields, one, strict=True):
            if isinstance(array, np.ndarray):
                table = kind.part(name)
                alive += [kind, table, table.item]
                assert table.known == known.get(name, {})
                assert getattr(table.item, "known", table.known) == table.known
    assert len(alive) > 600


# ---- the same bytes -----------------------------------------------------------------------------------------------


def outcome(plan: arrays.Plan, kept: frozenset[str] = features.NONE) -> tuple[str, list[bytes]]:
    """The core that ran it, with the bytes of its log and sums."""
    engine = Core(plan, kept=kept)
    tally, log, _ = engine.replicate(STREAM, 1024)
    return features.variant_of(engine.plan), [log.tobytes(), *(table.tobytes() for table in tally)]


@pytest.mark.parametrize(("name", "number"), SHOWN)
def test_both_cores_tell_the_same_of_the_services(name: str, number: int) -> None:
    plan = shortened(designs(name)[number], 3)
    variant, own = outcome(plan)
    whole, other = outcome(plan, kept=features.ALL)
    assert (variant, whole) == (HAVE[name], "")
    assert own == other


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_cores_tell_the_same_of_the_workloads(case) -> None:
    plan = plan_of(case, 120.0).plan
    assert outcome(plan)[1] == outcome(plan, kept=features.ALL)[1]


# ---- what follows for the floor -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "number"), SHOWN)
def test_what_follows_holds_on_the_floor_at_any_time(name: str, number: int) -> None:
    """The core of all services, which takes nothing for granted, is stopped every two hours and looked at."""
    plan = shortened(designs(name)[number], 2)
    engine = Core(plan, kept=features.ALL)
    follows = features.follows_of(features.absent_in(plan))
    tally, log = arrays.new_tally(plan), np.zeros(0, sim.model.layout.RECORD)
    seen = dict.fromkeys(follows, 0)
    for until in np.arange(7200.0, plan.horizon + 1.0, 7200.0):
        last = int(until >= plan.horizon)
        assert engine.kernel(plan, engine.floor, tally, log, engine.heap, STREAM, until, last) == 0
        for table, fields in follows.items():
            rows = getattr(engine.floor, table)
            rows = rows[rows["id"] >= 0] if table == "contact" else rows
            seen[table] += len(rows)
            for field, value in fields.items():
                assert (rows[field] == value).all(), (table, field, until)
    assert min(seen.values()) > 20
