"""How often the intervals hold the truth: thousands of experiments cut out of one long series of replications.

Forty thousand replications of a tiny service are two thousand experiments of twenty. What an indicator is over all of
them is the truth; how many of the two thousand intervals hold it is what "95 % confidence" is worth. Three services:
one where much happens, one where little does, one where hardly anything does.

`python -m tests.experiments.coverage` measures all of it and writes `docs/coverage.csv`.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim import load
from sim.experiments import indicator_sums, paired, statistics, wait_quantiles
from sim.experiments.replications import Runner, Sample
from sim.figures.sheets import SheetRow, live_row
from sim.kpis.dictionary import KPIS, Kpi
from sim.model.arrays import REPLIES
from sim.plan.build import plan_design

CALLS = "handling: {talk: exponential(5 min)}, patience: exponential(3 min), target: 80 % in 20 s"
SERVICES = {
    "plenty": """
name: Plenty
calendar: {start: 2024-01-01, days: 1, opening: 08:00-12:00, interval: 1 h}
channels: {call: {lines: 12}}
contacts:
  sales:
    channel: call
    volume: {per_hour: 60, hours: {mon-sun: 07:45-12:00}}
    handling: {talk: "lognormal(4 min, cv 80 %)", wrap_up: exponential(30 s)}
    patience: exponential(2 min)
    target: 50 % in 20 s
    returns: {abandoned: {share: 40 %, after: exponential(10 min)}, unresolved: {share: 40 %, after: 1 h}}
    revenue: {conversion: 10 %, value: 20}
  mail: {channel: email, volume: {per_hour: 10}, handling: {talk: exponential(4 min)}, target: 90 % in 1 h}
groups:
  team: {agents: 6, wage_per_hour: 20, shrinkage: 10 %, skills: {sales: {resolves: 75 %}, mail: {}}}
designs: {one: {}, more: {groups: {team: {agents: 7}}}}
""",
    "scarce": f"""
name: Scarce
calendar: {{start: 2024-01-01, days: 1, opening: 08:00-12:00, interval: 1 h}}
contacts:
  calls: {{channel: call, volume: {{per_hour: 10}}, {CALLS}}}
groups: {{team: {{agents: 2, wage_per_hour: 20, skills: {{calls: {{}}}}}}}}
designs: {{one: {{}}, more: {{groups: {{team: {{agents: 3}}}}}}}}
""",
    "rare": """
name: Rare
calendar: {start: 2024-01-01, days: 7}
contacts:
  calls:
    channel: call
    volume: {per_day: 3}
    handling: {talk: exponential(15 min)}
    patience: exponential(2 min)
    target: 99 % in 20 s
groups: {team: {agents: 2, wage_per_hour: 20, skills: {calls: {}}}}
designs: {one: {}, more: {groups: {team: {agents: 3}}}}
""",
}
EACH = 20
"""Replications of an experiment."""
CONFIDENCE = 0.95
TOTAL = SheetRow("total", "total")
PATH = Path(__file__).parents[2] / "docs" / "coverage.csv"


@dataclass(frozen=True)
class CoverageRow:
    """How often the intervals of an indicator hold the truth."""

    service: str
    kpi: str
    what: str
    """`value`, or `difference` between the two designs."""
    truth: float
    share: float
    """Of the experiments that have an interval."""
    without: float
    """Share of the experiments that have none: the indicator was seen in one replication, or in no one."""
    events: float
    """Effective events an experiment rests on, by the spread of its estimates."""


class Long(Sample):
    """A sample that keeps, experiment by experiment, its quantiles of the wait."""

    def __init__(self, planned: Any) -> None:
        super().__init__(planned)
        self.pending: list[np.ndarray] = []
        self.quantiles: dict[str, list[statistics.Estimate]] = {k.id: [] for k in KPIS.values() if k.kind == "quantile"}

    def add(self, block: Any) -> None:
        """Take in the next replications; each twenty of them make an experiment."""
        self.pending += list(block.sums.waits.astype(float))
        while len(self.pending) >= EACH:
            waits, self.pending = np.array(self.pending[:EACH]), self.pending[EACH:]
            for kpi, found in self.quantiles.items():
                found.append(self.quantile(KPIS[kpi], waits))
        super().add(block)

    def quantile(self, kpi: Kpi, waits: np.ndarray) -> statistics.Estimate:
        """A quantile in the total; waits are [replications, types, distributions, bins]."""
        wanted = wait_quantiles.DISTRIBUTIONS[kpi.of]
        if wanted[-1] >= waits.shape[2]:
            return statistics.NOTHING
        mine = wait_quantiles.types_of(self, TOTAL, deferred=wanted[0] >= REPLIES)
        counted = waits[:, mine][:, :, wanted].sum(axis=(1, 2))
        return statistics.quantile(counted, wait_quantiles.wait_edges(), kpi.quantile, CONFIDENCE)


def gathered(service: str, replications: int) -> dict[str, Long]:
    """So many replications of both designs of a service."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{service}.yaml"
        path.write_text(SERVICES[service], encoding="utf-8")
        scenario = load(path)
    samples = {design: Long(plan_design(scenario, design)) for design in scenario.designs}
    with Runner("core", 1) as runner:
        for sample in samples.values():
            runner.extend(sample, replications)
    return samples


def cut(values: np.ndarray) -> np.ndarray:
    """[EACH, experiments] the replications, experiment by experiment."""
    return values[: len(values) // EACH * EACH].reshape(-1, EACH).T


def measured(service: str, samples: dict[str, Long]) -> Iterator[CoverageRow]:
    """Every indicator that varies, in the first design; then its difference from the second."""
    one, more = samples.values()
    for kpi in KPIS.values():
        if kpi.kind == "quantile":
            whole = one.quantile(kpi, np.array(one.waits))
            if np.isfinite(whole.value):
                yield _held(service, kpi.id, "value", whole.value, one.quantiles[kpi.id])
            continue
        row = SheetRow("type", one.planned.types[0]) if kpi.kind == "chance" else TOTAL
        pair, other = indicator_sums.pairs(one, kpi, row), indicator_sums.pairs(more, kpi, row)
        if not np.isfinite(np.array([*pair, *other])).all() or pair[1].sum() <= 0.0 or _same(pair):
            continue
        truth = pair[0].sum() / pair[1].sum()
        if kpi.kind == "deviation":
            pair, other = deviations(one, kpi), deviations(more, kpi)
        (above, below), theirs = (cut(part) for part in pair), (cut(other[0]), cut(other[1]))
        possible = np.repeat(indicator_sums.possible_in(one, row, [kpi]), above.shape[1], axis=0)
        if kpi.kind == "chance":
            columns = zip(above.T, below.T, strict=True)
            found = [statistics.chances(met[:, None], known[:, None], CONFIDENCE).one(0) for met, known in columns]
        else:
            many = statistics.ratios(above, below, CONFIDENCE, possible)
            found = [many.one(at) for at in range(above.shape[1])]
        yield _held(service, kpi.id, "value", truth, found, share=kpi.unit == "share")
        if other[1].sum() > 0.0:
            gaps = paired.differences((above, below), theirs, CONFIDENCE, possible)
            truth -= other[0].sum() / other[1].sum()
            found = [gaps.one(at) for at in range(above.shape[1])]
            yield _held(service, kpi.id, "difference", truth, found)


def deviations(sample: Long, kpi: Kpi) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of a standard deviation: what makes it a ratio depends on the sums of its experiment."""
    sums = sample.sums_at(sample.row_index[live_row(TOTAL) if kpi.live else TOTAL])
    terms = (kpi.numerator, kpi.first_moment, kpi.denominator)
    squares, values, below = (cut(indicator_sums.combine(sums, some)) for some in terms)
    columns = zip(squares.T, values.T, below.T, strict=True)
    above = np.stack([statistics.deviation(*column) for column in columns])
    return above.reshape(-1), below.T.reshape(-1)


def _same(pair: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether an indicator is the same in every replication."""
    value = pair[0].sum() / pair[1].sum()
    return bool(np.abs(pair[0] - value * pair[1]).max() <= 1e-9 * max(np.abs(pair[0]).max(), 1e-9))


def _held(
    service: str, kpi: str, what: str, truth: float, found: list[statistics.Estimate], share: bool = False
) -> CoverageRow:
    value, low, high, _ = np.array(found).T
    known, slack = np.isfinite(low), 1e-9 * abs(truth)
    held = (low[known] <= truth + slack) & (high[known] >= truth - slack)
    spread = np.nanvar(value)
    events = truth**2 / spread if spread > 0.0 else np.inf
    if share and spread > 0.0:
        events = min(truth, 1.0 - truth) * truth * (1.0 - truth) / spread
    return CoverageRow(
        service, kpi, what, truth, float(held.mean()) if known.any() else np.nan, 1.0 - known.mean(), events
    )


def table(found: list[CoverageRow]) -> list[dict[str, str]]:
    """A row for each indicator, a column for each service: % of the intervals that hold the truth."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for one in found:
        row = rows.setdefault((one.what, one.kpi), {"kpi": one.kpi, "what": one.what, **dict.fromkeys(SERVICES, "")})
        row[one.service] = f"{100 * one.share:.1f}" if one.share == one.share else ""
    return [rows[key] for key in sorted(rows, key=lambda key: (key[0] == "difference", list(KPIS).index(key[1])))]


def printed(found: list[CoverageRow]) -> str:
    """The table as text."""
    lines = [f"{'':<12}{'':<30}" + "".join(f"{name:>10}" for name in SERVICES)]
    for row in table(found):
        lines.append(f"{row['what']:<12}{row['kpi']:<30}" + "".join(f"{row[name]:>10}" for name in SERVICES))
    return "\n".join(lines)


def write(found: list[CoverageRow], path: Path = PATH) -> None:
    """Write the table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["what", "kpi", *SERVICES], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table(found))


if __name__ == "__main__":
    everything = [one for name in SERVICES for one in measured(name, gathered(name, 40_000))]
    print(printed(everything))
    write(everything)
