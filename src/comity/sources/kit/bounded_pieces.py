"""Large files told row by row in bounded pieces: each row gives one record, is set aside or is a reject.

Like :func:`comity.sources.kit.rows.gather`, for files too large to be held whole: of rows that bear one id
the first counts, the others are repeats.
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
Read = Callable[[dict[str, str]], Record | Aside]
"""What a row means: a record whose ``record_id`` is the key alone, or a rule; raises ``RowError``."""


def each(source: str, table: str, file: SourceFile, pieces: Iterable[Piece], read: Read) -> Iterator[Batch]:
    """Batches of the pieces of a file, without coverage."""
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


def sampled(batch: Batch, source: str, day: str, note: str) -> Batch:
    """Return batch with its days as coverage of a part: a record is evidence, the absence of one is not."""
    for table, records in batch.tables.items():
        if records.num_rows:
            span = pc.min_max(records[day]).as_py()
            batch.coverage.append(
                Coverage(source, table, span["min"], span["max"], selective=True, note=note)
            )
    return batch


def whole(text: str, what: str, most: int = 2**31 - 1) -> int | None:
    """Return whole number, ``None`` for a blank; :class:`~comity.sources.kit.rows.RowError` if it is none."""
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.removeprefix("-").isdigit() or abs(int(text[:20])) > most:
        raise RowError("number", f"{text!r} is no {what}")
    return int(text)


def scaled(text: str, scale: int, what: str) -> int | None:
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
