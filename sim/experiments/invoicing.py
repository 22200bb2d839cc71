"""Invoices of a replication: the sums of each month, per partner, handed to the arithmetic of `sim.contracts`.

The sums are the same as those of the indicators, taken month by month, so a ladder on the service level speaks of the
service level of the report. The one surprising decision: a contact belongs to the month in which something happens to
it: offered in January and answered in February, it is paid for in February.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

import numpy as np

from sim import arrays, contracts, layout
from sim.compiling import Compiled
from sim.contracts import Counted, Line, Month
from sim.experiments.books import HOUR
from sim.experiments.sheets import AT, FLOW, SERVED, Row, live_row, sheet
from sim.kpis import KPIS
from sim.nouns.money import Contract, Ladder
from sim.scenario import IN_HOUSE, Site

NOTHING = Contract()


class Key(NamedTuple):
    """What a line of an invoice is about; the same in every replication."""

    site: str
    month: str
    number: int
    """Of the line within its invoice, from 1."""
    item: str
    about: str


def invoicing_sites(compiled: Compiled) -> dict[str, Site]:
    """The partners who send invoices: those with a price, or with fixed costs of a month."""
    sites = compiled.centre.sites.items()
    return {n: s for n, s in sites if n != IN_HOUSE and (not s.price.is_none or s.fixed_per_month or s.contract)}


def periods(compiled: Compiled) -> list[Month]:
    """What the invoices are drawn up for: months where a contract says so, else the run as a whole."""
    return compiled.months if len(compiled.plan.month_ends) else [contracts.whole_run(compiled.months)]


def invoices(compiled: Compiled, tally: arrays.Tally) -> Iterator[tuple[Key, Line]]:
    """Every line of every invoice of a replication, by site, month, and place in the invoice."""
    sites = invoicing_sites(compiled)
    if not sites:
        return
    judged = sorted({_row_of(name, one) for name, site in sites.items() for one in (site.contract or NOTHING).ladders})
    books = [(its, sums, _judged(its, sums, judged)) for its, sums in _months(compiled, tally)]
    for name, site in sites.items():
        agreed = site.contract or NOTHING
        for number, (month, (its, sums, figures)) in enumerate(zip(periods(compiled), books, strict=True)):
            done = counted(its, sums, number, name, agreed)
            done = done._replace(figures=tuple(_value(one, figures[_row_of(name, one)]) for one in agreed.ladders))
            lines = contracts.invoice(site.price, agreed, site.fixed_per_month, month, done)
            for place, line in enumerate(lines, start=1):
                yield Key(name, month.label, place, line.item, line.about), line


def totals(lines: list[tuple[Key, Line]]) -> dict[str, float]:
    """What each site invoices in all."""
    by_site: dict[str, list[Line]] = {}
    for key, line in lines:
        by_site.setdefault(key.site, []).append(line)
    return {site: float(contracts.total(its)) for site, its in by_site.items()}


# ---- the sums of a month ----------------------------------------------------------------------------------------


def _months(compiled: Compiled, tally: arrays.Tally) -> Iterator[tuple[Compiled, arrays.Tally]]:
    """For each period the design with the schedule of it, and the sums of it."""
    if not len(compiled.plan.month_ends):
        yield compiled, tally
        return
    flows = np.diff(_plain(tally.month_flow, FLOW), axis=0, prepend=0.0)
    served = np.diff(_plain(tally.month_served, SERVED), axis=0, prepend=0.0)
    people = np.diff(tally.month_people, axis=0, prepend=0.0)
    for m, month in enumerate(compiled.months):
        first, last = (ceil(edge / compiled.plan.interval) for edge in (month.begin, month.end))
        sums = tally._replace(
            flow=np.ascontiguousarray(flows[m]).view(layout.FLOW).reshape(-1, 1),
            served=np.ascontiguousarray(served[m]).view(layout.SERVED).reshape(tally.served.shape),
            people=people[m][:, None, :], backlog=tally.backlog[:, first:last], ages=tally.ages[:, first:last],
        )  # fmt: skip
        of_month = dataclasses.replace(
            compiled, scheduled_s=compiled.month_scheduled_s[m][:, None], months=[month],
            plan=compiled.plan._replace(warm_up=0.0),
        )  # fmt: skip
        yield of_month, sums


def _plain(table: np.ndarray, fields: tuple[str, ...]) -> np.ndarray:
    """Rows of named sums as one more axis."""
    return table.view(np.float64).reshape(*table.shape, len(fields))


def counted(compiled: Compiled, tally: arrays.Tally, number: int, site: str, agreed: Contract) -> Counted:
    """What a site did in a period, in the words of its contract; but for the indicators of its ladders."""
    its = [i for i, cell in enumerate(compiled.cells) if cell.site == site]
    kinds = [kind for kind in compiled.types if any(kind in compiled.cells[i].skills for i in its)]
    served = _plain(tally.served, SERVED)[:, its].sum(axis=1)
    by_type = {kind: _of_type(compiled, served, kind) for kind in kinds}
    beyond = tally.people[its][:, :, [arrays.OVERTIME, arrays.PAID]].sum()
    came = [_requests(compiled, _plain(tally.flow, FLOW).sum(axis=1)[:, FLOW.index("requests")], site, f.type)
            for f in agreed.forecasts]  # fmt: skip
    label = compiled.months[0].label
    told = [
        f.requests.get(label, _requests(compiled, compiled.month_requests[number], site, f.type))
        for f in agreed.forecasts
    ]
    return Counted(
        contacts={kind: float(of[SERVED.index("answered")]) for kind, of in by_type.items()},
        minutes={kind: float(of[SERVED.index("talk")] + of[SERVED.index("wrap_up")]) / 60.0
                 for kind, of in by_type.items()},
        hours=float(compiled.scheduled_s[its].sum() + beyond) / HOUR,
        figures=(),
        requests=tuple(came), expected=tuple(told),
    )  # fmt: skip


def _of_type(compiled: Compiled, by_lane: np.ndarray, kind: str) -> np.ndarray:
    found: np.ndarray = by_lane[[lane.type == kind for lane in compiled.lanes]].sum(axis=0)
    return found


def _requests(compiled: Compiled, by_lane: np.ndarray, site: str, kind: str | None) -> float:
    mine = [lane.site == site and kind in (None, lane.type) for lane in compiled.lanes]
    return float(by_lane[mine].sum())


def _row_of(site: str, ladder: Ladder) -> Row:
    """The row of a sheet that a ladder looks at."""
    row = Row("site", site, ladder.type or "")
    return live_row(row) if KPIS[ladder.kpi].live else row


def _judged(compiled: Compiled, tally: arrays.Tally, rows: list[Row]) -> dict[Row, np.ndarray]:
    return dict(zip(rows, sheet(compiled, tally, rows), strict=True)) if rows else {}


def _value(ladder: Ladder, sums: np.ndarray) -> float:
    """The indicator of a ladder in a period; NaN where there was nothing to divide by."""
    kpi = KPIS[ladder.kpi]
    above = sum(factor * sums[AT[name]] for name, factor in kpi.numerator.items())
    below = sum(factor * sums[AT[name]] for name, factor in kpi.denominator.items()) if kpi.denominator else 1.0
    return float(above / below) if below > 0 else float("nan")
