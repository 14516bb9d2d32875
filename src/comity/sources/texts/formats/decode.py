"""From bytes to text: the mark at the head, the declared encoding, UTF-8, and only then a guess."""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec
from typing import BinaryIO

from comity.errors import MissingExtraError, SourceError

MOST_BYTES = 16 << 20
"""What one text, page or feed may weigh; more is refused before it is read."""

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
    """Check, without loading it, that a library is installed.

    Raises
    ------
    MissingExtraError
        When it is not; ``what`` says what it reads.
    """
    try:
        missing = find_spec(module) is None
    except ValueError:  # barred by a ``None`` in ``sys.modules``
        missing = True
    if missing:
        raise MissingExtraError(INSTALL.format(what=what))


def whole(stream: BinaryIO, name: str) -> bytes:
    """All bytes of a file of one document.

    Raises
    ------
    SourceError
        When there are more than :data:`MOST_BYTES`.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SourceError(f"{name} is larger than {MOST_BYTES >> 20} MiB, too large for one text: cut it.")
    return data


def text_of(data: bytes, name: str, declared: str = "") -> str:
    """Return the bytes as text.

    Parameters
    ----------
    data : the bytes
    name : of the file, for the message
    declared : encoding that came beside the bytes (an HTTP header), which the page's own yields to

    Raises
    ------
    SourceError
        When no encoding makes a text of them.
    MissingExtraError
        When they are no UTF-8 and the part that guesses encodings is not installed.
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
