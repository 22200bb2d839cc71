"""Trunk lines that are held from the first second, by those in front of a machine too: Erlang's loss formula."""

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


# ---- what is read off ------------------------------------------------------------------------


def of_lines(case: Case, runs: Runs) -> Figures:
    """Busy signals of all who came; who got through to the end of the machine; and the agents' load."""
    came = runs.flow("attempts")
    return {
        "p_block": runs.flow("busy") / came,
        "p_contained": runs.flow("contained") / came,
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


def _inputs(lines: int, rate: float, contains: float, takes: object, talk: float, lines_from: str) -> dict[str, object]:
    mean = takes if isinstance(takes, int | float) else takes["mean"]  # type: ignore[index]
    return {"lines": lines, "calls_per_hour": rate, "contains": contains, "takes": takes, "takes_mean_s": mean,
            "talk": talk, "talk_mean_s": talk, "lines_from": lines_from}  # fmt: skip


CASES = made(
    "lines_in_front",
    trunks_all_contained=_inputs(3, 60, 1.0, 180, 180, "arrival"),
    trunks_and_talk=_inputs(6, 90, 0.4, {"law": "lognormal", "mean": 90, "sd": 120}, 240, "arrival"),
    trunks_from_the_queue=_inputs(4, 90, 0.4, {"law": "lognormal", "mean": 90, "sd": 120}, 240, "queue"),
)

FAMILIES = {"lines_in_front": Family(lines_in_front, of_lines, by_erlang)}
