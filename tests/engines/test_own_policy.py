"""A policy of one's own: the same in both engines, refused with its line, named in the provenance."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.engines.own_policy import policy_of, prepare, with_policy
from sim.engines.run import engine_for, replicate
from sim.errors import ScenarioError
from sim.plan.build import plan_design
from tests.engines.test_traces_routing import agents_of
from tests.stories import everybody, once
from tests.twins import ENGINES, Run, run, say_where_they_differ

FLOOR = """
name: Calls and mails
calendar: {length: 8 h, interval: 30 min}
contacts:
  sales: {channel: call, volume: {per_hour: 30}, handling: {talk: exponential(5 min)}, patience: exponential(3 min)}
  claims: {channel: call, volume: {per_hour: 20}, handling: {talk: lognormal(6 min, cv 80 %), wrap_up: 30 s}}
  mail: {channel: email, volume: {per_hour: 10}, handling: {talk: exponential(4 min)}}
groups:
  sellers: {agents: 3, skills: {sales: {}, mail: {}}}
  all: {agents: 4, skills: {sales: {slower: 10 %}, claims: {}, mail: {}}}
designs:
  pooled: {routing: {specialists_first: false}}
  kept: {groups: {all: {skills: {sales: {after: 30 s}, mail: {reserve: 1}}}}}
"""


def agent_score(plan, floor, contact, agent, now):
    """The longest idle."""
    return now - agent.since


def contact_score(plan, floor, agent, contact, now):
    """The longest waiting."""
    return now - contact.queued


def nobody(plan, floor, contact, agent, now):
    """Nobody is good enough until minute 10, and then only the last of the agents."""
    if now < 600.0 or agent.group < 1:
        return -float("inf")
    return 1.0


def run_with(policy, scenario, engine: str, design: str) -> Run:
    """One replication with the policy on this engine."""
    planned = plan_design(scenario, design)
    own = policy_of(policy)
    assert prepare(own, planned, engine) == engine
    planned = with_policy(planned, own)
    tally, log = replicate(engine_for(planned, engine), planned, 1, 0, 1024)
    return Run(tally, log, planned)


@pytest.mark.parametrize("design", ["pooled", "kept"])
@pytest.mark.parametrize("engine", ENGINES)
def test_the_built_in_order_written_once_more_is_the_same(scenario, engine, design):
    checked = scenario(FLOOR)
    built_in = run(checked, engine, design=design)
    assert len(built_in.log) > 400
    say_where_they_differ(built_in, run_with([agent_score, contact_score], checked, engine, design))
    say_where_they_differ(built_in, run_with(agent_score, checked, engine, design))


def shortest(plan, floor, agent, contact, now):
    """The shortest work first, and of it who came last; nothing that waits for less than a minute."""
    if now - contact.queued < 60.0:
        return float("nan")
    return plan.door[contact.queue, agent.group].speed * 1000.0 + contact.queued / 1e6


def test_both_engines_follow_it_to_the_last_bit(scenario):
    checked = scenario(FLOOR)
    reference, core = (run_with(shortest, checked, engine, "pooled") for engine in ENGINES)
    say_where_they_differ(reference, core)
    waits = core.log["waited"][core.log["answered"] > 0]
    assert len(waits) > 300 and (waits >= 60.0).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_score_may_refuse(scenario, engine):
    """Whoever is refused waits, also beside four free agents, and is looked at again after the next event."""
    contacts = {"a": once("00:00", 2), "b": once("00:12", 1)}
    words = {
        "name": "story", "calendar": {"length": "1 h", "interval": "15 min"}, "contacts": contacts,
        "groups": {"one": {"agents": 2, "skills": {"a": {}, "b": {}}}, **everybody(contacts, 2)},
    }  # fmt: skip
    checked = scenario(json.dumps(words))
    story = run_with([nobody], checked, engine, next(iter(checked.designs)))
    assert agents_of(story) == [3, 2]
    assert story.log["answered"].tolist() == [720.0, 720.0]


# ---- files ----------------------------------------------------------------------------------------------------


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.py"
    path.write_text(dedent(text).strip() + "\n", encoding="utf-8")
    return str(path)


GOOD = """
    def agent_score(plan, floor, contact, agent, now):
        return -longest(agent)

    def longest(agent):
        return agent.since

    def newest(plan, floor, agent, contact, now):
        return contact.queued
"""


def test_a_file_by_its_names(tmp_path, scenario):
    path = written(tmp_path, GOOD)
    both = policy_of(path)
    assert list(both.scores) == ["agent_score"] and both.name == path and len(both.digest) == 64
    assert list(policy_of(f"{path}:newest").scores) == ["contact_score"]
    result = sim.run(scenario(FLOOR), "pooled", replications=2, policy=f"{path}:newest")
    assert result.provenance["policy"] == {"name": f"{path}:newest", "digest": both.digest}
    assert result.provenance["engine"] == "core"
    assert "policy" not in sim.run(scenario(FLOOR), "pooled", replications=1).provenance


WRONG = {
    "def agent_score(plan floor):\n    return 1": r"mine\.py:1:\d+: this is no Python",
    "x = 1\ny = x / 0": r"mine\.py:2:1: ZeroDivisionError: division by zero",
    "import nothing_of_the_kind": r"mine\.py:1:1: ModuleNotFoundError",
    "x = 1": r"mine\.py: there is no policy in the file; write a function agent_score\(plan",
    "def agent_score(plan, floor, now):\n    return 1": r"mine\.py:1:1: agent_score\(plan, floor, now\) is no score",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_told_with_its_line(tmp_path, text):
    with pytest.raises(ScenarioError, match=WRONG[text]):
        policy_of(written(tmp_path, text))


def test_names_that_are_not_there(tmp_path):
    path = written(tmp_path, GOOD)
    with pytest.raises(ScenarioError, match=r"no function 'newset' in the file.*did you mean 'newest'"):
        policy_of(f"{path}:newset")
    with pytest.raises(ScenarioError, match="cannot be read"):
        policy_of(str(tmp_path / "nobody.py"))
    with pytest.raises(ValueError, match="is no score"):
        policy_of(lambda plan: 1.0)
    with pytest.raises(ValueError, match="same question"):
        policy_of([agent_score, nobody])
    with pytest.raises(ValueError, match="a policy is a function"):
        policy_of(3)


FAILS = """
    def agent_score(plan, floor, contact, agent, now):
        if now > 3600.0:
            return plan.skill[contact.queue, 77].pace
        return 0.0
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_mistake_while_it_runs_has_a_line(tmp_path, scenario, engine):
    path = written(tmp_path, FAILS)
    with pytest.raises(ScenarioError, match=r"mine\.py:3:1: IndexError"):
        sim.run(scenario(FLOOR), "pooled", replications=1, engine=engine, policy=path)


def test_what_does_not_compile_runs_on_the_reference(tmp_path, scenario):
    path = written(
        tmp_path,
        """
        seen = {}

        def agent_score(plan, floor, contact, agent, now):
            seen[contact.id] = str(agent.group)
            return now - agent.since
        """,
    )
    checked = scenario(FLOOR)
    with pytest.warns(UserWarning, match=r"does not compile for the core, so the reference runs it.*line 4.*'seen'"):
        result = sim.run(checked, "pooled", replications=2, policy=path)
    assert result.provenance["engine"] == "reference"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plain = sim.run(checked, "pooled", replications=2, engine="reference")
    assert repr(result.rows()) == repr(plain.rows()), "as texts, for what is no number is not equal to itself"


def test_on_the_command_line(tmp_path, scenario):
    path, study = written(tmp_path, GOOD), tmp_path / "study.yaml"
    study.write_text(FLOOR, encoding="utf-8")
    traced = CliRunner().invoke(main, ["trace", str(study), "--policy", f"{path}:newest"])
    plain = CliRunner().invoke(main, ["trace", str(study)])
    assert traced.exit_code == 0 and traced.stdout != plain.stdout
    for verb in ("run", "compare"):
        done = CliRunner().invoke(main, [verb, str(study), "-n", "2", "--json", "-q", "--policy", path])
        assert json.loads(done.stdout)["provenance"]["policy"]["name"] == path
    refused = CliRunner().invoke(main, ["run", str(study), "--policy", str(tmp_path / "none.py")])
    assert refused.exit_code == 2 and "Traceback" not in refused.output


def test_policies_are_listed_without_waking_anything():
    code = (
        "import sys; from sim.cli import main\n"
        "try: main(['policies', '--json'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numba', 'simpy', 'pandas', 'matplotlib', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    listed = json.loads(done.stdout)
    assert len({policy["name"] + policy["side"] for policy in listed}) == len(listed) > 30
    assert all(policy["sentence"].endswith(".") and policy["source"] and policy["written"] for policy in listed)
