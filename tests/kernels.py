"""Small compiled loops, for tests that want a rule's compiled answer beside the Python one.

They stand in a file of their own because pytest rewrites the assertions of test files, and Numba cannot compile
what comes of it. Each fills `out`; the rules inside are the package's own, compiled as the core compiles them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.jit.compiler import compiled
from sim.model.chance.draws import gamma_share, normal_quantile, normal_share, quantile, quantile_of
from sim.model.chance.logarithms import exp, ln
from sim.model.chance.streams import (
    arrival,
    child_key,
    member_key,
    of_day,
    of_forecast,
    of_part,
    philox,
    stock_key,
    uniform,
    uniforms,
)


def _words(counters, out):
    for i in range(counters.shape[0]):
        c = counters[i]
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = philox(c[0], c[1], c[2], c[3], c[4], c[5])


def _fortunes(stream, key, number, out):
    if out.shape[0] != 15:
        return  # compiled code does not look where an array ends
    out[0], out[1] = uniforms(stream, key, number)
    out[2], out[3] = child_key(stream, key, number)
    out[4], out[5], out[6] = arrival(stream, key[0], key[1], number)
    out[7] = of_day(stream, key[0], key[1])
    out[8] = uniform(key[0], key[1])
    out[9] = of_part(stream, key[0], key[1], number)
    out[10] = of_forecast(stream, key[0], number)
    out[11], out[12] = member_key(stream, key, number)
    out[13], out[14] = stock_key(stream, key[0], number)


def _durations(laws, u, out):
    for i in range(laws.shape[0]):
        for j in range(u.shape[0]):
            out[i, j] = quantile_of(laws[i], u[j])


def _drawings(tables, u, out):
    for i in range(out.shape[0]):
        for j in range(u.shape[0]):
            out[i, j] = quantile(tables, i, u[j])


def _functions(x, out):
    for i in range(x.shape[0]):
        out[i, 0] = ln(x[i])
        out[i, 1] = exp(-x[i])
        out[i, 2] = normal_quantile(x[i])
        out[i, 3] = gamma_share(2.5, 0.28468287047291918, x[i])
        out[i, 4] = normal_share(1.5 * normal_quantile(x[i]))


KERNELS = {
    "words": _words,
    "fortunes": _fortunes,
    "durations": _durations,
    "drawings": _drawings,
    "functions": _functions,
}


@cache
def kernel(name: str) -> Any:
    """The compiled loop of this name."""
    return compiled(KERNELS[name])
