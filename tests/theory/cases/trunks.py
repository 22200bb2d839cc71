"""Trunk lines: held from the first second, by those in front of a machine too; and tried again at once when all are
taken. Erlang's loss formula."""

from __future__ import annotations

import math

from sim.theory import erlang_b
from tests.theory.cases.figures import Case, Family, Figures, made, warm_up
from tests.theory.cases.floors import HOUR, Runs, Setup, contact, law, one_line, per_cent

# ---- how a case is written -------------------------------------------------------------------


def lines_in_front(case: Case) -> Setup:
    """A voicebot behind few lines, and as many agents as lines, so that nobody waits who has got one."""
    i = case["inputs"]
    bot = {"kind": "voicebot", "contains": per_cent(i["contains"]), "takes": law(i["takes"])}
    words = one_line(i["lines"], contact(i["calls_per_hour"], i["talk"], self_service=bot))
    words["channels"] = {"call": {"lines": i["lines"], "lines_from": i["lines_from"]}}
    return Setup(words, i["calls_per_hour"], warm_up(i["takes_mean_s"], i["talk_mean_s"]))


def again_at_once(case: Case) -> Setup:
    """As many lines as agents, and some who get a busy signal try again in the same instant."""
    i = case["inputs"]
    back = {"busy": {"share": per_cent(i["again"]), "after": "0 s"}}
    words = one_line(i["lines"], contact(i["calls_per_hour"], i["talk_mean_s"], returns=back))
    words["channels"] = {"call": {"lines": i["lines"]}}
    return Setup(words, i["calls_per_hour"], warm_up(i["talk_mean_s"]))


# ---- what is read off ------------------------------------------------------------------------


def of_lines(case: Case, runs: Runs) -> Figures:
    """Busy signals of all who came; who got through to the end of the machine; and the agents' load."""
    came = runs.flow("attempts")
    return {
        "p_block": runs.flow("busy") / came,
        "p_contained": runs.flow("contained") / came,
        "occupancy": runs.occupancy(),
    }


def of_attempts(case: Case, runs: Runs) -> Figures:
    """How often a customer calls, and how busy the agents are."""
    return {
        "contacts_per_request": runs.flow("attempts") / runs.flow("requests"),
        "p_served": runs.flow("answered") / runs.flow("requests"),
        "occupancy": runs.occupancy(),
    }


# ---- what it should be -----------------------------------------------------------------------


def by_erlang(case: Case) -> dict[str, float]:
    """A line is held for the machine, and by who is let through for the talk. Only the mean matters (Sevastyanov 1957).

    Held from the queue on, a line serves those alone whom the machine lets through: a thinned, delayed Poisson flow.
    """
    i = case["inputs"]
    rate, through = i["calls_per_hour"] / HOUR, 1.0 - i["contains"]
    early = i["lines_from"] == "arrival"
    held = i["takes_mean_s"] + through * i["talk_mean_s"] if early else through * i["talk_mean_s"]
    busy = erlang_b(rate * held, i["lines"]).p_block
    in_the_machine = rate * (1.0 - busy if early else 1.0)
    talking = in_the_machine * through * (1.0 if early else 1.0 - busy)
    found = {
        "p_block": busy if early else busy * through,
        "p_contained": in_the_machine * i["contains"] / rate,
        "occupancy": talking * i["talk_mean_s"] / i["lines"],
    }
    return {name: value for name, value in found.items() if not math.isclose(value, 0.0)}


def in_one_instant(case: Case) -> dict[str, float]:
    """Nothing moves in an instant, so whoever finds all lines taken finds them taken again: a geometric number of
    attempts, and the lines are those of Erlang's first formula."""
    i = case["inputs"]
    load = i["calls_per_hour"] / HOUR * i["talk_mean_s"]
    busy = erlang_b(load, i["lines"]).p_block
    return {
        "contacts_per_request": 1.0 + busy * i["again"] / (1.0 - i["again"]),
        "p_served": 1.0 - busy,
        "occupancy": load * (1.0 - busy) / i["lines"],
    }


def _inputs(lines: int, rate: float, contains: float, takes: object, talk: float, lines_from: str) -> dict[str, object]:
    mean = takes if isinstance(takes, int | float) else takes["mean"]  # type: ignore[index]
    return {"lines": lines, "calls_per_hour": rate, "contains": contains, "takes": takes, "takes_mean_s": mean,
            "talk": talk, "talk_mean_s": talk, "lines_from": lines_from}  # fmt: skip


CASES = made(
    "lines_in_front",
    trunks_all_contained=_inputs(3, 60, 1.0, 180, 180, "arrival"),
    trunks_and_talk=_inputs(6, 90, 0.4, {"law": "lognormal", "mean": 90, "sd": 120}, 240, "arrival"),
    trunks_from_the_queue=_inputs(4, 90, 0.4, {"law": "lognormal", "mean": 90, "sd": 120}, 240, "queue"),
) | made("again_at_once", busy_again_at_once={"lines": 4, "calls_per_hour": 60, "talk_mean_s": 180, "again": 0.75})

FAMILIES = {
    "lines_in_front": Family(lines_in_front, of_lines, by_erlang),
    "again_at_once": Family(again_at_once, of_attempts, in_one_instant),
}
