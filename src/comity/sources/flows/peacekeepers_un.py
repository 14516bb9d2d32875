"""United Nations peacekeepers by state, mission and year (C. Corinne's merge of the UN's open data).

Every state stands with every mission, most of them with nobody: these rows are set aside and counted.
Which month a year's number is from is not told.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties
from comity.sources.kit import rows as _rows
from comity.sources.kit.register import Register, header
from comity.sources.kit.rows import Aside, Row, Rows
from comity.vocabulary.parties import party

COLUMNS = ("", "Year", "Country", "Mission", "Female", "Male", "Total")
"""Columns as published."""

ID = "peacekeepers_un"
NOBODY = "nobody sent"


def _read(file: SourceFile) -> Iterator[Batch]:
    rows = _rows.of_csv(file, COLUMNS)
    batch = _rows.gather("flows", ID, file, rows, _contingent)
    return _rows.with_coverage(batch, _sight(rows, batch))


def _contingent(r: Row) -> list[Row] | Aside:
    first, last = _rows.year_span(_rows.year(r["Year"], 1948))
    number = _rows.whole(r["Total"], "number of people")
    if number == 0:
        return Aside(NOBODY)
    return [
        {
            "record_id": f"{r['Country']}:{r['Mission']}:{first.year}",
            "known_on": last,
            "date_from": first,
            "date_to": last,
            "sender": parties.state_or_none(parties.named(r["Country"], last)),
            "sender_raw": r["Country"],
            "receiver_raw": r["Mission"],
            "measure": "peacekeepers",
            "value": float(number),
            "unit": "people",
            "what": f"{r['Mission']}: {r['Female']} women, {r['Male']} men",
        }
    ]


def _sight(rows: Rows, batch: Batch) -> Iterator[Coverage]:
    """Years told, for the states told in each (those with nobody among them)."""
    names_by_year: dict[int, set[str]] = {}
    for _, r in rows.rows:
        if r["Year"].isdigit():
            names_by_year.setdefault(int(r["Year"]), set()).add(r["Country"])
    note = f"all missions together; a state told that has no record had {NOBODY}"
    years = {d.year for d in batch.tables["flows"]["date_from"].to_pylist()}
    for year in sorted(years & set(names_by_year)):
        first, last = _rows.year_span(year)
        contributors = (party(n, on=last) for n in names_by_year[year])
        states_covered = frozenset(p.code for p in contributors if p.kind == "state")
        yield Coverage(ID, "flows", first, last, states_covered, note=note)


SOURCES = (Register(ID, header(",".join(f'"{c}"' for c in COLUMNS)), _read),)
