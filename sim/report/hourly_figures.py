"""Figures by interval of the week (or of the run): contacts offered, people on the floor, answer rate.

Calls and chats only, for e-mails may be answered at any hour. Intervals in which nobody calls and nobody works are left
out, so a week of office hours fills the width of the page.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.experiments.replications import Sample
from sim.experiments.statistics import SHARE, ratios
from sim.model.arrays import ENGAGED, IDLE, Plan
from sim.model.layout import FLOW
from sim.report.view import View
from sim.scenario.scenario import DEFERRED

OF_CONTACTS = SHARE._replace(counted=True, unseen=1.0, rest=True)
_AT = {name: number for number, name in enumerate(FLOW.names or ())}


class Hours(NamedTuple):
    """One design by interval of the week (or of the run); [intervals] each, NaN where nothing is known."""

    rate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    offered: np.ndarray
    """Calls and chats offered an hour."""
    people: np.ndarray
    """People on the floor."""


class Week(NamedTuple):
    """The figures of all designs, the intervals to show, and the scale between people and contacts."""

    designs: dict[str, Hours]
    shown: np.ndarray
    """Indices of the intervals in which anybody calls or works."""
    day: np.ndarray
    """[intervals] day of the run, 0 the first."""
    clock: np.ndarray
    """[intervals] seconds since midnight."""
    weekday: int
    """Weekday of day 0, Monday 0."""
    interval: float
    pace: float
    """Contacts an hour one person can take."""


def week_of(view: View) -> Week | None:
    """The hours of every design; None without calls or chats."""
    if not view.live:
        return None
    confidence = view.result.options.confidence
    found = {design: _hours(sample, confidence) for design, sample in view.samples.items()}
    plan = next(iter(view.samples.values())).planned.plan
    shown = np.flatnonzero(sum(_worth_showing(hours) for hours in found.values()))
    paces = [_pace(sample) for sample in view.samples.values()]
    known = [pace for pace in paces if np.isfinite(pace) and pace > 0]
    if not len(shown) or not known or not any(np.isfinite(hours.rate).any() for hours in found.values()):
        return None
    begin = np.arange(plan.bins) * plan.interval
    day = (begin // 86400).astype(int)
    return Week(
        found, shown, day, begin - day * 86400.0, int(plan.weekday), float(plan.interval), float(np.mean(known))
    )


def _worth_showing(hours: Hours) -> np.ndarray:
    """[intervals] whether anybody calls, or more people are there than the last few finishing a contact."""
    people, offered = np.nan_to_num(hours.people), np.nan_to_num(hours.offered)
    return ((offered > 0) | (people > 0.1 * people.max(initial=0.0))).astype(int)


def worst_interval(hours: Hours) -> int | None:
    """The interval with the lowest answer rate, of those with a tenth of the busiest one's contacts at least."""
    busy = np.isfinite(hours.rate) & (hours.offered >= 0.1 * np.nanmax(hours.offered))
    if not busy.any():
        return None
    return int(np.flatnonzero(busy)[np.argmin(hours.rate[busy])])


def _live_queues(sample: Sample) -> list[int]:
    contacts = sample.planned.centre.contacts
    return [i for i, queue in enumerate(sample.planned.queues) if contacts[queue.type].channel not in DEFERRED]


def _hours(sample: Sample, confidence: float) -> Hours:
    plan = sample.planned.plan
    sums = sample.sections()
    queues = _live_queues(sample)
    answered = sums.flow[..., _AT["answered"]][:, queues].sum(axis=1)
    offered = sums.flow[..., _AT["offered"]][:, queues].sum(axis=1)
    rates = ratios(answered, offered, confidence, [OF_CONTACTS] * plan.bins)
    seconds = covered(plan)
    known = np.where(seconds > 0, seconds, np.nan) * sample.count
    people = sums.people[..., (IDLE, ENGAGED)].sum(axis=(0, 1, 3))
    return Hours(
        rates.value,
        rates.low,
        rates.high,
        offered.sum(axis=0) / known * 3600.0,
        people / known,
    )


def covered(plan: Plan) -> np.ndarray:
    """[intervals] counted seconds of one replication in each interval of the week, all weeks together."""
    edges = np.append(np.arange(0.0, plan.horizon, plan.interval), plan.horizon)
    lengths = np.clip(edges[1:], plan.warm_up, None) - np.clip(edges[:-1], plan.warm_up, None)
    total = np.zeros(plan.bins)
    np.add.at(total, np.arange(len(lengths)) % plan.bins, lengths)
    return total


def _pace(sample: Sample) -> float:
    """Calls and chats a person can take in an hour: from the time in hand, less that spent on e-mails."""
    sums = sample.sections()
    queues = _live_queues(sample)
    others = [i for i in range(len(sample.planned.queues)) if i not in queues]
    flow = sums.flow.sum(axis=(0, 2))
    engaged = sums.people[..., ENGAGED].sum() - flow[others][:, [_AT["talk"], _AT["wrap_up"]]].sum()
    finished = flow[queues, _AT["finished"]].sum()
    return float(3600.0 * finished / engaged) if engaged > 0 and finished > 0 else float("nan")
