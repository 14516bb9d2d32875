"""What was derived from a lake is kept beside it: whole or not at all, disposable and bounded.

``derived/`` in the lake's folder holds one file a thing derived, named by a digest of everything it depends
on, so that a name never comes to mean something else.  The folder may be deleted at any time.  A file that
is damaged is as good as none; a lake that is not there or cannot be written is left alone.  Files come into
being whole (written aside, made to last, renamed), so readers and several writers at once need no lock.
At most :data:`MOST` files and :data:`MOST_BYTES` are kept; the oldest go first.
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
    """Return what was kept under a name; ``None`` where it is missing or not what was written."""
    try:
        return unsealed((root / FOLDER / name).read_bytes())
    except OSError:
        return None


def has(root: Path, name: str) -> bool:
    """Whether something is kept under a name."""
    return (root / FOLDER / name).exists()


def keep(root: Path, name: str, body: bytes) -> None:
    """Keep a thing derived from the lake at ``root``, where that can be done."""
    if not root.is_dir():
        return  # asking makes no lake
    path = root / FOLDER / name
    aside = path.with_name(f"{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(aside, sealed(body))
        aside.replace(path)
        _prune(path.parent)
    except OSError:  # a read-only lake or a full disk: what was derived is right all the same
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def sealed(body: bytes) -> bytes:
    """Bytes of a file: a digest of the body, so that damage shows, and the body."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def unsealed(data: bytes) -> bytes | None:
    """Return the body of what :func:`sealed` gave; ``None`` where it is damaged."""
    digest, _, body = data.partition(b"\n")
    return body if hashlib.sha256(body).hexdigest().encode() == digest else None


def _prune(folder: Path) -> None:
    """Let the oldest files go when there are too many; what another process took away is no fault."""
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
