"""Replications added up in blocks: the same bits as one by one, and nothing unchecked gets through."""

from __future__ import annotations

import operator
from dataclasses import replace
from functools import reduce
from textwrap import dedent

import numpy as np
import pytest

import sim
from sim.engines.blocks import MOST, room_in_a_block
from sim.engines.conservation import ConservationError
from sim.engines.run import block_of, checked, engine_for, replicate, run_unchecked
from sim.experiments import replications
from sim.experiments.replications import SECTIONS, Runner, Sample
from sim.figures.money.costs import revenue_of
from sim.figures.sheets import ANSWERED, AT, FLOW
from sim.figures.summing import as_floats, sheets_of, totals_of
from sim.plan.build import plan_design
from tests.figures.money.test_from_the_log import SCENARIO as TWO_PARTNERS

WIDE = """
    name: ten types, twelve groups at three sites, so many that NumPy adds them up in pairs
    calendar: {start: 2024-01-01, days: 1, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
    contacts:
"""
TYPE = """
      t%(i)d:
        channel: call
        volume: {per_day: %(many)d}
        handling: {talk: exponential(%(talk)d s), wrap_up: 20 s}
        patience: exponential(2 min)
        revenue: {conversion: 3.%(i)d %%, value: 13.7%(i)d, abandoned_value: 1.3%(i)d,
                  rebuy: {answered: 20 %%, unanswered: 5 %%, value: 7.7}}
"""
GROUP = "  g%(g)d: {agents: 2, site: %(site)s, wage_per_hour: 11.%(g)d, skills: {t%(a)d: {}, t%(b)d: {slower: 7 %%}}}"
SITES = """
sites:
  lille: {price: {per_contact: {t1: 1.1, t2: 2.3}, per_minute: 0.37}, fixed_per_month: {room: 100.1}}
  dakar: {price: {per_contact: 1.23, per_minute: 0.13, per_agent_hour: 3.3}}
"""
NAMED = """
    name: a group of many and of ten with a name, people at a partner in two hubs
    calendar: {start: 2024-01-01, days: 1, opening: {mon-fri: 08:00-18:00}, interval: 1 h}
    contacts:
      a: {channel: call, volume: {per_day: 400}, handling: {talk: exponential(5 min)}, patience: exponential(2 min)}
      b: {channel: chat, volume: {per_day: 200}, handling: {talk: exponential(6 min)}, patience: exponential(2 min)}
    groups:
      many:
        agents: 2
        wage_per_hour: 19.3
        skills: {a: {}, b: {}}
        people: {ann: {}, ben: {skills: {a: {slower: 5 %}}}, cat: {skills: {b: {}}}, dan: {skills: {a: {}}},
                 eve: {skills: {a: {}}}, fay: {}, gus: {skills: {a: {}}}, hal: {skills: {b: {}}}, ida: {}, jon: {}}
      there: {agents: 5, site: lille, skills: {a: {}}}
    sites: {lille: {share: {a: 30 %}, price: {per_contact: 4.2, per_minute: 0.1}, hubs: {count: 2}}}
"""


def wide_text() -> str:
    types = [dedent(TYPE) % {"i": i, "many": 50 + 7 * i, "talk": 120 + 17 * i} for i in range(10)]
    sites = ("in-house", "lille", "dakar")
    groups = [GROUP % {"g": g, "site": sites[g % 3], "a": g % 10, "b": (g + 3) % 10} for g in range(12)]
    head = dedent(WIDE).strip()
    return (
        head
        + "".join("\n  ".join(one.rstrip().splitlines()) for one in types)
        + "\ngroups:\n"
        + "\n".join(groups)
        + SITES
    )


TEXTS = {"wide": wide_text(), "named": dedent(NAMED), "partners": dedent(TWO_PARTNERS)}
FILES = {
    "o2": ("scenarios/o2.yaml", "specialised"),
    "retailer": ("scenarios/retailer.yaml", "partner"),
    "channels": ("scenarios/channels.yaml", "together"),
    "rosters": ("scenarios/interflora-experts.yaml", "experts"),
    "w3": ("benchmarks/workloads/w3.yaml", "base"),
}
STUDIES = ("floor", "journeys", *TEXTS, *FILES)


def shorter(scenario, design, days):
    centre = scenario.designs[design]
    calendar = centre.calendar.model_copy(update={"days": min(days, centre.calendar.days or days)})
    return replace(scenario, designs={design: centre.model_copy(update={"calendar": calendar})})


@pytest.fixture
def study(request, scenario, floor, journeys):
    """A compiled design by its name in STUDIES."""
    name = request.param
    if name in FILES:
        file, design = FILES[name]
        loaded = sim.load(file)
        return plan_design(loaded if name == "w3" else shorter(loaded, design, 8), design)
    loaded = {"floor": floor, "journeys": journeys}.get(name) or scenario(TEXTS[name])
    return plan_design(loaded, next(iter(loaded.designs)))


def known(sample):
    """Every bit of what a sample knows."""
    names = ("sheets", "target_met", "invoices", "flow", "people", "waits", "backlog", "agents")
    tables = {name: np.array(getattr(sample, name)).tobytes() for name in names}
    return {**tables, "keys": sample.invoice_keys, "reasons": sample.invoice_reasons}


def ended(planned, count):
    engine = engine_for(planned, "core")
    return [run_unchecked(engine, planned, 5, number) for number in range(count)]


def sample_of(planned, found, cuts):
    sample = Sample(planned)
    for first, last in zip([0, *cuts], [*cuts, len(found)], strict=True):
        sample.add(checked(planned, found[first:last]))
    return sample


@pytest.mark.parametrize("study", STUDIES, indirect=True)
def test_blocks_do_not_matter(study):
    """One replication at a time, all at once, and cut anywhere."""
    found = ended(study, 9)
    one_by_one = known(sample_of(study, found, range(1, 9)))
    assert known(sample_of(study, found, [])) == one_by_one
    assert known(sample_of(study, found, [2, 7])) == one_by_one
    assert len(set(one_by_one["sheets"])) > 1


def test_blocks_across_the_sections(floor):
    """A block may begin in the last section and end in the first."""
    planned = plan_design(floor, "one pool")
    found = ended(planned, SECTIONS + 9)
    one_by_one = known(sample_of(planned, found, range(1, len(found))))
    assert known(sample_of(planned, found, [SECTIONS - 3])) == one_by_one


@pytest.mark.parametrize("study", ["wide", "floor"], indirect=True)
def test_the_order_of_additions_is_the_plain_one(study):
    """Intervals one after the other, then queues one after the other, as one would add up by hand."""
    block = checked(study, ended(study, 3))
    sheets = sheets_of(study, totals_of(study, block.sums))
    for sums, sheet in zip(as_floats(block.sums.flow), sheets, strict=True):
        for field, name in enumerate(FLOW):
            by_queue = [reduce(operator.add, queue[:, field].tolist()) for queue in sums]
            assert sheet[0, AT[name]] == reduce(operator.add, by_queue), name


def test_revenue_is_added_up_in_the_order_of_the_file(scenario):
    """Sums of money round, so their order is part of the figure: type by type, and group by group within."""
    loaded = scenario(TEXTS["wide"])
    planned = plan_design(loaded, "base")
    tally, _ = replicate(engine_for(planned, "core"), planned, 5, 0)
    totals = totals_of(planned, block_of(tally).sums)
    brought, lost = revenue_of(planned, totals.flow, totals.served, list(range(len(planned.queues))))
    by_hand, gone = 0.0, 0.0
    for kind, contact in loaded.designs["base"].contacts.items():
        mine = [at for at, queue in enumerate(planned.queues) if queue.type == kind]
        for subgroup in range(len(planned.subgroups)):
            answered = totals.served[0, mine, subgroup, ANSWERED].sum()
            by_hand += answered * contact.revenue.conversion * contact.revenue.value
        of = dict(zip(FLOW, totals.flow[0, mine].sum(axis=0), strict=True))
        gone += of["abandoned"] * contact.revenue.abandoned_value
        back = contact.revenue.rebuy
        unanswered = max(0.0, of["requests"] - of["firsts"])
        by_hand += (of["firsts"] * back.answered + unanswered * back.unanswered) * back.value
    assert (brought[0], lost[0]) == (by_hand, gone)


def test_a_block_holds_many_days_and_one_year_of_a_big_service():
    assert room_in_a_block(plan_design(sim.load("benchmarks/workloads/w3.yaml"), "base").plan) == MOST
    assert room_in_a_block(plan_design(sim.load("scenarios/vente-privee.yaml"), "shared").plan) == 1


# ---- how they come together -----------------------------------------------------------------------------------------


def test_every_replication_is_run_once_and_told_in_order(floor):
    """However many a task takes: small ones at the beginning, when nobody knows how long they are, and at the end."""
    planned = plan_design(floor, "one pool")
    with Runner("core", 7, 3) as runner:
        assert [one.number for one in runner._in_order(planned, range(4, 175))] == list(range(4, 175))
        sample, reported = Sample(planned), []
        runner.extend(sample, 21, reported.append)
    assert reported == [1] * 21
    assert sample.count == 21


class Thief:
    """An engine that loses an answer in one replication."""

    def __init__(self, engine, which):
        self.engine, self.which, self.begun = engine, which, -1

    def replicate(self, stream, log_rows=0):
        tally, log, floor = self.engine.replicate(stream, log_rows)
        self.begun += 1
        if self.begun == self.which:
            tally.flow["answered"][0, 0] -= 1.0
        return tally, log, floor


def test_nothing_of_a_block_with_a_broken_law_is_taken_in(floor, monkeypatch):
    """The figures before are sound, and the replication is named."""
    planned = plan_design(floor, "one pool")
    room = room_in_a_block(planned.plan)
    monkeypatch.setattr(replications, "engine_for", lambda *arguments: Thief(engine_for(*arguments), which=room + 3))
    sample = Sample(planned)
    with Runner("core", 7, 1) as runner, pytest.raises(ConservationError, match=f"in replication {room + 3}$"):
        runner.extend(sample, 2 * room)
    assert sample.count == room
