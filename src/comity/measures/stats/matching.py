"""Which pairs are like this one pair, and where its own statistic stands among theirs.

A placebo pair is another pair with like activity (or like position, or like shared circumstance).  The
same statistic on placebo pairs is the null that model-based errors are not: those were wrong by factors
of 2 to 7 wherever they could be checked.  Under exchangeability the rank among placebo pairs is an
exact p value (Fisher 1935; Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39).

This serves measures that ask about one pair; :mod:`comity.measures.coaction.placebo` does the same for all
pairs at
once, where co-action needs it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comity.errors import QuestionError
from comity.records.finding import PlaceboRank
from comity.types import FloatArray, IntArray

_EMPTY_SPREAD = 1e-9


def matched(features: FloatArray, own: int, k: int, *, usable: NDArray[np.bool_] | None = None) -> IntArray:
    """The ``k`` pairs nearest to pair ``own``, ties included, in order of their position.

    Parameters
    ----------
    features : (pairs, f) what to match on; each column is scaled by its standard deviation. A pair with
        a NaN is never a placebo
    own : row of the pair asked about
    k : how many placebo pairs are wanted
    usable : (pairs,) which pairs may serve as placebos; all when ``None``

    Returns
    -------
    Positions of the placebo pairs, without ``own``. All usable ones when there are at most ``k``.
    Ties at the edge are all kept, so that the order of the rows cannot matter.
    """
    features = np.asarray(features, float)
    features = features.reshape(len(features), -1)
    if np.isnan(features[own]).any():
        raise QuestionError("Placebo pairs cannot be matched: the pair itself lacks a feature.")
    ok = np.asarray(~np.isnan(features).any(axis=1), dtype=np.bool_).copy()
    if usable is not None:
        ok &= usable
    ok[own] = False
    at = np.flatnonzero(ok)
    if len(at) <= k:
        return at
    scale = np.maximum(features[ok].std(0), _EMPTY_SPREAD)
    distance = (((features[at] - features[own]) / scale) ** 2).sum(1)
    edge = np.partition(distance, k - 1)[k - 1]
    return np.asarray(at[distance <= edge * (1 + 1e-12) + 1e-12], dtype=np.int64)


def rank(value: float, placebos: FloatArray, matched_on: str) -> PlaceboRank:
    """Where ``value`` stands among the placebo values; 1 is the highest.

    A placebo equal to the value counts as at or above it. NaN placebos (could not be computed) are left
    out of the count.
    """
    placebos = np.asarray(placebos, float)
    placebos = placebos[~np.isnan(placebos)]
    return PlaceboRank(int((placebos >= value).sum()) + 1, len(placebos) + 1, matched_on)
