"""Proper scores for distributions over counts, tests of calibration, and comparisons of forecasts.

A distribution is an array with the probability of each count 0, 1, 2 ... (its *pmf*), long enough that less
than :data:`TAIL` lies beyond. All scores are losses: lower is better.

Gneiting and Raftery 2007 (Journal of the American Statistical Association 102:359) for CRPS, logarithmic and
Brier score; Czado, Gneiting and Held 2009 (Biometrics 65:1254) for the PIT of counts.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.types import FloatArray

#: Most probability mass beyond the last count of a pmf.
TAIL = 1e-9

#: Excess variance below which a negative binomial is treated as Poisson.
NO_EXCESS = 1e-6

#: Fewest PIT values for a test of uniformity.
FEWEST_PIT = 12

#: Lower limit of probabilities in the logarithmic score.
LEAST = 1e-12


def negative_binomial(mean: float, excess: float) -> FloatArray:
    """Return the pmf of a count with this mean and with variance ``mean + excess * mean**2``.

    Without excess variance the count is Poisson. The last entry includes the probability beyond it (below
    :data:`TAIL`).
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
    """Return how many counts a negative binomial needs to leave out less than :data:`TAIL`, for each mean."""
    spread = np.sqrt(mean + excess * np.square(mean))
    fall = np.log1p(1 / excess / np.asarray(mean))  # in the tail p[k + 1] is about exp(-fall) * p[k]
    return np.asarray(mean + 6 * spread + 25 / fall, dtype=np.int64) + 12


def quantile(pmf: FloatArray, level: float) -> int:
    """Return the smallest count whose cumulative probability reaches ``level``."""
    return int(np.searchsorted(np.cumsum(pmf), level - TAIL))


def central(pmf: FloatArray, level: float) -> tuple[int, int]:
    """Return the ends of the central interval that has a probability of at least ``level``."""
    return quantile(pmf, (1 - level) / 2), quantile(pmf, (1 + level) / 2)


def crps(pmf: FloatArray, outcome: int) -> float:
    """Return the continuous ranked probability score: sum over k of (P(Y <= k) - [outcome <= k])**2."""
    long = np.zeros(max(len(pmf), outcome + 1))
    long[: len(pmf)] = pmf
    cdf = np.cumsum(long)
    cdf[outcome:] -= 1
    return float(np.sum(cdf**2))


def log_score(pmf: FloatArray, outcome: int) -> float:
    """Return minus the log of the outcome's probability, at most ``-log(1e-12)``."""
    return float(-np.log(max(pmf[outcome] if outcome < len(pmf) else 0.0, LEAST)))


def brier(probability: FloatArray, happened: FloatArray) -> FloatArray:
    """Return the squared difference between each probability and its outcome (0 or 1), shape (n,)."""
    return np.asarray((np.asarray(probability) - np.asarray(happened, dtype=float)) ** 2)


def pit(pmf: FloatArray, outcome: int, u: float) -> float:
    """Return the randomised PIT, P(Y < outcome) + u P(Y = outcome), with u uniform on (0, 1)."""
    below = float(pmf[: min(outcome, len(pmf))].sum())
    return min(1.0, below + u * (float(pmf[outcome]) if outcome < len(pmf) else 0.0))


def uniform(values: FloatArray, steps: int = 1) -> float:
    """Return the p value of a test that PIT values are uniform, allowing for autocorrelation.

    The test uses the first two moments of the standardised PIT (Knueppel 2015, Journal of Business and
    Economic Statistics 33:270), each divided by its long-run variance (:func:`long_run`). A
    Kolmogorov-Smirnov test would treat neighbouring months as independent.

    Parameters
    ----------
    values : PIT values, oldest first, shape (n,)
    steps : number of months over which one error affects several forecasts
    """
    return moments_hold(pit_moments(np.asarray(values, dtype=float)), steps)


def pit_moments(values: FloatArray) -> FloatArray:
    """Return standardised PIT values (places of outcomes in forecasts) and their squares less 1 (n, 2).

    Both columns average 0 if PIT is uniform, as for a good forecast.
    """
    z = np.sqrt(12) * (values - 0.5)
    return np.column_stack([z, z**2 - 1])


def moments_hold(moments: FloatArray, steps: int) -> float:
    """Return the p value of a test that each column of ``moments`` averages 0; 1 for fewer than 12 rows."""
    n = len(moments)
    if n < FEWEST_PIT:
        return 1.0
    stat = sum(n * float(c.mean()) ** 2 / max(long_run(c, steps), 1e-12) for c in moments.T)
    return float(scipy.stats.chi2.sf(stat, moments.shape[1]))


def long_run(values: FloatArray, steps: int) -> float:
    """Return the long-run variance (with autocorrelation) of a stationary series of shape (n,).

    The method is that of Newey and West 1987 (Econometrica 55:703), with a Bartlett kernel. The number of
    lags is at least n^(1/3) and 2 (``steps`` - 1).
    """
    n = len(values)
    lags = min(max(2 * (steps - 1), int(n ** (1 / 3))), n - 1)
    centred = values - values.mean()
    out = float(centred @ centred) / n
    for k in range(1, lags + 1):
        out += 2 * (1 - k / (lags + 1)) * float(centred[k:] @ centred[:-k]) / n
    return out


def skill(loss: FloatArray, reference: FloatArray) -> float:
    """Return one minus the ratio of a forecast's mean loss to that of a reference; 0 if this has no loss."""
    against = float(np.mean(reference))
    return 1 - float(np.mean(loss)) / against if against else 0.0


def diebold_mariano(loss: FloatArray, reference: FloatArray, steps: int) -> tuple[float, float]:
    """Test whether two forecasts have equal losses; return the statistic and its p value.

    The statistic is negative if ``loss`` is smaller. The test is that of Diebold and Mariano 1995 (Journal of
    Business and Economic Statistics 13:253) with the variance of :func:`long_run`. The small-sample
    correction and Student's t follow Harvey, Leybourne and Newbold 1997 (International Journal of Forecasting
    13:281).

    Parameters
    ----------
    loss, reference : losses of forecasts made at the same times, oldest first, shape (n,)
    steps : number of months over which one error affects several forecasts
    """
    d = np.asarray(loss, dtype=float) - np.asarray(reference, dtype=float)
    n = len(d)
    variance = long_run(d, steps)
    if variance <= 0:
        return 0.0, 1.0
    small = np.sqrt(max((n + 1 - 2 * steps + steps * (steps - 1) / n) / n, 1 / n))
    statistic = float(d.mean() / np.sqrt(variance / n) * small)
    return statistic, float(2 * scipy.stats.t.sf(abs(statistic), n - 1))
