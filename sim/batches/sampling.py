"""The points of a sweep: the full grid, or a Latin hypercube.

A Latin hypercube of n points cuts every axis into n strata and visits each of them once (McKay, Beckman, Conover 1979).
Decision: the permutation of an axis is drawn from the name of its key, with the same generator as all other random
numbers here and not with a library's. So the points never change with a release, and a further axis moves none of the
others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from sim.batches.axes import MOST_VALUES, Axis, AxisValue
from sim.batches.settings import Setting, Settings
from sim.errors import Problem, ScenarioError
from sim.model.chance.streams import name_word, of_replication, philox, uniform
from sim.scenario import arguments

SAMPLING = 64
"""The domain of these random numbers, beyond those of `sim.model.chance.streams`."""
_WORD = re.compile(r"lhs:(\d{1,9})(?::(\d{1,18}))?")


class Hypercube(NamedTuple):
    """A Latin hypercube: the number of points, and the seed of their positions."""

    points: int
    seed: int = 1

    def checked(self) -> Hypercube:
        """With Python's own numbers, within their bounds; EntryError where they are not."""
        return Hypercube(
            arguments.whole(self.points, "points of the sample", 1, MOST_VALUES), arguments.seed(self.seed)
        )


def sample_of(word: str) -> Hypercube:
    """`lhs:200` or `lhs:200:7`; ScenarioError for anything else."""
    found = _WORD.fullmatch(word.strip())
    if found is None or not 1 <= int(found[1]) <= MOST_VALUES:
        message = f"allowed: lhs:N or lhs:N:SEED, a Latin hypercube of N points, N from 1 to {MOST_VALUES}"
        raise ScenarioError([Problem(f"--sample {word}", 0, 0, "", message)])
    return Hypercube(int(found[1]), int(found[2] or 1))


def axis_positions(sample: Hypercube, path: str) -> list[float]:
    """[n] position of each point on an axis, as shares strictly inside (0, 1): one in each of n strata."""
    stream, who = of_replication(sample.seed, 0), name_word(path)
    drawn = [philox(who, i, 0, SAMPLING, *stream) for i in range(sample.points)]
    order = sorted(range(sample.points), key=lambda i: (uniform(*drawn[i][:2]), i))
    stratum = {point: rank for rank, point in enumerate(order)}
    return [(stratum[i] + uniform(*drawn[i][2:])) / sample.points for i in range(sample.points)]


def points_of(axes: list[Axis], grid: list[Axis], sample: Hypercube | None) -> list[Settings]:
    """Every point: `axes` sampled, or crossed where there is no sample; `grid` always crossed. The last axis is the
    fastest."""
    paths = [axis.path for axis in (*axes, *grid)]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        times = {path: f"this key is set {paths.count(path)} times; set it once" for path in twice}
        raise ScenarioError([Problem(f"--set {path}", 0, 0, "", message) for path, message in times.items()])
    crossed = [axis.values for axis in grid]
    if sample is None:
        crossed = [axis.values for axis in axes] + crossed
    count = sample.points if sample is not None else 1
    for values in crossed:
        count *= len(values)
    if count > MOST_VALUES:
        message = f"{count} variants are too many; allowed: up to {MOST_VALUES}"
        raise ScenarioError([Problem("--set", 0, 0, "", message)])
    sampled: Iterator[tuple[AxisValue, ...]] = iter([()])
    if sample is not None:
        shares = [axis_positions(sample, axis.path) for axis in axes]
        sampled = (
            tuple(axis.drawn(its[i]) for axis, its in zip(axes, shares, strict=True)) for i in range(sample.points)
        )
    return [
        tuple(Setting(path, value) for path, value in zip(paths, (*first, *rest), strict=True))
        for first in sampled
        for rest in product(*crossed)
    ]
