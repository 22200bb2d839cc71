"""The lines in which contacts wait: one for each type, for each site that has a share of it, for each hub of a site."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.model import layout
from sim.plan.subgroups import Cell, cells_of, hubs_of
from sim.scenario.scenario import IN_HOUSE, Centre


@dataclass(frozen=True)
class Lane:
    """A line: a contact type, at one site or (site None) at all."""

    type: str
    site: str | None
    call_back: bool = False
    """Whether it holds those who wait to be called back."""
    hub: int = -1
    """The hub of the site, -1 where the site is one pool."""


def serves(group: Cell, lane: Lane) -> bool:
    """Whether people of the group can take what waits in the lane."""
    here = lane.site is None or lane.site == group.site
    return lane.type in group.skills and here and lane.hub in (-1, group.hub)


def reaches(centre: Centre, group: Cell, lane: Lane) -> bool:
    """Whether people of the group can take what waits in the lane, sooner or later: sites and hubs may help others."""
    if serves(group, lane) or lane.type not in group.skills:
        return serves(group, lane)
    return centre.routing.sites is not None or help_between_hubs(centre, group, lane) is not None


def help_between_hubs(centre: Centre, group: Cell, lane: Lane) -> float | None:
    """After which wait the group helps another hub of its site, s; None if it does not, or sits elsewhere."""
    site = centre.sites.get(group.site)
    if lane.site != group.site or site is None or site.hubs is None:
        return None
    return site.hubs.helps_after


def lanes_of(centre: Centre) -> list[Lane]:
    """All lanes, those of a type side by side; behind them, for types that offer call-backs, a twin of each."""
    lanes: list[Lane] = []
    for name in centre.contacts:
        shares = {s: site.greatest_share(name) for s, site in centre.sites.items() if s != IN_HOUSE}
        if sum(shares.values()) <= 0.0 and not hubs_of(centre, IN_HOUSE):
            lanes.append(Lane(name, None))
            continue
        for site in (*(site for site, share in shares.items() if share > 0.0), IN_HOUSE):
            lanes += lanes_at(centre, name, site)
    return lanes + [replace(lane, call_back=True) for lane in lanes if centre.contacts[lane.type].call_back]


def lanes_at(centre: Centre, name: str, site: str) -> list[Lane]:
    """The lines of a type at a site: one, or one for each hub."""
    return [Lane(name, site, hub=hub) for hub in range(hubs_of(centre, site))] or [Lane(name, site)]


def lane_rows(centre: Centre, lanes: list[Lane], sites: list[str]) -> np.ndarray:
    """[L] of `layout.LANE`."""
    types, rows = list(centre.contacts), []
    for lane in lanes:
        twin = replace(lane, call_back=True)
        has_twin = twin in lanes and not lane.call_back
        site = -1 if lane.site is None else sites.index(lane.site)
        at_twin = lanes.index(twin) if has_twin else -1
        rows.append((types.index(lane.type), site, at_twin, _mean_handling(centre, lane)))
    return np.array(rows, layout.LANE)


def _mean_handling(centre: Centre, lane: Lane) -> float:
    """Seconds a contact of the lane costs on average, over the groups that take it; 0 if none does."""
    contact, found = centre.contacts[lane.type], []
    for group in cells_of(centre):
        if serves(group, lane):
            skill = group.skills[lane.type]
            handling = skill.handling or contact.handling
            found.append((1.0 + skill.slower) * (handling.talk.mean_s + handling.wrap_up.mean_s))
    return sum(found) / len(found) if found else 0.0
