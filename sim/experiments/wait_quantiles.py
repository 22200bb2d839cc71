"""Quantiles of waits, reply times and ages, from waits counted in bins."""

from __future__ import annotations

from functools import cache

import numpy as np

from sim.experiments import statistics
from sim.experiments.replications import Sample
from sim.experiments.statistics import Estimate
from sim.figures.sheets import SheetRow
from sim.figures.summing import WAITS
from sim.kpis.dictionary import Kpi
from sim.kpis.formulas import Distribution
from sim.model.arrays import FIRST_POWER, REPLIES, SUB, WAIT_BINS, WAITS_ANSWERED, WAITS_SO_FAR
from sim.scenario.scenario import DEFERRED

DISTRIBUTIONS: dict[Distribution, tuple[int, ...]] = {
    "waits": WAITS, "answered": (WAITS_ANSWERED,), "replies": (REPLIES,), "ages": (*WAITS, WAITS_SO_FAR),
}  # fmt: skip
"""The kinds of waits in bins that a quantile is taken of, by `Kpi.of`."""


@cache
def wait_edges() -> np.ndarray:
    """[WAIT_BINS] upper edges of the wait bins, s; the first is the point 0."""
    number = np.arange(WAIT_BINS - 1)
    # bin 1 + k covers 2**(e - 1) * (1 + j / SUB) for k = (e - FIRST_POWER) * SUB + j
    power, part = number // SUB + FIRST_POWER - 1, number % SUB + 1
    return np.concatenate([[0.0], np.ldexp(1.0 + part / SUB, power)])


def quantiles_of(
    sample: Sample, kpis: list[Kpi], rows: list[SheetRow], confidence: float
) -> dict[tuple[SheetRow, str], Estimate]:
    """By row and identifier, the quantiles of rows that hold contacts; NaN where none of them came."""
    by_type = _counts_by_type(sample, {kpi.of for kpi in kpis})
    names: list[tuple[SheetRow, list[Kpi]]] = []
    tables: list[tuple[np.ndarray, list[float]]] = []
    for row in rows:
        for of in dict.fromkeys(kpi.of for kpi in kpis) if row.scope in ("total", "channel", "type") else ():
            some = [kpi for kpi in kpis if kpi.of == of]
            chosen = types_of(sample, row, deferred=of in ("replies", "ages"))
            if chosen and of in by_type:
                counts = by_type[of][:, chosen].sum(axis=1)
                names.append((row, some))
                tables.append((counts if of != "ages" else _ages(counts), [kpi.quantile for kpi in some]))
    found = statistics.quantiles(tables, wait_edges(), confidence) if tables else []
    return {
        (row, kpi.id): one
        for (row, some), estimates in zip(names, found, strict=True)
        for kpi, one in zip(some, estimates, strict=True)
    }


def _counts_by_type(sample: Sample, wanted: set[Distribution]) -> dict[Distribution, np.ndarray]:
    """[sections, T, bins] contacts by wait, for each kind of waits that the service counts."""
    bins = np.array(sample.waits)
    return {of: bins[:, :, DISTRIBUTIONS[of]].sum(axis=2) for of in wanted if DISTRIBUTIONS[of][-1] < bins.shape[2]}


def _ages(counts: np.ndarray) -> np.ndarray:
    return statistics.ages(counts, wait_edges())


def types_of(sample: Sample, row: SheetRow, deferred: bool) -> list[int]:
    """The types in a row: of the total, those that may be answered later, or those that may not, if there are any."""
    contacts = sample.planned.centre.contacts
    later = [contact.channel in DEFERRED for contact in contacts.values()]
    if row.scope == "total":
        mine = [k for k, waits in enumerate(later) if waits == deferred]
        return mine or (list(range(len(later))) if not deferred else [])
    names = [name if row.scope == "type" else contact.channel for name, contact in contacts.items()]
    return [k for k, name in enumerate(names) if name == row.name and (later[k] or not deferred)]
