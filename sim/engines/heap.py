"""The core's calendar of coming events: a heap of (time, order key, slot), smallest first.

Four children a node: fewer levels to climb, and the four times compared lie side by side in memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.jit import rule

FULL = 2
"""What the floor is told when the heap has no room left."""


class Heap(NamedTuple):
    """Coming events in three columns of one length; `size[0]` of them are in use."""

    time: Any
    key: Any
    slot: Any
    size: Any


def new_heap(room: int) -> Heap:
    """An empty heap with room for this many events."""
    return Heap(np.zeros(room), np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(1, np.int64))


@rule
def push(heap, floor, time, key, slot):
    """Add an event; where there is no room, mark the floor as full."""
    i = heap.size[0]
    if i >= heap.time.shape[0]:
        floor.counts[0].full = FULL
        return
    heap.size[0] = i + 1
    while i > 0:
        up = (i - 1) >> 2
        if heap.time[up] < time or (heap.time[up] == time and heap.key[up] <= key):
            break
        heap.time[i] = heap.time[up]
        heap.key[i] = heap.key[up]
        heap.slot[i] = heap.slot[up]
        i = up
    heap.time[i] = time
    heap.key[i] = key
    heap.slot[i] = slot


@rule
def drop_first(heap):
    """Take the first event off."""
    size = heap.size[0] - 1
    heap.size[0] = size
    time = heap.time[size]
    key = heap.key[size]
    slot = heap.slot[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        least = child
        for other in range(child + 1, min(child + 4, size)):
            if heap.time[other] < heap.time[least] or (
                heap.time[other] == heap.time[least] and heap.key[other] < heap.key[least]
            ):
                least = other
        if time < heap.time[least] or (time == heap.time[least] and key <= heap.key[least]):
            break
        heap.time[i] = heap.time[least]
        heap.key[i] = heap.key[least]
        heap.slot[i] = heap.slot[least]
        i = least
    heap.time[i] = time
    heap.key[i] = key
    heap.slot[i] = slot
