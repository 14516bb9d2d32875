"""Correlates of War direct contiguity 3.2 (peacesciencer): who borders whom by land or water, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.register import Register, saved_as
from comity.sources.kit.rows import Aside, Row, RowError

COLUMNS = ("ccode1", "ccode2", "conttype", "stdate", "enddate")
"""Columns as published."""

ID = "contiguity_cow"
KINDS = {
    1: "land or river border",
    2: "12 miles of water or less",
    3: "24 miles of water or less",
    4: "150 miles of water or less",
    5: "400 miles of water or less",
}
"""Kind of contiguity as coded -> in words; 0 is none."""

LAST = date(2016, 12, 31)


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("ties", ID, file, rows.of_frame(file, COLUMNS), _border)
    days = batch.tables["ties"]["date_from"].to_pylist()
    return rows.with_coverage(batch, [Coverage(ID, "ties", min(days), LAST)] if days else [])


def _border(r: Row) -> list[Row] | Aside:
    kind, first, last = rows.whole(r["conttype"], "kind of contiguity"), r["stdate"], r["enddate"]
    if not isinstance(first, date) or not isinstance(last, date) or last < first:
        raise RowError("date", f"{first} to {last} is no stretch of time")
    one, two = (rows.whole(r[c], "state number") for c in ("ccode1", "ccode2"))
    if kind == 0:
        return Aside("not contiguous")
    if one > two:
        return Aside("mirror")
    if kind not in KINDS:
        raise RowError("number", f"{kind} is no kind of contiguity")
    is_open = (last.year, last.month) == (LAST.year, LAST.month)
    return [
        {
            "record_id": f"{one}:{two}:{first}",
            "known_on": first,
            "kind": "contiguity",
            "members": [parties.cow(n, last.year) for n in (one, two)],
            "date_from": first,
            "date_to": None if is_open else last,
            "precision": "month",
            "clauses": [KINDS[kind]],
        }
    ]


SOURCES = (Register(ID, saved_as("cow_contdir"), _read),)
