"""Hedging: supporting a partner and keeping a distance from it in the same affair.

A description, no test (there is no established estimator of hedging): the share of episodes in which a state
both supports and keeps its distance within 30 days, read beside placebo states: busy states do more of both.
"""

from __future__ import annotations

import numpy as np
import scipy

from comity.errors import QuestionError
from comity.measures.stats import matching
from comity.records.details import HedgingDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import LEVEL, FloatArray, IntArray

METHOD = "hedging/1"

WITHIN_DAYS = 30
FEWEST_EPISODES = 8
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
    low, high = (float(scipy.special.betaincinv(k + 0.5, n - k + 0.5, q)) for q in _TAILS)
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
