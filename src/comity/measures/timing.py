"""Who follows whom, when two states act toward a hotspot.

:func:`lead_z` is the answer, :func:`event_synchronisation` the second opinion, :func:`who_follows`
both with what can be said.  Both count how often the second state acts shortly after the first, less
the reverse, so that news that reaches both at once, however strong, is even-handed; both are held
against circular shifts of one series, which keep each state's own rhythm.

What this cannot tell: the order in which acts were published is not the order in which they were
decided, so order within a bin is never evidence; and a third state that both follow at different
distances gives either of them a lead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from comity.measures.coaction.pairwise import FEWEST_STATES, TEST_ACTS, whole_counts, whole_pairs
from comity.measures.coaction.residuals import common_residuals
from comity.measures.coaction.time_axis import TimeAxis, time_axis
from comity.types import BoolArray, FloatArray

METHOD = "timing/2"
LEVEL = 0.05
"""Two-sided level at which somebody is said to follow."""

GUARD = 8
"""Shifts of fewer bins than this are too close to the truth to serve as its null."""

REACH = 4
"""Bins within which one act may answer another, in event synchronisation."""

FEWEST_BINS = 40
_CHUNK = 512


def lead_z(counts: ArrayLike, pairs: ArrayLike, axis: TimeAxis | None = None) -> FloatArray:
    """How much more often the second of a pair acts one bin after the first than one bin before.

    Parameters
    ----------
    counts : (states, bins) whole numbers, acts toward one hotspot; bins without coverage left out
    pairs : (n, 2) rows of ``counts``
    axis : where the bins stand in time (one after the other); no order is read across a gap

    Returns
    -------
    (n,) z, positive where the second follows the first; turning a pair round changes the sign and
    nothing else.  0 where nothing can be said (fewer than ``FEWEST_BINS`` bins, a state that never or
    always acts, a state paired with itself).

    Notes
    -----
    cc(+1) - cc(-1) of what everyone's news does not explain of acted-or-not, against its values at all
    other circular shifts, as many forward as backward.
    """
    y = whole_counts(counts)
    rows = whole_pairs(pairs, len(y))
    if not _long_enough(y):
        return np.zeros(len(rows))
    axis = axis or time_axis(y.shape[1])
    residuals = axis.opened(common_residuals(y, axis))
    return _orient_pairs(rows, lambda i, j: _asymmetry(_forward(residuals[i], residuals[j])))


def event_synchronisation(counts: ArrayLike, pairs: ArrayLike, axis: TimeAxis | None = None) -> FloatArray:
    """Second opinion, in which the lag may float up to ``REACH`` bins.

    Parameters, return value and orientation as for :func:`lead_z`.

    Notes
    -----
    Quian Quiroga, Kreuz and Grassberger (2002), on active bins: an act answers an act of the other
    state when no act of either lies between them (their half gaps would leave nothing of bins).  The
    null is circular shifts, as in :func:`lead_z`, on raw activity: shared news is left in, and so a
    state that the news reaches later than others is said to follow them.
    """
    y = whole_counts(counts)
    rows = whole_pairs(pairs, len(y))
    if not _long_enough(y):
        return np.zeros(len(rows))
    acted = (axis or time_axis(y.shape[1])).opened((y > 0).astype(np.float64)) > 0
    room = _room(acted)

    def follow(i: NDArray[np.intp], j: NDArray[np.intp]) -> FloatArray:
        total = np.zeros((len(i), acted.shape[1]))
        for lag in range(1, REACH + 1):
            near = np.where(room >= lag, 1.0, 0.0)
            total += _forward(near[i], near[j], lag)
        return _asymmetry(total)

    return _orient_pairs(rows, follow)


@dataclass(frozen=True, slots=True)
class Following:
    """Who follows whom in one pair.

    ``follower`` is the row of the state that follows, ``None`` where neither is shown to: either it
    cannot be told (``why_not``) or the two are even-handed at the level asked.  ``z`` is positive where
    the second follows the first, ``p`` two-sided; ``agreed`` tells whether the second opinion leans the
    same way.
    """

    pair: tuple[int, int]
    follower: int | None
    z: float
    p: float
    second_z: float
    agreed: bool
    why_not: str = ""


def who_follows(counts: ArrayLike, pairs: ArrayLike, axis: TimeAxis | None = None) -> list[Following]:
    """Who follows whom in each pair: both opinions, at two-sided 5%, and why not where not.

    ``axis`` says where the bins stand in time (one after the other); nobody follows across a gap.
    """
    y = whole_counts(counts)
    rows = whole_pairs(pairs, len(y))
    acts = y.sum(axis=1)
    answers = []
    opinions = lead_z(y, rows, axis), event_synchronisation(y, rows, axis)
    for (i, j), z, second in zip(rows.tolist(), *opinions, strict=True):
        why = ""
        if i == j:
            why = "a state is no pair with itself"
        elif y.shape[1] < FEWEST_BINS:
            why = f"fewer than {FEWEST_BINS} bins"
        elif (acts > 0).sum() < FEWEST_STATES:
            why = f"fewer than {FEWEST_STATES} states"
        elif min(acts[i], acts[j]) < TEST_ACTS:
            why = f"fewer than {TEST_ACTS} acts"
        p = float(2.0 * scipy.special.ndtr(-abs(z)))
        follower = (j if z > 0 else i) if p <= LEVEL and not why else None
        answers.append(Following((i, j), follower, float(z), p, float(second), bool(z * second > 0), why))
    return answers


def _long_enough(counts: NDArray[np.int64]) -> bool:
    return len(counts) > 0 and bool(counts.shape[1] >= FEWEST_BINS)


def _forward(a: FloatArray, b: FloatArray, lag: int = 1) -> FloatArray:
    """For every circular shift of ``b``: how often it comes ``lag`` bins after ``a``, less before."""
    bins = a.shape[-1]
    crossed = scipy.fft.irfft(np.conj(scipy.fft.rfft(a)) * scipy.fft.rfft(b), bins)
    return np.asarray(np.roll(crossed, -lag, axis=-1) - np.roll(crossed, lag, axis=-1))


def _asymmetry(by_shift: FloatArray) -> FloatArray:
    """Value at no shift against the other shifts, the range as wide forward as backward."""
    null = by_shift[:, GUARD : by_shift.shape[1] - GUARD + 1]
    sd = null.std(axis=1)
    distance = by_shift[:, 0] - null.mean(axis=1)
    return np.where(sd > 1e-9, distance / np.maximum(sd, 1e-9), 0.0)


def _orient_pairs(
    pairs: NDArray[np.intp], z: Callable[[NDArray[np.intp], NDArray[np.intp]], FloatArray]
) -> FloatArray:
    """Compute every pair with the lower row first and give it its sign: exactly antisymmetric."""
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    out = np.zeros(len(pairs))
    for start in range(0, len(pairs), _CHUNK):
        rows = slice(start, start + _CHUNK)
        out[rows] = z(low[rows], high[rows])
    return np.asarray(out * np.sign(pairs[:, 1] - pairs[:, 0]))


def _room(acted: BoolArray) -> FloatArray:
    """Bins from each act to the same state's nearest other act; 0 where there is no act."""
    out = np.zeros(acted.shape)
    for state, row in enumerate(acted):
        at = np.flatnonzero(row)
        gaps = np.concatenate([[np.inf], np.diff(at), [np.inf]])
        out[state, at] = np.minimum(gaps[:-1], gaps[1:])[: len(at)]
    return out
