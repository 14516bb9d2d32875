"""A text as a reader of documents gives it: the text is text, its day is known or it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO, Protocol

from comity.records.schemas import Reject
from comity.sources.kit.rows import Aside
from comity.sources.texts.formats.sanitize import address, harmless

LONGEST = 2_000_000
"""Characters of one text; a longer one is refused rather than read in part."""


@dataclass(frozen=True, slots=True)
class PublishedText:
    """One document.

    ``row_no`` is its place in the file (line, item, record; 1-based).  ``first`` and ``last`` bound the
    day of publication (equal where the day is known), both ``None`` where nobody tells it: an unknown day
    is unknown, never today.  ``id`` is the publisher's own, "" where there is none.
    """

    row_no: int
    text: str
    first: date | None = None
    last: date | None = None
    id: str = ""
    title: str = ""
    outlet: str = ""
    url: str = ""
    language: str = ""
    headings: tuple[str, ...] = ()

    def clean(self) -> PublishedText:
        """Return the same with every text made :func:`harmless`, less an address that is none of the web."""
        return replace(
            self,
            text=harmless(self.text),
            id=harmless(self.id)[:500],
            title=" ".join(harmless(self.title).split())[:1000],
            outlet=" ".join(harmless(self.outlet).split())[:500],
            url=address(self.url),
            language=self.language.lower()[:2] if self.language.isascii() else "",
            headings=tuple(" ".join(harmless(h).split())[:300] for h in self.headings[:200]),
        )


Row = PublishedText | Reject | Aside
"""What a row of a file of documents can be."""


class DocumentReader(Protocol):
    """Reads one format."""

    def __call__(self, stream: BinaryIO, name: str) -> Iterator[Row]:
        """Rows of the file, in order.

        Raises
        ------
        SourceError
            When the file as a whole is not what it claims to be.
        MissingExtraError
            When the format needs a part that is not installed.
        """
        ...


_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?!\d)")


def day_in(text: str) -> date | None:
    """Return first day written ``2024-05-16`` in a text (a file name, a front matter), if there is one."""
    for match in _DAY_IN_NAME.finditer(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None
