"""Mixtures of negative binomials for many forecasts at once, and correction of their past biases.

Probabilities are computed at each count up to :data:`DENSE`, then at counts that grow by 1/128, with linear
interpolation between them. The error is below a thousandth of the exact value.

Lasting biases are corrected: if 15% of past outcomes fell below the 10% quantile, that quantile becomes the
15% quantile. The correction maps the distribution function through that of past PIT values, the places of the
outcomes in their forecasts (for counts: Czado, Gneiting and Held 2009, Biometrics 65:1254, section 3). With
few past values it is small. See Dawid 1984 (Journal of the Royal Statistical Society A 147:278) and Kuleshov,
Fenner and Ermon 2018 (ICML).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from comity.parts.outlook.forecast import scores
from comity.types import FloatArray

#: Largest count up to which each count gets its exact probability.
DENSE = 512

STEP = 1 / 128

#: Quantile levels at which the correction is stored.
LINES: FloatArray = np.linspace(0, 1, 201)

#: Past forecasts needed before any correction: with fewer, a bias of some hundredths could be luck.
YOUNG = 60

#: Weight of "no bias" in the correction, in forecasts. Both numbers were chosen on pairs that docs/outlook.md
#: does not show.
UNMOVED = 60


def support(longest: int) -> NDArray[np.int64]:
    """Return the counts at which probabilities are computed, from 0 to at least ``longest``."""
    dense = np.arange(DENSE)
    if longest < DENSE:
        return dense[: longest + 1]
    steps = int(np.ceil(np.log((longest + 1) / (DENSE - 1)) / np.log1p(STEP))) + 1
    beyond = np.ceil((DENSE - 1) * (1 + STEP) ** np.arange(1, steps + 1))
    return np.concatenate([dense, beyond.astype(np.int64)])


def mixtures(means: FloatArray, weights: FloatArray, widths: FloatArray) -> list[FloatArray]:
    """Return for each forecast the probability of each count, a mix of the means and widths.

    Parameters
    ----------
    means : all above 0, shape (rules, forecasts)
    weights : 0 for combinations left out, shape (forecasts, rules, widths)
    widths : excess variances, shape (widths,)
    """
    if not len(weights):
        return []
    longest = np.zeros(len(weights), dtype=np.int64)
    for r, j in np.ndindex(weights.shape[1:]):
        used = weights[:, r, j] > 0
        longest[used] = np.maximum(longest[used], scores.length(means[r, used], float(widths[j])))
    k = support(int(longest.max()))
    dense = np.zeros((len(weights), len(k)))
    for j, size in enumerate(1 / widths):
        of_count = gammaln(k + size) - gammaln(size) - gammaln(k + 1)
        for r, mean in enumerate(means):
            active = weights[:, r, j] > 0
            m = mean[active, None]
            log = of_count + size * np.log(size / (size + m)) + k * np.log(m / (size + m))
            dense[active] += weights[active, r, j, None] * np.exp(log)
    out = [np.interp(np.arange(n), k, row) for n, row in zip(longest, dense, strict=True)]
    return [p / p.sum() for p in out]


def stretches(pmfs: Sequence[FloatArray], outcomes: FloatArray) -> FloatArray:
    """Return how much of each outcome's PIT interval lies at or below each value in :data:`LINES`.

    A PIT value is the place of an outcome in its forecast distribution, from 0 to 1. For a count it is an
    interval, over which the weight is spread evenly.

    Parameters
    ----------
    pmfs : forecasts
    outcomes : observed count of each forecast, shape (n,)

    Returns
    -------
    Shares from 0 to 1, shape (n, lines)
    """
    cdfs = [np.concatenate([[0.0], np.cumsum(p), [1.0]]) for p in pmfs]
    at = [min(int(y), len(p)) for p, y in zip(pmfs, outcomes, strict=True)]
    low = np.array([c[y] for c, y in zip(cdfs, at, strict=True)])[:, None]
    high = np.array([c[y + 1] for c, y in zip(cdfs, at, strict=True)])[:, None]
    wide = np.maximum(high - low, scores.TAIL)
    return np.asarray(np.clip((LINES - high) / wide + 1.0, 0.0, 1.0))


def correct(pmf: FloatArray, counted: FloatArray, months: int) -> FloatArray:
    """Return a forecast corrected by how past outcomes fell into their forecasts (their PIT values).

    Parameters
    ----------
    pmf : probability of each count, shape (counts,)
    counted : sum of :func:`stretches` over past forecasts, shape (lines,)
    months : number of past forecasts
    """
    if months <= YOUNG:
        return pmf
    moved = (UNMOVED * LINES + counted) / (UNMOVED + months)
    cdf = np.minimum(np.cumsum(pmf), 1.0)
    out = np.diff(np.interp(cdf, LINES, moved), prepend=moved[0])
    out[0] += moved[0]
    out[-1] += max(0.0, 1 - out.sum())
    return out
