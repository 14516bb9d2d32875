"""Residuals: how surprising it is that a state acted in a time bin, given the acts of all other states.

This is the first of the three steps of co-action (see :mod:`comity.measures.coaction.statistic`). A state is
*active* in a bin if its count exceeds a bar, which each state has. The probability of being active is
negative binomial, with the mean

    (total of all states in the bin, without the two states of the pair) x (slow share of the state)
        x (factor of the state for the day of the week)

The residual is (active - probability) / sd, clipped and centred. If a state acts in most bins, being active
says little, so the number of its acts is used as well (:data:`OFTEN`). The total must leave out the pair.
Otherwise, in a table of ten to thirty states, a strong pair would explain itself away. So a state has one
residual series *per partner*. The series are computed on demand and never all stored.

Such two-way residuals are known from bipartite configuration models (Saracco et al. 2015, 2017). Here the
share of a state may drift, and the distribution is negative binomial, because event counts are overdispersed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.measures.coaction.time_axis import CYCLE, TimeAxis, time_axis
from comity.types import FloatArray

HALF_WINDOW = 26
"""Half width, in bins, of the triangular window over which a state's own share drifts."""

BUSIEST = 0.6
"""A state is active above the smallest count it exceeds in at most this share of bins: acted-or-not
says nothing about a state that acts on 96% of days."""

OUTAGE_USUAL, OUTAGE_SHARE = 20, 0.01
"""A bin with less than this share of the usual acts is an outage, where the usual are at least so many."""

DARK_BINS, DARK_STATES, DARK_SURPRISE = 3, 4, 5.0
"""One source of several failed where so many states are silent for so many bins, each with a chance of less
than exp(-5): in nine kinds of worlds without a failure this never came."""

OFTEN = (0.5, 0.9)
"""Shares of bins with an act between which the residual passes from whether a state acted to how much."""

RESIDUAL_CLIP = 5.0
FEWEST_BINS = 20
"""Below this many bins nothing is fitted."""

_LEAST_MEAN = 0.02  # floors keep a silent stretch from making the first act after it a miracle
_LEAST_FACTOR = 1e-3
_LEAST_DISPERSION = 1e-6
_LEAST_STABLE = 0.05  # dispersion below which the variance is as good as stabilised
_CHANCE = (0.01, 0.99)


def smooth(counts: FloatArray, half: int = HALF_WINDOW) -> FloatArray:
    """Return the centred triangular moving mean of counts over the last axis, rescaled at the edges."""
    return time_axis(counts.shape[-1]).smooth(counts, half)


def outages(counts: NDArray[np.int64], axis: TimeAxis) -> NDArray[np.bool_]:
    """Return the bins (bins,) in which almost nobody acts although many did before and after.

    The source failed there. Read as zeros, an outage would make all states silent at once, and so make two of
    them look alike. Only a table with :data:`OUTAGE_USUAL` acts in the usual bin can tell an outage from
    calm.
    """
    total = counts.sum(axis=0)
    near = np.abs(np.subtract.outer(axis.at, axis.at)) <= HALF_WINDOW
    usual = np.array([np.median(total[row]) for row in near])
    return np.asarray((usual >= OUTAGE_USUAL) & (total < OUTAGE_SHARE * usual))


def find_dark_bins(counts: NDArray[np.int64], axis: TimeAxis) -> NDArray[np.bool_]:
    """Return the bins (bins,) in which several states that usually act are silent at once.

    One of their sources failed there. Two states reported by one source would then seem to act together at
    all places. So the input is the acts toward all places (states, bins), where the silence of a state that
    acts daily is clear.
    """
    y = counts[counts.sum(axis=1) >= FEWEST_BINS]
    bins = y.shape[1]
    dark = np.zeros(bins, dtype=bool)
    if len(y) < DARK_STATES or bins < FEWEST_BINS:
        return dark
    news = fit_news(y, axis)
    silent = np.zeros(bins - DARK_BINS + 1, dtype=np.int64)
    over_window = np.ones(DARK_BINS)
    for state in range(len(y)):
        mean = news.expect_acts(state, np.array([state]))[0]
        surprise = -np.log(1.0 - chance_above(0, mean, float(news.dispersion[state])))
        none = np.convolve(y[state] == 0, over_window, "valid") == DARK_BINS
        silent += none & (np.convolve(surprise, over_window, "valid") > DARK_SURPRISE)
    in_a_row = axis.at[DARK_BINS - 1 :] - axis.at[: 1 - DARK_BINS] == DARK_BINS - 1
    for first in np.flatnonzero(in_a_row & (silent >= DARK_STATES)):
        dark[first : first + DARK_BINS] = True
    return dark


def estimate_week_factors(
    counts: FloatArray, expected: FloatArray, spread: FloatArray, phase: NDArray[np.intp]
) -> FloatArray:
    """Return how much more or less each state acts on a day of the week than the news of all explains.

    Weekends differ between states, and two states with the same weekend would seem to act together. Each
    factor is shrunk to 1 by the part of the variance of the seven factors that chance would give (empirical
    Bayes). So a state without a weekly rhythm has factors of 1.

    Parameters
    ----------
    counts, expected : (states, bins)
    spread : (states, bins) variance of the counts
    phase : (bins,) day of the week

    Returns
    -------
    (states, bins) factors.
    """
    days = np.eye(CYCLE)[phase]
    acts, mean, variance = counts @ days, np.maximum(expected @ days, _LEAST_MEAN), spread @ days
    excess, noise = acts / mean - 1.0, variance / mean**2
    real = np.maximum((excess**2 - noise).mean(axis=1, keepdims=True), 0.0)
    factor = 1.0 + excess * real / (real + noise + 1e-12)
    return np.asarray(np.maximum(factor, _LEAST_FACTOR)[:, phase])


def activity_bars(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each state the smallest count that at most the share :data:`BUSIEST` of its bins exceed."""
    bins = counts.shape[1]
    above = int(np.floor(BUSIEST * bins + 1e-9))
    at_most = bins - above  # so many bins must lie at or below the bar
    return np.asarray(np.partition(counts, at_most - 1, axis=1)[:, at_most - 1])


def chance_above(bar: int, mean: FloatArray, dispersion: float) -> FloatArray:
    """Return P(count > bar) of a negative binomial with variance mean + dispersion * mean^2."""
    size = 1.0 / dispersion
    if bar == 0:
        return np.asarray(1.0 - np.exp(-size * np.log1p(dispersion * mean)))
    return np.asarray(scipy.special.betainc(bar + 1.0, size, dispersion * mean / (1 + dispersion * mean)))


@dataclass(frozen=True, slots=True)
class News:
    """A model of news: how often each state acts toward a hotspot (place), given the acts of all states.

    Parameters
    ----------
    counts : (states, bins) acts
    own : (states, bins) smoothed counts of each state
    week : (states, bins) factor of each state for the day of the week
    axis : positions of the bins in time
    weight : (states,) weights that keep one state from dominating the total
    total, smooth_total : (bins,) weighted sums of ``counts`` and ``own``
    pull : share of the total's variance around ``smooth_total`` that exceeds the chance variation of
        independent states; the total is shrunk toward ``smooth_total`` by it, because the total of few states
        is mostly noise, which would correlate all states
    dispersion : (states,) negative binomial dispersion
    bar : (states,) the state is active above this count
    active : (states, bins) whether the state is active
    amount : (states,) weight of the number of acts in the residual of the state, 0 to 1
    """

    counts: FloatArray
    own: FloatArray
    week: FloatArray
    axis: TimeAxis
    weight: FloatArray
    total: FloatArray
    smooth_total: FloatArray
    pull: float
    dispersion: FloatArray
    bar: NDArray[np.int64]
    active: NDArray[np.bool_]
    amount: FloatArray

    def chance(self, state: int, partners: NDArray[np.intp]) -> FloatArray:
        """Return the probability that ``state`` is active, without each partner in turn: (partners, bins)."""
        return self._chance(state, self.expect_acts(state, partners))

    def residual(self, state: int, partners: NDArray[np.intp]) -> FloatArray:
        """Return how surprising the acts of ``state`` are, without each partner in turn: (partners, bins)."""
        mean = self.expect_acts(state, partners)
        p = self._chance(state, mean)
        e = (self.active[state] - p) / np.sqrt(p * (1 - p))
        np.clip(e, -RESIDUAL_CLIP, RESIDUAL_CLIP, out=e)
        e -= e.mean(axis=1, keepdims=True)
        if self.amount[state]:
            dispersion = max(float(self.dispersion[state]), _LEAST_STABLE)
            more = _stabilise(self.counts[state], dispersion) - _stabilise(mean, dispersion)
            more -= more.mean(axis=1, keepdims=True)
            e = (1.0 - self.amount[state]) * _scale_counts(e) + self.amount[state] * _scale_counts(more)
        return np.asarray(e)

    def expect_acts(self, state: int, partners: NDArray[np.intp]) -> FloatArray:
        """Return the expected number of acts of ``state``, without each partner in turn: (partners, bins)."""
        w, own = self.weight, self.own
        total = self.total - w[state] * self.counts[state]
        level = np.maximum(self.smooth_total - w[state] * own[state], _LEAST_FACTOR)
        theirs = w[partners, None]
        total = np.maximum(total - theirs * self.counts[partners], 0.0)
        level = np.maximum(level - theirs * own[partners], _LEAST_FACTOR)
        return _mean(total, level, own[state] * self.week[state], self.pull)

    def _chance(self, state: int, mean: FloatArray) -> FloatArray:
        chance = chance_above(int(self.bar[state]), mean, float(self.dispersion[state]))
        return np.clip(chance, *_CHANCE, out=chance)


def _scale_counts(values: FloatArray) -> FloatArray:
    return np.asarray(values / (values.std(axis=1, keepdims=True) + 1e-9))


def _stabilise(counts: FloatArray, dispersion: float) -> FloatArray:
    """Transform negative binomial counts to a scale of equal variance (Anscombe 1948)."""
    return np.asarray(np.arcsinh(np.sqrt(dispersion * (counts + 0.375))) / math.sqrt(dispersion))


def fit_news(counts: NDArray[np.int64], axis: TimeAxis | None = None) -> News:
    """Fit a model of how often each state acts to counts (states, bins); :data:`FEWEST_BINS` bins or more.

    ``axis`` gives the positions of the bins in time (default: one after the other).
    """
    y = counts.astype(np.float64)
    axis = axis or time_axis(y.shape[1])
    weight = 1.0 / (y.mean(axis=1) + 0.3)
    own = axis.smooth(y, HALF_WINDOW)
    total, smooth_total = weight @ y, weight @ own
    noise = float(weight**2 @ ((y - own) ** 2).mean(axis=1))
    swing = float(((total - smooth_total) ** 2).mean())
    pull = max(0.0, 1.0 - noise / max(swing, 1e-9))
    rest = total - weight[:, None] * y
    level = np.maximum(smooth_total - weight[:, None] * own, _LEAST_FACTOR)
    mean = _mean(rest, level, own, pull)
    dispersion = _dispersion(y, mean)
    week = estimate_week_factors(y, mean, mean + dispersion[:, None] * mean**2, axis.phase)
    bar = activity_bars(counts)
    return News(
        counts=y,
        own=own,
        week=week,
        axis=axis,
        weight=weight,
        total=total,
        smooth_total=smooth_total,
        pull=pull,
        dispersion=_dispersion(y, _mean(rest, level, own * week, pull)),
        bar=bar,
        active=counts > bar[:, None],
        amount=np.clip(((counts > 0).mean(axis=1) - OFTEN[0]) / (OFTEN[1] - OFTEN[0]), 0.0, 1.0),
    )


def _dispersion(counts: FloatArray, mean: FloatArray) -> FloatArray:
    raw = ((counts - mean) ** 2 - mean).sum(axis=1) / (mean**2).sum(axis=1)
    return np.asarray(np.maximum(raw, _LEAST_DISPERSION))


def common_residuals(counts: NDArray[np.int64], axis: TimeAxis) -> FloatArray:
    """Return one residual series per state, (states, bins), from acted or not and the total of all states.

    These series serve only questions of order in time. If shared news is removed incompletely, two states
    look alike, but neither comes first, so one series per state is enough. A bar above 0 would lose acts.
    """
    y = counts.astype(np.float64)
    weight = 1.0 / (y.mean(axis=1) + 0.3)
    total = np.maximum(weight @ y, _LEAST_FACTOR)
    level = np.maximum(axis.smooth(total, HALF_WINDOW), _LEAST_FACTOR)
    mean = np.maximum(total * axis.smooth(y, HALF_WINDOW) / level, _LEAST_MEAN)
    dispersion = _dispersion(y, mean)
    chance = np.stack([chance_above(0, m, float(d)) for m, d in zip(mean, dispersion, strict=True)])
    np.clip(chance, *_CHANCE, out=chance)
    e = ((y > 0) - chance) / np.sqrt(chance * (1 - chance))
    np.clip(e, -RESIDUAL_CLIP, RESIDUAL_CLIP, out=e)
    return np.asarray(e - e.mean(axis=1, keepdims=True))


def _mean(total: FloatArray, level: FloatArray, own: FloatArray, pull: float) -> FloatArray:
    factor = np.maximum(1.0 + pull * (total / level - 1.0), _LEAST_FACTOR)
    return np.asarray(np.maximum(factor * own, _LEAST_MEAN))
