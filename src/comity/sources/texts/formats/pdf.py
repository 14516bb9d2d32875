"""Reader of PDF files, page by page; a scan without text is refused with a message."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from types import ModuleType
from typing import Any, BinaryIO

from comity.errors import SourceError
from comity.sources.kit import contained
from comity.sources.texts.formats.decode import needs
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row, find_day
from comity.sources.texts.formats.plain import unwrap

MOST_BYTES = 64 << 20
MOST_PAGES = 2_000
#: Limits of one file. The time is checked between pages; a file that takes longer is refused.
SECONDS = 120.0

_HYPHEN = re.compile(r"(?<=[a-z])-[ \t]*\n(?=[a-z])")
_SPACES = re.compile(r"[ \t]+")


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a PDF as one document; its day is the day in the file name or else its creation date."""
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SourceError(f"{name} is larger than {MOST_BYTES >> 20} MiB: cut it.")
    yield document(data, name)


def document(data: bytes, name: str, row_no: int = 1) -> PublishedText:
    """Return the text of a PDF, parsed in a separate process (:mod:`comity.sources.kit.contained`).

    Raises
    ------
    SourceError
        When the file is damaged, locked, too long, or has no text.
    MissingExtraError
        When the package that reads PDF is not installed.
    """
    needs("pypdf", "PDF")
    return contained.call(name, _document, data, name, row_no)


def _document(data: bytes, name: str, row_no: int) -> PublishedText:
    library = _library()
    try:
        book = library.PdfReader(BytesIO(data), strict=False)
        if book.is_encrypted and not book.decrypt(""):
            raise SourceError(f"{name} is locked with a password: unlock it first.")
        text = _text(book, name)
        about = book.metadata or {}
        title, made = str(about.get("/Title") or ""), about.get("/CreationDate")
    except (library.errors.PyPdfError, library.errors.DependencyError) as e:
        raise SourceError(f"{name} cannot be read as PDF ({_short(e)}): get it again.") from None
    except _FAULTS as e:
        raise SourceError(f"{name} is a damaged PDF ({type(e).__name__}): get it again.") from None
    if not text:
        raise SourceError(f"{name} holds no text: it is a scan, recognise its letters first.")
    day = find_day(name) or _read_made_day(str(made or ""))
    return PublishedText(row_no, text, day, day, title=title)


#: Exceptions of the library on damaged files besides its own errors (found by cutting and changing bytes).
_FAULTS = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    AssertionError,
    NotImplementedError,
    OSError,
    ZeroDivisionError,
    EOFError,
    MemoryError,
)


def _text(book: Any, name: str) -> str:
    if len(book.pages) > MOST_PAGES:
        raise SourceError(f"{name} has more than {MOST_PAGES:,} pages: cut it.")
    began, pages, size = time.monotonic(), [], 0
    for page in book.pages:
        pages.append(page.extract_text())
        size += len(pages[-1])
        if size > LONGEST or time.monotonic() - began > SECONDS:
            raise SourceError(f"{name} is too long to be read as one text: cut it.")
    whole = _SPACES.sub(" ", "\n\n".join(pages))
    return unwrap(_HYPHEN.sub("", whole)).strip()


def _read_made_day(text: str) -> date | None:
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)", text)
    return find_day("-".join(match.groups())) if match else None


def _short(e: Exception) -> str:
    return " ".join(str(e).split())[:100].rstrip(".") or type(e).__name__


def _library() -> ModuleType:
    import pypdf  # noqa: PLC0415 - an extra
    import pypdf.errors  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    return pypdf
