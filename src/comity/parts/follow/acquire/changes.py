"""Comparison of two versions of a source's files, record by record, to show what the publisher changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from comity.errors import QuestionError, SourceError
from comity.lake import reading
from comity.lake.ingest.read_ahead import HEAD_BYTES, Recognise
from comity.lake.storage import archive, duck, vintages
from comity.lake.storage.archive import Member, OnDisk
from comity.lake.storage.vintages import Vault, Vintage
from comity.lake.store import Lake
from comity.records.schemas import TABLES, plain
from comity.sources import registry
from comity.sources.base import Sample

#: Most record ids shown per kind of change.
EXAMPLES = 5
_WHERE = ("record_id", "file_id", "row_no")


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file before and after: each version by the first 16 hex digits of its SHA-256, "" for none.

    ``fate`` is ``added``, ``changed``, ``back`` (to an earlier version) or ``same``. ``note`` says what could
    not be read.
    """

    address: str
    name: str
    fate: str
    before: str
    after: str
    got_before: str
    got_after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableChange:
    """Changes to the records of one table.

    ``columns`` counts the changed records in which each column differs; ``examples`` holds the first record
    ids of each kind of change, sorted.
    """

    table: str
    added: int
    removed: int
    changed: int
    same: int
    columns: dict[str, int]
    examples: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a publisher changed between two versions of a source, by file and by table."""

    source: str
    files: tuple[FileChange, ...]
    tables: tuple[TableChange, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the changes as plain values."""
        return asdict(self)


def changes(
    lake: Lake,
    source: str,
    first: date | None = None,
    last: date | None = None,
    recognise: Recognise = registry.recognise,
) -> Changes:
    """Compare two downloads of a source, and return what the publisher changed.

    Parameters
    ----------
    lake : folder of records, which holds the versions
    source : id of the source
    first : compare the version at the end of this day (``None``: the version before the newest)
    last : with the version at the end of this day (``None``: the newest)
    recognise : finds the source that reads a file

    Raises
    ------
    QuestionError
        When nothing of the source was downloaded, or nothing by ``first``.
    LakeDamagedError
        When the list of versions is damaged.
    """
    vault = Vault(lake.root, source)
    versions = vault.vintages()
    if not versions:
        raise QuestionError(f"Nothing of {source} was got yet: run `comity get {source}`.")
    versions = [v for v in versions if v.day <= (last or date.max)]
    new = {v.thing: v for v in versions}
    if first is None:
        old = {a.thing: a for a, _ in vintages.pairs(versions)}
        new = {t: v for t, v in new.items() if t in old}
    else:
        old = {v.thing: v for v in versions if v.day <= first}
        if not old:
            raise QuestionError(
                f"Nothing of {source} was got by {first}: `comity get {source} --changes` needs two."
            )
    return _compare(vault, old, new, recognise, _back(versions, new))


def _back(everything: list[Vintage], new: dict[str, Vintage]) -> dict[str, Vintage]:
    """Return the earlier download of each file whose content is again that of an older version."""
    out: dict[str, Vintage] = {}
    for thing, versions in vintages.group_by_thing(everything).items():
        now = new.get(thing)
        first = next((v for v in versions if now is not None and v.sha256 == now.sha256), None)
        if first is not None and first != now:
            out[thing] = first
    return out


def _compare(
    vault: Vault,
    old: dict[str, Vintage],
    new: dict[str, Vintage],
    recognise: Recognise,
    back: dict[str, Vintage],
) -> Changes:
    files: list[FileChange] = []
    before: dict[str, list[pa.Table]] = {}
    after: dict[str, list[pa.Table]] = {}
    for thing, b in sorted(new.items()):
        a = old.get(thing)
        fate = "added" if a is None else "same" if a.sha256 == b.sha256 else "changed"
        notes: list[str] = []
        if fate == "changed" and thing in back:
            fate = "back"
            notes.append(f"The publisher went back to the version got on {back[thing].day}.")
        if fate != "same":
            for v, into in ((a, before), (b, after)):
                if v is not None:
                    notes += _read(vault, v, recognise, into)
        files.append(
            FileChange(
                b.address,
                b.name,
                fate,
                a.sha256[:16] if a else "",
                b.sha256[:16],
                a.got_at if a else "",
                b.got_at,
                " ".join(dict.fromkeys(notes)),
            )
        )
    names = [t for t in TABLES if t in before or t in after]
    tables = tuple(_table(t, before.get(t, ()), after.get(t, ())) for t in names)
    return Changes(vault.source, tuple(files), tables)


def _read(vault: Vault, vintage: Vintage, recognise: Recognise, into: dict[str, list[pa.Table]]) -> list[str]:
    """Read a version of a file into the tables in ``into``; return messages on parts that cannot be read."""
    path, notes = vault.path(vintage), []
    try:
        info = path.stat()
        on_disk = OnDisk(path, vintage.name, (info.st_size, info.st_mtime_ns))
        for member in archive.members(on_disk, vintage.sha256):
            if isinstance(member, Member):
                notes += _member(member, recognise, into)
    except FileNotFoundError:
        return [f"The version of {vintage.day} is no longer in its place."]
    except SourceError as e:
        notes.append(str(e))
    return notes


def _member(member: Member, recognise: Recognise, into: dict[str, list[pa.Table]]) -> list[str]:
    with member.file.open() as stream:
        source = recognise(Sample(member.file.name, stream.read(HEAD_BYTES)))
    if source is None:
        return [f"No source reads {member.file.name}, so only its bytes are compared."]
    for table, records in reading.read(member.file, source, reading.Account()):
        if table in TABLES:
            into.setdefault(table, []).append(records)
    return []


def _table(name: str, before: Sequence[pa.Table], after: Sequence[pa.Table]) -> TableChange:
    """Compare the records of one table by id; of rows with the same id in a file, the last one counts."""
    columns = [c for c in TABLES[name].names if c not in _WHERE]
    with duck.connect() as con:
        for side, tables in (("old", before), ("new", after)):
            con.register(f"{side} rows", pa.concat_tables([TABLES[name].empty_table(), *map(plain, tables)]))
            con.execute(
                f'CREATE TEMP TABLE {side} AS FROM "{side} rows" QUALIFY row_number() OVER '
                "(PARTITION BY record_id ORDER BY file_id DESC, row_no DESC) = 1"
            )
        differs = {c: f'(old."{c}" IS DISTINCT FROM new."{c}")' for c in columns}
        con.execute(
            "CREATE TEMP TABLE met AS SELECT record_id, "  # noqa: S608 - column names are constants
            + ", ".join(f'{d} AS "{c}"' for c, d in differs.items())
            + f", {' OR '.join(differs.values())} AS differs FROM old JOIN new USING (record_id)"
        )
        kinds = {
            "added": "FROM new ANTI JOIN old USING (record_id)",
            "removed": "FROM old ANTI JOIN new USING (record_id)",
            "changed": "FROM met WHERE differs",
        }
        counts = {k: _count(con, q) for k, q in kinds.items()}
        by_column = {c: _count(con, f'FROM met WHERE "{c}"') for c in columns}
        examples = {k: _ids(con, q) for k, q in kinds.items()}
        same = _count(con, "FROM met WHERE NOT differs")
    return TableChange(
        name,
        counts["added"],
        counts["removed"],
        counts["changed"],
        same,
        {c: n for c, n in by_column.items() if n},
        {k: v for k, v in examples.items() if v},
    )


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(f"SELECT count(*) {query}").fetchall()[0][0])


def _ids(con: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    rows: Iterable[tuple[str]] = con.execute(
        f"SELECT record_id {query} ORDER BY record_id LIMIT {EXAMPLES}"
    ).fetchall()
    return [i for (i,) in rows]
