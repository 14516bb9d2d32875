"""Security Council vetoes since 1946 as the World Politics Data Lab lists them (D. Yordan): a CSV.

The columns ``China`` ... ``UK`` undercount (the Soviet Union 84 for 90), so who vetoed is read from
``member_veto1`` to ``member_veto3`` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.errors import SourceError
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import Card, card
from comity.sources.council.vetoes import Veto, coverage, veto_tables
from comity.sources.kit.dates import american
from comity.sources.kit.delimited import quoted

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
"""Columns as published."""

_HEADER = ",".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class VetoesCsv:
    """One row a vetoed draft."""

    id: str = "unsc_vetoes_csv"

    @property
    def card(self) -> Card:
        """What a reader must know of the source."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Whether the first line is the published header."""
        return sample.lines(1) == [_HEADER]

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the whole list (some two hundred rows) as one batch."""
        with file.open() as stream:
            if not self.recognises(Sample(file.name, stream.read(4096))):
                raise SourceError(f"{file.place} does not begin with the header of the veto list.")
        row_count, aside, rejects, vetoes = 0, dict[str, int](), list[Reject](), list[Veto]()
        for piece in quoted(file, COLUMNS):
            row_count += piece.row_count
            rejects += piece.rejects
            for rule, n in piece.set_aside.items():
                aside[rule] = aside.get(rule, 0) + n
            for row_no, row in zip(piece.row_no.tolist(), piece.table.to_pylist(), strict=True):
                read = _veto(row_no, row)
                if isinstance(read, Veto):
                    vetoes.append(read)
                else:
                    rejects.append(read)
        out = veto_tables(vetoes, self.id, file.file_id)
        if out.repeats:
            aside["repeat"] = out.repeats
        yield Batch(out.tables, row_count, out.accepted, aside, rejects + out.rejects, coverage(out, self.id))


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


SOURCES = (VetoesCsv(),)
