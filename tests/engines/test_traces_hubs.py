"""Tiny stories of hubs: small teams with lines of their own, and how they are dealt people and contacts."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

import sim
from sim.plan.build import plan_design
from tests.stories import STAYS, everybody, once
from tests.twins import run_both


def hubs(count: int, **more) -> dict:
    """The house in so many hubs."""
    return {"in-house": {"hubs": {"count": count, **more}}}


CALLS = {f"c{i}": once(f"00:{i:02d}", 10, **STAYS) for i in range(1, 9)}


def lines_of(story) -> dict[str, int]:
    """By type, the hub in whose line it stood."""
    return {story.planned.queues[row["queue"]].type: story.planned.queues[row["queue"]].hub for row in story.log}


def test_each_hub_serves_its_own_line(tell):
    """Two people in two hubs: whoever answers is of the hub the call came to, also while the other one is free."""
    story = tell(CALLS, everybody(CALLS, 2), length="2 h", sites=hubs(2))
    hub = lines_of(story)
    assert set(hub.values()) == {0, 1}
    free_at = [0.0, 0.0]
    for row in story.log:
        mine = hub[story.planned.queues[row["queue"]].type]
        assert row["agent"] == mine
        assert row["answered"] == max(row["arrived"], free_at[mine])
        free_at[mine] = row["answered"] + 600.0


def test_hubs_help_after_a_wait(tell):
    """After two minutes a free agent of the other hub takes a contact; until then its own agents alone may."""
    story = tell(CALLS, everybody(CALLS, 2), length="2 h", sites=hubs(2, helps_after="2 min"))
    hub = lines_of(story)
    helped = [row for row in story.log if row["agent"] != hub[story.planned.queues[row["queue"]].type]]
    assert helped
    assert all(row["waited"] >= 120.0 for row in helped)
    ends = np.sort(story.log["answered"] + 600.0)
    assert ends[-1] == pytest.approx(60.0 + 8 * 600.0 / 2, abs=600.0), "nobody is idle for long"


@pytest.mark.parametrize("words", [{"agents": 7}, {"shifts": {"day": {"hours": "always", "people": 7}}}])
def test_people_are_dealt_out_evenly(tmp_path, words):
    """Seven people in three hubs: three, two and two, by head count and by roster."""
    groups = {"all": {"skills": {"c1": {}}, **words}}
    file = {
        "name": "dealt",
        "calendar": {"days": 1},
        "contacts": {"c1": CALLS["c1"]},
        "groups": groups,
        "sites": hubs(3),
    }
    path = tmp_path / "dealt.yaml"
    path.write_text(yaml.safe_dump(file, sort_keys=False), encoding="utf-8")
    scenario = sim.load(path)
    assert plan_design(scenario, "base").plan.group["size"].tolist() == [3, 2, 2]
    run_both(scenario)


def test_hubs_wait_longer_than_the_pool(tmp_path):
    """Ten hubs of two against twenty in one line, each call to a hub by chance: Erlang C of 2 against that of 20."""
    from sim.theory import erlang_c

    calls = {"channel": "call", "volume": {"per_hour": 200}, "handling": {"talk": "exponential(4 min)"}}
    groups = {"all": {"agents": 20, "skills": {"calls": {}}}}
    file = {
        "name": "hubs", "calendar": {"days": 40}, "contacts": {"calls": calls}, "groups": groups,
        "designs": {"pool": {}, "hubs": {"sites": hubs(10)}}, "study": {"warm_up": "1 day"},
    }  # fmt: skip
    path = tmp_path / "hubs.yaml"
    path.write_text(yaml.safe_dump(file, sort_keys=False), encoding="utf-8")
    result = sim.run(path, replications=20, jobs=1)
    found = result.kpis[(result.kpis["kpi"] == "p_wait") & (result.kpis["scope"] == "total")].set_index("design")
    for design, agents, calls_per_hour in (("pool", 20, 200), ("hubs", 2, 20)):
        row = found.loc[design]
        expected = erlang_c(calls_per_hour / 3600, 240.0, agents).p_wait
        half = (row["high"] - row["low"]) / 2
        assert abs(row["estimate"] - expected) < 2.2 * half
        assert half < 0.03 * expected
