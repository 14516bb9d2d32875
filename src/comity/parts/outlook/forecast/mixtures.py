"""Mixtures of negative binomials for many origins at once, and their correction by how earlier ones erred.

Probabilities are worked out at every count up to :data:`DENSE`, above that at counts a 128th apart, and read
off linearly between (narrow as the narrowest mixed active are, that is within a thousandth of the exact one).

A mixture that erred the same way for years is corrected by that: if outcomes fell below its 10% line in 15%
of the months so far, the line is called 15%.  The correction is the distribution function of the earlier PIT
values (those of counts, Czado, Gneiting and Held 2009, Biometrics 65:1254, section 3), shrunk toward none
while they are few: recalibration as in Dawid 1984 (Journal of the Royal Statistical Society A 147:278) and
Kuleshov, Fenner and Ermon 2018 (ICML).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from comity.parts.outlook.forecast import scores
from comity.types import FloatArray

DENSE = 512
"""Counts up to which every one is worked out."""

STEP = 1 / 128

LINES: FloatArray = np.linspace(0, 1, 201)
"""Quantile levels at which the correction is kept."""

YOUNG = 60
"""Earlier forecasts up to which nothing is corrected: a bias of some hundredths cannot yet be distinguished
from luck, and to correct luck costs skill."""

UNMOVED = 60
"""Forecasts without any lean that the earlier ones are thought to be joined by.  Both numbers were chosen on
the pairs between those that docs/outlook.md shows."""


def support(longest: int) -> NDArray[np.int64]:
    """Return counts at which probabilities are worked out, 0 to ``longest`` or more, alike for all means."""
    dense = np.arange(DENSE)
    if longest < DENSE:
        return dense[: longest + 1]
    steps = int(np.ceil(np.log((longest + 1) / (DENSE - 1)) / np.log1p(STEP))) + 1
    beyond = np.ceil((DENSE - 1) * (1 + STEP) ** np.arange(1, steps + 1))
    return np.concatenate([dense, beyond.astype(np.int64)])


def mixtures(means: FloatArray, weights: FloatArray, widths: FloatArray) -> list[FloatArray]:
    """Pmf of each origin's mixture.

    Parameters
    ----------
    means : above 0, shape (rules, origins)
    weights : 0 for what is left out, shape (origins, rules, widths)
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
    """Return what each outcome says of its forecast.

    1 spread over its stretch of PIT, added up over :data:`LINES`.

    Parameters
    ----------
    pmfs : forecasts
    outcomes : the observed count of each, shape (n,)

    Returns
    -------
    Share of each outcome's PIT at or below each of :data:`LINES`, shape (n, lines)
    """
    cdfs = [np.concatenate([[0.0], np.cumsum(p), [1.0]]) for p in pmfs]
    at = [min(int(y), len(p)) for p, y in zip(pmfs, outcomes, strict=True)]
    low = np.array([c[y] for c, y in zip(cdfs, at, strict=True)])[:, None]
    high = np.array([c[y + 1] for c, y in zip(cdfs, at, strict=True)])[:, None]
    wide = np.maximum(high - low, scores.TAIL)
    return np.asarray(np.clip((LINES - high) / wide + 1.0, 0.0, 1.0))


def correct(pmf: FloatArray, counted: FloatArray, months: int) -> FloatArray:
    """Return the pmf with its distribution function led through that of earlier PIT values.

    Parameters
    ----------
    pmf : shape (counts,)
    counted : :func:`stretches` of the earlier forecasts added up, shape (lines,)
    months : how many they were
    """
    if months <= YOUNG:
        return pmf
    moved = (UNMOVED * LINES + counted) / (UNMOVED + months)
    cdf = np.minimum(np.cumsum(pmf), 1.0)
    out = np.diff(np.interp(cdf, LINES, moved), prepend=moved[0])
    out[0] += moved[0]
    out[-1] += max(0.0, 1 - out.sum())
    return out
