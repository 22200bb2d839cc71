"""The core's two heaps against a plain list: what comes off them, and when, with ties and with those who leave early.

The functions are run as the Python they are written in, with its checks of every index; the parity of the engines says
that the compiled ones do the same.
"""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines.clock import GIVES_UP, TALK_ENDS, WRAP_UP_ENDS, kind_in, number_in, order_of, slot_in
from sim.engines.core.heap import FULL, clear, close_gap, happens, new_heap, push
from sim.engines.core.patience_heap import runs_out, stays
from sim.engines.reference.table_objects import unfold_tuple

SLOTS = 40
TIMES = st.integers(0, 6).map(float)
"""So few that many events share an instant."""


def a_heap(room=SLOTS):
    heap = unfold_tuple(new_heap(room, SLOTS))
    clear(heap)
    return heap


def a_floor():
    return SimpleNamespace(counts=[SimpleNamespace(full=0)])


@given(st.lists(st.one_of(st.tuples(TIMES, st.sampled_from([TALK_ENDS, WRAP_UP_ENDS])), st.none()), max_size=60))
@settings(max_examples=300, deadline=None)
def test_events_come_off_by_time_then_kind_then_number(steps):
    """Whether or not an event that happens brings about another one, which takes its place."""
    heap, floor, known = a_heap(), a_floor(), []
    for number, step in enumerate(steps):
        if step is not None and len(known) < SLOTS:
            time, kind = step
            push(heap, floor, time, order_of(kind, number, number % SLOTS))
            known.append((time, kind, number))
        elif known:
            if heap.gap[0] == 1:
                close_gap(heap)
            first = min(known)
            known.remove(first)
            order = heap.order[0]
            assert (heap.time[0], kind_in(order), number_in(order)) == first
            assert slot_in(order) == first[2] % SLOTS
            happens(heap)
    if heap.gap[0] == 1:
        close_gap(heap)
    assert floor.counts[0].full == 0
    assert heap.size[0] == len(known)
    assert heap.time[0] == min(known, default=(math.inf,))[0]


def test_a_full_heap_says_so():
    heap, floor = a_heap(room=3), a_floor()
    for number in range(3):
        push(heap, floor, 1.0, order_of(TALK_ENDS, number, number))
    assert floor.counts[0].full == 0
    push(heap, floor, 1.0, order_of(TALK_ENDS, 3, 3))
    assert floor.counts[0].full == FULL


@given(st.lists(st.tuples(st.integers(0, SLOTS - 1), TIMES, st.booleans()), max_size=80))
@settings(max_examples=300, deadline=None)
def test_whoever_is_answered_leaves_wherever_they_stand(steps):
    heap, known = a_heap(), {}
    for number, (c, time, waits) in enumerate(steps):
        if waits:  # somebody who waits already waits anew
            known[c] = (time, number)
            runs_out(heap, SimpleNamespace(gives_up=time, id=number), c)
        else:
            known.pop(c, None)
            stays(heap, c)
        assert heap.wait_size[0] == len(known)
        if known:
            c, (time, number) = min(known.items(), key=lambda one: one[1])
            first = (heap.wait_time[0], kind_in(heap.wait_order[0]), number_in(heap.wait_order[0]), heap.wait_slot[0])
            assert first == (time, GIVES_UP, number, c)
    for c in range(SLOTS):
        assert (heap.wait_at[c] >= 0) == (c in known)
    assert heap.wait_time[len(known)] == math.inf


@pytest.mark.parametrize("kind", [TALK_ENDS, GIVES_UP, 11])
def test_an_order_holds_what_was_put_in(kind):
    most = (1 << 35) - 1, (1 << 24) - 1
    for number, slot in [(0, 0), most, (12345, 678)]:
        order = order_of(kind, number, slot)
        assert 0 <= order < 1 << 63
        assert (kind_in(order), number_in(order), slot_in(order)) == (kind, number, slot)
