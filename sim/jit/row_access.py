"""How compiled code reads a table: a row is an address, a field is a load from it.

What Numba does for any array it must do for every array: an index may be negative, a table may lie scattered, two
arrays may be the same memory. None of that is so here, and the compiler is told: rows lie one after the other, indices
count from 0, and a field is only ever changed under its own name. The one surprising decision: a plan is promised never
to change, so what was read from it once need not be read again.

This file, like `sim.jit.table_pointers`, is imported when a core is first compiled and never before.
"""

from __future__ import annotations

import hashlib
import operator
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global
from numba.extending import infer_getattr, lower_builtin, lower_getattr_generic, lower_setattr_generic, register_model

WORD = 8
"""Bytes of every number in every table."""


class Table(types.Type):
    """The address of an array's description: where it lies, and its shape."""

    def __init__(self, array: Any, name: str, fixed: bool, known: dict[str, float]) -> None:
        if array.layout != "C":
            raise TypeError(f"the table '{name}' does not lie row by row")
        self.array = array
        self.fixed = fixed
        """Promised not to change while the kernel runs."""
        self.field = name
        self.known = known
        """Values that every row, or (no name) every number, is known to have."""
        super().__init__(name=f"Table({name},{_short(array.dtype)},{array.ndim}{_marks(fixed, known)})")

    @property
    def item(self) -> Any:
        """What stands at an index."""
        kind = self.array.dtype
        return Row(kind, self.fixed, self.known) if isinstance(kind, types.Record) else kind


class Row(types.Type):
    """The address of a row."""

    def __init__(self, record: Any, fixed: bool, known: dict[str, float]) -> None:
        self.record = record
        self.fixed = fixed
        self.known = known
        super().__init__(name=f"Row({_short(record)}{_marks(fixed, known)})")


def _marks(fixed: bool, known: dict[str, float]) -> str:
    """What else tells types apart: Numba takes two types of one name for one, so all that is known must be in it."""
    digest = hashlib.sha256(repr(sorted(known.items())).encode()).hexdigest()[:6]
    return ",fixed" * fixed + f",{digest}" * bool(known)


def _short(kind: Any) -> str:
    """A short name of a row's type, for it becomes part of every function's name, and no other's."""
    if not isinstance(kind, types.Record):
        return str(kind)
    return hashlib.sha256(kind.name.encode()).hexdigest()[:12]


@register_model(Table)
class _Description(models.OpaqueModel):  # type: ignore[misc]
    """An address, whatever stands there."""


@register_model(Row)
class _Address(models.OpaqueModel):  # type: ignore[misc]
    """An address, whatever stands there."""


# ---- types --------------------------------------------------------------------------------------------


def _numbers(table: Any, index: Any) -> Any:
    """The index of a table as machine integers, or None if it is none."""
    many = table.array.ndim
    if many == 1 and isinstance(index, types.Integer):
        return types.intp
    tuples = types.BaseTuple  # type: ignore[attr-defined, unused-ignore]
    if isinstance(index, tuples) and len(index) == many and all(isinstance(i, types.Integer) for i in index):
        return types.UniTuple(types.intp, many)  # type: ignore[attr-defined, unused-ignore]
    return None


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        """`table[index]`."""
        table, index = args
        numbers = _numbers(table, index) if isinstance(table, Table) else None
        return None if numbers is None else signature(table.item, table, numbers)


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        """`table[index] = number`."""
        table, index, _ = args
        numbers = _numbers(table, index) if isinstance(table, Table) and not table.fixed else None
        return None if numbers is None else signature(types.none, table, numbers, table.array.dtype)


@infer_global(len)
class _Len(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        """`len(table)`."""
        return signature(types.intp, args[0]) if isinstance(args[0], Table) else None


@infer_getattr
class _OfTable(AttributeTemplate):  # type: ignore[misc]
    key = Table

    def resolve_shape(self, table: Any) -> Any:
        """`table.shape`."""
        return types.UniTuple(types.intp, table.array.ndim)  # type: ignore[attr-defined, unused-ignore]


@infer_getattr
class _OfRow(AttributeTemplate):  # type: ignore[misc]
    key = Row

    def generic_resolve(self, row: Any, name: str) -> Any:
        """`row.field`."""
        return row.record.typeof(name) if name in row.record.fields else None


# ---- machine code -------------------------------------------------------------------------------------


def _called(builder: Any, what: str) -> Any:
    """The mark of memory that is only ever read and written under this name (LLVM's type-based alias analysis)."""
    module = builder.module
    root = module.add_metadata(["polyvalence"])
    kind = module.add_metadata([what, root, ir.Constant(ir.IntType(64), 0)])
    return module.add_metadata([kind, kind, ir.Constant(ir.IntType(64), 0)])


def load(builder: Any, place: Any, name: str, fixed: bool) -> Any:
    loaded = builder.load(place)
    if fixed:
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    loaded.set_metadata("tbaa", _called(builder, name))
    return loaded


def _part(context: Any, builder: Any, kind: Any, table: Any, name: str) -> Any:
    """A part of an array's description."""
    pointer = context.get_value_type(kind.array).as_pointer()
    place = builder.bitcast(table, pointer)
    at = context.data_model_manager[kind.array].get_field_position(name)
    return load(builder, cgutils.gep_inbounds(builder, place, 0, at), "description", False)


def _place(context: Any, builder: Any, kind: Any, table: Any, index: Any) -> Any:
    """The address (of bytes) at which an item of a table lies."""
    numbers = cgutils.unpack_tuple(builder, index) if kind.array.ndim > 1 else [index]
    checked = context.enable_boundscheck
    at = numbers[0]
    if len(numbers) > 1 or checked:
        shape = cgutils.unpack_tuple(builder, _part(context, builder, kind, table, "shape"))
        if checked:
            for number, many in zip(numbers, shape, strict=True):
                cgutils.do_boundscheck(context, builder, number, many)
        for number, many in zip(numbers[1:], shape[1:], strict=True):
            at = builder.add(builder.mul(at, many, flags=["nsw"]), number, flags=["nsw"])
    size = kind.array.dtype.size if isinstance(kind.array.dtype, types.Record) else WORD
    offset = builder.mul(at, ir.Constant(at.type, size), flags=["nsw"])
    data = builder.bitcast(_part(context, builder, kind, table, "data"), cgutils.voidptr_t)
    return builder.gep(data, [offset], inbounds=True)


@lower_builtin(operator.getitem, Table, types.Any)  # type: ignore[attr-defined, unused-ignore]
def _get(context: Any, builder: Any, called: Any, args: Any) -> Any:
    kind = called.args[0]
    place = _place(context, builder, kind, *args)
    if isinstance(called.return_type, Row):
        return place
    number = context.get_value_type(called.return_type)
    return load(builder, builder.bitcast(place, number.as_pointer()), kind.field, kind.fixed)


@lower_builtin(operator.setitem, Table, types.Any, types.Any)  # type: ignore[attr-defined, unused-ignore]
def _set(context: Any, builder: Any, called: Any, args: Any) -> Any:
    table, index, number = args
    kind = called.args[0]
    place = _place(context, builder, kind, table, index)
    stored = builder.store(number, builder.bitcast(place, number.type.as_pointer()))
    stored.set_metadata("tbaa", _called(builder, kind.field))
    return context.get_dummy_value()


@lower_builtin(len, Table)
def _many(context: Any, builder: Any, called: Any, args: Any) -> Any:
    shape = _part(context, builder, called.args[0], args[0], "shape")
    return builder.extract_value(shape, 0)


@lower_getattr_generic(Table)
def _table_part(context: Any, builder: Any, kind: Any, table: Any, name: str) -> Any:
    return _part(context, builder, kind, table, name)


def _field(context: Any, builder: Any, kind: Any, row: Any, name: str) -> Any:
    """The address of a field."""
    offset = ir.Constant(ir.IntType(64), kind.record.offset(name))
    number = context.get_value_type(kind.record.typeof(name))
    return builder.bitcast(builder.gep(row, [offset], inbounds=True), number.as_pointer())


@lower_getattr_generic(Row)
def _read(context: Any, builder: Any, kind: Any, row: Any, name: str) -> Any:
    return load(builder, _field(context, builder, kind, row, name), f"{_short(kind.record)}.{name}", kind.fixed)


@lower_setattr_generic(Row)
def _write(context: Any, builder: Any, called: Any, args: Any, name: str) -> None:
    kind, value = called.args
    number = context.cast(builder, args[1], value, kind.record.typeof(name))
    stored = builder.store(number, _field(context, builder, kind, args[0], name))
    stored.set_metadata("tbaa", _called(builder, f"{_short(kind.record)}.{name}"))
