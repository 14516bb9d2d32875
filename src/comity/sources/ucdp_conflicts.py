"""UCDP armed conflicts by year (peacesciencer): who fights where, as context of a hotspot.

A row is one pair of sides of one conflict in one year; several rows share a conflict-year where other
states fight beside one of the sides.  Numbers are Gleditsch and Ward's, which differ from those of the
Correlates of War in a few states.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources import _parties, _rows
from comity.sources._register import Register, saved_as
from comity.sources._rows import Row
from comity.sources.base import Batch, SourceFile

COLUMNS = (
    "conflict_id", "year", "gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd", "incompatibility",
    "intensity_level", "type_of_conflict", "start_date", "start_prec", "start_date2", "start_prec2",
    "ep_end", "ep_end_date",
)  # fmt: skip
"""Columns as published."""

ID = "ucdp_conflicts"
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


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = _rows.gather("ties", ID, file, _rows.of_frame(file, COLUMNS), lambda r: [_year(r)])
    days = batch.tables["ties"]["date_from"].to_pylist()
    note = "conflicts of 25 deaths and more in a year; a state in none is not in the table"
    sight = [Coverage(ID, "ties", min(days), date(max(days).year, 12, 31), note=note)] if days else []
    return _rows.with_coverage(batch, sight)


def _year(r: Row) -> Row:
    year = _rows.year(r["year"], 1946)
    first, last = _rows.year_span(year)
    sides = [_rows.whole(r[c], "state number") if r[c] is not None else 0 for c in _SIDES]
    members = [_state(n, year) for n in dict.fromkeys(sides) if n]
    conflict = _rows.whole(r["conflict_id"], "conflict number")
    level = _rows.whole(r["intensity_level"], "level of intensity")
    return {
        "record_id": f"{conflict}:{year}:{'-'.join(map(str, sides))}",
        "known_on": last,
        "kind": "armed-conflict",
        "members": members,
        "role": r["type_of_conflict"],
        "date_from": max(first, r["start_date2"] or first) if (r["start_date2"] or first) <= last else first,
        "date_to": last,
        "precision": "year",
        "name": f"conflict over {r['incompatibility']}",
        "clauses": [INTENSITY[level]] if level in INTENSITY else [],
        "symbol": str(conflict),
    }


def _state(number: int, year: int) -> str:
    own = number in _OWN_NUMBERS and year >= _SINCE[number]
    return _parties.cow(_OWN_NUMBERS[number] if own else number, year)


SOURCES = (Register(ID, saved_as("ucdp_acd"), _read),)
