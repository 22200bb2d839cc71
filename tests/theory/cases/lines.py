"""One line before one group: Erlang B, C and A, other laws, coming back, after-call work, chats."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.model import arrays
from sim.plan.build import PlannedDesign
from tests.theory.cases import figures
from tests.theory.cases.figures import Case, Family, Figures, warm_up, warm_up_of_patient
from tests.theory.cases.floors import (
    DAY,
    HOUR,
    Runs,
    Setup,
    Words,
    contact,
    law,
    one_line,
    per_cent,
    queues_of,
)

# ---- how a case is written -------------------------------------------------------------------


def erlang_b(case: Case) -> Setup:
    """Loss: whoever cannot be answered at once is gone."""
    i = case["inputs"]
    calls = contact(i["calls_per_hour"], i["aht_s"], {"law": "zero"})
    return Setup(one_line(i["agents_or_lines"], calls), i["calls_per_hour"], warm_up(i["aht_s"]))


def erlang_c(case: Case) -> Setup:
    """Everybody waits for ever."""
    i = case["inputs"]
    calls = contact(i["calls_per_hour"], i["aht_s"], None, i["sl_threshold_s"])
    long = warm_up_of_patient(i["agents"], i["calls_per_hour"], i["aht_s"])
    return Setup(one_line(i["agents"], calls), i["calls_per_hour"], long)


def erlang_a(case: Case) -> Setup:
    """Exponential patience."""
    i = case["inputs"]
    calls = contact(i["calls_per_hour"], i["aht_s"], i["patience_mean_s"], i["sl_threshold_s"])
    long = warm_up(i["aht_s"], i["patience_mean_s"])
    return Setup(one_line(i["agents"], calls), i["calls_per_hour"], long)


def any_patience(case: Case) -> Setup:
    """Patience of any law."""
    i = case["inputs"]
    patience = i["patience"]
    if patience["law"] == "mixture":
        return balking(case)
    calls = contact(i["calls_per_hour"], i["aht_s"], patience, i["sl_threshold_s"])
    mean = patience.get("mean", patience.get("value"))
    return Setup(one_line(i["agents"], calls), i["calls_per_hour"], warm_up(i["aht_s"], mean))


def balking(case: Case) -> Setup:
    """A share that will not wait, as a type of its own in the same line: a Poisson flow may be split."""
    i = case["inputs"]
    share, mean = i["patience"]["weights"][0], i["patience"]["parts"][1]["mean"]
    rate, target = i["calls_per_hour"], i["sl_threshold_s"]
    contacts = {
        "hasty": contact(share * rate, i["aht_s"], {"law": "zero"}, target),
        "calls": contact((1.0 - share) * rate, i["aht_s"], mean, target),
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": pooled(contacts)}}}
    return Setup(words, rate, warm_up(i["aht_s"], mean))


def pooled(names: Iterable[str]) -> Words:
    """Skills of a group that takes whoever has waited longest, of any type."""
    return {name: {"contact_rank": 1} for name in names}


def two_types(case: Case) -> Setup:
    """Two kinds of patience in one line."""
    i = case["inputs"]
    flows = zip(i["calls_per_hour_by_type"], i["patience_by_type"], strict=True)
    contacts = {
        f"type{number}": contact(rate, i["aht_s"], patience, i["sl_threshold_s"])
        for number, (rate, patience) in enumerate(flows, 1)
    }
    words = {"contacts": contacts, "groups": {"all": {"agents": i["agents"], "skills": pooled(contacts)}}}
    long = warm_up(i["aht_s"], *(patience["mean"] for patience in i["patience_by_type"]))
    return Setup(words, sum(i["calls_per_hour_by_type"]), long)


def mg1(case: Case) -> Setup:
    """One agent, handling of any law, patient callers."""
    i = case["inputs"]
    service = i["service"]
    calls = contact(i["calls_per_hour"], service, None, i["sl_threshold_s"])
    long = warm_up_of_patient(1, i["calls_per_hour"], service.get("mean", service.get("value")))
    return Setup(one_line(1, calls), i["calls_per_hour"], long)


def even_arrivals(case: Case) -> Setup:
    """Evenly spaced arrivals; the spacing divides a day, so that no midnight shows."""
    i = case["inputs"]
    spacing = HOUR / i["calls_per_hour"]
    assert DAY % spacing == 0.0
    calls = contact({"every": f"{spacing:g} s"}, i["aht_s"], None, i["sl_threshold_s"])
    long = warm_up_of_patient(i["agents"], i["calls_per_hour"], i["aht_s"])
    return Setup(one_line(i["agents"], calls), i["calls_per_hour"], long)


def wrap_up(case: Case) -> Setup:
    """After-call work holds the agent, not the customer, and no line."""
    i = case["inputs"]
    calls = contact(i["calls_per_hour"], i["talk_mean_s"], i["patience_mean_s"], i["sl_threshold_s"])
    calls["handling"]["wrap_up"] = law(i["wrap_mean_s"])
    long = warm_up(i["talk_mean_s"] + i["wrap_mean_s"], i["patience_mean_s"])
    words = one_line(i["agents"], calls)
    if i.get("lines"):
        words["channels"] = {"call": {"lines": i["lines"]}}
    return Setup(words, i["calls_per_hour"], long)


def retrial(case: Case) -> Setup:
    """Whoever gives up may redial, and whoever hears a busy signal."""
    i = case["inputs"]
    pause = law(i["redial_pause_mean_s"])
    returns = {"abandoned": {"share": per_cent(i["redial_probability_after_abandon"]), "after": pause}}
    patience, target = i["patience_mean_s"], i["sl_threshold_s"]
    calls = contact(i["fresh_calls_per_hour"], i["aht_s"], patience, target, returns=returns)
    if i.get("queue_places") is not None:
        returns["busy"] = {"share": per_cent(i["redial_probability_after_block"]), "after": pause}
        calls["places"] = i["queue_places"]
    load, attempts = case["expected"]["occupancy"], case["expected"]["attempts_per_hour"]
    long = warm_up(i["aht_s"], patience, i["redial_pause_mean_s"]) + 0.25 * warm_up(i["aht_s"]) / (1.0 - load) ** 2
    return Setup(one_line(i["agents"], calls), attempts, long, digest=digest_of_attempts)


def feedback(case: Case) -> Setup:
    """An answer that does not resolve brings the customer back, at once or after a pause."""
    i = case["inputs"]
    pause = i["repeat_pause_mean_s"]
    back = {"share": "100 %", "after": "0 s" if pause is None else law(pause)}
    calls = contact(i["fresh_calls_per_hour"], i["aht_s"], None, i["sl_threshold_s"], returns={"unresolved": back})
    words = one_line(i["agents"], calls)
    words["groups"]["all"]["skills"]["calls"] = {"resolves": per_cent(1.0 - i["repeat_probability"])}
    contacts = i["fresh_calls_per_hour"] / (1.0 - i["repeat_probability"])
    long = warm_up_of_patient(i["agents"], contacts, i["aht_s"]) + warm_up(pause or 0.0)
    return Setup(words, contacts, long)


def chats(case: Case) -> Setup:
    """Several chats at a time; among agents of equal load any one takes the next."""
    i = case["inputs"]
    norm, *_ = durations = i["mean_duration_s_by_load"]
    fixed = case["family"] == "chat_rate_fixed_at_start"
    calls = contact(i["chats_per_hour"], norm, i["patience_mean_s"], i["sl_threshold_s"], channel="chat")
    words = one_line(i["agents"], calls) | {"routing": {"agent": "random"}}
    words["groups"]["all"]["chats"] = {
        "at_once": i["max_concurrent"],
        "slower": [per_cent(duration / norm - 1.0) for duration in durations],
        "pace": "fixed_at_start" if fixed else "shared",
    }
    long = warm_up(*durations, i["patience_mean_s"])
    return Setup(words, i["chats_per_hour"], long, digest=digest_of_loads)


# ---- what is read from the log ---------------------------------------------------------------


def digest_of_attempts(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
    """First attempts by their fate, and the seconds between giving up and redialling."""
    begin = planned.plan.warm_up
    settled = (log["arrived"] >= begin) & (log["outcome"] != arrays.OPEN)
    first = log[settled & (log["attempt"] == 1)]
    busy = first["outcome"] == arrays.BLOCKED
    answered = first[first["outcome"] == arrays.ANSWERED]
    again = log[log["attempt"] > 1]
    gave_up = np.where(np.isnan(log["ended"]), log["arrived"], log["ended"])[again["parent"]]
    return {
        "first": len(first),
        "first_busy": np.count_nonzero(busy),
        "first_delayed": np.count_nonzero(busy | (first["waited"] > 0.0)),
        "first_answered": len(answered),
        "first_in_time": np.count_nonzero(answered["waited"] <= planned.plan.type[0]["target_s"]),
        "first_wait": answered["waited"].sum(),
        "away_s": (np.maximum(again["arrived"], begin) - np.maximum(gave_up, begin)).sum(),
    }


def digest_of_loads(planned: PlannedDesign, log: np.ndarray) -> dict[str, float]:
    """Seconds that agents held j chats, j = 1, 2, ..., from the begin and end of every chat."""
    plan = planned.plan
    talked = log[log["outcome"] == arrays.ANSWERED]
    ended = np.where(np.isnan(talked["ended"]), plan.horizon, talked["ended"])
    times = np.concatenate([talked["answered"], ended])
    agents = np.concatenate([talked["agent"], talked["agent"]])
    steps = np.repeat([1, -1], len(talked))
    order = np.lexsort((times, agents))
    load = np.cumsum(steps[order])[:-1]
    clock = np.maximum(times[order], plan.warm_up)
    lasted = np.where(np.diff(agents[order]) == 0, np.diff(clock), 0.0)
    at_once = int(plan.group[0]["at_once"])
    held = np.bincount(load, weights=lasted, minlength=at_once + 1)[: at_once + 1]
    loads = {f"load{j}": float(seconds) for j, seconds in enumerate(held) if j > 0}
    return loads | {"chat_s": float(held @ np.arange(len(held)))}


# ---- what is read off ------------------------------------------------------------------------


def of_loss(case: Case, runs: Runs) -> Figures:
    """Blocked are those who left without having waited."""
    return {"p_block": figures.of_contacts(runs)["p_abandon"], "occupancy": runs.occupancy()}


def of_two_types(case: Case, runs: Runs) -> Figures:
    """All together, and each type."""
    found = figures.of_one_line(case, runs)
    for name in runs.planned.types:
        queues = queues_of(runs.planned, [name])
        found |= figures.under(f"by_class.{name}", figures.of_contacts(runs, queues))
    return found


def of_wrap_up(case: Case, runs: Runs) -> Figures:
    """Talking time / time on the floor: the share of talk in the handling, of the engaged time."""
    talk, found = runs.flow("talk"), figures.of_one_line(case, runs)
    if case["inputs"].get("lines"):
        found |= figures.of_arrivals(runs) | {"p_wait": runs.flow("delayed") / runs.flow("attempts")}
    return found | {"talking": found["occupancy"] * talk / (talk + runs.flow("wrap_up"))}


def of_retrial(case: Case, runs: Runs) -> Figures:
    """Every attempt is a contact; the orbit is who has given up and will redial."""
    attempt = figures.of_arrivals(runs) | {"occupancy": runs.occupancy()}
    found = {
        "retries_per_fresh": runs.flow("retried") / runs.flow("requests"),
        "orbit_mean": runs.log("away_s") / runs.counted_s,
        "fresh_served": runs.flow("answered") / runs.flow("requests"),
        "occupancy": attempt["occupancy"],
        "lq": attempt["lq"],
        "mean_wait_per_attempt": attempt["mean_wait_all"],
        "p_abandon_per_attempt": attempt["p_abandon"],
        "attempts_per_hour": runs.flow("attempts") / (runs.counted_s / HOUR),
    }
    first = {
        "p_wait": runs.log("first_delayed") / runs.log("first"),
        "p_block": runs.log("first_busy") / runs.log("first"),
        "p_served": runs.log("first_answered") / runs.log("first"),
        "sl_offered": runs.log("first_in_time") / runs.log("first"),
        "asa": runs.log("first_wait") / runs.log("first_answered"),
    }
    return found | figures.under("per_attempt", attempt) | figures.under("first_attempt", first)


def of_feedback(case: Case, runs: Runs) -> Figures:
    """Every return is a contact; contacts for each fresh customer beside the usual figures."""
    found = figures.of_one_line(case, runs)
    found["contacts_per_hour"] = runs.flow("attempts") / (runs.counted_s / HOUR)
    return found | {"contacts_per_customer": runs.flow("attempts") / runs.flow("requests")}


def of_chats(case: Case, runs: Runs) -> Figures:
    """Durations and loads beside the usual figures."""
    floor, active = figures.on_the_floor(runs), runs.people(arrays.ENGAGED)
    found: Figures = {
        "mean_chat_duration": runs.flow("talk") / runs.flow("finished"),
        "mean_chats_in_service": runs.log("chat_s") / runs.counted_s,
        "agent_active": active / floor,
        "mean_load_when_active": runs.log("chat_s") / active,
        "dist_agent_load[0]": runs.people(arrays.IDLE) / floor,
    }
    for load in range(1, case["inputs"]["max_concurrent"] + 1):
        found[f"dist_agent_load[{load}]"] = runs.log(f"load{load}") / floor
    return figures.of_one_line(case, runs) | found


FAMILIES = {
    "erlang_b": Family(erlang_b, of_loss),
    "erlang_c": Family(erlang_c, figures.of_one_line),
    "erlang_a": Family(erlang_a, figures.of_one_line),
    "mmn_g_patience": Family(any_patience, figures.of_one_line),
    "fifo_pooled_types": Family(two_types, of_two_types),
    "mg1": Family(mg1, figures.of_one_line),
    "gi_m_n": Family(even_arrivals, figures.of_one_line),
    "after_call_work": Family(wrap_up, of_wrap_up),
    "retrial": Family(retrial, of_retrial),
    "feedback_fcr": Family(feedback, of_feedback),
    "chat_speed_changes": Family(chats, of_chats),
    "chat_rate_fixed_at_start": Family(chats, of_chats),
}
