"""Verification of Parquet files against the digests in the manifest before they are read.

A file is not hashed again if this process verified it within the last day and its metadata are unchanged:
inode, size, modification time and status-change time (ctime). A program can set the modification time back,
but not the ctime. A file that changed seconds before it was verified is not trusted, because the file
system's clock is too coarse to show a later change. A process does not trust what another process verified,
because decay on the disk changes none of these times.
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

#: Seconds after which a file is hashed again.
DAY = 86_400.0
#: Seconds within which the clock of a file system may not separate two changes.
COARSE = 2.0

#: Inode, size in bytes, modification time and status-change time in nanoseconds.
Stamp = tuple[int, int, int, int]

#: The stamp with which each file was verified, and when.
_verified: dict[Path, tuple[Stamp, float]] = {}


def _trusts(path: Path, stamp: Stamp, now: float) -> bool:
    """Return whether a file was verified within the last day and has not changed since."""
    before, at = _verified.get(path, (None, 0.0))
    return before == stamp and stamp[3] / 1e9 + COARSE < at <= now < at + DAY


def verify(manifest: Manifest, parts: Iterable[Part], *, trust: bool = True) -> list[Path]:
    """Compare the bytes of Parquet files with the manifest and return their paths.

    Parameters
    ----------
    manifest : manifest of the lake
    parts : the files
    trust : whether to skip a file that was verified within the last day and has not changed since

    Raises
    ------
    LakeDamagedError
        When a file is missing or its content changed; the message names the file and the source files to add
        again.
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
                raise manifest.describe_damage(part, "is not what was written")
        _verified.update({manifest.root / part.path: (stamp, now) for part, stamp in wanted})
    return paths


def check_present(manifest: Manifest) -> None:
    """Check that every Parquet file exists with its size.

    Raises
    ------
    LakeDamagedError
        When a file is missing or truncated; the message names the file.
    """
    for part in manifest.parts:
        _stamp(manifest, part, manifest.root / part.path)


def _stamp(manifest: Manifest, part: Part, path: Path) -> Stamp:
    try:
        s = path.stat()
    except OSError:
        raise manifest.describe_damage(part, "is missing") from None
    if s.st_size != part.size:
        raise manifest.describe_damage(part, f"has {s.st_size} bytes, not the {part.size} written")
    return s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns


def _digest(manifest: Manifest, part: Part) -> str:
    try:
        return digest_file(manifest.root / part.path)
    except OSError as e:
        raise manifest.describe_damage(part, f"cannot be read ({e.strerror})") from None


def problem(manifest: Manifest, part: Part, *, deep: bool) -> str:
    """Return in one sentence what is wrong with a file, or ""; with ``deep``, every byte is read."""
    try:
        _stamp(manifest, part, manifest.root / part.path)
        if deep and _digest(manifest, part) != part.sha256:
            raise manifest.describe_damage(part, "is not what was written")
    except LakeDamagedError as e:
        return str(e)
    return ""
