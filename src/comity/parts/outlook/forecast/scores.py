"""How good was a forecast?  Proper scores of a distribution over counts, calibration, and comparisons.

A predictive distribution is the probability of each count 0, 1, 2 ... as an array (its *pmf*), long enough
that less than :data:`TAIL` lies beyond it.  All scores are losses: less is better.

Gneiting and Raftery 2007 (Journal of the American Statistical Association 102:359) for CRPS, logarithmic
and Brier score; Czado, Gneiting and Held 2009 (Biometrics 65:1254) for the PIT of counts.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.types import FloatArray

TAIL = 1e-9
"""Mass beyond the last count of a pmf."""

NO_EXCESS = 1e-6
"""Dispersion below which a negative binomial is taken as Poisson."""

FEWEST_PIT = 12
"""PIT values below which their uniformity is not tested."""

LEAST = 1e-12
"""Smallest probability that the logarithmic score is taken of."""


def negative_binomial(mean: float, excess: float) -> FloatArray:
    """Pmf of a count with this mean and variance ``mean + excess * mean**2`` (Poisson for no excess).

    It is long enough that less than :data:`TAIL` lies beyond, which goes to the last count.
    """
    if mean <= 0:
        return np.ones(1)
    if excess < NO_EXCESS:
        k = np.arange(1, int(mean + 9 * np.sqrt(mean)) + 12)
        first, steps = -mean, np.log(mean / k)
    else:
        size = 1 / excess
        k = np.arange(1, int(length(mean, excess)))
        first, steps = -size * np.log1p(mean / size), np.log((k - 1 + size) / k) - np.log1p(size / mean)
    log = np.concatenate([[first], first + np.cumsum(steps)])
    out = np.exp(log)
    out[-1] += max(0.0, 1 - out.sum())
    return np.asarray(out, dtype=float)


def length(mean: FloatArray | float, excess: float) -> NDArray[np.int64]:
    """Return the number of counts, 0 included, that the pmf of a negative binomial needs, for each mean."""
    spread = np.sqrt(mean + excess * np.square(mean))
    fall = np.log1p(1 / excess / np.asarray(mean))  # far out each count is exp(-fall) times the one before
    return np.asarray(mean + 6 * spread + 25 / fall, dtype=np.int64) + 12


def quantile(pmf: FloatArray, level: float) -> int:
    """Smallest count whose cumulated probability reaches ``level``."""
    return int(np.searchsorted(np.cumsum(pmf), level - TAIL))


def central(pmf: FloatArray, level: float) -> tuple[int, int]:
    """Return the central interval that holds at least ``level``."""
    return quantile(pmf, (1 - level) / 2), quantile(pmf, (1 + level) / 2)


def crps(pmf: FloatArray, outcome: int) -> float:
    """Continuous ranked probability score of a count: sum over k of (P(Y <= k) - [outcome <= k])**2."""
    long = np.zeros(max(len(pmf), outcome + 1))
    long[: len(pmf)] = pmf
    cdf = np.cumsum(long)
    cdf[outcome:] -= 1
    return float(np.sum(cdf**2))


def log_score(pmf: FloatArray, outcome: int) -> float:
    """Minus the logarithm of the probability given to the outcome, at most ``-log(1e-12)``."""
    return float(-np.log(max(pmf[outcome] if outcome < len(pmf) else 0.0, LEAST)))


def brier(probability: FloatArray, happened: FloatArray) -> FloatArray:
    """Squared difference of each probability and outcome (0 or 1), shape (n,)."""
    return np.asarray((np.asarray(probability) - np.asarray(happened, dtype=float)) ** 2)


def pit(pmf: FloatArray, outcome: int, u: float) -> float:
    """Randomised probability integral transform: P(Y < outcome) + u P(Y = outcome), u uniform on (0, 1)."""
    below = float(pmf[: min(outcome, len(pmf))].sum())
    return min(1.0, below + u * (float(pmf[outcome]) if outcome < len(pmf) else 0.0))


def uniform(values: FloatArray, steps: int = 1) -> float:
    """P value that PIT values are uniform, of mean and variance, whatever links neighbouring ones.

    The raw moments of the standardised PIT (Knueppel 2015, Journal of Business and Economic Statistics
    33:270), first and second, each over its HAC variance (:func:`long_run`).  A plain Kolmogorov-Smirnov
    test would take neighbouring months for independent ones.

    Parameters
    ----------
    values : PIT values, oldest first, shape (n,)
    steps : how many origins an error reaches over
    """
    return moments_hold(pit_moments(np.asarray(values, dtype=float)), steps)


def pit_moments(values: FloatArray) -> FloatArray:
    """Return what must average to 0 where PIT values are uniform.

    Standardised value, its square less 1; (n, 2).
    """
    z = np.sqrt(12) * (values - 0.5)
    return np.column_stack([z, z**2 - 1])


def moments_hold(moments: FloatArray, steps: int) -> float:
    """P value that columns of ``moments`` (oldest first, shape (n, k)) average to 0; 1 below 12 rows."""
    n = len(moments)
    if n < FEWEST_PIT:
        return 1.0
    stat = sum(n * float(c.mean()) ** 2 / max(long_run(c, steps), 1e-12) for c in moments.T)
    return float(scipy.stats.chi2.sf(stat, moments.shape[1]))


def long_run(values: FloatArray, steps: int) -> float:
    """Long-run variance of a stationary series, shape (n,).

    Newey and West 1987 (Econometrica 55:703): Bartlett kernel, at least twice ``steps`` - 1 lags and
    n^(1/3).
    """
    n = len(values)
    lags = min(max(2 * (steps - 1), int(n ** (1 / 3))), n - 1)
    centred = values - values.mean()
    out = float(centred @ centred) / n
    for k in range(1, lags + 1):
        out += 2 * (1 - k / (lags + 1)) * float(centred[k:] @ centred[:-k]) / n
    return out


def skill(loss: FloatArray, reference: FloatArray) -> float:
    """One minus the ratio of mean losses; 0 where the reference is without loss."""
    against = float(np.mean(reference))
    return 1 - float(np.mean(loss)) / against if against else 0.0


def diebold_mariano(loss: FloatArray, reference: FloatArray, steps: int) -> tuple[float, float]:
    """Whether two forecasts lose alike: the statistic (negative where ``loss`` is less) and its p value.

    Diebold and Mariano 1995 (Journal of Business and Economic Statistics 13:253) with the HAC variance of
    Newey and West 1987 (Bartlett kernel, at least twice ``steps`` - 1 lags and n^(1/3)), corrected for small
    samples and read from Student's t by Harvey, Leybourne and Newbold 1997 (International Journal of
    Forecasting 13:281).

    Parameters
    ----------
    loss, reference : losses at the same origins, oldest first, shape (n,)
    steps : how many origins an error reaches over (the horizon in bins)
    """
    d = np.asarray(loss, dtype=float) - np.asarray(reference, dtype=float)
    n = len(d)
    variance = long_run(d, steps)
    if variance <= 0:
        return 0.0, 1.0
    small = np.sqrt(max((n + 1 - 2 * steps + steps * (steps - 1) / n) / n, 1 / n))
    statistic = float(d.mean() / np.sqrt(variance / n) * small)
    return statistic, float(2 * scipy.stats.t.sf(abs(statistic), n - 1))
