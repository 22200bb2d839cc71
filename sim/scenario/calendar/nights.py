"""Hours that go on over midnight: which windows a day really has, and which of them are one shift.

A window may end after midnight: "22:00-06:00" of a Friday ends on Saturday morning, at 30 hours of Friday. A night
belongs to the day on which it begins, whatever the next day is. Who begins on the eve of a holiday works to the end of
it, and who does not come on Friday is missing on Saturday morning.
"""

from __future__ import annotations

from itertools import pairwise

from sim.scenario.units import DAY_SECONDS, Week

Window = tuple[int, int]
APART_S = 6 * 3600
"""A longer gap between two windows of a day is no break: one shift ends, and another begins."""


def runs_over(week: Week) -> bool:
    """Whether any window ends after midnight."""
    return any(end > DAY_SECONDS for day in week for _, end in day)


def is_holiday(kind: int) -> bool:
    """Whether a kind of day is that of a public holiday; see `sim.plan.grid`."""
    return kind // 7 % 2 == 1


def of_kind(week: Week, kind: int) -> tuple[Window, ...]:
    """The windows that begin on a kind of day."""
    return week[7] if is_holiday(kind) and len(week) > 7 else week[kind % 7]


def opened(week: Week, kind: int) -> list[Window]:
    """What is open on a kind of day, from its midnight to the next: its own windows, and the rest of the eve's."""
    eve = (kind - 1) % 7 + (7 if kind >= 14 else 0)
    rest = [(0, end - DAY_SECONDS) for _, end in of_kind(week, eve) if end > DAY_SECONDS]
    return rest + [(begin, min(end, DAY_SECONDS)) for begin, end in of_kind(week, kind)]


def shifts(week: Week, kind: int) -> list[tuple[Window, ...]]:
    """The shifts that begin on a kind of day, each with its windows.

    What ends at midnight and what begins then are one shift, unless that would be longer than a day.
    """
    windows = list(of_kind(week, kind))
    if windows and _meet(week[(kind - 1) % 7], week[kind % 7]) and windows[0][0] == 0:
        del windows[0]
    if windows and _meet(tuple(windows), week[(kind + 1) % 7]):
        windows[-1] = (windows[-1][0], DAY_SECONDS + week[(kind + 1) % 7][0][1])
    edges = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(windows)) if b[0] - a[1] >= APART_S), len(windows)]
    return [tuple(windows[a:b]) for a, b in pairwise(edges) if a < b]


def _meet(before: tuple[Window, ...], after: tuple[Window, ...]) -> bool:
    if not before or not after or before[-1][1] != DAY_SECONDS or after[0][0] != 0:
        return False
    return DAY_SECONDS - before[-1][0] + after[0][1] <= DAY_SECONDS
