"""Tiny stories of what agents do: put work aside, hand it on, keep a conversation, hold several chats.

Worked by hand from the sentences of `sim.scenario.nouns.people` and `sim.scenario.nouns.customers`, and compared with
the whole log of each engine.
"""

from __future__ import annotations

import pytest

from tests.stories import counted, everybody, lines, never, once, told, told_in_full

# ---- putting work aside -------------------------------------------------------------------------------------

DESKS = {
    "slow": {"agents": 1, "skills": {"mail": {"slower": "100 %"}, "call": {}}},
    "quick": {"agents": 1, "skills": {"first": {}, "mail": {}}},
}


def interrupted(first: int, **more) -> dict:
    """Quick has a mail for so long; slow begins the other, and at 4 the telephone rings."""
    return {
        "first": once("00:00", first, "email"),
        "mail": once("00:01", 6, "email", interrupted_by=["call"], **more),
        "call": once("00:04", 6),
    }


@pytest.mark.parametrize(
    ("more", "ended", "talk"),
    [({}, 10.5, 7.5), ({"resuming": "1 min"}, 11.5, 8.5), ({"resume": "restart"}, 12, 9)],
    ids=["resume", "resuming", "restart"],
)
def test_work_put_aside_goes_on_with_somebody_else(tell, more, ended, talk):
    """Slow would take 12 minutes for the mail and has done 3, a quarter, when the call comes. At 6 quick goes on with
    the rest: three quarters of 6 minutes, or these and a minute to get into it, or all anew."""
    story = tell(interrupted(6, **more), DESKS)
    assert told_in_full(story) == lines(f"""
        0 first request 1 - answered 1 0 0 0  6      6     0
        1 mail  request 1 - answered 1 1 1 1 {ended} {talk} 0
        2 call  request 1 - answered 0 4 4 4 10      6     0
    """)
    assert counted(story, "interrupted", "answered", "delayed") == [1, 3, 0]


def test_work_put_aside_finds_somebody_free(tell):
    """Quick comes free in the very second: the mail changes hands at once."""
    story = tell(interrupted(4), DESKS)
    assert told_in_full(story)[1] == "1 mail request 1 - answered 1 1 1 1 8.5 7.5 0"


def test_work_put_aside_waits_for_its_turn(tell):
    """One agent alone: the mail goes on after the call, before what came later."""
    contacts = {
        "mail": once("00:00", 6, "email", interrupted_by=["call"]),
        "call": once("00:02", 3),
        "other": once("00:03", 2, "email"),
    }
    assert told_in_full(tell(contacts, everybody(contacts))) == lines("""
        0 mail  request 1 - answered 0 0 0 0  9 6 0
        1 call  request 1 - answered 0 2 2 2  5 3 0
        2 other request 1 - answered 0 3 3 9 11 2 0
    """)


def test_a_wrap_up_is_not_put_aside(tell):
    """From 3 to 5 the agent wraps the mail up: the call waits."""
    contacts = {"mail": once("00:00", 3, "email", wrap_up="2 min", interrupted_by=["call"]), "call": once("00:04", 1)}
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 mail 1 - answered 0 0 0 3 2
        1 call 1 - answered 0 4 5 6 0
    """)


# ---- handing on ---------------------------------------------------------------------------------------------


def levels(kind: str, **more) -> dict:
    """A first level that hands everything on, and a second."""
    transfer = {"to": "second", "share": "100 %", "kind": kind, **more}
    return {
        "one": {"agents": 1, "skills": {"first": {"transfer": transfer}, "after": {}}},
        "two": {"agents": 1, "skills": {"busy": {}, "second": {}}},
    }


def handed_on(**more) -> dict:
    """The second level is busy until 6."""
    return {
        "first": once("00:00", 4, wrap_up="1 min"),
        "busy": once("00:01", 5),
        "second": never(5, **more),
        "after": once("00:02", 1),
    }


def test_a_cold_transfer(tell):
    """At 4 the first agent is done with the customer, who waits alone; the visit lasts from 0 to 11."""
    story = tell(handed_on(), levels("cold"))
    assert told_in_full(story) == lines("""
        0 first  request  1 - answered 0 0 0 0  4 4 1
        1 busy   request  1 - answered 1 1 1 1  6 5 0
        2 after  request  1 - answered 0 2 2 5  6 1 0
        3 second transfer 1 0 answered 1 4 4 6 11 5 0
    """)
    assert counted(story, "attempts", "requests", "handed_on", "handed_in", "finished") == [3, 3, 1, 1, 4]
    assert counted(story, "firsts", "resolved", "visits", "visit_s") == [3, 3, 3, 60 * (11 + 5 + 4)]


def test_a_warm_transfer(tell):
    """The first agent waits with the customer from 4 to 6 and hands over for two minutes, which the second has on top
    of its five; then the first wraps up."""
    story = tell(handed_on(), levels("warm", handover="2 min"))
    assert told_in_full(story) == lines("""
        0 first  request  1 - answered 0 0 0 0  8 8 1
        1 busy   request  1 - answered 1 1 1 1  6 5 0
        2 after  request  1 - answered 0 2 2 9 10 1 0
        3 second transfer 1 0 answered 1 4 4 6 13 7 0
    """)
    assert counted(story, "handed_on", "talk") == [1, 60 * (8 + 5 + 1 + 7)]


def test_a_warm_transfer_to_somebody_free(tell):
    """Nobody has to wait: both are busy handing over for two minutes from 4 on."""
    contacts = handed_on()
    contacts["busy"] = once("00:20", 5)
    story = tell(contacts, levels("warm", handover="2 min"))
    assert told_in_full(story)[:3] == lines("""
        0 first  request  1 - answered 0 0 0 0  6 6 1
        1 after  request  1 - answered 0 2 2 7  8 1 0
        2 second transfer 1 0 answered 1 4 4 4 11 7 0
    """)


def test_giving_up_beside_the_first_agent(tell):
    """The customer hangs up at 5, a minute before the second level is free: the first agent can wrap up."""
    story = tell(handed_on(patience="1 min"), levels("warm", handover="2 min"))
    assert told_in_full(story) == lines("""
        0 first  request  1 - answered  0 0 0 0 5 5 1
        1 busy   request  1 - answered  1 1 1 1 6 5 0
        2 after  request  1 - answered  0 2 2 6 7 1 0
        3 second transfer 1 0 abandoned - 4 4 - 5 - -
    """)


# ---- messages -----------------------------------------------------------------------------------------------


def message(at: str, **more) -> dict:
    """Two answers of three minutes each; in between the customer takes five."""
    turns = {"mean": 2, "law": "fixed", "gap": "5 min", **more}
    return once(at, 3, "message", turns=turns)


def test_a_conversation_of_two_turns(tell):
    """The customer is back at 8 and waits for the agent, who is on the telephone until 10."""
    contacts = {"m": message("00:00"), "call": once("00:06", 4)}
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 m    request 1 - answered 0 0 0 0 13 6 0
        1 call request 1 - answered 0 6 6 6 10 4 0
    """)
    assert story.log["turns"].tolist() == [2, 1]
    assert counted(story, "turns", "turn_waits", "turn_wait", "finished", "replies", "reply_s") == [
        3,
        1,
        120,
        2,
        1,
        180,
    ]


@pytest.mark.parametrize(("kept_by", "agent", "ended"), [("pool", 1, 14), ("agent", 0, 15)])
def test_who_answers_the_next_turn(tell, kept_by, agent, ended):
    """At 7 agent 1, idle longest, has x until 11, and agent 0, who gave the first answer, y until 12."""
    contacts = {"m": message("00:00", kept_by=kept_by), "x": once("00:07", 4), "y": once("00:07", 5)}
    assert told_in_full(tell(contacts, everybody(contacts, 2))) == lines(f"""
        0 m request 1 - answered {agent} 0 0 0 {ended} 6 0
        1 x request 1 - answered 1       7 7 7 11      4 0
        2 y request 1 - answered 0       7 7 7 12      5 0
    """)


SHIFTS = {"shifts": "from,all\n00:00,2\n00:15,1\n00:30,1\n00:45,1"}


def kept(**talks: tuple[str, int]) -> tuple[dict, dict]:
    """A message kept by its agent, whose customer is back at 23; at 15 one of two goes home."""
    contacts = {"m": message("00:00", kept_by="agent", gap="20 min")}
    contacts |= {name: once(*talk) for name, talk in talks.items()}
    return contacts, {"all": {"schedule": "shifts.csv", "skills": {name: {} for name in contacts}}}


def test_whoever_is_there_answers_for_a_keeper_gone_home(tell):
    """Agent 0 answers at 0 and, idle longer than agent 1 (who has x until 14), goes home at 15."""
    story = tell(*kept(x=("00:04", 10)), tables=SHIFTS)
    assert told_in_full(story) == lines("""
        0 m request 1 - answered 1 0 0 0 26  6 0
        1 x request 1 - answered 1 4 4 4 14 10 0
    """)


def test_a_keeper_goes_home_while_the_customer_waits(tell):
    """At 23 the customer is back. Both agents talk: agent 0 until 28, who goes home then; agent 1 until 35."""
    story = tell(*kept(x=("00:04", 31), y=("00:08", 20)), tables=SHIFTS)
    assert told_in_full(story) == lines("""
        0 m request 1 - answered 1 0 0 0 38  6 0
        1 x request 1 - answered 1 4 4 4 35 31 0
        2 y request 1 - answered 0 8 8 8 28 20 0
    """)


def test_a_conversation_falls_silent(tell):
    """The customer would take half an hour; after twenty minutes the conversation would be closed, so it is over with
    the first answer and nothing is settled."""
    contacts = {"m": message("00:00", gap="30 min", expires="20 min")}
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == ["0 m request 1 - answered 0 0 0 0 3 3 0"]
    assert story.log["turns"].tolist() == [1]
    assert counted(story, "expired", "finished", "resolved", "replies") == [1, 1, 0, 1]


# ---- several chats ------------------------------------------------------------------------------------------


def test_agents_are_filled_up_one_after_the_other(tell):
    """Up to two chats each, one agent after the other; only then a third."""
    contacts = {f"c{minute}": once(f"00:0{minute}", 20, "chat") for minute in range(6)}
    story = tell(contacts, everybody(contacts, 2, chats={"at_once": 3, "fill_to": 2}))
    assert story.log["agent"].tolist() == [0, 0, 1, 1, 0, 1]


def test_the_group_holds_so_many_chats_together(tell):
    """Three together, though two agents have hands for four: d waits until a ends."""
    talks = {"a": ("00:00", 10), "b": ("00:01", 20), "c": ("00:02", 20), "d": ("00:03", 5)}
    contacts = {name: once(at, talk, "chat") for name, (at, talk) in talks.items()}
    assert told(tell(contacts, everybody(contacts, 2, chats={"at_once": 2, "together": 3}))) == lines("""
        0 a 1 - answered 0 0  0 10 0
        1 b 1 - answered 1 1  1 21 0
        2 c 1 - answered 0 2  2 22 0
        3 d 1 - answered 0 3 10 15 0
    """)


def test_a_customer_loses_patience_with_the_other_chats(tell):
    """Two at a time take twice as long, so half of every minute is lost to the other. From 4 to 8 these are the two
    minutes a puts up with; b has done two of its ten minutes then, and is alone for the rest."""
    contacts = {"a": once("00:00", 10, "chat", turn_patience="2 min"), "b": once("00:04", 10, "chat")}
    story = tell(contacts, everybody(contacts, chats={"at_once": 2, "slower": ["0 %", "100 %"]}))
    assert told(story) == lines("""
        0 a 1 - answered 0 0 0  8 0
        1 b 1 - answered 0 4 4 16 0
    """)
    assert counted(story, "broken", "finished", "resolved") == [1, 2, 1]
