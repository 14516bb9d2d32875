"""The tables of a snapshot in DuckDB, each made when first needed, without repeated records.

Files without repeated record ids are read as they are. In other files, rows replaced by a later record with
the same id are found once, and their positions are stored (:mod:`comity.lake.storage.derived`). Reading skips
these rows, so a question still reads only the columns and row groups that it needs.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import LakeError
from comity.lake.query import review_log
from comity.lake.query.review_log import Reviewed, ReviewLog
from comity.lake.query.snapshot import Snapshot, TableFiles
from comity.lake.query.sql import select, spread_lists, tables_read
from comity.lake.storage import derived, duck
from comity.lazy import lazy
from comity.records.schemas import LATER, TABLES
from comity.vocabulary import forms

_SUPERSEDED = """
WITH visible AS (
    SELECT source, record_id, known_on, file_id, row_no, filename, file_row_number FROM {origin}{rules}
), repeated AS (
    SELECT source, record_id FROM visible GROUP BY ALL HAVING count(*) > 1
)
SELECT filename AS path, file_row_number AS row FROM (
    SELECT filename, file_row_number, row_number() OVER (
        PARTITION BY source, record_id
        ORDER BY known_on DESC, file_id DESC, row_no DESC, filename DESC, file_row_number DESC
    ) AS nth
    FROM visible SEMI JOIN repeated USING (source, record_id)
) WHERE nth > 1 ORDER BY ALL
"""
_ROW = pa.schema([("path", pa.dictionary(pa.int32(), pa.string())), ("row", pa.int64())])


class Tables:
    """The tables of one snapshot, by name, for SQL. Only one question is answered at a time.

    Parameters
    ----------
    snapshot : the files
    log : decisions of people, which override the machine in the table of acts
    """

    def __init__(self, snapshot: Snapshot, log: ReviewLog) -> None:
        self._snapshot, self._log = snapshot, log
        self._lock = threading.RLock()
        self._made: set[str] = set()
        self._con: duck.Connection | None = None

    def run(self, sql: str, given: Mapping[str, pa.Table], values: Mapping[str, object]) -> pa.Table:
        """Run SQL over these tables and those in ``given``; the SQL decides the order of the rows."""
        names, (text, scalars) = tables_read(sql), spread_lists(sql, values)
        with self._lock, self._named_damage(names):
            con = self._ready(names)
            for name, rows in given.items():
                con.register(name, rows)
            return con.sql(text, params=scalars).to_arrow_table()

    def batches(self, name: str, sources: Iterable[str], rows: int) -> Iterator[pa.RecordBatch]:
        """Yield a table in batches of ``rows`` rows, sorted by source and then by record id."""
        sql = select(name, rest="WHERE source = $source ORDER BY record_id")
        with self._lock, self._named_damage([name]):
            for source in sources:
                query = self._ready([name]).sql(sql, params={"source": source})
                yield from query.to_arrow_reader(rows)

    @contextmanager
    def _named_damage(self, names: Collection[str]) -> Iterator[None]:
        """Turn DuckDB's error about an unreadable file into an error that names the file."""
        import duckdb  # noqa: PLC0415 - stored and prepared answers need no engine

        try:
            yield
        except duckdb.Error as e:
            self._snapshot.verify(names, trust=False)
            raise LakeError(
                f"DuckDB could not answer, and the lake's files are whole ({str(e).splitlines()[0]}): "
                "free memory and disk space and ask again; if it stays, report it."
            ) from e

    @lazy
    def reviewed(self) -> Reviewed:
        """Return what people decided about coded acts, as of the snapshot's day."""
        documents = {str(d.machine["document_id"]) for d in self._log.decisions}
        if not documents:
            return Reviewed()
        acts = self.coded_acts()
        acts = acts.filter(pc.is_in(acts["document_id"], pa.array(documents, pa.string())))
        return review_log.apply(self._log, acts.cast(TABLES["acts"]).to_pylist())

    def coded_acts(self) -> pa.Table:
        """Return the acts that the machine read from documents, without people's decisions, by record id."""
        with duck.connect() as con, self._named_damage(["acts"]):
            sql = f"FROM ({self._sql(con, 'acts')}) WHERE coder IS NOT NULL AND document_id IS NOT NULL"
            return con.sql(f"{sql} ORDER BY record_id").to_arrow_table()

    def _ready(self, names: Collection[str]) -> duck.Connection:
        """Verify the files of these tables and return a connection that has the tables."""
        if self._con is None:
            self._con = duck.connect()
        for name in names:
            self._make(self._con, name)
        self._snapshot.verify(names)
        return self._con

    def _make(self, con: duck.Connection, name: str) -> None:
        if name in self._made:
            return
        sql = self._sql(con, name)
        if name == "acts":
            sql = _leave_out_unknown(con, sql)
        if name == "acts" and self.reviewed.outcomes:
            con.register("reviewed ids", pa.table({"id": list(self.reviewed.outcomes)}))
            con.register("reviewed acts", self.reviewed.standing())
            rest = f'SELECT * FROM ({sql}) WHERE record_id NOT IN (SELECT id FROM "reviewed ids")'  # noqa: S608
            sql = f'{rest} UNION ALL FROM "reviewed acts"'
        con.execute(f'CREATE VIEW "{name}" AS {sql}').fetchall()
        self._made.add(name)

    def _sql(self, con: duck.Connection, name: str) -> str:
        files = self._snapshot.table_files(name)
        con.register(f"{name} embedded", files.memory)
        late = f"{name} embedded" if name in LATER else ""
        shared = [files.select(f'"{name} embedded"')]
        shared += [files.select(_parquet(files.beside, late=late))] if files.beside else []
        selects = [files.deduplicate(shared)]
        if files.overlapping:
            con.register(f"{name} superseded", superseded_rows(self._snapshot.root, files))
            numbered = _parquet(files.overlapping, numbered=True, late=late)
            rows = f'{numbered} AS r ANTI JOIN "{name} superseded" AS s'
            selects.append(files.select(f"{rows} ON r.filename = s.path AND r.file_row_number = s.row"))
        selects += [files.select(_parquet(files.clean, late=late))] if files.clean else []
        return " UNION ALL ".join(selects)


def _leave_out_unknown(con: duck.Connection, acts: str) -> str:
    """Return SQL for the acts whose forms are all in the vocabulary; warn once about the other forms."""
    known = ", ".join(f"'{f}'" for f in forms.all_forms())
    named = f"SELECT DISTINCT source, unnest(forms) AS form FROM ({acts})"  # noqa: S608
    rows = con.sql(f"FROM ({named}) WHERE form NOT IN ({known}) ORDER BY ALL").fetchall()
    if not rows:
        return acts
    other = ", ".join(f"{form} ({source})" for source, form in rows)
    warn(f"Acts of a form that the vocabulary lacks are left out: {other}; see `comity hotspots --forms`.")
    return f"SELECT * FROM ({acts}) WHERE list_has_all([{known}], forms)"  # noqa: S608


@cache
def warn(what: str) -> None:
    """Log once, in one sentence, which records of the lake are not counted as they were added."""
    logging.getLogger("comity").warning(what)


def superseded_rows(root: Path, files: TableFiles) -> pa.Table:
    """Return the rows of overlapping files that another record with the same id replaces.

    The rows are found once for the same files and day, and then read from the lake's folder.

    Returns
    -------
    pyarrow.Table
        ``path`` of the file, ``row`` in the file from 0.
    """
    name = f"{files.key}.arrow"
    stored = derived.read(root, name)
    if stored is not None:
        with pa.ipc.open_stream(stored) as stream:
            rows = stream.read_all()
    else:
        rows = _find_superseded(root, files)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, _ROW, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
            out.write_table(rows)
        derived.keep(root, name, sink.getvalue().to_pybytes())
    absolute = _rename_paths(rows, lambda p: str(root / p))
    return absolute.set_column(0, "path", absolute["path"].cast(pa.string()))


def _find_superseded(root: Path, files: TableFiles) -> pa.Table:
    rules = f" WHERE {' AND '.join(files.rules)}" if files.rules else ""
    with duck.connect() as con:
        sql = _SUPERSEDED.format(origin=_parquet(files.overlapping, numbered=True), rules=rules)
        rows: pa.Table = con.sql(sql).to_arrow_table()
    return _rename_paths(rows, lambda p: Path(p).relative_to(root).as_posix()).cast(_ROW)


def _rename_paths(rows: pa.Table, name: Callable[[str], str]) -> pa.Table:
    """Return the rows with each path replaced by ``name(path)``, which is called once per file."""
    paths = rows["path"].combine_chunks()
    coded = paths if pa.types.is_dictionary(paths.type) else paths.dictionary_encode()
    names = pa.array([name(p) for p in coded.dictionary.to_pylist()], pa.string())
    return rows.set_column(0, "path", pa.DictionaryArray.from_arrays(coded.indices, names))


def _parquet(paths: Iterable[Path], *, numbered: bool = False, late: str = "") -> str:
    """Return SQL that reads these Parquet files; a missing column is null, with its type from ``late``."""
    names = ", ".join("'" + duck.escape_patterns(p).replace("'", "''") + "'" for p in paths)
    more = ", filename=true, file_row_number=true" if numbered else ""
    if not late:
        return f"read_parquet([{names}], hive_partitioning=false{more})"
    rows = f"read_parquet([{names}], hive_partitioning=false, union_by_name=true{more})"
    return f'(FROM (FROM "{late}" LIMIT 0) UNION ALL BY NAME FROM {rows})'
