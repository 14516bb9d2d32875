"""Reader of Word files (DOCX): their paragraphs as text, parsed in a separate process."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO
from xml.etree import ElementTree

from comity.errors import SourceError
from comity.sources.kit import contained
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row, find_day

#: Maximum size of a file, and of its unpacked text part.
MOST_BYTES = 64 << 20
_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a Word file as one document; its day is the day in the file name, if there is one."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SourceError(f"{name} is larger than {MOST_BYTES >> 20} MiB: cut it.")
    text = contained.call(name, _text, data, name)
    day = find_day(name)
    yield PublishedText(1, text, day, day)


def _text(data: bytes, name: str) -> str:
    try:
        body = _body(data)
        entities = b"<!DOCTYPE" in body or b"<!ENTITY" in body
        root = None if entities else ElementTree.fromstring(body)  # noqa: S314 - no entities, and contained
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ) as e:
        raise SourceError(f"{name} is a damaged Word file ({type(e).__name__}): get it again.") from None
    except ElementTree.ParseError as e:
        raise SourceError(f"{name} is a damaged Word file ({e}): get it again.") from None
    if root is None:
        raise SourceError(f"{name} declares entities, which no word processor writes: leave it out.")
    text = "\n\n".join(filter(None, (_paragraph(p) for p in root.iter(f"{_W}p"))))
    if not text:
        raise SourceError(f"{name} holds no text.")
    if len(text) > LONGEST:
        raise SourceError(f"{name} is longer than {LONGEST:,} characters, too long for one text: cut it.")
    return text


def _body(data: bytes) -> bytes:
    """Return the XML with the text of a Word file, unpacked up to a limit."""
    with zipfile.ZipFile(BytesIO(data)) as book, book.open(_PART) as part:
        body = part.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ValueError("unpacks to too much")
    return body


def _paragraph(p: ElementTree.Element) -> str:
    pieces = {f"{_W}tab": "\t", f"{_W}br": "\n"}
    return "".join(e.text or "" if e.tag == f"{_W}t" else pieces.get(e.tag, "") for e in p.iter()).strip()
