"""The results as a report needs them: values, differences and labels by design, indicator and scope, in the reader's
language.

Decision: pictures, page and terminal all read the same view, so a figure cannot be 95.1 % in one place and 95.2 % in
another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any, NamedTuple

from sim.experiments.comparison import Comparison
from sim.experiments.replications import Sample
from sim.experiments.results import Result
from sim.figures.number_format import NumberFormat
from sim.kpis.dictionary import KPIS
from sim.report.phrases import phrase
from sim.scenario.scenario import DEFERRED, TARGETS, Channel, Contact, Scenario
from sim.scenario.units import Target


class Value(NamedTuple):
    """An indicator of a design with its interval (NaN with one replication)."""

    estimate: float
    low: float
    high: float


class Gap(NamedTuple):
    """A paired difference from the baseline."""

    difference: float
    low: float
    high: float
    p_better: float
    p_low: float
    p_high: float

    @property
    def clear(self) -> bool:
        """Whether the interval does not contain zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class View:
    """Results of one or several designs, ready to be shown. Made by `view_of`."""

    result: Result
    comparison: Comparison | None
    language: str

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.result.scenario

    @property
    def samples(self) -> dict[str, Sample]:
        """The replications of each design."""
        return self.result.samples

    @property
    def designs(self) -> list[str]:
        """Designs in the order of the file."""
        return list(self.result.samples)

    @property
    def baseline(self) -> str | None:
        """The design the others are compared with; None outside a comparison."""
        return self.comparison.baseline if self.comparison else None

    @property
    def others(self) -> list[str]:
        """Designs that are compared with the baseline."""
        return [design for design in self.designs if design != self.baseline] if self.comparison else []

    @property
    def count(self) -> int:
        """Replications of each design."""
        return min(sample.count for sample in self.samples.values())

    @cached_property
    def write(self) -> NumberFormat:
        """How numbers are written."""
        return NumberFormat(self.language, self.scenario.currency)

    def say(self, key: str, **values: object) -> str:
        """A phrase of the report in the reader's language."""
        return phrase(key, self.language, **values)

    # ---- names ------------------------------------------------------------------------------------------

    def label(self, design: str) -> str:
        """Name of a design."""
        return self.scenario.labels.get(design) or design

    @cached_property
    def contacts(self) -> dict[str, Contact]:
        """Contact types of all designs, each as the first design that has it describes it."""
        found: dict[str, Contact] = {}
        for sample in self.samples.values():
            for name, contact in sample.planned.centre.contacts.items():
                found.setdefault(name, contact)
        return found

    def type_label(self, name: str) -> str:
        """Name of a contact type."""
        return self.contacts[name].label or name

    def site_label(self, name: str) -> str:
        """Name of a site, as the first design that names it does."""
        centres = (sample.planned.centre for sample in self.samples.values())
        return next((s.label for c in centres if (s := c.sites.get(name)) is not None and s.label), name)

    def types_of(self, *channels: Channel) -> list[str]:
        """Contact types of these channels, in the order of the file."""
        return [name for name, contact in self.contacts.items() if contact.channel in channels]

    @property
    def live(self) -> list[str]:
        """Types whose customer waits for the answer: calls and chats."""
        return self.types_of("call", "chat")

    @property
    def deferred(self) -> list[str]:
        """Types that may be answered hours later: e-mails, back-office tasks, messages."""
        return self.types_of(*DEFERRED)

    def target(self, name: str) -> Target:
        """Service level agreed for a contact type."""
        contact = self.contacts[name]
        return contact.target or TARGETS[contact.channel]

    def target_words(self, name: str) -> str:
        """ "80 % in 20 s"."""
        promise = self.target(name)
        return self.say("target", share=self.percent(promise.share), time=self.write_time(promise.within_s))

    def kpi_label(self, kpi: str, within: bool = False) -> str:
        """Name of an indicator; with `within` (a sentence), with a small first letter."""
        label = KPIS[kpi].label(self.language)
        return label[:1].lower() + label[1:] if within else label

    def about(self, kpi: str, scope: str, name: str) -> str:
        """Which contacts an indicator is about."""
        if scope == "total":
            return self.say(self._all_of(kpi))
        if scope == "channel":
            return self.say(f"channel_{name}")
        return self.type_label(name) if scope == "type" else name

    def about_where_unclear(self, kpi: str, scope: str, name: str) -> str:
        """Which contacts an indicator is about, where that is not obvious; else empty."""
        if len(self.contacts) == 1 or (scope == "total" and not KPIS[kpi].live):
            return ""
        return self.about(kpi, scope, name)

    def _all_of(self, kpi: str) -> str:
        """Which contacts a total holds: calls and chats only, for an indicator about live contacts."""
        channels = {self.contacts[name].channel for name in self.live}
        if not KPIS[kpi].live or not channels:
            return "all_contacts"
        return "all_live" if len(channels) > 1 else f"all_{channels.pop()}"

    def is_whole_total(self, kpi: str, scope: str, name: str) -> bool:
        """Whether the total of an indicator holds this type alone."""
        counted = self.live if KPIS[kpi].live and self.live else list(self.contacts)
        return scope == "type" and counted == [name]

    # ---- numbers ----------------------------------------------------------------------------------------

    @cached_property
    def _values(self) -> dict[tuple[str, str, str, str], Value]:
        return {
            (row["design"], row["kpi"], row["scope"], row["name"]): Value(row["estimate"], row["low"], row["high"])
            for row in self.result.rows(intervals=False)
        }

    def value(self, design: str, kpi: str, scope: str = "total", name: str = "total") -> Value | None:
        """An indicator, None where the design has no such figure."""
        return self._values.get((design, kpi, scope, name))

    def values(self, kpi: str, scope: str = "total", name: str = "total") -> dict[str, Value]:
        """An indicator in every design that has it."""
        found = {design: self.value(design, kpi, scope, name) for design in self.designs}
        return {design: value for design, value in found.items() if value is not None}

    @cached_property
    def _gaps(self) -> dict[tuple[str, str, str, str], Gap]:
        rows: list[dict[str, Any]] = self.comparison.difference_rows if self.comparison else []
        return {
            (row["design"], row["kpi"], row["scope"], row["name"]): Gap(
                *(row[key] for key in ("difference", "low", "high", "p_better", "p_better_low", "p_better_high"))
            )
            for row in rows
        }

    def gap(self, design: str, kpi: str, scope: str = "total", name: str = "total") -> Gap | None:
        """The paired difference from the baseline, None where there is none."""
        return self._gaps.get((design, kpi, scope, name))

    @cached_property
    def deciding(self) -> tuple[str, str, str]:
        """The deciding indicator, its scope and its name."""
        row = self.result.options.decide_for
        return self.result.options.decide_on, row.scope, row.name

    @cached_property
    def has_costs(self) -> bool:
        """Whether the file declares any wage or price that was paid."""
        return any(value.estimate > 0 for value in self.values("cost_total").values())

    @cached_property
    def has_cost_details(self) -> bool:
        """Whether there are several kinds of cost to show, by a contract or by fixed costs."""
        centres = [sample.planned.centre for sample in self.samples.values()]
        return any(
            centre.fixed_per_month or any(site.contract or site.fixed_per_month for site in centre.sites.values())
            for centre in centres
        )

    # ---- numbers in words -------------------------------------------------------------------------------

    def percent(self, share: float) -> str:
        """A share as the file writes it: 80 %, 99.5 %."""
        whole = abs(100 * share - round(100 * share)) < 1e-9
        return f"{self.write.number(100 * share, 0 if whole else 1)} %"

    def write_time(self, seconds: float) -> str:
        """A round duration without zero parts: 20 s, 2 min, 24 h."""
        for size, unit in ((3600, "h"), (60, "min"), (1, "s")):
            if seconds >= size and seconds % size == 0:
                return f"{self.write.number(seconds / size)} {unit}"
        return self.write.time(seconds)

    def amount(self, value: float, unit: str) -> str:
        """A value in words; a count in whole numbers from ten on."""
        return self.write.amount(value, unit)

    def half(self, value: Value, unit: str) -> str:
        """How far the interval reaches, where that is as good as the same on either side: less than half of the last
        digit written apart; else nothing, for then only a range says it. And nothing for a share that reads as none or
        as all, for a ± would go beyond."""
        if unit == "share" and self.write.number(100 * value.estimate, 1) in (
            self.write.number(x, 1) for x in (0, 100)
        ):
            return ""
        below, above = value.estimate - value.low, value.high - value.estimate
        texts = [self._reach(reach, value, unit) for reach in (below, above)]
        if texts[0] == texts[1] or abs(above - below) < 0.5 * self._digit(max(below, above), value, unit):
            return texts[0 if below > above else 1]
        return ""

    def _reach(self, half: float, value: Value, unit: str) -> str:
        """One side of an interval; only a time repeats its unit, for it may be another one."""
        if not isfinite(half):
            return ""
        if unit == "s":
            return self.write.time(half)
        if unit == "share":
            if 0.0 < half < 0.0005:  # rounds to nothing, but is not nothing
                return self.write.number(max(100 * half, 0.01), 2)
            return self.write.number(100 * half, 1)
        return self.write.number(half, self._decimals(value, unit))

    def _decimals(self, value: Value, unit: str) -> int:
        if unit == "share":
            return 1
        if unit == "money":
            return 2 if abs(value.estimate) < 1000 else 0
        return 0 if abs(value.estimate) >= 100 else (1 if abs(value.estimate) >= 10 else 2)

    def _digit(self, reach: float, value: Value, unit: str) -> float:
        """The value of the last digit that is written of a side of this length."""
        if unit == "s":
            return next((digit for least, digit in ((3600.0, 60.0), (60.0, 1.0)) if reach >= least), 0.1)
        return float(10.0 ** -self._decimals(value, unit)) / (100.0 if unit == "share" else 1.0)

    def bare_gap(self, value: float, unit: str) -> str:
        """A bound of a difference; points, hours and money without their unit, which is written before."""
        return self.write.bare_gap(value, unit)

    def span(self, value: Value, unit: str) -> str:
        """The interval as text, with the bounds of the tables; no dash beside a minus. For what is the same in every
        replication, nothing."""
        low, high = value.low, value.high
        if not (isfinite(low) and isfinite(high)) or low == high:
            return ""
        if unit == "share":
            # never "100.0 – 100.0 %"
            alike = self.write.number(100 * low, 1) == self.write.number(100 * high, 1)
            ends = self.write.number(100 * low, 1 + alike), f"{self.write.number(100 * high, 1 + alike)} %"
        elif unit == "h":
            ends = self.amount(low, "contacts"), self.amount(high, "contacts")
        elif unit == "money":
            decimals = self._decimals(value, unit)
            ends = self.write.number(low, decimals), self.write.number(high, decimals)
        else:
            ends = self.amount(low, unit), self.amount(high, unit)
        if low < 0.0:
            return self.say("from_to", low=ends[0], high=ends[1])
        return f"{ends[0]} – {ends[1]}"

    def won(self, gap: Gap) -> str:
        """The share of replications in which a design does better, with its interval; nothing where none is known."""
        if not isfinite(gap.p_better):
            return ""
        share = f"{self.write.number(100 * gap.p_better)} %"
        if not isfinite(gap.p_low):
            return share
        return f"{share} ({self.write.number(100 * gap.p_low)} – {self.write.number(100 * gap.p_high)} %)"


def view_of(results: Comparison | Result, language: str = "en") -> View:
    """The view of a comparison or of a plain result; ValueError for a language other than "en" and "fr"."""
    if language not in ("en", "fr"):
        raise ValueError(f"'{language}' is not a language of the reports; allowed: en, fr")
    if isinstance(results, Comparison):
        return View(results.result, results, language)
    return View(results, None, language)
