"""The scores of the router: of an agent for a contact, of a contact for an agent; the greatest first.

Each is a formula of the literature; `sim.scenario.policies` has the sources, and `sim.plan.routing` the words that the
scenario file has for the codes below. A score is never asked whether somebody may take something, nor does it know of
ranks.
"""

from __future__ import annotations

from sim.model.router.eligibility import lately, waiting_since
from sim.rules import called, rule

# Codes of the scores among agents. The first two score nobody: the usual order decides, or the random number.
LONGEST_IDLE, RANDOM = 0, 1
ROUND_ROBIN, FEWEST_CONTACTS, IDLE_FAIR = 2, 3, 4
FASTEST_AGENT, RESOLVING_AGENT, AFFINE_AGENT = 5, 6, 7

# Codes of the scores among contacts. The first scores nobody: the usual order decides.
LONGEST_WAITING = 0
LONGEST_QUEUE, QUEUE_RATIO = 1, 2
CMU, CMU_THETA, GENERALISED_CMU = 3, 4, 5
SERVICE_LEVEL, FASTEST_CONTACT, RESOLVING_CONTACT, AFFINE_CONTACT = 6, 7, 8, 9

# ---- of agents ----------------------------------------------------------------------------------------


@rule
def has_scores_by_agent(plan):
    """Whether the score differs between the people of a group; else the longest available of each group will do."""
    if plan.agent_call != 0 or plan.contact_call != 0:
        return True
    return plan.agent_score in (ROUND_ROBIN, FEWEST_CONTACTS, IDLE_FAIR)


@rule
def score_of_agent(plan, floor, c, a, now):
    """The score of this agent for contact c."""
    if plan.agent_call != 0:
        return called(plan.agent_call, plan, floor, c, a, now)
    score = plan.agent_score
    agent = floor.agent[a]
    q = floor.contact[c].queue
    if score == ROUND_ROBIN:
        many = floor.agent.shape[0]
        return -float((a - 1 - floor.queue[q].last_agent + many) % many)
    if score == FEWEST_CONTACTS:
        return -float(agent.taken)
    if score == IDLE_FAIR:
        return idle_share(agent, now)
    if score == FASTEST_AGENT:
        return plan.door[q, agent.group].speed
    if score == RESOLVING_AGENT:
        return plan.skill[q, agent.group].resolves * plan.door[q, agent.group].speed
    if score == AFFINE_AGENT:
        return points(plan, floor, c, a, now)
    return 0.0


@rule
def idle_share(agent, now):
    """The share of an agent's time on the floor so far with empty hands."""
    there = agent.present_s + (now - agent.came)
    if there <= 0.0:
        return 1.0
    idle = agent.idle_s
    if agent.open == 0:
        idle = idle + (now - agent.idle_since)
    return idle / there


@rule
def points(plan, floor, c, a, now):
    """Points of a pair of agent and contact: base + per_wait × wait + per_idle × idle time."""
    contact = floor.contact[c]
    agent = floor.agent[a]
    door = plan.door[contact.queue, agent.group]
    return door.base + door.per_wait * (now - waiting_since(contact)) + door.per_idle * (now - agent.since)


# ---- of contacts --------------------------------------------------------------------------------------


@rule
def score_of_contact(plan, floor, a, c, now):
    """The score of contact c for agent a."""
    if plan.contact_call != 0:
        return called(plan.contact_call, plan, floor, c, a, now)
    score = plan.contact_score
    contact = floor.contact[c]
    g = floor.agent[a].group
    if score == LONGEST_QUEUE:
        return float(floor.queue[contact.queue].length)
    if score == QUEUE_RATIO:
        return excess_of_queues(plan, floor, contact)
    if score in (CMU, CMU_THETA, GENERALISED_CMU):
        return saved_by_an_hour(plan, contact, g, now)
    if score == SERVICE_LEVEL:
        counted, in_time = lately(plan, floor, contact.type, now)
        return plan.claim[contact.type].target - in_time / counted if counted > 0.0 else 0.0
    if score == FASTEST_CONTACT:
        return plan.door[contact.queue, g].speed
    if score == RESOLVING_CONTACT:
        return plan.skill[contact.queue, g].resolves * plan.door[contact.queue, g].speed
    if score == AFFINE_CONTACT:
        return points(plan, floor, c, a, now)
    return 0.0


@rule
def excess_of_queues(plan, floor, contact):
    """By how many contacts all queues of the type together are above their share of all who wait."""
    everybody = 0
    mine = 0
    for q in range(floor.queue.shape[0]):
        everybody = everybody + floor.queue[q].length
        if plan.queue[q].type == contact.type:
            mine = mine + floor.queue[q].length
    return mine - plan.claim[contact.type].queue_share * everybody


@rule
def saved_by_an_hour(plan, contact, g, now):
    """The cost of waiting that an hour of this group's work takes away: c × mu, in three forms."""
    claim = plan.claim[contact.type]
    saved = claim.cost * plan.door[contact.queue, g].speed
    if plan.contact_score == CMU_THETA:
        return saved * claim.stays_s
    if plan.contact_score == GENERALISED_CMU:
        # the derivative of cost × wait ** power
        hours = (now - waiting_since(contact)) / 3600.0
        for _ in range(1, claim.power):
            saved = saved * hours
        return saved * claim.power
    return saved
