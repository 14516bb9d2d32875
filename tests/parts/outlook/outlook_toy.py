"""A made-up chronicle of two states, as a lake would hold it: facts on given days, known on given days."""

from __future__ import annotations

import io
import json
from datetime import date
from hashlib import sha256
from pathlib import Path

from comity.lake.query.snapshot import embed
from comity.lake.query.view import View
from comity.lake.storage import chain
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.records.schemas import file_id
from comity.sources.base import SourceFile
from comity.sources.curated import chronicle
from comity.vocabulary.group import Group

FRANCE_GERMANY = Group.parse("FRA-DEU")


def fact(day: date, form: str = "joint-exercise", *, known: date | None = None, hotspot="bilateral", **more):
    """One fact of both on a day, published on ``known`` (the day itself)."""
    key = more.pop("key", f"{form}-{hotspot}-{day.isoformat()}")
    return {
        "id": key,
        "date": day.isoformat(),
        "kind": "event",
        "occurrence": key,
        "actors": ["DEU", "FRA"],
        "targets": [],
        "hotspot": hotspot,
        "domain": "military",
        "form": form,
        "toward_third": "none",
        "summary": more.pop("summary", "Forces of both trained together."),
        "sources": [
            {
                "title": "A report",
                "place": "a desk",
                "kind": "analysis",
                "published": (known or day).isoformat(),
            }
        ],
        **more,
    }


def view(facts, first: date, last: date, as_of: date | None = None, tmp="none") -> View:
    """A view of a chronicle that is kept from ``first`` to ``last`` and holds these facts."""
    head = {
        "chronicle": "Toy",
        "states": ["DEU", "FRA"],
        "first": first.isoformat(),
        "last": last.isoformat(),
        "third": "USA",
    }
    data = "\n".join(json.dumps(x) for x in [head, *facts]).encode()
    file = SourceFile("toy.jsonl", "toy.jsonl", file_id(sha256(data).hexdigest()), lambda: io.BytesIO(data))
    return View(chain.read(Path(tmp)), [embed(file, chronicle.SOURCES[0])], as_of)


def ground(facts, first: date, last: date) -> ForecastInputs:
    """All that such a chronicle tells."""
    return ForecastInputs.read(view(facts, first, last), FRANCE_GERMANY)
