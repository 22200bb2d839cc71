"""Tiny stories of what customers do: in front of the machine, at the door, on hearing of the wait, when they come back.

Worked by hand from the sentences of `sim.scenario.nouns.customers`, and compared with the whole log of each engine.
"""

from __future__ import annotations

import pytest

from sim.model.arrays import ABANDONED, ANSWERED
from tests.stories import counted, everybody, lines, never, once, told, told_in_full

BACK_IN_10 = {"share": "100 %", "after": "10 min"}


def several(every: str, hours: str, talk: float, **more) -> dict:
    """A type with a customer at the first of these hours, and evenly from there on."""
    volume = {"every": every, "hours": {"mon": hours}}
    return {"channel": "call", "volume": volume, "handling": {"talk": f"{talk} min"}, **more}


# ---- as before, and by the hour -------------------------------------------------------------------------------


def test_who_comes_back_is_as_patient_as_before(tell):
    """Everybody calls again after ten minutes, with a patience and a talk between nothing and twice the mean.
    `as_before` these are the same at every attempt, else they are not."""
    back = {"share": "100 %", "after": "10 min"}
    calls = {
        "channel": "call", "volume": {"every": "6 min", "hours": "00:00-02:00"}, "unstaffed": "accept",
        "handling": {"talk": "uniform(0 min, 4 min)"}, "patience": "uniform(0 min, 10 min)",
    }  # fmt: skip
    tables = {"late": "from,all\n00:00,0\n02:00,1\n04:00,1"}
    groups = {"all": {"schedule": "late.csv", "skills": {"calls": {}}}}

    def waits(**more) -> dict[int, set[float]]:
        contacts = {"calls": calls | {"returns": {"abandoned": back | more, "most_attempts": 100}}}
        log = tell(contacts, groups, "6 h", tables=tables).log
        gone = log[log["outcome"] == ABANDONED]
        found: dict[int, set[float]] = {}
        for request, waited in zip(gone["request"], gone["waited"], strict=True):
            found.setdefault(int(request), set()).add(round(float(waited), 6))
        return found

    assert all(len(patience) == 1 for patience in waits(as_before=True).values())
    assert any(len(patience) > 1 for patience in waits().values())


def test_the_question_is_the_same_too(tell):
    """Nobody is helped by the first answer; with the same question the second takes as long."""
    back = {"share": "100 %", "after": "30 min", "as_before": True}
    calls = {
        "channel": "call", "volume": {"every": "10 min"}, "handling": {"talk": "exponential(2 min)"},
        "returns": {"unresolved": back, "most_attempts": 3},
    }  # fmt: skip
    log = tell({"calls": calls}, {"all": {"agents": 40, "skills": {"calls": {"resolves": "0 %"}}}}, "3 h").log
    talks = {}
    for row in log[log["outcome"] == ANSWERED]:
        talks.setdefault(int(row["request"]), []).append(float(row["talk"]))
    threes = [found for found in talks.values() if len(found) == 3]
    assert len(threes) >= 10
    assert all(found == pytest.approx([found[0]] * 3) for found in threes)
    assert len({round(found[0], 3) for found in threes}) == len(threes)


def test_the_hour_counts_in_which_a_contact_came(tell):
    """Until 15 talk and wrap-up last twice as long, from 15 on patience half: b came before, though it is answered
    after; c would have waited four minutes and waits two."""
    hourly = {"handling": {"mon 00:00-00:15": "200 %", "00:00-24:00": "100 %"}, "patience": {"00:15-24:00": "50 %"}}
    contacts = {
        "a": once("00:05", 6, wrap_up="1 min", by_hour={"handling": hourly["handling"]}),
        "b": once("00:14", 2, wrap_up="1 min", by_hour={"handling": hourly["handling"]}),
        "c": once("00:20", 3, patience="4 min", by_hour=hourly),
        "d": once("00:21", 3, wrap_up="30 s", patience="40 min", by_hour=hourly),
        "e": once("00:22", 3, patience="4 min", by_hour={"patience": {"tue": "10 %", "00:00-00:20": "1 %"}}),
    }
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 a 1 - answered  0  5  5 17 2
        1 b 1 - answered  0 14 19 23 2
        2 c 1 - abandoned - 20  - 22 -
        3 d 1 - answered  0 21 25 28 0.5
        4 e 1 - abandoned - 22  - 26 -
    """)


# ---- self-service -------------------------------------------------------------------------------------------


def test_the_machine_contains_and_some_escape(tell):
    """Two minutes in front of the machine, which does not help: ten minutes later a is back, past the machine, and
    has half as much again to tell."""
    front = {"contains": "100 %", "takes": "2 min", "wrongly": BACK_IN_10, "harder": "50 %"}
    contacts = {"a": once("00:00", 4, self_service=front)}
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 a request 1 - contained -  0  0  -  2 - -
        1 a escape  2 0 answered  0 12 12 12 18 6 0
    """)
    assert counted(story, "attempts", "requests", "offered", "entries", "contained", "escaped") == [2, 1, 1, 1, 1, 1]


def test_the_machine_lets_through(tell):
    """Those let through stand in line from then on: a waits from 2, and b, with half a minute of patience, from 4."""
    contacts = {
        "busy": once("00:00", 5),
        "a": once("00:00", 3, self_service={"contains": "0 %", "takes": "2 min"}),
        "b": once("00:01", 3, self_service={"contains": "0 %", "takes": "3 min"}, patience="0.5 min"),
    }
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 busy request 1 - answered  0 0 0 0 5   5 0
        1 a    request 1 - answered  0 0 2 5 8   3 0
        2 b    request 1 - abandoned - 1 4 - 4.5 - -
    """)
    assert story.tally.flow["wait_answered"].sum() == 180
    assert story.tally.flow["visit_s"][1].sum() == 480, "the visit counts from the arrival"


def test_the_machine_answers_when_the_door_is_shut(tell):
    """At 5 nobody works: who wants a person after the machine finds the door shut, who does not is helped."""
    contacts = {
        "helped": once("00:05", 3, self_service={"contains": "100 %", "takes": "1 min"}),
        "not": once("00:05", 3, self_service={"contains": "0 %", "takes": "1 min"}),
    }
    story = tell(contacts, everybody(contacts), calendar={"opening": "00:30-01:00"})
    assert told_in_full(story) == lines("""
        0 helped request 1 - contained - 5 5 - 6 - -
        1 not    request 1 - blocked   - 5 6 - 6 - -
    """)


# ---- busy signals -------------------------------------------------------------------------------------------


def test_busy_signal_for_want_of_places(tell):
    """One may wait. At 3 and at 5 another comes: a busy signal, and half an hour later they try again."""
    returns = {"busy": {"share": "100 %", "after": "30 min"}, "abandoned": BACK_IN_10}
    contacts = {
        "busy": once("00:00", 20),
        "b": several("2 min", "00:01-00:06", 2, places=1, patience="1 h", returns=returns),
    }
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 busy request 1 - answered 0  0  0  0 20 20 0
        1 b    request 1 - answered 0  1  1 20 22  2 0
        2 b    request 1 - blocked  -  3  3  -  3  - -
        3 b    request 1 - blocked  -  5  5  -  5  - -
        4 b    retry   2 2 answered 0 33 33 33 35  2 0
        5 b    retry   2 3 answered 0 35 35 35 37  2 0
    """)
    assert counted(story, "busy", "blocked", "offered", "retried") == [2, 2, 4, 2]


def test_going_on_at_once_as_another_type(tell):
    """Who finds the colleague busy goes on in the same instant as another type; the busy one comes free at 5."""
    back = {"abandoned": {"share": "100 %", "after": "0 s", "becomes": {"next": "100 %"}}}
    contacts = {
        "a": once("00:00", 5, patience="0 s", returns=back),
        "b": once("00:01", 5, patience="0 s", returns=back),
        "c": once("00:05", 5, patience="0 s", returns=back),
        "next": never(2),
    }
    groups = {
        "one": {"agents": 1, "skills": {name: {} for name in "abc"}},
        "two": {"agents": 1, "skills": {"next": {}}},
    }
    assert told_in_full(tell(contacts, groups)) == lines("""
        0 a    request 1 - answered  0 0 0 0  5 5 0
        1 b    request 1 - abandoned - 1 1 -  1 - -
        2 next retry   2 1 answered  1 1 1 1  3 2 0
        3 c    request 1 - answered  0 5 5 5 10 5 0
    """)


def test_no_place_at_all(tell):
    """Without a place to wait whoever finds nobody free gets a busy signal; who finds somebody does not."""
    contacts = {"busy": once("00:00", 4), "b": once("00:01", 2, places=0), "c": once("00:04", 2, places=0)}
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered 0 0 0 4 0
        1 b    1 - blocked  - 1 - 1 -
        2 c    1 - answered 0 4 4 6 0
    """)


def test_busy_signal_for_want_of_lines(tell):
    """One line. It is held in conversation (b) and in the queue (d), not during the wrap-up (c). Without a word about
    busy signals d tries again as after an abandonment."""
    contacts = {
        "a": once("00:00", 3, wrap_up="4 min"),
        "b": once("00:02", 2),
        "c": once("00:04", 2),
        "d": once("00:05", 1, returns={"abandoned": BACK_IN_10}),
        "mail": once("00:05", 1, "email"),
    }
    story = tell(contacts, everybody(contacts), channels={"call": {"lines": 1}})
    assert told(story) == lines("""
        0 a    1 - answered 0  0  0  3 4
        1 b    1 - blocked  -  2  -  2 -
        2 c    1 - answered 0  4  7  9 0
        3 d    1 - blocked  -  5  -  5 -
        4 mail 1 - answered 0  5  9 10 0
        5 d    2 3 answered 0 15 15 16 0
    """)
    assert counted(story, "busy") == [2]


def test_the_machine_holds_a_line(tell):
    """One line. Who talks to the machine from 0 to 3 holds it: at 1 another hears the busy signal, before any machine.
    Sent home at 3, the first gives it up; who comes at 3:30 holds it through machine, queue and talk, so at 8 it is
    busy."""
    front = {"contains": "100 %", "takes": "3 min"}
    through = {"contains": "0 %", "takes": "1 min"}
    contacts = {
        "mail": once("00:00", 6, "email"),
        "a": once("00:00", 3, self_service=front),
        "b": once("00:01", 3, self_service=front),
        "c": once("00:04", 3, self_service=through),
        "d": once("00:08", 3),
        "e": once("00:09", 3, self_service=through, opening="00:20-01:00", patience="0 s"),
        "f": once("00:10", 1),
        "g": once("00:11", 1),
    }
    story = tell(contacts, everybody(contacts), channels={"call": {"lines": 1}})
    assert told_in_full(story) == lines("""
        0 mail request 1 - answered  0  0  0 0  6 6 0
        1 a    request 1 - contained -  0  0 -  3 - -
        2 b    request 1 - blocked   -  1  1 -  1 - -
        3 c    request 1 - answered  0  4  5 6  9 3 0
        4 d    request 1 - blocked   -  8  8 -  8 - -
        5 e    request 1 - blocked   -  9 10 - 10 - -
        6 f    request 1 - answered  0 10 10 10 11 1 0
        7 g    request 1 - answered  0 11 11 11 12 1 0
    """)
    assert counted(story, "busy", "blocked", "contained", "entries") == [2, 3, 1, 3]


def test_a_line_may_be_held_from_the_queue_on(tell):
    """One line, and `lines_from: queue`: the machine holds none, so both are contained, and c finds the line taken only
    when the machine has let it through."""
    front = {"contains": "100 %", "takes": "3 min"}
    contacts = {
        "a": once("00:00", 3, self_service=front),
        "b": once("00:01", 3, self_service=front),
        "busy": once("00:02", 9),
        "c": once("00:03", 3, self_service={"contains": "0 %", "takes": "1 min"}),
    }
    story = tell(contacts, everybody(contacts), channels={"call": {"lines": 1, "lines_from": "queue"}})
    assert told_in_full(story) == lines("""
        0 a    request 1 - contained - 0 0 -  3 - -
        1 b    request 1 - contained - 1 1 -  4 - -
        2 busy request 1 - answered  0 2 2 2 11 9 0
        3 c    request 1 - blocked   - 3 4 -  4 - -
    """)


# ---- hearing of the wait ------------------------------------------------------------------------------------


def test_who_hangs_up_at_once(tell):
    """b hangs up whenever told to wait. That is an abandonment after no time; at 11 nobody else is there."""
    returns = {"abandoned": BACK_IN_10}
    contacts = {"busy": once("00:00", 10), "b": once("00:01", 2, balking={"share": "100 %"}, returns=returns)}
    story = tell(contacts, everybody(contacts))
    assert told(story) == lines("""
        0 busy 1 - answered  0  0  0 10 0
        1 b    1 - abandoned -  1  -  1 -
        2 b    2 1 answered  0 11 11 13 0
    """)
    assert counted(story, "balked", "abandoned", "short", "wait_abandoned") == [1, 1, 1, 0]


@pytest.mark.parametrize("balking", [{"queue": {0: "0 %", 1: "100 %"}}, {"wait": {"5 min": "100 %"}}])
def test_hanging_up_by_what_is_ahead(tell, balking):
    """The first stands behind nobody and will wait 4 minutes, the length of a talk; the second behind one, and 8."""
    contacts = {"busy": once("00:00", 6), "b": several("2 min", "00:01-00:04", 4, balking=balking)}
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered  0 0 0  6 0
        1 b    1 - answered  0 1 6 10 0
        2 b    1 - abandoned - 3 -  3 -
    """)


def test_leaving_when_the_announced_wait_is_too_long(tell):
    """Told 4 minutes, the first stays: half as patient again as its 6 minutes, so until 10. Told 8 minutes, the second
    leaves at once."""
    announcement = {"by": "queue", "leave_if_longer": True, "patience": "150 %"}
    b = several("2 min", "00:01-00:04", 4, patience="6 min", announcement=announcement)
    contacts = {"busy": once("00:00", 12), "b": b}
    story = tell(contacts, everybody(contacts))
    assert told(story) == lines("""
        0 busy 1 - answered  0 0 0 12 0
        1 b    1 - abandoned - 1 - 10 -
        2 b    1 - abandoned - 3 -  3 -
    """)
    assert counted(story, "balked") == [1]


def test_the_wait_of_the_last_is_announced(tell):
    """The first hears of no wait and waits 6 minutes. So much is announced to the next, at 9, who has 5 of patience."""
    announcement = {"by": "last", "leave_if_longer": True, "patience": "200 %"}
    b = several("8 min", "00:01-00:10", 4, patience="5 min", announcement=announcement)
    contacts = {"busy": once("00:00", 7), "b": b}
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered  0 0 0  7 0
        1 b    1 - answered  0 1 7 11 0
        2 b    1 - abandoned - 9 -  9 -
    """)


# ---- call-backs ---------------------------------------------------------------------------------------------

CALL_BACK = {"above": "1 min", "accept": "100 %", "promise": "20 min", "urgent": "5 min"}


def test_a_call_back_keeps_its_place(tell):
    """b would rather be called back, and is, before c who came later; the call-back is a contact of its own."""
    contacts = {"busy": once("00:00", 10), "b": once("00:01", 3, call_back=CALL_BACK), "c": once("00:02", 2)}
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 busy request   1 - answered 0 0 0  0 10 10 0
        1 b    request   1 - left     - 1 1  -  1  - -
        2 b    call-back 1 1 answered 0 1 1 10 13  3 0
        3 c    request   1 - answered 0 2 2 13 15  2 0
    """)
    assert counted(story, "attempts", "accepted", "left", "called_back", "kept_promises") == [3, 1, 0, 1, 1]
    assert story.tally.flow["visit_s"][1:].sum() == 60 * (12 + 13)


def test_nobody_answers_the_call_back(tell):
    """A minute of dialling at 10, and one a quarter of an hour later; then b is given up."""
    call_back = {**CALL_BACK, "reached": "0 %", "dialling": "1 min", "attempts": 2, "again_after": "15 min"}
    contacts = {"busy": once("00:00", 10), "b": once("00:01", 3, call_back=call_back), "c": once("00:02", 2)}
    contacts["d"] = once("00:26", 1)
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 busy request   1 - answered 0  0  0  0 10 10 0
        1 b    request   1 - left     -  1  1  -  1  - -
        2 b    call-back 1 1 left     -  1  1  - 27  - -
        3 c    request   1 - answered 0  2  2 11 13  2 0
        4 d    request   1 - answered 0 26 26 27 28  1 0
    """)
    assert counted(story, "unreached", "kept_promises", "left", "ring") == [1, 0, 1, 120]


def test_a_call_back_is_urgent_near_its_promise(tell):
    """Promised by 21, b is urgent from 16 on. At 10 the hot call goes first, at 18 b does."""
    contacts = {
        "busy": once("00:00", 10),
        "b": once("00:01", 3, call_back=CALL_BACK),
        "hot": once("00:02", 8),
        "next": once("00:03", 2),
    }
    ranks = {"busy": {}, "b": {"contact_rank": 2}, "hot": {"contact_rank": 1}, "next": {"contact_rank": 1}}
    story = tell(contacts, {"all": {"agents": 1, "skills": ranks}})
    assert told_in_full(story) == lines("""
        0 busy request   1 - answered 0 0 0  0 10 10 0
        1 b    request   1 - left     - 1 1  -  1  - -
        2 b    call-back 1 1 answered 0 1 1 18 21  3 0
        3 hot  request   1 - answered 0 2 2 10 18  8 0
        4 next request   1 - answered 0 3 3 21 23  2 0
    """)
    assert counted(story, "kept_promises") == [1]


# ---- who goes first -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("priority", [{"vip": {"share": "100 %", "head_start": "5 min"}}, {"head_start": "5 min"}])
def test_a_head_start(tell, priority):
    """At 3 v stands as if it had come at -2, before n of 1; at 8 w stands as of 3, behind."""
    contacts = {
        "busy": once("00:00", 10),
        "n": once("00:01", 2),
        "v": once("00:03", 2, priority=priority),
        "w": once("00:08", 2, priority=priority),
    }
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered 0 0  0 10 0
        1 n    1 - answered 0 1 12 14 0
        2 v    1 - answered 0 3 10 12 0
        3 w    1 - answered 0 8 14 16 0
    """)


def test_a_weight(tell):
    """At 10 n has a claim of 9 and w of 3 x 4; at 12 n has 11 and x 3 x 4."""
    contacts = {
        "busy": once("00:00", 10),
        "n": once("00:01", 2),
        "w": once("00:06", 2, priority={"weight": 3}),
        "x": once("00:08", 2, priority={"weight": 3}),
    }
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered 0 0  0 10 0
        1 n    1 - answered 0 1 14 16 0
        2 w    1 - answered 0 6 10 12 0
        3 x    1 - answered 0 8 12 14 0
    """)


def test_urgent_after_a_wait(tell):
    """n has rank 2 and goes last, until it has waited 8 minutes: at 5 not yet, at 9 to the second."""
    contacts = {
        "busy": once("00:00", 5),
        "n": once("00:01", 2, priority={"urgent_after": "8 min"}),
        "h": once("00:02", 4),
        "i": once("00:03", 4),
    }
    ranks = {"busy": {}, "n": {"contact_rank": 2}, "h": {"contact_rank": 1}, "i": {"contact_rank": 1}}
    assert told(tell(contacts, {"all": {"agents": 1, "skills": ranks}})) == lines("""
        0 busy 1 - answered 0 0  0  5 0
        1 n    1 - answered 0 1  9 11 0
        2 h    1 - answered 0 2  5  9 0
        3 i    1 - answered 0 3 11 15 0
    """)


def test_the_order_of_due_dates(tell):
    """a came first and is due in the evening; b, due within half an hour, goes before."""
    contacts = {
        "busy": once("00:00", 10),
        "a": once("00:01", 2, "email", target="90 % in 8 h", order="due-date"),
        "b": once("00:02", 2, "task", target="90 % in 30 min", order="due-date"),
    }
    ranks = {"busy": {}, "a": {"contact_rank": 2}, "b": {"contact_rank": 2}}
    assert told(tell(contacts, {"all": {"agents": 1, "skills": ranks}})) == lines("""
        0 busy 1 - answered 0 0  0 10 0
        1 a    1 - answered 0 1 12 14 0
        2 b    1 - answered 0 2 10 12 0
    """)


# ---- asking again elsewhere ---------------------------------------------------------------------------------


def chased(minutes: int, **more) -> dict:
    """Somebody is busy so long; a mail is sent at 1, and after 10 minutes without an answer its writer calls."""
    chase = {"after": "10 min", "becomes": "call", **more.pop("chase", {})}
    return {"busy": once("00:00", minutes), "mail": once("00:01", 3, "email", chase=chase, **more), "call": never(2)}


def test_calling_after_an_unanswered_mail(tell):
    """The mail stays in the line and is answered too; the call beside it settles nothing of its own."""
    contacts = chased(20)
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 busy request 1 - answered 0  0  0  0 20 20 0
        1 mail request 1 - answered 0  1  1 22 25  3 0
        2 call chase   2 1 answered 0 11 11 20 22  2 0
    """)
    assert counted(story, "requests", "chased", "withdrawn", "resolved", "firsts") == [2, 1, 0, 2, 2]


def test_calling_and_taking_the_mail_back(tell):
    contacts = chased(20, chase={"withdraws": True})
    story = tell(contacts, everybody(contacts))
    assert told_in_full(story) == lines("""
        0 busy request 1 - answered 0  0  0  0 20 20 0
        1 mail request 1 - left     -  1  1  - 11  - -
        2 call chase   2 1 answered 0 11 11 20 22  2 0
    """)
    assert counted(story, "chased", "withdrawn", "left", "resolved", "firsts") == [1, 1, 1, 2, 2]


def test_nobody_calls_about_a_mail_that_is_being_answered(tell):
    """At 11 the agent comes free and the writer would call: the end of a talk is first, and the mail is in hand."""
    contacts = chased(11)
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered 0 0  0 11 0
        1 mail 1 - answered 0 1 11 14 0
    """)


def test_who_gives_up_does_not_call(tell):
    """Patience ends and the call would come in the same second: giving up is first."""
    contacts = chased(20, patience="10 min")
    assert told(tell(contacts, everybody(contacts)))[1:] == ["1 mail 1 - abandoned - 1 - 11 -"]


# ---- coming back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{"abandoned": {"later": "0 %"}}, {"most_attempts": 2}])
def test_once_more_and_no_more(tell, more):
    """All come back after the first attempt, nobody after the second: by the share or by the number of attempts."""
    returns = {**more, "abandoned": {"share": "100 %", "after": "5 min", **more.get("abandoned", {})}}
    contacts = {"busy": once("00:00", 30), "b": once("00:01", 2, patience="2 min", returns=returns)}
    assert told(tell(contacts, everybody(contacts))) == lines("""
        0 busy 1 - answered  0 0 0 30 0
        1 b    1 - abandoned - 1 -  3 -
        2 b    2 1 abandoned - 8 - 10 -
    """)


def test_coming_back_on_another_channel(tell):
    """Who gave up on the line writes; the mail is an attempt of the same request."""
    returns = {"abandoned": {"share": "100 %", "after": "5 min", "becomes": {"mail": "100 %"}}}
    contacts = {
        "busy": once("00:00", 20),
        "b": once("00:01", 2, patience="2 min", returns=returns),
        "mail": never(3, "email"),
    }
    assert told_in_full(tell(contacts, everybody(contacts))) == lines("""
        0 busy request 1 - answered  0 0 0  0 20 20 0
        1 b    request 1 - abandoned - 1 1  -  3  - -
        2 mail retry   2 1 answered  0 8 8 20 23  3 0
    """)


@pytest.mark.parametrize(("of_type", "of_group", "back"), [("0 %", "100 %", 1), ("100 %", "0 %", 0)])
def test_how_many_repeat_is_the_groups_own(tell, of_type, of_group, back):
    """After an answer that settled nothing the share of the group counts, not that of the type."""
    returns = {"unresolved": {"share": of_type, "after": "10 min"}, "most_attempts": 2}
    contacts = {"a": once("00:00", 5, returns=returns)}
    story = tell(contacts, {"all": {"agents": 1, "skills": {"a": {"resolves": "0 %", "repeats": of_group}}}})
    expected = ["0 a request 1 - answered 0 0 0 0 5 5 0", "1 a repeat 2 0 answered 0 15 15 15 20 5 0"]
    assert told_in_full(story) == expected[: 1 + back]
    assert counted(story, "repeated", "resolved", "firsts", "first_quiet") == [back, 0, 1, 1 - back]


def test_a_free_agent_does_not_help_without_a_line(tell):
    """Two agents and one line: b gets a busy signal though somebody is free; c, at the end of a, does not."""
    contacts = {"a": once("00:00", 3), "b": once("00:01", 2), "c": once("00:03", 2)}
    assert told(tell(contacts, everybody(contacts, 2), channels={"call": {"lines": 1}})) == lines("""
        0 a 1 - answered 0 0 0 3 0
        1 b 1 - blocked  - 1 - 1 -
        2 c 1 - answered 1 3 3 5 0
    """)
