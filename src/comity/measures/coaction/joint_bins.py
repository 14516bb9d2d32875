"""In which bins did both act, and in which were they to be expected to?  Co-action as a picture over time.

The same residual model as the test (:mod:`comity.measures.coaction.residuals`), read bin by bin: the chance
that
both act is the product of each one's chance given everyone's news without the pair.  What groups carry is
one number a pair in the test (its part of z); here it is spread over the bins as the test adds it up, in
proportion to the product of the two standard deviations.
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
    """Bins of one pair in one table; arrays have shape (bins,).

    ``observed`` both acted; ``news`` and ``group`` the chance of it given everyone's news, and given their
    group too; ``stretch`` how much further sums of bins stray than independent bins would (the two states'
    own rhythms times the spread of matched pairs).  ``active`` is (2, bins).  ``in_sight`` marks the bins of
    the table that are in, (bins of the table,).
    """

    observed: NDArray[np.bool_]
    active: NDArray[np.bool_]
    news: FloatArray
    group: FloatArray
    stretch: float
    in_sight: NDArray[np.bool_]

    def band(self, at: NDArray[np.bool_]) -> tuple[int, float, float, float]:
        """Observed, expected and 90% band of the joint bins in the part marked (bins of the table,)."""
        at = at[self.in_sight]
        p = self.group[at]
        half = Z90 * self.stretch * float(np.sqrt((p * (1 - p)).sum()))
        expected, most = float(p.sum()), int(at.sum())
        observed = int(self.observed[at].sum())
        return observed, expected, max(0.0, expected - half), min(float(most), expected + half)


def joint_bins(counts: ArrayLike, pair: tuple[int, int], axis: TimeAxis | None = None) -> JointBins | None:
    """Joint bins of one pair.

    Parameters
    ----------
    counts : (states, bins) whole numbers, bins without coverage left out
    pair : rows of the two states
    axis : where the bins stand in time (one after the other)

    Returns
    -------
    ``None`` where the pair cannot be tested (:func:`comity.measures.coaction.statistic.assess` says why).
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
