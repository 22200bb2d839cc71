"""What is replaced inside Numba while the core is compiled does what it should, is put back, and is on where tested."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.jit import compiler

ROOT = Path(__file__).parents[2]


def told(code: str, **surroundings: str) -> Any:
    """What a piece of Python prints as JSON, in a process of its own: what is compiled here stays compiled."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env={**os.environ, **surroundings}, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


# ---- when it is on ------------------------------------------------------------------------------------------


def test_the_release_used_in_development_is_one_it_was_tested_with() -> None:
    """Another pin needs this suite run with it, and its place in the list."""
    pinned = re.search(r"^numba==(\S+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned is not None and pinned[1] in compiler.FAST_WITH


@pytest.mark.parametrize(("release", "said"), [("0.1.0", "this is 0.1.0"), (compiler.FAST_WITH[0], "")])
def test_another_release_of_numba_compiles_in_its_own_way(
    release: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(compiler.FAST_SWITCH, raising=False)
    monkeypatch.setattr(compiler, "version", lambda library: release)
    assert compiler.reason_for_slow_compilation().endswith(said)
    assert bool(compiler.reason_for_slow_compilation()) == bool(said)


def test_what_is_switched_off_is_said_and_kept_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Code that was compiled the slow way is slower: it is not taken for the other."""
    monkeypatch.setenv("POLYVALENCE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiler, "version", lambda library: compiler.FAST_WITH[0])
    monkeypatch.delenv(compiler.FAST_SWITCH, raising=False)
    fast = compiler.cache_folder("plain")
    monkeypatch.setenv(compiler.FAST_SWITCH, "off")
    slow = compiler.cache_folder("plain")
    assert slow.name == f"{fast.name}-slow" and compiler._FOLDER_NAME.fullmatch(slow.name)
    assert "fast compilation is off: POLYVALENCE_FAST_COMPILE says so" in compiler.notice_of_compilation(slow)


ON = pytest.mark.skipif(bool(compiler.reason_for_slow_compilation()), reason="fast compilation is off")
"""What it replaces need not be there in other releases of Numba."""

PUT_BACK = """
import json
from sim.jit import fast_compile

places = [(owner, name) for owner, name, _ in (
    *fast_compile._linked_once({}), fast_compile._resolved_once(), fast_compile._suited_to_any_processor(),
)]
there = lambda: [getattr(owner, name) for owner, name in places]
before = there()
with fast_compile.fast_compilation({"none": "rarely"}):
    meanwhile = there()
print(json.dumps([there() == before, sum(a is not b for a, b in zip(before, meanwhile))]))
"""


@ON
def test_what_was_replaced_is_put_back() -> None:
    assert told(PUT_BACK) == [True, 7]


# ---- places for answers -------------------------------------------------------------------------------------


FAILS = """
import json
import numba
from numba.extending import register_jitable
from sim.jit import compiler, expansion
from sim.jit import fast_compile

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

bare = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
for one in (pytest_low, pytest_mid):
    register_jitable(forceinline=False, **bare)(one)
run = numba.njit(**{**compiler.OPTIONS, "cache": False})(kernel)
with fast_compile.fast_compilation(rules):
    run.compile((numba.int64,))
print(json.dumps([run(x) for x in (1, 2, 11, 9, 12, 4)]))
"""


@ON
def test_nobody_finds_an_earlier_mistake_in_the_place_for_errors() -> None:
    """No rule catches anything today; one that did would look into that place after the call."""
    assert told(FAILS) == [1, 2, -1, 9, -1, 4]


# ---- the processor ------------------------------------------------------------------------------------------

SUITED = """
import json
import llvmlite.binding as llvm
import numba
from sim.jit import fast_compile

asked = []
create = llvm.Target.create_target_machine

def recorded(self, *arguments, **more):
    asked.append([more["cpu"], bool(more["features"])])
    return create(self, *arguments, **more)

llvm.Target.create_target_machine = recorded
with fast_compile.fast_compilation({"none": "rarely"}):
    @numba.njit
    def twice(x):
        return 2 * x

    assert twice(21) == 42
is_x86 = llvm.Target.from_default_triple().name.startswith("x86")
print(json.dumps([is_x86, llvm.get_host_cpu_name(), asked]))
"""


@ON
def test_the_processor_is_not_named_but_its_instructions_are() -> None:
    """On x86; on others all is as Numba has it."""
    is_x86, host, asked = told(SUITED)
    assert asked == [["generic" if is_x86 else host, True]]
