"""What an indicator is made of in each replication: numerator and denominator, and the values it can take."""

from __future__ import annotations

import numpy as np

from sim.experiments import statistics
from sim.experiments.compact_tables import row_of_all
from sim.experiments.possible_values import possible_value_table
from sim.experiments.replications import Sample
from sim.figures.sheets import AT, SheetRow, live_row
from sim.kpis.dictionary import Kpi, Terms

ROUNDING = 1e-9
"""A difference of sums that is a smaller part of them than this is taken for a rounding error, hence 0."""


def combine(sums: np.ndarray, terms: Terms) -> np.ndarray:
    """A sum of columns with their coefficients; `sums` is [..., columns]."""
    if len(terms) == 1 and min(terms.values()) > 0.0:
        ((name, factor),) = terms.items()
        only: np.ndarray = sums[..., AT[name]] * factor
        return only
    used, factors = [AT[name] for name in terms], np.array(list(terms.values()), float)
    total: np.ndarray = sums[..., used] @ factors
    if (factors < 0.0).any():
        total = np.where(np.abs(total) <= ROUNDING * (np.abs(sums[..., used]) @ np.abs(factors)), 0.0, total)
    return total


def ratios_of(sample: Sample, kpis: list[Kpi], rows: list[SheetRow]) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators of indicators that are ratios, [n, rows, indicators] each; NaN where unknown."""
    whole = _side_by_side([sample.sums_at(sample.row_index[row]) for row in rows])
    live = _side_by_side([sample.sums_at(sample.row_index[live_row(row)]) for row in rows])
    above = np.empty((*whole.shape[:2], len(kpis)))
    below = np.ones(above.shape)
    for k, kpi in enumerate(kpis):
        sums = live if kpi.live else whole
        above[..., k] = _of_rows(sums, kpi.numerator)
        if kpi.denominator:
            below[..., k] = _of_rows(sums, kpi.denominator)
        if kpi.kind == "deviation":
            first = _of_rows(sums, kpi.first_moment)
            for r in range(len(rows)):
                above[:, r, k] = statistics.deviation(above[:, r, k], first[:, r], below[:, r, k])
    return above, below


def _side_by_side(sums: list[np.ndarray]) -> np.ndarray:
    """[n, rows, columns] the sums of several rows; those of one row are not copied."""
    return np.stack(sums, axis=1) if len(sums) > 1 else sums[0][:, None]


def _of_rows(sums: np.ndarray, terms: Terms) -> np.ndarray:
    """[n, rows] a sum of columns in each row of [n, rows, columns]."""
    if len(terms) <= 2:
        return combine(sums, terms)
    # row by row: in which order more than two terms are added depends on the shape of the table
    return np.stack([combine(sums[:, row], terms) for row in range(sums.shape[1])], axis=1)


def pairs(sample: Sample, kpi: Kpi, row: SheetRow) -> tuple[np.ndarray, np.ndarray]:
    """(numerators, denominators) of an indicator in a row, one of each for every replication."""
    if kpi.kind == "chance":
        return chances(sample, row)
    above, below = ratios_of(sample, [kpi], [row])
    return above[:, 0, 0], below[:, 0, 0]


def chances(sample: Sample, row: SheetRow) -> tuple[np.ndarray, np.ndarray]:
    """Whether the target of a contact type was met, and whether that is known, in each replication."""
    if row.scope != "type":
        return np.full(sample.count, np.nan), np.full(sample.count, np.nan)
    met = row_of_all(sample.target_met, sample.planned.types.index(row.name))
    known = np.isfinite(met)
    return np.where(known, met, 0.0), known.astype(float)


def possible_in(sample: Sample, row: SheetRow, kpis: list[Kpi]) -> np.ndarray:
    """[indicators, fields of PossibleValues] the possible values of indicators in a row."""
    return possible_of_sums(sample, row, kpis, sample.sums_at(sample.row_index[row]).sum(axis=0))


def possible_of_sums(sample: Sample, row: SheetRow, kpis: list[Kpi], sums: np.ndarray) -> np.ndarray:
    """The same, from the row's sums [columns]; unrestricted where nothing is random."""
    if sample.is_certain:
        return np.array([statistics.UNRESTRICTED] * len(kpis), float)
    return possible_value_table(sample.planned, row, kpis, sums)
