"""Notebook displays of findings, records and series, as tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.faces.notebook.html import drawn, el, page, records, scales, table, text
from comity.faces.present import source_names, vega_lite
from comity.faces.present.charts.marks import (
    PHONE,
    LinearScale,
    band,
    grid_levels,
    path,
    picture,
    runs,
    tag,
    ticks,
    words,
)
from comity.faces.present.charts.standalone import standing_alone
from comity.faces.present.sanitize import sanitize
from comity.lake.query.evidence import EvidenceLine
from comity.records import shown
from comity.records.details import TOGETHER
from comity.records.finding import Finding
from comity.records.shown import Several
from comity.sources import registry
from comity.vocabulary import forms
from comity.watch.questions.series import Point, Series

HEADS = {"Date": 9, "What happened": 33, "Who": 11, "Form": 13, "Source": 22, "Record": 12}
#: Most records shown; the count is always given.
LINES = 40
ADDRESS = 160
#: Pixels of an explorable chart.
WIDTH = 680


@shown.bundle.register
def _line(x: EvidenceLine) -> dict[str, Any]:
    return lines([x])


def lines(evidence: Sequence[EvidenceLine]) -> dict[str, Any]:
    """Return the notebook display of evidence lines, in the given order."""
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
        text(x.sides),
        f"{kind} {apart}{text(named)}",
        text(x.source) + where,
        el("code", text(x.record_id, 120)),
    ]


@shown.bundle.register
def _series(s: Series) -> dict[str, Any]:
    return charts([s])


def charts(series: Sequence[Series]) -> dict[str, Any]:
    """Return the notebook display of series: a still chart, and an interactive one if supported."""
    picked = chosen(series)
    points = inside(picked.points)
    says = f"{picked.what} by {picked.bin}{f', {picked.stream}' if picked.stream else ''}: {picked.unit}"
    body = page(
        el("p", text(says)),
        standing_alone(against_expected(points, says)),
        el("p", text(f"Held against: {picked.null}. {picked.method}.")),
        _others(series),
    )
    rows = [{**r, "records": p.records_total} for r, p in zip(list_rows(points), points, strict=True)]
    spec = vega_lite.standing_alone(vega_lite.against_expected(rows, picked.unit), WIDTH)
    return {"text/plain": says, "text/html": body, vega_lite.MEDIA: spec}


def list_rows(points: Sequence[Point]) -> list[dict[str, Any]]:
    """Return the points of a series (time bins with numbers) as dicts."""
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
    """Return the series to draw: time bins in which both states act, else joint acts, else the first one."""
    streams = [s for s in series if s.what == "joint bins"]
    if streams:
        return max(streams, key=lambda s: (sum(p.observed is not None for p in s.points), s.stream))
    return next((s for s in series if s.what == "joint"), series[0])


def inside(points: Sequence[Point]) -> list[Point]:
    """Return the time bins of a series from the first to the last with data.

    A bin without an expected number has data only if it has an act.
    """
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
        return several(things)
    if isinstance(first, EvidenceLine):
        return lines(things)
    if isinstance(first, Series):
        return charts(things)
    return {"text/plain": repr(list(things)), "text/html": page(el("p", "nothing"))}


OBSERVED_EXPECTED_WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 760, 250, 36, 104, 12, 26


def against_expected(points: Sequence[Point], says: str, width: int = OBSERVED_EXPECTED_WIDTH) -> str:
    """Return a drawing of observed values over the expected range; bins without coverage are gaps.

    Bins above the expected range get a dot.

    Parameters
    ----------
    points : bins in order, the first and the last covered
    says : the message of the picture in one sentence
    width : width of the picture in pixels
    """
    right, height = (RIGHT, HEIGHT) if width > PHONE else (78, 200)
    top = max([4.0, *(float(p.observed or 0) for p in points), *(p.high or 0.0 for p in points)])
    y = LinearScale(0, top * 1.05, height - FOOT, TOP)
    x = LinearScale(0, max(1, len(points) - 1), LEFT + 6, width - right)
    out = grid_levels(y, ticks(0, top, 4), LEFT, width - right)
    step = max(1, -(-len(points) // (6 if width > PHONE else 3)))
    for i in range(0, len(points), step):
        out.append(words(points[i].label, x(i), height - 6, "tick", "middle"))
    for run in runs(i for i, p in enumerate(points) if p.observed is not None):
        out += _run([x(i) for i in run], [points[i] for i in run], y)
    out += _ends(points, x, y)
    return picture(out, width, height, says, "expected")


def _run(at: Sequence[float], run: Sequence[Point], y: LinearScale) -> list[str]:
    out = []
    if all(p.expected is not None for p in run):
        out.append(band("range", at, [y(p.low or 0) for p in run], [y(p.high or 0) for p in run]))
        out.append(path("expline", zip(at, (y(p.expected or 0.0) for p in run), strict=True)))
    observed = [y(float(p.observed or 0)) for p in run]
    beyond = [p.high is not None and (p.observed or 0) > p.high for p in run]
    out.append(path("obs" if any(beyond) else "obs within", zip(at, observed, strict=True)))
    for a, o, over in zip(at, observed, beyond, strict=True):
        if over:
            out.append(tag("circle", class_="f-together", cx=a, cy=o, r=3.6))
    return out


def _ends(points: Sequence[Point], x: LinearScale, y: LinearScale) -> list[str]:
    last = next((i for i in reversed(range(len(points))) if points[i].observed is not None), None)
    if last is None:
        return []
    p, place = points[last], x(last) + 10
    observed = y(float(p.observed or 0))
    out = [words(f"Observed {p.observed}", place, observed + 4, "val")]
    if p.expected is not None:
        expected = y(p.expected)
        if abs(expected - observed) < 15:
            expected = observed + (15 if expected >= observed else -15)
        out.append(words(f"Expected {p.expected:.1f}", place, expected + 4, "lab soft"))
    return out


FINDINGS_HEADS = {"Question": 28, "Answer": 20, "Range": 17, "Held against": 20, "n": 6, "Records": 9}


@shown.bundle.register
def _one(f: Finding) -> dict[str, Any]:
    return several([f])


def several(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the notebook display of findings."""
    plain = "\n".join(f"{sanitize(source_names.question(f))}\n    {sanitize(answer(f))}" for f in findings)
    return {"text/plain": plain, "text/html": page(rows(findings))}


def rows(findings: Sequence[Finding]) -> str:
    """Return the findings as an HTML table."""
    scale = scales(findings)
    return table(
        FINDINGS_HEADS, ([*_cells(f), *_rest(f, drawn(f, scale.get(f.unit)))] for f in findings), right=(4,)
    )


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
    """Return the answer of a finding without its uncertainty."""
    if not f.known:
        return f"cannot tell: {source_names.named(f.why_not, f)}"
    shown_value = number(f.value) if isinstance(f.value, (int, float)) else str(f.value)
    return f"{shown_value} {f.unit}".strip()


def answer(f: Finding) -> str:
    """Return the answer of a finding with its range and number of cases, in one line."""
    words = value(f)
    if f.interval is not None:
        words += f"; {f.interval.name} {number(f.interval.low)} to {number(f.interval.high)}"
    return f"{words}; n {f.n:,}" if f.known else words


def number(x: float) -> str:
    """Return a number with three digits, with a true minus sign."""
    return (f"{x:,}" if isinstance(x, int) else f"{x:.3g}").replace("-", "−")
