"""Security Council vetoes as the Dag Hammarskjöld Library lists them: an HTML page with one table.

The table names the vetoing members one below the other with no separator that survives, so their
names are told apart by the vocabulary of permanent members.  A vote that took two days
(``27-28 March 2001``) is dated to the second, on which it was cast; a year of two digits
(``30 January 86``) is one of the twentieth century.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser

from comity.errors import SourceError
from comity.records.rejects import Reject
from comity.sources._vetoes import Veto, coverage, tell
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import Card, card

_DAY = re.compile(r"(?:\d{1,2}\s*-\s*)?(\d{1,2}) ([A-Z][a-z]+) (\d{4}|\d\d)")


@dataclass(slots=True)
class _Row:
    """Cells of one table row: the pieces of text in each, and the first address in the row."""

    header: bool = False
    title: bool = False
    cells: list[list[str]] = field(default_factory=list)
    url: str | None = None

    def text(self, i: int) -> str:
        return " ".join(" ".join(self.cells[i]).split())


class _Rows(HTMLParser):
    """Collects table rows; a row ends where the next begins, closed or not."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[_Row] = []
        self.closed = False
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self.rows.append(_Row())
        elif tag in ("td", "th") and self.rows:
            row = self.rows[-1]
            if row.title:  # the page's title row is never closed: the header begins inside it
                row = _Row()
                self.rows.append(row)
            row.header |= tag == "th"
            row.title |= given.get("class") == "title"
            row.cells.append([""])
            self._open = True
        elif tag == "br":
            self._break()
        elif tag == "a" and self.rows and self._open:
            self.rows[-1].url = self.rows[-1].url or given.get("href")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False
        elif tag == "br":  # the page writes </br> for <br>
            self._break()
        self.closed |= tag == "html"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1].cells[-1][-1] += data

    def _break(self) -> None:
        if self._open:
            self.rows[-1].cells[-1].append("")


@dataclass(frozen=True, slots=True)
class VetoesDhl:
    """One table row a vetoed draft."""

    id: str = "unsc_vetoes_dhl"

    @property
    def card(self) -> Card:
        """What a reader must know of the source."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Whether the page calls itself the Council's veto list."""
        head = b" ".join(sample.head.lower().split())
        return b"<t" in head and b"security council - veto list" in head

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the whole list as one batch; the page must be complete."""
        rows = _rows(file)
        aside, rejects, vetoes = dict[str, int](), list[Reject](), list[Veto]()
        for row_no, row in enumerate(rows, start=1):
            rule = "header" if row.header else "title" if row.title else ""
            rule = rule or ("" if any(row.text(i) for i in range(len(row.cells))) else "blank row")
            if rule:
                aside[rule] = aside.get(rule, 0) + 1
                continue
            read = _veto(row_no, row)
            if isinstance(read, Veto):
                vetoes.append(read)
            else:
                rejects.append(read)
        told = tell(vetoes, self.id, file.file_id)
        if told.repeats:
            aside["repeat"] = told.repeats
        yield Batch(told.tables, len(rows), told.kept, aside, rejects + told.rejects, coverage(told, self.id))


def _rows(file: SourceFile) -> list[_Row]:
    with file.open() as stream:
        data = stream.read()
    parser = _Rows()
    try:
        parser.feed(data.decode("utf-8"))
        parser.close()
    except UnicodeDecodeError:
        raise SourceError(f"{file.place} is not UTF-8; save the page again as UTF-8.") from None
    except AssertionError as e:  # how html.parser refuses a broken <![ declaration
        raise SourceError(f"{file.place} is damaged ({e}); get the page again.") from None
    if not parser.closed:
        raise SourceError(f"{file.place} ends before </html>: it was cut short; get the page again.")
    return parser.rows


def _veto(row_no: int, row: _Row) -> Veto | Reject:
    raw = " | ".join(row.text(i) for i in range(len(row.cells)))
    if len(row.cells) != 5:
        return Reject(row_no, "width", f"the row has {len(row.cells)} cells, not 5", raw)
    try:
        day = _day(row.text(0))
    except ValueError as e:
        return Reject(row_no, "date", str(e), raw)
    who = tuple(" ".join(p.split()) for p in row.cells[4])
    return Veto(row_no, day, row.text(1), row.text(3), tuple(w for w in who if w), row.url, raw)


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a date like 28 February 2019")
    day, month, year = found.groups()
    year = year if len(year) == 4 else f"19{year}"
    return datetime.strptime(f"{day} {month} {year}", "%d %B %Y").date()


SOURCES = (VetoesDhl(),)
