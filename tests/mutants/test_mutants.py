"""Files that nobody meant to write: each is refused in plain words, or means something, the same to both engines.

Daily a few hundred mutants of the repository's scenarios and tables are read; `make verify` reads thousands of fresh
ones and runs one day of each that is accepted, on both engines. What once did harm lies in `corpus`, with the words in
which it is refused today. `MUTANTS=20000..25000` in the environment reads others.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import ScenarioError
from sim.model.arrays import Plan
from sim.plan.build import plan_design
from sim.scenario.scenario import Scenario
from tests.engines.parity.test_scenarios import cut
from tests.mutants.mutating import mutant, table_mutant
from tests.twins import run_both

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(SCENARIOS.glob("*.yaml"))
TABLES = sorted(SCENARIOS.glob("*/*.csv"))
DAILY = range(200)
FRESH = range(1_000, 6_000)
PARTS = 20
"""Tests into which the fresh ones are cut, so that several processes share them."""
LONGEST_S = 30
"""A file that takes longer to be read hangs."""
MOST_CONTACTS = 20_000.0
"""Of a day that is run twice; a mutant may have asked for a thousand million."""


class Workshop:
    """A copy of the scenarios in which one file or table at a time is a mutant."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "scenarios"
        shutil.copytree(SCENARIOS, self.folder)
        self.users = {
            table: next(file for file in FILES if table.relative_to(SCENARIOS).as_posix() in file.read_text("utf-8"))
            for table in TABLES
        }

    @contextmanager
    def holding(self, number: int) -> Iterator[Path]:
        """The path of a scenario that is this mutant, or that reads a table which is."""
        if number % 4 == 3:
            table = TABLES[number // 4 % len(TABLES)]
            changed, file = self.folder / table.relative_to(SCENARIOS), self.folder / self.users[table].name
            changed.write_bytes(table_mutant(table.read_text("utf-8"), number))
            yield file
            shutil.copy(table, changed)
        else:
            file = self.folder / "mutant.yaml"
            file.write_bytes(mutant(FILES[number % len(FILES)].read_text("utf-8"), number))
            yield file


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("mutants"))


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """TimeoutError where it takes longer; without a limit where the system has no alarm."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(*_: object) -> None:
        raise TimeoutError(f"still not read after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read(path: Path) -> Scenario | str:
    """The scenario, or the words of the refusal; anything else than these two is a fault."""
    try:
        with no_longer_than(LONGEST_S):
            return sim.load(path)
    except ScenarioError as error:
        words = str(error)
        assert words
        assert all(problem.message and problem.file for problem in error.problems)
        words.encode("utf-8")
        return words


@pytest.mark.parametrize("part", range(4))
def test_a_mutant_is_read_or_refused_in_words(workshop: Workshop, part: int) -> None:
    seen: Counter[str] = Counter()
    for number in DAILY[part::4]:
        with workshop.holding(number) as path:
            try:
                seen[type(read(path)).__name__] += 1
            except Exception as error:
                raise AssertionError(f"mutant {number}: {type(error).__name__}: {error}") from error
    assert seen["str"] > 0
    assert part == 3 or seen["Scenario"] > 0, "some must mean something, or the mutations are too coarse"


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_once_did_harm(path: Path) -> None:
    told = read(path)
    expected = path.with_suffix(".txt")
    assert isinstance(told, str), "it is accepted now: move it to where accepted scenarios are tested"
    assert told.replace(f"{path.parent}{os.sep}", "") == expected.read_text("utf-8").rstrip("\n")


def numbers_of(part: int) -> range:
    asked = os.environ.get("MUTANTS")
    fresh = range(*map(int, asked.split(".."))) if asked else FRESH
    return fresh[part::PARTS]


def contacts_a_day(plan: Plan) -> float:
    """A bound on how many the file brings in a day, on average."""
    demand = plan.demand
    by_rate = np.where(demand["spacing"] > 0, 1 / np.maximum(demand["spacing"], 1e-9), 1.0) * plan.rate.max(axis=1)
    a_day = float((by_rate * demand["batch"]).sum()) * 86_400.0 * max(1.0, float(plan.day_level.max(initial=1.0)))
    return a_day + float(demand["stock"].sum()) + float(plan.replay["contacts"].sum())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_the_engines_tell_an_accepted_mutant_alike(workshop: Workshop, part: int) -> None:
    seen: Counter[str] = Counter()
    for number in numbers_of(part):
        with workshop.holding(number) as path:
            try:
                found = read(path)
                if isinstance(found, str):
                    seen["refused"] += 1
                    continue
                design = random.Random(number).choice(list(found.designs))
                short = cut(found, design, days=1, length=86_400.0)
                if contacts_a_day(plan_design(short, design).plan) > MOST_CONTACTS:
                    seen["too large"] += 1
                    continue
                run_both(short, seed=number)
                seen["run"] += 1
            except (Exception, AssertionError) as error:
                raise AssertionError(f"mutant {number}: {type(error).__name__}: {error}") from error
    read_in_all = sum(seen.values())
    assert seen["run"] > 0.05 * read_in_all or read_in_all < 100, seen
