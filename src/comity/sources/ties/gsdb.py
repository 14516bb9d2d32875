"""Sanctions between states (Global Sanctions Data Base, version 4): one row per case.

A case gives one tie per pair of sender and target. State fields hold lists separated by commas, although some
names contain commas, and groups of states (EU, UN). Where one name covers the Soviet Union and Russia, the
year of the case decides. The column ``end`` is 2023 for every case that had not ended; the tie of such a case
has no end. Reference: Syropoulos, Felbermayr, Kirilakha, Yalcin and Yotov, "The Global Sanctions Data Base –
Release 3", Review of International Economics 32 (2024).
"""

from __future__ import annotations

from datetime import date

from comity.sources.kit import parties, rows
from comity.sources.kit.layout import make_source
from comity.sources.kit.rows import Aside, Row, RowError

_FIRST, _LAST = 1949, 2023
_MEASURES = ("trade", "arms", "military", "financial", "travel", "other")


def _case(row: Row) -> list[Row] | Aside:
    case = rows.parse_whole(row["case_id"], "case number")
    begin, end = (rows.year(row[c], _FIRST, _LAST) for c in ("begin", "end"))
    if end < begin:
        raise RowError("date", f"the case ends in {end}, before it begins in {begin}")
    senders, targets = (
        [p for p in parties.resolve_names(row[c], date(begin, 7, 1)) if p.kind in ("state", "body")]
        for c in ("sanctioning_state", "sanctioned_state")
    )
    is_open = end == _LAST and "ongoing" in row["success"].split(",")
    common = {
        "known_on": date(begin, 12, 31),
        "kind": "sanction",
        "role": "sender first",
        "date_from": date(begin, 1, 1),
        "date_to": None if is_open else date(end, 12, 31),
        "precision": "year",
        "name": row["objective"] or None,
        "clauses": [m for m in _MEASURES if row[m] == "1"],
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


SOURCES = (make_source("gsdb", _case),)
