"""Dots with their intervals, row by row: designs side by side, costs, differences.

The reader runs a finger down the names and sees at once who is ahead, by how much, and whether the bars are
clear of each other. The one surprising decision: the figures are written beside the dots, in a column of their
own, so nobody has to read a value off an axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from matplotlib.axes import Axes

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
    Look,
    paler,
    text_width,
    widest,
    wrapped,
)
from sim.report.scales import Scale

LINE = 11.0
GAP = 12.0
FEW_ROWS = 22
STRIP = 17.0
DOT = 5.6
"""Size of a dot; an interval shorter than that would only spoil its shape."""


class Mark(NamedTuple):
    """One row: a name, a dot with its interval, and the figures written beside it."""

    name: str
    look: Look
    value: float
    low: float
    high: float
    figures: tuple[str, ...]


class Band(NamedTuple):
    """Rows under a common heading, with a target where one was promised."""

    title: str
    marks: tuple[Mark, ...]
    target: float | None = None
    target_label: str = ""


class Chart(NamedTuple):
    """What a chart of dots shows: bands of rows on one scale."""

    bands: tuple[Band, ...]
    scale: Scale
    axis_label: str
    heads: tuple[str, ...] = ()
    zero: bool = False
    """Draw the line of no difference."""
    stems: bool = False
    """Draw a stem from zero to each dot; the scale must begin there."""


class _Columns(NamedTuple):
    """Where things stand across the picture."""

    width: float
    names: float
    left: float
    right: float
    figures: tuple[float, ...]
    stacked: bool


def dot_chart(charts: Sequence[Chart], message: str, width: float, titled: bool) -> Board:
    """One chart under the other, with common columns."""
    heading = Heading(message, width, titled)
    heights = [_height(chart, _columns(chart, width)) for chart in charts]
    board = Board(width, heading.height + sum(heights) + GAP * (len(charts) - 1), message)
    heading.on(board)
    top = heading.height
    for chart, height in zip(charts, heights, strict=True):
        _draw(board, chart, top, _columns(chart, width))
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
    rows = sum(len(band.marks) for band in chart.bands)
    return max(17.5 if rows <= FEW_ROWS else 14.0, lines * LINE + 5.0)


def _title_height(band: Band, first: bool) -> float:
    if not band.title and band.target is None:
        return 0.0 if first else 8.0
    return 16.0 if first else 24.0


def _head_height(chart: Chart) -> float:
    return 13.0 if any(chart.heads) else 0.0


def _height(chart: Chart, columns: _Columns) -> float:
    height = _head_height(chart) + 30.0
    for number, band in enumerate(chart.bands):
        height += _title_height(band, number == 0)
        height += sum(_row_height(chart, columns, mark) for mark in band.marks)
    return height


def _draw(board: Board, chart: Chart, top: float, columns: _Columns) -> None:
    height = _height(chart, columns)
    body = height - 30.0
    left, right = columns.left, columns.right
    axes = board.panel(left, top, right - left, body, (chart.scale.low, chart.scale.high), (body, 0))
    for place, head in zip(columns.figures, chart.heads, strict=False):
        board.text(place, top + 9, head, size=SMALL, colour=SOFT, ha="right")
    y = _head_height(chart)
    for number, band in enumerate(chart.bands):
        y = _draw_band(board, axes, chart, band, top, y, columns, number == 0)
    _draw_axis(board, chart, top + body, columns)


def _draw_band(
    board: Board, axes: Axes, chart: Chart, band: Band, top: float, y: float, columns: _Columns, first: bool
) -> float:
    y += _title_height(band, first)
    title_room = columns.width
    for begin, end in _strips(chart, band, y, columns):
        for tick in chart.scale.ticks:
            axes.plot((tick, tick), (begin, end), color=GRID, lw=0.7, clip_on=False, zorder=0)
        if chart.zero:
            axes.plot((0, 0), (begin, end), color=FAINT, lw=1.0, clip_on=False, zorder=1)
    if band.target is not None and chart.scale.low <= band.target <= chart.scale.high:
        title_room = _draw_target(board, axes, chart, band, top, y, columns) - 8
    if band.title:
        title = wrapped(band.title, title_room, NORMAL, bold=True, most=1)[0]
        board.text(0, top + y - 5, title, bold=True)
    for mark in band.marks:
        row = _row_height(chart, columns, mark)
        _draw_mark(board, axes, chart, mark, top, y, row, columns)
        y += row
    return y


def _strips(chart: Chart, band: Band, y: float, columns: _Columns) -> list[tuple[float, float]]:
    """Where the grid runs: the whole band, or below each name where names stand above their dots."""
    heights = [_row_height(chart, columns, mark) for mark in band.marks]
    if not columns.stacked:
        return [(y, y + sum(heights))]
    ends = [y + sum(heights[: number + 1]) for number in range(len(heights))]
    return [(end - STRIP, end - 1.0) for end in ends]


def _draw_target(board: Board, axes: Axes, chart: Chart, band: Band, top: float, y: float, columns: _Columns) -> float:
    """The dashed line and its label; returns where the label begins."""
    assert band.target is not None
    scale = chart.scale
    for begin, end in _strips(chart, band, y, columns):
        axes.plot((band.target,) * 2, (begin, end), color=TARGET, lw=1.0, ls=(0, (3, 2)), clip_on=False, zorder=1)
    place = columns.left + (band.target - scale.low) / (scale.high - scale.low) * (columns.right - columns.left)
    half = text_width(band.target_label, SMALL) / 2
    least = columns.left + half if not columns.stacked else columns.width * 0.62 + half
    place = min(max(place, least), columns.width - half)
    board.text(place, top + y - 4, band.target_label, size=SMALL, colour=TARGET, ha="center")
    return place - half


def _draw_mark(
    board: Board, axes: Axes, chart: Chart, mark: Mark, top: float, y: float, row: float, columns: _Columns
) -> None:
    name = wrapped(mark.name, columns.names)
    if columns.stacked:
        middle = y + row - 9.0
        board.lines(0, top + y + 9.5, name, LINE)
        figures_at = top + y + 9.5
    else:
        middle = y + row / 2
        board.lines(10, top + middle + 3.1 - (len(name) - 1) * LINE / 2, name, LINE)
        figures_at = top + middle + 3.1
    for place, figure in zip(columns.figures, mark.figures, strict=True):
        board.text(place, figures_at, figure, ha="right")
    if not isfinite(mark.value):
        return
    colour, scale = mark.look.colour, chart.scale
    axes.plot((scale.low, scale.high), (middle, middle), color=GRID, lw=0.7, clip_on=False, zorder=0)
    if chart.stems:
        axes.plot(
            (scale.low, mark.value), (middle, middle), color=paler(colour), lw=7.0, solid_capstyle="butt",
            clip_on=False, zorder=1,
        )  # fmt: skip
    reach = (mark.high - mark.low) / (scale.high - scale.low) * (columns.right - columns.left)
    if isfinite(reach) and reach > DOT:
        axes.plot((mark.low, mark.high), (middle, middle), color=colour, lw=2.0, clip_on=False, zorder=2)
    axes.plot(
        (mark.value,), (middle,), color=colour, marker=mark.look.marker, ms=DOT, mew=0.0, clip_on=False, zorder=3,
    )  # fmt: skip


def _draw_axis(board: Board, chart: Chart, y: float, columns: _Columns) -> None:
    scale = chart.scale
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        place = columns.left + (tick - scale.low) / (scale.high - scale.low) * (columns.right - columns.left)
        board.text(place, y + 11, label, size=SMALL, colour=SOFT, ha="center")
    board.text((columns.left + columns.right) / 2, y + 23, chart.axis_label, size=SMALL, colour=SOFT, ha="center")
