"""ICEWS added up by directed pair and year: the data frame ``icews`` of the R package netify."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit.dyads import CLASSES, flows, four, state
from comity.sources.kit.rdata_file import first_object, read_frames
from comity.sources.kit.register import Register

COUNTS = ("verbCoop", "matlCoop", "verbConf", "matlConf")
ROWS = 25_000
"""Rows of a piece; each gives four records."""


def _known(sample: Sample) -> bool:
    """Whether the first object saved is called ``icews``."""
    return first_object(sample.head) == "icews"


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read the frame.

    Raises
    ------
    SourceError
        When the file is not R data or its frame has not the columns of netify's ``icews``.
    """
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
    """The years of the frame, for the states that are in it."""
    span = pc.min_max(frame["year"]).as_py()
    if span["min"] is None or not 1900 <= span["min"] <= span["max"] <= 2100:
        raise SourceError("The years of netify's icews run from 1900 to 2100 at most: get the file again.")
    names = pc.unique(frame["i"].cast(pa.string()))
    codes = state(names, pa.repeat(pa.scalar(int(span["max"]), pa.int32()), len(names)), "any-name")
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
    columns = {
        "row_no": four(pa.array(row_no[known])),
        "year": four(year),
        "a": four(names[0]),
        "b": four(names[1]),
        "sender": four(state(names[0], year, "any-name")),
        "receiver": four(state(names[1], year, "any-name")),
        "what": pa.array(CLASSES * len(year), pa.string()),
        "value": pa.array(counts.ravel(), from_pandas=True),
    }
    return Batch(
        {"flows": flows(file, "icews_dyads", "events", columns)}, len(known), len(year), {}, wrong, sight
    )


SOURCES: tuple[Source, ...] = (Register("icews_dyads", _known, _read),)
