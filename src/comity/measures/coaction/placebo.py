"""Where every pair stands among the pairs that are like it, all pairs at once.

Pairs matched on what they should be alike in stand in for "what this pair would look like without
coordination" (empirical null, Efron 2004).  All pairs at the distance of the k-th nearest are in,
so that the order of the pairs cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.types import FloatArray

MATCHED = 80
"""Pairs a pair is held against."""

_TIE = 1e-9  # slack on the squared distance
_CHUNK = 512
_NORMAL_MAD = 1.4826  # sd of a normal over its median absolute deviation


@dataclass(frozen=True, slots=True)
class Standing:
    """Where each asked pair stands among its matched pairs; every field has shape (asked,).

    ``rank`` 1 is the highest of ``of`` (the pair itself counted in).  ``spread`` is never below 1:
    matched pairs may widen the null, not narrow it.
    """

    centre: FloatArray
    spread: FloatArray
    rank: NDArray[np.int64]
    of: NDArray[np.int64]


def stand(values: FloatArray, features: FloatArray, own: NDArray[np.intp], k: int = MATCHED) -> Standing:
    """Median, spread and rank of each asked pair among the ``k`` pairs nearest to it (and ties).

    Parameters
    ----------
    values : (pairs,) the statistic
    features : (pairs, features), already scaled
    own : indices into the pairs; a pair is never among its own matches
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
    """Per chunk of asked pairs: its rows, and (owner within the chunk, matched pair) as two arrays."""
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
    """Median of ``values`` within each owner; ``owner`` is sorted and every owner has a value."""
    ordered = values[np.lexsort((values, owner))]
    size = np.bincount(owner, minlength=owners)
    first = np.cumsum(size) - size
    return np.asarray((ordered[first + (size - 1) // 2] + ordered[first + size // 2]) / 2)
