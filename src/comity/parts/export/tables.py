"""A watch's table as CSV, JSON or Parquet: one row per hotspot, or per finding at one hotspot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from comity.faces.present.sanitize import as_csv
from comity.lake.storage.manifest import VERSION
from comity.parts.export.findings import findings
from comity.records.finding import as_row
from comity.watch import Watch

Rows = Sequence[dict[str, Any]]


def rows(watch: Watch, hotspot: str = "") -> Rows:
    """Return one row per hotspot (watched place) or, if ``hotspot`` is given, one row per finding there."""
    if not hotspot:
        table: Rows = watch.table().to_pylist()
        return table
    return [
        {"part": t.part, **as_row(t.finding), "records": "; ".join(t.finding.records)}
        for t in findings(watch, hotspot)
    ]


def csv(rows: Rows) -> bytes:
    """Return the rows as CSV; cells that a spreadsheet would run as a formula are changed to text."""
    return as_csv(rows).encode()


def write_json(watch: Watch, rows: Rows) -> bytes:
    """Return the rows as a JSON document, with the version, the data fingerprint and citations."""
    whole = {
        "heading": watch.heading(),
        "group": watch.group.id,
        "version": VERSION,
        "data": watch.view.fingerprint(),
        "as_of": watch.as_of,
        "data_to": watch.data_to,
        "rows": list(rows),
        "cite": watch.cite(),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def parquet(watch: Watch, rows: Rows) -> bytes:
    """Return the rows as Parquet, with the version, data fingerprint and citations as file metadata."""
    table = pa.Table.from_pylist(list(rows))
    about = {
        "heading": watch.heading(),
        "version": VERSION,
        "data": watch.view.fingerprint(),
        "cite": watch.cite(),
    }
    out = BytesIO()
    pq.write_table(table.replace_schema_metadata(about), out)
    return out.getvalue()
