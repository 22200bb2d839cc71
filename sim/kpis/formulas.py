"""What an indicator is: a formula of sums, its unit, its names in English and in French, and what kind of estimate.

The indicators themselves are the table in `sim.kpis.dictionary`. A formula is data, so the
printed definition *is* the computation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["mean", "ratio", "quantile", "chance", "deviation"]
Distribution = Literal["waits", "answered", "replies", "ages"]
Terms = dict[str, float]


@dataclass(frozen=True)
class Kpi:
    """One indicator. `numerator` and `denominator` are sums of tallies with their coefficients."""

    id: str
    unit: str
    kind: Kind
    english: str
    french: str
    numerator: Terms = field(default_factory=dict)
    denominator: Terms = field(default_factory=dict)
    better: int = 0
    """1: more is better; -1: less is better; 0: neither."""
    by_interval: bool = True
    note: str = ""
    quantile: float = 0.0
    of: Distribution = "waits"
    """Of a quantile: what is spread."""
    first_moment: Terms = field(default_factory=dict)
    """Of a standard deviation: the sum of the values; the numerator is that of their squares."""
    live: bool = False
    """In totals over several channels, calls and chats only: an e-mail that waits a night would drown them."""
    signed: bool = False
    """An amount that can be negative; its interval is never cut off at 0."""
    caution: str = ""
    """Why an interval at 95 % may hold less often than in 93 of 100 experiments of 20 replications."""

    @property
    def definition(self) -> str:
        """The formula, and what must be known beside it."""
        scope = "in totals: calls and chats, if there are any" if self.live else ""
        return "; ".join(part for part in (self.formula, self.note, scope) if part)

    @property
    def formula(self) -> str:
        """The definition as text."""
        if self.kind == "quantile":
            return _QUANTILES[self.of].format(share=f"{self.quantile:.0%}")
        if self.kind == "deviation":
            below = _terms(self.denominator)
            return f"root of {_terms(self.numerator)} / ({below}) - (({_terms(self.first_moment)}) / ({below}))^2"
        if self.kind == "chance":
            return "share of replications in which in_time / offered reaches the target"
        if not self.denominator:
            return f"{_terms(self.numerator)}, per replication"
        return f"({_terms(self.numerator)}) / ({_terms(self.denominator)})".replace("(1)", "1")

    def label(self, language: str = "en") -> str:
        """Name in a report."""
        return self.french if language == "fr" else self.english


_QUANTILES: dict[Distribution, str] = {
    "waits": "the wait not exceeded by {share} of all whose wait is over, answered or not, zeros included",
    "answered": "the wait not exceeded by {share} of those answered, zeros included",
    "replies": "the reply time not exceeded by {share} of the replies",
    "ages": "the age not exceeded for {share} of the time that contacts are in the queue, until the answer or the end",
}


TIMES = frozenset(
    ("talk", "wrap_up", "ring", "wait_answered", "wait_abandoned", "wait_left", "turn_wait", "occupancy_spread")
)
"""Sums that count no events, beside those whose name ends in `_s`."""


def is_time(name: str) -> bool:
    """Whether a sum of the formulas adds up seconds, not events."""
    return name.endswith("_s") or name in TIMES


def _terms(terms: Terms) -> str:
    text = ""
    for name, factor in terms.items():
        sign = " - " if factor < 0 else (" + " if text else "")
        text += f"{sign}{name}"
    return text


def sum_of(*names: str, less: str = "") -> Terms:
    terms = dict.fromkeys(names, 1.0)
    if less:
        terms[less] = -1.0
    return terms
