"""Costs and revenue of replications: wages, invoices, fixed costs, expected revenue; [R] amounts each.

What the file does not declare is NaN, not zero: a service without a word on sales has no revenue, and its report no
row for it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.model import arrays, layout
from sim.plan.build import PlannedDesign
from sim.scenario.nouns.money import Price
from sim.scenario.scenario import IN_HOUSE, Group

SERVED = layout.SERVED.names or ()
FLOW = layout.FLOW.names or ()
ANSWERED, TALK, WRAP_UP = (SERVED.index(name) for name in ("answered", "talk", "wrap_up"))
HOUR, WEEK_SECONDS = 3600.0, 604800.0
Amount = np.ndarray | float
"""[R] one for each replication, or the same for all."""


class Overheads(NamedTuple):
    """Costs of a design that are the same in every replication."""

    months: float
    sites: list[str]
    """[G] where each group works."""
    support: list[float]
    """[G] wages of team leaders and trainers in the counted part of the run."""
    fixed: float
    """Fixed costs of the service."""
    has_invoices: bool
    has_fixed: bool


@lru_cache(maxsize=512)
def overheads_of(planned: PlannedDesign) -> Overheads:
    """Costs of a design that are the same in every replication; computed once."""
    centre, months = planned.centre, float(sum(month.share for month in planned.months))
    partners = [site for name, site in centre.sites.items() if name != IN_HOUSE]
    own = centre.sites.get(IN_HOUSE)
    return Overheads(
        months=months,
        sites=[group.site for group in centre.groups.values()],
        support=[support_cost(planned, group) for group in centre.groups.values()],
        fixed=sum(centre.fixed_per_month.values()) * months,
        has_invoices=any(not site.price.is_none or site.fixed_per_month for site in partners),
        has_fixed=bool(centre.fixed_per_month) or bool(own and own.fixed_per_month),
    )


def support_cost(planned: PlannedDesign, group: Group) -> float:
    """Wages of team leaders and trainers in the counted part of the run."""
    weeks, total = planned.counted_s / WEEK_SECONDS, 0.0
    agents = sum(
        int(planned.plan.group["size"][i]) for i, subgroup in enumerate(planned.subgroups) if subgroup.rules is group
    )
    for role in group.support.values():
        people = role.people if role.people is not None else math.ceil(agents / (role.one_per or math.inf))
        total += people * role.hours_per_week * weeks * role.wage_per_hour
    return total


def wages_of(group: Group, scheduled_s: np.ndarray, overtime_s: np.ndarray) -> np.ndarray:
    """[R] wages of a group with a head count for its paid seconds; overtime at its own rate."""
    wages = (scheduled_s + overtime_s) / HOUR * group.wage_per_hour
    if group.overtime_pays != 1.0:
        wages += overtime_s / HOUR * group.wage_per_hour * (group.overtime_pays - 1.0)
    return wages


def price_of_work(planned: PlannedDesign, price: Price, served: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """[R] what a site's price comes to for the work of one of its groups; `served` is [R, L, served fields], `hours`
    [R]."""
    if not isinstance(price.per_contact, dict) and not isinstance(price.per_minute, dict):
        of = served.sum(axis=1)
        return (
            price.per_contact * of[:, ANSWERED]
            + price.per_minute * (of[:, TALK] + of[:, WRAP_UP]) / 60.0
            + price.per_agent_hour * hours
        )
    due = price.per_agent_hour * hours
    for at, queue in enumerate(planned.queues):
        by_type = [r.get(queue.type, 0.0) if isinstance(r, dict) else r for r in (price.per_contact, price.per_minute)]
        if not any(by_type):
            continue
        of = served[:, at]
        due += by_type[0] * of[:, ANSWERED] + by_type[1] * (of[:, TALK] + of[:, WRAP_UP]) / 60.0
    return due


class Costs:
    """The costs of a block of replications: by group, by site and in total; [R, ...] each."""

    def __init__(
        self, planned: PlannedDesign, served: np.ndarray, people: np.ndarray, scheduled: np.ndarray,
        invoiced: dict[str, np.ndarray],
    ) -> None:  # fmt: skip
        """served: [R, L, G, served fields]; people: [R, G, columns] and scheduled: [R, G] seconds."""
        centre, self.overheads = planned.centre, overheads_of(planned)
        self.wages, self.due = np.zeros(scheduled.shape), np.zeros(scheduled.shape)
        for g, group in enumerate(centre.groups.values()):
            overtime = people[:, g, arrays.OVERTIME]
            by_roster = people[:, g, arrays.WAGES]
            self.wages[:, g] = by_roster if group.has_roster else wages_of(group, scheduled[:, g], overtime)
            self.wages[:, g] += self.overheads.support[g]
            if group.site in centre.sites:
                hours = (scheduled[:, g] + overtime) / HOUR
                self.due[:, g] = price_of_work(planned, centre.sites[group.site].price, served[:, :, g], hours)
        self.site_costs = {name: self._site_costs(planned, name, invoiced) for name in centre.sites}
        self.has_wages = self.wages.any(axis=1)
        self.orders = planned.orders

    def _site_costs(self, planned: PlannedDesign, name: str, invoiced: dict[str, np.ndarray]) -> tuple[Amount, Amount]:
        """What a site costs beyond the price of its groups' work: (on its invoice, fixed costs of our own)."""
        fixed = sum(planned.centre.sites[name].fixed_per_month.values()) * self.overheads.months
        if name in invoiced:
            its = [g for g, site in enumerate(self.overheads.sites) if site == name]
            return invoiced[name] - self.due.take(its, axis=1).sum(axis=1), 0.0
        return (0.0, fixed) if name == IN_HOUSE else (fixed, 0.0)

    def of(self, scope: str, name: str, groups: list[int]) -> dict[str, Amount]:
        """The costs of a row of a sheet, by column; `groups` are the row's groups of the file."""
        whole = scope in ("total", "live total")
        sites = [site for site in self.site_costs if whole or ("site" in scope and site == name)]
        invoices, fixed = (sum((self.site_costs[site][k] for site in sites), start=0.0) for k in (0, 1))
        fixed = fixed + (self.overheads.fixed if whole else 0.0)
        wages, due = self.wages.take(groups, axis=1), self.due.take(groups, axis=1)
        found: dict[str, Amount] = {"cost": (wages + due).sum(axis=1) + (invoices + fixed)}
        if self.has_wages.any():
            found["wages_paid"] = np.where(self.has_wages, wages.sum(axis=1), np.nan)
        if self.overheads.has_invoices:
            found["invoices"] = due.sum(axis=1) + invoices
        if self.overheads.has_fixed and scope != "group":
            found["fixed"] = fixed
        if whole and self.orders > 0.0:
            found["orders"] = self.orders
        return found


def revenue_of(
    planned: PlannedDesign, flow: np.ndarray, served: np.ndarray, queues: list[int]
) -> tuple[Amount, Amount]:
    """Expected revenue of the contacts of some queues, and what is lost with those who gave up; NaN where undeclared.

    Sales: answered x conversion x value, by group. Buying again: requests answered, and those that were not, each times
    its share, times its value. flow: [R, L, flow fields], served: [R, L, cells, served fields]; [R] each.
    """
    centre, brought, lost = planned.centre, np.zeros(len(flow)), np.zeros(len(flow))
    type_names = dict.fromkeys(
        planned.queues[queue].type for queue in queues
    )  # in their order: sums of money depend on it by rounding
    declared = {name: revenue for name in type_names if (revenue := centre.contacts[name].revenue) is not None}
    if not declared:
        return np.nan, np.nan
    for name, revenue in declared.items():
        mine = [queue for queue in queues if planned.queues[queue].type == name]
        answered = served[..., ANSWERED].take(mine, axis=1).sum(axis=1)
        for g, subgroup in enumerate(planned.subgroups):
            own = subgroup.skills[name].converts if name in subgroup.skills else None
            share = revenue.conversion if own is None else own
            brought += answered[:, g] * share * revenue.value
        of = dict(zip(FLOW, flow.take(mine, axis=1).sum(axis=1).T, strict=True))
        lost += of["abandoned"] * revenue.abandoned_value
        if revenue.rebuy is not None:
            back = revenue.rebuy
            unanswered = np.maximum(0.0, of["requests"] - of["firsts"])
            brought += (of["firsts"] * back.answered + unanswered * back.unanswered) * back.value
    return brought, lost
