"""Whose customers find the doors shut: more than one in a hundred, and the file does not say that they come again.

A shut door is in no answer rate: whoever never got in was never offered to anybody. So a volume that reaches beyond
the opening hours loses customers whom no usual figure shows. The one surprising decision: a type that says
`outside_hours: next_opening` is never warned of, for its author has thought of it.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.experiments.replications import Sample
from sim.model.layout import FLOW

MOST = 0.01
_AT = {name: at for at, name in enumerate(FLOW.names or ())}


class LostOutsideHours(NamedTuple):
    """The share of a type's contacts that came while the doors were shut, of all that came."""

    design: str
    type: str
    share: float
    contacts: float
    """In a replication."""


def lost_outside_hours(samples: dict[str, Sample]) -> list[LostOutsideHours]:
    """Every type of every design with more than `MOST` of them, in the order of the file."""
    found = []
    for design, sample in samples.items():
        flow = sample.sections().flow.sum(axis=(0, 2))
        planned = sample.planned
        for name, contact in planned.centre.contacts.items():
            if contact.outside_hours == "next_opening":
                continue
            mine = flow[[i for i, queue in enumerate(planned.queues) if queue.type == name]].sum(axis=0)
            came = mine[_AT["attempts"]] + mine[_AT["handed_in"]]
            shut = mine[_AT["blocked"]] - mine[_AT["busy"]]
            if came > 0 and shut > MOST * came:
                found.append(LostOutsideHours(design, name, float(shut / came), float(shut / sample.count)))
    return found
