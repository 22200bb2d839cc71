"""The lines in which contacts wait: one for each type, or one for each site that has a share of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import arrays
from sim.scenario import IN_HOUSE, Centre, Group


@dataclass(frozen=True)
class Lane:
    """A line: a contact type, at one site or (site None) at all."""

    type: str
    site: str | None


def serves(group: Group, lane: Lane) -> bool:
    """Whether people of the group can take what waits in the lane."""
    return lane.type in group.skills and (lane.site is None or lane.site == group.site)


def lanes_of(centre: Centre) -> list[Lane]:
    """All lanes, those of a type side by side."""
    lanes: list[Lane] = []
    for name in centre.contacts:
        shares = {s: site.share.get(name, 0.0) for s, site in centre.sites.items() if s != IN_HOUSE}
        if sum(shares.values()) <= 0.0:
            lanes.append(Lane(name, None))
            continue
        lanes += [Lane(name, site) for site, share in shares.items() if share > 0.0]
        lanes.append(Lane(name, IN_HOUSE))
    return lanes


def lane_rows(centre: Centre, lanes: list[Lane], sites: list[str]) -> np.ndarray:
    """[L] of `arrays.LANE`."""
    types, rows, reached = list(centre.contacts), [], 0.0
    for number, lane in enumerate(lanes):
        if lane.site is None:
            rows.append((types.index(lane.type), -1, 1.0, number))
            continue
        home = max(i for i, other in enumerate(lanes) if other.type == lane.type)
        if lane.site == IN_HOUSE:
            reached, share_to = 0.0, 1.0
        else:
            reached += centre.sites[lane.site].share[lane.type]
            share_to = reached if reached < 1.0 - 1e-12 else 1.0
        served_at_home = any(serves(group, lanes[home]) for group in centre.groups.values())
        rows.append((types.index(lane.type), sites.index(lane.site), share_to, home if served_at_home else number))
    return np.array(rows, arrays.LANE)
