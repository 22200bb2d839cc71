"""A design shown whole: every default written out, every time with its unit.

"And what did you assume for the wrap-up?" asks the client; the file does not say, so the default decided.
`polyvalence show` prints the floor that will really be simulated. The one surprising decision: what it
prints is a scenario file itself. Saved beside the first it passes the check and gives the same results.
"""

from __future__ import annotations

from typing import Any

import yaml

from sim import writing
from sim.errors import Problem, ScenarioError, shown
from sim.positions import scalar
from sim.scenario import CONTACT_RANKS, TARGETS, Centre, Scenario
from sim.units import nearest


def resolved_text(scenario: Scenario, design: str) -> str:
    """The design as a scenario file of its own, in which nothing is left to a default."""
    if design not in scenario.designs:
        known = scenario.designs
        message = f"there is no design {shown(design)}; there is: {', '.join(known)}{nearest(design, known)}"
        raise ScenarioError([Problem(scenario.path, 0, 0, "designs", message)])
    content: dict[str, Any] = {
        "name": scenario.name,
        "question": scenario.question,
        "currency": scenario.currency,
        **_written(scenario.designs[design]),
        "designs": {design: {"label": scenario.labels[design]}},
        "study": _given(scenario.study.model_dump(mode="json")) | {"baseline": design},
    }
    for part in ("assumptions", "published"):
        notes: dict[str, str] = getattr(scenario, part)
        kept = {key: why for key, why in notes.items() if not key.startswith("designs.")}
        if kept:
            content[part] = kept
    return yaml.dump(content, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)


def _written(centre: Centre) -> dict[str, Any]:
    """The floor in the words of the file, with what silence means put in its place."""
    words: dict[str, Any] = _given(centre.model_dump(mode="json"))
    for name, contact in centre.contacts.items():
        wanted = words["contacts"][name]
        wanted.setdefault("label", name)
        wanted.setdefault("opening", words["calendar"]["opening"])
        wanted.setdefault("target", writing.target(TARGETS[contact.channel]))
        wanted["volume"].setdefault("hours", wanted["opening"])
    for name, group in centre.groups.items():
        words["groups"][name].setdefault("label", name)
        for skill in group.skills:
            rank = CONTACT_RANKS[centre.contacts[skill].channel]
            words["groups"][name]["skills"][skill].setdefault("contact_rank", rank)
    for name in centre.sites:
        words["sites"][name].setdefault("label", name)
    return words


def _given(value: Any) -> Any:
    """Without the keys that say nothing."""
    if isinstance(value, dict):
        return {key: _given(one) for key, one in value.items() if one is not None}
    return value


class _Writer(yaml.SafeDumper):
    """Quotes every text that YAML 1.2 would read as something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(scalar(text), str) else "'"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)
