"""Numbers handed in by a caller: Python's own afterwards, within their bounds, or refused, at every public entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.batches.sampling import Hypercube
from sim.cli import main
from sim.experiments.contact_log import trace
from sim.scenario.arguments import EntryError, plain
from sim.scenario.scenario import Scenario

TINY = """
    name: tiny
    calendar: {length: 2 h}
    contacts:
      a: {channel: call, volume: {per_hour: 40}, handling: {talk: exponential(4 min)}, patience: exponential(2 min)}
    groups: {g: {agents: 2, skills: {a: {}}}}
    designs: {few: {}, more: {groups: {g: {agents: 3}}}}
    study: {replications: 2}
"""
SEED = int(np.random.SeedSequence(1).generate_state(1)[0])
KINDS = [np.uint32, np.int64, np.uint64, lambda number: np.array(number)[()], int]
NO_SEEDS = [-1, 2**63, 2**64 + 3, 1.0, np.float64(3), True, np.True_, "1", Decimal(1), [1]]
NO_COUNTS = [0, -1, 10**22, 2.0, np.float32(2), True, "2", float("nan")]
NO_SHARES = [0.0, -0.1, 1.5, float("nan"), float("inf"), True, "1 %", [0.1]]


@pytest.fixture
def tiny(scenario: Callable[..., Scenario]) -> Scenario:
    return scenario(TINY)


# ---- whole numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["core", "reference"])
def test_a_seed_of_numpy_is_the_same_seed(tiny: Scenario, engine: str) -> None:
    """A uint32 used to overflow in the reference, and in silence."""
    found = [sim.run(tiny, "few", seed=kind(SEED), engine=engine, jobs=1).rows(False) for kind in KINDS]
    assert all(repr(rows) == repr(found[0]) for rows in found)
    assert sim.run(tiny, "few", seed=np.uint32(SEED), jobs=1).provenance["seed"] == SEED


def entries(tiny: Scenario, folder: Path) -> dict[str, Callable[..., Any]]:
    """What may be handed in, by entry and word."""
    few = {"engine": "reference", "jobs": 1}
    batch = {"store": folder / "s", "engine": "reference"}
    return {
        "run": lambda **how: sim.run(tiny, "few", **{**few, **how}),
        "compare": lambda **how: sim.compare(tiny, **{**few, **how}),
        "batch": lambda **how: sim.batch(tiny.path, **batch, **how),
        "trace": lambda **how: list(trace(tiny, "few", engine="reference", **how)),
    }


WRONG = [
    *((entry, "seed", value) for entry in ("run", "compare", "batch", "trace") for value in NO_SEEDS),
    *((entry, "replications", value) for entry in ("run", "compare", "batch") for value in NO_COUNTS),
    *(("trace", "replication", value) for value in (-1, 2**32, 10**30, 0.0, True)),
    *(("batch", "block", value) for value in NO_COUNTS),
    *((entry, "jobs", value) for entry in ("run", "compare", "batch") for value in (-1, 1.5, True, 10**9)),
    *((entry, "precision", value) for entry in ("run", "compare") for value in NO_SHARES),
]


@pytest.mark.parametrize(("entry", "word", "value"), WRONG, ids=lambda part: repr(part)[:20])
def test_what_is_no_such_number_is_refused(tiny: Scenario, tmp_path: Path, entry: str, word: str, value: Any) -> None:
    with pytest.raises(EntryError, match=f"^{word}: .*allowed: "):
        entries(tiny, tmp_path)[entry](**{word: value})
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("sample", [Hypercube(0), Hypercube(3, -1), Hypercube(2.0), Hypercube(True)])
def test_a_sample_of_wrong_numbers_is_refused(tiny: Scenario, tmp_path: Path, sample: Hypercube) -> None:
    with pytest.raises(EntryError, match="allowed: "):
        sim.batch(tiny.path, store=tmp_path / "s", settings={"groups.g.agents": "1..9"}, sample=sample)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("run", ["-n", "10000000000000000000000"]),
        ("run", ["-s", "-1"]),
        ("run", ["-p", "0 %"]),
        ("run", ["-p", "nan"]),
        ("run", ["-j", "-1"]),
        ("compare", ["-s", str(2**64)]),
        ("trace", ["-r", "1" + "0" * 30]),
        ("trace", ["-r", str(2**32)]),
        ("invoice", ["-r", "1" + "0" * 12]),
        ("batch", ["--block", "1" + "0" * 22, "--store", "s"]),
        ("batch", ["-n", "1" + "0" * 22, "--store", "s"]),
        ("batch", ["--sample", "lhs:0", "--store", "s"]),
    ],
)
def test_the_commands_refuse_them_with_2(tiny: Scenario, command: str, words: list[str]) -> None:
    told = CliRunner().invoke(main, [command, tiny.path, *words])
    assert told.exit_code == 2
    assert "Traceback" not in told.output


# ---- values of settings and designs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (np.int64(3), 3),
        (np.float64(0.25), 0.25),
        (np.float64(3.0), 3),
        (np.str_("5 min"), "5 min"),
        (np.bool_(True), True),
        (np.array([1, 2]), [1, 2]),
        (range(2), [0, 1]),
        ((1, "a"), [1, "a"]),
        (Decimal("0.5"), 0.5),
        (Fraction(1, 4), 0.25),
        (Path("calls.csv"), "calls.csv"),
        (dt.date(2024, 3, 4), "2024-03-04"),
        (dt.timedelta(minutes=2), "120 s"),
        ({np.str_("a"): {1: np.int8(2)}}, {"a": {"1": 2}}),
        (None, None),
    ],
)
def test_a_value_of_others_is_pythons_own(given: Any, found: Any) -> None:
    told = plain(given)
    assert told == found
    assert type(told) is type(found)


@pytest.mark.parametrize("given", [{1, 2}, b"abc", object(), 1j, {"a": [object()]}])
def test_what_no_file_can_hold_is_refused(given: Any) -> None:
    with pytest.raises(EntryError, match="nothing that a scenario file can hold"):
        plain(given)


def test_designs_and_settings_take_them(tiny: Scenario, tmp_path: Path) -> None:
    much = {"groups": {"g": {"agents": np.int32(4)}}, "contacts": {"a": {"patience": dt.timedelta(minutes=3)}}}
    with_numpy = sim.load(tiny.path, designs={"much": much})
    by_hand = sim.load(
        tiny.path, designs={"much": {"groups": {"g": {"agents": 4}}, "contacts": {"a": {"patience": "3 min"}}}}
    )
    assert with_numpy.digest == by_hand.digest
    asked = {"designs": ["few"], "replications": np.int64(1), "engine": "reference", "jobs": 1}
    one = sim.batch(tiny.path, store=tmp_path / "a", grid={"groups.g.agents": np.arange(1, 3)}, **asked)
    two = sim.batch(tiny.path, store=tmp_path / "b", grid={"groups.g.agents": [1, 2]}, **asked)
    assert one.path.read_bytes() == two.path.read_bytes()


def test_a_setting_that_no_file_can_hold_names_its_key(tiny: Scenario, tmp_path: Path) -> None:
    with pytest.raises(sim.ScenarioError, match=r"groups\.g\.agents: .*nothing that a scenario file can hold"):
        sim.batch(tiny.path, store=tmp_path / "s", settings={"groups.g.agents": [object()]})
