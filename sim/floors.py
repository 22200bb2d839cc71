"""The rooms of the package in the order in which they stand: what stands higher may use what stands lower.

Three things follow from this one list: which imports a test allows, which sources decide the compiled code, and which
decide the figures that a batch has stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FLOORS = (
    ("__main__",),
    ("cli", ""),
    ("batches",),
    ("report",),
    ("experiments",),
    ("figures",),
    ("engines",),
    ("plan", "agents", "channels", "routing"),
    ("model",),
    ("jit",),
    ("scenario",),
    ("kpis", "rules", "notices", "private_folder", "theory", "errors", "version", "floors"),
)
"""The folders and files of `sim`, from the command line down to what everything stands on; "" is the package itself."""

COMPILED = ("engines", "agents", "channels", "routing", "model", "jit", "rules")
"""Rooms with rules, with constants that rules read, or with the way in which they are compiled."""


def floor_of(module: str) -> int:
    """The floor of a module named below the package, 0 the highest; KeyError for a room that has none."""
    room = module.split(".")[0]
    for floor, rooms in enumerate(FLOORS):
        if room in rooms:
            return floor
    raise KeyError(f"sim/{room} has no floor in {__name__}")


def from_floor_of(room: str) -> tuple[str, ...]:
    """The rooms on the floor of this one and below."""
    return tuple(name for rooms in FLOORS[floor_of(room) :] for name in rooms)


def sources_of(rooms: tuple[str, ...]) -> Iterator[Path]:
    """The Python files of these rooms, in a fixed order."""
    package = Path(__file__).parent
    for room in rooms:
        yield from sorted((package / room).rglob("*.py")) or [package / f"{room}.py"]
