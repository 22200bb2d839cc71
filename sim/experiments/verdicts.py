"""The answer in words, made from the decision: who is better, by how much, what it costs, and how sure that is.

What the sentences claim holds for all comparisons of designs at once, and for every look at the replications that was
planned; see `sim.experiments.decision`. A difference below the least that matters never beats anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, Protocol

from sim.experiments.paired_gaps import PairedGap
from sim.experiments.verdict_words import WORDS
from sim.kpis.dictionary import Kpi

if TYPE_CHECKING:
    from sim.experiments.decision import Decision
    from sim.experiments.results import Result
    from sim.figures.number_format import NumberFormat
    from sim.scenario.scenario import Scenario


MOST_NAMES = 4
"""So many designs of a list are named; more are counted."""


class Compared(Protocol):
    """The part of a comparison that the verdict reads."""

    @property
    def result(self) -> Result: ...
    @property
    def scenario(self) -> Scenario: ...
    @property
    def baseline(self) -> str: ...
    @property
    def decision(self) -> Decision: ...
    def deciding(self) -> list[dict[str, Any]]: ...
    def amounts(self, language: str) -> NumberFormat: ...


def verdict(comparison: Compared, language: str = "en") -> str:
    """One sentence on the deciding indicator, one on the next design, and those on what it costs elsewhere."""
    return _Verdict(comparison, language).text()


def basis(comparison: Compared, language: str = "en") -> str:
    """Why there are so many replications, how sure the verdict is, and from which difference on one matters."""
    return _Verdict(comparison, language).basis()


class _Verdict:
    """The sentences of one comparison in one language."""

    def __init__(self, comparison: Compared, language: str) -> None:
        self.comparison, self.decision = comparison, comparison.decision
        self.words, self.language = WORDS[language], language
        self.write = comparison.amounts(language)

    # ---- the answer -------------------------------------------------------------------------------------

    def text(self) -> str:
        """All sentences of the verdict."""
        decision = self.decision
        question, best = decision.question, decision.best
        label = {"kpi": self._kpi(question.kpi), "where": self._where()}
        if not question.can_be_decided:
            return self.words["quantile"].format(**label)
        if best is None:
            return self.words["nothing"].format(**label)
        if decision.state == "none":
            return self.words["one"]
        answer = self.words[self._case(best)].format(**label, **self._figures(best))
        if "open" in self._case(best) and best.replications_needed(decision.count):
            answer += self.words["needed"].format(**self._figures(best))
        return answer + self._alike() + self._next() + "".join(map(self._watched, decision.watched)) + self._dominated()

    def _case(self, best: PairedGap) -> str:
        if best.state == "same":
            return "same"
        if self.decision.state == "too_close" and best.state == "open":
            if best.difference == 0.0:
                return "unseen"
            side = "better " if best.least_gain > 0.0 else "worse " if best.most_gain < 0.0 else ""
            return f"{side if best.kpi.better else ''}open"
        return best.state if self.decision.state == "too_close" else self.decision.state

    def _where(self) -> str:
        row = self.decision.question.row
        if row.scope == "total":
            return ""
        contact = self.comparison.scenario.designs[self.comparison.baseline].contacts[row.name]
        return self.words["where"].format(name=contact.label or row.name)

    def _figures(self, gap: PairedGap) -> dict[str, str]:
        unit = gap.kpi.unit
        return {
            "design": _start(self._design(gap.design)), "baseline": self._design(gap.other),
            "value": self.write.amount(gap.value, unit), "base": self.write.amount(gap.other_value, unit),
            "gap": self.write.gap(gap.difference, unit), "low": self.write.bare_gap(gap.low, unit),
            "high": self.write.bare_gap(gap.high, unit), "far": self.write.gap(gap.high, unit),
            "n": self.write.number(self.decision.count), "matters": self.matters(short=True),
            "needed": self.write.number(gap.replications_needed(self.decision.count)), **self._won(gap),
        }  # fmt: skip

    def _won(self, gap: PairedGap) -> dict[str, str]:
        """The share of replications in which the design does better, and where it lies in the long run."""
        row = next((row for row in self.comparison.deciding() if row["design"] == gap.design), None)
        if row is None or not isfinite(row["p_better"]):
            return {"won": "\u2013", "sure": ""}
        sure = ""
        if isfinite(row["p_better_low"]):
            ends = {"low": f"{100 * row['p_better_low']:.0f}", "high": f"{100 * row['p_better_high']:.0f} %"}
            sure = self.words["sure"].format(**ends)
        return {"won": f"{100 * row['p_better']:.0f} %", "sure": sure}

    def _alike(self) -> str:
        """The designs that are practically as good as the best."""
        names = self._listed(self.decision.alike)
        return self.words["alike"].format(names=names, matters=self.matters(short=True)) if names else ""

    def _next(self) -> str:
        """How far the best design is ahead of the next one, on the same customers."""
        gap = self.decision.next
        if gap is None or (gap.state == "better" and self.decision.alike):
            return ""
        unit = gap.kpi.unit
        key = {"better": "ahead", "near": "about"}.get(gap.state, "beside")
        return self.words[key].format(
            gap=self.write.gap(gap.gain, unit).lstrip("+"), second=self._design(gap.other),
            low=self.write.bare_gap(gap.least_gain, unit), high=self.write.bare_gap(gap.most_gain, unit),
            matters=self.matters(short=True),
            needed=self.write.number(gap.replications_needed(self.decision.count)),
        )  # fmt: skip

    # ---- elsewhere --------------------------------------------------------------------------------------

    def _watched(self, gap: PairedGap) -> str:
        """What the answer costs, or brings, on another indicator."""
        change, unit = self.write.gap(gap.difference, gap.kpi.unit), gap.kpi.unit
        if unit == "money" and gap.kpi.better < 0 and gap.other_value > 0.0:
            key = "dearer" if gap.difference > 0.0 else "cheaper"
            change = self.words[key].format(share=self._rough(abs(gap.difference) / gap.other_value))
        return self.words[self._trade(gap)].format(
            kpi=self._kpi(gap.kpi), change=change, value=self.write.amount(gap.value, unit),
            base=self.write.amount(gap.other_value, unit),
        )  # fmt: skip

    def _rough(self, share: float) -> str:
        """A share in whole per cent from ten on, else with one decimal."""
        return f"{self.write.number(100 * share, 0 if share >= 0.1 else 1)} %"

    def _trade(self, gap: PairedGap) -> str:
        if gap.state in ("equal", "same"):
            return "no change"
        if gap.state in ("open", "near"):
            return "unclear"
        if not gap.kpi.better:
            return "beside it"
        both = (self.decision.state, gap.state)
        return {
            ("better", "better"): "also", ("better", "worse"): "price", ("worse", "better"): "return",
            ("worse", "worse"): "moreover",
        }.get(both, "beside it")  # fmt: skip

    def _dominated(self) -> str:
        pairs, best = self.decision.dominated, self.decision.best
        if not pairs or len(self.decision.gaps) < 2:
            return ""
        if best is not None and [by for _, by in pairs] == [best.design] * len(self.decision.gaps):
            return self.words["dominates all"]
        return self.words["dominated"].format(names=self._listed([design for design, _ in pairs]))

    def _listed(self, designs: Sequence[str]) -> str:
        """The names of some designs; of many, the first ones and how many more there are."""
        names = [self._design(design) for design in designs]
        if len(names) > MOST_NAMES + 1:
            names = [*names[:MOST_NAMES], self.words["others"].format(n=self.write.number(len(names) - MOST_NAMES))]
        return self.words["and"].join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    # ---- how sure ---------------------------------------------------------------------------------------

    def basis(self) -> str:
        """Why it stopped, the confidence, and what matters; empty where there is no verdict."""
        decision = self.decision
        if decision.state == "none":
            return ""
        looks, words = decision.looks, self.words
        most, many = looks.planned[-1], {"pairs": decision.comparisons, "looks": len(looks.planned)}
        key = "clear at last" if looks.stopped == "clear" and decision.count == most else looks.stopped
        found = words[key].format(n=self.write.number(decision.count), most=self.write.number(most))
        over = ", ".join(words[name].format(n=self.write.number(n)) for name, n in many.items() if n > 1)
        found += words["together" if over else "alone"].format(confidence=self._percent(decision.confidence), over=over)
        return found + words["matters"].format(matters=self.matters())

    def matters(self, short: bool = False) -> str:
        """The least difference that matters, in words."""
        threshold, unit = self.decision.question.threshold, self.decision.question.kpi.unit
        if threshold.is_relative:
            share = self._percent(threshold.size)
            return share if short else self.words["of other"].format(share=share)
        if threshold.way == "points":
            points = self._percent(threshold.size).removesuffix(" %")
            is_one = threshold.size == 0.01 or (self.language == "fr" and threshold.size < 0.02)
            return f"{points} {'point' if is_one else 'points'}"
        return self.write.amount(threshold.difference(unit, 0.0), unit)

    def _percent(self, share: float) -> str:
        """A share with the decimals that it has, two at most."""
        value = round(100 * share, 2)
        return f"{self.write.number(value, 0 if value.is_integer() else 1 if (10 * value).is_integer() else 2)} %"

    # ---- names ------------------------------------------------------------------------------------------

    def _design(self, name: str) -> str:
        return self.comparison.scenario.labels.get(name) or name

    def _kpi(self, kpi: Kpi) -> str:
        label = kpi.label(self.language)
        return label[0].lower() + label[1:] if self.language == "en" else label


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
