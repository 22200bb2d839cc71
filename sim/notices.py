"""Sentences for whoever waits: that the core is compiled first, that a study is long. No part of any answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

LISTENERS: list[Callable[[str], None]] = []


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
