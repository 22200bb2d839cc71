"""The table of laws of a plan, each written once."""

from __future__ import annotations

import numpy as np

from sim import draws, layout
from sim.units import Law


class Laws:
    """Laws by number."""

    def __init__(self) -> None:
        self.known: dict[Law, int] = {}

    def number(self, law: Law) -> int:
        """Index of the law in the table."""
        return self.known.setdefault(law, len(self.known))

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """[laws] of `layout.LAW`, and the [knots, 2] shares and seconds of laws given by quantiles."""
        rows: list[draws.LawRow] = []
        knots: list[tuple[float, float]] = []
        for law in self.known:
            if law.knots:
                rows.append(draws.LawRow(draws.QUANTILES, len(knots), len(law.knots)))
                knots += law.knots
            else:
                rows.append(draws.row_of(law))
        return np.array([tuple(row) for row in rows], layout.LAW), np.array(knots or [(0.0, 0.0)])
