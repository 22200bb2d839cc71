"""The laws of conservation can fail: each is broken by hand, once, and must be named.

A check that never fails proves nothing. So after a sound run one figure at a time is falsified: one customer more
who never came, one second of work that nobody did.
"""

from __future__ import annotations

import re
from textwrap import dedent

import numpy as np
import pytest

from sim import load
from sim.engines.blocks import KEPT, side_by_side
from sim.engines.conservation import ConservationError, check, check_all
from sim.engines.run import engine_for, replicate, run_unchecked
from sim.model.arrays import ENGAGED, IDLE, OVERTIME, REPLIES, WAITS_ANSWERED, WAITS_OTHERS, WAITS_SO_FAR
from sim.model.chance import streams
from sim.plan.build import plan_design
from tests.twins import ENGINES

FLOOR = """
    name: shifts that end in the middle of a talk
    calendar: {length: 4 h, interval: 30 min, opening: 00:00-03:00}
    contacts:
      sales:
        channel: call
        volume: {per_hour: 60, hours: 00:00-03:30}
        handling: {talk: exponential(4 min), wrap_up: 30 s}
        patience: exponential(2 min)
        returns: {abandoned: {share: 50 %, after: 10 min}, unresolved: {share: 50 %, after: 20 min}}
        at_close: leave
      claims: {channel: email, volume: {per_hour: 10}, handling: {talk: 10 min}}
    groups:
      all: {schedule: shifts.csv, skills: {sales: {resolves: 60 %}, claims: {}}}
      late: {agents: 1, skills: {claims: {}}}
"""
SHIFTS = "from,all\n00:00,3\n01:00,1\n02:00,4\n03:00,0"


NOBODY = """
    name: a roster without anybody
    calendar: {length: 60 min, opening: always, interval: 15 min}
    contacts:
      sales:
        channel: call
        volume: {per_hour: 200}
        handling: {talk: 60 s}
        patience: exponential(60 s)
        unstaffed: accept
    groups:
      nobody: {agents: 0, schedule: heads.csv, as_shifts: {longest: 30 min, shortest: 15 min}, skills: {sales: {}}}
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_the_laws_hold_where_a_roster_is_nobodys(scenario, engine: str) -> None:
    """The floor has a row for an agent all the same, for tables without rows are a kind of their own."""
    planned = plan_design(scenario(NOBODY, heads="from,all\n00:00,100 %\n00:30,100 %"), "base")
    assert planned.plan.group["rostered"].any() and len(planned.plan.seat) == 0
    tally, _ = replicate(engine_for(planned, engine), planned, 1, 0)
    assert tally.flow["abandoned"].sum() > 100 and tally.flow["answered"].sum() == 0


@pytest.fixture(params=ENGINES)
def sums(request, scenario):
    """A sound run: plan, sums and final floor, which the test may spoil."""
    planned = plan_design(scenario(FLOOR, shifts=SHIFTS), "base")
    tally, _, floor = engine_for(planned, request.param).replicate(streams.of_replication(1, 0))
    return planned.plan, tally, floor


def broken(law: str):
    """The check refuses, and begins with the name of this law."""
    return pytest.raises(ConservationError, match=f"^{re.escape(law)}.* does not hold: ")


def one_more(tally, field: str) -> None:
    tally.flow[field][0, 0] += 1.0


CAME = "contacts from outside and from within = blocked + contained + offered"
ENDED = "offered + called back = answered + abandoned + left + still waiting + accepted a call-back"
FOLLOWED = "attempts = requests + those who follow them"
CONTACTS = {
    "an attempt": ("attempts", CAME),
    "a transfer": ("handed_in", CAME),
    "a call-back": ("called_back", ENDED),
    "a call-back accepted": ("accepted", ENDED),
    "a shut door": ("blocked", CAME),
    "one contained": ("contained", CAME),
    "one in front of the self-service": ("in_front_end", CAME),
    "an answer": ("answered", ENDED),
    "an abandonment": ("abandoned", ENDED),
    "one who left": ("left", ENDED),
    "one who waits": ("waiting_end", ENDED),
    "a request": ("requests", FOLLOWED),
    "a retry": ("retried", FOLLOWED),
    "a repeat": ("repeated", FOLLOWED),
    "one who comes back from the self-service": ("escaped", FOLLOWED),
    "one who asks elsewhere": ("chased", FOLLOWED),
}


def test_a_sound_run_passes(sums):
    """And it is not empty: every kind of end occurs in it, and overtime does."""
    plan, tally, floor = sums
    check(plan, tally, floor)
    for field in ("blocked", "answered", "abandoned", "left", "waiting_end", "retried", "repeated"):
        assert tally.flow[field].sum() > 0, field
    assert tally.people[..., OVERTIME].sum() > 0


@pytest.mark.parametrize("what", CONTACTS)
def test_a_contact_too_many(sums, what):
    field, law = CONTACTS[what]
    one_more(sums[1], field)
    with broken(law):
        check(*sums)


def test_a_contact_in_the_wrong_interval(sums):
    """The laws hold interval by interval: a sum that is right in all is not enough."""
    abandoned = sums[1].flow["abandoned"]
    abandoned[0, 0] += 1.0
    abandoned[0, 1] -= 1.0
    with broken("offered + called back = answered"):
        check(*sums)


def test_a_contact_in_the_wrong_type(sums):
    sums[1].flow["attempts"][0, 0] += 1.0
    sums[1].flow["attempts"][1, 0] -= 1.0
    with broken(CAME):
        check(*sums)


def test_an_answer_that_no_group_gave(sums):
    sums[1].served["answered"][0, 0] -= 1.0
    with broken("answered = sum over groups"):
        check(*sums)


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        (WAITS_ANSWERED, "waits of those answered, by length"),
        (WAITS_OTHERS, "other waits by length"),
        (REPLIES, "reply times by length"),
        (WAITS_SO_FAR, "waits so far by length"),
    ],
)
def test_a_wait_that_was_not_counted(sums, kind, law):
    assert sums[1].waits[:, kind].sum() > 1
    sums[1].waits[0, kind, 0] += 1.0
    with broken(law):
        check(*sums)


# ---- people -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["idle_s", "engaged_s", "present_s"])
def test_a_second_of_an_agent(sums, field):
    sums[2].agent[field][1] += 1.0
    with broken("present = idle + engaged, by agent"):
        check(*sums)


@pytest.mark.parametrize("field", ["heads_s", "over_s"])
def test_a_second_of_the_schedule(sums, field):
    sums[2].team[field][0] += 1.0
    with broken("present = head count + overtime, by group"):
        check(*sums)


@pytest.mark.parametrize("column", [IDLE, ENGAGED])
def test_a_second_of_an_interval(sums, column):
    sums[1].people[0, 2, column] += 1.0
    with broken("time by interval = time in all, by group"):
        check(*sums)


def test_a_second_of_overtime(sums):
    sums[1].people[0, 2, OVERTIME] += 1.0
    with broken("overtime by interval = overtime in all"):
        check(*sums)


def test_a_rounding_error_is_no_theft(sums):
    """Sums of many times round; a millionth of a second in four hours is let pass."""
    sums[2].agent["idle_s"][1] += 1e-6
    check(*sums)


def test_production_asks_too(scenario):
    """`replicate`, through which every run goes, raises; it is not a matter of tests only."""
    planned = plan_design(scenario(FLOOR, shifts=SHIFTS), "base")
    engine = engine_for(planned, "core")

    class Thief:
        """An engine that loses an answer."""

        def replicate(self, stream, log_rows=0):
            tally, log, floor = engine.replicate(stream, log_rows)
            tally.flow["answered"][0, 0] -= 1.0
            return tally, log, floor

    with pytest.raises(ConservationError):
        replicate(Thief(), planned, 1, 0)


# ---- several at once -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Plan, sums and final floors of four replications, numbers 10 to 13."""
    folder = tmp_path_factory.mktemp("sound")
    (folder / "shifts.csv").write_text(SHIFTS + "\n", encoding="utf-8")
    (folder / "floor.yaml").write_text(dedent(FLOOR), encoding="utf-8")
    planned = plan_design(load(folder / "floor.yaml"), "base")
    engine = engine_for(planned, "core")
    return planned.plan, [run_unchecked(engine, planned, 1, number) for number in range(10, 14)]


def in_a_block(sound, spoil) -> None:
    """Check the four side by side, spoilt before."""
    plan, found = sound
    sums = side_by_side([one.tally for one in found])
    floors = side_by_side([one.floor for one in found], KEPT)
    spoil(sums, floors)
    check_all(plan, sums, floors, [one.number for one in found])


def test_a_sound_block_passes(sound):
    in_a_block(sound, lambda sums, floors: None)


@pytest.mark.parametrize("what", CONTACTS)
def test_a_contact_too_many_in_a_block(sound, what):
    """The replication and the law are named, as if it stood there alone."""
    field, law = CONTACTS[what]

    def spoil(sums, floors):
        sums.flow[field][2, 0, 0] += 1.0

    with pytest.raises(ConservationError, match=f"^{re.escape(law)} does not hold: .*, in replication 12$"):
        in_a_block(sound, spoil)


@pytest.mark.parametrize(
    ("table", "field", "law"),
    [
        ("agent", "idle_s", "present = idle + engaged, by agent"),
        ("team", "heads_s", "present = head count + overtime, by group"),
    ],
)
def test_a_second_in_a_block(sound, table, field, law):
    def spoil(sums, floors):
        getattr(floors, table)[field][1, 0] += 1.0

    with pytest.raises(
        ConservationError, match=rf"^{re.escape(law)} does not hold: .* s at position 0, in replication 11$"
    ):
        in_a_block(sound, spoil)


def test_the_first_replication_is_named_whatever_its_law(sound):
    """Another one breaks a law that is looked at before."""

    def spoil(sums, floors):
        sums.flow["attempts"][3, 0, 0] += 1.0
        sums.waits[1, 0, 0, 0] += 1.0

    law = r"^waits of those answered, by length = answered, but for call-backs does not hold: .*, in replication 11$"
    with pytest.raises(ConservationError, match=law):
        in_a_block(sound, spoil)


def test_what_is_taken_from_one_replication_is_not_given_to_another(sound):
    def spoil(sums, floors):
        sums.flow["abandoned"][0, 0, 0] -= 1.0
        sums.flow["abandoned"][1, 0, 0] += 1.0

    with pytest.raises(ConservationError, match=r"in replication 10$"):
        in_a_block(sound, spoil)


@pytest.mark.parametrize("where", ["flow", "people"])
def test_what_is_no_number_is_no_sum(sound, where):
    def spoil(sums, floors):
        if where == "flow":
            sums.flow["offered"][1, 0, 0] = np.nan
        else:
            floors.agent["idle_s"][1, 0] = np.nan

    with pytest.raises(ConservationError, match=r"does not hold: .*nan.*, in replication 11$"):
        in_a_block(sound, spoil)


# ---- a hand example ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_the_books_of_a_small_shift(scenario, engine):
    """Two agents until 30, one until 45, none after. One talks from 20 to 50, the other from 28 to 33.

    Head count: 30 x 2 + 15 x 1 = 75 minutes. Overtime: 30 to 33 (two present, one wanted) and 45 to 50, 8 minutes.
    Engaged 30 + 5 = 35, idle 20 + 28 = 48; 35 + 48 = 83 = 75 + 8.
    """
    text = """
        name: a small shift
        calendar: {length: 1 h, interval: 15 min}
        contacts:
          long: {channel: call, volume: {every: 1 day, hours: 00:20-00:21}, handling: {talk: 30 min}}
          short: {channel: call, volume: {every: 1 day, hours: 00:28-00:29}, handling: {talk: 5 min}}
        groups: {all: {schedule: shifts.csv, skills: {long: {}, short: {}}}}
    """
    shifts = "from,all\n00:00,2\n00:15,2\n00:30,1\n00:45,0"
    planned = plan_design(scenario(text, shifts=shifts), "base")
    tally, _, floor = engine_for(planned, engine).replicate(streams.of_replication(1, 0))
    check(planned.plan, tally, floor)
    assert (floor.team["heads_s"] / 60).tolist() == [75]
    assert (floor.team["over_s"] / 60).tolist() == [8]
    assert (floor.agent["present_s"] / 60).tolist() == [50, 33]
    assert (floor.agent["engaged_s"] / 60).tolist() == [30, 5]
    times = tally.people[0][:, [IDLE, ENGAGED, OVERTIME]] / 60
    assert times.tolist() == [[30, 0, 0], [18, 12, 0], [0, 18, 3], [0, 5, 5]]
    assert planned.scheduled_s.sum() / 60 == 75
