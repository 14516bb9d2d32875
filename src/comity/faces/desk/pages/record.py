"""What exactly was said or done, who says so, how was it coded, and which numbers use it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.errors import UnknownNameError
from comity.faces.desk.hold import Hold
from comity.faces.desk.page import Page
from comity.faces.desk.question import Question
from comity.lake.view import View, table_expr
from comity.records.schemas import PROVENANCE, TABLES
from comity.sources import registry
from comity.vocabulary import hotspots
from comity.watch import Watch, foundation

_HIDDEN = {f.name for f in PROVENANCE} | {"summary", "citations", "text", "span_start", "span_end"}
AROUND = 600
"""Characters of a document shown on either side of the evidence."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The sentence of a document in which an act stands, and what stands around it."""

    before: str
    span: str
    after: str
    title: str


def build(hold: Hold, asked: Question, record_id: str) -> Page:
    """The Record page.

    Raises
    ------
    UnknownNameError
        When no record held has this id.
    """
    watch = hold.watch(asked)
    view = foundation.view_of(watch)
    table, row = held(view, record_id)
    place = view.where([record_id])[0]
    context = {
        "record_id": record_id,
        "row": row,
        "coded": {k: _plain(v) for k, v in row.items() if k not in _HIDDEN and v not in (None, [], "")},
        "table": table,
        "place": place,
        "card": registry.get(place.source).card,
        "extract": extract(watch.view, row),
        "used": used_in(watch, record_id),
    }
    heading = str(row.get("summary") or row.get("title") or f"{table[:-1]} {record_id}")
    return Page("e", "record.html", heading, asked, context, [row], {"table": table, **row})


def held(view: View, record_id: str) -> tuple[str, dict[str, Any]]:
    """Table and row of a record."""
    source = record_id.partition(":")[0]
    for name in TABLES:
        t = table_expr(name)
        found = view.run(t.filter(t.source == source, t.record_id == record_id)).to_pylist()
        if found:
            return name, found[0]
    raise UnknownNameError("record", record_id)


def extract(view: View, row: dict[str, Any]) -> Extract | None:
    """The passage an act was coded from; none where nothing was coded."""
    if not row.get("document_id") or row.get("span_start") is None:
        return None
    t = table_expr("documents")
    found = view.run(t.filter(t.document_id == row["document_id"]).order_by("record_id")).to_pylist()
    if not found:
        return None
    text, start, end = found[0]["text"], row["span_start"], row["span_end"]
    return Extract(
        text[max(0, start - AROUND) : start],
        text[start:end],
        text[end : end + AROUND],
        found[0]["title"] or "",
    )


def used_in(watch: Watch, record_id: str) -> list[tuple[str, str, str]]:
    """Hotspot, occurrence and question of every finding of the watch that rests on the record."""
    out = []
    for v in watch.verdicts:
        for o in v.record.occurrences:
            if record_id in o.records:
                out.append((v.hotspot, o.id, f"{hotspots.get(v.hotspot).name}: counted as {o.rung}"))
        for f in (*v.timing, *v.votes, *v.vetoes, v.trend):
            if record_id in f.records:
                out.append((v.hotspot, "", f.question))
    return out


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
