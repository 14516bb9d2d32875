"""ICEWS event counts by acting state, target state and year, from the R package netify."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.kit.events import map_pairs
from comity.sources.kit.rdata_file import first_object, read_frames
from comity.sources.kit.rows import flow_table
from comity.vocabulary.states import code_on

COUNTS = ("verbCoop", "matlCoop", "verbConf", "matlConf")
#: Classes of events in the columns, in the order of the quad classes 1 to 4.
CLASSES = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
#: Rows of a piece; each row gives four records.
ROWS = 25_000


def _recognise(sample: Sample) -> bool:
    return first_object(sample.head) == "icews"


def _read(file: SourceFile) -> Iterator[Batch]:
    frames = read_frames(file)
    wanted = ("i", "j", "year", *COUNTS)
    frame = next((t for t in frames.values() if set(wanted) <= set(t.column_names)), None)
    if frame is None:
        raise SourceError(f"{file.place} has no data frame with the columns {', '.join(wanted)}.")
    if any(not pa.types.is_floating(frame[c].type) for c in ("year", *COUNTS)):
        raise SourceError(f"{file.place} has columns of another kind than netify's icews.")
    sight = _sight(frame)
    for start in range(0, frame.num_rows, ROWS):
        yield _batch(file, frame.select(wanted).slice(start, ROWS), start, sight)


def _sight(frame: pa.Table) -> list[Coverage]:
    """Return the coverage of the table: its years, and the states in it."""
    span = pc.min_max(frame["year"]).as_py()
    if span["min"] is None or not 1900 <= span["min"] <= span["max"] <= 2100:
        raise SourceError("The years of netify's icews run from 1900 to 2100 at most: get the file again.")
    names = pc.unique(frame["i"].cast(pa.string()))
    codes = _state(names, pa.repeat(pa.scalar(int(span["max"]), pa.int32()), len(names)))
    first, last = date(int(span["min"]), 1, 1), date(int(span["max"]), 12, 31)
    return [Coverage("icews_dyads", "flows", first, last, states=frozenset(codes.drop_null().to_pylist()))]


def _batch(file: SourceFile, t: pa.Table, start: int, sight: list[Coverage]) -> Batch:
    row_no = np.arange(start + 1, start + 1 + t.num_rows)
    known = np.asarray(pc.and_(pc.and_(pc.is_valid(t["i"]), pc.is_valid(t["j"])), pc.is_valid(t["year"])))
    wrong = [Reject(int(i), "missing", "the row names no pair or no year") for i in row_no[~known]]
    t = t.filter(pa.array(known)).combine_chunks()
    year = t["year"].combine_chunks().cast(pa.int32(), safe=False)
    names = [t[c].combine_chunks().cast(pa.string()) for c in "ij"]
    counts = np.column_stack([np.asarray(t[c], float) for c in COUNTS])
    a, b = names
    states = _state(a, year), _state(b, year)
    # Each row gives four records, one per class.
    four = pa.array(np.repeat(np.arange(len(year)), len(CLASSES)))
    what = pa.array(CLASSES * len(year), pa.string())
    key = pc.binary_join_element_wise("icews_dyads", year.cast(pa.string()), a, b, ":").take(four)
    values: dict[str, Any] = {
        "record_id": pc.binary_join_element_wise(key, what, ":"),
        "source": "icews_dyads",
        "file_id": file.file_id,
        "row_no": pa.array(row_no[known]).take(four),
        "known_on": _day(year, "12-31").take(four),
        "date_from": _day(year, "01-01").take(four),
        "date_to": _day(year, "12-31").take(four),
        "sender": states[0].take(four),
        "receiver": states[1].take(four),
        "sender_raw": a.take(four),
        "receiver_raw": b.take(four),
        "measure": "events",
        "value": pa.array(counts.ravel(), from_pandas=True),
        "unit": "events",
        "what": what,
    }
    return Batch({"flows": flow_table(len(what), values)}, len(known), len(year), {}, wrong, sight)


def _day(year: pa.Array, day: str) -> pa.Array:
    return pc.strptime(pc.binary_join_element_wise(year.cast(pa.string()), day, "-"), "%Y-%m-%d", "s")


def _state(names: pa.Array, year: pa.Array) -> pa.Array:
    """Return the state that each name meant on 1 July of its year (``RUS`` in 1980 is the Soviet Union)."""
    return map_pairs(names, year, lambda name, y: code_on(name, "any-name", date(y, 7, 1)))


SOURCES: tuple[Source, ...] = (Register("icews_dyads", _recognise, _read),)
