"""A table as a list of cells, and how it is written: as text on the screen, as Markdown in the page.

Both are made from the same cells, so the page and the screen cannot differ.
"""

from __future__ import annotations

from typing import NamedTuple

NUMBERS_RIGHT = 1
"""The first column is words, the others are numbers."""
NOTHING = "–"
"""What stands where nothing was measured."""


class Table(NamedTuple):
    """A title, the names of the columns, the cells."""

    title: str
    columns: list[str]
    rows: list[list[str]]


# ---- cells ----------------------------------------------------------------------------------------------


def count(number: float) -> str:
    """Contacts as a reader takes them in: 3.21 M, 64.3 k, 812."""
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.0f}"


def seconds(number: float) -> str:
    """A duration with three digits at most."""
    return f"{number:.1f} s" if number >= 10 else f"{number:.2f} s"


def megabytes(number: float | None) -> str:
    """Memory, where the system reports it."""
    return NOTHING if number is None else f"{number:.0f} MB"


def times(number: float | None) -> str:
    """A ratio: two digits behind the point where it is small."""
    if number is None:
        return NOTHING
    return f"{number:.0f} ×" if number >= 10 else f"{number:.2f} ×"


def yes_or_no(so: bool) -> str:
    """yes, or a NO that is easily seen."""
    return "yes" if so else "NO"


def interval(value: float, half: float) -> str:
    """An estimate with the half width of its interval."""
    return f"{value:.5f} ± {half:.5f}"


# ---- drawn ----------------------------------------------------------------------------------------------


def as_text(table: Table) -> str:
    """The table as text with aligned columns."""
    lines = [table.columns, *table.rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(table.columns))]
    return "\n".join([table.title, *("  " + _padded(line, widths) for line in lines)])


def _padded(line: list[str], widths: list[int]) -> str:
    cells = [
        cell.ljust(width) if i < NUMBERS_RIGHT else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def as_markdown(table: Table) -> str:
    """The table in Markdown."""
    ruler = ["---"] * NUMBERS_RIGHT + ["---:"] * (len(table.columns) - NUMBERS_RIGHT)
    lines = [table.columns, ruler, *table.rows]
    return "\n".join([f"**{table.title}**", "", *(f"| {' | '.join(line)} |" for line in lines)])
