"""Tables with one row per pair of states and year, as arrays, and their conversion to ties over years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from comity.records.coverage import Coverage
from comity.records.schemas import TIE, Reject, record_id
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import rdata_file
from comity.sources.kit.parties import cow_state
from comity.types import IntArray

Mask = npt.NDArray[np.bool_]

_SPAN = 10_000  # larger than any state number or year, so that keys can combine them
_NOTE = "pairs bound in a year; a pair of these states and years that is not told had no obligation"


def _ints(column: pa.ChunkedArray) -> IntArray:
    """Return the whole numbers of a column, -1 for an invalid value."""
    values = column.combine_chunks().cast(pa.float64()).to_numpy(zero_copy_only=False)
    right = (values >= 0) & (values < _SPAN) & (np.floor(values) == values)
    return np.where(right, values, -1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class DyadYears:
    """Columns of a table with one row per pair and year; ``good`` marks rows with known states and year."""

    first: IntArray
    second: IntArray
    year: IntArray
    good: Mask
    codes: tuple[pa.Array, pa.Array]

    @classmethod
    def from_table(cls, frame: pa.Table) -> DyadYears:
        """Read the columns ``ccode1``, ``ccode2`` (Correlates of War numbers) and ``year`` of a table."""
        first, second, year = (_ints(frame[c]) for c in ("ccode1", "ccode2", "year"))
        sense = (year >= 1400) & (year <= 2100) & (first >= 0) & (second >= 0) & (first != second)
        codes = _codes(first, year, sense), _codes(second, year, sense)
        there = [c.is_valid().to_numpy(zero_copy_only=False) for c in codes]
        return cls(first, second, year, sense & there[0] & there[1], codes)

    def turn(self) -> DyadYears:
        """Return a copy with every pair in the opposite order."""
        return DyadYears(self.second, self.first, self.year, self.good, self.codes[::-1])

    @property
    def key(self) -> IntArray:
        """One number per row that identifies its ordered pair and year."""
        return (self.first * _SPAN + self.second) * _SPAN + self.year

    def mirror(self) -> IntArray:
        """Return for each row the index of the row with its states exchanged in the same year, or -1."""
        key, other = self.key, self.turn().key
        order = np.argsort(key, kind="stable")
        place = np.minimum(np.searchsorted(key, other, sorter=order), max(len(key) - 1, 0))
        mirrored = order[place] if len(key) else order
        return np.where(key[mirrored] == other, mirrored, -1).astype(np.int64)

    def mark_repeats(self) -> Mask:
        """Return a mask of the rows that repeat the ordered pair and year of an earlier row."""
        again = np.ones(len(self.year), bool)
        again[np.unique(self.key, return_index=True)[1]] = False
        return again

    def days(self, month: int, lines: IntArray) -> npt.NDArray[np.datetime64]:
        """Return the first day (month 1) or last day (month 12) of the year of each row."""
        starts = (self.year[lines] - 1970 + (month == 12)).astype("datetime64[Y]").astype("datetime64[D]")
        return np.asarray(starts - np.timedelta64(int(month == 12), "D"), "datetime64[D]")

    def coverage(self, source: str, table: str, covered: Mask, note: str) -> list[Coverage]:
        """Return the years and states of the ``covered`` rows as coverage; [] if no row is covered."""
        if not covered.any():
            return []
        years = self.year[covered]
        states_covered = {v for c in self.codes for v in c.filter(pa.array(covered)).unique().to_pylist()}
        span = date(int(years.min()), 1, 1), date(int(years.max()), 12, 31)
        return [Coverage(source, table, *span, frozenset(states_covered), note=note)]

    def ties(
        self,
        source: str,
        file: SourceFile,
        spells: list[tuple[int, int]],
        last: int,
        tell: Callable[[int], dict[str, Any]],
    ) -> pa.Table:
        """Return one tie per spell (a run of years); its end is open if it reaches the year ``last``.

        ``spells`` are pairs of first and last row. ``tell`` returns the other fields of the tie that begins
        in a row, including ``row_no`` and ``kind``.
        """
        ties = [
            {
                "record_id": record_id(source, f"{self.first[a]}:{self.second[a]}:{self.year[a]}"),
                "source": source,
                "file_id": file.file_id,
                "known_on": date(int(self.year[a]), 12, 31),
                "members": [c[a].as_py() for c in self.codes],
                "date_from": date(int(self.year[a]), 1, 1),
                "date_to": None if self.year[b] == last else date(int(self.year[b]), 12, 31),
                "precision": "year",
                **tell(a),
            }
            for a, b in spells
        ]
        return pa.Table.from_pylist(ties, schema=TIE)

    def spells(self, chosen: Mask, alike: list[IntArray], step: IntArray) -> list[tuple[int, int]]:
        """Return runs of ``chosen`` rows of one pair with equal ``alike`` columns, as (first, last) rows."""
        lines = np.flatnonzero(chosen)
        keys = [self.first, self.second, *map(_fold_codes, self.codes), *alike]
        return [(int(lines[a]), int(lines[b])) for a, b in find_runs([k[lines] for k in keys], step[lines])]


def _codes(numbers: IntArray, years: IntArray, sense: Mask) -> pa.Array:
    pairs, which = np.unique(np.where(sense, numbers * _SPAN + years, -1), return_inverse=True)
    codes: list[str | None] = [None if p < 0 else cow_state(int(p) // _SPAN, int(p) % _SPAN) for p in pairs]
    return pa.array(codes, pa.string()).take(pa.array(which.ravel()))


def _fold_codes(codes: pa.Array) -> IntArray:
    """Return a number for each code; equal codes give equal numbers."""
    indices = codes.dictionary_encode().indices
    return np.asarray(pc.fill_null(indices, -1).to_numpy(zero_copy_only=False)).astype(np.int64)


def find_runs(keys: list[npt.NDArray[Any]], step: IntArray) -> list[tuple[int, int]]:
    """Return the first and last row of each run of rows with equal keys and consecutive steps.

    ``step`` numbers the times of observation (every year, or every fifth year); a run ends where one is
    missing.
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


def find_repeats(keys: IntArray, values: npt.NDArray[np.float64]) -> tuple[Mask, Mask]:
    """Return masks of rows that repeat an earlier row, and of rows with one key but different values.

    Parameters
    ----------
    keys : one per row
    values : the values of the rows, of shape (rows, columns); NaN equals NaN
    """
    _, first, back = np.unique(keys, return_index=True, return_inverse=True)
    same = ((values == values[first][back]) | (np.isnan(values) & np.isnan(values[first][back]))).all(axis=1)
    differs = np.zeros(len(first), bool)
    np.logical_or.at(differs, back, ~same)
    return (np.arange(len(keys)) != first[back]) & ~differs[back], differs[back]


def read_obligations(source: str, file: SourceFile, clauses: dict[str, str]) -> Iterator[Batch]:
    """Read a table of treaty obligations, with one row per ordered pair and year, as ties.

    If both orders of a pair have the same obligations, they give one tie, and the second order is set aside
    as ``mirror``. If they differ, each order gives a tie with the role ``one-way``, for the obligations of
    the first state.

    Parameters
    ----------
    clauses : name of the column of each obligation, mapped to the clause of the tie
    """
    frame = rdata_file.frame(file, ("ccode1", "ccode2", "year", *clauses))
    dyads = DyadYears.from_table(frame)
    bits = np.zeros(frame.num_rows, np.int64)
    for i, c in enumerate(clauses):
        bits += (frame[c].combine_chunks().to_numpy(zero_copy_only=False) == 1) * (1 << i)
    mirror = dyads.mirror()
    alike = (mirror >= 0) & (bits[mirror] == bits)
    second = dyads.good & alike & (dyads.first > dyads.second)
    bound = dyads.good & (bits > 0) & ~second
    last = int(dyads.year[bound].max()) if bound.any() else 0

    def tell(a: int) -> dict[str, Any]:
        return {
            "row_no": a + 1,
            "kind": "alliance",
            "role": None if alike[a] else "one-way",
            "clauses": [clause for i, clause in enumerate(clauses.values()) if bits[a] >> i & 1],
        }

    spells = dyads.spells(bound, [bits, alike.astype(np.int64)], dyads.year)
    aside = {"mirror": int(second.sum()), "no obligation": int((dyads.good & (bits == 0) & ~second).sum())}
    detail = "a state number or the year is none"
    rejects = [
        Reject(int(i) + 1, "row", detail, f"{dyads.first[i]}, {dyads.second[i]}, {dyads.year[i]}")
        for i in np.flatnonzero(~dyads.good)
    ]
    yield Batch(
        {"ties": dyads.ties(source, file, spells, last, tell)},
        len(bits),
        int(bound.sum()),
        {rule: n for rule, n in aside.items() if n},
        rejects,
        dyads.coverage(source, "ties", bound, _NOTE),
    )
