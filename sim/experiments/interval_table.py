"""The indicators by interval, column by column: a study of a month has a quarter of a million of them.

A table of so many rows is made of arrays. Texts are stored once each, with an index for every row, as Parquet and Arrow
store them.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.experiments import statistics
from sim.experiments.indicator_sums import combine, possible_values_in
from sim.experiments.replications import SECTIONS, Sample
from sim.figures.sheets import COLUMNS, SheetRow, Sums, interval_sheet, live_row, rows_of
from sim.kpis.dictionary import KPIS, Kpi
from sim.scenario.arguments import cores

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

BY_INTERVAL = [kpi for kpi in KPIS.values() if kpi.by_interval and kpi.kind != "quantile"]
"""The indicators that are known for each interval."""


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
        """The table for pyarrow."""
        import pyarrow as pa

        def column(one: Column) -> Any:
            return pa.DictionaryArray.from_arrays(one.word_of, one.words) if isinstance(one, Texts) else pa.array(one)

        return pa.table({name: column(one) for name, one in self.columns.items()})

    def frame(self) -> pd.DataFrame:
        """The table for pandas; columns of texts are texts."""
        import pandas as pd

        def column(one: Column) -> Any:
            return pd.Series(one.words).take(one.word_of).array if isinstance(one, Texts) else one

        return pd.DataFrame({name: column(one) for name, one in self.columns.items()})


class Block(NamedTuple):
    """Indicators of one row of the sheets in the intervals in which anything happened; m figures in all."""

    row: SheetRow
    kpi: np.ndarray
    """[m] which of `BY_INTERVAL`."""
    interval: np.ndarray
    """[m] which interval of the week."""
    found: statistics.Estimates


def interval_table(samples: list[Sample], confidence: float) -> Table:
    """The indicators of each interval in which anything happened, by design; columns KPI_COLUMNS.

    Shares are fractions of 1, times in seconds. An interval begins at the time of its label.
    """
    with ThreadPoolExecutor(cores()) as pool:  # NumPy and SciPy release the lock of the interpreter
        by_design = list(pool.map(lambda sample: list(_blocks(sample, confidence)), samples))
    blocks = [(sample, block) for sample, found in zip(samples, by_design, strict=True) for block in found]
    many = np.array([len(block.kpi) for _, block in blocks], np.int64)
    kpis = _joined([block.kpi for _, block in blocks], np.int32)
    estimates = zip(*(block.found for _, block in blocks), strict=True) if blocks else [[], [], [], []]
    value, low, high, _ = (_joined(list(part), np.float64) for part in estimates)
    return Table({
        "design": _repeated([sample.planned.design for sample, _ in blocks], many),
        "kpi": Texts([kpi.id for kpi in BY_INTERVAL], kpis),
        "scope": _repeated([block.row.scope for _, block in blocks], many),
        "name": _repeated([block.row.name for _, block in blocks], many),
        "interval": _labels(blocks),
        "estimate": value, "low": low, "high": high,
        "unit": Texts([kpi.unit for kpi in BY_INTERVAL], kpis),
        "n": np.repeat(np.array([sample.count for sample, _ in blocks], np.int64), many),
        "sections": np.repeat(np.array([min(sample.count, SECTIONS) for sample, _ in blocks], np.int64), many),
    })  # fmt: skip


def _blocks(sample: Sample, confidence: float) -> Iterator[Block]:
    """The figures of one design, row by row of its sheets."""
    weights = sample.per_section()
    for row in rows_of(sample.planned):
        whole = _by_section(sample, row)
        live = whole if live_row(row) == row else _by_section(sample, live_row(row))
        pairs = [_where_known(kpi, live if kpi.live else whole, weights) for kpi in BY_INTERVAL]
        many = [len(shown) for _, _, shown in pairs]
        if not any(many):
            continue
        above, below = (np.concatenate([pair[part] for pair in pairs]).T for part in (0, 1))
        possible = np.repeat(np.array(possible_values_in(sample, row, BY_INTERVAL), float), many, axis=0)
        kpis = np.repeat(np.arange(len(BY_INTERVAL), dtype=np.int32), many)
        intervals = np.concatenate([shown for _, _, shown in pairs])
        yield Block(row, kpis, intervals, statistics.ratios(above, below, confidence, possible))


def _where_known(kpi: Kpi, sums: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numerators and denominators, [shown, sections] each, and the intervals in which the indicator has a value."""
    above = combine(sums, kpi.numerator)
    below = combine(sums, kpi.denominator) if kpi.denominator else weights[:, None] * np.ones_like(above)
    known = np.isfinite(above).all(axis=0) & np.isfinite(below).all(axis=0) & (below.sum(axis=0) > 0)
    shown = np.flatnonzero(known & ((above != 0).any(axis=0) | (kpi.denominator != {})))
    return above.T[shown], below.T[shown], shown


def _by_section(sample: Sample, row: SheetRow) -> np.ndarray:
    """[sections, B, COLUMNS] the sums of a row by interval."""
    found = np.empty((len(sample.flow), sample.flow[0].shape[-2], len(COLUMNS)))
    for i, part in enumerate(zip(sample.flow, sample.people, strict=True)):
        found[i] = interval_sheet(sample.planned, Sums(*part), row)
    return found


def _labels(blocks: list[tuple[Sample, Block]]) -> Texts:
    """The label of the interval of each figure."""
    labels: dict[str, int] = {}
    parts = []
    for sample, block in blocks:
        known = np.array([labels.setdefault(name, len(labels)) for name in sample.planned.bin_labels], np.int32)
        parts.append(known[block.interval])
    return Texts(list(labels), _joined(parts, np.int32))


def _repeated(texts: list[str], many: np.ndarray) -> Texts:
    """Each text as often as said."""
    words = list(dict.fromkeys(texts))
    return Texts(words, np.repeat(np.array([words.index(text) for text in texts], np.int32), many))


def _joined(parts: list[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)
