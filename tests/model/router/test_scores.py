"""Every word of the router has a code, every code a formula: each worked by hand for one pair of agent and contact."""

from __future__ import annotations

from types import SimpleNamespace as Row

import pytest

from sim.model.arrays import RECENTLY
from sim.model.router.scores import score_of_agent, score_of_contact
from sim.plan.routing import AGENT_SCORES, CONTACT_SCORES
from sim.scenario.policies import AGENT_WORDS, CONTACT_WORDS

NOW = 7200.0


class Agents(list):
    """Two agents, with the shape that a table has."""

    shape = (2,)


def tables(**scores: int) -> tuple[Row, Row]:
    """A plan and a floor: contact 0 has waited two hours; agent 1 was idle for half of them, the last half hour too."""
    door = Row(speed=12.0, base=5.0, per_wait=0.5, per_idle=0.25)
    claim = Row(cost=2.0, stays_s=180.0, power=2, queue_share=0.25, target=0.8)
    plan = Row(
        agent_call=0, contact_call=0, window=RECENTLY * 600.0, door={(0, 0): door}, claim=[claim],
        skill={(0, 0): Row(resolves=0.5)}, queue=[Row(type=0), Row(type=1)], **scores,
    )  # fmt: skip
    agent = Row(group=0, since=5400.0, taken=7, open=0, present_s=0.0, came=0.0, idle_s=1800.0, idle_since=5400.0)
    recent = {(0, i): Row(part=12 if i == 0 else -1, counted=10.0, in_time=6.0) for i in range(RECENTLY)}
    floor = Row(
        agent=Agents([agent, agent]), contact=[Row(queue=0, type=0, turn=0, queued=0.0)], recent=recent,
        queue=Agents([Row(length=3, last_agent=1), Row(length=5)]),
    )  # fmt: skip
    return plan, floor


OF_AGENTS = {
    "longest-idle": 0.0,
    "random": 0.0,
    "round-robin": -1.0,  # agent 0 comes after the last one, then this one
    "fewest-contacts": -7.0,
    "idle-fair": 0.5,
    "fastest": 12.0,
    "resolves-fastest": 6.0,
    "affine": 5.0 + 0.5 * 7200.0 + 0.25 * 1800.0,
}
OF_CONTACTS = {
    "longest-waiting": 0.0,
    "longest-queue": 3.0,
    "queue-ratio": 3.0 - 0.25 * 8,
    "cmu": 24.0,
    "cmu-theta": 24.0 * 180.0,
    "generalised-cmu": 24.0 * 2 * 2.0,  # after two hours
    "service-level": 0.8 - 0.6,
    "fastest": 12.0,
    "resolves-fastest": 6.0,
    "affine": 5.0 + 0.5 * 7200.0 + 0.25 * 1800.0,
}


def test_every_word_has_a_code_of_its_own_and_a_score():
    for words, codes, scores in ((AGENT_WORDS, AGENT_SCORES, OF_AGENTS), (CONTACT_WORDS, CONTACT_SCORES, OF_CONTACTS)):
        assert set(words) == set(codes) == set(scores)
        assert len(set(codes.values())) == len(codes)


@pytest.mark.parametrize("word", OF_AGENTS)
def test_score_among_agents(word):
    plan, floor = tables(agent_score=AGENT_SCORES[word])
    assert score_of_agent(plan, floor, 0, 1, NOW) == pytest.approx(OF_AGENTS[word], abs=1e-12)


@pytest.mark.parametrize("word", OF_CONTACTS)
def test_score_among_contacts(word):
    plan, floor = tables(contact_score=CONTACT_SCORES[word])
    assert score_of_contact(plan, floor, 1, 0, NOW) == pytest.approx(OF_CONTACTS[word], abs=1e-12)
