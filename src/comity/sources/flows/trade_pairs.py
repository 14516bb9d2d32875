"""The Correlates of War's own file of dyadic trade: a row for each pair and year, both flows in it.

``flow1`` is what the first state imports from the second, ``flow2`` what the second imports from the
first; -9 is missing.  The columns on smoothed and alternative flows are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.records.rejects import Reject
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import numbers
from comity.sources.kit.dyad_years import DyadYears

COLUMNS = ("ccode1", "ccode2", "year", "flow1", "flow2")
"""Columns that must be there, with ``importer1`` and ``importer2``."""

_SPAN = 10_000
_MISSING = -9


@dataclass(frozen=True, slots=True)
class Pairs:
    """The good rows: pairs by year, both flows in million US$ (NaN: missing), and rows in the file.

    ``account`` is of all the other rows.
    """

    dyads: DyadYears
    flows: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
    row_no: npt.NDArray[np.int64]
    account: Batch


def read(file: SourceFile, names: tuple[str, ...]) -> Pairs:
    """All pairs of a file whose heading is ``names``."""
    table = numbers.of(file, names, COLUMNS)
    dyads = DyadYears.of(pa.table({c: table.columns[c] for c in COLUMNS[:3]}))
    flows = tuple(
        np.where(f == _MISSING, np.nan, f) for f in (table.columns["flow1"], table.columns["flow2"])
    )
    bad = ~dyads.good | (flows[0] < 0) | (flows[1] < 0)
    again, twice = _told_again(dyads, flows, ~bad)
    out = table.account
    for mask, reason, detail in (
        (bad, "row", "a number or the year is none, or the value is below nought"),
        (twice, "twice", "another row tells this pair and year differently"),
    ):
        for i in np.flatnonzero(mask).tolist():
            raw = f"{dyads.first[i]}, {dyads.second[i]}, {dyads.year[i]}, {flows[0][i]}, {flows[1][i]}"
            out.rejects.append(Reject(int(table.row_no[i]), reason, detail, raw))
    if again.any():
        out.set_aside["repeat"] = int(again.sum())
    keep = np.flatnonzero(~bad & ~again & ~twice)
    out.row_count -= len(keep)
    codes = tuple(c.take(pa.array(keep)) for c in dyads.codes)
    good = DyadYears(
        dyads.first[keep], dyads.second[keep], dyads.year[keep], dyads.good[keep], (codes[0], codes[1])
    )
    return Pairs(good, (flows[0][keep], flows[1][keep]), table.row_no[keep], out)


def _told_again(
    dyads: DyadYears, flows: tuple[npt.NDArray[np.float64], ...], good: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Rows whose pair and year were told before, and rows that another one contradicts, in either order."""
    at = np.flatnonzero(good)
    turned = dyads.first[at] > dyads.second[at]
    low, high = np.minimum(dyads.first, dyads.second)[at], np.maximum(dyads.first, dyads.second)[at]
    key = (low * _SPAN + high) * _SPAN + dyads.year[at]
    values = [
        np.nan_to_num(np.where(turned, b, a), nan=_MISSING)
        for a, b in ((flows[0][at], flows[1][at]), (flows[1][at], flows[0][at]))
    ]
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    differs = np.zeros(len(first), bool)
    for v in values:
        np.logical_or.at(differs, back, v != v[first][back])
    again, twice = np.zeros(len(good), bool), np.zeros(len(good), bool)
    twice[at] = differs[back]
    again[at] = (np.arange(len(at)) != first[back]) & ~differs[back]
    return again, twice
