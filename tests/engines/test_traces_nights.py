"""Tiny stories of nights: shifts, breaks, openings and head counts that go on over midnight.

Worked by hand from the sentences of `sim.scenario.calendar.nights` and `sim.scenario.nouns.rosters`; minutes count from
the first midnight.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import yaml

from sim.model.arrays import ABSENCE, BREAKS, ENGAGED, OVERTIME, PAID
from sim.plan.build import plan_design
from sim.scenario.calendar.periods import when
from tests.engines.test_traces_rosters import crew, minutes
from tests.stories import STAYS, lines, once, told

H = 60
NIGHTS = ["18:00-08:00", ["00:00-08:00", "18:00-24:00"], "00:00-08:00, 18:00-24:00"]


def on(day: str, at: str, talk: float, **more) -> dict:
    """A type with one customer on a weekday."""
    words = once(at, talk, unstaffed="accept", **STAYS, **more)
    return words | {"volume": {"every": "1 day", "hours": {day: words["volume"]["hours"]["mon"]}}}


@pytest.mark.parametrize("hours", NIGHTS)
def test_a_night_is_one_shift_however_it_is_written(tell, hours):
    """At 07:40 of Monday a talk runs ten minutes over the end; the one at 23:50 is within the shift. Paid: the rest of
    Sunday's night, Monday's, and Tuesday's up to the end of the run. The ten hours between are no break."""
    contacts = {"a": on("mon", "07:40", 30), "b": on("mon", "23:50", 30), "c": on("tue", "07:40", 30)}
    story = tell(contacts, crew(contacts, hours=hours), length="2 days")
    assert told(story) == lines("""
        0 a 1 - answered 0  460  460  490 0
        1 b 1 - answered 0 1430 1430 1460 0
        2 c 1 - answered 0 1900 1900 1930 0
    """)
    assert minutes(story, OVERTIME, BREAKS, PAID, ENGAGED) == [20, 0, (8 + 14 + 6) * H, 90]


def test_a_night_at_the_end_of_the_week(tell):
    """Sunday 22:00 to Monday 06:00; the run begins on Sunday and ends after a week and two hours."""
    contacts = {"a": on("sun", "23:50", 30), "b": on("mon", "05:50", 30)}
    story = tell(
        contacts, crew(contacts, hours={"sun": "22:00-06:00"}), length="170 h", calendar={"start": "2024-01-07"}
    )
    assert told(story) == lines("""
        0 a 1 - answered 0 1430 1430 1460 0
        1 b 1 - answered 0 1790 1790 1820 0
    """)
    assert minutes(story, OVERTIME, PAID) == [20, 8 * H]


def test_breaks_after_midnight_belong_to_the_night_that_began(tell):
    """Monday's night has one at 02:00 of Tuesday, Sunday's has none at 02:00 of Monday."""
    contacts = {"a": on("mon", "02:05", 5), "b": on("tue", "02:05", 5), "c": on("wed", "23:40", 5)}
    breaks = [
        {"at": "02:00", "length": "30 min", "paid": False, "days": "mon"},
        {"between": "23:30-00:30", "length": "40 min", "what": "meeting", "days": "wed"},
    ]
    story = tell(contacts, crew(contacts, hours="22:00-06:00", breaks=breaks), length="3 days")
    assert told(story) == lines("""
        0 a 1 - answered 0  125  125  130 0
        1 b 1 - answered 0 1565 1590 1595 0
        2 c 1 - waiting  - 4300    -    - -
    """)
    assert minutes(story, BREAKS, PAID) == [30, (6 + 8 + 8 + 2) * H - 30]


def test_a_break_before_the_run_is_over(tell):
    """Sunday's night: the break at 23:00 was before the run, the one at 23:50 has ten minutes left."""
    contacts = {"a": on("mon", "00:05", 5)}
    breaks = [{"at": "23:00", "length": "30 min"}, {"at": "23:50", "length": "20 min"}]
    story = tell(contacts, crew(contacts, hours={"sun": "22:00-06:00"}, breaks=breaks), length="1 day")
    assert told(story) == ["0 a 1 - answered 0 5 10 15 0"]
    assert minutes(story, BREAKS, PAID) == [10, 6 * H]


@pytest.mark.parametrize(
    "hours",
    [
        {"mon-fri": "22:00-06:00"},
        {"mon": "22:00-24:00", "tue-fri": ["00:00-06:00", "22:00-24:00"], "sat": "00:00-06:00"},
    ],
)
def test_who_does_not_come_misses_the_whole_night(tell, hours):
    contacts = {"a": on("sun", "12:00", 1)}
    story = tell(contacts, crew(contacts, hours=hours, absence={"share": "50 %", "paid": False}), length="14 days")
    absent, paid = minutes(story, ABSENCE, PAID)
    assert absent + paid == 10 * 8 * H
    assert 0 < absent < 80 * H
    assert absent % (8 * H) == 0


@pytest.mark.parametrize("on_holidays", ["closed", "10:00-12:00"])
def test_a_night_that_begins_on_the_eve_of_a_holiday_is_worked(tell, on_holidays):
    """Wednesday is a holiday: Tuesday's night goes on to 06:00 of it, and what begins on it are its own hours."""
    contacts = {"a": on("wed", "05:50", 20)}
    hours = {"all": "22:00-06:00", "holidays": on_holidays}
    calendar = {"holidays": ["2024-01-03"]}
    story = tell(contacts, crew(contacts, hours=hours), length="5 days", calendar=calendar)
    assert told(story) == lines("0 a 1 - answered 0 3230 3230 3250 0")
    own = 0 if on_holidays == "closed" else 2
    assert minutes(story, OVERTIME, PAID) == [10, (6 + 8 + 8 + own + 8 + 2) * H]


def test_one_shift_after_the_other_is_no_overtime(tell):
    """Round the clock, as somebody may write who stands in for a whole crew: what is in hand at midnight goes on."""
    contacts = {"a": on("mon", "23:50", 30), "b": on("tue", "00:10", 5)}
    story = tell(contacts, crew(contacts, hours="always", wage_per_hour=60), length="2 days")
    assert told(story) == lines("""
        0 a 1 - answered 0 1430 1430 1460 0
        1 b 1 - answered 0 1450 1460 1465 0
    """)
    assert minutes(story, OVERTIME, PAID, ENGAGED) == [0, 48 * H, 35]


def test_one_shift_after_the_other_keeps_the_books(tell):
    """Absent, in training, gone, on a break: whatever the next morning brings to hands that are full, every second is
    somewhere (the law of the books is checked in each run)."""
    contacts = {
        "a": {"channel": "call", "volume": {"per_hour": 9}, "handling": {"talk": "exponential(7 min)"}, **STAYS},
        "b": {"channel": "chat", "volume": {"per_hour": 9}, "handling": {"talk": "exponential(20 min)"}, **STAYS},
    }
    more = {
        "absence": {"share": "30 %"}, "pauses": {"every": "2 h", "length": "10 min"}, "chats": {"at_once": 3},
        "turnover": {"leaves_per_month": "80 %", "replaced_after": "2 days", "training_days": 2}, "wage_per_hour": 1,
        "fatigue": {"above": "50 %", "slower": "20 %", "absence": "200 %"},
    }  # fmt: skip
    breaks = [{"at": "23:45", "length": "30 min"}, {"at": "06:00", "length": "15 min"}]
    story = tell(contacts, crew(contacts, hours="always", many=3, breaks=breaks, **more), length="20 days")
    absent, paid, overtime = minutes(story, ABSENCE, PAID, OVERTIME)
    assert absent > 0
    assert paid <= 3 * 20 * 24 * H
    assert overtime < 0.01 * paid


def test_two_shifts_of_a_day_and_no_break_between(tell):
    """On Monday alone, ten hours apart: what runs over the end of the first is overtime. Four hours apart it is a
    break, which begins late."""
    contacts = {"a": on("mon", "07:40", 30), "b": on("mon", "18:05", 5)}
    story = tell(contacts, crew(contacts, hours={"mon": ["00:00-08:00", "18:00-24:00"]}), length="2 days")
    assert told(story)[1] == "1 b 1 - answered 0 1085 1085 1090 0"
    assert minutes(story, OVERTIME, BREAKS, PAID) == [10, 0, 14 * H]
    story = tell(contacts, crew(contacts, hours={"mon": ["00:00-08:00", "12:00-24:00"]}), length="2 days")
    assert minutes(story, OVERTIME, BREAKS, PAID) == [0, 230, 20 * H + 10]


def test_hours_of_a_contract_are_filled_with_nights(tell):
    """20 hours a week: two nights of eight and half a third."""
    contacts = {"a": on("sun", "12:00", 1)}
    people = {"Anna": {"contract_hours": 20}}
    group = crew(contacts, shifts={"night": {"hours": "22:00-06:00", "people": 0}}, people=people)
    story = tell(contacts, group, length="7 days")
    assert minutes(story, PAID) == [20 * H]


def test_a_head_count_over_midnight(tell):
    contacts = {"a": once("23:50", 30), "b": on("tue", "07:50", 20)}
    groups = {"all": {"agents": 1, "skills": {"a": {}, "b": {}}}}
    story = tell(contacts, groups, length="2 days", calendar={"opening": "18:00-08:00"})
    assert minutes(story, OVERTIME) == [10]
    assert float(story.planned.scheduled_s.sum()) == (8 + 14 + 6) * 3600


def test_a_site_that_is_cut_off_sends_the_night_home(tell):
    """Cut off on Wednesday: Tuesday's night ends at midnight, and Wednesday's does not begin."""
    contacts = {"a": on("tue", "23:50", 30)}
    groups = crew(contacts, hours="22:00-06:00", site="there")
    sites = {"there": {"share": {"a": "100 %"}, "outages": ["2024-01-03"]}}
    story = tell(contacts, groups, length="4 days", sites=sites)
    assert minutes(story, OVERTIME, PAID) == [20, (6 + 8 + 2 + 2) * H]


# ---- compiled --------------------------------------------------------------------------------------------------------


def opened_hours(scenario, opening, **calendar) -> np.ndarray:
    """[days] opened hours before and after noon."""
    words = {
        "name": "open", "calendar": {"start": "2024-01-01", "days": 7, "opening": opening, **calendar},
        "contacts": {"a": {"channel": "call", "volume": {"per_day": 10}, "handling": {"talk": "4 min"}}},
        "groups": {"all": {"agents": 1, "skills": {"a": {}}}},
    }  # fmt: skip
    plan = plan_design(scenario(yaml.safe_dump(words)), "base").plan
    by_kind = plan.open[0].reshape(-1, 2, plan.slots_a_day // 2).sum(axis=2) * plan.slot / 3600
    return by_kind[plan.day_kind[:7]]


def test_opening_over_midnight(scenario):
    hours = opened_hours(scenario, {"fri": "20:00-04:00", "sat": "22:00-24:00", "sun": "20:00-00:00"})
    assert hours.tolist() == [[0, 0], [0, 0], [0, 0], [0, 0], [0, 4], [4, 2], [0, 4]]


def test_opening_over_midnight_and_holidays(scenario):
    """A night belongs to the day on which it begins. Wednesday and Thursday are holidays."""
    days = {"country": "FR", "holidays": ["2024-01-03", "2024-01-04"], "start": "2024-01-02"}
    hours = opened_hours(scenario, {"all": "20:00-04:00", "holidays": "closed"}, **days)
    assert hours.tolist() == [[0, 4], [4, 0], [0, 0], [0, 4], [4, 4], [4, 4], [4, 4]]  # Monday was a holiday, too
    hours = opened_hours(scenario, {"all": "10:00-12:00", "holidays": "22:00-02:00"}, **days)
    assert hours.tolist() == [[4, 0], [0, 2], [2, 2], [4, 0], [2, 0], [2, 0], [2, 0]]


@pytest.mark.parametrize("name", ["Africa/Dakar", "America/New_York", "Europe/Paris"])
def test_nights_by_another_clock_pay_as_many_hours_as_heads(scenario, name):
    """Seven people in nights at a site, and a head count over the same hours: the same paid hours, also on the nights
    on which clocks change in one place and not in the other."""
    from tests.twins import run

    words = {
        "name": "clocks", "calendar": {"start": "2025-03-01", "days": 40, "country": "FR", "interval": "1 h"},
        "contacts": {"a": {"channel": "email", "volume": {"per_day": 1}, "handling": {"talk": "1 min"}}},
        "sites": {"there": {"time_zone": name, "hours": "22:00-06:00", "share": {"a": "100 %"}}},
        "groups": {"all": {"site": "there", "agents": 2, "skills": {"a": {}}}},
    }  # fmt: skip
    heads = plan_design(scenario(yaml.safe_dump(words)), "base").scheduled_s.sum() / 3600
    words["groups"]["all"] |= {"agents": None, "shifts": {"night": {"hours": "22:00-06:00", "people": 2}}}
    story = run(scenario(yaml.safe_dump(words)), "reference")
    assert minutes(story, PAID) == [heads * H]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("20:00-06:00", [(6, 4)] * 7),
        ("fri 20:00-06:00", [(0, 0)] * 4 + [(0, 4), (6, 0), (0, 0)]),
        ("sun 22:00-24:00", [(0, 0)] * 6 + [(0, 2)]),
        ("sun 22:00-02:00", [(2, 0)] + [(0, 0)] * 5 + [(0, 2)]),
        ("sat-sun", [(0, 0)] * 5 + [(12, 12)] * 2),
    ],
)
def test_hours_of_a_share_over_midnight(text, days):
    """Hours before and after noon in which a share of the flow, or a factor by hours, holds."""
    rule = when(text)
    found = [tuple(sum(rule.holds(day, h * 3600) for h in range(a, a + 12)) for a in (0, 12)) for day in range(7)]
    assert found == days
    monday = dt.date(2025, 1, 20)
    assert all(rule.has(monday + dt.timedelta(days=d), 3600) == rule.holds(d, 3600) for d in range(7))
