"""Whether a queue grows without end: more work comes in than the people can do, week after week.

An e-mail desk that is a tenth short looks well on its first day and answers after nine days in the fourth week; the
mean over four weeks says nothing about either. The report must say that there is no steady mean here, and since when.

How it is decided. A queue goes up and down with the hours, so only its *lows* are looked at: the least of the mean
queue length at the ends of worked intervals (somebody able was on duty), day by day. At night and on Sundays nobody
works, and a queue that waits for Monday is no sign of anything. In runs of two weeks and more the low of a day is that
of the seven days up to it, so what a weekend brings may take until Friday; in runs of less than three days the worked
intervals are cut in three. Above the least of all, the lows must

- end at more than `LEAST` contacts;
- lie, all through their last third, by `MARGIN` above the highest of their first half (a peak that is worked off, or
  a queue that has reached its level, does not);
- still rise in the last third at `PACE` or more of their mean pace. A queue that lacks people grows in proportion to
  time (100 %); one near balance creeps like the square root of time (55 to 66 %) and comes to rest;
- be higher in the last third than in the first half by more than twice the standard error over the replications.

How often that is right, for one server with exponential times and 20 replications of a week: at 90 % load 1 run in
100 is warned of wrongly, at 110 % 9 in 10 are found, at 120 % all. In runs of two or three days 1 in 10 is warned of
wrongly at 90 % load, and 7 in 10 are found at 110 %. At 80 % load there is no wrong warning.

Decision: a type whose customers lose patience is never unstable. Its queue stops growing by itself, at the customers'
expense, and the share of those who gave up says so already.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

import numpy as np

from sim.experiments.replications import Sample
from sim.model import arrays
from sim.plan.build import PlannedDesign
from sim.scenario.units import DAY_SECONDS

LEAST = 5.0
MARGIN = 1.25
PACE = 0.8
CLEAR = 2.0
WEEK_DAYS = 7


class GrowingQueue(NamedTuple):
    """A queue that grows without end, and the last moment at which it was at its lowest."""

    design: str
    type: str
    time_s: float
    interval: str
    """Weekday and time of that moment, as the intervals are labelled."""
    week: int | None
    """Week of the run, from 1; None in a run of a week or less."""


def growing_queues(samples: dict[str, Sample]) -> list[GrowingQueue]:
    """One entry for each design and type whose queue grows without end, in the order of the file."""
    found = []
    for design, sample in samples.items():
        planned = sample.planned
        for name, contact in planned.centre.contacts.items():
            if contact.patience.name != "never" or not sample.count:
                continue
            queues = [i for i, queue in enumerate(planned.queues) if queue.type == name]
            lengths = np.array(sample.backlog)[:, queues].sum(axis=1)
            start = growth_begins(
                lengths, sample.per_section(), worked_intervals(planned, queues), planned.plan.interval
            )
            if start is not None:
                found.append(_growing_queue(planned, design, name, start))
    return found


def _growing_queue(planned: PlannedDesign, design: str, name: str, start: int) -> GrowingQueue:
    plan, labels = planned.plan, planned.bin_labels
    time_s = start * plan.interval
    week = int(time_s // (WEEK_DAYS * DAY_SECONDS)) + 1
    long = plan.horizon > WEEK_DAYS * DAY_SECONDS
    return GrowingQueue(design, name, time_s, labels[start % len(labels)], week if long else None)


def growth_begins(lengths: np.ndarray, weights: np.ndarray, at_work: np.ndarray, interval: float) -> int | None:
    """The index of the sample from which on a queue grows without end; None where it does not.

    `lengths` are [sections, samples] sums of the queue length over the replications of each section, `weights`
    [sections] their numbers, `at_work` [samples] whether the interval that ends at a sample was worked.
    """
    mean = lengths.sum(axis=0) / weights.sum()
    lows = times_of_lows(mean, np.flatnonzero(at_work), interval)
    if len(lows) < 3:
        return None
    levels = mean[lows] - mean[lows].min()
    late, early = max(2, ceil(len(lows) / 3)), len(lows) // 2
    mean_pace = (levels[-1] - levels[0]) / (len(lows) - 1)
    late_pace = (levels[-1] - levels[-late]) / (late - 1)
    grows = (
        levels[-1] > LEAST
        and levels[-late:].min() > MARGIN * levels[:early].max()
        and late_pace >= PACE * mean_pace > 0
        and _is_clear(lengths / weights[:, None], lows[-late:], lows[:early])
    )
    if not grows:
        return None
    low = mean[lows].min() + max(1.0, 0.01 * levels[-1])
    return int(np.flatnonzero(mean[: lows[-1] + 1] <= low)[-1])


def _is_clear(lengths: np.ndarray, late: list[int], early: list[int]) -> bool:
    """Whether the rise exceeds twice its standard error; with one section it is taken as it is."""
    rise = lengths[:, late].mean(axis=1) - lengths[:, early].mean(axis=1)
    if len(rise) < 2:
        return True
    return bool(rise.mean() > CLEAR * rise.std(ddof=1) / np.sqrt(len(rise)))


def times_of_lows(mean: np.ndarray, at_work: np.ndarray, interval: float) -> list[int]:
    """The sample at which the queue is lowest, for each worked day, each week up to a day, or each third of the run."""
    if not len(at_work):
        return []
    days = ((at_work - 1) * interval // DAY_SECONDS).astype(int)
    length = (len(mean) - 1) * interval / DAY_SECONDS
    if length < 3:
        parts = np.array_split(at_work, 3)
    elif length < 2 * WEEK_DAYS:
        parts = [at_work[days == day] for day in range(days[-1] + 1)]
    else:
        last = range(WEEK_DAYS - 1, days[-1] + 1)
        parts = [at_work[(days > day - WEEK_DAYS) & (days <= day)] for day in last]
    return [int(part[np.argmin(mean[part])]) for part in parts if len(part)]


def worked_intervals(planned: PlannedDesign, queues: list[int]) -> np.ndarray:
    """[samples] whether somebody able was on duty at some moment of the interval before; False at the start."""
    plan = planned.plan
    samples = int(plan.horizon // plan.interval) + 1
    able = plan.skill[queues]["able"].any(axis=0)
    found = np.zeros(samples, bool)
    for group in np.flatnonzero(able):
        for begin, end in on_duty(planned, int(group)):
            found[int(begin // plan.interval) + 1 : ceil(end / plan.interval) + 1] = True
    return found


def on_duty(planned: PlannedDesign, group: int) -> Iterator[tuple[float, float]]:
    """Periods (begin, end), s, in which somebody of a group is planned to be on duty."""
    plan = planned.plan
    row = plan.group[group]
    if not row["rostered"]:
        changes = plan.staff[(plan.staff["what"] == arrays.HEADS) & (plan.staff["who"] == group)]
        ends = np.append(changes["at"][1:], plan.horizon)[: len(changes)]
        spans = zip(changes["at"], ends, changes["heads"], strict=True)
        yield from ((begin, end) for begin, end, heads in spans if heads > 0)
        return
    rota = plan.rota[row["first"] : row["first"] + row["size"]]
    by_kind = [plan.shift[np.unique(_all_of_the_day(plan.shift, worked_intervals))] for worked_intervals in rota.T]
    for day, kind in enumerate([(plan.weekday - 1) % 7, *plan.day_kind], start=-1):  # a night may have begun before
        midnight = float(day * DAY_SECONDS)
        if midnight < plan.horizon:
            worked_intervals = ((midnight + shift["begin"], midnight + shift["end"]) for shift in by_kind[kind])
            yield from ((max(begin, 0.0), end) for begin, end in worked_intervals if end > 0.0)


def _all_of_the_day(shifts: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The rows of the first shifts of a day, and of those after them on the same day."""
    found = first[first >= 0]
    later = shifts["later"][found]
    return np.concatenate([found, _all_of_the_day(shifts, later)]) if (later >= 0).any() else found
