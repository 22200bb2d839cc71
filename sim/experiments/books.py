"""What a replication cost and what it brought: wages, invoices, fixed costs, expected revenue.

The one surprising decision: what nobody has declared is no zero but nothing. A service without a word on sales has no
revenue, and its report has no line for it.
"""

from __future__ import annotations

import math

import numpy as np

from sim import arrays, layout
from sim.compiling import Compiled
from sim.nouns.money import Price
from sim.scenario import IN_HOUSE, Group

SERVED = layout.SERVED.names or ()
FLOW = layout.FLOW.names or ()
HOUR, WEEK_SECONDS = 3600.0, 604800.0


def support_cost(compiled: Compiled, group: Group) -> float:
    """Wages of team leaders and trainers in the counted part of the run."""
    weeks, total = compiled.counted_s / WEEK_SECONDS, 0.0
    agents = sum(int(compiled.plan.group["size"][i]) for i, cell in enumerate(compiled.cells) if cell.rules is group)
    for role in group.support.values():
        people = role.people if role.people is not None else math.ceil(agents / (role.one_per or math.inf))
        total += people * role.hours_per_week * weeks * role.wage_per_hour
    return total


def wages_of(group: Group, scheduled_s: float, overtime_s: float) -> float:
    """Wages of a group with a head count for its paid seconds, overtime at its own rate."""
    wages = (scheduled_s + overtime_s) / HOUR * group.wage_per_hour
    if group.overtime_pays != 1.0:
        wages += overtime_s / HOUR * group.wage_per_hour * (group.overtime_pays - 1.0)
    return wages


def priced(compiled: Compiled, price: Price, served: np.ndarray, hours: float) -> float:
    """What is to be paid at a site's price for what one of its groups did ([L, served fields])."""
    if not isinstance(price.per_contact, dict) and not isinstance(price.per_minute, dict):
        of = dict(zip(SERVED, served.sum(axis=0), strict=True))
        return float(
            price.per_contact * of["answered"]
            + price.per_minute * (of["talk"] + of["wrap_up"]) / 60.0
            + price.per_agent_hour * hours
        )
    due = price.per_agent_hour * hours
    for lane, row in zip(compiled.lanes, served, strict=True):
        of = dict(zip(SERVED, row, strict=True))
        by_type = [r.get(lane.type, 0.0) if isinstance(r, dict) else r for r in (price.per_contact, price.per_minute)]
        due += by_type[0] * of["answered"] + by_type[1] * (of["talk"] + of["wrap_up"]) / 60.0
    return float(due)


class Books:
    """The costs of one replication, by group, by site and in all."""

    def __init__(
        self, compiled: Compiled, served: np.ndarray, people: np.ndarray, scheduled: np.ndarray,
        invoiced: dict[str, float],
    ) -> None:  # fmt: skip
        """served: [L, G, served fields]; people: [G, columns] and scheduled: [G] seconds."""
        centre = compiled.centre
        self.months = float(sum(month.share for month in compiled.months))
        self.sites = [group.site for group in centre.groups.values()]
        self.wages, self.due = np.zeros(len(self.sites)), np.zeros(len(self.sites))
        for g, group in enumerate(centre.groups.values()):
            overtime = float(people[g, arrays.OVERTIME])
            by_roster = float(people[g, arrays.WAGES])
            self.wages[g] = by_roster if group.has_roster else wages_of(group, float(scheduled[g]), overtime)
            self.wages[g] += support_cost(compiled, group)
            if group.site in centre.sites:
                hours = (scheduled[g] + overtime) / HOUR
                self.due[g] = priced(compiled, centre.sites[group.site].price, served[:, g], hours)
        self.beyond = {name: self._beyond(compiled, name, invoiced) for name in centre.sites}
        self.fixed = sum(centre.fixed_per_month.values()) * self.months
        self.has_wages = bool(self.wages.any())
        partners = [site for name, site in centre.sites.items() if name != IN_HOUSE]
        self.has_invoices = any(not site.price.is_none or site.fixed_per_month for site in partners)
        own = centre.sites.get(IN_HOUSE)
        self.has_fixed = bool(centre.fixed_per_month) or bool(own and own.fixed_per_month)
        self.orders = compiled.orders

    def _beyond(self, compiled: Compiled, name: str, invoiced: dict[str, float]) -> tuple[float, float]:
        """What a site costs beyond the price of its groups' work: (on its invoice, fixed costs of our own)."""
        fixed = sum(compiled.centre.sites[name].fixed_per_month.values()) * self.months
        if name in invoiced:
            return invoiced[name] - self.due[[site == name for site in self.sites]].sum(), 0.0
        return (0.0, fixed) if name == IN_HOUSE else (fixed, 0.0)

    def of(self, scope: str, name: str, groups: list[int]) -> dict[str, float]:
        """The costs of a row of a sheet, by column: of its groups, and of the site or of everything."""
        whole = scope in ("total", "live total")
        sites = [site for site in self.beyond if whole or ("site" in scope and site == name)]
        invoices, fixed = (sum(self.beyond[site][k] for site in sites) for k in (0, 1))
        fixed += self.fixed if whole else 0.0
        found = {"cost": (self.wages[groups] + self.due[groups]).sum() + (invoices + fixed)}
        if self.has_wages:
            found["wages_paid"] = self.wages[groups].sum()
        if self.has_invoices:
            found["invoices"] = self.due[groups].sum() + invoices
        if self.has_fixed and scope != "group":
            found["fixed"] = fixed
        if whole and self.orders > 0.0:
            found["orders"] = self.orders
        return found


def revenue_of(compiled: Compiled, flow: np.ndarray, served: np.ndarray, lanes: list[int]) -> tuple[float, float]:
    """Expected revenue of the contacts of some lanes, and what is lost with those who gave up; NaN where undeclared.

    Sales: answered x conversion x value, by group. Buying again: requests answered, and those that were not, each times
    its share, times its value. flow: [L, flow fields], served: [L, cells, served fields].
    """
    centre, brought, lost = compiled.centre, 0.0, 0.0
    kinds = {compiled.lanes[lane].type for lane in lanes}
    declared = {name: revenue for name in kinds if (revenue := centre.contacts[name].revenue) is not None}
    if not declared:
        return np.nan, np.nan
    for name, revenue in declared.items():
        mine = [lane for lane in lanes if compiled.lanes[lane].type == name]
        for g, cell in enumerate(compiled.cells):
            own = cell.skills[name].converts if name in cell.skills else None
            share = revenue.conversion if own is None else own
            brought += served[mine, g, SERVED.index("answered")].sum() * share * revenue.value
        of = dict(zip(FLOW, flow[mine].sum(axis=0), strict=True))
        lost += of["abandoned"] * revenue.abandoned_value
        if revenue.rebuy is not None:
            back = revenue.rebuy
            unanswered = max(0.0, of["requests"] - of["firsts"])
            brought += (of["firsts"] * back.answered + unanswered * back.unanswered) * back.value
    return brought, lost
