"""Publishers' lists of files, in the formats of GDELT, Dataverse and plain web pages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import unquote, urljoin, urlsplit

_MD5 = re.compile(r"[0-9a-fA-F]{32}")
_HREF = re.compile(rb"""<a\s[^>]*?href\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One file in a publisher's list; ``size`` in bytes or ``None``, ``checksum`` like ``md5:...`` or "".

    ``thing`` identifies the file if each version has another address; "" if the address does.
    """

    address: str
    name: str
    size: int | None = None
    checksum: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A line or entry of a publisher's list without a readable file address, with the reason."""

    what: str
    why: str


def read(how: str, address: str, text: BinaryIO) -> Iterator[Listed | Unread]:
    """Yield the files in a publisher's list of the kind ``how`` (``list``, ``dataverse`` or ``links``)."""
    if how == "list":
        return _lines(address, text)
    return {"dataverse": _dataverse, "links": _links}[how](address, text.read())


def _lines(address: str, text: BinaryIO) -> Iterator[Listed | Unread]:
    """Yield files from lines of ``size md5 address`` (GDELT 2.0) or ``md5 name`` (GDELT 1.0, md5sum).

    Lines are read one at a time, because GDELT's list has more than a million.
    """
    for n, met in enumerate(text, start=1):
        line = met.rstrip(b"\n").decode("utf-8", "replace")
        if line.strip():
            try:
                yield _entry(address, line.split())
            except ValueError:
                yield Unread(f"line {n}: {line[:80]}", "It is not a size, a checksum and an address.")


def _entry(address: str, words: list[str]) -> Listed:
    size, md5, where = words if len(words) == 3 else ("0", *words)
    if _MD5.fullmatch(md5) is None or not (size.isascii() and size.isdigit()):
        raise ValueError(where)
    full = urljoin(address, where)
    return Listed(full, _name(full), int(size) if len(words) == 3 else None, f"md5:{md5.lower()}")


def _dataverse(address: str, text: bytes) -> Iterator[Listed | Unread]:
    """Yield files from the JSON list of a Dataverse archive (Native API, "List Files in a Dataset").

    A file that the archive converted to its own format is requested as uploaded, since the checksum is for
    this form.
    """
    try:
        entries = list(json.loads(text)["data"])
    except (ValueError, KeyError, TypeError):
        yield Unread(address, "It is not a Dataverse's list of files.")
        return
    for n, entry in enumerate(entries, start=1):
        try:
            yield _datafile(address, entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield Unread(f"entry {n}", "It does not tell the name and number of its file.")


def _datafile(address: str, entry: dict[str, Any]) -> Listed:
    file = entry["dataFile"]
    original = file.get("originalFileFormat") is not None
    name = str((original and file.get("originalFileName")) or entry["label"])
    where = urljoin(
        address, f"/api/access/datafile/{int(file['id'])}{'?format=original' if original else ''}"
    )
    published = file.get("checksum") or {}
    kind, value = str(published.get("type", "MD5")), published.get("value") or file.get("md5") or ""
    checksum = f"{kind.lower().replace('-', '')}:{str(value).lower()}" if value else ""
    thing = f"{address}#{entry.get('directoryLabel') or ''}/{entry['label']}"
    size = file.get("originalFileSize" if original else "filesize")
    return Listed(where, name, int(size) if size is not None else None, checksum, thing)


def _links(address: str, text: bytes) -> Iterator[Listed | Unread]:
    for href in dict.fromkeys(
        html.unescape(h.decode("utf-8", "replace")).strip() for h in _HREF.findall(text)
    ):
        try:
            full = urljoin(address, href)
            yield Listed(full, _name(full))
        except ValueError:
            yield Unread(href[:80], "It is no address.")


def _name(address: str) -> str:
    return unquote(urlsplit(address).path.rsplit("/", 1)[-1])
