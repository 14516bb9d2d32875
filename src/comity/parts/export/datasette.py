"""What Datasette shows beside the SQLite file: titles, what each table holds, licences and order."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from comity.lake.query.view import View
from comity.parts.export.reference import cards
from comity.vocabulary.load import read_yaml

FILE = "parts/export/data/tables.yaml"
ORDER = {"acts": "date_from", "act_list": "date_from", "roll_calls": "date", "events": "event_date"}
"""Tables that show the newest first, by this column."""
LABEL = {
    "sources": "title",
    "states": "name",
    "hotspots": "name",
    "forms": "name",
    "files": "name",
    "findings": "question",
    "acts": "summary",
    "roll_calls": "title",
}
"""The column by which a row is named where another table points to it."""


@cache
def about() -> dict[str, str]:
    """Return what each table and view holds.

    Raises
    ------
    VocabularyError
        When the file is not what it should be.
    """
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    return {str(k): str(v) for k, v in read_yaml(text, FILE).items()}


def metadata(view: View, name: str) -> bytes:
    """Metadata for ``datasette FILE -m METADATA``; ``name`` is the file's without its ending."""
    tables = {t: _table(t, says) for t, says in about().items() if t != "panel"}  # a file of its own
    licences = "; ".join(f"{c.id}: {c.licence}" for c in cards(view))
    content = {
        "title": "comity: records and findings",
        "description": "Each source has its own licence and faults: see the tables sources and coverage.",
        "license": licences,
        "databases": {name: {"tables": tables}},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def _table(name: str, says: str) -> dict[str, Any]:
    content: dict[str, Any] = {"description": says}
    if name in ORDER:
        content["sort_desc"] = ORDER[name]
    if name in LABEL:
        content["label_column"] = LABEL[name]
    return content
