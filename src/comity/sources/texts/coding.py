"""Extraction of acts from documents of every format of :mod:`comity.sources.texts.formats`.

A row that cannot be read becomes a :class:`~comity.records.schemas.Reject` with its reason.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from comity import plugins
from comity.errors import SourceError
from comity.records.coded_acts import CodedAct, Coder, Document
from comity.records.schemas import ACT, Reject, content_key, record_id
from comity.sources.base import Sample
from comity.sources.texts import formats
from comity.sources.texts.formats import PublishedText
from comity.vocabulary import hotspots
from comity.vocabulary.owners import evidence_kind, owners

#: Source id of records coded from documents without a source of their own.
SOURCE = "text"

_SUMMARY = 300
_HEAD = 1 << 16
_MOST_UNPACKED = 4 << 30


def read_path(path: Path) -> Iterator[Document | Reject]:
    """Yield the documents of a file in any supported format, gzipped or not.

    A file with a single document gives its name to the document as id. Documents of other files keep their id
    or get one made from their content.

    Raises
    ------
    SourceError
        When the file cannot be read at all.
    MissingExtraError
        When its format needs a package that is not installed.
    """
    with path.open("rb") as stream:
        yield from read_stream(stream, path.name)


def read_stream(stream: BinaryIO, name: str) -> Iterator[Document | Reject]:
    """Yield the documents of an open stream; see :func:`read_path`. ``name`` is ``-`` for standard input."""
    head, plain = _looked_at(stream, name)
    if head[:2] == b"\x1f\x8b":
        name = name.removesuffix(".gz")
        head, plain = _looked_at(cast(BinaryIO, gzip.GzipFile(fileobj=plain)), name)
    kind = formats.kind_of(Sample(name, head))
    try:
        for row in formats.read(kind, plain, name):
            if isinstance(row, PublishedText):
                own = name if kind in formats.SINGLE else ""
                yield make_document(row, own, derived=kind not in formats.OWN_TEXT)
            elif isinstance(row, Reject):
                yield row
    except _DAMAGE as e:
        raise SourceError(f"{name} is packed and damaged ({e}): get it again.") from None


_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile)


def _looked_at(stream: BinaryIO, name: str) -> tuple[bytes, BinaryIO]:
    """Return the first bytes of a stream, and a stream of all bytes even if it cannot be rewound."""
    try:
        head = stream.read(_HEAD)
    except _DAMAGE as e:
        raise SourceError(f"{name} is packed and damaged ({e}): get it again.") from None
    return head, cast(BinaryIO, io.BufferedReader(_Again(head, stream, name), 1 << 20))


class _Again(io.RawIOBase):
    """A stream that returns the bytes already read and then the rest, up to a limit."""

    def __init__(self, head: bytes, rest: BinaryIO, name: str) -> None:
        self._head, self._rest, self._name, self._spent = head, rest, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        piece = self._head[: len(into)] or self._rest.read(len(into))
        self._head = self._head[len(into) :]
        self._spent += len(piece)
        if self._spent > _MOST_UNPACKED:
            raise SourceError(f"{self._name} holds more than {_MOST_UNPACKED >> 30} GiB: cut it.")
        into[: len(piece)] = piece
        return len(piece)


def make_document(item: PublishedText, name: str = "", *, derived: bool = False) -> Document:
    """Convert a published text into a document for the coder; ``name`` is the id if the text has none."""
    return Document(
        id=item.id or name or content_key(item.text, item.first),
        text=item.text,
        published=item.first,
        title=item.title,
        outlet=item.outlet,
        url=item.url,
        language=item.language or "en",
        headings=item.headings,
        derived=derived,
    )


def claims_json(document: Document, acts: Iterable[CodedAct]) -> dict[str, Any]:
    """Return what ``comity read`` prints for a document: its claims, with positions in ``text``.

    Only acts that the text claims as done, reported or planned are listed. The text is included if it differs
    from the file's text, so that the positions have a meaning.
    """
    said = {"id": document.id, "claims": [_claim(a) for a in acts if a.counts]}
    return said | {"text": document.text} if document.derived else said


def _claim(act: CodedAct) -> dict[str, Any]:
    return {
        "actors": list(act.actors),
        "partners": list(act.partners),
        "targets": list(act.targets),
        "hotspots": list(act.hotspots),
        "forms": list(act.forms),
        "domain": act.domain,
        "polarity": act.polarity,
        "toward_us": act.toward_third,
        "modality": act.modality,
        "date": [act.when.first.isoformat(), act.when.last.isoformat()] if act.when else None,
        "start": act.start,
        "end": act.end,
        "confidence": round(act.confidence, 2),
    }


def act_rows(
    document: Document, acts: Iterable[CodedAct], row_no: int, source: str, file_id: str
) -> list[dict[str, Any]]:
    """Return the acts of a document as rows of the schema ``ACT``; ``row_no`` is the document's row.

    Acts that the text does not claim (denied, demanded, supposed) are left out. So are acts without a date,
    because a record needs a day.
    """
    return [
        _row(document, act, row_no, source, file_id) for act in acts if act.counts and act.when is not None
    ]


def _row(document: Document, act: CodedAct, n: int, source: str, file_id: str) -> dict[str, Any]:
    assert act.when is not None
    key = content_key(
        document.id, act.start, act.end, act.polarity, *act.actors, "toward", *act.partners, "by", *act.forms
    )
    published = document.published
    return {
        "record_id": record_id(source, f"{document.id}/{key}"),
        "source": source,
        "file_id": file_id,
        "row_no": n,
        "known_on": published or act.when.last,
        "date_from": act.when.first,
        "date_to": act.when.last,
        "precision": act.when.precision,
        "kind": "event",
        "occurrence": record_id(source, f"{document.id}/{key}"),
        "actors": act.actors,
        "partners": act.partners,
        "targets": act.targets,
        "hotspots": act.hotspots,
        "forms": act.forms,
        "domain": act.domain,
        "polarity": act.polarity,
        "deed": act.deed,
        "toward_third": act.toward_third,
        "third": act.third,
        "modality": act.modality,
        "summary": _cut(document.text[act.start : act.end]),
        "citations": [
            {
                "title": document.title or document.outlet,
                "url": document.url,
                "place": document.id,
                "published": published.isoformat() if published else "",
                "kind": evidence_kind(owners(document.outlet, document.url), act.parties),
            }
        ],
        "document_id": document.id,
        "span_start": act.start,
        "span_end": act.end,
        "coder": act.coder,
        "rules": act.rules,
        "confidence": act.confidence,
    }


def _cut(passage: str) -> str:
    folded = " ".join(passage.split())
    return folded if len(folded) <= _SUMMARY else folded[: _SUMMARY - 1].rstrip() + "…"


@cache
def default_coder() -> Coder:
    """Return the coder (the program that finds acts in text) that needs no language model."""
    coder: Coder = plugins.load("coders", "rules")()
    return coder


def code(documents: pa.Table) -> pa.Table:
    """Return the acts (schema ``ACT``) in these documents (schema ``DOCUMENT``).

    Every act stays a separate record with a reference to its sentence. Acts that report one event are matched
    when records are read (:mod:`comity.lake.query.occurrences`), so that the result does not depend on how
    documents were split into files.
    """
    coder, out = default_coder(), list[dict[str, Any]]()
    for row in documents.to_pylist():
        read = _document(row)
        rows = act_rows(read, coder.code(read), row["row_no"], row["source"], row["file_id"])
        out += [_place_act(a, row) for a in rows]
    return pa.Table.from_pylist(out, schema=ACT)


def _document(row: dict[str, Any]) -> Document:
    return Document(
        id=row["document_id"],
        text=row["text"],
        published=row["published"],
        title=row["title"] or "",
        outlet=row["outlet"] or "",
        url=row["url"] or "",
        language=row["language"] or "en",
        headings=tuple(row["headings"]),
    )


def _place_act(act: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Return the act with the day its document became known, and without unknown hotspots."""
    spots = [h for h in act["hotspots"] if h in hotspots.all_hotspots()]
    return act | {"hotspots": spots, "known_on": document["known_on"]}
