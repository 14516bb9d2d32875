"""How much two states act together: z scores of all pairs, corrected for news, groups and matched pairs.

:mod:`comity.measures.coaction.statistic` derives its verdicts from these scores. One :class:`PairTable`
serves both verdicts: ``joint`` (groups left in) and ``beyond_group`` (groups taken out). The steps are:

1. The z score of every pair comes from the residuals of :mod:`comity.measures.coaction.residuals`.
   They are summed over bins and neighbouring bins by :data:`KERNEL`. The variance comes from the
   autocorrelations of both states (Bartlett 1946). This is the circular-shift null in closed form, so bursts
   of one state do not count as coordination.
2. The part that groups explain is estimated (:mod:`comity.measures.coaction.groups`).
3. The rest is corrected for the skewness of its null (Cornish and Fisher 1938, first term).
4. The result is centred and scaled by matched pairs
   (:func:`comity.measures.stats.matching.rank_among_matched`). They have similar activity and, if groups are
   taken out, a similar group part and strongest link of a third state.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.errors import QuestionError
from comity.measures.coaction.groups import companions, group_part, link, strongest_link
from comity.measures.coaction.residuals import FEWEST_BINS, News, fit_news, outages
from comity.measures.coaction.time_axis import TimeAxis, time_axis
from comity.measures.stats.matching import Standing, rank_among_matched
from comity.types import FloatArray

FIT_ACTS = 10
"""States with this many acts help to fit everyone's news and the groups."""

TEST_ACTS = 20
"""Both states of a pair need this many acts to be tested."""

FEWEST_STATES = 6
"""Fewer states than this have no everyone."""

LAGS = 26
"""Lags of the autocorrelation that the variance of z takes in."""

KERNEL: FloatArray = np.array([1.0, 0.15, 0.075, 0.0375])
"""Weight of two acts in the same bin, and one, two and three bins apart (of days: up to three days).

Near the best weights for the pairs of ``studies/data/controls.yaml`` in 2018 and 2019, whose mean z by
distance was 3.8, 0.9, 0.5 and -0.1; fixed before the later months were opened.
"""

GROUP_LEVEL = 0.05
"""Share of like pairs that may be linked to a third state as strongly as a pair that moves with a group."""

_FAR_ABOVE = 2.33  # a z above another by this is above it at one-sided 5%
_LEAST_VARIANCE = 0.2
_MOST_ALIKE = 0.99
_LEAST_LINKS = 1e-9
_TILE = 16
_ACTIVITY_GAP = 1.4  # a gap in the two states' activity weighs less than their level


@dataclass(frozen=True, slots=True)
class PairTable:
    """How strongly each two states act together toward a hotspot (place); made by :func:`pair_table`.

    Parameters
    ----------
    states : (n,) rows of the counts of states that act often enough, in the order of this table
    acts : (all states,) number of acts in every row of the counts
    place : (all states,) position of each row in ``states``, -1 if it is not used
    news : the fitted news of all states, in the order of this table; ``None`` if there are too few data
    z : (n, n) z score of every pair given the news of all states
    skew : (n, n) skewness of its null
    swing : (n, n) standard deviation of the pair's sum without coordination; z was divided by it
    group : (n, n) the part of ``z`` that groups explain
    links : (n, n) how strongly a third state is linked to both (:func:`~.groups.strongest_link`)
    in_sight : (bins,) False if the source failed (:func:`~.residuals.outages`); such bins are not used
    why_not : why this table gives no answer; "" if it does
    """

    states: NDArray[np.intp]
    acts: NDArray[np.int64]
    place: NDArray[np.intp]
    news: News | None
    z: FloatArray
    skew: FloatArray
    swing: FloatArray
    group: FloatArray
    links: FloatArray
    in_sight: NDArray[np.bool_]
    why_not: str

    def usable(self, pairs: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which pairs can be tested: two different states with :data:`TEST_ACTS` acts that vary."""
        if self.news is None:
            return np.zeros(len(pairs), dtype=bool)
        moves = np.zeros(len(self.acts), dtype=bool)
        moves[self.states] = self.news.active.any(axis=1)
        fit = moves & (self.acts >= TEST_ACTS)
        return np.asarray(fit[pairs].all(axis=1) & (pairs[:, 0] != pairs[:, 1]))

    def standing(self, pairs: NDArray[np.intp], *, group: bool) -> tuple[FloatArray, Standing]:
        """Return pairs' z scores for acting together, corrected for skewness, and ranks among similar pairs.

        Parameters
        ----------
        pairs : (m, 2) usable pairs, as rows of the counts
        group : whether the part that groups explain is taken out
        """
        a, b = np.triu_indices(len(self.states), 1)
        part = self.group[a, b] if group else np.zeros(len(a))
        rest = unskew(self.z[a, b] - part, self.skew[a, b])
        own, like = self._upper(pairs), self._likeness(a, b, part)
        if group:  # of two with like parts, the one whose fellows are plain to see has more left
            links = self.links[a, b]
            like = np.column_stack([like, links / max(float(links.std()), _LEAST_LINKS)])
        return rest[own], rank_among_matched(rest, like, own)

    def grouped(self, pairs: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which of these pairs are shown to act as members of a group of states, shape (m,).

        A third state must be linked to both states of the pair. This link must be among the strongest
        twentieth for pairs of similar activity. If the pair's own z score is far above the link, the pair
        does not count as moving with a group.
        """
        a, b = np.triu_indices(len(self.states), 1)
        links, own = self.links[a, b], self._upper(pairs)
        least = np.array([self._link(pair) for pair in self.place[pairs]])
        place = rank_among_matched(links, self._likeness(a, b, np.zeros(len(a))), own)
        shown = (links[own] > least) & (place.rank <= GROUP_LEVEL * place.of)
        return np.asarray(shown & (self.z[a, b][own] - links[own] < _FAR_ABOVE))

    def _upper(self, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
        n = len(self.states)
        i, j = np.sort(self.place[pairs], axis=1).T
        return np.asarray(i * n - i * (i + 1) // 2 + j - i - 1)

    def calibrated(self, pairs: NDArray[np.intp], *, group: bool) -> FloatArray:
        """Return pairs' final z scores for acting together, centred and scaled by similar (matched) pairs."""
        before, place = self.standing(pairs, group=group)
        return (before - place.centre) / place.spread

    def companions(self, pair: NDArray[np.intp]) -> tuple[int, ...]:
        """Return the rows of the states that act together with both of a pair, the strongest link first."""
        i, j = self.place[pair]
        return tuple(int(s) for s in self.states[companions(self.z, i, j, self._link(self.place[pair]))])

    def _link(self, places: NDArray[np.intp]) -> float:
        """Return the z score above which a third state is linked to both states of a pair."""
        assert self.news is not None
        i, j = places
        likeness = self.z[i, j] * self.swing[i, j] / math.sqrt(self.news.counts.shape[1])
        return link(len(self.states), float(np.clip(likeness, 0.0, _MOST_ALIKE)))

    def _likeness(self, a: NDArray[np.intp], b: NDArray[np.intp], part: FloatArray) -> FloatArray:
        activity = np.log(self.acts[self.states] + 1.0)
        level, gap = (activity[a] + activity[b]) / 2, np.abs(activity[a] - activity[b])
        features = np.column_stack([level, gap, part])
        least = np.array([1e-9, 1e-9, 1.0])  # a group part of less than one z is no likeness
        scale = np.maximum(features.std(axis=0), least) * [1.0, _ACTIVITY_GAP, 1.0]
        return np.asarray(features / scale)


def pair_table(counts: ArrayLike, axis: TimeAxis | None = None) -> PairTable:
    """Fit a table of counts of acts toward one hotspot (place watched), shape (states, time bins).

    ``axis`` gives the positions of the bins in time (default: one after the other).

    Raises
    ------
    QuestionError
        If the counts are not a table of whole numbers of 0 or more. Bins without coverage must be left out
        before, because missing is not zero.
    """
    y = whole_counts(counts)
    axis = axis or time_axis(y.shape[1])
    in_sight = ~outages(y, axis)
    y, axis = y[:, in_sight], axis.restricted(in_sight)
    acts = y.sum(axis=1)
    why_not = ""
    states = _own_order(y, np.flatnonzero(acts >= FIT_ACTS))
    if y.shape[1] < FEWEST_BINS:
        why_not = f"fewer than {FEWEST_BINS} bins"
    elif len(states) < FEWEST_STATES:
        why_not = f"fewer than {FEWEST_STATES} states"
    place = np.full(len(y), -1, dtype=np.intp)
    place[states] = np.arange(len(states))
    if why_not:
        nothing = np.zeros((len(states), len(states)))
        return PairTable(
            states, acts, place, None, nothing, nothing, nothing, nothing, nothing, in_sight, why_not
        )
    news = fit_news(y[states], axis)
    z, skew, swing = pair_z(news)
    links = strongest_link(z)
    return PairTable(states, acts, place, news, z, skew, swing, group_part(z), links, in_sight, why_not)


def whole_counts(counts: ArrayLike) -> NDArray[np.int64]:
    """Check that counts (states, bins) are whole numbers of 0 or more, and return them as int64."""
    y = np.asarray(counts)
    if y.ndim != 2:
        raise QuestionError(f"Counts must be a table of states by bins, not of shape {y.shape}.")
    whole = y.dtype.kind in "iub" or (y.dtype.kind == "f" and np.array_equal(y, np.floor(y)))
    if not whole:
        raise QuestionError("Counts must be whole numbers; leave bins without coverage out.")
    if y.size and y.min() < 0:
        raise QuestionError("Counts must not be negative.")
    return y.astype(np.int64)


def whole_pairs(pairs: ArrayLike, states: int) -> NDArray[np.intp]:
    """Check pairs, shape (n, 2), whose numbers are rows of a table with ``states`` rows."""
    p = np.asarray(pairs)
    if p.size == 0:
        return np.empty((0, 2), dtype=np.intp)
    if p.ndim != 2 or p.shape[1] != 2 or p.dtype.kind not in "iu":
        raise QuestionError("Pairs must be whole numbers of shape (n, 2): rows of the counts.")
    if p.min() < 0 or p.max() >= states:
        raise QuestionError(f"Pairs must name rows 0 to {states - 1} of the counts.")
    return p.astype(np.intp)


def pair_z(news: News) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Compute for every pair a z score of acting in the same time bins, given the news of all states.

    Returns
    -------
    (z, skewness of its null, standard deviation by which it was divided), each (n, n) and symmetric. The
    diagonals have no meaning.
    """
    n, bins = news.counts.shape
    dot, sd, third = np.zeros((n, n)), np.ones((n, n)), np.zeros((n, n))
    tiles = [np.arange(k, min(k + _TILE, n)) for k in range(0, n, _TILE)]
    for at, rows in enumerate(tiles):
        for cols in tiles[at:]:
            residuals = np.stack([news.residual(i, cols) for i in rows])
            back = np.stack([news.residual(j, rows) for j in cols])
            product = np.einsum("ijt,jit->ij", residuals, news.axis.neighbours(back, KERNEL))
            dot[np.ix_(rows, cols)], dot[np.ix_(cols, rows)] = product, product.T
            for e, block in ((residuals, np.ix_(rows, cols)), (back, np.ix_(cols, rows))):
                square = e * e
                sd[block] = np.sqrt(square.mean(axis=2)) + 1e-9
                third[block] = np.einsum("ijt,ijt->ij", square, e) / bins / sd[block] ** 3
    dot = (dot + dot.T) / 2
    # A state as its own partner is taken out of the total twice, as in the study that set the bars;
    # taking it out once moves no p value by more than .003 and no false-alarm rate.
    variance = _bartlett(np.stack([news.residual(i, np.array([i]))[0] for i in range(n)]), news.axis)
    swing = np.sqrt(np.maximum(variance, _LEAST_VARIANCE))
    z = dot / (sd * sd.T) / math.sqrt(bins) / swing
    both_ways = np.concatenate([KERNEL, KERNEL[1:]])
    skew = third * third.T / math.sqrt(bins) * (both_ways**3).sum() / (both_ways**2).sum() ** 1.5
    return z, skew, swing


def unskew(z: FloatArray, skew: FloatArray) -> FloatArray:
    """Correct z scores for a null distribution skewed to the right: solve z = u + skew/6 (u^2 - 1) for u."""
    a = np.maximum(skew, 1e-9) / 6.0
    u = (np.sqrt(np.maximum(1.0 + 4.0 * a * (z + a), 0.0)) - 1.0) / (2.0 * a)
    return np.where(skew > 1e-6, u, z)


def _bartlett(residuals: FloatArray, axis: TimeAxis) -> FloatArray:
    """Return the variance of the scaled product of every two series, if independent but autocorrelated."""
    auto = _autocorrelation(residuals, axis)
    return np.asarray(auto @ _overlap(auto) @ auto.T)


def _overlap(auto: FloatArray) -> FloatArray:
    """Return the weight of autocorrelations at lags h and k in the variance of the product of two series.

    The product is summed over neighbouring bins, so the kernel's own autocorrelation links lags h and k.
    """
    lags = auto.shape[1] // 2
    both_ways = np.concatenate([KERNEL[:0:-1], KERNEL])
    own = np.correlate(both_ways, both_ways, mode="full")
    reach = len(own) // 2
    apart = np.abs(np.subtract.outer(np.arange(-lags, lags + 1), np.arange(-lags, lags + 1)))
    return np.where(apart <= reach, own[reach + np.minimum(apart, reach)], 0.0)


def _autocorrelation(residuals: FloatArray, axis: TimeAxis) -> FloatArray:
    """Return the autocorrelation of each row at lags -n to n (fewer for short series), tapered."""
    bins = residuals.shape[1]
    lags = max(1, min(LAGS, bins // 4))
    x = residuals / (residuals.std(axis=1, keepdims=True) + 1e-9)
    tapered = axis.autocovariance(x, lags) * np.sqrt(1.0 - np.arange(lags + 1) / (lags + 1.0))
    return np.concatenate([tapered[:, :0:-1], tapered], axis=1)


def _own_order(counts: NDArray[np.int64], states: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the states in an order that depends on their counts, not on the order that a caller gives."""
    return np.array(sorted(states, key=lambda s: counts[s].tobytes()), dtype=np.intp)
