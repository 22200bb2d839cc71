"""The lines in which contacts wait: one for each type, or one for each site that has a share of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import layout
from sim.compiling.cells import Cell, cells_of
from sim.scenario import IN_HOUSE, Centre


@dataclass(frozen=True)
class Lane:
    """A line: a contact type, at one site or (site None) at all."""

    type: str
    site: str | None
    call_back: bool = False
    """Whether it holds those who wait to be called back."""


def serves(group: Cell, lane: Lane) -> bool:
    """Whether people of the group can take what waits in the lane."""
    return lane.type in group.skills and (lane.site is None or lane.site == group.site)


def reaches(centre: Centre, group: Cell, lane: Lane) -> bool:
    """Whether people of the group can take what waits in the lane, sooner or later: sites may help each other."""
    return serves(group, lane) or (centre.routing.sites is not None and lane.type in group.skills)


def lanes_of(centre: Centre) -> list[Lane]:
    """All lanes, those of a type side by side; behind them, for types that offer call-backs, a twin of each."""
    lanes: list[Lane] = []
    for name in centre.contacts:
        shares = {s: site.greatest_share(name) for s, site in centre.sites.items() if s != IN_HOUSE}
        if sum(shares.values()) <= 0.0:
            lanes.append(Lane(name, None))
            continue
        lanes += [Lane(name, site) for site, share in shares.items() if share > 0.0]
        lanes.append(Lane(name, IN_HOUSE))
    return lanes + [Lane(lane.type, lane.site, True) for lane in lanes if centre.contacts[lane.type].call_back]


def lane_rows(centre: Centre, lanes: list[Lane], sites: list[str]) -> np.ndarray:
    """[L] of `layout.LANE`."""
    types, rows = list(centre.contacts), []
    for lane in lanes:
        twin = Lane(lane.type, lane.site, True)
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
