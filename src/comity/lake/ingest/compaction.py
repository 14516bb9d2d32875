"""Many small Parquet files become few large ones, by the same commit as everything else.

A feed leaves a file every quarter of an hour.  The months that are over, and any folder that has gathered
many small files, are written again as large ones; the manifest record that names the new files retires the
old ones.  No record changes: files that share record ids stay apart from those that do not, because which of
several records stands depends on the day one looks from.  A retired file stays on disk for
:data:`GRACE_HOURS`, for readers that opened the lake before; the next writer after that removes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath

import pyarrow.parquet as pq

from comity.lake.ingest import stage
from comity.lake.storage import disk, manifest
from comity.lake.storage.manifest import Commit, Manifest, Part, whole_path

SMALL_BYTES = 8 << 20
"""A Parquet file from this size on is left as it is."""
MANY = 64
"""Small files in a folder that are made one although its month is not over, or it has none."""
GRACE_HOURS = 24
"""How long a retired file stays on disk."""

_MONTH = "month="


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did: folders written again, files before and after."""

    folders: int = 0
    before: int = 0
    after: int = 0


def compact(root: Path, today: date) -> Compacted:
    """Write the small files of every month over before ``today``, and of every full folder, as large ones.

    A kill loses at most the folder under way.

    Raises
    ------
    LakeBusyError
        When another process is writing.
    LakeDamagedError
        When a manifest record is damaged, or a Parquet file is missing or cut.
    LakeError
        When the lake cannot be written; what was committed before is safe.
    """
    if not root.is_dir():
        return Compacted()
    with disk.one_writer(root):
        current = manifest.read(root)
        with disk.writing(root):
            disk.make_folder(root / "staging", root)
            stage.sweep(root, on_disk(current, datetime.now(UTC)))
        due = _due(current, today)
        after = [_written(current, parts) for parts in due]
    folders = {PurePosixPath(parts[0].path).parent for parts in due}
    return Compacted(len(folders), sum(map(len, due)), sum(after))


def on_disk(current: Manifest, now: datetime) -> set[str]:
    """Paths (relative to the lake) that a writer must not sweep away: what stands, and what did lately."""
    since = (now - timedelta(hours=GRACE_HOURS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lately = {p for c in current.commits if c.added_at >= since for p in c.retired}
    return {f"manifest/{c.batch}.json" for c in current.commits} | {p.path for p in current.parts} | lately


def _due(current: Manifest, today: date) -> list[list[Part]]:
    """Small files that become one, or few: of one folder, all sharing record ids or none."""
    small: dict[tuple[PurePosixPath, bool], list[Part]] = {}
    for p in current.parts:
        if p.size < SMALL_BYTES:
            small.setdefault((PurePosixPath(p.path).parent, p.path in current.overlapping), []).append(p)
    this_month = f"{_MONTH}{today:%Y%m}"
    return [
        sorted(some, key=lambda p: (p.ids or ("", ""), p.path))
        for (folder, _), some in sorted(small.items())
        if len(some) >= (2 if folder.name.startswith(_MONTH) and folder.name < this_month else MANY)
    ]


def _written(current: Manifest, old: Sequence[Part]) -> int:
    """Write these files again as one commit; into how many."""
    gathered = stage.Stage(current.root, "commit")
    with disk.writing(current.root):
        for p in old:
            gathered.add(p.table, p.source, pq.ParquetFile(whole_path(current.root, p)).read())
        gathered.flush()
        batch = manifest.batch_id(p.path for p in old)
        new = gathered.place(batch)
        commit = Commit(
            batch=batch,
            added_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            version=manifest.VERSION,
            parts=tuple(new),
            files=(),
            overlapping=tuple(p.path for p in new if old[0].path in current.overlapping),
            retired=tuple(p.path for p in old),
        )
        manifest.write(current.root, commit)
    return len(new)
