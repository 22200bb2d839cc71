"""Tiny stories of people with a roster: breaks, pauses, ends of shifts, names, and what days do to them.

Worked by hand from the sentences of `sim.scenario.nouns.rosters` and `sim.scenario.nouns.careers`, and compared with
the whole log and with the books of each engine.
"""

from __future__ import annotations

import pytest

from sim.model.arrays import ABSENCE, BREAKS, ENGAGED, IDLE, MEETINGS, OVERTIME, PAID, TRAINING, WAGES
from tests.stories import STAYS, lines, once, told
from tests.twins import Run


def crew(contacts: dict, hours: str = "00:00-01:00", breaks: list | None = None, many: int = 1, **more) -> dict:
    """One group with one shift."""
    shifts = more.pop("shifts", {"day": {"hours": hours, "people": many, "breaks": breaks or []}})
    return {"all": {"skills": {name: {} for name in contacts}, "shifts": shifts, **more}}


def minutes(story: Run, *columns: int) -> list[float]:
    """Minutes of all groups in these columns of the books."""
    return [round(story.tally.people[..., column].sum() / 60, 9) for column in columns]


# ---- breaks ----------------------------------------------------------------------------------------------------


def test_a_break_begins_when_the_hands_are_empty_and_has_its_full_length(tell):
    """Due at 10, begun at 15 when the talk ends, over at 25; who called at 12 is answered then."""
    contacts = {"a": once("00:05", 10), "b": once("00:12", 1, **STAYS)}
    story = tell(contacts, crew(contacts, breaks=[{"at": "00:10", "length": "10 min", "paid": False}]))
    assert told(story) == lines("""
        0 a 1 - answered 0  5  5 15 0
        1 b 1 - answered 0 12 25 26 0
    """)
    assert minutes(story, IDLE, ENGAGED, BREAKS, OVERTIME, PAID) == [5 + 34, 11, 10, 0, 50]


def test_a_break_comes_before_the_customer_of_the_same_second(tell):
    """At 10 the agent leaves and the telephone rings: nobody is there."""
    contacts = {"a": once("00:10", 2)}
    story = tell(contacts, crew(contacts, breaks=[{"at": "00:10", "length": "10 min", "what": "meeting"}]))
    assert told(story) == ["0 a 1 - answered 0 10 20 22 0"]
    assert minutes(story, MEETINGS, PAID) == [10, 60]


def test_people_are_spread_over_the_window_of_a_break(tell):
    """Two people and a window of 20 minutes in which a break can begin: at a quarter and at three quarters of it."""
    contacts = {name: once(f"00:{at}", 1, **STAYS) for name, at in (("a", 16), ("b", 17), ("c", 30), ("d", 31))}
    breaks = [{"between": "00:10-00:40", "length": "10 min"}]
    story = tell(contacts, crew(contacts, many=2, breaks=breaks))
    assert told(story) == lines("""
        0 a 1 - answered 1 16 16 17 0
        1 b 1 - answered 1 17 17 18 0
        2 c 1 - answered 0 30 30 31 0
        3 d 1 - answered 0 31 31 32 0
    """)


def test_a_break_on_other_days_is_none(tell):
    """The run begins on a Monday."""
    contacts = {"a": once("00:10", 2)}
    breaks = [{"at": "00:05", "length": "20 min", "days": "tue"}]
    assert told(tell(contacts, crew(contacts, breaks=breaks))) == ["0 a 1 - answered 0 10 10 12 0"]


def test_the_gap_of_a_split_shift_ends_on_time(tell):
    """Due at 20, begun at 25, over at 40 as planned, and not paid."""
    contacts = {"a": once("00:15", 10), "b": once("00:30", 1)}
    story = tell(contacts, crew(contacts, hours="00:00-00:20, 00:40-01:00"))
    assert told(story) == lines("""
        0 a 1 - answered 0 15 15 25 0
        1 b 1 - answered 0 30 40 41 0
    """)
    assert minutes(story, BREAKS, PAID) == [15, 45]


def test_a_break_is_cut_short_by_the_end_of_the_shift_alone(tell):
    contacts = {"a": once("00:15", 10)}
    story = tell(contacts, crew(contacts, hours="00:00-00:30", breaks=[{"at": "00:20", "length": "20 min"}]))
    assert minutes(story, IDLE, ENGAGED, BREAKS, PAID) == [15, 10, 5, 30]


def test_somebody_with_chats_goes_when_all_are_over(tell):
    """Due at 5 with two chats open: no third is taken, and the break begins at 12, when the last one ends."""
    contacts = {name: once(f"00:{at:02d}", talk, "chat") for name, at, talk in (("a", 0, 8), ("b", 2, 10), ("c", 6, 1))}
    breaks = [{"at": "00:05", "length": "10 min"}]
    story = tell(contacts, crew(contacts, breaks=breaks, chats={"at_once": 3}))
    assert told(story) == lines("""
        0 a 1 - answered 0 0  0  8 0
        1 b 1 - answered 0 2  2 12 0
        2 c 1 - answered 0 6 22 23 0
    """)


# ---- the end of a shift ------------------------------------------------------------------------------------------


def test_who_finishes_takes_nothing_new(tell):
    contacts = {"a": once("00:25", 10), "b": once("00:26", 1)}
    story = tell(contacts, crew(contacts, hours="00:00-00:30", wage_per_hour=60))
    assert told(story) == lines("""
        0 a 1 - answered 0 25 25 35 0
        1 b 1 - waiting  - 26  -  - -
    """)
    assert minutes(story, IDLE, ENGAGED, OVERTIME, PAID) == [25, 10, 5, 30]
    assert story.tally.people[..., WAGES].sum() == pytest.approx(35)


def test_who_stays_on_begins_nothing_after_the_limit(tell):
    """Until 40 they take whoever waits: at 33 and at 38; at 48 they go home."""
    contacts = {
        name: once(f"00:{at}", talk) for name, at, talk in (("a", 25, 8), ("b", 26, 5), ("c", 27, 10), ("d", 28, 1))
    }
    more = {"end_of_shift": "overtime", "overtime_up_to": "10 min"}
    story = tell(contacts, crew(contacts, hours="00:00-00:30", **more))
    assert told(story) == lines("""
        0 a 1 - answered 0 25 25 33 0
        1 b 1 - answered 0 26 33 38 0
        2 c 1 - answered 0 27 38 48 0
        3 d 1 - waiting  - 28  -  - -
    """)
    assert minutes(story, OVERTIME) == [18]


def test_who_stays_on_goes_home_when_nobody_waits(tell):
    """At 33 the line is empty; who calls at 34 finds nobody."""
    contacts = {"a": once("00:25", 8), "b": once("00:34", 1)}
    story = tell(contacts, crew(contacts, hours="00:00-00:30", end_of_shift="overtime"))
    assert told(story)[1] == "1 b 1 - waiting - 34 - - -"
    assert minutes(story, OVERTIME) == [3]


SHIFTS = {"early": {"hours": "00:00-00:30", "people": 1}, "late": {"hours": "00:30-01:00", "people": 1}}


def test_work_is_handed_over(tell):
    """A mail of 20 minutes, begun at 20: the late shift goes on with its half. The early one is home on time."""
    contacts = {"mail": once("00:20", 20, "email")}
    story = tell(contacts, crew(contacts, shifts=SHIFTS, end_of_shift="hand-over"))
    assert told(story) == ["0 mail 1 - answered 1 20 20 40 0"]
    assert minutes(story, IDLE, ENGAGED, OVERTIME) == [20 + 20, 20, 0]


def test_a_call_is_not_handed_over(tell):
    contacts = {"call": once("00:20", 20)}
    story = tell(contacts, crew(contacts, shifts=SHIFTS, end_of_shift="hand-over"))
    assert told(story) == ["0 call 1 - answered 0 20 20 40 0"]
    assert minutes(story, OVERTIME) == [10]


def test_a_conversation_kept_by_somebody_who_goes_home_goes_to_others(tell):
    """The first answer at 25 by the early one; the customer is back at 40, and the late one goes on."""
    turns = {"mean": 2, "law": "fixed", "gap": "10 min", "kept_by": "agent"}
    contacts = {"m": once("00:25", 5, "message", turns=turns)}
    assert told_turns(tell(contacts, crew(contacts, shifts=SHIFTS))) == [(1, 25.0, 45.0)]


def told_turns(story: Run) -> list[tuple[int, float, float]]:
    """Last agent, first answer and end of each conversation, in minutes."""
    return [(int(row["agent"]), row["answered"] / 60, row["ended"] / 60) for row in story.log]


# ---- late, absent, off on other business ---------------------------------------------------------------------------


def test_who_is_late_is_not_paid_until_they_come(tell):
    contacts = {"a": once("00:00", 2)}
    story = tell(contacts, crew(contacts, late="5 min", wage_per_hour=60))
    assert told(story) == ["0 a 1 - answered 0 0 5 7 0"]
    assert minutes(story, ABSENCE, PAID, WAGES) == [5, 55, pytest.approx(55 / 60)]


@pytest.mark.parametrize(("paid", "minutes_paid"), [(True, 60), (False, 0)])
def test_who_is_absent_is_away_all_day(tell, paid, minutes_paid):
    contacts = {"a": once("00:00", 2)}
    story = tell(contacts, crew(contacts, absence={"share": "100 %", "paid": paid}))
    assert told(story) == ["0 a 1 - waiting - 0 - - -"]
    assert minutes(story, ABSENCE, PAID, IDLE) == [60, minutes_paid, 0]


def test_experts_have_dedicated_time(tell):
    """A quarter of the hour, in the middle for one person alone: from 22.5 to 37.5."""
    contacts = {"a": once("00:25", 1)}
    levels = {"expert": {"people": 1, "off_floor": "25 %", "wage_per_hour": 120}}
    story = tell(contacts, crew(contacts, levels=levels, wage_per_hour=60))
    assert told(story) == ["0 a 1 - answered 0 25 37.5 38.5 0"]
    assert minutes(story, MEETINGS, WAGES) == [15, pytest.approx(120 / 60)]


# ---- names, and the price of being this person -----------------------------------------------------------------


def test_a_person_with_a_name(tell):
    """Anna takes x only and is twice as slow; she is the specialist, so she is asked first."""
    contacts = {"x": once("00:05", 5), "y": once("00:06", 5), "x2": once("00:07", 2)}
    people = {"Anna": {"skills": {"x": {}, "x2": {}}, "slower": "100 %"}}
    story = tell(contacts, crew(contacts, people=people, shifts={"day": {"hours": "00:00-01:00", "people": 1}}))
    assert told(story) == lines("""
        0 x  1 - answered 1 5  5 15 0
        1 y  1 - answered 0 6  6 11 0
        2 x2 1 - answered 0 7 11 13 0
    """)


def test_changing_hats_takes_time(tell):
    """Two minutes where the type is another than the last; none at the first contact, nor the second of a kind."""
    contacts = {"x": once("00:00", 5), "y": once("00:10", 5), "z": once("00:20", 5, "email")}
    contacts["y"]["volume"]["every"] = "1 day"
    story = tell(contacts, crew(contacts, hats={"time": "2 min"}))
    assert told(story) == lines("""
        0 x 1 - answered 0  0  0  5 0
        1 y 1 - answered 0 10 10 17 0
        2 z 1 - answered 0 20 20 27 0
    """)


def test_each_further_skill_has_its_price(tell):
    """Three skills, 10 % for each beyond the first: everything takes 1.2 times as long."""
    contacts = {name: once(f"00:{at}", 5) for name, at in (("a", 10), ("b", 20), ("c", 30))}
    story = tell(contacts, crew(contacts, breadth={"slower": "10 %"}))
    assert [line.split()[-2] for line in told(story)] == ["16", "26", "36"]


def daily(talk: float, **more) -> dict:
    """A type with one customer at 00:10 of each day."""
    return {
        **once("00:10", talk, unstaffed="accept"),
        "volume": {"every": "1 day", "hours": {"all": "00:10-00:11"}},
        **more,
    }


def test_a_beginner_learns_by_half_lives(tell):
    """Twice as slow on the first day, half of it made up in a day: 10, 7.5 and 6.25 minutes for 5."""
    contacts = {"a": daily(5)}
    more = {"tenure": "0 s", "learning": {"slower": "100 %", "half_life": "1 day"}}
    story = tell(contacts, crew(contacts, **more), length="3 days")
    assert [round(row["talk"] / 60, 9) for row in story.log] == [10, 7.5, 6.25]


def test_a_skill_is_forgotten_from_some_day_on(tell):
    """y comes on day 1 and day 4. After 2 days without it, half of what can be lost (100 %) is lost in a day."""
    contacts = {"x": daily(1), "y": once("00:20", 6, unstaffed="accept")}
    contacts["y"]["volume"] = {"every": "1 day", "hours": {"mon": "00:20-00:21", "thu": "00:20-00:21"}}
    more = {"forgetting": {"after": "2 days", "slower": "100 %", "half_life": "1 day"}}
    story = tell(contacts, crew(contacts, **more), length="4 days")
    assert [round(row["talk"] / 60, 9) for row in story.log if row["type"] == 1] == [6, 9]


def test_coaching_costs_time_and_makes_faster(tell):
    """A month is 30.4375 days: an hour a day falls due from the second day on. After the first session of an hour,
    which is the half-life, half of the 40 % is gained."""
    contacts = {"a": daily(10)}
    coaching = {"hours_per_month": 30.4375, "half_life": 1, "slower": "-40 %"}
    story = tell(contacts, crew(contacts, hours="00:00-08:00", coaching=coaching), length="3 days")
    assert [round(row["talk"] / 60, 9) for row in story.log] == [10, 10, 8]
    assert minutes(story, TRAINING) == [120]


def test_promotion_after_a_time_and_while_there_is_room(tell):
    """Two beginners, twice as slow, and room for one above: from the second day on the first of them is quick."""
    contacts = {"a": daily(5), "b": daily(5)}
    levels = {"junior": {"people": 2, "slower": "100 %"}, "senior": {"after": "1 day", "at_most": "50 %"}}
    story = tell(contacts, crew(contacts, many=2, levels=levels, tenure="0 s"), length="2 days")
    assert sorted(round(row["talk"] / 60, 9) for row in story.log) == [5, 10, 10, 10]


@pytest.mark.parametrize(
    ("tenure", "after", "talks"),
    [
        ("never", None, [10, 10, 10, 10]),  # nobody says when: nobody is promoted, however long they are here
        ("0 s", None, [10, 10, 10, 10]),
        ("never", "2 days", [10, 10, 5, 5]),  # nobody knows since when: the time begins with the run
        ("1 day", "2 days", [10, 5, 5, 5]),
        ("1 day", "3000 days", [10, 10, 10, 10]),
        ("3000 days", "2 days", [5, 5, 5, 5]),
    ],
)
def test_the_time_at_a_level_is_counted_from_tenure_or_from_the_start(tell, tenure, after, talks):
    contacts = {"a": daily(5)}
    senior = {"wage_per_hour": 20} | ({"after": after} if after else {})
    levels = {"junior": {"people": 1, "slower": "100 %"}, "senior": senior}
    story = tell(contacts, crew(contacts, levels=levels, tenure=tenure, wage_per_hour=10), length="4 days")
    assert [round(row["talk"] / 60, 9) for row in story.log] == talks
    assert story.tally.people[..., WAGES].sum() == pytest.approx(sum(10 if talk == 10 else 20 for talk in talks))
