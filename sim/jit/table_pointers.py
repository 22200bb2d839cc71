"""How compiled code takes `by_reference` tables: stored once, passed by their address, loaded where they are read.

A named tuple of thirty arrays is some three hundred numbers, and every compiled function that takes it unpacks all of
them and hands them on: that was most of the time of compilation, and of a call. This file teaches Numba another way, in
its own terms; it is imported when a core is first compiled and never before.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_builtin, lower_getattr_generic, register_model, type_callable
from numba.np.numpy_support import as_dtype

from sim import rules
from sim.jit.row_access import Table, load
from sim.rules import CONSTANTS, POLICY_FAILED, READ_ONLY, Constants, by_reference, called, scaled, split


class Tables(types.Type):
    """The address of a named tuple. The name is short, because it becomes part of every function's name."""

    def __init__(self, tables: Any) -> None:
        self.tables = tables
        self.fixed = not READ_ONLY.isdisjoint(tables.instance_class.__mro__)
        self.constants = CONSTANTS.get(tables.instance_class, Constants({}, {}))
        digest = hashlib.sha256(tables.name.encode()).hexdigest()[:12]
        super().__init__(name=f"{tables.instance_class.__name__}@{digest}")

    @property
    def known(self) -> dict[str, float]:
        """The values that are known beforehand of what is no array."""
        return {name: value for name, value in self.constants.itself.items() if not self.is_array(name)}

    def is_array(self, name: str) -> bool:
        """Whether this attribute is an array."""
        return isinstance(self.type_of(name), types.Array)

    def type_of(self, name: str) -> Any:
        """Numba's own type of an attribute."""
        return self.tables.types[self.tables.fields.index(name)]

    def part(self, name: str) -> Any:
        """The type of an attribute: an array is a `Table`."""
        kind = self.type_of(name)
        if not self.is_array(name):
            return kind
        if isinstance(kind.dtype, types.Record):
            return Table(kind, name, self.fixed, self.constants.rows.get(as_dtype(kind.dtype), {}))
        known = self.constants.itself
        return Table(kind, name, self.fixed, {"": known[name]} if name in known else {})


@register_model(Tables)
class _Address(models.OpaqueModel):  # type: ignore[misc]
    """An address, whatever stands there."""


@infer_getattr
class _Attributes(AttributeTemplate):  # type: ignore[misc]
    key = Tables

    def generic_resolve(self, tables: Any, name: str) -> Any:
        """The type of an attribute."""
        return tables.part(name)


@lower_getattr_generic(Tables)
def _load(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    place = builder.bitcast(value, context.get_value_type(kind.tables).as_pointer())
    part = cgutils.gep_inbounds(builder, place, 0, kind.tables.fields.index(name))
    if kind.is_array(name):
        return builder.bitcast(part, cgutils.voidptr_t)
    return load(builder, part, "description", False)


@type_callable(by_reference)
def _typed(context: Any) -> Any:
    return lambda tables: Table(tables, "log", False, {}) if isinstance(tables, types.Array) else Tables(tables)


@lower_builtin(by_reference, types.Array)
@lower_builtin(by_reference, types.BaseTuple)  # type: ignore[attr-defined, unused-ignore]
def _store(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    # in the frame of the kernel, so it stands as long as the kernel runs
    place = cgutils.alloca_once_value(builder, args[0])
    return builder.bitcast(place, context.get_value_type(signature.return_type))


@type_callable(called)
def _score(context: Any) -> Any:
    return lambda number, plan, floor, c, a, now: types.float64


@lower_builtin(called, types.Integer, Tables, Tables, types.Integer, types.Integer, types.Float)
def _call(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    # the number is the address of a function compiled for C: double f(void *, void *, int64, int64, double)
    kinds = [context.get_value_type(kind) for kind in signature.args[1:]]
    pointer = ir.FunctionType(context.get_value_type(signature.return_type), kinds).as_pointer()
    return builder.call(builder.inttoptr(args[0], pointer), args[1:])


FRACTION, HALF, BIAS, PLACES = (1 << 52) - 1, 1022, 1023, 52
"""Of a float of 64 bits."""


@type_callable(split)
def _halved(context: Any) -> Any:
    return lambda x: types.Tuple((types.float64, types.int64))  # type: ignore[attr-defined, unused-ignore]


@lower_builtin(split, types.Float)
def _split(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    word, double = ir.IntType(64), ir.DoubleType()
    bits = builder.bitcast(args[0], word)
    power = builder.sub(builder.lshr(bits, word(PLACES)), word(HALF))
    mantissa = builder.or_(builder.and_(bits, word(FRACTION)), word(HALF << PLACES))
    return context.make_tuple(builder, signature.return_type, [builder.bitcast(mantissa, double), power])


@type_callable(scaled)
def _doubled(context: Any) -> Any:
    return lambda x, power: types.float64


@lower_builtin(scaled, types.Float, types.Integer)
def _scaled(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    word = ir.IntType(64)
    power = context.cast(builder, args[1], signature.args[1], types.int64)
    bits = builder.shl(builder.add(power, word(BIAS)), word(PLACES))
    return builder.fmul(args[0], builder.bitcast(bits, ir.DoubleType()))


def _is_constant(function: Callable[[int], float], numbers: tuple[float, ...]) -> None:
    """Compiled code reads this function's table as a constant of its own."""

    @type_callable(function)
    def _number(context: Any) -> Any:
        return lambda step: types.float64

    @lower_builtin(function, types.Integer)
    def _constant(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = ir.ArrayType(ir.DoubleType(), len(numbers))
        table = cgutils.global_constant(builder, function.__name__, ir.Constant(kind, list(numbers)))
        step = context.cast(builder, args[0], signature.args[0], types.int64)
        return builder.load(builder.gep(table, [step.type(0), step], inbounds=True))


for _function, _numbers in rules.CONSTANT_TABLES.items():
    _is_constant(_function, _numbers)


def entry_of(score: Any, of_agents: bool) -> Callable[..., float]:
    """The function for C around a user's compiled score; a mistake in it ends the replication."""

    def for_agents(plan: Any, floor: Any, c: int, a: int, now: float) -> float:
        try:
            value: float = 0.0 + score(plan, floor, floor.contact[c], floor.agent[a], now)
            return value
        except Exception:
            floor.counts[0].full = POLICY_FAILED
            return math.nan

    def for_contacts(plan: Any, floor: Any, c: int, a: int, now: float) -> float:
        try:
            value: float = 0.0 + score(plan, floor, floor.agent[a], floor.contact[c], now)
            return value
        except Exception:
            floor.counts[0].full = POLICY_FAILED
            return math.nan

    return for_agents if of_agents else for_contacts
