"""The core's calendar of coming events: a heap of (time, order), smallest first.

Four children a node: fewer levels to climb, and the four times compared lie side by side in memory. Behind the last
event stand infinite times, so there are always four to compare.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from sim.rules import rule

FULL = 2
"""Written to `floor.counts[0].full` when the heap has no room left."""

CHILDREN = 4


class Heap(NamedTuple):
    """Coming events in two columns of one length, `size[0]` of them in use; beside them those who would give up."""

    time: Any
    order: Any
    size: Any
    gap: Any
    """[1] 1 while the place of the first event is empty: it is happening now."""
    wait_time: Any
    wait_order: Any
    wait_slot: Any
    wait_size: Any
    wait_at: Any
    """[slots] where a contact stands among those, -1 if it does not."""


def new_heap(room: int, slots: int) -> Heap:
    """An empty heap with room for this many events, and for so many contacts whose patience runs."""
    events, waits = room + CHILDREN, slots + CHILDREN
    return Heap(
        np.full(events, math.inf), np.zeros(events, np.int64), np.zeros(1, np.int64),
        np.zeros(1, np.int64),
        np.full(waits, math.inf), np.zeros(waits, np.int64), np.zeros(waits, np.int64), np.zeros(1, np.int64),
        np.full(slots, -1),
    )  # fmt: skip


@rule
def clear(heap):
    """No events."""
    heap.size[0] = 0
    heap.gap[0] = 0
    for i in range(heap.time.shape[0]):
        heap.time[i] = math.inf
    heap.wait_size[0] = 0
    for i in range(heap.wait_time.shape[0]):
        heap.wait_time[i] = math.inf
    for c in range(heap.wait_at.shape[0]):
        heap.wait_at[c] = -1


@rule
def push(heap, floor, time, order):
    """Add an event; where there is no room, mark the floor as full.

    Most events bring about one other. It takes their place at the top, and sinks from there.
    """
    i = heap.size[0]
    if heap.gap[0] == 1:
        heap.gap[0] = 0
        sinks(heap, time, order, i)
        return
    if i + CHILDREN >= heap.time.shape[0]:
        floor.counts[0].full = FULL
        return
    heap.size[0] = i + 1
    while i > 0:
        up = (i - 1) >> 2
        above = heap.time[up]
        if above < time or (above == time and heap.order[up] <= order):
            break
        heap.time[i] = above
        heap.order[i] = heap.order[up]
        i = up
    heap.time[i] = time
    heap.order[i] = order


@rule
def happens(heap):
    """The first event happens; its place is empty until another event takes it."""
    heap.gap[0] = 1


@rule
def close_gap(heap):
    """The event that has happened brought about no other: the last one takes its place."""
    heap.gap[0] = 0
    size = heap.size[0] - 1
    heap.size[0] = size
    time = heap.time[size]
    order = heap.order[size]
    heap.time[size] = math.inf
    if size > 0:
        sinks(heap, time, order, size)


@rule
def sinks(heap, time, order, size):
    """An event takes the place of the first, or one further down; `size` events with it."""
    i = 0
    while True:
        child = CHILDREN * i + 1
        if child >= size:
            break
        # written so that no jump depends on who is first: the processor could not foresee it
        t0 = heap.time[child]
        t1 = heap.time[child + 1]
        t2 = heap.time[child + 2]
        t3 = heap.time[child + 3]
        low = t1 if t1 < t0 else t0
        high = t3 if t3 < t2 else t2
        left = child + 1 if t1 < t0 else child
        right = child + 3 if t3 < t2 else child + 2
        least = right if high < low else left
        first = high if high < low else low
        if int(t0 == first) + int(t1 == first) + int(t2 == first) + int(t3 == first) > 1:
            least = first_of_equals(heap, child, first)
        if time < first or (time == first and order <= heap.order[least]):
            break
        heap.time[i] = first
        heap.order[i] = heap.order[least]
        i = least
    heap.time[i] = time
    heap.order[i] = order


@rule
def first_of_equals(heap, child, time):
    """Of children with this time the one whose order is first."""
    least = -1
    for other in range(child, child + CHILDREN):
        if heap.time[other] == time and (least < 0 or heap.order[other] < heap.order[least]):
            least = other
    return least
