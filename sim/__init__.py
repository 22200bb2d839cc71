"""Discrete-event simulator of contact centres: specialise the advisers, or make them polyvalent?

An analyst writes `import sim` in a notebook and wants the next cell at once, not after twenty seconds of
compiling. Nothing is imported here until it is asked for, so `sim.load` does
not wake the engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.version import __version__

if TYPE_CHECKING:
    from sim.batches import batch
    from sim.errors import ScenarioError
    from sim.experiments import run
    from sim.report.notebook import compare
    from sim.scenario.loading import load
    from sim.scenario.scenario import Scenario

__all__ = ["Scenario", "ScenarioError", "__version__", "batch", "compare", "load", "run"]

_HOMES = {
    "Scenario": "sim.scenario.scenario",
    "ScenarioError": "sim.errors",
    "batch": "sim.batches",
    "compare": "sim.report.notebook",
    "load": "sim.scenario.loading",
    "run": "sim.experiments",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
