"""Decoding of bytes to text: by byte order mark, declared encoding, UTF-8, or at last by a guess."""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec
from typing import BinaryIO

from comity.errors import MissingExtraError, SourceError

#: Maximum size of one text, page or feed; larger files are refused before they are read.
MOST_BYTES = 16 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{2,40})""")
_LOOKED_AT = 32 << 10
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_MOST_STRANGE = 0.02
INSTALL = "Reading {what} needs a part that is not installed: pip install 'comity[documents]'"


def needs(module: str, what: str) -> None:
    """Check that a library is installed, without loading it.

    Raises
    ------
    MissingExtraError
        When the library is missing; ``what`` says for which files it is needed.
    """
    try:
        missing = find_spec(module) is None
    except ValueError:  # ``sys.modules`` has ``None`` for this name
        missing = True
    if missing:
        raise MissingExtraError(INSTALL.format(what=what))


def read_whole(stream: BinaryIO, name: str) -> bytes:
    """Return all bytes of a file with one document.

    Raises
    ------
    SourceError
        When there are more than :data:`MOST_BYTES`.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SourceError(f"{name} is larger than {MOST_BYTES >> 20} MiB, too large for one text: cut it.")
    return data


def decode_text(data: bytes, name: str, declared: str = "") -> str:
    """Decode bytes to text.

    Parameters
    ----------
    data : the bytes
    name : name of the file, for messages
    declared : encoding from an HTTP header; an encoding declared in the page takes precedence

    Raises
    ------
    SourceError
        When no encoding gives readable text.
    MissingExtraError
        When the bytes are not UTF-8 and the package that guesses encodings is not installed.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _check_encoding(_strict(data, encoding), name).removeprefix("\ufeff")
    match = _XML.search(data[:400]) or _DECLARED.search(data[:4096])
    for encoding in (match[1].decode("ascii") if match else "", declared, "utf-8"):
        if encoding and (text := _strict(data, encoding)) is not None:
            return _check_encoding(text, name)
    return _check_encoding(_guess_encoding(data, name), name)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        # latin-1 on the web means Windows-1252 (WHATWG encoding standard); other codecs give no text
        return data.decode({"iso-8859-1": "cp1252", "latin-1": "cp1252"}.get(encoding.lower(), encoding))
    except (LookupError, UnicodeError, ValueError):
        return None


def _guess_encoding(data: bytes, name: str) -> str | None:
    try:
        from charset_normalizer import from_bytes  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(INSTALL.format(what=f"{name}, which is no UTF-8,")) from None
    if b"\x00" in data[:_LOOKED_AT]:
        return None
    best = from_bytes(data[:_LOOKED_AT]).best()
    return data.decode(best.encoding, "replace") if best is not None else None


def _check_encoding(text: str | None, name: str) -> str:
    if text is None or len(_STRANGE.findall(text)) > max(4, _MOST_STRANGE * len(text)):
        raise SourceError(f"{name} is no text: its bytes make none in any encoding known.")
    return text
