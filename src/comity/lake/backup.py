"""A copy of a lake that is consistent although the lake is written to meanwhile, and the way back from it.

The manifest is read first; the Parquet files it names never change, and each is compared with its digest as
it is copied.  What can be derived again, and what an interrupted writer left, is not copied.  The desk's own
database lies beside the lake and is backed up by its own means.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from comity.errors import LakeDamagedError, LakeError
from comity.lake import checkup
from comity.lake.ingest import stage
from comity.lake.storage import chain, disk, proof
from comity.records import identity

_LEFT_OUT = {proof.PROOF, "backup", "cells", "derived", "quarantine", "staging", "trash", "partial", ".lock"}
_BY_RECORD = {chain.FOLDER, chain.MIRROR, *stage.SCHEMAS}
"""Folders of which only what the manifest names is copied."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many files were copied, and their bytes."""

    files: int
    bytes: int


def backup(root: Path, into: Path) -> Copied:
    """Copy the lake at ``root`` to the folder ``into``, which must not exist or be empty.

    Raises
    ------
    LakeDamagedError
        When the lake is damaged, or a copy is not what the manifest says.
    LakeError
        When the folder is not empty or cannot be written.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise LakeError(f"{into} is not an empty folder: choose another one for the backup.")
    partial = into.with_name(f"{into.name}.partial")
    with disk.writing(into):
        shutil.rmtree(partial, ignore_errors=True)
        copied = _copy(root, partial)
        if into.exists():
            into.rmdir()
        partial.rename(into)
        disk.settle(into.absolute().parent)
    return copied


def _copy(root: Path, to: Path) -> Copied:
    manifest = chain.read(root)
    paths = [f"{folder}/{c.batch}.json" for c in manifest.commits for folder in (chain.FOLDER, chain.MIRROR)]
    digests = {p.path: p.sha256 for p in manifest.parts}
    others = _others(root, root)
    size = n = 0
    for path in (*paths, *digests, *others):
        source, target = root / path, to / path
        if path not in digests and not source.exists():
            continue  # a mirror of a lake not chained yet, or a file that was replaced meanwhile
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        if path in digests and identity.digest_file(target) != digests[path]:
            raise LakeDamagedError(f"{source} is not what was written: run `comity verify --repair` first.")
        size, n = size + target.stat().st_size, n + 1
    to.mkdir(parents=True, exist_ok=True)
    chain.write_proof(manifest, to)
    return Copied(n, size)


def _others(root: Path, folder: Path) -> list[str]:
    """Further files of the lake; those of a folder before those of the folders in it, which they may name."""
    out, below = list[str](), list[Path]()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name in _LEFT_OUT or (folder == root and path.name in _BY_RECORD):
            continue
        if path.is_dir():
            below.append(path)
        elif not path.name.endswith((".tmp", ".part")):
            out.append(path.relative_to(root).as_posix())
    return out + [p for b in below for p in _others(root, b)]


def restore(root: Path, source: Path) -> Path | None:
    """Make the backup ``source`` the lake at ``root``.

    Returns
    -------
    The folder to which the lake before was moved; ``None`` if there was none.

    Raises
    ------
    LakeDamagedError
        When the backup is damaged.
    LakeBusyError
        When another process is writing to the lake.
    LakeError
        When there is no backup, or the folder of the lake cannot be written.
    """
    if not (source / chain.FOLDER).is_dir():
        raise LakeError(f"{source} holds no backup of a lake: name a folder that `comity backup` wrote.")
    if damage := checkup.examine(source, deep=True).damage:
        raise LakeDamagedError(damage[0].text)
    aside = root.with_name(f"{root.name}.restoring")
    with disk.one_writer(root), disk.writing(root):
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(source, aside)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        before = root.with_name(f"{root.name}.before-{stamp}")
        root.rename(before)
        aside.rename(root)
        disk.settle(root.absolute().parent)
    if [p.name for p in before.iterdir()] == [".lock"]:
        shutil.rmtree(before)
        return None
    return before
