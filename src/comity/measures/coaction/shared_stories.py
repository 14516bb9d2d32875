"""News stories in which both states of a pair act, compared with what their exposure to news explains.

This is the direct measure beside timing. A story in which both states act toward a place reports them
together. That is evidence of acting together, or of a coder that credits the acts of one to the other; the
measure cannot tell which. So it is a source of evidence of its own, and "together" in timing is tested again
without such stories.

If the N stories of a place and week have n_i stories in which state i acts, n_i n_j / N stories of both are
expected (a bipartite configuration model for each cell; Saracco et al. 2015). N includes news about both
states. Other shared stories, such as round-ups, are accounted for by placebo pairs: comparable pairs with no
reason to coordinate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from comity.measures.stats.clustered import block_weights
from comity.measures.stats.matching import rank_among_matched
from comity.records.finding import Interval
from comity.types import FloatArray, IntArray

METHOD = "shared-stories/1"
WEEK = 7
FEWEST_WEEKS = 8
LEAST_EXPECTED = 1.0
"""Stories to be expected of a pair below which its ratio says nothing."""

LEVEL = 0.05
DRAWS = 500
_TAILS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class StoryActs:
    """Acts toward one place: the story, the state (row) and the bin of each act, all of shape (acts,)."""

    story: IntArray
    state: IntArray
    bin: IntArray

    def with_acts(self, more: Sequence[tuple[int, int, int]], stories: int) -> StoryActs:
        """Return these acts with more acts added, given as (story, state, bin)."""
        added = np.array(more, dtype=np.int64).reshape(-1, 3)
        columns = (self.story, self.state, self.bin)
        return StoryActs(*(np.concatenate([c, a]) for c, a in zip(columns, added.T, strict=True)))


@dataclass(frozen=True, slots=True)
class SharedStories:
    """The stories in which both states of a pair act.

    ``observed`` and ``expected`` are numbers of stories. ``ratio`` is observed over expected, with a 90%
    interval from a bootstrap of weeks. ``rank`` 1 is the highest ratio among ``of`` pairs of similar
    exposure, including the pair, and ``median`` is their median ratio. ``shown`` says whether the pair is in
    the highest twentieth. If fewer than :data:`LEAST_EXPECTED` stories are expected, there is no ratio.
    """

    observed: int
    expected: float
    ratio: float | None = None
    interval: Interval | None = None
    rank: int = 0
    of: int = 0
    median: float | None = None
    shown: bool = False


def shared_stories(acts: StoryActs, pairs: IntArray, *, seed: int = 0) -> list[SharedStories]:
    """Count the stories in which both states of a pair act, for each pair.

    The count is compared with the number that their exposure predicts, and with pairs of similar exposure.
    ``pairs`` has shape (n, 2).
    """
    ordered = np.sort(pairs, axis=1)
    total, chance, by_week = _stories(acts, ordered)
    if len(by_week) < FEWEST_WEEKS:
        return [SharedStories(0, 0.0) for _ in pairs]
    a, b = np.triu_indices(len(total), 1)
    enough = chance[a, b] >= LEAST_EXPECTED
    a, b = a[enough], b[enough]
    ratios = total[a, b] / chance[a, b]
    place = {pair: k for k, pair in enumerate(zip(a.tolist(), b.tolist(), strict=True))}
    weights = block_weights(len(by_week), DRAWS, np.random.default_rng(seed))
    out = []
    for k, (i, j) in enumerate(ordered.tolist()):
        if (i, j) not in place:
            out.append(SharedStories(int(total[i, j]), float(chance[i, j])))
            continue
        own = place[i, j]
        like = rank_among_matched(ratios, np.log(chance[a, b])[:, None], np.array([own]))
        observed, expected = by_week[:, k].T
        drawn = weights @ observed / np.maximum(weights @ expected, 1e-9)
        low, high = (float(x) for x in np.quantile(drawn, _TAILS))
        ratio = float(ratios[own])
        out.append(
            SharedStories(
                observed=int(total[i, j]),
                expected=float(chance[i, j]),
                ratio=ratio,
                interval=Interval(min(low, ratio), max(high, ratio)),
                rank=int(like.rank[0]),
                of=int(like.of[0]),
                median=float(like.centre[0]),
                shown=bool(like.rank[0] <= max(1.0, LEVEL * like.of[0])),
            )
        )
    return out


def _stories(acts: StoryActs, pairs: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Count the stories in which both states act, and the number expected, over all weeks and by week.

    The first two results have shape (states, states). The third has shape (weeks, pairs, 2): observed and
    expected numbers of the pairs asked about.
    """
    states = max(int(acts.state.max(initial=-1)), int(pairs.max(initial=-1))) + 1
    weeks, week = np.unique(acts.bin // WEEK, return_inverse=True)
    total, chance = np.zeros((states, states)), np.zeros((states, states))
    by_week = np.zeros((len(weeks), len(pairs), 2))
    for k in range(len(weeks)):
        of_week = week == k
        stories, story = np.unique(acts.story[of_week], return_inverse=True)
        actors = scipy.sparse.csr_matrix(
            (np.ones(of_week.sum()), (story, acts.state[of_week])), shape=(len(stories), states)
        ).sign()
        both = (actors.T @ actors).toarray()
        exposure = np.asarray(actors.sum(axis=0)).ravel()
        expected = np.outer(exposure, exposure) / len(stories)
        total += both
        chance += expected
        for column, matrix in enumerate((both, expected)):
            by_week[k, :, column] = matrix[pairs[:, 0], pairs[:, 1]]
    return total, chance, by_week
