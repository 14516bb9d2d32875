"""Time bins in which both states of a pair acted, beside the probability of that, for a chart over time.

The model is the one of the test (:mod:`comity.measures.coaction.residuals`), applied bin by bin. The
probability that both act is the product of the probability of each, given the acts of all states except the
pair. The test has one number per pair for what groups explain, a part of its z score. Here that part is
distributed over the bins in proportion to the product of the two standard deviations, as in the test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.measures.coaction.pairwise import pair_table, whole_pairs
from comity.measures.coaction.time_axis import TimeAxis
from comity.types import Z90, FloatArray

METHOD = "joint-bins/2"
_MOST = 0.99


@dataclass(frozen=True, slots=True)
class JointBins:
    """The time bins of a pair toward a hotspot (place watched): whether both acted, and how probable it was.

    Arrays have shape (bins,). ``observed`` marks bins in which both acted. ``news`` is the probability of
    that given the news of all states, ``group`` given their group too. ``stretch`` is the ratio of the
    standard deviation of sums of bins to that of independent bins; it includes the spread of matched pairs.
    ``active`` has shape (2, bins). ``in_sight`` marks the bins of the table that are used, shape (bins of the
    table,).
    """

    observed: NDArray[np.bool_]
    active: NDArray[np.bool_]
    news: FloatArray
    group: FloatArray
    stretch: float
    in_sight: NDArray[np.bool_]

    def band(self, at: NDArray[np.bool_]) -> tuple[int, float, float, float]:
        """Return in how many marked bins both acted, how many are expected, and the ends of a 90% band."""
        at = at[self.in_sight]
        p = self.group[at]
        half = Z90 * self.stretch * float(np.sqrt((p * (1 - p)).sum()))
        expected, most = float(p.sum()), int(at.sum())
        observed = int(self.observed[at].sum())
        return observed, expected, max(0.0, expected - half), min(float(most), expected + half)


def joint_bins(counts: ArrayLike, pair: tuple[int, int], axis: TimeAxis | None = None) -> JointBins | None:
    """Return in which time bins both states of a pair acted, with the probability of that.

    Parameters
    ----------
    counts : (states, bins) whole numbers, without the bins that have no coverage
    pair : rows of the two states
    axis : positions of the bins in time (default: one after the other)

    Returns
    -------
    ``None`` if the pair cannot be tested (:func:`comity.measures.coaction.statistic.assess` gives the
    reason).
    """
    table = pair_table(counts, axis)
    rows = whole_pairs([pair], len(table.acts))
    if table.news is None or not table.usable(rows).all():
        return None
    i, j = (int(x) for x in table.place[rows[0]])
    news = table.news
    active = news.active[[i, j]]
    chances = np.stack([news.chance(i, np.array([j]))[0], news.chance(j, np.array([i]))[0]])
    chances = np.clip(chances + (active - chances).mean(axis=1, keepdims=True), 1 - _MOST, _MOST)
    expected = chances.prod(axis=0)
    spread = np.sqrt((chances * (1 - chances)).prod(axis=0))
    lift = table.group[i, j] * table.swing[i, j] / np.sqrt(len(expected))
    _, standing = table.standing(rows, group=True)
    return JointBins(
        observed=np.asarray(active.all(axis=0)),
        active=active,
        news=expected,
        group=np.clip(expected + lift * spread, 0.0, 1.0),
        stretch=float(table.swing[i, j] * standing.spread[0]),
        in_sight=table.in_sight,
    )
