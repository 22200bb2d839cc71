"""Contracts at random: prices, bands, ladders, forecasts, wages, revenue, on a floor that was drawn before.

The one surprising decision: contracts are drawn last and change nothing on the floor but where the books are closed, so
a floor with a contract is the floor it would have been without.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]
Words = dict[str, Any]

MONEY = st.sampled_from((0, 1, 4.2, 3.335, 0.1))
ENDS = ("2024-01-31", "2024-01-30", "2024-02-28", "2024-02-29", "2023-12-31")
"""First days of runs that cross the end of a month."""
LADDERS = (
    {"kpi": "asa", "steps": [{"above": "30 s", "pays": "-3 %"}, {"below": "5 s", "amount": 12.345}]},
    {"kpi": "sl_answered", "steps": [{"below": "80 %", "pays": "-2 %"}, {"below": "50 %", "pays": "-10 %"}]},
    {"kpi": "occupancy", "steps": [{"above": "90 %", "pays": "1 %"}], "of": "services"},
    {"kpi": "aht", "steps": [{"above": "5 min", "amount": -3.335}]},
    {"kpi": "answered", "steps": [{"above": 10, "pays": "1.5 %"}]},
)
BY_FLOW = (
    {"kpi": "sl_offered", "steps": [{"below": "80 %", "pays": "-2 %"}, {"above": "90 %", "pays": "1 %"}]},
    {"kpi": "abandonment_rate", "steps": [{"above": "5 %", "amount": -100}]},
    {"kpi": "reply_within", "steps": [{"below": "90 %", "pays": "-5 %"}]},
    {"kpi": "backlog", "steps": [{"above": 3, "pays": "-1 %"}]},
)


def draw_money(draw: Draw, words: Words) -> None:
    """Give a drawn file prices and contracts, wages and revenues."""
    for name in words["sites"]:
        kinds = sorted({k for g in words["groups"].values() if g["site"] == name for k in g["skills"]})
        if name == "in-house":
            words["sites"][name]["fixed_per_month"] = {"rent": draw(MONEY)}
        elif kinds:
            words["sites"][name] |= _agreed(draw, kinds, words["sites"][name].get("share", {}))
    for group in words["groups"].values():
        if draw(st.booleans()):
            group |= {"wage_per_hour": 20, "overtime_pays": draw(st.sampled_from(("125 %", "100 %", 2)))}
        for kind, skill in group["skills"].items():
            if "revenue" in words["contacts"][kind] and draw(st.booleans()):
                skill["converts"] = "20 %"
    words["fixed_per_month"] = {"tool": draw(MONEY)}


def draw_revenue(draw: Draw) -> Words:
    """What a type's contacts are worth."""
    rebuy = {"rebuy": {"answered": "50 %", "unanswered": "10 %", "value": 7}} if draw(st.booleans()) else {}
    return {"revenue": {"conversion": "12.5 %", "value": 80, "abandoned_value": draw(MONEY), **rebuy}}


def _agreed(draw: Draw, kinds: list[str], shares: Words) -> Words:
    per_contact: Any = draw(st.sampled_from((4.205, dict.fromkeys(kinds, 3.335))))
    price = {"per_contact": per_contact, "per_minute": draw(MONEY), "per_agent_hour": draw(MONEY)}
    band = {"minimum": draw(st.sampled_from((0, 100, 2000))), "shortfall_pays": "45 %"}
    band |= {"maximum": draw(st.sampled_from((2000, 3000))), "surplus_price": draw(MONEY)}
    named = {} if per_contact == 4.205 and draw(st.booleans()) else {"type": draw(st.sampled_from(kinds))}
    late = {**band, **named, "minimum": 1, "since": "2024-02-01", "announced": "2024-01-01"}
    flows = [kind for kind in kinds if shares.get(kind, "0 %") != "0 %"]
    ladders = draw(st.lists(st.sampled_from(LADDERS), max_size=3))
    for kind in flows:
        ladders.append({**draw(st.sampled_from(BY_FLOW)), "type": kind})
    contract: Words = {"bands": [{**band, **named}, late], "ladders": ladders, "partner_cost_per_hour": 15}
    contract["notice"] = draw(st.sampled_from(("1 month", "30 days", "0 days")))
    if flows and ladders:
        contract["forecasts"] = [
            {"type": draw(st.sampled_from(flows)), "band": draw(st.sampled_from(("10 %", "60 %")))}
        ]
    return {"price": price, "contract": contract, "fixed_per_month": {"room": draw(MONEY)}}
