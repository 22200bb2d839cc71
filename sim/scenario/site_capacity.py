"""A site without people, made one with a group: `capacity: 25` stands for 25 people who are alike.

The contract with the partner says "25 positions", and who sits there is not our business. The engines know groups
only, so the floor gets one of the site's name before anything is checked. What is wrong
with such a group is reported where its author wrote it, under the site.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.errors import Problem
from sim.scenario.nouns.value_types import MOST_AGENTS
from sim.scenario.yaml_positions import Node

SHARED = ("skills", "chats", "label")
"""Words that the site and its group have in common."""


def with_groups(tree: Node) -> tuple[Node, list[str]]:
    """The floor with a group for every site that has a capacity and no group of its own; and their names."""
    groups = tree.value.get("groups")
    if groups is not None and not isinstance(groups.value, dict | None):
        return tree, []  # what is no mapping is refused as it stands
    own = (groups.value or {}) if groups is not None else {}
    sites = [one.value["site"].value for one in own.values() if isinstance(one.value, dict) and "site" in one.value]
    taken = {*own, *(site for site in sites if isinstance(site, str))}
    added = {}
    for name, site in _sites(tree).items():
        capacity = site.value.get("capacity")
        if capacity is not None and name not in taken and _makes_sense(capacity.value):
            added[name] = _group(name, site, capacity)
    if not added:
        return tree, []
    holder = groups if groups is not None else next(iter(added.values()))
    whole = replace(holder, value={**own, **added})
    return replace(tree, value={**tree.value, "groups": whole}), list(added)


def _sites(tree: Node) -> dict[str, Node]:
    node = tree.value.get("sites")
    sites: dict[str, Node] = node.value if node is not None and isinstance(node.value, dict) else {}
    return {name: site for name, site in sites.items() if isinstance(site.value, dict)}


def _makes_sense(value: Any) -> bool:
    return isinstance(value, str) or (type(value) in (int, float) and 0 <= value <= MOST_AGENTS)


def _group(name: str, site: Node, capacity: Node) -> Node:
    heads = "schedule" if isinstance(capacity.value, str) else "agents"
    words: dict[str, Any] = {key: site.value[key] for key in SHARED if key in site.value}
    words.setdefault("skills", replace(capacity, value={}))
    words["site"] = replace(capacity, value=name)
    return replace(capacity, value={**words, heads: capacity})


def reported_at_sites(problems: list[Problem], names: list[str]) -> list[Problem]:
    """The problems of such groups under the words of their sites."""
    found = []
    for problem in problems:
        key = problem.key
        for name in names:
            head, mark, rest = key.partition(f"groups.{name}")
            if mark and (not rest or rest.startswith(".")) and (not head or head.startswith("designs.")):
                heads = rest in (".agents", ".schedule", "")
                key = f"{head}sites.{name}{'.capacity' if heads else rest}"
        found.append(problem._replace(key=key))
    return found
