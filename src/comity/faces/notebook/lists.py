"""Records as a list that reads like the evidence of the desk, and series as charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.faces.notebook import findings
from comity.faces.notebook.html import el, page, table, text
from comity.faces.present import vega_lite
from comity.faces.present.charts import observed_expected
from comity.faces.present.charts.standalone import standing_alone
from comity.faces.present.sanitize import sanitize
from comity.lake.query.evidence import EvidenceLine
from comity.records import shown
from comity.records.finding import Finding
from comity.records.shown import Several
from comity.vocabulary import forms
from comity.watch.questions.series import Point, Series

HEADS = {"Date": 9, "What happened": 33, "Who": 11, "Form": 13, "Source": 22, "Record": 12}
LINES = 40
"""Records shown; the count is always given."""
ADDRESS = 160
WIDTH = 680
"""Pixels of a chart to explore."""


@shown.bundle.register
def _line(x: EvidenceLine) -> dict[str, Any]:
    return lines([x])


def lines(evidence: Sequence[EvidenceLine]) -> dict[str, Any]:
    """Evidence as a notebook shows it, newest first as given."""
    head = f"{len(evidence):,} records" + (f", the first {LINES} shown" if len(evidence) > LINES else "")
    plain = "\n".join([head, *(sanitize(f"{x.date}  {x.what}  [{x.record_id}]") for x in evidence[:LINES])])
    return {"text/plain": plain, "text/html": page(el("p", head), table(HEADS, map(_row, evidence[:LINES])))}


def _row(x: EvidenceLine) -> list[str]:
    when = {"year": f"{x.date.year}", "month": f"{x.date:%Y-%m}"}.get(x.precision, x.date.isoformat())
    kind = el("span", text(x.kind), class_="tag deed" if x.kind == "deed" else "tag")
    note = el("div", text(x.note), class_="soft") if x.note else ""
    where = el("div", text(x.where[0], ADDRESS), class_="soft") if x.where else ""
    named = ", ".join(forms.get(f).name.lower() for f in x.forms)
    apart = el("span", "apart", class_="apart") + " " if x.polarity == "friction" else ""
    return [
        text(when),
        text(f"Said by {x.said_by}: {x.what}" if x.said_by else x.what) + note,
        text(", ".join(x.who)),
        f"{kind} {apart}{text(named)}",
        text(x.source) + where,
        el("code", text(x.record_id, 120)),
    ]


@shown.bundle.register
def _series(s: Series) -> dict[str, Any]:
    return charts([s])


def charts(series: Sequence[Series]) -> dict[str, Any]:
    """Series as a chart: a still one, and one to explore where Jupyter can draw it."""
    picked = chosen(series)
    points = inside(picked.points)
    says = f"{picked.what} by {picked.bin}{f', {picked.stream}' if picked.stream else ''}: {picked.unit}"
    body = page(
        el("p", text(says)),
        standing_alone(observed_expected.against_expected(points, says)),
        el("p", text(f"Held against: {picked.null}. {picked.method}.")),
        _others(series),
    )
    rows = [{**r, "records": p.records_total} for r, p in zip(as_rows(points), points, strict=True)]
    spec = vega_lite.standing_alone(vega_lite.against_expected(rows, picked.unit), WIDTH)
    return {"text/plain": says, "text/html": body, vega_lite.MEDIA: spec}


def as_rows(points: Sequence[Point]) -> list[dict[str, Any]]:
    """Bins as the numbers beside a chart."""
    return [
        {
            "first": p.start,
            "observed": p.observed,
            "expected": p.expected,
            "low": p.low,
            "high": p.high,
            "part_in_sight": round(p.covered, 3),
        }
        for p in points
    ]


def chosen(series: Sequence[Series]) -> Series:
    """The series a chart draws: joint bins of the stream that saw most, else joint acts, else the first."""
    streams = [s for s in series if s.what == "joint bins"]
    if streams:
        return max(streams, key=lambda s: (sum(p.observed is not None for p in s.points), s.stream))
    return next((s for s in series if s.what == "joint"), series[0])


def inside(points: Sequence[Point]) -> list[Point]:
    """Bins from the first to the last one in sight; of a bare record, from its first act."""
    in_sight = [
        i for i, p in enumerate(points) if p.observed is not None and (p.expected is not None or p.observed)
    ]
    return list(points[in_sight[0] : in_sight[-1] + 1]) if in_sight else list(points[-1:])


def _others(series: Sequence[Series]) -> str:
    heads = {"Series": 22, "Bins seen": 14, "Total": 12, "Held against": 40, "Records": 12}
    rows = [
        [
            text(f"{s.what}{f' ({s.stream})' if s.stream else ''}"),
            f"{sum(p.observed is not None for p in s.points)} of {len(s.points)}",
            f"{sum(p.observed or 0 for p in s.points):,}",
            text(s.null),
            f"{sum(p.records_total for p in s.points):,}",
        ]
        for s in series
    ]
    return table(heads, rows, right=(1, 2, 4))


@shown.bundle.register(Several)
def _several(things: Several[Any]) -> dict[str, Any]:
    first = things[0] if things else None
    if isinstance(first, Finding):
        return findings.several(things)
    if isinstance(first, EvidenceLine):
        return lines(things)
    if isinstance(first, Series):
        return charts(things)
    return {"text/plain": repr(list(things)), "text/html": page(el("p", "nothing"))}
