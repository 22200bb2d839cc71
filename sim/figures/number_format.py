"""How figures are written for readers, in English or French: 60.0 %, 22.1 points, 1 min 20 s, 12 345 EUR."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True)
class NumberFormat:
    """Writes values of each unit in a language ("en" or "fr") and a currency."""

    language: str = "en"
    currency: str = "EUR"

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with its thousands apart; a decimal comma in French."""
        text = f"{round(value, decimals) + 0.0:,.{decimals}f}"
        if self.language == "fr":
            text = text.replace(",", "\u202f").replace(".", ",")
        return text.replace("-", "\u2212")

    def amount(self, value: float, unit: str) -> str:
        """A value of a unit of `kpis.UNITS`."""
        if not isfinite(value):
            return "\u2013"
        if unit == "share":
            return f"{self.number(100 * value, 1)} %"
        if unit == "s":
            return self.time(value)
        if unit == "money":
            return f"{self.number(value, 2 if abs(value) < 1000 else 0)} {self.currency}"
        decimals = 0 if abs(value) >= 100 else (1 if abs(value) >= 10 else 2)
        days = "d" if self.language == "en" else "j"
        return self.number(value, decimals) + {"h": " h", "d": f" {days}"}.get(unit, "")

    def gap(self, value: float, unit: str) -> str:
        """A difference, with its sign; shares in points."""
        if not isfinite(value):
            return "\u2013"
        sign = "+" if value >= 0 else "\u2212"
        if unit == "share":
            return f"{sign}{self.number(100 * abs(value), 1)} points"
        return sign + self.amount(abs(value), unit)

    def bare_gap(self, value: float, unit: str) -> str:
        """A bound of a difference; points, hours and money without their unit, which is written before."""
        text = self.gap(value, unit)
        return text.rsplit(" ", 1)[0] if isfinite(value) and unit in ("share", "money", "h") else text

    def time(self, seconds: float) -> str:
        """A duration in the units a person would use."""
        sign, rest = ("\u2212" if seconds < 0 else ""), abs(seconds)
        if rest < 60:
            return f"{sign}{self.number(rest, 1)} s"
        if rest < 3600:
            return f"{sign}{int(rest // 60)} min {int(rest % 60):02d} s"
        if rest < 48 * 3600:
            return f"{sign}{int(rest // 3600)} h {int(rest % 3600 // 60):02d}"
        return f"{sign}{self.number(rest / 86400, 1)} {'d' if self.language == 'en' else 'j'}"
