"""The agreed share of each site in the contacts of a type, and the share it received.

The contract says 30 % of the sales; the partner is closed on Sundays and lost its connection for a day, and received
26. The agreed share is weighted with the contacts that came in each interval of the week, so a share that depends on
the hours is comparable. Decision: the difference has its own interval, for both shares vary with the same customers,
and most of that variation cancels.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.experiments import statistics
from sim.experiments.replications import Sample
from sim.model.layout import FLOW

CERTAIN = 0.999
"""Confidence of the test by which a difference is reported."""
RECEIVED = statistics.SHARE._replace(counted=True, unseen=1.0, rest=True)
ARRIVALS = [(FLOW.names or ()).index(name) for name in ("attempts", "handed_in")]


class SiteShare(NamedTuple):
    """The part of a type's contacts that a site received, with its interval; shares as fractions of 1."""

    design: str
    site: str
    type: str
    wanted: float
    """Agreed in the contract."""
    received: float
    low: float
    high: float
    contacts: float
    """Received, per replication; transfers from elsewhere in the service included."""
    differs: bool
    """Whether agreed and received share differ significantly."""


def site_shares(samples: dict[str, Sample], confidence: float) -> list[SiteShare]:
    """One entry for each design, site and type of which a site has a share."""
    return [row for design, sample in samples.items() for row in _of_design(design, sample, confidence)]


def _of_design(design: str, sample: Sample, confidence: float) -> list[SiteShare]:
    planned, found = sample.planned, []
    came = sample.sections().flow[..., ARRIVALS].sum(axis=-1)
    sites = dict.fromkeys((queue.type, queue.site) for queue in planned.queues if queue.site is not None)
    for type_name, site in sites:
        mine = [i for i, queue in enumerate(planned.queues) if queue.type == type_name and not queue.call_back]
        here_queues = [i for i in mine if planned.queues[i].site == site]
        if len(here_queues) == len(mine):
            continue
        of_type = came[:, mine].sum(axis=1)
        here, total = came[:, here_queues].sum(axis=(1, 2)), of_type.sum(axis=1)
        due = of_type @ planned.wanted_shares[here_queues].sum(axis=0)
        received = statistics.ratio(here, total, confidence, RECEIVED)
        if not np.isfinite(received.value):
            continue
        gap = statistics.ratio(here - due, total, CERTAIN)
        differs = bool(np.isfinite(gap.low) and (gap.low > 0.0 or gap.high < 0.0) and abs(gap.value) > 1e-9)
        wanted, each = float(due.sum() / total.sum()), float(here.sum() / sample.count)
        found.append(
            SiteShare(design, site or "", type_name, wanted, received.value, received.low, received.high, each, differs)
        )
    return found
