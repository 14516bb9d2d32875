"""UN Comtrade's keyless preview as JSON: what one state reports to have traded with each other in a year.

A row is one reporter, partner, year, flow and group of goods.  Imports of all goods are taken; exports are
told by the importer's row, and totals over partners, single modes of transport or customs procedures, months
and single goods are set aside.  An answer of :data:`MOST` rows was cut: what it lacks is unknown, not nought.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import rows
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Aside, Row, RowError, Rows
from comity.vocabulary import states

ID = "trade_comtrade"
MOST = 500
"""Rows that the preview gives at most."""
MOST_BYTES = 64 << 20
MILLION = 1e6

_KEYS = (b'"reporterCode"', b'"flowCode"', b'"primaryValue"', b'"partnerISO"')
_TOTALS = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
"""Columns whose other values tell a part of the same trade, and the value that stands for all of it."""


def _known(sample: Sample) -> bool:
    """By the keys of its first row."""
    head = sample.head
    return re.match(rb"\s*\{", head) is not None and all(k in head for k in _KEYS)


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read one answer.

    Raises
    ------
    SourceError
        When it is no such JSON.
    """
    with file.open() as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        answer = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SourceError(f"{file.place} is no JSON of UN Comtrade: get it again.") from None
    given = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(given, list) or len(data) > MOST_BYTES:
        raise SourceError(f"{file.place} is no answer of UN Comtrade with data: get it again.")
    numbered = [(n, r if isinstance(r, dict) else {"row": r}) for n, r in enumerate(given, start=1)]
    batch = rows.gather("flows", ID, file, Rows(numbered, len(given)), _flow)
    flows = batch.tables["flows"]
    if not flows.num_rows:
        yield batch
        return
    importers = frozenset(flows["receiver"].to_pylist())
    years = [d.year for d in flows["date_from"].to_pylist()]
    cut = len(given) >= MOST
    note = "what the importer reports" + ("; the answer was cut" if cut else "")
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    yield from rows.with_coverage(
        batch, [Coverage(ID, "flows", first, last, states=importers, selective=cut, note=note)]
    )


def _flow(r: Row) -> list[Row] | Aside:
    if not {"reporterISO", "partnerISO", "flowCode", "period", "primaryValue"} <= r.keys():
        raise RowError("row", "it lacks reporter, partner, flow, period or value")
    part = next((k for k, total in _TOTALS.items() if str(r.get(k, total)) != total), "")
    rule = (
        "not a year"
        if r.get("freqCode", "A") != "A"
        else "exports"
        if r["flowCode"] != "M"
        else "a part of the same trade"
        if part
        else "single goods"
        if r.get("cmdCode", "TOTAL") != "TOTAL"
        else "all partners"
        if str(r.get("partnerCode")) == "0"
        else ""
    )
    if rule:
        return Aside(rule)
    first, last = rows.year_span(rows.year(r["period"], 1962))
    buyer, seller = (_state(r[k], last) for k in ("reporterISO", "partnerISO"))
    if buyer is None:
        raise RowError("unknown-state", f"{r['reporterISO']!r} is no state")
    value = rows.amount(r["primaryValue"], "value of goods")
    return [
        {
            "record_id": f"{r['reporterISO']}:{r['partnerISO']}:{first.year}",
            "known_on": last,
            "date_from": first,
            "date_to": last,
            "sender": seller,
            "receiver": buyer,
            "sender_raw": str(r["partnerISO"]),
            "receiver_raw": str(r["reporterISO"]),
            "measure": "imports",
            "value": None if value is None else value / MILLION,
            "unit": "million US$",
        }
    ]


def _state(code: Any, on: date) -> str | None:
    """The state of a code on a day; nobody for areas that are none."""
    return states.resolve(str(code), "iso3", on) if isinstance(code, str) else None


SOURCES = (Register(ID, _known, _read),)
