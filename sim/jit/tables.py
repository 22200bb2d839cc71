"""How compiled code reads tables: passed by address, a row is an address, a field is a load from it.

A named tuple of thirty arrays is some three hundred numbers, and Numba would unpack and hand on all of them at each
call. And what it does for any array it must do for every array: an index may be negative, a table may lie scattered,
two arrays may be the same memory. None of that is so here, and LLVM is informed: rows lie one after the other, indices
count from 0, a field is only ever changed under its own name, and what is read-only need not be read again.
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
from numba.extending import (
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    register_model,
    type_callable,
)
from numba.np.numpy_support import as_dtype

from sim.rules import CONSTANTS, READ_ONLY, Constants, by_reference

_TYPES: Any = types  # some of its names are made while it is imported
TUPLE, UNIFORM_TUPLE, ANY = _TYPES.BaseTuple, _TYPES.UniTuple, _TYPES.Any
Values = dict[str, float]
WORD = 8
"""Bytes of every number in every table."""
DESCRIPTION = "description"
"""The name under which arrays' addresses and shapes are read."""


class Tables(types.Type):
    """The address of a named tuple. The name is short, because it becomes part of every function's name."""

    def __init__(self, tables: Any) -> None:
        self.tables = tables
        self.fixed = not READ_ONLY.isdisjoint(tables.instance_class.__mro__)
        self.constants = CONSTANTS.get(tables.instance_class, Constants({}, {}))
        super().__init__(name=f"{tables.instance_class.__name__}@{_digest(tables.name)}")

    def numba_type(self, name: str) -> Any:
        """Numba's own type of an attribute."""
        return self.tables.types[self.tables.fields.index(name)]

    def part(self, name: str) -> Any:
        """The type of an attribute: an array is a `Table`."""
        part, known = self.numba_type(name), self.constants.itself
        if not isinstance(part, types.Array):
            return part
        if isinstance(part.dtype, types.Record):
            return Table(part, name, self.fixed, self.constants.rows.get(as_dtype(part.dtype), {}))
        return Table(part, name, self.fixed, {"": known[name]} if name in known else {})


class Table(types.Type):
    """The address of an array's description: where it lies, and its shape."""

    def __init__(self, array: Any, name: str, fixed: bool = False, known: Values | None = None) -> None:
        if array.layout != "C":
            raise TypeError(f"the table '{name}' does not lie row by row")
        self.array = array
        self.fixed = fixed
        """Never written to while the kernel runs."""
        self.field = name
        self.known = known or {}
        """Values that every row, or (no name) every number, is known to have."""
        super().__init__(name=f"Table({name},{_short(array.dtype)},{array.ndim}{_marks(fixed, self.known)})")

    @property
    def item(self) -> Any:
        """The type of what stands at an index."""
        of_item = self.array.dtype
        return Row(of_item, self.fixed, self.known) if isinstance(of_item, types.Record) else of_item

    def part(self, name: str) -> Any:
        """The type of `table.shape`."""
        return UNIFORM_TUPLE(types.intp, self.array.ndim) if name == "shape" else None


class Row(types.Type):
    """The address of a row."""

    def __init__(self, record: Any, fixed: bool, known: Values) -> None:
        self.record = record
        self.fixed = fixed
        self.known = known
        super().__init__(name=f"Row({_short(record)}{_marks(fixed, known)})")

    def part(self, name: str) -> Any:
        """The type of a field."""
        return self.record.typeof(name) if name in self.record.fields else None


def _marks(fixed: bool, known: Values) -> str:
    """What else distinguishes types: Numba takes two types of one name for one, so all that is known must be in it."""
    return ",fixed" * fixed + f",{_digest(repr(sorted(known.items())))}" * bool(known)


def _short(of_item: Any) -> str:
    """A short name of a row's type, for it becomes part of every function's name, and no other's."""
    return _digest(of_item.name) if isinstance(of_item, types.Record) else str(of_item)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# ---- types --------------------------------------------------------------------------------------------


@type_callable(by_reference)
def _type_by_reference(context: Any) -> Any:
    return lambda tables: Table(tables, "log") if isinstance(tables, types.Array) else Tables(tables)


def _index_type(table: Any, index: Any) -> Any:
    """The index of a table as machine integers, or None if it is none."""
    dimensions = table.array.ndim if isinstance(table, Table) else 0
    if dimensions == 1 and isinstance(index, types.Integer):
        return types.intp
    if isinstance(index, TUPLE) and len(index) == dimensions and all(isinstance(i, types.Integer) for i in index):
        return UNIFORM_TUPLE(types.intp, dimensions)
    return None


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        """`table[index]`."""
        table, index = args[0], _index_type(*args)
        return None if index is None else signature(table.item, table, index)


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        """`table[index] = number`."""
        table, index = args[0], _index_type(*args[:2])
        return None if index is None or table.fixed else signature(types.none, table, index, table.array.dtype)


def _register(of_address: Any) -> None:
    """Tell Numba of a type of addresses, and of the parts that it says it has."""
    register_model(of_address)(models.OpaqueModel)

    @infer_getattr
    class _Parts(AttributeTemplate):  # type: ignore[misc]
        key = of_address

        def generic_resolve(self, address: Any, name: str) -> Any:
            return address.part(name)


for _type in (Tables, Table, Row):
    _register(_type)


# ---- machine code -------------------------------------------------------------------------------------


def _alias_mark(builder: Any, name: str) -> Any:
    """The mark of memory that is only ever read and written under this name (LLVM's type-based alias analysis)."""
    module, zero = builder.module, ir.Constant(ir.IntType(64), 0)
    scalar = module.add_metadata([name, module.add_metadata(["polyvalence"]), zero])
    return module.add_metadata([scalar, scalar, zero])


def _load(builder: Any, address: Any, name: str, fixed: bool) -> Any:
    loaded = builder.load(address)
    if fixed:
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    loaded.set_metadata("tbaa", _alias_mark(builder, name))
    return loaded


def _store(builder: Any, number: Any, address: Any, name: str) -> None:
    builder.store(number, address).set_metadata("tbaa", _alias_mark(builder, name))


@lower_builtin(by_reference, types.Array)
@lower_builtin(by_reference, TUPLE)
def _by_reference(context: Any, builder: Any, call: Any, args: Any) -> Any:
    # in the frame of the kernel, so it stands as long as the kernel runs
    address = cgutils.alloca_once_value(builder, args[0])
    return builder.bitcast(address, context.get_value_type(call.return_type))


@lower_getattr_generic(Tables)
def _get_part(context: Any, builder: Any, tables: Any, value: Any, name: str) -> Any:
    address = builder.bitcast(value, context.get_value_type(tables.tables).as_pointer())
    part = cgutils.gep_inbounds(builder, address, 0, tables.tables.fields.index(name))
    if isinstance(tables.numba_type(name), types.Array):
        return builder.bitcast(part, cgutils.voidptr_t)
    if name in tables.constants.itself:
        return context.get_constant(tables.numba_type(name), tables.constants.itself[name])
    return _load(builder, part, DESCRIPTION, False)


@lower_getattr_generic(Table)
def _get_description(context: Any, builder: Any, table: Any, value: Any, name: str) -> Any:
    """A part of an array's description: `shape` or `data`."""
    address = builder.bitcast(value, context.get_value_type(table.array).as_pointer())
    position = context.data_model_manager[table.array].get_field_position(name)
    return _load(builder, cgutils.gep_inbounds(builder, address, 0, position), DESCRIPTION, False)


def _item_address(context: Any, builder: Any, table: Any, value: Any, index: Any) -> Any:
    """The address (of bytes) at which an item of a table lies."""
    numbers = cgutils.unpack_tuple(builder, index) if table.array.ndim > 1 else [index]
    at = numbers[0]
    if len(numbers) > 1 or context.enable_boundscheck:
        shape = cgutils.unpack_tuple(builder, _get_description(context, builder, table, value, "shape"))
        if context.enable_boundscheck:
            for number, bound in zip(numbers, shape, strict=True):
                cgutils.do_boundscheck(context, builder, number, bound)
        for number, bound in zip(numbers[1:], shape[1:], strict=True):
            at = builder.add(builder.mul(at, bound, flags=["nsw"]), number, flags=["nsw"])
    size = table.array.dtype.size if isinstance(table.array.dtype, types.Record) else WORD
    offset = builder.mul(at, ir.Constant(at.type, size), flags=["nsw"])
    data = builder.bitcast(_get_description(context, builder, table, value, "data"), cgutils.voidptr_t)
    return builder.gep(data, [offset], inbounds=True)


@lower_builtin(operator.getitem, Table, ANY)
def _get_item(context: Any, builder: Any, call: Any, args: Any) -> Any:
    table, item = call.args[0], call.return_type
    if "" in table.known:
        return context.get_constant(item, table.known[""])
    address = _item_address(context, builder, table, *args)
    if isinstance(item, Row):
        return address
    pointer = context.get_value_type(item).as_pointer()
    return _load(builder, builder.bitcast(address, pointer), table.field, table.fixed)


@lower_builtin(operator.setitem, Table, ANY, ANY)
def _set_item(context: Any, builder: Any, call: Any, args: Any) -> Any:
    address = _item_address(context, builder, call.args[0], *args[:2])
    _store(builder, args[2], builder.bitcast(address, args[2].type.as_pointer()), call.args[0].field)
    return context.get_dummy_value()


def _field_address(context: Any, builder: Any, row: Any, value: Any, name: str) -> Any:
    offset = ir.Constant(ir.IntType(64), row.record.offset(name))
    pointer = context.get_value_type(row.record.typeof(name)).as_pointer()
    return builder.bitcast(builder.gep(value, [offset], inbounds=True), pointer)


@lower_getattr_generic(Row)
def _get_field(context: Any, builder: Any, row: Any, value: Any, name: str) -> Any:
    if name in row.known:
        return context.get_constant(row.record.typeof(name), row.known[name])
    address = _field_address(context, builder, row, value, name)
    return _load(builder, address, f"{_short(row.record)}.{name}", row.fixed)


@lower_setattr_generic(Row)
def _set_field(context: Any, builder: Any, call: Any, args: Any, name: str) -> None:
    row, of_number = call.args
    number = context.cast(builder, args[1], of_number, row.record.typeof(name))
    address = _field_address(context, builder, row, args[0], name)
    _store(builder, number, address, f"{_short(row.record)}.{name}")
