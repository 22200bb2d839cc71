"""Charts of curves: the waits of each contact type, and the queue lengths over the run.

A mean wait of forty seconds may be forty for everyone, or nothing for most and ten minutes for some; the curve shows
which. A type that never waits, or never queues, has no panel.
"""

from __future__ import annotations

import datetime as dt
from math import log10
from typing import NamedTuple

import numpy as np

from sim.experiments.backlog_table import by_design_and_type
from sim.experiments.wait_quantiles import wait_edges
from sim.figures.summing import WAITS
from sim.model.arrays import SUB
from sim.report.axis_scales import Scale, day_name, decimals_of, round_steps, short_date, wait_ticks
from sim.report.drawing import (
    GRID,
    NARROW,
    SMALL,
    SOFT,
    TARGET,
    Board,
    Heading,
    MarkStyle,
    key_height,
    mark_styles,
    text_width,
    wrapped,
)
from sim.report.panel import Panel
from sim.report.view import View

PANEL_GAP, TITLE, AXIS = 26.0, 25.0, 36.0
WEEK = 7 * 86400.0
MOST_POINTS = 400
COARSER = SUB // 16
"""Bins of the waits in one step of the curve: there are sixteen steps for each doubling."""


# ---- waits -------------------------------------------------------------------------------------------


class Waits(NamedTuple):
    """Waits of one contact type: by design, the share whose wait was over within each edge."""

    edges: np.ndarray
    shares: dict[str, np.ndarray]
    low: float
    high: float


def waits_of(view: View, name: str) -> Waits | None:
    """The distribution of waits of a type; None if hardly anybody waits a second."""
    edges = wait_edges()
    shares = {}
    for design, sample in view.samples.items():
        if name in sample.planned.types:
            counts = np.array(sample.waits)[:, sample.planned.types.index(name), list(WAITS)].sum(axis=(0, 1))
            if counts.sum() > 0:
                shares[design] = np.cumsum(counts) / counts.sum()
    if not shares or min(_at(edges, share, 1.0) for share in shares.values()) > 0.995:
        return None
    longest = max(float(edges[np.searchsorted(share, 0.99)]) for share in shares.values())
    middle = max(float(edges[np.searchsorted(share, 0.5)]) for share in shares.values())
    low = 60.0 if middle > 1800 else 1.0
    target = view.target(name).within_s if name in view.live else 0.0
    high = max(longest, 2 * target, 20 * low)
    return Waits(edges, shares, low, high)


def _at(edges: np.ndarray, share: np.ndarray, wait: float) -> float:
    return float(share[np.searchsorted(edges, wait, side="right") - 1])


def wait_chart(view: View, found: dict[str, Waits], message: str, width: float, titled: bool) -> Board:
    """A panel for each type, a curve for each design."""
    heading = Heading(message, width, titled)
    styles = mark_styles(view.designs, view.baseline)
    names = _key_names(view)
    columns = 1 if width <= NARROW else min(len(found), 2 if len(found) in (2, 4) else 3)
    cell = (width - (columns - 1) * PANEL_GAP) / columns
    rows = -(-len(found) // columns)
    field = 128.0 if columns == 1 else 116.0
    height = TITLE + field + AXIS
    above = heading.height + (key_height(width, list(names.values())) + 8.0 if names else 0.0)
    board = Board(width, above + rows * height + (rows - 1) * 10.0, message)
    heading.on(board)
    if names:
        board.key(0, heading.height, width, names, styles)
    for number, (name, waits) in enumerate(found.items()):
        row, column = divmod(number, columns)
        corner = (column * (cell + PANEL_GAP), above + row * (height + 10.0))
        _draw_waits(board, view, name, waits, styles, corner, cell, field)
    return board


def _draw_waits(
    board: Board, view: View, name: str, waits: Waits, styles: dict[str, MarkStyle], corner: tuple[float, float],
    width: float, field: float,
) -> None:  # fmt: skip
    left, top = corner
    board.text(left, top + 9, wrapped(view.type_label(name), width, bold=True, most=1)[0], bold=True)
    begin, wide, top = left + 34.0, width - 34.0 - 12.0, top + TITLE
    span = (log10(waits.low), log10(waits.high))
    panel = board.panel(begin, top, wide, field, span, (0, 1))
    _draw_shares(board, view, panel, span, begin, top, field)
    for design, share in waits.shares.items():
        x, y = _curve(waits, share)
        style = styles[design]
        panel.line(np.log10(x), y, color=style.colour, ls=style.dash, lw=1.7, zorder=3)
    scale = wait_ticks(waits.low, waits.high, lambda wait: _along(wait, span) * wide, 36.0, view.write)
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        place = begin + _along(tick, span) * wide
        board.text(place, top + field + 12, label, size=SMALL, colour=SOFT, ha="center")
    board.text(begin + wide / 2, top + field + 25, view.say("a_waited"), size=SMALL, colour=SOFT, ha="center")
    if name in view.live:
        _draw_target(board, view, panel, name, waits, (begin, top, wide), span)


def _along(wait: float, span: tuple[float, float]) -> float:
    return (log10(wait) - span[0]) / (span[1] - span[0])


def _draw_shares(
    board: Board, view: View, panel: Panel, span: tuple[float, float], begin: float, top: float, field: float
) -> None:
    levels = (0.0, 0.25, 0.5, 0.75, 1.0)
    panel.strokes([((span[0], share), (span[1], share)) for share in levels], color=GRID, lw=0.7, zorder=0)
    for share in levels[::2]:
        y = top + field * (1 - share) + 2.6
        board.text(begin - 5, y, view.percent(share), size=SMALL, colour=SOFT, ha="right")


def _draw_target(
    board: Board, view: View, panel: Panel, name: str, waits: Waits, box: tuple[float, float, float],
    span: tuple[float, float],
) -> None:  # fmt: skip
    within = view.target(name).within_s
    if not waits.low <= within <= waits.high:
        return
    begin, top, wide = box
    there = log10(within)
    panel.strokes([((there, 0), (there, 1))], color=TARGET, lw=1.0, ls=(0, (3, 2)), zorder=1)
    label = view.say("target_delay", time=view.write_time(within))
    half = text_width(label, SMALL) / 2
    place = min(max(begin + _along(within, span) * wide, begin + half), begin + wide - half)
    board.text(place, top - 4, label, size=SMALL, colour=TARGET, ha="center")


def _curve(waits: Waits, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first, last = (int(np.searchsorted(waits.edges, edge, side="right")) - 1 for edge in (waits.low, waits.high))
    at = np.unique(np.append(np.arange(first, last, COARSER), last))
    x = waits.edges[at].copy()
    x[0], x[-1] = waits.low, waits.high
    return x, share[at]


# ---- backlog -----------------------------------------------------------------------------------------


class QueueLengths(NamedTuple):
    """Queue lengths of one contact type over time, by design: [points, 4] of (time_s, waiting, low, high)."""

    by_design: dict[str, np.ndarray]
    most: float
    length: float
    """Time the panel covers, s."""
    folded: bool
    """Whether the weeks of the run are drawn as one average week."""


def queue_lengths(view: View) -> dict[str, QueueLengths]:
    """Queue lengths of the types that queue, e-mails first. Calls and chats of a long run are folded into an average
    week."""
    horizon = view.samples[view.designs[0]].planned.plan.horizon
    lengths = by_design_and_type(view.result.backlog_table)
    found: dict[str, QueueLengths] = {}
    for name in (*view.deferred, *view.live):
        by_design, most = {}, 0.0
        folded = name in view.live and horizon >= 2 * WEEK
        for design in view.designs:
            if (points := lengths.get((design, name))) is not None:
                points = _folded(points) if folded else _thinned(points)
                by_design[design] = points
                most = max(most, float(np.nanmax(points[:, 1])))
        if most >= 1.0:
            found[name] = QueueLengths(by_design, most, WEEK if folded else horizon, folded)
    return found


def _thinned(points: np.ndarray) -> np.ndarray:
    """At most about MOST_POINTS points: means of blocks of equal length; the first and last stay."""
    block = -(-len(points) // MOST_POINTS)
    if block == 1:
        return points
    whole = len(points) // block * block
    means = points[:whole].reshape(-1, block, points.shape[1]).mean(axis=1)
    return np.vstack([means, points[-1:]])


def _folded(points: np.ndarray) -> np.ndarray:
    """The mean of all weeks, by time since the start of the week; an incomplete last week counts where it is."""
    times, place = np.unique(points[:, 0] % WEEK, return_inverse=True)
    counts = np.bincount(place)
    means = [np.bincount(place, weights=points[:, column]) / counts for column in (1, 2, 3)]
    return np.column_stack([times, *means])


def backlog_chart(view: View, found: dict[str, QueueLengths], message: str, width: float, titled: bool) -> Board:
    """A panel for each type that queues, one under the other, on one axis of time."""
    heading = Heading(message, width, titled)
    styles = mark_styles(view.designs, view.baseline)
    names = _key_names(view)
    field = 100.0 if len(found) <= 2 else (72.0 if len(found) <= 4 else 54.0)
    above = heading.height + (key_height(width, list(names.values())) + 8.0 if names else 0.0)
    height = 18.0 + field + 20.0
    board = Board(width, above + len(found) * height + (len(found) - 1) * 6.0, message)
    heading.on(board)
    if names:
        board.key(0, heading.height, width, names, styles)
    for number, (name, lines) in enumerate(found.items()):
        _draw_queue_lengths(board, view, name, lines, styles, above + number * (height + 6.0), width, field)
    return board


def _draw_queue_lengths(
    board: Board, view: View, name: str, lines: QueueLengths, styles: dict[str, MarkStyle], top: float, width: float,
    field: float,
) -> None:  # fmt: skip
    title = f"{view.type_label(name)}, {view.say('a_in_queue')}"
    title += f", {view.say('a_average_week')}" if lines.folded else ""
    board.text(0, top + 9, wrapped(title, width, bold=True, most=1)[0], bold=True)
    ticks = round_steps(0.0, _ceiling(lines), 3)
    labels = [view.write.number(tick, decimals_of(ticks)) for tick in ticks]
    begin = max(26.0, max(text_width(label, SMALL) for label in labels) + 6)
    wide, top = width - begin - 10.0, top + 18.0
    horizon = lines.length
    panel = board.panel(begin, top, wide, field, (0, horizon), (0, ticks[-1]))
    for tick, label in zip(ticks, labels, strict=True):
        board.text(begin - 5, top + field * (1 - tick / ticks[-1]) + 2.6, label, size=SMALL, colour=SOFT, ha="right")
    for design, points in lines.by_design.items():
        style = styles[design]
        low, high = np.clip(points[:, 2], 0, ticks[-1]), np.clip(points[:, 3], 0, ticks[-1])
        panel.area(points[:, 0], low, high, color=style.colour, alpha=0.18, zorder=2)
        panel.line(points[:, 0], points[:, 1], color=style.colour, ls=style.dash, lw=1.5, zorder=3)
    scale = time_ticks(view, horizon, wide)
    grid = [((0.0, tick), (horizon, tick)) for tick in ticks] + [((at, 0.0), (at, ticks[-1])) for at in scale.ticks]
    panel.strokes(grid, color=GRID, lw=0.7, zorder=0)
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        board.text(begin + tick / horizon * wide, top + field + 12, label, size=SMALL, colour=SOFT)


def _ceiling(lines: QueueLengths) -> float:
    """Upper end of the axis: above the bands of uncertainty, but at most a third over the highest curve."""
    highest = max(float(np.nanmax(np.nan_to_num(points[:, 3]))) for points in lines.by_design.values())
    return min(max(lines.most, highest), 1.33 * lines.most)


def time_ticks(view: View, horizon: float, wide: float) -> Scale:
    """Ticks at midnights of the run, or at full hours of a run of two days at most."""
    start = view.samples[view.designs[0]].planned.centre.calendar.start
    step = _time_step(view, horizon, wide, start)
    ticks = [float(tick) for tick in np.arange(0.0, horizon - step * 0.4, step)]
    return Scale(0.0, horizon, tuple(ticks), tuple(_time_label(view, start, tick, step, horizon) for tick in ticks))


def _time_step(view: View, horizon: float, wide: float, start: dt.date) -> float:
    hours = (1, 2, 3, 4, 6, 12) if horizon <= 2 * 86400 else ()
    steps = [3600.0 * hour for hour in hours] + [86400.0 * day for day in (1, 2, 7, 14, 28, 56, 91, 182, 364, 728)]
    for step in steps:
        labels = [_time_label(view, start, tick, step, horizon) for tick in np.arange(0.0, horizon, step)]
        if max(text_width(label, SMALL) for label in labels) + 16 <= wide * step / horizon:
            return step
    return steps[-1]


def _time_label(view: View, start: dt.date, tick: float, step: float, horizon: float) -> str:
    if step < 86400:
        return f"{int(tick % 86400 // 3600)} h"
    day = start + dt.timedelta(days=int(tick // 86400))
    if horizon <= 8 * 86400:
        return day_name(day.weekday(), view.language)
    return short_date(day, view.language)


def _key_names(view: View) -> dict[str, str]:
    """The designs to name above the curves; none where there is only one."""
    return {design: view.label(design) for design in view.designs} if len(view.designs) > 1 else {}
