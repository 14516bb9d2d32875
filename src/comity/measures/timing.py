"""Measures of order in time: which of two states follows the other in acting toward a hotspot.

:func:`who_follows` gives the answer of :func:`lead_z` and the second opinion of
:func:`event_synchronisation`. Both count how often the second state acts shortly after the first, minus how
often the first acts shortly after the second. So news that reaches both at once favours neither. Both compare
the result with circular shifts of one series, which preserve the rhythm of each state.

The method has two limits. Acts are published in another order than they were decided, so order within a bin
is no evidence. And if both states follow a third one at different distances, one of them seems to lead.
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
    """Return how much more often the second state acts one bin after the first than one bin before.

    Parameters
    ----------
    counts : (states, bins) whole numbers, acts toward one hotspot, without the bins that have no coverage
    pairs : (n, 2) rows of ``counts``
    axis : positions of the bins in time (default: one after the other); order across a gap does not count

    Returns
    -------
    (n,) z scores, positive if the second state follows the first; reversing a pair only changes the sign. The
    score is 0 if there is no answer: fewer than ``FEWEST_BINS`` bins, a state that never or always acts, or a
    state paired with itself.

    Notes
    -----
    The series are the residuals of acted or not, given the news of all states. The statistic is their
    cross-correlation at lag +1 minus that at lag -1. It is compared with its values at all other circular
    shifts, as many forward as backward.
    """
    y = whole_counts(counts)
    rows = whole_pairs(pairs, len(y))
    if not _long_enough(y):
        return np.zeros(len(rows))
    axis = axis or time_axis(y.shape[1])
    residuals = axis.opened(common_residuals(y, axis))
    return _orient_pairs(rows, lambda i, j: _asymmetry(_forward(residuals[i], residuals[j])))


def event_synchronisation(counts: ArrayLike, pairs: ArrayLike, axis: TimeAxis | None = None) -> FloatArray:
    """Return a second opinion on which state's acts follow the other's, up to ``REACH`` time bins later.

    Parameters, return value and sign are those of :func:`lead_z`.

    Notes
    -----
    The method is that of Quian Quiroga, Kreuz and Grassberger (2002), applied to active bins. An act answers
    an act of the other state if no act of either lies between them; half gaps, as in their rule, would leave
    no bins. The null is circular shifts of raw activity. Shared news is left in, so a state that news reaches
    later than others is said to follow them.
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

    ``follower`` is the row of the state that follows; ``None`` if there is no answer (``why_not``) or neither
    is shown to follow. ``z`` is positive if the second state follows the first, ``p`` is two-sided.
    ``agreed`` says whether the second opinion has the same sign.
    """

    pair: tuple[int, int]
    follower: int | None
    z: float
    p: float
    second_z: float
    agreed: bool
    why_not: str = ""


def who_follows(counts: ArrayLike, pairs: ArrayLike, axis: TimeAxis | None = None) -> list[Following]:
    """Return which state of each pair acts after the other, at two-sided 5%, or why there is no answer.

    ``axis`` gives the positions of the bins in time (default: one after the other). Order across a gap does
    not count.
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
    """Return for every circular shift of ``b`` how often it acts ``lag`` bins after ``a``, minus before."""
    bins = a.shape[-1]
    crossed = scipy.fft.irfft(np.conj(scipy.fft.rfft(a)) * scipy.fft.rfft(b), bins)
    return np.asarray(np.roll(crossed, -lag, axis=-1) - np.roll(crossed, lag, axis=-1))


def _asymmetry(by_shift: FloatArray) -> FloatArray:
    """Return the value at no shift as a z score among the values at other shifts."""
    null = by_shift[:, GUARD : by_shift.shape[1] - GUARD + 1]
    sd = null.std(axis=1)
    distance = by_shift[:, 0] - null.mean(axis=1)
    return np.where(sd > 1e-9, distance / np.maximum(sd, 1e-9), 0.0)


def _orient_pairs(
    pairs: NDArray[np.intp], z: Callable[[NDArray[np.intp], NDArray[np.intp]], FloatArray]
) -> FloatArray:
    """Compute ``z`` with the lower row of each pair first, then set the sign, so that it is antisymmetric."""
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    out = np.zeros(len(pairs))
    for start in range(0, len(pairs), _CHUNK):
        rows = slice(start, start + _CHUNK)
        out[rows] = z(low[rows], high[rows])
    return np.asarray(out * np.sign(pairs[:, 1] - pairs[:, 0]))


def _room(acted: BoolArray) -> FloatArray:
    """Return the number of bins from each act to the state's nearest other act; 0 in bins without an act."""
    out = np.zeros(acted.shape)
    for state, row in enumerate(acted):
        at = np.flatnonzero(row)
        gaps = np.concatenate([[np.inf], np.diff(at), [np.inf]])
        out[state, at] = np.minimum(gaps[:-1], gaps[1:])[: len(at)]
    return out
