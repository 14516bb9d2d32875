"""Reader of Wikipedia's Current events portal: a page per day, a document per list item (bullet).

A page is wikitext or HTML. A bullet with further bullets below it is the heading of those. The outlets are
the names in the bullet's external links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import BinaryIO

from comity.errors import SourceError
from comity.records.schemas import Reject, content_key
from comity.sources.kit.rows import Aside
from comity.sources.texts.formats.decode import decode_text, read_whole
from comity.sources.texts.formats.document import PublishedText, Row, find_day
from comity.sources.texts.formats.html import refuse_costly

_MOST_DEEP = 12
_HEAD = re.compile(
    r"\{\{\s*Current[ _]events[^|{}]*\|\s*(?:year\s*=\s*)?(\d{4})\s*\|\s*(?:month\s*=\s*)?(\d{1,2})"
    r"\s*\|\s*(?:day\s*=\s*)?(\d{1,2})",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REF = re.compile(r"<ref[^<>]*/>|<ref[^<>]*>[^<]*</ref>", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_FLAG = re.compile(r"\{\{\s*flag(?:country|u|\+link)?\s*\|([^{}|]*)[^{}]*\}\}", re.IGNORECASE)
_OUTSIDE = re.compile(r"\[(https?://[^\s\[\]]++)\s*+([^\[\]]*+)\]")  # possessive, so never quadratic
_INSIDE = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_TAG = re.compile(r"<[^<>]{0,200}>")
_OUTLET = re.compile(r"\(([^()]{2,60})\)")
_BOLD = re.compile(r"^(?:;\s*|'''\s*|=+\s*)(.+?)(?:'''|=+)?\s*:?\s*$")


@dataclass(slots=True)
class Bullet:
    """One bullet: its depth, its text, and its external links (address, outlet)."""

    depth: int
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    category: str = ""


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the bullets of a day's page.

    Raises
    ------
    SourceError
        When the day of the page is unknown.
    """
    text = decode_text(read_whole(stream, name), name)
    wiki = "<html" not in text[:2000].lower()
    if not wiki:
        refuse_costly(text, name)
    day, bullets = (_wikitext if wiki else _page)(text)
    day = day or find_day(name)
    if day is None:
        raise SourceError(f"{name} does not tell which day of the portal it is: get it again.")
    above: list[str] = []
    for n, b in enumerate(bullets):
        del above[b.depth - 1 :]
        below = n + 1 < len(bullets) and bullets[n + 1].depth > b.depth
        if below:
            above += [""] * (b.depth - 1 - len(above)) + [b.text]
        yield _row(n + 1, b, day, [b.category, *above[: b.depth - 1]], below=below)


def _row(row_no: int, b: Bullet, day: date, above: list[str], *, below: bool) -> Row:
    if below and not b.links:
        return Aside("a heading")
    if not b.text:
        return Reject(row_no, "text", "the bullet says nothing")
    outlets = tuple(dict.fromkeys(o for _, o in b.links if o))
    return PublishedText(
        row_no,
        b.text,
        day,
        day,
        id=f"{day.isoformat()}-{content_key(b.text)[:8]}",
        outlet=", ".join(outlets),
        url=b.links[0][0] if b.links else "",
        language="en",
        headings=tuple(h for h in above if h),
    )


def _wikitext(text: str) -> tuple[date | None, list[Bullet]]:
    match = _HEAD.search(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    out: list[Bullet] = []
    category = ""
    for line in _REF.sub("", _COMMENT.sub("", text)).split("\n"):
        stars = len(line) - len(line.lstrip("*"))
        if stars:
            out.append(_bullet(line[stars:], min(stars, _MOST_DEEP), category))
        elif (heading := _BOLD.match(line.strip()[:200])) is not None:
            category = _plain(heading[1])
    return day, out


def _bullet(line: str, depth: int, category: str) -> Bullet:
    links = []
    for url, label in _OUTSIDE.findall(line):
        named = _OUTLET.search(label)
        links.append((url, _plain(named[1] if named else label)))
    return Bullet(depth, _plain(_OUTSIDE.sub(" ", line)), links, category)


def _plain(marked: str) -> str:
    """Return wikitext as plain text, without marks, templates and links."""
    marked = _FLAG.sub(r"\1", marked)
    for _ in range(4):  # nested templates; four levels are enough for the text of a bullet
        marked, before = _TEMPLATE.sub(" ", marked), marked
        if marked == before:
            break
    plain = _TAG.sub(" ", _INSIDE.sub(r"\1", marked)).replace("'''", "").replace("''", "")
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(unescape(plain).split()))


def _page(text: str) -> tuple[date | None, list[Bullet]]:
    parser = _Bullets()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError:  # html.parser raises this for a broken <![ declaration
        pass
    for b in parser.bullets:
        b.text = " ".join(b.text.split())
    return parser.day, parser.bullets


class _Bullets(HTMLParser):
    """Parser that collects the list items of a web page, and its day from the ``bday`` mark."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bullets: list[Bullet] = []
        self.day: date | None = None
        self._open: list[Bullet] = []
        self._link = self._bold = self._category = ""
        self._label = ""
        self._dated = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "li":
            b = Bullet(min(len(self._open) + 1, _MOST_DEEP), category=self._category)
            self.bullets.append(b)
            self._open.append(b)
        elif tag == "a" and "external" in (given.get("class") or "") and self._open:
            self._link, self._label = given.get("href") or "", ""
        elif tag == "span" and "bday" in (given.get("class") or ""):
            self._dated = self.day is None
        self._bold = tag if tag == "b" and not self._open else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "li" and self._open:
            self._open.pop()
        elif tag == "a" and self._link:
            named = _OUTLET.search(self._label)
            self._open[-1].links.append((self._link, named[1] if named else self._label.strip()))
            self._link = ""
        self._bold = ""

    def handle_data(self, data: str) -> None:
        if self._dated:
            self.day, self._dated = find_day(data), False
        elif self._bold:
            self._category = " ".join(data.split())
        elif self._link and self._open:
            self._label += data
        elif self._open:
            self._open[-1].text += data
