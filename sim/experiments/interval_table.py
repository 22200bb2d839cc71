"""The indicators by interval, column by column: a study of a month has a quarter of a million of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.experiments import statistics
from sim.experiments.column_table import Table, Texts, joined, repeated
from sim.experiments.indicator_sums import combine, possible_in
from sim.experiments.replications import SECTIONS, Sample
from sim.figures.sheets import COLUMNS, SheetRow, Sums, interval_sheet, live_row, rows_of
from sim.kpis.dictionary import KPIS, Kpi

BY_INTERVAL = [kpi for kpi in KPIS.values() if kpi.by_interval and kpi.kind != "quantile"]
"""The indicators that are known for each interval."""


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
    blocks = [(sample, block) for sample in samples for block in _blocks(sample, confidence)]
    many = np.array([len(block.kpi) for _, block in blocks], np.int64)
    kpis = joined([block.kpi for _, block in blocks], np.int32)
    estimates = zip(*(block.found for _, block in blocks), strict=True) if blocks else [[], [], [], []]
    value, low, high, _ = (joined(list(part), np.float64) for part in estimates)
    return Table({
        "design": repeated([sample.planned.design for sample, _ in blocks], many),
        "kpi": Texts([kpi.id for kpi in BY_INTERVAL], kpis),
        "scope": repeated([block.row.scope for _, block in blocks], many),
        "name": repeated([block.row.name for _, block in blocks], many),
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
        possible = np.repeat(possible_in(sample, row, BY_INTERVAL), many, axis=0)
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
    return Texts(list(labels), joined(parts, np.int32))
