"""Those whose patience runs, in the order in which they would give up.

Nearly all of them are answered before. Left in the calendar of coming events, each would stay there until the moment
that never comes: as many dead events as live ones, and each to be taken off in the end. This heap knows where everybody
stands in it, so whoever is answered leaves at once.
"""

from __future__ import annotations

import math

from sim.engines.clock import GIVES_UP, order_of
from sim.engines.core.heap import CHILDREN
from sim.rules import rule


@rule
def runs_out(heap, contact, c):
    """The contact's patience runs from now on, to the instant at which it gives up."""
    if heap.wait_at[c] >= 0:
        stays(heap, c)
    size = heap.wait_size[0]
    heap.wait_size[0] = size + 1
    rises(heap, size, contact.gives_up, order_of(GIVES_UP, contact.id, c), c)


@rule
def rises(heap, i, time, order, c):
    """Contact c stands at i or further ahead."""
    while i > 0:
        up = (i - 1) >> 2
        above = heap.wait_time[up]
        if above < time or (above == time and heap.wait_order[up] <= order):
            break
        stands(heap, i, above, heap.wait_order[up], heap.wait_slot[up])
        i = up
    stands(heap, i, time, order, c)


@rule
def stands(heap, i, time, order, c):
    """Contact c stands at i."""
    heap.wait_time[i] = time
    heap.wait_order[i] = order
    heap.wait_slot[i] = c
    heap.wait_at[c] = i


@rule
def stays(heap, c):
    """The contact will not give up any more, if it ever would."""
    i = heap.wait_at[c]
    if i < 0:
        return
    heap.wait_at[c] = -1
    size = heap.wait_size[0] - 1
    heap.wait_size[0] = size
    time = heap.wait_time[size]
    heap.wait_time[size] = math.inf
    if i < size:
        fills(heap, i, time, heap.wait_order[size], heap.wait_slot[size], size)


@rule
def fills(heap, i, time, order, c, size):
    """The last one, c, takes the empty place i, or one further ahead or behind."""
    while True:
        child = CHILDREN * i + 1
        if child >= size:
            break
        least = child
        for other in range(child + 1, min(child + CHILDREN, size)):
            if heap.wait_time[other] < heap.wait_time[least] or (
                heap.wait_time[other] == heap.wait_time[least] and heap.wait_order[other] < heap.wait_order[least]
            ):
                least = other
        if time < heap.wait_time[least] or (time == heap.wait_time[least] and order <= heap.wait_order[least]):
            break
        stands(heap, i, heap.wait_time[least], heap.wait_order[least], heap.wait_slot[least])
        i = least
    rises(heap, i, time, order, c)
