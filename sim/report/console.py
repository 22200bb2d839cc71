"""Results as text for a terminal: a table of indicators, the differences, the answer.

It must be understood without a manual. What does not fit a hundred columns is not squeezed: designs that are too many
for one table continue in the next.
"""

from __future__ import annotations

import unicodedata
from math import isfinite
from textwrap import wrap
from typing import NamedTuple

from sim.experiments.comparison import Comparison
from sim.experiments.paired_gaps import PairedGap
from sim.experiments.results import Result
from sim.kpis.dictionary import KPIS
from sim.report.headline import HeadlineRow, terminal_sections
from sim.report.html import answer
from sim.report.phrases import with_no_break_spaces
from sim.report.view import View, view_of

WIDTH = 100
LABELS = (22, 40)
"""Least and greatest width of the column of labels."""
DASH = " \u2013"
LEAST = 11
"""Least width of a column of figures."""
WORD = 14
"""Greatest width that a word of a design's name gives its column."""


def comparison_text(comparison: Comparison, language: str = "en") -> str:
    """A comparison: title, figures with their uncertainty, differences of the deciding indicator, the answer."""
    view = view_of(comparison, language)
    return _joined(_title(view), _tables(view), _uncertainty(view), _differences(view), _answer(view), _basis(view))


def result_text(result: Result, language: str = "en") -> str:
    """A plain result: title, figures with their uncertainty, the deciding figure as a sentence."""
    view = view_of(result, language)
    return _joined(_title(view), _tables(view), _uncertainty(view), _answer(view))


def _joined(*parts: list[str]) -> str:
    return "\n\n".join("\n".join(part) for part in parts if part)


# ---- title, uncertainty, answer ----------------------------------------------------------------------------------


def _title(view: View) -> list[str]:
    lines = _wrapped(view.scenario.name)
    lines.append("=" * max(_terminal_width(line) for line in lines))
    if view.scenario.question:
        lines += _wrapped(f"{view.say('t_question')} {view.scenario.question}")
    return lines


def _uncertainty(view: View) -> list[str]:
    if view.count < 2:
        return _wrapped(view.say("headline_note_one"))
    confidence = view.percent(view.result.options.confidence)
    return _wrapped(view.say("t_uncertainty", n=view.write.number(view.count), confidence=confidence))


def _answer(view: View) -> list[str]:
    return _wrapped(f"{view.say('t_answer')} {answer(view)}")


def _basis(view: View) -> list[str]:
    """Why there are so many replications, and how sure the answer is."""
    text = view.comparison.basis_in(view.language) if view.comparison is not None else ""
    return _wrapped(text) if text else []


# ---- the table -----------------------------------------------------------------------------------------


class _Layout(NamedTuple):
    """Layout of the table: the width of the labels and of each design's column, and the designs of each part."""

    labels: int
    columns: dict[str, int]
    stacked: int
    """Lines that the uncertainty takes below its figure: 0 where it stands beside it, 2 where a range is long for its
    column."""
    parts: list[list[str]]


def _tables(view: View) -> list[str]:
    """The designs in one table, or in as many as they need."""
    lines = [line for section in terminal_sections(view) for line in section.rows]
    layout = _layout(view, lines)
    found: list[str] = []
    first = 1
    for part in layout.parts:
        found += [""] if found else []
        if len(layout.parts) > 1:
            last = first + len(part) - 1
            found.append(view.say("t_designs", first=first, last=last, count=len(view.designs)))
            first = last + 1
        found += _table(view, lines, part, layout)
    return found


def _layout(view: View, lines: list[HeadlineRow]) -> _Layout:
    """Beside each other if they fit, else the uncertainty below, else several tables of about equal width."""
    longest = max(_terminal_width(_label(view, line)) for line in lines)
    for stacked in (0, 1, 2):
        columns = {design: _column_width(view, lines, design, stacked) for design in view.designs}
        taken = sum(width + 2 for width in columns.values())
        if taken <= WIDTH - LABELS[0]:
            break
    for parts in range(-(-taken // (WIDTH - LABELS[0])), len(view.designs) + 1):
        size = -(-len(view.designs) // parts)
        chunks = [view.designs[at : at + size] for at in range(0, len(view.designs), size)]
        widest = max(sum(columns[design] + 2 for design in chunk) for chunk in chunks)
        if widest <= WIDTH - LABELS[0]:
            break
    labels = max(LABELS[0], min(LABELS[1], longest, WIDTH - widest))
    return _Layout(labels, columns, stacked, chunks)


def _column_width(view: View, lines: list[HeadlineRow], design: str, stacked: int) -> int:
    cells = [_cells(view, design, line, stacked) for line in lines]
    words = [min(_terminal_width(word), WORD) for word in _plain(view.label(design)).split()]
    return max([LEAST, *words, *(_terminal_width(text) for cell in cells for text in cell)])


def _table(view: View, lines: list[HeadlineRow], designs: list[str], layout: _Layout) -> list[str]:
    widths = [layout.columns[design] for design in designs]
    heads = [_wrapped(view.label(design), width) for design, width in zip(designs, widths, strict=True)]
    deep = max(len(head) for head in heads)
    found = _rows([], [[""] * (deep - len(head)) + head for head in heads], widths, layout.labels)
    found.append("-" * (layout.labels + sum(width + 2 for width in widths)))
    for line in lines:
        label = _wrapped(_label(view, line), layout.labels, "  ")
        cells = [_cells(view, design, line, layout.stacked) for design in designs]
        found += _rows(label, cells, widths, layout.labels)
    return found


def _rows(label: list[str], cells: list[list[str]], widths: list[int], labels: int) -> list[str]:
    """The lines of text of a row: labels to the left, figures to the right."""
    found = []
    for number in range(max(len(label), *(len(cell) for cell in cells))):
        text = _padded(label[number] if number < len(label) else "", labels)
        for cell, width in zip(cells, widths, strict=True):
            here = cell[number] if number < len(cell) else ""
            text += "  " + " " * (width - _terminal_width(here)) + here
        found.append(text.rstrip())
    return found


def _label(view: View, line: HeadlineRow) -> str:
    label = view.kpi_label(line.kpi)
    about = view.about_where_unclear(line.kpi, line.scope, line.name)
    if line.scope == "total":
        about = about[:1].lower() + about[1:]
    details = ", ".join(part for part in (about, line.detail) if part)
    return view.say("t_in_brackets", label=label, about=details) if details else label


def _cells(view: View, design: str, line: HeadlineRow, stacked: int) -> list[str]:
    """The figure with its uncertainty, on one line or on several: after ±, or as a range where it has a longer side."""
    value, unit = view.value(design, *line.key), KPIS[line.kpi].unit
    if value is None:
        return ["\u2013"]
    text, half, span = view.amount(value.estimate, unit), view.half(value, unit), view.span(value, unit)
    if not span:
        return [text]
    beside = f"± {half}" if half else f"({span})"
    if stacked == 2 and not half:
        return [text, *beside.replace(DASH, f"{DASH}\n").replace("\n ", "\n").split("\n")]
    return [text, beside] if stacked else [f"{text} {beside}"]


# ---- differences ---------------------------------------------------------------------------------------


def _differences(view: View) -> list[str]:
    """The deciding indicator's difference from the baseline, design by design, with intervals that hold together."""
    kpi, scope, name = view.deciding
    gaps = view.comparison.decision.gaps if view.comparison is not None else ()
    if not gaps or view.baseline is None:
        return []
    label = view.kpi_label(kpi)
    if scope != "total":
        label = view.say("t_in_brackets", label=label, about=view.about(kpi, scope, name))
    found = _wrapped(view.say("t_differences", kpi=label, baseline=view.label(view.baseline)))
    room = min(max(_terminal_width(_plain(view.label(gap.design))) for gap in gaps), LABELS[1])
    for gap in gaps:
        names = _wrapped(view.label(gap.design), room)
        texts = _wrapped(_gap_text(view, gap), WIDTH - room - 4)
        for number in range(max(len(names), len(texts))):
            left = names[number] if number < len(names) else ""
            right = texts[number] if number < len(texts) else ""
            found.append(f"  {_padded(left, room)}  {right}".rstrip())
    return found


def _gap_text(view: View, gap: PairedGap) -> str:
    unit, shown = gap.kpi.unit, view.gap(gap.design, gap.kpi.id, gap.row.scope, gap.row.name)
    text = view.write.gap(gap.difference, unit)
    if not isfinite(gap.low) or gap.low == gap.high:
        return text
    text = view.say("t_gap", gap=text, low=view.bare_gap(gap.low, unit), high=view.bare_gap(gap.high, unit))
    if shown is not None and isfinite(shown.p_better):
        text += view.say("t_won", share=view.won(shown))
    return text + view.say(f"t_{gap.state}") if gap.state in ("equal", "near", "open") else text


# ---- characters ----------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """On one line, without control characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _wrapped(text: str, width: int = WIDTH, indent: str = "") -> list[str]:
    """The text in lines of a width; a figure stays on one line with its unit."""
    lines = wrap(with_no_break_spaces(_plain(text)), width, subsequent_indent=indent)
    return [line.replace("\u00a0", " ") for line in lines] or [""]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _terminal_width(text))


def _terminal_width(text: str) -> int:
    """Columns of the terminal that a text takes: wide letters take two, combining marks none."""
    taken = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(letter) else taken.get(unicodedata.east_asian_width(letter), 1) for letter in text
    )
