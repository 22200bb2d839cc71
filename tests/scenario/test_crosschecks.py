"""What the checks across the file must let pass, and that nothing is forgotten; what they refuse stands in `wrong/`."""

from __future__ import annotations

import typing

import pytest

from sim.errors import ScenarioError
from sim.scenario.checks.durations import FOR_EVER, LONGEST
from sim.scenario.checks.staffing import common, together, without
from sim.scenario.nouns.value_types import Law, Noun
from sim.scenario.scenario import ScenarioFile
from tests.twins import run

FLOOR = """
name: A small service
calendar: {start: 2024-01-01, days: 14, opening: {mon-fri: 08:00-18:00}}
contacts:
  sales: {channel: call, volume: {per_day: 50}, handling: {talk: 4 min}, patience: 2 min}
  claims: {channel: call, volume: {per_day: 50}, handling: {talk: 4 min}}
  mail: {channel: email, volume: {per_day: 50}, handling: {talk: 4 min}}
groups:
  first: {agents: 4, skills: {sales: {}, mail: {}}}
  second: {agents: 2, skills: {claims: {}, mail: {}}}
"""


def refused(scenario, text, **tables):
    """What is said of the text; nothing if it passes."""
    try:
        scenario(text, **tables)
    except ScenarioError as error:
        return [problem.message for problem in error.problems]
    return []


def with_lines(**changes):
    """The floor with words put in place of others."""
    text = FLOOR
    for old, new in changes.values():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_the_floor_passes(scenario):
    assert refused(scenario, FLOOR) == []


# ---- laws ----------------------------------------------------------------------------------------------------


def laws_of(model, seen):
    """The keys of all laws of the nouns."""
    found = set()
    for key, hint in typing.get_type_hints(model, include_extras=True).items():
        for one in (hint, *typing.get_args(hint)):
            if one is Law:
                found.add(key)
            if isinstance(one, type) and issubclass(one, Noun) and one not in seen:
                seen.add(one)
                found |= laws_of(one, seen)
    return found


def test_no_law_is_forgotten():
    """A law without a longest mean would stop the check itself."""
    assert laws_of(ScenarioFile, set()) <= set(LONGEST)
    assert set(FOR_EVER) <= set(LONGEST)


# ---- what ends, if late --------------------------------------------------------------------------------------

RETURNS = "talk: 4 min}, patience: 2 min, returns: {%s}}"


def returning(words, skill="{}"):
    return with_lines(
        a=("talk: 4 min}, patience: 2 min}", RETURNS % words), b=("skills: {sales: {}", f"skills: {{sales: {skill}")
    )


@pytest.mark.parametrize(
    ("words", "skill"),
    [
        ("abandoned: {share: 100 %, after: 5 min}", "{}"),
        ("abandoned: {share: 100 %, after: 5 min}", "{resolves: 0 %}"),
        ("unresolved: {share: 100 %, after: 5 min}", "{resolves: 1 %}"),
        ("unresolved: {share: 99 %, after: 5 min}", "{resolves: 0 %}"),
        ("unresolved: {share: 100 %, later: 99 %, after: 5 min}", "{resolves: 0 %}"),
        ("unresolved: {share: 100 %, after: 5 min}, most_attempts: 3", "{resolves: 0 %}"),
        ("unresolved: {share: 100 %, after: 5 min}", "{resolves: 0 %, repeats: 90 %}"),
        ("unresolved: {share: 100 %, after: 5 min, becomes: {mail: 1 %}}", "{resolves: 0 %}"),
        ("unresolved: {share: 100 %, after: 5 min}", "{resolves: 0 %, transfer: {to: claims, share: 1 %}}"),
    ],
)
def test_a_loop_with_a_way_out_is_a_busy_floor(scenario, words, skill):
    assert refused(scenario, returning(words, skill)) == []


def test_one_group_without_a_way_out_is_enough(scenario):
    text = (
        returning("unresolved: {share: 100 %, after: 5 min}")
        + "  third: {agents: 1, skills: {sales: {resolves: 0 %}}}\n"
    )
    (message,) = refused(scenario, text)
    assert "after every answer of 'third'" in message
    assert "groups.third.skills.sales.resolves" in message


def levels(first, second):
    """Two levels that hand on to each other."""
    return with_lines(a=("{sales: {}", f"{{sales: {{{first}}}"), b=("{claims: {}", f"{{claims: {{{second}}}"))


def test_transfers_to_and_fro(scenario):
    half = levels("transfer: {to: claims, share: 50 %}", "transfer: {to: sales, share: 100 %}")
    assert refused(scenario, half) == []
    whole = half.replace("50 %", "100 %")
    (message,) = refused(scenario, whole)
    assert "never ends" in message


def test_a_warm_transfer_up_is_no_circle(scenario):
    up = "transfer: {to: claims, share: 50 %, kind: warm}"
    assert refused(scenario, levels(up, "resolves: 90 %")) == []
    assert refused(scenario, levels(up, "transfer: {to: sales, share: 50 %}")) == []
    assert refused(scenario, levels(up, "transfer: {to: sales, share: 0 %, kind: warm}")) == []
    (message,) = refused(scenario, levels(up, "transfer: {to: sales, share: 1 %, kind: warm}"))
    assert "'first' -> 'second' -> 'first'" in message


def test_a_circle_of_three_is_told_once(scenario):
    text = levels("transfer: {to: claims, share: 9 %, kind: warm}", "transfer: {to: back, share: 9 %, kind: warm}")
    text = text.replace("groups:", "  back: {channel: call, volume: {per_day: 5}, handling: {talk: 1 min}}\ngroups:")
    text += "  third: {agents: 2, skills: {back: {transfer: {to: sales, share: 9 %, kind: warm}}}}\n"
    (message,) = refused(scenario, text)
    assert "'first' -> 'second' -> 'third' -> 'first'" in message


# ---- who is there --------------------------------------------------------------------------------------------


def shifts(gap, day="wed"):
    """Three people from 8 to 18, by half-hours, but nobody in these half-hours of a day."""
    days = ["mon", "tue", "wed", "thu", "fri"]
    rows = ["from," + ",".join(days)]
    for half in range(20):
        heads = ["0" if one == day and half in gap else "3" for one in days]
        rows.append(f"{8 + half // 2:02d}:{half % 2 * 30:02d}," + ",".join(heads))
    return "\n".join(rows)


def unstaffed(scenario, text, table):
    """What is said of hours in which nobody is there."""
    found = refused(scenario, text.replace("first: {agents: 4", "first: {schedule: shifts.csv"), shifts=table)
    return [message.partition(";")[0].removeprefix("nobody on duty can serve ") for message in found]


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        ((), []),
        ((7,), []),
        ((7, 8), ["'sales' on Wednesday 11:30-12:30 (1 h a week in all)"]),
        ((0, 7, 19), ["'sales' on Wednesday 08:00-08:30 (1.5 h a week in all)"]),
        (range(20), ["'sales' on Wednesday 08:00-18:00 (10 h a week in all)"]),
    ],
)
def test_hours_without_anybody(scenario, gap, told):
    """Less than an hour a week is let pass."""
    assert unstaffed(scenario, FLOOR, shifts(gap)) == told


def test_hours_without_anybody_may_be_meant(scenario):
    meant = FLOOR.replace("patience: 2 min", "patience: 2 min, unstaffed: accept")
    assert unstaffed(scenario, meant, shifts(range(20))) == []


@pytest.mark.parametrize(
    ("start", "length", "seen"),
    [
        ("2024-01-01", "days: 2", False),
        ("2024-01-01", "length: 60 h", True),
        ("2024-01-01", "length: 56 h", False),
        ("2024-01-04", "days: 6", False),
        ("2024-01-04", "days: 7", True),
        ("2024-01-04", "length: 156 h", True),
    ],
)
def test_only_the_run_is_looked_at(scenario, start, length, seen):
    """On a Wednesday nobody comes; a run from Thursday meets it six days later."""
    text = FLOOR.replace("2024-01-01", start).replace("days: 14", length)
    assert bool(unstaffed(scenario, text, shifts(range(20)))) is seen


def test_another_group_is_enough(scenario):
    text = FLOOR.replace("{claims: {}", "{sales: {}, claims: {}")
    assert unstaffed(scenario, text, shifts(range(20))) == []


def test_deferred_contacts_wait_anyway(scenario):
    assert unstaffed(scenario, FLOOR.replace("sales: {channel: call", "sales: {channel: task"), shifts(range(20))) == []


PARTNER = "  away: {agents: 3, site: lille, skills: {sales: {}}}\nsites: {lille: {hours: {mon-fri: 10:00-12:00}%s}}\n"


def test_the_flow_of_a_closed_partner_goes_in_house(scenario):
    """So the people in-house are enough, whatever the partner's hours; without a share both work from one line."""
    for share in (", share: {sales: 60 %}", ""):
        assert unstaffed(scenario, FLOOR + PARTNER % share, shifts(())) == []
        gap = unstaffed(scenario, FLOOR + PARTNER % share, shifts(range(20)))
        assert gap == ["'sales' on Wednesday 08:00-10:00 (8 h a week in all)"]


def test_people_at_a_site_without_a_share_do_not_count(scenario):
    sites = PARTNER % ", share: {sales: 60 %}"
    sites = sites.replace("10:00-12:00", "08:00-18:00").replace("sites: {", "sites: {rome: {}, ")
    rome = "  rome: {agents: 3, site: rome, skills: {sales: {}}}\n"
    text = FLOOR + rome + sites.replace("mon-fri", "mon-tue")
    assert unstaffed(scenario, text, shifts(range(20))) == ["'sales' on Wednesday 08:00-18:00 (10 h a week in all)"]


def test_hours_of_a_type_beyond_those_of_everybody(scenario):
    text = FLOOR.replace(
        "patience: 2 min", "patience: 2 min, opening: {sat: 09:00-12:00, sun: 22:00-24:00, mon: 00:00-03:00}"
    )
    (message,) = refused(scenario, text)
    assert "'sales' on Monday 00:00-03:00 (8 h a week in all)" in message


def test_spans():
    assert together([(5, 9), (1, 3), (3, 4), (7, 12), (20, 20)]) == [(1, 4), (5, 12)]
    assert common([(0, 10), (20, 30)], [(5, 25)]) == [(5, 10), (20, 25)]
    assert without([(0, 10), (20, 30)], [(5, 25), (28, 40)]) == [(0, 5), (25, 28)]


AT_ONCE = """
name: Back in the same instant
calendar: {{length: 1 h}}
contacts:
  ask: {{channel: call, volume: {{every: 5 min}}, handling: {{talk: {talk}}}, patience: {patience}, {more}}}
  next: {{channel: call, handling: {{talk: 1 min}}, volume: {{every: 9 min}}}}
groups:
  one: {{agents: 1, skills: {{ask: {{resolves: 50 %}}}}}}
  two: {{agents: 1, skills: {{next: {{}}}}}}
"""
ENDS_AT_ONCE = (
    ("0 s", "1 min", "returns: {abandoned: {share: 100 %, after: 0 s, becomes: {next: 100 %}}}"),
    ("0 s", "1 min", "returns: {abandoned: {share: 90 %, after: 0 s}}"),
    ("0 s", "1 min", "returns: {abandoned: {share: 100 %, later: 50 %, after: 0 s}}"),
    ("0 s", "1 min", "returns: {abandoned: {share: 100 %, after: 0 s}, most_attempts: 5}"),
    ("exponential(1 min)", "1 min", "returns: {abandoned: {share: 100 %, after: 0 s}}"),
    ('"quantiles(0 s, 0 s, 1 min)"', "1 min", "returns: {abandoned: {share: 100 %, after: 0 s}}"),
    ("1 min", "1 min", "places: 3, returns: {busy: {share: 80 %, after: 0 s}}"),
    ("1 min", "0 s", "returns: {unresolved: {share: 100 %, after: 0 s}}"),
)
GOES_ROUND = (
    ("0 s", "1 min", "returns: {abandoned: {share: 100 %, after: 0 s}}"),
    ("0 s", "1 min", "returns: {abandoned: {share: 30 %, later: 100 %, after: 0 s}}"),
    ('"quantiles(0 s, 0 s, 1 min)"', "1 min", "returns: {abandoned: {share: 100 %, after: 0 s, as_before: true}}"),
    ("1 min", "1 min", "balking: {queue: {0: 5 %, 3: 100 %}}, returns: {abandoned: {share: 100 %, after: 0 s}}"),
    ("1 min", "1 min", "announcement: {leave_if_longer: true}, returns: {abandoned: {share: 100 %, after: 0 s}}"),
    ("1 min", "1 min", "places: 3, returns: {abandoned: {share: 100 %, after: 0 s}}"),
    ("1 min", "1 min", 'opening: "00:00-00:30", returns: {abandoned: {share: 100 %, after: 0 s}}'),
)


@pytest.mark.parametrize(("patience", "talk", "more"), ENDS_AT_ONCE)
def test_back_in_the_same_instant_ends_by_itself(scenario, patience, talk, more):
    """A chance below 1 to be back, another type, a wait, a last attempt: time goes on, in the reference engine too."""
    run(scenario(AT_ONCE.format(patience=patience, talk=talk, more=more)), "reference")


@pytest.mark.parametrize(("patience", "talk", "more"), GOES_ROUND)
def test_back_in_the_same_instant_for_ever_is_refused(scenario, patience, talk, more):
    with pytest.raises(ScenarioError, match="again and again in the same instant"):
        scenario(AT_ONCE.format(patience=patience, talk=talk, more=more))
