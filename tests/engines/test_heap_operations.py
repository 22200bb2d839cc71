"""How much work the core's loop does for a contact, counted: events put on the heap, events taken off it.

The heap is the dearest part of the loop, so an operation more for each contact is seen here first, and on every machine
alike. The loop is run as the plain Python it is written in, with the heap's operations wrapped; the compiled core knows
nothing of it. Whoever changes the loop changes `WORK`: the message of the failing test is the new row.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from benchmarks.cases import CASES, plan_of
from sim.engines.core import heap, loop, patience_heap
from sim.engines.reference.table_objects import fold, unfold_tuple
from sim.engines.run import engine_for
from sim.model import arrays
from sim.model.chance import streams
from sim.rules import IMPLEMENTED

MINUTES = {"W1 c=10": 200.0, "W1 c=100": 40.0, "W2": 60.0}
WORK = {
    "W1 c=10": {
        "contacts": 1921,
        "push": 1773,
        "happens": 1763,
        "close_gap": 935,
        "runs_out": 962,
        "fills": 602,
    },
    "W1 c=100": {
        "contacts": 3910,
        "push": 3843,
        "happens": 3746,
        "close_gap": 2427,
        "runs_out": 1311,
        "fills": 1086,
    },
    "W2": {"contacts": 3520, "push": 3475, "happens": 3413, "close_gap": 2176, "runs_out": 1216, "fills": 905},
}
"""Contacts, and operations on the heap by the name of their function, in one replication cut to `MINUTES`."""
OPERATIONS = {
    "push": heap.push, "happens": heap.happens, "close_gap": heap.close_gap, "runs_out": patience_heap.runs_out,
    "fills": patience_heap.fills,
}  # fmt: skip
STREAM = streams.of_replication(1, 0)


def compiled_of(name):
    """The workload, this short, counted from its first minute on."""
    case = next(case for case in CASES if case.name == name)
    planned = plan_of(case, MINUTES[name])
    return replace(planned, plan=planned.plan._replace(warm_up=0.0))


@cache
def counted(name):
    """What the loop did, in the form of `WORK`; and the flow it left behind."""
    plan = compiled_of(name).plan
    found: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patched:
        for implementation, verb in IMPLEMENTED.items():
            put_in_place_of(patched, verb, implementation)
        for operation in OPERATIONS.values():
            count_calls(patched, operation, found)
        empty = arrays.new_tally(plan)
        floor, tally = unfold_tuple(arrays.new_floor(plan, 1024)), unfold_tuple(empty)
        queue = unfold_tuple(heap.new_heap(4096, 1024))
        lack = loop.run(unfold_tuple(plan), floor, tally, np.zeros(0), queue, STREAM, plan.horizon, 1)
    assert lack == 0
    return {"contacts": floor.counts[0].contacts, **found}, fold(empty.flow, tally.flow)


def count_calls(patched, operation, found):
    """Count the calls of a function wherever the engine has imported it."""

    def counting(*arguments):
        found[operation.__name__] += 1
        return operation(*arguments)

    put_in_place_of(patched, operation, counting)


def put_in_place_of(patched, function, other):
    """Another function wherever the package has imported this one."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and getattr(module, function.__name__, None) is function:
            patched.setattr(module, function.__name__, other)


@pytest.mark.parametrize("name", WORK)
def test_work_of_the_loop(name):
    work = counted(name)[0]
    assert work == WORK[name], f'the row of today is "{name}": {work}'


@pytest.mark.parametrize("name", WORK)
def test_what_was_counted_is_what_the_core_does(name):
    planned = compiled_of(name)
    tally, _, _ = engine_for(planned, "core").replicate(STREAM)
    assert tally.flow.tobytes() == counted(name)[1].tobytes()


@pytest.mark.parametrize("name", WORK)
def test_no_event_too_many(name):
    """A contact needs an event for the end of its talk if answered, and one for the end of its patience if it waits.

    The latter goes when they are answered, arrivals are not on the heap, and nothing comes off that was not put on.
    """
    work, flow = counted(name)
    assert work["push"] == flow["answered"].sum()
    assert work["runs_out"] <= flow["delayed"].sum()
    assert work["happens"] == flow["finished"].sum()
    assert work["close_gap"] <= work["happens"]
    assert work["fills"] <= work["runs_out"]
