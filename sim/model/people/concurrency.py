"""Several conversations at a time: how fast each goes, and how long its customer puts up with that.

An agent with three chats answers each more slowly. The time a customer loses is counted,
not guessed. Of every second at pace factor p the share 1 - 1/p goes to the agent's other conversations; when these
seconds add up to more than the customer puts up with, they leave in the middle.
"""

from __future__ import annotations

import math

from sim.model.arrays import CHAT, TALKING, WRAPPING_UP
from sim.model.chance import streams
from sim.model.chance.draws import quantile
from sim.rules import rule


@rule
def pace_of(plan, floor, contact):
    """Factor on this contact's time: of the number of chats its agent holds, or the one it began with."""
    if contact.first_pace > 0.0:
        return contact.first_pace
    agent = floor.agent[contact.agent]
    return plan.pace[agent.group, agent.open]


@rule
def keep_first_pace(plan, floor, contact):
    """In a group that fixes the pace at the start, a contact keeps the factor of its first moment."""
    agent = floor.agent[contact.agent]
    contact.first_pace = 0.0
    if plan.type[contact.type].channel != CHAT:
        contact.first_pace = 1.0
    elif plan.group[agent.group].fixed_pace == 1:
        contact.first_pace = plan.pace[agent.group, agent.open]


@rule
def change_pace(plan, floor, a, was_open, now):
    """The agent holds more or fewer chats than before: every open one has its remaining time stretched or shrunk."""
    agent = floor.agent[a]
    if plan.group[agent.group].fixed_pace == 1:
        return
    before = plan.pace[agent.group, was_open]
    after = plan.pace[agent.group, agent.open]
    for i in range(agent.open):
        contact = floor.contact[floor.hand[a, i]]
        if (contact.state == TALKING or contact.state == WRAPPING_UP) and contact.first_pace == 0.0:
            contact.left = max(0.0, contact.left - (now - contact.paced_at) / before)
            if contact.lag < math.inf and contact.state == TALKING:
                contact.lag = max(0.0, contact.lag - lost_share(before) * (now - contact.paced_at))
                contact.quits = quitting_instant(contact, after, now)
            contact.paced_at = now
            contact.due = now + contact.left * after


@rule
def start_losing_patience(plan, floor, stream, contact, now):
    """The customer of a chat notices when the agent is busy with others: the time lost to them adds up."""
    _, v = streams.uniforms(stream, (contact.key_0, contact.key_1), streams.CHASE_DELAY_AND_LAG)
    contact.lag = quantile(plan, plan.type[contact.type].turn_patience, v)
    contact.quits = quitting_instant(contact, pace_of(plan, floor, contact), now)


@rule
def lost_share(pace):
    """Share of a conversation's time that goes to the agent's other conversations."""
    if pace <= 1.0:
        return 0.0
    return 1.0 - 1.0 / pace


@rule
def quitting_instant(contact, pace, now):
    """When the customer has lost as much time as they put up with, if the pace stays as it is."""
    share = lost_share(pace)
    if share <= 0.0:
        return math.inf
    return now + contact.lag / share
