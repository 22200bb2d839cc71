"""Tables as lists of small objects, for the reference engine.

A rule reads `floor.contact[c].queued_at` or `plan.skill[queue, group].pace`. Record arrays answer that in the
core; the classes here answer it in plain Python, with Python's own integers and floats and with its checks:
an index out of range is an error, where the core would read a neighbour's memory.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np


class Row:
    """One row of a table; its fields are attributes."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)


class Column(list[Any]):
    """A table with one index. Negative indices are refused: in the rules -1 means "none"."""

    def __init__(self, dtype: np.dtype[Any] | None, items: Any = ()) -> None:
        super().__init__(items)
        self.dtype = dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array; a log to be kept says 1 though it has no rows yet."""
        return (len(self) if self.dtype is None or self else 1,)

    def __getitem__(self, at: Any) -> Any:
        if at < 0:
            raise IndexError(f"index {at}")
        while self.dtype is not None and at >= len(self):
            self.add_row(self.dtype)
        return super().__getitem__(at)

    def add_row(self, dtype: np.dtype[Any]) -> int:
        """Append a blank row; returns its index."""
        self.append(_row_of(np.zeros((), dtype)[()]))
        return len(self) - 1

    def as_array(self) -> np.ndarray:
        """The rows as a record array."""
        if self.dtype is None:
            return np.zeros(0)
        names = self.dtype.names or ()
        return np.array([tuple(getattr(row, n) for n in names) for row in self], self.dtype)


class Grid:
    """A table with two or more indices, read as `grid[i, j]`."""

    def __init__(self, array: np.ndarray) -> None:
        self.shape = array.shape
        self.cells = {index: _cell(array[index]) for index in itertools.product(*map(range, array.shape))}

    def __getitem__(self, index: Any) -> Any:
        return self.cells[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        if index not in self.cells:
            raise IndexError(f"index {index} in a table of shape {self.shape}")
        self.cells[index] = value


def unfold(array: Any) -> Any:
    """An array as a `Column` or `Grid`; anything else as it is."""
    if not isinstance(array, np.ndarray):
        return array
    if array.ndim == 1:
        return Column(None, [_cell(item) for item in array])
    return Grid(array)


def unfold_tuple(tables: Any) -> Any:
    """A named tuple of arrays, unfolded field by field."""
    return type(tables)(*(unfold(item) for item in tables))


def fold(array: np.ndarray, table: Any) -> np.ndarray:
    """A new array of the kind of `array`, with the values of an unfolded table."""
    full = np.zeros(array.shape, array.dtype)
    for index in itertools.product(*map(range, array.shape)):
        cell = table[index] if isinstance(table, Grid) else table[index[0]]
        full[index] = tuple(cell.__dict__[n] for n in array.dtype.names) if array.dtype.names else cell
    return full


def _cell(item: Any) -> Any:
    return _row_of(item) if isinstance(item, np.void) else item.item()


def _row_of(item: Any) -> Row:
    return Row(**{name: item[name].item() for name in item.dtype.names or ()})
