"""Correlates of War diplomatic exchange (Bayer, v2006.1): envoys between two states, some five years apart.

A tie joins the moments in a row at which the same levels of representation were seen.  Between two
moments nothing was looked at, and after 2005 nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.records.identity import record_id
from comity.records.rejects import Reject
from comity.records.schemas import TIE
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import rows as _rows
from comity.sources.kit.dyad_years import DyadYears, folded, runs
from comity.sources.kit.register import Register, header
from comity.types import IntArray

COLUMNS = ("ccode1", "ccode2", "year", "DR_at_1", "DR_at_2", "DE", "version")
"""Columns as published."""

ID = "diplomatic_exchange"
LEVELS = {0: "none", 1: "chargé d'affaires", 2: "minister", 3: "ambassador", 9: "other"}
"""Level of representation as coded -> in words."""

_WORDS = ("who stands at the first", "who stands at the second")


def _read(file: SourceFile) -> Iterator[Batch]:
    rows = _rows.of_csv(file, COLUMNS)
    numbers = np.array([[_digits(r[c]) for c in COLUMNS[:6]] for _, r in rows.rows], np.int64).reshape(-1, 6)
    frame = pa.table({c: numbers[:, i] for i, c in enumerate(COLUMNS[:6])})
    dyads = DyadYears.of(frame)
    at_1, at_2, any_at_all = (numbers[:, i] for i in (3, 4, 5))
    sense = (
        dyads.good & np.isin(at_1, tuple(LEVELS)) & np.isin(at_2, tuple(LEVELS)) & np.isin(any_at_all, (0, 1))
    )
    again = sense & dyads.repeated()
    sense &= ~again
    second = sense & _is_mirror(dyads, at_1, at_2, any_at_all)
    accepted = sense & (any_at_all == 1) & ~second
    at = np.flatnonzero(accepted)
    moments = np.unique(dyads.year[sense])
    step = np.searchsorted(moments, dyads.year).astype(np.int64)
    keys = [
        dyads.first[at],
        dyads.second[at],
        folded(dyads.codes[0])[at],
        folded(dyads.codes[1])[at],
        at_1[at],
        at_2[at],
    ]
    spells = [(int(at[a]), int(at[b])) for a, b in runs(keys, step[at])]
    row_no = [i for i, _ in rows.rows]
    last = int(moments[-1]) if len(moments) else 0
    ties = [_tie(file, dyads, (at_1, at_2), row_no[a], a, b, last) for a, b in spells]
    aside = dict(rows.set_aside)
    none = sense & (any_at_all == 0) & ~second
    for rule, n in (("repeat", again.sum()), ("mirror", second.sum()), ("no exchange", none.sum())):
        if n:
            aside[rule] = int(n)
    rejects = rows.rejects + [
        Reject(row_no[i], "row", "a state, the year or a level is none", str(numbers[i].tolist()))
        for i in np.flatnonzero(~sense & ~again)
    ]
    sight = dyads.coverage(ID, "ties", sense, f"looked at in {', '.join(map(str, moments.tolist()))} alone")
    yield Batch(
        {"ties": pa.Table.from_pylist(ties, schema=TIE)},
        rows.row_count,
        int(accepted.sum()),
        aside,
        rejects,
        sight,
    )


def _tie(
    file: SourceFile,
    dyads: DyadYears,
    levels: tuple[IntArray, IntArray],
    row_no: int,
    a: int,
    b: int,
    last: int,
) -> dict[str, Any]:
    """The tie of a run from row ``a`` to row ``b``; open if it reaches the last moment looked at."""
    return {
        "record_id": record_id(ID, f"{dyads.first[a]}:{dyads.second[a]}:{dyads.year[a]}"),
        "source": ID,
        "file_id": file.file_id,
        "row_no": row_no,
        "known_on": date(int(dyads.year[a]), 12, 31),
        "kind": "diplomatic-exchange",
        "members": [c[a].as_py() for c in dyads.codes],
        "date_from": date(int(dyads.year[a]), 1, 1),
        "date_to": None if dyads.year[b] == last else date(int(dyads.year[b]), 12, 31),
        "precision": "year",
        "clauses": [f"{w}: {LEVELS[int(v[a])]}" for w, v in zip(_WORDS, levels, strict=True)],
    }


def _is_mirror(dyads: DyadYears, at_1: IntArray, at_2: IntArray, exchange: IntArray) -> npt.NDArray[np.bool_]:
    """Rows of the second order that say what the first order says."""
    mirror = dyads.mirror()
    alike = (at_1 == at_2[mirror]) & (at_2 == at_1[mirror]) & (exchange == exchange[mirror])
    out: npt.NDArray[np.bool_] = (mirror >= 0) & alike & (dyads.first > dyads.second)
    return out


def _digits(cell: str) -> int:
    """Whole number of a cell, -1 where it is none."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 6 else -1


SOURCES = (Register(ID, header(",".join(f'"{c}"' for c in COLUMNS), ",".join(COLUMNS)), _read),)
