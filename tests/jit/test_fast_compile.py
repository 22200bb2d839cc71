"""What is replaced inside Numba while the core is compiled is there, does what it should, and is put back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

pytest.importorskip("numba")
linking: Any = import_module("sim.jit.fast_compile")


def told(code: str, **surroundings: str) -> Any:
    """What a piece of Python prints as JSON, in a process of its own: what is compiled here stays compiled."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env={**os.environ, **surroundings}, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


# ---- the net ------------------------------------------------------------------------------------------------


def test_this_release_of_numba_has_all_that_is_replaced() -> None:
    """Where something is missing nothing is replaced, and every core is slow without a word."""
    missing = [
        part
        for module, name, parts in linking.NEEDED
        for part in parts
        if not hasattr(getattr(module, name, None), part)
    ]
    assert missing == []
    assert hasattr(linking.codegen.JITCPUCodegen, "_customize_tm_options")


def replaced() -> list[Any]:
    """What stands at the names that are replaced."""
    return [getattr(getattr(module, name), part) for module, name, parts in linking.NEEDED for part in parts]


def test_what_was_replaced_is_put_back() -> None:
    """Eight methods; the other names are only called."""
    before = replaced()
    with linking.rules_are_linked_only({}):
        while_it_lasts = replaced()
    assert replaced() == before
    assert sum(one is not other for one, other in zip(before, while_it_lasts, strict=True)) == 8


def test_where_a_name_is_missing_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that calls one of them otherwise compiles slowly, and rightly."""
    before = replaced()
    monkeypatch.setattr(linking, "NEEDED", (*linking.NEEDED, (linking.cpu, "CPUContext", ("gone_in_this_release",))))
    with linking.rules_are_linked_only({}):
        monkeypatch.undo()
        assert replaced() == before


# ---- places for answers -------------------------------------------------------------------------------------

FILLED = """
import json
import numba
from sim.jit import fast_compile as linking

def filled_at_once(function):
    text, = function.inspect_llvm().values()
    itself, = [one for one in text.split("define ") if "5twice" in one.split("{")[0] and "%retptr" in one.split("{")[0]]
    lines = [line.strip() for line in itself.splitlines()]
    pairs = zip(lines, lines[1:])
    return sum(a.startswith("%excinfo") and " = alloca " in a and b.startswith("store ptr null") for a, b in pairs)

def compiled():
    @numba.njit
    def one_more(x):
        return x + 1
    @numba.njit
    def twice(x):
        return one_more(x) * 2
    twice.compile((numba.int64,))
    assert twice(20) == 42
    return twice

usual = filled_at_once(compiled())
with linking.rules_are_linked_only({}):
    ours = filled_at_once(compiled())
print(json.dumps([usual, ours, filled_at_once(compiled())]))
"""


def test_places_for_errors_are_not_filled_where_a_function_begins() -> None:
    """Numba fills one for each call, and does so again afterwards. As translated, before LLVM takes anything apart."""
    assert told(FILLED, NUMBA_OPT="0") == [1, 0, 1]


FAILS = """
import json
import numba
from numba.extending import register_jitable
from sim.jit import compiler, expansion, pipeline
from sim.jit import fast_compile as linking

rules = {"pytest_low": expansion.RARELY, "pytest_mid": expansion.RARELY}

def pytest_low(x):
    if x > 10:
        raise ValueError("too much")
    return x

def pytest_mid(x):
    try:
        found = pytest_low(x)
    except Exception:
        found = -1
    return found

def kernel(x):
    return pytest_mid(x)

bare = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": pipeline.Rules}
for one in (pytest_low, pytest_mid):
    register_jitable(forceinline=False, **bare)(one)
run = numba.njit(**{**compiler.OPTIONS, "cache": False})(kernel)
with linking.rules_are_linked_only(rules):
    run.compile((numba.int64,))
print(json.dumps([run(x) for x in (1, 2, 11, 9, 12, 4)]))
"""


def test_nobody_finds_an_earlier_mistake_in_the_place_for_errors() -> None:
    """No rule catches anything today; one that did would look into that place after the call."""
    assert told(FAILS) == [1, 2, -1, 9, -1, 4]


# ---- the processor ------------------------------------------------------------------------------------------

SUITED = """
import json
import llvmlite.binding as llvm
import numba
from sim.jit import fast_compile as linking

asked = []
create = llvm.Target.create_target_machine

def recorded(self, *arguments, **more):
    asked.append([more["cpu"], bool(more["features"])])
    return create(self, *arguments, **more)

llvm.Target.create_target_machine = recorded
linking.suit_any_processor()

@numba.njit
def twice(x):
    return 2 * x

assert twice(21) == 42
is_x86 = llvm.Target.from_default_triple().name.startswith("x86")
print(json.dumps([is_x86, llvm.get_host_cpu_name(), asked]))
"""


def test_the_processor_is_not_named_but_its_instructions_are() -> None:
    """On x86; on others all is as Numba has it."""
    is_x86, host, asked = told(SUITED)
    assert asked == [["generic" if is_x86 else host, True]]
