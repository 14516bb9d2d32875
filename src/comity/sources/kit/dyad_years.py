"""Pairs of states by year, as columns: who they are, the row of the other order, and runs of years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from comity.records.coverage import Coverage
from comity.records.rejects import Reject
from comity.sources.kit.parties import cow_state
from comity.types import IntArray

_SPAN = 10_000  # more than any state number, and than any year


def texts(*parts: str | IntArray) -> pa.Array:
    """Columns and fixed texts joined into one column of text."""
    columns = [pa.scalar(p) if isinstance(p, str) else pa.array(p).cast(pa.string()) for p in parts]
    return pc.binary_join_element_wise(*columns, pa.scalar("")) if len(columns) > 1 else columns[0]


def _ints(column: pa.ChunkedArray) -> IntArray:
    """Whole numbers of a column, -1 where there is none in sense."""
    values = column.combine_chunks().cast(pa.float64()).to_numpy(zero_copy_only=False)
    right = (values >= 0) & (values < _SPAN) & (np.floor(values) == values)
    return np.where(right, values, -1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class DyadYears:
    """One row a pair and year; ``good`` marks rows whose states and year are known."""

    first: IntArray
    second: IntArray
    year: IntArray
    good: npt.NDArray[np.bool_]
    codes: tuple[pa.Array, pa.Array]

    @classmethod
    def of(cls, frame: pa.Table) -> DyadYears:
        """Read ``ccode1``, ``ccode2`` and ``year`` of a table."""
        first, second, year = (_ints(frame[c]) for c in ("ccode1", "ccode2", "year"))
        sense = (year >= 1400) & (year <= 2100) & (first >= 0) & (second >= 0) & (first != second)
        codes = _codes(first, year, sense), _codes(second, year, sense)
        there = [c.is_valid().to_numpy(zero_copy_only=False) for c in codes]
        return cls(first, second, year, sense & there[0] & there[1], codes)

    def mirror(self) -> IntArray:
        """Row of the same pair and year in the other order, -1 where there is none."""
        own = (self.first * _SPAN + self.second) * _SPAN + self.year
        other = (self.second * _SPAN + self.first) * _SPAN + self.year
        order = np.argsort(own, kind="stable")
        at = np.minimum(np.searchsorted(own, other, sorter=order), max(len(own) - 1, 0))
        mirrored = order[at] if len(own) else order
        return np.where(own[mirrored] == other, mirrored, -1).astype(np.int64)

    def rejects(self) -> list[Reject]:
        """Rows that are not good."""
        detail = "a state number or the year is none"
        return [
            Reject(int(i) + 1, "row", detail, f"{self.first[i]}, {self.second[i]}, {self.year[i]}")
            for i in np.flatnonzero(~self.good)
        ]

    def repeated(self) -> npt.NDArray[np.bool_]:
        """Rows whose pair, order and year were told before."""
        own = (self.first * _SPAN + self.second) * _SPAN + self.year
        again = np.ones(len(own), bool)
        again[np.unique(own, return_index=True)[1]] = False
        return again

    def code(self, which: int, rows: IntArray) -> pa.Array:
        """State code of the first (0) or second (1) of the pair."""
        return self.codes[which].take(pa.array(rows))

    def day(self, rows: IntArray, month: int) -> npt.NDArray[np.datetime64]:
        """First day (month 1) or last day (month 12) of the year of each row."""
        starts = (self.year[rows] - 1970 + (month == 12)).astype("datetime64[Y]").astype("datetime64[D]")
        return np.asarray(starts - np.timedelta64(int(month == 12), "D"), "datetime64[D]")

    def coverage(self, source: str, table: str, rows: npt.NDArray[np.bool_], note: str) -> list[Coverage]:
        """Sight of the years and states of these rows; none without rows."""
        if not rows.any():
            return []
        years = self.year[rows]
        states_covered = {v for c in self.codes for v in c.filter(pa.array(rows)).unique().to_pylist()}
        span = date(int(years.min()), 1, 1), date(int(years.max()), 12, 31)
        return [Coverage(source, table, *span, frozenset(states_covered), note=note)]


def _codes(numbers: IntArray, years: IntArray, sense: npt.NDArray[np.bool_]) -> pa.Array:
    pairs, which = np.unique(np.where(sense, numbers * _SPAN + years, -1), return_inverse=True)
    known: list[Any] = [None if p < 0 else cow_state(int(p) // _SPAN, int(p) % _SPAN) for p in pairs]
    return pa.array(known, pa.string()).take(pa.array(which.ravel()))


def runs(keys: list[npt.NDArray[Any]], step: IntArray) -> list[tuple[int, int]]:
    """Stretches of rows with equal keys and steps that follow each other: first and last row of each.

    ``step`` numbers the moments at which the layout looks (years, or every fifth): a stretch ends where
    a moment is left out.
    """
    if not len(step):
        return []
    order = np.lexsort((step, *reversed(keys)))
    same = np.ones(len(order) - 1, bool)
    for k in keys:
        same &= k[order][1:] == k[order][:-1]
    breaks = np.flatnonzero(~(same & (np.diff(step[order]) == 1)))
    starts, ends = np.append(0, breaks + 1), np.append(breaks, len(order) - 1)
    return [(int(order[a]), int(order[b])) for a, b in zip(starts, ends, strict=True)]


def folded(codes: pa.Array) -> IntArray:
    """Codes as numbers that are equal where the codes are."""
    encoded = codes.dictionary_encode()
    return np.asarray(pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)).astype(np.int64)
