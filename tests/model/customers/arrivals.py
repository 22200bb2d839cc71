"""Arrivals and nothing else: types whose customers come, find nobody patient in themselves, and are gone.

The log tells when each of them came; what it should say is worked out on paper or by integration.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import yaml

from sim.engines.run import engine_for, replicate
from sim.plan.build import PlannedDesign, plan_design
from sim.scenario.scenario import Scenario

DAY, HOUR = 86400.0, 3600.0


def text(volumes: dict[str, Any], days: int = 7, **more: Any) -> str:
    """A file of calls with these volumes; more words of the file stand beside, and `calendar` adds to its own."""
    contacts = {
        name: {"channel": "call", "volume": volume, "handling": {"talk": "1 s"}, "patience": "0 s"}
        for name, volume in volumes.items()
    }
    words: dict[str, Any] = {
        "name": "arrivals",
        "calendar": {"days": days, **more.pop("calendar", {})},
        "contacts": contacts,
        "groups": {"all": {"agents": 1, "skills": {name: {} for name in contacts}}},
        **more,
    }
    return yaml.safe_dump(words, sort_keys=False)


def came(scenario: Scenario, engine: str = "core", seed: int = 1, rows: int = 1 << 20) -> dict[str, np.ndarray]:
    """By type, the instants at which its customers came, in order."""
    planned = plan_design(scenario, next(iter(scenario.designs)))
    _, log = replicate(engine_for(planned, engine), planned, seed, 0, rows)
    return {name: log["arrived"][log["type"] == k] for k, name in enumerate(planned.types)}


def levels(scenario: Scenario) -> dict[str, list[float]]:
    """By type, the calendar's factor of each day."""
    planned: PlannedDesign = plan_design(scenario, next(iter(scenario.designs)))
    return {name: planned.plan.day_level[k].tolist() for k, name in enumerate(planned.types)}


def counted(instants: np.ndarray, days: int, width: float = DAY) -> np.ndarray:
    """[intervals] how many came in each interval of the run."""
    return np.bincount((instants // width).astype(int), minlength=round(days * DAY / width))


def assert_mean(values: np.ndarray, expected: float, most: float = 4.0) -> None:
    """The mean of independent values is the expected one, within so many standard errors."""
    error = values.std(ddof=1) / np.sqrt(len(values))
    assert abs(values.mean() - expected) <= most * error, (values.mean(), expected, error)


def assert_moments(counts: np.ndarray, mean: float, variance: float) -> None:
    """Mean and variance of independent counts."""
    assert_mean(counts, mean)
    assert_mean((counts - mean) ** 2.0, variance)


def assert_covariance(a: np.ndarray, b: np.ndarray, means: tuple[float, float], covariance: float) -> None:
    """Covariance of counts whose means are known."""
    assert_mean((a - means[0]) * (b - means[1]), covariance)
