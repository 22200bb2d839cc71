"""Tables of many rows, made of columns: rows one by one would take longer to make than the simulation took.

Texts are stored once each, with an index for every row, as Arrow and Parquet store them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Texts(NamedTuple):
    """A column of texts: each text once, and for every row which it is."""

    words: list[str]
    word_of: np.ndarray

    def values(self) -> list[str]:
        """The text of every row."""
        return [self.words[at] for at in self.word_of.tolist()]


Column = Texts | np.ndarray


@dataclass(frozen=True)
class Table:
    """Columns of equal length by name."""

    columns: dict[str, Column]

    @classmethod
    def of_rows(cls, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Table:
        """The table of rows that have texts or numbers in each of these columns."""
        return cls({name: _column([row[name] for row in rows]) for name in columns})

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows as plain dicts of Python's own values."""
        values = [one.values() if isinstance(one, Texts) else one.tolist() for one in self.columns.values()]
        return (dict(zip(self.columns, row, strict=True)) for row in zip(*values, strict=True))

    def arrow(self) -> pa.Table:
        """The table for pyarrow; columns of texts are texts."""
        import pyarrow as pa

        arrays = [_texts(one) if isinstance(one, Texts) else _numbers(one) for one in self.columns.values()]
        return pa.Table.from_arrays(arrays, names=list(self.columns))

    def frame(self) -> pd.DataFrame:
        """The table for pandas; columns of texts are texts."""
        import pandas as pd

        def column(one: Column) -> Any:
            return pd.Series(one.words).take(one.word_of).array if isinstance(one, Texts) else one

        return pd.DataFrame({name: column(one) for name, one in self.columns.items()})


# `pyarrow.array` would import pandas, which takes longer than writing the table; so arrays are made of their bytes.


def _numbers(values: np.ndarray) -> pa.Array:
    import pyarrow as pa

    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def _texts(column: Texts) -> pa.Array:
    import pyarrow as pa

    words = [word.encode() for word in column.words]
    ends = np.cumsum([0, *map(len, words)], dtype=np.int32)
    known = pa.Array.from_buffers(pa.string(), len(words), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(words))])
    return pa.DictionaryArray.from_arrays(_numbers(column.word_of), known).cast(pa.string())


def _column(values: list[Any]) -> Column:
    if not values or not isinstance(values[0], str):
        return np.array(values)
    words = list(dict.fromkeys(values))
    at = {word: number for number, word in enumerate(words)}
    return Texts(words, np.array([at[value] for value in values], np.int32))


def repeated(texts: list[str], many: np.ndarray) -> Texts:
    """Each text as often as said by `many`, in their order."""
    words = list(dict.fromkeys(texts))
    return Texts(words, np.repeat(np.array([words.index(text) for text in texts], np.int32), many))


def joined(parts: list[np.ndarray], dtype: type) -> np.ndarray:
    """The parts of a column one after the other; an empty column where there are none."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype)
