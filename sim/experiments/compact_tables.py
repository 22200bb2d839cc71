"""One table of numbers for each replication, stored without its repetitions.

A sheet of sums has many cells that are always zero, always the same, or always equal to another cell: sums of features
that a scenario does not use, a site that is one group, a total of one type. Cells that have been equal to the last bit
in every replication so far share one stored column. When two of them first differ, the column is copied, for their
past values were equal; so every table is read back with exactly the bits that were stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np

CHUNK = 256
"""Replications in one block of memory; so appending never copies what is stored already."""


class CompactTables(Sequence[np.ndarray]):
    """A list of float tables of one shape, to which more are appended; `kept[r]` is the table of replication r."""

    def __init__(self) -> None:
        self.shape: tuple[int, ...] = ()
        self.replications = 0
        self.chunks: list[np.ndarray] = []
        """[CHUNK, columns] each; a column stands for all cells that have been equal in every replication."""
        self.column_of = np.zeros(0, np.int64)
        """[cells] in which column each cell is stored."""
        self.cell_of = np.zeros(0, np.int64)
        """[columns] one of the cells stored in each column."""

    def append(self, table: np.ndarray) -> None:
        """Store the table of the next replication; ValueError if its shape is not that of the first."""
        self.extend(table[None])

    def extend(self, tables: np.ndarray) -> None:
        """Store the tables of the next replications, [R, ...]; ValueError if their shape is not that of the first."""
        shape = tables.shape[1:]
        if self.replications == 0:
            self.shape = shape
            self.column_of = np.zeros(tables[0].size, np.int64)
            self.cell_of = np.zeros(min(tables[0].size, 1), np.int64)
        if shape != self.shape:
            raise ValueError(f"a table of shape {shape} among those of shape {self.shape}")
        bits = np.ascontiguousarray(tables, np.float64).reshape(len(tables), -1).view(np.int64)
        while len(bits):
            as_before = (bits == bits[:, self.cell_of][:, self.column_of]).all(axis=1)
            if not as_before[0]:
                self._split_columns(bits[0])
                continue
            new = np.flatnonzero(~as_before)
            many = int(new[0]) if len(new) else len(bits)
            self._append_columns(bits[:many, self.cell_of].view(np.float64))
            bits = bits[many:]

    def _append_columns(self, rows: np.ndarray) -> None:
        """Append the columns of the next replications, [R, columns], to the chunks."""
        while len(rows):
            at = self.replications % CHUNK
            if at == 0:
                self.chunks.append(np.zeros((CHUNK, len(self.cell_of))))
            many = min(len(rows), CHUNK - at)
            self.chunks[-1][at : at + many] = rows[:many]
            self.replications += many
            rows = rows[many:]

    def _split_columns(self, bits: np.ndarray) -> None:
        """Give cells of one column that differ in this table a column for each value."""
        pairs = np.stack([self.column_of, bits], axis=1)
        _, cell_of, column_of = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
        before = self.column_of[cell_of]
        for i, chunk in enumerate(self.chunks):
            used = min(CHUNK, self.replications - i * CHUNK)
            self.chunks[i] = np.zeros((CHUNK, len(before)))  # untouched zero pages take no memory
            self.chunks[i][:used] = chunk[:used, before]
        self.cell_of, self.column_of = cell_of, column_of.reshape(-1)

    def __len__(self) -> int:
        return self.replications

    @overload
    def __getitem__(self, at: int) -> np.ndarray: ...
    @overload
    def __getitem__(self, at: slice) -> list[np.ndarray]: ...
    def __getitem__(self, at: int | slice) -> np.ndarray | list[np.ndarray]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(self.replications))]
        if not -self.replications <= at < self.replications:
            raise IndexError(f"replication {at} of {self.replications}")
        chunk, row = divmod(at % self.replications, CHUNK)
        table: np.ndarray = self.chunks[chunk][row, self.column_of].reshape(self.shape)
        return table

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[i] for i in range(self.replications))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """[replications, ...] all tables; always a copy."""
        whole = self._of(self.column_of).reshape((self.replications, *self.shape))
        return whole if dtype is None else whole.astype(dtype)

    def row(self, at: int) -> np.ndarray:
        """[replications, ...] row `at` of every table."""
        columns = np.atleast_1d(self.column_of.reshape(self.shape)[at])
        return self._of(columns.reshape(-1)).reshape((self.replications, *self.shape[1:]))

    def _of(self, columns: np.ndarray) -> np.ndarray:
        """[replications, cells] the values of some columns in all chunks."""
        found = np.empty((self.replications, len(columns)))
        for i, chunk in enumerate(self.chunks):
            rows = found[i * CHUNK : (i + 1) * CHUNK]
            rows[:] = chunk[: len(rows), columns]
        return found


Tables = CompactTables | list[np.ndarray]


def row_of_all(tables: Tables, at: int) -> np.ndarray:
    """[replications, ...] row `at` of every table."""
    return tables.row(at) if isinstance(tables, CompactTables) else np.array([one[at] for one in tables])
