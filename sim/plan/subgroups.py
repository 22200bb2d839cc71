"""Subgroups: the people of a group who are alike in every respect, and how figures of subgroups become those of groups.

Most groups are one subgroup. Somebody with a name is one alone, with their own skills and pace. The engines know
subgroups only (they call them groups); whoever reads a result knows groups only. `by_group` stands between the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.scenario.nouns.people import Group
from sim.scenario.nouns.rosters import Person
from sim.scenario.nouns.skills import Skill
from sim.scenario.scenario import Centre


@dataclass(frozen=True)
class Subgroup:
    """People who are alike."""

    group: str
    rules: Group
    person_name: str | None = None
    hub: int = -1
    """Number of the hub it sits in, -1 at a site without."""
    hubs: int = 1
    """Hubs among which the group is dealt out."""

    def is_dealt(self, number: int) -> bool:
        """Whether the `number`-th of the group sits here: hubs are dealt people like cards."""
        return self.hub < 0 or number % self.hubs == self.hub

    @property
    def person(self) -> Person | None:
        """What the file says of somebody with a name."""
        return self.rules.people[self.person_name] if self.person_name is not None else None

    @property
    def name(self) -> str:
        """What the cell is called."""
        return self.group if self.person_name is None else f"{self.group}/{self.person_name}"

    @property
    def skills(self) -> dict[str, Skill]:
        """What its people can take."""
        person = self.person
        return person.skills if person is not None and person.skills is not None else self.rules.skills

    @property
    def site(self) -> str:
        """Where they work."""
        return self.rules.site


def subgroups_of(centre: Centre) -> list[Subgroup]:
    """The cells of a design, group by group and hub by hub: the many first, then those with a name."""
    found = []
    for name, group in centre.groups.items():
        many = not group.people or group.agents or group.schedule or any(s.people for s in group.shifts.values())
        count = hubs_of(centre, group.site)
        for hub in range(max(count, 1)):
            where = (hub if count else -1, max(count, 1))
            everybody = Subgroup(name, group, None, *where)
            found += [everybody] if many else []
            named = [person for number, person in enumerate(group.people) if everybody.is_dealt(number)]
            found += [Subgroup(name, group, person, *where) for person in named]
    return found


def hubs_of(centre: Centre, site: str) -> int:
    """How many hubs a site has; 0 where it is one pool."""
    known = centre.sites.get(site)
    return known.hubs.count if known is not None and known.hubs is not None else 0


def by_group(subgroups: list[Subgroup], figures: np.ndarray, axis: int) -> np.ndarray:
    """Figures of cells along an axis, added up to figures of groups."""
    firsts = [i for i, subgroup in enumerate(subgroups) if i == 0 or subgroups[i - 1].group != subgroup.group]
    if len(firsts) == len(subgroups):
        return figures
    total: np.ndarray = np.add.reduceat(figures, firsts, axis=axis)
    return total
