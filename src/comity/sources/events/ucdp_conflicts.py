"""Armed conflicts by year, as listed by the Uppsala Conflict Data Program (UCDP).

They are background for a hotspot. The source reads the table of the R package peacesciencer and UCDP's text
file. A row is one pair of sides of one conflict in one year. If other states fight beside a side, the R table
has several rows per conflict and year, and UCDP's file lists several numbers in a cell. State numbers are
those of Gleditsch and Ward, which differ from Correlates of War numbers for a few states.
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

ID = "ucdp_conflicts"
OVER = {"1": "territory", "2": "government", "3": "both"}
#: Codes in UCDP's own text -> the words in peacesciencer's frame.
KINDS = {"1": "extrasystemic", "2": "interstate", "3": "intrastate", "4": "II"}

_SIDES = ("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd")
# Gleditsch and Ward's number -> Correlates of War number: Germany, Yemen, Serbia, Tonga, from _SINCE on
_OWN_NUMBERS = {260: 255, 678: 679, 340: 345, 972: 955}
_SINCE = {260: 1990, 678: 1990, 340: 2006, 972: 1970}
#: Coded level of intensity -> in words.
INTENSITY = {1: "25 to 999 deaths in the year", 2: "1,000 deaths or more in the year"}


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
    return _rows.attach_coverage(batch, sight)


def _year(r: Row) -> Row:
    year = _rows.year(r["year"], 1946)
    first, last = _rows.year_span(year)
    sides = [_side(r[c]) for c in _SIDES]
    members = [_state(n, year) for n in dict.fromkeys(n for side in sides for n in side)]
    conflict = _rows.parse_whole(r["conflict_id"], "conflict number")
    level = _rows.parse_whole(r["intensity_level"], "level of intensity")
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
    """Return the release day of a version: June 2026 for ``26.1``; ``date.min`` if unknown."""
    text = str(version or "").strip()
    release_year = text[:2] if len(text) > 2 and text[2] == "." else ""
    return (
        date(2000 + int(release_year), 6, 30)
        if release_year.isascii() and release_year.isdigit()
        else date.min
    )


def _side(cell: object) -> list[int]:
    """Return the state numbers in a cell: none, one, or several separated by commas."""
    parts = cell.split(",") if isinstance(cell, str) else [cell]
    return [_rows.parse_whole(p, "state number") for p in parts if p is not None and str(p).strip()]


def _day(cell: object) -> date | None:
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
