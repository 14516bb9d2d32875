"""Datasette metadata for the exported SQLite file: descriptions of tables, licences and sort order."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from comity.lake.query.view import View
from comity.parts.export.reference import cards
from comity.vocabulary.load import read_yaml

FILE = "parts/export/data/tables.yaml"
#: Table -> the date column by which Datasette sorts its rows, newest first.
ORDER = {"acts": "date_from", "act_list": "date_from", "roll_calls": "date", "events": "event_date"}
#: Table -> the column whose value Datasette shows as the link text of a row.
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


@cache
def describe_tables() -> dict[str, str]:
    """Return a one-line description for each exported table and view.

    Raises
    ------
    VocabularyError
        When the YAML file of descriptions has an invalid layout.
    """
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    return {str(k): str(v) for k, v in read_yaml(text, FILE).items()}


def metadata(view: View, name: str) -> bytes:
    """Return the JSON for ``datasette FILE -m METADATA``; ``name`` is the database file without ending."""
    tables = {t: _table(t, says) for t, says in describe_tables().items() if t != "panel"}  # a separate file
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
