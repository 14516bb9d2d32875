"""The page of one record: what happened, the source, the coding, and the places whose page uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comity.errors import UnknownNameError
from comity.faces.pages import Page, Question
from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.parts.desk import render
from comity.parts.desk.desk_data import DeskData
from comity.records.schemas import PROVENANCE, TABLES
from comity.sources import registry
from comity.vocabulary import bodies, forms, hotspots, states
from comity.watch import Watch
from comity.watch.account.pair import describe_pair
from comity.watch.answers import RECORD

_HIDDEN = {f.name for f in PROVENANCE} | {"summary", "citations", "text", "span_start", "span_end"}
#: Characters of the document shown before and after the evidence.
AROUND = 600


@dataclass(frozen=True, slots=True)
class Extract:
    """The passage of a document that reports an act, with the text around it."""

    before: str
    span: str
    after: str
    title: str


def build(desk_data: DeskData, question: Question, record_id: str) -> Page:
    """Build the page of one record, such as an act or a vote.

    Raises
    ------
    UnknownNameError
        When there is no record with this id.
    """
    watch = desk_data.watch(question)
    view = watch.inquiry.with_memberships
    table, row = find_record(view, record_id)
    place = view.where([record_id])[0]
    context = {
        "record_id": record_id,
        "row": row,
        "coded": coded(row),
        "table": table,
        "place": place,
        "card": registry.card(place.source),
        "extract": extract(watch.view, row),
        "shipped": row.get("file_id") in watch.view.packaged_files,
        "used": used_in(watch, record_id),
    }
    heading = str(row.get("summary") or row.get("title") or f"{table[:-1]} {record_id}")
    return Page("e", "record.html", heading, question, context, [row], {"table": table, **row})


def find_record(view: View, record_id: str) -> tuple[str, dict[str, Any]]:
    """Return the table and the row in which a record is; raises ``UnknownNameError`` if there is none."""
    source = record_id.partition(":")[0]
    for name in TABLES:
        sql = select(name, rest="WHERE source = $source AND record_id = $record_id")
        rows = view.run(sql, source=source, record_id=record_id).to_pylist()
        if rows:
            return name, rows[0]
    raise UnknownNameError("record", record_id)


def extract(view: View, row: dict[str, Any]) -> Extract | None:
    """Return the passage from which an act was coded; ``None`` for a record without a document."""
    if not row.get("document_id") or row.get("span_start") is None:
        return None
    sql = "SELECT title, text FROM documents WHERE document_id = $document_id ORDER BY record_id"
    rows = view.run(sql, document_id=row["document_id"]).to_pylist()
    if not rows:
        return None
    text, start, end = rows[0]["text"], row["span_start"], row["span_end"]
    return Extract(
        text[max(0, start - AROUND) : start],
        text[start:end],
        text[end : end + AROUND],
        rows[0]["title"] or "",
    )


def used_in(watch: Watch, record_id: str) -> list[tuple[str, str]]:
    """Return the places whose page uses a record, each with how the record counts there."""
    rows = describe_pair(watch.only(RECORD).answers).rows
    return [
        (r.hotspot, f"{r.name}: {a.act_class}, {a.first.year}")
        for r in rows
        for a in r.acts
        if record_id in a.records
    ]


def coded(row: dict[str, Any]) -> dict[str, str]:
    """Return the fields of a record by label, with names and dates in words."""
    values = {k: v for k, v in row.items() if k not in _HIDDEN and v not in (None, [], "")}
    out: dict[str, str] = {}
    if first := values.pop("date_from", None):
        precision, last = values.pop("precision", "day"), values.pop("date_to", None)
        begun, over = (render.day(d, precision) if d else "" for d in (first, last))
        out["when"] = f"since {begun}" if not over else begun if begun == over else f"{begun} to {over}"
    if isinstance(values.get("deed"), bool):
        out["word or deed"] = "deed" if values.pop("deed") else "word"
    third = values.pop("third", "")
    if third and "toward_third" in values:
        out[f"toward {states.name_in_sentence(third)}"] = str(values.pop("toward_third"))
    out |= _fact(values.pop("fact", None) or {})
    words = {k: _plain(_NAMES[k](v) if k in _NAMES else v) for k, v in values.items()}
    return out | {k.replace("_", " "): v for k, v in words.items()}


def _fact(fact: dict[str, Any]) -> dict[str, str]:
    out = {k: str(fact[k]) for k in ("short", "strength", "line") if fact.get(k)}
    if clauses := fact.get("did"):
        out["who did what"] = "; ".join(_clause(c) for c in clauses)
    if roles := fact.get("roles"):
        out["roles"] = ", ".join(f"{_plain(_named(r['state']))} ({r['role']})" for r in roles)
    if numbers := fact.get("numbers"):
        out["numbers"] = ", ".join(_number(n) for n in numbers)
    return out


def _clause(clause: dict[str, Any]) -> str:
    """Return a clause of a statement as text: subject, verb, object, addressee and side."""
    did = " ".join(str(clause[k]) for k in ("verb", "object") if clause.get(k))
    toward = f", toward {_plain(_named(clause['toward']))}" if clause.get("toward") else ""
    side = f" ({clause['side']})" if clause.get("side") not in (None, "", "none") else ""
    return f"{_plain(_named(clause['who'] or []))}: {did}{toward}{side}"


def _number(number: dict[str, Any]) -> str:
    to = f" to {number['to']:,.12g}" if number.get("to") is not None else ""
    rest = " ".join(str(number[k]) for k in ("unit", "of") if number.get(k))
    return f"{'about ' if number.get('about') else ''}{number['n']:,.12g}{to} {rest}".rstrip()


def _named(codes: Any) -> list[str]:
    listed, known = [codes] if isinstance(codes, str) else codes, bodies.all_bodies()
    return [known[c].name if c in known else states.display(c) for c in listed]


#: Column with codes -> function that returns their names.
_NAMES: dict[str, Callable[[Any], list[str]]] = {
    **dict.fromkeys(
        (
            "actors",
            "partners",
            "targets",
            "actor",
            "target",
            "members",
            "sender",
            "receiver",
            "state",
            "geo_state",
        ),
        _named,
    ),
    "hotspots": lambda v: [hotspots.get(h).name for h in v],
    "forms": lambda v: [forms.get(f).name for f in v],
}


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
