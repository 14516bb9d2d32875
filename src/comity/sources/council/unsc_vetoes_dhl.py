"""Security Council vetoes, from a web page of the UN's Dag Hammarskjöld Library with one table.

A cell of the table lists the vetoing members without a reliable separator, so it is split at known names of
permanent members. A vote that took two days (``27-28 March 2001``) is dated to the second day, when it was
cast. A year of two digits (``30 January 86``) is in the twentieth century.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.council.dhl_html import TableRow, rows
from comity.sources.council.vetoes import Veto, coverage, veto_tables

ID = "unsc_vetoes_dhl"

_DAY = re.compile(r"(?:\d{1,2}\s*-\s*)?(\d{1,2}) ([A-Z][a-z]+) (\d{4}|\d\d)")


def _recognise(sample: Sample) -> bool:
    if b"<" not in sample.head:
        return False
    head = b" ".join(sample.head.lower().split())
    return b"security council - veto list" in head


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read the whole list as one batch; the page must be complete."""
    page = rows(file, until="html")
    aside, rejects, vetoes = dict[str, int](), list[Reject](), list[Veto]()
    for row_no, row in enumerate(page, start=1):
        rule = "header" if row.header else "title" if row.title else ""
        rule = rule or ("" if any(row.text(i) for i in range(len(row.cells))) else "blank row")
        if rule:
            aside[rule] = aside.get(rule, 0) + 1
            continue
        read = _veto(row_no, row)
        if isinstance(read, Veto):
            vetoes.append(read)
        else:
            rejects.append(read)
    out = veto_tables(vetoes, ID, file.file_id)
    if out.repeats:
        aside["repeat"] = out.repeats
    yield Batch(out.tables, len(page), out.accepted, aside, rejects + out.rejects, coverage(out, ID))


def _veto(row_no: int, row: TableRow) -> Veto | Reject:
    raw = " | ".join(row.text(i) for i in range(len(row.cells)))
    if len(row.cells) != 5:
        return Reject(row_no, "width", f"the row has {len(row.cells)} cells, not 5", raw)
    try:
        day = _day(row.text(0))
    except ValueError as e:
        return Reject(row_no, "date", str(e), raw)
    who = tuple(" ".join(p.split()) for p in row.cells[4])
    return Veto(row_no, day, row.text(1), row.text(3), tuple(w for w in who if w), row.url, raw)


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a date like 28 February 2019")
    day, month, year = match.groups()
    year = year if len(year) == 4 else f"19{year}"
    return datetime.strptime(f"{day} {month} {year}", "%d %B %Y").date()


SOURCES = (Register(ID, _recognise, _read),)
