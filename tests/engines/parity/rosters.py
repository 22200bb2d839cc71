"""People with a roster at random: shifts, breaks, absences, pauses, names, careers; every word of the file.

The one surprising decision: months pass in minutes here. Half-lives, promotions and departures are drawn on the scale
of the run, so a career that takes two years on a real floor is over before lunch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]
Words = dict[str, Any]
FACTORS = ("50 %", "150 %", "300 %", "100 %", "0 %")
SLOWER = ("-20 %", "30 %", "100 %")


def give_roster(draw: Draw, frame: Any, group: Words, law: Callable[..., Any]) -> None:
    """Turn a group with a head count into people with a roster."""

    def maybe(word: str, value: Callable[[], Any], one_in: int = 3) -> None:
        if draw(st.integers(1, one_in)) == one_in:
            group[word] = value()

    several = len(group["skills"]) > 1
    group.pop("shrinkage", None)
    if "schedule" in group and draw(st.booleans()):
        group["as_shifts"] = {"longest": draw(st.sampled_from(("30 min", "2 h", "8 h"))),
                              "shortest": draw(st.sampled_from(("0 s", "20 min", "1 h"))),
                              "breaks": _breaks(draw, frame, 0)}  # fmt: skip
    else:
        group.pop("schedule", None)
        group.pop("agents", None)
        group["shifts"] = {name: _shift(draw, frame) for name in ("a", "b")[: draw(st.integers(1, 2))]}
        many = sum(shift["people"] for shift in group["shifts"].values())
        maybe("levels", lambda: _levels(draw, frame, many))
        maybe("people", lambda: _people(draw, group))
    maybe("late", lambda: draw(law(frame, 0, 4)))
    maybe("absence", lambda: {"share": draw(st.sampled_from(("20 %", "5 %", "100 %"))), "paid": draw(st.booleans()),
                              "together": draw(st.sampled_from(("0 %", "50 %", "100 %")))})  # fmt: skip
    maybe("pauses", lambda: {"every": f"{draw(st.sampled_from((3, 10, 30)))} min", "length": draw(law(frame, 0, 5)),
                             "paid": draw(st.booleans())}, 2)  # fmt: skip
    group["end_of_shift"] = draw(st.sampled_from(("finish", "hand-over", "overtime")))
    maybe("overtime_up_to", lambda: f"{draw(st.sampled_from((0, 5, 60)))} min")
    maybe("breadth", lambda: _effect(draw))
    factors = FACTORS if "absence" in group else ("100 %",)
    maybe("fatigue", lambda: {"above": draw(st.sampled_from(("0 %", "50 %"))), "over": "10 min",
                              "slower": draw(st.sampled_from(SLOWER)),
                              "absence": draw(st.sampled_from(factors))})  # fmt: skip
    maybe("turnover", lambda: {"leaves_per_month": draw(st.sampled_from(("99 %", "50 %"))),
                               "tired": draw(st.sampled_from(FACTORS)), "above": "20 %",
                               "replaced_after": draw(st.sampled_from(("10 min", "1 day", None))),
                               "training_days": draw(st.integers(0, 1))})  # fmt: skip
    maybe("tenure", lambda: draw(st.sampled_from(("0 s", "exponential(1 h)", "1 day"))))
    if "turnover" in group or "tenure" in group:
        maybe("learning", lambda: {**_effect(draw), "half_life": draw(st.sampled_from(("1 h", "1 day")))}, 2)
    if several:
        maybe("hats", lambda: {"time": f"{draw(st.integers(0, 3)) * frame.tick_s} s"})
        maybe("forgetting", lambda: {**_effect(draw), "after": draw(st.sampled_from(("0 s", "10 min"))),
                                     "half_life": "1 h"})  # fmt: skip
    maybe("coaching", lambda: {**_effect(draw), "hours_per_month": draw(st.sampled_from((20, 100))), "half_life": 0.5,
                               "in_blocks_of": draw(st.sampled_from(("10 min", "5 min"))),
                               "fades": draw(st.sampled_from((None, "1 day")))})  # fmt: skip


def _effect(draw: Draw) -> Words:
    return {"slower": draw(st.sampled_from(SLOWER)), "unresolved": draw(st.sampled_from(FACTORS))}


def _edges(frame: Any) -> int:
    return int(min(frame.run_s, 86400) // frame.step_s)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def _shift(draw: Draw, frame: Any) -> Words:
    """One or two windows of every day, or of some; a night; or one shift after the other."""
    edges = _edges(frame)
    some = draw(st.lists(st.integers(0, edges), min_size=2, max_size=4, unique=True).map(sorted))
    some = some[: len(some) // 2 * 2]
    windows = [
        f"{_clock(a * frame.step_s)}-{_clock(b * frame.step_s)}" for a, b in zip(some[::2], some[1::2], strict=True)
    ]
    kind = draw(st.sampled_from(("day", "day", "day", "night", "always")))
    if kind == "always":
        windows, some = ["always"], [0]
    elif kind == "night" and some[1] * frame.step_s < 86400:
        windows, some = [f"{_clock(some[1] * frame.step_s)}-{_clock(some[0] * frame.step_s)}"], [some[1]]
    day = draw(st.sampled_from(("all", "all", "all", "mon-thu")))
    people = draw(st.sampled_from((1, 2, 4)))
    return {
        "hours": {day: ", ".join(windows)},
        "people": people,
        "breaks": _breaks(draw, frame, some[0] * frame.step_s),
    }


def _breaks(draw: Draw, frame: Any, begin_s: int) -> list[Words]:
    """Breaks that begin with the shift, wherever they end."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        length = draw(st.integers(1, 10)) * 60
        one: Words = {"length": f"{length} s", "what": draw(st.sampled_from(("break", "meeting", "training"))),
                      "paid": draw(st.booleans())}  # fmt: skip
        until = begin_s + length + 60 * draw(st.integers(0, 20))
        if draw(st.booleans()) and until <= 86400:
            one["between"] = f"{_clock(begin_s)}-{_clock(-(-until // 60) * 60)}"
        else:
            one["at"] = _clock(begin_s)
        found.append(one)
    return found


def _levels(draw: Draw, frame: Any, many: int) -> Words:
    low = draw(st.integers(0, many))
    after = draw(st.sampled_from(("0 s", "20 min", None)))
    return {
        "low": {"people": low, **_effect(draw)},
        "high": {
            **_effect(draw), "people": many - low, "after": after, "off_floor": draw(st.sampled_from(("0 %", "20 %"))),
            "wage_per_hour": 30, "at_most": draw(st.sampled_from(("100 %", "50 %"))) if low == many else "100 %",
        },
    }  # fmt: skip


def _people(draw: Draw, group: Words) -> Words:
    names = ("Anna", "été")[: draw(st.integers(1, 2))]
    found: Words = {}
    for name in names:
        one: Words = {**_effect(draw), "shift": draw(st.sampled_from(sorted(group["shifts"])))}
        if draw(st.booleans()):
            skills = dict(list(group["skills"].items())[:1])
            one["skills"] = skills
        if draw(st.booleans()):
            one["contract_hours"] = draw(st.sampled_from((0.25, 2, 20)))
        found[name] = one
    return found
