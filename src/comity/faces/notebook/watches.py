"""A watch, and one place of it: the heading, the matrix or charts, and every number with its records."""

from __future__ import annotations

from typing import Any

from comity.faces.notebook.findings import answer, number, rows
from comity.faces.notebook.html import el, page, records, table, text
from comity.faces.present import hotspot_view
from comity.faces.present import watch_matrix as g
from comity.faces.present.charts.matrix import matrix
from comity.faces.present.charts.standalone import standing_alone
from comity.measures.coaction.statistic import NOT_COVERED
from comity.measures.verdict.verdict import Picture, Verdict
from comity.records import shown
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.composed.matrix import words_by_bin
from comity.watch.composed.verdict_rows import index

HEADS = {
    "Hotspot": 17,
    "On record": 9,
    "Joint acts": 9,
    "Apart": 8,
    "In timing": 25,
    "Votes alike beyond habit": 21,
    "Lately": 11,
}
SOURCES = 6


@shown.bundle.register
def _watch(watch: Watch) -> dict[str, Any]:
    lines = [f"{hotspots.get(v.hotspot).name}: {g.in_words(v)}" for v in watch.verdicts]
    parts = (
        el("h3", text(watch.heading())),
        el("p", text(span(watch))),
        standing_alone(drawn(watch)),
        table(HEADS, map(_line, watch.verdicts), right=(2, 3)),
    )
    return {"text/plain": "\n".join([watch.heading(), span(watch), *lines]), "text/html": page(*parts)}


def drawn(watch: Watch, width: str = "quarter") -> str:
    """The matrix of a watch as SVG; a group of more than two has no colours."""
    starts = g.starts_of(watch, width, None, None)
    said = words_by_bin(watch.answers, width) if watch.pair else {}
    return matrix(g.grid(watch, width, starts, said), watch.heading())


def span(watch: Watch) -> str:
    """How far the data go, as known when, from which sources."""
    known = f" as known on {watch.as_of}" if watch.as_of else ""
    sources = sorted(watch.sources) or watch.sources_read()
    more = f" and {len(sources) - SOURCES} more" if len(sources) > SOURCES else ""
    return f"Data to {watch.data_to}{known}. From: {', '.join(sources[:SOURCES])}{more}."


def _line(v: Verdict) -> list[str]:
    word = g.CLASS.get(v.statistics, "")
    timing = el("span", text(v.statistics), class_=word if word in ("together", "apart") else None)
    why = el("div", text(v.why_not), class_="soft") if v.statistics == NOT_COVERED else ""
    counts = {f.kind: f for f in v.record.findings()}
    joint, apart = counts[Kind.JOINT], counts[Kind.FRICTION]
    return [
        text(hotspots.get(v.hotspot).name),
        text(v.rung),
        _count(joint, covered=v.seen),
        _count(apart, covered=v.seen),
        timing + why,
        _votes(v),
        text(v.trend.value or "too little to say"),
    ]


def _count(f: Finding, *, covered: bool) -> str:
    """A count that opens its records; not seen is not none."""
    return records(f.records, f.n) if f.n else text("0" if covered else "not seen")


def _votes(v: Verdict) -> str:
    f = index(v.votes, "kappa")
    if f is None or f.interval is None or not isinstance(f.value, (int, float)):
        return el("span", text("cannot tell"), class_="soft")
    rank = f"; no. {f.placebo.rank} of {f.placebo.of}" if f.placebo else ""
    words = f"{number(f.value)} ({number(f.interval.low)} to {number(f.interval.high)}), n {f.n:,}{rank}"
    return text(words) + records(f.records, f.records_total)


@shown.bundle.register
def _verdict(v: Verdict) -> dict[str, Any]:
    findings_shown = [*v.record.findings(), v.trend, *v.timing, *v.votes, *v.vetoes]
    says = f"{hotspots.get(v.hotspot).name}: {g.in_words(v)}"
    plain = "\n".join([says, *(f"  {f.question} {answer(f)}" for f in findings_shown)])
    return {
        "text/plain": plain,
        "text/html": page(el("h3", text(says)), rows(findings_shown)),
    }


@shown.bundle.register
def _picture(picture: Picture) -> dict[str, Any]:
    v, says = picture.verdict, hotspot_view.headline(picture)
    parts = [el("h3", text(says)), el("p", text(hotspot_view.standfirst(picture)))]
    forms = hotspot_view.form_rows(picture)
    if forms:
        chart = hotspot_view.forms(forms, len(v.record.friction), f"Acts together by form on {v.name}")
        parts += [el("h4", "In what form?"), el("p", text(hotspot_view.FORMS_SAY)), standing_alone(chart.svg)]
    witnesses = [*v.record.findings(), *v.timing, *v.votes, *v.vetoes]
    parts += [el("h4", "The two witnesses"), rows(witnesses)]
    for _, question, findings_shown in picture.parts():
        parts += [el("h4", text(question)), rows(findings_shown)]
    plain = "\n".join([says, *(f"  {f.question} {answer(f)}" for f in picture.findings())])
    return {"text/plain": plain, "text/html": page(*parts)}
