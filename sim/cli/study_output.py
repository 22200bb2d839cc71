"""What run, compare and invoice print and write beside the text on the console: warnings, JSON, tables, report."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any

import click

from sim.errors import harmless

JsonRows = list[dict[str, Any]]


def print_warnings(answer: Any, language: str) -> JsonRows:
    """Print what makes the figures of a result or comparison doubtful, on standard error; return it for the JSON."""
    from sim.report.phrases import phrase
    from sim.report.result_warnings import warnings
    from sim.report.view import view_of

    found = warnings(view_of(answer, language))
    for warning in found:
        click.echo(harmless(phrase("warned", language, text=warning.text)), err=True)
    return [warning._asdict() for warning in found]


def result_json(
    result: Any,
    provenance: dict[str, Any],
    differences: JsonRows,
    warnings: JsonRows,
    with_intervals: bool,
    verdict: dict[str, Any] | None = None,
) -> str:
    """The one JSON object of run and compare, with the verdict of compare; what is not a number is null."""
    rows = result.rows(with_intervals)
    found = {"provenance": provenance, "kpis": rows, "differences": differences, "warnings": warnings}
    found |= {"verdict": verdict} if verdict is not None else {}
    found |= {"invoices": result.invoice_rows(), "money": result.money_rows()}
    return _as_json(found)


def invoice_json(result: Any) -> str:
    """The one JSON object of invoice."""
    return _as_json({"provenance": result.provenance, "invoices": result.invoice_rows(), "money": result.money_rows()})


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(_plain(found), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """A value made of Python's own numbers; NaN and infinities become None."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value


def write_files(answer: Any, options: dict[str, Any]) -> None:
    """Write tables and report of a result or comparison into the folder of --out, if there is one."""
    if options["out"] is None:
        return
    from sim.report.html import write_report
    from sim.report.phrases import phrase
    from sim.report.tables import write_tables

    folder, language = Path(options["out"]), options["lang"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_tables(answer, folder, options["form"], language)
        page = write_report(answer, folder / "report.html", language)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"the folder '{options['out']}' cannot be written: {error}") from None
    click.echo(phrase("written", language, page=page), err=options["as_json"])
