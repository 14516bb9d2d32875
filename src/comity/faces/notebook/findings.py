"""Findings as a table: the question, the answer, its range drawn, what it is held against, n and records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.faces.notebook.html import el, page, records, table, text
from comity.faces.notebook.intervals import drawn, scales
from comity.faces.present import source_names
from comity.faces.present.sanitize import sanitize
from comity.records import shown
from comity.records.details import TOGETHER
from comity.records.finding import Finding
from comity.sources import registry

HEADS = {"Question": 28, "Answer": 20, "Range": 17, "Held against": 20, "n": 6, "Records": 9}


@shown.bundle.register
def _one(f: Finding) -> dict[str, Any]:
    return several([f])


def several(findings: Sequence[Finding]) -> dict[str, Any]:
    """Findings as a notebook shows them."""
    plain = "\n".join(f"{sanitize(source_names.question(f))}\n    {sanitize(answer(f))}" for f in findings)
    return {"text/plain": plain, "text/html": page(rows(findings))}


def rows(findings: Sequence[Finding]) -> str:
    """The table alone."""
    scale = scales(findings)
    return table(HEADS, ([*_cells(f), *_rest(f, drawn(f, scale.get(f.unit)))] for f in findings), right=(4,))


def _cells(f: Finding) -> list[str]:
    stream = f" ({registry.title(f.subject.stream)})" if f.subject.stream else ""
    kind = "together" if f.value == TOGETHER else None if f.known else "soft"
    return [text(source_names.question(f) + stream), el("span", text(value(f)), class_=kind)]


def _rest(f: Finding, picture: str) -> list[str]:
    interval = ""
    if f.interval is not None:
        interval = f"{f.interval.name} {number(f.interval.low)} to {number(f.interval.high)}"
    null = f.null
    if f.placebo is not None:
        null += f"; {f.placebo.place} ({f.placebo.matched_on})"
    return [picture + text(interval), text(null), f"{f.n:,}", records(f.records, f.records_total)]


def value(f: Finding) -> str:
    """The answer without its doubt."""
    if not f.known:
        return f"cannot tell: {source_names.named(f.why_not, f)}"
    shown_value = number(f.value) if isinstance(f.value, (int, float)) else str(f.value)
    return f"{shown_value} {f.unit}".strip()


def answer(f: Finding) -> str:
    """The answer with its range and n, in one line."""
    words = value(f)
    if f.interval is not None:
        words += f"; {f.interval.name} {number(f.interval.low)} to {number(f.interval.high)}"
    return f"{words}; n {f.n:,}" if f.known else words


def number(x: float) -> str:
    """Three digits, a true minus."""
    return (f"{x:,}" if isinstance(x, int) else f"{x:.3g}").replace("-", "−")
