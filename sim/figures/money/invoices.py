"""Invoices of a block of replications: the sums of each month and partner, passed to `sim.scenario.contracts`.

The sums are those of the indicators, taken month by month, so a ladder on the service level reads the same service
level as the report. Decision: a contact belongs to the month in which something happens to it; offered in January and
answered in February, it is paid for in February.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from sim.engines.blocks import Block
from sim.figures.money.costs import HOUR
from sim.figures.sheets import AT, FLOW, SERVED, SheetRow, live_row
from sim.figures.summing import Totals, as_floats, gathered, sheets_of, totals_of
from sim.kpis.dictionary import KPIS
from sim.model import arrays, layout
from sim.plan.build import PlannedDesign
from sim.scenario import contracts
from sim.scenario.contracts import Counted, InvoiceLine, Month
from sim.scenario.nouns.money import Contract, Ladder
from sim.scenario.scenario import IN_HOUSE, Site

NOTHING = Contract()


class LineKey(NamedTuple):
    """Identifies a line of an invoice; the same in every replication."""

    site: str
    month: str
    number: int
    """Number of the line within its invoice, from 1."""
    item: str
    about: str


InvoiceLines = list[tuple[LineKey, InvoiceLine]]
"""The lines of all invoices of one replication."""


def invoicing_sites(planned: PlannedDesign) -> dict[str, Site]:
    """The partner sites that send invoices: those with a price, a contract, or monthly fixed costs."""
    sites = planned.centre.sites.items()
    return {n: s for n, s in sites if n != IN_HOUSE and (not s.price.is_none or s.fixed_per_month or s.contract)}


def periods(planned: PlannedDesign) -> list[Month]:
    """The periods of the invoices: months where a contract says so, else the run as a whole."""
    return planned.months if len(planned.plan.month_ends) else [contracts.whole_run(planned.months)]


def invoices(planned: PlannedDesign, block: Block) -> list[InvoiceLines]:
    """For each replication of a block every line of every invoice, by site, month, and position in the invoice."""
    found: list[InvoiceLines] = [[] for _ in range(block.count)]
    sites = invoicing_sites(planned)
    if not sites:
        return found
    judged = tuple(sorted({_row_of(name, one) for name, site in sites.items() for one in _ladders(site)}))
    sums_by_period = [_of_period(of_month, sums, judged) for of_month, sums in months(planned, block)]
    for name, site in sites.items():
        agreed = site.contract or NOTHING
        for number, (month, its) in enumerate(zip(periods(planned), sums_by_period, strict=True)):
            values = [_value(one, its.figures[_row_of(name, one)]) for one in agreed.ladders]
            for r, done in enumerate(counted(its, number, name, agreed)):
                done = done._replace(figures=tuple(float(value[r]) for value in values))
                lines = contracts.invoice(site.price, agreed, site.fixed_per_month, month, done)
                for place, line in enumerate(lines, start=1):
                    found[r].append((LineKey(name, month.label, place, line.item, line.about), line))
    return found


def _ladders(site: Site) -> Sequence[Ladder]:
    return (site.contract or NOTHING).ladders


def totals(lines: InvoiceLines) -> dict[str, float]:
    """Total invoiced by site in one replication."""
    by_site: dict[str, list[InvoiceLine]] = {}
    for key, line in lines:
        by_site.setdefault(key.site, []).append(line)
    return {site: float(contracts.total(its)) for site, its in by_site.items()}


def invoiced(planned: PlannedDesign, lines: list[InvoiceLines]) -> dict[str, np.ndarray]:
    """[R] total invoiced by site; empty where there are no invoices by month, for then the sums give the amounts."""
    if not len(planned.plan.month_ends):
        return {}
    of_each = [totals(one) for one in lines]
    return {site: np.array([of[site] for of in of_each]) for site in of_each[0]}


# ---- the sums of a month ----------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _schedules(planned: PlannedDesign) -> list[PlannedDesign]:
    """For each month the design with that month's schedule."""
    return [
        dataclasses.replace(
            planned, scheduled_s=planned.month_scheduled_s[m][:, None], months=[month],
            plan=planned.plan._replace(warm_up=0.0),
        )
        for m, month in enumerate(planned.months)
    ]  # fmt: skip


def months(planned: PlannedDesign, block: Block) -> Iterator[tuple[PlannedDesign, arrays.Tally]]:
    """For each period the design with its schedule, and its sums in each replication."""
    sums = block.sums
    if not len(planned.plan.month_ends):
        yield planned, sums
        return
    flows = np.diff(as_floats(sums.month_flow), axis=1, prepend=0.0)
    served = np.diff(as_floats(sums.month_served), axis=1, prepend=0.0)
    people = np.diff(sums.month_people, axis=1, prepend=0.0)
    for m, of_month in enumerate(_schedules(planned)):
        month = planned.months[m]
        first, last = (ceil(edge / planned.plan.interval) for edge in (month.begin, month.end))
        its = sums._replace(
            flow=named_rows(flows[:, m, :, None], layout.FLOW), served=named_rows(served[:, m], layout.SERVED),
            people=people[:, m, :, None], backlog=sums.backlog[..., first:last], ages=sums.ages[..., first:last],
        )  # fmt: skip
        yield of_month, its


def named_rows(numbers: np.ndarray, fields: np.dtype[Any]) -> np.ndarray:
    """[..., fields] floats viewed as structured rows of sums."""
    return np.ascontiguousarray(numbers).view(fields)[..., 0]


class Period(NamedTuple):
    """The sums of one period of the invoices in a block of replications."""

    planned: PlannedDesign
    people: np.ndarray
    """[R, cells, B, people columns]"""
    totals: Totals
    figures: dict[SheetRow, np.ndarray]
    """[R, COLUMNS] the sums of each row that a ladder reads."""


def _of_period(planned: PlannedDesign, sums: arrays.Tally, judged: tuple[SheetRow, ...]) -> Period:
    totals = totals_of(planned, sums)
    sheets = sheets_of(planned, totals, judged) if judged else np.zeros((0, 0))
    return Period(planned, sums.people, totals, {row: sheets[:, at] for at, row in enumerate(judged)})


def counted(period: Period, number: int, site: str, agreed: Contract) -> list[Counted]:
    """For each replication the quantities that a site's contract prices in a period, without the ladders'
    indicators."""
    planned, sums = period.planned, period.totals
    its = [i for i, subgroup in enumerate(planned.subgroups) if subgroup.site == site]
    type_names = [
        type_name for type_name in planned.types if any(type_name in planned.subgroups[i].skills for i in its)
    ]
    served = gathered(sums.served, its, 2).sum(axis=2)
    contacts, minutes = {}, {}
    for type_name in type_names:
        of = gathered(served, [i for i, queue in enumerate(planned.queues) if queue.type == type_name]).sum(axis=1)
        contacts[type_name] = of[:, SERVED.index("answered")]
        minutes[type_name] = (of[:, SERVED.index("talk")] + of[:, SERVED.index("wrap_up")]) / 60.0
    hours = (planned.scheduled_s[its].sum() + _unscheduled_s(period.people, its)) / HOUR
    requests = sums.flow[:, :, FLOW.index("requests")]
    came = [_requests(planned, requests, site, f.type) for f in agreed.forecasts]
    label = planned.months[0].label
    expected = tuple(
        f.requests.get(label, float(_requests(planned, planned.month_requests[number], site, f.type)))
        for f in agreed.forecasts
    )
    return [
        Counted(
            contacts={type_name: float(of[r]) for type_name, of in contacts.items()},
            minutes={type_name: float(of[r]) for type_name, of in minutes.items()},
            hours=float(hours[r]), figures=(), requests=tuple(float(of[r]) for of in came), expected=expected,
        )
        for r in range(len(hours))
    ]  # fmt: skip


def _unscheduled_s(people: np.ndarray, subgroups: list[int]) -> np.ndarray:
    """[R] paid seconds of some subgroups beyond the schedule of head counts: overtime, and those of rosters."""
    seconds = np.moveaxis(people.take(subgroups, axis=1)[..., [arrays.OVERTIME, arrays.PAID]], -1, 1)
    found: np.ndarray = np.ascontiguousarray(seconds).reshape(len(people), -1).sum(axis=1)
    return found


def _requests(planned: PlannedDesign, by_queue: np.ndarray, site: str, type_name: str | None) -> np.ndarray:
    """[...] requests (given by queue, [..., L]) of a site, of one type or of all."""
    mine = [i for i, queue in enumerate(planned.queues) if queue.site == site and type_name in (None, queue.type)]
    found: np.ndarray = by_queue.take(mine, axis=-1).sum(axis=-1)
    return found


def _row_of(site: str, ladder: Ladder) -> SheetRow:
    """The row of a sheet that a ladder reads."""
    row = SheetRow("site", site, ladder.type or "")
    return live_row(row) if KPIS[ladder.kpi].live else row


def _value(ladder: Ladder, sums: np.ndarray) -> np.ndarray:
    """[R] the indicator of a ladder in a period, of sums [R, COLUMNS]; NaN where there was nothing to divide by."""
    kpi = KPIS[ladder.kpi]
    above = sum((factor * sums[:, AT[name]] for name, factor in kpi.numerator.items()), start=np.zeros(len(sums)))
    below = sum((factor * sums[:, AT[name]] for name, factor in kpi.denominator.items()), start=np.zeros(len(sums)))
    if not kpi.denominator:
        below = np.ones(len(sums))
    return np.divide(above, below, out=np.full(len(sums), np.nan), where=below > 0)
