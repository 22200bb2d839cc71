"""Tiny stories, worked by hand, compared with the whole log of each engine: the line, the agents, the shifts.

How a story is told and read is in `stories`; what customers and agents do beyond that has stories of its own beside.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.model.arrays import ENGAGED, IDLE, OVERTIME
from tests.stories import STAYS, everybody, lines, once, overtime_s, told

# ---- the line and the agents --------------------------------------------------------------------------------


def test_two_agents_one_line(tell):
    """First come, first served by whoever is free; whoever has waited long enough hangs up."""
    contacts = {
        "a": once("00:00", 11, **STAYS),
        "b": once("00:01", 4, **STAYS),
        "c": once("00:02", 5, patience="100 min"),
        "d": once("00:03", 3, patience="1.5 min"),
        "e": once("00:04", 6, patience="20 min"),
        "f": once("00:12", 2, **STAYS),
    }
    story = tell(contacts, everybody(contacts, 2))
    assert told(story) == lines("""
        0 a 1 - answered  0   0  0 11    0
        1 b 1 - answered  1   1  1  5    0
        2 c 1 - answered  1   2  5 10    0
        3 d 1 - abandoned -   3  - 4.5   -
        4 e 1 - answered  1   4 10 16    0
        5 f 1 - answered  0  12 12 14    0
    """)


def test_longest_idle_agent(tell):
    """Among free agents the one who has been idle longest takes the call."""
    talks = {"a": ("00:00", 5), "b": ("00:01", 1), "c": ("00:06", 9), "d": ("00:07", 9), "e": ("00:08", 9)}
    contacts = {name: once(*talk) for name, talk in talks.items()}
    story = tell(contacts, everybody(contacts, 3))
    assert told(story) == lines("""
        0 a 1 - answered 0  0 0  5 0
        1 b 1 - answered 1  1 1  2 0
        2 c 1 - answered 2  6 6 15 0
        3 d 1 - answered 1  7 7 16 0
        4 e 1 - answered 0  8 8 17 0
    """)


def test_longest_waiting_contact(tell):
    """A freed agent takes the contact that has waited longest, whatever its type; on a tie the first to come."""
    contacts = {
        "busy": once("00:00", 10),
        "late": once("00:03", 2),
        "early": once("00:02", 2),
        "twin": once("00:03", 2),
    }
    story = tell(contacts, everybody(contacts))
    assert told(story) == lines("""
        0 busy  1 - answered 0  0  0 10 0
        1 early 1 - answered 0  2 10 12 0
        2 late  1 - answered 0  3 12 14 0
        3 twin  1 - answered 0  3 14 16 0
    """)


def test_specialists_first(tell):
    """A specialist is asked before a generalist, also when the generalist has been idle longer."""
    contacts = {"warm": once("00:01", 1), "x": once("00:05", 9), "y": once("00:06", 9), "z": once("00:07", 1)}
    skills = {name: {} for name in contacts}
    groups = {
        "generalists": {"agents": 1, "skills": skills},
        "specialists": {"agents": 1, "skills": {name: {} for name in ("warm", "x", "y")}},
    }
    assert told(tell(contacts, groups)) == lines("""
        0 warm 1 - answered 1  1  1  2 0
        1 x    1 - answered 1  5  5 14 0
        2 y    1 - answered 0  6  6 15 0
        3 z    1 - answered 0  7 15 16 0
    """)


def test_call_before_chat_before_email(tell):
    """Whoever comes free takes a call first, then a chat, then an e-mail, though the e-mail has waited longest."""
    contacts = {
        "busy": once("00:00", 10),
        "mail": once("00:01", 2, "email"),
        "chat": once("00:02", 2, "chat"),
        "call": once("00:03", 2),
    }
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered 0  0  0 10 0
        1 mail 1 - answered 0  1 14 16 0
        2 chat 1 - answered 0  2 12 14 0
        3 call 1 - answered 0  3 10 12 0
    """)


def test_ranks_of_the_file_come_before_the_habits(tell):
    """contact_rank and agent_rank overrule channel and specialisation."""
    contacts = {"busy": once("00:00", 10), "call": once("00:01", 2), "mail": once("00:02", 2, "email")}
    skills = {"busy": {}, "call": {"contact_rank": 2}, "mail": {"contact_rank": 1}}
    groups = {
        "specialist": {"agents": 1, "skills": {"busy": {"agent_rank": 9}}},
        "generalist": {"agents": 1, "skills": {**skills, "busy": {"agent_rank": 2}}},
    }
    assert told(tell(contacts, groups)) == lines("""
        0 busy 1 - answered 1  0  0 10 0
        1 call 1 - answered 1  1 12 14 0
        2 mail 1 - answered 1  2 10 12 0
    """)


def test_wrap_up_blocks_the_agent(tell):
    """The customer is gone at 3, but the agent writes until 5; only then comes the next."""
    contacts = {"a": once("00:00", 3, wrap_up="2 min"), "b": once("00:01", 1)}
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 a 1 - answered 0  0 0 3 2
        1 b 1 - answered 0  1 5 6 0
    """)


def test_talks_end_before_wrap_ups(tell):
    """At 10 one agent has written up and another hangs up: the one who hangs up is asked first."""
    contacts = {
        "a": once("00:00", 5, wrap_up="5 min"),
        "b": once("00:01", 9),
        "c": once("00:02", 3),
        "d": once("00:03", 3),
    }
    assert told(tell(contacts, everybody(contacts, 2))) == lines("""
        0 a 1 - answered 0  0  0  5 5
        1 b 1 - answered 1  1  1 10 0
        2 c 1 - answered 1  2 10 13 0
        3 d 1 - answered 0  3 10 13 0
    """)


def test_slower_groups_take_longer(tell):
    """A group that is 50 % slower talks and wraps up half as long again."""
    contacts = {"a": once("00:00", 4, wrap_up="2 min")}
    groups = {"slow": {"agents": 1, "skills": {"a": {"slower": "50 %"}}}}
    assert told(tell(contacts, groups)) == ["0 a 1 - answered 0 0 0 6 3"]


# ---- giving up and coming back ------------------------------------------------------------------------------


def test_patience_ends_as_an_agent_comes_free(tell):
    """Both would hang up at 5, when the agent comes free: the first is answered, the second is gone."""
    contacts = {
        "busy": once("00:00", 5),
        "lucky": once("00:01", 3, patience="4 min"),
        "late": once("00:02", 3, patience="3 min"),
    }
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy  1 - answered  0  0 0 5 0
        1 lucky 1 - answered  0  1 5 8 0
        2 late  1 - abandoned -  2 - 5 -
    """)


def test_retry_after_abandonment(tell):
    """A customer who gave up tries again five minutes later, as patient as before, until they are answered."""
    returns = {"abandoned": {"share": "100 %", "after": "5 min"}}
    contacts = {"busy": once("00:00", 12), "b": once("00:01", 4, patience="2 min", returns=returns)}
    story = tell(contacts, everybody(contacts))
    assert told(story) == lines("""
        0 busy 1 - answered  0   0  0 12 0
        1 b    1 - abandoned -   1  -  3 -
        2 b    2 1 abandoned -   8  - 10 -
        3 b    3 2 answered  0  15 15 19 0
    """)
    assert story.tally.flow["retried"].sum() == 2
    assert story.tally.flow["requests"].sum() == 2


def test_who_comes_back_comes_before_new_customers(tell):
    """b is back at 10, when c calls for the first time: b is answered and c waits."""
    returns = {"abandoned": {"share": "100 %", "after": "8 min"}}
    contacts = {
        "c": once("00:10", 5),
        "busy": once("00:00", 3),
        "b": once("00:01", 4, patience="1 min", returns=returns),
    }
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered  0   0  0  3 0
        1 b    1 - abandoned -   1  -  2 -
        2 b    2 1 answered  0  10 10 14 0
        3 c    1 - answered  0  10 14 19 0
    """)


def test_lines_are_read_before_anything_happens(tell):
    """At 15 somebody joins the line and at 45 leaves it: the readings of those minutes do not know it yet."""
    contacts = {"busy": once("00:00", 45), "b": once("00:15", 5)}
    story = tell(contacts, everybody(contacts))
    assert story.tally.backlog[1].tolist() == [0, 0, 1, 1, 0]


def test_repeat_after_an_answer_that_resolved_nothing(tell):
    """An unsolved question comes back ten minutes after each answer, until the horizon (excluded) ends it."""
    returns = {"unresolved": {"share": "100 %", "after": "10 min"}, "most_attempts": 100}
    contacts = {"a": once("00:00", 5, returns=returns)}
    groups = {"all": {"agents": 1, "skills": {"a": {"resolves": "0 %"}}}}
    story = tell(contacts, groups)
    assert told(story) == lines("""
        0 a 1 - answered 0   0  0  5 0
        1 a 2 0 answered 0  15 15 20 0
        2 a 3 1 answered 0  30 30 35 0
        3 a 4 2 answered 0  45 45 50 0
    """)
    assert story.tally.flow["repeated"].sum() == 3
    assert story.tally.flow["resolved"].sum() == 0


def test_a_shut_door_and_the_next_opening(tell):
    """Blocked at 2; the patient one is back within the first hour of the next opening, the other is not."""
    contacts = {
        "lost": once("00:02", 1),
        "back": once("00:02", 1, outside_hours="next_opening"),
    }
    story = tell(contacts, everybody(contacts), length="4 h", calendar={"opening": "01:00-03:00"})
    assert told(story)[:2] == lines("""
        0 lost 1 - blocked - 2 - 2 -
        1 back 1 - blocked - 2 - 2 -
    """)
    assert len(story.log) == 3
    assert story.log["parent"][2] == 1
    assert 3600 <= story.log["arrived"][2] < 7200
    assert story.log["answered"][2] == story.log["arrived"][2]


# ---- ringing --------------------------------------------------------------------------------------------------


def test_pick_up_takes_time(tell):
    """A call rings two minutes: the agent is taken, the customer still waits, and then they talk."""
    contacts = {"a": once("00:01", 3), "b": once("00:02", 1, patience="6 min")}
    story = tell(contacts, everybody(contacts), routing={"pick_up": "2 min"})
    assert told(story) == lines("""
        0 a 1 - answered 0  1 3 6 0
        1 b 1 - answered 0  2 8 9 0
    """)
    assert story.tally.flow["ring"].sum() == 240
    assert story.tally.flow["delayed"].sum() == 1


def test_giving_up_while_it_rings(tell):
    """The impatient one hangs up in the agent's ear, and the agent turns to the one who waits."""
    contacts = {"hasty": once("00:01", 3, patience="1 min"), "mail": once("00:01", 4, "email")}
    story = tell(contacts, everybody(contacts), routing={"pick_up": "2 min"})
    assert told(story) == lines("""
        0 hasty 1 - abandoned - 1 - 2 -
        1 mail  1 - answered  0 1 2 6 0
    """)


# ---- several chats at a time ------------------------------------------------------------------------------------

CHATS = {"a": once("00:00", 10, "chat"), "b": once("00:04", 3, "chat"), "c": once("00:05", 2, "chat")}


def test_chats_share_an_agent(tell):
    """Two at once go at half the pace, from the minute the second begins until one of them ends.

    a does 4 of its 10 minutes alone and 3 beside b, which ends at 10; then c comes in and a does 2 beside it, and
    its last minute alone.
    """
    groups = everybody(CHATS, chats={"at_once": 2, "slower": ["0 %", "100 %"]})
    assert told(tell(CHATS, groups)) == lines("""
        0 a 1 - answered 0 0  0 15 0
        1 b 1 - answered 0 4  4 10 0
        2 c 1 - answered 0 5 10 14 0
    """)


def test_chats_that_keep_their_first_pace(tell):
    """a began alone and stays quick; b and c began beside another and stay slow."""
    groups = everybody(CHATS, chats={"at_once": 2, "slower": ["0 %", "100 %"], "pace": "fixed_at_start"})
    assert told(tell(CHATS, groups)) == lines("""
        0 a 1 - answered 0 0  0 10 0
        1 b 1 - answered 0 4  4 10 0
        2 c 1 - answered 0 5 10 14 0
    """)


def test_chats_go_to_whoever_has_the_fewest(tell):
    """Nobody gets a second chat while a colleague has none; then the one available longest."""
    contacts = {f"c{minute}": once(f"00:0{minute}", 20, "chat") for minute in range(4)}
    story = tell(contacts, everybody(contacts, 2, chats={"at_once": 2}))
    assert story.log["agent"].tolist() == [0, 1, 0, 1]


def test_who_holds_a_chat_takes_chats_only(tell):
    """A call wants empty hands, so it waits although a chat that came later is taken; and a call is not shared."""
    contacts = {
        "chat": once("00:00", 10, "chat"),
        "call": once("00:02", 5),
        "second": once("00:03", 4, "chat"),
        "third": once("00:12", 1, "chat"),
    }
    assert told(tell(contacts, everybody(contacts, chats={"at_once": 2}))) == lines("""
        0 chat   1 - answered 0  0  0 10 0
        1 call   1 - answered 0  2 10 15 0
        2 second 1 - answered 0  3  3  7 0
        3 third  1 - answered 0 12 15 16 0
    """)


# ---- shifts, closing time, the night --------------------------------------------------------------------------


def test_shift_end_and_shift_start(tell):
    """At the end of a shift the contact in hand is finished and no new one begun; a new shift begins at once.

    A unit of the trace is two minutes. At 20 a shift of two becomes one; b's agent is done at 28 and goes home
    although c waits. At 40 the second is back and takes f, who has waited for three minutes.
    """
    contacts = {
        "a": once("00:14", 16, **STAYS),
        "b": once("00:16", 12, **STAYS),
        "c": once("00:18", 8, **STAYS),
        "d": once("00:32", 14, **STAYS),
        "e": once("00:34", 10, patience="5 min"),
        "f": once("00:37", 4, **STAYS),
    }
    groups = {"all": {"schedule": "shifts.csv", "skills": {name: {} for name in contacts}}}
    story = tell(contacts, groups, tables={"shifts": "from,all\n00:00,2\n00:20,1\n00:40,2"})
    assert told(story) == lines("""
        0 a 1 - answered  0  14 14 30 0
        1 b 1 - answered  1  16 16 28 0
        2 c 1 - answered  0  18 30 38 0
        3 d 1 - answered  0  32 38 52 0
        4 e 1 - abandoned -  34  - 39 -
        5 f 1 - answered  1  37 40 44 0
    """)
    assert overtime_s(story) == [0, 480, 0, 0]


def test_a_group_in_overtime_takes_no_more_chats(tell):
    """At 15 one of two should be home, and both hold a chat: d waits although both have a hand free. At 21 the first
    is done and goes home; the other may take d beside a."""
    contacts = {
        "a": once("00:00", 40, "chat"),
        "b": once("00:01", 20, "chat"),
        "d": once("00:16", 10, "chat"),
    }
    skills = {name: {} for name in contacts}
    groups = {"all": {"schedule": "shifts.csv", "chats": {"at_once": 2}, "skills": skills}}
    story = tell(contacts, groups, tables={"shifts": "from,all\n00:00,2\n00:15,1\n00:30,1\n00:45,1"})
    assert told(story) == lines("""
        0 a 1 - answered 0   0  0 40 0
        1 b 1 - answered 1   1  1 21 0
        2 d 1 - answered 0  16 21 31 0
    """)
    assert overtime_s(story) == [0, 360, 0, 0]


def test_overtime_is_counted_where_it_falls(tell):
    """A shift ends at 30 and the contact in hand at 50: fifteen minutes in one interval, five in the next."""
    contacts = {"a": once("00:20", 30), "b": once("00:25", 5)}
    groups = {"all": {"schedule": "shifts.csv", "skills": {"a": {}, "b": {}}}}
    story = tell(contacts, groups, tables={"shifts": "from,all\n00:00,1\n00:30,0"})
    assert told(story) == lines("""
        0 a 1 - answered 0  20 20 50 0
        1 b 1 - waiting  -  25  -  - -
    """)
    assert overtime_s(story) == [0, 0, 900, 300]
    times = story.tally.people[0][:, [IDLE, ENGAGED, OVERTIME]]
    assert times.tolist() == [[900, 0, 0], [300, 600, 0], [0, 900, 900], [0, 300, 300]]


def test_a_shift_changes_before_anything_else_of_that_minute(tell):
    """Who comes at 10 finds the agent of 10; who waits when a talk ends at 20 waits on: the shift is over."""
    contacts = {"a": once("00:10", 10), "b": once("00:15", 5)}
    groups = {"all": {"schedule": "shifts.csv", "skills": {"a": {}, "b": {}}}}
    story = tell(contacts, groups, tables={"shifts": "from,all\n00:10,1\n00:20,0"})
    assert told(story) == lines("""
        0 a 1 - answered 0  10 10 20 0
        1 b 1 - waiting  -  15  -  - -
    """)
    assert overtime_s(story) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("at_close", "expected"),
    [("serve", "1 b 1 - answered 0 25 40 42 0"), ("leave", "1 b 1 - left - 25 - 30 -")],
)
def test_closing_time_with_somebody_in_line(tell, at_close, expected):
    """At half past the doors close: who is in line is served later, or has to leave; nobody else comes in."""
    contacts = {
        "a": once("00:20", 20, at_close=at_close),
        "b": once("00:25", 2, at_close=at_close),
        "c": once("00:30", 2, at_close=at_close),
    }
    groups = {"all": {"schedule": "shifts.csv", "skills": {name: {} for name in contacts}}}
    opening = {"opening": "00:00-00:30"}
    story = tell(contacts, groups, calendar=opening, tables={"shifts": "from,all\n00:00,1\n00:30,1"})
    assert told(story) == [
        "0 a 1 - answered 0 20 20 40 0",
        expected,
        "2 c 1 - blocked - 30 - 30 -",
    ]


def test_an_email_over_night(tell):
    """An e-mail of 17:00 is answered in the morning; its reply counts opened hours: one in the evening, half
    an hour in the morning. The one before was finished at 18:20, and the clock of replies stood at 18:00."""
    contacts = {"first": once("16:50", 90, "email"), "second": once("17:00", 30, "email")}
    story = tell(contacts, everybody(contacts), length="2 days", calendar={"opening": "08:00-18:00"})
    assert told(story) == lines("""
        0 first  1 - answered 0  1010 1010 1100 0
        1 second 1 - answered 0  1020 1920 1950 0
    """)
    assert story.tally.flow["reply_s"].sum(axis=1).tolist() == [70 * 60, 90 * 60]
    assert sum(overtime_s(story)) == 20 * 60
    assert story.tally.backlog.max(axis=1).tolist() == [0, 1]


# ---- partners -----------------------------------------------------------------------------------------------


def test_a_partner_with_all_of_a_type(tell):
    """All sales go to the partner and wait there, though the house is idle; when the partner is closed, the house
    takes them. Claims stay at home."""
    contacts = {"busy": once("00:00", 20), "sales": once("00:10", 5), "claims": once("00:11", 5)}
    contacts["evening"] = once("00:40", 5)
    groups = {
        "home": {"agents": 1, "skills": {name: {} for name in contacts}},
        "partner": {"site": "lille", "agents": 1, "skills": {name: {} for name in contacts}},
    }
    share = dict.fromkeys(("busy", "sales", "evening"), "100 %")
    story = tell(contacts, groups, sites={"lille": {"hours": "00:00-00:30", "share": share}})
    assert told(story) == lines("""
        0 busy@lille       1 - answered 1   0  0 20 0
        1 sales@lille      1 - answered 1  10 20 25 0
        2 claims           1 - answered 0  11 11 16 0
        3 evening@in-house 1 - answered 0  40 40 45 0
    """)


def test_without_shares_the_sites_work_from_one_line(tell):
    """A partner without a share helps out like any other group."""
    contacts = {"a": once("00:00", 9), "b": once("00:01", 9)}
    skills = {"a": {}, "b": {}}
    groups = {"home": {"agents": 1, "skills": skills}, "partner": {"site": "lille", "agents": 1, "skills": skills}}
    assert told(tell(contacts, groups, sites={"lille": {}})) == lines("""
        0 a 1 - answered 0 0 0  9 0
        1 b 1 - answered 1 1 1 10 0
    """)


# ---- ring all -----------------------------------------------------------------------------------------------


def test_whoever_picks_up(tell):
    """Where the phone rings on every desk, each free agent is as likely to answer (chi-square, 2 degrees)."""
    contact = {"channel": "call", "volume": {"every": "1 min"}, "handling": {"talk": "30 s"}}
    groups = {"two": {"agents": 2, "skills": {"a": {}}}, "one": {"agents": 1, "skills": {"a": {}}}}
    story = tell({"a": contact}, groups, length="10 h", routing={"agent": "random"})
    counts = np.bincount(story.log["agent"], minlength=3)
    assert counts.sum() == 600
    assert ((counts - 200) ** 2 / 200).sum() < -2 * math.log(0.0001)
