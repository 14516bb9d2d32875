"""Removal of leftovers of an interrupted writer, which move to ``trash/`` if they are marked as staged.

Before staged Parquet files get their final names, a mark, ``staging/<batch>.placing``, lists these names. The
mark is deleted once a manifest record lists the files. A Parquet file that is in neither a record nor a mark
is an orphan: it may belong to a lost record, so ``comity status`` reports it and nothing deletes it. Files
whose rows were merged into others move to the trash after :data:`GRACE_HOURS`. Trash is deleted after
:data:`TRASH_DAYS`. Files in the folder ``staging`` are deleted at once.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from comity.lake.storage import disk
from comity.lake.storage.chain import MIRROR
from comity.lake.storage.disk import report_reached
from comity.lake.storage.manifest import Commit, Manifest

#: Hours that a retired file stays in place, for readers that opened the lake earlier.
GRACE_HOURS = 24
#: Days that files stay in the trash.
TRASH_DAYS = 7
_OURS = re.compile(r"(commit|[0-9a-f]{16}|HEAD)(-\d+\.parquet|\.tmp)")
_STAMP = "%Y%m%dT%H%M%SZ"


def mark(root: Path, batch: str, paths: Iterable[str]) -> None:
    """Write a mark that lists the final names (relative to the lake) of staged files to be renamed."""
    staging = root / "staging"
    disk.write_whole(_mark(root, batch), json.dumps(list(paths)).encode())
    disk.settle(staging)


def unmark(root: Path, batch: str) -> None:
    """Delete the mark, since a manifest record now lists the files."""
    _mark(root, batch).unlink(missing_ok=True)


def _mark(root: Path, batch: str) -> Path:
    return root / "staging" / f"{batch}.placing"


def _read_marks(root: Path) -> dict[str, list[str]]:
    """Return a map from batch to final file names; a mark that a crash left incomplete has none."""
    out = {}
    for path in sorted((root / "staging").glob("*.placing")):
        try:
            out[path.stem] = [str(p) for p in json.loads(path.read_bytes())]
        except ValueError:
            out[path.stem] = []
    return out


def sweep(manifest: Manifest, now: datetime) -> int:
    """Remove leftovers of an interrupted writer; return how many files moved. Only the writer may do so."""
    root, swept = manifest.root, 0
    standing, committed = {p.path for p in manifest.parts}, {c.batch for c in manifest.commits}
    for batch, paths in _read_marks(root).items():
        swept += sum(throw(root, p, now) for p in paths if p not in standing)
        if batch not in committed:  # the writer stopped after it wrote the mirror
            throw(root, f"{MIRROR}/{batch}.json", now)
        unmark(root, batch)
    since = (now - timedelta(hours=GRACE_HOURS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    retired = {p for c in manifest.commits if c.added_at < since for p in c.retired}
    swept += sum(throw(root, p, now) for p in sorted(retired - standing))
    for folder in (root / "staging", root / "manifest"):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if _OURS.fullmatch(path.name):
                path.unlink()
                swept += 1
    _empty_trash(root, now)
    report_reached("swept")
    return swept


def throw(root: Path, path: str, now: datetime, into: str = "trash") -> bool:
    """Move a file of the lake (path relative to the lake) into the trash; return whether it existed."""
    source, target = root / path, root / into / now.strftime(_STAMP) / path
    if not source.is_file():
        return False
    disk.make_folder(target.parent, root)
    source.replace(target)
    disk.settle(target.parent)
    disk.settle(source.parent)
    return True


def _empty_trash(root: Path, now: datetime) -> None:
    last = (now - timedelta(days=TRASH_DAYS)).strftime(_STAMP)
    for folder in sorted((root / "trash").iterdir()) if (root / "trash").is_dir() else ():
        if folder.name < last:
            shutil.rmtree(folder)


def list_unmarked(root: Path, tables: Iterable[str]) -> list[str]:
    """List the Parquet files written by comity in the folders of these tables that no mark names.

    Call this before reading the records, so that a commit made in between does not look like an orphan.
    """
    paths = [p for t in tables for p in (root / t).rglob("*-*.parquet") if _OURS.fullmatch(p.name)]
    marked = {p for placed in _read_marks(root).values() for p in placed}
    return sorted({p.relative_to(root).as_posix() for p in paths} - marked)


def orphans(commits: Iterable[Commit], paths: Iterable[str]) -> list[str]:
    """Return those of these Parquet files that no manifest record lists."""
    named = {path for c in commits for path in (*(p.path for p in c.parts), *c.retired)}
    return [p for p in paths if p not in named]
