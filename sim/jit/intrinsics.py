"""What rules call that is written in LLVM's terms: a float's bits, constant tables, a user's own score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import lower_builtin, type_callable

from sim.rules import CONSTANT_TABLES, called, scaled, split

FRACTION, HALF, BIAS, FRACTION_BITS = (1 << 52) - 1, 1022, 1023, 52  # of a float of 64 bits
WORD, DOUBLE = ir.IntType(64), ir.DoubleType()

PARTS: Any = types.Tuple((types.float64, types.int64))  # type: ignore[attr-defined, unused-ignore]
ANY: Any = types.Any  # type: ignore[attr-defined, unused-ignore]

type_callable(split)(lambda context: lambda x: PARTS)
type_callable(scaled)(lambda context: lambda x, power: types.float64)
type_callable(called)(lambda context: lambda number, plan, floor, c, a, now: types.float64)


@lower_builtin(split, types.Float)
def _split(context: Any, builder: Any, call: Any, args: Any) -> Any:
    bits = builder.bitcast(args[0], WORD)
    power = builder.sub(builder.lshr(bits, WORD(FRACTION_BITS)), WORD(HALF))
    mantissa = builder.or_(builder.and_(bits, WORD(FRACTION)), WORD(HALF << FRACTION_BITS))
    return context.make_tuple(builder, call.return_type, [builder.bitcast(mantissa, DOUBLE), power])


@lower_builtin(scaled, types.Float, types.Integer)
def _scaled(context: Any, builder: Any, call: Any, args: Any) -> Any:
    power = context.cast(builder, args[1], call.args[1], types.int64)
    bits = builder.shl(builder.add(power, WORD(BIAS)), WORD(FRACTION_BITS))
    return builder.fmul(args[0], builder.bitcast(bits, DOUBLE))


@lower_builtin(called, types.Integer, ANY, ANY, types.Integer, types.Integer, types.Float)
def _called(context: Any, builder: Any, call: Any, args: Any) -> Any:
    # the number is the address of a function compiled for C: double f(void *, void *, int64, int64, double)
    arguments = [context.get_value_type(argument) for argument in call.args[1:]]
    pointer = ir.FunctionType(DOUBLE, arguments).as_pointer()
    return builder.call(builder.inttoptr(args[0], pointer), args[1:])


def _read_as_constant(function: Callable[[int], float], numbers: tuple[float, ...]) -> None:
    """Compiled code reads this function's table as a constant of its own."""
    type_callable(function)(lambda context: lambda step: types.float64)

    @lower_builtin(function, types.Integer)
    def _number(context: Any, builder: Any, call: Any, args: Any) -> Any:
        of_table = ir.ArrayType(DOUBLE, len(numbers))
        table = cgutils.global_constant(builder, function.__name__, ir.Constant(of_table, list(numbers)))
        step = context.cast(builder, args[0], call.args[0], types.int64)
        return builder.load(builder.gep(table, [step.type(0), step], inbounds=True))


for _function, _numbers in CONSTANT_TABLES.items():
    _read_as_constant(_function, _numbers)
