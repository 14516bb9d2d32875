"""One hotspot in a sentence and its pictures: for the page, the brief, the notebook and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.faces.present import vega_lite
from comity.faces.present.chart import Chart
from comity.faces.present.charts import dumbbell, observed_expected
from comity.faces.present.charts.marks import PHONE
from comity.measures.record.share_trend import LESS, MORE
from comity.measures.verdict.verdict import Picture
from comity.records.details import FormDetail
from comity.vocabulary import forms as vocabulary
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.questions.series import Point, Series

FEWEST = 8
"""Bins in sight below which months are drawn instead of longer bins."""
FORMS, WIDTH, LEFT = 6, 760, 230
"""Forms drawn beside friction, and the size of their chart."""

FORMS_SAY = (
    "Dot, acts together on record in all years. Upright, what the pair’s habit elsewhere gives for as many. "
    "Orange above the 90% range, blue below."
)


def headline(picture: Picture) -> str:
    """Both witnesses and the trend in one sentence."""
    v = picture.verdict
    name = hotspots.get(v.hotspot).name
    rungs = {
        "standing": "together in a standing mechanism",
        "joint": "acting jointly on record",
        "parallel": "acting alike on record",
        "apart": "apart on record",
        "none": "nothing on record",
        "unknown": "no record covers them",
    }
    trend = {MORE: ", lately more of what is on record", LESS: ", lately less of what is on record"}
    return f"{name}: {rungs[v.rung]}, in timing {v.timing_said}{trend.get(str(v.trend.value), '')}"


def standfirst(picture: Picture) -> str:
    """How much is on record, words and deeds, and since when."""
    record = picture.verdict.record
    if not record.together:
        return "No act together is on record here."
    deeds, said, _ = record.deeds()
    since = record.joint[0].first.year if record.joint else record.together[0].first.year
    kind = "joint act" if record.joint else "like act"
    return (
        f"{len(record.together)} acts together on record, {deeds} of them deeds and {said} words; "
        f"the first {kind} in {since}; {len(record.friction)} times apart."
    )


def expected(watch: Watch, spot: str, width: str) -> Chart:
    """Joint bins of the stream that saw most, against the range expected; without one, the record alone."""
    streams = [s for s in watch.series(spot, width) if s.what == "joint bins"]
    if streams and max(map(_seen, streams)) < FEWEST:
        width = "month"
        streams = [s for s in watch.series(spot, width) if s.what == "joint bins"]
    series = chosen(streams or [s for s in watch.series(spot, width) if s.what == "joint"])
    if streams:
        says = f"{series.unit}, by {width}, {series.stream}: observed and expected"
    else:
        says = f"Joint acts on record by {width}; no event stream covers the pair here"
    points = inside(series.points)
    rows = as_rows(points)
    thin = observed_expected.against_expected(points, says, PHONE)
    spec = vega_lite.against_expected(rows, series.unit)
    return Chart("expected", observed_expected.against_expected(points, says), says, rows, spec, thin)


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
        return max(streams, key=lambda s: (_seen(s), s.stream))
    return next((s for s in series if s.what == "joint"), series[0])


def _seen(s: Series) -> int:
    return sum(p.observed is not None for p in s.points)


def inside(points: Sequence[Point]) -> list[Point]:
    """Bins from the first to the last one in sight; of a bare record, from its first act."""
    in_sight = [
        i for i, p in enumerate(points) if p.observed is not None and (p.expected is not None or p.observed)
    ]
    return list(points[in_sight[0] : in_sight[-1] + 1]) if in_sight else list(points[-1:])


def form_rows(picture: Picture) -> list[dict[str, Any]]:
    """Forms by how far they go beyond what the pair's habit elsewhere gives, where that can be told."""
    rows = []
    for f in picture.forms:
        d = f.detail
        if isinstance(d, FormDetail):
            n, name, expected = int(f.value or 0), d.form, d.expected
            word = "within"
            if (over := d.expected_high) is not None and (under := d.expected_low) is not None:
                word = "together" if n > over else "apart" if n < under else "within"
            rows.append(_row(name, n, expected, word))
    rows.sort(key=lambda r: (-(r["observed"] - (r["expected"] or 0)), r["form"]))
    return rows


def counted(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Forms by count, with nothing to hold them against."""
    return [_row(f, n, None, "within") for f, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))]


def _row(form: str, n: int, expected: float | None, word: str) -> dict[str, Any]:
    return {
        "form": form,
        "name": vocabulary.get(form).name,
        "observed": n,
        "expected": expected,
        "word": word,
    }


def forms(form_counts: Sequence[Mapping[str, Any]], apart: int, says: str) -> Chart:
    """The first forms and, last, friction."""
    word = "apart" if apart else "within"
    rift = {"form": "divergence", "name": "Apart", "observed": apart, "expected": None, "word": word}
    rows = [*form_counts[:FORMS], rift]
    wide, thin = (dumbbell.dumbbell(rows, says, w, left) for w, left in ((WIDTH, LEFT), (PHONE, 150)))
    return Chart("forms", wide, says, rows, narrow=thin)
