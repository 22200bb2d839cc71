"""A small service of a few milliseconds a replication, and batches of it."""

from __future__ import annotations

from pathlib import Path

import pytest

TINY = """
name: tiny
calendar: {length: 2 h, interval: 30 min}
contacts:
  sales:
    channel: call
    volume: {per_hour: 60}
    handling: {talk: exponential(4 min)}
    patience: exponential(2 min)
groups:
  team: {agents: 4, skills: {sales: {}}}
designs:
  few: {}
  more: {groups: {team: {agents: 6}}}
study: {replications: 6}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """`few` has four agents of `team`, `more` always six; six replications of two hours."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name within."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
