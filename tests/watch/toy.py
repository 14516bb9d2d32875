"""Inquiries from tables written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.lake.query.snapshot import Embedded
from comity.lake.query.view import View
from comity.lake.storage import chain
from comity.lake.storage.manifest import FileEntry
from comity.records.coverage import Coverage
from comity.records.schemas import TABLES
from comity.vocabulary.group import Group
from comity.watch.answer_cache import AnswerCache
from comity.watch.inquiry import Inquiry

FIRST, LAST = date(1990, 1, 1), date(2020, 12, 31)
"""What the toy source covers unless told."""

ACT = {
    "precision": "day",
    "kind": "event",
    "partners": [],
    "targets": [],
    "domain": None,
    "polarity": "cooperation",
    "deed": None,
    "toward_third": "none",
    "third": "USA",
    "modality": "asserted",
    "summary": "an act",
    "citations": [],
    "rules": [],
}
EVENT = {
    "precision": "day",
    "actor_is_state": True,
    "target_is_state": True,
    "code_system": "cameo",
    "code": "042",
    "quad": 1,
}


def act(day: date, hotspot: str, form: str = "joint-initiative", **columns: Any) -> dict[str, Any]:
    """An act of China and Russia on a day."""
    key = f"{day}-{hotspot}-{form}"
    named = {"hotspots": [hotspot], "forms": [form], "occurrence": key, "actors": ["CHN", "RUS"]}
    return {**ACT, "date_from": day, "date_to": day, "record_id": f"toy:{key}", **named, **columns}


def event(day: date, actor: str, target: str, **columns: Any) -> dict[str, Any]:
    """An event of one state toward another on a day."""
    key = f"toy:{day}-{actor}-{target}-{columns.get('code', EVENT['code'])}"
    return {**EVENT, "event_date": day, "actor": actor, "target": target, "record_id": key, **columns}


def view(
    tables: Mapping[str, Iterable[dict[str, Any]]],
    first: date = FIRST,
    last: date = LAST,
    states: frozenset[str] | None = None,
    **known: Any,
) -> View:
    """A view of rows by table, of one source that covers these states (all) from ``first`` to ``last``."""
    return View(chain.read(Path("nowhere")), [embedded(tables, first, last, states)], **known)


def embedded(
    tables: Mapping[str, Iterable[dict[str, Any]]],
    first: date,
    last: date,
    states: frozenset[str] | None = None,
    source: str = "toy",
) -> Embedded:
    """Rows by table of a source."""
    file_id = source.ljust(16, "0")
    provenance = {"source": source, "file_id": file_id, "known_on": last}
    filled = {
        name: pa.Table.from_pylist(
            [{**provenance, "row_no": k, **r} for k, r in enumerate(rows, 1)], schema=TABLES[name]
        )
        for name, rows in tables.items()
    }
    counts = {name: t.num_rows for name, t in filled.items()}
    coverage = tuple(Coverage(source, name, first, last, states) for name in filled)
    n = sum(counts.values())
    entry = FileEntry(
        file_id, "0" * 64, "0" * 64, source, source, source, n, n, {}, {}, counts, first, last, coverage
    )
    return Embedded(entry, filled)


def inquiry(
    tables: Mapping[str, Iterable[dict[str, Any]]],
    members: tuple[str, ...] = ("CHN", "RUS"),
    first: date = FIRST,
    last: date = LAST,
    as_of: date | None = None,
    **question: Any,
) -> Inquiry:
    """An inquiry of rows by table; ``question`` may narrow it."""
    return Inquiry(Group.of(*members), view(tables, first, last, as_of=as_of), AnswerCache(), **question)
