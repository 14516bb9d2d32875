"""Reading documents and giving their acts back: JSONL, plain text, Markdown in; JSON and a table out.

A row that cannot be read is a :class:`~comity.records.rejects.Reject` with its reason, never an error.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from comity.errors import SourceError
from comity.records.identity import content_key, record_id
from comity.records.rejects import Reject
from comity.records.schemas import ACT
from comity.text.acts import CodedAct, Document

SOURCE = "text"
"""Source id of records coded from documents that name no source of their own."""

_SUMMARY = 300
_HEADING = re.compile(r"^#{1,6}[ \t]+([^\n]+)$", re.MULTILINE)
_MARKS = re.compile(r"\*\*|__|`|^>[ \t]?|^[ \t]*+[-*+][ \t]++", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\([^()\s]*+\)")


def read_jsonl(lines: Iterable[str]) -> Iterator[Document | Reject]:
    """Documents of a JSONL file, one object a line.

    Known keys: ``text`` (needed), ``id`` (else a key made from the content), ``date`` (1991, 1991-12 or
    1991-12-26), ``title``, ``source`` or ``outlets``, ``url``, ``language``, ``topics`` or ``headings``.
    The layout of the Portal:Current events corpus (``id date category topics text outlets``) is one of it.
    Blank lines are passed over; a line that is no such object is a reject.
    """
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as e:
            yield Reject(n, "json", f"Not a line of JSON: {e}.", line)
            continue
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            yield Reject(n, "layout", "A line must be an object with a string under 'text'.", line)
            continue
        try:
            yield _document(row)
        except ValueError as e:
            yield Reject(n, "date", str(e), line)


def _document(row: dict[str, Any]) -> Document:
    outlet = row.get("source") or row.get("outlets") or ""
    outlet = (
        ", ".join(map(str, outlet))
        if isinstance(outlet, list)
        else str(outlet)
        if isinstance(outlet, str)
        else ""
    )
    headings = row.get("topics") or row.get("headings") or ()
    return Document(
        id=str(row.get("id") or content_key(row["text"], row.get("date"))),
        text=row["text"],
        published=_day(row.get("date")),
        title=str(row.get("title") or ""),
        outlet=outlet,
        url=str(row.get("url") or ""),
        language=str(row.get("language") or "en"),
        headings=tuple(map(str, headings)) if isinstance(headings, list) else (),
    )


def _day(value: object) -> date | None:
    """First day of a date told as a year, month or day; ``ValueError`` when it is no date."""
    if value in (None, ""):
        return None
    parts = str(value)[:10].split("-")
    try:
        numbers = [int(p) for p in parts]
        return date(*[*numbers, 1, 1][:3])
    except (ValueError, TypeError):
        raise ValueError(f"{value!r} is not a date (1991, 1991-12 or 1991-12-26).") from None


def read_plain(text: str, name: str, published: date | None = None) -> Document:
    """A plain text as one document; its name is its id."""
    return Document(id=name, text=text, published=published)


def read_markdown(text: str, name: str, published: date | None = None) -> Document:
    """A Markdown text as one document.

    Marks are written over by spaces of the same length, so that offsets stay those of the file; the first
    heading is the title, the others are kept as headings.
    """
    headings = tuple(m.group(1).strip(" \t#") for m in _HEADING.finditer(text))
    plain = _LINK.sub(lambda m: _blank_link(m.group(0), m.group(1)), text)
    plain = _MARKS.sub(lambda m: " " * len(m.group(0)), plain)
    return Document(
        id=name, text=plain, published=published, title=headings[0] if headings else "", headings=headings[1:]
    )


def _blank_link(whole: str, label: str) -> str:
    begin = whole.index("[") + 1
    return " " * begin + label + " " * (len(whole) - begin - len(label))


def read_path(path: Path) -> Iterator[Document | Reject]:
    """Documents of a file by its suffix: ``.jsonl`` (also ``.gz``), ``.md``, ``.txt``.

    Raises
    ------
    SourceError
        When the suffix is none of these, or the file is no UTF-8 text.
    """
    suffixes = [s.lower() for s in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    kind = suffixes[-2 if packed else -1] if len(suffixes) > packed else ""
    if kind not in (".jsonl", ".ndjson", ".md", ".markdown", ".txt"):
        raise SourceError(f"{path.name} is no text this reads: give .jsonl, .jsonl.gz, .md or .txt.")
    try:
        with _opened(path, packed=packed) as stream:
            if kind in (".jsonl", ".ndjson"):
                yield from read_jsonl(stream)
            else:
                reader = read_plain if kind == ".txt" else read_markdown
                yield reader(stream.read(), path.name)
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as e:
        raise SourceError(f"{path.name} cannot be read as UTF-8 text: {e}.") from None


def _opened(path: Path, *, packed: bool) -> TextIO:
    if packed:
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def claims_json(document: Document, acts: Iterable[CodedAct]) -> dict[str, Any]:
    """What ``comity read`` prints for a document: its claims, with offsets into ``text``.

    Only acts the text claims as done, reported or planned; an empty list where nothing is claimed.
    """
    return {"id": document.id, "claims": [_claim(a) for a in acts if a.counts]}


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


def to_acts_table(
    documents: Iterable[Document],
    acts: Iterable[Iterable[CodedAct]],
    *,
    source: str = SOURCE,
    file_id: str = "",
) -> pa.Table:
    """Acts of documents as records of :data:`comity.records.schemas.ACT`, document by document.

    Acts that the text does not claim (denied, demanded, supposed) and acts without any date are left out:
    a record must have a day.
    """
    rows = [
        _row(d, act, n, source, file_id)
        for n, (d, coded) in enumerate(zip(documents, acts, strict=True), 1)
        for act in coded
        if act.counts and act.when is not None
    ]
    return pa.Table.from_pylist(rows, schema=ACT)


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
                "kind": "press",
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
