"""Reading of data frames from R data files (``.rda``, ``.RData``, ``.rds``) as Arrow tables.

This small reader follows *R Internals*, section 1.8 ("Serialization Formats"): versions 2 and 3 in binary
(XDR) form, compressed with gzip, bzip2, xz or not at all. It supports what data frames contain (vectors,
attributes, factors, dates, the compact vectors of R >= 3.5). It skips formulas, environments and pointers,
and refuses byte code. It checks every length against the remaining bytes before it allocates memory.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.errors import SourceError
from comity.sources.base import Sample, SourceFile
from comity.sources.kit.rdata_stream import LISTS, NA_INT, STRINGS, XDR, DamageError, Stream, Vector
from comity.sources.kit.rows import Rows

#: Maximum size of an unpacked file in bytes.
LIMIT = 1 << 30

_CHUNK = 1 << 22
_MAGIC = (b"RDX2\n", b"RDX3\n")


def read_frames(file: SourceFile) -> dict[str, pa.Table]:
    """Return the data frames of a file by the name of the saved object ("" in an ``.rds`` file).

    Strings and factors become ``dictionary<int32, string>``, Dates ``date32``, and POSIXct ``timestamp[us,
    UTC]``; NA and NaN are null.

    Raises
    ------
    SourceError
        When the file is not R data, is damaged, or has no data frame, or a column is not a plain
        vector.
    """
    with file.open() as stream:
        data = _unpack(stream, file.place)
    try:
        values = _values(data)
        frames = {
            name: _frame(v)
            for name, v in values.items()
            if isinstance(v, Vector) and "data.frame" in _classes(v)
        }
    except DamageError as e:
        raise SourceError(f"{file.place} cannot be read as R data: {e}.") from None
    if not frames:
        raise SourceError(f"{file.place} is R data without a data frame in it.")
    return frames


def read_frame_rows(file: SourceFile, columns: tuple[str, ...]) -> Rows:
    """Return the rows of an R file with one data frame that begins with these columns; see :func:`frame`."""
    rows = list(enumerate(frame(file, columns).to_pylist(), start=1))
    return Rows(rows, len(rows))


def frame(file: SourceFile, columns: tuple[str, ...]) -> pa.Table:
    """Return the only data frame of an R file, which must begin with these columns.

    Raises
    ------
    SourceError
        When the file has another frame, or several.
    """
    frames = list(read_frames(file).values())
    if len(frames) != 1 or tuple(frames[0].column_names[: len(columns)]) != columns:
        raise SourceError(f"{file.place} is no data frame with the columns {', '.join(columns)}.")
    return frames[0]


def saved_as(*names: str) -> Callable[[Sample], bool]:
    """Return a test for R data whose first object has one of these names."""

    def matches(sample: Sample) -> bool:
        return first_object(sample.head) in names

    return matches


def first_object(head: bytes) -> str | None:
    """Return the name of the first object of R data, from its first bytes ("" for ``.rds``).

    Return ``None`` if the bytes are not R data or are too few (bzip2 needs a full block of up to 900 kB).
    """
    head = unpack_head(head)
    if head.startswith(XDR):
        return ""
    if not head.startswith(_MAGIC):
        return None
    try:
        stream = Stream(head[len(_MAGIC[0]) :])
        stream.header()
        flags = stream.number()
        name = stream.item(1) if flags & 0xFF == 2 and flags & 0x400 else None
    except DamageError:
        return None
    return name if isinstance(name, str) else None


def unpack_head(head: bytes) -> bytes:
    """Return the first bytes of R data, unpacked; ``b""`` if the bytes are damaged or too few."""
    for start, make in _PACKINGS:
        if head.startswith(start):
            try:
                return bytes(make().decompress(head, 4096))
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
                return b""
    return head


_PACKINGS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lzma.LZMADecompressor),
)


def _unpack(stream: BinaryIO, place: str) -> bytes:
    head = stream.read(6)
    make = next((m for start, m in _PACKINGS if head.startswith(start)), None)
    unpacker = make() if make else None
    parts, size, chunk = list[bytes](), 0, head
    try:
        while chunk:
            out = unpacker.decompress(chunk, LIMIT + 1 - size) if unpacker else chunk
            size += len(out)
            parts.append(out)
            if size > LIMIT:
                raise SourceError(f"{place} unpacks to more than {LIMIT >> 20} MB: it is no data frame.")
            chunk = b"" if unpacker and unpacker.eof else stream.read(_CHUNK)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as e:
        raise SourceError(f"{place} is damaged ({e}): get the file again.") from None
    if unpacker and not unpacker.eof:
        raise SourceError(f"{place} ends in the middle of its packed data: get the file again.")
    return b"".join(parts)


def _values(data: bytes) -> dict[str, Any]:
    """Return the saved objects by name; a file with one unnamed value has the name ""."""
    if data.startswith(_MAGIC):
        stream = Stream(data[len(_MAGIC[0]) :])
        stream.header()
        saved = stream.item(0)
        if not isinstance(saved, dict):
            raise DamageError("its objects have no names")
        values = saved
    elif data.startswith(XDR):
        stream = Stream(data)
        stream.header()
        values = {"": stream.item(0)}
    else:
        raise DamageError("it begins like no R file of version 2 or 3 in binary form")
    if stream.left:
        raise DamageError("bytes are left over at its end")
    return values


def _classes(value: Vector) -> list[str | None]:
    classes = value.attributes.get("class")
    return classes.texts() if isinstance(classes, Vector) and classes.kind == STRINGS else []


def _frame(value: Vector) -> pa.Table:
    names = value.attributes.get("names")
    if value.kind not in LISTS or not isinstance(names, Vector) or names.kind != STRINGS:
        raise DamageError("a data frame is no list of named columns")
    columns = {}
    for name, column in zip(names.texts(), value.values, strict=False):
        if not isinstance(column, Vector) or column.kind in LISTS or not name:
            raise DamageError(f"the column {name} is no plain vector")
        columns[name] = _column(name, column)
    if len(columns) != len(value) or len({len(c) for c in columns.values()}) > 1:
        raise DamageError("the columns of a data frame differ in length, or share a name")
    return pa.table(columns)


def _column(name: str, column: Vector) -> pa.Array:
    classes = _classes(column)
    if column.kind == STRINGS:
        return _texts(*column.values)
    if column.kind not in (10, 13, 14):
        raise DamageError(f"the column {name} holds complex numbers or bytes")
    values = column.values
    missing = np.isnan(values) if values.dtype.kind == "f" else values == NA_INT
    if "factor" in classes:
        return _factor(name, column, missing)
    if "Date" in classes or "POSIXct" in classes:
        day = "Date" in classes
        since_1970 = np.where(missing, 0, values)
        if not (np.abs(since_1970) < (2**31 if day else 2**40)).all():
            raise DamageError(f"the column {name} holds dates beyond all time")
        whole = np.floor(since_1970 if day else since_1970 * 1e6)
        kind = pa.date32() if day else pa.timestamp("us", "UTC")
        return pa.array(whole.astype(np.int32 if day else np.int64), mask=missing).cast(kind)
    return pa.array(values.astype(bool) if column.kind == 10 else values, mask=missing)


def _factor(name: str, column: Vector, missing: npt.NDArray[np.bool_]) -> pa.Array:
    levels = column.attributes.get("levels")
    if not isinstance(levels, Vector) or levels.kind != STRINGS:
        raise DamageError(f"the factor {name} has no levels")
    codes = np.where(missing, 1, column.values).astype(np.int64) - 1
    if len(codes) and not ((codes >= 0) & (codes < max(len(levels), 1))).all():
        raise DamageError(f"the factor {name} names a level it does not have")
    position, texts = levels.values
    if not len(levels):
        return pa.nulls(len(codes), pa.dictionary(pa.int32(), pa.string()))
    return _texts(position[codes], texts, missing)


def _texts(
    codes: npt.NDArray[np.int32], texts: list[str | None], missing: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    """Return a dictionary array whose dictionary has distinct values and no null."""
    absent = np.array([t is None for t in texts], bool)
    known = {t: i for i, t in enumerate(dict.fromkeys(t for t in texts if t is not None))}
    new = np.array([0 if t is None else known[t] for t in texts], np.int32)
    null = absent[codes] if len(texts) else np.zeros(0, bool)
    if missing is not None:
        null = null | missing
    places = new[codes] if len(texts) else codes
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=null), pa.array(list(known), pa.string()))
