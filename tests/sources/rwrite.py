"""R data frames written by hand, in the form that R itself writes, for tests."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from typing import Any

NA = -(2**31)
NA_REAL = struct.pack(">Q", 0x7FF00000000007A2)
NULL = b"\x00\x00\x00\xfe"


def i(n: int) -> bytes:
    return struct.pack(">i", n)


def text(value: str | bytes | None, level: int = 0x40) -> bytes:
    if value is None:
        return b"\x00\x00\x00\x09" + i(-1)
    raw = value.encode() if isinstance(value, str) else value
    level = level if raw.isascii() else (8 if isinstance(value, str) else 4)
    return i(9 | level << 12) + i(len(raw)) + raw


def strings(values: list[Any]) -> bytes:
    return i(16) + i(len(values)) + b"".join(map(text, values))


class Saver:
    """Writes one stream; symbols after their first use are references, as in R."""

    def __init__(self) -> None:
        self.symbols: list[str] = []

    def symbol(self, name: str) -> bytes:
        if name in self.symbols:
            return i(0xFF | (self.symbols.index(name) + 1) << 8)
        self.symbols.append(name)
        return i(1) + text(name)

    def attributes(self, pairs: dict[str, bytes]) -> bytes:
        return b"".join(i(0x402) + self.symbol(k) + v for k, v in pairs.items()) + NULL

    def vector(self, kind: int, body: bytes, n: int, pairs: dict[str, bytes]) -> bytes:
        flags = kind | (0x200 if pairs else 0) | (0x100 if "class" in pairs else 0)
        return i(flags) + i(n) + body + (self.attributes(pairs) if pairs else b"")

    def column(self, kind: str, values: list[Any]) -> bytes:
        n = len(values)
        if kind in ("int", "lgl"):
            body = b"".join(i(NA if v is None else int(v)) for v in values)
            return self.vector(13 if kind == "int" else 10, body, n, {})
        if kind in ("dbl", "Date", "POSIXct"):
            body = b"".join(NA_REAL if v is None else struct.pack(">d", v) for v in values)
            classes = {"dbl": [], "Date": ["Date"], "POSIXct": ["POSIXct", "POSIXt"]}[kind]
            return self.vector(14, body, n, {"class": strings(classes)} if classes else {})
        if kind == "factor":
            levels = sorted({v for v in values if v is not None})
            body = b"".join(i(NA if v is None else levels.index(v) + 1) for v in values)
            return self.vector(13, body, n, {"levels": strings(levels), "class": strings(["factor"])})
        return strings(values)

    def frame(self, columns: dict[str, tuple[str, list[Any]] | bytes]) -> bytes:
        parts = [c if isinstance(c, bytes) else self.column(*c) for c in columns.values()]
        rows = i(13) + i(2) + i(NA) + i(-3)
        pairs = {"names": strings(list(columns)), "row.names": rows, "class": strings(["data.frame"])}
        return self.vector(19, b"".join(parts), len(parts), pairs)


PACK = {"": bytes, "gz": lambda b: gzip.compress(b, mtime=0), "bz2": bz2.compress, "xz": lzma.compress}


def header(version: int = 2) -> bytes:
    out = b"X\n" + i(version) + i(0x040000) + i(0x020300)
    return out if version == 2 else out + i(5) + b"UTF-8"


def rda(name: str, columns: dict[str, Any], packed: str = "bz2", version: int = 2) -> bytes:
    saver = Saver()
    tag = saver.symbol(name)
    body = i(0x402) + tag + saver.frame(columns) + NULL
    return PACK[packed](f"RDX{version}\n".encode() + header(version) + body)


def rds(columns: dict[str, Any], packed: str = "gz", version: int = 2) -> bytes:
    return PACK[packed](header(version) + Saver().frame(columns))
