"""Recognition of packed files (R data, workbooks) from their first bytes only."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from html import unescape

from comity.sources.kit.rdata_file import unpack_head
from comity.sources.kit.rdata_stream import DamageError, Stream

_LOCAL = b"PK\x03\x04"
_MOST = 1 << 16
_SHARED, _SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
_TEXT = re.compile(r"<t\b[^>]*>([^<]*)</t>")


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of an R data frame: number of columns, R type and first values of the first column."""

    columns: int
    kind: int
    values: tuple[float | str | None, ...]


def frame_start(head: bytes, values: int = 3) -> Start | None:
    """Return the beginning of a data frame in an ``.rds``, or ``None`` for other bytes.

    R writes the names of the columns after their values, so the start of a large file lacks the names.
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
    """Return sheet names and cell texts of an ``.xlsx`` file, as XML, as far as ``head`` shows them."""
    parts = _unpack(head)
    return "".join(text for name, text in parts.items() if name != _SHEET)


def workbook_heading(head: bytes) -> list[str] | None:
    """Return the texts in the first row of the first sheet of an ``.xlsx`` file; ``None`` for other files."""
    parts = _unpack(head)
    row = parts.get(_SHEET, "").partition("<row")[2].partition("</row>")[0]
    shared = [unescape("".join(_TEXT.findall(s))) for s in parts.get(_SHARED, "").split("</si>")]
    out = []
    for kind, cell in re.findall(r"<c\b([^>]*)>(.*?)</c>", row, re.DOTALL):
        text = unescape("".join(_TEXT.findall(cell)))
        if 't="s"' in kind:
            number = int("".join(re.findall(r"<v>(\d+)</v>", cell)) or len(shared))
            text = shared[number] if number < len(shared) else ""
        out.append(text)
    return out if parts else None


def _unpack(head: bytes) -> dict[str, str]:
    """Return the beginnings of the main parts of an ``.xlsx`` file, by their names."""
    out: dict[str, str] = {}
    if not head.startswith(_LOCAL):
        return out
    for header in re.finditer(re.escape(_LOCAL), head):
        at = header.start()
        if len(head) < at + 30:
            break
        (packing,), (packed,) = (
            struct.unpack_from("<H", head, at + 8),
            struct.unpack_from("<I", head, at + 18),
        )
        name_size, extra = struct.unpack_from("<HH", head, at + 26)
        name = head[at + 30 : at + 30 + name_size].decode("ascii", "replace")
        if name not in ("xl/workbook.xml", _SHARED, _SHEET):
            continue
        body = head[at + 30 + name_size + extra :]
        body = body[: packed or None] if packing == 0 else body
        try:
            text = zlib.decompressobj(-15).decompress(body, _MOST) if packing == 8 else body[:_MOST]
        except zlib.error:
            continue
        out[name] = text.decode("utf-8", "replace")
    return out
