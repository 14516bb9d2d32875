"""Backing up a lake, even while another process writes to the lake, and restoring a backup.

The manifest is read first. The Parquet files that it lists never change, and each is compared with its digest
as it is copied. Some files are left out: links, leftovers of interrupted writers, and files that can be
computed again. A copy is made in a temporary folder, which is renamed once all its bytes are on disk. Only
folders that this module made are deleted. The database of ``comity desk`` lies beside the lake and is not
part of the backup.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from comity.errors import LakeDamagedError, LakeError
from comity.lake import checkup
from comity.lake.ingest import stage
from comity.lake.storage import chain, disk, proof
from comity.lake.storage.manifest import REMEDY
from comity.records.schemas import digest_file

_LEFT_OUT = {proof.PROOF, "backup", "cells", "derived", "quarantine", "staging", "trash", "partial", ".lock"}
#: Folders from which only the files that the manifest names are copied.
_BY_RECORD = {proof.FOLDER, chain.MIRROR, *stage.SCHEMAS}


@dataclass(frozen=True, slots=True)
class Copied:
    """The number and bytes of the files copied, and the paths of links and irregular files left out."""

    files: int
    bytes: int
    left_out: tuple[str, ...] = ()


def backup(root: Path, into: Path) -> Copied:
    """Copy the lake at ``root`` to the folder ``into``, which must be empty or must not exist.

    Raises
    ------
    LakeDamagedError
        When the lake is damaged, or a copied file differs from its digest in the manifest.
    LakeError
        When the folder is not empty, lies in the lake or cannot be written.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise LakeError(f"{into} is not an empty folder: choose another one for the backup.")
    root, into = root.resolve(), into.resolve()
    _check_apart(root, into)
    with disk.writing(into, "backup"), _make_temporary_folder(into, "partial") as aside:
        copied = _copy(root, aside)
        aside.rename(into)
        disk.settle(into.parent)
    return copied


def _check_apart(root: Path, other: Path) -> None:
    if other.is_relative_to(root) or root.is_relative_to(other):
        raise LakeError(f"One of {root} and {other} lies in the other: choose a folder outside the lake.")


@contextmanager
def _make_temporary_folder(path: Path, what: str) -> Iterator[Path]:
    """Make a temporary folder beside ``path``; on leaving, delete the folder unless it was renamed."""
    aside = path.with_name(f"{path.name}.{what}-{secrets.token_hex(4)}")
    disk.make_folder(path.parent, path.parent)
    aside.mkdir()
    made = aside.stat().st_ino
    try:
        yield aside
    finally:
        if aside.is_dir() and aside.stat().st_ino == made:
            shutil.rmtree(aside)


def _copy(root: Path, to: Path) -> Copied:
    manifest = chain.read(root)
    paths = [f"{folder}/{c.batch}.json" for c in manifest.commits for folder in (proof.FOLDER, chain.MIRROR)]
    digests = {p.path: p.sha256 for p in manifest.parts}
    others, left_out = _list_other_files(root, root)
    size = n = 0
    with chain.tell_change(manifest):
        for path in (*paths, *digests, *others):
            source, target = root / path, to / path
            target.parent.mkdir(parents=True, exist_ok=True)
            # Old lakes have no mirror folder, and another process may have replaced a file.
            with suppress(FileNotFoundError):
                shutil.copy2(source, target)
                size, n = size + target.stat().st_size, n + 1
            if path in digests and not (target.exists() and digest_file(target) == digests[path]):
                raise LakeDamagedError(f"{source} is not what was written: {REMEDY}.")
        chain.write_proof(manifest, to)
        chain.read(to)
    for folder, _, names in os.walk(to, topdown=False):
        for name in (*names, ""):
            disk.settle(Path(folder, name))
    return Copied(n, size, tuple(left_out))


def _list_other_files(root: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Return the paths of files to copy that the manifest does not list, and of irregular files left out."""
    out, left_out, below = list[str](), list[str](), list[Path]()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        mode = path.lstat().st_mode
        if path.name in _LEFT_OUT or (folder == root and path.name in _BY_RECORD):
            continue
        if stat.S_ISDIR(mode):
            below.append(path)
        elif not stat.S_ISREG(mode):
            left_out.append(path.relative_to(root).as_posix())
        elif not path.name.endswith((".tmp", ".part")):
            out.append(path.relative_to(root).as_posix())
    for files, others in (_list_other_files(root, b) for b in below):
        out += files
        left_out += others
    return out, left_out


def restore(root: Path, source: Path) -> Path | None:
    """Replace the lake at ``root`` by the backup in ``source``.

    Returns
    -------
    The folder to which the previous lake was moved; ``None`` if there was none.

    Raises
    ------
    LakeDamagedError
        When the backup is damaged.
    LakeBusyError
        When another process is writing to the lake.
    LakeError
        When there is no backup, the backup lies inside the lake, or the lake's folder cannot be written.
    """
    if not any((source / name).exists() for name in (proof.PROOF, proof.FOLDER)):
        raise LakeError(f"{source} holds no backup of a lake: name a folder that `comity backup` wrote.")
    root, source = root.resolve(), source.resolve()
    _check_apart(root, source)
    if damage := [d for d in checkup.examine(source, deep=True).damage if d.kind != "missing"]:
        raise LakeDamagedError(damage[0].text)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    before = root.with_name(f"{root.name}.before-{stamp}-{secrets.token_hex(2)}")
    with disk.one_writer(root), disk.writing(root), _make_temporary_folder(root, "restoring") as aside:
        _copy(source, aside)
        aside.rename(before)
        if not disk.exchange(before, root):
            before.rename(aside)
            disk.write_whole(disk.restoring(root), b"")  # else a crash here would look like an empty lake
            disk.settle(root.parent)
            root.rename(before)
            aside.rename(root)
            disk.settle(root.parent)
            disk.restoring(root).unlink()
        disk.settle(root.parent)
    if [p.name for p in before.iterdir()] == [".lock"]:
        shutil.rmtree(before)
        return None
    return before
