"""Lines that grow without end, and lines that only look so."""

from __future__ import annotations

import numpy as np
import pytest

from sim import run
from sim.experiments.stability import growing_queues, growth_begins, times_of_lows

HALF_HOUR = 1800.0
A_DAY = 48


def growth_start(line: np.ndarray, at_work: np.ndarray | None = None, interval: float = HALF_HOUR) -> int | None:
    """What is said of one replication of a line, worked round the clock unless said otherwise."""
    every = np.ones(len(line), bool) if at_work is None else at_work
    every = every & (np.arange(len(line)) > 0)
    return growth_begins(line[None, :].astype(float), np.ones(1), every, interval)


def samples(days: float) -> np.ndarray:
    return np.arange(int(days * A_DAY) + 1)


def office(days: int, last_weekday: int = 4) -> np.ndarray:
    """Intervals worked from 8 to 18 from Monday on."""
    at = samples(days) - 1
    hour = at % A_DAY / 2
    return (hour >= 8) & (hour < 18) & (at // A_DAY % 7 <= last_weekday)


@pytest.mark.parametrize("days", [1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 90])
def test_a_line_in_proportion_to_time_is_unstable_from_the_start(days):
    line = samples(days) * 2.0
    start = growth_start(line)
    assert start is not None
    assert line[start] <= 0.02 * line[-1] + 1


@pytest.mark.parametrize("days", [1, 3, 7, 14, 28, 90])
@pytest.mark.parametrize("level", [3, 30, 3000])
def test_a_line_that_finds_its_level_is_stable(days, level):
    at = samples(days) / A_DAY
    for settles_in in (0.01, 0.1, 0.3):
        assert growth_start(level * (1 - np.exp(-at / (settles_in * days)))) is None


@pytest.mark.parametrize("days", [3, 7, 14, 28, 90])
def test_a_line_that_creeps_like_the_square_root_is_not_said_to_grow(days):
    assert growth_start(100 * np.sqrt(samples(days))) is None


@pytest.mark.parametrize(("days", "after"), [(3, 0.3), (7, 0.5), (12, 0.6), (14, 0.2), (28, 0.4), (90, 0.6)])
def test_growth_that_begins_late_is_told_with_its_beginning(days, after):
    begins = int(days * A_DAY * after)
    line = 3 + 2.0 * np.maximum(0, samples(days) - begins)
    start = growth_start(line)
    assert start is not None
    assert 0 <= start - begins <= A_DAY


def test_growth_on_top_of_an_old_backlog():
    assert growth_start(1000 + samples(28) * 0.5) is not None
    assert growth_start(1000 - samples(28) * 0.5) is None


def test_waves_of_the_day_do_not_hide_growth():
    at = samples(10)
    waves = 40 * (1 + np.sin(2 * np.pi * at / A_DAY))
    assert growth_start(waves) is None
    assert growth_start(waves + 0.5 * at) is not None


def test_nights_and_weekends_are_not_growth():
    """Contacts come round the clock; the people work them off, at the latest by Friday."""
    for days in (5, 6, 7, 8, 12, 13, 14, 19, 20, 21, 28):
        for per_interval in (2.2, 2.9):
            at_work = office(days)
            line = np.zeros(len(at_work))
            for i in range(1, len(line)):
                line[i] = max(
                    0.0, line[i - 1] + 1 - per_interval * 48 / 20 * (5 / 7 if days > 5 else 1) * at_work[i] * 1.4
                )
            assert growth_start(line, at_work) is None, days


def test_a_peak_that_is_worked_off_is_no_growth():
    at = samples(28)
    peak = np.interp(at / A_DAY, [0, 10, 17, 24, 28], [0, 0, 400, 0, 0])
    assert growth_start(peak) is None
    assert growth_start(np.interp(samples(1) / A_DAY, [0, 0.3, 0.6, 0.9, 1], [0, 0, 80, 0, 0])) is None


def test_a_run_that_ends_in_the_night():
    at_work = office(5)
    line = np.where(at_work, 0.0, 1.0) * (samples(5) % A_DAY)
    assert growth_start(line[:-1], at_work[:-1]) is None
    assert growth_start(line[:60], at_work[:60]) is None


def test_chance_is_no_growth():
    """Six replications, of which one went astray."""
    line = samples(7) * 1.0
    lines = np.vstack([line, *[np.zeros(len(line))] * 5])
    work = np.arange(len(line)) > 0
    assert growth_begins(lines, np.ones(6), work, HALF_HOUR) is None
    assert growth_begins(lines + line, np.ones(6), work, HALF_HOUR) is not None


def test_without_work_there_are_no_lows():
    assert times_of_lows(np.zeros(49), np.zeros(0, int), HALF_HOUR) == []
    assert growth_start(samples(7) * 1.0, np.zeros(7 * A_DAY + 1, bool)) is None


# ---- simulated -----------------------------------------------------------------------------------------------

DESK = """
name: A desk
calendar: {{start: 2024-01-01, days: {days}, opening: {{mon-fri: 08:00-18:00}}, interval: 1 h}}
contacts:
  mail:
    channel: email
    volume: {{per_day: {per_day}, hours: {hours}}}
    handling: {{talk: exponential(6 min)}}
    patience: {patience}
groups: {{desk: {{agents: 2, skills: {{mail: {{}}}}}}}}
"""


def desk(scenario, days=28, per_day=180, hours="{mon-fri: 08:00-18:00}", patience="never", replications=6):
    made = scenario(DESK.format(days=days, per_day=per_day, hours=hours, patience=patience))
    return growing_queues(run(made, replications=replications).samples)


def test_an_overloaded_desk_grows_from_its_first_day(scenario):
    """Two people answer 200 a day; 230 come."""
    (one,) = desk(scenario, per_day=230)
    assert (one.design, one.type, one.week) == ("base", "mail", 1)
    assert one.time_s < 2 * 86400
    assert one.interval == f"{('mon', 'tue')[int(one.time_s // 86400)]} {int(one.time_s % 86400 // 3600):02d}:00"


@pytest.mark.parametrize("days", [2, 7, 28])
def test_a_busy_desk_is_stable(scenario, days):
    """Nine tenths of what two people can do."""
    assert desk(scenario, days=days, per_day=180) == []


def test_a_weekend_is_worked_off(scenario):
    for days in (7, 8, 21):
        assert desk(scenario, days=days, per_day=120, hours="always") == []


def test_those_who_lose_patience_keep_the_line_short(scenario):
    assert desk(scenario, per_day=400, patience="exponential(2 days)", days=10) == []


def test_a_run_within_a_week_names_no_week(scenario):
    (one,) = desk(scenario, days=5, per_day=300)
    assert one.week is None
