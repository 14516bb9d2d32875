"""Acts by day, counted anew only where files touched a day.

One Parquet file a stream, ``following/days/<stream>.parquet``, of cells by day; it names the files it counts,
so that counts and what they are of are replaced together and a kill between the two cannot be.  A correction,
or another vocabulary, counts all anew.  Like ``derived/`` it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.lake import disk
from comity.lake._faults import reached
from comity.lake.cells import CELL, cells_expr, covered_bins
from comity.lake.following.note import FOLDER
from comity.lake.view import View, table_expr
from comity.sources import gdelt2
from comity.vocabulary.hotspots import Hotspot

LEAST_SLOTS = 90
"""Of the 96 files of a day of GDELT 2.0, so many make it a day in sight: the publisher skips some."""
_SORTED = [
    ("state", "ascending"),
    ("hotspot", "ascending"),
    ("bin_start", "ascending"),
    ("quad", "ascending"),
]


@dataclass(frozen=True, slots=True)
class Counted:
    """Cells by day of one stream, and the days that were counted anew (``None``: all)."""

    stream: str
    cells: pa.Table
    touched: frozenset[date] | None


def counted(view: View, stream: str, spots: Sequence[Hotspot]) -> Counted:
    """Acts of state actors toward every hotspot by day, brought up to date with the files of the view.

    Parameters
    ----------
    view : the lake as it is; not one of an earlier day
    stream : id of an event source
    spots : the hotspots counted
    """
    where = view.root / FOLDER / "days" / f"{stream}.parquet"
    links = _links(spots)
    files = sorted(f.file_id for f in view.files.values() if f.source == stream and f.records.get("events"))
    kept, before = _read(where, _mark(links))
    new = sorted(set(files) - set(before))
    if kept is not None and set(before) <= set(files):
        if not new:
            return Counted(stream, kept, frozenset())
        days = _touched(view, stream, new)
        rest = kept.filter(pc.invert(pc.is_in(kept["bin_start"], pa.array(sorted(days), pa.date32()))))
        told = pa.concat_tables([rest, _count(view, stream, links, days)]).sort_by(_SORTED)
        touched = days
    else:
        told, touched = _count(view, stream, links, None), None
    _write(where, told, _mark(links), files, view.root)
    return Counted(stream, told, touched)


def in_sight(view: View, states: Sequence[str], stream: str, last: date | None = None) -> list[date]:
    """Days of a stream on which every one of these states was in sight, up to ``last``."""
    told = view.coverage()
    if stream == "gdelt2":
        told += gdelt2.full_days((f.name for f in view.files.values() if f.source == stream), LEAST_SLOTS)
    return [d for d in covered_bins(told, states, "day", source=stream) if last is None or d <= last]


Links = tuple[list[tuple[str, str]], list[tuple[str, str]]]


def _links(spots: Sequence[Hotspot]) -> Links:
    return (
        sorted({(s, h.id) for h in spots for s in h.states}),
        sorted({(s, h.id) for h in spots for s in h.geo}),
    )


def _mark(links: Links) -> str:
    return hashlib.sha256(json.dumps(links).encode()).hexdigest()[:16]


def _touched(view: View, stream: str, new: Sequence[str]) -> frozenset[date]:
    t = table_expr("events")
    rows = t.filter(t.source == stream, t.file_id.isin(new)).select("event_date").distinct()
    return frozenset(view.run(rows)["event_date"].to_pylist())


def _count(view: View, stream: str, links: Links, days: frozenset[date] | None) -> pa.Table:
    t = table_expr("events")
    told = None if days is None else t.filter(t.event_date.isin(sorted(days)))
    if days is not None and not days:
        return CELL.empty_table()
    return view.run(cells_expr(*links, "day", True, stream, told)).select(CELL.names).cast(CELL)


def _read(where: Path, mark: str) -> tuple[pa.Table | None, list[str]]:
    """What was counted before and of which files; nothing where it is not there or of another vocabulary."""
    try:
        told = pq.read_table(where)
        about = json.loads(told.schema.metadata[b"counted"])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError):
        return None, []
    return (told.replace_schema_metadata(None), about["files"]) if about["mark"] == mark else (None, [])


def _write(where: Path, told: pa.Table, mark: str, files: Sequence[str], root: Path) -> None:
    about = {b"counted": json.dumps({"mark": mark, "files": list(files)}).encode()}
    temporary = where.with_suffix(".tmp")
    with disk.writing(root):
        disk.make_folder(where.parent, root)
        pq.write_table(told.replace_schema_metadata(about), temporary, compression="zstd")
        reached("counted")
        temporary.replace(where)
        disk.settle(where.parent)
