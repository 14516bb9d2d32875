"""China Global Investment Tracker (AEI): deals of US$100 million and more, by month, 2005 to June 2018."""

from __future__ import annotations

from calendar import month_name, monthrange
from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.records.identity import content_key
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.register import Register, header
from comity.sources.kit.rows import Row, RowError

COLUMNS = (
    "Year",
    "Month",
    "Chinese Entity",
    "Quantity in Millions",
    "Share size",
    "Transaction Party",
    "Sector",
    "Subsector",
    "Country",
    "Region",
    "BRI",
)
"""Columns as published."""

ID = "aei_investments"
SENDER = "CHN"
"""The state whose firms the tracker follows."""

_MONTHS = {name: i for i, name in enumerate(month_name) if name}


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("flows", ID, file, rows.of_csv(file, COLUMNS), lambda r: [_deal(r)])
    days = batch.tables["flows"]["date_to"].to_pylist()
    if days:
        note = "deals of US$100 million and more; a month without one may hold smaller ones"
        first = date(min(days).year, 1, 1)
        batch.coverage = [Coverage(ID, "flows", first, max(days), frozenset([SENDER]), note=note)]
    yield batch


def _deal(r: Row) -> Row:
    year = rows.year(r["Year"], 2005)
    if r["Month"] not in _MONTHS:
        raise RowError("date", f"{r['Month']!r} is no month")
    month = _MONTHS[r["Month"]]
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    who = " and ".join(p for p in (r["Chinese Entity"], r["Transaction Party"]) if p)
    return {
        "record_id": content_key(*(r[c] for c in COLUMNS)),
        "known_on": last,
        "date_from": first,
        "date_to": last,
        "sender": SENDER,
        "receiver": parties.state_or_none(parties.named(r["Country"], last)),
        "sender_raw": r["Chinese Entity"],
        "receiver_raw": r["Country"],
        "measure": "investment",
        "value": rows.amount(r["Quantity in Millions"], "sum"),
        "unit": "million US$",
        "what": f"{' / '.join(p for p in (r['Sector'], r['Subsector']) if p)}: {who}",
        "status": "equity" if r["Share size"] else None,
    }


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
