"""Days that other people simulated and printed, with their intervals; the clock starts at their opening."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.model import arrays
from sim.plan.build import PlannedDesign
from tests.theory.cases import chains, figures
from tests.theory.cases.days import PROFILE, SHIFTS, bins_of, by_intervals, per_day
from tests.theory.cases.estimates import Estimate
from tests.theory.cases.figures import Case, Family, Figures, warm_up
from tests.theory.cases.floors import DAY, HOUR, Runs, Setup, Words, contact, one_line, per_cent, queues_of, table
from tests.theory.cases.lines import pooled

MINUTE = 60.0
LIMITS = (20.0, 30.0)
"""Service levels that the single queue prints."""

# ---- how a case is written -------------------------------------------------------------------


def mmc(case: Case) -> Setup:
    """M/M/12 over eight hours from empty; agents stay until all are served, or the line is sent away, or is short."""
    i = case["inputs"]
    rate = i["calls_per_minute"] * 60.0
    patience = MINUTE if "patience" in i else None
    hours = f"00:00-{i['day_minutes'] // 60:02d}:00"
    doors: Words = {"opening": hours, "at_close": "leave"} if case["id"] == "cc_mmc_clear" else {}
    if "queue_places" in i:
        doors["places"] = i["queue_places"]
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


def one_skill_day(case: Case) -> Setup:
    """Thirteen hours with a gamma factor of the whole day; one in ten of those who have to wait hangs up."""
    i = case["inputs"]
    rates = i["calls_per_hour"]
    volume = by_intervals(rates, HOUR) | {"day_factor_cv": per_cent(10.0**-0.5)}
    calls = contact(volume, 100.0, 1000.0, 20.0, balking={"share": "10 %"})
    words = {"contacts": {"calls": calls}, "groups": {"all": {"schedule": SHIFTS, "skills": {"calls": {}}}}}
    tables = {PROFILE: table(rates, HOUR), SHIFTS: table(i["agents"], HOUR, until_s=DAY)}
    return Setup(words, per_day(rates, HOUR), by_days=True, interval_s=HOUR, tables=tables)


def telethon(case: Case) -> Setup:
    """Four hours a day, 24 lines; whoever has waited two minutes leaves a message."""
    i = case["inputs"]
    hours, rate = "06:00-10:00", i["calls_per_hour"]
    volume = {"per_hour": rate, "hours": hours}
    longest = int(2.0 * MINUTE)
    knots = [(-math.expm1(-second / longest), second) for second in range(longest + 1)]
    patience = {"law": "quantiles", "knots": [*knots, (1.0, longest)]}
    limit = i["sl_threshold_s"]
    calls = contact(volume, 10.0 * MINUTE, patience, limit, opening=hours, at_close="leave")
    words = one_line(i["agents"], calls) | {"channels": {"call": {"lines": i["lines"]}}}
    return Setup(words, rate * 4.0 / 24.0, by_days=True, digest=digest_of_messages)


def multi_skill_day(case: Case) -> Setup:
    """Three types whose days are equally busy; how long they talk and wait depends on the period in which they came."""
    i = case["inputs"]
    width = i["period_minutes"] * MINUTE
    clocks = [f"{round(n * width / HOUR):02d}:00-{round((n + 1) * width / HOUR):02d}:00" for n in range(3)]
    talks = [MINUTE / rate for rate in i["service_rate_per_minute_by_period_of_arrival"]]
    patiences = [MINUTE / rate for rate in i["patience_rate_per_minute_by_period_of_arrival"]]
    hourly = {
        "handling": {clock: per_cent(talk / talks[0]) for clock, talk in zip(clocks, talks, strict=True)},
        "patience": {clock: per_cent(mean / patiences[0]) for clock, mean in zip(clocks, patiences, strict=True)},
    }
    contacts, tables, total = {}, {}, 0.0
    for kind, by_period in enumerate(i["calls_per_minute_by_type_and_period"]):
        rates = [60.0 * rate for rate in by_period]
        tables[f"profile{kind}.csv"] = table(rates, width)
        volume = by_intervals(rates, width) | {
            "profile": f"profile{kind}.csv", "day_factor_cv": per_cent(28.7**-0.5)
        }  # fmt: skip
        contacts[f"type{kind}"] = contact(volume, talks[0], patiences[0], i["sl_threshold_s"], by_hour=hourly)
        total += sum(rates)
    groups = {f"group{g}": {"schedule": f"heads{g}.csv", "skills": skills_of_day(contacts, i, g)} for g in (0, 1)}
    tables |= {f"heads{g}.csv": table(by, width, until_s=DAY) for g, by in enumerate(i["agents_by_group_and_period"])}
    names = list(contacts)
    alike = {one: dict.fromkeys(names[at + 1 :], "100 %") for at, one in enumerate(names[:-1])}
    words = {"contacts": contacts, "groups": groups, "busyness": {"correlation": alike}}
    return Setup(
        words, total * width / HOUR / 24.0, by_days=True, interval_s=width, tables=tables, digest=digest_of_ends,
    )  # fmt: skip


def bilingual(case: Case) -> Setup:
    """Nine hours a day, twice as many calls in the first; whoever hangs up may call again as they were."""
    i = case["inputs"]
    profile = [0.0] * 8 + [100.0] + [50.0] * 8
    again = {"share": "75 %", "after": "20 min", "as_before": True}
    contacts = {
        name: contact(
            by_intervals(profile, HOUR), {"law": "uniform", "low": low * MINUTE, "high": high * MINUTE}, 2.0 * MINUTE,
            i["sl_threshold_s"], opening="08:00-17:00", at_close="leave", returns={"abandoned": again},
        )
        for name, low, high in (("English", 3.0, 7.0), ("Spanish", 4.0, 6.0))
    }  # fmt: skip
    skills = {"English_only": ["English"], "Spanish_only": ["Spanish"], "bilingual": ["English", "Spanish"]}
    groups = {
        name: {"agents": i["agents"][name], "skills": {one: {} for one in known}} for name, known in skills.items()
    }
    words = {
        "contacts": contacts, "groups": groups, "channels": {"call": {"lines": i["lines"]}},
        "routing": {"agent": "random", "specialists_first": False},
    }  # fmt: skip
    return Setup(words, 1020.0 / 24.0, by_days=True, tables={PROFILE: table(profile, HOUR)}, digest=digest_of_requests)


def skills_of_day(contacts: Words, i: Any, group: int) -> Words:
    """Each type asks its groups in order; a group takes whoever has waited longest."""
    skills = {}
    for name in contacts:
        route = i["route_in_order_by_type"][int(name.removeprefix("type"))]
        if group in route:
            skills[name] = {"contact_rank": 1, "agent_rank": 1 + route.index(group)}
    return skills


# ---- what is read from the log ---------------------------------------------------------------


def digest_of_waits(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
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


def digest_of_messages(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
    """Who has waited for the whole two minutes."""
    gone = log["waited"][log["outcome"] == arrays.ABANDONED]
    return {"messages": float((gone >= 2.0 * MINUTE - 1e-6).sum())}


def digest_of_requests(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
    """By type, those answered whose waits of all attempts together stay below the limit."""
    found = {}
    together = np.bincount(log["request"], np.nan_to_num(log["waited"]), minlength=len(log))
    for kind, row in enumerate(planned.plan.type):
        mine = (log["type"] == kind) & (log["outcome"] == arrays.ANSWERED)
        found[f"in_time{kind}"] = float((together[log["request"][mine]] <= row["target_s"]).sum())
    return found


def digest_of_ends(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
    """Seconds of the days until everybody is gone."""
    last = np.zeros(round(planned.plan.horizon / DAY))
    np.maximum.at(last, (log["arrived"] // DAY).astype(int), log["ended"] % DAY)
    return {"until_all_gone_s": float(last.sum())}


# ---- what is read off ------------------------------------------------------------------------


def of_mmc(case: Case, runs: Runs) -> Figures:
    """Sums of a day, and the busy time before closing."""
    i, usual = case["inputs"], figures.of_contacts(runs)
    day_s = i["day_minutes"] * MINUTE
    engaged = runs.people(arrays.ENGAGED, bins=bins_of(runs, 0.0, day_s))
    return {
        "blocked": runs.flow("blocked") / runs.days,
        "sl_with_blocked_in_denominator": runs.flow("in_time") / runs.flow("attempts"),
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


def of_one_skill_day(case: Case, runs: Runs) -> Figures:
    """Sums of a day, divided by the number expected."""
    expected = case["inputs"]["expected_calls_per_day"] * runs.days
    return {
        "arrivals_per_day": runs.flow("attempts") / runs.days,
        "mean_total_wait_over_expected_calls_s": (runs.flow("wait_answered") + runs.flow("wait_abandoned")) / expected,
        "waits_below_20s_over_expected_calls": (runs.flow("in_time") + runs.flow("quick")) / expected,
        "abandoned_over_expected_calls": runs.flow("abandoned") / expected,
    }


def of_telethon(case: Case, runs: Runs) -> Figures:
    """Sums of five days."""
    i, weeks = case["inputs"], runs.days / case["inputs"]["days"]
    agent_s = runs.days * i["agents"] * 4.0 * HOUR
    in_hours = runs.people(arrays.ENGAGED, bins=bins_of(runs, 6.0 * HOUR, 10.0 * HOUR))
    messages = runs.log("messages")
    return {
        "arrivals": runs.flow("attempts") / weeks,
        "served": runs.flow("answered") / weeks,
        "blocked": runs.flow("blocked") / weeks,
        "abandoned": (runs.flow("abandoned") - messages) / weeks,
        "messages": messages / weeks,
        "disconnected": runs.flow("left") / weeks,
        "answered_within_T": runs.flow("in_time") / weeks,
        "speed_of_answer_min": runs.flow("wait_answered") / runs.flow("answered") / MINUTE,
        "sl_percent_of_expected_calls": runs.flow("in_time") / weeks / 1000.0 * 100.0,
        "occupancy_percent_incl_overtime": runs.people(arrays.ENGAGED) / agent_s * 100.0,
        "occupancy_percent_in_hours": in_hours / agent_s * 100.0,
    }


def of_multi_skill_day(case: Case, runs: Runs) -> Figures:
    """Sums of a day, by type and period; the staffed time ends when everybody is gone."""
    i = case["inputs"]
    width = i["period_minutes"] * MINUTE
    early, middle, late = i["agents_by_group_and_period"][0]
    staffed = runs.log("until_all_gone_s") * late + runs.days * width * (early + middle - 2 * late)
    counted = runs.flow("answered") + runs.flow("abandoned") - runs.flow("quick")
    found: Figures = {
        "answered": runs.flow("answered") / runs.days,
        "abandoned": runs.flow("abandoned") / runs.days,
        "service_level": runs.flow("in_time") / counted,
        "occupancy_group0": runs.people(arrays.ENGAGED, [0]) / (staffed + runs.people(arrays.OVERTIME, [0])),
    }
    for kind in range(i["types"]):
        for period in range(3):
            queues = queues_of(runs.planned, [f"type{kind}"])
            bins = bins_of(runs, period * width, (period + 1) * width)
            place = f"answered_within_T_by_type_and_period[{kind}][{period}]"
            found[place] = runs.flow("in_time", queues, bins) / runs.days
    return found


def of_bilingual(case: Case, runs: Runs) -> Figures:
    """Sums of five days; busy time, also after five, over the scheduled."""
    i, weeks = case["inputs"], runs.days / case["inputs"]["days"]
    found: Figures = {}
    for kind, name in enumerate(runs.planned.types):
        queues = queues_of(runs.planned, [name])
        found |= {
            f"attempts[{kind}]": runs.flow("attempts", queues) / weeks,
            f"redials[{kind}]": runs.flow("retried", queues) / weeks,
            f"served[{kind}]": runs.flow("answered", queues) / weeks,
            f"abandoned[{kind}]": runs.flow("abandoned", queues) / weeks,
            f"answered_within_T[{kind}]": runs.log(f"in_time{kind}") / weeks,
        }
    scheduled = 9.0 * HOUR * runs.days
    for group, name in enumerate(runs.planned.groups):
        busy = runs.people(arrays.ENGAGED, [group])
        found[f"occupancy_percent.{name}"] = busy / (scheduled * i["agents"][name]) * 100.0
    found["occupancy_percent.all"] = runs.people(arrays.ENGAGED) / (scheduled * sum(i["agents"].values())) * 100.0
    return found


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


# ---- what it should be -----------------------------------------------------------------------


def mmc_of_few_lines(case: Case) -> dict[str, float]:
    """M/M/n/n+K over a day from empty; the hours of each number present, by the exponential of the generator.

    An arrival finds the law of its instant, and afterwards only those ahead of it matter.
    """
    i = case["inputs"]
    agents, places, day_s = i["agents"], i["queue_places"], i["day_minutes"] * MINUTE
    rate, aht = i["calls_per_minute"] / MINUTE, 2.0 * MINUTE
    hours = chains.time_in_states(np.full(agents + places, rate), np.minimum(np.arange(1, 18), agents) / aht, day_s)
    free, behind, full = hours[:agents].sum(), hours[agents:-1], hours[-1]
    fate = chains.fate_in_line(behind, agents / aht, 0.0, i["sl_threshold_s"])
    in_time, offered = rate * (free + fate.in_time), rate * day_s
    answered = offered - rate * full
    return {
        "blocked": float(rate * full),
        "answered_within_threshold": float(in_time),
        "sl_answered": float(in_time / answered),
        "speed_of_answer_min": float(rate * fate.wait_of_answered / answered / MINUTE),
        "occupancy_within_day": float(hours @ np.minimum(np.arange(len(hours)), agents) / agents / day_s),
        "sl_with_blocked_in_denominator": float(in_time / offered),
    }


FAMILIES = {
    "cc_mmc": Family(mmc, of_mmc),
    "cc_mmc_abandon": Family(mmc, of_mmc),
    "cc_mmc_clear": Family(mmc, of_mmc),
    "cc_mmc_blocked": Family(mmc, of_mmc, mmc_of_few_lines),
    "cc_callcc": Family(one_skill_day, of_one_skill_day),
    "cc_telethon": Family(telethon, of_telethon),
    "cc_bilingual": Family(bilingual, of_bilingual),
    "cc_simplemsk": Family(multi_skill_day, of_multi_skill_day),
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
    for place, one in figures_of(case["expected"]):
        if "ci" in one:
            low, high = one["ci"]
            error = (high - low) / 2.0 / QUANTILES[one["ci_level"]]
            found[place] = Printed(one["mean"], error, rounding)
    return found


def figures_of(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every printed figure by its place, however deep: "answered", "by_hour[3]", "by_type_and_period[0][2]"."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from figures_of(one, f"{place}[{number}]")
    elif isinstance(value, dict) and "mean" in value:
        yield place, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from figures_of(one, f"{place}.{name}" if place else name)


QUANTILES = {0.9: 1.645, 0.95: 1.96}


def computed(case: Case) -> dict[str, float]:
    """The exact values stored beside the printed ones, by the places of the printed ones."""
    beside = case["cross_check"] or {}
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
