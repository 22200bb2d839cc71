"""The tables of docs/performance.md, generated from the published result."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measurement import Json
from benchmarks.table_format import as_markdown
from benchmarks.tables import machine_line, tables

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN = "<!-- tables: written by `python -m benchmarks --write-docs` -->"
END = "<!-- end of tables -->"


def tables_text(result: Json) -> str:
    """The text between the marks of the page."""
    return "\n\n".join([f"Measured on: {machine_line(result)}.", *(as_markdown(table) for table in tables(result))])


def renewed(page: str, result: Json) -> str:
    """The page with the tables of this result; ValueError if it has lost its marks."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page must hold the marks {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{tables_text(result)}\n\n{END}{tail}"


def write_page(result: Json) -> None:
    """Renew the tables of the page."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), result), encoding="utf-8")
