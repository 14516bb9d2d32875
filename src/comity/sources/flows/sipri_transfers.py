"""SIPRI's trade register as its database exports it: one row a delivery year of a deal, in TIV.

Ten lines of notes and the day of the export stand above the header.  The trend-indicator value measures
military capability, not money (Holtom, Bromley and Simmel, SIPRI 2012).  Stars mark recipients and
suppliers that are no states.
"""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import date, datetime

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import parties
from comity.sources.kit import rows as _rows
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, Rows
from comity.vocabulary.parties import party

COLUMNS = (
    "SIPRI AT Database ID",
    "Supplier",
    "Recipient",
    "Designation",
    "Description",
    "Armament category",
    "Order date",
    "Order date is estimate",
    "Numbers delivered",
    "Numbers delivered is estimate",
    "Delivery year",
    "Delivery year is estimate",
    "Status",
    "SIPRI estimate",
    "TIV deal unit",
    "TIV delivery values",
    "Local production",
)
"""Columns as published."""

ID = "sipri_transfers"
_FIRST = "Transfers of major conventional arms"
_MADE = re.compile(r"Data generated: (\d{1,2} \w{3} \d{4})")
_YEARS = re.compile(r"year range '(\d{4})' to '(\d{4})'")


_IN_BASE64 = b"VHJhbnNmZXJzIG9m"
"""How the register begins in base64 ("Transfers of"), as the database's own back end gives it in JSON."""


def _known(sample: Sample) -> bool:
    if sample.head[:1] == b"{":
        return _IN_BASE64 in sample.head[:4096]
    lines = sample.lines(20)
    return bool(lines) and lines[0].startswith(_FIRST) and ",".join(COLUMNS) in lines


def _read(file: SourceFile) -> Iterator[Batch]:
    rows, made, years_queried = _split(file)
    batch = _rows.gather("flows", ID, file, rows, lambda r: [_delivery(r, made)])
    years = [d.year for d in batch.tables["flows"]["date_from"].to_pylist()]
    first = min([years_queried, *years])
    note = (
        "years of delivery; orders not yet delivered and transfers below the register's notice are not here"
    )
    last = date(max(years, default=first), 12, 31)
    sight = [Coverage(ID, "flows", date(first, 1, 1), last, note=note)]
    return _rows.with_coverage(batch, sight)


def _split(file: SourceFile) -> tuple[Rows, date, int]:
    """Rows below the header, the day of the export and the first year asked for."""
    with file.open() as stream:
        data = stream.read()
    try:
        data = _register(data) if data[:1] == b"{" else data
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        top = next(i for i, r in enumerate(rows) if tuple(r) == COLUMNS)
        notes = "\n".join(",".join(r) for r in rows[:top])
        made = datetime.strptime(_MADE.findall(notes)[0], "%d %b %Y").date()
        years_queried = int(_YEARS.findall(notes)[0][0])
        date(years_queried, 1, 1)
    except (UnicodeDecodeError, csv.Error, StopIteration, IndexError, ValueError):
        raise SourceError(
            f"{file.place} is no export of the SIPRI trade register with its notes and header: export it "
            "again as CSV."
        ) from None
    out = Rows([], len(rows), {"header": top + 1})
    for i, r in enumerate(rows[top + 1 :], start=top + 2):
        if len(r) == len(COLUMNS):
            out.rows.append((i, dict(zip(COLUMNS, r, strict=True))))
        elif r:
            detail = f"the row has {len(r)} columns, not {len(COLUMNS)}"
            out.rejects.append(Reject(i, "width", detail, ",".join(r)))
        else:
            out.set_aside["blank line"] = out.set_aside.get("blank line", 0) + 1
    return out, made, years_queried


def _register(data: bytes) -> bytes:
    """The register within the JSON of the back end."""
    texts = [v for v in json.loads(data).values() if isinstance(v, str)]
    return next(b64decode(t) for t in texts if _IN_BASE64.decode() in t[:64])


def _delivery(r: Row, made: date) -> Row:
    first, last = _rows.year_span(_rows.year(r["Delivery year"], 1950, made.year))
    return {
        "record_id": f"{_rows.whole(r['SIPRI AT Database ID'], 'deal number')}:{first.year}",
        "known_on": made,
        "date_from": first,
        "date_to": last,
        "sender": _state(r["Supplier"], last),
        "receiver": _state(r["Recipient"], last),
        "sender_raw": r["Supplier"],
        "receiver_raw": r["Recipient"],
        "measure": "arms-tiv",
        "value": _rows.amount(r["TIV delivery values"], "volume of deliveries"),
        "unit": "million TIV",
        "deal": r["SIPRI AT Database ID"],
        "what": f"{r['Designation']}: {r['Description']}",
        "status": r["Status"],
    }


def _state(name: str, on: date) -> str | None:
    """State of a name; nobody for a starred one (rebels, NATO, the United Nations) or an unknown party."""
    return (
        None
        if party(name).kind == "" and name.endswith("*")
        else parties.state_or_none(parties.named(name, on))
    )


SOURCES = (Register(ID, _known, _read),)
