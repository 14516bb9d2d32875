"""Reader of JSON lines: one document per line, as an object with ``text`` and other keys.

The keys are ``text`` (required), ``id``, ``date`` (1991, 1991-12, 1991-12-26, or a time on that day),
``title``, ``source`` or ``outlets``, ``url``, ``language``, and ``topics`` or ``headings``. Other keys are
ignored. The corpus of Wikipedia's Current events portal has this layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from comity.records.schemas import Reject
from comity.sources.kit.rows import Aside, RowError, stretch
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row

#: Maximum bytes of one line: every character of the longest text may be written as an escape.
_MOST_BYTES = 12 * LONGEST


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield one row per line; the module's docstring lists the keys."""
    row_no = 0
    while line := stream.readline(_MOST_BYTES + 1):
        row_no += 1
        if len(line) > _MOST_BYTES:
            while not line.endswith(b"\n") and (line := stream.readline(1 << 20)):
                pass
            yield Reject(row_no, "length", f"the line is longer than {_MOST_BYTES:,} bytes")
            continue
        if not line.strip():
            yield Aside("blank line")
            continue
        try:
            yield _text(row_no, line)
        except RowError as e:
            yield Reject(row_no, e.reason, str(e), line[:2000].decode("utf-8", "replace"))


def _text(row_no: int, line: bytes) -> PublishedText:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RowError("encoding", "the line is not UTF-8") from None
    except RecursionError:
        raise RowError("json", "the line is nested deeper than any document") from None
    except ValueError as e:
        raise RowError("json", f"the line is not a JSON object ({e})") from None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise RowError("text", "the line is no object with a text")
    if len(data["text"]) > LONGEST:
        raise RowError("length", f"the text is longer than {LONGEST:,} characters")
    first = last = None
    if stated := _word(data.get("date")):
        try:
            first, last, _ = stretch(stated[:10].rstrip("T "))
        except ValueError as e:
            raise RowError("date", f"the document is not dated: {e}") from None
    headings = data.get("topics") or data.get("headings")
    return PublishedText(
        row_no,
        data["text"],
        first,
        last,
        id=_word(data.get("id")),
        title=_word(data.get("title")),
        outlet=_outlet(data),
        url=_word(data.get("url")),
        language=_word(data.get("language")),
        headings=tuple(str(h) for h in headings) if isinstance(headings, list) else (),
    )


def _word(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    try:
        return str(value)
    except ValueError:  # an integer with more digits than Python converts to text
        return ""


def _outlet(data: dict[str, Any]) -> str:
    named = data.get("outlets") or data.get("source")
    return ", ".join(map(str, named)) if isinstance(named, list) else _word(named)
