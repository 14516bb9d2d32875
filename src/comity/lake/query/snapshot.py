"""The files that a view reads: Parquet files of the lake and the package, and files in memory.

A snapshot lists its files when it is made; later commits do not change it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from comity.lake import reading
from comity.lake.storage import chain, prepared, verified
from comity.lake.storage.manifest import VERSION, FileEntry, Manifest
from comity.lazy import lazy
from comity.records.coverage import Coverage, merge
from comity.records.schemas import TABLES, plain
from comity.sources import registry
from comity.sources.base import Source, SourceFile
from comity.sources.cards import COUNTED, NO_LONGER_READ

#: Of several records with one id, the first in this order is shown: the same on every engine, in whatever
#: order the records were added. An id begins with its source; naming the source lets an engine process only
#: the sources that a question needs.
_NEWEST_FIRST = "PARTITION BY source, record_id ORDER BY known_on DESC, file_id DESC, row_no DESC"


@dataclass(frozen=True, slots=True)
class Embedded:
    """One file read into memory: part of the package, or read once without adding it to the lake."""

    file: FileEntry
    tables: dict[str, pa.Table]

    @property
    def file_id(self) -> str:
        """Id of the file."""
        return self.file.file_id


class Shelved:
    """A file of the package that is read into memory only when a question needs its records.

    Its source, given by its id, is loaded then too.
    """

    def __init__(self, file: SourceFile, source_id: str) -> None:
        self._file, self._source_id, self.file_id = file, source_id, file.file_id

    @lazy
    def _read(self) -> Embedded:
        return embed(self._file, registry.get(self._source_id))

    @lazy
    def file(self) -> FileEntry:
        """Return the file's entry, as in a manifest."""
        return prepared.entries().get(self.file_id) or self._read.file

    @lazy
    def tables(self) -> dict[str, pa.Table]:
        """Return the file's records by table."""
        read = {n: prepared.read(self.name_table(n), self.file_id) for n in self.file.records if n in TABLES}
        return self._read.tables if None in read.values() else dict(sorted(read.items()))

    def name_table(self, table: str) -> str:
        """Return the name under which the package ships the file's prepared records of ``table``."""
        return f"{self._file.name.partition('.')[0]}-{table}"


def embed(file: SourceFile, source: Source) -> Embedded:
    """Read a whole file into memory through its source.

    Raises
    ------
    SourceError
        When the source cannot read the file.
    """
    account, pieces = reading.Account(), dict[str, list[pa.Table]]()
    for table, records in reading.read(file, source, account):
        if table in TABLES:
            pieces.setdefault(table, []).append(records)
    entry = account.entry(file, source.card.id, file.file_id, file.file_id)
    return Embedded(entry, {n: pa.concat_tables(map(plain, p)) for n, p in sorted(pieces.items())})


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The files of one table, and SQL for any engine that selects the visible rows.

    No record id repeats in ``clean``. Ids may repeat within ``overlapping``, and between ``beside`` and the
    rows in ``memory``. ``rules`` are SQL conditions on visible rows. ``key`` is a digest of the overlapping
    files and the rules.
    """

    clean: tuple[Path, ...]
    overlapping: tuple[Path, ...]
    beside: tuple[Path, ...]
    memory: pa.Table
    rules: tuple[str, ...]
    key: str
    quote: str = '"'

    def columns(self) -> str:
        """Return the quoted names of the columns."""
        return ", ".join(f"{self.quote}{c}{self.quote}" for c in self.memory.column_names)

    def select(self, origin: str) -> str:
        """Return SQL for the rows of the SQL table ``origin`` that are visible in the snapshot."""
        rules = f" WHERE {' AND '.join(self.rules)}" if self.rules else ""
        return f"SELECT {self.columns()} FROM {origin}{rules}"  # noqa: S608 - names of our own

    def deduplicate(self, selects: Sequence[str]) -> str:
        """Return SQL that unites these SELECT statements and returns each record id once."""
        rows = " UNION ALL ".join(selects)
        ranked = f"SELECT *, row_number() OVER ({_NEWEST_FIRST}) AS nth FROM ({rows}) AS rows_of_all"  # noqa: S608
        return f"SELECT {self.columns()} FROM ({ranked}) AS ranked WHERE nth = 1"  # noqa: S608


class Snapshot:
    """The files of a lake whose records were known on a day.

    Parameters
    ----------
    manifest : the manifest of the lake
    embedded : files read into memory, added to the lake's
    as_of : only records known on this day or earlier; ``None`` for all
    packaged : Parquet files that the package ships, of sources that the lake lacks

    Raises
    ------
    LakeChangedError
        When a file is gone because the lake was restored or compacted meanwhile.
    LakeDamagedError
        When a Parquet file that the manifest names is missing or truncated.
    """

    def __init__(
        self,
        manifest: Manifest,
        embedded: Sequence[Embedded | Shelved] = (),
        as_of: date | None = None,
        packaged: Manifest | None = None,
    ) -> None:
        self.manifest = manifest
        self._packaged = packaged or Manifest(manifest.root)
        self.as_of = as_of
        self._embedded = [e for e in embedded if e.file_id not in manifest.files]
        with chain.tell_change(manifest):
            verified.check_present(manifest)
            verified.check_present(self._packaged)

    @property
    def root(self) -> Path:
        """Folder of the lake."""
        return self.manifest.root

    @lazy
    def files(self) -> dict[str, FileEntry]:
        """Return every visible source file, of the lake and embedded, by file id."""
        shipped = {**self._packaged.files, **{e.file_id: e.file for e in self._embedded}}
        live = self.manifest.live(self.as_of)
        return {**{i: f for i, f in live.items() if i not in self._left_aside}, **shipped}

    @lazy
    def _left_aside(self) -> frozenset[str]:
        """Return ids of files to ignore: of sources no longer read, or counts of events in the lake."""
        files = self.manifest.files
        sources = {f.source for f in files.values()}
        aside = {s for s in sources if s in NO_LONGER_READ or not sources.isdisjoint(COUNTED.get(s, ()))}
        return frozenset(i for i, f in files.items() if f.source in aside)

    @lazy
    def packaged_files(self) -> frozenset[str]:
        """Return the ids of the files that the package ships as Parquet and this snapshot reads."""
        return frozenset(self._packaged.files)

    @lazy
    def coverage(self) -> tuple[Coverage, ...]:
        """Return which days, states and tables the files cover, by source, up to ``as_of``.

        A file whose records all became known after ``as_of`` has no coverage. The coverage of other files
        ends at ``as_of``. A source of texts covers texts only, because acts that a machine reads in them are
        unreviewed.
        """
        out: list[Coverage] = []
        for f in self.files.values():
            if self.as_of is None:
                out += f.coverage
            elif f.known_first is None or f.known_first <= self.as_of:
                out += [replace(c, last=min(c.last, self.as_of)) for c in f.coverage if c.first <= self.as_of]
        texts = {c.source for c in out if c.table == "documents"}
        return tuple(merge(c for c in out if c.table != "acts" or c.source not in texts))

    def fingerprint(self) -> str:
        """Return 64 hex digits that identify the visible files, the day and the version."""
        shipped = {*self._packaged.files, *(e.file_id for e in self._embedded)}
        files = sorted(shipped.union(self.manifest.live(self.as_of)))
        return _digest([VERSION, str(self.as_of), *files, *sorted(p.sha256 for p in self._packaged.parts)])

    def rows_digest(self, *names: str) -> str:
        """Return 64 hex digits that identify the visible rows of these tables."""
        every = [
            *self._packaged.files.values(),
            *(e.file for e in self._embedded),
            *self.manifest.files.values(),
        ]
        files = {f.file_id: f for f in every if not f.records.keys().isdisjoint(names)}
        newest = max((f.known_last for f in files.values() if f.known_last), default=date.min)
        cut = self.as_of if self.as_of is not None and self.as_of < newest else None
        hidden = sorted(files.keys() & (self.manifest.invisible(self.as_of) | self._left_aside))
        parts = sorted(p.sha256 for p in self._packaged.parts if p.table in names)
        return _digest([str(cut), *sorted(files), "hidden", *hidden, *parts])

    def layout_digest(self) -> str:
        """Return 64 hex digits from the names of the Parquet files read, which a compaction changes."""
        return _digest([p.path for p in self.manifest.parts])

    def verify(self, names: Collection[str], *, trust: bool = True) -> None:
        """Compare the files of these tables with the manifest (:func:`comity.lake.storage.verified.verify`).

        Raises
        ------
        LakeChangedError
            When a file is gone because the lake was restored or compacted meanwhile.
        LakeDamagedError
            When a file is missing or its content changed; the message names the file.
        """
        with chain.tell_change(self.manifest):
            for of in (self.manifest, self._packaged):
                verified.verify(of, (p for p in of.parts if p.table in names), trust=trust)

    def table_files(self, name: str) -> TableFiles:
        """Verify the files of one table and return them."""
        self.verify([name])
        parts = [p for p in self.manifest.parts if p.table == name]
        embedded_sources = {e.file.source for e in self._embedded if name in e.tables}
        beside = [p for p in parts if p.source in embedded_sources]
        alone = [p for p in parts if p.source not in embedded_sources]
        overlapping = [p for p in alone if p.path in self.manifest.overlapping]
        rules, root = self._rules(), self.root
        return TableFiles(
            clean=(
                *(root / p.path for p in alone if p.path not in self.manifest.overlapping),
                *(self._packaged.root / p.path for p in self._packaged.parts if p.table == name),
            ),
            overlapping=tuple(root / p.path for p in overlapping),
            beside=tuple(root / p.path for p in beside),
            memory=self._join_embedded(name),
            rules=rules,
            key=_digest([*sorted(p.sha256 for p in overlapping), *rules]),
        )

    def _rules(self) -> tuple[str, ...]:
        """Return the SQL conditions that a visible row meets."""
        rules = []
        if self.as_of is not None:
            rules.append(f"known_on <= DATE '{self.as_of.isoformat()}'")
        if invisible := self.manifest.invisible(self.as_of) | self._left_aside:
            rules.append(f"file_id NOT IN ({', '.join(repr(i) for i in sorted(invisible))})")
        return tuple(rules)

    def _join_embedded(self, name: str) -> pa.Table:
        tables = [e.tables[name] for e in self._embedded if name in e.tables]
        return pa.concat_tables(tables) if tables else TABLES[name].empty_table()


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
