"""AidData's counts of China's public diplomacy by receiving state and year (version 2).

``N/A`` is missing: a record without a value, never nought.  The states are those of East Asia and the
Pacific (to 2016) and of South and Central Asia (to 2018).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow.compute as pc

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.flows.aiddata_gcof import DONOR
from comity.sources.kit import parties, rows
from comity.sources.kit.register import Register, header
from comity.sources.kit.rows import Row

UNITS = {
    "confucius_institutes": "institutes",
    "sister_cities_established": "pairs of cities",
    "government_visits": "visits",
    "military_visits": "visits",
    "total_elite_visits": "visits",
    "ambassador_op_eds": "articles",
    "journalist_visits": "visits",
    "media_partnerships": "partnerships",
    "outbound_chinese_students": "students",
    "inbound_students_to_china": "students",
}
"""Column -> what it counts."""

COLUMNS = ("receiving_country", "year", *UNITS)
"""Columns as published."""

ID = "aiddata_diplomacy"


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("flows", ID, file, rows.of_csv(file, COLUMNS), _counts)
    return rows.with_coverage(batch, _sight(batch))


def _sight(batch: Batch) -> Iterator[Coverage]:
    """Each receiving state's own years, for not all are told to the same one; a year of N/A is not told."""
    days_by_state: dict[str, list[date]] = {}
    flows = batch.tables["flows"].filter(pc.is_valid(batch.tables["flows"]["value"]))
    for state, day in zip(flows["receiver"].to_pylist(), flows["date_to"].to_pylist(), strict=True):
        days_by_state.setdefault(state, []).append(day)
    spans: dict[tuple[date, date], set[str]] = {}
    for state, days in days_by_state.items():
        spans.setdefault((date(min(days).year, 1, 1), max(days)), set()).add(state)
    for (first, last), states_covered in sorted(spans.items()):
        yield Coverage(ID, "flows", first, last, frozenset(states_covered), note="a count of N/A is unknown")


def _counts(r: Row) -> list[Row]:
    first, last = rows.year_span(rows.year(r["year"], 1990))
    state = parties.state_or_none(parties.named(r["receiving_country"], last))
    return [
        {
            "record_id": f"{r['receiving_country']}:{first.year}:{column}",
            "known_on": last,
            "date_from": first,
            "date_to": last,
            "sender": DONOR,
            "receiver": state,
            "receiver_raw": r["receiving_country"],
            "measure": column.replace("_", "-"),
            "value": rows.amount(r[column], "count"),
            "unit": unit,
        }
        for column, unit in UNITS.items()
    ]


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
