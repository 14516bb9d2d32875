"""All exported tables as Parquet files in one folder, with a data dictionary and licences.

The folder is a Frictionless Data Package: ``datapackage.json`` follows version 2 of the standard
(https://datapackage.org).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from comity.errors import ExportError
from comity.faces.present.writing import aside, write
from comity.lake.query.view import View
from comity.lake.storage.manifest import VERSION
from comity.parts.export.dictionary import ExportTable
from comity.parts.export.reference import cards
from comity.sources.cards import Card

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTION = "datapackage.json"
ABOUT = (
    "Each source has its own licence and faults: see the tables sources and coverage. Outside of what is "
    "covered a missing record means nothing."
)
#: Primary keys; a table has one if its first column has one of these names.
KEYS = ("record_id", "id", "code", "file_id")
#: Columns of the panel's primary key (``month`` only in a panel by month).
PANEL_KEY = ("state_a", "state_b", "year", "month")
MEDIA = {".parquet": "application/vnd.apache.parquet", ".csv": "text/csv"}


def parquet_bundle(view: View, tables: Iterable[ExportTable], folder: Path, title: str) -> dict[str, int]:
    """Write one Parquet file per table, then ``datapackage.json``; return the rows of each table.

    Raises
    ------
    ExportError
        When the folder or a file cannot be created.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as e:
        raise ExportError(f"{folder} cannot be made ({e.strerror}): choose another place.") from None
    counted, resources = {}, []
    for table in tables:
        path = folder / f"{table.name}.parquet"
        n = 0
        with aside(path) as part, pq.ParquetWriter(part, table.schema, compression="zstd") as writer:
            for batch in table.batches:
                writer.write_batch(batch)
                n += batch.num_rows
        counted[table.name] = n
        resources.append(describe_table(table, path, n))
    body = json.dumps(describe_package(view, title, resources), ensure_ascii=False, indent=1)
    write(folder / DESCRIPTION, body.encode() + b"\n")
    return counted


def describe_package(view: View, title: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the content of ``datapackage.json``: licences, citations and the tables."""
    return {
        "$schema": PROFILE,
        "name": "comity-export",
        "title": title,
        "description": ABOUT,
        "version": VERSION,
        "data": view.fingerprint(),
        "licenses": [{"name": c.id, "title": f"{c.id}: {c.licence}", **_path(c)} for c in cards(view)],
        "sources": [{"title": c.title, "citation": c.citation, **_path(c)} for c in cards(view)],
        "resources": resources,
    }


def _path(card: Card) -> dict[str, str]:
    return {"path": card.homepage} if card.homepage else {}


def describe_table(table: ExportTable, path: Path, rows: int) -> dict[str, Any]:
    """Return the entry of one table's file in ``datapackage.json``: columns, key, size and hash."""
    data = path.read_bytes()
    key = [n for n in table.schema.names[:1] if n in KEYS] or [
        n for n in PANEL_KEY if n in table.schema.names
    ]
    schema: dict[str, Any] = {
        "fields": [
            {"name": f.name, "type": _kind(f.type), "description": table.column(f.name)} for f in table.schema
        ]
    }
    if key:
        schema["primaryKey"] = key
    return {
        "name": table.name,
        "path": path.name,
        "format": path.suffix[1:].lower(),
        "mediatype": MEDIA[path.suffix.lower()],
        "description": table.about,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "rows": rows,
        "schema": schema,
    }


def _kind(kind: pa.DataType) -> str:
    for test, name in (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_date, "date"),
        (pa.types.is_list, "array"),
    ):
        if test(kind):
            return name
    return "string"
