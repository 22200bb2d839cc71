"""Indicators over the whole horizon with their intervals: all indicators of many rows of the sheets at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.experiments import statistics
from sim.experiments.indicator_sums import chances, possible_in, ratios_of
from sim.experiments.replications import Sample
from sim.experiments.statistics import Estimate
from sim.experiments.wait_quantiles import quantiles_of
from sim.figures.sheets import COLUMNS, SheetRow
from sim.kpis.dictionary import Kpi

AT_A_TIME = 1 << 18
"""Sums that are looked at together at most: with thousands of replications one row of the sheets at a time."""
Found = dict[SheetRow, dict[str, Estimate]]
"""By row and identifier, the indicators that have a value there."""


def estimate(sample: Sample, kpi: Kpi, row: SheetRow, confidence: float) -> Estimate:
    """An indicator in a row; NOTHING where it has no value."""
    return estimates(sample, [kpi], [row], confidence)[row].get(kpi.id, statistics.NOTHING)


def estimates(sample: Sample, kpis: list[Kpi], rows: list[SheetRow], confidence: float) -> Found:
    """Indicators in several rows, those that have a value."""
    found: Found = {row: {} for row in rows}
    by_kind = {kind: [kpi for kpi in kpis if kpi.kind == kind] for kind in ("quantile", "chance")}
    ratios = [kpi for kpi in kpis if kpi.kind not in by_kind]
    for row, kpi, one in _ratios(sample, ratios, rows, confidence) if ratios else ():
        found[row][kpi.id] = one
    for (row, name), one in quantiles_of(sample, by_kind["quantile"], rows, confidence).items():
        found[row][name] = one
    for kpi in by_kind["chance"]:
        for row, one in _shares_of_replications(sample, [row for row in rows if row.scope == "type"], confidence):
            found[row][kpi.id] = one
    return {row: {name: _certain(sample, one) for name, one in some.items() if np.isfinite(one.value)}
            for row, some in found.items()}  # fmt: skip


def _certain(sample: Sample, one: Estimate) -> Estimate:
    """The estimate, without an interval where nothing is random."""
    return one._replace(low=one.value, high=one.value) if sample.is_certain else one


def _shares_of_replications(
    sample: Sample, types: list[SheetRow], confidence: float
) -> Iterator[tuple[SheetRow, Estimate]]:
    """In how many replications each type met its target."""
    both = [chances(sample, row) for row in types]
    if both:
        happened, known = (np.stack([one[part] for one in both], axis=1) for part in (0, 1))
        many = statistics.chances(happened, known, confidence)
        yield from ((row, many.one(number)) for number, row in enumerate(types))


def _ratios(
    sample: Sample, kpis: list[Kpi], rows: list[SheetRow], confidence: float
) -> Iterator[tuple[SheetRow, Kpi, Estimate]]:
    """The indicators that are ratios of sums, where both sums are known."""
    many = max(1, AT_A_TIME // (sample.count * len(COLUMNS)))
    for begin in range(0, len(rows), many):
        some = rows[begin : begin + many]
        above, below = ratios_of(sample, kpis, some)
        known = ~(np.isnan(above).any(axis=0) | np.isnan(below).any(axis=0))
        if not known.any():
            continue
        possible = np.stack([possible_in(sample, row, kpis) for row in some])[known]
        above = np.ascontiguousarray(above[:, known])
        below = np.ascontiguousarray(below[:, known])
        found = zip(*(part.tolist() for part in statistics.ratios(above, below, confidence, possible)), strict=True)
        for (r, k), one in zip(np.argwhere(known).tolist(), found, strict=True):
            yield some[r], kpis[k], Estimate(*one)
