"""AidData's geocoded projects as G. Walker's table has them: one row a place, so sums repeat.

The first row of a project is the record; its other places are set aside, or its sum would be counted
once a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.flows.aiddata_gcof import DONOR, LAST, MEASURES
from comity.sources.kit import parties, rows
from comity.sources.kit.peek import frame_start
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Aside, Row

COLUMNS = (
    "id",
    "year",
    "country",
    "place",
    "sector",
    "title",
    "funder",
    "flow",
    "flow_class",
    "intent",
    "usd_current",
    "latitude",
    "longitude",
)
"""Columns as published."""

ID = "aiddata_geocoded"


def _known(sample: Sample) -> bool:
    """Thirteen columns, the first whole numbers from 1 on that repeat or rise."""
    start = frame_start(sample.head)
    if start is None or (start.columns, start.kind) != (len(COLUMNS), 13):
        return False
    ids = [int(v) for v in start.values if isinstance(v, (int, float))]
    return len(ids) == len(start.values) > 0 and ids == sorted(ids) and all(0 < i < 100_000 for i in ids)


def _read(file: SourceFile) -> Iterator[Batch]:
    projects: set[int] = set()
    batch = rows.gather("flows", ID, file, rows.of_frame(file, COLUMNS), lambda r: _project(r, projects))
    sight = Coverage(
        ID,
        "flows",
        date(2000, 1, 1),
        LAST,
        frozenset([DONOR]),
        selective=True,
        note="projects whose place is known",
    )
    return rows.with_coverage(batch, [sight])


def _project(r: Row, earlier: set[int]) -> list[Row] | Aside:
    project = rows.whole(r["id"], "project number")
    if project in earlier:
        return Aside("another place of a project told")
    first, last = rows.year_span(rows.year(r["year"], 2000, LAST.year))
    dollars = rows.amount(r["usd_current"], "sum")
    several = ";" in str(r["country"])
    receiver = None if several else parties.state_or_none(parties.named(str(r["country"]), last))
    earlier.add(project)
    return [
        {
            "record_id": str(project),
            "known_on": LAST,
            "date_from": first,
            "date_to": last,
            "sender": DONOR,
            "receiver": receiver,
            "sender_raw": r["funder"],
            "receiver_raw": r["country"],
            "measure": MEASURES.get(r["flow"], "other-finance"),
            "value": None if dollars is None else dollars / 1e6,
            "unit": "million US$",
            "deal": str(project),
            "what": r["title"],
            "status": r["flow_class"],
        }
    ]


SOURCES = (Register(ID, _known, _read),)
