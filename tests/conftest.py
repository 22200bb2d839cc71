"""What every test may ask for: a scenario from a text, and Hypothesis without a stop-watch.

The one surprising decision: Hypothesis draws the same examples every time, so a suite that was green in the
morning is green in the evening. New examples come with a changed test, or with `--hypothesis-profile=explore`.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import settings

import sim
from sim.scenario.scenario import Scenario
from tests.twins import ENGINES, Run, run

settings.register_profile("daily", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("daily")


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """`start(words, ...)` begins a program that hears an interrupt, and is ended with the test in any case.

    Where whoever runs the tests ignores interrupts (a job in the background of a shell), its children would, too.
    """
    begun: list[subprocess.Popen[bytes]] = []

    def start(words: list[str], **how: Any) -> subprocess.Popen[bytes]:
        if os.name == "posix":
            how["preexec_fn"] = _hears_interrupts
        begun.append(subprocess.Popen(words, **how))
        return begun[-1]

    yield start
    for program in begun:
        program.kill()
        program.communicate()


def _hears_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[..., Scenario]:
    """`scenario(text, early="from,all ...")` writes the text, and early.csv beside it, and loads them."""

    def load(text: str, **tables: str) -> Scenario:
        for name, table in tables.items():
            (tmp_path / f"{name}.csv").write_text(dedent(table).strip() + "\n", encoding="utf-8")
        path = tmp_path / "scenario.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        return sim.load(path)

    return load


@pytest.fixture(params=ENGINES)
def tell(request: pytest.FixtureRequest, scenario: Callable[..., Scenario]) -> Callable[..., Run]:
    """`tell(contacts, groups, ...)` runs a story (see `stories`) on one engine."""

    def tell(contacts: dict, groups: dict, length: str = "1 h", tables: dict | None = None, **more: Any) -> Run:
        calendar = {"length": length, "interval": "15 min", **more.pop("calendar", {})}
        words = {"name": "story", "calendar": calendar, "contacts": contacts, "groups": groups, **more}
        return run(scenario(yaml.safe_dump(words, sort_keys=False), **(tables or {})), request.param)

    return tell
