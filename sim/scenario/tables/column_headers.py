"""What the columns of a table of instants are: when it begins, when it ends, how many, whose.

Planners head their columns as their telephone system does: `Date;Heure;Appels`, `Interval Start,Offer`. No column is
ever left aside in silence. One that is neither an instant nor the numbers asked for is refused, with the words that
would say what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sim.errors import shown
from sim.scenario.tables.csv_files import Cell, Sheet
from sim.scenario.units import nearest, plain

BEGINS = ("at", "from", "start", "date")
"""The words that messages offer."""
_DAYS = {"date", "dates", "day", "jour", "jours", "call date", "date appel"}
_BEGINS = {
    "at", "from", "start", "begin", "begins", "beginning", "time", "times", "hour", "interval", "interval start",
    "start time", "begin time", "date time", "datetime", "timestamp", "period", "slot",
    "de", "des", "du", "debut", "heure", "heures", "heure debut", "heure de debut", "date heure", "date et heure",
    "horodatage", "horaire", "tranche", "tranche horaire", "intervalle", "plage", "plage horaire", "creneau", "periode",
}  # fmt: skip
_ENDS = {
    "end", "ends", "to", "until", "till", "interval end", "end time",
    "fin", "au", "jusqu a", "jusque", "heure fin", "heure de fin", "date fin",
}  # fmt: skip
_TALKS = {
    "talk", "talk s", "talk time", "handling", "handling time", "service", "service time",
    "conversation", "duree", "duree de conversation", "dmc",
}  # fmt: skip
_LENGTHS = {
    "duration", "length", "width", "step", "interval length", "interval duration", "minutes", "interval minutes",
    "duree", "longueur", "pas", "duree intervalle", "duree tranche", "duree de la tranche",
}  # fmt: skip
TALK = "talk"
_SHOWN = 8


class ColumnChoice(NamedTuple):
    """What the scenario says of a table: whether lines carry counts, which column of them, whose lines."""

    counted: bool
    column: str | None = None
    queue: str | None = None


class Columns(NamedTuple):
    """Numbers of the columns of a table of instants; -1 where there is none."""

    day: int
    begin: int
    end: int
    counts: int
    queue: int
    talk: int = -1
    """Of contacts recorded one by one: how long the conversation lasted."""


class RefusedError(ValueError):
    """The columns do not say what is needed; at this cell."""

    def __init__(self, cell: Cell, message: str) -> None:
        super().__init__(message)
        self.cell = cell


def is_day(text: str) -> bool:
    """Whether a column of this name holds the date of a line."""
    return plain(text) in _DAYS


def is_begin(text: str) -> bool:
    """Whether a column of this name says when a line begins."""
    return plain(text) in _BEGINS


def is_end(text: str, others: Sequence[str] = ()) -> bool:
    """Whether a column of this name says when a line ends; `à` does, and `a` beside `de`."""
    word = plain(text)
    return word in _ENDS or (word == "a" and ("à" in text.lower() or any(plain(one) in ("de", "du") for one in others)))


def lengths_aside(header: list[Cell], columns: Columns) -> list[Cell]:
    """The columns that may mean how long a line lasts, and are not read, in a table that does not say its ends."""
    if columns.counts < 0 or columns.end >= 0:
        return []
    return [cell for i, cell in enumerate(header) if i not in columns and plain(cell.text) in _LENGTHS]


def columns_of(sheet: Sheet, choice: ColumnChoice, name: str) -> Columns:
    """What the columns are, by their names and cells. `name` is that of the file, for messages."""
    header, rows = sheet.rows[0], [row for row in sheet.rows[1:] if len(row) == len(sheet.rows[0])]
    count = _column_asked(header, choice)
    names = [cell.text for cell in header]
    free = [i for i in range(len(header)) if i != count]
    day = _only(header, [i for i in free if plain(names[i]) in _DAYS], "the day")
    begin = _only(header, [i for i in free if is_begin(names[i])], "when a line begins")
    end = _only(header, [i for i in free if choice.counted and is_end(names[i], names)], "when a line ends")
    if max(day, begin) < 0:
        wanted = BEGINS if choice.counted else BEGINS[:1]
        allowed = " or ".join(", ".join(f"'{one}'" for one in wanted).rsplit(", ", 1))
        raise RefusedError(header[0], f"no column is headed {allowed}{nearest(names[0].lower(), wanted)}")
    rest = [i for i in free if i not in (day, begin, end)]
    for i in rest:
        if not header[i].text:
            raise RefusedError(header[i], f"column {i + 1} has no name, and it is not empty; name it or take it out")
    if not choice.counted:
        talk = _only(header, [i for i in rest if plain(names[i]) in _TALKS], "how long the conversation lasts")
        for i in rest:
            if i != talk:
                word = f"a table of recorded contacts holds their instants, and perhaps '{TALK}'"
                near = nearest(names[i].lower(), (TALK,))
                raise RefusedError(header[i], f"{word}; take {shown(names[i])} out{near}")
        return Columns(day, begin, -1, -1, -1, talk)
    words = [i for i in rest if _holds_words(rows, i)]
    if choice.queue is not None and not any(row[i].text == choice.queue for row in rows for i in words):
        words += [i for i in rest if i not in words and any(row[i].text == choice.queue for row in rows)]
    queue = _queue_column(header, rows, words, choice, name)
    numbers = [i for i in rest if i not in words]
    if count < 0:
        count = _count_column(header, numbers, choice, name)
    return Columns(day, begin, end, count, queue)


def _only(header: list[Cell], found: list[int], what: str) -> int:
    if len(found) > 1:
        both = " and ".join(shown(header[i].text) for i in found)
        raise RefusedError(header[found[1]], f"{both} both tell {what}; keep one of them")
    return found[0] if found else -1


def _column_asked(header: list[Cell], choice: ColumnChoice) -> int:
    if choice.column is None:
        return -1
    for alike in (str, plain):
        found = [i for i, cell in enumerate(header) if alike(cell.text) == alike(choice.column)]
        if len(found) == 1:
            return found[0]
        if found:
            raise RefusedError(
                header[found[1]], f"two columns are headed {shown(choice.column)}; name them differently"
            )
    names = [cell.text for cell in header]
    near = nearest(choice.column, names)
    raise RefusedError(
        header[0], f"no column is headed {shown(choice.column)}; there is: {', '.join(names[:_SHOWN])}{near}"
    )


def _holds_words(rows: list[list[Cell]], column: int) -> bool:
    """Whether a column holds names rather than numbers: no digit at the head of any cell."""
    texts = [row[column].text for row in rows]
    return any(texts) and all(text[:1].isalpha() for text in texts if text)


def _count_column(header: list[Cell], numbers: list[int], choice: ColumnChoice, name: str) -> int:
    if len(numbers) == 1:
        return numbers[0]
    if not numbers:
        there = ", ".join(cell.text for cell in header[:_SHOWN])
        raise RefusedError(header[0], f"no column could hold the counts (there is: {there}); head it 'contacts'")
    names = [header[i].text for i in numbers]
    whose = f", queue: {_written(choice.queue)}" if choice.queue is not None else ""
    say = f"counts: {{file: {_written(name)}, column: {_written(names[0])}{whose}}}"
    there = ", ".join(names[:_SHOWN])
    raise RefusedError(
        header[numbers[1]], f"more than one column could hold the counts ({there}); say which, e.g. {say}"
    )


def _queue_column(header: list[Cell], rows: list[list[Cell]], words: list[int], choice: ColumnChoice, name: str) -> int:
    """The column of the queues' names; every other column of words has the same one in all lines of the queue."""
    named = {i: [one for one in dict.fromkeys(row[i].text for row in rows) if one] for i in words}
    if choice.queue is None:
        for i in sorted(words, key=lambda i: len(named[i]) < 2):
            if choice.column is None or len(named[i]) > 1:
                listed = ", ".join(named[i][:_SHOWN])
                which = f", column: {_written(choice.column)}" if choice.column is not None else ""
                say = f"counts: {{file: {_written(name)}{which}, queue: {_written(named[i][0])}}}"
                raise RefusedError(header[i], f"{shown(header[i].text)} holds words ({listed}); say whose, e.g. {say}")
        return -1
    found = [i for i in words if choice.queue in named[i]]
    if len(found) != 1:
        there = list(dict.fromkeys(one for i in words for one in named[i]))
        text = f"there is: {', '.join(there[:_SHOWN]) or 'no column of names'}{nearest(choice.queue, there)}"
        if found:
            text = f"{' and '.join(shown(header[i].text) for i in found)} both have it"
        raise RefusedError(header[0], f"the lines of queue {shown(choice.queue)} cannot be found; {text}")
    for i in words:
        if i != found[0] and len({row[i].text for row in rows if row[found[0]].text == choice.queue}) > 1:
            said = f"{shown(header[i].text)} still holds several words for queue {shown(choice.queue)}"
            raise RefusedError(header[i], f"{said}; take it out, or keep the lines of one")
    return found[0]


def _written(text: str | None) -> str:
    """As YAML would have it within braces."""
    word = text or ""
    return word if all(part.isalnum() for part in re.split("[ ._-]", word)) else f'"{word}"'
