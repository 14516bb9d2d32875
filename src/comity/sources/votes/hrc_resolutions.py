"""Texts before the Human Rights Council and the earlier Commission on Human Rights, from a CSV file.

A row is a text. Only texts with a roll call are read: they describe the votes of the source ``hrc_votes``,
which have the same numbers. A text adopted without a vote, withdrawn, or voted on without a roll call is set
aside under the publisher's word for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from comity.records.schemas import ROLL_CALL, Reject
from comity.sources.base import Batch, Register, SourceFile, header
from comity.sources.kit.rows import read_csv
from comity.sources.votes import human_rights as hr

ID = "hrc_resolutions"

COLUMNS = (
    "record_id",
    "symbol",
    "title",
    "statement",
    "date",
    "year",
    "body",
    "collection",
    "vote_type",
    "meeting",
    "meeting_type",
    "agenda_item_no",
    "agenda_item_title",
    "agenda_symbol",
    "agenda_subject",
    "main_sponsors",
    "draft",
    "yes",
    "no",
    "abstain",
    "nonvoting",
    "total",
    "n_rollcall",
    "url_resolution",
    "url_draft",
    "record_url",
)

_IDS = {name: i for i, name in hr.BODIES.items()}


def _read(file: SourceFile) -> Iterator[Batch]:
    table = read_csv(file, COLUMNS)
    out = Batch({}, table.row_count, 0, table.set_aside, table.rejects)
    ways: dict[str, set[tuple[str, ...]]] = {}
    for _, r in table.rows:
        ways.setdefault(r["record_id"], set()).add(tuple(r.values()))
    rows: dict[str, dict[str, Any]] = {}
    for row_no, r in table.rows:
        rule = _no_roll_call(r) or ("repeat" if r["record_id"] in rows else "")
        raw = ",".join(r.values())
        if len(ways[r["record_id"]]) > 1:
            said = "another row tells this text differently"
            out.rejects.append(Reject(row_no, "twice", said, raw))
        elif rule:
            out.set_aside[rule] = out.set_aside.get(rule, 0) + 1
        elif isinstance(call := _call(ID, r), Reject):
            out.rejects.append(Reject(row_no, call.reason, call.detail, raw))
        else:
            rows[r["record_id"]] = call | {"file_id": file.file_id, "row_no": row_no}
    out.accepted = len(rows)
    out.tables["roll_calls"] = pa.Table.from_pylist(list(rows.values()), schema=ROLL_CALL)
    out.coverage = hr.cover_roll_calls(ID, (r["date"] for r in rows.values()))
    yield out


def _no_roll_call(r: dict[str, str]) -> str:
    """Return why a row has no roll call, in the publisher's words; "" if it has one."""
    kind = r["vote_type"].strip().lower()
    if kind != "recorded":
        return kind or "way of adoption not told"
    return "" if r["n_rollcall"] not in ("", "0") else "recorded, but the roll call is not in the library"


def _call(source: str, r: dict[str, str]) -> dict[str, Any] | Reject:
    number, body = r["record_id"], _IDS.get(r["body"])
    if not (number.isascii() and number.isdigit()):
        return Reject(0, "number", "the record number is no number")
    if body is None:
        return Reject(0, "body", "the body is neither the Council nor the Commission")
    try:
        day = date.fromisoformat(r["date"])
    except ValueError:
        return Reject(0, "date", f"{r['date']!r} is not a date like 2022-03-31")
    return hr.roll_call(source, number, body, day, r["title"]) | {
        "symbol": r["symbol"].strip() or None,
        "adopted": _is_adopted(r),
        **{
            k: int(r[k]) if r[k].isascii() and r[k].isdigit() and len(r[k]) < 4 else None
            for k in ("yes", "no", "abstain")
        },
        "url": r["record_url"].strip() or None,
    }


def _is_adopted(r: dict[str, str]) -> bool | None:
    """Return whether the text was adopted, or ``None`` if the row does not say."""
    if "rejected" in r["draft"].lower():
        return False
    return True if r["statement"].lower().startswith("adopted") else None


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
