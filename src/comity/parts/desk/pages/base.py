"""The Foundations page: energy, arms, finance, trade, visits and treaties between the two states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.faces.pages import Page, Question
from comity.faces.present import vega_lite
from comity.faces.present.picture import Chart
from comity.measures.record import military_alignment
from comity.measures.record.interdependence import Line
from comity.parts.desk.charts.bars import Side, bars
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.render import finding_url, percent
from comity.records.finding import Finding
from comity.sources import registry
from comity.vocabulary import states
from comity.watch import Watch
from comity.watch.questions import interdependence
from comity.watch.questions.interdependence import THEMES

#: Most charts per theme; the table has all series.
SHOWN = 2

#: Ratio of the two states' shares from which the dependence counts as unequal.
UNEQUAL = 1.5


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the six themes of the page, such as energy or arms: its charts, or what is missing."""

    id: str
    name: str
    charts: tuple[Chart, ...]
    captions: tuple[str, ...]
    missing: str


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page of energy, arms, finance, trade, visits and treaties between two states.

    Raises
    ------
    QuestionError
        When the question names more than two states.
    """
    watch, question, _ = desk_data.pair(question, "The base is asked")
    with_records = [x for x in watch.record.interdependence() if x.records]
    years = range(
        min((min(x.by_year) for x in with_records), default=interdependence.FIRST),
        max((max(x.by_year) for x in with_records), default=watch.data_to.year) + 1,
    )
    themes = [
        theme(t, [x for x in with_records if interdependence.theme(x) == t], years, question) for t in THEMES
    ]
    rungs, stage = desk_data.once(
        "ladder", question, lambda w: (w.record.ladder().rungs, w.record.alignment())
    )
    lines = [row(x, question) for x in with_records]
    heading = headline(watch, with_records)
    context = {
        "themes": themes,
        "lines": lines,
        "rungs": rungs,
        "stage": stage,
        "years": years,
        "stages": military_alignment.STAGES,
        "standfirst": standfirst(stage, with_records),
    }
    charts = {c.name: c for t in themes for c in t.charts}
    data = {
        "heading": heading,
        "lines": lines,
        "findings": [x.finding() for x in with_records],
        "ladder": [
            {
                "criterion": r.criterion.name,
                "stage": r.criterion.stage,
                "since": r.since,
                "records": list(r.records),
            }
            for r in rungs
        ],
    }
    return Page("base", "base.html", heading, question, context, _rows(with_records), data, charts)


def _rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "theme": interdependence.theme(x),
            "source": x.source,
            "what": x.what,
            "sender": x.sender or None,
            "receiver": x.receiver or None,
            "year": y,
            "value": v,
            "unit": x.unit,
            "covered": v is not None,
        }
        for x in lines
        for y, v in sorted(x.by_year.items())
    ]


def findings(desk_data: DeskData, question: Question) -> list[Finding]:
    """Return the findings (results) of the page on energy, arms and trade, to list them on other pages."""
    watch = desk_data.watch(question)
    return [*(x.finding() for x in watch.record.interdependence()), watch.record.alignment()]


def headline(watch: Watch, lines: Sequence[Line]) -> str:
    """Return which state depends more on the other in trade; if unknown, say which data are missing."""
    name = watch.group.name
    if not lines:
        return f"{name}: nothing held tells what their relation is built on"
    shares = {
        x.receiver: x for x in lines if x.unit == "share" and any(x.by_year.get(y) for y in x.years_known)
    }
    parts = []
    if len(shares) == 2:
        (a, one), (b, two) = sorted(shares.items(), key=lambda kv: -_last(kv[1])[1])
        (year, more), less = _last(one), _last(two)[1]
        one_name, other = states.display(a), states.display(b)
        if more >= UNEQUAL * less:
            times = f"{more / less:.1f} times as much as {other} on {one_name}"
            parts.append(f"In trade {one_name} leans on {other} {times} ({year})")
        else:
            parts.append(f"In trade {one_name} and {other} lean on each other about alike ({year})")
    return parts[0] if parts else f"{name}: {len(lines)} lines of ties and flows are on record"


def standfirst(stage: Finding, lines: Sequence[Line]) -> str:
    """Return the sentence below the headline: the number of data series and sources, and the newest year."""
    if not lines:
        return "Add records of ties and flows; the sources page names those that can be had."
    n = len({x.source for x in lines})
    ends = [x.years_known[-1] for x in lines if x.years_known]
    last = f"; the newest year any of them tells is {max(ends)}, and some end sooner" if ends else ""
    reach = stage.known and stage.value != military_alignment.NONE
    military = f"Military ties reach at least the {stage.value} stage. " if reach else ""
    return f"{military}{len(lines)} lines from {n} sources, never added up{last}. Hatched: unknown, not zero."


def _last(x: Line) -> tuple[int, float]:
    year = next(y for y in reversed(x.years_known) if x.by_year[y])
    return year, x.by_year[year] or 0.0


def theme(id_: str, own: Sequence[Line], years: range, question: Question) -> Theme:
    """Return the charts of one theme, such as arms, those with most data first; ``own`` are its series.

    Both directions of a source (from either state to the other) share one scale.
    """
    groups: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for x in own:
        groups[x.source, x.what, x.unit].append(x)
    order = sorted(groups.items(), key=lambda kv: (_weight(kv[1]), kv[0]))
    charts, captions = [], []
    different = {key[1]: (key, lines) for key, lines in reversed(order)}
    best = [(key, lines) for key, lines in order if different[key[1]][0] == key]
    for k, (key, lines) in enumerate(best[:SHOWN]):
        chart, caption = _chart(f"{id_}-{k + 1}", key, lines, years, question)
        charts.append(chart)
        captions.append(caption)
    missing = f"No source held tells of {THEMES[id_].lower()} between them." if not own else ""
    if missing:
        unseen = Side(missing, {}, "word", question.url("sources"))
        charts.append(Chart(f"{id_}-1", bars([unseen], years, 0.0, missing, ""), missing, []))
        captions.append("Unknown, not nothing: the picture opens what is held and what can be had.")
    return Theme(id_, THEMES[id_], tuple(charts), tuple(captions), missing)


def _weight(lines: Sequence[Line]) -> tuple[bool, bool, int, int]:
    """Return the sort key of a chart, which puts charts with more data first."""
    years = max(sum(bool(v) for v in x.by_year.values()) for x in lines)
    return not years, not lines[0].sender, -years, -sum(len(x.records) for x in lines)


def _chart(
    name: str, key: tuple[str, str, str], lines: Sequence[Line], years: range, question: Question
) -> tuple[Chart, str]:
    source, what, unit = key
    most = max((v for x in lines for v in x.by_year.values() if v is not None), default=0.0)
    top = percent(most) if unit == "share" else plain(most)
    sides = [
        Side(
            _way(x),
            x.by_year,
            "deed" if k == 0 else "word",
            finding_url(question, "base", x.finding()),
        )
        for k, x in enumerate(sorted(lines, key=lambda x: (x.sender, x.receiver)))
    ]
    name_of = interdependence.write_in_words(what)
    scale = f"0 to {top}{'' if unit == 'share' else ' ' + unit}, {registry.in_sentence(source)}"
    says = f"{name_of[:1].upper()}{name_of[1:]} by year, {scale}"
    up = f"Up, {sides[0].name}" + (f"; down, {sides[1].name}" if len(sides) > 1 else "")
    caption = f"{scale}. {up}." if sides[0].name else f"{scale}."
    rows = [
        {"from": x.sender, "to": x.receiver, "year": y, "value": v, "unit": unit, "covered": v is not None}
        for x in lines
        for y, v in sorted(x.by_year.items())
    ]
    spec = vega_lite.draw_by_year(rows, unit)
    return Chart(name, bars(sides, years, most, says, top), says, rows, spec), caption


def plain(value: float) -> str:
    """Return a number as text: no decimals from 10 on."""
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"


def _way(x: Line) -> str:
    if not x.sender:
        return ""
    if x.unit == "share":
        return f"{states.display(x.sender)}’s part of all imports of {states.display(x.receiver)}"
    return f"{states.display(x.sender)} to {states.display(x.receiver)}"


def row(x: Line, question: Question) -> dict[str, Any]:
    """Return a table row with the newest value of a series, such as yearly trade, and the years covered."""
    measured = x.years_known
    last = measured[-1] if measured else None
    value = None if last is None else x.by_year[last]
    shown = "unknown" if value is None else percent(value) if x.unit == "share" else plain(value)
    return {
        "theme": THEMES[interdependence.theme(x)],
        "what": interdependence.write_in_words(x.what),
        "way": _way(x),
        "source": x.source,
        "last": last,
        "value": value,
        "shown": shown,
        "unit": "" if x.unit == "share" else x.unit,
        "covered": f"{measured[0]} to {measured[-1]}" if measured else "not covered",
        "records": len(x.records),
        "url": finding_url(question, "base", x.finding()),
    }
