"""Reader of news feeds in RSS and Atom; each item is a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from types import ModuleType
from typing import Any, BinaryIO

from comity.errors import MissingExtraError, SourceError
from comity.records.schemas import Reject
from comity.sources.texts.formats.decode import INSTALL, read_whole
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row
from comity.sources.texts.formats.html import read_day, strip_tags

MOST_ITEMS = 10_000


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the items of a feed as documents; their text is the headline and the content.

    A feed that declares XML entities is refused, because entities can expand a small file into a huge one.
    """
    data = read_whole(stream, name)
    if re.search(rb"<!\s*(?:ENTITY|DOCTYPE[^>]*\[)", data, re.IGNORECASE):
        raise SourceError(f"{name} declares entities of its own, which no feed needs: it is not opened.")
    if data.count(b"<") > 50 * MOST_ITEMS:
        raise SourceError(f"{name} is larger than any feed: cut it.")
    try:
        parsed = _library().parse(BytesIO(data))
    except ValueError as e:
        raise SourceError(f"{name} names an encoding that it has not ({e}): get it again.") from None
    if not parsed.version and not parsed.entries:
        raise SourceError(f"{name} is no feed that can be read: get it again.")
    outlet = str(parsed.feed.get("title") or "")
    for row_no, item in enumerate(parsed.entries[:MOST_ITEMS], start=1):
        yield _item(row_no, item, outlet, str(parsed.feed.get("language") or ""))
    if len(parsed.entries) > MOST_ITEMS:
        raise SourceError(f"{name} has more than {MOST_ITEMS:,} items: cut it.")


def _item(row_no: int, item: Any, outlet: str, language: str) -> PublishedText | Reject:
    title = strip_tags(str(item.get("title") or "")).replace("\n\n", " ")
    contents = [str(c.get("value") or "") for c in item.get("content") or ()]
    body = strip_tags(max([*contents, str(item.get("summary") or "")], key=len))
    text = body if body.startswith(title) else f"{title}\n\n{body}".strip()
    if not text:
        return Reject(row_no, "text", "the item has neither headline nor text", str(item.get("id") or ""))
    if len(text) > LONGEST:
        return Reject(row_no, "length", f"the text is longer than {LONGEST:,} characters", title)
    day = read_day(dict.get(item, "published_parsed")) or read_day(dict.get(item, "updated_parsed"))
    source = (item.get("source") or {}).get("title")
    return PublishedText(
        row_no,
        text,
        day,
        day,
        id=str(item.get("id") or item.get("link") or ""),
        title=title,
        outlet=str(source or outlet),
        url=str(item.get("link") or ""),
        language=language,
    )


def _library() -> ModuleType:
    try:
        import feedparser  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(INSTALL.format(what="feeds")) from None
    return feedparser  # type: ignore[no-any-return]
