"""Inflating a member of a zip in one go, with the extra ``fast`` by a library that takes half the time."""

from __future__ import annotations

import zipfile

try:
    from zlib_ng import zlib_ng as codec
except ImportError:
    import zlib as codec  # type: ignore[no-redef]

_RAW = -15
"""Deflated bytes without head and tail, window of 32 KiB: how they lie in a zip."""


def at_once(whole: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes | None:
    """Bytes of a member of ``whole``.

    ``None`` where it is not deflated, larger than ``most`` packed or unpacked, or not exactly what is listed:
    ``whole`` itself then reads it, or tells what is wrong.  Damage to its own header is raised as
    :meth:`zipfile.ZipFile.open` raises it.
    """
    if info.compress_type != zipfile.ZIP_DEFLATED or max(info.file_size, info.compress_size) > most:
        return None
    with whole.open(info):  # holds the header to the listing, and leaves the file where the bytes begin
        packed = whole.fp.read(info.compress_size) if whole.fp else b""
    inflating = codec.decompressobj(_RAW)
    try:
        data = inflating.decompress(packed, info.file_size + 1)
    except codec.error:  # type: ignore[misc]  # its stub calls the class an instance
        return None
    ended = inflating.eof and not inflating.unused_data
    sound = ended and len(data) == info.file_size and codec.crc32(data) == info.CRC
    return data if sound else None
