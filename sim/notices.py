"""What whoever waits is told: that the core is compiled first, and how long that still takes; that a study is long. No
part of any answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LISTENERS: list[Callable[[str], None]] = []
Watcher = Callable[[float, float], None]
"""Called as watcher(elapsed_s, expected_s), several times a second, while the core is compiled."""
WATCHERS: list[Watcher] = []


@contextmanager
def notices_to(listener: Callable[[str], None]) -> Iterator[None]:
    """While this lasts, `listener` is called with every notice."""
    LISTENERS.append(listener)
    try:
        yield
    finally:
        LISTENERS.remove(listener)


def notify(sentence: str) -> None:
    """Give a notice to all listeners."""
    for listener in LISTENERS:
        listener(sentence)


@contextmanager
def compilation_shown_by(watcher: Watcher) -> Iterator[None]:
    """While this lasts, `watcher` is called while the core is compiled, here or by a process that is waited for."""
    WATCHERS.append(watcher)
    try:
        yield
    finally:
        WATCHERS.remove(watcher)


def shown_while(asked: Callable[[], bool], expected_s: float) -> Callable[[], bool]:
    """The question, asked again and again during a compilation; each time, all watchers learn how long that takes."""
    begun = time.monotonic()

    def question() -> bool:
        for watcher in WATCHERS:
            watcher(time.monotonic() - begun, expected_s)
        return asked()

    return question
