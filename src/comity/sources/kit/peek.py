"""The first bytes of packed files, read just far enough to recognise a layout."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from comity.sources.kit.rdata_file import unpack_head
from comity.sources.kit.rdata_stream import DamageError, Stream

_LOCAL = b"PK\x03\x04"
_MOST = 1 << 16


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of an R data frame: number of columns, R type of the first column, its first values."""

    columns: int
    kind: int
    values: tuple[float | str | None, ...]


def frame_start(head: bytes, values: int = 3) -> Start | None:
    """Return the beginning of a data frame in an ``.rds``, or ``None`` for other bytes.

    R writes the names of a list after its values, so the start of a large file has no column names.
    """
    stream = Stream(unpack_head(head))
    try:
        stream.header()
        if stream.number() & 0xFF != 19:
            return None
        columns = stream.number()
        kind = stream.number() & 0xFF
        n = min(stream.number(), values)
        if kind == 16:
            return Start(columns, kind, tuple(_text(stream) for _ in range(n)))
        width, code = {13: (4, ">i"), 14: (8, ">d")}.get(kind, (0, ""))
        if not width:
            return None
        return Start(columns, kind, tuple(struct.unpack(code, stream.take(width))[0] for _ in range(n)))
    except DamageError:
        return None


def _text(stream: Stream) -> str | None:
    stream.number()
    size = stream.number()
    return None if size == -1 else stream.take(size).decode("utf-8", "replace")


def workbook_text(head: bytes) -> str:
    """Return the visible part of an ``.xlsx`` file's sheet names and shared texts, as XML."""
    if not head.startswith(_LOCAL):
        return ""
    out = []
    for header in re.finditer(re.escape(_LOCAL), head):
        at = header.start()
        if len(head) < at + 30:
            break
        (packing,) = struct.unpack_from("<H", head, at + 8)
        name_size, extra = struct.unpack_from("<HH", head, at + 26)
        name = head[at + 30 : at + 30 + name_size]
        if name not in (b"xl/workbook.xml", b"xl/sharedStrings.xml"):
            continue
        body = head[at + 30 + name_size + extra :]
        try:
            text = zlib.decompressobj(-15).decompress(body, _MOST) if packing == 8 else body[:_MOST]
        except zlib.error:
            continue
        out.append(text.decode("utf-8", "replace"))
    return "".join(out)
