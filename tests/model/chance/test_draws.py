"""Laws: each quantile against SciPy's, the moments a law promises, the ends of (0, 1), and the compiled twin.

SciPy is asked only here. Its functions call the C library, whose last bit differs from machine to machine; ours
must not, so agreement is wanted to about a dozen digits and no further. Between Python and compiled code the
agreement is to the last bit.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, special, stats

from sim.engines.reference.table_objects import unfold
from sim.model.chance import draws, logarithms
from sim.model.chance.draws import mean_and_variance, quantile_of, row_of
from sim.model.layout import LAW
from sim.scenario.distributions import law
from tests.kernels import kernel

LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53
"""The ends of what `streams.uniform` can give."""

CONTINUOUS = [
    "exponential(3 min)",
    "weibull(2 min, shape 0.5)",
    "weibull(2 min, shape 1)",
    "weibull(2 min, shape 1.2)",
    "weibull(scale 150 s, shape 3)",
    "lognormal(6 min, cv 5 %)",
    "lognormal(6 min, cv 80 %)",
    "lognormal(6 min, sd 12 min)",
    "gamma(4 min, cv 5 %)",
    "gamma(4 min, cv 50 %)",
    "gamma(4 min, cv 100 %)",
    "gamma(4 min, cv 250 %)",
]
EXTREME = [
    "exponential(0.001 s)",
    "exponential(365 days)",
    "weibull(1 min, shape 0.05)",
    "weibull(1 min, shape 20)",
    "lognormal(1 min, cv 2000 %)",
    "gamma(1 min, cv 500 %)",
    "gamma(1 min, cv 2000 %)",
]
EVERY_LAW = ["0 s", "45 s", "deterministic(2 h)", "never", *CONTINUOUS, *EXTREME]
GRID = np.concatenate(
    [np.linspace(0.001, 0.999, 400), np.geomspace(1e-12, 1e-3, 50), 1 - np.geomspace(1e-12, 1e-3, 50)]
)


def scipys(text):
    """The same law in SciPy's words."""
    wanted = law(text)
    if wanted.name == "exponential":
        return stats.expon(scale=wanted.mean_s)
    if wanted.name == "weibull":
        return stats.weibull_min(wanted.shape, scale=wanted.mean_s / special.gamma(1 + 1 / wanted.shape))
    if wanted.name == "lognormal":
        sigma = math.sqrt(math.log1p(wanted.shape**2))
        return stats.lognorm(sigma, scale=wanted.mean_s * math.exp(-(sigma**2) / 2))
    return stats.gamma(wanted.shape**-2, scale=wanted.mean_s * wanted.shape**2)


def rises_as_u_falls(text):
    """Where the shorter formula takes the logarithm of u itself, small u are long times."""
    return law(text).name in ("exponential", "weibull")


# ---- the functions underneath -------------------------------------------------------------------------------


def test_logarithm():
    x = np.concatenate([np.geomspace(1e-300, 1e300, 4001), 1 + np.linspace(-1e-3, 1e-3, 401), [LEAST, MOST, 5e-324]])
    ours = [logarithms.ln(one) for one in x.tolist()]
    np.testing.assert_allclose(ours, np.log(x), rtol=5e-16, atol=0)


def test_exponential():
    x = np.concatenate([np.linspace(-700, 700, 4001), np.linspace(-1, 1, 401)])
    ours = [logarithms.exp(one) for one in x.tolist()]
    np.testing.assert_allclose(ours, np.exp(x), rtol=1e-15, atol=0)


def test_normal_quantile():
    u = np.concatenate([GRID, [LEAST, MOST, 0.5, 0.075, 0.925]])
    ours = [draws.normal_quantile(one) for one in u.tolist()]
    np.testing.assert_allclose(ours, special.ndtri(u), rtol=2e-14, atol=1e-16)


@pytest.mark.parametrize("shape", [0.04, 0.2, 0.5, 1.0, 2.5, 16.0, 400.0])
def test_gamma_function_and_its_quantile(shape):
    log_gamma = draws.ln_gamma_of(shape)
    assert log_gamma == pytest.approx(special.gammaln(shape), rel=1e-13, abs=1e-14)
    x = shape * np.geomspace(1e-6, 8, 60)
    shares = [draws.gamma_share(shape, log_gamma, one) for one in x.tolist()]
    np.testing.assert_allclose(shares, special.gammainc(shape, x), rtol=1e-12, atol=1e-15)
    quantiles = np.array([draws.gamma_quantile(shape, log_gamma, u) for u in GRID.tolist()])
    off_in_time = np.abs(quantiles - special.gammaincinv(shape, GRID))
    off_in_share = np.abs(special.gammainc(shape, quantiles) - GRID)
    assert ((off_in_time <= 1e-14 + 1e-10 * quantiles) | (off_in_share <= 1e-14)).all()


# ---- the laws -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", CONTINUOUS)
def test_the_quantile_inverts_the_distribution(text):
    row = row_of(law(text))
    drawn = np.array([quantile_of(row, u) for u in GRID.tolist()])
    other = scipys(text)
    reached, exact = (other.sf, other.isf) if rises_as_u_falls(text) else (other.cdf, other.ppf)
    off_in_time = np.abs(drawn - exact(GRID))
    off_in_share = np.abs(reached(drawn) - GRID)
    assert ((off_in_time <= 1e-13 * law(text).mean_s) | (off_in_share <= 1e-13 + 1e-9 * GRID)).all()


@pytest.mark.parametrize("text", CONTINUOUS)
def test_a_law_keeps_what_it_promises(text):
    """Mean and variance: the quantile integrated over (0, 1), by u = normal distribution of z."""
    row = row_of(law(text))

    def moment(power: int) -> float:
        def weight(z: float) -> float:
            return quantile_of(row, float(special.ndtr(z))) ** power * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

        return integrate.quad(weight, -8, 8, limit=200, epsabs=0, epsrel=1e-9)[0]

    mean, variance = mean_and_variance(law(text))
    assert moment(1) == pytest.approx(mean, rel=1e-7)
    assert moment(2) - moment(1) ** 2 == pytest.approx(variance, rel=1e-5)


def test_a_fixed_time_is_fixed():
    assert mean_and_variance(law("45 s")) == (45.0, 0.0)
    assert [quantile_of(row_of(law("45 s")), u) for u in (LEAST, 0.5, MOST)] == [45.0] * 3


def test_never_is_never():
    assert [quantile_of(row_of(law("never")), u) for u in (LEAST, 0.5, MOST)] == [math.inf] * 3


@pytest.mark.parametrize("text", [*CONTINUOUS, *EXTREME])
def test_a_law_is_monotone(text):
    """The order of customers is the order of their luck, up to a rounding error (a trillionth of the mean)."""
    row = row_of(law(text))
    u = np.sort(np.concatenate([GRID, [LEAST, MOST], np.random.default_rng(2).random(500)]))
    drawn = np.array([quantile_of(row, one) for one in u.tolist()])
    drawn = drawn[::-1] if rises_as_u_falls(text) else drawn
    assert (np.diff(drawn) >= -1e-12 * np.maximum(drawn[1:], law(text).mean_s)).all()


@pytest.mark.parametrize("text", [text for text in EVERY_LAW if text != "never"])
def test_the_ends_are_finite_and_not_negative(text):
    row = row_of(law(text))
    for u in (LEAST, 3 * LEAST, 0.5, 1 - 3 * LEAST, MOST):
        assert 0.0 <= quantile_of(row, u) < math.inf


# ---- Python and compiled ------------------------------------------------------------------------------------


def test_compiled_durations_are_equal_to_the_last_bit():
    laws = np.array([tuple(row_of(law(text))) for text in EVERY_LAW], LAW)
    u = np.concatenate([GRID, [LEAST, 3 * LEAST, 0.5, MOST], np.random.default_rng(3).random(500)])
    planned = np.zeros((len(laws), len(u)))
    kernel("durations")(laws, u, planned)
    rows = unfold(laws)
    for i, text in enumerate(EVERY_LAW):
        in_python = np.array([quantile_of(rows[i], one) for one in u.tolist()])
        assert in_python.tobytes() == planned[i].tobytes(), text


def test_compiled_functions_are_equal_to_the_last_bit():
    x = np.concatenate([GRID, [LEAST, MOST, 0.5]])
    planned = np.zeros((len(x), 5))
    kernel("functions")(x, planned)
    in_python = [
        (
            logarithms.ln(one),
            logarithms.exp(-one),
            draws.normal_quantile(one),
            draws.gamma_share(2.5, 0.28468287047291918, one),
            draws.normal_share(1.5 * draws.normal_quantile(one)),
        )
        for one in x.tolist()
    ]
    assert np.array(in_python).tobytes() == planned.tobytes()
