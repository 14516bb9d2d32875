"""What groups of states share, and what is left to each pair.

The second step of co-action: the low-rank part of the pair-by-pair z matrix is what groups share (a
format, a boycott, a bloc, two camps).  Factor analysis with a free diagonal, so that noise in the
factors does not leak back.  Every cell is predicted as if it had been held out (leverage on the
low-rank tangent space), and enters the fit only within a clip of that prediction (Huber 1964): a
strong pair can neither make itself a factor nor explain itself away.  A pair is never predicted by a
factor that is largely its own doing.

Kin: interactive fixed effects (Bai 2009), low rank plus sparse covariance (Fan, Liao and Mincheva
2013).
"""

from __future__ import annotations

import math

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.types import FloatArray

HUBER_CLIP = 2.5
EDGE = 0.85
"""Share of 2 sqrt(n), the edge of the noise spectrum (Wigner 1955), above which a factor counts."""

FEWEST_MEMBERS = 3
"""A factor must be carried by at least this many states (participation ratio)."""

OWN_DOING = 0.17
"""A pair that makes up more than this share of a factor is not in a group, it is the factor.

Four states, all alike, make a sixth a pair.  Without this bound a strong pair feeds a factor that it
then is predicted by, round after round, and the strongest pairs are the ones that are lost.
"""

MOST_FACTORS = 8
_ROUNDS = 20
_MOST_LEVERAGE = 0.8

LINKED_BY_CHANCE = 0.05
"""Chance that any of the other states seems linked to both of two that it has nothing to do with."""

MOST_NAMED = 6


def group_part(z: FloatArray) -> FloatArray:
    """The part of every pair's z that groups carry, predicted as if the pair were held out.

    Parameters
    ----------
    z : (n, n) symmetric, the diagonal is ignored

    Returns
    -------
    (n, n) symmetric; ``z`` minus this is what is left to the pair.  The diagonal means nothing.
    """
    n = len(z)
    z = z.copy()
    np.fill_diagonal(z, 0.0)
    cells = np.clip(z, -HUBER_CLIP, HUBER_CLIP)
    held_out, common = np.zeros_like(z), np.zeros(n)
    for _ in range(_ROUNDS):
        np.fill_diagonal(cells, common)
        values, vectors = _factors(cells)
        common = vectors**2 @ values
        held_out = _held_out(cells, values, vectors)
        cells = np.clip(z, held_out - HUBER_CLIP, held_out + HUBER_CLIP)
    return held_out


def _factors(cells: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Eigenvalues and vectors that stand out of noise and are carried by enough states."""
    n = len(cells)
    values, vectors = np.linalg.eigh(cells)
    strong = np.abs(values) > 2 * math.sqrt(n) * EDGE
    members = 1.0 / (vectors**4).sum(axis=0)
    chosen = np.flatnonzero(strong & (members >= FEWEST_MEMBERS))
    chosen = chosen[np.argsort(-np.abs(values[chosen]), kind="stable")[:MOST_FACTORS]]
    return values[chosen], vectors[:, chosen]


def _held_out(cells: FloatArray, values: FloatArray, vectors: FloatArray) -> FloatArray:
    """Low-rank prediction of every cell as if it had not been in the fit, to first order."""
    low, span, reach = np.zeros_like(cells), np.zeros_like(cells), np.zeros_like(cells)
    for value, u in zip(values, vectors.T, strict=True):
        both = np.outer(u, u)
        others = 2.0 * cells * both / value <= OWN_DOING
        low += np.where(others, value * both, 0.0)
        span += np.where(others, both, 0.0)
        reach += np.where(others, u[:, None] ** 2, 0.0)
    leverage = reach + reach.T - reach * reach.T - span**2
    leverage = np.minimum(leverage, _MOST_LEVERAGE)
    return np.asarray(low - leverage / (1.0 - leverage) * (cells - low))


def link(n: int) -> float:
    """The z with *each* of two states from which on one of ``n - 2`` others is linked to both."""
    return float(scipy.stats.norm.isf(math.sqrt(LINKED_BY_CHANCE / max(n - 2, 1))))


def strongest_link(z: FloatArray) -> FloatArray:
    """How strongly the other state that is linked most to both is linked to each pair, (n, n).

    Link to both: the lesser of the z with either.  The diagonal means nothing.
    """
    out = np.full_like(z, -np.inf)
    for k in range(len(z)):
        with_both = np.minimum.outer(z[k], z[k])
        with_both[k] = with_both[:, k] = -np.inf
        np.maximum(out, with_both, out=out)
    return out


def companions(z: FloatArray, i: int, j: int) -> NDArray[np.intp]:
    """States linked to both of a pair (:func:`link`), strongest first, at most ``MOST_NAMED``."""
    with_both = np.minimum(z[i], z[j])
    with_both[[i, j]] = -np.inf
    order = np.argsort(-with_both, kind="stable")[:MOST_NAMED]
    return np.asarray(order[with_both[order] > link(len(z))])
