"""Answers of pages that keep something: plain types as JSON and CSV, and the way back after a change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import RedirectResponse, Response

from comity.faces.present import sanitize


def back(place: str) -> Response:
    """Go to a page of this desk after a change."""
    local = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable()
    return RedirectResponse(place if local else "/", 303)


def as_json(value: Any) -> Response:
    """Answer with plain types as JSON, not kept."""
    body = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return Response(body, media_type="application/json")


def as_csv(rows: Sequence[Mapping[str, Any]]) -> Response:
    """Answer with rows as CSV, not kept."""
    return Response(sanitize.as_csv(rows), media_type="text/csv")
