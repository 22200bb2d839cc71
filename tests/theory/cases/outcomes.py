"""Cases that have been simulated, once for all tests and all worker processes of a session.

Each case is looked at by itself, and all of them together: a small common bias shows only in the sum. So that
nothing is simulated twice, what was read off is kept in a folder that the processes share.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.theory.cases import registry
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.figures import Case
from tests.theory.cases.floors import simulate
from tests.theory.cases.registry import Effort

LIMIT = 3.2905
"""99.9 % of standard normal scores lie within this."""
NOTHING = 1e-8
RARE = 1e-4
"""A share this near to 0 or 1 is a handful of contacts in a million: it has no normal score."""


class Reading(NamedTuple):
    """One figure of a case: what it should be, what it is, and how well that is known."""

    place: str
    exact: float
    value: float
    error: float
    allowed: float
    """Largest standard error that makes this a test."""
    score: float
    rare: bool

    def is_vague(self) -> bool:
        return self.error > self.allowed

    def is_off(self) -> bool:
        if self.rare:
            return abs(self.value - self.exact) > RARE
        return abs(self.score) > LIMIT

    def __str__(self) -> str:
        known = f"{self.value:.7g} ± {self.error:.2g}"
        return f"{self.place}: {known} for {self.exact:.7g}, score {self.score:.2f}"


class Outcomes:
    """Readings by case. `efforts` says what is spent; other looks at a case are with other random numbers."""

    def __init__(self, folder: Path, efforts: Mapping[str, Effort], engine: str = "core") -> None:
        self.folder = folder
        self.efforts = efforts
        self.engine = engine

    def of(self, name: str, look: int = 0) -> list[Reading]:
        """The readings of a case against the exact values."""
        return [Reading(*one) for one in self._known(name, look)["readings"]]

    def figures(self, name: str) -> dict[str, tuple[float, float]]:
        """Value and standard error of every figure that was read off."""
        return {place: (value, error) for place, (value, error) in self._known(name, 0)["figures"].items()}

    def _known(self, name: str, look: int) -> dict[str, Any]:
        """What was read off a case: found in the folder, else simulated."""
        effort = self.efforts.get(name, Effort(2.0))
        key = f"{name}-{self.engine}-{effort.millions:g}-{look}"
        path = self.folder / f"{key}.json"
        if not path.exists():
            found = self._simulated(registry.CASES[name], effort, key)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps(found), encoding="utf-8")
            part.replace(path)
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return known

    def _simulated(self, case: Case, effort: Effort, key: str) -> dict[str, Any]:
        family, beside = registry.family_of(case), self.folder / f"{key}-{os.getpid()}"
        beside.mkdir(parents=True, exist_ok=True)
        seed = zlib.crc32(key.encode())
        contacts = 1e6 * effort.millions
        runs = simulate(family.write(case), beside, contacts, effort.replications, seed, self.engine)
        figures = family.read(case, runs)
        readings = [
            reading(case, place, exact, figures[place], effort.demand)
            for place, exact in registry.exact_figures(case).items()
        ]
        return {
            "readings": readings,
            "figures": {place: (one.value, one.error) for place, one in figures.items()},
        }

    def check(self, name: str) -> None:
        """Every figure is known well enough, and its exact value lies within the 99.9 % interval.

        Of a thousand such intervals one misses by chance. Where one does, the case is looked at again with
        other random numbers, and the same figure may not miss again.
        """
        readings = self.of(name)
        vague = [str(one) for one in readings if one.is_vague()]
        assert not vague, f"known too vaguely to prove anything: {vague}"
        off = {one.place for one in readings if one.is_off()}
        if off:
            again = [one for one in self.of(name, look=1) if one.place in off]
            missed = [str(one) for one in again if one.is_off()]
            assert not missed, f"outside the 99.9 % interval twice: {missed}"


def reading(case: Case, place: str, exact: float, estimate: Estimate, demand: float) -> Reading:
    """An estimate beside its exact value. What never happens must not have happened once.

    `fresh_served` is no share of a number of trials: redials of before the warm-up are answered after it.
    """
    name = registry.name_of(place)
    share = name.startswith(registry.PROBABILITIES) and name != "fresh_served" and "percent" not in name
    never, rare = abs(exact) < NOTHING, share and min(exact, 1.0 - exact) < RARE
    score = estimate.score(0.0 if never else exact, registry.slack(case))
    allowed = RARE if never or rare else registry.error_allowed(place, exact, demand)
    return Reading(place, exact, estimate.value, estimate.error, allowed, score, rare and not never)


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder of this session, the same one for all of its worker processes."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "outcomes"
    folder.mkdir(exist_ok=True)
    return folder


def check_together(readings: Mapping[str, list[Reading]]) -> None:
    """All scores of all cases: at most 8 % beyond 2, none beyond 4.5, and no figure that leans to one side.

    A figure leans if the mean of its scores over n cases is beyond 3 / sqrt(n); within a case, the scores of
    several types or intervals count as their mean.
    """
    scores: dict[str, list[float]] = {}
    leanings: dict[str, list[float]] = {}
    for found in readings.values():
        here: dict[str, list[float]] = {}
        for one in found:
            if not one.rare and abs(one.exact) >= NOTHING:
                here.setdefault(registry.name_of(one.place), []).append(one.score)
        for name, values in here.items():
            scores.setdefault(name, []).extend(values)
            leanings.setdefault(name, []).append(sum(values) / len(values))
    every = [abs(score) for values in scores.values() for score in values]
    beyond = sum(score > 2.0 for score in every) / len(every)
    assert beyond <= 0.08, f"{beyond:.1%} of {len(every)} scores are beyond 2"
    assert max(every) <= 4.5, f"a score of {max(every):.2f}"
    means = {name: (sum(values) / len(values), len(values)) for name, values in leanings.items()}
    lean = {name: mean for name, (mean, many) in means.items() if abs(mean) > 3.0 / many**0.5}
    assert not lean, f"mean scores that lean to one side: {lean}"
