"""GDELT added up by pair and year, as two others did it (comma-separated, with a header).

*Either way*: Source, Target, Year, QuadClass, ECount ... of TemporalPoliMap; only events in which the
Source state's actor has a government role, both directions together, so Source is not who began.
*Directed*: one row a pair in a file per year of GDELT_TGNN, with the shares of the four classes (or,
for 2007 and 2008, without) and the number of events; the header repeats its first two names.  The same
rows of several years may lie in one Parquet file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import delimited
from comity.sources.kit.dyads import CLASSES, flows, state
from comity.sources.kit.register import Register

EITHER_WAY = (
    "ECount",
    "Target",
    "MaxSources",
    "StdDevSources",
    "NSources",
    "Source",
    "Year",
    "AvgSources",
    "QuadClass",
)
_PAIR = ("Actor1CountryCode", "Actor2CountryCode")
_SHARES = ("Verbal Cooperation", "Material Cooperation", "Verbal Conflict", "Material Conflict")
_SHARES_AS_FILED = ("Material Cooperation", "Verbal Cooperation", "Verbal Conflict", "Material Conflict")
_TAIL = (
    "GoldsteinScale",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Lat",
    "Actor2Geo_Lat",
    "Actor1Geo_Long",
    "Actor2Geo_Long",
    "NumberOfRowsBetweenCountries",
)
_RENAMED = {"a1": _PAIR[0], "a2": _PAIR[1]}
_HEAD = (*_PAIR, *_PAIR, "AlternateGoldsteinScale", "SQLDATE")
DIRECTED = ((*_HEAD, *_SHARES_AS_FILED, *_TAIL), (*_HEAD, "QuadClass", *_TAIL))
ALL = "all classes"


class Count(NamedTuple):
    """One count: where it stands, whose it is, what was counted and how often."""

    row_no: int
    year: int
    a: str
    b: str
    what: str
    value: float


def _known(sample: Sample) -> bool:
    """By the names in the header line; a Parquet file, whose names stand at its end, by its own name."""
    return _header(sample) is not None or _is_parquet(sample)


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file.

    Raises
    ------
    SourceError
        When the header is none of those known, or the file cannot be split into rows.
    """
    with file.open() as stream:
        sample = Sample(file.name, stream.read(2000))
    header = _header(sample)
    if header is None and not _is_parquet(sample):
        raise SourceError(f"{file.place} has not the header of GDELT added up by pair and year.")
    either_way = header == EITHER_WAY
    keys: set[tuple[int, str, str, str]] = set()
    for piece in _parquet(file) if header is None else delimited.quoted(file, _once(header)):
        counts: list[Count] = []
        rejects, accepted, repeats = list(piece.rejects), 0, 0
        for row_no, row in zip(piece.row_no.tolist(), piece.table.to_pylist(), strict=True):
            try:
                records = _either_way(row_no, row) if either_way else _directed(row_no, row)
            except ValueError as e:
                rejects.append(Reject(row_no, "number", f"{e}", ",".join(row.values())))
                continue
            key = (records[0].year, records[0].a, records[0].b, records[0].what)
            if key in keys:
                repeats += 1
                continue
            keys.add(key)
            accepted += 1
            counts += records
        aside = piece.set_aside | ({"repeat": repeats} if repeats else {})
        table = _table(file, counts, "events either way" if either_way else "events")
        yield Batch(
            {"flows": table}, piece.row_count, accepted, aside, rejects, _sight(table, either_way=either_way)
        )


def _header(sample: Sample) -> tuple[str, ...] | None:
    names = tuple(next(iter(sample.lines(1)), "").split(","))
    return names if names in (EITHER_WAY, *DIRECTED) else None


def _is_parquet(sample: Sample) -> bool:
    return sample.head.startswith(b"PAR1") and sample.name == "derived_subset.parquet"


def _parquet(file: SourceFile) -> Iterator[delimited.Piece]:
    """Rows of a Parquet file as text, under the names of the directed header."""
    with file.open() as stream:
        data = stream.read()
    try:
        t = pq.read_table(pa.BufferReader(data), use_threads=False)
        t.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as e:
        raise SourceError(f"{file.place} is damaged ({str(e).splitlines()[0]}): get it again.") from None
    t = t.rename_columns([_RENAMED.get(c, c) for c in t.column_names])
    wanted = (*_PAIR, "SQLDATE", "QuadClass", *_SHARES, "NumberOfRowsBetweenCountries")
    if not set(wanted) <= set(t.column_names):
        raise SourceError(f"{file.place} has not the columns of GDELT added up by pair and year.")
    text = pa.table({c: pc.fill_null(t[c].cast(pa.string()), "") for c in wanted})
    for start in range(0, t.num_rows, delimited.ROWS):
        part = text.slice(start, delimited.ROWS)
        yield delimited.Piece(part, np.arange(start + 1, start + 1 + part.num_rows), part.num_rows)


def _once(header: tuple[str, ...]) -> tuple[str, ...]:
    """The header with a number after a name that stood before."""
    return tuple(f"{n}:{i}" if n in header[:i] else n for i, n in enumerate(header))


def _either_way(row_no: int, row: dict[str, str]) -> list[Count]:
    quad = int(row["QuadClass"])
    if not 1 <= quad <= len(CLASSES):
        raise ValueError(f"{quad} is no quad class from 1 to 4")
    year = _year(row["Year"])
    return [Count(row_no, year, row["Source"], row["Target"], CLASSES[quad - 1], _number(row["ECount"]))]


def _directed(row_no: int, row: dict[str, str]) -> list[Count]:
    year, n = _year(row["SQLDATE"][:4]), _number(row["NumberOfRowsBetweenCountries"])
    a, b = (row[c] for c in _PAIR)
    if row.get("QuadClass"):
        return [Count(row_no, year, a, b, ALL, n)]
    if _SHARES[0] not in row:
        raise ValueError("the row names no quad class")
    # A share times the number of events is a whole number, but for the rounding of the share.
    return [
        Count(row_no, year, a, b, what, float(round(_number(row[share]) * n)))
        for what, share in zip(CLASSES, _SHARES, strict=True)
    ]


def _year(text: str) -> int:
    year = int(text)
    if not 1900 <= year <= 2100:
        raise ValueError(f"{text!r} is no year")
    return year


def _number(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1e12:
        raise ValueError(f"{text!r} is no count or share")
    return value


def _table(file: SourceFile, counts: list[Count], measure: str) -> pa.Table:
    kinds = (pa.int64(), pa.int32(), pa.string(), pa.string(), pa.string(), pa.float64())
    columns = {
        name: pa.array([c[i] for c in counts], kind)
        for i, (name, kind) in enumerate(zip(Count._fields, kinds, strict=True))
    }
    columns["sender"] = state(columns["a"], columns["year"], "cameo")
    columns["receiver"] = state(columns["b"], columns["year"], "cameo")
    return flows(file, "gdelt_dyads", measure, columns)


def _sight(table: pa.Table, *, either_way: bool) -> list[Coverage]:
    """The years of a part; of a file about one state, only that state is seen."""
    if not table.num_rows:
        return []
    days = table["date_from"].to_pylist()
    first, last = min(days), date(max(days).year, 12, 31)
    senders = frozenset(table["sender"].drop_null().unique().to_pylist())
    note = "events in which the state's actor has a government role" if either_way else ""
    states_covered = senders if either_way else None
    return [Coverage("gdelt_dyads", "flows", first, last, states=states_covered, note=note)]


SOURCES: tuple[Source, ...] = (Register("gdelt_dyads", _known, _read),)
