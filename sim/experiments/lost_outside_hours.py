"""Types whose customers come outside the opening hours and are lost: more than one in a hundred of them.

Such a customer is in no answer rate, for a contact outside the hours is never offered to anybody. So a volume that
reaches beyond the opening hours loses customers whom no usual figure shows. A type with `outside_hours: next_opening`
is not reported, for there they come again.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.experiments.replications import Sample
from sim.model.layout import FLOW

MOST = 0.01
_AT = {name: at for at, name in enumerate(FLOW.names or ())}


class LostOutsideHours(NamedTuple):
    """The share of a type's contacts that came outside the opening hours, of all that came."""

    design: str
    type: str
    share: float
    contacts: float
    """A replication, on average."""


def lost_outside_hours(samples: dict[str, Sample]) -> list[LostOutsideHours]:
    """One entry for each design and type with a share above `MOST`, in the order of the file."""
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
