"""Web pages: the text of the article without its surroundings, and the day the page says it has."""

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
from comity.sources.texts.formats.decode import needs, text_of, whole
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row, day_in

MOST_CHARACTERS = 5_000_000
MOST_TAGS = 20_000
MOST_OPEN = 500
"""Bounds of a page that is taken apart; beyond them it is refused, for its cost grows with both."""

# A date is taken where the page states it (meta, time, address), not where the text happens to name one;
# the latest day allowed is fixed, so that the answer does not hang on the day it is asked.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a saved page as one document."""
    out = page(text_of(whole(stream, name), name), name)
    yield out if out.first else replace(out, first=day_in(name), last=day_in(name))


def page(html: str, name: str, url: str = "", row_no: int = 1) -> PublishedText:
    """Return what a page says, taken apart in a process of its own (:mod:`comity.sources.kit.contained`).

    Raises
    ------
    SourceError
        When it holds no text, or more than is taken apart.
    MissingExtraError
        When the part that takes pages apart is not installed.
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
    day = day_in(extracted.get("date") or "")
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
    """Refuse a page that costs more to take apart than a page may.

    Raises
    ------
    SourceError
        When it is too large, or leaves too many tags open: each of these is searched for to the end.
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
        return {}  # its own faults on broken pages: the plain text is left
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
    """Return fragment of HTML as plain text, paragraphs parted by blank lines; what is in scripts is no text.

    Its cost grows with its length alone, whatever is left open in it.
    """
    pieces, silent = [], ""
    for n, piece in enumerate(fragment.split("<")):
        mark, closed, after = piece.partition(">")
        tag = _TAG.match(mark)
        if n == 0 or not closed or tag is None:  # no tag: a sign in the text
            pieces.append("" if silent else piece if n == 0 else f"<{piece}")
            continue
        name = (tag[1] or "").lower()
        if silent or name in _SILENT:
            silent = "" if silent == name and mark[0] == "/" else silent or name
        pieces.append(("" if silent else "\n" if name in _BLOCKS else "") + ("" if silent else after))
    lines = (" ".join(unescape(line).split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(line for line in lines if line)


def read_day(moment: Any) -> date | None:
    """Day of a parsed moment (nine numbers, as feeds give it), ``None`` where it is none."""
    try:
        return date(*moment[:3]) if moment else None
    except (ValueError, TypeError, OverflowError):
        return None
