"""Saved pages of the Chinese foreign ministry's briefings and remarks (fmprc.gov.cn, mfa.gov.cn).

A page is one statement. Its text is the content of the article box, without menus. Its day is the
day in the title (2017年2月27日..., "on July 27, 2018") or else the date on the page, because an evening
briefing may appear a day later. If the title has no year, the year comes from the addresses of the page's
pictures. Lists of pages and error pages are set aside. A crawler's cache (``response_body`` with ``meta``
beside it) gives the address; newer pages contain the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape

from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit.outlets import outlet
from comity.sources.kit.rows import Aside
from comity.sources.texts.documents import DocumentRows
from comity.sources.texts.formats.decode import MOST_BYTES, decode_text, read_whole
from comity.sources.texts.formats.document import PublishedText
from comity.sources.texts.formats.html import strip_tags

ID = "ministry_briefings"
HOME = "https://www.fmprc.gov.cn/"

#: Title or tag of the ministry's site (中华人民共和国外交部).
_SITE = re.compile(
    rb"<title>[^<]{0,300}(?:\xe4\xb8\xad\xe5\x8d\x8e\xe4\xba\xba\xe6\xb0\x91\xe5\x85\xb1\xe5\x92\x8c\xe5\x9b\xbd"
    rb"\xe5\xa4\x96\xe4\xba\xa4\xe9\x83\xa8|Regular Press Conference|Foreign Ministry Spokesperson)"
    rb"|name=\"SiteDomain\" content=\"[^\"]*\.(?:fmprc|mfa)\.gov\.cn\""
)
_MARK = re.compile(rb"fmprc\.gov\.cn|mfa\.gov\.cn|TRS_|News_Body|www_eng")
_BOX = re.compile(r"<div[^>]{0,300}?(?:id=\"News_Body_Txt_A\"|class=\"content\")[^>]{0,300}>")
_DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)
_TITLE = re.compile(r"<title>([^<]*)</title>", re.IGNORECASE)
_TAG = re.compile(r"<meta name=\"(ArticleTitle|PubDate|Url)\" content=\"([^\"]*)\"")
_TIME = re.compile(r"(?:id=\"News_Body_Time\"|class=\"time\")[^>]*>(?:<span>)?\s*(\d{4}-\d\d-\d\d)")
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_ENGLISH_DAY = re.compile(r"\bon ([A-Z][a-z]+) ?(\d{1,2})(?:, ?(\d{4})|$)")
#: Name of a picture in the box; it begins with the upload day.
_PICTURE = re.compile(r"\bW0(20\d\d)\d{4}")
_HEADLINE = re.compile(r"<h1>([^<]*)</h1>")
#: The name of the site's section, which some pages have instead of a title.
_NO_TITLE = "发言人表态"
_ADDRESS = re.compile(rb"'response_url': '([^'\s]+)'")
_HAN = re.compile("[\u4e00-\u9fff]")


def _recognise(sample: Sample) -> bool:
    """Return whether a page has the ministry's name in title or tags, and a mark of its site."""
    head = sample.head
    return b"<title>" in head and _SITE.search(head) is not None and _MARK.search(head) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        data = read_whole(stream, file.name)
    rows = DocumentRows(ID, file, ("documents",))
    rows.take(_statement(file, decode_text(data, file.name)))
    yield rows.batch()


def _statement(file: SourceFile, html: str) -> PublishedText | Aside | Reject:
    box = _article(html)
    if box is None:
        return Aside("no statement: a list of pages, or an error")
    tags = dict(_TAG.findall(html))
    named = _TITLE.search(html)
    title = unescape(tags.get("ArticleTitle") or (named[1] if named else "")).strip()
    title = re.split(r"\s+—\s+|_中华", title)[0]
    if title == _NO_TITLE and (headline := _HEADLINE.search(html)):
        title = unescape(headline[1]).strip()
    stated = _TIME.search(html)
    pictures = set(_PICTURE.findall(box))
    year = pictures.pop() if len(pictures) == 1 else ""
    day = _day(title, year, tags.get("PubDate") or (stated[1] if stated else ""))
    url = tags.get("Url") or _address(file)
    language = "zh" if _HAN.search(title or box) else "en"
    known = outlet(url or HOME, None)
    return PublishedText(
        1,
        strip_tags(box),
        day,
        day,
        id=url.rpartition("/")[2] or f"{language}:{day}:{title}",
        title=title,
        outlet=known.owner if known else "",
        url=url,
        language=language,
    ).clean()


def _article(html: str) -> str | None:
    """Return the HTML of the article box, up to the end of its ``div``."""
    start = _BOX.search(html)
    if start is None:
        return None
    depth = 1
    for tag in _DIV.finditer(html, start.end()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[start.end() : tag.start()]
    return html[start.end() :]


def _day(title: str, year: str, stated: str) -> date | None:
    """Return the day in the title, if needed with the year ``year``; else the day in ``stated``."""
    try:
        if match := _CHINESE_DAY.search(title):
            return date(*map(int, match.groups()))
        if match := _ENGLISH_DAY.search(title):
            in_full = f"{match[1]} {match[2]} {match[3] or year}"
            return datetime.strptime(in_full, "%B %d %Y").date()
        return date.fromisoformat(stated[:10])
    except ValueError:
        return None


def _address(file: SourceFile) -> str:
    """Return the address from the crawler's cache beside the page, or ""."""
    beside = file.beside("meta") if file.name == "response_body" else None
    if beside is None:
        return ""
    with beside:
        match = _ADDRESS.search(beside.read(MOST_BYTES))
    return match[1].decode("utf-8", "replace") if match else ""


SOURCES = (Register(ID, _recognise, _read),)
