"""What is read off the runs: the figures of the data files, by the names they bear there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.model import arrays
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.floors import Runs, Setup

Case = Mapping[str, Any]
Figures = dict[str, Estimate]


class Family(NamedTuple):
    """How a case is written in the words of a scenario file, what is read off its runs, and what it should be."""

    write: Callable[[Case], Setup]
    read: Callable[[Case, Runs], Figures]
    solve: Callable[[Case], dict[str, float]] | None = None
    """The exact figures, of cases that are computed here; without it they are stored."""


def made(family: str, **cases: Mapping[str, Any]) -> dict[str, Case]:
    """Cases of a family that is computed here, from their inputs."""
    return {name: {"id": name, "family": family, "inputs": inputs, "expected": {}} for name, inputs in cases.items()}


def of_contacts(runs: Runs, queues: Any = None, bins: Any = None) -> Figures:
    """The usual figures of some queues and intervals of arrival, per contact whose wait is over at the end.

    Nobody is left out but the few who still wait at the horizon: settled = offered - still waiting.
    """

    def total(name: str) -> Estimate:
        return runs.flow(name, queues, bins)

    settled = total("offered") - total("waiting_end")
    waited = total("wait_answered") + total("wait_abandoned")
    figures = {
        "offered": total("offered"),
        "p_wait": total("delayed") / total("offered"),
        "p_block": total("blocked") / total("attempts"),
        "p_abandon": total("abandoned") / settled,
        "p_served": total("answered") / settled,
        "mean_wait_all": waited / settled,
        "asa": total("wait_answered") / total("answered"),
        "sl_offered": total("in_time") / settled,
        "sl_answered": total("in_time") / total("answered"),
        "sl_excl_short_ab": total("in_time") / (settled - total("quick")),
        "lq": waited / runs.counted_s,
    }
    if total("delayed").value > 0.0:
        figures["mean_wait_if_wait"] = waited / (total("delayed") - total("waiting_end"))
    return figures | {"sl": figures["sl_offered"]}


def of_arrivals(runs: Runs, queues: Any = None) -> Figures:
    """The same per contact that came, those who got a busy signal included; they count as having to wait."""

    def total(name: str) -> Estimate:
        return runs.flow(name, queues)

    settled = total("attempts") - total("waiting_end")
    waited = total("wait_answered") + total("wait_abandoned")
    return {
        "p_wait": (total("delayed") + total("blocked")) / total("attempts"),
        "p_block": total("blocked") / total("attempts"),
        "p_lost": (total("abandoned") + total("blocked")) / settled,
        "p_abandon": total("abandoned") / settled,
        "p_served": total("answered") / settled,
        "mean_wait_all": waited / settled,
        "asa": total("wait_answered") / total("answered"),
        "lq": waited / runs.counted_s,
        "sl_offered": total("in_time") / settled,
        "sl_answered": total("in_time") / total("answered"),
        "sl_excl_short_ab": total("in_time") / (settled - total("quick")),
        "throughput": total("answered") / runs.counted_s,
    }


def under(place: str, figures: Figures) -> Figures:
    """The same figures, stored one level down."""
    return {f"{place}.{name}": figure for name, figure in figures.items()}


def of_one_line(case: Case, runs: Runs) -> Figures:
    """One type, one group."""
    figures = of_contacts(runs) | {"occupancy": runs.occupancy()}
    if "wait_p90" in case["expected"]:
        figures["wait_p90"] = runs.waits_below(0, case["expected"]["wait_p90"])
    if "sd_wait" in case["expected"]:
        figures["sd_wait"] = (runs.square_wait(0) - figures["asa"] ** 2) ** 0.5
    return figures


def on_the_floor(runs: Runs) -> Estimate:
    """Seconds that agents were present."""
    return runs.people(arrays.ENGAGED) + runs.people(arrays.IDLE)


# ---- how long a floor takes to forget that it was empty --------------------------------------


def warm_up(*durations_s: float | None) -> float:
    """Ten times the longest of the times that the floor remembers."""
    return 10.0 * max(duration for duration in durations_s if duration is not None)


def warm_up_of_patient(agents: int, contacts_per_hour: float, aht_s: float) -> float:
    """10 h / (1 - rho)^2 where nobody gives up."""
    load = contacts_per_hour / 3600.0 * aht_s / agents
    return warm_up(aht_s) / (1.0 - load) ** 2
