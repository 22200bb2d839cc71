"""Tiny stories of sites, worked by hand: who gets which part of the flow when a site is closed, cut off, elsewhere.

All of the flow goes to one site where a story wants no chance. Where two share, the customers' luck is read from the
log of an ordinary day, and the story says who of them goes where on another one.
"""

from __future__ import annotations

import pytest

from tests.stories import lines, once, told

TWO_PLACES = {"busy": ("00:00", 9), "a": ("00:05", 3), "b": ("00:20", 3), "c": ("00:40", 3)}


def at_lille(agents: int = 1, **more: dict) -> dict:
    """The same people in-house and in Lille; Lille has the whole flow."""
    contacts = {name: once(*talk) for name, talk in TWO_PLACES.items()}
    skills = {name: {} for name in contacts}
    groups = {
        "home": {"agents": 1, "skills": skills},
        "partner": {"site": "lille", "agents": agents, "skills": skills},
    }
    return {"contacts": contacts, "groups": groups, "sites": {"lille": {"share": {"all": "100 %"}, **more}}}


# ---- outages ------------------------------------------------------------------------------------------------


def test_an_outage_sends_the_flow_home(tell):
    """Lille is cut off from 5 to 30: who talks there at 5 is served to the end, a and b go home, c to Lille again."""
    story = tell(**at_lille(outages=["2024-01-01 00:05 to 00:30"]))
    assert told(story) == lines("""
        0 busy@lille   1 - answered 1  0  0  9 0
        1 a@in-house   1 - answered 0  5  5  8 0
        2 b@in-house   1 - answered 0 20 20 23 0
        3 c@lille      1 - answered 1 40 40 43 0
    """)
    assert story.tally.people[1, :, 2].sum() == 4 * 60


def test_an_outage_during_which_the_flow_waits(tell):
    """`stay`: a and b wait in Lille's line until people are back at 30."""
    story = tell(**at_lille(outages=["2024-01-01 00:05-00:30"], when_closed="stay"))
    assert told(story) == lines("""
        0 busy@lille 1 - answered 1  0  0  9 0
        1 a@lille    1 - answered 1  5 30 33 0
        2 b@lille    1 - answered 1 20 33 36 0
        3 c@lille    1 - answered 1 40 40 43 0
    """)


def test_an_outage_that_another_partner_takes(tell):
    """`others`: Nantes has nothing, so nothing in proportion to it; the house has nothing left over; all of it waits.
    With a share of its own Nantes takes everything."""
    words = at_lille(outages=["2024-01-01 00:05 to 2024-01-01 00:30"], when_closed="others")
    words["groups"]["nantes"] = words["groups"]["partner"] | {"site": "nantes"}
    words["sites"]["nantes"] = {"share": {}}
    assert [line.split()[1] for line in told(tell(**words))] == ["busy@lille", "a@lille", "b@lille", "c@lille"]
    words["sites"]["lille"]["share"] = {"all": {"from 2024-01-02": "100 %", "00:00-00:05": "100 %", "else": "60 %"}}
    words["sites"]["nantes"]["share"] = {"all": {"00:05-24:00": "40 %"}}
    story = tell(**words)
    assert [line.split()[1] for line in told(story)][:3] == ["busy@lille", "a@nantes", "b@nantes"]


def test_a_whole_day_without_the_partner(tell):
    """A date without hours is the whole day, at the site."""
    words = at_lille(outages=["2024-01-01"])
    assert all("@in-house" in line for line in told(tell(**words)))
    words = at_lille(outages=["epiphany", "2024-01-02 to 2024-01-05"])
    assert all("@lille" in line for line in told(tell(**words)))


def test_everybody_else_goes_where_they_would_have_gone(tell):
    """Lille and Nantes share. While Lille is cut off its customers go home, and nobody else goes anywhere new."""
    contacts = {f"c{minute:02d}": once(f"00:{minute:02d}", 0.5) for minute in range(40)}
    skills = {name: {} for name in contacts}
    groups = {
        "home": {"agents": 1, "skills": skills},
        "lille": {"site": "lille", "agents": 1, "skills": skills},
        "nantes": {"site": "nantes", "agents": 1, "skills": skills},
    }
    sites = {"lille": {"share": {"all": "40 %"}}, "nantes": {"share": {"all": "30 %"}}}
    usual = [line.split()[1].partition("@")[2] for line in told(tell(contacts, groups, sites=sites))]
    assert {"lille", "nantes", "in-house"} == set(usual)
    sites["lille"]["outages"] = ["2024-01-01"]
    cut = [line.split()[1].partition("@")[2] for line in told(tell(contacts, groups, sites=sites))]
    assert cut == ["in-house" if site == "lille" else site for site in usual]
    sites["lille"]["when_closed"] = "others"
    shared = [line.split()[1].partition("@")[2] for line in told(tell(contacts, groups, sites=sites))]
    moved = [new for old, new in zip(usual, shared, strict=True) if old == "lille"]
    assert set(moved) == {"nantes", "in-house"}
    assert [s for o, s in zip(usual, shared, strict=True) if o != "lille"] == [s for s in usual if s != "lille"]


# ---- shares by the clock ----------------------------------------------------------------------------------------


def test_the_evening_goes_to_the_partner(tell):
    """Nothing until 30, everything after it; the first that fits counts."""
    words = at_lille(share={"all": {"mon 00:00-00:30": "0 %", "else": "100 %"}, "a": "100 %"})
    assert told(tell(**words)) == lines("""
        0 busy@in-house 1 - answered 0  0  0  9 0
        1 a@lille       1 - answered 1  5  5  8 0
        2 b@in-house    1 - answered 0 20 20 23 0
        3 c@lille       1 - answered 1 40 40 43 0
    """)


def test_a_share_that_begins_on_a_day(tell):
    words = at_lille(share={"all": {"from 2024-01-02": "100 %"}})
    assert all("@in-house" in line for line in told(tell(**words)))
    words = at_lille(share={"all": {"until 2024-01-01": "100 %"}})
    assert all("@lille" in line for line in told(tell(**words)))


# ---- clocks -----------------------------------------------------------------------------------------------------

PARIS = {"time_zone": "Europe/Paris"}


def test_a_partner_an_hour_behind(tell):
    """In January Dakar is an hour behind Paris: its 23:10-23:30 of the Sunday are 00:10-00:30 in Paris, its Monday has
    not begun. The holiday of the Monday comes too late to matter."""
    hours = {"sun": "23:10-23:30", "mon": "00:10-00:30", "holidays": "closed"}
    words = at_lille(hours=hours, time_zone="Africa/Dakar", holidays=["2024-01-01"])
    story = tell(**words, calendar=PARIS)
    assert told(story) == lines("""
        0 busy@in-house 1 - answered 0  0  0  9 0
        1 a@in-house    1 - answered 0  5  9 12 0
        2 b@lille       1 - answered 1 20 20 23 0
        3 c@in-house    1 - answered 0 40 40 43 0
    """)


def test_a_schedule_by_the_clock_of_the_site(tell):
    """Two in Lille from 00:30 of Kathmandu's Monday, which is 19:45 on Paris' Sunday: a quarter before four hours and a
    half; so at midnight in Paris it is 04:45 there, and the second comes at 05:00."""
    words = at_lille(time_zone="Asia/Kathmandu")
    words["groups"]["partner"] = {"site": "lille", "schedule": "night.csv", "skills": words["groups"]["home"]["skills"]}
    night = "from,all\n04:00,1\n04:30,1\n05:00,2\n05:30,0"
    words["contacts"]["a"] = once("00:14", 3)
    words["contacts"]["busy"] = once("00:13", 9)
    story = tell(**words, calendar=PARIS, tables={"night": night})
    assert told(story) == lines("""
        0 busy@lille 1 - answered 1 13 13 22 0
        1 a@lille    1 - answered 2 14 15 18 0
        2 b@lille    1 - answered 2 20 20 23 0
        3 c@lille    1 - answered 1 40 40 43 0
    """)


def test_clocks_that_change_in_the_night(tell):
    """On 2024-03-31 it is 03:00 in Paris after 02:00. Dakar, an hour behind before and two after, opens at 01:00: at
    02:00 by the clock of Paris that skips, and at 03:00 again, for the model's night has the hour that was skipped."""
    contacts = {f"at{hour}": once(f"0{hour}:30", 1) for hour in range(6)}
    for contact in contacts.values():
        contact["volume"]["hours"] = {"sun": contact["volume"]["hours"]["mon"]}
    skills = {name: {} for name in contacts}
    groups = {"home": {"agents": 1, "skills": skills}, "dakar": {"site": "dakar", "agents": 1, "skills": skills}}
    sites = {"dakar": {"country": "SN", "hours": "01:00-02:00", "share": {"all": "100 %"}}}
    calendar = {"start": "2024-03-31", "country": "FR"}
    story = tell(contacts, groups, "6 h", sites=sites, calendar=calendar)
    assert [line.split()[1].partition("@")[2] for line in told(story)] == [
        "in-house", "in-house", "dakar", "dakar", "in-house", "in-house",
    ]  # fmt: skip


# ---- people -----------------------------------------------------------------------------------------------------


def test_positions_stand_for_people(tell):
    """A capacity of one is a group of one with the skills of the site."""
    words = at_lille()
    del words["groups"]["partner"]
    words["sites"]["lille"] |= {"capacity": 1, "skills": {name: {"slower": "100 %"} for name in words["contacts"]}}
    assert told(tell(**words)) == lines("""
        0 busy@lille 1 - answered 1  0  0 18 0
        1 a@lille    1 - answered 1  5 18 24 0
        2 b@lille    1 - answered 1 20 24 30 0
        3 c@lille    1 - answered 1 40 40 46 0
    """)


def test_a_curve_of_positions(tell):
    """One position, and two from 15 on."""
    words = at_lille()
    del words["groups"]["partner"]
    words["sites"]["lille"] |= {"capacity": "c.csv", "skills": {name: {} for name in words["contacts"]}}
    story = tell(**words, tables={"c": "from,all\n00:00,0\n00:15,2\n00:30,1\n00:45,1"})
    assert told(story) == lines("""
        0 busy@lille 1 - answered 1  0 15 24 0
        1 a@lille    1 - answered 2  5 15 18 0
        2 b@lille    1 - answered 2 20 20 23 0
        3 c@lille    1 - answered 1 40 40 43 0
    """)


@pytest.mark.parametrize(("over", "people"), [("0 s", 3), ("2 days", 2), ("20 days", 1)])
def test_more_people_for_the_peak(tell, over, people):
    """300 % of one are three; on the first of two days half of the way, which is two; of twenty days, nobody more."""
    story = tell(**at_lille(ramp_up={"2024-01-01 to 2024-01-05": {"factor": "300 %", "over": over}}))
    assert story.planned.plan.group["size"].tolist() == [1, people]
    assert told(story)[1] == ("1 a@lille 1 - answered 2 5 5 8 0" if people > 1 else "1 a@lille 1 - answered 1 5 9 12 0")


@pytest.mark.parametrize(
    ("period", "site"), [("from 2024-01-02", "stays"), ("until 2024-01-01", "lille"), ("2024-01-01", "lille")]
)
def test_a_group_that_comes_later(tell, period, site):
    """Before their first day nobody answers in Lille, and its flow waits there."""
    words = at_lille()
    words["groups"]["partner"]["period"] = period
    outcomes = {line.split()[4] for line in told(tell(**words))}
    assert outcomes == ({"waiting"} if site == "stays" else {"answered"})


def test_a_schedule_that_knows_holidays(tell):
    """On an ordinary Monday one agent from 15 on; on a holiday from the start."""
    words = at_lille()
    words["groups"]["partner"] = {"site": "lille", "schedule": "h.csv", "skills": words["groups"]["home"]["skills"]}
    table = {"h": "from,all,holidays\n00:00,0,1\n00:15,1,1\n00:30,1,1\n00:45,1,1"}
    plain = tell(**words, tables=table, calendar={"holidays": ["2024-01-02"]})
    assert [line.split()[7] for line in told(plain)] == ["15", "24", "27", "40"]
    holiday = tell(**words, tables=table, calendar={"holidays": ["2024-01-01"]})
    assert [line.split()[7] for line in told(holiday)] == ["0", "9", "20", "40"]
