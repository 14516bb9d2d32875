"""Merging of many small Parquet files into few large ones, in an ordinary commit.

A news feed adds a file every fifteen minutes. Small files of past months, and of any folder with many files,
are rewritten as large ones. The manifest record that lists the new files marks the old ones as retired. No
record changes. Files that share record ids are merged only with each other, because the day of the query
decides which of several records with one id is shown. A retired file stays on disk for
:data:`~comity.lake.storage.sweep.GRACE_HOURS`, for readers that opened the lake earlier. The first writer
after that deletes the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pyarrow.parquet as pq

from comity.lake.ingest import stage
from comity.lake.storage import chain, disk, manifest, sweep
from comity.lake.storage.manifest import Commit, Manifest, Part
from comity.lake.storage.verified import verify

#: Parquet files of this size or more are left as they are.
SMALL_BYTES = 8 << 20
#: So many small files in one folder are merged even if their month is not over or they have none.
MANY = 64

_MONTH = "month="


@dataclass(frozen=True, slots=True)
class Compacted:
    """The number of folders rewritten, and the numbers of files before and after."""

    folders: int = 0
    before: int = 0
    after: int = 0


def compact(root: Path, today: date) -> Compacted:
    """Merge the small files of past months, and of every folder with many small files.

    A past month is one before that of ``today``. If the process is killed, at most the folder in progress is
    lost.

    Raises
    ------
    LakeBusyError
        When another process is writing.
    LakeDamagedError
        When a manifest record is damaged, or a Parquet file is missing or truncated.
    LakeError
        When the lake cannot be written; earlier commits are safe.
    """
    if not root.is_dir():
        return Compacted()
    with disk.one_writer(root):
        with disk.writing(root):
            for folder in ("manifest", "staging"):
                disk.make_folder(root / folder, root)
            current = chain.read_for_writing(root)
            sweep.sweep(current, datetime.now(UTC))
        due, after = _due(current, today), 0
        for parts in due:
            current = _rewrite(current, parts)
            after += len(current.commits[-1].parts)
    folders = {PurePosixPath(parts[0].path).parent for parts in due}
    return Compacted(len(folders), sum(map(len, due)), after)


def _due(current: Manifest, today: date) -> list[list[Part]]:
    """Return lists of small files to merge: each of one folder, all or none of them sharing record ids."""
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


def _rewrite(current: Manifest, old: Sequence[Part]) -> Manifest:
    gathered = stage.Stage(current.root, "commit")
    with disk.writing(current.root):
        for p, path in zip(old, verify(current, old), strict=True):
            gathered.add(
                p.table, p.source, pq.read_table(path, page_checksum_verification=True, partitioning=None)
            )
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
        after = chain.append(current, commit)
        sweep.unmark(current.root, batch)
    return after
