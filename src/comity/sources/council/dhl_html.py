"""Parser for tables in web pages of the UN's Dag Hammarskjöld Library, which may lack end tags of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from comity.errors import SourceError
from comity.sources.base import SourceFile


@dataclass(slots=True)
class TableRow:
    """One table row: the pieces of text in each cell, each cell's rowspan, and the first link of the row."""

    header: bool = False
    title: bool = False
    cells: list[list[str]] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    url: str | None = None

    def text(self, i: int) -> str:
        """Return the text of cell ``i`` in one line."""
        return " ".join(" ".join(self.cells[i]).split())


class _TableRows(HTMLParser):
    """Parser that collects table rows; a row ends where the next begins, even without an end tag."""

    def __init__(self, until: str) -> None:
        super().__init__()
        self.rows: list[TableRow] = []
        self.closed = False
        self._until = until
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr":
            self.rows.append(TableRow())
            self._open = False
        elif tag in ("td", "th") and self.rows:
            row = self.rows[-1]
            if row.title:  # the page's title row is never closed: the header begins inside it
                row = TableRow()
                self.rows.append(row)
            row.header |= tag == "th"
            row.title |= given.get("class") == "title"
            row.cells.append([""])
            row.spans.append(_span(given.get("rowspan")))
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
        self.closed |= tag == self._until

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1].cells[-1][-1] += data

    def _break(self) -> None:
        if self._open:
            self.rows[-1].cells[-1].append("")


def _span(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1


def rows(file: SourceFile, until: str) -> list[TableRow]:
    """Return all table rows of a UTF-8 page, which must contain the end tag ``until``.

    Raises
    ------
    SourceError
        When the page is not UTF-8, is damaged, or was cut short.
    """
    with file.open() as stream:
        data = stream.read()
    parser = _TableRows(until)
    try:
        parser.feed(data.decode("utf-8"))
        parser.close()
    except UnicodeDecodeError:
        raise SourceError(f"{file.place} is not UTF-8; save the page again as UTF-8.") from None
    except AssertionError as e:  # html.parser raises this for a broken <![ declaration
        raise SourceError(f"{file.place} is damaged ({e}); get the page again.") from None
    if not parser.closed:
        raise SourceError(f"{file.place} ends before </{until}>: it was cut short; get the page again.")
    return parser.rows
