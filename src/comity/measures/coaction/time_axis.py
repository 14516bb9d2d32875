"""Where the bins of a table stand in time: gaps are gaps, not zeros, and every bin has its day of the week.

A table holds only bins that were in sight.  What looks along time (smoothing, autocorrelation, the kernel
over neighbouring bins) must not take the bins on either side of a gap for neighbours, so it works on an axis
on which gaps are left open.  Gaps longer than :data:`BREAK` bins are cut to that length, which is longer than
anything that looks along time reaches: they break the series.
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
    """Bins in time.

    Parameters
    ----------
    at : (bins,) place of each bin on the axis, rising
    phase : (bins,) its place in the cycle, 0 to ``CYCLE`` - 1
    """

    at: NDArray[np.intp]
    phase: NDArray[np.intp]

    @property
    def length(self) -> int:
        """Places on the axis, gaps among them."""
        return int(self.at[-1]) + 1 if len(self.at) else 0

    def restricted(self, bins: BoolArray) -> TimeAxis:
        """Return the axis with only the bins marked, (bins,)."""
        return TimeAxis(self.at[bins] - self.at[bins][:1], self.phase[bins])

    def opened(self, values: FloatArray) -> FloatArray:
        """Values (..., bins) laid out on the axis (..., length), nought in the gaps."""
        if self.length == values.shape[-1]:
            return values
        out = np.zeros((*values.shape[:-1], self.length))
        out[..., self.at] = values
        return out

    def smooth(self, values: FloatArray, half: int) -> FloatArray:
        """Centred triangular moving mean (..., bins) over the bins in sight, edges and gaps renormalised.

        Windows shrink with short tables (at most half the bins on either side).
        """
        half = max(1, min(half, (len(self.at) - 1) // 2))
        kernel = 1.0 - np.abs(np.arange(-half, half + 1)) / (half + 1.0)
        there = scipy.ndimage.convolve1d(self.opened(np.ones(len(self.at))), kernel, mode="constant")
        total = scipy.ndimage.convolve1d(self.opened(values), kernel, axis=-1, mode="constant")
        return np.asarray(total[..., self.at] / there[self.at])

    def neighbours(self, values: FloatArray, kernel: FloatArray) -> FloatArray:
        """Sum over each bin and its neighbours in sight, (..., bins), weighted by ``kernel`` by distance."""
        out = kernel[0] * values
        open_values = self.opened(values)
        for distance, weight in enumerate(kernel[1:].tolist(), start=1):
            earlier, later = np.zeros_like(open_values), np.zeros_like(open_values)
            earlier[..., distance:] = open_values[..., :-distance]
            later[..., :-distance] = open_values[..., distance:]
            out = out + weight * (earlier + later)[..., self.at]
        return np.asarray(out)

    def autocovariance(self, values: FloatArray, lags: int) -> FloatArray:
        """Mean product of values (n, bins) with themselves 0 .. ``lags`` bins later, (n, lags + 1)."""
        size = self.length + lags
        power = np.abs(scipy.fft.rfft(self.opened(values), size)) ** 2
        return np.asarray(scipy.fft.irfft(power, size)[:, : lags + 1] / values.shape[1])


def time_axis(bins: ArrayLike | int) -> TimeAxis:
    """Make the time axis for bins given by number: days from a Monday on, or any bins one after the other.

    Parameters
    ----------
    bins : (bins,) rising whole numbers; or how many, one after the other

    Raises
    ------
    QuestionError
        The numbers do not rise.
    """
    numbers: IntArray = np.arange(bins) if isinstance(bins, int) else np.asarray(bins, dtype=np.int64)
    steps = np.diff(numbers)
    if (steps < 1).any():
        raise QuestionError("The bins of a table must come in the order of time, each once.")
    at = np.concatenate([[0], np.cumsum(np.minimum(steps, BREAK))])[: len(numbers)]
    return TimeAxis(at.astype(np.intp), (numbers % CYCLE).astype(np.intp))


def day_numbers(days: Sequence[object], width: str) -> IntArray:
    """Numbers of bins by their first days: of days from a Monday, of weeks one after the other."""
    number = np.array(days, dtype="datetime64[D]").astype(np.int64) + 3  # 1 January 1970 was a Thursday
    return np.asarray(number if width == "day" else number // CYCLE)


@dataclass(frozen=True, slots=True)
class Counted:
    """Acts of states toward one hotspot in one stream: ``counts`` (states, bins), ``bins`` of ``width``.

    ``hotspot`` is its id; ``records`` ids of the pair's rows behind the counts.
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
        """Where the bins stand in time."""
        return time_axis(day_numbers(self.bins, self.width))

    def without(self, bins: Collection[date]) -> Counted:
        """Return the counts without these bins."""
        rest = [k for k, b in enumerate(self.bins) if b not in bins]
        return replace(self, bins=tuple(self.bins[k] for k in rest), counts=self.counts[:, rest])
