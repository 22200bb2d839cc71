"""Logarithm and exponential, written out of additions and products, which IEEE 754 fixes to the last bit.

The C library's may differ by a bit from machine to machine, and then a contact centre in Lille would not be the same
one in Nantes. The logarithm has a table. It saves the one division, and half the terms of
the series, in what a simulation asks for most.

ln(x): x = m 2^e with m in [1/2, 1); f = i/256 is the nearest to m of 129 steps; r = (m - f)/f, whose numerator is
exact; ln x = e ln 2 + ln f + ln(1 + r), the last by its series, |r| < 2^-8. The parts of ln f are computed once, in
whole numbers.
"""

from __future__ import annotations

import math

from sim.rules import constant_table, rule, scaled, split

LN2_HIGH = 0.693147180369123816490
LN2_LOW = 1.90821492927058770002e-10
PER_LN2 = 1.44269504088896340736
STEPS = 256
PLACES = 160
"""Binary places of the whole numbers in which the table is computed."""
GRID = 32
"""Binary places of the upper part of ln f: its sum with e ln 2 is exact."""


def _parts_of_ln(step: int) -> tuple[float, float]:
    """ln(step / STEPS) for STEPS/2 <= step <= STEPS as a sum of two floats: the series of 2 artanh((f - 1)/(f + 1))."""
    if 2 * step == STEPS:  # so that ln 2 - ln 2 is nothing at all
        return -LN2_HIGH, -LN2_LOW
    y = ((step - STEPS) << PLACES) // (step + STEPS)
    square = (y * y) >> PLACES
    power, total, n = y, 0, 1
    while abs(power) > n:
        total += power // n
        power = (power * square) >> PLACES
        n += 2
    high = (2 * total) >> (PLACES - GRID)
    rest = 2 * total - (high << (PLACES - GRID))
    return math.ldexp(high, -GRID), math.ldexp(rest >> (PLACES - 100), -100)


_LN = [_parts_of_ln(max(step, STEPS // 2)) for step in range(STEPS + 1)]
LN_HIGH = tuple(high for high, _ in _LN)
LN_LOW = tuple(low for _, low in _LN)
INVERSE = tuple(STEPS / max(step, 1) for step in range(STEPS + 1))


@constant_table(LN_HIGH)
def ln_high(step: int) -> float:
    """Upper part of ln(step / STEPS)."""
    return LN_HIGH[step]


@constant_table(LN_LOW)
def ln_low(step: int) -> float:
    """Lower part of ln(step / STEPS)."""
    return LN_LOW[step]


@constant_table(INVERSE)
def inverse(step: int) -> float:
    """STEPS / step."""
    return INVERSE[step]


@rule
def ln(x):
    """Natural logarithm of a positive normal float."""
    m, e = split(x)
    step = int(m * 256.0 + 0.5)
    r = (m - step * 0.00390625) * inverse(step)
    z = r * r
    low = (0.3333333333333333 * r - 0.5) + z * (0.2 * r - 0.25)
    series = low + z * z * (0.14285714285714285 * r - 0.16666666666666666)
    return (e * LN2_HIGH + ln_high(step)) + (r + (z * series + (e * LN2_LOW + ln_low(step))))


@rule
def exp(x):
    """Exponential for x < 700: x = k ln 2 + r with |r| < 0.35, then the Taylor series of r to the 13th power.

    Below -700 it is what it is there, 1e-304: smaller ones are no normal floats.
    """
    x = max(x, -700.0)
    k = math.floor(x * PER_LN2 + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    z = r * r
    w = z * z
    low = (1.0 / 2.0 + r * (1.0 / 6.0)) + z * (1.0 / 24.0 + r * (1.0 / 120.0))
    middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + z * (1.0 / 40320.0 + r * (1.0 / 362880.0))
    high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + z * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0))
    p = 1.0 + (r + z * (low + w * (middle + w * high)))
    return scaled(p, int(k))
