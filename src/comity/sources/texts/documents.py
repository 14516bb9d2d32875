"""Sources of documents in every supported format: news items, articles, feeds and crawls.

Four sources share one reader. ``text`` reads a user's files (JSON lines, text, Markdown, web pages, PDF,
crawls), ``feeds`` reads RSS and Atom, ``wikipedia_events`` reads the daily pages of Wikipedia's Current
events portal, and ``current_events`` a corpus made of these pages. One document is one row. A document
without a date becomes no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import DOCUMENT, Reject, content_key, record_id
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import Card, card
from comity.sources.kit.rows import Aside
from comity.sources.texts import formats
from comity.sources.texts.formats import PublishedText
from comity.sources.texts.formats.document import Row
from comity.sources.texts.formats.kinds import is_jsonl

#: Number of documents in a batch.
PIECE = 5_000

#: First words in the names of files that describe the data beside them.
COMPANIONS = (
    "readme",
    "sources",
    "manifest",
    "license",
    "licence",
    "codebook",
    "changelog",
    "notice",
    "column_descriptions",
)

_UNDATED = (
    "{place} does not say when it was published: put the day in its name (2024-05-16-talks.txt), "
    "or give it as JSON lines with a date."
)
_SUFFIXES = {
    "html": (".html", ".htm", ".xhtml", ".shtml"),
    "markdown": (".md", ".markdown"),
    "plain": (".txt",),
}
_ENDS = re.compile(r"[a-zа-яё\d)”\"’][.!?](?:\s|$)|[。！？]")


@dataclass(frozen=True, slots=True)
class Documents:
    """A source of documents in some formats; ``keys`` are the keys that JSON lines must have."""

    id: str
    kinds: frozenset[str]
    keys: tuple[str, ...] = ("date",)

    @property
    def card(self) -> Card:
        """The source card: licence, citation, coverage, biases."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Return whether the file is a document in one of the formats of this source.

        Pages and plain texts are recognised by content *and* name: a page saved as ``data.csv`` is not a
        document, and neither is a table or a readme whose name ends in ``.txt``.
        """
        kind = formats.kind_of(sample)
        if kind not in self.kinds:
            return False
        if kind == "jsonl":
            return is_jsonl(sample, *self.keys)
        name = sample.name.lower()
        if "codebook" in name:  # a codebook describes data and reports no acts
            return False
        if kind in _SUFFIXES and not name.endswith(_SUFFIXES[kind]):
            return False
        return kind not in ("markdown", "plain") or (
            not name.startswith(COMPANIONS) and _reads_as_prose(sample)
        )

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read documents piece by piece; an unreadable or undated document is a reject.

        Raises
        ------
        SourceError
            When the file cannot be read at all, or is a single document without a date.
        MissingExtraError
            When its format needs a package that is not installed.
        """
        with file.open() as stream:
            head = stream.read(1 << 16)
        kind = formats.kind_of(Sample(file.name, head))
        if not head.strip():
            raise SourceError(f"{file.place} is empty: nothing to read.")
        if kind not in self.kinds:
            raise SourceError(f"{file.place} is not what it is named: get it again.")
        account = DocumentRows(self.id, file)
        with file.open() as stream:
            for row in formats.read(kind, stream, file.name):
                if kind in formats.SINGLE and isinstance(row, PublishedText) and row.first is None:
                    raise SourceError(_UNDATED.format(place=file.place))
                account.take(row)
                if account.row_count == PIECE:
                    yield account.batch()
        if not account.digests and not account.any:
            raise SourceError(f"{file.place} holds no document: nothing to read.")
        if account.row_count:
            yield account.batch()


def _reads_as_prose(sample: Sample) -> bool:
    """Return whether the first lines are sentences, not rows of a table."""
    lines = [line for line in sample.lines(200) if line.strip()]
    text = "\n".join(lines)
    if not lines or "\x00" in text or not _ENDS.search(text):
        return False
    letters = sum(c.isalpha() or c.isspace() for c in text)
    rows = sum(line.count("\t") > 0 or line.count(",") * 12 > len(line) for line in lines)
    return letters >= 0.75 * len(text) and rows * 3 < len(lines)


@dataclass(slots=True)
class DocumentRows:
    """A collector of the rows of one file in batches; ``tables`` are the tables that are covered."""

    source: str
    file: SourceFile
    tables: tuple[str, ...] = ("acts", "documents")
    row_count: int = 0
    any: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    aside: dict[str, int] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """Add one row: a document, a reject, or a row set aside."""
        self.row_count, self.any = self.row_count + 1, True
        fate = self._keep_dated(row) if isinstance(row, PublishedText) else row
        if isinstance(fate, Reject):
            self.rejects.append(fate)
        elif isinstance(fate, Aside):
            self.aside[fate.rule] = self.aside.get(fate.rule, 0) + 1

    def _keep_dated(self, t: PublishedText) -> Reject | Aside | None:
        """Add a document that has a date; for any other, return why it is left out."""
        if not t.text.strip():
            return Reject(t.row_no, "text", "the document has no text", t.title)
        if t.first is None or t.last is None:
            return Reject(
                t.row_no, "date", "the document is not dated: nobody knows of when it tells", t.text
            )
        key = t.id or content_key(t.text, t.first if t.first == t.last else f"{t.first}/{t.last}")
        what = sha256(repr((t.text, t.first, t.last, t.title, t.url)).encode()).digest()
        before = self.digests.setdefault(key, what)
        if before is not what:
            if before != what:
                return Reject(t.row_no, "twice", f"another document has the id {key!r}", t.text)
            return Aside("repeat")
        self.rows.append(
            {
                "record_id": record_id(self.source, key),
                "source": self.source,
                "file_id": self.file.file_id,
                "row_no": t.row_no,
                "known_on": t.last,
                "document_id": key,
                "published": t.first,
                "title": t.title or None,
                "text": t.text,
                "language": t.language or None,
                "outlet": t.outlet or None,
                "url": t.url or None,
                "headings": list(t.headings),
            }
        )
        return None

    def batch(self) -> Batch:
        """Return the rows collected since the last batch."""
        out = Batch(
            {"documents": pa.Table.from_pylist(self.rows, schema=DOCUMENT)},
            row_count=self.row_count,
            accepted=len(self.rows),
            set_aside=self.aside,
            rejects=self.rejects,
            coverage=_coverage(self.source, self.tables, [r["published"] for r in self.rows]),
        )
        self.row_count, self.rows, self.rejects, self.aside = 0, [], [], {}
        return out


def _coverage(source: str, tables: tuple[str, ...], days: list[date]) -> list[Coverage]:
    if not days:
        return []
    note = "what was written about; divide by the volume of the period before reading it as activity"
    return [Coverage(source, table, min(days), max(days), selective=True, note=note) for table in tables]


SOURCES = (
    Documents("text", frozenset(("jsonl", "html", "pdf", "warc", "markdown", "plain"))),
    Documents("feeds", frozenset(("feed",))),
    Documents("wikipedia_events", frozenset(("portal",))),
    Documents("current_events", frozenset(("jsonl",)), ("id", "date", "category", "topics", "outlets")),
)
