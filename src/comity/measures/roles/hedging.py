"""Hedging: supporting a partner and keeping a distance from it, in the same affair or in different rooms.

Two descriptions, no test (there is no established estimator of hedging): the share of episodes in which a
state both supports and keeps its distance within 30 days, and how much its stance varies from forum to
forum beyond what varies within one.  Both are read beside placebo states: busy states do more of everything.
"""

from __future__ import annotations

import numpy as np
import scipy

from comity.errors import QuestionError
from comity.measures.stats import matching
from comity.measures.stats.block_bootstrap import block_weights
from comity.records.details import ForumsDetail, HedgingDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import LEVEL, FloatArray, IntArray

METHOD = "hedging/1"
METHOD_FORUMS = "stance-by-forum/1"

WITHIN_DAYS = 30
FEWEST_EPISODES = 8
FEWEST_FORUMS = 3
DRAWS = 500
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


def both_ways(days: IntArray, stance: IntArray, within: int = WITHIN_DAYS) -> bool:
    """Whether a supportive and a distancing act lie within ``within`` days of each other.

    Parameters
    ----------
    days : (n,) day of each act, counted from any day
    stance : (n,) above 0 supportive, below 0 distancing, 0 neither
    """
    support, distance = np.sort(days[stance > 0]), days[stance < 0]
    if not len(support) or not len(distance):
        return False
    after = np.searchsorted(support, distance).clip(0, len(support) - 1)
    gaps = [np.abs(support[i] - distance) for i in (after, (after - 1).clip(0))]
    return bool(np.minimum(*gaps).min() <= within)


def hedging(
    days: IntArray,
    stance: IntArray,
    episodes: IntArray,
    *,
    placebos: FloatArray | None = None,
    records: tuple[str, ...] = (),
) -> Finding:
    """Share of episodes in which a state both supports and keeps its distance within 30 days.

    Parameters
    ----------
    days, stance : (n,) as for :func:`both_ways`, acts toward the partner's position
    episodes : (n,) number of the episode of each act
    placebos : the same share of placebo states
    records : ids of the acts

    Returns
    -------
    Finding with the share over episodes in which the state took any stance, and a 90% interval
    (Jeffreys; episodes, not acts, are the units). Cannot be told under 8 such episodes.
    """
    if not len(days) == len(stance) == len(episodes):
        raise QuestionError("Every act needs a day, a stance and an episode.")
    taken = stance != 0
    labels = np.unique(episodes[taken])
    n, null = len(labels), "none: a description" if placebos is None else "states of like activity"
    if n < FEWEST_EPISODES:
        why = f"it took a stance in {n} episodes, fewer than {FEWEST_EPISODES}"
        return cannot_tell(Kind.HEDGING, NO_SUBJECT, why, method=METHOD, null=null, n=n)
    k = sum(both_ways(days[episodes == e], stance[episodes == e]) for e in labels)
    low, high = (float(scipy.stats.beta.ppf(q, k + 0.5, n - k + 0.5)) for q in _TAILS)
    share = k / n
    return Finding(
        Kind.HEDGING,
        NO_SUBJECT,
        share,
        "share of episodes",
        null,
        n,
        METHOD,
        interval=Interval(min(low, share), max(high, share), LEVEL),
        placebo=None if placebos is None else matching.rank(share, placebos, "activity"),
        records=records,
        records_total=len(records),
        detail=HedgingDetail(episodes=n, both_ways=k, within_days=WITHIN_DAYS),
    )


def between_forums(stance: FloatArray, forums: IntArray, weights: IntArray | None = None) -> float:
    """Standard deviation of stance between forums beyond that within them, 0 or more.

    Parameters
    ----------
    stance : (n,) stance of each act on any scale
    forums : (n,) number of the forum of each act
    weights : (n,) how often each act counts; once when ``None``

    Notes
    -----
    Moment estimator of a one-way layout with unequal sizes (Searle, Casella and McCulloch 1992, Variance
    Components, sec. 3.6).
    """
    w = np.ones(len(stance)) if weights is None else np.asarray(weights, float)
    labels, at = np.unique(forums, return_inverse=True)
    size = np.bincount(at, w)
    used = size > 0
    k, n = int(used.sum()), size.sum()
    if k < 2 or n <= k:
        return 0.0
    means = np.bincount(at, w * stance)[used] / size[used]
    filled = np.zeros(len(labels))
    filled[used] = means
    within = float((w * (stance - filled[at]) ** 2).sum()) / (n - k)
    overall = float((w * stance).sum()) / n
    between = float((size[used] * (means - overall) ** 2).sum()) / (k - 1)
    typical = (n - float((size**2).sum()) / n) / (k - 1)
    return float(np.sqrt(max(0.0, (between - within) / typical)))


def by_forum(
    stance: FloatArray, forums: IntArray, blocks: IntArray, *, seed: int = 0, records: tuple[str, ...] = ()
) -> Finding:
    """How much a state's stance differs between forums, with an interval from whole blocks drawn anew.

    Parameters
    ----------
    stance, forums : (n,) as for :func:`between_forums`
    blocks : (n,) week (or story) of each act, drawn as a whole
    seed : of the draws
    records : ids of the acts

    Returns
    -------
    Finding with the between-forum standard deviation on the scale of ``stance``; ``detail`` has the mean and
    each forum's. Cannot be told with fewer than 3 forums that have at least 2 acts.
    """
    labels, counts = np.unique(forums, return_counts=True)
    enough, null = int((counts >= 2).sum()), "none: a description"
    if enough < FEWEST_FORUMS or len(np.unique(blocks)) < 2:
        why = f"{enough} forums with two acts or more, fewer than {FEWEST_FORUMS}"
        return cannot_tell(
            Kind.HEDGING_FORUMS, NO_SUBJECT, why, method=METHOD_FORUMS, null=null, n=len(stance)
        )
    value = between_forums(stance, forums)
    _, at = np.unique(blocks, return_inverse=True)
    weights = block_weights(int(at.max()) + 1, DRAWS, np.random.default_rng(seed))
    drawn = [between_forums(stance, forums, w[at]) for w in weights]
    low, high = (float(q) for q in np.quantile(drawn, _TAILS))
    return Finding(
        Kind.HEDGING_FORUMS,
        NO_SUBJECT,
        value,
        "points of stance",
        null,
        len(stance),
        METHOD_FORUMS,
        interval=Interval(min(low, value), max(high, value), LEVEL),
        records=records,
        records_total=len(records),
        detail=ForumsDetail(
            mean=float(stance.mean()), by_forum={int(f): float(stance[forums == f].mean()) for f in labels}
        ),
    )
