"""Collection of records for one commit, by table, source and month, and their writing as Parquet.

Memory is bounded: records are written to ``staging/`` whenever they exceed :data:`GATHER_BYTES`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.lake.storage import disk, sweep
from comity.lake.storage.disk import report_reached
from comity.lake.storage.manifest import Part
from comity.records.schemas import REJECT, REJECTS, TABLES, digest_file, plain

#: The most bytes kept in memory before they are written to disk.
GATHER_BYTES = 128 << 20

#: Columns with minimum and maximum in the file, so that readers can skip row groups.
_RANGED = ("record_id", "source", "known_on", "event_date", "date", "date_from", "actor", "body")
#: Columns that hardly repeat a value: a dictionary for them would waste time.
_DISTINCT = ("record_id", "row_no")
#: If the ids of a table break their ascending order more often than this, the order is not recorded.
_MOST_RISES = 1000
SCHEMAS: dict[str, pa.Schema] = {**TABLES, REJECTS: REJECT}


class Key(NamedTuple):
    """The table, source and month (YYYYMM of the day events became known, else "") of some records."""

    table: str
    source: str
    month: str

    def folder(self) -> str:
        """Return the folder of the files with these records, relative to the lake."""
        if self.table == REJECTS:
            return REJECTS
        month = f"/month={self.month}" if self.month else ""
        return f"{self.table}/source={self.source}{month}"


@dataclass(slots=True)
class Staged:
    """One Parquet file in the staging folder, where files wait for a commit."""

    path: Path
    key: Key
    rows: int
    ids: tuple[str, str] | None


@dataclass(slots=True)
class Stage:
    """Records collected for one file, a run of files or a commit."""

    root: Path
    label: str
    gathered: dict[Key, list[pa.Table]] = field(default_factory=dict)
    size: int = 0
    rows: int = 0
    staged: list[Staged] = field(default_factory=list)
    rises: dict[tuple[str, str], list[tuple[str, str] | None]] = field(default_factory=dict)

    def add(self, table: str, source: str, records: pa.Table) -> None:
        """Collect records of one table and source."""
        if "record_id" in records.column_names and records.num_rows:
            self.rises.setdefault((table, source), []).extend(_find_ascending_runs(records["record_id"]))
        for key, some in _split(table, source, records):
            self.gathered.setdefault(key, []).append(some)
        self.size += records.nbytes
        self.rows += records.num_rows
        if self.size > GATHER_BYTES:
            self.flush()

    def take(self, other: Stage) -> None:
        """Move everything from another stage into this one."""
        for key, tables in other.gathered.items():
            self.gathered.setdefault(key, []).extend(tables)
        self.size += other.size
        self.rows += other.rows
        self.staged += other.staged
        for origin, rises in other.rises.items():
            self.rises.setdefault(origin, []).extend(rises)
        other.gathered, other.staged = {}, []
        if self.size > GATHER_BYTES:
            self.flush()

    def once(self) -> set[tuple[str, str]]:
        """Return the pairs (table, source) whose order of record ids proves that no id repeats."""
        out = set()
        for origin, rises in self.rises.items():
            known = sorted(r for r in rises if r is not None)
            apart = all(a[1] < b[0] for a, b in pairwise(known))
            if len(known) == len(rises) and apart:
                out.add(origin)
        return out

    def flush(self) -> None:
        """Write all collected records to the staging folder."""
        for key in sorted(self.gathered):
            table = _join_tables(self.gathered[key])
            path = self.root / "staging" / f"{self.label}-{len(self.staged):05d}.parquet"
            with disk.writing(self.root):
                _write(path, table)
            ids = None
            if "record_id" in table.column_names and table.num_rows:
                least = pc.min_max(table["record_id"]).as_py()
                ids = (least["min"], least["max"])
            self.staged.append(Staged(path, key, table.num_rows, ids))
            report_reached("staged")
        self.gathered, self.size = {}, 0

    def discard(self) -> None:
        """Delete all collected records and staged files."""
        for s in self.staged:
            s.path.unlink(missing_ok=True)
        self.clear()

    def clear(self) -> None:
        """Drop all collected records from memory, leaving files on disk."""
        self.gathered, self.staged, self.size, self.rows, self.rises = {}, [], 0, 0, {}

    def place(self, batch: str) -> list[Part]:
        """Give every staged file its final name; a mark stays until a manifest record lists the files."""
        parts, folders = [], set()
        ordered = sorted(self.staged, key=lambda s: (s.key, s.path))
        paths = [f"{s.key.folder()}/{batch}-{n:05d}.parquet" for n, s in enumerate(ordered)]
        sweep.mark(self.root, batch, paths)
        for path, s in zip(paths, ordered, strict=True):
            final = self.root / path
            folder = final.parent
            part = Part(
                path=path,
                table=s.key.table,
                source=s.key.source,
                rows=s.rows,
                size=s.path.stat().st_size,
                sha256=digest_file(s.path),
                ids=s.ids,
            )
            disk.make_folder(folder, self.root)
            s.path.replace(final)
            folders.add(folder)
            report_reached("renamed")
            parts.append(part)
        for folder in sorted(folders):
            disk.settle(folder)
        self.staged = []
        return parts


def _split(table: str, source: str, records: pa.Table) -> Iterator[tuple[Key, pa.Table]]:
    if table != "events":
        yield Key(table, "" if table == REJECTS else source, ""), records
        return
    days = records["known_on"]
    ends = pc.min_max(days).as_py()
    if records.num_rows and (ends["min"].year, ends["min"].month) == (ends["max"].year, ends["max"].month):
        yield Key(table, source, str(ends["min"].year * 100 + ends["min"].month)), records
        return
    months = pc.add(pc.multiply(pc.year(days), 100), pc.month(days)).cast(pa.string())
    for month in sorted(pc.unique(months).to_pylist()):
        yield Key(table, source, month), records.filter(pc.equal(months, month))


def _join_tables(tables: list[pa.Table]) -> pa.Table:
    """Join tables of one schema with common dictionaries; a column that a table lacks becomes null."""
    if any(t.schema != tables[0].schema for t in tables):
        tables = [plain(t) for t in tables]
    return pa.concat_tables(tables, promote_options="default").unify_dictionaries()


def _find_ascending_runs(ids: pa.ChunkedArray) -> list[tuple[str, str] | None]:
    """Return the first and last id of each ascending run of ids, or only ``None`` if there are too many."""
    falls = np.flatnonzero(~np.asarray(pc.less(ids[:-1], ids[1:])))
    if len(falls) > _MOST_RISES:
        return [None]
    ends = [ids.take(pa.array(at)).to_pylist() for at in ([0, *falls + 1], [*falls, len(ids) - 1])]
    return list(zip(*ends, strict=True))


def _write(path: Path, table: pa.Table) -> None:
    names = table.column_names
    with path.open("wb") as out:
        pq.write_table(
            table,
            out,
            compression="zstd",
            write_statistics=[c for c in _RANGED if c in names],
            use_dictionary=[c for c in names if c not in _DISTINCT],
            column_encoding={c: "DELTA_BINARY_PACKED" for c in names if c == "row_no"},  # rises by one
            write_page_checksum=True,
            store_schema=False,  # every reader should get plain text, not our dictionaries
        )
        out.flush()
        os.fsync(out.fileno())
