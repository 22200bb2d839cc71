"""How a rule is translated: the steps of Numba's that a rule needs, and one of our own.

Numba's usual way leads through closures, array expressions, parallel loops and more that no rule has, and looks for
each of them in each function. And before it asks what types there are, it could know which questions have one answer
here: what is known of tables (`sim.rules.constants`) is put in as a constant, and what can no longer happen is taken
out, before any time is spent on it. This stands on the documented way to have a pipeline of one's own; of Numba's
inside it touches one list, the definitions of a function's names.

This file, like `sim.jit.table_pointers`, is imported when a core is first compiled and never before.
"""

from __future__ import annotations

from typing import Any

from numba.core import ir, types
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import FunctionPass, PassManager, register_pass
from numba.core.ir_utils import get_definition, guard
from numba.core.typed_passes import (
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.untyped_passes import (
    DeadBranchPrune,
    FixupArgs,
    GenericRewrites,
    IRProcessing,
    ReconstructSSA,
    RewriteSemanticConstants,
    TranslateByteCode,
)

from sim.jit.row_access import Row, Table
from sim.jit.table_pointers import Tables


@register_pass(mutates_CFG=False, analysis_only=False)
class KnownBeforehand(FunctionPass):  # type: ignore[misc]
    """Where a field is read of which the value is known, the value is put in."""

    _name = "known_beforehand"

    def __init__(self) -> None:
        FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """True if anything was known."""
        known = False
        for block in state.func_ir.blocks.values():
            for assignment in block.find_insts(ir.Assign):
                value = _known(state, assignment.value)
                if value is not None:
                    constant = ir.Const(value, loc=assignment.loc)
                    definitions = state.func_ir._definitions[assignment.target.name]
                    definitions[definitions.index(assignment.value)] = constant
                    assignment.value = constant
                    known = True
        return known


def _known(state: Any, read: Any) -> int | float | None:
    """The value of what is read, or None if it is not known, or nothing is read."""
    if not isinstance(read, ir.Expr):
        return None
    if read.op == "getattr":
        kind = _kind_of(state, read.value)
        return kind.known.get(read.attr) if isinstance(kind, Tables | Row) else None
    if read.op in ("getitem", "static_getitem"):
        kind = _kind_of(state, read.value)
        return kind.known.get("") if isinstance(kind, Table) else None
    return None


def _kind_of(state: Any, variable: Any) -> Any:
    """What a variable is known to hold before types are inferred: tables, a table, a row; else None."""
    definition = guard(get_definition, state.func_ir, variable)
    if isinstance(definition, ir.Arg):
        return state.args[definition.index]
    if not isinstance(definition, ir.Expr):
        return None
    if definition.op == "getattr":
        owner = _kind_of(state, definition.value)
        if isinstance(owner, types.BaseNamedTuple):  # type: ignore[attr-defined, unused-ignore]
            return owner.types[owner.fields.index(definition.attr)]
        return owner.part(definition.attr) if isinstance(owner, Tables) else None
    if definition.op in ("getitem", "static_getitem"):
        table = _kind_of(state, definition.value)
        return table.item if isinstance(table, Table) else None
    return None


class Rules(CompilerBase):  # type: ignore[misc]
    """The way of a rule into machine code."""

    STEPS = (
        (TranslateByteCode, "analyzing bytecode"),
        (FixupArgs, "fix up args"),
        (IRProcessing, "processing IR"),
        (KnownBeforehand, "known beforehand"),
        (RewriteSemanticConstants, "rewrite semantic constants"),
        (DeadBranchPrune, "dead branch pruning"),
        (GenericRewrites, "rewrites"),
        (ReconstructSSA, "ssa"),
        (NopythonTypeInference, "type inference"),
        (PreLowerStripPhis, "remove phis nodes"),
        (IRLegalization, "ensure IR is legal prior to lowering"),
        (NativeLowering, "native lowering"),
        (NoPythonBackend, "nopython mode backend"),
    )

    def define_pipelines(self) -> list[Any]:
        """One pipeline: a rule that cannot be translated is a mistake in the rule."""
        steps = PassManager("rules")
        for step, says in self.STEPS:
            steps.add_pass(step, says)
        steps.finalize()
        return [steps]
