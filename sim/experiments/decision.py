"""What a comparison answers: better, worse, practically equal or too close to call, and what it costs elsewhere.

Everything said of the deciding indicator holds together with the confidence of the study: each pair of designs gets its
share of the error probability, so whichever looks best may be compared with whichever comes next. Of the indicators
watched the same holds, among themselves.

A design is dominated by another that is better, by more than matters, on at least one of these indicators, and on each
other one certainly not worse by more than matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sim.experiments.looks import Looks
from sim.experiments.paired_gaps import PairedGap, paired_gap
from sim.experiments.replications import Sample
from sim.figures.sheets import SheetRow
from sim.kpis.dictionary import KPIS, Kpi
from sim.scenario.scenario import Study
from sim.scenario.thresholds import Threshold, default_threshold, is_compared, written_threshold

TOTAL_ROW = SheetRow("total", "total")
Answer = Literal["better", "worse", "equal", "too_close", "different", "none"]
"""Of the best design beside the baseline; different: of an indicator without a direction; none: no verdict."""


@dataclass(frozen=True)
class Question:
    """What is decided: the indicator, the row of the tables, the design to compare with, and what is watched."""

    kpi: Kpi
    row: SheetRow
    baseline: str
    threshold: Threshold
    watch: tuple[Kpi, ...]

    @property
    def can_be_decided(self) -> bool:
        """Whether designs can be compared on the indicator replication by replication."""
        return is_compared(self.kpi)


def question_of(study: Study, row: SheetRow, baseline: str) -> Question:
    """The question of a study, its defaults filled in."""
    kpi = KPIS[study.decide_on]
    watch = study.watch
    if watch is None:
        watch = ("answer_rate",) if kpi.unit == "money" else ("cost_per_resolved",)
    return Question(kpi, row, baseline, study.matters or default_threshold(kpi), tuple(KPIS[name] for name in watch))


@dataclass(frozen=True)
class Decision:
    """The answer of a comparison, with everything that it rests on."""

    question: Question
    looks: Looks
    state: Answer
    count: int
    """Replications of each design."""
    comparisons: int
    """Pairs of designs whose intervals hold together."""
    confidence: float
    """Confidence with which they do."""
    gaps: tuple[PairedGap, ...]
    """Each design against the baseline, in the order of the file."""
    best: PairedGap | None = None
    """The gap that the answer is about: of the best design, or of the one that is nearest to it."""
    next: PairedGap | None = None
    """Where the best design is better than the baseline: against the nearest that it is not practically equal to."""
    alike: tuple[str, ...] = ()
    """Where it is better: the other designs that are practically as good."""
    watched: tuple[PairedGap, ...] = ()
    """The same two designs on the indicators watched."""
    dominated: tuple[tuple[str, str], ...] = ()
    """Dominated designs, each with a design that dominates it."""

    @property
    def needed(self) -> int:
        """About how many replications would settle it; 0 where it is settled, or nobody knows."""
        open_gaps = [gap for gap in (self.best, self.next) if gap is not None and not gap.is_settled]
        return max((gap.replications_needed(self.count) for gap in open_gaps), default=0)

    @property
    def interval_confidence(self) -> float:
        """The confidence of one interval alone."""
        return self.looks.confidence(self.confidence, self.comparisons)

    def as_json(self) -> dict[str, Any]:
        """The answer as plain values, for programs."""
        question, looks = self.question, self.looks
        return {
            "state": self.state, "kpi": question.kpi.id, "scope": question.row.scope, "name": question.row.name,
            "baseline": question.baseline, "matters": written_threshold(question.threshold),
            "confidence": self.confidence, "comparisons": self.comparisons,
            "interval_confidence": self.interval_confidence, "replications": self.count,
            "looks": list(looks.planned), "looks_taken": looks.taken, "stopped": looks.stopped, "needed": self.needed,
            "best": _as_json(self.best), "next": _as_json(self.next), "alike": list(self.alike),
            "gaps": [_as_json(gap) for gap in self.gaps],
            "watched": [_as_json(gap) for gap in self.watched],
            "dominated": [{"design": design, "by": by} for design, by in self.dominated],
        }  # fmt: skip


def _as_json(gap: PairedGap | None) -> dict[str, Any] | None:
    if gap is None:
        return None
    return {
        "design": gap.design, "against": gap.other, "kpi": gap.kpi.id, "state": gap.state,
        "estimate": gap.value, "against_estimate": gap.other_value, "difference": gap.difference, "low": gap.low,
        "high": gap.high, "matters": gap.matters, "unit": gap.kpi.unit,
    }  # fmt: skip


class Judge:
    """Compares the samples of designs as they are now, at the confidence of one interval of a look."""

    def __init__(self, question: Question, samples: dict[str, Sample], looks: Looks, confidence: float) -> None:
        self.question, self.samples, self.looks, self.confidence = question, samples, looks, confidence
        self.comparisons = len(samples) * (len(samples) - 1) // 2
        self.gaps = self._against_the_baseline()
        differing = [gap for gap in self.gaps if gap.state != "same"]
        # a design that gives exactly the baseline's figures is no answer, unless all do
        self.best = max(differing or self.gaps, key=self._order, default=None)
        self.others = self._against_the_best()

    def _order(self, gap: PairedGap) -> float:
        return gap.gain if gap.kpi.better else abs(gap.difference)

    def _gap(self, ours: str, theirs: str, level: float | None = None) -> PairedGap | None:
        question = self.question
        level = level or self.looks.confidence(self.confidence, self.comparisons)
        return paired_gap(
            self.samples[ours], self.samples[theirs], question.kpi, question.row, question.threshold, level
        )

    def _against_the_baseline(self) -> tuple[PairedGap, ...]:
        base = self.question.baseline
        found = (self._gap(design, base) for design in self.samples if design != base)
        return tuple(gap for gap in found if gap is not None)

    def _against_the_best(self) -> tuple[PairedGap, ...]:
        """The best design against each other one, where it is better than the baseline; the nearest first."""
        best = self.best
        if best is None or best.state != "better" or not best.kpi.better:
            return ()
        found = (self._gap(best.design, gap.design) for gap in self.gaps if gap is not best)
        return tuple(sorted((gap for gap in found if gap is not None), key=lambda gap: gap.gain))

    @property
    def what_matters(self) -> tuple[PairedGap, ...]:
        """The gaps that the answer rests on."""
        if self.best is not None and self.others:
            return (self.best, *self.others)
        return self.gaps

    @property
    def is_settled(self) -> bool:
        """Whether more replications would not change the answer."""
        return bool(self.gaps) and all(gap.is_settled for gap in self.what_matters)

    def decision(self) -> Decision:
        """The answer as it is now."""
        count = min(sample.count for sample in self.samples.values())
        best, state = self.best, self._answer(count)
        if state == "too_close":
            best = next((gap for gap in self._by_gain() if gap.state in ("open", "near")), best)
        found = Decision(
            self.question, self.looks, state, count, self.comparisons, self.confidence, self.gaps,
            best, self._next(), tuple(gap.other for gap in self.others if gap.state in ("equal", "same")),
            *self._elsewhere(best, count),
        )  # fmt: skip
        return found

    def _by_gain(self) -> list[PairedGap]:
        return sorted(self.gaps, key=self._order, reverse=True)

    def _answer(self, count: int) -> Answer:
        if self.best is None or count < 2:
            return "none"
        if not self.best.kpi.better:
            of_states: dict[str, Answer] = {"better": "different", "worse": "different", "equal": "equal"}
            return "equal" if self.best.state == "same" else of_states.get(self.best.state, "too_close")
        if self.best.state == "better":
            return "better"
        if any(gap.state in ("open", "near") for gap in self.gaps):
            return "too_close"
        return "worse" if self.best.state == "worse" else "equal"

    def _next(self) -> PairedGap | None:
        """The nearest design that may be as good as the best; if there is none, the nearest that is not."""
        unlike = [gap for gap in self.others if gap.state not in ("equal", "same")]
        return next(iter([gap for gap in unlike if gap.state != "better"] or unlike), None)

    def _elsewhere(
        self, best: PairedGap | None, count: int
    ) -> tuple[tuple[PairedGap, ...], tuple[tuple[str, str], ...]]:
        """The indicators watched, of the two designs of the answer, and the designs dominated."""
        if best is None or count < 2:
            return (), ()
        watch = self.question.watch
        level = self.looks.confidence(self.confidence, self.comparisons * (1 + len(watch)))
        watched = (self._watched(kpi, best.design, best.other, level) for kpi in watch)
        return tuple(gap for gap in watched if gap is not None), tuple(self._dominated(level))

    def _watched(self, kpi: Kpi, ours: str, theirs: str, level: float) -> PairedGap | None:
        """An indicator of everything together; None where neither design has anything of it, such as any cost."""
        found = paired_gap(self.samples[ours], self.samples[theirs], kpi, TOTAL_ROW, default_threshold(kpi), level)
        return found if found is not None and (found.value != 0.0 or found.other_value != 0.0) else None

    def _dominated(self, level: float) -> list[tuple[str, str]]:
        """Each dominated design, with one that dominates it: the best, or the first in the order of the file."""
        found, first = [], self.best.design if self.best is not None else ""
        for design in self.samples:
            others = sorted((one for one in self.samples if one != design), key=lambda one: one != first)
            by = next((one for one in others if self._dominates(one, design, level)), None)
            if by is not None:
                found.append((design, by))
        return found

    def _dominates(self, one: str, other: str, level: float) -> bool:
        main = self._gap(one, other, level)
        if main is None or not self.question.kpi.better:
            return False
        watched = [self._watched(kpi, one, other, level) for kpi in self.question.watch if kpi.better]
        gaps = [main, *(gap for gap in watched if gap is not None)]
        return (
            len(gaps) > 1
            and any(gap.state == "better" for gap in gaps)
            and all(gap.least_gain >= -gap.matters for gap in gaps)
        )
