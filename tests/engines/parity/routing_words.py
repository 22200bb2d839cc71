"""The router's words at random: doors, scores and rules of state, added to a floor that is drawn already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from sim.scenario.policies import AGENT_WORDS, CONTACT_WORDS

Draw = Callable[[st.SearchStrategy[Any]], Any]
Words = dict[str, Any]

COSTLY = ("cmu", "cmu-theta", "generalised-cmu")
SHARES = st.sampled_from(("0 %", "30 %", "60 %", "100 %"))


def one_in(many: int) -> st.SearchStrategy[bool]:
    """True one time in so many."""
    return st.integers(1, many).map(lambda k: k == many)


def add_routing(draw: Draw, flavour: str, tick_s: int, contacts: Words, groups: Words, sites: Words) -> Words:
    """What the file says under `routing`; words of types and skills are added in place."""
    rare = 2 if flavour in ("routing", "rules") else 12
    plain = flavour not in ("routing", "rules")
    routing: Words = {
        "agent": draw(st.sampled_from(("longest-idle", "random") if plain else AGENT_WORDS)),
        "contact": "longest-waiting" if plain and not draw(one_in(6)) else draw(st.sampled_from(CONTACT_WORDS)),
        "specialists_first": draw(st.booleans()),
    }
    _doors(draw, rare, tick_s, contacts, groups)
    _claims(draw, rare, tick_s, routing, contacts, groups)
    shared = any(is_some(share) for site in sites.values() for share in site["share"].values())
    if shared and draw(one_in(rare)):
        routing["sites"] = {"others_after": f"{draw(st.integers(0, 6)) * tick_s} s"}
    if flavour == "rules" or draw(one_in(rare)):
        routing["rules"] = [_rule(draw, tick_s, contacts, groups) for _ in range(draw(st.integers(1, 3)))]
    watched = any("service_level_below" in rule["when"] for rule in routing.get("rules", ()))
    if (watched or routing["contact"] == "service-level") and draw(st.booleans()):
        routing["window"] = f"{12 * draw(st.integers(1, 9)) * tick_s} s"
    return routing


def is_some(part: Any) -> bool:
    """Whether a share, perhaps by hours, is ever more than nothing."""
    return any(is_some(one) for one in part.values()) if isinstance(part, dict) else part != "0 %"


def _doors(draw: Draw, rare: int, tick_s: int, contacts: Words, groups: Words) -> None:
    """Delays, limits and reserves of skills; the first group of each site that can take a type always may."""
    taken = set()
    for group in groups.values():
        for name, skill in group["skills"].items():
            if draw(one_in(rare + 1)):
                skill["after"] = f"{draw(st.integers(0, 8)) * tick_s} s"
            if draw(one_in(rare + 1)):
                most = min(2, group["agents"] - 1) if group.get("agents", 0) > 0 else 2
                skill["reserve"] = draw(st.integers(0, most))
            if draw(one_in(rare + 1)):
                skill["when"] = _limits(draw, tick_s, (group["site"], name) in taken)
            if "when" not in skill or "oldest_wait_above" in skill["when"]:
                taken.add((group["site"], name))
            if "levels" in contacts[name]:
                skill["level"] = draw(st.integers(0, 3))
    for name, contact in contacts.items():
        if draw(one_in(rare + 1)):
            steps = sorted(draw(st.sets(st.integers(1, 8), min_size=1, max_size=2)))
            levels = sorted(draw(st.sets(st.integers(1, 4), min_size=len(steps), max_size=len(steps))), reverse=True)
            wanted = [*levels, 0]
            contact["levels"] = [
                {"level": level, "after": f"{after * tick_s} s"}
                for level, after in zip(wanted, [0, *steps], strict=True)
            ]
            for group in groups.values():
                if name in group["skills"]:
                    group["skills"][name]["level"] = draw(st.integers(0, 4))
        if draw(one_in(rare + 1)):
            contact["preferred_agent"] = f"{draw(st.integers(0, 9)) * tick_s} s"


def _limits(draw: Draw, tick_s: int, others_take_it: bool) -> Words:
    """Limits above which a group helps; some that is passed sooner or later, unless others always take the type."""
    limits: Words = {}
    if draw(st.booleans()):
        limits["queue_above"] = draw(st.integers(0, 4))
    if draw(one_in(3)):
        limits["predicted_wait_above"] = f"{draw(st.integers(0, 30)) * tick_s} s"
    if not others_take_it or not limits or draw(one_in(3)):
        limits["oldest_wait_above"] = f"{draw(st.integers(0, 9)) * tick_s} s"
    return limits


def _claims(draw: Draw, rare: int, tick_s: int, routing: Words, contacts: Words, groups: Words) -> None:
    """What the score in force reads of types and skills."""
    for number, contact in enumerate(contacts.values()):
        if routing["contact"] in COSTLY:
            contact["waiting_cost"] = {"per_hour": draw(st.sampled_from((1, 0, 2.5, 40)))}
            if routing["contact"] == COSTLY[-1]:
                contact["waiting_cost"]["power"] = draw(st.integers(1, 3))
        if routing["contact"] == "queue-ratio" and number < 2 and draw(st.booleans()):
            contact["queue_share"] = draw(st.sampled_from(("0 %", "20 %", "50 %")))
    if "affine" in (routing["agent"], routing["contact"]):
        for group in groups.values():
            for skill in group["skills"].values():
                skill["affine"] = {
                    "base": draw(st.sampled_from((0, 1, -2.5, 100))),
                    "per_wait": draw(st.sampled_from((0, 1, 0.1, -0.5))),
                    "per_idle": draw(st.sampled_from((0, 1, 0.1, -0.5))),
                }


def _rule(draw: Draw, tick_s: int, contacts: Words, groups: Words) -> Words:
    """One or two conditions, and the ranks of some pairs that can happen."""
    types, teams = st.sampled_from(list(contacts)), st.sampled_from(list(groups))
    conditions = {
        "queue_above": (types, st.integers(0, 4)),
        "oldest_wait_above": (types, st.integers(0, 9).map(lambda ticks: f"{ticks * tick_s} s")),
        "free_agents_below": (teams, st.integers(0, 3)),
        "busy_share_above": (teams, SHARES),
        "service_level_below": (types, SHARES),
    }
    kinds = draw(st.sets(st.sampled_from(list(conditions)), min_size=1, max_size=2))
    when = {kind: {draw(conditions[kind][0]): draw(conditions[kind][1])} for kind in sorted(kinds)}
    pairs = [(name, kind) for name, group in groups.items() for kind in group["skills"]]
    ranks = st.sampled_from((1, 2, 3, 9, "never"))
    rule: Words = {"when": when}
    for group, kind in draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=3)):
        if draw(st.booleans()):
            rule.setdefault("agent_ranks", {}).setdefault(kind, {})[group] = draw(ranks)
        else:
            rule.setdefault("contact_ranks", {}).setdefault(group, {})[kind] = draw(ranks)
    return rule
