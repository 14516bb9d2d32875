"""Terms of the permanent and elected members of the Security Council since 1992.

The file is a comma-separated table from a research project, with one line per term in full years and comment
lines that start with ``#``. The last year of a permanent member is the last year of the table, not the end of
its seat.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, Register, SourceFile, header
from comity.sources.council.vetoes import BODY
from comity.sources.kit.rows import Aside, Row, RowError, Rows, attach_coverage, gather, year
from comity.vocabulary.states import un_state

ID = "council_terms"
COLUMNS = ("country_org", "start_year", "end_year", "seat", "note")

_NOTE = "terms as the table gives them; elected members change on 1 January"


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        lines = stream.read().decode("utf-8", "replace").splitlines()
    numbered = [(n, _cells(line)) for n, line in enumerate(lines[1:], start=2)]
    batch = gather("ties", ID, file, Rows(numbered, len(lines), {"header": 1} if lines else {}), _term)
    terms = batch.tables["ties"].to_pylist()
    # the table is complete only for the years of the permanent members; other years hold overlapping terms
    days = [t[c] for t in terms for c in ("date_from", "date_to") if t["role"] == "permanent"]
    sight = Coverage(ID, "ties", min(days), max(days), note=_NOTE) if days else None
    first, last = (
        min((t["date_from"] for t in terms), default=None),
        max((t["date_to"] for t in terms), default=None),
    )
    part = Coverage(ID, "ties", first, last, selective=True, note=_NOTE) if first and last else None
    yield from attach_coverage(batch, filter(None, (sight, part)))


def _cells(line: str) -> Row:
    if not line.strip() or line.startswith("#"):
        return {"comment": line}
    try:
        return {str(i): cell for i, cell in enumerate(next(csv.reader([line])))}
    except csv.Error:
        return {"0": line}


def _term(r: Row) -> list[Row] | Aside:
    if "comment" in r:
        return Aside("comment")
    if len(r) != len(COLUMNS):
        raise RowError("width", f"the line has {len(r)} cells, not {len(COLUMNS)}")
    name, first, last, seat, _ = r.values()
    begins, ends = date(year(first, 1946), 1, 1), date(year(last, 1946), 12, 31)
    if seat not in ("permanent", "elected") or ends < begins:
        raise RowError("seat", f"{seat!r} from {first} to {last} is no term")
    state = un_state(name.strip(), begins)
    if state is None:
        raise RowError("unknown-state", f"nobody is known by the name {name!r}")
    return [
        {
            "record_id": f"{state}:{begins.year}",
            "known_on": begins,
            "kind": "council-term",
            "members": [state],
            "body": BODY,
            "role": seat,
            "date_from": begins,
            "date_to": ends,
            "precision": "year",
            "name": f"Security Council, {seat} seat",
            "clauses": [],
        }
    ]


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
