"""The positions of a table's bins in time, with gaps and days of the week.

A table has only bins with coverage. Smoothing, autocorrelation and the kernel over neighbouring bins must not
treat the bins on either side of a gap as neighbours. So they work on an axis that leaves gaps open. Gaps
longer than :data:`BREAK` bins are cut to that length, which no such method reaches across.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from comity.errors import QuestionError
from comity.types import BoolArray, FloatArray, IntArray

BREAK = 28
"""Bins a gap is cut to: beyond the half window of the smooth and the lags of the autocorrelation."""

CYCLE = 7
"""Bins of a cycle: of days a week.  Bins of weeks have no such cycle and get factors of about one."""


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The positions of bins in time.

    Parameters
    ----------
    at : (bins,) position of each bin on the axis, rising
    phase : (bins,) position of each bin in the weekly cycle, 0 to ``CYCLE`` - 1
    """

    at: NDArray[np.intp]
    phase: NDArray[np.intp]

    @property
    def length(self) -> int:
        """Number of positions on the axis, including gaps."""
        return int(self.at[-1]) + 1 if len(self.at) else 0

    def restricted(self, bins: BoolArray) -> TimeAxis:
        """Return the axis with only the marked bins; the mask has shape (bins,)."""
        return TimeAxis(self.at[bins] - self.at[bins][:1], self.phase[bins])

    def opened(self, values: FloatArray) -> FloatArray:
        """Return values (..., bins) laid out on the axis (..., length), with 0 in the gaps."""
        if self.length == values.shape[-1]:
            return values
        out = np.zeros((*values.shape[:-1], self.length))
        out[..., self.at] = values
        return out

    def smooth(self, values: FloatArray, half: int) -> FloatArray:
        """Return the centred triangular moving mean (..., bins) over covered bins.

        At edges and gaps the weights are rescaled to sum to 1. In short tables the window has at most half
        the bins on either side.
        """
        half = max(1, min(half, (len(self.at) - 1) // 2))
        kernel = 1.0 - np.abs(np.arange(-half, half + 1)) / (half + 1.0)
        there = scipy.ndimage.convolve1d(self.opened(np.ones(len(self.at))), kernel, mode="constant")
        total = scipy.ndimage.convolve1d(self.opened(values), kernel, axis=-1, mode="constant")
        return np.asarray(total[..., self.at] / there[self.at])

    def neighbours(self, values: FloatArray, kernel: FloatArray) -> FloatArray:
        """Return the sum of each bin and its covered neighbours, weighted by ``kernel``, (..., bins)."""
        out = kernel[0] * values
        open_values = self.opened(values)
        for distance, weight in enumerate(kernel[1:].tolist(), start=1):
            earlier, later = np.zeros_like(open_values), np.zeros_like(open_values)
            earlier[..., distance:] = open_values[..., :-distance]
            later[..., :-distance] = open_values[..., distance:]
            out = out + weight * (earlier + later)[..., self.at]
        return np.asarray(out)

    def autocovariance(self, values: FloatArray, lags: int) -> FloatArray:
        """Return the mean products of values (n, bins) at lags 0 to ``lags``, shape (n, lags + 1)."""
        size = self.length + lags
        power = np.abs(scipy.fft.rfft(self.opened(values), size)) ** 2
        return np.asarray(scipy.fft.irfft(power, size)[:, : lags + 1] / values.shape[1])


def time_axis(bins: ArrayLike | int) -> TimeAxis:
    """Make the time axis for bins given by number: days counted from a Monday, or consecutive bins.

    Parameters
    ----------
    bins : (bins,) rising whole numbers; or the number of consecutive bins

    Raises
    ------
    QuestionError
        If the numbers do not rise.
    """
    numbers: IntArray = np.arange(bins) if isinstance(bins, int) else np.asarray(bins, dtype=np.int64)
    steps = np.diff(numbers)
    if (steps < 1).any():
        raise QuestionError("The bins of a table must come in the order of time, each once.")
    at = np.concatenate([[0], np.cumsum(np.minimum(steps, BREAK))])[: len(numbers)]
    return TimeAxis(at.astype(np.intp), (numbers % CYCLE).astype(np.intp))


def day_numbers(days: Sequence[object], width: str) -> IntArray:
    """Return numbers of bins from their first days: days since a Monday, or consecutive weeks."""
    number = np.array(days, dtype="datetime64[D]").astype(np.int64) + 3  # 1 January 1970 was a Thursday
    return np.asarray(number if width == "day" else number // CYCLE)


@dataclass(frozen=True, slots=True)
class Counted:
    """Acts by state and time bin toward a hotspot (place) in one stream (source): ``counts`` (states, bins).

    ``bins`` are first days, ``width`` the length of a bin. ``hotspot`` is its id; ``records`` are the ids of
    the pair's rows behind the counts.
    """

    stream: str
    hotspot: str
    states: tuple[str, ...]
    width: str
    bins: tuple[date, ...]
    counts: NDArray[np.int64]
    records: tuple[str, ...] = ()
    records_total: int = 0

    @property
    def axis(self) -> TimeAxis:
        """The positions of the bins in time."""
        return time_axis(day_numbers(self.bins, self.width))

    def without(self, bins: Collection[date]) -> Counted:
        """Return the counts without some time bins, given by their first days."""
        rest = [k for k, b in enumerate(self.bins) if b not in bins]
        return replace(self, bins=tuple(self.bins[k] for k in rest), counts=self.counts[:, rest])
