"""The core runs again with more room when the first room was too small, and nobody can tell afterwards."""

from __future__ import annotations

import pytest

from sim.compiling import compile_design
from sim.engines.core import Core
from sim.engines.running import engine_for, replicate
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


def core_run(scenario, log_rows: int) -> tuple[Run, bool]:
    """A run on a fresh core, and whether it had to begin again."""
    compiled = compile_design(scenario, "base")
    engine = Core(compiled.plan)
    first_room = len(engine.floor.contact)
    tally, log = replicate(engine, compiled, 1, 0, log_rows)
    return Run(tally, log, compiled), len(engine.floor.contact) > first_room


@pytest.mark.parametrize("text", [MAIL, CHATS], ids=["slots", "events"])
def test_more_room_changes_nothing(scenario, text):
    """More waiting e-mails, or more re-timed chats, than the first room holds."""
    loaded = scenario(text)
    core, began_again = core_run(loaded, 8192)
    assert began_again
    say_where_they_differ(run(loaded, "reference"), core)


def test_a_log_that_was_guessed_too_short(scenario):
    loaded = scenario(MAIL)
    say_where_they_differ(core_run(loaded, 100)[0], core_run(loaded, 8192)[0])


def test_no_log_changes_no_sum(scenario):
    """Sums are the same whether a log is kept or not, on both engines."""
    compiled = compile_design(scenario(MAIL), "base")
    for name in ("reference", "core"):
        engine = engine_for(compiled, name)
        with_log, log = replicate(engine, compiled, 1, 0, 8192)
        without, nothing = replicate(engine, compiled, 1, 0, 0)
        assert len(log) > 3000
        assert len(nothing) == 0
        assert all(a.tobytes() == b.tobytes() for a, b in zip(with_log, without, strict=True))
