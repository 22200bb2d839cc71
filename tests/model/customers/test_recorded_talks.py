"""Recorded contacts played again with the conversations they had."""

from __future__ import annotations

import pytest
import yaml

from sim.errors import ScenarioError
from tests.stories import lines, told

RECORDED = {"channel": "call", "volume": {"recorded": "calls.csv"}}


def calls(**more) -> dict:
    return {"calls": RECORDED | {"handling": {"talk": "exponential(9 min)", "wrap_up": "1 min"}} | more}


def test_each_contact_talks_as_long_as_it_did(tell):
    """In any order of the lines, in seconds, in words or by the clock; wrap-up is the type's, the pace the group's."""
    tables = {"calls": "at;talk\n2024-01-01 00:04:00;2 min\n2024-01-01 00:00:00;180\n2024-01-01 00:01:00;0:00:30"}
    groups = {"all": {"agents": 1, "skills": {"calls": {"slower": "100 %"}}}}
    assert told(tell(calls(), groups, tables=tables)) == lines("""
        0 calls 1 - answered 0 0  0  6 2
        1 calls 1 - answered 0 1  8  9 2
        2 calls 1 - answered 0 4 11 15 2
    """)


def test_who_comes_back_as_before_has_the_same_question(tell):
    """The answer settles nothing: as before the second conversation is as long as the first, else it is drawn anew."""
    tables = {"calls": "at,talk\n2024-01-01 00:00:00,120"}
    groups = {"all": {"agents": 1, "skills": {"calls": {"resolves": "0 %"}}}}

    def talks(**more) -> list[float]:
        back = {"share": "100 %", "after": "5 min"} | more
        contacts = calls(returns={"unresolved": back, "most_attempts": 2})
        return [float(row["talk"]) for row in tell(contacts, groups, "10 h", tables=tables).log]

    assert talks(as_before=True) == [120.0, 120.0]
    first, second = talks()
    assert first == 120.0 != second


def test_a_message_draws_its_later_turns(tell):
    """Only the first answer is in the table."""
    tables = {"calls": "at,talk\n2024-01-01 00:00:00,600"}
    turns = {"mean": 2, "law": "fixed", "gap": "5 min"}
    contacts = {"calls": RECORDED | {"channel": "message", "handling": {"talk": "1 min"}, "turns": turns}}
    log = tell(contacts, {"all": {"agents": 1, "skills": {"calls": {}}}}, tables=tables).log
    assert [(row["talk"], row["ended"]) for row in log] == [(660.0, 960.0)]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("at,tlak\n2024-01-01 00:00:00,60", "did you mean 'talk'"),
        ("at,agent\n2024-01-01 00:00:00,60", "their instants, and perhaps 'talk'; take 'agent' out"),
        ("at,talk\n2024-01-01 00:00:00,two", "two"),
        ("at,talk\n2024-01-01 00:00:00,", "empty"),
        ("at,talk\n2024-01-01 00:00:00,-5", "-5"),
        ("at,talk\n2024-01-01 00:00:00,100000", "at most a day"),
    ],
)
def test_what_is_no_talk_is_refused(scenario, table, said):
    words = {"name": "x", "calendar": {"length": "1 h"}, "contacts": calls()}
    words["groups"] = {"all": {"agents": 1, "skills": {"calls": {}}}}
    with pytest.raises(ScenarioError, match=said):
        scenario(yaml.safe_dump(words), calls=table)
