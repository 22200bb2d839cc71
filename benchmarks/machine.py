"""A description of the machine, as far as a reader needs it to judge a figure; without its name or folders."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.scenario.arguments import cores

LIBRARIES = ("numpy", "numba", "simpy")


def machine() -> dict[str, Any]:
    """Processor model, cores this process may use, system, versions."""
    return {
        "cpu": cpu_model(), "cores": cores(), "system": platform.system(), "python": platform.python_version(),
        **{name: _version(name) for name in LIBRARIES},
    }  # fmt: skip


def cpu_model() -> str:
    """The model name of the processor; its architecture where there is none."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (names[0] if names else platform.processor()) or platform.machine()


def load_average() -> float | None:
    """Mean number of runnable processes over the last minute; None where the system does not report it."""
    try:
        return round(os.getloadavg()[0], 2)
    except (AttributeError, OSError):
        return None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
