"""Reader of web pages: the text of the article without menus, and the date on the page."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from types import ModuleType
from typing import Any, BinaryIO

from comity.errors import SourceError
from comity.sources.kit import contained
from comity.sources.texts.formats.decode import decode_text, needs, read_whole
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row, find_day

MOST_CHARACTERS = 5_000_000
MOST_TAGS = 20_000
#: Limits of a page: parsing costs grow with the size and with unclosed tags, so larger pages are refused.
MOST_OPEN = 500

# Take dates only from meta data, time tags and the address, not from the article's text. The latest allowed
# day is fixed, so that the result does not depend on today's date.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a saved page as one document."""
    out = page(decode_text(read_whole(stream, name), name), name)
    yield out if out.first else replace(out, first=find_day(name), last=find_day(name))


def page(html: str, name: str, url: str = "", row_no: int = 1) -> PublishedText:
    """Return the text of a page, parsed in a separate process (:mod:`comity.sources.kit.contained`).

    Raises
    ------
    SourceError
        When the page has no text, or is too large.
    MissingExtraError
        When the package that parses pages is not installed.
    """
    refuse_costly(html, name)
    needs("trafilatura", "web pages")
    return contained.call(name, _page, html, name, url, row_no)


def _page(html: str, name: str, url: str, row_no: int) -> PublishedText:
    extracted = _taken_apart(_library(), html, url)
    text = (extracted.get("text") or "").strip() or strip_tags(html)
    if not text:
        raise SourceError(f"{name} is a page without text.")
    if len(text) > LONGEST:
        raise SourceError(f"{name} has a text longer than {LONGEST:,} characters: cut it.")
    day = find_day(extracted.get("date") or "")
    body = extracted.get("body")
    heads = [" ".join(e.itertext()).strip() for e in body.iter("head")] if body is not None else []
    return PublishedText(
        row_no,
        text,
        day,
        day,
        title=extracted.get("title") or "",
        outlet=extracted.get("sitename") or extracted.get("hostname") or "",
        url=url or extracted.get("url") or "",
        language=_language(html),
        headings=tuple(h for h in heads if h and h != extracted.get("title")),
    )


def refuse_costly(html: str, name: str) -> None:
    """Raise an error for a page that would take too long to parse.

    Raises
    ------
    SourceError
        When the page is too large, or has too many unclosed tags, whose ends the parser would search.
    """
    opened = html.count("<")
    if len(html) > MOST_CHARACTERS or opened > MOST_TAGS or opened > html.count(">") + MOST_OPEN:
        raise SourceError(f"{name} is larger or more broken than any article: its text is not looked for.")


def _taken_apart(library: ModuleType, html: str, url: str) -> dict[str, Any]:
    try:
        extracted = library.bare_extraction(
            html,
            url=url or None,
            fast=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params=_DATES,
        )
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError, AssertionError):
        return {}  # the library fails on some broken pages; the caller then uses the plain text
    return extracted.as_dict() if extracted is not None else {}


def _library() -> ModuleType:
    import trafilatura  # noqa: PLC0415 - an extra

    for noisy in ("trafilatura", "htmldate"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL + 1)
    return trafilatura


def _language(html: str) -> str:
    match = re.search(r"<html[^>]{0,300}?\blang\s*=\s*[\"']?(\w{2})", html[:4096], re.IGNORECASE)
    return match[1] if match else ""


_TAG = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)|!|\?")
_BLOCKS = frozenset(
    ("p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "ul", "ol", "blockquote")
)
_SILENT = frozenset(("script", "style", "template", "noscript", "head"))


def strip_tags(fragment: str) -> str:
    """Return HTML as plain text without scripts, with blank lines between paragraphs.

    The run time is linear in the length, even with unclosed tags.
    """
    pieces, silent = [], ""
    for n, piece in enumerate(fragment.split("<")):
        mark, closed, after = piece.partition(">")
        tag = _TAG.match(mark)
        if n == 0 or not closed or tag is None:  # not a tag: a "<" in the text
            pieces.append("" if silent else piece if n == 0 else f"<{piece}")
            continue
        name = (tag[1] or "").lower()
        if silent or name in _SILENT:
            silent = "" if silent == name and mark[0] == "/" else silent or name
        pieces.append(("" if silent else "\n" if name in _BLOCKS else "") + ("" if silent else after))
    lines = (" ".join(unescape(line).split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(line for line in lines if line)


def read_day(moment: Any) -> date | None:
    """Return the day of a parsed time (nine numbers, as feeds give it); ``None`` if it is invalid."""
    try:
        return date(*moment[:3]) if moment else None
    except (ValueError, TypeError, OverflowError):
        return None
