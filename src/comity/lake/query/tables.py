"""The tables of a view on DuckDB: each made when first asked for, every record in it once.

Files that repeat no record id are read as they lie.  Of those that do, the rows that do not stand are found
once, kept beside the lake (:mod:`comity.lake.storage.derived`) and left out as the files are read, so that a
question still reads only the columns and row groups it needs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis.backends.duckdb import Backend

from comity.lake.storage import derived, duck

if TYPE_CHECKING:
    from comity.lake.query.view import Held, View

_FALLEN = """
WITH told AS (
    SELECT source, record_id, known_on, file_id, row_no, filename, file_row_number FROM {origin}{rules}
), again AS (
    SELECT source, record_id FROM told GROUP BY ALL HAVING count(*) > 1
)
SELECT filename AS path, file_row_number AS row FROM (
    SELECT filename, file_row_number, row_number() OVER (
        PARTITION BY source, record_id
        ORDER BY known_on DESC, file_id DESC, row_no DESC, filename DESC, file_row_number DESC
    ) AS nth
    FROM told SEMI JOIN again USING (source, record_id)
) WHERE nth > 1 ORDER BY ALL
"""
_ROW = pa.schema([("path", pa.dictionary(pa.int32(), pa.string())), ("row", pa.int64())])


class Tables:
    """Tables of one view, by name, for Ibis expressions over them.  One question at a time is answered.

    Parameters
    ----------
    view : whose files, day and reviews they are of
    stream : with it, ``events`` are those of this source alone, in ``columns``, read once and held
    """

    def __init__(self, view: View, stream: str = "", columns: Sequence[str] = ()) -> None:
        self._view, self._stream, self._columns = view, stream, columns
        self._lock = threading.RLock()
        self._made: set[str] = set()
        self._backend: Backend | None = None

    def run(self, expr: ibis.Expr) -> pa.Table:
        """Compute an expression; rows come in the expression's own order."""
        with self._lock:
            return self._ready(expr).to_pyarrow(expr)

    def batches(self, table: ibis.Table, sources: Iterable[str], rows: int) -> Iterator[pa.RecordBatch]:
        """A table, source after source and by record id within, so many rows at a time.

        One source is sorted at a time, so that no more than its rows are in memory; no other question is
        answered meanwhile.
        """
        with self._lock:
            for source in sources:
                expr = table.filter(table.source == source).order_by("record_id")
                told = self._ready(expr).con.sql(ibis.to_sql(expr, dialect="duckdb"))
                yield from told.to_arrow_reader(rows)

    def _ready(self, expr: ibis.Expr) -> Backend:
        """The backend with every table that an expression asks."""
        if self._backend is None:
            self._backend = ibis.duckdb.from_connection(duck.connect())
        for name in sorted({t.name for t in expr.op().find(ibis.expr.operations.UnboundTable)}):
            self._make(name)
        return self._backend

    def acts(self) -> pa.Table:
        """Acts as the machine read them from documents, whatever people decided; sorted by record id."""
        con = duck.connect()
        sql = f"FROM ({self._sql(con, 'acts')}) WHERE coder IS NOT NULL AND document_id IS NOT NULL"
        found: pa.Table = con.sql(f"{sql} ORDER BY record_id").to_arrow_table()
        return found

    def _make(self, name: str) -> None:
        if name in self._made:
            return
        con = self._backend.con  # type: ignore[union-attr]
        sql = self._sql(con, name)
        reviewed = self._view.reviewed if name == "acts" else None
        if reviewed is not None and reviewed.outcomes:
            con.register("reviewed ids", pa.table({"id": list(reviewed.outcomes)}))
            con.register("reviewed acts", reviewed.standing())
            rest = f'SELECT * FROM ({sql}) WHERE record_id NOT IN (SELECT id FROM "reviewed ids")'  # noqa: S608
            sql = f'{rest} UNION ALL FROM "reviewed acts"'
        if name == "events" and self._stream:
            columns = ", ".join(f'"{c}"' for c in self._columns)
            rows = f"SELECT {columns} FROM ({sql}) WHERE source = ?"  # noqa: S608 - names of our own
            con.execute(f'CREATE TEMP TABLE "{name}" AS {rows}', [self._stream]).fetchall()
        else:
            con.execute(f'CREATE VIEW "{name}" AS {sql}').fetchall()
        self._made.add(name)

    def _sql(self, con: duck.Connection, name: str) -> str:
        """SELECT of one table."""
        held = self._view.files_of(name)
        con.register(f"{name} embedded", held.memory)
        told = [held.select(f'"{name} embedded"')]
        told += [held.select(_parquet(held.beside))] if held.beside else []
        selects = [held.once(told)]
        if held.shared:
            con.register(f"{name} fallen", fallen(self._view.root, held))
            rows = f'{_parquet(held.shared, numbered=True)} AS told ANTI JOIN "{name} fallen" AS f'
            selects.append(held.select(f"{rows} ON told.filename = f.path AND told.file_row_number = f.row"))
        selects += [held.select(_parquet(held.clean))] if held.clean else []
        return " UNION ALL ".join(selects)


def fallen(root: Path, held: Held) -> pa.Table:
    """Rows of the files that share ids that do not stand: ``path`` of the file, ``row`` from 0 on.

    Found once for the same files and day, then read from beside the lake.
    """
    name = f"{held.key}.arrow"
    kept = derived.read(root, name)
    if kept is not None:
        with pa.ipc.open_stream(kept) as stream:
            told = stream.read_all()
    else:
        told = _found(root, held)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, _ROW, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
            out.write_table(told)
        derived.keep(root, name, sink.getvalue().to_pybytes())
    whole = _renamed(told, lambda p: str(root / p))
    return whole.set_column(0, "path", whole["path"].cast(pa.string()))


def _found(root: Path, held: Held) -> pa.Table:
    rules = f" WHERE {' AND '.join(held.rules)}" if held.rules else ""
    with duck.connect() as con:
        sql = _FALLEN.format(origin=_parquet(held.shared, numbered=True), rules=rules)
        told: pa.Table = con.sql(sql).to_arrow_table()
    return _renamed(told, lambda p: Path(p).relative_to(root).as_posix()).cast(_ROW)


def _renamed(told: pa.Table, name: Callable[[str], str]) -> pa.Table:
    """The same rows, each path under another name: one look at each file, not at each row."""
    paths = told["path"].combine_chunks()
    coded = paths if pa.types.is_dictionary(paths.type) else paths.dictionary_encode()
    names = pa.array([name(p) for p in coded.dictionary.to_pylist()], pa.string())
    return told.set_column(0, "path", pa.DictionaryArray.from_arrays(coded.indices, names))


def _parquet(paths: Iterable[Path], *, numbered: bool = False) -> str:
    """SQL for reading these Parquet files; partitions in folder names are not columns."""
    names = ", ".join("'" + duck.exactly(p).replace("'", "''") + "'" for p in paths)
    more = ", filename=true, file_row_number=true" if numbered else ""
    return f"read_parquet([{names}], hive_partitioning=false{more})"
