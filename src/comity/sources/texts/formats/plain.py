"""Reader of plain text and Markdown: one document per file.

Markdown marks, and line breaks inside a paragraph, are replaced by as many spaces. So a position in the text
is also the position in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from comity.errors import SourceError
from comity.sources.texts.formats.decode import decode_text, read_whole
from comity.sources.texts.formats.document import LONGEST, PublishedText, Row, find_day

_HEADING = re.compile(r"^#{1,6}[ \t]+([^\n]+)$", re.MULTILINE)
_MARKS = re.compile(r"\*\*|__|`|^>[ \t]?|^#{1,6}(?=[ \t])|^[ \t]*+[-*+][ \t]++", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]*+)\]\([^()\s]*+\)")
_FRONT = re.compile(r"---\n(.{0,4000}?\n)---\n", re.DOTALL)
_KEY = re.compile(r"^(date|title|url|source|lang)[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_BREAK = re.compile(r"(?<=[^\s.!?:;。])([^\S\n]*+)\n(?=[^\s#>|*+\-\d=])")
#: A line of at least this length that does not end a sentence continues in the next line.
_WRAPPED = 45


def read_plain(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a plain text as one document; its day is the day in the file name, if there is one."""
    text = _refuse_long(decode_text(read_whole(stream, name), name), name)
    day = find_day(name)
    yield PublishedText(1, unwrap(text), day, day)


def read_markdown(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a Markdown text as one document, dated by its front matter or else by its file name.

    Without a title in the front matter, the first heading is the title; other headings are topics.
    """
    text = _refuse_long(decode_text(read_whole(stream, name), name), name)
    front = _FRONT.match(text)
    front_matter = {k: v.strip().strip("\"'") for k, v in _KEY.findall(front[1])} if front else {}
    headings, plain = mask_marks(text)
    if front:
        plain = " " * front.end() + plain[front.end() :]
    day = find_day(front_matter.get("date", "")) or find_day(name)
    title = front_matter.get("title") or (headings[0] if headings else "")
    yield PublishedText(
        1,
        unwrap(plain),
        day,
        day,
        title=title,
        outlet=front_matter.get("source", ""),
        url=front_matter.get("url", ""),
        language=front_matter.get("lang", ""),
        headings=tuple(h for h in headings if h != title),
    )


def mask_marks(text: str) -> tuple[tuple[str, ...], str]:
    """Return the headings of a Markdown text, and the text with spaces in place of its marks."""
    headings = tuple(m.group(1).strip(" \t#") for m in _HEADING.finditer(text))
    plain = _LINK.sub(lambda m: _blank_link(m.group(0), m.group(1)), text)
    return headings, _MARKS.sub(lambda m: " " * len(m.group(0)), plain)


def _blank_link(whole_link: str, label: str) -> str:
    begin = whole_link.index("[") + 1
    return " " * begin + label + " " * (len(whole_link) - begin - len(label))


def unwrap(text: str) -> str:
    """Return a text of equal length with spaces in place of line breaks inside sentences."""
    text = text.replace("\r\n", " \n").replace("\r", "\n")

    def join(m: re.Match[str]) -> str:
        line = m.start() - text.rfind("\n", 0, m.start())
        return m[1] + " " if line > _WRAPPED else m[0]

    return _BREAK.sub(join, text)


def _refuse_long(text: str, name: str) -> str:
    if len(text) > LONGEST:
        raise SourceError(f"{name} is longer than {LONGEST:,} characters, too long for one text: cut it.")
    return text
