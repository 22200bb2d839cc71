"""Chart of the answer rate through the day or the week, over the contacts that came and the people on the floor.

"Everyone there on Monday morning, nobody on Friday afternoon": this picture shows it. Contacts and people share one
field with two scales that agree (a person takes so many contacts an hour), so a shortage is seen as the line of people
running below the grey area of contacts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.report.axis_scales import day_name, decimals_of, round_steps
from sim.report.drawing import (
    FILL,
    GRID,
    INK,
    NARROW,
    SMALL,
    SOFT,
    Board,
    Heading,
    MarkStyle,
    mark_styles,
    text_width,
    wrapped,
)
from sim.report.hourly_figures import Hours, Week
from sim.report.panel import Panel
from sim.report.view import View

CELL_GAP = 16.0
DAY_GAP = 0.6


class _Grid(NamedTuple):
    """Positions of the intervals: [shown] left edges, in units of an interval; there are small gaps between days."""

    left: np.ndarray
    end: float
    days: list[tuple[int, float, float]]
    """(day, from, to)"""


class _Size(NamedTuple):
    columns: int
    cell: float
    rate: float
    people: float
    names: int

    @property
    def height(self) -> float:
        """Height of a cell."""
        return self.names * 12.0 + 14.0 + self.rate + 17.0 + self.people + 16.0


def day_chart(view: View, week: Week, message: str, width: float, titled: bool) -> Board:
    """A cell for each design: above the answer rate, below contacts and people."""
    heading = Heading(message, width, titled)
    grid = _grid(week)
    size = _size(view, grid, width)
    rows = -(-len(view.designs) // size.columns)
    board = Board(width, heading.height + rows * size.height + (rows - 1) * CELL_GAP, message)
    heading.on(board)
    styles = mark_styles(view.designs, view.baseline)
    most = max(float(np.nanmax(hours.offered)) for hours in week.designs.values())
    staff = max(float(np.nanmax(hours.people)) for hours in week.designs.values())
    scale = max(most, staff * week.pace)
    for number, design in enumerate(view.designs):
        row, column = divmod(number, size.columns)
        left = column * (size.cell + 24.0)
        top = heading.height + row * (size.height + CELL_GAP)
        _draw_cell(board, view, week, grid, size, design, styles[design], (left, top), scale)
    return board


def _grid(week: Week) -> _Grid:
    left: list[float] = []
    days: list[tuple[int, float, float]] = []
    at = 0.0
    for number, interval in enumerate(week.shown):
        day = int(week.day[interval])
        if number == 0 or day != days[-1][0]:
            at += DAY_GAP if number else 0.0
            days.append((day, at, at))
        left.append(at)
        at += 1.0
        days[-1] = (day, days[-1][1], at)
    return _Grid(np.array(left), at, days)


def _size(view: View, grid: _Grid, width: float) -> _Size:
    count = len(view.designs)
    columns = 1 if width <= NARROW or count == 1 or (count <= 3 and len(grid.days) > 2) else 2
    cell = (width - (columns - 1) * 24.0) / columns
    rows = -(-count // columns)
    rate, people = (58.0, 66.0) if rows <= 2 else ((46.0, 56.0) if rows <= 3 else (32.0, 42.0))
    names = max(len(wrapped(view.label(design), cell - 12, bold=True)) for design in view.designs)
    return _Size(columns, cell, rate, people, names)


def _draw_cell(
    board: Board, view: View, week: Week, grid: _Grid, size: _Size, design: str, style: MarkStyle,
    corner: tuple[float, float], scale: float,
) -> None:  # fmt: skip
    left, top = corner
    hours = week.designs[design]
    board.line((left + 4,), (top + 6,), color=style.colour, marker=style.marker, ms=6.0, mew=0.0)
    board.lines(left + 12, top + 9, wrapped(view.label(design), size.cell - 12, bold=True), 12.0, bold=True)
    top += size.names * 12.0
    board.text(left, top + 9, view.say("a_answer_rate"), size=SMALL, colour=SOFT)
    _draw_rate(board, view, week, grid, hours, style, (left, top + 14.0, size.cell, size.rate))
    top += 14.0 + size.rate
    board.text(left, top + 13, view.say("a_offered"), size=SMALL, colour=SOFT)
    board.text(left + size.cell - 1, top + 13, view.say("a_people"), size=SMALL, colour=INK, ha="right")
    _draw_people(board, view, week, grid, hours, (left, top + 17.0, size.cell, size.people), scale)


def _field(
    board: Board, grid: _Grid, box: tuple[float, float, float, float], most: float
) -> tuple[Panel, float, float]:
    left, top, width, height = box
    begin, wide = left + 30.0, width - 30.0 - 26.0
    panel = board.panel(begin, top + 3, wide, height - 3, (0, grid.end), (0, most))
    return panel, begin, wide


def _level(board: Board, panel: Panel, grid: _Grid, box: tuple[float, float, float, float], share: float) -> float:
    """Draw a faint line at a share of the field's height; returns the position of its label."""
    most = panel.y[1]
    panel.strokes([((0, share * most), (grid.end, share * most))], color=GRID, lw=0.7, zorder=0)
    return float(box[1] + 3 + (box[3] - 3) * (1 - share) + 2.6)


def _draw_rate(
    board: Board, view: View, week: Week, grid: _Grid, hours: Hours, style: MarkStyle,
    box: tuple[float, float, float, float],
) -> None:  # fmt: skip
    panel, begin, _ = _field(board, grid, box, 1.0)
    for share in (0.0, 0.5, 1.0):
        y = _level(board, panel, grid, box, share)
        board.text(begin - 5, y, view.percent(share), size=SMALL, colour=SOFT, ha="right")
    for x, (rate, low, high) in _by_day(week, grid, hours.rate, hours.low, hours.high):
        middle = x[:-1] + 0.5
        panel.area(middle, low, high, color=style.colour, alpha=0.2, zorder=2)
        panel.line(middle, rate, color=style.colour, lw=1.5, zorder=3, **_single_point_marker(rate))


def _single_point_marker(values: np.ndarray) -> dict[str, Any]:
    """Options of a plot that show a dot where there is one value only, through which no line can be drawn."""
    return {"marker": "o", "ms": 3.0} if np.isfinite(values).sum() < 2 else {}


def _draw_people(
    board: Board, view: View, week: Week, grid: _Grid, hours: Hours, box: tuple[float, float, float, float],
    most: float,
) -> None:  # fmt: skip
    top = most * 1.06
    ticks = [tick for tick in round_steps(0.0, most, 2) if tick <= top]
    people = [tick for tick in round_steps(0.0, most / week.pace, 2) if tick * week.pace <= top]
    panel, begin, wide = _field(board, grid, box, top)
    for tick in ticks:
        y = _level(board, panel, grid, box, tick / top)
        board.text(begin - 5, y, view.write.number(tick, decimals_of(ticks)), size=SMALL, colour=SOFT, ha="right")
    for tick in people:
        y = box[1] + 3 + (box[3] - 3) * (1 - tick * week.pace / top) + 2.6
        board.text(begin + wide + 5, y, view.write.number(tick, decimals_of(people)), size=SMALL, colour=INK)
    for x, (offered, there) in _by_day(week, grid, hours.offered, hours.people):
        panel.columns(x, np.nan_to_num(offered), color=FILL, zorder=1)
        line = np.nan_to_num(np.append(there, there[-1])) * week.pace
        panel.line(x, line, drawstyle="steps-post", color=INK, lw=1.2, zorder=3)
    _draw_times(board, view, week, grid, begin, wide, box[1] + box[3] + 11)


def _by_day(week: Week, grid: _Grid, *series: np.ndarray) -> list[tuple[np.ndarray, tuple[np.ndarray, ...]]]:
    """Edges and values day by day, so that no line is drawn through a night."""
    found = []
    days = week.day[week.shown]
    for day, _, end in grid.days:
        here = np.flatnonzero(days == day)
        edges = np.append(grid.left[here], end)
        found.append((edges, tuple(values[week.shown[here]] for values in series)))
    return found


def _draw_times(board: Board, view: View, week: Week, grid: _Grid, begin: float, wide: float, y: float) -> None:
    unit = wide / grid.end
    if len(grid.days) > 2:
        for day, start, end in grid.days:
            name = day_name(week.weekday + day, view.language)
            if text_width(name, SMALL) <= (end - start) * unit + 4:
                board.text(begin + (start + end) / 2 * unit, y, name, size=SMALL, colour=SOFT, ha="center")
        return
    last = -1e9
    for number, interval in enumerate(week.shown):
        clock, place = week.clock[interval], begin + grid.left[number] * unit
        label = f"{int(clock // 3600)} h"
        if clock % 7200 == 0 and place - last >= text_width(label, SMALL) + 8:
            board.text(place, y, label, size=SMALL, colour=SOFT, ha="center")
            last = place
