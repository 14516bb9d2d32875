"""Many small GDELT event files read as one: what a file costs beside its rows is then paid once.

The batches are those that each file gives when it is read alone.  A file with anything in doubt (a line of
another width, a field that cannot be read, an altered layout) is not read here but left to be read alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from comity.sources import _delimited, _gdelt
from comity.sources._events import Check, Once, event_table
from comity.sources.base import Batch, Sample, SourceFile


def read(files: Sequence[SourceFile], stream: str) -> list[Batch | None]:
    """One batch a file, without coverage; ``None`` for a file that must be read alone."""
    tables = {i: t for i, f in enumerate(files) if (t := _sound(f, stream)) is not None}
    if not tables:
        return [None] * len(files)
    sizes = [t.num_rows for t in tables.values()]
    table = pa.concat_tables(tables.values()).unify_dictionaries().combine_chunks()
    row_no = np.concatenate([np.arange(1, n + 1) for n in sizes])
    check = Check(_delimited.Piece(table, row_no, table.num_rows))
    ids, columns = _gdelt.read_columns(check, _gdelt.raw(stream), "")
    which = pa.array(np.repeat(np.arange(len(sizes), dtype=np.int32), sizes))
    columns["file_id"] = pa.DictionaryArray.from_arrays(which, pa.array([files[i].file_id for i in tables]))
    events = event_table(table.num_rows, columns)
    out, start = dict[int, Batch](), 0
    for i, n in zip(tables, sizes, strict=True):
        mine = slice(start, start + n)
        if not check.bad[mine].any():
            out[i] = _batch(events.slice(start, n), Once().repeats(ids[mine], np.ones(n, bool)))
        start += n
    return [out.get(i) for i in range(len(files))]


def _sound(file: SourceFile, stream: str) -> pa.Table | None:
    """The columns wanted of a file as published, ``None`` where any line of it must be looked at."""
    with file.open() as start:
        data = start.read(_delimited.BLOCK + 1)
    found = _gdelt.layout(Sample(file.name, data[: 1 << 16]))
    if found != _gdelt.raw(stream) or len(data) > _delimited.BLOCK:
        return None
    return _delimited.sound(data, found.columns, found.delimiter, _gdelt.TYPES)


def _batch(events: pa.Table, repeats: np.ndarray) -> Batch:
    n, again = len(repeats), int(repeats.sum())
    if not again:
        return Batch({"events": events}, n, n)
    return Batch({"events": events.filter(pa.array(~repeats))}, n, n - again, {"repeat": again})
