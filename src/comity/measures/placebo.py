"""Which pairs are like this one, and where it stands among them.

A placebo pair is another pair with like activity (or like position, or like shared circumstance).  The
same statistic on placebo pairs is the null that model-based errors are not: those were wrong by factors
of 2 to 7 wherever they could be checked.  Under exchangeability the rank among placebo pairs is an
exact p value (Fisher 1935; Phipson and Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from comity.errors import QuestionError
from comity.records.finding import PlaceboRank

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MATCHED = 80
"""Pairs a pair is held against."""

_TIE = 1e-9  # slack on the squared distance
_CHUNK = 512
_MAD_TO_SD = 1.4826
_EMPTY_SPREAD = 1e-9


def matched(features: Floats, own: int, k: int, *, usable: NDArray[np.bool_] | None = None) -> Ints:
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
    ok = ~np.isnan(features).any(1)
    if usable is not None:
        ok &= usable
    ok[own] = False
    at = np.flatnonzero(ok)
    if len(at) <= k:
        return at
    scale = np.maximum(features[ok].std(0), _EMPTY_SPREAD)
    distance = (((features[at] - features[own]) / scale) ** 2).sum(1)
    edge = np.partition(distance, k - 1)[k - 1]
    return at[distance <= edge * (1 + 1e-12) + 1e-12]


def rank(value: float, placebos: Floats, matched_on: str) -> PlaceboRank:
    """Where ``value`` stands among the placebo values; 1 is the highest.

    A placebo equal to the value counts as at or above it. NaN placebos (could not be computed) are left
    out of the count.
    """
    placebos = np.asarray(placebos, float)
    placebos = placebos[~np.isnan(placebos)]
    return PlaceboRank(int((placebos >= value).sum()) + 1, len(placebos) + 1, matched_on)


def in_placebo_sd(value: float, placebos: Floats) -> float:
    """How many robust standard deviations ``value`` lies above the placebos' median.

    Median and 1.4826 MAD (the empirical null of Efron 2004, JASA 99:96); the plain standard deviation
    where more than half of the placebos are equal.
    """
    placebos = np.asarray(placebos, float)
    placebos = placebos[~np.isnan(placebos)]
    centre = float(np.median(placebos))
    spread = _MAD_TO_SD * float(np.median(np.abs(placebos - centre)))
    if spread < _EMPTY_SPREAD:
        spread = float(placebos.std())
    return (value - centre) / max(spread, _EMPTY_SPREAD)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where each asked pair stands among its matched pairs; every field has shape (asked,).

    ``rank`` 1 is the highest of ``of`` (the pair itself counted in).  ``spread`` is never below 1:
    matched pairs may widen the null, not narrow it.
    """

    centre: Floats
    spread: Floats
    rank: Ints
    of: Ints


def stand(values: Floats, features: Floats, asked: NDArray[np.intp], k: int = MATCHED) -> Standing:
    """Median, spread and rank of each asked pair among the ``k`` pairs nearest to it (and ties).

    Parameters
    ----------
    values : (pairs,) the statistic
    features : (pairs, features), already scaled
    asked : indices into the pairs; a pair is never among its own matches
    """
    n = len(asked)
    centre, spread = np.zeros(n), np.ones(n)
    rank, of = np.ones(n, dtype=np.int64), np.ones(n, dtype=np.int64)
    if len(values) > 1:
        for rows, owner, matched in _matches(features, asked, min(k, len(values) - 1)):
            here = values[matched]
            middle = _medians(here, owner, len(asked[rows]))
            wide = _medians(np.abs(here - middle[owner]), owner, len(asked[rows]))
            centre[rows] = middle
            spread[rows] = np.maximum(1.0, _MAD_TO_SD * wide)
            above = here >= values[asked[rows]][owner]
            rank[rows] = 1 + np.bincount(owner, weights=above, minlength=len(middle))
            of[rows] = 1 + np.bincount(owner, minlength=len(middle))
    return Standing(centre, spread, rank, of)


def _matches(
    features: Floats, asked: NDArray[np.intp], k: int
) -> Iterator[tuple[slice, NDArray[np.intp], NDArray[np.intp]]]:
    """Per chunk of asked pairs: its rows, and (owner within the chunk, matched pair) as two arrays."""
    tree = cKDTree(features)
    for start in range(0, len(asked), _CHUNK):
        rows = slice(start, start + _CHUNK)
        chunk = asked[rows]
        at = features[chunk]
        kth = tree.query(at, k=[k + 1])[0][:, 0]  # the nearest is the pair itself, or its double
        near = tree.query_ball_point(at, np.sqrt(kth**2 + _TIE))
        owner = np.repeat(np.arange(len(chunk)), [len(m) for m in near])
        matched = np.concatenate(near).astype(np.intp)
        other = matched != chunk[owner]
        yield rows, owner[other], matched[other]


def _medians(values: Floats, owner: NDArray[np.intp], owners: int) -> Floats:
    """Median of ``values`` within each owner; ``owner`` is sorted and every owner has a value."""
    ordered = values[np.lexsort((values, owner))]
    size = np.bincount(owner, minlength=owners)
    first = np.cumsum(size) - size
    return np.asarray((ordered[first + (size - 1) // 2] + ordered[first + size // 2]) / 2)
