"""What an indicator is made of in a row of the sheets: the sums of its formula, and the values it can take."""

from __future__ import annotations

import numpy as np

from sim.experiments import statistics
from sim.experiments.possible_values import possible_values
from sim.experiments.replications import Sample
from sim.figures.sheets import AT, SheetRow
from sim.kpis.dictionary import Kpi, Terms

ROUNDING = 1e-9
"""A difference of sums that is a smaller part of them than this is taken for a rounding error, hence 0."""


def combine(sums: np.ndarray, terms: Terms) -> np.ndarray:
    """A sum of columns with their coefficients; `sums` is [..., columns]."""
    used, factors = [AT[name] for name in terms], np.array(list(terms.values()), float)
    total: np.ndarray = sums[..., used] @ factors
    if (factors < 0.0).any():
        total = np.where(np.abs(total) <= ROUNDING * (np.abs(sums[..., used]) @ np.abs(factors)), 0.0, total)
    return total


def possible_values_in(sample: Sample, row: SheetRow, kpis: list[Kpi]) -> list[statistics.PossibleValues]:
    """The possible values of indicators in a row."""
    return possible_values_of_sums(sample, row, kpis, sample.sums_at(sample.row_index[row]).sum(axis=0))


def possible_values_of_sums(
    sample: Sample, row: SheetRow, kpis: list[Kpi], sums: np.ndarray
) -> list[statistics.PossibleValues]:
    """The same, from the row's sums [columns]; unrestricted where nothing is random."""
    return (
        [statistics.UNRESTRICTED] * len(kpis) if sample.is_certain else possible_values(sample.planned, row, kpis, sums)
    )
