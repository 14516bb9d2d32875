"""The common result of all readers of documents: a text with its date, if known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO, Protocol

from comity.records.schemas import Reject
from comity.sources.kit.rows import Aside
from comity.sources.texts.formats.sanitize import address, harmless

#: Maximum number of characters of a text; longer texts are refused, not cut.
LONGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class PublishedText:
    """One document as published.

    ``row_no`` is its position in the file (line, item or record, from 1). ``first`` and ``last`` bound the
    day of publication; they are equal if the day is known. Both are ``None`` if the text has no date; comity
    does not assume today's date. ``id`` is the publisher's id, or "".
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
        """Return a copy without harmful characters (:func:`harmless`) and without an address off the web."""
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


#: Possible rows of a file of documents.
Row = PublishedText | Reject | Aside


class DocumentReader(Protocol):
    """The interface of a reader for one format."""

    def __call__(self, stream: BinaryIO, name: str) -> Iterator[Row]:
        """Yield the rows of the file, in order.

        Raises
        ------
        SourceError
            When the file is not of this format.
        MissingExtraError
            When the format needs a package that is not installed.
        """
        ...


_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?!\d)")


def find_day(text: str) -> date | None:
    """Return the first date such as ``2024-05-16`` in a text, for example a file name, or ``None``."""
    for match in _DAY_IN_NAME.finditer(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None
