"""Rows that could not be read: data, kept with their reason, never a traceback and never a silent skip."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

RAW_LIMIT = 500
"""How many characters of a rejected row are kept."""

#: Name of the table of rows that could not be read.
REJECTS = "rejects"

REJECT = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("file_id", pa.string(), nullable=False),
        pa.field("row_no", pa.int64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("detail", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be read.

    ``reason`` is a short stable word (``width``, ``date``, ``number``, ``unknown-state``, ``encoding``
    ...), ``detail`` a sentence for a reader, ``raw`` the row itself, cut at :data:`RAW_LIMIT`.
    """

    row_no: int
    reason: str
    detail: str
    raw: str = ""


def to_table(source: str, file_id: str, rejects: list[Reject]) -> pa.Table:
    """Rejects of one file as an Arrow table of schema :data:`REJECT`."""
    return pa.table(
        {
            "source": [source] * len(rejects),
            "file_id": [file_id] * len(rejects),
            "row_no": [r.row_no for r in rejects],
            "reason": [r.reason for r in rejects],
            "detail": [r.detail for r in rejects],
            "raw": [r.raw[:RAW_LIMIT] for r in rejects],
        },
        schema=REJECT,
    )
