"""The lake as one SQLite file: records, coverage, sources, findings and rejects, for R, Datasette and others.

Text is kept as it is held, but for the NUL sign, at which most readers of SQLite would stop.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.errors import ExportError
from comity.faces.export import schema
from comity.faces.export.findings import PartFinding
from comity.faces.export.writing import aside
from comity.lake.query.view import View
from comity.lake.storage.manifest import VERSION
from comity.records.coverage import Coverage
from comity.records.rejects import REJECT
from comity.records.schemas import TABLES
from comity.records.serial import to_plain
from comity.sources import registry
from comity.sources.cards import Card
from comity.vocabulary import forms, hotspots, states, topics

NUL, INSTEAD = "\x00", "\ufffd"
Progress = Callable[[str, int], None]
"""Called with the table being written and how many rows went in since the last call."""


def sqlite(
    view: View,
    rejects: pa.Table,
    findings: Iterable[PartFinding],
    path: Path,
    progress: Progress = lambda *_: None,
) -> dict[str, int]:
    """Write the lake as a SQLite file; rows by table.

    Parameters
    ----------
    view : the records
    rejects : rows that could not be read (:meth:`comity.lake.store.Lake.rejects`)
    findings : what a watch found, or nothing
    path : the file; whatever is there is replaced once the new one is whole

    Raises
    ------
    ExportError
        When it cannot be written.
    """
    with aside(path) as part:
        try:
            con = sqlite3.connect(part, isolation_level=None)
            try:
                return _filled(con, view, rejects, findings, progress)
            finally:
                con.close()
        except sqlite3.OperationalError as e:
            raise ExportError(f"{path} cannot be written ({e}): choose another place.") from None


def _filled(
    con: sqlite3.Connection,
    view: View,
    rejects: pa.Table,
    findings: Iterable[PartFinding],
    progress: Progress,
) -> dict[str, int]:
    con.execute("PRAGMA journal_mode = OFF")
    con.execute("PRAGMA synchronous = OFF")
    for statement in schema.tables():
        con.execute(statement)
    con.execute("BEGIN")
    _vocabulary(con)
    _account(con, view)
    counted = {name: _records(con, view, name, progress) for name in TABLES}
    counted["rejects"] = _rows(con, "rejects", REJECT, iter(rejects.to_batches()), progress)
    counted["findings"] = _findings(con, findings, progress)
    con.execute("COMMIT")
    progress("indexes", 0)
    for statement in schema.finish():
        con.execute(statement)
    con.execute("ANALYZE")
    con.execute("PRAGMA synchronous = FULL")
    con.execute("PRAGMA user_version = 1")  # written through to the disk
    return counted


def _records(con: sqlite3.Connection, view: View, name: str, progress: Progress) -> int:
    return _rows(con, name, TABLES[name], view.batches(name), progress)


def _rows(
    con: sqlite3.Connection,
    name: str,
    of: pa.Schema,
    batches: Iterator[pa.RecordBatch],
    progress: Progress,
) -> int:
    names = ", ".join(f'"{c}"' for c in of.names)
    marks = ", ".join("?" * len(of.names))
    sql = f"INSERT INTO {name} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
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
    """Values of a column as SQLite holds them."""
    values: list[Any] = column.to_pylist()
    if pa.types.is_string(kind):
        return [_text(v) for v in values]
    if pa.types.is_date(kind):
        return [None if v is None else v.isoformat() for v in values]
    if pa.types.is_list(kind):
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
    con.executemany(f"INSERT INTO {x.table} VALUES ({marks})", rows)  # noqa: S608 - names of our own


def _roll_call_hotspots(con: sqlite3.Connection, batch: pa.RecordBatch) -> None:
    calls = batch.select(["record_id", "roll_call_id", "symbol", "title", "issues"]).to_pylist()
    places = topics.of_roll_calls(calls)
    rows = [(c["record_id"], h) for c in calls for h in sorted(places[c["roll_call_id"]])]
    con.executemany("INSERT INTO roll_call_hotspots VALUES (?, ?)", rows)


def _vocabulary(con: sqlite3.Connection) -> None:
    named = [(s.code, s.name) for s in states.all_states().values()]
    con.executemany("INSERT INTO states VALUES (?, ?)", named)
    spots = sorted(hotspots.all_hotspots().values(), key=lambda h: bool(h.part_of))
    places = [(h.id, h.name, h.about, h.part_of or None) for h in spots]
    con.executemany("INSERT INTO hotspots VALUES (?, ?, ?, ?)", places)
    kinds = sorted(forms.all_forms().values(), key=lambda f: bool(f.part_of))
    con.executemany(
        "INSERT INTO forms VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(f.id, f.name, f.part_of or None, f.rung, f.deed, f.definition, f.example) for f in kinds],
    )


def _account(con: sqlite3.Connection, view: View) -> None:
    """Which version wrote it from which data, the sources, the files and what they could have shown."""
    about = {
        "program": "comity",
        "version": VERSION,
        "data": view.fingerprint(),
        "as_of": "" if view.as_of is None else view.as_of.isoformat(),
    }
    con.executemany("INSERT INTO about VALUES (?, ?)", about.items())
    files = view.files.values()
    cards = [registry.get(i).card for i in sorted({f.source for f in files})]
    con.executemany(f"INSERT INTO sources VALUES ({', '.join('?' * 13)})", map(_card, cards))  # noqa: S608
    con.executemany(
        f"INSERT INTO files VALUES ({', '.join('?' * 11)})",  # noqa: S608
        [
            (
                f.file_id,
                f.source,
                _text(f.name),
                _text(f.place),
                f.sha256,
                f.row_count,
                f.accepted,
                _json(f.set_aside),
                _json(f.rejects),
                f.known_first and f.known_first.isoformat(),
                f.known_last and f.known_last.isoformat(),
            )
            for f in files
        ],
    )
    con.executemany(
        f"INSERT INTO coverage VALUES (NULL, {', '.join('?' * 9)})",  # noqa: S608
        map(_stretch, view.coverage()),
    )


def _card(c: Card) -> tuple[str, ...]:
    fields = (c.id, c.title, c.shows, c.kind, c.span, c.states, c.licence, c.publisher, c.homepage)
    return (*fields, c.citation, c.bibtex, "\n".join(c.biases), "\n".join(c.traps))


def _stretch(c: Coverage) -> Sequence[Any]:
    values = c.as_json()
    return [_json(v) if isinstance(v, list) else v for v in values.values()]


def _findings(con: sqlite3.Connection, findings: Iterable[PartFinding], progress: Progress) -> int:
    n = 0
    for n, part_finding in enumerate(findings, 1):
        f = part_finding.finding
        word = f.value if isinstance(f.value, str) else None
        number = float(f.value) if isinstance(f.value, (int, float)) else None
        ends = (None, None, None) if f.interval is None else tuple(asdict(f.interval).values())
        rank = (None, None, None) if f.placebo is None else tuple(asdict(f.placebo).values())[:3]
        con.execute(
            f"INSERT INTO findings VALUES ({', '.join('?' * 20)})",  # noqa: S608
            (
                n,
                part_finding.group,
                part_finding.hotspot or None,
                part_finding.part,
                f.question,
                word,
                number,
                f.unit,
                *ends,
                f.null,
                *rank,
                f.n,
                f.method,
                f.records_total,
                f.why_not,
                _json(to_plain(f.detail)),
            ),
        )
        rows = [(n, k, i) for k, i in enumerate(f.records)]
        con.executemany("INSERT INTO finding_records VALUES (?, ?, ?)", rows)
        progress("findings", 1)
    return n
