"""The order of events, written once: by time, then by kind, then by number.

Two things can happen at the same second, and then the order decides who gets the agent. Both engines follow this
list: a head count changes before anything else, and after it people come, go and pause; conversations end before
anybody gives up, so a customer whose patience ends in the very second an agent comes free is answered; whoever gives
up does so before more groups open to them; those who come back come before new customers. Within a kind the smaller
number is first: of the contact; of the journey for those who come back (journeys are numbered as they begin); of the
type for a new customer; of the agent for those who come and go; of the line in the schedule for a change of head
count.

The line lengths of an interval's start are read before all events of that instant.

The core packs the slot an event speaks of into its order, behind the number. It moves
along, and can decide nothing, for a number has one slot only.
"""

from __future__ import annotations

from sim.rules import rule

(
    SAMPLE, STAFF, DUTY, TALK_ENDS, WRAP_UP_ENDS, PICKS_UP, QUITS, GIVES_UP, CHASES, OPENS, RETURNS, ARRIVES,
) = range(12)  # fmt: skip

SLOT_BITS, NUMBER_BITS = 24, 35
"""Sixteen million contacts at a time, thirty thousand million in a run."""
SLOT, NUMBER = (1 << SLOT_BITS) - 1, (1 << NUMBER_BITS) - 1


@rule
def order_of(kind, number, slot):
    """What decides between events of one instant: the kind, then the number."""
    return (kind << (SLOT_BITS + NUMBER_BITS)) | (number << SLOT_BITS) | slot


@rule
def kind_in(order):
    """The kind of an event."""
    return order >> (SLOT_BITS + NUMBER_BITS)


@rule
def number_in(order):
    """The number of an event."""
    return (order >> SLOT_BITS) & NUMBER


@rule
def slot_in(order):
    """The slot an event speaks of."""
    return order & SLOT
