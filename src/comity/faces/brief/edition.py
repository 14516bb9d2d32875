"""The edition (news about a pair since an earlier day) as HTML, Markdown, plain text and RSS 2.0."""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any

from markupsafe import Markup

from comity.errors import BriefError
from comity.faces.brief import markup
from comity.faces.brief.model import CitableRecords
from comity.faces.present.sanitize import sanitize
from comity.lake.storage.manifest import VERSION
from comity.watch import Watch
from comity.watch.account.edition import PairEdition
from comity.watch.account.wording import day, title

WIDTH = 80
#: Most sources beside one line.
SOURCES = 3


def content(edition: PairEdition, watch: Watch) -> dict[str, Any]:
    """Return an edition as plain data: a title and sections of lines, with outside text made harmless.

    A line is ``{id, text, note, sources}``, a source ``{text, where}``. Sections without lines are left out.
    """
    cited = CitableRecords(watch)

    def line(key: str, text: str, note: str, records: Sequence[str] = ()) -> dict[str, Any]:
        by_title = {
            n.source: {"text": f"{n.source}, {n.date}", "where": n.where} for n in cited.notes(records)
        }
        plain = {"id": sanitize(key), "text": sanitize(text, 1_000), "note": sanitize(note, 1_000)}
        return {**plain, "sources": [*by_title.values()][:SOURCES]}

    sections = {
        title("added"): [line(s.records[0], s.text, "", s.records) for s in edition.added],
        title("headings"): [
            line(
                f"heading:{c.hotspot or 'pair'}",
                f"{c.name}: {c.now}",
                title("heading_was", was=c.was, why="; ".join(s.text.removesuffix(".") for s in c.why)),
            )
            for c in edition.changes
        ],
        **{title(s.name): [line(x.id, x.text, x.note, x.records) for x in s.lines] for s in edition.sections},
    }
    return {
        "title": sanitize(edition.heading.text, 400),
        "urn": f"urn:comity:{edition.group}",
        "crumb": title("edition", name=edition.name, day=day(edition.to)),
        "sections": [{"title": name, "lines": lines} for name, lines in sections.items() if lines],
        "footer": title("edition_footer", version=VERSION, group=edition.group),
    }


def write(edition: PairEdition, kind: str, watch: Watch) -> bytes:
    """Return the edition as the bytes of a file; the same edition gives the same bytes.

    Parameters
    ----------
    kind : ``html``, ``md``, ``txt`` or ``rss``
    watch : the watch of the pair as known now, which has the records and their sources

    Raises
    ------
    BriefError
        If the kind is unknown.
    """
    if kind not in _WRITERS:
        raise BriefError(f"An edition is written as {', '.join(_WRITERS)}, not as {kind!r}.")
    return _WRITERS[kind](content(edition, watch), edition.to)


def _html(page: dict[str, Any], _: date) -> bytes:
    filled = {**page, "fonts": Markup(markup.fonts())}  # noqa: S704 - our own files
    return markup.fill(markup.source_of("edition.html", None), filled, autoescape=True)


def _md(page: dict[str, Any], _: date) -> bytes:
    return markup.fill(markup.source_of("edition.md", None), markup.escape_markdown(page), autoescape=False)


def _txt(page: dict[str, Any], _: date) -> bytes:
    lines = [page["crumb"], "", *textwrap.wrap(page["title"], WIDTH)]
    for section in page["sections"]:
        lines += ["", section["title"].upper()]
        for line in section["lines"]:
            paragraphs = [line["text"], line["note"], *map(_format_source, line["sources"])]
            for text in filter(None, paragraphs):
                first, then = ("- ", "  ") if text is paragraphs[0] else ("    ", "    ")
                lines += textwrap.wrap(
                    text,
                    WIDTH,
                    initial_indent=first,
                    subsequent_indent=then,
                    break_on_hyphens=False,
                    break_long_words=False,
                )
    return "\n".join([*lines, "", page["footer"], ""]).encode()


def _rss(page: dict[str, Any], to: date) -> bytes:
    """Return RSS 2.0; an item has the same id in every edition, so that a feed reader shows it once."""
    stamp = format_datetime(datetime.combine(to, time(), UTC), usegmt=True)
    feed = ET.Element("rss", version="2.0")
    channel = ET.SubElement(feed, "channel")
    for name, text in (("title", page["crumb"]), ("link", page["urn"]), ("description", page["title"])):
        ET.SubElement(channel, name).text = text
    ET.SubElement(channel, "lastBuildDate").text = stamp
    for section in page["sections"]:
        for line in section["lines"]:
            item = ET.SubElement(channel, "item")
            ET.SubElement(item, "title").text = line["text"]
            parts = [line["note"], *map(_format_source, line["sources"])]
            ET.SubElement(item, "description").text = " ".join(p for p in parts if p)
            ET.SubElement(item, "category").text = section["title"]
            guid = ET.SubElement(item, "guid", isPermaLink="false")
            guid.text = f"{page['urn']}:{line['id']}"
            ET.SubElement(item, "pubDate").text = stamp
    ET.indent(feed, " ")
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _format_source(source: dict[str, str]) -> str:
    return f"{source['text']}. {source['where']}".rstrip()


_WRITERS: dict[str, Callable[[dict[str, Any], date], bytes]] = {
    "html": _html,
    "md": _md,
    "txt": _txt,
    "rss": _rss,
}
#: File name endings of an edition.
KINDS = tuple(_WRITERS)
