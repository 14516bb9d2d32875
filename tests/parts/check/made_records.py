"""Records written by hand, as the check reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from comity.lake.query.view import View
from comity.parts.check.candidates import Candidates

MadeRecord = tuple[int, str, list[str], list[str], list[str]]
"""The month of 2031, the summary, the actors, the forms and the places of a record."""


def made(records: Iterable[MadeRecord]) -> Candidates:
    """Events of the fourth day of a month of 2031, one a month."""
    rows = [
        {
            "record_id": f"made:{month}",
            "coder": None,
            "kind": "event",
            "actors": actors,
            "partners": [],
            "targets": [],
            "toward_third": "",
            "third": "",
            "forms": of_forms,
            "summary": summary,
            "date_from": date(2031, month, 4),
            "date_to": date(2031, month, 4),
            "precision": "day",
            "hotspots": places,
            "citations": [{"title": "", "kind": "press", "url": "", "place": ""}],
            "polarity": "",
            "known_on": date(2031, month, 5),
        }
        for month, summary, actors, of_forms, places in records
    ]
    tables: dict[str, list[dict[str, Any]]] = {"acts": rows, "attributions": []}
    view = SimpleNamespace(table=lambda name: SimpleNamespace(to_pylist=lambda: tables[name]))
    return Candidates.of(cast(View, view))
