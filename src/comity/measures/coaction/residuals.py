"""How surprising it is that a state acted in a bin, given everyone's news in that bin.

The first of the three steps of co-action (see :mod:`comity.measures.coaction.statistic`).  A state is
*active* in a bin when its count exceeds its own bar; its chance of being active is negative
binomial with mean

    (everyone's total in the bin, without the two states of the pair) x (the state's own slow share)

and the residual is (active - chance) / sd, clipped and centred.  Everyone's total must not hold the
pair: in a table of ten to thirty states a strong pair would otherwise explain itself away.  So a
state has one residual series *per partner*; they are made on demand and never all held at once.

Two-way residuals as in bipartite configuration models (Saracco et al. 2015, 2017), with the
state's share let drift; negative binomial because event streams are heavily overdispersed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.types import FloatArray

HALF_WINDOW = 26
"""Half width, in bins, of the triangular window over which a state's own share drifts."""

BUSIEST = 0.6
"""A state is active above the smallest count it exceeds in at most this share of bins: acted-or-not
says nothing about a state that acts on 96% of days."""

RESIDUAL_CLIP = 5.0
FEWEST_BINS = 20
"""Below this many bins nothing is fitted."""

_LEAST_MEAN = 0.02  # floors keep a silent stretch from making the first act after it a miracle
_LEAST_FACTOR = 1e-3
_LEAST_DISPERSION = 1e-6
_CHANCE = (0.01, 0.99)


def smooth(counts: FloatArray, half: int = HALF_WINDOW) -> FloatArray:
    """Centred triangular moving mean along the last axis, edges renormalised.

    Windows shrink with short tables (at most half the bins on either side).
    """
    bins = counts.shape[-1]
    half = max(1, min(half, (bins - 1) // 2))
    kernel = 1.0 - np.abs(np.arange(-half, half + 1)) / (half + 1.0)
    there = scipy.ndimage.convolve1d(np.ones(bins), kernel, mode="constant")
    return np.asarray(scipy.ndimage.convolve1d(counts, kernel, axis=-1, mode="constant") / there)


def activity_bars(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Per state the smallest count it exceeds in at most ``BUSIEST`` of the bins, shape (states,)."""
    bins = counts.shape[1]
    above = int(np.floor(BUSIEST * bins + 1e-9))
    at_most = bins - above  # so many bins must lie at or below the bar
    return np.asarray(np.partition(counts, at_most - 1, axis=1)[:, at_most - 1])


def chance_above(bar: int, mean: FloatArray, dispersion: float) -> FloatArray:
    """P(count > bar) of a negative binomial with variance mean + dispersion * mean^2."""
    size = 1.0 / dispersion
    if bar == 0:
        return np.asarray(1.0 - np.exp(-size * np.log1p(dispersion * mean)))
    return np.asarray(scipy.special.betainc(bar + 1.0, size, dispersion * mean / (1 + dispersion * mean)))


@dataclass(frozen=True, slots=True)
class News:
    """Everyone's news toward one hotspot, fitted; made by :func:`fit_news`.

    Parameters
    ----------
    counts : (states, bins) acts
    own : (states, bins) each state's smooth
    weight : (states,) so that no state makes up everyone by itself
    total, smooth_total : (bins,) weighted sums of ``counts`` and ``own``
    pull : share of the total's variance around its smooth that is more than the chance of
        independent states; the total is shrunk towards its smooth by it (few states: mostly noise,
        which would correlate everybody)
    dispersion : (states,) negative binomial dispersion
    bar : (states,) active above this count
    active : (states, bins)
    """

    counts: FloatArray
    own: FloatArray
    weight: FloatArray
    total: FloatArray
    smooth_total: FloatArray
    pull: float
    dispersion: FloatArray
    bar: NDArray[np.int64]
    active: NDArray[np.bool_]

    def chance(self, state: int, partners: NDArray[np.intp]) -> FloatArray:
        """Chance that ``state`` is active, everyone's total without it and each partner.

        Returns shape (partners, bins).
        """
        w, own = self.weight, self.own
        total = self.total - w[state] * self.counts[state]
        level = np.maximum(self.smooth_total - w[state] * own[state], _LEAST_FACTOR)
        theirs = w[partners, None]
        total = np.maximum(total - theirs * self.counts[partners], 0.0)
        level = np.maximum(level - theirs * own[partners], _LEAST_FACTOR)
        mean = _mean(total, level, own[state], self.pull)
        chance = chance_above(int(self.bar[state]), mean, float(self.dispersion[state]))
        return np.clip(chance, *_CHANCE, out=chance)

    def residual(self, state: int, partners: NDArray[np.intp]) -> FloatArray:
        """Centred residual of ``state`` as seen with each partner, shape (partners, bins)."""
        p = self.chance(state, partners)
        e = (self.active[state] - p) / np.sqrt(p * (1 - p))
        np.clip(e, -RESIDUAL_CLIP, RESIDUAL_CLIP, out=e)
        e -= e.mean(axis=1, keepdims=True)
        return np.asarray(e)


def fit_news(counts: NDArray[np.int64]) -> News:
    """Fit everyone's news to a table of counts, shape (states, bins), at least ``FEWEST_BINS``."""
    y = counts.astype(np.float64)
    weight = 1.0 / (y.mean(axis=1) + 0.3)
    own = smooth(y)
    total, smooth_total = weight @ y, weight @ own
    noise = float(weight**2 @ ((y - own) ** 2).mean(axis=1))
    swing = float(((total - smooth_total) ** 2).mean())
    pull = max(0.0, 1.0 - noise / max(swing, 1e-9))
    rest = total - weight[:, None] * y
    level = np.maximum(smooth_total - weight[:, None] * own, _LEAST_FACTOR)
    mean = _mean(rest, level, own, pull)
    dispersion = ((y - mean) ** 2 - mean).sum(axis=1) / (mean**2).sum(axis=1)
    bar = activity_bars(counts)
    return News(
        counts=y,
        own=own,
        weight=weight,
        total=total,
        smooth_total=smooth_total,
        pull=pull,
        dispersion=np.maximum(dispersion, _LEAST_DISPERSION),
        bar=bar,
        active=counts > bar[:, None],
    )


def common_residuals(counts: NDArray[np.int64]) -> FloatArray:
    """One residual series a state, (states, bins): acted or not, everyone's total with all in it.

    For questions of order in time only.  Shared news that is badly taken out makes two states alike,
    but neither of them first, so one series a state will do, and a bar above nought would lose acts.
    """
    y = counts.astype(np.float64)
    weight = 1.0 / (y.mean(axis=1) + 0.3)
    total = np.maximum(weight @ y, _LEAST_FACTOR)
    mean = np.maximum(total * smooth(y) / np.maximum(smooth(total), _LEAST_FACTOR), _LEAST_MEAN)
    dispersion = ((y - mean) ** 2 - mean).sum(axis=1) / (mean**2).sum(axis=1)
    dispersion = np.maximum(dispersion, _LEAST_DISPERSION)
    chance = np.stack([chance_above(0, m, float(d)) for m, d in zip(mean, dispersion, strict=True)])
    np.clip(chance, *_CHANCE, out=chance)
    e = ((y > 0) - chance) / np.sqrt(chance * (1 - chance))
    np.clip(e, -RESIDUAL_CLIP, RESIDUAL_CLIP, out=e)
    return np.asarray(e - e.mean(axis=1, keepdims=True))


def _mean(total: FloatArray, level: FloatArray, own: FloatArray, pull: float) -> FloatArray:
    factor = np.maximum(1.0 + pull * (total / level - 1.0), _LEAST_FACTOR)
    return np.asarray(np.maximum(factor * own, _LEAST_MEAN))
