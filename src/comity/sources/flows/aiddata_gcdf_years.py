"""AidData's Global Chinese Development Finance 3.0 added up by recipient and year (odadata).

Aid (ODA-like), other official flows (OOF-like) and vague ones, in constant US$ of 2021.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.flows.aiddata_gcof import DONOR
from comity.sources.kit import parties, rows
from comity.sources.kit.register import Register, header
from comity.sources.kit.rows import Row

COLUMNS = ("ccode", "year", "oof_amt", "oof_adj", "oda_amt", "oda_adj", "vof_amt", "vof_adj")
"""Columns as published."""

ID = "aiddata_gcdf_years"
MEASURES = {"oda_amt": "aid", "oof_amt": "other-official-flows", "vof_amt": "vague-official-flows"}
"""Column -> measure."""

FIRST, LAST = 2000, 2021


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("flows", ID, file, rows.of_csv(file, COLUMNS), _sums)
    note = "recipient-years told; one that is not told had no project that AidData adds up"
    days = date(FIRST, 1, 1), date(LAST, 12, 31)
    return rows.with_coverage(batch, [Coverage(ID, "flows", *days, frozenset([DONOR]), note=note)])


def _sums(r: Row) -> list[Row]:
    year = rows.year(r["year"], FIRST, LAST)
    first, last = rows.year_span(year)
    number, receiver = rows.whole(r["ccode"], "state number"), parties.cow(r["ccode"], year)
    out = []
    for column, measure in MEASURES.items():
        dollars = rows.amount(r[column], "sum")
        out.append(
            {
                "record_id": f"{number}:{year}:{measure}",
                "known_on": date(LAST, 12, 31),
                "date_from": first,
                "date_to": last,
                "sender": DONOR,
                "receiver": receiver,
                "receiver_raw": r["ccode"],
                "measure": measure,
                "value": None if dollars is None else dollars / 1e6,
                "unit": "million US$ of 2021",
            }
        )
    return out


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
