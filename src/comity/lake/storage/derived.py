"""Stored results of computations on a lake, which may be deleted at any time.

``derived/`` in the lake's folder has one file per result. The name is a digest of everything on which the
result depends, so a name always means the same result. A damaged file counts as absent. If the lake does not
exist or cannot be written, nothing is stored. Files are written under a temporary name and then renamed, so
no lock is needed. There are at most :data:`MOST` files of :data:`MOST_BYTES` together; the oldest are deleted
first.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from comity.lake.storage.disk import write_whole

FOLDER = "derived"
MOST = 2000
MOST_BYTES = 256 * 2**20


def read(root: Path, name: str) -> bytes | None:
    """Return the result stored under a name; ``None`` if absent or damaged."""
    try:
        return unseal((root / FOLDER / name).read_bytes())
    except OSError:
        return None


def has(root: Path, name: str) -> bool:
    """Return whether a result is stored under a name."""
    return (root / FOLDER / name).exists()


def keep(root: Path, name: str, body: bytes) -> None:
    """Store a result computed from the lake at ``root``, if possible."""
    if not root.is_dir():
        return  # a question must not create a lake
    path = root / FOLDER / name
    aside = path.with_name(f"{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(aside, seal(body))
        aside.replace(path)
        _prune(path.parent)
    except OSError:  # a read-only lake or a full disk: the result is right without storing it
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def seal(body: bytes) -> bytes:
    """Return the body preceded by its digest, which reveals damage."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def unseal(data: bytes) -> bytes | None:
    """Return the body from the bytes that :func:`seal` returned; ``None`` if the bytes are damaged."""
    digest, _, body = data.partition(b"\n")
    return body if hashlib.sha256(body).hexdigest().encode() == digest else None


def _prune(folder: Path) -> None:
    """Delete the oldest files if there are too many; ignore files that another process deletes."""
    entries = []
    for entry in os.scandir(folder):
        with suppress(OSError):
            stat = entry.stat()
            entries.append((stat.st_mtime_ns, entry.name, stat.st_size))
    entries.sort(reverse=True)
    size = 0
    for place, (_, name, length) in enumerate(entries):
        size += length
        if place >= MOST or size > MOST_BYTES:
            with suppress(OSError):
                (folder / name).unlink()
