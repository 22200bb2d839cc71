"""`sim.compare`: designs side by side on the same customers, with the paired differences and the verdict.

Two designs are simulated with common random numbers: the same customers call at the same minutes, with the same
questions and the same patience. What differs is then due to the design, and the difference of two noisy figures has
little noise. Where it still has too much, the verdict says so, and how many replications would decide.

As many replications are run as the question needs: up to `study.replications`, the comparison stops at the first of the
looks of `sim.experiments.looks` at which the verdict is clear. A caller who says how many, or how precisely, is obeyed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.engines.own_policy import policy_of
from sim.errors import shown
from sim.experiments import result_tables
from sim.experiments.decision import Decision, Judge, Question, question_of
from sim.experiments.looks import Looks, planned_looks
from sim.experiments.replications import Sample
from sim.experiments.results import Policy, Result, Tell, known_design, options_for, run_designs
from sim.figures.number_format import NumberFormat
from sim.scenario.loading import load
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Comparison:
    """A result for several designs, and every design's paired difference from the baseline."""

    result: Result
    baseline: str
    looks: Looks | None = None
    """When it was looked whether the verdict is clear; None for one look at all replications."""

    @property
    def scenario(self) -> Scenario:
        """The scenario compared."""
        return self.result.scenario

    @property
    def kpis(self) -> pd.DataFrame:
        """Indicators of every design."""
        return self.result.kpis

    @property
    def intervals(self) -> pd.DataFrame:
        """Indicators of every design by interval."""
        return self.result.intervals

    @cached_property
    def difference_rows(self) -> list[dict[str, Any]]:
        """Paired differences as plain dicts, `result_tables.DIFFERENCE_COLUMNS`."""
        samples = self.result.samples
        base, confidence = samples[self.baseline], self.result.options.confidence
        others = [sample for name, sample in samples.items() if name != self.baseline]
        return [row for sample in others for row in result_tables.difference_rows(sample, base, confidence)]

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Paired differences from the baseline with interval and `p_better`, the share of replications won."""
        import pandas as pd

        return pd.DataFrame(self.difference_rows, columns=list(result_tables.DIFFERENCE_COLUMNS))

    @cached_property
    def decision(self) -> Decision:
        """The answer and what it rests on: state, differences that hold together, what matters, why it stopped."""
        result = self.result
        question = question_of(self.scenario.study, result.options.decide_for, self.baseline)
        count = min(sample.count for sample in result.samples.values())
        looks = self.looks or Looks((count,), 1, "fixed")
        return Judge(question, result.samples, looks, result.options.confidence).decision()

    @property
    def provenance(self) -> dict[str, Any]:
        """What is needed to reproduce this comparison, its verdict, and why it has so many replications."""
        looks = self.decision.looks
        found = {**self.result.provenance, "baseline": self.baseline, "verdict": self.verdict}
        return {**found, "stopped": looks.stopped, "looks": list(looks.planned[: looks.taken])}

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return self.verdict_in("en")

    def verdict_in(self, language: str) -> str:
        """The answer in one sentence, in English ("en") or French ("fr")."""
        from sim.experiments.verdicts import verdict

        return verdict(self, language)

    def basis_in(self, language: str) -> str:
        """Why so many replications, how sure the verdict is, and what matters, in English ("en") or French ("fr")."""
        from sim.experiments.verdicts import basis

        return basis(self, language)

    def deciding(self) -> list[dict[str, Any]]:
        """The difference rows of the deciding indicator, one for each design that has it."""
        options = self.result.options
        key = (options.decide_on, options.decide_for.scope, options.decide_for.name)
        return [row for row in self.difference_rows if (row["kpi"], row["scope"], row["name"]) == key]

    def _repr_html_(self) -> str:
        from html import escape

        texts = f"<p><b>{escape(self.verdict)}</b></p><p>{escape(self.basis_in('en'))}</p>"
        return texts + self.result._repr_html_()

    def amounts(self, language: str = "en") -> NumberFormat:
        """How numbers are written in this scenario's currency."""
        return NumberFormat(language, self.scenario.currency)


class Watcher:
    """Looks at the replications of a comparison as they come, and remembers why it stopped."""

    def __init__(self, question: Question, most: int, confidence: float) -> None:
        """`most` replications end it in any case."""
        self.question, self.confidence = question, confidence
        self.looks = Looks(planned_looks(most), 0, "limit")

    def is_clear(self, samples: dict[str, Sample]) -> bool:
        """Take the next look at the samples: whether the verdict is clear, or known well enough."""
        self.looks = replace(self.looks, taken=self.looks.taken + 1)
        judge = Judge(self.question, samples, self.looks, self.confidence)
        if judge.is_settled:
            fine = any(gap.state == "near" for gap in judge.what_matters)
            self.looks = replace(self.looks, stopped="fine" if fine else "clear")
        return judge.is_settled


def compare(
    scenario: Scenario | str | os.PathLike[str],
    *,
    baseline: str | None = None,
    replications: int | None = None,
    precision: float | None = None,
    seed: int | None = None,
    engine: str | None = None,
    jobs: int = 0,
    tell: Tell | None = None,
    policy: Policy = None,
    force: bool = False,
) -> Comparison:
    """Run every design on common random numbers and compare each with the baseline.

    Arguments as for `sim.run`; `baseline` defaults to the study's, or the first design. Without `replications` and
    without a precision wanted, it stops as soon as the verdict is clear, at `study.replications` at the latest.
    Raises ScenarioError for a file with problems, ValueError for an unknown design or a scenario with one design only.
    """
    checked = scenario if isinstance(scenario, Scenario) else load(scenario)
    if len(checked.designs) < 2:
        only = next(iter(checked.designs))
        raise ValueError(f"{shown(only)} is the only design in this scenario; a comparison needs two under `designs`")
    base = known_design(checked, baseline or checked.study.baseline or next(iter(checked.designs)))
    options = options_for(checked.study, replications, precision, seed, engine, jobs)
    designs, own = list(checked.designs), policy_of(policy)
    if replications is not None or options.precision is not None:
        found = run_designs(checked, designs, options, tell, own, force)
        count = min(sample.count for sample in found.samples.values())
        return Comparison(found, base, Looks((count,), 1, "fixed" if options.precision is None else "precision"))
    watcher = Watcher(question_of(checked.study, options.decide_for, base), options.replications, options.confidence)
    found = run_designs(checked, designs, options, tell, own, force, watcher.looks.planned, watcher.is_clear)
    return Comparison(found, base, watcher.looks)
