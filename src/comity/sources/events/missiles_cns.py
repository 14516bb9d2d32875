"""CNS database of North Korea's missile tests: one row a missile, from the first sheet of its workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import rows
from comity.sources.kit.peek import workbook_text
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, RowError

COLUMNS = (
    "F1",
    "Date",
    "Date Entered/Updated",
    "Launch Time (UTC)",
    "Missile Name",
    "Missile Type",
    "Launch Agency/Authority",
    "Facility Name",
    "Facility Location",
    "Other Name",
    "Facility Latitude",
    "Facility Longitude",
    "Landing Location",
    "Apogee",
    "Distance Travelled",
    "Confirmation Status",
    "Test Outcome",
    "Additional Information",
    "Source(s)",
)
"""Columns as published."""

ID = "missiles_cns"
SHEET = "Missile Tests"
STATE = "PRK"
"""The state whose tests the database lists."""

MATERIAL_CONFLICT = 4


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("events", ID, file, rows.of_sheet(file, SHEET, COLUMNS), lambda r: [_test(r)])
    days = batch.tables["events"]["event_date"].to_pylist()
    note = "missiles that flew far enough to be called a test; short rockets are not listed"
    sight = [Coverage(ID, "events", min(days), max(days), frozenset([STATE]), note=note)] if days else []
    return rows.with_coverage(batch, sight)


def _test(r: Row) -> Row:
    if not isinstance(r["Date"], date):
        raise RowError("date", f"{r['Date']!r} is no day")
    day = date(r["Date"].year, r["Date"].month, r["Date"].day)
    return {
        "record_id": str(rows.whole(r["F1"], "number of the test")),
        "known_on": day,
        "event_date": day,
        "precision": "day",
        "actor": STATE,
        "actor_raw": r["Launch Agency/Authority"] or None,
        "target_raw": r["Landing Location"] or None,
        "actor_is_state": True,
        "code_system": "cns",
        "code": f"missile-test {r['Missile Type']} {r['Test Outcome']} {r['Confirmation Status']}".lower(),
        "quad": MATERIAL_CONFLICT,
        "geo_state": STATE,
        "lat_x10000": _scaled(r["Facility Latitude"], 90),
        "lon_x10000": _scaled(r["Facility Longitude"], 180),
        "url": (str(r["Source(s)"]).split(";")[0].strip() or None),
    }


def _scaled(degrees: Any, most: int) -> int | None:
    """Ten thousandths of a degree; nothing where the place is not known."""
    there = isinstance(degrees, float) and abs(degrees) <= most
    return round(degrees * 10_000) if there else None


SOURCES = (Register(ID, lambda s: "Missile Name" in workbook_text(s.head), _read),)
