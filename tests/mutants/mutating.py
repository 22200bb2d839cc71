"""Scenario files and tables as slips of the hand, other programs and bad luck would leave them.

A mutant is a pure function of a text and a number, so one that once did harm can be made again from its number. The
words of the file are changed as words (a value of another kind, a key away, a branch moved), and the text as text (a
line twice, half a file, a character that nobody sees).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml

from sim.scenario.yaml_positions import read_tree

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, [], {}, "", " ", 0, -1, 1, 2.5, 14.01, 1e-9, 1e9, 1e308, float("inf"), float("nan"), 10**30,
    "0", "5", "5 min", "-5 min", "0 s", "1e9 h", "never", "always", "50 %", "100 %", "0 %", "-5 %", "150 %", "1e9 %",
    "exponential(0 s)", "exponential(5 min)", "lognormal(5 min, cv -1)", "uniform(9 min, 1 min)", "quantiles(0 %: 0 s)",
    "exponential(", "unknown(3 min)", "2024-02-30", "2024-02-29", "24:00", "25:00", "18:00-08:00", "08:00-08:00",
    "mon-fri", "lun-ven", "mon", "nov-dec", "no such file.csv", "../outside.csv", "/dev/null", "x" * 300, "\u202e", "é",
    "\ud800", "\x07", "=1+1", "total", "in-house", ["a", "b"], {"a": "b"}, {"a": {"b": {"c": 1}}}, "80 % in 20 s",
    {"mon-fri": "08:00-12:00"}, {1: 2}, "call", "chat", "email", "task", "message", "2.5",
)  # fmt: skip
ODD_CELLS = (
    "", " ", "-1", "1,5", "1.5", "1 200", "1\u00a0200", '"7"', '"7,5"', "50%", "1e9", "nan", "inf", "x", "24:00",
    "25:00", "8:5", "08:00:30", "2024-02-30", "20/01/2024", "total", "=1", "\u202f", "0", "99999999999999",
)  # fmt: skip
ODD_SIGNS = "\t\"':{}[]&*!%@`#|>-?,\u00a0\ufeff\u2028\x85\x00\x1b\\<€é=~\n"


def mutant(text: str, number: int) -> bytes:
    """The scenario with one to three changes; the same for the same number."""
    luck = random.Random(number)
    if luck.random() < 0.25:
        return _text_changed(text, luck)
    words = read_tree(text, "a file").plain()
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        luck.choice(_CHANGES)(words, luck)
    return yaml.safe_dump(words, sort_keys=False, allow_unicode=False, width=200).encode()


def table_mutant(text: str, number: int) -> bytes:
    """The table with one or two changes."""
    luck = random.Random(number)
    if luck.random() < 0.3:
        return _text_changed(text, luck)
    rows = [line.split(",") for line in text.splitlines()]
    for _ in range(luck.choice((1, 1, 2))):
        _cells_changed(rows, luck)
    separator = luck.choice((",", ",", ",", ";", "\t"))
    encoding = luck.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    return "\n".join(separator.join(row) for row in rows).encode(encoding, errors="replace")


# ---- words ------------------------------------------------------------------------------------------------------


def _places(words: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into the tree but the top."""
    inside = words.items() if isinstance(words, dict) else enumerate(words) if isinstance(words, list) else ()
    return [place for key, value in inside for place in ((*path, key), *_places(value, (*path, key)))]


def _parent(words: Any, place: tuple[Any, ...]) -> Any:
    for step in place[:-1]:
        words = words[step]
    return words


def _somewhere(words: Any, luck: random.Random) -> tuple[Any, Any]:
    """A branch and a key of it; the tree always keeps at least one."""
    place = luck.choice(_places(words) or [()])
    return (_parent(words, place), place[-1]) if place else ({"nothing": 0}, "nothing")


def _odd_value(words: Any, luck: random.Random) -> None:
    branch, key = _somewhere(words, luck)
    branch[key] = deepcopy(luck.choice(ODD_VALUES))


SHARES = ("0 %", "100 %", "1 %", "50 %", "99.99 %", "0.5", 0, 1)
DURATIONS = ("0 s", "1 s", "90 s", "7 min", "1 h", "36 h", "400 days")
LAWS = (
    "exponential(5 min)", "0 s", "3 min", "lognormal(4 min, cv 150 %)", "gamma(3 min, cv 5 %)", "uniform(0 s, 1 h)",
    "weibull(2 min, shape 0.5)", "never",
)  # fmt: skip
NUMBERS = (0, 1, 2, 3, 7, 0.5, 50)


def _value_of_its_kind(words: Any, luck: random.Random) -> None:
    """A value that the file could have had: what is accepted is what the engines are compared on."""
    leaves = [place for place in _places(words) if not isinstance(_parent(words, place)[place[-1]], (dict, list))]
    if not leaves:
        return
    place = luck.choice(leaves)
    branch, value = _parent(words, place), _parent(words, place)[place[-1]]
    if isinstance(value, bool):
        branch[place[-1]] = not value
    elif isinstance(value, (int, float)):
        branch[place[-1]] = luck.choice(NUMBERS)
    elif "(" in str(value):
        branch[place[-1]] = luck.choice(LAWS)
    elif "%" in str(value):
        branch[place[-1]] = luck.choice(SHARES)
    elif str(value)[:1].isdigit():
        branch[place[-1]] = luck.choice(DURATIONS)
    else:
        branch[place[-1]] = luck.choice([_parent(words, leaf)[leaf[-1]] for leaf in leaves])


def _key_away(words: Any, luck: random.Random) -> None:
    branch, key = _somewhere(words, luck)
    del branch[key]


def _key_misspelt(words: Any, luck: random.Random) -> None:
    branch, key = _somewhere(words, luck)
    if isinstance(branch, dict):
        name = str(key)
        at = luck.randrange(len(name) + 1)
        branch[name[:at] + luck.choice(("x", "", "_", "s")) + name[at + luck.randrange(2) :]] = branch.pop(key)


def _branch_moved(words: Any, luck: random.Random) -> None:
    (branch, key), (other, from_there) = _somewhere(words, luck), _somewhere(words, luck)
    branch[key] = deepcopy(other[from_there])


def _branch_added(words: Any, luck: random.Random) -> None:
    (branch, _), (other, key) = _somewhere(words, luck), _somewhere(words, luck)
    if isinstance(branch, dict):
        branch[key] = deepcopy(other[key])


def _number_scaled(words: Any, luck: random.Random) -> None:
    numbers = [
        place for place in _places(words)
        if isinstance(_parent(words, place)[place[-1]], (int, float))
        and not isinstance(_parent(words, place)[place[-1]], bool)
    ]  # fmt: skip
    if numbers:
        place = luck.choice(numbers)
        _parent(words, place)[place[-1]] *= luck.choice((-1, 0, 0.5, 3, 1000))


_CHANGES: tuple[Callable[[Any, random.Random], None], ...] = (
    _odd_value, _odd_value, *[_value_of_its_kind] * 8, *[_key_away] * 3, _key_misspelt, _branch_moved,
    _branch_added, _number_scaled,
)  # fmt: skip


# ---- text -------------------------------------------------------------------------------------------------------


def _text_changed(text: str, luck: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    at, other = luck.randrange(len(lines)), luck.randrange(len(lines))
    letter = luck.randrange(len(text))
    how = luck.randrange(8)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(other, lines[at])
    elif how == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif how == 3:
        lines[at] = luck.choice((" ", "  ", "\t")) + lines[at]
    elif how == 4:
        return (text[:letter] + text[letter + 1 :]).encode()
    elif how == 5:
        return (text[:letter] + luck.choice(ODD_SIGNS) + text[letter:]).encode()
    elif how == 6:
        return text[:letter].encode()
    else:
        whole = text.encode()
        return whole[:letter] + bytes([luck.randrange(256)]) + whole[letter + 1 :]
    return "".join(lines).encode()


def _cells_changed(rows: list[list[str]], luck: random.Random) -> None:
    row = luck.choice(rows)
    how = luck.randrange(7)
    if how <= 2 and row:
        row[luck.randrange(len(row))] = luck.choice(ODD_CELLS)
    elif how == 3 and row:
        del row[luck.randrange(len(row))]
    elif how == 4:
        row.insert(luck.randrange(len(row) + 1), luck.choice(ODD_CELLS))
    elif how == 5:
        rows.insert(luck.randrange(len(rows) + 1), list(row))
    elif len(rows) > 1:
        rows.remove(row)
