"""Every scenario has tables of the same kinds, so that the core is compiled once for all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.model import arrays
from sim.model.layout import CACHE_LINE
from sim.plan.build import plan_design

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("scenarios/*.yaml")) + sorted(ROOT.glob("benchmarks/workloads/*.yaml"))


def kinds(path: Path, design: str) -> dict[str, Any]:
    """Of every table and number: what Numba compiles for."""
    plan = plan_design(sim.load(path), design).plan
    tables = (plan, arrays.new_floor(plan, 10), arrays.new_tally(plan))
    named = {f"{type(one).__name__}.{name}": value for one in tables for name, value in one._asdict().items()}
    return {name: kind(value) for name, value in named.items()}


def kind(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return type(value)
    return value.dtype, value.ndim, value.flags.c_contiguous, value.flags.writeable, value.flags.aligned


EXPECTED = kinds(ROOT / "scenarios" / "o2.yaml", "today")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_same_kinds_of_tables(path: Path) -> None:
    for design in sim.load(path).designs:
        assert kinds(path, design) == EXPECTED


def test_rows_one_after_the_other() -> None:
    for name, found in EXPECTED.items():
        assert not isinstance(found, tuple) or found[2:] == (True, True, True), name


def test_broad_strokes_end_where_a_cache_line_does() -> None:
    """Rows of contacts fill whole lines, and the tables that a run writes to begin with one."""
    plan = plan_design(sim.load(ROOT / "scenarios" / "o2.yaml"), "today").plan
    floor, tally = arrays.new_floor(plan, 10), arrays.new_tally(plan)
    assert floor.contact.itemsize % CACHE_LINE == 0
    for table in (floor.contact, floor.agent, floor.queue, *tally):
        assert table.size == 0 or table.ctypes.data % CACHE_LINE == 0
