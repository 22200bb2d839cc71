"""When a comparison looks at its replications to see whether the verdict is clear, and what each look may claim.

Whoever looks again and again until a difference is clear will find one: with a look after every replication, at 95 %
each, more than one in four studies of two equal designs would announce a winner. So the looks are fixed beforehand, at
10, 20, 40, 80 ... replications and at the most that the study allows, and the error probability is shared out equally
among them. By Bonferroni's inequality whatever is claimed at any of them is then wrong at most as often as promised,
however the looks depend on each other and whenever the comparison stops (repeated confidence intervals: Jennison and
Turnbull, Group Sequential Methods, 2000, chapters 7 and 9; spending functions: Lan and DeMets 1983). The same is done
over the comparisons of designs (Law, Simulation Modeling and Analysis, 2015, section 10.3).

Decision: equal shares, not O'Brien and Fleming's. A simulated replication costs little and the great differences are
asked about first; what the last look loses by it is a third of its width at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FIRST = 10
"""Replications at the first look: fewer say little about their own spread."""
Stop = Literal["clear", "fine", "limit", "precision", "fixed"]
"""Why a comparison stopped: its verdict was clear; its differences were known to a fraction of what matters; it had as
many replications as the study allows; the precision wanted was reached (or its limit); so many were asked for."""


@dataclass(frozen=True)
class Looks:
    """The looks of a comparison: those planned, how many were taken, and why it stopped."""

    planned: tuple[int, ...]
    taken: int
    stopped: Stop

    def confidence(self, confidence: float, comparisons: int) -> float:
        """The confidence of one interval, so that all of them hold together with the one promised."""
        return shared_confidence(confidence, len(self.planned) * max(1, comparisons))


def planned_looks(most: int) -> tuple[int, ...]:
    """Replications at each look, up to `most`."""
    found, at = [], FIRST
    while at < most:
        found.append(at)
        at *= 2
    return (*found, most)


def shared_confidence(confidence: float, among: int) -> float:
    """The confidence of each of so many intervals that hold together with a confidence (Bonferroni)."""
    return 1.0 - (1.0 - confidence) / among
