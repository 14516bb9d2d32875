"""The part of a pair's z score for acting together that groups of states explain, and what is left.

This is the second step of co-action. Groups (a format, a boycott, a bloc, two camps) appear as the low-rank
part of the matrix of z scores of all pairs. The method is factor analysis with a free diagonal, so that noise
on the diagonal does not enter the factors. Every cell is predicted from tables in which it is missing
(cross-validation of a factor model; Owen and Perry 2009, Ann. Appl. Stat. 3:564). In the prediction of the
other cells, its value is clipped to be near its own prediction (Huber 1964). So a strong pair can neither
form a factor by itself nor explain itself away. The prediction is too small for weaker members of a group, so
a fit that includes the cell itself is mixed in (:data:`INSIDE`).

Related methods are interactive fixed effects (Bai 2009) and low-rank plus sparse covariance (Fan, Liao and
Mincheva 2013).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, owens_t

from comity.measures.stats.clustered import find_root
from comity.types import FloatArray

HUBER_CLIP = 2.5
EDGE = 0.85
"""Share of 2 sqrt(n), the edge of the noise spectrum (Wigner 1955), above which a factor counts."""

FEWEST_MEMBERS = 3
"""A factor must be carried by at least this many states (participation ratio)."""

MOST_FACTORS = 8
FOLDS = 10
"""Parts of the pairs, each predicted from the others: a tenth of each state's pairs."""
_ROUNDS = 10

INSIDE = 0.3
"""Weight of the fit that leaves no cell out.

Without it one pair in nine of a bloc was called beyond its group; with it one in fifteen, and planted pairs
are found as often.
"""

LINKED_BY_CHANCE = 0.05
"""Chance that any of the other states seems linked to both of two that it has nothing to do with."""

MOST_NAMED = 6


def group_part(z: FloatArray) -> FloatArray:
    """Predict from the other pairs the part of each pair's z score that groups of states explain.

    Parameters
    ----------
    z : (n, n) symmetric z scores; the diagonal is ignored

    Returns
    -------
    (n, n) symmetric; ``z`` minus this matrix is what is left to the pair. The diagonal has no meaning.
    """
    n = len(z)
    at, diagonal = np.arange(n), np.eye(n, dtype=bool)
    fold = np.add.outer(at, at) % FOLDS
    left_out = (np.arange(FOLDS + 1)[:, None, None] == fold) & ~diagonal  # of the last table, nothing
    held_out, low, common = np.zeros_like(z), np.zeros((FOLDS + 1, n, n)), np.zeros((FOLDS + 1, n))
    for _ in range(_ROUNDS):
        cells = np.where(left_out, held_out, np.clip(z, held_out - HUBER_CLIP, held_out + HUBER_CLIP))
        cells[:, at, at] = common
        low = _low_rank(cells)
        common = low[:, at, at]
        held_out = low[fold, at[:, None], at]
    return np.asarray((1.0 - INSIDE) * held_out + INSIDE * low[-1])


def _low_rank(cells: FloatArray) -> FloatArray:
    """Return for each table of z scores the part due to factors above noise that enough states share."""
    n = cells.shape[-1]
    values, vectors = np.linalg.eigh(cells)
    members = 1.0 / (vectors**4).sum(axis=1)
    strength = np.where(members >= FEWEST_MEMBERS, np.abs(values), 0.0)
    most = np.sort(strength, axis=1)[:, -min(MOST_FACTORS, n), None]
    values = np.where((strength > 2 * math.sqrt(n) * EDGE) & (strength >= most), values, 0.0)
    return np.asarray((vectors * values[:, None, :]) @ vectors.transpose(0, 2, 1))


def link(n: int, likeness: float) -> float:
    """Return the z score above which some third state is linked to both states of a pair.

    The third state must have this score with *each* of the two; there are ``n - 2`` such states. ``likeness``
    is the correlation of the two: if they act alike, chance links a third state to both more often.
    """
    wanted = LINKED_BY_CHANCE / max(n - 2, 1)
    apart = math.sqrt((1.0 - likeness) / (1.0 + likeness))
    return find_root(lambda z: float(ndtr(-z) - 2 * owens_t(z, apart)) - wanted, 0.0, 6.0)


def strongest_link(z: FloatArray) -> FloatArray:
    """Return for each pair (n, n) how strongly a third state acts together with both: the strongest link.

    The link of a third state to both is the smaller of its z scores with them. The diagonal has no meaning.
    """
    out = np.full_like(z, -np.inf)
    for k in range(len(z)):
        with_both = np.minimum.outer(z[k], z[k])
        with_both[k] = with_both[:, k] = -np.inf
        np.maximum(out, with_both, out=out)
    return out


def companions(z: FloatArray, i: int, j: int, least: float) -> NDArray[np.intp]:
    """Return (at most :data:`MOST_NAMED`) states that act together with both of a pair, z >= ``least``."""
    with_both = np.minimum(z[i], z[j])
    with_both[[i, j]] = -np.inf
    order = np.argsort(-with_both, kind="stable")[:MOST_NAMED]
    return np.asarray(order[with_both[order] > least])
