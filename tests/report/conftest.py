"""Results of several shapes, each simulated once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sim.experiments import Comparison, Result, run
from sim.report.notebook import compare
from tests.report.shapes import SHAPES

REPLICATIONS = {"everything": 12, "journeys": 4, "names": 8, "six": 4, "mail": 4, "idle": 3}


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Comparison]:
    """`compared("mail")`: that shape, simulated once."""
    folder = tmp_path_factory.mktemp("shapes")

    @cache
    def made(shape: str) -> Comparison:
        return compare(_written(folder, shape), replications=REPLICATIONS[shape])

    return made


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """`ran("mail", "two", 1)`: one design of that shape (None: all) with so many replications."""
    folder = tmp_path_factory.mktemp("runs")

    @cache
    def made(shape: str, design: str | None = None, replications: int = 4) -> Result:
        return run(_written(folder, shape), design, replications=replications)

    return made


def _written(folder: Path, shape: str) -> Path:
    path = folder / f"{shape}.yaml"
    path.write_text(SHAPES[shape], encoding="utf-8")
    return path
