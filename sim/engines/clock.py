"""The order of events, written once: by time, then by kind, then by number.

Two things can happen at the same second, and then the order decides who gets the agent. Both engines follow this
list: a head count changes before anything else, and after it people come, go and pause; conversations end before
anybody gives up, so a customer whose patience ends in the very second an agent comes free is answered; whoever gives
up does so before more groups open to them; those who come back come before new customers. Within a kind the smaller
number is first: of the contact; of the journey for those who come back (journeys are numbered as they begin); of the
type for a new customer; of the agent for those who come and go; of the line in the schedule for a change of head
count.

The line lengths of an interval's start are read before all events of that instant.
"""

from __future__ import annotations

(
    SAMPLE, STAFF, DUTY, TALK_ENDS, WRAP_UP_ENDS, PICKS_UP, QUITS, GIVES_UP, CHASES, OPENS, RETURNS, ARRIVES,
) = range(12)  # fmt: skip

KIND_SHIFT = 48
"""An event's order key is kind * 2**48 + number; numbers stay below 2**48."""
