"""WHO | WHERE | WHEN 1.1 (CEIAS): foreign trips of Chinese presidents and premiers, the year alone.

Trips are counts, not acts: a year is too coarse to tell one meeting from another, and a trip to a summit
of many counts as a visit to its host.  So each trip is a flow of one visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.records.identity import content_key
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.peek import workbook_text
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row

COLUMNS = ("Year", "Name", "Level", "Country")
"""First columns as published."""

ID = "who_where_when"
SHEET = "Dataset"
VISITOR = "CHN"
"""The state whose leaders travel."""

FIRST, LAST = 1949, 2020


def _read(file: SourceFile) -> Iterator[Batch]:
    counts: dict[tuple[str, ...], int] = {}
    batch = rows.gather("flows", ID, file, rows.of_sheet(file, SHEET, COLUMNS), lambda r: [_trip(r, counts)])
    days = date(FIRST, 1, 1), date(LAST, 12, 31)
    note = "trips of the president, the premier and their like; the other way is not told"
    return rows.with_coverage(batch, [Coverage(ID, "flows", *days, frozenset([VISITOR]), note=note)])


def _trip(r: Row, counts: dict[tuple[str, ...], int]) -> Row:
    """One trip; two of a leader to a state in one year are told apart by their order alone."""
    first, last = rows.year_span(rows.year(r["Year"], FIRST, LAST))
    host = parties.state_or_none(parties.named(str(r["Country"]), date(first.year, 7, 1)))
    key = (str(first.year), r["Name"], r["Level"], r["Country"])
    counts[key] = counts.get(key, 0) + 1
    return {
        "record_id": content_key(*key, counts[key]),
        "known_on": last,
        "date_from": first,
        "date_to": last,
        "sender": VISITOR,
        "receiver": host,
        "sender_raw": r["Name"],
        "receiver_raw": r["Country"],
        "measure": "leader-visits",
        "value": 1.0,
        "unit": "visits",
        "what": f"{r['Name']} ({r['Level']})",
    }


SOURCES = (Register(ID, lambda s: "WHO | WHERE | WHEN" in workbook_text(s.head), _read),)
