"""All that a rule may need, as one argument: what is planned, how things stand, what is summed, and when it is."""

from __future__ import annotations

from typing import Any, NamedTuple


class World(NamedTuple):
    """One replication at one instant. Either engine makes it anew for every event; rules only read its fields."""

    plan: Any
    """The plan, see `sim.model.arrays.Plan`."""
    floor: Any
    """Contacts, agents and queues as they stand, see `sim.model.arrays.Floor`."""
    tally: Any
    """The sums so far, see `sim.model.arrays.Tally`."""
    log: Any
    """The contact log; without rows where none is kept."""
    events: Any
    """How time passes: the core's heap of coming events, the reference with its processes. For the verbs of
    `sim.engines.moments.verbs` only."""
    stream: Any
    """The two words from which all random numbers of the replication derive."""
    now: Any
    """The instant, s from the start of the run."""
