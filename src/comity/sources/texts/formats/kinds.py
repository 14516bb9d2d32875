"""Recognition of document formats by content and, as further support, by file name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from comity.errors import SourceError
from comity.sources.base import Sample
from comity.sources.texts.formats import feed, html, jsonl, pdf, plain, portal, warc, word
from comity.sources.texts.formats.document import DocumentReader, PublishedText, Row

#: Format -> its reader.
KINDS: dict[str, DocumentReader] = {
    "jsonl": jsonl.read,
    "html": html.read,
    "pdf": pdf.read,
    "word": word.read,
    "feed": feed.read,
    "warc": warc.read,
    "portal": portal.read,
    "markdown": plain.read_markdown,
    "plain": plain.read_plain,
}

#: Formats with one document per file.
SINGLE = frozenset(("html", "pdf", "word", "markdown", "plain"))

#: Formats whose text is the text of the file, so that offsets are positions in the file.
OWN_TEXT = frozenset(("jsonl", "markdown", "plain"))

_PORTAL = re.compile(rb"\{\{\s*Current[ _]events|Portal:Current[ _]events/20\d\d", re.IGNORECASE)
_FEED = re.compile(
    rb"<rss[\s>]|<feed\s[^>]*http://www\.w3\.org/2005/Atom|<rdf:RDF[^>]*http://purl\.org/rss/", re.IGNORECASE
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_KEYS = re.compile(rb'^\{.{0,65536}?"text"\s*:\s*"', re.DOTALL)


@lru_cache(maxsize=4)  # shared by all sources that test a file
def kind_of(sample: Sample) -> str:
    """Return the format of a document, a key of :data:`KINDS`; ``plain`` if no other format fits."""
    head, name = sample.head.removeprefix(b"\xef\xbb\xbf"), sample.name.lower()
    page = _PAGE.match(head) is not None
    object_first = head.lstrip()[:1] in (b"{", b"") and name.endswith((".jsonl", ".ndjson", ".json", "-"))
    signs = {
        "pdf": b"%PDF-" in head[:1024],
        "word": head.startswith(b"PK\x03\x04") and b"word/" in head,
        "warc": head.startswith(b"WARC/"),
        "portal": (page or name.endswith(".wiki") or head[:2] == b"{{")
        and _PORTAL.search(head[:8192]) is not None,
        "feed": b"<" in head[:8192] and _FEED.search(head[:8192]) is not None and not page,
        "html": page,
        "jsonl": object_first or is_jsonl(sample),
        "markdown": name.endswith((".md", ".markdown")),
        "plain": True,
    }
    return next(kind for kind, so in signs.items() if so)


def is_jsonl(sample: Sample, *keys: str) -> bool:
    """Return whether the first line is a JSON object with a text and all of ``keys``."""
    head = sample.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    line, newline, _ = head.partition(b"\n")
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        # The first line is longer than the sample, so only its beginning can be tested.
        return not newline and _KEYS.match(head) is not None and all(f'"{k}"'.encode() in head for k in keys)
    return isinstance(first, dict) and isinstance(first.get("text"), str) and all(k in first for k in keys)


def read(kind: str, stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the rows of a file of this format, with control characters removed from every text.

    Raises
    ------
    SourceError
        When the file cannot be read at all.
    MissingExtraError
        When the format needs a package that is not installed.
    """
    try:
        for row in KINDS[kind](stream, name):
            yield row.clean() if isinstance(row, PublishedText) else row
    except RecursionError:
        raise SourceError(f"{name} is nested deeper than any document: it is not opened.") from None
