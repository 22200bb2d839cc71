"""Tiny stories: how they are told to an engine, and how its whole log is read back.

Every customer of a story is a contact type of their own who comes once, at a minute of our choice, so each has
the talk and the patience the story needs. The one surprising decision: the log is compared as a whole, line by line,
so a customer whom nobody expected fails the story as surely as a wrong minute.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model.arrays import ANSWERED, OUTCOMES, OVERTIME, VIAS
from tests.twins import Run

STAYS = {"patience": "never"}


def once(at: str, talk: float, channel: str = "call", **more: Any) -> dict:
    """A type with one customer, on the first day at this time, and a talk of so many minutes."""
    hours, minutes = map(int, at.split(":"))
    after = f"{hours + (minutes + 1) // 60:02d}:{(minutes + 1) % 60:02d}"
    handling = {"talk": f"{talk} min", "wrap_up": more.pop("wrap_up", "0 s")}
    volume = {"every": "1 day", "hours": {"mon": f"{at}-{after}"}}
    return {"channel": channel, "volume": volume, "handling": handling, **more}


def never(talk: float, channel: str = "call", **more: Any) -> dict:
    """A type without customers of its own: they come by way of others."""
    return {"channel": channel, "handling": {"talk": f"{talk} min"}, **more}


def everybody(contacts: dict, agents: int = 1, **more: Any) -> dict:
    """One group that can do everything."""
    return {"all": {"agents": agents, "skills": {name: {} for name in contacts}, **more}}


def told(run: Run) -> list[str]:
    """The log as lines, and nothing in it that the lines do not say.

    Number, type (and site where sites have lines of their own), attempt, number of the contact before, outcome,
    agent, and in minutes: arrived, answered, ended, wrap-up. A dash is "none".
    """
    lines = []
    for number, row in enumerate(run.log):
        ended = row["answered"] if row["outcome"] == ANSWERED else row["ended"]
        assert row["queued"] == row["arrived"]
        np.testing.assert_equal([row["waited"], row["talk"]], [ended - row["queued"], row["ended"] - row["answered"]])
        words = [number, _queue(run, row), row["attempt"], row["parent"], OUTCOMES[row["outcome"]], row["agent"]]
        lines.append(_line(words, row, ("arrived", "answered", "ended", "wrap_up")))
    return lines


def told_in_full(run: Run) -> list[str]:
    """The log as lines, for stories in which customers come about in other ways and talk in pieces.

    Number, type, how it came about, attempt, number of the contact before, outcome, agent, and in minutes: arrived,
    past the self-service, answered, ended, talked, wrapped up.
    """
    lines = []
    for number, row in enumerate(run.log):
        ended = row["answered"] if row["outcome"] == ANSWERED else row["ended"]
        np.testing.assert_equal(row["waited"], ended - row["queued"])
        first = number if row["parent"] < 0 else run.log["request"][row["parent"]]
        assert row["request"] == first
        words = [number, _queue(run, row), VIAS[row["via"]], row["attempt"], row["parent"], OUTCOMES[row["outcome"]],
                 row["agent"]]  # fmt: skip
        lines.append(_line(words, row, ("arrived", "queued", "answered", "ended", "talk", "wrap_up")))
    return lines


def _queue(run: Run, row: np.void) -> str:
    queue = run.planned.queues[row["queue"]]
    return queue.type + (f"@{queue.site}" if queue.site else "")


def _line(words: list[Any], row: np.void, times: tuple[str, ...]) -> str:
    minutes = [row[field] / 60 for field in times]
    return " ".join("-" if word == -1 or word != word else _short(word) for word in [*words, *minutes])


def _short(word: Any) -> str:
    return f"{word:.10g}" if isinstance(word, float) else str(word)


def lines(text: str) -> list[str]:
    """The expected log, without the spaces that make it pretty."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def overtime_s(run: Run) -> list[float]:
    """Seconds of overtime by interval, all groups."""
    return run.tally.people[..., OVERTIME].sum(axis=0).tolist()


def counted(run: Run, *names: str) -> list[float]:
    """Sums over all types and intervals."""
    return [float(run.tally.flow[name].sum()) for name in names]
