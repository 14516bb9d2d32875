"""AidData's Global Chinese Official Finance 1.0: one row a project, 2000-2014, from its workbook.

Only rows that AidData recommends for research are records: the others are umbrella agreements, pledges
never followed up and cancelled projects, which would count sums twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.peek import workbook_text
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Aside, Row
from comity.vocabulary.parties import party

COLUMNS = (
    "project_id",
    "recommended_for_research",
    "umbrella",
    "year",
    "donor",
    "funding_agency",
    "implementing_agency",
    "recipient_condensed",
    "title",
    "description",
    "status",
    "flow",
    "flow_class",
    "intent",
    "amount",
    "currency",
    "usd_defl_2014",
    "usd_current",
)
"""First columns as published."""

ID = "aiddata_gcof"
SHEET = "ChineseOfficialFinance1.0"
DONOR = "CHN"
"""The state whose finance the data set follows."""

LAST = date(2014, 12, 31)


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("flows", ID, file, rows.of_sheet(file, SHEET, COLUMNS), _project)
    note = "projects found in public reports; recipients without one are not shown to have had none"
    sight = Coverage(ID, "flows", date(2000, 1, 1), LAST, frozenset([DONOR]), selective=True, note=note)
    return rows.with_coverage(batch, [sight])


def _project(r: Row) -> list[Row] | Aside:
    if r["recommended_for_research"] is not True:
        return Aside("not recommended for research")
    first, last = rows.year_span(rows.year(r["year"], 2000, LAST.year))
    project = str(rows.whole(r["project_id"], "project number"))
    dollars = rows.amount(r["usd_current"], "sum")
    return [
        {
            "record_id": project,
            "known_on": LAST,
            "date_from": first,
            "date_to": last,
            "sender": DONOR,
            "receiver": _recipient(str(r["recipient_condensed"]), last),
            "sender_raw": r["donor"],
            "receiver_raw": r["recipient_condensed"],
            "measure": MEASURES.get(r["flow"], "other-finance"),
            "value": None if dollars is None else dollars / 1e6,
            "unit": "million US$",
            "deal": project,
            "what": r["title"],
            "status": f"{r['status']}; {r['flow_class']}",
        }
    ]


MEASURES = {
    "Grant": "grants",
    "Loan (excluding debt rescheduling)": "loans",
    "Export credits": "loans",
    "Strategic/Supplier Credit": "loans",
    "Debt forgiveness": "debt-relief",
    "Debt rescheduling": "debt-relief",
}
"""Kind of flow as published -> measure; technical help, scholarships and what is vague are other finance."""


def _recipient(name: str, on: date) -> str | None:
    """Recipient by name; nobody where a region ("Africa, regional") or several share a project."""
    if name.endswith(", regional"):
        return None
    return parties.state_or_none(parties.named(name, on)) if ";" not in name else party(name).code or None


SOURCES = (Register(ID, lambda s: "recommended_for_research" in workbook_text(s.head), _read),)
