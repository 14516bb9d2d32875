"""Reader of WARC files (ISO 28500), which hold the server responses that a crawler saved.

Complete pages, plain texts and PDF files become documents; everything else is set aside by a rule. The day of
a page is the day on the page, or else the day on which the page was fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any, BinaryIO

from comity.errors import MissingExtraError, SourceError
from comity.records.schemas import Reject, content_key
from comity.sources.kit.rows import Aside
from comity.sources.texts.formats import html, pdf
from comity.sources.texts.formats.decode import INSTALL, decode_text, read_whole
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row, find_day

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_READ_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "application/pdf"}
_TYPES = ("response", "resource", "conversion")


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the documents of a crawl; a truncated file gives the records before the break and a reject."""
    library, loader = _library()
    row_no = 0
    try:
        for row_no, record in enumerate(library.ArchiveIterator(stream), start=1):
            yield _record(row_no, record, name)
    except loader.ArchiveLoadFailed as e:
        if not row_no:
            raise SourceError(f"{name} cannot be read as WARC: get it again.") from None
        yield Reject(row_no + 1, "damaged", f"the crawl breaks off here ({str(e)[:80].strip()})")
    except (ValueError, EOFError, OSError, AttributeError, KeyError, IndexError) as e:
        yield Reject(row_no + 1, "damaged", f"the crawl breaks off here ({type(e).__name__})")
    if not row_no:
        raise SourceError(f"{name} holds no record: get it again.")


def _record(row_no: int, record: Any, name: str) -> Row:
    if record.rec_type not in _TYPES:
        return Aside(f"a {str(record.rec_type)[:20]} record")
    headers = record.http_headers
    content_type = (headers or record.rec_headers).get_header("Content-Type") or ""
    kind = content_type.split(";")[0].strip().lower()
    answered = headers is None or headers.get_statuscode() == "200"
    if not answered or kind not in _READ_TYPES:
        return Aside("not a text" if answered else "not answered in full")
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        data = read_whole(record.content_stream(), url)
        out = _document(row_no, data, kind, content_type, url)
    except SourceError as e:
        return Reject(row_no, "text", str(e), url)
    except (ValueError, EOFError, OSError) as e:  # length or compression contradicts the headers
        return Reject(row_no, "damaged", f"the answer is damaged ({type(e).__name__})", url)
    fetched = find_day(record.rec_headers.get_header("WARC-Date") or "")
    first = out.first if out.first and (fetched is None or out.first <= fetched) else fetched
    return replace(out, first=first, last=first, id=content_key(url, out.text), url=url)


def _document(row_no: int, data: bytes, kind: str, content_type: str, url: str) -> PublishedText:
    shown = url or f"record {row_no}"
    if kind == "application/pdf":
        return pdf.document(data, shown, row_no)
    charset = _CHARSET.search(content_type)
    text = decode_text(data, shown, charset[1] if charset else "")
    if kind != "text/plain":
        return html.page(text, shown, url, row_no)
    if not text.strip() or len(text) > LONGEST:
        raise SourceError(f"{shown} holds no text, or more than {LONGEST:,} characters of it.")
    return PublishedText(row_no, text)


def _library() -> tuple[ModuleType, ModuleType]:
    try:
        from warcio import (  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
            archiveiterator,
            recordloader,
        )
    except ImportError:
        raise MissingExtraError(INSTALL.format(what="WARC")) from None
    return archiveiterator, recordloader
