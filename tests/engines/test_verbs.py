"""The verbs of the moments: each has its rule in the core, and the reference's world can carry each out."""

from __future__ import annotations

import inspect

import pytest

from sim.engines.core import loop
from sim.engines.moments import verbs
from sim.engines.reference.processes import Reference
from sim.rules import IMPLEMENTED, VERBS


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_both_engines_know_every_verb_with_the_same_arguments(verb):
    arguments = list(inspect.signature(verb).parameters)
    twins = [rule for rule, implemented in IMPLEMENTED.items() if implemented is verb]
    assert [list(inspect.signature(rule).parameters) for rule in twins] == [arguments]
    method = getattr(Reference, verb.__name__)
    assert len(inspect.signature(method).parameters) == len(arguments)  # self stands where the world does


def test_all_verbs_are_here():
    named = {name for name, one in vars(verbs).items() if inspect.isfunction(one) and one.__module__ == verbs.__name__}
    assert named == {verb.__name__ for verb in VERBS}
    assert len(named) >= 8
    assert loop.timers is not None  # whoever imports the loop has the core's rules for them
