"""The core runs again with more room when the first room was too small, and nobody can tell afterwards."""

from __future__ import annotations

import pytest

from sim.engines.core.loop import Core
from sim.engines.run import engine_for, replicate
from sim.plan.build import plan_design
from tests.twins import Run, run, say_where_they_differ

MAIL = """
    name: a mountain of e-mails
    calendar: {length: 10 h, interval: 1 h}
    contacts:
      mail: {channel: email, volume: {per_hour: 300}, handling: {talk: exponential(4 min)}}
      call:
        channel: call
        volume: {per_hour: 20}
        handling: {talk: exponential(3 min)}
        patience: exponential(1 min)
        returns: {abandoned: {share: 50 %, after: exponential(20 min)}}
    groups: {all: {agents: 2, skills: {mail: {}, call: {}}}}
"""
CHATS = """
    name: chats that are re-timed with every word
    calendar: {length: 2 h, interval: 1 h}
    contacts:
      chat: {channel: chat, volume: {per_hour: 1500}, handling: {talk: exponential(10 min)}}
    groups: {all: {agents: 30, chats: {at_once: 12, slower: [0 %, 5 %, 10 %, 15 %, 20 %, 25 %, 30 %, 35 %, 40 %, 45 %,
      50 %, 55 %]}, skills: {chat: {}}}}
"""


def core_run(scenario, log_rows: int) -> tuple[Run, set[str]]:
    """A run on a fresh core, and what it had to begin again for."""
    planned = plan_design(scenario, "base")
    engine = Core(planned.plan)
    first = room_of(engine, log_rows)
    tally, log = replicate(engine, planned, 1, 0, log_rows)
    return Run(tally, log, planned), {what for what, room in room_of(engine, engine.rows).items() if room > first[what]}


def room_of(engine: Core, rows: int) -> dict[str, int]:
    return {"slots": len(engine.floor.contact), "events": len(engine.heap.time), "rows": rows}


@pytest.mark.parametrize(("text", "lacking"), [(MAIL, "slots"), (CHATS, "events")], ids=["slots", "events"])
def test_more_room_changes_nothing(scenario, text, lacking):
    """More waiting e-mails, or more re-timed chats, than the first room holds; what is not lacking stays as it is."""
    loaded = scenario(text)
    core, grown = core_run(loaded, 8192)
    assert grown == {lacking}
    say_where_they_differ(run(loaded, "reference"), core)


def test_a_log_that_was_guessed_too_short(scenario):
    loaded = scenario(MAIL)
    short, grown = core_run(loaded, 100)
    assert "rows" in grown
    say_where_they_differ(short, core_run(loaded, 8192)[0])


def test_no_log_changes_no_sum(scenario):
    """Sums are the same whether a log is kept or not, on both engines."""
    planned = plan_design(scenario(MAIL), "base")
    for name in ("reference", "core"):
        engine = engine_for(planned, name)
        with_log, log = replicate(engine, planned, 1, 0, 8192)
        without, nothing = replicate(engine, planned, 1, 0, 0)
        assert len(log) > 3000
        assert len(nothing) == 0
        assert all(a.tobytes() == b.tobytes() for a, b in zip(with_log, without, strict=True))
