"""Parquet files are read only after their bytes were compared with the digest in the manifest.

A file that this process verified within the last day, and whose inode, size, time of change and *time of
status change* (ctime) are still the same, is not hashed again.  A program may set the time of change back,
but not the ctime.  A file changed within the last seconds before it was verified is not trusted: the clock of
the file system is too coarse to tell a later change from it.  No process trusts what another one verified:
what rots on the disk leaves all these times as they are.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from comity.errors import LakeDamagedError
from comity.lake.storage.manifest import Manifest, Part
from comity.records.schemas import digest_file

DAY = 86_400.0
"""Seconds after which a file is hashed again."""
COARSE = 2.0
"""Seconds within which the clock of a file system may not tell two changes apart."""

Stamp = tuple[int, int, int, int]
"""Inode, size in bytes, time of change and time of status change in nanoseconds."""

_verified: dict[Path, tuple[Stamp, float]] = {}
"""With which stamp each file was verified, and when."""


def _trusts(path: Path, stamp: Stamp, now: float) -> bool:
    """Whether a file was verified within the day and is the same since."""
    before, at = _verified.get(path, (None, 0.0))
    return before == stamp and stamp[3] / 1e9 + COARSE < at <= now < at + DAY


def verify(manifest: Manifest, parts: Iterable[Part], *, trust: bool = True) -> list[Path]:
    """Paths of Parquet files whose bytes are what the manifest says.

    Parameters
    ----------
    manifest : of the lake
    parts : the files
    trust : whether a file verified within the day, unchanged since, is taken as it is

    Raises
    ------
    LakeDamagedError
        When a file is missing or not what was written; names it, and the source files to add again.
    """
    now, wanted, paths = time.time(), list[tuple[Part, Stamp]](), list[Path]()
    for part in parts:
        path = manifest.root / part.path
        paths.append(path)
        stamp = _stamp(manifest, part, path)
        if not (trust and _trusts(path, stamp, now)):
            wanted.append((part, stamp))
    if wanted:
        with ThreadPoolExecutor(min(len(wanted), os.cpu_count() or 1)) as pool:
            digests = list(pool.map(lambda w: _digest(manifest, w[0]), wanted))
        for (part, _), digest in zip(wanted, digests, strict=True):
            if digest != part.sha256:
                raise manifest.damaged(part, "is not what was written")
        _verified.update({manifest.root / part.path: (stamp, now) for part, stamp in wanted})
    return paths


def check_present(manifest: Manifest) -> None:
    """Check that every Parquet file is there with its size.

    Raises
    ------
    LakeDamagedError
        When a file is missing or cut; names it.
    """
    for part in manifest.parts:
        _stamp(manifest, part, manifest.root / part.path)


def _stamp(manifest: Manifest, part: Part, path: Path) -> Stamp:
    try:
        s = path.stat()
    except OSError:
        raise manifest.damaged(part, "is missing") from None
    if s.st_size != part.size:
        raise manifest.damaged(part, f"has {s.st_size} bytes, not the {part.size} written")
    return s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns


def _digest(manifest: Manifest, part: Part) -> str:
    try:
        return digest_file(manifest.root / part.path)
    except OSError as e:
        raise manifest.damaged(part, f"cannot be read ({e.strerror})") from None


def problem(manifest: Manifest, part: Part, *, deep: bool) -> str:
    """Return what is wrong with a file, in one sentence ("" for nothing); ``deep``: every byte is read."""
    try:
        _stamp(manifest, part, manifest.root / part.path)
        if deep and _digest(manifest, part) != part.sha256:
            raise manifest.damaged(part, "is not what was written")
    except LakeDamagedError as e:
        return str(e)
    return ""
