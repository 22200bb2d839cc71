"""A uniform becomes seconds: one scalar function for each distribution, by inversion, used by both engines.

Inversion is what makes common random numbers work: a customer who is patient in one design is patient in the other,
whatever the parameters of the distribution. Not one function of the C library
is called, here or in `sim.model.chance.logarithms`, for they differ by a bit from machine to machine.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.model.chance.logarithms import exp, ln
from sim.rules import rule
from sim.scenario.distributions import Law

DETERMINISTIC, EXPONENTIAL, WEIBULL, LOGNORMAL, GAMMA, NEVER, QUANTILES, TRIANGULAR, EMPIRICAL, MIXTURE = range(10)
CODES = {"deterministic": 0, "exponential": 1, "weibull": 2, "lognormal": 3, "gamma": 4, "never": 5}

HALF_LN_TWO_PI = 0.91893853320467274178
LN_GAMMA_HALF = 0.57236494292470008707
HALF_STEP = 2.0**-52
LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53
"""The ends of what `streams.uniform` can give."""


class LawRow(NamedTuple):
    """A distribution as numbers: a code, and up to three parameters whose meaning `row_of` gives."""

    code: int
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0


@rule
def normal_quantile(u):
    """Standard normal quantile (Wichura 1988, algorithm AS 241, about 16 digits)."""
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        n = 2509.0809287301226727
        n = n * r + 33430.575583588128105
        n = n * r + 67265.770927008700853
        n = n * r + 45921.953931549871457
        n = n * r + 13731.693765509461125
        n = n * r + 1971.5909503065514427
        n = n * r + 133.14166789178437745
        n = n * r + 3.3871328727963666080
        d = 5226.4952788528545610
        d = d * r + 28729.085735721942674
        d = d * r + 39307.895800092710610
        d = d * r + 21213.794301586595867
        d = d * r + 5394.1960214247511077
        d = d * r + 687.18700749205790830
        d = d * r + 42.313330701600911252
        d = d * r + 1.0
        return q * n / d
    r = math.sqrt(-ln(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r = r - 1.6
        n = 7.74545014278341407640e-4
        n = n * r + 2.27238449892691845833e-2
        n = n * r + 2.41780725177450611770e-1
        n = n * r + 1.27045825245236838258
        n = n * r + 3.64784832476320460504
        n = n * r + 5.76949722146069140550
        n = n * r + 4.63033784615654529590
        n = n * r + 1.42343711074968357734
        d = 1.05075007164441684324e-9
        d = d * r + 5.47593808499534494600e-4
        d = d * r + 1.51986665636164571966e-2
        d = d * r + 1.48103976427480074590e-1
        d = d * r + 6.89767334985100004550e-1
        d = d * r + 1.67638483018380384940
        d = d * r + 2.05319162663775882187
        d = d * r + 1.0
    else:
        r = r - 5.0
        n = 2.01033439929228813265e-7
        n = n * r + 2.71155556874348757815e-5
        n = n * r + 1.24266094738807843860e-3
        n = n * r + 2.65321895265761230930e-2
        n = n * r + 2.96560571828504891230e-1
        n = n * r + 1.78482653991729133580
        n = n * r + 5.46378491116411436990
        n = n * r + 6.65790464350110377720
        d = 2.04426310338993978564e-15
        d = d * r + 1.42151175831644588870e-7
        d = d * r + 1.84631831751005468180e-5
        d = d * r + 7.86869131145613259100e-4
        d = d * r + 1.48753612908506148525e-2
        d = d * r + 1.36929880922735805310e-1
        d = d * r + 5.99832206555887937690e-1
        d = d * r + 1.0
    return -n / d if q < 0.0 else n / d


@rule
def normal_share(z):
    """Standard normal distribution function, kept strictly inside (0, 1): half of P or Q(1/2, z²/2)."""
    x = 0.5 * z * z
    if x < 1.5:
        half = 0.5 * gamma_share(0.5, LN_GAMMA_HALF, x)
        return 0.5 + half if z > 0.0 else 0.5 - half
    tail = max(0.5 * gamma_rest(0.5, LN_GAMMA_HALF, x), 0.5 * HALF_STEP)
    return 1.0 - tail if z > 0.0 else tail


@rule
def gamma_share(shape, ln_gamma, x):
    """P(shape, x), the regularised lower incomplete gamma function: series below the mean, fraction above."""
    if x <= 0.0:
        return 0.0
    front = exp(max(-690.0, shape * ln(x) - x - ln_gamma))
    if x < shape + 1.0:
        term = 1.0 / shape
        total = term
        n = shape
        while term > total * 1e-17:
            n = n + 1.0
            term = term * x / n
            total = total + term
        return front * total
    return 1.0 - gamma_rest(shape, ln_gamma, x)


@rule
def gamma_rest(shape, ln_gamma, x):
    """1 - P(shape, x) for x above the mean, by the continued fraction."""
    front = exp(max(-690.0, shape * ln(x) - x - ln_gamma))
    b = x + 1.0 - shape
    c = 1e300
    d = 1.0 / b
    h = d
    for i in range(1, 500):
        an = -i * (i - shape)
        b = b + 2.0
        d = an * d + b
        d = 1.0 / (d if abs(d) > 1e-300 else 1e-300)
        c = b + an / c
        c = c if abs(c) > 1e-300 else 1e-300
        step = d * c
        h = h * step
        if abs(step - 1.0) < 1e-16:
            break
    return front * h


@rule
def gamma_quantile(shape, ln_gamma, u):
    """Quantile of the gamma distribution with mean `shape` and scale 1: Wilson-Hilferty, then safeguarded Newton."""
    t = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(u) / (3.0 * math.sqrt(shape))
    x = shape * t * t * t
    small = exp(max(-690.0, (ln(u) + ln(shape) + ln_gamma) / shape))
    if small < 1e-12:
        # so far down the distribution function is x**shape / (shape * gamma(shape)), to about twelve digits
        return small
    if t <= 0.0 or x < small:
        x = small
    low = 0.0
    high = 1e300
    for _ in range(60):
        error = gamma_share(shape, ln_gamma, x) - u
        if error > 0.0:
            high = x
        else:
            low = x
        density = exp(max(-690.0, (shape - 1.0) * ln(x) - x - ln_gamma))
        new = x - error / density if density > 0.0 else -1.0
        if not low < new < high:
            new = 0.5 * (low + (high if high < 1e300 else 2.0 * x + 1.0))
        if abs(new - x) <= 1e-14 * x:
            return new
        x = new
    return x


@rule
def quantile_of(law, u):
    """Seconds (or any positive quantity) of a distribution by inversion of the uniform u in (0, 1)."""
    if law.code == EXPONENTIAL:
        return -law.a * ln(u)
    if law.code == DETERMINISTIC:
        return law.a
    if law.code == LOGNORMAL:
        return exp(law.a + law.b * normal_quantile(u))
    if law.code == WEIBULL:
        return law.a * exp(law.b * ln(-ln(u)))
    if law.code == GAMMA:
        return law.a * gamma_quantile(law.b, law.c, u)
    return math.inf


@rule
def quantile(plan, number, u):
    """The quantile u of distribution `number` of the plan, s: a draw, where u is a random number."""
    law = plan.law[number]
    if law.code >= QUANTILES:
        return rare_quantile(plan, number, u)
    return quantile_of(law, u)


@rule
def rare_quantile(plan, number, u):
    """`quantile` for a distribution whose numbers fill rows of their own, or whose formula few services need.

    A mixture uses its one number twice: where u lies says which part it is, and how far within the part's share is the
    uniform of that part. So a customer is of the same part in every design, and as fast or as slow within it.
    """
    law = plan.law[number]
    if law.code == MIXTURE:
        row = int(law.a)
        below = 0.0
        while u > plan.knot[row, 0]:
            below = plan.knot[row, 0]
            row = row + 1
        u = min(max((u - below) / (plan.knot[row, 0] - below), LEAST), MOST)
        law = plan.law[int(plan.knot[row, 1])]
    if law.code == QUANTILES:
        return quantile_between_knots(plan.knot, int(law.a), int(law.b), u)
    if law.code == EMPIRICAL:
        return quantile_of_sample(plan.knot, int(law.a), int(law.b), u)
    if law.code == TRIANGULAR:
        return triangular_quantile(law, u)
    return quantile_of(law, u)


@rule
def quantile_from_unit(plan, number, u, unit):
    """`quantile` where `unit` = -ln(u), the quantile of the exponential distribution with mean 1, is known already."""
    law = plan.law[number]
    if law.code == EXPONENTIAL:
        return law.a * unit
    return quantile(plan, number, u)


@rule
def quantile_between_knots(knot, first, many, u):
    """The quantile u of a distribution given by `many` rows (share, seconds) from row `first` on, linear between."""
    low = first
    high = first + many - 1
    while high - low > 1:
        middle = (low + high) // 2
        if knot[middle, 0] <= u:
            low = middle
        else:
            high = middle
    part = (u - knot[low, 0]) / (knot[high, 0] - knot[low, 0])
    return knot[low, 1] + part * (knot[high, 1] - knot[low, 1])


@rule
def quantile_of_sample(knot, first, many, u):
    """The least of `many` times, from row `first` on, up to which at least the share u lies."""
    low = first
    high = first + many - 1
    while low < high:
        middle = (low + high) // 2
        if knot[middle, 0] < u:
            low = middle + 1
        else:
            high = middle
    return knot[low, 1]


@rule
def triangular_quantile(law, u):
    """The quantile u of the triangular distribution from a to b with the mode c."""
    whole = law.b - law.a
    if u * whole < law.c - law.a:
        return law.a + math.sqrt(u * whole * (law.c - law.a))
    return law.b - math.sqrt((1.0 - u) * whole * (law.b - law.c))


def row_of(law: Law) -> LawRow:
    """The numbers of a distribution in the file's words; `law.mean_s` is its mean, `law.shape` its second parameter.

    deterministic: a = mean. exponential: a = mean. weibull: a = scale, b = 1/shape. lognormal: a = mu,
    b = sigma of the logarithm. gamma: a = scale, b = shape, c = ln gamma(shape). triangular: a = least, b = greatest,
    c = mode. Distributions by quantiles, empirical ones and mixtures have rows of their own beside this one: see
    `sim.plan.distributions`.
    """
    if law.name == "triangular":
        return LawRow(TRIANGULAR, law.knots[0][1], law.knots[2][1], law.knots[1][1])
    if law.name == "weibull":
        inverse = 1.0 / law.shape
        return LawRow(WEIBULL, law.mean_s * exp(-ln_gamma_of(1.0 + inverse)), inverse)
    if law.name == "lognormal":
        variance = ln(1.0 + law.shape * law.shape)
        return LawRow(LOGNORMAL, ln(law.mean_s) - 0.5 * variance, math.sqrt(variance))
    if law.name == "gamma":
        shape = 1.0 / (law.shape * law.shape)
        return LawRow(GAMMA, law.mean_s / shape, shape, ln_gamma_of(shape))
    return LawRow(CODES[law.name], law.mean_s)


def mean_and_variance(law: Law) -> tuple[float, float]:
    """Mean (s) and variance (s²) of a distribution."""
    if law.name == "exponential":
        return law.mean_s, law.mean_s**2
    if law.name == "weibull":
        first = math.gamma(1 + 1 / law.shape)
        return law.mean_s, law.mean_s**2 * (math.gamma(1 + 2 / law.shape) / first**2 - 1)
    if law.name == "triangular":
        a, c, b = (time for _, time in law.knots)
        return law.mean_s, (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0
    if law.name == "mixture" and law.mean_s < math.inf:
        parts = [(weight, *mean_and_variance(part)) for weight, part in law.knots]
        return law.mean_s, sum(weight * (own + (mean - law.mean_s) ** 2) for weight, mean, own in parts)
    if law.name == "empirical":
        before = (0.0, *(part for part, _ in law.knots))
        return law.mean_s, sum((part - least) * (time - law.mean_s) ** 2
                               for (part, time), least in zip(law.knots, before, strict=False))  # fmt: skip
    if law.knots:
        second = sum((b[0] - a[0]) * (a[1] * a[1] + a[1] * b[1] + b[1] * b[1]) / 3.0
                     for a, b in zip(law.knots, law.knots[1:]))  # fmt: skip
        return law.mean_s, second - law.mean_s**2
    if law.name in ("lognormal", "gamma"):
        return law.mean_s, (law.shape * law.mean_s) ** 2
    return law.mean_s, 0.0


def ln_gamma_of(x: float) -> float:
    """ln gamma(x) for x > 0: Stirling's series after shifting x above 12."""
    shift = 0.0
    while x < 12.0:
        shift += ln(x)
        x += 1.0
    z = 1.0 / (x * x)
    series = z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z / 156))))
    return (x - 0.5) * ln(x) - x + HALF_LN_TWO_PI + (1 / 12 - (1 / 360) * z + z * series) / x - shift
