"""The drawing board of all pictures: one style, measured in points from the top left corner.

A picture is laid out as a page is set: rows of a height, a column for names, a column for figures, what is left for the
marks. Decision: matplotlib does no layout here. Every text is placed by a function that has measured it, so nothing
overlaps, nothing is cut off, and the same figures give the same bytes on every machine.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from sim.report.panel import Panel
from sim.report.phrases import with_no_break_spaces

INK, SOFT, FAINT, GRID, FILL = "#1c2430", "#55606e", "#8a94a1", "#e3e7ec", "#d5dbe3"
TARGET = "#8a1c4a"
BASELINE_COLOUR = "#3f4652"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9")
"""Okabe and Ito's colours, distinguishable with any colour vision; the baseline is dark grey."""
DASHES: tuple[Any, ...] = ("solid", "solid", (0, (5, 1.6)), (0, (1.2, 1.4)), (0, (6, 1.5, 1.2, 1.5)))
MARKERS = ("o", "s", "D", "^", "v", "p")

WIDE, NARROW = 548.0, 282.0
"""Widths of a picture in points: for paper or a screen, and for a phone."""
SMALL, NORMAL, LARGE = 7.6, 8.6, 11.0
FONT = "DejaVu Sans"
STYLE: dict[Any, Any] = {
    "font.family": FONT,
    "font.size": NORMAL,
    "text.color": INK,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "polyvalence",
    "svg.id": None,
    "path.simplify": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": 144.0,
    "savefig.dpi": 144.0,
}


class Picture(Figure):
    """A matplotlib figure that notebooks show as SVG, without pyplot."""

    alt: str = ""
    """Alternative text for those who cannot see the picture."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.panels: list[Panel] = []

    def _repr_svg_(self) -> str:
        return svg_of(self)


@contextmanager
def own_style() -> Iterator[None]:
    """Use this module's settings over matplotlib's defaults, whatever the user's own settings are."""
    ours: dict[Any, Any] = {k: v for k, v in matplotlib.rcParamsDefault.items() if not k.startswith("backend")}
    with matplotlib.rc_context(ours | STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def svg_of(figure: Figure) -> str:
    """The figure as an SVG document; the same figure gives the same text."""
    stream = io.StringIO()
    with own_style():
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


class MarkStyle(NamedTuple):
    """Colour, dash and marker of a design in every picture."""

    colour: str
    dash: Any
    marker: str


def mark_styles(designs: Sequence[str], baseline: str | None) -> dict[str, MarkStyle]:
    """A style for each design: dark grey for the baseline, colours in the order of the file for the others."""
    found, number = {}, 0
    for design in designs:
        if design == baseline:
            found[design] = MarkStyle(BASELINE_COLOUR, "solid", "o")
            continue
        dash = DASHES[(number + 1) % len(DASHES)]
        found[design] = MarkStyle(COLOURS[number % len(COLOURS)], dash, MARKERS[(number + 1) % len(MARKERS)])
        number += 1
    return found


def paler(colour: str) -> str:
    """The colour mixed with white, for areas under a mark."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - 0.32 * (255 - part)):02x}" for part in parts)


# ---- text --------------------------------------------------------------------------------------------


@cache
def text_width(text: str, size: float = NORMAL, bold: bool = False) -> float:
    """Width of a line of text in points, with a little to spare for other renderers."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return 1.02 * float(width)


def widest(texts: Sequence[str], size: float = NORMAL, bold: bool = False) -> float:
    """Width of the widest line."""
    return max((text_width(text, size, bold) for text in texts), default=0.0)


def wrapped(text: str, width: float, size: float = NORMAL, bold: bool = False, most: int = 3) -> list[str]:
    """The text in lines no wider than `width`; what does not fit in `most` lines ends in an ellipsis."""
    lines: list[str] = []
    rest = [word for word in with_no_break_spaces(printable(text)).split(" ") if word]
    while rest:
        line, rest = _one_line(rest, width, size, bold)
        if len(lines) == most - 1 and rest:
            return [*lines, _cut(f"{line} {' '.join(rest)}", width, size, bold)]
        lines.append(line)
    return lines or [""]


def _one_line(words: list[str], width: float, size: float, bold: bool) -> tuple[str, list[str]]:
    line, taken = words[0], 1
    while taken < len(words) and text_width(f"{line} {words[taken]}", size, bold) <= width:
        line, taken = f"{line} {words[taken]}", taken + 1
    if text_width(line, size, bold) <= width:
        return line, words[taken:]
    fitting = len(line)
    while fitting > 1 and text_width(line[:fitting], size, bold) > width:
        fitting -= 1
    return line[:fitting], [line[fitting:], *words[1:]]


def _cut(text: str, width: float, size: float, bold: bool) -> str:
    while len(text) > 1 and text_width(text + "…", size, bold) > width:
        text = text[:-1].rstrip()
    return text + "…"


def printable(text: str) -> str:
    """The text without control characters, which SVG cannot contain."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


# ---- the board ---------------------------------------------------------------------------------------


class Board:
    """A figure under construction; all positions are points from its top left corner."""

    def __init__(self, width: float, height: float, alt: str = "") -> None:
        self.width, self.height = width, height
        self.figure = Picture(figsize=(width / 72.0, height / 72.0))
        self.figure.alt = alt

    def text(
        self, x: float, y: float, text: str, size: float = NORMAL, colour: str = INK, bold: bool = False,
        ha: str = "left",
    ) -> None:  # fmt: skip
        """Write one line of text with its baseline at y."""
        weight = "bold" if bold else "normal"
        self.figure.text(
            x / self.width, 1 - y / self.height, printable(text), size=size, color=colour, weight=weight, ha=ha,
            va="baseline",
        )  # fmt: skip

    def lines(self, x: float, y: float, lines: Sequence[str], step: float, **how: Any) -> None:
        """Write several lines of text, the first with its baseline at y."""
        for number, line in enumerate(lines):
            self.text(x, y + number * step, line, **how)

    def line(self, x: Sequence[float], y: Sequence[float], **how: Any) -> None:
        """Draw a line, or a dot, outside any panel."""
        across, down = [one / self.width for one in x], [1 - one / self.height for one in y]
        self.figure.add_artist(Line2D(across, down, transform=self.figure.transFigure, **how))

    def panel(
        self, left: float, top: float, width: float, height: float, x: tuple[float, float], y: tuple[float, float]
    ) -> Panel:
        """A bare field for marks with its own scales; y runs upwards unless given the other way round."""
        box = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        panel = Panel(self.figure, box, x, y)
        self.figure.panels.append(panel)
        return panel

    def key(self, left: float, top: float, width: float, names: dict[str, str], how: dict[str, MarkStyle]) -> None:
        """Draw the legend: a row of design names, each after a stroke in its style."""
        x, y = left, top + KEY_STEP - 4.5
        for design, name in names.items():
            name = _cut_to(name, width - KEY_STROKE)
            wide = KEY_STROKE + text_width(name, NORMAL)
            if x > left and x + wide > left + width:
                x, y = left, y + KEY_STEP
            self.line((x, x + 18), (y - 3, y - 3), color=how[design].colour, lw=2.2, ls=how[design].dash)
            self.text(x + 22, y, name)
            x += wide + 16


KEY_STEP, KEY_STROKE = 15.0, 22.0


def key_height(width: float, names: Sequence[str]) -> float:
    """Height of the legend."""
    rows, x = 1, 0.0
    for name in names:
        wide = KEY_STROKE + text_width(_cut_to(name, width - KEY_STROKE), NORMAL)
        if x > 0 and x + wide > width:
            rows, x = rows + 1, 0.0
        x += wide + 16
    return rows * KEY_STEP


def _cut_to(text: str, width: float) -> str:
    text = printable(text)
    return text if text_width(text) <= width else _cut(text, width, NORMAL, False)


class Heading:
    """The message of a picture as its title; empty where the page prints it as a heading."""

    def __init__(self, text: str, width: float, shown: bool) -> None:
        self.rows = wrapped(text, width, LARGE, bold=True) if shown else []
        self.height = 15.0 * len(self.rows) + (8.0 if self.rows else 0.0)

    def on(self, board: Board) -> None:
        """Draw it."""
        board.lines(0, 11, self.rows, 15.0, size=LARGE, bold=True)


def draw_in_own_style(make: Callable[[], Board]) -> Picture:
    """A picture drawn in our own style."""
    with own_style():
        return make().figure
