"""News items of kremlin.ru as a table: title, day, place, summary, address, and sometimes the text.

A row is one item. The wide table has the text in ``article_full_text_1`` to ``_10``; the text begins with the
headline and ends with lines of the site, which are removed. The narrow table has only the summary. If both
tables are read, the longer text of an address should be used. An announcement ("Анонс на 7 мая 2025 года")
has no event day, so it is dated by the publication day on the page; without such a day it is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from comity.errors import SourceError
from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit.outlets import outlet
from comity.sources.kit.rows import Row, read_csv
from comity.sources.texts.documents import DocumentRows
from comity.sources.texts.formats.document import PublishedText

ID = "kremlin_items"
HOST = "kremlin.ru"
_NARROW = "title,date,raw_date,place,summary,url,supplements"
_WIDE = "title,date,raw_date,place,summary,article_full_text_1,"
_PIECES = tuple(f"article_full_text_{n}" for n in range(1, 11))
_NEEDED = {"title", "date", "summary", "url"}
_END = re.compile(
    r"(?:\s+(?:География|Темы|Лица) .{0,2000}?)?\s+Статус материала Опубликован в .*$"
    r"|\s+Добавить в Календарь Календари Яндекс iCal Google",
    re.DOTALL,
)
_PUT_UP = re.compile(r"Дата публикации: (\d{1,2}) (\w+) (\d{4}) года")
_MONTHS = {
    m: n
    for n, m in enumerate(
        [
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
        start=1,
    )
}


def _recognise(sample: Sample) -> bool:
    first = (sample.lines(1) or [""])[0]
    return first == _NARROW or first.startswith(_WIDE)


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        sample = Sample(file.name, stream.read(1 << 16))
    if not _recognise(sample):
        raise SourceError(f"{file.place} does not begin with the header {_NARROW}.")
    columns = tuple(sample.lines(1)[0].split(","))
    if not set(columns) >= _NEEDED:
        raise SourceError(f"{file.place} lacks one of the columns {', '.join(sorted(_NEEDED))}.")
    table, rows = read_csv(file, columns), DocumentRows(ID, file, ("documents",))
    for row_no, row in table.rows:
        rows.take(_item(row_no, row))
    for reject in table.rejects:
        rows.take(reject)
    batch = rows.batch()
    batch.row_count += sum(table.set_aside.values())
    batch.set_aside = table.set_aside | batch.set_aside
    yield batch


def _item(row_no: int, row: Row) -> PublishedText | Reject:
    cells = {k: str(v or "") for k, v in row.items()}
    full = " ".join(cells[c] for c in _PIECES if cells.get(c))
    day = _day(cells["date"], full)
    if day is None:
        return Reject(row_no, "date", "the item tells no day on which it was put up", cells["title"])
    text = _END.sub("", full).removeprefix("События ").strip()
    known = outlet(None, HOST)
    return PublishedText(
        row_no,
        text or f"{cells['title']}\n\n{cells['summary']}".strip(),
        day,
        day,
        id=cells["url"] if text else f"{cells['url']}#summary",
        title=cells["title"],
        outlet=known.owner if known else "",
        url=cells["url"],
        language="ru",
        headings=("full text",) if text else (),
    ).clean()


def _day(stated: str, text: str) -> date | None:
    try:
        if stated:
            return date.fromisoformat(stated)
        stated_there = _PUT_UP.search(text)
        return (
            date(int(stated_there[3]), _MONTHS[stated_there[2]], int(stated_there[1]))
            if stated_there
            else None
        )
    except (ValueError, KeyError):
        return None


SOURCES = (Register(ID, _recognise, _read),)
