"""Texts in a CSV that a spreadsheet must show and not compute.

A contact type called `=HYPERLINK("http://...")` is a name; Excel, opening the table, takes it for a formula and runs
it. Decision: such a text gets an apostrophe before it (as one would type in a cell) and is not refused, for "+2 agents"
and "- 10 %" are good names for a design. Parquet and JSON keep every name as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_LOOKS_LIKE_FORMULA = re.compile(r"[\s\"']*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,\u00a0\u202f ]*([eE][-+]?[0-9]+)?\s*%?")


def escaped(value: str) -> str:
    """The text for a CSV: with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{value}" if _LOOKS_LIKE_FORMULA.match(value) and not _NUMBER.fullmatch(value) else value


def with_escaped_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame for a CSV, with every text escaped, in columns of texts and in the names of columns."""
    found = frame
    for name in frame.columns:
        if frame[name].dtype.kind not in "OUT":  # columns of texts: object, or a string type of pandas
            continue
        acting = {text: escaped(text) for text in frame[name].unique() if isinstance(text, str)}
        if any(text != safe for text, safe in acting.items()):
            found = found.assign(**{name: frame[name].map(lambda text, safe=acting: safe.get(text, text))})
    return found.rename(columns={name: escaped(str(name)) for name in found.columns})
