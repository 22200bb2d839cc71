"""Customers who come back: by number of attempts, by who answered them, past a bot, while nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.theory.cases import chains, figures, lines
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up, warm_up_of_patient
from tests.theory.cases.floors import (
    HOUR,
    Runs,
    Setup,
    Words,
    contact,
    from_elsewhere,
    law,
    one_line,
    per_cent,
    queues_of,
)
from tests.theory.cases.skills import SITES

State = tuple[Any, ...]

# ---- how a case is written -------------------------------------------------------------------


def redials(case: Case) -> Setup:
    """A share that changes after the first attempt, perhaps a last attempt; with patience or with a busy signal."""
    i = case["inputs"]
    back: Words = {
        "share": per_cent(i["redial_first"]),
        "later": per_cent(i["redial_later"]),
        "after": law(i["redial_pause_mean_s"]),
    }
    returns: Words = {"busy" if i["how"] == "busy" else "abandoned": back}  # busy signals: as after abandonment
    if "most_attempts" in i:
        returns["most_attempts"] = i["most_attempts"]
    patience = {"gives up": i.get("patience_mean_s"), "will not wait": {"law": "zero"}, "busy": None}[i["how"]]
    calls = contact(i["fresh_calls_per_hour"], i["aht_s"], patience, 20.0, returns=returns)
    if "places" in i:
        calls["places"] = i["places"]
    attempts = i["fresh_calls_per_hour"] * 2.0
    long = 3.0 * warm_up(i["aht_s"], i["redial_pause_mean_s"])
    return Setup(one_line(i["agents"], calls), attempts, long, digest=lines.digest_of_attempts)


def two_qualities(case: Case) -> Setup:
    """A share goes to a partner who resolves less; each site has a line of its own."""
    i = case["inputs"]
    back = {"share": per_cent(i["repeats_by_default"]), "after": law(i["repeat_pause_mean_s"])}
    calls = contact(i["fresh_calls_per_hour"], i["aht_s"], None, i["sl_threshold_s"], returns={"unresolved": back})
    groups: Words = {}
    for site, agents, resolves, repeats in zip(SITES, i["agents"], i["resolves"], i["repeats"], strict=True):
        skill = {"resolves": per_cent(resolves)} | ({} if repeats is None else {"repeats": per_cent(repeats)})
        groups[f"at_{site}"] = {"site": site, "agents": agents, "skills": {"calls": skill}}
    sites = {SITES[1]: {"share": {"calls": per_cent(i["shares"][1])}}}
    rates = [rate * HOUR for rate in rates_of_sites(i)]
    longest = max(warm_up_of_patient(n, rate, i["aht_s"]) for n, rate in zip(i["agents"], rates, strict=True))
    words = {"contacts": {"calls": calls}, "groups": groups, "sites": sites}
    return Setup(words, sum(rates), longest + warm_up(i["repeat_pause_mean_s"]))


def self_service(case: Case) -> Setup:
    """A voicebot that contains a share, some of it wrongly."""
    i = case["inputs"]
    bot = {
        "kind": "voicebot",
        "contains": per_cent(i["contains"]),
        "takes": law(i["takes_mean_s"]),
        "wrongly": {"share": per_cent(i["wrongly"]), "after": law(i["pause_mean_s"])},
        "harder": per_cent(i["harder"]),
    }
    calls = contact(i["calls_per_hour"], i["aht_s"], i["patience_mean_s"], i["sl_threshold_s"], self_service=bot)
    long = 3.0 * warm_up(i["aht_s"], i["patience_mean_s"], i["pause_mean_s"])
    return Setup(one_line(i["agents"], calls), i["calls_per_hour"], long)


def chased(case: Case) -> Setup:
    """E-mails left unanswered too long make their senders call."""
    i = case["inputs"]
    asks = {
        "after": law(i["chase_after_mean_s"]),
        "share": per_cent(i["chase_share"]),
        "becomes": "calls",
        "withdraws": i["withdraws"],
    }
    contacts = {
        "mails": contact(i["mails_per_hour"], i["aht_s"], None, 60.0, channel="email", chase=asks),
        "calls": from_elsewhere(i["aht_s"]),
    }
    groups = {
        "writers": {"agents": i["agents"], "skills": {"mails": {}}},
        "talkers": {"agents": 3 * i["agents"], "skills": {"calls": {}}},
    }
    load = i["mails_per_hour"] / HOUR * i["aht_s"] / i["agents"]
    long = warm_up(i["aht_s"], i["chase_after_mean_s"]) / (1.0 - min(load, 0.75)) ** 2
    return Setup({"contacts": contacts, "groups": groups}, 1.5 * i["mails_per_hour"], long)


def elsewhere(case: Case) -> Setup:
    """Some who give up calling write instead."""
    i = case["inputs"]
    back = {"share": per_cent(i["share"]), "after": law(i["after_mean_s"]), "becomes": {"mails": "100 %"}}
    contacts = {
        "calls": contact(i["calls_per_hour"], i["aht_s"], i["patience_mean_s"], 20.0, returns={"abandoned": back}),
        "mails": from_elsewhere(i["aht_s"], channel="email"),
    }
    groups = {
        "talkers": {"agents": i["agents"], "skills": {"calls": {}}},
        "writers": {"agents": i["agents"], "skills": {"mails": {}}},
    }
    long = warm_up(i["aht_s"], i["patience_mean_s"], i["after_mean_s"])
    return Setup({"contacts": contacts, "groups": groups}, 1.2 * i["calls_per_hour"], long)


# ---- what is read off ------------------------------------------------------------------------


def of_redials(case: Case, runs: Runs) -> Figures:
    """As for other redials; who will not wait and who hears a busy signal are both lost."""
    found = lines.of_retrial(case, runs)
    found["first_attempt.p_served"] = runs.log("first_answered") / runs.log("first")
    found["p_served"] = runs.flow("answered") / (runs.flow("attempts") - runs.flow("waiting_end"))
    return found


def of_two_qualities(case: Case, runs: Runs) -> Figures:
    """Requests by their number of contacts and their end; each site by its own line.

    Resolved are counted per conversation that is over: at the horizon some are not.
    """
    contacts = runs.flow("attempts") / runs.flow("requests")
    found: Figures = {
        "contacts_per_request": contacts,
        "p_repeat": runs.flow("repeated") / runs.flow("attempts"),
        "p_resolved": runs.flow("resolved") / runs.flow("finished") * contacts,
        "p_first_resolved": runs.flow("first_resolved") / runs.flow("firsts"),
    }
    for number, site in enumerate(SITES):
        queues = queues_of(runs.planned, ["calls"], site)
        at_site = figures.of_contacts(runs, queues) | {"occupancy": runs.occupancy([number])}
        found |= figures.under(f"by_site[{number}]", at_site)
    return found


def of_self_service(case: Case, runs: Runs) -> Figures:
    """Of those who ask for people, whatever else is counted as offered."""
    total = runs.flow
    asked = total("answered") + total("abandoned")
    return {
        "asked_per_hour": (asked + total("waiting_end")) / (runs.counted_s / HOUR),
        "attempts_per_request": total("attempts") / total("requests"),
        "p_wait": total("delayed") / (asked + total("waiting_end")),
        "p_abandon": total("abandoned") / asked,
        "mean_wait_all": (total("wait_answered") + total("wait_abandoned")) / asked,
        "asa": total("wait_answered") / total("answered"),
        "talk_mean": total("talk") / total("finished"),
        "occupancy": runs.occupancy(),
    }


def of_elsewhere(case: Case, runs: Runs) -> Figures:
    """The callers, and e-mails for each call."""
    calls, mails = (queues_of(runs.planned, [name]) for name in ("calls", "mails"))
    usual = figures.of_contacts(runs, calls)
    return {
        "mails_per_call": runs.flow("attempts", mails) / runs.flow("attempts", calls),
        "p_abandon": usual["p_abandon"],
        "mean_wait_all": usual["mean_wait_all"],
        "occupancy": runs.occupancy([0]),
    }


def of_chased(case: Case, runs: Runs) -> Figures:
    """Calls for each e-mail, and the work of the writers."""
    mails, calls = (queues_of(runs.planned, [name]) for name in ("mails", "calls"))
    return {
        "calls_per_mail": runs.flow("attempts", calls) / runs.flow("attempts", mails),
        "p_wait": runs.flow("delayed", mails) / runs.flow("attempts", mails),
        "occupancy": runs.occupancy([0]),
        "asa": runs.flow("wait_answered", mails) / runs.flow("answered", mails),
    }


# ---- what it should be: redials --------------------------------------------------------------


def by_attempt(case: Case) -> dict[str, float]:
    """The chain of (busy agents, attempts in line one by one, customers who will redial).

    Who stands where matters, for who gives up is the first attempt (False) or a later one (True). All redials are
    later attempts.
    """
    i = case["inputs"]
    fresh, quits = i["fresh_calls_per_hour"] / HOUR, 1.0 / i["patience_mean_s"]
    chain = chains.solved((0, (), 0), lambda state: moves_by_attempt(i, state))
    away = chain.mean(lambda state: state[2])
    attempts = fresh + away / i["redial_pause_mean_s"]
    gave_up = [chain.mean(lambda state, later=later: state[1].count(later)) * quits for later in (False, True)]
    busy, full = chain.mean(lambda state: state[0]), chain.chance(lambda state: len(state[1]) == i["room"])
    return {
        "orbit_mean": away,
        "retries_per_fresh": (attempts - fresh) / fresh,
        "attempts_per_hour": attempts * HOUR,
        "occupancy": busy / i["agents"],
        "fresh_served": busy / i["aht_s"] / fresh,
        "p_served": busy / i["aht_s"] / attempts,
        "lq": chain.mean(lambda state: len(state[1])),
        "p_abandon_per_attempt": sum(gave_up) / attempts,
        "first_attempt.p_served": 1.0 - gave_up[0] / fresh - (full if "places" in i else 0.0),
        "first_attempt.p_wait": chain.chance(lambda state: state[0] == i["agents"]),
    }


def moves_by_attempt(i: Any, state: State) -> Iterator[tuple[float, State]]:
    """Coming, redialling, giving up, being served."""
    busy, line, away = state
    fresh, quits, redial = i["fresh_calls_per_hour"] / HOUR, 1.0 / i["patience_mean_s"], 1.0 / i["redial_pause_mean_s"]
    for rate, later, left in ((fresh, False, away), (away * redial, True, away - 1)):
        if busy < i["agents"]:
            yield rate, (busy + 1, line, left)
        elif len(line) < i["room"]:
            yield rate, (busy, (*line, later), left)
        elif "places" in i:
            again = i["redial_later"] if later else i["redial_first"]
            yield rate * again, (busy, line, min(left + 1, i["orbit"]))
            yield rate * (1.0 - again), (busy, line, left)
    for place, later in enumerate(line):
        shorter = line[:place] + line[place + 1 :]
        again = i["redial_later"] if later else i["redial_first"]
        if away < i["orbit"]:
            yield quits * again, (busy, shorter, away + 1)
        yield quits * (1.0 - again), (busy, shorter, away)
    yield busy / i["aht_s"], (busy, line[1:], away) if line else (max(busy - 1, 0), (), away)


def up_to_three(case: Case) -> dict[str, float]:
    """Nobody waits: the chain of (busy agents, customers away after one attempt, after two); a third is the last."""
    i = case["inputs"]
    assert i["most_attempts"] == 3
    fresh, redial, agents = i["fresh_calls_per_hour"] / HOUR, 1.0 / i["redial_pause_mean_s"], i["agents"]

    def moves(state: State) -> Iterator[tuple[float, State]]:
        busy, once, twice = state
        yield busy / i["aht_s"], (max(busy - 1, 0), once, twice)
        if busy < agents:
            yield fresh, (busy + 1, once, twice)
            yield once * redial, (busy + 1, once - 1, twice)
            yield twice * redial, (busy + 1, once, twice - 1)
            return
        if once < i["orbit"]:
            yield fresh * i["redial_first"], (busy, once + 1, twice)
        again = i["redial_later"] if twice < i["orbit"] else 0.0
        yield once * redial * again, (busy, once - 1, twice + 1)
        yield once * redial * (1.0 - again), (busy, once - 1, twice)
        yield twice * redial, (busy, once, twice - 1)

    chain = chains.solved((0, 0, 0), moves)
    away, busy = chain.mean(lambda state: state[1] + state[2]), chain.mean(lambda state: state[0])
    attempts = fresh + away * redial
    return {
        "orbit_mean": away,
        "retries_per_fresh": (attempts - fresh) / fresh,
        "attempts_per_hour": attempts * HOUR,
        "occupancy": busy / agents,
        "fresh_served": busy / i["aht_s"] / fresh,
        "p_served": busy / i["aht_s"] / attempts,
        "first_attempt.p_served": chain.chance(lambda state: state[0] < agents),
    }


# ---- what it should be: repeats and self-service ---------------------------------------------


def rates_of_sites(i: Any) -> list[float]:
    """Contacts a second at each site: a contact brings the next one with the chance of an unresolved, insisting one."""
    again = sum(share * (1.0 - good) * back for share, good, back in zip(i["shares"], i["resolves"], insisting(i)))
    return [share * i["fresh_calls_per_hour"] / HOUR / (1.0 - again) for share in i["shares"]]


def insisting(i: Any) -> list[float]:
    """The share of the unresolved that come back, by site."""
    return [i["repeats_by_default"] if repeats is None else repeats for repeats in i["repeats"]]


def by_site(case: Case) -> dict[str, float]:
    """A network of two lines with feedback through a pause: each is M/M/n of its own rate (Jackson 1957)."""
    i = case["inputs"]
    rates, fresh = rates_of_sites(i), i["fresh_calls_per_hour"] / HOUR
    first = sum(share * good for share, good in zip(i["shares"], i["resolves"], strict=True))
    found = {
        "contacts_per_request": sum(rates) / fresh,
        "p_repeat": 1.0 - fresh / sum(rates),
        "p_resolved": first * sum(rates) / fresh,
        "p_first_resolved": first,
    }
    for number, (agents, rate) in enumerate(zip(i["agents"], rates, strict=True)):
        line = chains.patient_line(rate, i["aht_s"], agents, i["sl_threshold_s"])
        found |= {
            f"by_site[{number}].p_wait": line.p_wait,
            f"by_site[{number}].mean_wait_all": line.mean_wait,
            f"by_site[{number}].sl_offered": line.in_time,
            f"by_site[{number}].occupancy": line.occupancy,
        }
    return found


def past_the_bot(case: Case) -> dict[str, float]:
    """Escaped and wrongly contained are two independent Poisson flows (a Poisson flow, divided and delayed).

    Which of them a waiting caller belongs to shows when the conversation begins: the chain of (easy conversations,
    hard conversations, line) of M/H2/n+M.
    """
    i = case["inputs"]
    escaped, wrong = 1.0 - i["contains"], i["contains"] * i["wrongly"]
    rate, hard, agents = i["calls_per_hour"] / HOUR * (escaped + wrong), wrong / (escaped + wrong), i["agents"]
    ends = (1.0 / i["aht_s"], 1.0 / i["aht_s"] / (1.0 + i["harder"]))
    quits = 1.0 / i["patience_mean_s"]

    def moves(state: State) -> Iterator[tuple[float, State]]:
        easy, slow, line = state
        for number, chance in ((0, 1.0 - hard), (1, hard)):
            more = (easy + (number == 0), slow + (number == 1))
            if easy + slow < agents:
                yield rate * chance, (*more, 0)
            elif line > 0:  # one conversation ends, and the head of the line begins one of this number
                yield easy * ends[0] * chance, (more[0] - 1, more[1], line - 1)
                yield slow * ends[1] * chance, (more[0], more[1] - 1, line - 1)
        if easy + slow == agents and line < i["room"]:
            yield rate, (easy, slow, line + 1)
        yield line * quits, (easy, slow, line - 1)
        if line == 0:
            yield easy * ends[0], (easy - 1, slow, 0)
            yield slow * ends[1], (easy, slow - 1, 0)

    chain = chains.solved((0, 0, 0), moves)
    line = chain.mean(lambda state: state[2])
    busy = chain.mean(lambda state: state[0] + state[1])
    return {
        "asked_per_hour": rate * HOUR,
        "attempts_per_request": 1.0 + wrong,
        "p_wait": chain.chance(lambda state: state[0] + state[1] == agents),
        "p_abandon": line * quits / rate,
        "mean_wait_all": line / rate,
        "talk_mean": i["aht_s"] * (1.0 + hard * i["harder"]),
        "occupancy": busy / agents,
    }


def writing(case: Case) -> dict[str, float]:
    """Nobody redials: M/M/n+M (Palm 1957), and a share of those who give up."""
    i = case["inputs"]
    rate, agents = i["calls_per_hour"] / HOUR, i["agents"]
    line = chains.line_of(lambda present: rate, i["aht_s"], agents, i["patience_mean_s"])
    gone = line.queue / i["patience_mean_s"] / rate
    return {
        "mails_per_call": i["share"] * gone,
        "p_abandon": gone,
        "mean_wait_all": line.queue / rate,
        "occupancy": line.busy / agents,
    }


def unanswered(case: Case) -> dict[str, float]:
    """A wait that outlasts an exponential time: in M/M/n the waits of the waiting are exponential too (Erlang 1917).

    Where the e-mail is taken back, it is patience: M/M/n+M (Palm 1957).
    """
    i = case["inputs"]
    rate, agents, leaving = i["mails_per_hour"] / HOUR, i["agents"], 1.0 / i["chase_after_mean_s"]
    if i["withdraws"]:
        assert i["chase_share"] == 1.0
        line = chains.line_of(lambda present: rate, i["aht_s"], agents, i["chase_after_mean_s"])
        fate = chains.fate_in_line(line.law[agents:-1], agents / i["aht_s"], leaving, 60.0)
        gone = line.queue * leaving / rate
        return {
            "calls_per_mail": gone,
            "p_wait": float(line.law[agents:].sum()),
            "occupancy": line.busy / agents,
            "asa": fate.wait_of_answered / (1.0 - gone),
        }
    patient = chains.patient_line(rate, i["aht_s"], agents)
    spare = agents / i["aht_s"] - rate
    return {
        "calls_per_mail": i["chase_share"] * patient.p_wait * leaving / (leaving + spare),
        "p_wait": patient.p_wait,
        "occupancy": patient.occupancy,
        "asa": patient.mean_wait,
    }


CASES = (
    made(
        "redial_by_attempt",
        redial_later_n2={
            "how": "gives up", "agents": 2, "fresh_calls_per_hour": 30, "aht_s": 200, "patience_mean_s": 80,
            "redial_first": 0.8, "redial_later": 0.3, "redial_pause_mean_s": 600, "room": 9, "orbit": 15,
        },
        redial_later_places_n2={
            "how": "gives up", "agents": 2, "fresh_calls_per_hour": 36, "aht_s": 200, "patience_mean_s": 150,
            "redial_first": 0.7, "redial_later": 0.4, "redial_pause_mean_s": 500, "room": 2, "orbit": 25, "places": 2,
        },
    )
    | made(
        "redial_up_to_three",
        redial_busy_capped_n3={
            "how": "busy", "places": 0, "agents": 3, "fresh_calls_per_hour": 60, "aht_s": 180, "redial_first": 0.9,
            "redial_later": 0.6, "redial_pause_mean_s": 400, "most_attempts": 3, "orbit": 25,
        },
        redial_hasty_capped_n3={
            "how": "will not wait", "agents": 3, "fresh_calls_per_hour": 50, "aht_s": 240, "redial_first": 0.7,
            "redial_later": 0.9, "redial_pause_mean_s": 300, "most_attempts": 3, "orbit": 25,
        },
    )
    | made(
        "repeat_by_group",
        repeats_two_sites={
            "fresh_calls_per_hour": 150, "aht_s": 240, "shares": [0.6, 0.4], "agents": [10, 8],
            "resolves": [0.85, 0.6], "repeats": [0.5, None], "repeats_by_default": 0.75,
            "repeat_pause_mean_s": 3600, "sl_threshold_s": 20,
        },
    )
    | made(
        "self_service",
        voicebot_n6={
            "agents": 6, "calls_per_hour": 150, "aht_s": 220, "patience_mean_s": 120, "contains": 0.4, "wrongly": 0.25,
            "takes_mean_s": 60, "pause_mean_s": 1800, "harder": 0.5, "sl_threshold_s": 20, "room": 60,
        },
    )
    | made(
        "redial_elsewhere",
        redial_elsewhere_n5={
            "agents": 5, "calls_per_hour": 90, "aht_s": 200, "patience_mean_s": 120, "share": 0.4, "after_mean_s": 900,
        },
    )
    | made(
        "chase",
        chase_n4={
            "agents": 4, "mails_per_hour": 45, "aht_s": 240, "chase_after_mean_s": 300, "chase_share": 0.6,
            "withdraws": False,
        },
        chase_withdraws_n4={
            "agents": 4, "mails_per_hour": 60, "aht_s": 240, "chase_after_mean_s": 300, "chase_share": 1.0,
            "withdraws": True,
        },
    )
)  # fmt: skip

FAMILIES = {
    "redial_by_attempt": Family(redials, of_redials, by_attempt),
    "redial_up_to_three": Family(redials, of_redials, up_to_three),
    "repeat_by_group": Family(two_qualities, of_two_qualities, by_site),
    "redial_elsewhere": Family(elsewhere, of_elsewhere, writing),
    "chase": Family(chased, of_chased, unanswered),
    "self_service": Family(self_service, of_self_service, past_the_bot),
}
