"""Samples → tidy rows: every indicator with its interval, by scope; paired differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.experiments import paired, statistics
from sim.experiments.compact_tables import row_of_all
from sim.experiments.indicator_sums import combine, possible_values_in, possible_values_of_sums
from sim.experiments.replications import SECTIONS, Sample
from sim.experiments.statistics import Estimate
from sim.figures.sheets import (
    AT,
    COLUMNS,
    SERVED,
    SERVED_AT,
    SheetRow,
    live_row,
    pair_row,
    pairs_of,
    rows_of,
)
from sim.figures.summing import WAITS
from sim.kpis.dictionary import KPIS, Kpi
from sim.model.arrays import FIRST_POWER, REPLIES, SUB, WAIT_BINS, WAITS_ANSWERED, WAITS_SO_FAR
from sim.scenario.scenario import DEFERRED

KPI_COLUMNS = ("design", "kpi", "scope", "name", "interval", "estimate", "low", "high", "unit", "n", "sections")
"""`n` replications, and the number of `sections` that the interval rests on: a section is a replication, except in
figures by interval and quantiles of a long study, which are kept for groups of replications."""


def pairs(sample: Sample, kpi: Kpi, row: SheetRow) -> tuple[np.ndarray, np.ndarray]:
    """(numerators, denominators) of an indicator, one of each for every replication."""
    if kpi.kind == "chance":
        return _chances(sample, row)
    sums = sample.sums_at(_row_index(sample, kpi, row))
    above = combine(sums, kpi.numerator)
    below = combine(sums, kpi.denominator) if kpi.denominator else np.ones(sample.count)
    if kpi.kind == "deviation":
        return statistics.deviation(above, combine(sums, kpi.first_moment), below), below
    return above, below


def _row_index(sample: Sample, kpi: Kpi, row: SheetRow) -> int:
    """The index of the row of a sheet that holds the sums of an indicator."""
    return sample.row_index[live_row(row) if kpi.live else row]


def _chances(sample: Sample, row: SheetRow) -> tuple[np.ndarray, np.ndarray]:
    if row.scope != "type":
        return np.full(sample.count, np.nan), np.full(sample.count, np.nan)
    met = row_of_all(sample.target_met, sample.planned.types.index(row.name))
    known = np.isfinite(met)
    return np.where(known, met, 0.0), known.astype(float)


def estimate(sample: Sample, kpi: Kpi, row: SheetRow, confidence: float) -> Estimate:
    """An indicator over the whole horizon."""
    return estimates(sample, [kpi], row, confidence).get(kpi.id, statistics.NOTHING)


def estimates(sample: Sample, kpis: Iterable[Kpi], row: SheetRow, confidence: float) -> dict[str, Estimate]:
    """Indicators of a row over the whole horizon, those that have a value."""
    found, ratios = {}, []
    for kpi in kpis:
        if kpi.kind == "quantile":
            found[kpi.id] = _wait_quantile(sample, kpi, row, confidence)
            continue
        above, below = pairs(sample, kpi, row)
        if np.isnan(above).any() or np.isnan(below).any():
            continue
        if kpi.kind == "chance":
            found[kpi.id] = statistics.chance(above, below, confidence)
        else:
            ratios.append((kpi, above, below))
    if ratios:
        known, above, below = _side_by_side(ratios)
        many = statistics.ratios(above, below, confidence, possible_values_in(sample, row, known))
        found |= {kpi.id: many.one(at) for at, kpi in enumerate(known)}
    if sample.is_certain:
        found = {name: one._replace(low=one.value, high=one.value) for name, one in found.items()}
    return {name: one for name, one in found.items() if np.isfinite(one.value)}


def _side_by_side(some: list[tuple[Kpi, np.ndarray, np.ndarray]]) -> tuple[list[Kpi], np.ndarray, np.ndarray]:
    """Indicators, and [n, m] their numerators and denominators."""
    known, above, below = zip(*some, strict=True)
    return list(known), np.stack(above, axis=1), np.stack(below, axis=1)


DISTRIBUTIONS = {"waits": WAITS, "answered": (WAITS_ANSWERED,), "replies": (REPLIES,), "ages": (*WAITS, WAITS_SO_FAR)}
"""The kinds of waits in bins that a quantile is taken of, by `Kpi.of`."""


def _wait_quantile(sample: Sample, kpi: Kpi, row: SheetRow, confidence: float) -> Estimate:
    if row.scope not in ("total", "channel", "type"):
        return statistics.NOTHING
    wanted = DISTRIBUTIONS[kpi.of]
    chosen = _types_of(sample, row, deferred=kpi.of in ("replies", "ages"))
    bins = np.array(sample.waits)
    if not chosen or wanted[-1] >= bins.shape[2]:
        return statistics.NOTHING
    counts = bins[:, chosen][:, :, wanted].sum(axis=(1, 2))
    values = statistics.ages(counts, wait_edges()) if kpi.of == "ages" else counts
    return statistics.quantile(values, wait_edges(), kpi.quantile, confidence)


def _types_of(sample: Sample, row: SheetRow, deferred: bool) -> list[int]:
    """The types in a row: of the total, those that may be answered later, or those that may not, if there are any."""
    contacts = sample.planned.centre.contacts
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


def kpi_rows(sample: Sample, confidence: float) -> list[dict[str, Any]]:
    """Tidy rows of one design over the whole horizon: KPI_COLUMNS. Shares are fractions of 1, times in seconds."""
    found = []
    for row in rows_of(sample.planned):
        known = estimates(sample, KPIS.values(), row, confidence)
        found += [_row(sample, KPIS[name], row, known[name]) for name in KPIS if name in known]
    return [*found, *pair_rows(sample, confidence)]


def pair_rows(sample: Sample, confidence: float) -> Iterator[dict[str, Any]]:
    """Tidy rows of what each group did of each type that it can take, where it answered any."""
    weights, served = sample.per_section(), np.array(sample.pairs)
    pairs = pairs_of(sample.planned)
    for at, pair in enumerate(pairs):
        answered = served[:, :, SERVED.index("answered")]
        if not answered[:, at].any():
            continue
        sums = np.full((len(served), len(COLUMNS)), np.nan)
        sums[:, SERVED_AT] = served[:, at]
        sums[:, AT["of_type"]] = answered[:, [i for i, (name, _) in enumerate(pairs) if name == pair[0]]].sum(axis=1)
        above = np.stack([combine(sums, kpi.numerator) for kpi in OF_PAIRS], axis=1)
        below = [combine(sums, kpi.denominator) if kpi.denominator else weights for kpi in OF_PAIRS]
        possible = possible_values_of_sums(sample, pair_row(pair), OF_PAIRS, sums.sum(axis=0))
        many = statistics.ratios(above, np.stack(below, axis=1), confidence, possible)
        for k in np.flatnonzero(np.isfinite(many.value)):
            yield _row(sample, OF_PAIRS[k], pair_row(pair), many.one(int(k)), min(sample.count, SECTIONS))


KNOWN_OF_PAIRS = {*SERVED, "of_type"}
OF_PAIRS = [kpi for kpi in KPIS.values() if kpi.numerator and {*kpi.numerator, *kpi.denominator} <= KNOWN_OF_PAIRS]
"""The indicators whose sums are known for a pair of type and group."""


def _row(sample: Sample, kpi: Kpi, row: SheetRow, one: Estimate, sections: int | None = None) -> dict[str, Any]:
    """An indicator over the whole horizon, which has no interval of the day."""
    if sections is None:
        sections = min(sample.count, SECTIONS) if kpi.kind == "quantile" else sample.count
    values = (
        sample.planned.design, kpi.id, row.scope, row.name, "", one.value, one.low, one.high, kpi.unit, sample.count,
        sections,
    )  # fmt: skip
    return dict(zip(KPI_COLUMNS, values, strict=True))


DIFFERENCE_COLUMNS = (
    "design", "baseline", "kpi", "scope", "name", "difference", "low", "high", "p_better", "estimate",
    "baseline_estimate", "unit", "n", "needed", "p_better_low", "p_better_high",
)  # fmt: skip


def difference_rows(ours: Sample, base: Sample, confidence: float) -> list[dict[str, Any]]:
    """Paired differences of a design from the baseline, for every indicator and scope that both have."""
    theirs = set(rows_of(base.planned))
    found = []
    for row in rows_of(ours.planned):
        if row in theirs:
            some = [kpi for kpi in KPIS.values() if kpi.kind != "quantile"]
            for gap in gaps(ours, base, some, row, confidence):
                kpi, one, won = gap.kpi, gap.difference, gap.won
                values = (
                    ours.planned.design, base.planned.design, kpi.id, row.scope, row.name, one.value, one.low,
                    one.high, won.value, gap.ours, gap.base, kpi.unit, ours.count,
                    paired.replications_to_decide(one, ours.count), won.low, won.high,
                )  # fmt: skip
                found.append(dict(zip(DIFFERENCE_COLUMNS, values, strict=True)))
    return found


class Gap(NamedTuple):
    """An indicator in two designs, and its paired difference."""

    kpi: Kpi
    ours: float
    base: float
    difference: Estimate
    won: Estimate
    """Share of replications in which ours is the better one."""


def gaps(ours: Sample, base: Sample, kpis: list[Kpi], row: SheetRow, confidence: float) -> list[Gap]:
    """The indicators of a row that have a value in both designs, paired."""
    both = [(kpi, pairs(ours, kpi, row), pairs(base, kpi, row)) for kpi in kpis]
    known = [(kpi, one, two) for kpi, one, two in both if not any(np.isnan(part).any() for part in (*one, *two))]
    if not known:
        return []
    used, *one = _side_by_side([(kpi, *one) for kpi, one, _ in known])
    _, *two = _side_by_side([(kpi, *two) for kpi, _, two in known])
    same = ours.planned.centre == base.planned.centre
    possible_values = _possible_in_either(ours, base, row, used)
    between = paired.differences((one[0], one[1]), (two[0], two[1]), confidence, possible_values, same)
    better = np.array([kpi.better for kpi in used])
    won = paired.shares_better((one[0], one[1]), (two[0], two[1]), better, confidence)
    found = []
    for at in map(int, np.flatnonzero(np.isfinite(between.value))):
        ours_is, base_is = (float(above[:, at].sum() / below[:, at].sum()) for above, below in (one, two))
        often = won.one(at)
        if ours.is_certain and base.is_certain:
            often = often._replace(low=often.value, high=often.value)
        found.append(Gap(used[at], ours_is, base_is, between.one(at), often))
    return found


def _possible_in_either(ours: Sample, base: Sample, row: SheetRow, kpis: list[Kpi]) -> list[statistics.PossibleValues]:
    """The possible values of indicators in a row of either design."""
    both = zip(possible_values_in(ours, row, kpis), possible_values_in(base, row, kpis), strict=True)
    return [one._replace(unseen=max(one.unseen, two.unseen), rest=one.rest or two.rest) for one, two in both]
