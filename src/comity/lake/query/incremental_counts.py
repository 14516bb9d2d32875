"""Updates of stored counts of acts: only the time bins that new files affect are counted again.

One Parquet file has the counts and, in its metadata, the list of files that were counted. So a crash cannot
separate the counts from the list. A new row affects the bin of its day. It also affects the bin of any older
row with the same record id, which may no longer count. After a correction, or a change of the vocabulary,
everything is counted again. The file may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.lake.query.event_counts import count_cells
from comity.lake.query.view import View
from comity.lake.storage import derived, disk, duck
from comity.lake.storage.disk import report_reached
from comity.lake.storage.manifest import VERSION
from comity.records import bins
from comity.vocabulary.hotspots import Hotspot

_SORTED = [(name, "ascending") for name in ("state", "hotspot", "bin_start", "quad")]
_REPEATED_DAYS = """
SELECT DISTINCT event_date FROM read_parquet(?, hive_partitioning=false) AS held
SEMI JOIN (SELECT record_id FROM read_parquet(?, hive_partitioning=false) WHERE file_id IN ?) AS new
USING (record_id)
"""


@dataclass(frozen=True, slots=True)
class IncrementalCells:
    """Counts of acts, and the first days of the bins that were counted again (``None``: all bins)."""

    cells: pa.Table
    touched: frozenset[date] | None


def bring_up_to_date(
    view: View,
    spots: Iterable[Hotspot],
    bin: str,  # noqa: A002 - the field's own word
    source: str | None,
    where: Path,
) -> IncrementalCells:
    """Count the acts of state actors toward hotspots; count only the bins that new files affect.

    Parameters
    ----------
    view : the current lake, not a view as of an earlier day
    spots : the hotspots to count
    bin : one of :data:`comity.lake.query.view.BINS`
    source : count only this source; ``None`` counts all together
    where : file, below the lake, in which the counts are stored: Parquet preceded by a digest
    """
    chosen = list(spots)
    toward = sorted({(s, h.id) for h in chosen for s in h.states})
    within = sorted({(s, h.id) for h in chosen for s in h.geo})
    mark = hashlib.sha256(json.dumps([VERSION, toward, within, bin, source]).encode()).hexdigest()[:16]
    files = sorted(
        f.file_id for f in view.files.values() if f.records.get("events") and source in (None, f.source)
    )
    stored, counted = _read(where, mark)
    new, touched = list(set(files) - set(counted)), None
    if stored is not None and set(counted) <= set(files):
        if not new:
            return IncrementalCells(stored, frozenset())
        touched = frozenset(bins.start(d, bin) for d in _days(view, new))
        stored = stored.filter(pc.invert(pc.is_in(stored["bin_start"], pa.array(touched, pa.date32()))))
    cells = count_cells(view, toward, within, bin, True, source, touched)
    if stored is not None and touched is not None:
        cells = pa.concat_tables([stored, cells]).sort_by(_SORTED)
    _write(where, cells, {"mark": mark, "files": files}, view.root)
    return IncrementalCells(cells, touched)


def _days(view: View, new: Sequence[str]) -> set[date]:
    """Return the days of event rows in new files, and of older rows that these may replace."""
    files = {"new_files": pa.table({"id": pa.array(new, pa.string())})}
    sql = "SELECT DISTINCT event_date FROM events WHERE file_id IN (SELECT id FROM new_files)"
    out = set(view.run(sql, files)["event_date"].to_pylist())
    events = view.table_files("events")
    if shared := [duck.escape_patterns(p) for p in (*events.overlapping, *events.beside)]:
        with duck.connect() as con:
            out |= {day for (day,) in con.execute(_REPEATED_DAYS, [shared, shared, list(new)]).fetchall()}
    return out


def _read(where: Path, mark: str) -> tuple[pa.Table | None, list[str]]:
    """Return the stored counts and the files counted; ``(None, [])`` if none fit this vocabulary."""
    try:
        cells = pq.read_table(pa.BufferReader(derived.unseal(where.read_bytes()) or b""))
        about = json.loads(cells.schema.metadata[b"counted"])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError):
        return None, []
    return (cells.replace_schema_metadata(None), about["files"]) if about["mark"] == mark else (None, [])


def _write(where: Path, cells: pa.Table, about: dict[str, object], root: Path) -> None:
    temporary = where.with_suffix(".tmp")
    with disk.writing(root):
        disk.make_folder(where.parent, root)
        metadata = {b"counted": json.dumps(about).encode()}
        sink = pa.BufferOutputStream()
        pq.write_table(cells.replace_schema_metadata(metadata), sink, compression="zstd")
        disk.write_whole(temporary, derived.seal(sink.getvalue().to_pybytes()))
        report_reached("counted")
        temporary.replace(where)
        disk.settle(where.parent)
