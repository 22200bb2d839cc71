"""Tables of money over many replications: invoices line by line, what the service costs, and who bears the risk.

Risk is shown as a spread: beside each mean stands the standard deviation over the replications, of what the client pays
and of what is left to the partner. The side whose amount varies more with the demand bears more of the risk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.experiments import statistics
from sim.experiments.compact_tables import row_of_all
from sim.experiments.replications import Sample
from sim.figures.money.invoices import LineKey, invoicing_sites
from sim.figures.sheets import AT, SheetRow, all_rows
from sim.plan.build import PlannedDesign

INVOICE_COLUMNS = (
    "design", "site", "month", "line", "item", "about", "quantity", "unit_price", "amount", "low", "high", "n", "why",
)  # fmt: skip
LINE_COLUMNS = (
    "design", "replication", "site", "month", "line", "item", "about", "quantity", "unit_price", "amount", "why",
)  # fmt: skip
MONEY_COLUMNS = ("design", "scope", "name", "what", "mean", "low", "high", "sd", "p5", "p50", "p95", "n")
TOTAL = "total"
HOUR = 3600.0


def invoice_rows(sample: Sample, confidence: float) -> list[dict[str, Any]]:
    """The invoices of a design: every line as a mean over the replications with its interval, and each invoice's
    total."""
    if not sample.invoice_keys:
        return []
    sums = np.array(sample.invoices)
    found, pending = [], []
    for at, key in enumerate(sample.invoice_keys):
        pending.append(at)
        amount = statistics.mean(sums[:, at, 2], confidence)
        paid = int((sums[:, at, 2] != 0.0).sum())
        reasons = {lines[at] for lines in sample.invoice_reasons}
        why = reasons.pop() if len(reasons) == 1 else f"paid in {paid} of {sample.count}"
        quantity, unit = sums[:, at, 0].mean(), sums[:, at, 1].mean()
        found.append(_invoice_row(sample, key, quantity, unit, amount, why))
        last = at + 1 == len(sample.invoice_keys) or sample.invoice_keys[at + 1][:2] != key[:2]
        if last:
            whole = statistics.mean(sums[:, pending, 2].sum(axis=1), confidence)
            end = LineKey(key.site, key.month, len(pending) + 1, TOTAL, "")
            found.append(_invoice_row(sample, end, np.nan, np.nan, whole, "sum of the lines"))
            pending = []
    return found


def _invoice_row(
    sample: Sample, key: LineKey, quantity: float, unit: float, amount: statistics.Estimate, why: str
) -> dict[str, Any]:
    values = (sample.planned.design, *key, quantity, unit, amount.value, amount.low, amount.high, sample.count, why)
    return dict(zip(INVOICE_COLUMNS, values, strict=True))


def line_rows(sample: Sample) -> Iterator[tuple[Any, ...]]:
    """Every line of every invoice of every replication; LINE_COLUMNS."""
    for number, (lines, reasons) in enumerate(zip(sample.invoices, sample.invoice_reasons, strict=True)):
        for key, (quantity, unit, amount), why in zip(sample.invoice_keys, lines, reasons, strict=True):
            yield (sample.planned.design, number, *key, quantity, unit, amount, why)


# ---- distributions ----------------------------------------------------------------------------------------------


def money_rows(sample: Sample, confidence: float) -> list[dict[str, Any]]:
    """Distribution over the replications of the service's costs and of each partner's invoices and margin."""
    cost = _column(sample, SheetRow("total", "total"), "cost")
    answered = _column(sample, SheetRow("total", "total"), "answered")
    found = [("total", "total", "cost_total", cost), ("total", "total", "cost_per_contact", _per_unit(cost, answered))]
    revenue = _column(sample, SheetRow("total", "total"), "revenue")
    if np.isfinite(revenue).all():
        found.append(("total", "total", "net_result", revenue - cost))
    for site in invoicing_sites(sample.planned):
        found += [("site", site, what, values) for what, values in _partner(sample, site)]
    return [row for one in found if (row := _money_row(sample, one, confidence)) is not None]


def _partner(sample: Sample, site: str) -> Iterator[tuple[str, np.ndarray]]:
    """What the client pays a partner; where the file gives the partner's cost of an hour, also its margin."""
    paid, done, hours = _of_partner(sample, site)
    yield "invoice", paid
    yield "invoice_per_contact", _per_unit(paid, done)
    yield "invoice_per_hour", _per_unit(paid, hours)
    contract = sample.planned.centre.sites[site].contract
    if contract is not None and contract.partner_cost_per_hour is not None:
        margin = paid - hours * contract.partner_cost_per_hour
        yield "margin", margin
        yield "margin_per_contact", _per_unit(margin, done)
        yield "margin_per_hour", _per_unit(margin, hours)


def _of_partner(sample: Sample, site: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[n] invoiced, contacts answered, paid hours of the partner's people."""
    mine = [at for at, key in enumerate(sample.invoice_keys) if key.site == site]
    paid = np.array([one[mine, 2].sum() for one in sample.invoices])
    groups = [SheetRow("group", name) for name in _groups(sample.planned, site)]
    none = np.zeros(sample.count)
    done = sum((_column(sample, row, "answered") for row in groups), none)
    seconds = sum((_column(sample, row, "scheduled_s") + _column(sample, row, "overtime_s") for row in groups), none)
    return paid, done, seconds / HOUR


def _groups(planned: PlannedDesign, site: str) -> list[str]:
    return [name for name, group in planned.centre.groups.items() if group.site == site]


def _column(sample: Sample, row: SheetRow, name: str) -> np.ndarray:
    at = all_rows(sample.planned).index(row)
    column: np.ndarray = row_of_all(sample.sheets, at)[:, AT[name]]
    return column


def _per_unit(amount: np.ndarray, by: np.ndarray) -> np.ndarray:
    """[n] the amount of each replication divided by its contacts or hours; NaN without any."""
    return np.divide(amount, by, out=np.full(len(amount), np.nan), where=by > 0)


def _money_row(sample: Sample, about: tuple[str, str, str, np.ndarray], confidence: float) -> dict[str, Any] | None:
    scope, name, what, values = about
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    mean = statistics.mean(known, confidence)
    spread = float(known.std(ddof=1)) if len(known) > 1 else float("nan")
    low, middle, high = (float(one) for one in np.quantile(known, [0.05, 0.5, 0.95]))
    row = (sample.planned.design, scope, name, what, mean.value, mean.low, mean.high, spread, low, middle, high)
    return dict(zip(MONEY_COLUMNS, (*row, len(known)), strict=True))
