"""The records of a lake known on a day, together with records that the package ships.

A view lists its Parquet files when it is made; later commits do not change it. Questions are SQL over tables
such as ``events`` and ``ballots``, which DuckDB runs (:mod:`comity.lake.query.tables`). Another engine can
count acts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import QuestionError
from comity.lake.query.review_log import Reviewed, ReviewLog
from comity.lake.query.snapshot import Embedded, Shelved, Snapshot, TableFiles
from comity.lake.query.sql import NOTHING_GIVEN, select
from comity.lake.query.tables import Tables, warn
from comity.lake.storage.manifest import FileEntry, Manifest
from comity.records import bins
from comity.records.coverage import Coverage
from comity.records.schemas import ACT, TABLES
from comity.sources.cards import members
from comity.vocabulary import hotspots
from comity.vocabulary.columns import sift

BINS = ("day", "week", "month", "quarter", "year")


class Engine(Protocol):
    """An engine that runs SQL over the tables of one view."""

    def run(self, sql: str, given: Mapping[str, pa.Table] = ..., /, **values: object) -> pa.Table:
        """Run SQL over the tables of records and those in ``given``; ``$name`` stands for a value."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """The file, its path and the row from which a record was read."""

    record_id: str
    table: str
    source: str
    file_id: str
    name: str
    place: str
    row_no: int


def _file_by_rule(acts: pa.Table) -> pa.Table:
    """Return acts with the hotspots (places) that rules assign, and without hotspots that do not exist."""
    concerned = np.zeros(len(acts), dtype=bool)
    given, of_act = pc.list_flatten(acts["hotspots"]), pc.list_parent_indices(acts["hotspots"]).to_numpy()
    listed = pc.is_in(given, pa.array(hotspots.all_hotspots(), pa.string())).to_numpy()
    concerned[of_act[~listed]] = True
    if other := sorted(set(given.filter(pa.array(~listed)).to_pylist())):
        warn(f"Acts at hotspots that the vocabulary lacks count as of no place: {', '.join(other)}.")
    targets, whose = pc.list_flatten(acts["targets"]), pc.list_parent_indices(acts["targets"]).to_numpy()
    for _, states, terms in hotspots.rules():
        concerned |= sift(acts["summary"], terms).to_numpy()
        named = pc.is_in(targets, pa.array(states, pa.string())).to_numpy()
        concerned[whose[named]] = True
    rows = np.flatnonzero(concerned)
    some = acts.select(["hotspots", "targets", "summary"]).take(rows).to_pylist()
    places = dict(zip(rows.tolist(), (hotspots.file_act(**row) for row in some), strict=True))
    field = acts.schema.field("hotspots")
    filed = [places.get(n, given) for n, given in enumerate(acts["hotspots"].to_pylist())]
    return acts.set_column(acts.schema.get_field_index("hotspots"), field, pa.array(filed, field.type))


class View:
    """The records of a lake that were known on a day.

    Parameters
    ----------
    manifest : the manifest of the lake
    embedded : files read into memory, added to the lake's
    as_of : only records known on this day or earlier; ``None`` for all
    log : what people decided about coded acts, which overrides the machine wherever acts are read
    packaged : Parquet files that the package ships, of sources that the lake lacks

    Raises
    ------
    LakeDamagedError
        When a Parquet file that the manifest names is missing or truncated.
    """

    def __init__(
        self,
        manifest: Manifest,
        embedded: Sequence[Embedded | Shelved] = (),
        as_of: date | None = None,
        log: ReviewLog | None = None,
        packaged: Manifest | None = None,
    ) -> None:
        self.as_of = as_of
        self._log = (log or ReviewLog()).until(as_of)
        self._snapshot = Snapshot(manifest, embedded, as_of, packaged)
        self._tables = Tables(self._snapshot, self._log)
        self.engine: Engine = self

    @property
    def root(self) -> Path:
        """Folder of the lake."""
        return self._snapshot.root

    @property
    def files(self) -> dict[str, FileEntry]:
        """Every visible source file, of the lake and embedded, by file id."""
        return dict(self._snapshot.files)

    @property
    def packaged_files(self) -> frozenset[str]:
        """Ids of the files that the package ships as Parquet and this view reads."""
        return self._snapshot.packaged_files

    def count_on(self, engine: Engine) -> None:
        """Let another engine count acts, with the same results; other questions stay on DuckDB."""
        self.engine = engine

    def run(self, sql: str, given: Mapping[str, pa.Table] = NOTHING_GIVEN, /, **values: object) -> pa.Table:
        """Run SQL over the tables of this view.

        Parameters
        ----------
        sql : the SQL, with ``$name`` for each value and ``IN $name`` for a list; tables follow FROM or JOIN,
            and ORDER BY comes last if the order of rows matters
        given : small tables that the SQL also reads, by name
        values : the values by name
        """
        return self._tables.run(sql, given, values)

    def table(self, name: str, columns: Sequence[str] | None = None, source: str | None = None) -> pa.Table:
        """Return the records of one table, without repeats, sorted by record id.

        Parameters
        ----------
        name : one of ``comity.records.schemas.TABLES``
        columns : the columns to return, in this order (default: all)
        source : only records of this source (default: all)

        Returns
        -------
        pyarrow.Table
            Of the table's schema; empty if the lake has no such record, which says nothing about the world.

        Raises
        ------
        UnknownNameError
            When there is no such table or column.
        """
        select(name, columns)
        schema = TABLES[name]
        wanted = list(columns or schema.names)
        if not self.has(name, source):
            return schema.empty_table().select(wanted)
        ruled = name == "acts" and "hotspots" in wanted
        read = list(dict.fromkeys([*wanted, *(("targets", "summary") if ruled else ())]))
        rest = "ORDER BY record_id" if source is None else "WHERE source = $source ORDER BY record_id"
        out = self.run(select(name, read, rest), **({} if source is None else {"source": source}))
        out = out.cast(pa.schema([schema.field(c) for c in read]))
        return _file_by_rule(out).select(wanted) if ruled else out

    def batches(self, name: str, rows: int = 50_000) -> Iterator[pa.RecordBatch]:
        """Yield the records of one table, without repeats, in batches of ``rows``, by source and record id.

        Raises
        ------
        UnknownNameError
            When there is no such table.
        """
        yield from self._tables.batches(name, self._sources_of(name), rows)

    def has(self, name: str, source: str | None = None) -> bool:
        """Return whether any file has records of a table (and source); no query is run."""
        return any(source in (None, s) for s in self._sources_of(name))

    def _sources_of(self, name: str) -> list[str]:
        return sorted({f.source for f in self._snapshot.files.values() if name in f.records})

    def coverage(self) -> list[Coverage]:
        """Return which days, states and tables the files of this view cover, by source, up to ``as_of``."""
        return list(self._snapshot.coverage)

    def chosen_for_others(self, states: Collection[str]) -> frozenset[str]:
        """Return ids of files whose acts were selected for other states, so that they cover none of these."""
        out = set()
        for f in self._snapshot.files.values():
            covered = [c.states for c in f.coverage if c.table == "acts"]
            if covered and all(s is not None and not s.intersection(states) for s in covered):
                out.add(f.file_id)
        return frozenset(out)

    def fingerprint(self) -> str:
        """Return 64 hex digits from the visible files, the day, the review decisions and the version."""
        files = self._snapshot.fingerprint()
        if not self._log.decisions:
            return files
        return hashlib.sha256(f"{files}\n{self._log.digest()}".encode()).hexdigest()

    def rows_digest(self, *names: str) -> str:
        """Return 64 hex digits from the visible rows of these tables and the review decisions."""
        rows = self._snapshot.rows_digest(*names)
        return f"{rows} {self._log.digest()}" if self._log.decisions else rows

    def layout_digest(self) -> str:
        """Return 64 hex digits from the names of the Parquet files read, which a compaction changes."""
        return self._snapshot.layout_digest()

    def where(self, record_ids: Iterable[str]) -> list[Evidence]:
        """Return the file, path and row of each of these records, sorted by record id."""
        ids, out, files = list(record_ids), [], self._snapshot.files
        sources = {i.partition(":")[0] for i in ids}
        wanted = {"wanted": pa.table({"id": pa.array(ids, pa.string())})}
        rest = "WHERE source IN $sources AND record_id IN (SELECT id FROM wanted)"
        for name in TABLES:
            candidates = sources.intersection(self._sources_of(name))
            if not candidates:
                continue
            sql = select(name, ("record_id", "file_id", "row_no"), rest)
            for r in self.run(sql, wanted, sources=sorted(candidates)).to_pylist():
                f = files[r["file_id"]]
                out.append(Evidence(r["record_id"], name, f.source, f.file_id, f.name, f.place, r["row_no"]))
        return sorted(out, key=lambda e: (e.record_id, e.table))

    @property
    def reviewed(self) -> Reviewed:
        """People's decisions on machine-read acts, made by the day of the view."""
        return self._tables.reviewed

    def recorded_acts(self, acts: pa.Table | None = None) -> pa.Table:
        """Return the acts (schema ``ACT``) that people entered as facts or accepted, by record id.

        Acts that people accepted have an empty ``coder`` here. ``acts`` are all acts of this view, if the
        caller has them already.
        """
        acts = self.table("acts") if acts is None else acts
        acts = acts.filter(pc.invert(self._flag_unreviewed(acts)))
        return acts.set_column(
            acts.schema.names.index("coder"), ACT.field("coder"), pa.nulls(len(acts), pa.string())
        )

    def unreviewed_acts(self, acts: pa.Table | None = None) -> pa.Table:
        """Return the acts (schema ``ACT``) that a machine read and nobody accepted, by record id."""
        acts = self.table("acts") if acts is None else acts
        return acts.filter(self._flag_unreviewed(acts))

    def _flag_unreviewed(self, acts: pa.Table) -> pa.ChunkedArray:
        accepted = pa.array(self.reviewed.accepted, pa.string())
        return pc.and_(pc.is_valid(acts["coder"]), pc.invert(pc.is_in(acts["record_id"], accepted)))

    def coded_acts(self) -> list[dict[str, Any]]:
        """Return the acts that a machine read from text (rows of ``ACT``), reviewed or not, by record id."""
        return list(self._tables.coded_acts().cast(TABLES["acts"]).to_pylist())

    def texts(self, documents: Iterable[str]) -> dict[tuple[str, str], str]:
        """Return a map from (source, document id) to the text of each of these documents."""
        wanted = pa.table({"id": pa.array(documents, pa.string())})
        sql = "SELECT source, document_id, text FROM documents WHERE document_id IN (SELECT id FROM wanted)"
        rows = self.run(sql, {"wanted": wanted})
        return {(r["source"], r["document_id"]): r["text"] for r in rows.to_pylist()}

    def table_files(self, name: str) -> TableFiles:
        """Return the files of one table, for an engine that reads the files without DuckDB."""
        return self._snapshot.table_files(name)


def covered_bins(
    coverage: Iterable[Coverage],
    states: Iterable[str],
    bin: str,  # noqa: A002
    source: str | None = None,
    hotspot: str | None = None,
    table: str = "events",
) -> list[date]:
    """Return the first days of the bins in which the sources observed all of ``states`` on every day.

    Parameters
    ----------
    coverage : coverage of a view (:meth:`~comity.lake.query.view.View.coverage`)
    states : all must be observed; if the source omits one of them, the answer is empty
    bin : one of :data:`BINS`
    source : use the coverage of this source or family only
    hotspot : also use coverage that is limited to certain hotspots, if this is one of them
    table : the table that must be covered

    Notes
    -----
    A selective source (a chronicle, a sample) covers nothing: what it does not report is unknown.
    """
    if bin not in BINS:
        raise QuestionError(f"A time bin is one of {', '.join(BINS)}, not {bin!r}.")
    useful = [
        c
        for c in coverage
        if c.table == table
        and not c.selective
        and (source is None or c.source in members(source))
        and (c.hotspots is None or hotspot in c.hotspots)
    ]
    out: set[date] | None = None
    for state in states:
        spans = _join_spans([(c.first, c.last) for c in useful if c.sees(state, c.first)])
        covered = {b for first, last in spans for b in _bins_inside(first, last, bin)}
        out = covered if out is None else out & covered
    return sorted(out or ())


def _join_spans(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    out: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if out and first <= out[-1][1] + timedelta(days=1):
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def _bins_inside(first: date, last: date, bin: str) -> list[date]:  # noqa: A002
    start = bins.start(first, bin)
    if start < first:
        start = bins.following(start, bin)
    out = []
    while (after := bins.following(start, bin)) <= last + timedelta(days=1):
        out.append(start)
        start = after
    return out
