"""What is replaced inside Numba while the core is compiled is there, does what it should, and is put back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

linking = pytest.importorskip("sim.linking", reason="Numba is absent")

SHOWN = """
import json, sys
import numba
from sim import linking

if sys.argv[1] == "suits":
    linking.suit_any_processor()

def caller():
    @numba.njit
    def one_more(x):
        return x + 1
    @numba.njit
    def twice(x):
        return one_more(x) * 2
    return twice

def code_of(function):
    function.compile((numba.int64,))
    text, = function.inspect_llvm().values()
    return text

def zeros(text):
    lines = [line.strip() for line in text.splitlines()]
    return [a for a, b in zip(lines, lines[1:]) if " = alloca " in a and b.startswith("store ") and a.split()[0] in b]

usual = zeros(code_of(caller()))
with linking.rules_are_linked_only({}):
    ours = zeros(code_of(caller()))
again = zeros(code_of(caller()))
known = caller()
known.compile((numba.int64,))
assert known(20) == 42
print(json.dumps([len(usual), len(ours), len(again)]))
"""


def shown(word: str) -> list[int]:
    """Fillings with zeros at the begin of functions: Numba's way, ours, Numba's again; in a process of its own."""
    surroundings = {**os.environ, "NUMBA_OPT": "0"}  # as translated: LLVM would have taken so short a call apart
    command = [sys.executable, "-c", SHOWN, word]
    done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, text=True, check=True)
    found: list[int] = json.loads(done.stdout)
    return found


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


def test_places_for_answers_are_not_filled_with_zeros_first() -> None:
    """Numba fills two for each call, where the calling function begins; so it does again afterwards."""
    usual, ours, again = shown("as it is")
    assert usual >= 4
    assert ours <= usual - 4
    assert again >= usual  # and one more where Numba keeps a message for a missing symbol


def test_code_that_suits_any_processor_runs_on_this_one() -> None:
    """The processor is not named, its instructions are; what is compiled computes as ever."""
    assert shown("suits") == shown("as it is")


def test_the_processor_is_not_named_but_its_instructions_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """On x86; on others all is as Numba has it."""
    chooser = linking.codegen.JITCPUCodegen
    linking.codegen.initialize_llvm()
    monkeypatch.setattr(chooser, "_customize_tm_options", _names_a_processor)
    linking.suit_any_processor()
    options: dict[str, Any] = {}
    chooser._customize_tm_options(None, options)
    is_x86 = linking.Target.from_default_triple().name.startswith("x86")
    assert options == {"cpu": "generic" if is_x86 else "latest", "features": "+fma"}


def _names_a_processor(self: Any, options: dict[str, Any]) -> None:
    options.update(cpu="latest", features="+fma")
