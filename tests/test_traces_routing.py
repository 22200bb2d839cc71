"""Tiny stories of the router, worked by hand: doors that open after a while, overflow, agents kept free, scores.

How a story is told and read is in `stories`. Every policy of `sim.policies` that is a score or a door has one here.
"""

from __future__ import annotations

from typing import Any

from tests.stories import STAYS, everybody, lines, once, told, told_in_full


def two_groups(contacts: dict, *, first: dict | None = None, second: dict | None = None, **more: Any) -> dict:
    """One agent each, who can do everything; the first group is asked first. `more` is said of all skills of the
    second."""
    return {
        "first": {"agents": 1, "skills": {name: {"agent_rank": 1} for name in contacts}, **(first or {})},
        "second": {"agents": 1, "skills": {name: {"agent_rank": 2, **more} for name in contacts}, **(second or {})},
    }


# ---- delays ---------------------------------------------------------------------------------------------------


def test_a_second_group_after_a_while(tell):
    """Nobody but the first group may take a call that has waited less than two minutes."""
    contacts = {"a": once("00:00", 10), "b": once("00:01", 5), "c": once("00:02", 1), "d": once("00:09", 1)}
    story = tell(contacts, two_groups(contacts, after="2 min"))
    assert told(story) == lines("""
        0 a 1 - answered 0 0 0 10 0
        1 b 1 - answered 1 1 3  8 0
        2 c 1 - answered 1 2 8  9 0
        3 d 1 - answered 0 9 10 11 0
    """)


def test_the_first_group_may_be_quicker(tell):
    """Whoever waits for the second group is taken by the first one if it comes free before."""
    contacts = {"a": once("00:00", 2), "b": once("00:01", 5)}
    story = tell(contacts, two_groups(contacts, after="2 min"))
    assert told(story) == lines("""
        0 a 1 - answered 0 0 0 2 0
        1 b 1 - answered 0 1 2 7 0
    """)


def test_patience_ends_before_a_door_opens(tell):
    """In the very second at which a second group may take it, the customer has gone."""
    contacts = {
        "a": once("00:00", 10),
        "b": once("00:01", 5, patience="2 min"),
        "c": once("00:01", 5, patience="121 s"),
    }
    story = tell(contacts, two_groups(contacts, after="2 min"))
    assert told(story) == lines("""
        0 a 1 - answered  0 0 0 10 0
        1 b 1 - abandoned - 1 - 3  -
        2 c 1 - answered  1 1 3 8  0
    """)


def test_the_door_is_for_those_who_have_waited(tell):
    """A freed agent of the second group passes by whoever has not waited long enough, also of a better rank."""
    contacts = {
        "a": once("00:00", 20),
        "b": once("00:00", 4, **STAYS),
        "late": once("00:03", 1),
        "mail": once("00:01", 2, "email"),
    }
    groups = two_groups(contacts)
    groups["second"]["skills"]["late"]["after"] = "4 min"
    story = tell(contacts, groups)
    assert told(story) == lines("""
        0 a    1 - answered 0 0 0 20 0
        1 b    1 - answered 1 0 0 4  0
        2 mail 1 - answered 1 1 4 6  0
        3 late 1 - answered 1 3 7 8  0
    """)


def test_a_pause_of_a_conversation_counts_anew(tell):
    """The wait for the second answer begins when the customer is back."""
    turns = {"mean": 2, "law": "fixed", "gap": "5 min"}
    contacts = {"chat": once("00:00", 2, "message", turns=turns), "busy": once("00:06", 20)}
    groups = two_groups(contacts, after="3 min")
    story = tell(contacts, groups)
    assert told_in_full(story) == lines("""
        0 chat request 1 - answered 1 0 0 0 12 4 0
        1 busy request 1 - answered 0 6 6 6 26 20 0
    """)


# ---- steps of skill -------------------------------------------------------------------------------------------


def test_skill_is_relaxed_in_steps(tell):
    """First experts, after one minute the trained, after three anybody."""
    levels = [{"level": 3}, {"level": 2, "after": "1 min"}, {"level": 0, "after": "3 min"}]
    contacts = {name: once(f"00:0{at}", 10, levels=levels) for at, name in enumerate("abcd")}
    groups = {
        name: {"agents": 1, "skills": {kind: {"level": level, "agent_rank": 1} for kind in contacts}}
        for name, level in (("anybody", 1), ("expert", 3), ("trained", 2))
    }
    story = tell(contacts, groups)
    assert told(story) == lines("""
        0 a 1 - answered 1 0 0 10 0
        1 b 1 - answered 2 1 2 12 0
        2 c 1 - answered 0 2 5 15 0
        3 d 1 - answered 1 3 10 20 0
    """)


# ---- overflow -------------------------------------------------------------------------------------------------


def every_minute(many: int, talk: float, channel: str = "call", begin: int = 0, **more: Any) -> dict:
    """A type with so many customers, one a minute from this minute on."""
    hours = f"00:{begin:02d}-00:{begin + many:02d}"
    volume = {"every": "1 min", "hours": {"mon": hours}}
    return {"channel": channel, "volume": volume, "handling": {"talk": f"{talk} min"}, **more}


def test_overflow_by_the_queue(tell):
    """The second group helps while more than one waits; it takes who has waited longest, not who came last."""
    contacts = {"calls": every_minute(4, 4)}
    story = tell(contacts, two_groups(contacts, when={"queue_above": 1}))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0 4  0
        1 calls 1 - answered 1 1 2 6  0
        2 calls 1 - answered 0 2 4 8  0
        3 calls 1 - answered 0 3 8 12 0
    """)


def test_overflow_by_the_oldest_wait(tell):
    """The second group helps as soon as the first in line has waited two minutes; the next one counts anew."""
    contacts = {"calls": every_minute(4, 10)}
    story = tell(contacts, two_groups(contacts, when={"oldest_wait_above": "2 min"}, second={"agents": 2}))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0  10 0
        1 calls 1 - answered 1 1 3  13 0
        2 calls 1 - answered 2 2 4  14 0
        3 calls 1 - answered 0 3 10 20 0
    """)


def test_overflow_by_the_predicted_wait(tell):
    """One agent always answers, in 4 minutes on average: with two in line the next would wait 12 minutes."""
    contacts = {"calls": every_minute(4, 4)}
    story = tell(contacts, two_groups(contacts, when={"predicted_wait_above": "12 min"}, second={"agents": 9}))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0 4  0
        1 calls 1 - answered 1 1 2 6  0
        2 calls 1 - answered 2 2 3 7  0
        3 calls 1 - answered 0 3 4 8  0
    """)


def test_overflow_after_a_while(tell):
    """A delay and a limit: both must be passed."""
    contacts = {"calls": every_minute(3, 10)}
    story = tell(contacts, two_groups(contacts, when={"queue_above": 1}, after="3 min"))
    assert told(story) == lines("""
        0 calls 1 - answered 0 0 0  10 0
        1 calls 1 - answered 1 1 4  14 0
        2 calls 1 - answered 0 2 10 20 0
    """)


def test_other_sites_help_after_a_while(tell):
    """Each site takes its own share first; after 90 seconds the other one may."""
    contacts = {"calls": every_minute(3, 10), "local": every_minute(1, 1, begin=12)}
    skills = {name: {} for name in contacts}
    groups = {
        "here": {"agents": 2, "skills": skills},
        "there": {"agents": 1, "site": "lille", "skills": skills},
    }
    sites = {"lille": {"share": {"calls": "100 %"}}}
    story = tell(contacts, groups, sites=sites, routing={"sites": {"others_after": "90 s"}})
    assert told(story) == lines("""
        0 calls@lille 1 - answered 2  0  0   10   0
        1 calls@lille 1 - answered 0  1  2.5 12.5 0
        2 calls@lille 1 - answered 1  2  3.5 13.5 0
        3 local       1 - answered 2 12 12   13   0
    """)


# ---- agents kept free -----------------------------------------------------------------------------------------


def test_agents_kept_free_for_calls(tell):
    """E-mails are written only while more than one agent is free."""
    contacts = {
        "mail": every_minute(3, 3, "email"),
        "call": once("00:01", 6, **STAYS),
        "call 2": once("00:02", 9, **STAYS),
    }
    groups = everybody(contacts, 2)
    groups["all"]["skills"]["mail"]["reserve"] = 1
    assert told(tell(contacts, groups)) == lines("""
        0 mail   1 - answered 0 0  0  3  0
        1 mail   1 - answered 0 1  12 15 0
        2 call   1 - answered 1 1  1  7  0
        3 mail   1 - answered 0 2  15 18 0
        4 call 2 1 - answered 0 2  3  12 0
    """)


# ---- a preferred agent ----------------------------------------------------------------------------------------


def returning(talk: float, **more: Any) -> dict:
    """Who is not helped the first time comes back after 5 minutes."""
    returns = {"unresolved": {"share": "100 %", "after": "5 min"}, "most_attempts": 2}
    return once("00:00", talk, returns=returns, **more)


def test_the_same_adviser_again(tell):
    """Whoever comes back is answered by the adviser of the first time, though another has been free for longer."""
    contacts = {"again": returning(2, preferred_agent="3 min")}
    groups = everybody(contacts, 2)
    groups["all"]["skills"]["again"]["resolves"] = "0 %"
    assert told(tell(contacts, groups)) == lines("""
        0 again 1 - answered 0 0 0 2 0
        1 again 2 0 answered 0 7 7 9 0
    """)


def test_the_same_adviser_is_waited_for(tell):
    """Busy, the adviser is waited for; after three minutes anybody takes the customer."""
    contacts = {"again": returning(2, preferred_agent="3 min"), "x": once("00:03", 1), "y": once("00:06", 9)}
    groups = everybody(contacts, 2)
    groups["all"]["skills"]["again"]["resolves"] = "0 %"
    assert told(tell(contacts, groups)) == lines("""
        0 again 1 - answered 0 0 0  2  0
        1 x     1 - answered 1 3 3  4  0
        2 y     1 - answered 0 6 6  15 0
        3 again 2 0 answered 1 7 10 12 0
    """)


def test_the_adviser_who_has_gone_home_is_not_waited_for(tell):
    """Nobody waits for somebody off duty, and a wait ends when the adviser leaves."""
    contacts = {"again": returning(2, preferred_agent="30 min"), "y": once("00:06", 4)}
    skills = {"again": {"resolves": "0 %"}, "y": {}}
    groups = {
        "early": {"schedule": "early.csv", "skills": skills},
        "late": {"agents": 1, "skills": {name: {**skill, "agent_rank": 9} for name, skill in skills.items()}},
    }
    early = "from,all\n00:00,1\n00:08,0\n00:16,0"
    assert told(tell(contacts, groups, tables={"early": early})) == lines("""
        0 again 1 - answered 0 0 0 2  0
        1 y     1 - answered 0 6 6 10 0
        2 again 2 0 answered 1 7 8 10 0
    """)
