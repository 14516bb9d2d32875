"""Documents as JSON lines: news items, bullets of a news calendar, articles; coded into acts by the lake.

One object a line with ``text`` and ``date`` (2019, 2019-02 or 2019-02-28), and perhaps ``id``, ``title``,
``source`` or ``outlets``, ``url``, ``language``, ``topics`` or ``headings``; any other key is left alone.
The corpus of the Portal:Current events has this layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.identity import content_key, record_id
from comity.records.rejects import Reject
from comity.records.schemas import DOCUMENT
from comity.sources._dates import stretch
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import Card, card

PIECE = 20_000
"""Lines read at once."""
LONGEST = 2_000_000
"""Characters of one document; a longer one is rejected rather than read in part."""


class _WrongLineError(Exception):
    """A line that is no dated document; becomes a :class:`Reject`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents as JSON lines; see the module's first lines."""

    id: str = "text"

    @property
    def card(self) -> Card:
        """What a reader must know of the source."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Whether the first line is an object with a text and a date."""
        lines = sample.lines(1)
        try:
            first = json.loads(lines[0]) if lines else None
        except (ValueError, RecursionError):
            return False
        return isinstance(first, dict) and isinstance(first.get("text"), str) and "date" in first

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read documents piece by piece; a line that is none is a reject."""
        told: dict[str, bytes] = {}
        with file.open() as stream:
            piece: list[tuple[int, bytes]] = []
            for row_no, line in enumerate(stream, start=1):
                piece.append((row_no, line))
                if len(piece) == PIECE:
                    yield self._batch(piece, file, told)
                    piece = []
        if piece or not told:
            if not piece:
                raise SourceError(f"{file.place} holds no line: nothing to read.")
            yield self._batch(piece, file, told)

    def _batch(self, piece: list[tuple[int, bytes]], file: SourceFile, told: dict[str, bytes]) -> Batch:
        rows: list[dict[str, Any]] = []
        rejects: list[Reject] = []
        aside = {"blank line": 0, "repeat": 0}
        for row_no, line in piece:
            if not line.strip():
                aside["blank line"] += 1
                continue
            try:
                row = _document(line)
                known = _told_before(row["document_id"], line.strip(), told)
            except _WrongLineError as e:
                rejects.append(Reject(row_no, e.reason, e.detail, line.decode("utf-8", "replace")))
                continue
            if known:
                aside["repeat"] += 1
                continue
            key = record_id(self.id, row["document_id"])
            rows.append(
                row | {"record_id": key, "source": self.id, "file_id": file.file_id, "row_no": row_no}
            )
        return Batch(
            {"documents": pa.Table.from_pylist(rows, schema=DOCUMENT)},
            seen=len(piece), kept=len(rows), set_aside=aside, rejects=rejects,
            coverage=_coverage(self.id, [r["published"] for r in rows]),
        )  # fmt: skip


def _told_before(key: str, line: bytes, told: dict[str, bytes]) -> bool:
    """Whether the very same document was read before; another one under its id is wrong."""
    if told.setdefault(key, line) is line:
        return False
    if told[key] != line:
        raise _WrongLineError("twice", f"another document has the id {key!r}")
    return True


def _coverage(source: str, days: list[date]) -> list[Coverage]:
    if not days:
        return []
    note = "what was written about; divide by the volume of the period before reading it as activity"
    return [
        Coverage(source, table, min(days), max(days), selective=True, note=note)
        for table in ("acts", "documents")
    ]


def _document(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise _WrongLineError("encoding", "the line is not UTF-8") from None
    except (ValueError, RecursionError) as e:
        raise _WrongLineError("json", f"the line is not a JSON object ({e})") from None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str) or not data["text"].strip():
        raise _WrongLineError("text", "the line has no text")
    if len(data["text"]) > LONGEST:
        raise _WrongLineError("length", f"the text is longer than {LONGEST:,} characters")
    try:
        first, last, _ = stretch(str(data.get("date") or ""))
    except ValueError as e:
        raise _WrongLineError("date", f"the document is not dated: {e}") from None
    headings = data.get("topics") or data.get("headings")
    return {
        "known_on": last,
        "document_id": _word(data.get("id")) or content_key(data["text"], data.get("date")),
        "published": first,
        "title": _word(data.get("title")),
        "text": data["text"],
        "language": _word(data.get("language")),
        "outlet": _outlet(data),
        "url": _word(data.get("url")),
        "headings": [str(h) for h in headings] if isinstance(headings, list) else [],
    }


def _word(value: object) -> str | None:
    return str(value) if isinstance(value, (str, int)) and str(value) else None


def _outlet(data: dict[str, Any]) -> str | None:
    told = data.get("outlets") or data.get("source")
    return ", ".join(map(str, told)) if isinstance(told, list) else _word(told)


SOURCES = (Documents(),)
