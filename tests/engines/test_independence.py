"""Each contact carries its own luck: a change of the floor moves nobody it does not concern.

Put a group more on the floor, or a contact type, and Madame Martin still calls on Tuesday at 9:12, with the same
question and the same patience. Without that two designs could not be compared on the same customers.
"""

from __future__ import annotations

import copy

import numpy as np
import pytest
import yaml

from sim.engines.run import engine_for, replicate
from sim.model.arrays import ABANDONED
from sim.plan.build import plan_design
from tests.twins import ENGINES, Run, run

FLOOR = """
    name: two types
    calendar: {days: 2, opening: 08:00-20:00}
    contacts:
      sales:
        channel: call
        volume: {per_day: 150, day_factor_cv: 20 %}
        handling: {talk: "lognormal(5 min, cv 80 %)", wrap_up: exponential(30 s)}
        patience: exponential(2 min)
      claims:
        channel: email
        volume: {per_day: 60}
        handling: {talk: "gamma(6 min, cv 50 %)"}
    groups:
      sellers: {agents: 1, skills: {sales: {}}}
      writers: {agents: 1, skills: {claims: {}, sales: {}}}
"""
CHANGES = {
    "a type": {"contacts": {"chats": {"channel": "chat", "volume": {"per_hour": 30}, "handling": {"talk": "3 min"}}},
               "groups": {"sellers": {"skills": {"chats": {}}}}},
    "a group": {"groups": {"helpers": {"agents": 3, "skills": {"sales": {}}}}},
    "a partner": {"sites": {"lille": {"share": {"sales": "30 %"}}},
                  "groups": {"callers": {"site": "lille", "agents": 2, "skills": {"sales": {}}}}},
    "heads": {"groups": {"sellers": {"agents": 6}}},
    "returns": {"contacts": {"sales": {"returns": {"abandoned": {"share": "80 %", "after": "exponential(20 min)"}}}}},
    "a rule": {"routing": {"agent": "random", "pick_up": "exponential(10 s)"}},
}  # fmt: skip


def merged(base: dict, change: dict) -> dict:
    """A mapping with another laid over it."""
    whole = copy.deepcopy(base)
    for key, value in change.items():
        whole[key] = merged(whole.get(key, {}), value) if isinstance(value, dict) else value
    return whole


def customers(one: Run, kind: str) -> np.ndarray:
    """Rows of the log of first contacts of a type, in order of arrival."""
    return one.log[(one.log["type"] == one.planned.types.index(kind)) & (one.log["attempt"] == 1)]


def assert_same_people(one: Run, other: Run, kind: str) -> None:
    """The same customers of a type: they come at the same instant, talk as long, and are as patient.

    Times are differences of clock times and carry their rounding; instants are equal to the last bit.
    """
    here, there = customers(one, kind), customers(other, kind)
    assert len(here) > 50
    assert here["arrived"].tobytes() == there["arrived"].tobytes()
    finished = ~np.isnan(here["wrap_up"]) & ~np.isnan(there["wrap_up"])
    for field in ("talk", "wrap_up"):
        np.testing.assert_allclose(here[field][finished], there[field][finished], rtol=0, atol=1e-9)
    assert finished.sum() > 5
    for a, b in ((here, there), (there, here)):
        gave_up = (a["outcome"] == ABANDONED) & ~np.isnan(b["waited"])
        assert (b["waited"][gave_up] <= a["waited"][gave_up] + 1e-9).all(), "nobody waits longer than their patience"
        also = gave_up & (b["outcome"] == ABANDONED)
        np.testing.assert_allclose(a["waited"][also], b["waited"][also], rtol=0, atol=1e-9)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_leaves_the_others_alone(scenario, change, engine):
    base = yaml.safe_load(FLOOR)
    before = run(scenario(yaml.safe_dump(base)), engine)
    after = run(scenario(yaml.safe_dump(merged(base, CHANGES[change]))), engine)
    assert before.log.tobytes() != after.log.tobytes()
    for kind in ("sales", "claims"):
        assert_same_people(before, after, kind)


def test_the_order_of_the_file_does_not_matter(scenario):
    """Types written in another order have other numbers, and the same customers."""
    base = yaml.safe_load(FLOOR)
    turned = {**base, "contacts": dict(reversed(base["contacts"].items()))}
    one, other = (run(scenario(yaml.safe_dump(words, sort_keys=False)), "core") for words in (base, turned))
    assert one.planned.types != other.planned.types
    for kind in ("sales", "claims"):
        assert_same_people(one, other, kind)


def test_designs_see_the_same_customers(scenario):
    """Two designs of one file, and a third that changes neither when it is added."""
    designs = {
        "small": {},
        "large": {"groups": {"sellers": {"agents": 4}}},
        "third": {"groups": {"writers": {"agents": 5}}},
    }
    base = yaml.safe_load(FLOOR)
    three = scenario(yaml.safe_dump({**base, "designs": designs}))
    logs = {name: run(three, "core", design=name) for name in designs}
    assert_same_people(logs["small"], logs["large"], "sales")
    assert_same_people(logs["small"], logs["third"], "claims")
    two = scenario(yaml.safe_dump({**base, "designs": {"large": designs["large"], "small": {}}}))
    for name in ("small", "large"):
        assert run(two, "core", design=name).log.tobytes() == logs[name].log.tobytes()


def test_one_day_does_not_move_another(scenario):
    """More customers on Monday leave Tuesday's where they were."""
    base = yaml.safe_load(FLOOR)
    busy = copy.deepcopy(base)
    busy["contacts"]["sales"]["volume"]["weekdays"] = {"mon": 3, "tue-sun": 1}
    busy["contacts"]["sales"]["volume"]["per_day"] = 150 * 9 / 7  # Tuesday as before, Monday three times as much
    here, there = (customers(run(scenario(yaml.safe_dump(words)), "core"), "sales") for words in (base, busy))
    monday, tuesday = here["arrived"] < 86400, there["arrived"] >= 86400
    assert (there["arrived"] < 86400).sum() > 2 * monday.sum()
    np.testing.assert_allclose(here["arrived"][~monday], there["arrived"][tuesday], rtol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_replication_does_not_know_what_ran_before(scenario, engine):
    """Replication 3 is the same on a fresh engine, after 0, 1 and 2, and when it is run twice."""
    planned = plan_design(scenario(FLOOR), "base")
    used = engine_for(planned, engine)
    runs = [replicate(used, planned, 1, number, 1024) for number in (0, 1, 2, 3, 3)]
    runs.append(replicate(engine_for(planned, engine), planned, 1, 3, 1024))
    logs = [log.tobytes() for _, log in runs]
    assert len(set(logs)) == 4
    assert logs[3] == logs[4] == logs[5]
    for one, other in ((3, 4), (4, 5)):
        assert all(a.tobytes() == b.tobytes() for a, b in zip(runs[one][0], runs[other][0], strict=True))


def test_seeds_and_replications_are_different_days(scenario):
    """Another seed or replication is another log; large seeds too."""
    loaded = scenario(FLOOR)
    logs = {run(loaded, "core", seed, number).log.tobytes() for seed in (1, 2, 1 + 2**32) for number in (0, 1)}
    assert len(logs) == 6
