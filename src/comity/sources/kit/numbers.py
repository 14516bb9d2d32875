"""Reading of number columns from a quoted text file that fits in memory; invalid rows become rejects."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from comity.records.schemas import RAW_LIMIT, Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit.delimited import Piece, split_quoted

#: Texts of a cell without a known value.
MISSING = frozenset({"", "NA"})


def heading(sample: Sample) -> tuple[str, ...]:
    """Return the names in the first line of a comma-separated file; () if the line cannot be split."""
    lines = sample.lines(1)
    return _split(lines[0]) if lines else ()


@lru_cache(maxsize=4)
def _split(line: str) -> tuple[str, ...]:
    """Split a line into cells; cached because many sources look at the same line."""
    try:
        return tuple(next(csv.reader(io.StringIO(line), strict=True), []))
    except csv.Error:
        return ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The rows of a file whose needed cells are all numbers or missing (NaN).

    ``account`` counts all rows and rejects the invalid ones; the caller must add the valid ones.
    """

    row_no: npt.NDArray[np.int64]
    columns: dict[str, npt.NDArray[np.float64]]
    account: Batch


def read_columns(file: SourceFile, names: tuple[str, ...], wanted: Collection[str]) -> Numbers:
    """Read the columns ``wanted`` of a file whose heading is ``names``."""
    out = Batch({}, 0, 0)
    row_no: list[npt.NDArray[np.int64]] = [np.zeros(0, np.int64)]
    columns: dict[str, list[npt.NDArray[np.float64]]] = {c: [np.zeros(0)] for c in wanted}
    for piece in split_quoted(file, names):
        bad = _bad_rows(piece, wanted)
        good = np.array([i not in bad for i in range(piece.table.num_rows)], bool)
        out.row_count += piece.row_count
        out.rejects += piece.rejects
        for rule, n in piece.set_aside.items():
            out.set_aside[rule] = out.set_aside.get(rule, 0) + n
        for i, (column, cell) in sorted(bad.items()):
            raw = "|".join(str(v) for v in piece.table.slice(i, 1).to_pylist()[0].values())[:RAW_LIMIT]
            out.rejects.append(
                Reject(int(piece.row_no[i]), "number", f"{cell[:40]!r} is no number for {column}", raw)
            )
        row_no.append(piece.row_no[good])
        for c in wanted:
            cells = [v for v, g in zip(piece.table[c].to_pylist(), good.tolist(), strict=True) if g]
            columns[c].append(np.array([_number(v) for v in cells], np.float64))
    return Numbers(np.concatenate(row_no), {c: np.concatenate(v) for c, v in columns.items()}, out)


def _bad_rows(piece: Piece, wanted: Collection[str]) -> dict[int, tuple[str, str]]:
    """Return by row index the column and cell that is neither a number nor missing."""
    out: dict[int, tuple[str, str]] = {}
    for c in wanted:
        values = piece.table[c].unique().to_pylist()
        wrong = {v for v in values if _number(v) is None}
        for i, v in enumerate(piece.table[c].to_pylist() if wrong else ()):
            if v in wrong:
                out.setdefault(i, (c, v))
    return out


def _number(cell: str) -> float | None:
    text = cell.strip()
    if text in MISSING:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
