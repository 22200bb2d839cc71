"""Tables kept without what repeats: what comes out has the bits that went in, and what repeats takes no room."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from benchmarks.studies import SMALL
from sim.experiments.compact_tables import CHUNK, CompactTables, row_of_all

VALUES = st.sampled_from([0.0, -0.0, 1.0, 2.5, float("nan"), float("inf")])


def kept_of(tables):
    found = CompactTables()
    for table in tables:
        found.append(table)
    return found


def bits(tables):
    return [np.asarray(table).tobytes() for table in tables]


@given(st.lists(st.lists(VALUES, min_size=6, max_size=6), min_size=1, max_size=12))
def test_bits_out_are_bits_in(lists):
    tables = [np.array(cells).reshape(2, 3) for cells in lists]
    found = kept_of(tables)
    assert len(found) == len(tables)
    assert bits(found) == bits(tables)
    assert np.array(found).tobytes() == np.array(tables).tobytes()
    for at in (0, 1):
        assert found.row(at).tobytes() == row_of_all(tables, at).tobytes()


@given(st.lists(st.lists(VALUES, min_size=6, max_size=6), min_size=1, max_size=12), st.integers(0, 11))
def test_several_at_once_are_kept_as_one_by_one(lists, cut):
    """In the same columns, too."""
    tables = np.array(lists).reshape(-1, 2, 3)
    found, one_by_one = CompactTables(), kept_of(tables)
    for part in (tables[:cut], tables[cut:]):
        if len(part):
            found.extend(part)
    assert bits(found) == bits(one_by_one)
    assert found.column_of.tolist() == one_by_one.column_of.tolist()
    assert found.cell_of.tolist() == one_by_one.cell_of.tolist()


def test_several_at_once_over_several_chunks():
    tables = np.random.default_rng(1).random((2 * CHUNK + 7, 5))
    found = kept_of(tables[:3])
    found.extend(tables[3:])
    assert bits(found) == bits(tables)
    assert len(found.chunks) == 3


def test_over_several_chunks():
    chance = np.random.default_rng(1)
    tables = [np.array([0.0, r, r, float(r > CHUNK), chance.random()]) for r in range(2 * CHUNK + 7)]
    found = kept_of(tables)
    assert bits(found) == bits(tables)
    assert len(found.chunks) == 3
    assert len(found.cell_of) == 4
    assert bits(found[CHUNK - 1 : CHUNK + 2]) == bits(tables[CHUNK - 1 : CHUNK + 2])
    assert found[-1].tobytes() == tables[-1].tobytes()


def test_cells_that_never_differ_are_one_column():
    found = kept_of([np.array([[r, r, 0.0], [0.0, r, 0.0]]) for r in (1.0, 2.0, 3.0)])
    assert len(found.cell_of) == 2


def test_nothing_yet():
    assert len(CompactTables()) == 0
    assert list(CompactTables()) == []


def test_an_empty_table_is_a_table():
    found = kept_of([np.zeros((0, 3))] * 3)
    assert [table.shape for table in found] == [(0, 3)] * 3


def test_another_shape_and_another_replication_are_refused():
    found = kept_of([np.zeros((2, 3))])
    with pytest.raises(ValueError, match=r"shape \(3, 2\)"):
        found.append(np.zeros((3, 2)))
    with pytest.raises(IndexError, match="1 of 1"):
        found[1]


def test_replications_of_a_service_take_little_room():
    """Numbers kept for each replication: far fewer than a sheet has cells."""
    sample = sim.run(SMALL, replications=60, jobs=1).samples["base"]
    cells = sample.sheets[0].size
    assert cells > 1000
    assert len(sample.sheets.cell_of) < cells / 5
    assert all(chunk.shape[0] == CHUNK for chunk in sample.sheets.chunks)
    assert len({id(reasons) for reasons in sample.invoice_reasons}) == 1
