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

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows as plain dicts of Python's own values."""
        values = [one.values() if isinstance(one, Texts) else one.tolist() for one in self.columns.values()]
        return (dict(zip(self.columns, row, strict=True)) for row in zip(*values, strict=True))

    def arrow(self) -> pa.Table:
        """The table for pyarrow; columns of texts are texts."""
        import pyarrow as pa

        def column(one: Column) -> Any:
            if isinstance(one, Texts):
                return pa.DictionaryArray.from_arrays(one.word_of, pa.array(one.words, pa.string())).cast(pa.string())
            return pa.array(one)

        return pa.table({name: column(one) for name, one in self.columns.items()})

    def frame(self) -> pd.DataFrame:
        """The table for pandas; columns of texts are texts."""
        import pandas as pd

        def column(one: Column) -> Any:
            return pd.Series(one.words).take(one.word_of).array if isinstance(one, Texts) else one

        return pd.DataFrame({name: column(one) for name, one in self.columns.items()})


def repeated(texts: list[str], many: np.ndarray) -> Texts:
    """Each text as often as said by `many`, in their order."""
    words = list(dict.fromkeys(texts))
    return Texts(words, np.repeat(np.array([words.index(text) for text in texts], np.int32), many))


def joined(parts: list[np.ndarray], dtype: type) -> np.ndarray:
    """The parts of a column one after the other; an empty column where there are none."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype)
