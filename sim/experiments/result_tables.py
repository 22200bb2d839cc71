"""Samples → tidy rows: every indicator with its interval, by scope; paired differences."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.experiments import paired, statistics
from sim.experiments.indicator_estimates import estimates
from sim.experiments.indicator_sums import chances, combine, possible_in, possible_of_sums, ratios_of
from sim.experiments.replications import SECTIONS, Sample
from sim.experiments.statistics import Estimate
from sim.figures.sheets import (
    AT,
    COLUMNS,
    SERVED,
    SERVED_AT,
    SheetRow,
    pair_row,
    pairs_of,
    rows_of,
)
from sim.kpis.dictionary import KPIS, Kpi

KPI_COLUMNS = ("design", "kpi", "scope", "name", "interval", "estimate", "low", "high", "unit", "n", "sections")
"""`n` replications, and the number of `sections` that the interval rests on: a section is a replication, except in
figures by interval and quantiles of a long study, which are kept for groups of replications."""


def kpi_rows(sample: Sample, confidence: float) -> list[dict[str, Any]]:
    """Tidy rows of one design over the whole horizon: KPI_COLUMNS. Shares are fractions of 1, times in seconds."""
    known = estimates(sample, list(KPIS.values()), rows_of(sample.planned), confidence)
    found = [_row(sample, KPIS[name], row, some[name]) for row, some in known.items() for name in KPIS if name in some]
    return [*found, *pair_rows(sample, confidence)]


def pair_rows(sample: Sample, confidence: float) -> list[dict[str, Any]]:
    """Tidy rows of what each group did of each type that it can take, where it answered any."""
    weights, served = sample.per_section(), np.array(sample.pairs)
    names, answered = pairs_of(sample.planned), served[:, :, SERVED.index("answered")]
    active = [at for at in range(len(names)) if answered[:, at].any()]
    above, below, possible = [], [], []
    for at in active:
        sums = np.full((len(served), len(COLUMNS)), np.nan)
        sums[:, SERVED_AT] = served[:, at]
        sums[:, AT["of_type"]] = answered[:, [i for i, (name, _) in enumerate(names) if name == names[at][0]]].sum(
            axis=1
        )
        above += [combine(sums, kpi.numerator) for kpi in OF_PAIRS]
        below += [combine(sums, kpi.denominator) if kpi.denominator else weights for kpi in OF_PAIRS]
        possible.append(possible_of_sums(sample, pair_row(names[at]), OF_PAIRS, sums.sum(axis=0)))
    if not active:
        return []
    many = statistics.ratios(np.stack(above, axis=1), np.stack(below, axis=1), confidence, np.concatenate(possible))
    figures = [(kpi, pair_row(names[at])) for at in active for kpi in OF_PAIRS]
    sections = min(sample.count, SECTIONS)
    return [_row(sample, *figures[k], many.one(k), sections) for k in np.flatnonzero(np.isfinite(many.value)).tolist()]


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
    one, two = (_columns(sample, kpis, row) for sample in (ours, base))
    known = np.flatnonzero(~np.isnan(np.stack([*one, *two])).any(axis=(0, 1)))
    if not len(known):
        return []
    used = [kpis[k] for k in known]
    one, two = (
        (np.ascontiguousarray(above[:, known]), np.ascontiguousarray(below[:, known])) for above, below in (one, two)
    )
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


def _columns(sample: Sample, kpis: list[Kpi], row: SheetRow) -> statistics.Pair:
    """Numerators and denominators of indicators in a row, [n, indicators] each."""
    above, below = (part[:, 0] for part in ratios_of(sample, kpis, [row]))
    for k, kpi in enumerate(kpis):
        if kpi.kind == "chance":
            above[:, k], below[:, k] = chances(sample, row)
    return above, below


def _possible_in_either(ours: Sample, base: Sample, row: SheetRow, kpis: list[Kpi]) -> np.ndarray:
    """The possible values of indicators in a row of either design."""
    one, two = possible_in(ours, row, kpis), possible_in(base, row, kpis)
    for field in ("unseen", "rest"):
        at = statistics.PossibleValues._fields.index(field)
        one[:, at] = np.maximum(one[:, at], two[:, at])
    return one
