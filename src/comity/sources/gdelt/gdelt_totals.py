"""How many events GDELT has on each day, in all or by place: to tell a rise of acts from a rise of news.

Three layouts: GDELT's own daily totals (``date,count``) and totals by country (``date,place,count``), both
without header; and an R data frame of CountryCode, Count and Date.  Places are FIPS 10-4 codes of where
the event was, not of who acted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import flows
from comity.sources.kit.peek import frame_start
from comity.sources.kit.rdata_file import read_frames
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Aside, Row, gather
from comity.vocabulary.columns import resolve_column

ID = "gdelt_totals"

DAILY, BY_PLACE, FRAME = ("date", "count"), ("date", "place", "count"), ("CountryCode", "Count", "Date")
FIRST = date(1979, 1, 1)
"""First day of GDELT: totals of earlier days count events whose date was misread."""
MEASURE = "events in all"
ROWS = 200_000
"""Rows of a data frame in a piece."""

_LINE = re.compile(r"\d{8}(,[A-Z0-9]{0,2})?,\d+", re.ASCII)


def _known(sample: Sample) -> bool:
    """By lines of a day, perhaps a place, and a count; or by a data frame of three columns.

    R writes the names of columns after their values, so of a large frame only its shape can be seen, and
    its name has to say counts.
    """
    lines = [x for x in sample.lines(10) if x]
    if lines and sum(bool(_LINE.fullmatch(x)) for x in lines) * 2 > len(lines):
        return True
    return _is_frame(sample)


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; a data frame in pieces of :data:`ROWS`.

    Raises
    ------
    SourceError
        When the file has none of the layouts.
    """
    with file.open() as stream:
        sample = Sample(file.name, stream.read(1 << 16))
    if _is_frame(sample):
        yield from _frame(file)
        return
    if not _known(sample):
        raise SourceError(f"{file.place} has not the layout of GDELT's totals.")
    first = next(x for x in sample.lines(10) if _LINE.fullmatch(x))
    columns = BY_PLACE if first.count(",") == 2 else DAILY
    batch = gather("flows", ID, file, flows.of_lines(file, columns), _records)
    yield from flows.seen_from_to(batch, ID, "")


def _is_frame(sample: Sample) -> bool:
    start = frame_start(sample.head)
    return start is not None and start.columns == 3 and "count" in sample.name.lower()


def _records(row: Row) -> list[Row] | Aside:
    period = flows.day(row["date"])
    value = flows.count(row["count"])
    if period[0] < FIRST:
        return Aside("day before GDELT begins")
    place = row.get("place")
    what = "the whole stream" if place is None else "by place"
    key = (row["date"], place or "", what)
    return [flows.flow(key, period, ("", place or ""), "fips", (MEASURE, "events"), value, what)]


def _frame(file: SourceFile) -> Iterator[Batch]:
    frame = next((t for t in read_frames(file).values() if tuple(t.column_names) == FRAME), None)
    kinds = (pa.types.is_dictionary, pa.types.is_integer, pa.types.is_date)
    if frame is None or not all(k(frame[c].type) for k, c in zip(kinds, FRAME, strict=True)):
        raise SourceError(f"{file.place} has no data frame of the columns {', '.join(FRAME)}.")
    met = pa.table({"key": pa.array([], pa.string())})
    for start in range(0, frame.num_rows, ROWS):
        batch, met = _part(file, frame.slice(start, ROWS).combine_chunks(), start, met)
        yield batch


def _part(file: SourceFile, t: pa.Table, start: int, met: pa.Table) -> tuple[Batch, pa.Table]:
    row_no = pa.array(range(start + 1, start + 1 + t.num_rows), pa.int64())
    place, value, day = (t[c].combine_chunks() for c in FRAME)
    place = place.cast(pa.string())
    known = pc.and_(
        pc.and_(pc.is_valid(place), pc.is_valid(day)), pc.fill_null(pc.greater_equal(value, 0), False)
    )
    wrong = [
        Reject(i, "missing", "the row lacks its place, day or count")
        for i in row_no.filter(pc.invert(known)).to_pylist()
    ]
    place, value, day, row_no = (c.filter(known) for c in (place, value, day, row_no))
    days = pc.strftime(day, "%Y%m%d")
    key = pc.binary_join_element_wise(days, place, "by place, an author's copy", ":")
    new = pc.invert(pc.is_in(key, met["key"].combine_chunks()))
    first = pa.table({"key": key, "i": range(len(key))}).group_by("key").aggregate([("i", "min")])
    new = pc.and_(new, pc.is_in(pa.array(range(len(key)), pa.int64()), first["i_min"].combine_chunks()))
    batch = _flow_table(file, *(c.filter(new) for c in (key, place, value, day, row_no)))
    repeats = len(key) - batch.num_rows
    aside = {"repeat": repeats} if repeats else {}
    out = Batch({"flows": batch}, t.num_rows, batch.num_rows, aside, wrong)
    if batch.num_rows:
        span = pc.min_max(batch["date_from"]).as_py()
        out.coverage = [Coverage(ID, "flows", span["min"], span["max"])]
    return out, pa.table({"key": pa.chunked_array([*met["key"].chunks, key.filter(new)])})


def _flow_table(
    file: SourceFile, key: pa.Array, place: pa.Array, value: pa.Array, day: pa.Array, row_no: pa.Array
) -> pa.Table:
    receiver = resolve_column(resolve_column(place, "fips", day), "iso3", day)
    values = {
        "record_id": pc.binary_join_element_wise(ID, key, ":"),
        "source": ID,
        "file_id": file.file_id,
        "row_no": row_no,
        "known_on": day,
        "date_from": day,
        "date_to": day,
        "receiver": receiver,
        "receiver_raw": place,
        "measure": MEASURE,
        "value": value,
        "unit": "events",
        "what": "by place, an author's copy",
    }
    return flows.table(len(key), values)


SOURCES: tuple[Source, ...] = (Register(ID, _known, _read),)
