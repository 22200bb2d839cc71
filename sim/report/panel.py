"""A field of a picture with its own scales, in which lines and areas are drawn.

It has neither ticks nor frame and is never resized, so a transformation of coordinates is all that is needed: a set of
matplotlib's axes would take longer to make than everything in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.transforms import Affine2D

Point = tuple[float, float]
BELOW = -10.0
"""Marks lie below the texts of the figure, whatever their order among themselves."""


class Panel:
    """A bare field for marks: `x` and `y` are the values at its edges, `box` is (left, bottom, width, height) in shares
    of the figure."""

    def __init__(self, figure: Figure, box: tuple[float, float, float, float], x: Point, y: Point) -> None:
        left, bottom, width, height = box
        self.figure, self.x, self.y = figure, x, y
        self.lines: list[Line2D] = []
        scales = Affine2D().translate(-x[0], -y[0]).scale(width / (x[1] - x[0]), height / (y[1] - y[0]))
        self.transform = scales.translate(left, bottom) + figure.transFigure

    def line(self, x: Any, y: Any, *, zorder: float, **how: Any) -> None:
        """A line through points, interrupted where a value is NaN."""
        one = Line2D(x, y, transform=self.transform, zorder=BELOW + zorder, **how)
        self.lines.append(one)
        self.figure.add_artist(one)

    def strokes(self, lines: Sequence[tuple[Point, Point]], *, zorder: float, **how: Any) -> None:
        """Straight lines from point to point, as one mark."""
        x = [number for (x0, _), (x1, _) in lines for number in (x0, x1, nan)][:-1]
        y = [number for (_, y0), (_, y1) in lines for number in (y0, y1, nan)][:-1]
        self.line(x, y, zorder=zorder, **how)

    def area(self, x: np.ndarray, low: np.ndarray, high: np.ndarray, *, zorder: float, **how: Any) -> None:
        """The area between two curves, where both are known."""
        for part in _known_stretches(np.isfinite(low) & np.isfinite(high)):
            edge = np.concatenate([np.stack([x, low], axis=1)[part], np.stack([x, high], axis=1)[part][::-1]])
            self.figure.add_artist(Polygon(edge, transform=self.transform, zorder=BELOW + zorder, lw=0.0, **how))

    def columns(self, edges: np.ndarray, heights: np.ndarray, *, zorder: float, **how: Any) -> None:
        """A column for each interval between neighbouring edges, from 0 to its height, side by side as one area."""
        x, y = np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)
        self.area(x, np.zeros_like(y), y, zorder=zorder, **how)


def _known_stretches(known: np.ndarray) -> Iterator[slice]:
    """The stretches in which all values are known."""
    turns = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return (slice(int(begin), int(end)) for begin, end in turns.reshape(-1, 2))
