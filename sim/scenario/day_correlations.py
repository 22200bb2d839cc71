"""Days that several types have in common: the mixture of chances that gives the correlations of the file.

The normal score of a type's day is a sum over the types named before it in the file and
itself (Cholesky). So a type keeps its days when another is named after it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.scenario.nouns.demand import Busyness

TOLERANCE = 1e-9
Mixtures = dict[str, list[tuple[str, float]]]


class Impossible(NamedTuple):
    """Correlations that no days can have: the type at which it shows, and one it is at odds with."""

    name: str
    other: str


def pairs_of(busyness: Busyness) -> dict[frozenset[str], float]:
    """Correlation by pair of types; the last word counts where a pair stands twice."""
    return {frozenset((a, b)): value for a, others in busyness.correlation.items() for b, value in others.items()}


def names_of(busyness: Busyness) -> list[str]:
    """Types with a correlation, in order of mention."""
    return list(dict.fromkeys(name for a, others in busyness.correlation.items() for name in (a, *others)))


def mixtures(busyness: Busyness) -> Mixtures | Impossible:
    """By type, the types whose chances its days are mixed from, with their weights."""
    names, pairs = names_of(busyness), pairs_of(busyness)
    root: list[list[float]] = []
    for i, name in enumerate(names):
        row: list[float] = []
        for j in range(i):
            known = sum(a * b for a, b in zip(row, root[j], strict=False))
            wanted = pairs.get(frozenset((name, names[j])), 0.0) - known
            if root[j][j] == 0.0 and abs(wanted) > TOLERANCE:
                return Impossible(name, names[j])
            row.append(wanted / root[j][j] if root[j][j] > 0.0 else 0.0)
        left = 1.0 - sum(a * a for a in row)
        if left < -TOLERANCE:
            return Impossible(name, names[max(range(i), key=lambda j: abs(row[j]))])
        root.append([*row, math.sqrt(left) if left > TOLERANCE else 0.0])
    return {
        name: [(names[j], weight) for j, weight in enumerate(row) if weight != 0.0]
        for name, row in zip(names, root, strict=True)
    }
