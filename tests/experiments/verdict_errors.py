"""How often a verdict is wrong: thousands of comparisons drawn from one long series of replications.

Some thousand replications of a tiny service stand for all that could ever be drawn. Then the true difference of two
designs is known exactly: it is that of all of them. A comparison draws its replications from the series, by number, so
both designs have the same customers; it looks at them as `sim.compare` does, stops where that would, and its verdict is
held against the truth. The hardest case is a true difference that is exactly the least one that matters.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.engines.run import known_engine
from sim.experiments import indicator_sums
from sim.experiments.comparison import Watcher
from sim.experiments.decision import Decision, Judge, Question
from sim.experiments.paired_gaps import PairedGap
from sim.experiments.replications import Runner, Sample
from sim.figures.sheets import SheetRow
from sim.kpis.dictionary import KPIS, Kpi
from sim.plan.build import plan_design
from sim.scenario.loading import load
from sim.scenario.thresholds import Threshold, Way
from tests.experiments.coverage import CALLS, SERVICES

FOUR = f"""
name: Four
calendar: {{start: 2024-01-01, days: 1, opening: 08:00-12:00, interval: 1 h}}
contacts:
  calls: {{channel: call, volume: {{per_hour: 40}}, {CALLS}}}
groups: {{team: {{agents: 4, wage_per_hour: 20, skills: {{calls: {{}}}}}}}}
designs:
  one: {{}}
  more: {{groups: {{team: {{skills: {{calls: {{slower: -3 %}}}}}}}}}}
  other: {{groups: {{team: {{skills: {{calls: {{slower: -3.1 %}}}}}}}}}}
  slow: {{groups: {{team: {{skills: {{calls: {{slower: 2 %}}}}}}}}}}
"""
"""Two designs that are nearly the same, a little better than the first, and one that is a little worse."""
TEXTS = {**SERVICES, "four": FOUR}
TOTAL = SheetRow("total", "total")
CONFIDENCE = 0.95
WAYS: dict[str, Way] = {"share": "points", "s": "time"}


class Drawn(Sample):
    """Replications drawn from a long sample by their numbers, of which the first `taken` have been run."""

    def __init__(self, whole: Sample, numbers: np.ndarray) -> None:
        super().__init__(whole.planned)
        self.whole, self.numbers, self.taken = whole, numbers, 0

    @property
    def count(self) -> int:
        return self.taken

    @property
    def is_certain(self) -> bool:
        return False

    def sums_at(self, row: int) -> np.ndarray:
        return self.whole.sums_at(row)[self.numbers[: self.taken]]


@dataclass(frozen=True)
class Errors:
    """What came of many comparisons."""

    service: str
    kpi: str
    truth: float
    """The true difference, best design less baseline."""
    matters: float
    experiments: int
    wrong: int
    """Comparisons that said anything untrue."""
    decided: int
    """Those that came to an answer."""
    replications: float
    """Mean number of replications."""

    @property
    def share(self) -> float:
        return self.wrong / self.experiments


def series(service: str, replications: int) -> dict[str, Sample]:
    """So many replications of every design of a service."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{service}.yaml"
        path.write_text(TEXTS[service], encoding="utf-8")
        scenario = load(path)
    samples = {design: Sample(plan_design(scenario, design)) for design in scenario.designs}
    with Runner(known_engine(None), 1) as runner:
        for sample in samples.values():
            runner.extend(sample, replications)
    return samples


def true_difference(samples: dict[str, Sample], kpi: Kpi, ours: str, theirs: str) -> float:
    """The difference of two designs over the whole series."""
    return true_value(samples[ours], kpi) - true_value(samples[theirs], kpi)


def true_value(sample: Sample, kpi: Kpi) -> float:
    """An indicator of a design over the whole series."""
    above, below = indicator_sums.pairs(sample, kpi, TOTAL)
    return float(above.sum() / below.sum())


def measured(
    service: str,
    samples: dict[str, Sample],
    kpi: str,
    part: float,
    experiments: int,
    relative: bool = False,
    most: int = 100,
    seed: int = 1,
) -> Errors:
    """Many comparisons with a threshold of the `part` of the true difference between the first two designs.

    `relative` writes it as a share of the baseline's value, which a comparison has to estimate.
    """
    rng = np.random.default_rng([seed, len(kpi), int(100 * part)])
    first, second = list(samples)[:2]
    truth = true_difference(samples, KPIS[kpi], second, first)
    way: Way = "relative" if relative else WAYS.get(KPIS[kpi].unit, "number")
    size = part * abs(truth) / (abs(true_value(samples[first], KPIS[kpi])) if relative else 1.0)
    question = Question(KPIS[kpi], TOTAL, first, Threshold(size, way), ())
    found = [_decided(question, samples, rng, most) for _ in range(experiments)]
    wrong = sum(any(is_wrong(gap, samples, question.threshold) for gap in claims(one)) for one in found)
    decided = sum(one.looks.stopped != "limit" for one in found)
    spent = float(np.mean([one.count for one in found]))
    return Errors(service, kpi, truth, part * abs(truth), experiments, wrong, decided, spent)


def _decided(question: Question, samples: dict[str, Sample], rng: np.random.Generator, most: int) -> Decision:
    """One comparison, run from look to look."""
    numbers = rng.integers(next(iter(samples.values())).count, size=most)
    drawn = {name: Drawn(sample, numbers) for name, sample in samples.items()}
    watcher = Watcher(question, most, CONFIDENCE)
    for taken in watcher.looks.planned:
        for one in drawn.values():
            one.taken = taken
        if watcher.is_clear(dict(drawn)):
            break
    return Judge(question, dict(drawn), watcher.looks, CONFIDENCE).decision()


def claims(decision: Decision) -> list[PairedGap]:
    """All differences that the answer says anything of."""
    return [gap for gap in (*decision.gaps, decision.next) if gap is not None]


def is_wrong(gap: PairedGap, samples: dict[str, Sample], threshold: Threshold) -> bool:
    """Whether what is said of a difference is untrue."""
    gain = gap.sign * true_difference(samples, gap.kpi, gap.design, gap.other)
    matters, slack = threshold.difference(gap.kpi.unit, true_value(samples[gap.other], gap.kpi)), 1e-9 * abs(gain)
    return {
        "better": gain <= matters + slack, "worse": gain >= -matters - slack, "equal": abs(gain) > matters + slack,
    }.get(gap.state, False)  # fmt: skip
