"""The router gives the same answers where doors and scores are not asked and where they are, with default words."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, assume, given, settings

from sim.engines.run import engine_for, replicate
from sim.errors import ScenarioError
from sim.model.arrays import ALWAYS
from sim.plan.build import plan_design
from sim.scenario.loading import of_tree, tree_of
from tests.engines.parity.grammar import Case, cases
from tests.engines.parity.test_random_scenarios import files_of
from tests.twins import ROWS, Run, first_difference, say_where_they_differ

HEALTH = list(HealthCheck)


@pytest.mark.parametrize("flavour", ["anything", "chats", "writing", "partners"])
def test_default_words_decide_nothing(flavour: str) -> None:
    seen = {"plain": 0, "contacts": 0}

    @settings(max_examples=25, suppress_health_check=HEALTH)
    @given(cases(flavour))
    def both_agree(case: Case) -> None:
        with files_of(case) as path:
            try:
                scenario = of_tree(tree_of(path), path, trial=True)
            except ScenarioError:
                assume(False)
        plain = plan_design(scenario, next(iter(scenario.designs)))
        assume(plain.plan.by_score == 0)
        scored = dataclasses.replace(plain, plan=plain.plan._replace(by_score=1, looks=ALWAYS))
        runs = [
            Run(*replicate(engine_for(one, "core"), one, case.seed, case.replication, ROWS), one)
            for one in (plain, scored)
        ]
        seen["plain"] += 1
        seen["contacts"] += len(runs[0].log)
        say_where_they_differ(*runs)

    both_agree()
    assert seen["plain"] >= 10 and seen["contacts"] > 500, seen


FORGETFUL = """
name: What one replication must not tell the next
calendar: {length: 2 h}
contacts:
  a: {channel: call, volume: {per_hour: 60}, handling: {talk: exponential(2 min)}, patience: exponential(2 min)}
  b: {channel: call, volume: {per_hour: 30}, handling: {talk: exponential(4 min)}, preferred_agent: 1 min,
      returns: {unresolved: {share: 50 %, after: 10 min}}}
groups:
  first: {agents: 2, skills: {a: {}, b: {resolves: 50 %}}}
  second: {agents: 2, skills: {a: {after: 20 s}, b: {when: {queue_above: 1}}}}
routing:
  contact: service-level
  window: 2 h
  rules:
    - when: {service_level_below: {a: 70 %}}
      contact_ranks: {second: {b: never}}
designs:
  round: {routing: {agent: round-robin}}
  few: {routing: {agent: fewest-contacts}}
  fair: {routing: {agent: idle-fair}}
"""


@pytest.mark.parametrize("design", ["round", "few", "fair"])
def test_a_replication_remembers_nothing_of_the_one_before(scenario, design: str) -> None:
    planned = plan_design(scenario(FORGETFUL), design)
    used = engine_for(planned, "core")
    for number in range(4):
        _, again = replicate(used, planned, 1, number, ROWS)
        _, alone = replicate(engine_for(planned, "core"), planned, 1, number, ROWS)
        assert first_difference("log", alone, again) is None
        assert len(alone) > 100
