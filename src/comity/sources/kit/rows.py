"""Reading row by row: each row gives records, is set aside by a rule, or is a reject.

A source provides a function that converts one row (:data:`Read`), and :func:`gather` accounts for all rows.
An identical row is a repeat. Rows that give different versions of one record are all rejects.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import FLOW, TABLES, Reject, record_id
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit.delimited import Piece, split_quoted

#: One row: column -> cell, as read.
Row = dict[str, Any]


class RowError(Exception):
    """An error about an invalid value in a row, which becomes a :class:`Reject`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Aside:
    """A row left out by a named rule."""

    rule: str


#: Converts a row into records without provenance, whose ``record_id`` is the key only, or into the rule that
#: sets the row aside. It raises :class:`RowError` for an unreadable row.
Read = Callable[[Row], list[Row] | Aside]


@dataclass(slots=True)
class Rows:
    """The numbered rows of a file, and counts of rows already set aside or rejected."""

    rows: list[tuple[int, Row]]
    row_count: int
    set_aside: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def read_csv(file: SourceFile, columns: tuple[str, ...]) -> Rows:
    """Return the rows of a comma-separated file whose header has exactly these columns.

    Raises
    ------
    SourceError
        When the header differs.
    """
    with file.open() as stream:
        top = Sample(file.name, stream.read(1 << 16)).lines(1)
    if not top or not columns or tuple(next(csv.reader(top), [])) != columns:
        raise SourceError(f"{file.place} does not begin with the header {','.join(columns[:6])} ... .")
    return read_quoted(file, columns)


def read_quoted(file: SourceFile, columns: tuple[str, ...]) -> Rows:
    """Return the rows of a comma-separated file under new column names; the first line is set aside."""
    return join_pieces(split_quoted(file, columns))


def join_pieces(pieces: Iterable[Piece]) -> Rows:
    """Join the pieces of a file that was split line by line."""
    out = Rows([], 0)
    for piece in pieces:
        out.row_count += piece.row_count
        out.rejects += piece.rejects
        for rule, n in piece.set_aside.items():
            out.set_aside[rule] = out.set_aside.get(rule, 0) + n
        out.rows += zip(piece.row_no.tolist(), piece.table.to_pylist(), strict=True)
    return out


def gather(table: str, source: str, file: SourceFile, rows: Rows, read: Read) -> Batch:
    """Return all records of a file that fits in memory, as one batch without coverage."""
    out = Batch({}, rows.row_count, 0, dict(rows.set_aside), list(rows.rejects))
    versions: dict[str, set[str]] = {}
    parsed: list[tuple[int, str, list[Row]]] = []
    for row_no, row in rows.rows:
        raw = ", ".join("" if v is None else str(v) for v in row.values())
        try:
            records = read(row)
        except RowError as e:
            out.rejects.append(Reject(row_no, e.reason, str(e), raw))
            continue
        if isinstance(records, Aside):
            out.set_aside[records.rule] = out.set_aside.get(records.rule, 0) + 1
            continue
        parsed.append((row_no, raw, records))
        versions.setdefault(records[0]["record_id"], set()).add(raw)
    accepted = dict[str, Row]()
    for row_no, raw, records in parsed:
        key = records[0]["record_id"]
        if len(versions[key]) > 1:
            detail = "another row tells this record differently"
            out.rejects.append(Reject(row_no, "twice", detail, raw))
        elif key in accepted:
            out.set_aside["repeat"] = out.set_aside.get("repeat", 0) + 1
        else:
            accepted |= {r["record_id"]: r | _provenance(source, file, row_no, r) for r in records}
            out.accepted += 1
    out.tables[table] = pa.Table.from_pylist(list(accepted.values()), schema=TABLES[table])
    return out


def _provenance(source: str, file: SourceFile, row_no: int, record: Row) -> Row:
    identity = record_id(source, record["record_id"])
    return {"record_id": identity, "source": source, "file_id": file.file_id, "row_no": row_no}


def flow_table(n: int, values: dict[str, Any]) -> pa.Table:
    """Return ``n`` rows of flows; ``values`` are arrays, or one value for all; absent columns are null."""
    out = []
    for f in FLOW:
        value = values.get(f.name)
        array = value if isinstance(value, pa.Array) else pa.repeat(pa.scalar(value, f.type), n)
        out.append(array.cast(f.type))
    return pa.Table.from_arrays(out, schema=FLOW)


def only_counted(rows: Rows, rule: str) -> Iterator[Batch]:
    """Yield the batch of a file without records: the rule ``rule`` sets every row aside."""
    aside = dict(rows.set_aside)
    if rows.rows:
        aside[rule] = len(rows.rows)
    yield Batch({}, rows.row_count, 0, aside, list(rows.rejects))


def attach_coverage(batch: Batch, sight: Iterable[Coverage]) -> Iterator[Batch]:
    """Yield the batch with its coverage, or without coverage if it has no records."""
    if any(t.num_rows for t in batch.tables.values()):
        batch.coverage = list(sight)
    yield batch


def codes(batch: Batch, table: str, *columns: str) -> frozenset[str]:
    """Return every code in these columns of the batch; a column may hold texts or lists of texts."""
    distinct: set[str] = set()
    for column in columns:
        values = batch.tables[table][column]
        flat = values.combine_chunks().flatten() if pa.types.is_list(values.type) else values
        distinct |= {v for v in flat.unique().to_pylist() if v}
    return frozenset(distinct)


def parse_whole(value: Any, what: str) -> int:
    """Return the whole number in a cell (``12``, ``"12"``, ``12.0``).

    Raises
    ------
    RowError
        When the cell has no whole number.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise RowError("number", f"{value!r} is no {what}") from None
    if not abs(number) < 1e15 or number != int(number):
        raise RowError("number", f"{value!r} is no whole number, as a {what} must be")
    return int(number)


def amount(value: Any, what: str) -> float | None:
    """Return the number in a cell, ``None`` for a blank.

    Raises
    ------
    RowError
        When the cell has other text, or the number is not finite.
    """
    if value is None or str(value).strip() in ("", "NA", "N/A"):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise RowError("number", f"{value!r} is no {what}") from None
    if not abs(number) < float("inf"):
        raise RowError("number", f"{value!r} is no finite {what}")
    return number


def year(value: Any, first: int = 1400, last: int = 2100) -> int:
    """Return a year between ``first`` and ``last``; raise :class:`RowError` for any other value."""
    number = parse_whole(value, "year")
    if not first <= number <= last:
        raise RowError("date", f"{number} is no year between {first} and {last}")
    return number


def year_span(y: int) -> tuple[date, date]:
    """Return the first and last day of a year."""
    return date(y, 1, 1), date(y, 12, 31)


_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def stretch(text: str) -> tuple[date, date, str]:
    """Return the first day, last day and precision of ``2019``, ``2019-02`` or ``2019-02-28``.

    Raises
    ------
    ValueError
        When the text is not such a date.
    """
    match = _PARTIAL.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a date like 2019, 2019-02 or 2019-02-28")
    year, month, day = (int(p) if p else 0 for p in match.groups())
    if day:
        exact = date(year, month, day)
        return exact, exact, "day"
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
    return date(year, 1, 1), date(year, 12, 31), "year"


def american(text: str) -> date:
    """Parse a date with the month first, such as ``2/28/2019``.

    Raises
    ------
    ValueError
        When the text is not such a date.
    """
    match = _AMERICAN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a date like 2/28/2019")
    month, day, year = map(int, match.groups())
    return date(year, month, day)
