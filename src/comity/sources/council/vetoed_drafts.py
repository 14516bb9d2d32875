"""Vetoed drafts of the Security Council since 1993 with their totals, a table made for comity.

A line of ``vetoed_drafts.csv`` is one draft: ``date,draft,yes,no,abstain,vetoed_by,place``. Of the members'
votes the table gives only the vetoes. A draft with an unknown symbol is identified by its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.schemas import ROLL_CALL, Reject
from comity.sources.base import Batch, Register, SourceFile, header
from comity.sources.council.vetoes import MEMBERS, Veto, veto_tables
from comity.sources.kit.rows import read_csv

ID = "vetoed_drafts"
COLUMNS = ("date", "draft", "yes", "no", "abstain", "vetoed_by", "place")

#: Day of the last update of the table.
CHECKED = date(2026, 4, 30)

_TOTALS = ("yes", "no", "abstain")
_CALLS = "vetoed drafts alone; amendments and two drafts whose day the lists tell differently are left out"
_BALLOTS = "only vetoes are told: how anybody else voted is unknown"


def _read(file: SourceFile) -> Iterator[Batch]:
    rows, vetoes, totals = read_csv(file, COLUMNS), list[Veto](), dict[int, dict[str, int]]()
    for row_no, row in rows.rows:
        raw = ",".join(row.values())
        try:
            day = date.fromisoformat(row["date"])
            totals[row_no] = {name: int(row[name]) for name in _TOTALS}
        except ValueError as e:
            rows.rejects.append(Reject(row_no, "number", f"the day or a total cannot be read ({e})", raw))
            continue
        if sum(totals[row_no].values()) != MEMBERS:
            detail = f"the totals are not those of {MEMBERS} members"
            rows.rejects.append(Reject(row_no, "number", detail, raw))
            continue
        names = tuple(row["vetoed_by"].split(" and "))
        vetoes.append(Veto(row_no, day, row["draft"], row["place"], names, raw=raw, topic=row["place"]))
    out = veto_tables(vetoes, ID, file.file_id)
    if out.repeats:
        rows.set_aside["repeat"] = out.repeats
    calls = [r | totals[r["row_no"]] for r in out.tables["roll_calls"].to_pylist()]
    tables = out.tables | {"roll_calls": pa.Table.from_pylist(calls, schema=ROLL_CALL)}
    sight = list(_coverage([r["date"] for r in calls]))
    yield Batch(tables, rows.row_count, out.accepted, rows.set_aside, rows.rejects + out.rejects, sight)


def _coverage(days: list[date]) -> Iterator[Coverage]:
    if days:
        last = max(CHECKED, *days)
        yield Coverage(ID, "roll_calls", min(days), last, selective=True, note=_CALLS)
        yield Coverage(ID, "ballots", min(days), last, selective=True, note=_BALLOTS)


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
