"""Checks that a downloaded file is complete and of the expected kind, whatever status the server sent."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from comity.errors import UnsafeArchiveError
from comity.lake.storage import archive
from comity.parts.follow.acquire.plan import WantedFile
from comity.parts.follow.acquire.transport import GapError

_CHUNK = 1 << 20
_HEAD = 4096
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_PAGES = (".htm", ".html")
_MAGIC = {
    ".zip": (b"PK\x03\x04", b"PK\x05\x06"),
    ".xlsx": (b"PK\x03\x04",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
    ".gz": (b"\x1f\x8b",),
    ".xml": (b"<", b"\xef\xbb\xbf<"),
}
_TEXT = (".csv", ".tab", ".tsv", ".txt", ".json", ".jsonl", ".wiki", ".xml", *_PAGES)


def check_file(path: Path, wanted: WantedFile, encoding: str, most: int) -> None:
    """Check a downloaded file; if the server compressed it, unpack it in place first.

    Parameters
    ----------
    path : the downloaded file
    wanted : what was requested
    encoding : content encoding stated by the server
    most : most bytes after unpacking

    Raises
    ------
    GapError
        ``not-it`` if the content is something else (the reason says what), ``damaged`` for a damaged archive.
    """
    if encoding in ("gzip", "x-gzip") and not wanted.name.lower().endswith((".gz", ".tgz")):
        _unpack(path, most)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    _sniff(head, wanted.name.lower())
    _compare(path, wanted)
    if wanted.holds and not _holds(path, wanted.holds.encode()):
        raise _not_it(f"It does not contain {wanted.holds!r}, as every true one does.")
    _open(path, wanted.name)


def _not_it(reason: str) -> GapError:
    return GapError("not-it", reason, again=True, spoilt=True)


def _sniff(head: bytes, name: str) -> None:
    """Raise ``GapError`` if the file's first bytes show that it is of another kind."""
    if not head:
        raise _not_it("The server sent nothing and called it the file.")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_PAGE) and not name.endswith(_PAGES):
        raise _not_it("The server sent a web page in place of the file.")
    for suffix, magic in _MAGIC.items():
        if name.endswith(suffix) and not head.startswith(magic):
            raise _not_it(f"It is named {suffix} but is not one inside.")
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if name.endswith(_TEXT) and b"\x00" in head and not utf16:
        raise _not_it("It is named like a text but holds bytes that no text has.")


def _compare(path: Path, wanted: WantedFile) -> None:
    """Compare the file with the publisher's checksum; without a checksum, with the stated size."""
    kind, _, digest = wanted.checksum.partition(":")
    if kind in hashlib.algorithms_guaranteed:
        hasher = hashlib.new(kind, usedforsecurity=False)
        for chunk in _chunks(path):
            hasher.update(chunk)
        if hasher.hexdigest() != digest:
            raise _not_it(f"Its {kind} is not the one that the publisher gives for it.")
    elif wanted.size is not None and path.stat().st_size != wanted.size:
        raise _not_it(f"It has {path.stat().st_size} bytes, not the {wanted.size} that the publisher gives.")


def _holds(path: Path, text: bytes) -> bool:
    before = b""
    for chunk in _chunks(path):
        if text in before + chunk:
            return True
        before = chunk[-len(text) :]
    return False


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _open(path: Path, name: str) -> None:
    """Unpack every member of an archive once, within size limits, to find damage."""
    if not name.lower().endswith((".zip", ".gz")):
        return
    info = path.stat()
    on_disk = archive.OnDisk(path, name, (info.st_size, info.st_mtime_ns))
    try:
        gaps = [m.reason for m in archive.members(on_disk, "") if isinstance(m, archive.Gap)]
    except UnsafeArchiveError as e:
        raise GapError("damaged", str(e), again=True, spoilt=True) from None
    if damaged := [g for g in gaps if "damaged" in g]:
        raise GapError("damaged", damaged[0], again=True, spoilt=True)


def _unpack(path: Path, most: int) -> None:
    """Undo the server's compression; leave a file that is not compressed unchanged."""
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return
    plain, size = path.with_suffix(".plain"), 0
    try:
        with gzip.open(path, "rb") as packed, plain.open("wb") as out:
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise GapError("too-large", f"It unpacks to more than {most:,} bytes.", spoilt=True)
                out.write(chunk)
        plain.replace(path)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise GapError(
            "damaged", "It was compressed for the way and is damaged.", again=True, spoilt=True
        ) from None
    finally:
        plain.unlink(missing_ok=True)
