"""Detection of records that several files share, at the time when a file is added.

There are two rules. (1) If several rows have one record id, a query shows only the row with the greatest
(known_on, file_id, row_no). Here the Parquet files with such ids are only *marked*, because the day of the
query decides which row is shown. (2) A new file replaces an old file as its correction if source and name are
the same and the bytes differ. The new file must also have at least half of the old file's records: two
folders may each have a ``data.csv``. Rule 2 does not apply to a news feed, whose later file lacks older items
without correcting them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from pathlib import Path

from comity.lake.storage.duck import Connection, connect_lazily, escape_patterns
from comity.lake.storage.manifest import FileEntry, Manifest, Part, Supersession
from comity.lake.storage.verified import verify
from comity.sources import registry

_MET = """
SELECT DISTINCT filename
FROM read_parquet(?, hive_partitioning=false, filename=true) AS held
SEMI JOIN read_parquet(?, hive_partitioning=false) AS new USING (record_id)
"""

_SHARED = """
SELECT count(*) FROM (
  SELECT DISTINCT record_id FROM read_parquet(?, hive_partitioning=false) WHERE file_id = ?
  INTERSECT
  SELECT DISTINCT record_id FROM read_parquet(?, hive_partitioning=false) WHERE file_id = ?
)
"""


def overlapping_parts(
    current: Manifest, new: Sequence[Part], once: Container[tuple[str, str]] = ()
) -> tuple[str, ...]:
    """Return the paths of Parquet files, new or in the lake, in which a record id of ``new`` repeats.

    ``once`` holds the pairs (table, source) for which no record id repeats within ``new``.
    """
    out: set[str] = set()
    with connect_lazily() as con:
        for table, source in sorted({(p.table, p.source) for p in new if p.ids}):
            mine = [p for p in new if (p.table, p.source) == (table, source)]
            theirs = [
                p
                for p in current.parts
                if (p.table, p.source) == (table, source) and any(_meet(p, m) for m in mine)
            ]
            out |= _overlapping_in(con, current, mine, theirs, once=(table, source) in once)
    return tuple(sorted(out))


def _meet(a: Part, b: Part) -> bool:
    return a.ids is not None and b.ids is not None and a.ids[0] <= b.ids[1] and b.ids[0] <= a.ids[1]


def _overlapping_in(
    con: Callable[[], Connection], current: Manifest, mine: list[Part], theirs: list[Part], *, once: bool
) -> set[str]:
    new = [escape_patterns(current.root / p.path) for p in mine]
    twice = not once and _count(
        con,
        "SELECT count(*) - count(DISTINCT record_id) FROM read_parquet(?, hive_partitioning=false)",
        [new],
    )
    out = {p.path for p in mine} if twice else set()
    if theirs:
        met = con().execute(_MET, [[escape_patterns(p) for p in verify(current, theirs)], new]).fetchall()
        if met:
            out |= {Path(name).relative_to(current.root).as_posix() for (name,) in met}
            out |= {p.path for p in mine}
    return out


def _count(con: Callable[[], Connection], query: str, values: list[object]) -> int:
    return int(con().execute(query, values).fetchall()[0][0])


def corrections(
    current: Manifest, files: Sequence[FileEntry], new: Sequence[Part]
) -> tuple[Supersession, ...]:
    """Find which files, in the lake or earlier in ``files``, are corrected by the new files."""
    out: list[Supersession] = []
    where = {f.file_id: tuple(new) for f in files}
    for c in current.commits:
        where |= dict.fromkeys((f.file_id for f in c.files), current.standing(c.parts))
    mates: dict[tuple[str, str], list[FileEntry]] = {}
    for f in current.live().values():
        mates.setdefault((f.source, f.name), []).append(f)
    with connect_lazily() as con:
        for f in (f for f in files if not _rolls(f.source) and f.file_id not in current.replaced):
            live = mates.setdefault((f.source, f.name), [])
            for old in tuple(live):
                if _corrects(con, current, (f, where[f.file_id]), (old, where[old.file_id])):
                    out.append(Supersession(old.file_id, f.file_id))
                    live.remove(old)
            live.append(f)
    return tuple(out)


def _rolls(source: str) -> bool:
    """Return whether a later file of this source adds to an earlier one of the same name."""
    return source in registry.list_ids() and registry.card(source).rolling


def _corrects(
    con: Callable[[], Connection],
    current: Manifest,
    new: tuple[FileEntry, Sequence[Part]],
    old: tuple[FileEntry, Sequence[Part]],
) -> bool:
    shared = 0
    for table in sorted(old[0].records):
        values: list[object] = []
        for f, parts in (new, old):
            mine = [
                escape_patterns(p)
                for p in verify(current, (p for p in parts if (p.table, p.source) == (table, f.source)))
            ]
            values += [mine, f.file_id]
        if values[0] and values[2]:
            shared += _count(con, _SHARED, values)
    return 2 * shared >= sum(old[0].records.values())
