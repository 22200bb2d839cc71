"""The table of distributions of a plan, each written once."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from sim.model import layout
from sim.model.chance import draws
from sim.scenario.distributions import Law

LONG = {
    "uniform": draws.QUANTILES, "quantiles": draws.QUANTILES, "empirical": draws.EMPIRICAL, "mixture": draws.MIXTURE,
}  # fmt: skip
"""Laws whose numbers fill rows of their own."""


class Laws:
    """Laws by number."""

    def __init__(self) -> None:
        self.known: dict[Law, int] = {}

    def number(self, law: Law) -> int:
        """Index of the law in the table."""
        if law.name == "mixture":
            for _, part in law.knots:
                self.number(part)
        return self.known.setdefault(law, len(self.known))

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """[laws] of `layout.LAW`, and [knots, 2]: shares and seconds of laws given by quantiles or measured times; of
        mixtures the shares up to the end of each part, and its law."""
        rows: list[draws.LawRow] = []
        knots: list[tuple[float, float]] = []
        for law in self.known:
            if law.name in LONG:
                rows.append(draws.LawRow(LONG[law.name], len(knots), len(law.knots)))
                knots += self._parts(law) if law.name == "mixture" else law.knots
            else:
                rows.append(draws.row_of(law))
        return np.array([tuple(row) for row in rows], layout.LAW), np.array(knots or [(0.0, 0.0)])

    def _parts(self, law: Law) -> list[tuple[float, float]]:
        """The shares up to the end of each part, the last one 1, and the numbers of their laws."""
        ends = [*accumulate(weight for weight, _ in law.knots[:-1]), 1.0]
        return [(end, float(self.known[part])) for end, (_, part) in zip(ends, law.knots, strict=True)]
