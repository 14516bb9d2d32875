"""Export to one SQLite file: records, coverage, sources, findings and rejected rows.

Text is unchanged, except that NUL characters are replaced: most SQLite readers would stop at them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.errors import ExportError
from comity.faces.present.writing import aside
from comity.lake.query.view import View
from comity.parts.export import schema
from comity.parts.export.findings import PartFinding
from comity.parts.export.group_rows import GroupRows
from comity.parts.export.reference import Row, finding_rows, reference
from comity.records.schemas import REJECT, TABLES
from comity.vocabulary import topics

NUL, INSTEAD = "\x00", "\ufffd"
#: Called with the name of the table being written and the number of rows added since the last call.
Progress = Callable[[str, int], None]


def sqlite(
    rows: GroupRows,
    rejects: pa.Table,
    findings: Iterable[PartFinding],
    path: Path,
    progress: Progress = lambda *_: None,
) -> dict[str, int]:
    """Write the lake as a SQLite file and return the number of rows of each table.

    Parameters
    ----------
    rows : all records, or those of a group
    rejects : rows that could not be read (:meth:`comity.lake.store.Lake.rejects`)
    findings : a watch's findings; may be empty
    path : output file; an existing file is replaced only when the new one is complete

    Raises
    ------
    ExportError
        When the file cannot be written.
    """
    with aside(path) as part:
        try:
            con = sqlite3.connect(part, isolation_level=None)
            try:
                return _filled(con, rows, rejects, findings, progress)
            finally:
                con.close()
        except sqlite3.OperationalError as e:
            raise ExportError(f"{path} cannot be written ({e}): choose another place.") from None


def _filled(
    con: sqlite3.Connection,
    rows: GroupRows,
    rejects: pa.Table,
    findings: Iterable[PartFinding],
    progress: Progress,
) -> dict[str, int]:
    con.execute("PRAGMA journal_mode = OFF")
    con.execute("PRAGMA synchronous = OFF")
    for statement in schema.tables(small=rows.group is not None):
        con.execute(statement)
    con.execute("BEGIN")
    _reference(con, rows.view)
    counted = {name: _rows(con, name, TABLES[name], rows.batches(name), progress) for name in TABLES}
    counted["rejects"] = _rows(con, "rejects", REJECT, iter(rejects.to_batches()), progress)
    counted["findings"] = _findings(con, findings, progress)
    con.execute("COMMIT")
    progress("indexes", 0)
    for statement in schema.finish(small=rows.group is not None):
        con.execute(statement)
    con.execute("ANALYZE")
    con.execute("PRAGMA synchronous = FULL")
    con.execute("PRAGMA user_version = 1")  # a write after synchronous = FULL forces the file to disk
    return counted


def _rows(
    con: sqlite3.Connection,
    name: str,
    of: pa.Schema,
    batches: Iterator[pa.RecordBatch],
    progress: Progress,
) -> int:
    names = ", ".join(f'"{c}"' for c in of.names)
    marks = ", ".join("?" * len(of.names))
    sql = f"INSERT INTO {name} ({names}) VALUES ({marks})"  # noqa: S608 - names from the schema
    n = 0
    for batch in batches:
        columns = [_plain(batch.column(c), of.field(c).type) for c in of.names]
        con.executemany(sql, zip(*columns, strict=True))
        for link in (x for x in schema.LINKS if x.origin == name):
            _link(con, link, batch)
        if name == "roll_calls":
            _roll_call_hotspots(con, batch)
        n += batch.num_rows
        progress(name, batch.num_rows)
    return n


def _plain(column: pa.Array, kind: pa.DataType) -> Iterable[Any]:
    values: list[Any] = column.to_pylist()
    if pa.types.is_string(kind):
        return [_text(v) for v in values]
    if pa.types.is_date(kind):
        return [None if v is None else v.isoformat() for v in values]
    if pa.types.is_list(kind) or pa.types.is_struct(kind):
        return [None if v is None else _json(v) for v in values]
    return values


def _text(v: str | None) -> str | None:
    return v.replace(NUL, INSTEAD) if v is not None and NUL in v else v


def _json(v: Any) -> str:
    return json.dumps(v, ensure_ascii=False, sort_keys=True, default=_day)


def _day(v: Any) -> str:
    return v.isoformat() if isinstance(v, date) else str(v)


def _link(con: sqlite3.Connection, x: schema.Link, batch: pa.RecordBatch) -> None:
    ids = batch.column("record_id").to_pylist()
    rows: list[tuple[Any, ...]] = []
    for column in x.columns:
        role = (column.removesuffix("s"),) if x.role else ()
        for i, linked in zip(ids, batch.column(column).to_pylist(), strict=True):
            rows += [(i, *role, k, _text(v)) for k, v in enumerate(linked)]
    marks = ", ".join("?" * (4 if x.role else 3))
    con.executemany(f"INSERT INTO {x.table} VALUES ({marks})", rows)  # noqa: S608 - names from the schema


def _roll_call_hotspots(con: sqlite3.Connection, batch: pa.RecordBatch) -> None:
    calls = batch.select(["record_id", "roll_call_id", "symbol", "title", "issues"]).to_pylist()
    places = topics.find_roll_call_hotspots(calls)
    rows = [(c["record_id"], h) for c in calls for h in sorted(places[c["roll_call_id"]])]
    con.executemany("INSERT INTO roll_call_hotspots VALUES (?, ?)", rows)


def _reference(con: sqlite3.Connection, view: View) -> None:
    for name, rows in reference(view).items():
        for row in rows:
            _insert(con, name, row)


def _insert(con: sqlite3.Connection, name: str, row: Row) -> None:
    marks = ", ".join("?" * len(row))
    values = [_value(v) for v in row.values()]
    con.execute(f"INSERT INTO {name} VALUES ({marks})", values)  # noqa: S608 - names from the schema


def _value(v: Any) -> Any:
    if isinstance(v, str):
        return _text(v)
    if isinstance(v, (list, dict)):
        return _json(v)
    return v.isoformat() if isinstance(v, date) else v


def _findings(con: sqlite3.Connection, findings: Iterable[PartFinding], progress: Progress) -> int:
    n = 0
    for n, (row, records) in enumerate(finding_rows(findings), 1):
        _insert(con, "findings", row)
        con.executemany(
            "INSERT INTO finding_records VALUES (?, ?, ?)", [(n, k, i) for k, i in enumerate(records)]
        )
        progress("findings", 1)
    return n
