"""The bar while the core is compiled: seconds left, then patience; and every question that is asked shows it."""

from __future__ import annotations

import io
import sys

import pytest

from sim import notices
from sim.cli.progress import StudyProgress


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_the_bar_says_how_long_it_still_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with StudyProgress(quiet=False) as progress:
        for elapsed in (0.5, 3.0, 14.9, 16.0):
            progress.show_compilation(elapsed, 15.0)
        progress.tell("base", 1, 2)
        assert progress.bar.desc.startswith("base") and not progress.compiling
    shown = terminal.getvalue()
    assert shown.index("about 14 s left") < shown.index("about 12 s left") < shown.index("not much longer")


def test_whoever_wants_quiet_sees_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with StudyProgress(quiet=True):
        notices.shown_while(lambda: False, 15.0)()
    assert terminal.getvalue() == ""


def test_each_question_is_answered_and_shows_the_time() -> None:
    seen: list[tuple[float, float]] = []
    answers = iter([False, True])
    question = notices.shown_while(lambda: next(answers), 15.0)
    with notices.compilation_shown_by(lambda *times: seen.append(times)):
        assert [question(), question()] == [False, True]
    assert len(seen) == 2 and seen[0][0] <= seen[1][0] and {expected for _, expected in seen} == {15.0}
