"""In this place: more than expected, in what form, words or deeds, who leads, with or against whom?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.pages.evidence import behind, once
from comity.faces.desk.question import WIDTHS, Question
from comity.faces.present import watch_matrix as g
from comity.faces.present.chart import Chart
from comity.faces.present.charts import dumbbell, lanes
from comity.faces.present.charts.marks import PHONE
from comity.faces.present.hotspot_view import expected, headline, standfirst
from comity.lake.query.evidence import EvidenceLine
from comity.measures.record.occurrence import Occurrence
from comity.measures.verdict.verdict import Picture
from comity.records.details import FormDetail
from comity.records.finding import Finding, as_json
from comity.records.kinds import Kind
from comity.vocabulary import forms
from comity.watch import Watch

SHOWN, AGAINST = 6, 4
"""Records of the panel: the latest together, and those that set them apart."""
PANEL = ("words_deeds", "leads", "division", "silence", "hedging", "third")
"""Parts of the picture asked in the panel; the others have their place on the page."""


def build(desk_data: DeskData, question: Question) -> Page:
    """The Hotspot page."""
    watch = desk_data.watch(question)
    spot, width = question.hotspot, question.bin or "quarter"
    picture: Picture = desk_data.once("picture", question, lambda w: w.picture(spot))
    starts = g.starts_of(watch, width, question.first, question.last)
    begun, over = question.first or date.min, question.last or date.max
    lines = [x for x in behind(desk_data, question, spot) if begun <= x.date <= over]
    charts = {
        "expected": expected(watch, spot, width),
        "forms": forms_chart(picture, question),
        "lanes": _lanes(watch, question, starts, width),
    }
    questions = {q: fs for name, q, fs in picture.parts() if name in PANEL}
    apart = [x for x in lines if x.sets_apart(watch.group.codes) and x.kind != "event"]
    context = {
        "told": picture,
        "v": picture.verdict,
        "questions": questions,
        "widths": WIDTHS,
        "width": width,
        "standfirst": standfirst(picture),
        "word": g.CLASS.get(picture.verdict.statistics, "unknown"),
        "evidence": once([x for x in lines if both(x, watch) and x.polarity != "friction"])[:SHOWN],
        "against": once(apart)[:AGAINST],
        "records_n": len(lines),
        "best": best,
        "third_name": watch.third,
    }
    heading = headline(picture)
    data = {
        "heading": heading,
        "hotspot": spot,
        "witnesses": {"record": picture.verdict.rung, "statistics": picture.verdict.statistics},
        "parts": {name: [as_json(f) for f in fs] for name, _, fs in picture.parts()},
        "findings": [as_json(f) for f in picture.findings()],
    }
    return Page(
        "hotspot", "hotspot.html", heading, question, context, [x.as_row() for x in lines], data, charts
    )


def both(x: EvidenceLine, watch: Watch) -> bool:
    """Whether a record names the whole group, and is no row of an event stream or a copy."""
    return x.kind != "event" and set(watch.group.codes) <= set(x.who) and not x.note.startswith("copy of")


ON_RECORD = frozenset(
    {
        *(
            Kind.DEEDS,
            Kind.WORDS,
            Kind.DEED_SHARE,
            Kind.AGAINST_THIRD,
            Kind.FORM_COUNT,
            Kind.LONE,
            Kind.APART,
        ),
        *(Kind.SEARCHES, Kind.TIMING_APART),
    }
)
"""Findings that count what is on record or was searched: shown before a bare number."""


def best(findings: Sequence[Finding]) -> Finding | None:
    """The finding a panel shows first: on record or in words before a bare number."""
    known = [f for f in findings if f.known]
    plain = (f for f in known if f.kind in ON_RECORD or isinstance(f.value, str))
    return next(plain, next(iter(known), next(iter(findings), None)))


def forms_chart(picture: Picture, question: Question) -> Chart:
    """Each form's occurrences and how many the pair's habit elsewhere would give; friction last."""
    rows: list[dict[str, Any]] = []
    for f, d in ((f, f.detail) for f in picture.forms):
        if not isinstance(d, FormDetail):
            continue
        name, n = d.form, int(f.value or 0)
        # Where the pair did nothing elsewhere there is no habit to hold its acts here against.
        over = n if d.expected_high is None else d.expected_high
        under = n if d.expected_low is None else d.expected_low
        word = "together" if n > over else "apart" if n < under else "within"
        rows.append(
            {
                "form": name,
                "name": forms.get(name).name,
                "observed": n,
                "expected": d.expected,
                "low": under,
                "high": over,
                "word": word,
                "url": question.url("evidence", form=name, cell=""),
            }
        )
    rows.sort(key=lambda r: (-(r["observed"] - (r["expected"] or 0)), r["form"]))
    apart = len(picture.verdict.record.friction)
    rows = rows[:11]
    rows.append(
        {
            "form": "divergence",
            "name": "Apart",
            "observed": apart,
            "expected": None,
            "word": "apart" if apart else "within",
            "url": question.url("evidence", against=True, cell=""),
        }
    )
    says = f"Acts together by form on {picture.verdict.name}, observed and expected"
    return Chart("forms", dumbbell.dumbbell(rows, says), says, rows)


def _lanes(watch: Watch, question: Question, starts: Sequence[Any], width: str) -> Chart:
    occurrences = watch.record.by_hotspot[question.hotspot].occurrences
    says = f"Words, deeds and friction by {width}"

    def url(o: Occurrence) -> str:
        return question.record(o.records[0])

    rows = [
        {"first": o.first, "lane": lanes.lane_of(o), "what": o.summary, "record": o.records[0]}
        for o in occurrences
        if starts[0] <= o.first < starts[-1] and lanes.lane_of(o)
    ]
    thin = lanes.lanes(occurrences, starts, width, says, url, PHONE)
    return Chart("lanes", lanes.lanes(occurrences, starts, width, says, url), says, rows, narrow=thin)
