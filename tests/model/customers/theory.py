"""What gamma factors with normal scores promise, by integration over a fine grid of scores."""

from __future__ import annotations

import numpy as np
from scipy import special, stats


def gamma_at(scores: np.ndarray, cv: float) -> np.ndarray:
    """The factor (gamma, mean 1) at each normal score."""
    shape = 1.0 / cv**2
    below = stats.gamma.ppf(special.ndtr(np.minimum(scores, 0.0)), shape, scale=1.0 / shape)
    above = stats.gamma.isf(special.ndtr(-np.maximum(scores, 0.0)), shape, scale=1.0 / shape)
    return np.where(scores < 0.0, below, above)


def common(cv_1: float, cv_2: float, correlation: float) -> float:
    """Covariance of two gamma factors whose normal scores have this correlation."""
    x, weight = np.polynomial.hermite_e.hermegauss(80)
    weight = weight / weight.sum()
    second = correlation * x[:, None] + np.sqrt(1.0 - correlation**2) * x[None, :]
    product = gamma_at(x, cv_1)[:, None] * gamma_at(second, cv_2)
    return float((weight[:, None] * weight[None, :] * product).sum()) - 1.0
