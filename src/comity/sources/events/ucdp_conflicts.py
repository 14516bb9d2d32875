"""UCDP armed conflicts by year: who fights where, as context of a hotspot.

Read as peacesciencer ships them or as UCDP's own text.  A row is one pair of sides of one conflict in one
year; where other states fight beside one of the sides, several rows share a conflict-year in the first,
and a cell lists several numbers in the second.  Numbers are Gleditsch and Ward's, which differ from those
of the Correlates of War in a few states.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit import numbers, parties
from comity.sources.kit import rows as _rows
from comity.sources.kit.rdata_file import read_frame_rows, saved_as
from comity.sources.kit.rows import Row, RowError

COLUMNS = (
    "conflict_id",
    "year",
    "gwno_a",
    "gwno_a_2nd",
    "gwno_b",
    "gwno_b_2nd",
    "incompatibility",
    "intensity_level",
    "type_of_conflict",
    "start_date",
    "start_prec",
    "start_date2",
    "start_prec2",
    "ep_end",
    "ep_end_date",
)
"""Columns as published."""

ID = "ucdp_conflicts"
OVER = {"1": "territory", "2": "government", "3": "both"}
KINDS = {"1": "extrasystemic", "2": "interstate", "3": "intrastate", "4": "II"}
"""Codes of UCDP's own text -> the words that peacesciencer writes for them."""

_SIDES = ("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd")
_OWN_NUMBERS = {
    260: 255,
    678: 679,
    340: 345,
    972: 955,
}  # Germany, Yemen, Serbia and Tonga since their last change
_SINCE = {260: 1990, 678: 1990, 340: 2006, 972: 1970}
INTENSITY = {1: "25 to 999 deaths in the year", 2: "1,000 deaths or more in the year"}
"""Level of intensity as coded -> in words."""


def _recognise(sample: Sample) -> bool:
    return saved_as("ucdp_acd")(sample) or {*COLUMNS, "location"} <= set(numbers.heading(sample))


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        names = numbers.heading(Sample(file.name, stream.read(1 << 16)))
    rows = _rows.read_csv(file, names) if set(COLUMNS) <= set(names) else read_frame_rows(file, COLUMNS)
    batch = _rows.gather("ties", ID, file, rows, lambda r: [_year(r)])
    days = batch.tables["ties"]["date_from"].to_pylist()
    note = "conflicts of 25 deaths and more in a year; a state in none is not in the table"
    sight = [Coverage(ID, "ties", min(days), date(max(days).year, 12, 31), note=note)] if days else []
    return _rows.with_coverage(batch, sight)


def _year(r: Row) -> Row:
    year = _rows.year(r["year"], 1946)
    first, last = _rows.year_span(year)
    sides = [_side(r[c]) for c in _SIDES]
    members = [_state(n, year) for n in dict.fromkeys(n for side in sides for n in side)]
    conflict = _rows.whole(r["conflict_id"], "conflict number")
    level = _rows.whole(r["intensity_level"], "level of intensity")
    kind, over = str(r["type_of_conflict"]).strip(), str(r["incompatibility"]).strip()
    began = _day(r["start_date2"]) or first
    key = "-".join("+".join(map(str, side)) or "0" for side in sides)
    return {
        "record_id": f"{conflict}:{year}:{key}",
        "known_on": max(last, _date_release(r.get("version"))),
        "kind": "armed-conflict",
        "members": members,
        "role": KINDS.get(kind, kind),
        "date_from": max(first, began) if began <= last else first,
        "date_to": last,
        "precision": "year",
        "name": f"conflict over {OVER.get(over, over)}",
        "clauses": [INTENSITY[level]] if level in INTENSITY else [],
        "symbol": str(conflict),
    }


def _date_release(version: object) -> date:
    """When a version (``26.1``) came out, in June of its year; the beginning of time where none is told."""
    text = str(version or "").strip()
    release_year = text[:2] if len(text) > 2 and text[2] == "." else ""
    return (
        date(2000 + int(release_year), 6, 30)
        if release_year.isascii() and release_year.isdigit()
        else date.min
    )


def _side(cell: object) -> list[int]:
    """Numbers of a side: none, one, or several joined by commas."""
    parts = cell.split(",") if isinstance(cell, str) else [cell]
    return [_rows.whole(p, "state number") for p in parts if p is not None and str(p).strip()]


def _day(cell: object) -> date | None:
    """Return a day, as a date or as text that begins with one; ``None`` for a blank."""
    if isinstance(cell, date) or cell is None or not str(cell).strip():
        return cell if isinstance(cell, date) else None
    try:
        return date.fromisoformat(str(cell).strip()[:10])
    except ValueError:
        raise RowError("date", f"{cell!r} is no day") from None


def _state(number: int, year: int) -> str:
    own = number in _OWN_NUMBERS and year >= _SINCE[number]
    return parties.cow(_OWN_NUMBERS[number] if own else number, year)


SOURCES = (Register(ID, _recognise, _read),)
