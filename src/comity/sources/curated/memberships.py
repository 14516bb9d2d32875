"""Memberships of young international bodies: the table ``memberships.csv``, made for comity.

The published registers of memberships end in 2014 and lack later bodies and members. A line is one
membership: ``body,state,role,from,to,source``; ``to`` is blank while the membership lasts. The table has only
certain dates, to the day, month or year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, Register, SourceFile, header, load_packaged
from comity.sources.kit import rows
from comity.sources.kit.rows import Row, RowError, stretch
from comity.vocabulary import bodies, states

COLUMNS = ("body", "state", "role", "from", "to", "source")

ID = "memberships"
ROLES = ("full", "associate", "observer", "partner")
#: Day of the last update of the table.
CHECKED = date(2025, 6, 30)


def load_embedded() -> tuple[SourceFile, Register]:
    """Return the packaged table of memberships: its file and its source."""
    return load_packaged("sources/curated/memberships.csv"), SOURCES[0]


def _read(file: SourceFile) -> Iterator[Batch]:
    batch = rows.gather("ties", ID, file, rows.read_csv(file, COLUMNS), lambda r: [_membership(r)])
    days = batch.tables["ties"]["date_from"].to_pylist()
    note = "a choice of bodies and members: one that is not told may belong all the same"
    sight = [Coverage(ID, "ties", min(days), CHECKED, selective=True, note=note)] if days else []
    return rows.attach_coverage(batch, sight)


def _membership(r: Row) -> Row:
    if r["body"] not in bodies.all_bodies():
        raise RowError("unknown-body", f"{r['body']!r} is not a body of the vocabulary")
    if r["state"] not in states.all_states():
        raise RowError("unknown-state", f"{r['state']!r} is not a state of the vocabulary")
    if r["role"] not in ROLES:
        raise RowError("role", f"{r['role']!r} is not one of {', '.join(ROLES)}")
    if not r["source"].strip():
        raise RowError("source", "no source is named")
    try:
        first, known, precision = stretch(r["from"])
        last = stretch(r["to"])[1] if r["to"] else None
    except ValueError as e:
        raise RowError("date", str(e)) from None
    if first > CHECKED or (last is not None and last < first):
        raise RowError("date", f"{r['from']} to {r['to'] or 'now'} is no time up to {CHECKED}")
    return {
        "record_id": f"{r['body']}:{r['state']}:{r['from']}",
        "known_on": known,
        "kind": "membership",
        "members": [r["state"]],
        "body": r["body"],
        "role": r["role"],
        "date_from": first,
        "date_to": last,
        "precision": precision,
        "name": bodies.get(r["body"]).name,
        "clauses": [],
        "symbol": r["source"],
    }


SOURCES = (Register(ID, header(",".join(COLUMNS)), _read),)
