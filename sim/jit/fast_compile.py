"""Rules are linked and optimised once, in the kernel they end up in.

Numba makes machine code of every compiled function it meets, and of everything that function calls, again at every
level: the innermost rule was optimised twenty times, and thrown away nineteen times. It asks again what a call means
wherever the call stands. Here each is done once, which is most of the time of a cold start. Numba also arranges code
for one processor, which makes it slower.

This replaces methods inside Numba. So it is done in a process that only compiles (`sim.jit.precompile`), and for
releases it was tested with (`sim.jit.compiler.FAST_WITH`); otherwise the core is compiled without it, to the same bits.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numba.core.codegen as codegen
import numba.core.cpu as cpu
import numba.core.typing.context as typing_context
from llvmlite.binding import Linkage, Target, create_new_module_pass_manager

from sim.jit.expansion import CALLED_ONLY, RARELY, expansion_of
from sim.rules import RULES

Replaced = tuple[type, str, Callable[..., Any]]


@contextmanager
def fast_compilation(rules: dict[str, str] | None = None) -> Iterator[None]:
    """While this lasts, the rules (by name, how they get into their callers; default: all that are marked and not
    compiled yet) are translated but neither optimised nor made into machine code.

    Only for the time in which one kernel is compiled, in a process that does nothing else.
    """
    rules = rules or {rule.__qualname__: expansion_of(rule.__module__, rule.__name__) for rule in RULES}
    replaced = (*_linked_once(rules), _resolved_once(), _suited_to_any_processor())
    with ExitStack() as afterwards:
        for owner, name, instead in replaced:
            afterwards.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, instead)
        yield


def _linked_once(rules: dict[str, str]) -> tuple[Replaced, ...]:
    """A rule stays as it was translated; the kernel takes in those it calls and those they call, each once."""
    library, context = codegen.CPUCodeLibrary, cpu.CPUContext
    finish, handed_on, execute = library.finalize, library._get_module_for_linking, context.get_executable
    optimise, simplify = library._optimize_final_module, library._optimize_functions

    def finish_kernels(self: Any) -> None:
        if self.name not in rules:
            below = _all_below(self, rules)
            self._linking_libraries = [one for one in below if one.name not in rules]
            for rule in [one for one in below if one.name in rules]:
                self._reload_init.update(rule._reload_init)
                self._final_module.link_in(module_of(rule))  # the rule itself, no copy: there is one kernel
            finish(self)
            return
        for one in self._linking_libraries:
            self._reload_init.update(one._reload_init)
        self._finalize_dynamic_globals()
        self._final_module.__library = weakref.proxy(self)
        self._finalized = True

    def module_of(self: Any) -> Any:
        module = self._final_module if self.name in rules else handed_on(self)
        for function in _defined(module, Linkage.external, Linkage.linkonce_odr):
            if rules.get(self.name) in (CALLED_ONLY, RARELY):
                function.add_function_attribute("noinline")
            if rules.get(self.name) == RARELY:  # what leads to its calls stands apart, and the loop is shorter
                function.add_function_attribute("cold")
            function.linkage = "weak_odr"  # so that it is taken in even if whoever calls it comes later
        return module

    def optimise_living(self: Any) -> None:
        for function in _defined(self._final_module, Linkage.weak_odr):
            function.linkage = "internal"  # nobody else calls it: it may go, or be called in whatever way is quickest
        _drop_what_nobody_calls(self)
        optimise(self)

    def simplify_kernels(self: Any, module: Any) -> None:
        if self.name in rules:  # the kernel it ends up in is optimised as a whole
            module.data_layout = self._codegen._data_layout
        else:
            simplify(self, module)

    def execute_kernels(self: Any, made: Any, described: Any, surroundings: Any) -> Any:
        # nobody calls a rule from outside: any callable of its own will do
        return execute(self, made, described, surroundings) if made.name not in rules else [].append

    return (
        (library, "finalize", finish_kernels),
        (library, "_get_module_for_linking", module_of),
        (library, "_optimize_final_module", optimise_living),
        (library, "_optimize_functions", simplify_kernels),
        (context, "get_executable", execute_kernels),
    )


def _defined(module: Any, *linkages: Linkage) -> list[Any]:
    """The functions that a module has, not those it only names."""
    return [one for one in module.functions if not one.is_declaration and one.linkage in linkages]


def _drop_what_nobody_calls(library: Any) -> None:
    """What depends on an answer that is known is called nowhere once the answer is put in; it need not be optimised."""
    steps = create_new_module_pass_manager()
    steps.add_sroa_pass()
    steps.add_sccp_pass()
    steps.add_simplify_cfg_pass()
    steps.add_global_dead_code_eliminate_pass()
    steps.run(library._final_module, library._codegen._pass_builder())


def _all_below(kernel: Any, rules: dict[str, str]) -> list[Any]:
    """What a library is linked with, and through rules what these are linked with, in order of mention."""
    found: dict[Any, None] = {}
    pending = list(reversed(kernel._linking_libraries))
    while pending:
        one = pending.pop()
        if one not in found:
            found[one] = None
            pending += reversed(one._linking_libraries if one.name in rules else [])
    return list(found)


def _resolved_once() -> Replaced:
    """What a call means depends on the function and the types of its arguments, not on where it stands."""
    context = typing_context.BaseContext
    resolve = context.resolve_function_type
    found: dict[Any, Any] = {}

    def remembered(self: Any, function: Any, args: Any, kws: Any) -> Any:
        key = self, function, tuple(args), tuple(kws.items() if isinstance(kws, dict) else kws)
        signature = found.get(key)
        if signature is None:
            signature = found[key] = resolve(self, function, args, kws)
        return signature

    return context, "resolve_function_type", remembered


def _suited_to_any_processor() -> Replaced:
    """Code has all instructions of this processor, in an order that suits any.

    On x86 only, where it was measured: what LLVM knows of the processors there makes the core slower.
    """
    codegen_of_kernel = codegen.JITCPUCodegen
    customize = codegen_of_kernel._customize_tm_options

    def chosen(self: Any, options: dict[str, Any]) -> None:
        customize(self, options)
        if options.get("features") and Target.from_default_triple().name.startswith("x86"):
            options["cpu"] = "generic"

    return codegen_of_kernel, "_customize_tm_options", chosen
