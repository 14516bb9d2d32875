"""What can befall the bytes of a file, also of those that lie packed within it; and a count of its rows."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable

from hypothesis import strategies as st

HUGE = 200_000
"""Length of a field longer than any reader's buffer for one (the csv module's is 131,072)."""

_PACKED: tuple[tuple[bytes, Callable[[bytes], bytes], Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", gzip.decompress, lambda d: gzip.compress(d, mtime=0)),
    (b"BZh", bz2.decompress, bz2.compress),
    (b"\xfd7zXZ", lzma.decompress, lzma.compress),
)
_INSERTS = (
    b"\x00",
    b"\x00" * 9,
    b"\xff\xfe",
    b"\xe9",
    b'"',
    b"\r",
    b"\n",
    b"\t",
    b",",
    b"\xef\xbb\xbf",
    b"9" * 40,
)
_HOWS = ("flipped", "cut", "spliced", "inserted", "doubled", "huge", "utf-16", "latin-1", "emptied")


def within(data: bytes, which: int) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The bytes packed in a file (of a workbook those of one part), and how to pack them again."""
    for magic, unpack, pack in _PACKED:
        if data.startswith(magic):
            return unpack(data), pack
    if not data.startswith(b"PK\x03\x04"):
        return data, lambda d: d
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    name = sorted(parts)[which % len(parts)]

    def pack(part: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            for n, content in (parts | {name: part}).items():
                z.writestr(n, content)
        return out.getvalue()

    return parts[name], pack


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """``whole`` after one accident, to it or to what is packed in it."""
    inner, pack = within(whole, draw(st.integers(0, 9))) if draw(st.booleans()) else (whole, lambda d: d)
    at = draw(st.integers(0, len(inner)))
    until = draw(st.integers(at, min(len(inner), at + 60)))
    how = draw(st.sampled_from(_HOWS))
    if how == "flipped" and at < len(inner):
        return pack(inner[:at] + bytes([inner[at] ^ draw(st.integers(1, 255))]) + inner[at + 1 :])
    hurt = {
        "cut": inner[:at],
        "spliced": inner[:at] + draw(st.binary(max_size=12)) + inner[until:],
        "inserted": inner[:at] + draw(st.sampled_from(_INSERTS)) + inner[at:],
        "doubled": inner + inner,
        "huge": inner[:at] + b"x" * HUGE + inner[at:],
        "utf-16": inner.decode("utf-8", "replace").encode("utf-16"),
        "latin-1": inner.decode("utf-8", "replace").encode("latin-1", "replace") + "é".encode("latin-1"),
    }.get(how, b"")
    return pack(hurt)


def counts(data: bytes) -> set[int]:
    """How many rows a text file has: a line a row, or as quoted fields join lines (if they ever end)."""
    found = {data.count(b"\n") + (not data.endswith(b"\n") and bool(data))}
    for mark in ",;\t":
        try:
            text = io.StringIO(data.decode("utf-8-sig"), newline="")
            found.add(sum(1 for _ in csv.reader(text, delimiter=mark, strict=True)))
        except (UnicodeDecodeError, csv.Error):
            continue
    return found


def by_row(data: bytes, seen: int) -> bool:
    """Whether the file is text of which ``seen`` counts the rows, so that rows can be counted in any copy."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and seen in counts(data)
