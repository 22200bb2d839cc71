"""Replications side by side: what is summed up and checked is not one of them at a time, but a block of some dozens.

NumPy takes about as long to add up ten numbers as to add up a thousand, and while Python does so no other thread can
begin its next replication. A block has no meaning. Where it begins and ends depends on the
size of the tables alone, and every sum is taken within a replication, in the same order as if it stood there by itself;
so not a bit of any figure depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np

from sim.engines.segments import CLOSED
from sim.model.arrays import Floor, Plan, Tally, new_tally

MOST = 32
"""Replications in a block; with more of them nothing is gained."""
MOST_BYTES = 3 * 2**20
"""What the sums of a block may take: so a year of a big service is a block of its own, and memory does not grow."""
WORD = np.int64
"""Every field of every table has its size."""
KEPT = CLOSED
"""Tables of the floor that are looked at after a run: those in which the accounting of time is closed."""

Tables = TypeVar("Tables", Tally, Floor)


class Ended(NamedTuple):
    """A replication as an engine left it. Nobody has checked it, and nothing of it may be shown."""

    number: int
    tally: Tally
    floor: Floor
    """At the horizon; tables that are not in KEPT may be those of a later replication."""


@dataclass(frozen=True)
class Block:
    """Sums of replications in a row, found sound."""

    sums: Tally
    """The tables of a tally, with the replications as one more axis in front of those named there."""

    @property
    def count(self) -> int:
        """How many replications it holds."""
        return len(self.sums.flow)


def ended(number: int, tally: Tally, floor: Floor) -> Ended:
    """A replication with copies of what its engine will use again for the next one."""
    return Ended(number, tally, floor._replace(**{name: getattr(floor, name).copy() for name in KEPT}))


def room_in_a_block(plan: Plan) -> int:
    """How many replications of a plan stand side by side."""
    return max(1, min(MOST, MOST_BYTES // sum(table.nbytes for table in new_tally(plan))))


def side_by_side(ones: Sequence[Tables], names: Sequence[str] | None = None) -> Tables:
    """Tallies or floors with the replications as one more axis in front of every table, or of the tables named."""
    chosen = ones[0]._fields if names is None else names
    return ones[0]._replace(**{name: _stacked([getattr(one, name) for one in ones]) for name in chosen})


def _stacked(tables: list[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    """[R, ...] tables of one shape, whose rows may have names; what there is only one of is not copied."""
    if len(tables) == 1:
        return tables[0][None]
    # as plain numbers, for rows with names would be copied name by name
    words = np.stack([table.reshape(-1).view(WORD) for table in tables])
    return words.view(tables[0].dtype).reshape((len(tables), *tables[0].shape))
