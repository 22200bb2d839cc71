"""What the pages say is missing is missing: the scenario file refuses its words, the command line its commands."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.errors import ScenarioError
from tests.docs.pages import ROOT

FLOOR = """
name: a floor
calendar: {days: 7, opening: {mon-fri: "08:00-18:00"}}
contacts:
  sales: {channel: chat, volume: {per_day: 10}, handling: {talk: 3 min}}
groups:
  team: {agents: 1, skills: {sales: {%s}}, %s}
"""
ATTEMPTS = {
    "beside": ("", "chats: {at_once: 2, beside: sales}"),
    "from": ("from: 2 months", ""),
    "supervised": ("", "supervised: true"),
}
"""By the word that the list names, how somebody would write it: at a skill, and at a group."""


def listed() -> str:
    """The list of what the floor does not know."""
    page = (ROOT / "docs" / "guides" / "the-floor.md").read_text(encoding="utf-8")
    return page.partition("## Not modelled yet")[2].partition("\n## ")[0]


@pytest.mark.parametrize("word", ATTEMPTS)
def test_words_for_what_is_not_modelled_are_refused(word, scenario):
    assert re.search(rf"\b{word}\b", listed())
    skill, group = ATTEMPTS[word]
    scenario(FLOOR % ("", ""))  # without it the floor is right
    with pytest.raises(ScenarioError) as refused:
        scenario(FLOOR % (skill, group))
    assert [problem for problem in refused.value.problems if word in problem.key]


def test_commands_that_are_missing_are_unknown():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    missing = re.findall(
        r"`(\w+)`", text.partition("Not there yet")[2].partition("There are no commands")[2].split("\n\n")[0]
    )
    assert len(missing) >= 10
    for command in missing:
        done = CliRunner().invoke(main, [command])
        assert (done.exit_code, "No such command" in done.output) == (2, True), command
