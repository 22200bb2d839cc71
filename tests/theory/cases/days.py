"""Days from empty to empty: rates and head counts that change, read by interval of arrival.

A run holds whole weeks; every day of it is one day of the case, and the night between is long enough for
everybody to be gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.model import arrays
from sim.plan.build import PlannedDesign
from tests.theory.cases import figures
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.figures import Case, Family, Figures
from tests.theory.cases.floors import DAY, HOUR, Digest, Runs, Setup, contact, one_line, table

PROFILE, SHIFTS = "profile.csv", "shifts.csv"

# ---- how a case is written -------------------------------------------------------------------


def by_intervals(rates: list[float], interval_s: float) -> dict[str, Any]:
    """The words of a volume of so many contacts an hour in each interval: the rates are the weights."""
    return {"per_day": sum(rates) * interval_s / HOUR, "profile": PROFILE}


def per_day(rates: list[float], interval_s: float) -> float:
    """Contacts per hour, of the 24 hours of a day."""
    return sum(rates) * interval_s / DAY


def many_agents(case: Case) -> Setup:
    """So many agents that nobody waits."""
    i = case["inputs"]
    rates, interval = i["calls_per_hour_by_interval"], i["interval_s"]
    words = one_line(i["agents"], contact(by_intervals(rates, interval), i["service"]))
    width = min(interval, *np.diff(case["expected"]["at_times_s"]))
    return Setup(
        words, per_day(rates, interval), by_days=True, interval_s=width,
        tables={PROFILE: table(rates, interval)}, digest=digest_of_numbers(case["expected"]["at_times_s"]),
    )  # fmt: skip


def shifts(case: Case) -> Setup:
    """Heads by interval, the last ones until midnight."""
    i = case["inputs"]
    rates, interval = i["calls_per_hour_by_interval"], i["interval_s"]
    calls = contact(by_intervals(rates, interval), i["aht_s"], i["patience_mean_s"], i["sl_threshold_s"])
    words = {
        "contacts": {"calls": calls},
        "groups": {"all": {"schedule": SHIFTS, "skills": {"calls": {}}}},
    }
    tables = {PROFILE: table(rates, interval), SHIFTS: table(i["agents_by_interval"], interval, until_s=DAY)}
    ends = [one["start"] + one["length"] for one in case["expected"]["by_interval"]]
    return Setup(
        words, per_day(rates, interval), by_days=True, interval_s=interval, tables=tables,
        digest=digest_of_numbers(ends, interval),
    )  # fmt: skip


def busyness(case: Case) -> Setup:
    """A gamma factor of the whole day: coefficient of variation 1 / sqrt(alpha)."""
    i = case["inputs"]
    rates = i["calls_per_hour_by_hour"]
    volume = by_intervals(rates, HOUR) | {"day_factor_cv": f"{100.0 * i['alpha'] ** -0.5:.15g} %"}
    words = one_line(20, contact(volume, 20.0))
    tables = {PROFILE: table(rates, HOUR)}
    return Setup(words, per_day(rates, HOUR), by_days=True, interval_s=HOUR, tables=tables)


# ---- what is read from the log ---------------------------------------------------------------


def digest_of_numbers(times_s: Iterable[float], interval_s: float = 0.0) -> Digest:
    """Numbers in line and in service at times of the day; time in line of the interval that ends then."""

    def digest(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
        midnight = np.floor(log["arrived"] / DAY) * DAY
        queued, left_line, ended = (log[name] - midnight for name in ("queued", "answered", "ended"))
        left_line = np.where(log["outcome"] == arrays.ANSWERED, left_line, ended)
        found: dict[str, float] = {}
        for number, time in enumerate(times_s):
            found[f"in_line{number}"] = float(((queued <= time) & (left_line > time)).sum())
            found[f"in_service{number}"] = float(((left_line <= time) & (ended > time)).sum())
            here = np.minimum(left_line, time) - np.maximum(queued, time - interval_s)
            found[f"line_s{number}"] = float(np.maximum(here, 0.0).sum())
        return found

    return digest


# ---- what is read off ------------------------------------------------------------------------


def bins_of(runs: Runs, begin_s: float, end_s: float) -> list[int]:
    """The reported intervals of these hours, on all seven days."""
    width = runs.planned.plan.interval
    hours = range(round(begin_s / width), round(end_s / width))
    return [day * round(DAY / width) + hour for day in range(7) for hour in hours]


def of_many_agents(case: Case, runs: Runs) -> Figures:
    """Number in service at times of the day, and its mean over each interval."""
    interval = case["inputs"]["interval_s"]
    found = {}
    for number in range(len(case["expected"]["at_times_s"])):
        found[f"mean_in_service[{number}]"] = runs.log(f"in_service{number}") / runs.days
    for number in range(len(case["inputs"]["calls_per_hour_by_interval"])):
        bins = bins_of(runs, number * interval, (number + 1) * interval)
        engaged = runs.people(arrays.ENGAGED, bins=bins) / (runs.days * interval)
        found[f"mean_in_service_by_interval[{number}]"] = engaged
    return found


def of_shifts(case: Case, runs: Runs) -> Figures:
    """Each interval of arrival; time in service and in overtime by the clock."""
    found: Figures = {}
    for number, one in enumerate(case["expected"]["by_interval"]):
        begin, length = one["start"], one["length"]
        bins, seconds = bins_of(runs, begin, begin + length), runs.days * length
        here = figures.of_contacts(runs, bins=bins)
        here["offered"] = here["offered"] / runs.days
        here["mean_in_service"] = runs.people(arrays.ENGAGED, bins=bins) / seconds
        here["mean_overtime_agents"] = runs.people(arrays.OVERTIME, bins=bins) / seconds
        here["mean_queue"] = runs.log(f"line_s{number}") / seconds
        here["queue_at_end"] = queue_at(runs, begin + length)
        in_system = runs.log(f"in_line{number}") + runs.log(f"in_service{number}")
        here["number_in_system_at_end"] = in_system / runs.days
        found |= figures.under(f"by_interval[{number}]", here)
    end = sum(one["length"] for one in case["expected"]["by_interval"])
    day, bins = figures.of_contacts(runs), bins_of(runs, 0.0, end)
    day["offered"] = day["offered"] / runs.days
    day["busy_time_in_horizon"] = runs.people(arrays.ENGAGED, bins=bins) / runs.days
    day["overtime_in_horizon"] = runs.people(arrays.OVERTIME, bins=bins) / runs.days
    return found | figures.under("total", day)


def queue_at(runs: Runs, time_s: float) -> Estimate:
    """Mean number waiting at a time of the day, read just before anything happens then."""
    width = runs.planned.plan.interval
    days = np.arange(round(runs.days))
    return runs.lines_at(days * round(DAY / width) + round(time_s / width))


def of_busyness(case: Case, runs: Runs) -> Figures:
    """Moments of the counts, day by day."""
    hours = range(len(case["inputs"]["calls_per_hour_by_hour"]))
    counts = runs.by_day("attempts", hours)
    found = {f"mean_by_hour[{hour}]": Estimate.mean(counts[:, :, hour].mean(axis=1)) for hour in hours}
    found |= {f"var_by_hour[{hour}]": covariance(counts[:, :, hour], counts[:, :, hour]) for hour in hours}
    first, second, day = counts[:, :, 0], counts[:, :, 1], counts.sum(axis=2)
    found["cov_hour1_hour2"] = covariance(first, second)
    spread = (found["var_by_hour[0]"] * found["var_by_hour[1]"]) ** 0.5
    found["corr_hour1_hour2"] = found["cov_hour1_hour2"] / spread
    found["mean_day"] = Estimate.mean(day.mean(axis=1))
    found["var_day"] = covariance(day, day)
    found["p_zero_hour1"] = Estimate.mean((first == 0).mean(axis=1))
    return found


def covariance(first: np.ndarray, second: np.ndarray) -> Estimate:
    """E[XY] - E[X] E[Y] over all days of all replications, about fixed centres to keep the digits."""
    first, second = first - round(first.mean()), second - round(second.mean())
    product = Estimate.mean((first * second).mean(axis=1))
    return product - Estimate.mean(first.mean(axis=1)) * Estimate.mean(second.mean(axis=1))


FAMILIES = {
    "mt_g_inf": Family(many_agents, of_many_agents),
    "transient_schedule": Family(shifts, of_shifts),
    "arrival_counts": Family(busyness, of_busyness),
}
