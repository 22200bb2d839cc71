"""A design shown whole: every default written out, every time with its unit.

"And what did you assume for the wrap-up?" asks the client; the file does not say, so the default decided.
`polyvalence show` prints the floor that will really be simulated. What it
prints is a scenario file itself. Saved beside the first it passes the check and gives the same results.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml

from sim.errors import Problem, ScenarioError, shown
from sim.kpis.dictionary import KPIS
from sim.scenario import format_values
from sim.scenario.checks import DesignCheck, check_floor
from sim.scenario.checks.study import no_such_key
from sim.scenario.checks.volumes import HOURLY, rate_of
from sim.scenario.keys import has_null, type_at
from sim.scenario.nouns.sites import zone_of
from sim.scenario.scenario import CONTACT_RANKS, TARGETS, Centre, Scenario, Study, Volume
from sim.scenario.thresholds import default_threshold, is_compared, written_threshold
from sim.scenario.units import nearest
from sim.scenario.yaml_positions import read_tree, scalar


def resolved_text(scenario: Scenario, design: str) -> str:
    """The design as a scenario file of its own, in which nothing is left to a default."""
    if design not in scenario.designs:
        known = scenario.designs
        message = f"there is no design {shown(design)}; there is: {', '.join(known)}{nearest(design, known)}"
        raise ScenarioError([Problem(scenario.path, 0, 0, "designs", message)])
    floor = {design: scenario.designs[design]}
    content: dict[str, Any] = {
        "name": scenario.name,
        "question": scenario.question,
        "currency": scenario.currency,
        **_written(floor[design]),
        "designs": {design: {"label": scenario.labels[design]}},
        "study": _given(_study(scenario.study) | {"baseline": design}, Study),
    }
    for part in ("assumptions", "published"):
        notes: dict[str, str] = getattr(scenario, part)
        kept = {key: why for key, why in notes.items() if not no_such_key(key, scenario.study, floor, True)}
        if kept:
            content[part] = kept
    _leave_out_idle_words(content, scenario, floor[design])
    return _text_of(content)


def _study(study: Study) -> dict[str, Any]:
    """The study in the words of the file, with the least difference that matters by default."""
    words: dict[str, Any] = study.model_dump(mode="json")
    if is_compared(KPIS[study.decide_on]):
        _fill(words, "matters", written_threshold(default_threshold(KPIS[study.decide_on])))
    return words


def _text_of(content: dict[str, Any]) -> str:
    return yaml.dump(content, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)


def _leave_out_idle_words(content: dict[str, Any], scenario: Scenario, centre: Centre) -> None:
    """What only other designs of the file need would be a mistake in a file of this design alone."""
    tree = read_tree(_text_of(content), scenario.path)
    check = DesignCheck("", centre, tree, frozenset(), scenario.tables, scenario.records, [])
    check_floor(check)
    for one in check.idle if not check.problems else ():
        *steps, last = one.path
        holder: Any = content
        for step in steps:
            holder = holder[step] if not isinstance(holder, dict) or step in holder else {}
        if one.mistaken and isinstance(holder, dict):
            holder.pop(last, None)


def _written(centre: Centre) -> dict[str, Any]:
    """The floor in the words of the file, with what silence means put in its place."""
    words: dict[str, Any] = centre.model_dump(mode="json")
    for channel in centre.channels:
        _fill(words["channels"][channel], "opening", words["calendar"]["opening"])
    for name in centre.contacts:
        _fill_contact(centre, name, words)
    for name, orders in centre.orders.items():
        if orders.volume.profile is None and rate_of(orders.volume) in HOURLY:
            _fill(words["orders"][name]["volume"], "hours", words["calendar"]["opening"])
    for name in centre.groups:
        _fill_group(centre, name, words)
    _fill(words["calendar"], "time_zone", zone_of(centre.calendar, centre.calendar))
    for name, site in centre.sites.items():
        _fill(words["sites"][name], "label", name)
        _fill(words["sites"][name], "time_zone", zone_of(site, centre.calendar))
    floor: dict[str, Any] = _given(words, Centre)
    return floor


def _fill_contact(centre: Centre, name: str, words: dict[str, Any]) -> None:
    contact, wanted = centre.contacts[name], words["contacts"][name]
    _fill(wanted, "label", name)
    rules = words["channels"].get(contact.channel)
    _fill(wanted, "opening", (rules or words["calendar"])["opening"])
    _fill(wanted, "target", format_values.target(TARGETS[contact.channel]))
    if contact.volume == Volume():
        del wanted["volume"]
    elif contact.volume.profile is None and rate_of(contact.volume) in HOURLY:
        _fill(wanted["volume"], "hours", wanted["opening"])
    returns = wanted["returns"]
    _fill(returns, "busy", deepcopy(returns["abandoned"]))
    for reason in ("abandoned", "busy", "unresolved"):
        said = reason == "unresolved" and _some_group_says(centre, name)
        if returns[reason] is not None and not said:
            _fill(returns[reason], "later", returns[reason]["share"])
    if wanted["self_service"] is not None and wanted["self_service"]["wrongly"] is not None:
        _fill(wanted["self_service"]["wrongly"], "later", wanted["self_service"]["wrongly"]["share"])


def _some_group_says(centre: Centre, name: str) -> bool:
    """Whether the share of the unresolved who come back depends on who answered."""
    skills = (group.skills.get(name) for group in centre.groups.values())
    return any(skill is not None and skill.repeats is not None for skill in skills)


def _fill_group(centre: Centre, name: str, words: dict[str, Any]) -> None:
    group = centre.groups[name]
    _fill(words["groups"][name], "label", name)
    site = centre.sites.get(group.site)
    _fill(words["groups"][name], "languages", site.languages if site is not None else None)
    breadth = len(group.skills) if centre.routing.specialists_first else 1
    for skill in group.skills:
        wanted, contact = words["groups"][name]["skills"][skill], centre.contacts[skill]
        _fill(wanted, "agent_rank", breadth)
        _fill(wanted, "contact_rank", CONTACT_RANKS[contact.channel])
        back = contact.returns.unresolved
        if back is not None and back.later is None:
            _fill(wanted, "repeats", format_values.share(back.share))


def _fill(words: dict[str, Any], key: str, meant: Any) -> None:
    if words[key] is None:
        words[key] = meant


def _given(value: Any, kind: Any) -> Any:
    """Without the keys that say nothing, and whole numbers as such; `kind` is what the models expect here."""
    if isinstance(value, dict):
        said = {key: one for key, one in value.items() if one is not None or has_null(kind, key)}
        return {key: _given(one, type_at(kind, (key,))) for key, one in said.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


class _Writer(yaml.SafeDumper):
    """Quotes every text that YAML 1.2 would read as something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(scalar(text), str) else "'"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)
