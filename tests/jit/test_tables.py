"""Tables as compiled code reads them, beside NumPy: every index, every field, what has been written, and its shape."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.jit.compiler import compiled
from sim.model.layout import FLOW, QUEUE_STATE
from tests.jit.tables_kernel import rewrite


class Tables(NamedTuple):
    """Two of rows, two of numbers."""

    line: Any
    flow: Any
    grid: Any
    number: Any


def tables() -> Tables:
    random = np.random.default_rng(5)
    line, flow = np.zeros(3, QUEUE_STATE), np.zeros((2, 4), FLOW)
    for table in (line, flow):
        for name in table.dtype.names or ():
            table[name] = random.integers(-9, 9, table.shape)
    return Tables(line, flow, random.random((2, 3, 4)), random.integers(0, 9, 5))


def test_compiled_code_reads_and_writes_what_python_does():
    one, other = tables(), tables()
    rewrite.by_numpy(one)
    compiled(rewrite)(other)
    for name, a, b in zip(Tables._fields, one, other, strict=True):
        assert a.tobytes() == b.tobytes(), name


def test_a_table_that_does_not_lie_row_by_row_is_refused():
    wrong = tables()._replace(grid=np.asfortranarray(tables().grid))
    with pytest.raises(Exception, match="the table 'grid' does not lie row by row"):
        compiled(rewrite)(wrong)
