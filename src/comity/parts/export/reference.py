"""Reference tables of every export (vocabulary, sources, files, coverage), and rows of findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from comity.lake.query.view import View
from comity.lake.storage.manifest import VERSION
from comity.parts.export.findings import PartFinding
from comity.records.finding import to_plain
from comity.sources import registry
from comity.sources.cards import Card
from comity.vocabulary import forms, hotspots, states

Row = dict[str, Any]


def reference(view: View) -> dict[str, list[Row]]:
    """Return the rows of each reference table: version, vocabulary, sources, files and coverage."""
    about = {
        "program": "comity",
        "version": VERSION,
        "data": view.fingerprint(),
        "as_of": "" if view.as_of is None else view.as_of.isoformat(),
    }
    spots = sorted(hotspots.all_hotspots().values(), key=lambda h: bool(h.part_of))
    kinds = sorted(forms.all_forms().values(), key=lambda f: bool(f.part_of))
    files = view.files.values()
    return {
        "about": [{"key": k, "value": v} for k, v in about.items()],
        "sources": [_source(c) for c in cards(view)],
        "states": [{"code": s.code, "name": s.name} for s in states.all_states().values()],
        "hotspots": [
            {"id": h.id, "name": h.name, "about": h.about, "part_of": h.part_of or None} for h in spots
        ],
        "forms": [
            {
                "id": f.id,
                "name": f.name,
                "part_of": f.part_of or None,
                "rung": f.rung,
                "deed": f.deed,
                "definition": f.definition,
                "example": f.example,
            }
            for f in kinds
        ],
        "files": [
            {
                "file_id": f.file_id,
                "source": f.source,
                "name": f.name,
                "place": f.place,
                "sha256": f.sha256,
                "seen": f.row_count,
                "kept": f.accepted,
                "set_aside": f.set_aside,
                "rejected": f.rejects,
                "known_first": f.known_first,
                "known_last": f.known_last,
            }
            for f in files
        ],
        "coverage": [{"id": k, **c.as_json()} for k, c in enumerate(view.coverage(), 1)],
    }


def cards(view: View) -> list[Card]:
    """Return the description cards of a view's sources, sorted by id."""
    return [registry.card(i) for i in sorted({f.source for f in view.files.values()})]


def _source(c: Card) -> Row:
    plain = ("id", "title", "shows", "kind", "span", "states", "licence", "publisher", "homepage")
    lists = {"biases": "\n".join(c.biases), "traps": "\n".join(c.traps)}
    return {name: getattr(c, name) for name in (*plain, "citation", "bibtex")} | lists


def finding_rows(findings: Iterable[PartFinding]) -> Iterator[tuple[Row, list[str]]]:
    """Yield each finding as a row of the table ``findings``, with the ids of its records."""
    for n, part_finding in enumerate(findings, 1):
        f = part_finding.finding
        yield (
            {
                "id": n,
                "group": part_finding.group,
                "hotspot": part_finding.hotspot or None,
                "part": part_finding.part,
                "question": f.question,
                "word": f.value if isinstance(f.value, str) else None,
                "number": float(f.value) if isinstance(f.value, (int, float)) else None,
                "unit": f.unit,
                "low": f.interval and f.interval.low,
                "high": f.interval and f.interval.high,
                "level": f.interval and f.interval.level,
                "held_against": f.null,
                "placebo_rank": f.placebo and f.placebo.rank,
                "placebo_of": f.placebo and f.placebo.of,
                "matched_on": f.placebo and f.placebo.matched_on,
                "n": f.n,
                "method": f.method,
                "records_total": f.records_total,
                "why_not": f.why_not,
                "detail": to_plain(f.detail),
            },
            list(f.records),
        )
