"""Global Sanctions Data Base, version 4: one row a case; a tie for each sender and target of it.

State fields hold lists joined by commas, though names hold commas themselves, and groups (EU, UN).  Where
one name covers the Soviet Union and Russia, the year of the case tells them apart.  ``end`` is 2023 for what
had not ended: a case with an ongoing part stays open.
Reference: Syropoulos, Felbermayr, Kirilakha, Yalcin and Yotov, "The Global Sanctions Data Base –
Release 3", Review of International Economics 32 (2024).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.register import Register, header
from comity.sources.kit.rows import Aside, Row, RowError
from comity.vocabulary.parties import Party

COLUMNS = (
    "case_id",
    "sanctioned_state",
    "sanctioning_state",
    "begin",
    "end",
    "trade",
    "descr_trade",
    "arms",
    "military",
    "financial",
    "travel",
    "other",
    "target_mult",
    "sender_mult",
    "objective",
    "success",
)
"""Columns as published."""

MEASURES = ("trade", "arms", "military", "financial", "travel", "other")
"""Columns that say what a case restricts."""

ID = "gsdb"
FIRST, LAST = 1949, 2023


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("ties", ID, file, rows.of_csv(file, COLUMNS), _case)
    note = "cases by year; senders that are groups stand as the body, not as its members"
    sight = [Coverage(ID, "ties", date(FIRST, 1, 1), date(LAST, 12, 31), note=note)]
    return rows.with_coverage(batch, sight)


def _case(r: Row) -> list[Row] | Aside:
    case, begin, end = rows.whole(r["case_id"], "case number"), *(_year(r[c]) for c in ("begin", "end"))
    if end < begin:
        raise RowError("date", f"the case ends in {end}, before it begins in {begin}")
    on = date(begin, 7, 1)
    senders, targets = (_coded(parties.several(r[c], on)) for c in ("sanctioning_state", "sanctioned_state"))
    if not senders or not targets:
        return Aside("no state or body on one side")
    is_open = end == LAST and "ongoing" in r["success"].split(",")
    common = {
        "known_on": date(begin, 12, 31),
        "kind": "sanction",
        "role": "sender first",
        "date_from": date(begin, 1, 1),
        "date_to": None if is_open else date(end, 12, 31),
        "precision": "year",
        "name": r["objective"] or None,
        "clauses": [m for m in MEASURES if r[m] == "1"],
        "symbol": str(case),
    }
    pairs = [(s, t) for s in senders for t in targets if s.code != t.code]
    return [
        common
        | {
            "record_id": str(case) if i == 0 else f"{case}:{s.code}:{t.code}",
            "members": [s.code, t.code],
            "body": s.code if s.kind == "body" else None,
        }
        for i, (s, t) in enumerate(pairs)
    ] or Aside("no state or body on one side")


def _year(cell: str) -> int:
    return rows.year(cell, FIRST, LAST)


def _coded(parties_named: list[Party]) -> list[Party]:
    """States and bodies; armed groups, bundles and parts of a state are no members."""
    return [p for p in parties_named if p.kind in ("state", "body")]


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
