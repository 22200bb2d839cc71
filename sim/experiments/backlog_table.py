"""How long the queues are at the start of each interval of the run, on average over the replications."""

from __future__ import annotations

import numpy as np

from sim.experiments.column_table import Table, Texts, joined, repeated
from sim.experiments.replications import Sample
from sim.experiments.statistics import Estimates, PossibleValues, ratios

BACKLOG_COLUMNS = ("design", "type", "time_s", "waiting", "low", "high")
IN_QUEUE = PossibleValues(least=0.0, counted=True, unseen=1.0)


def backlog_table(samples: list[Sample], confidence: float) -> Table:
    """Mean queue length by design and type at the start of each interval, with its bounds; BACKLOG_COLUMNS."""
    designs, types, times, found = [], [], [], []
    for sample in samples:
        for name, waiting in _by_type(sample, confidence):
            designs.append(sample.planned.design)
            types.append(name)
            times.append(np.arange(len(waiting.value)) * sample.planned.plan.interval)
            found.append(waiting)
    many = np.array([len(part) for part in times], np.int64)
    value, low, high = (joined([one[at] for one in found], np.float64) for at in range(3))
    columns = (repeated(designs, many), repeated(types, many), joined(times, np.float64), value, low, high)
    return Table(dict(zip(BACKLOG_COLUMNS, columns, strict=True)))


def _by_type(sample: Sample, confidence: float) -> list[tuple[str, Estimates]]:
    """The mean queue length of each type at the start of each interval."""
    weights, lengths = sample.per_section(), np.array(sample.backlog)
    found = []
    for name in sample.planned.types:
        queues = [at for at, queue in enumerate(sample.planned.queues) if queue.type == name]
        waiting = lengths[:, queues].sum(axis=1)
        below = np.broadcast_to(weights[:, None], waiting.shape)
        found.append((name, ratios(waiting, below, confidence, [IN_QUEUE] * waiting.shape[1])))
    return found


def by_design_and_type(table: Table) -> dict[tuple[str, str], np.ndarray]:
    """The numbers of a `backlog_table`, [points, 4]: time, s, mean queue length and its bounds, by design and type."""
    design, kind, *numbers = table.columns.values()
    assert isinstance(design, Texts) and isinstance(kind, Texts)
    points, found = np.stack([np.asarray(one, float) for one in numbers], axis=1), {}
    for d, in_design in enumerate(design.words):
        for k, of_type in enumerate(kind.words):
            mine = (design.word_of == d) & (kind.word_of == k)
            if mine.any():
                found[in_design, of_type] = points[mine]
    return found
