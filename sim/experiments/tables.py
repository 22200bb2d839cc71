"""Samples → tidy rows: every indicator with its interval, by scope, and by interval of the day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.arrays import AGES, FIRST_POWER, REPLIES, SUB, WAIT_BINS, WAITS_ANSWERED
from sim.experiments import statistics
from sim.experiments.kept import row_of_each
from sim.experiments.replications import Sample
from sim.experiments.sheets import (
    AT,
    COLUMNS,
    SERVED,
    SERVED_AT,
    Row,
    Sums,
    interval_sheet,
    live_row,
    pair_row,
    pairs_of,
    rows_of,
)
from sim.experiments.statistics import Estimate
from sim.experiments.summing import WAITS
from sim.kpis import KPIS, Kpi, Terms
from sim.scenario import DEFERRED

KPI_COLUMNS = ("design", "kpi", "scope", "name", "interval", "estimate", "low", "high", "unit", "n")


def combine(sums: np.ndarray, terms: Terms) -> np.ndarray:
    """A sum of columns with their coefficients; `sums` is [..., columns]."""
    used = [AT[name] for name in terms]
    total: np.ndarray = sums[..., used] @ np.array(list(terms.values()), float)
    return total


def pairs(sample: Sample, kpi: Kpi, row: Row) -> tuple[np.ndarray, np.ndarray]:
    """(numerators, denominators) of an indicator, one of each for every replication."""
    if kpi.kind == "chance":
        return _chances(sample, row)
    sums = sample.sums_at(_place(sample, kpi, row))
    above = combine(sums, kpi.numerator)
    below = combine(sums, kpi.denominator) if kpi.denominator else np.ones(sample.count)
    if kpi.kind == "deviation":
        return statistics.deviation(above, combine(sums, kpi.first_moment), below), below
    return above, below


def _place(sample: Sample, kpi: Kpi, row: Row) -> int:
    """Where the sums of an indicator stand in a sheet."""
    return sample.places[live_row(row) if kpi.live else row]


def _chances(sample: Sample, row: Row) -> tuple[np.ndarray, np.ndarray]:
    if row.scope != "type":
        return np.full(sample.count, np.nan), np.full(sample.count, np.nan)
    met = row_of_each(sample.target_met, sample.compiled.types.index(row.name))
    known = np.isfinite(met)
    return np.where(known, met, 0.0), known.astype(float)


def estimate(sample: Sample, kpi: Kpi, row: Row, confidence: float) -> Estimate:
    """An indicator over the whole horizon."""
    if kpi.kind == "quantile":
        return _wait_quantile(sample, kpi, row, confidence)
    above, below = pairs(sample, kpi, row)
    if np.isnan(above).any() or np.isnan(below).any():
        return statistics.NOTHING
    return statistics.ratio(above, below, confidence)


DISTRIBUTIONS = {"waits": WAITS, "answered": (WAITS_ANSWERED,), "replies": (REPLIES,), "ages": (AGES,)}
"""What is counted in bins, by the word of an indicator."""


def _wait_quantile(sample: Sample, kpi: Kpi, row: Row, confidence: float) -> Estimate:
    if row.scope not in ("total", "channel", "type"):
        return statistics.NOTHING
    wanted = DISTRIBUTIONS[kpi.of]
    chosen = _types_of(sample, row, deferred=wanted[0] >= REPLIES)
    bins = np.array(sample.waits)
    if not chosen or wanted[-1] >= bins.shape[2]:
        return statistics.NOTHING
    return statistics.quantile(bins[:, chosen][:, :, wanted].sum(axis=(1, 2)), wait_edges(), kpi.quantile, confidence)


def _types_of(sample: Sample, row: Row, deferred: bool) -> list[int]:
    """The types in a row: of the total, those that may be answered later, or those that may not, if there are any."""
    contacts = sample.compiled.centre.contacts
    later = [contact.channel in DEFERRED for contact in contacts.values()]
    if row.scope == "total":
        mine = [k for k, waits in enumerate(later) if waits == deferred]
        return mine or (list(range(len(later))) if not deferred else [])
    names = [name if row.scope == "type" else contact.channel for name, contact in contacts.items()]
    return [k for k, name in enumerate(names) if name == row.name and (later[k] or not deferred)]


def wait_edges() -> np.ndarray:
    """[WAIT_BINS] upper edges of the wait bins, s; the first is the point 0."""
    number = np.arange(WAIT_BINS - 1)
    # bin 1 + k covers 2**(e - 1) * (1 + j / SUB) for k = (e - FIRST_POWER) * SUB + j
    power, part = number // SUB + FIRST_POWER - 1, number % SUB + 1
    return np.concatenate([[0.0], np.ldexp(1.0 + part / SUB, power)])


def kpi_rows(sample: Sample, confidence: float, intervals: bool = True) -> list[dict[str, Any]]:
    """Tidy rows of one design: KPI_COLUMNS. Shares are fractions of 1, times in seconds."""
    found = []
    for row in rows_of(sample.compiled):
        for kpi in KPIS.values():
            one = estimate(sample, kpi, row, confidence)
            if np.isfinite(one.value):
                found.append(_row(sample, kpi, row, "", one))
    found += pair_rows(sample, confidence)
    return found + (list(interval_rows(sample, confidence)) if intervals else [])


def pair_rows(sample: Sample, confidence: float) -> Iterator[dict[str, Any]]:
    """What each group did of each type that it can take, where it answered any."""
    weights, served = sample.per_section(), np.array(sample.pairs)
    pairs = pairs_of(sample.compiled)
    for at, pair in enumerate(pairs):
        answered = served[:, :, SERVED.index("answered")]
        if not answered[:, at].any():
            continue
        sums = np.full((len(served), len(COLUMNS)), np.nan)
        sums[:, SERVED_AT] = served[:, at]
        sums[:, AT["of_type"]] = answered[:, [i for i, (name, _) in enumerate(pairs) if name == pair[0]]].sum(axis=1)
        for kpi in OF_PAIRS:
            above = combine(sums, kpi.numerator)
            below = combine(sums, kpi.denominator) if kpi.denominator else weights
            one = statistics.ratio(above, below, confidence)
            if np.isfinite(one.value):
                yield _row(sample, kpi, pair_row(pair), "", one)


KNOWN_OF_PAIRS = {*SERVED, "of_type"}
OF_PAIRS = [kpi for kpi in KPIS.values() if kpi.numerator and {*kpi.numerator, *kpi.denominator} <= KNOWN_OF_PAIRS]
"""The indicators made of what is known of a type and a group."""


def interval_rows(sample: Sample, confidence: float) -> Iterator[dict[str, Any]]:
    """The indicators of each interval in which anything happened; intervals begin at the label's time."""
    weights = sample.per_section()
    labels = sample.compiled.bin_labels
    for row in rows_of(sample.compiled):
        whole = _by_section(sample, row)
        live = whole if live_row(row) == row else _by_section(sample, live_row(row))
        for kpi in KPIS.values():
            if not kpi.by_interval or kpi.kind == "quantile":
                continue
            sums = live if kpi.live else whole
            above = combine(sums, kpi.numerator)
            below = combine(sums, kpi.denominator) if kpi.denominator else weights[:, None] * np.ones_like(above)
            quiet = ~np.isfinite(above).all(axis=0) | ~np.isfinite(below).all(axis=0)
            for b in np.flatnonzero(
                ~quiet & (below.sum(axis=0) > 0) & ((above != 0).any(axis=0) | (kpi.denominator != {}))
            ):
                yield _row(sample, kpi, row, labels[b], statistics.ratio(above[:, b], below[:, b], confidence))


def _by_section(sample: Sample, row: Row) -> np.ndarray:
    """[sections, B, COLUMNS] the sums of a row by interval."""
    found = np.empty((len(sample.flow), sample.flow[0].shape[-2], len(COLUMNS)))
    for i, part in enumerate(zip(sample.flow, sample.people, strict=True)):
        found[i] = interval_sheet(sample.compiled, Sums(*part), row)
    return found


def _row(sample: Sample, kpi: Kpi, row: Row, interval: str, one: Estimate) -> dict[str, Any]:
    values = (
        sample.compiled.design,
        kpi.id,
        row.scope,
        row.name,
        interval,
        one.value,
        one.low,
        one.high,
        kpi.unit,
    )
    return dict(zip(KPI_COLUMNS, (*values, sample.count), strict=True))


DIFFERENCE_COLUMNS = (
    "design", "baseline", "kpi", "scope", "name", "difference", "low", "high", "p_better", "estimate",
    "baseline_estimate", "unit", "n", "needed",
)  # fmt: skip


def difference_rows(ours: Sample, base: Sample, confidence: float) -> list[dict[str, Any]]:
    """Paired differences of a design from the baseline, for every indicator and scope that both have."""
    theirs = set(rows_of(base.compiled))
    found = []
    for row in rows_of(ours.compiled):
        if row not in theirs:
            continue
        for kpi in KPIS.values():
            if kpi.kind == "quantile":
                continue
            one, two = pairs(ours, kpi, row), pairs(base, kpi, row)
            if np.isnan(one[0]).any() or np.isnan(two[0]).any() or np.isnan(one[1]).any() or np.isnan(two[1]).any():
                continue
            gap = statistics.difference(one, two, confidence)
            if np.isfinite(gap.value):
                better = statistics.share_better(one, two, kpi.better)
                values = (
                    ours.compiled.design, base.compiled.design, kpi.id, row.scope, row.name, gap.value, gap.low,
                    gap.high, better, one[0].sum() / one[1].sum(), two[0].sum() / two[1].sum(), kpi.unit, ours.count,
                    statistics.replications_to_decide(gap, ours.count, confidence),
                )  # fmt: skip
                found.append(dict(zip(DIFFERENCE_COLUMNS, values, strict=True)))
    return found
