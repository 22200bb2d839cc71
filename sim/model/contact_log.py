"""A row of the log for each contact, and the bins in which waits are counted."""

from __future__ import annotations

import math

from sim.model.arrays import ANSWERED, FIRST_POWER, SUB, WAIT_BINS
from sim.rules import rule, split


@rule
def wait_bin(wait):
    """The bin of a wait: 0 for none at all, then SUB bins for each doubling."""
    if wait <= 0.0:
        return 0
    m, e = split(wait)
    at = 1 + (e - FIRST_POWER) * SUB + int((m - 0.5) * 2.0 * SUB)
    return min(max(at, 1), WAIT_BINS - 1)


@rule
def write_row(log, contact, outcome, now, wrap_up):
    """The contact's row of the log, if a log is kept (a log without rows is none)."""
    if log.shape[0] > 0:
        fill_row(log, contact, outcome, now, wrap_up)


@rule
def fill_row(log, contact, outcome, now, wrap_up):
    """The contact's row of the log."""
    row = log[contact.id]
    row.parent = contact.parent
    row.request = contact.request
    row.via = contact.via
    row.resolved = contact.resolved
    row.turns = contact.turn + int(contact.pieces > 0)
    row.attempt = contact.attempt
    row.type = contact.type
    row.outcome = outcome
    row.queue = contact.queue
    row.agent = contact.agent
    row.arrived = contact.arrived
    row.queued = contact.queued
    row.answered = contact.answered
    row.ended = now
    row.waited = (contact.answered if outcome == ANSWERED else now) - contact.queued
    row.talk = contact.worked if outcome == ANSWERED and now >= contact.answered else math.nan
    row.wrap_up = wrap_up
