"""Correlates of War formal alliances 4.1: one row a member's time in an alliance, as published.

The archive holds the same alliances five more times (by pair, by direction, by year); those tables are
set aside.  A day or month of -9 is unknown; a blank end means in force at the end of 2012.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import card
from comity.sources.kit import numbers, parties
from comity.sources.kit import rows as _rows
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, RowError

ID = "cow_alliances"
CLAUSES = {
    "defense": "defence",
    "neutrality": "neutrality",
    "nonaggression": "non-aggression",
    "entente": "entente",
}
"""Column -> clause."""

COLUMNS = (
    "version4id",
    "ccode",
    "state_name",
    "mem_st_day",
    "mem_st_month",
    "mem_st_year",
    "mem_end_day",
    "mem_end_month",
    "mem_end_year",
    *CLAUSES,
)
"""Columns that must be there."""

LAST = date(2012, 12, 31)
"""Last day that version 4.1 speaks of."""

_MIRROR = "reference: an alliance's pair or year, told member by member in the member table"


def _is_members(names: tuple[str, ...]) -> bool:
    return set(COLUMNS) <= set(names) and "year" not in names


def _is_other(names: tuple[str, ...]) -> bool:
    """Whether it is one of the other tables: by pair, by direction, or by year."""
    return {"version4id", "left_censor", *CLAUSES} <= set(names) and not _is_members(names)


def _known(sample: Sample) -> bool:
    names = numbers.heading(sample)
    return _is_members(names) or _is_other(names)


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        names = numbers.heading(Sample(file.name, stream.read(1 << 16)))
    rows = _rows.of_csv(file, names)
    if not _is_members(names):
        return _rows.only_counted(rows, _MIRROR)
    batch = _rows.gather("ties", ID, file, rows, _member)
    first = min(batch.tables["ties"]["date_from"].to_pylist(), default=LAST)
    return _rows.with_coverage(batch, [Coverage(ID, "ties", first, LAST, note=card(ID).span)])


def _member(r: Row) -> list[Row]:
    number = _rows.whole(r["version4id"], "alliance number")
    first, precision = _day(r, "mem_st", 1)
    last = _day(r, "mem_end", 12)[0] if r["mem_end_year"].strip() not in ("", "0", "NA") else None
    if last is not None and last < first:
        raise RowError("date", f"the member leaves on {last}, before it enters on {first}")
    key = f"{number}:{_rows.whole(r['ccode'], 'state number')}:{first}:{last or 'open'}"
    return [
        {
            "record_id": key if i == 0 else f"{key}:{code}",
            "known_on": begins,
            "kind": "alliance",
            "members": [code],
            "date_from": begins,
            "date_to": ends,
            "precision": precision,
            "clauses": [clause for column, clause in CLAUSES.items() if r[column].strip() == "1"],
            "symbol": str(number),
            "name": f"COW alliance {number}",
        }
        for i, (code, begins, ends) in enumerate(parties.bearers(r["ccode"], first, last))
    ]


def _day(r: Row, which: str, missing_month: int) -> tuple[date, str]:
    """Day of three columns; a month or day of -9, or none, is unknown, and the precision says so."""
    year = _rows.year(r[f"{which}_year"], 1800, LAST.year)
    month, day = (_rows.whole(r[f"{which}_{p}"].strip() or -9, "month or day") for p in ("month", "day"))
    precision = "year" if month < 1 else "month" if day < 1 else "day"
    try:
        return date(
            year, month if month > 0 else missing_month, day if day > 0 and month > 0 else 1
        ), precision
    except (ValueError, OverflowError) as e:
        raise RowError("date", f"{year}-{month}-{day} is no day ({e})") from None


SOURCES = (Register(ID, _known, _read),)
