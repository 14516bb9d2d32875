"""Obligations between states, a pair a year, folded into ties with a first and a last year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa

from comity.records.identity import record_id
from comity.records.schemas import TIE
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import rows as _rows
from comity.sources.kit.dyad_years import DyadYears, folded, runs
from comity.types import IntArray

_NOTE = "pairs bound in a year; a pair of these states and years that is not told had no obligation"


def ties(source: str, file: SourceFile, columns: dict[str, str]) -> Iterator[Batch]:
    """Ties of a directed dyad-year table of obligations.

    Both orders of a pair that bind each other alike are one tie, the second order set aside as its
    mirror; where they differ each order is a tie ``one-way``, what the first owes the second.

    Parameters
    ----------
    columns : column of an obligation -> its clause, in the order of the layout
    """
    frame = _rows.frame(file, ("ccode1", "ccode2", "year", *columns))
    dyads = DyadYears.of(frame)
    bits = _bits(frame, columns)
    mirror = dyads.mirror()
    alike = (mirror >= 0) & (bits[mirror] == bits)
    second = dyads.good & alike & (dyads.first > dyads.second)
    bound = dyads.good & (bits > 0) & ~second
    at = np.flatnonzero(bound)
    keys = [
        dyads.first[at],
        dyads.second[at],
        folded(dyads.codes[0])[at],
        folded(dyads.codes[1])[at],
        bits[at],
        alike[at].astype(np.int64),
    ]
    spells = [(at[a], at[b]) for a, b in runs(keys, dyads.year[at])]
    last = int(dyads.year[bound].max()) if bound.any() else 0
    rows = [
        {
            "record_id": record_id(source, f"{dyads.first[a]}:{dyads.second[a]}:{dyads.year[a]}"),
            "source": source,
            "file_id": file.file_id,
            "row_no": int(a) + 1,
            "known_on": date(int(dyads.year[a]), 12, 31),
            "kind": "alliance",
            "members": [dyads.codes[0][int(a)].as_py(), dyads.codes[1][int(a)].as_py()],
            "role": None if alike[a] else "one-way",
            "date_from": date(int(dyads.year[a]), 1, 1),
            "date_to": None if dyads.year[b] == last else date(int(dyads.year[b]), 12, 31),
            "precision": "year",
            "clauses": [clause for i, clause in enumerate(columns.values()) if bits[a] >> i & 1],
        }
        for a, b in spells
    ]
    none = dyads.good & (bits == 0) & ~second
    aside = {"mirror": int(second.sum()), "no obligation": int(none.sum())}
    yield Batch(
        {"ties": pa.Table.from_pylist(rows, schema=TIE)},
        len(bits),
        int(bound.sum()),
        {k: v for k, v in aside.items() if v},
        dyads.rejects(),
        dyads.coverage(source, "ties", bound, _NOTE),
    )


def _bits(frame: pa.Table, columns: dict[str, str]) -> IntArray:
    """The obligations of each row as one number, a bit a column."""
    bits = np.zeros(frame.num_rows, np.int64)
    for i, c in enumerate(columns):
        bits += (frame[c].combine_chunks().to_numpy(zero_copy_only=False) == 1) * (1 << i)
    return bits
