"""Where and when people work, compiled: against a calendar made another way, hour by hour, over a whole year.

What is laid out over the run must hold on every day of it: on the days when clocks change in one place and not in the
other, on holidays of the partner's country, in a peak whose people are no whole numbers.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import yaml

from sim.model.arrays import HEADS, SHARES
from sim.plan.build import PlannedDesign, plan_design
from sim.scenario.calendar.time_zones import offsets, zone

PARIS = ZoneInfo("Europe/Paris")
START = dt.date(2025, 1, 1)


@pytest.fixture
def year(scenario):
    """`year(site, group)` is a year in Paris with a partner; more words of the file and tables by name."""

    def make(site: dict, group: dict, tables: dict | None = None, **more) -> PlannedDesign:
        calls = {"channel": "call", "volume": {"per_week": 100}, "handling": {"talk": "4 min"}, "unstaffed": "accept"}
        groups = {"home": {"agents": 1, "skills": {"calls": {}}}}
        groups["partner"] = {"site": "there", "skills": {"calls": {}}, **group}
        words = {
            "name": "a year", "calendar": {"start": START, "days": 365, "country": "FR"}, "contacts": {"calls": calls},
            "groups": groups, "sites": {"there": {"share": {"calls": "50 %"}, **site}}, **more,
        }  # fmt: skip
        loaded = scenario(yaml.safe_dump(words), **(tables or {}))
        return plan_design(loaded, "base")

    return make


def heads_by_step(planned: PlannedDesign, step_s: int, group: int = 1) -> np.ndarray:
    """Heads of a group at the middle of every step of the run, from the list of changes."""
    plan = planned.plan
    mine = plan.staff[(plan.staff["what"] == HEADS) & (plan.staff["who"] == group)]
    middles = np.arange(0.0, plan.horizon, step_s) + step_s / 2
    at = np.searchsorted(mine["at"], middles, side="right") - 1
    return np.where(at >= 0, mine["heads"][np.maximum(at, 0)], 0)


def in_the_zone(name: str, step_s: int) -> list[dt.datetime]:
    """What clocks there show at the middle of every step of the year in Paris."""
    there, begin = ZoneInfo(name), dt.datetime(2025, 1, 1)
    middles = (begin + dt.timedelta(seconds=step_s / 2 + step_s * k) for k in range(365 * 86400 // step_s))
    return [one.replace(tzinfo=PARIS).astimezone(dt.UTC).astimezone(there) for one in middles]


@pytest.mark.parametrize("name", ["Africa/Dakar", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_hours_follow_the_clock_of_the_site_on_every_day(year, name):
    """Nine to half past five there, from Monday to Friday, every quarter of an hour of 2025."""
    hours = {"mon-fri": "09:00-17:30", "sat": "10:00-12:00"}
    planned = year({"time_zone": name, "hours": hours}, {"agents": 7})
    expected = []
    for clock in in_the_zone(name, 900):
        time = clock.hour + clock.minute / 60
        works = 9 <= time < 17.5 if clock.weekday() < 5 else clock.weekday() == 5 and 10 <= time < 12
        expected.append(7 if works else 0)
    assert heads_by_step(planned, 900).tolist() == expected


@pytest.mark.parametrize(
    ("here", "there", "hours"),
    [("Pacific/Kiritimati", "Pacific/Pago_Pago", [21]), ("Pacific/Pago_Pago", "Pacific/Kiritimati", [24])],
)
def test_clocks_more_than_a_day_apart(scenario, here, there, hours):
    """Pago Pago is 25 hours behind Kiritimati: its Sunday 20:00 is the other's Monday 21:00. And Wednesday 01:00 in
    Kiritimati is its Tuesday 00:00."""
    calls = {"channel": "call", "volume": {"per_week": 100}, "handling": {"talk": "4 min"}, "unstaffed": "accept"}
    words = {
        "name": "far", "calendar": {"start": "2025-01-06", "days": 2, "time_zone": here}, "contacts": {"calls": calls},
        "groups": {"all": {"site": "far", "agents": 3, "skills": {"calls": {}}}},
        "sites": {"far": {"time_zone": there, "hours": {"sun": "20:00-21:00", "wed": "01:00-02:00"}}},
    }  # fmt: skip
    heads = heads_by_step(plan_design(scenario(yaml.safe_dump(words)), "base"), 3600, 0)
    assert np.flatnonzero(heads).tolist() == hours


def test_shares_follow_the_hours_of_the_site(year):
    """The flow goes there exactly while people are there, and in-house else."""
    planned = year({"time_zone": "America/New_York", "hours": "09:00-17:30"}, {"agents": 7})
    plan = planned.plan
    heads = plan.staff[(plan.staff["what"] == HEADS) & (plan.staff["who"] == 1)]
    flows = plan.staff[plan.staff["what"] == SHARES]
    to_partner = plan.split["queue"][flows["heads"]] == 0
    assert flows["at"].tolist()[1:] == heads["at"].tolist()
    assert to_partner.tolist()[1:] == (heads["heads"] > 0).tolist()
    assert plan.split.tolist() == [(0.5, 1), (1.0, 1), (0.5, 0), (1.0, 1)]


def test_only_the_nights_on_which_clocks_change_are_no_matter_of_minutes():
    """Paris and New York change on four nights of 2025, Paris and Madrid on none."""
    found = offsets("Europe/Paris", "America/New_York", START, 365)
    days = [(START + dt.timedelta(seconds=one.at)).isoformat() for one in found]
    assert days == ["2025-01-01", "2025-03-09", "2025-03-30", "2025-10-26", "2025-11-02"]
    assert [one.ahead // 3600 for one in found] == [-6, -5, -6, -5, -6]
    assert len(offsets("Europe/Paris", "Europe/Madrid", START, 365)) == 1
    with pytest.raises(ValueError, match="did you mean 'Africa/Dakar'"):
        zone("dakar")


def test_holidays_are_those_of_the_country_of_the_site(year):
    """Senegal works on Bastille Day and not on 4 April; a schedule with a column of holidays knows it."""
    table = "from,all,holidays\n08:00,5,1\n16:00,5,0"
    planned = year({"country": "SN"}, {"schedule": "plan.csv"}, {"plan": table})
    heads = heads_by_step(planned, 3600).reshape(365, 24)
    noon = {day: heads[(dt.date.fromisoformat(f"2025-{day}") - START).days, 14] for day in ("04-03", "04-04", "07-14")}
    assert noon == {"04-03": 5, "04-04": 1, "07-14": 5}


def test_a_peak_is_right_on_average_and_by_whole_days(year):
    """Seven at 130 % are 9.1: nine on nine days of ten and ten on the tenth, from morning to evening."""
    ramp = {"2025-02-01 to 2025-11-27": {"factor": "130 %"}}
    planned = year({"hours": "08:00-18:00", "ramp_up": ramp}, {"agents": 7})
    by_day = heads_by_step(planned, 3600).reshape(365, 24)[:, 8:18]
    assert (by_day == by_day[:, :1]).all()
    peak = by_day[31:331, 0]
    assert (by_day[:31, 0] == 7).all() and (by_day[331:, 0] == 7).all()
    assert np.bincount(peak).tolist()[9:] == [270, 30]
    assert np.abs(np.cumsum(peak - 9.1)).max() <= 0.5 + 1e-9


def test_a_peak_on_a_curve_is_right_on_average(year):
    """Heads of 1 to 12 at 137 %: paid hours are 137 % of those without, to less than a person's day."""
    table = "from,all\n" + "".join(f"{hour:02d}:00,{1 + hour % 12}\n" for hour in range(24))
    plain = year({}, {"schedule": "plan.csv"}, {"plan": table}).scheduled_s[1].sum() / 3600
    ramp = {"2024-12-01 to 2026-02-01": {"factor": "137 %"}}
    more = year({"ramp_up": ramp}, {"schedule": "plan.csv"}, {"plan": table}).scheduled_s[1].sum() / 3600
    assert abs(more - 1.37 * plain) < 2.0


def test_a_ramp_rises_by_a_step_each_day(year):
    """Twenty people to 150 % over five days: two more each day. It began before the year did."""
    ramp = {"2024-12-30 to 2025-01-10": {"factor": "150 %", "over": "5 days"}}
    planned = year({"ramp_up": ramp, "hours": "08:00-18:00"}, {"agents": 20})
    assert heads_by_step(planned, 86400)[:12].tolist() == [26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 20, 20]


def test_paid_hours_are_those_on_the_schedule(year):
    """By interval of the week, the time before the warm-up apart."""
    planned = year({"hours": {"mon": "08:10-09:40"}}, {"agents": 3}, study={"warm_up": "12 days 8 h 30 min"})
    found = planned.scheduled_s[1]
    mondays = 51  # from 13 January on, whose first twenty minutes are warm-up
    at = 5 * 48 + 16  # the run begins on a Wednesday: Monday 08:00 comes five days later
    expected = np.array([(mondays - 1) * 1200, mondays * 1800, mondays * 1800, mondays * 600]) * 3.0
    assert found[at : at + 4].tolist() == expected.tolist()
    assert found.sum() == expected.sum()


def test_a_year_of_ten_partner_groups_is_a_small_plan(year):
    """Changes by day and nothing else: some megabytes."""
    table = "from,mon-fri,sat-sun\n" + "".join(f"{hour:02d}:00,{3 + hour % 5},1\n" for hour in range(24))
    site = {"time_zone": "Africa/Dakar", "share": {"calls": "10 %"}, "outages": ["2025-03-14"]}
    sites = {f"there{k}": {**site, "capacity": "plan.csv", "skills": {"calls": {}}} for k in range(9)}
    planned = year({}, {"agents": 1}, {"plan": table}, sites={"there": {}, **sites})
    plan = [table for table in planned.plan if isinstance(table, np.ndarray)]
    assert len(planned.groups) == 11
    assert sum(table.nbytes for table in plan) < 4e6


# ---- head counts with fractions -------------------------------------------------------------------------------------

PLANNED = "from,mon-fri\n08:00,2.5\n10:00,4.5\n12:00,3.5\n14:00,4.5\n16:00,2.5\n"


@pytest.fixture
def month(scenario):
    """Four weeks from a Monday with one group, in half-hours."""

    def make(group: dict, site: dict | None = None, **tables: str) -> PlannedDesign:
        calls = {"channel": "call", "volume": {"per_week": 100}, "handling": {"talk": "4 min"}, "unstaffed": "accept"}
        words = {
            "name": "a month",
            "calendar": {"start": dt.date(2025, 1, 6), "days": 28, "opening": {"mon-fri": "08:00-18:00"}},
            "contacts": {"calls": calls}, "groups": {"team": {"skills": {"calls": {}}, **group}},
            "sites": {"in-house": site or {}},
        }  # fmt: skip
        return plan_design(scenario(yaml.safe_dump(words), **tables), "base")

    return make


def paid_hours(planned: PlannedDesign) -> float:
    return float(planned.scheduled_s.sum() / 3600)


def test_fractions_of_heads_are_carried_over_between_the_rows(month):
    """35 head-hours a day, 20 days: 700. In each row one of the two whole numbers beside, each every other day."""
    plan = month({"schedule": "heads.csv"}, heads=PLANNED)
    assert paid_hours(plan) == 700.0
    heads = heads_by_step(plan, 7200, group=0).reshape(28, 12)[:, 4:9]
    assert heads[:5].tolist() == [[3, 4, 4, 4, 3], [2, 5, 3, 5, 2], [3, 4, 4, 4, 3], [2, 5, 3, 5, 2], [3, 4, 4, 4, 3]]


@pytest.mark.parametrize("agents", [0.5, 2.25, 14.01, 14])
def test_an_average_head_count_pays_as_many_hours(month, agents):
    """200 opened hours, in half-hours: whole people, within half of one for half an hour."""
    plan = month({"agents": agents})
    assert paid_hours(plan) == pytest.approx(200 * agents, abs=0.26)
    assert set(heads_by_step(plan, 1800, group=0)[16:36]) <= {int(agents), int(agents) + 1}


@pytest.mark.parametrize(
    ("group", "site", "hours"),
    [
        ({"agents": 37, "schedule": "share.csv"}, {}, 20 * 10 * 37 * 0.31),
        ({"agents": 3.7, "schedule": "share.csv"}, {}, 20 * 10 * 3.7 * 0.31),
        ({"schedule": "heads.csv"}, {"hours": {"mon-fri": "08:00-13:00"}}, 20 * (2 * 2.5 + 2 * 4.5 + 3.5)),
        ({"schedule": "heads.csv", "period": "2025-01-06 to 2025-01-07"}, {}, 70),
        ({"schedule": "heads.csv"}, {"ramp_up": {"2025-01-06 to 2025-02-02": {"factor": "110 %"}}}, 770),
    ],
)  # fmt: skip
def test_wherever_fractions_come_from_the_hours_come_out_right(month, group, site, hours):
    share = "from,mon-fri\n08:00,31 %\n13:00,31 %\n"
    assert paid_hours(month(group, site, heads=PLANNED, share=share)) == pytest.approx(hours, abs=3.0)


def test_shrinkage_weighs_rows_by_their_length(month):
    """Rows of ten minutes beside rows of half an hour: on the floor, over the month, 85 % of what is paid."""
    odd = "from,mon-fri\n" + "".join(f"{8 + i // 6:02d}:{i % 6}0,{3 + i % 2 * (i % 6 > 2)}\n" for i in range(60))
    plan = month({"schedule": "odd.csv", "shrinkage": "15 %"}, odd=odd)
    present = heads_by_step(plan, 600, group=0).sum() / 6
    assert present == pytest.approx(0.85 * paid_hours(plan), abs=0.5)
