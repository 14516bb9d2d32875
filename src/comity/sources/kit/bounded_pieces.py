"""Reading of large files row by row, in pieces that fit in memory.

Each row gives a record, is set aside by a rule, or is a reject (unreadable). Of several rows with one id the
first counts. :func:`comity.sources.kit.rows.gather` does the same for files that fit in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.records.coverage import Coverage
from comity.records.schemas import TABLES, Reject, record_id
from comity.sources.base import Batch, SourceFile
from comity.sources.kit.delimited import Piece
from comity.sources.kit.rows import Aside, RowError

Record = dict[str, Any]
#: Converts a row into a record, whose ``record_id`` is the key only, or into the rule that sets the row
#: aside. It raises ``RowError`` for an unreadable row.
Read = Callable[[dict[str, str]], Record | Aside]


def read_pieces(
    source: str, table: str, file: SourceFile, pieces: Iterable[Piece], read: Read
) -> Iterator[Batch]:
    """Yield one batch of records per piece of a file, converting each row with ``read``."""
    met: set[str] = set()
    for piece in pieces:
        batch = Batch({}, piece.row_count, 0, dict(piece.set_aside), list(piece.rejects))
        records = []
        for row_no, row in zip(piece.row_no.tolist(), piece.table.to_pylist(), strict=True):
            try:
                record = read(row)
            except RowError as e:
                batch.rejects.append(Reject(row_no, e.reason, str(e), "\t".join(row.values())))
                continue
            rule = record.rule if isinstance(record, Aside) else "repeat"
            if isinstance(record, Aside) or record["record_id"] in met:
                batch.set_aside[rule] = batch.set_aside.get(rule, 0) + 1
                continue
            met.add(record["record_id"])
            key = record_id(source, record["record_id"])
            records.append(
                record | {"record_id": key, "source": source, "file_id": file.file_id, "row_no": row_no}
            )
        batch.accepted = len(records)
        batch.tables[table] = pa.Table.from_pylist(records, schema=TABLES[table])
        yield batch


def add_sample_coverage(batch: Batch, source: str, day: str, note: str) -> Batch:
    """Add the days of the records to the batch as coverage of a sample, where gaps prove nothing."""
    for table, records in batch.tables.items():
        if records.num_rows:
            span = pc.min_max(records[day]).as_py()
            batch.coverage.append(
                Coverage(source, table, span["min"], span["max"], selective=True, note=note)
            )
    return batch


def parse_whole(text: str, what: str, most: int = 2**31 - 1) -> int | None:
    """Return a whole number, ``None`` for a blank; raise ``RowError`` for other text."""
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.removeprefix("-").isdigit() or abs(int(text[:20])) > most:
        raise RowError("number", f"{text!r} is no {what}")
    return int(text)


def scale_number(text: str, scale: int, what: str) -> int | None:
    """Return a number as ``floor(x * scale + 0.5)``, ``None`` for a blank."""
    text = text.strip()
    if not text:
        return None
    try:
        value = float(text) * scale
    except ValueError:
        value = float("nan")
    if not abs(value) < 2**31 - 1:
        raise RowError("number", f"{text!r} is no {what}")
    return int((value + 0.5) // 1)
