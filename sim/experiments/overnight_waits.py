"""Calls and chats that wait past closing until somebody is back at work, though the file may not mean it.

The doors shut at seven, the last agent goes, and two calls are still in the queue. By default they stay: a caller with
endless patience is answered at eight the next morning, after thirteen hours, and one such call among a thousand makes
the average speed of answer three quarters of a minute longer. Hardly any telephone system does that.

How they are counted: in a period without anybody on duty who could answer, the queue is sampled at every interval; the
least of these samples is how many waited through all of it. Impatient customers need no exception, for they have given
up long before the morning and are not in that least sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.experiments.replications import Sample
from sim.experiments.stability import worked_intervals
from sim.model.layout import FLOW
from sim.scenario.scenario import DEFERRED

_OFFERED = (FLOW.names or ()).index("offered")


class OvernightWait(NamedTuple):
    """How many contacts of a type waited past closing until somebody was back, and their share of those offered."""

    design: str
    type: str
    contacts: float
    """A replication, on average."""
    share: float


def overnight_waits(samples: dict[str, Sample]) -> list[OvernightWait]:
    """One entry for each design and type of calls or chats that has any, in the order of the file."""
    found = []
    for design, sample in samples.items():
        planned, plan = sample.planned, sample.planned.plan
        for type_index, (name, contact) in enumerate(planned.centre.contacts.items()):
            shuts = not plan.open[plan.type[type_index]["calendar"]].all()
            if not sample.count or contact.channel in DEFERRED or contact.at_close == "leave" or not shuts:
                continue
            queues = [i for i, queue in enumerate(planned.queues) if queue.type == name and not queue.call_back]
            length = np.array(sample.backlog)[:, queues].sum(axis=(0, 1)) / sample.count
            first = int(np.ceil(plan.warm_up / plan.interval))
            nights = _nights(worked_intervals(planned, queues)[: len(length)], first)
            held = sum(float(length[night].min()) for night in nights)
            offered = sample.sections().flow[:, queues, :, _OFFERED].sum() / sample.count
            if held > 0.0:
                found.append(OvernightWait(design, name, held, held / offered if offered > 0.0 else 1.0))
    return found


def _nights(at_work: np.ndarray, first: int) -> Iterator[slice]:
    """The samples, from the first on, of every period without anybody at work between two with.

    A sample ends an interval. The time before anybody is at work does not count: nothing has closed yet.
    """
    edges = np.flatnonzero(np.diff(at_work.astype(int)))
    begins = [int(edge) + 1 for edge in edges if at_work[edge]]
    ends = [int(edge) + 1 for edge in edges if not at_work[edge]]
    for begin in begins:
        end = next((one for one in ends if one > begin), len(at_work))
        if begin >= first:
            yield slice(begin, end)
