"""The results as tidy files: one row for each figure with its interval.

The figures by interval are many, so they are Parquet unless CSV is asked for; the other tables are CSV.

Shares are fractions of 1, times are seconds, money is in the scenario's currency, as everywhere in the program. A
French Excel reads `;` and a decimal comma, so there is a French CSV, and only there are numbers written otherwise.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiments.column_table import Column, Table, Texts
from sim.experiments.comparison import Comparison
from sim.experiments.result_tables import DIFFERENCE_COLUMNS, KPI_COLUMNS
from sim.experiments.results import Result
from sim.figures.csv_escaping import escaped, with_escaped_texts
from sim.report.atomic_files import atomic_file

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "parquet")
LANGUAGES = ("en", "fr")


def write_tables(
    results: Comparison | Result,
    folder: str | os.PathLike[str],
    format: str | None = None,
    csv_language: str = "en",
) -> list[Path]:
    """Write kpis, intervals, backlog, invoices, for sites with shares also sites, for people with a roster also agents,
    for a comparison also differences, and provenance.json into a folder.

    `format` is that of all tables, "csv" or "parquet"; by default intervals are Parquet and the others CSV.
    `csv_language` "fr" writes `;` between the columns, a decimal comma and the mark by which Excel knows UTF-8. Each
    file is whole or not there; those written are returned. Raises ValueError for an unknown format or language, and for
    Parquet where its library is missing.
    """
    _allowed("csv_language", csv_language, LANGUAGES)
    if format is not None:
        _allowed("format", format, FORMATS)
    if format != "csv":
        need_parquet()
    savers = {"parquet": _parquet, "csv": _csv_fr if csv_language == "fr" else _csv}
    written = []
    for name, table in tables_of(results).items():
        form = format or ("parquet" if name == "intervals" else "csv")
        written.append(_write(Path(folder) / f"{name}.{form}", partial(savers[form], table)))
        for other in FORMATS:
            if other != form:  # an earlier run's, which would be taken for this one's
                (Path(folder) / f"{name}.{other}").unlink(missing_ok=True)
    facts = json.dumps(results.provenance, indent=2, ensure_ascii=False) + "\n"
    path = Path(folder) / "provenance.json"
    written.append(_write(path, lambda draft: draft.write_text(facts, encoding="utf-8", newline="\n")))
    return written


def tables_of(results: Comparison | Result) -> dict[str, Table | pd.DataFrame]:
    """The tables by name."""
    result = results.result if isinstance(results, Comparison) else results
    found: dict[str, Table | pd.DataFrame] = {
        "kpis": Table.of_rows(result.rows(intervals=False), KPI_COLUMNS),
        "intervals": result.interval_table,
        "backlog": result.backlog_table,
    }
    if result.invoice_rows():
        found |= {"invoices": result.invoices, "invoice_lines": result.invoice_lines, "money": result.money}
    if result.site_shares:
        found["sites"] = result.sites
    if result.has_rosters:
        found["agents"] = result.agents
    if isinstance(results, Comparison):
        found["differences"] = Table.of_rows(results.difference_rows, DIFFERENCE_COLUMNS)
    return found


def _write(path: Path, save: Callable[[Path], Any]) -> Path:
    with atomic_file(path) as draft:
        save(draft)
    return path


def _frame(table: Table | pd.DataFrame) -> pd.DataFrame:
    return table.frame() if isinstance(table, Table) else table


def _csv(table: Table | pd.DataFrame, path: Path) -> None:
    if not isinstance(table, Table):
        with_escaped_texts(table).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
        return
    columns = [_cells(column) for column in table.columns.values()]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(zip(*columns, strict=True))


def _cells(column: Column) -> list[Any]:
    """What a CSV has in a column: texts that no spreadsheet computes, numbers, and nothing for those not known."""
    if isinstance(column, Texts):
        return Texts([escaped(word) for word in column.words], column.word_of).values()
    return [None if value != value else value for value in column.tolist()]


def _csv_fr(table: Table | pd.DataFrame, path: Path) -> None:
    with_escaped_texts(_frame(table)).to_csv(
        path, index=False, sep=";", decimal=",", encoding="utf-8-sig", lineterminator="\r\n"
    )


def _parquet(table: Table | pd.DataFrame, path: Path) -> None:
    if isinstance(table, Table):
        import pyarrow.parquet

        pyarrow.parquet.write_table(table.arrow(), path, compression="zstd")
    else:
        table.to_parquet(path, index=False)


def need_parquet() -> None:
    """Raise ValueError where the library for Parquet is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        message = f"Parquet files need the library pyarrow ({error}); install it with: pip install pyarrow"
        raise ValueError(message) from None


def _allowed(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"'{value}' is not a {what} of the tables; allowed: {', '.join(known)}")
