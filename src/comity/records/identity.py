"""Who a record is: ids that do not depend on the order, the splitting or the name of files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

FILE_ID_DIGITS = 16
_CHUNK = 1 << 20


def digest(stream: BinaryIO) -> str:
    """SHA-256 of all bytes of ``stream`` from where it stands, as 64 hex digits."""
    h = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        h.update(chunk)
    return h.hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file on disk, as 64 hex digits."""
    with path.open("rb") as stream:
        return digest(stream)


def file_id(sha256: str) -> str:
    """Short form of a file's SHA-256 as it stands in every record (16 hex digits)."""
    return sha256[:FILE_ID_DIGITS]


def record_id(source: str, key: str) -> str:
    """Identity of a record: the source's id and the publisher's own key for the thing."""
    return f"{source}:{key}"


def content_key(*parts: object) -> str:
    """Key for a thing its publisher does not number: 16 hex digits over what it says."""
    text = "\x1f".join("" if p is None else str(p) for p in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:FILE_ID_DIGITS]
