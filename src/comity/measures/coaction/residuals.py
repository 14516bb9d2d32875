"""How surprising it is that a state acted in a bin, given everyone's news in that bin.

The first of the three steps of co-action (see :mod:`comity.measures.coaction.statistic`).  A state is
*active* in a bin when its count exceeds its own bar; its chance of being active is negative
binomial with mean

    (everyone's total in the bin, without the two states of the pair) x (the state's own slow share)
        x (its own week)

and the residual is (active - chance) / sd, clipped and centred.  Of a state that acts in most bins, whether
it acted says little, so how much it acted is taken in as well (:data:`OFTEN`).  Everyone's total must not
hold the pair: in a table of ten to thirty states a strong pair would otherwise explain itself away.So a
state has one residual series *per partner*; they are made on demand and never all held at once.

Two-way residuals as in bipartite configuration models (Saracco et al. 2015, 2017), with the
state's share let drift; negative binomial because event streams are heavily overdispersed.
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
    """Centred triangular moving mean along the last axis, whose bins have no gap, edges renormalised."""
    return time_axis(counts.shape[-1]).smooth(counts, half)


def outages(counts: NDArray[np.int64], axis: TimeAxis) -> NDArray[np.bool_]:
    """Bins (bins,) in which nobody acts, or nearly, although many did around them: the source failed.

    An outage read as zeros makes all states silent at once, and so two of them alike.  Only a table with
    :data:`OUTAGE_USUAL` acts in the usual bin can tell an outage from calm.
    """
    total = counts.sum(axis=0)
    near = np.abs(np.subtract.outer(axis.at, axis.at)) <= HALF_WINDOW
    usual = np.array([np.median(total[row]) for row in near])
    return np.asarray((usual >= OUTAGE_USUAL) & (total < OUTAGE_SHARE * usual))


def find_dark_bins(counts: NDArray[np.int64], axis: TimeAxis) -> NDArray[np.bool_]:
    """Bins (bins,) in which several states that usually act are silent at once: a source of theirs failed.

    Two states of one source that fails for days seem to act together at all places, so this is asked of the
    acts toward all places (states, bins), where silence of a state that acts daily is plain.
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


def own_week(
    counts: FloatArray, expected: FloatArray, spread: FloatArray, phase: NDArray[np.intp]
) -> FloatArray:
    """How much more or less each state acts on a day of the week than everyone's news explains.

    Weekends differ between states, and two with the same weekend would seem to act together.  Each factor is
    shrunk to one by the part of the variance of all seven that chance alone would give (empirical Bayes),
    so a state without a week of its own has none.

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
    week : (states, bins) factor of each state's own week
    axis : where the bins stand in time
    weight : (states,) so that no state makes up everyone by itself
    total, smooth_total : (bins,) weighted sums of ``counts`` and ``own``
    pull : share of the total's variance around its smooth that is more than the chance of
        independent states; the total is shrunk towards its smooth by it (few states: mostly noise,
        which would correlate everybody)
    dispersion : (states,) negative binomial dispersion
    bar : (states,) active above this count
    active : (states, bins)
    amount : (states,) weight of how much a state acted in its residual, 0 to 1
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
        """Chance that ``state`` is active, everyone's total without it and each partner.

        Returns shape (partners, bins).
        """
        return self._chance(state, self.expect_acts(state, partners))

    def residual(self, state: int, partners: NDArray[np.intp]) -> FloatArray:
        """Centred residual of ``state`` as seen with each partner, shape (partners, bins)."""
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
        """Return acts to be expected of ``state`` as seen with each partner, (partners, bins)."""
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
    """Return counts on a scale of even variance (Anscombe 1948, for the negative binomial)."""
    return np.asarray(np.arcsinh(np.sqrt(dispersion * (counts + 0.375))) / math.sqrt(dispersion))


def fit_news(counts: NDArray[np.int64], axis: TimeAxis | None = None) -> News:
    """Fit everyone's news to a table of counts, shape (states, bins), at least ``FEWEST_BINS``.

    ``axis`` says where the bins stand in time (one after the other).
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
    week = own_week(y, mean, mean + dispersion[:, None] * mean**2, axis.phase)
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
    """Negative binomial dispersion of each state by moments."""
    raw = ((counts - mean) ** 2 - mean).sum(axis=1) / (mean**2).sum(axis=1)
    return np.asarray(np.maximum(raw, _LEAST_DISPERSION))


def common_residuals(counts: NDArray[np.int64], axis: TimeAxis) -> FloatArray:
    """One residual series a state, (states, bins): acted or not, everyone's total with all in it.

    For questions of order in time only.  Shared news that is badly taken out makes two states alike,
    but neither of them first, so one series a state will do, and a bar above nought would lose acts.
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
