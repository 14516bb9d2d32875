"""Security Council vetoes since 1946, from a CSV file of the World Politics Data Lab (D. Yordan).

The columns ``China`` ... ``UK`` count too few vetoes (84 of the Soviet Union instead of 90). So the vetoing
members are read only from the columns ``member_veto1`` to ``member_veto3``.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, SourceFile, header
from comity.sources.council.vetoes import Veto, coverage, veto_tables
from comity.sources.kit.rows import american, read_csv

ID = "unsc_vetoes_csv"

COLUMNS = (
    "year",
    "date",
    "month",
    "draft",
    "meeting_record",
    "agenda_item",
    "crisis_topic",
    "region",
    "member_veto1",
    "member_veto2",
    "member_veto3",
    "single_veto",
    "multiple_vetoes",
    "China",
    "France",
    "Russia",
    "USSR",
    "USA",
    "UK",
    "russia_china",
    "usa_uk",
    "usa_france",
    "usa_france_uk",
    "france_uk",
)


def _read(file: SourceFile) -> Iterator[Batch]:
    rows, vetoes = read_csv(file, COLUMNS), list[Veto]()
    for row_no, row in rows.rows:
        read = _veto(row_no, row)
        if isinstance(read, Veto):
            vetoes.append(read)
        else:
            rows.rejects.append(read)
    out = veto_tables(vetoes, ID, file.file_id)
    if out.repeats:
        rows.set_aside["repeat"] = out.repeats
    yield Batch(
        out.tables,
        rows.row_count,
        out.accepted,
        rows.set_aside,
        rows.rejects + out.rejects,
        coverage(out, ID),
    )


def _veto(row_no: int, row: dict[str, str]) -> Veto | Reject:
    raw = ",".join(row.values())
    try:
        day = american(row["date"])
    except ValueError as e:
        return Reject(row_no, "date", str(e), raw)
    if row["year"] != str(day.year):
        return Reject(row_no, "date", f"the year {row['year']} is not that of {row['date']}", raw)
    who = tuple(row[f"member_veto{i}"].strip() for i in (1, 2, 3))
    draft, agenda = " ".join(row["draft"].split()), " ".join(row["agenda_item"].split())
    topic = " ".join(row["crisis_topic"].split())
    return Veto(row_no, day, draft, agenda, tuple(w for w in who if w), raw=raw, topic=topic)


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
