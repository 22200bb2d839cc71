"""The queues in which contacts wait: one for each type, for each site that has a share of it, for each hub of a
site."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.model import layout
from sim.plan.subgroups import Subgroup, hubs_of, subgroups_of
from sim.scenario.scenario import IN_HOUSE, Centre


@dataclass(frozen=True)
class Queue:
    """A line: a contact type, at one site or (site None) at all."""

    type: str
    site: str | None
    call_back: bool = False
    """Whether it holds those who wait to be called back."""
    hub: int = -1
    """The hub of the site, -1 where the site is one pool."""


def serves(group: Subgroup, queue: Queue) -> bool:
    """Whether people of the group can take what waits in the queue."""
    here = queue.site is None or queue.site == group.site
    return queue.type in group.skills and here and queue.hub in (-1, group.hub)


def reaches(centre: Centre, group: Subgroup, queue: Queue) -> bool:
    """Whether people of the group can take what waits in the queue, sooner or later: sites and hubs may help others."""
    if serves(group, queue) or queue.type not in group.skills:
        return serves(group, queue)
    return centre.routing.sites is not None or help_between_hubs(centre, group, queue) is not None


def help_between_hubs(centre: Centre, group: Subgroup, queue: Queue) -> float | None:
    """After which wait the group helps another hub of its site, s; None if it does not, or sits elsewhere."""
    site = centre.sites.get(group.site)
    if queue.site != group.site or site is None or site.hubs is None:
        return None
    return site.hubs.helps_after


def queues_of(centre: Centre) -> list[Queue]:
    """All queues, those of a type side by side; behind them, for types that offer call-backs, a twin of each."""
    queues: list[Queue] = []
    for name in centre.contacts:
        shares = {s: site.greatest_share(name) for s, site in centre.sites.items() if s != IN_HOUSE}
        if sum(shares.values()) <= 0.0 and not hubs_of(centre, IN_HOUSE):
            queues.append(Queue(name, None))
            continue
        for site in (*(site for site, share in shares.items() if share > 0.0), IN_HOUSE):
            queues += queues_at(centre, name, site)
    return queues + [replace(queue, call_back=True) for queue in queues if centre.contacts[queue.type].call_back]


def queues_at(centre: Centre, name: str, site: str) -> list[Queue]:
    """The lines of a type at a site: one, or one for each hub."""
    return [Queue(name, site, hub=hub) for hub in range(hubs_of(centre, site))] or [Queue(name, site)]


def queue_rows(centre: Centre, queues: list[Queue], sites: list[str]) -> np.ndarray:
    """[L] of `layout.QUEUE`."""
    types, rows = list(centre.contacts), []
    for queue in queues:
        twin = replace(queue, call_back=True)
        has_twin = twin in queues and not queue.call_back
        site = -1 if queue.site is None else sites.index(queue.site)
        at_twin = queues.index(twin) if has_twin else -1
        rows.append((types.index(queue.type), site, at_twin, _mean_handling(centre, queue)))
    return np.array(rows, layout.QUEUE)


def _mean_handling(centre: Centre, queue: Queue) -> float:
    """Seconds a contact of the queue costs on average, over the groups that take it; 0 if none does."""
    contact, found = centre.contacts[queue.type], []
    for group in subgroups_of(centre):
        if serves(group, queue):
            skill = group.skills[queue.type]
            handling = skill.handling or contact.handling
            found.append((1.0 + skill.slower) * (handling.talk.mean_s + handling.wrap_up.mean_s))
    return sum(found) / len(found) if found else 0.0
