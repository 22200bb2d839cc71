"""Rules are optimised once, in the kernel they end up in.

Numba makes machine code of every compiled function it meets, and of everything that function calls, again at every
level: the innermost rule was optimised twenty times, and thrown away nineteen times. Here a rule is only translated
and linked; the kernel is optimised whole. That is two thirds of the time of a cold start.

The one surprising decision: this reaches into Numba's inside, for a few seconds and with a net. Where the names it
needs are not there (another release), nothing is changed and the compilation takes longer.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numba.core.codegen as codegen
import numba.core.cpu as cpu

NEEDED = (
    (codegen, "CPUCodeLibrary", ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")),
    (cpu, "CPUContext", ("get_executable",)),
)


@contextmanager
def rules_are_linked_only(rules: frozenset[str]) -> Iterator[None]:
    """While this lasts, functions of these names are translated but not optimised, nor made into machine code.

    Only for the time in which one kernel is compiled, under Numba's own lock.
    """
    if not all(hasattr(getattr(module, name, None), part) for module, name, parts in NEEDED for part in parts):
        yield
        return
    library, context = codegen.CPUCodeLibrary, cpu.CPUContext
    optimise, finish, execute = (
        library._optimize_final_module,
        library._finalize_final_module,
        context.get_executable,
    )

    def optimise_kernels(self: Any) -> None:
        if self.name not in rules:
            optimise(self)

    def finish_kernels(self: Any) -> None:
        if self.name not in rules:
            finish(self)
            return
        self._finalize_dynamic_globals()
        self._final_module.__library = weakref.proxy(self)
        self._finalized = True

    def execute_kernels(self: Any, made: Any, described: Any, surroundings: Any) -> Any:
        # nobody calls a rule from outside: any callable of its own will do
        return execute(self, made, described, surroundings) if made.name not in rules else [].append

    library._optimize_final_module, library._finalize_final_module = optimise_kernels, finish_kernels
    context.get_executable = execute_kernels
    try:
        yield
    finally:
        library._optimize_final_module, library._finalize_final_module = optimise, finish
        context.get_executable = execute
