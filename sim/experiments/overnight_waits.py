"""Who is held over a night: callers in line at closing whom nobody answers before somebody comes back to work.

The doors shut at seven, the last agent goes, and two calls are still in line. By default the line stays as it is:
who has endless patience is answered at eight the next morning, after thirteen hours, and one such call among a thousand
makes the average speed of answer three quarters of a minute longer. Hardly any telephone system does that.

How they are counted. In a time without anybody on duty who could answer, the line is read at every interval; the least
of these readings is how many waited through all of it. The one surprising decision: impatient customers are looked at
like all others, for they are gone long before the morning, and so are not among them.
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
    """How many of a type waited past closing until somebody was back, and which share of those offered they are."""

    design: str
    type: str
    contacts: float
    """In a replication."""
    share: float


def overnight_waits(samples: dict[str, Sample]) -> list[OvernightWait]:
    """Every type of calls or chats of every design with anybody held, in the order of the file."""
    found = []
    for design, sample in samples.items():
        planned, plan = sample.planned, sample.planned.plan
        for kind, (name, contact) in enumerate(planned.centre.contacts.items()):
            shuts = not plan.open[plan.type[kind]["calendar"]].all()
            if not sample.count or contact.channel in DEFERRED or contact.at_close == "leave" or not shuts:
                continue
            queues = [i for i, queue in enumerate(planned.queues) if queue.type == name and not queue.call_back]
            line = np.array(sample.backlog)[:, queues].sum(axis=(0, 1)) / sample.count
            first = int(np.ceil(plan.warm_up / plan.interval))
            nights = _nights(worked_intervals(planned, queues)[: len(line)], first)
            held = sum(float(line[night].min()) for night in nights)
            offered = sample.sections().flow[:, queues, :, _OFFERED].sum() / sample.count
            if held > 0.0:
                found.append(OvernightWait(design, name, held, held / offered if offered > 0.0 else 1.0))
    return found


def _nights(at_work: np.ndarray, first: int) -> Iterator[slice]:
    """The samples, from the first on, of every time between two at work; each ends an interval in which nobody was.

    Before the first time at work nothing has closed yet.
    """
    edges = np.flatnonzero(np.diff(at_work.astype(int)))
    begins = [int(edge) + 1 for edge in edges if at_work[edge]]
    ends = [int(edge) + 1 for edge in edges if not at_work[edge]]
    for begin in begins:
        end = next((one for one in ends if one > begin), len(at_work))
        if begin >= first:
            yield slice(begin, end)
