"""Choosing placebo pairs that are similar to a pair, and ranking the pair's statistic among theirs.

A placebo pair is another pair with similar activity (or similar positions or circumstances). The statistics
of placebo pairs show what happens without coordination. Errors from models were too small by factors of 2 to
7 wherever this could be checked. Under exchangeability the rank among placebo pairs is an exact p value
(Fisher 1935; Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39).

The functions from :func:`matched` to :func:`rank` serve measures of one pair. :func:`rank_among_matched`
serves measures of all pairs at once, such as co-action.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.errors import QuestionError
from comity.records.finding import PlaceboRank
from comity.types import FloatArray, IntArray, Pair

#: Placebo pairs or states wanted; all where there are fewer.
PLACEBOS = 40

#: Pairs a pair is held against.
MATCHED = 80

_TIE = 1e-9  # slack on the squared distance
_CHUNK = 512
_NORMAL_MAD = 1.4826  # sd of a normal over its median absolute deviation
_EMPTY_SPREAD = 1e-9


def matched(features: FloatArray, own: int, k: int, *, usable: NDArray[np.bool_] | None = None) -> IntArray:
    """Return the positions of the ``k`` pairs most similar to one pair, ties included, in ascending order.

    Parameters
    ----------
    features : (pairs, f) features to match on, each scaled by its standard deviation; a pair with a NaN is
        never a placebo
    own : row of the pair asked about
    k : number of placebo pairs
    usable : (pairs,) which pairs may serve as placebos; all if ``None``

    Returns
    -------
    Positions without ``own``, or all usable ones if there are at most ``k``. Ties at the edge are all
    included, so the order of the rows does not matter.
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
    """Return the rank of ``value`` among the placebo values; rank 1 is the highest.

    A placebo equal to the value counts as above it. NaN placebos, which could not be computed, do not count.
    """
    placebos = np.asarray(placebos, float)
    placebos = placebos[~np.isnan(placebos)]
    return PlaceboRank(int((placebos >= value).sum()) + 1, len(placebos) + 1, matched_on)


def like_pairs(acts: Mapping[str, int], pair: Pair, fewest: int) -> list[Pair]:
    """Return placebo pairs: those most similar in both states' number of acts, without the pair's states.

    Parameters
    ----------
    acts : number of acts of each state
    pair : the pair asked about
    fewest : number of acts that both states of a placebo pair must have
    """
    usable = sorted(s for s, n in acts.items() if n >= fewest and s not in pair)
    pairs = np.column_stack(np.triu_indices(len(usable), 1))
    own, size = (np.log1p([acts[s] for s in states]) for states in (pair, usable))
    near = matched(np.sort(np.vstack([own, size[pairs]]), axis=1), 0, PLACEBOS) - 1
    return [(usable[one], usable[other]) for one, other in pairs[near]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The rank of each pair asked about among similar (matched) pairs; every field has shape (asked,).

    ``rank`` 1 is the highest of ``of``, which includes the pair. ``centre`` and ``spread`` describe the
    matched pairs. ``spread`` is at least 1: matched pairs may widen the null distribution but not narrow it.
    """

    centre: FloatArray
    spread: FloatArray
    rank: NDArray[np.int64]
    of: NDArray[np.int64]


def rank_among_matched(
    values: FloatArray, features: FloatArray, own: NDArray[np.intp], k: int = MATCHED
) -> Standing:
    """Return median, spread and rank of each pair asked about among the ``k`` most similar pairs and ties.

    Parameters
    ----------
    values : (pairs,) the statistic
    features : (pairs, features), already scaled
    own : positions of the pairs asked about; a pair is never its own match
    """
    n = len(own)
    centre, spread = np.zeros(n), np.ones(n)
    rank, of = np.ones(n, dtype=np.int64), np.ones(n, dtype=np.int64)
    if len(values) > 1:
        for rows, owner, matched in _matches(features, own, min(k, len(values) - 1)):
            peers = values[matched]
            middle = _medians(peers, owner, len(own[rows]))
            wide = _medians(np.abs(peers - middle[owner]), owner, len(own[rows]))
            centre[rows] = middle
            spread[rows] = np.maximum(1.0, _NORMAL_MAD * wide)
            above = peers >= values[own[rows]][owner]
            rank[rows] = 1 + np.bincount(owner, weights=above, minlength=len(middle))
            of[rows] = 1 + np.bincount(owner, minlength=len(middle))
    return Standing(centre, spread, rank, of)


def _matches(
    features: FloatArray, own: NDArray[np.intp], k: int
) -> Iterator[tuple[slice, NDArray[np.intp], NDArray[np.intp]]]:
    """Yield chunks of ``own``: the rows, then two arrays (position in the chunk, row of a similar pair)."""
    if len(own) == 1:  # a tree is for many
        squared = ((features - features[own[0]]) ** 2).sum(1)
        near_one = np.flatnonzero(squared <= np.partition(squared, k)[k] + _TIE)
        near_one = near_one[near_one != own[0]]
        yield slice(0, 1), np.zeros(len(near_one), np.intp), near_one
        return
    tree = scipy.spatial.cKDTree(features)
    for start in range(0, len(own), _CHUNK):
        rows = slice(start, start + _CHUNK)
        chunk = own[rows]
        at = features[chunk]
        kth = tree.query(at, k=[k + 1])[0][:, 0]  # the nearest is the pair itself, or its double
        near = tree.query_ball_point(at, np.sqrt(kth**2 + _TIE))
        owner = np.repeat(np.arange(len(chunk)), [len(m) for m in near])
        matched = np.concatenate(near).astype(np.intp)
        other = matched != chunk[owner]
        yield rows, owner[other], matched[other]


def _medians(values: FloatArray, owner: NDArray[np.intp], owners: int) -> FloatArray:
    """Return the median of the ``values`` of each owner; ``owner`` numbers each value's owner, ascending."""
    ordered = values[np.lexsort((values, owner))]
    size = np.bincount(owner, minlength=owners)
    first = np.cumsum(size) - size
    return np.asarray((ordered[first + (size - 1) // 2] + ordered[first + size // 2]) / 2)
