"""The table of laws of a plan, each written once."""

from __future__ import annotations

import numpy as np

from sim import arrays, draws
from sim.units import Law


class Laws:
    """Laws by number."""

    def __init__(self) -> None:
        self.known: dict[Law, int] = {}

    def number(self, law: Law) -> int:
        """Index of the law in the table."""
        return self.known.setdefault(law, len(self.known))

    def table(self) -> np.ndarray:
        """[laws] of `arrays.LAW`."""
        return np.array([tuple(draws.row_of(law)) for law in self.known], arrays.LAW)
