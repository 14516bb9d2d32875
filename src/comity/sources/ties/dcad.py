"""Defence cooperation agreements, 1980-2010 (DCAD 1.0): one row per agreement of two states.

Negative values are codes (not applicable, unknown, renewal without a term ...), never numbers. Reference: B.
Kinne, "The Defense Cooperation Agreement Dataset (DCAD)", Journal of Conflict Resolution 64 (2020).
"""

from __future__ import annotations

from datetime import date

from comity.sources.kit import rows
from comity.sources.kit.layout import load_layout, make_source
from comity.sources.kit.rows import Row, RowError

_LAYOUT = load_layout("dcad")
_LAST = 2010  # the last year of the data: an agreement that reaches it is open-ended


def _agreement(row: Row) -> list[Row]:
    (tie,) = _LAYOUT.describe(row)
    if not tie["symbol"]:
        raise RowError("number", "the agreement has no number")
    year = tie["date_from"].year
    estimate = row["endYearEstimate"]
    ends = rows.parse_whole(estimate, "number or code") if estimate.strip() else -1
    tie["date_to"] = date(ends, 12, 31) if year <= ends < _LAST else None
    tie["known_on"] = tie["date_from"] if tie["precision"] == "day" else date(year, 12, 31)
    tie["members"].sort()
    tie["clauses"] = [row[c].lower() for c in ("category1", "category2", "category3") if row[c]]
    return [tie]


SOURCES = (make_source("dcad", _agreement),)
