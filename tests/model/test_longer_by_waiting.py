"""`by_wait`: conversations that are longer the longer the customer waited; by hand, and in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from tests.twins import run, run_both

TEXT = """\
name: x
calendar: {{start: 2024-01-01, length: {length}}}
contacts:
  a: {{channel: {channel}, volume: {{every: {every}}}, handling: {{talk: {talk}, wrap_up: 10 s}}, {more}}}
groups: {{team: {{agents: 1, skills: {{a: {{slower: {slower}}}}}}}}}
"""


def text(by_wait, length="30 min", every="60 s", talk="90 s", slower="0 %", channel="call", more=""):
    more = ", ".join(part for part in (f"by_wait: {by_wait}" if by_wait else "", more) if part)
    return TEXT.format(length=length, every=every, talk=talk, slower=slower, channel=channel, more=more or "label: a")


def test_by_hand(scenario):
    """A call a minute, 90 s of talk and 10 s of wrap-up, half as long again for each minute of waiting, 60 % at most.

    0 s: no wait, 90 s, free at 100. 60 s: waits 40, 1 + 0.5 · 40/60 = 4/3, 120 s, free at 230. 120 s: waits 110, 1.917
    is cut to 1.6, 144 s, free at 384.
    """
    log = run_both(scenario(text("{per_minute: 50 %, at_most: 60 %}"))).log
    assert log["answered"][:4].tolist() == pytest.approx([0, 100, 230, 384])
    assert log["waited"][:4].tolist() == pytest.approx([0, 40, 110, 204])
    assert log["talk"][:3].tolist() == pytest.approx([90, 120, 144])
    assert log["wrap_up"][:3].tolist() == pytest.approx([10, 10, 10])


def test_a_slower_group_multiplies(scenario):
    # 180 + 20 s; the second waits 140 s and is cut: 1.6 · 180 = 288
    log = run(scenario(text("{per_minute: 50 %, at_most: 60 %}", slower="100 %")), "reference").log
    assert log["talk"][:2].tolist() == pytest.approx([180, 288])


def test_the_wait_grows_geometrically(scenario):
    """D/D/1 above its capacity: W(n + 1) = W(n) + S (1 + r W(n)) - T.

    So W(n) = (q^n - 1) (S - T) / (S r) with q = 1 + S r.
    """
    made = scenario(text("{per_minute: 1 %, at_most: 1000 %}", length="2 h", every="45 s", talk="50 s"))
    log = run(made, "reference").log
    s, t, r = 50.0, 35.0, 0.01 / 60  # of the 45 s between two calls ten are wrap-up
    waited = log["waited"][~np.isnan(log["answered"])]
    n = np.arange(len(waited))
    assert len(waited) > 60
    np.testing.assert_allclose(waited, ((1 + s * r) ** n - 1) * (s - t) / (s * r), rtol=1e-9, atol=1e-6)


def test_whoever_was_put_aside_keeps_the_wait_of_the_first_answer(scenario):
    """A task waits 60 s behind another and lasts 1.5 times as long, also when a call comes in between."""
    words = """\
name: x
calendar: {start: 2024-01-01, length: 30 min}
contacts:
  task: {channel: task, volume: {recorded: tasks.csv}, handling: {talk: 100 s}, interrupted_by: [call],
         by_wait: {per_minute: 50 %, at_most: 100 %}}
  call: {channel: call, volume: {recorded: calls.csv}, handling: {talk: 200 s}}
groups: {team: {agents: 1, skills: {task: {}, call: {}}}}
"""
    tasks, calls = "at\n2024-01-01 00:00:00\n2024-01-01 00:00:40\n", "at\n2024-01-01 00:02:00\n"
    log = run_both(scenario(words, tasks=tasks, calls=calls)).log
    tasks = log[log["type"] == 0]
    # the second begins at 100 after 60 s, lasts 150 in all: 20 before the call (120 to 320), 130 after it
    assert tasks["answered"].tolist() == pytest.approx([0, 100])
    assert tasks["ended"].tolist() == pytest.approx([100, 450])
    assert tasks["talk"].tolist() == pytest.approx([100, 150])


def test_without_it_nothing_changes(scenario):
    one, other = (scenario(text(by_wait)) for by_wait in ("", "{per_minute: 0 %, at_most: 50 %}"))
    logs = [run(made, "reference").log for made in (one, other)]
    assert logs[0].tobytes() == logs[1].tobytes()
    (warning,) = other.warnings
    assert "'by_wait' changes nothing" in warning.message
