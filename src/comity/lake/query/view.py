"""The lake as it was known on a day, with what the package ships joined to it.

A view is a snapshot: it names its Parquet files once, at its making, and never sees a later commit.
Tables are Ibis expressions over tables of one name each (``events``, ``ballots`` ...) on DuckDB
(:mod:`comity.lake.query.tables`), so that the same expression compiles for another engine.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import UnknownNameError
from comity.lake.ingest import reading
from comity.lake.query import reviews
from comity.lake.query.engines import Engine
from comity.lake.query.tables import Tables
from comity.lake.storage.manifest import VERSION, HeldFile, Manifest, whole_path
from comity.lazy import lazy
from comity.records.coverage import Coverage, merge
from comity.records.schemas import TABLES, plain
from comity.sources.base import Source, SourceFile

_ONCE = "row_number() OVER (PARTITION BY source, record_id ORDER BY known_on DESC, file_id DESC, row_no DESC)"
"""Which of several records of one id stands: engine-neutral, and the same whatever came in first.
An id begins with its source; naming the source lets an engine fold only what is asked for."""

COUNTED = (
    "record_id",
    "source",
    "event_date",
    "precision",
    "actor",
    "target",
    "actor_is_state",
    "target_is_state",
    "code_system",
    "code",
    "quad",
    "geo_state",
    "mirror_of",
)
"""Columns of ``events`` that statistics read: those of a stream held in memory."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """One file read straight into memory: what the package ships, or a file looked at in passing."""

    file: HeldFile
    tables: dict[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Held:
    """Where the rows of one table lie, and the SQL, plain enough for any engine, that sees them.

    ``clean`` files repeat no id, ``shared`` ones may among themselves, and those ``beside`` with the rows in
    ``memory`` too.  ``key`` are digits over the bytes of the shared ones and the rules.
    """

    clean: tuple[Path, ...]
    shared: tuple[Path, ...]
    beside: tuple[Path, ...]
    memory: pa.Table
    rules: tuple[str, ...]
    key: str
    quote: str = '"'

    def columns(self) -> str:
        """Names of the columns, quoted."""
        return ", ".join(f"{self.quote}{c}{self.quote}" for c in self.memory.column_names)

    def select(self, origin: str) -> str:
        """The rows of ``origin`` that the view sees."""
        rules = f" WHERE {' AND '.join(self.rules)}" if self.rules else ""
        return f"SELECT {self.columns()} FROM {origin}{rules}"  # noqa: S608 - names of our own

    def once(self, selects: Sequence[str]) -> str:
        """Each record of these selections once."""
        rows = " UNION ALL ".join(selects)
        ranked = f"SELECT *, {_ONCE} AS nth FROM ({rows}) AS told"  # noqa: S608 - names of our own
        return f"SELECT {self.columns()} FROM ({ranked}) AS ranked WHERE nth = 1"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a record was read: the way back from any number."""

    record_id: str
    table: str
    source: str
    file_id: str
    name: str
    place: str
    row_no: int


def embed(file: SourceFile, source: Source) -> Embedded:
    """Read a whole file into memory through its source.

    Raises
    ------
    SourceError
        When the source cannot read it.
    """
    account, pieces = reading.Account(), dict[str, list[pa.Table]]()
    for table, records in reading.read(file, source, account):
        if table in TABLES:
            pieces.setdefault(table, []).append(records)
    held = account.held(file, source.card.id, file.file_id, file.file_id)
    return Embedded(held, {n: pa.concat_tables(map(plain, p)) for n, p in sorted(pieces.items())})


@cache
def table_expr(name: str) -> ibis.Table:
    """The table ``name`` as an unbound Ibis expression: the ground of every expression of ours.

    Raises
    ------
    UnknownNameError
        When no table has this name.
    """
    if name not in TABLES:
        raise UnknownNameError("table", name, TABLES)
    return ibis.table(ibis.Schema.from_pyarrow(TABLES[name]), name=name)


class View:
    """A snapshot of a lake as of a day.

    Parameters
    ----------
    manifest : what the lake holds
    embedded : files read into memory, joined to the lake's
    as_of : only what was known on this day or before; ``None`` for all
    log : what people decided about coded acts, which wins over the machine wherever acts are read

    Raises
    ------
    LakeDamagedError
        When a Parquet file that the manifest names is missing or cut.
    """

    def __init__(
        self,
        manifest: Manifest,
        embedded: Sequence[Embedded] = (),
        as_of: date | None = None,
        log: reviews.Log | None = None,
    ) -> None:
        self.as_of = as_of
        self._log = (log or reviews.Log()).until(as_of)
        self._manifest = manifest
        self._embedded = [e for e in embedded if e.file.file_id not in manifest.files]
        self._gone = manifest.gone(as_of)
        for part in manifest.parts:
            whole_path(manifest.root, part)
        self._tables = Tables(self)
        self._streams: dict[str, View] = {}
        self.engine: Engine = self

    @property
    def files(self) -> dict[str, HeldFile]:
        """Every live file, of the lake and embedded, by file id."""
        return {
            **self._manifest.live(self.as_of),
            **{e.file.file_id: e.file for e in self._embedded},
        }

    def count_on(self, engine: Engine) -> None:
        """Let another engine count the cells; every other question stays here.  The cells are the same."""
        self.engine = engine

    def run(self, expr: ibis.Expr) -> pa.Table:
        """Compute an Ibis expression over the tables of this view.

        The order of rows is the expression's own: end it with ``order_by`` where it matters.
        """
        return self._tables.run(expr)

    def table(self, name: str, columns: Sequence[str] | None = None, source: str | None = None) -> pa.Table:
        """Records of one table, each once, sorted by record id.

        Parameters
        ----------
        name : one of ``comity.records.schemas.TABLES``
        columns : those wanted, in this order (all)
        source : of this source only (all)

        Returns
        -------
        pyarrow.Table
            Of the table's own schema; empty when nothing is held, which says nothing about the world.

        Raises
        ------
        UnknownNameError
            When there is no such table or column.
        """
        expr, schema = table_expr(name), TABLES[name]
        wanted = list(columns or schema.names)
        if unknown := [c for c in wanted if c not in schema.names]:
            raise UnknownNameError(f"column of {name}", unknown[0], schema.names)
        if source is not None:
            expr = expr.filter(expr.source == source)
        out = self.run(expr.order_by("record_id").select(wanted))
        return out.cast(pa.schema([schema.field(c) for c in wanted]))

    def batches(self, name: str, rows: int = 50_000) -> Iterator[pa.RecordBatch]:
        """Records of one table, each once, by source and record id, so many at a time: for any size.

        Raises
        ------
        UnknownNameError
            When there is no such table.
        """
        held = sorted({f.source for f in self.files.values() if name in f.records})
        yield from self._tables.batches(table_expr(name), held, rows)

    def of_stream(self, source: str) -> View:
        """View of the same with the events of one source alone, read once and held, for many questions to it.

        Its ``events`` have the columns :data:`COUNTED` only.  Files that share record ids cost their
        folding at every question otherwise.
        """
        if source not in self._streams:
            held = copy.copy(self)
            held.engine = held if self.engine is self else self.engine
            held._tables = Tables(held, source, COUNTED)
            self._streams[source] = held
        return self._streams[source]

    def coverage(self) -> list[Coverage]:
        """What the files in this view could have shown, merged by source, none of it after ``as_of``.

        A file whose every record became known later shows nothing here; of the others the stretch is
        cut at ``as_of``.
        """
        return list(self._coverage)

    @lazy
    def _coverage(self) -> list[Coverage]:
        out: list[Coverage] = []
        for f in self.files.values():
            if self.as_of is None:
                out += f.coverage
            elif f.known_first is None or f.known_first <= self.as_of:
                out += [replace(c, last=min(c.last, self.as_of)) for c in f.coverage if c.first <= self.as_of]
        return merge(out)

    def fingerprint(self) -> str:
        """64 hex digits over the files seen, the day and the version: same data, same digits."""
        parts = [VERSION, str(self.as_of), *sorted(self.files)]
        parts += [self._log.digest()] if self._log.decisions else []
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def laid(self) -> str:
        """64 hex digits over the Parquet files read: others after a compaction, which changes no data."""
        return hashlib.sha256("\n".join(p.path for p in self._manifest.parts).encode()).hexdigest()

    def where(self, record_ids: Iterable[str]) -> list[Evidence]:
        """File, place and row of each record that this view holds, sorted by record id."""
        ids, out, files = sorted(set(record_ids)), [], self.files
        sources = {i.partition(":")[0] for i in ids}
        wanted = ibis.memtable(pa.table({"id": pa.array(ids, pa.string())}))
        for name in TABLES:
            here = sorted({f.source for f in files.values() if name in f.records} & sources)
            t = table_expr(name)
            told = t.filter(t.source.isin(here or [""])).semi_join(wanted, t.record_id == wanted.id)
            for r in self.run(told.select("record_id", "file_id", "row_no")).to_pylist() if here else ():
                f = files[r["file_id"]]
                out.append(Evidence(r["record_id"], name, f.source, f.file_id, f.name, f.place, r["row_no"]))
        return sorted(out, key=lambda e: (e.record_id, e.table))

    @property
    def root(self) -> Path:
        """Folder of the lake."""
        return self._manifest.root

    @lazy
    def reviewed(self) -> reviews.Reviewed:
        """What people decided about coded acts, as of the view's day."""
        told = {str(d.machine["document_id"]) for d in self._log.decisions}
        return reviews.apply(self._log, self.coded_acts(told)) if told else reviews.Reviewed()

    def coded_acts(self, documents: Iterable[str] | None = None) -> list[dict[str, Any]]:
        """Acts as a machine read them from text (rows of ``ACT``), reviewed or not, sorted by record id.

        Parameters
        ----------
        documents : of these only (all)
        """
        found = self._tables.acts().cast(TABLES["acts"])
        if documents is not None:
            found = found.filter(pc.is_in(found["document_id"], pa.array(sorted(documents), pa.string())))
        return list(found.to_pylist())

    def texts(self, documents: Iterable[str]) -> dict[tuple[str, str], str]:
        """Texts of documents, by source and document id."""
        t = table_expr("documents")
        found = t.filter(t.document_id.isin(sorted(documents) or [""]))
        rows = self.run(found.select("source", "document_id", "text").order_by("source", "document_id"))
        return {(r["source"], r["document_id"]): r["text"] for r in rows.to_pylist()}

    def files_of(self, name: str) -> Held:
        """Where the rows of one table lie, for an engine that reads them itself."""
        here = [p for p in self._manifest.parts if p.table == name]
        memory = {e.file.source for e in self._embedded if name in e.tables}
        shared = [p for p in here if p.path in self._manifest.tangled and p.source not in memory]
        apart = self._manifest.tangled | {p.path for p in here if p.source in memory}
        rules, root = self._seen(), self._manifest.root
        return Held(
            clean=tuple(root / p.path for p in here if p.path not in apart),
            shared=tuple(root / p.path for p in shared),
            beside=tuple(root / p.path for p in here if p.source in memory),
            memory=self._in_memory(name, TABLES[name]),
            rules=rules,
            key=hashlib.sha256("\n".join([*sorted(p.sha256 for p in shared), *rules]).encode()).hexdigest(),
        )

    def _seen(self) -> tuple[str, ...]:
        rules = []
        if self.as_of is not None:
            rules.append(f"known_on <= DATE '{self.as_of.isoformat()}'")
        if self._gone:
            rules.append(f"file_id NOT IN ({', '.join(repr(g) for g in sorted(self._gone))})")
        return tuple(rules)

    def _in_memory(self, name: str, schema: pa.Schema) -> pa.Table:
        tables = [e.tables[name] for e in self._embedded if name in e.tables]
        return pa.concat_tables(tables) if tables else schema.empty_table()
