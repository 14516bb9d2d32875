"""The charts of a brief: those of the desk, sized for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.faces.brief.model import Drawing
from comity.faces.desk.page import Chart
from comity.faces.desk.svg import dumbbell
from comity.measures.verdict import Picture
from comity.vocabulary import forms as vocabulary

FORMS, WIDTH, LEFT = 6, 760, 230
"""Forms drawn beside friction, and the size of their chart."""


def form_rows(told: Picture) -> list[dict[str, Any]]:
    """Forms by how far they go beyond what the pair's habit elsewhere gives, where that can be told."""
    rows = []
    for f in told.forms:
        if f.known and "form" in f.detail:
            n, name, expected = int(f.value or 0), str(f.detail["form"]), f.detail["expected"]
            word = "within"
            if expected is not None:
                over, under = f.detail["expected_high"], f.detail["expected_low"]
                word = "together" if n > over else "apart" if n < under else "within"
            rows.append(_row(name, n, expected, word))
    rows.sort(key=lambda r: (-(r["observed"] - (r["expected"] or 0)), r["form"]))
    return rows


def counted(told: Mapping[str, int]) -> list[dict[str, Any]]:
    """Forms by count, with nothing to hold them against."""
    return [_row(f, n, None, "within") for f, n in sorted(told.items(), key=lambda kv: (-kv[1], kv[0]))]


def _row(form: str, n: int, expected: float | None, word: str) -> dict[str, Any]:
    return {
        "form": form,
        "name": vocabulary.get(form).name,
        "observed": n,
        "expected": expected,
        "word": word,
    }


def forms(told: Sequence[Mapping[str, Any]], apart: int, says: str) -> Chart:
    """The first forms and, last, friction."""
    rift = {"form": "divergence", "name": "Apart", "observed": apart, "expected": None, "word": "apart"}
    rows = [*told[:FORMS], rift]
    return Chart("forms", dumbbell.dumbbell(rows, says, width=WIDTH, left=LEFT), says, rows)


def drawing(chart: Chart, title: str, caption: str) -> Drawing:
    """A chart of the desk as part of a brief."""
    return Drawing(chart.name, title, caption[:1].upper() + caption[1:], chart.svg, chart.says, chart.rows)
