"""Kinne's defence cooperation agreements (DCAD 1.0): one row a bilateral agreement, 1980-2010.

Negative values are codes (not applicable, unknown, renewal without a term ...), never numbers.
Reference: B. Kinne, "The Defense Cooperation Agreement Dataset (DCAD)", Journal of Conflict Resolution
64 (2020).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.register import Register, header
from comity.sources.kit.rows import Row, RowError

COLUMNS = (
    "ccode1",
    "cowName1",
    "ccode2",
    "cowName2",
    "signDay",
    "signMonth",
    "signYear",
    "EIFDay",
    "EIFMonth",
    "EIFYear",
    "type",
    "category1",
    "category2",
    "category3",
    "span",
    "renewType",
    "renewYears",
    "terminated",
    "durationActual",
    "endYearEstimate",
    "asymmetry",
    "categoryConf",
    "UNTS",
    "fullText",
    "sourceType",
    "source",
    "factivaConf",
    "factivaSign",
    "factivaEIF",
    "DCAid",
)
"""Columns as published."""

ID = "dcad"
FIRST, LAST = date(1980, 1, 1), date(2010, 12, 31)


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("ties", ID, file, rows.of_csv(file, COLUMNS), _agreement)
    return rows.with_coverage(batch, [Coverage(ID, "ties", FIRST, LAST, note=_NOTE)])


_NOTE = "agreements found; ends are the publisher's estimates, and after 2010 nothing is known"


def _number(cell: str) -> int | None:
    """Number of a cell; ``None`` for a blank and for the negative codes."""
    value = rows.whole(cell, "number or code") if cell.strip() else -1
    return value if value > 0 else None


def _agreement(r: Row) -> list[Row]:
    year = rows.year(r["signYear"], FIRST.year, LAST.year)
    month, day = _number(r["signMonth"]), _number(r["signDay"])
    try:
        signed = date(year, month or 1, day if month and day else 1)
    except ValueError as e:
        raise RowError("date", f"{year}-{month}-{day} is no day ({e})") from None
    precision = "day" if month and day else "month" if month else "year"
    ends = _number(r["endYearEstimate"])
    over = ends is not None and year <= ends < LAST.year
    if not r["DCAid"].strip():
        raise RowError("number", "the agreement has no number")
    members = sorted(parties.cow(r[c], year) for c in ("ccode1", "ccode2"))
    if members[0] == members[1]:
        raise RowError("unknown-state", "a state agrees with itself")
    return [
        {
            "record_id": r["DCAid"].strip(),
            "known_on": date(year, 12, 31) if precision != "day" else signed,
            "kind": "agreement",
            "members": members,
            "role": r["type"] or None,
            "date_from": signed,
            "date_to": date(ends, 12, 31) if over and ends else None,
            "precision": precision,
            "name": "defence cooperation agreement",
            "clauses": [r[c].lower() for c in ("category1", "category2", "category3") if r[c]],
            "symbol": r["DCAid"].strip(),
        }
    ]


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
