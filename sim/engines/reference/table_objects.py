"""Tables as lists of small objects, for the reference engine.

A rule reads `floor.contact[c].queued_at` or `plan.skill[queue, group].pace`. Record arrays answer that in the
core; the classes here answer it in plain Python, with Python's own integers and floats and with its checks:
an index out of range is an error, where the core would read a neighbour's memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np


class Row:
    """One row of a table; its fields are attributes."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.__dict__ = fields


class Column(dict[int, Any]):
    """A table with one index, read as `column[i]`. Negative indices are refused: in the rules -1 means "none".

    A mapping, for a row is read ten times as often as anything else happens, and that of a mapping costs no call in
    Python, yet refuses what is not there.
    """

    def __init__(self, dtype: np.dtype[Any] | None, items: Iterable[Any] = ()) -> None:
        super().__init__(enumerate(items))
        self.dtype = dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array; a log to be kept says 1 though it has no rows yet."""
        return (len(self) if self.dtype is None or self else 1,)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values())

    def __missing__(self, at: int) -> Any:
        if self.dtype is None or at < 0:
            raise IndexError(f"index {at} in a table of {len(self)} rows")
        while at >= len(self):
            self.add_row(self.dtype)
        return self[at]

    def __setitem__(self, at: int, value: Any) -> None:
        if at not in self:
            raise IndexError(f"index {at} in a table of {len(self)} rows")
        super().__setitem__(at, value)

    def __deepcopy__(self, memo: Any) -> Column:
        return Column(self.dtype, deepcopy(list(self.values()), memo))

    def add_row(self, dtype: np.dtype[Any]) -> int:
        """Append a blank row; returns its index."""
        at = len(self)
        super().__setitem__(at, Row(_blank(dtype).copy()))
        return at

    def as_array(self) -> np.ndarray:
        """The rows as a record array."""
        if self.dtype is None:
            return np.zeros(0)
        names = self.dtype.names or ()
        return np.array([tuple(getattr(row, n) for n in names) for row in self], self.dtype)


class Grid(dict[tuple[int, ...], Any]):
    """A table with two or more indices, read as `grid[i, j]`."""

    def __init__(self, shape: tuple[int, ...], cells: dict[tuple[int, ...], Any]) -> None:
        super().__init__(cells)
        self.shape = shape

    def __missing__(self, index: Any) -> Any:
        raise IndexError(f"index {index} in a table of shape {self.shape}")

    def __setitem__(self, index: Any, value: Any) -> None:
        if index not in self:
            raise IndexError(f"index {index} in a table of shape {self.shape}")
        super().__setitem__(index, value)

    def __deepcopy__(self, memo: Any) -> Grid:
        return Grid(self.shape, {index: deepcopy(cell, memo) for index, cell in self.items()})


def unfold(array: Any) -> Any:
    """An array as a `Column` or `Grid`; anything else as it is."""
    if not isinstance(array, np.ndarray):
        return array
    if array.ndim == 1:
        return Column(None, [_cell(item) for item in array])
    indices = itertools.product(*map(range, array.shape))
    return Grid(array.shape, {index: _cell(array[index]) for index in indices})


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
    return Row({name: item[name].item() for name in item.dtype.names or ()})


@cache
def _blank(dtype: np.dtype[Any]) -> dict[str, Any]:
    """The fields of a row of zeros."""
    return _row_of(np.zeros((), dtype)[()]).__dict__
