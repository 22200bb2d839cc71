"""Days that other people simulated and printed, with their intervals; the clock starts at their opening."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim import arrays
from sim.compiling import Compiled
from tests.theory.cases import figures
from tests.theory.cases.days import PROFILE, SHIFTS, bins_of, by_intervals, per_day
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.figures import Case, Family, Figures, warm_up
from tests.theory.cases.floors import DAY, HOUR, Runs, Setup, contact, one_line, table
from tests.theory.cases.lines import pooled

MINUTE = 60.0
LIMITS = (20.0, 30.0)
"""Service levels that the single queue prints."""

# ---- how a case is written -------------------------------------------------------------------


def mmc(case: Case) -> Setup:
    """M/M/12 over eight hours from empty; agents stay until all are served, or the line is sent away."""
    i = case["inputs"]
    rate = i["calls_per_minute"] * 60.0
    patience = MINUTE if "patience" in i else None
    hours = f"00:00-{i['day_minutes'] // 60:02d}:00"
    doors = {"opening": hours, "at_close": "leave"} if case["id"] == "cc_mmc_clear" else {}
    volume = {"per_hour": rate, "hours": hours}
    calls = contact(volume, 2.0 * MINUTE, patience, i["sl_threshold_s"], **doors)
    return Setup(one_line(i["agents"], calls), rate * i["day_minutes"] / 1440.0, by_days=True)


def single_queue(case: Case) -> Setup:
    """Thirteen hours; one caller in ten will not wait, the others have exponential patience."""
    i = case["inputs"]
    rates = i["calls_per_hour"]
    volume = by_intervals(rates, HOUR)
    contacts = {
        "hasty": contact(volume | {"per_day": 0.1 * volume["per_day"]}, 100.0, {"law": "zero"}),
        "calls": contact(volume | {"per_day": 0.9 * volume["per_day"]}, 100.0, 1000.0),
    }
    words = {"contacts": contacts, "groups": {"all": {"schedule": SHIFTS, "skills": pooled(contacts)}}}
    tables = {PROFILE: table(rates, HOUR), SHIFTS: table(i["agents"], HOUR, until_s=DAY)}
    return Setup(words, per_day(rates, HOUR), by_days=True, interval_s=HOUR, tables=tables, digest=digest_of_waits)


def palm(case: Case) -> Setup:
    """The table of Mandelbaum and Zeltyn: 50 agents, 48 calls and 1 minute each, patience of 2 minutes."""
    i = case["inputs"]
    aht, patience = MINUTE * i["aht_min"], MINUTE * i["patience_mean_min"]
    rate = i["calls_per_minute"] * 60.0
    return Setup(one_line(i["agents"], contact(rate, aht, patience)), rate, warm_up(aht, patience))


# ---- what is read from the log ---------------------------------------------------------------


def digest_of_waits(compiled: Compiled, log: np.ndarray) -> dict[str, float]:
    """By hour of the day and limit: answered within the limit, and offered less abandoned within it."""
    hour = (log["arrived"] % DAY // HOUR).astype(int)
    answered, abandoned = log["outcome"] == arrays.ANSWERED, log["outcome"] == arrays.ABANDONED
    found = {}
    for limit in LIMITS:
        quick = log["waited"] <= limit
        good, counted = np.bincount(hour[answered & quick], minlength=24), np.bincount(hour, minlength=24)
        counted = counted - np.bincount(hour[abandoned & quick], minlength=24)
        for at in range(24):
            found[f"good{limit:g}_{at}"] = float(good[at])
            found[f"counted{limit:g}_{at}"] = float(counted[at])
    return found


# ---- what is read off ------------------------------------------------------------------------


def of_mmc(case: Case, runs: Runs) -> Figures:
    """Sums of a day, and the busy time before closing."""
    i, usual = case["inputs"], figures.of_contacts(runs)
    day_s = i["day_minutes"] * MINUTE
    engaged = runs.people(arrays.ENGAGED, bins=bins_of(runs, 0.0, day_s))
    return {
        "answered_within_threshold": runs.flow("in_time") / runs.days,
        "abandoned": runs.flow("abandoned") / runs.days,
        "disconnected": runs.flow("left") / runs.days,
        "service_level": usual["sl_offered"],
        "sl_answered": usual["sl_answered"],
        "sl_excl_short_abandonments": usual["sl_excl_short_ab"],
        "speed_of_answer_min": usual["asa"] / MINUTE,
        "occupancy_within_day": engaged / (runs.days * i["agents"] * day_s),
    }


def of_single_queue(case: Case, runs: Runs) -> Figures:
    """Service levels in per cent, by hour of arrival and of the day; busy / scheduled time."""
    hours = range(len(case["inputs"]["calls_per_hour"]))
    found: Figures = {}
    for limit in LIMITS:
        good = [runs.log(f"good{limit:g}_{at}") for at in hours]
        counted = [runs.log(f"counted{limit:g}_{at}") for at in hours]
        name = f"sl{limit:g}_percent"
        for at in hours:
            found[f"{name}_by_hour[{at}]"] = good[at] / counted[at] * 100.0
        found[f"{name}_day"] = total(good) / total(counted) * 100.0
    engaged = runs.people(arrays.ENGAGED, bins=bins_of(runs, 0.0, len(hours) * HOUR))
    scheduled = sum(case["inputs"]["agents"]) * HOUR * runs.days
    return found | {"occupancy_percent_day": engaged / scheduled * 100.0}


def total(parts: list[Estimate]) -> Estimate:
    """Their sum."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole


def of_palm(case: Case, runs: Runs) -> Figures:
    """The Erlang A half of the table; the other half is the exact case `PALM_ERLANG_C`."""
    usual = figures.of_contacts(runs)
    return {
        "p_abandon": usual["p_abandon"],
        "mean_wait_s": usual["mean_wait_all"],
        "mean_queue": usual["lq"],
        "utilisation": runs.occupancy(),
        "p_wait": usual["p_wait"],
    }


FAMILIES = {
    "cc_mmc": Family(mmc, of_mmc),
    "cc_mmc_abandon": Family(mmc, of_mmc),
    "cc_mmc_clear": Family(mmc, of_mmc),
    "cc_singlequeue": Family(single_queue, of_single_queue),
    "palm_erlang_a_table": Family(palm, of_palm),
}
PALM_ERLANG_C = "erlang_c_n50_c2880_aht60"

# ---- what is stored --------------------------------------------------------------------------


class Printed(NamedTuple):
    """A printed mean, the standard error that its interval tells, and by how much both may be rounded."""

    mean: float
    error: float
    rounding: float


def printed(case: Case) -> dict[str, Printed]:
    """Every printed figure of a case, by its place."""
    found = {}
    rounding = 0.05 if case["id"] == "cc_singlequeue" else 0.0005
    for name, value in case["expected"].items():
        for number, one in enumerate(value if isinstance(value, list) else [value]):
            place = f"{name}[{number}]" if isinstance(value, list) else name
            if isinstance(one, dict) and "ci" in one:
                low, high = one["ci"]
                error = (high - low) / 2.0 / QUANTILES[one["ci_level"]]
                found[place] = Printed(one["mean"], error, rounding)
    return found


QUANTILES = {0.9: 1.645, 0.95: 1.96}


def computed(case: Case) -> dict[str, float]:
    """The exact values stored beside the printed ones, by the places of the printed ones."""
    beside = case["cross_check"]
    if "computed" in beside:
        return dict(beside["computed"]["erlang_a"])
    found: dict[str, Any] = {}
    for name, value in beside.items():
        if name.startswith("exact_"):
            place = EXACT_NAMES.get(name, name.removeprefix("exact_"))
            if isinstance(value, list):
                found |= {f"{place}[{number}]": one for number, one in enumerate(value)}
            else:
                found[place] = value
    return found


EXACT_NAMES = {
    "exact_occupancy": "occupancy_within_day",
    "exact_occupancy_percent": "occupancy_percent_day",
}
