"""Charts of dots with their intervals, row by row: designs side by side, costs, differences.

The reader goes down the names and sees who is ahead, by how much, and whether the intervals overlap. The figures are
written beside the dots, in a column of their own, so nobody has to read a value off an axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import isfinite
from typing import NamedTuple

from sim.report.axis_scales import Scale
from sim.report.drawing import (
    FAINT,
    GRID,
    NARROW,
    NORMAL,
    SMALL,
    SOFT,
    TARGET,
    Board,
    Heading,
    MarkStyle,
    paler,
    text_width,
    widest,
    wrapped,
)

LINE = 11.0
GAP, AXIS = 12.0, 30.0
FEW_ROWS, MANY_ROWS = 22, 30
"""Up to the first number of rows a chart has roomy rows, up to the second narrower ones, beyond it the narrowest."""
STRIP = 17.0
DOT = 5.6
"""Size of a dot in points; a shorter interval is not drawn, for it would only distort the dot."""


class Mark(NamedTuple):
    """One row: a name, a dot with its interval, and the figures written beside it."""

    name: str
    style: MarkStyle
    value: float
    low: float
    high: float
    figures: tuple[str, ...]


class Band(NamedTuple):
    """Rows under a common heading, with a target where one is agreed."""

    title: str
    marks: tuple[Mark, ...]
    target: float | None = None
    target_label: str = ""


class Chart(NamedTuple):
    """The content of a chart of dots: bands of rows on one scale."""

    bands: tuple[Band, ...]
    scale: Scale
    axis_label: str
    heads: tuple[str, ...] = ()
    zero: bool = False
    """Draw the line of no difference."""
    stems: bool = False
    """Draw a stem from zero to each dot; the scale must hold it."""


class _Columns(NamedTuple):
    """Horizontal positions of names, dots and figures, in points."""

    width: float
    names: float
    left: float
    right: float
    figures: tuple[float, ...]
    stacked: bool


def dot_chart(charts: Sequence[Chart], message: str, width: float, titled: bool) -> Board:
    """Charts one under the other, with common columns."""
    heading = Heading(message, width, titled)
    heights = [_height(chart, _columns(chart, width)) for chart in charts]
    board = Board(width, heading.height + sum(heights) + GAP * (len(charts) - 1), message)
    heading.on(board)
    top = heading.height
    for chart, height in zip(charts, heights, strict=True):
        _Drawing(board, chart, top, _columns(chart, width)).draw()
        top += height + GAP
    return board


def _columns(chart: Chart, width: float) -> _Columns:
    marks = [mark for band in chart.bands for mark in band.marks]
    count = max(len(mark.figures) for mark in marks)
    heads = [*chart.heads, *([""] * (count - len(chart.heads)))]
    figures: list[float] = []
    right = width
    for number in reversed(range(count)):
        figures.insert(0, right)
        right -= max(widest([mark.figures[number] for mark in marks], NORMAL), text_width(heads[number], SMALL)) + 10
    margin = 1 + max(text_width(chart.scale.labels[0], SMALL), text_width(chart.scale.labels[-1], SMALL)) / 2
    if width <= NARROW:
        return _Columns(width, width - (width - right) - 14, margin, width - margin, tuple(figures), True)
    names = min(widest([mark.name for mark in marks], NORMAL), 0.34 * width)
    return _Columns(width, names, names + 14 + margin, right - margin - 2, tuple(figures), False)


def _row_height(chart: Chart, columns: _Columns, mark: Mark) -> float:
    lines = len(wrapped(mark.name, columns.names))
    if columns.stacked:
        return lines * LINE + 19.0
    return max(_by_rows(chart, 17.5, 14.0, 12.6), lines * LINE + _by_rows(chart, 5.0, 3.0, 1.5))


def _by_rows(chart: Chart, few: float, more: float, many: float) -> float:
    rows = sum(len(band.marks) for band in chart.bands)
    return few if rows <= FEW_ROWS else (more if rows <= MANY_ROWS else many)


def _title_height(chart: Chart, band: Band, first: bool) -> float:
    if not band.title and band.target is None:
        return 0.0 if first else 8.0
    return 16.0 if first else _by_rows(chart, 24.0, 22.0, 19.0)


def _head_height(chart: Chart) -> float:
    return 13.0 if any(chart.heads) else 0.0


def _height(chart: Chart, columns: _Columns) -> float:
    height = _head_height(chart) + AXIS
    for number, band in enumerate(chart.bands):
        height += _title_height(chart, band, number == 0)
        height += sum(_row_height(chart, columns, mark) for mark in band.marks)
    return height


class _Drawing:
    """A chart being drawn on a board; heights `y` are points from the top of the chart."""

    def __init__(self, board: Board, chart: Chart, top: float, columns: _Columns) -> None:
        self.board, self.chart, self.top, self.columns = board, chart, top, columns
        self.body = _height(chart, columns) - AXIS
        span = (chart.scale.low, chart.scale.high)
        self.panel = board.panel(columns.left, top, columns.right - columns.left, self.body, span, (self.body, 0))

    def draw(self) -> None:
        """Draw the heads of the figures, the bands and the axis."""
        for place, head in zip(self.columns.figures, self.chart.heads, strict=False):
            self.board.text(place, self.top + 9, head, size=SMALL, colour=SOFT, ha="right")
        y = _head_height(self.chart)
        for number, band in enumerate(self.chart.bands):
            y = self._band(band, y + _title_height(self.chart, band, number == 0))
        self._axis()

    def _band(self, band: Band, y: float) -> float:
        """Draw a band whose first row begins at y; returns where its last row ends."""
        heights = [_row_height(self.chart, self.columns, mark) for mark in band.marks]
        ends = list(accumulate(heights, initial=y))
        self._grid(band, ends)
        room = self.columns.width
        if band.target is not None and self.chart.scale.low <= band.target <= self.chart.scale.high:
            room = self._target(band.target, band.target_label, ends) - 8
        if band.title:
            title = wrapped(band.title, room, NORMAL, bold=True, most=1)[0]
            self.board.text(0, self.top + y - 5, title, bold=True)
        for mark, begin, end in zip(band.marks, ends[:-1], ends[1:], strict=True):
            self._names_and_figures(mark, begin, end)
            if isfinite(mark.value):
                self._dot(mark, self._middle(begin, end))
        return ends[-1]

    def _middle(self, begin: float, end: float) -> float:
        return end - 9.0 if self.columns.stacked else (begin + end) / 2

    def _strips(self, ends: list[float]) -> list[tuple[float, float]]:
        """Vertical spans of the grid: the whole band, or below each name where names stand above their dots."""
        return [(end - STRIP, end - 1.0) for end in ends[1:]] if self.columns.stacked else [(ends[0], ends[-1])]

    def _grid(self, band: Band, ends: list[float]) -> None:
        scale, strips = self.chart.scale, self._strips(ends)
        lines = [((tick, begin), (tick, end)) for begin, end in strips for tick in scale.ticks]
        for begin, end in pairwise(ends):
            middle = self._middle(begin, end)
            lines.append(((scale.low, middle), (scale.high, middle)))
        self.panel.strokes(lines, color=GRID, lw=0.7, zorder=0)
        if self.chart.zero:
            self.panel.strokes([((0, begin), (0, end)) for begin, end in strips], color=FAINT, lw=1.0, zorder=1)

    def _target(self, target: float, label: str, ends: list[float]) -> float:
        """Draw the dashed line of the target and its label; returns where the label begins."""
        columns = self.columns
        lines = [((target, begin), (target, end)) for begin, end in self._strips(ends)]
        self.panel.strokes(lines, color=TARGET, lw=1.0, ls=(0, (3, 2)), zorder=1)
        half = text_width(label, SMALL) / 2
        least = columns.width * 0.62 if columns.stacked else columns.left
        place = min(max(self._across(target), least + half), columns.width - half)
        self.board.text(place, self.top + ends[0] - 4, label, size=SMALL, colour=TARGET, ha="center")
        return place - half

    def _names_and_figures(self, mark: Mark, begin: float, end: float) -> None:
        name = wrapped(mark.name, self.columns.names)
        line = self.top + begin + 9.5
        if self.columns.stacked:
            self.board.lines(0, line, name, LINE)
        else:
            line = self.top + (begin + end) / 2 + 3.1
            self.board.lines(10, line - (len(name) - 1) * LINE / 2, name, LINE)
        for place, figure in zip(self.columns.figures, mark.figures, strict=True):
            self.board.text(place, line, figure, ha="right")

    def _dot(self, mark: Mark, y: float) -> None:
        colour = mark.style.colour
        if self.chart.stems:
            stem = [((max(self.chart.scale.low, 0.0), y), (mark.value, y))]
            self.panel.strokes(stem, color=paler(colour), lw=7.0, solid_capstyle="butt", zorder=1)
        if self._across(mark.high) - self._across(mark.low) > DOT:
            self.panel.strokes([((mark.low, y), (mark.high, y))], color=colour, lw=2.0, zorder=2)
        dot = {"marker": mark.style.marker, "ms": DOT, "mew": 0.0}
        self.panel.strokes([((mark.value, y), (mark.value, y))], color=colour, lw=0.0, zorder=3, **dot)

    def _across(self, value: float) -> float:
        """Horizontal position of a value, in points."""
        scale, columns = self.chart.scale, self.columns
        return columns.left + (value - scale.low) / (scale.high - scale.low) * (columns.right - columns.left)

    def _axis(self) -> None:
        y = self.top + self.body
        for tick, label in zip(self.chart.scale.ticks, self.chart.scale.labels, strict=True):
            self.board.text(self._across(tick), y + 11, label, size=SMALL, colour=SOFT, ha="center")
        middle = (self.columns.left + self.columns.right) / 2
        self.board.text(middle, y + 23, self.chart.axis_label, size=SMALL, colour=SOFT, ha="center")
