"""Invoices as text and as tables: the lines of each partner, month by month, in the terminal and on the page.

On the page a partner has one table, with a row for each clause and its total over the run; the terminal and the files
have every invoice. Amounts are written to the cent, also in the thousands, for an invoice must add up.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, NamedTuple

from sim.experiments.results import Result
from sim.figures.number_format import NumberFormat
from sim.kpis.dictionary import KPIS
from sim.report.phrases import phrase
from sim.report.view import View

Rows = list[dict[str, Any]]

_FRENCH = (
    ("answered", "traités"),
    ("above the maximum (.*)", r"au-delà du maximum de \1"),
    ("no maximum in force", "pas de maximum en vigueur"),
    ("missing to the minimum (.*)", r"manquants au minimum de \1"),
    ("no minimum in force", "pas de minimum en vigueur"),
    ("minutes of handling", "minutes de traitement"),
    ("hours of agents on duty", "heures de conseillers en poste"),
    ("a month", "un mois"),
    ("(.*) of a month", r"\1 d'un mois"),
    ("lapsed: the volume is outside the forecast", "sans effet : volume hors de la prévision"),
    ("no step reached", "aucun palier atteint"),
    ("nothing to judge", "rien à juger"),
    ("below (.*): a share of (.*)", r"en dessous de \1 : part de \2"),
    ("above (.*): a share of (.*)", r"au-dessus de \1 : part de \2"),
    ("below (.*)", r"en dessous de \1"),
    ("above (.*)", r"au-dessus de \1"),
    ("paid in (.*) of (.*)", r"payé dans \1 réplications sur \2"),
    ("sum of the lines", "somme des lignes"),
)


class PartnerTable(NamedTuple):
    """The invoices of a partner over the run, and the spread of the money of both sides."""

    title: str
    rows: list[tuple[str, str, str, str]]
    """Clause, quantity, amount, interval."""
    months: list[tuple[str, str, str]]
    """Month, amount, interval."""
    risks: list[tuple[str, str, str, str, str]]
    """Label, mean, standard deviation, 5 % and 95 % quantiles."""


def reason(why: str, language: str) -> str:
    """The reason of a line, in the reader's language."""
    for pattern, french in _FRENCH if language == "fr" else ():
        found = re.fullmatch(pattern, why)
        if found:
            return found.expand(french)
    return why


def clause(item: str, about: str, language: str) -> str:
    """Name of a line."""
    if item == "ladder":
        kpi, _, type_name = about.partition(" ")
        about = KPIS[kpi].label(language) + (f", {type_name}" if type_name else "")
    word = phrase(f"i_{item}", language)
    if item == "fixed":
        return about
    return f"{word} ({about})" if about else word


# ---- the terminal ---------------------------------------------------------------------------------------------------


def invoice_text(result: Result, language: str = "en", replication: int | None = None) -> str:
    """Every invoice of every partner: means over the replications, or the amounts of one of them."""
    write = NumberFormat(language, result.scenario.currency)
    quantity, price, amount = (phrase(f"i_{key}", language) for key in ("quantity", "price", "amount"))
    heads = f"  {'':<48} {quantity:>10} {price:>10} {amount:>12}"
    found: list[str] = []
    for design, sample in result.samples.items():
        rows = [row for row in result.invoice_rows() if row["design"] == design]
        if replication is not None:
            rows = _rows_of_replication(rows, sample.invoices[replication], sample.invoice_reasons[replication])
        for site, month in dict.fromkeys((row["site"], row["month"]) for row in rows):
            label = result.scenario.labels.get(design) or design
            found += ["", phrase("i_title", language, site=site, month=month, design=label), heads]
            mine = [row for row in rows if (row["site"], row["month"]) == (site, month)]
            found += [_line(row, write) for row in mine]
        found += [] if rows else ["", phrase("i_none", language)]
        found += _risk_lines(result, design, write)
    return "\n".join(found[1:])


def _rows_of_replication(rows: Rows, lines: Any, reasons: tuple[str, ...]) -> Rows:
    """The rows with the figures of one replication in place of the means."""
    found, at, total = [], 0, 0.0
    for row in rows:
        one = {**row, "low": float("nan"), "high": float("nan")}
        if row["item"] == "total":
            one["amount"], total = total, 0.0
        else:
            one["quantity"], one["unit_price"], one["amount"] = map(float, lines[at])
            one["why"] = reasons[at]
            total, at = round(total + one["amount"], 2), at + 1
        found.append(one)
    return found


def _line(row: dict[str, Any], write: NumberFormat) -> str:
    label = clause(row["item"], row["about"], write.language)
    quantity = write.number(row["quantity"], 2) if isfinite(row["quantity"]) else ""
    unit = _unit(row, write)
    text = f"  {label:<48.48} {quantity:>10} {unit:>10} {write.number(row['amount'], 2):>12} {write.currency}"
    if isfinite(row["low"]):
        text += f" {_around(row, write):<10}"
    return f"{text}  {reason(row['why'], write.language)}".rstrip()


def _around(row: dict[str, Any], write: NumberFormat) -> str:
    """The interval of an amount, after ± if it is as long on either side."""
    low, amount, high = row["low"], row["amount"], row["high"]
    below, above = write.number(amount - low, 2), write.number(high - amount, 2)
    if below == above:
        return f"± {above}"
    return f"({phrase('from_to', write.language, low=write.number(low, 2), high=write.number(high, 2))})"


def _unit(row: dict[str, Any], write: NumberFormat) -> str:
    if row["item"] == "ladder" and abs(row["unit_price"]) <= 1.0:
        return f"{write.number(100 * row['unit_price'], 2)} %" if row["unit_price"] else ""
    return write.number(row["unit_price"], 4) if isfinite(row["unit_price"]) else ""


def _risk_lines(result: Result, design: str, write: NumberFormat) -> list[str]:
    rows = [row for row in result.money_rows() if row["design"] == design]
    if not rows:
        return []
    table = [["", *(phrase(f"i_{key}", write.language) for key in RISKS)]]
    for row in rows:
        label = phrase(f"money_{row['what']}", write.language) + (f" ({row['name']})" if row["scope"] == "site" else "")
        table.append([label, *(write.number(row[key], 2) if isfinite(row[key]) else "–" for key in RISKS)])
    wide = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        f"  {label:<{wide[0]}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(cells, wide[1:], strict=True))
        for label, *cells in table
    ]
    return ["", phrase("i_risk", write.language), lines[0], "", *lines[1:]]


RISKS = ("mean", "sd", "p5", "p50", "p95")


# ---- the page -------------------------------------------------------------------------------------------------------


def tables(view: View) -> list[PartnerTable]:
    """A table for each partner of each design; empty where no partner sends invoices by contract."""
    found = []
    rows, money = view.result.invoice_rows(), view.result.money_rows()
    for design, site in dict.fromkeys((row["design"], row["site"]) for row in rows):
        if view.samples[design].planned.centre.sites[site].contract is None:
            continue
        mine = [row for row in rows if (row["design"], row["site"]) == (design, site)]
        risks = [row for row in money if row["design"] == design and row["name"] in (site, "total")]
        title = view.say("i_of", site=site, design=view.label(design))
        found.append(
            PartnerTable(title, _clauses(view, mine), _totals(view, mine), [_risk(view, row) for row in risks])
        )
    return found


def _clauses(view: View, rows: Rows) -> list[tuple[str, str, str, str]]:
    """The total of each clause over the whole run."""
    sums: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row["item"] == "total":
            continue
        total = sums.setdefault((row["item"], row["about"]), [0.0, 0.0])
        total[0] += row["quantity"]
        total[1] += row["amount"]
    found = []
    whole = sum(amount for _, amount in sums.values())
    for (item, about), (quantity, amount) in sums.items():
        many = "" if item == "ladder" else view.write.number(quantity, 1)
        share = f"{view.write.number(100 * amount / whole, 1)} %" if whole else ""
        found.append((clause(item, about, view.language), many, _cents(view, amount), share))
    found.append((view.say("i_total"), "", _cents(view, whole), ""))
    return found


def _totals(view: View, rows: Rows) -> list[tuple[str, str, str]]:
    found = []
    for row in rows:
        if row["item"] == "total":
            span = ""
            if isfinite(row["low"]):
                span = view.say("from_to", low=view.write.number(row["low"], 2), high=view.write.number(row["high"], 2))
            found.append((row["month"], _cents(view, row["amount"]), span))
    return found


def _risk(view: View, row: dict[str, Any]) -> tuple[str, str, str, str, str]:
    cells = [_cents(view, row[key]) if isfinite(row[key]) else "–" for key in ("mean", "sd", "p5", "p95")]
    return view.say(f"money_{row['what']}"), cells[0], cells[1], cells[2], cells[3]


def _cents(view: View, amount: float) -> str:
    return f"{view.write.number(amount, 2)} {view.scenario.currency}"
