"""Precomputed tables in the package, each with a digest of the records from which it was computed.

``tools/embed.py --prepared`` makes the tables; a test compares them with a fresh computation. A table that is
damaged or was computed from other records is ignored and computed again.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pyarrow as pa

from comity.lake.storage import derived, manifest, packaged
from comity.lake.storage.manifest import FileEntry
from comity.vocabulary.load import own_files

FOLDER = packaged.FOLDER / "prepared"
ENTRIES = "entries.json"
_OF = b"made of"


def read(name: str, of: str, folder: Path = FOLDER) -> pa.Table | None:
    """Return the table computed from records with digest ``of``; ``None`` if absent or damaged."""
    body = None if own_files("*") else _body(folder / f"{name}.arrow")
    table = body and load_arrow(body)
    return table if table and table.schema.metadata[_OF] == of.encode() else None


def write(name: str, of: str, table: pa.Table, folder: Path = FOLDER) -> None:
    """Write a table computed from the records with the digest ``of``."""
    marked = table.replace_schema_metadata({**(table.schema.metadata or {}), _OF: of.encode()})
    (folder / f"{name}.arrow").write_bytes(derived.seal(dump_arrow(marked)))


@cache
def entries() -> dict[str, FileEntry]:
    """Return the manifest entry of each data file written for comity, by file id."""
    body = None if own_files("*") else _body(FOLDER / ENTRIES)
    return {f.file_id: f for f in manifest.from_json(json.loads(body)).files} if body else {}


def _body(path: Path) -> bytes | None:
    return derived.unseal(path.read_bytes()) if path.exists() else None


def dump_arrow(table: pa.Table) -> bytes:
    """Return a table as the bytes of a compressed Arrow file."""
    out = pa.BufferOutputStream()
    with pa.ipc.new_file(out, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
        file.write_table(table.combine_chunks())
    return bytes(out.getvalue())


def load_arrow(body: bytes) -> pa.Table:
    """Return the table in the bytes of an Arrow file."""
    return pa.ipc.open_file(pa.BufferReader(body)).read_all()
