"""First and last day of each of many stretches of one column, at the price of one pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa


def spans(days: pa.ChunkedArray, rows: Sequence[int]) -> list[tuple[date, date] | None]:
    """First and last day of each stretch.

    Parameters
    ----------
    days : days (date32) without nulls, stretch after stretch
    rows : how many rows each stretch has; one without rows has no days (``None``)
    """
    filled = np.flatnonzero(rows)
    starts = np.cumsum([0, *rows])[filled]
    values = days.cast(pa.int32()).to_numpy()
    ends = [pa.array(of.reduceat(values, starts)).cast(pa.date32()) for of in (np.minimum, np.maximum)]
    out: list[tuple[date, date] | None] = [None] * len(rows)
    for n, first, last in zip(filled.tolist(), *(e.to_pylist() for e in ends), strict=True):
        out[n] = first, last
    return out
