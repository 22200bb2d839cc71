"""CSV files as people's programs write them: bytes, text, lines, cells, numbers.

A French spreadsheet writes `08:00;12,5` in the letters of Windows, an English one `08:00,12.5`, a telephone system
`"2025-01-20 09:00","Sales, North","1 200"`. Every table of the program is read here, so all of them understand the
same. The standard `csv` module knows no places, and a message without its place helps nobody; hence a splitter of our
own. `1.200` is refused where it might as well be twelve hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sim.errors import Problem, shown

MAX_PROBLEMS = 10
MOST_LINES_OF_A_CELL = 20
MOST_TITLES = 10
WORKBOOKS = {b"PK\x03\x04": "xlsx or ods", b"\xd0\xcf\x11\xe0": "xls"}
"""The first bytes of the files of spreadsheets, and how their names end."""
SAVE = "save the sheet as 'CSV UTF-8'"
SEPARATORS = ("\t", ";", ",", "|")
NAMED = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars", "": "nothing"}
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*')
_SAID = re.compile(r'"?sep=(.)"?')
_SPACES = " \u00a0\u2009\u202f'\u2019"
"""What stands between thousands."""
_GROUPED = rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+"
_NUMBER = re.compile(rf"({_GROUPED}|[0-9]{{1,12}})(?:([.,])([0-9]{{1,15}}))?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})+(?:[.,][0-9]{1,15})?|"
                        r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,15}")  # fmt: skip
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


class Cell(NamedTuple):
    """A cell of a CSV and where it stands; line and column count from 1."""

    text: str
    line: int
    column: int
    quoted: bool = False


class Sheet(NamedTuple):
    """The lines that are neither blank nor a comment, as cells; what separates these (nothing in a single column)."""

    separator: str
    rows: list[list[Cell]]
    titles: int = 0
    """Lines above the header that hold a title alone; they are not among the rows."""

    def remarks(self, file: str) -> list[Problem]:
        """What was left aside, as warnings."""
        if not self.titles:
            return []
        lines = f"{self.titles} lines" if self.titles > 1 else "a line"
        said = f"{lines} of titles above the header, which is taken to be line {self.rows[0][0].line}"
        return [Problem(file, 1, 1, "", said)]


# ---- bytes to text --------------------------------------------------------------------------------------------


def content_of(
    path: Path, file: str, problems: list[Problem], warnings: list[Problem], most: int, remark: str
) -> str | None:
    """The text of a CSV of at most so many bytes; None where it cannot be read, and `problems` says why."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        problems.append(Problem(file, 0, 0, "", f"the file cannot be read: {error.strerror}"))
        return None
    if len(content) > most:
        problems.append(Problem(file, 1, 1, "", f"larger than {most // 1_000_000} MB; {remark}"))
        return None
    workbook = next((name for mark, name in WORKBOOKS.items() if content.startswith(mark)), None)
    if workbook is not None:
        problems.append(Problem(file, 1, 1, "", f"this is a workbook ({workbook}), not a CSV; {SAVE}"))
        return None
    try:
        return _decoded(content, file, warnings)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = content.count(b"\n", 0, at) + 1
        found = f"byte 0x{content[at]:02X} is no letter of UTF-8, UTF-16 or Windows (cp1252)"
        problems.append(Problem(file, line, 1, "", f"this is not UTF-8 text: {found}; save the file as 'CSV UTF-8'"))
        return None


def _decoded(content: bytes, file: str, warnings: list[Problem]) -> str:
    """By its mark if it has one; else UTF-8, else the letters of Windows, which is said."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    begin = content[:200]
    if begin.count(0) > len(begin) // 3:
        return content.decode("utf-16-be" if begin[:1] == b"\0" else "utf-16-le")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = content.decode("cp1252")
        line = content.count(b"\n", 0, error.start) + 1
        said = "this is not UTF-8 text; read in the letters of Windows (cp1252)"
        word = content[error.start : error.start + 1].decode("cp1252")
        warnings.append(Problem(file, line, 1, "", f"{said}, byte 0x{content[error.start]:02X} as {shown(word)}"))
        return text


def first_problems(found: list[Problem]) -> list[Problem]:
    """The first problems of a file, the last of them with a word on the others."""
    if len(found) <= MAX_PROBLEMS:
        return found
    last, more = found[MAX_PROBLEMS], len(found) - MAX_PROBLEMS
    silent = last._replace(message=f"{last.message} ({more} problems of this file are not shown)")
    return [*found[:MAX_PROBLEMS], silent]


# ---- text to cells --------------------------------------------------------------------------------------------


def sheet_of(text: str) -> Sheet:
    """The cells of a text. The first line that is no comment, the header, says what separates them: what stands in
    quotes never does."""
    lines = _whole_lines(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    lines = [(number, line) for number, line in lines if line.strip() and not line.lstrip().startswith("#")]
    said = _SAID.fullmatch(lines[0][1].strip()) if lines else None
    if said is not None:
        lines = lines[1:]
    header = re.sub(r'"(?:[^"]|"")*"', "", lines[0][1]) if lines else ""
    separator = said[1] if said else next((one for one in SEPARATORS if one in header), "")
    rows = [_row(line, number, separator) for number, line in lines]
    rows = [row for row in rows if any(cell.text for cell in row)]
    titles = 0
    if rows and len(rows[0]) > 1 == _filled(rows[0]):
        titles = next((at for at, row in enumerate(rows[:MOST_TITLES]) if _filled(row) > 1), 0)
    return Sheet(separator, _without_empty_ends(rows[titles:]), titles)


def _filled(row: list[Cell]) -> int:
    return sum(bool(cell.text) for cell in row)


def _whole_lines(lines: list[str]) -> list[tuple[int, str]]:
    """Lines with their numbers; a cell in quotes may go on over several."""
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        if '"' in line and not line.lstrip().startswith("#"):
            while line.count('"') % 2 and end < min(len(lines), at + MOST_LINES_OF_A_CELL):
                line, end = f"{line} {lines[end]}", end + 1
            if line.count('"') % 2:
                line, end = lines[at], at + 1
        found.append((at + 1, line))
        at = end
    return found


def _row(line: str, number: int, separator: str) -> list[Cell]:
    cells: list[Cell] = []
    at = 0
    while at <= len(line):
        quoted = _QUOTED.match(line, at) if '"' in line else None
        if quoted is not None and (quoted.end() == len(line) or line[quoted.end()] == separator):
            text, end = quoted[1].replace('""', '"'), quoted.end()
        else:
            end = line.find(separator, at) if separator else -1
            end = len(line) if end < 0 else end
            text, quoted = line[at:end], None
        indent = len(line[at:end]) - len(line[at:end].lstrip())
        cells.append(Cell(text.strip(), number, at + indent + 1, quoted is not None))
        at = end + 1
    return cells


def _without_empty_ends(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Without the empty columns that spreadsheets leave at the right."""
    if not rows:
        return rows
    width = max((i + 1 for i, cell in enumerate(rows[0]) if cell.text), default=0)
    width = max(width, 1)
    return [row if any(cell.text for cell in row[width:]) else row[:width] for row in rows]


def width_message(row: list[Cell], header: list[Cell], separator: str) -> str:
    """A line of another width than the header, in words."""
    text = f"this line has {len(row)} cells, the first of the table has {len(header)}"
    numbers = all(cell.text.isdecimal() for cell in row[-2:])
    if separator == "," and len(row) > len(header) and numbers:
        return f"{text}; a decimal comma needs semicolons or tabs between the cells, or quotes around it"
    return text


# ---- cells to numbers -----------------------------------------------------------------------------------------


class Numbers:
    """How the numbers of a table are written; `of` reads one, and a `ValueError` says what is wrong."""

    def __init__(self, separator: str, cells: Iterable[Cell]) -> None:
        self.separator = separator
        self.decimal = {mark for cell in cells if (mark := _clear_mark(_body(cell.text)))}
        """Marks that stand before decimals somewhere in the table beyond doubt."""

    def of(self, cell: Cell) -> float:
        """The number of a cell, a % sign left aside."""
        body = _body(cell.text)
        if not body:
            wanted = f"a number of at least 0 is wanted, not {shown(cell.text)}"
            raise ValueError(f"{wanted}: the cell is empty; write 0 where there is none")
        if _THOUSANDS.fullmatch(body):
            last = max(body.rfind("."), body.rfind(","))
            mark = body[last]
            if body.count(mark) > 1 or len({*body} & {".", ","}) < 2:
                return float(body.replace(".", "").replace(",", ""))
            return float(body[:last].replace(".", "").replace(",", "") + "." + body[last + 1 :])
        found = _NUMBER.fullmatch(body)
        if found is None:
            hint = ""
            if "," in body and self.separator == "," and not cell.quoted:
                hint = "; a decimal comma needs semicolons or tabs between the cells, or quotes around it"
            raise ValueError(f"a number of at least 0 is wanted, not {shown(cell.text)}{hint}")
        whole, mark, decimals = re.sub(f"[{_SPACES}]", "", found[1]), found[2], found[3]
        usual = "," if self.separator in (";", "\t") else "."
        if mark and mark != usual and _TWO_WAYS.fullmatch(body) and mark not in self.decimal:
            ways = f"{whole}{decimals} or {whole}.{decimals.rstrip('0') or '0'}"
            raise ValueError(f"{shown(cell.text)} may be {ways}; write it without the {_MARKS[mark]}, or as {whole}"
                             f"{usual}{decimals}")  # fmt: skip
        return float(f"{whole}.{decimals}") if decimals else float(whole)


_MARKS = {",": "comma", ".": "point"}


def _body(text: str) -> str:
    return text.removesuffix("%").strip()


def _clear_mark(body: str) -> str:
    """The decimal mark of a number that can be read in one way only; else an empty text."""
    found = _NUMBER.fullmatch(body)
    return found[2] if found and found[2] and not _TWO_WAYS.fullmatch(body) else ""
