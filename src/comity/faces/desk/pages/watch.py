"""Where do they act together, on record and beyond chance, and is it stepping up?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.files import static_version
from comity.faces.desk.page import Page
from comity.faces.desk.pages import years
from comity.faces.desk.pages.evidence import once
from comity.faces.desk.pages.pair_picker import most_recorded
from comity.faces.desk.question import WIDTHS, Question
from comity.faces.desk.render import finding_url
from comity.faces.present import watch_matrix as g
from comity.faces.present.chart import Chart
from comity.faces.present.charts import dumbbell, world_map
from comity.lake.query.evidence import EvidenceLine
from comity.measures.record.record import Record
from comity.measures.record.share_trend import LESS, MORE
from comity.measures.verdict.verdict import Verdict
from comity.records import bins
from comity.records.finding import Finding
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.answers import RECORD
from comity.watch.composed.matrix import words_by_bin

SHOWN = 6
"""Records listed beside the matrix."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The selected cell as the panel tells it."""

    id: str
    hotspot: str
    name: str
    label: str
    word: str
    record: str
    timing: str
    doubt: str
    nothing: str
    n: int
    against: tuple[EvidenceLine, ...]


def build(desk_data: DeskData, question: Question) -> Page:
    """The Watch page."""
    whole = desk_data.watch(question)
    judged_watch, failed = desk_data.part(
        question, "verdicts", partial(_with_verdicts, whole), now=desk_data.jobs is None
    )
    watch = judged_watch or whole.only(RECORD)
    width = question.bin or "quarter"
    starts = g.starts_of(watch, width, question.first, question.last)
    said = (
        desk_data.once(f"said {width}", question, lambda w: words_by_bin(w.answers, width))
        if judged_watch
        else {}
    )
    picture = g.grid(watch, width, starts, said)
    cell = picture.cell(question.cell) or picture.newest()
    verdict = watch.verdict(cell.hotspot)
    lines = watch.why(cell.hotspot, cell.first, g.last_day(starts, cell.first))
    charts = {
        "forms": _forms(verdict.record, starts, question),
        "map": _map(picture, cell, watch, question),
        "years": years.chart(watch, question, starts[0], starts[-1]),
    }
    context = {
        "grid": picture,
        "waits": judged_watch is None,
        "failed": failed,
        "widths": WIDTHS,
        "span": span(picture),
        "known": _known(desk_data, question),
        "doors": {v.hotspot: _doors(v, question) for v in watch.verdicts},
        "headline": watch.heading(),
        "standfirst": _standfirst(watch.verdicts),
        "selected": _selected(cell, verdict, lines, width),
        "lines": once([x for x in lines if x.polarity != "friction"])[:SHOWN],
        "forms_caption": "Dot, acts together in this span.",
    }
    findings = desk_data.once(
        "on record", question, lambda _: _on_record(watch)
    )  # the same in every cell's address
    return Page(
        "watch",
        "watch.html",
        watch.heading(),
        question,
        context,
        watch.table().to_pylist(),
        _data(watch, picture, findings),
        charts,
        whole=bool(judged_watch or failed),
    )


def _with_verdicts(watch: Watch, *, compute: bool) -> Watch | None:
    """The watch with the verdicts of every witness; ``None`` where they are not kept and not wanted now."""
    if not compute and not watch.answers.verdicts_ready:
        return None
    return watch if watch.verdicts else None


def _known(desk_data: DeskData, question: Question) -> list[tuple[str, str]]:
    """Pairs offered by name: this one, the first page's, and those most written of."""
    first = Group.parse(desk_data.settings.start)
    groups = [question.group, first, *(g for g, _ in most_recorded(desk_data, question))]
    return list({g.id: (g.id, g.name) for g in groups}.values())


def _doors(v: Verdict, question: Question) -> list[str]:
    """What the words of a row open, in their order: the record, its timing where it was asked, its trend."""
    of_spot = replace(question, hotspot=v.hotspot, cell="")
    timing = next((f for f in v.timing if f.value == v.statistics), next(iter(v.timing), None))
    timing_address = finding_url(of_spot, "watch", timing) if timing else of_spot.url("hotspot")
    return [of_spot.url("evidence"), timing_address, finding_url(of_spot, "watch", v.trend)]


def _standfirst(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Where the trend passes its test, and where they are apart; each hotspot a link."""
    more = [v for v in verdicts if v.trend.value == MORE]
    said = [
        ("Lately a larger part of what is on record in", more),
        (
            "A smaller part in" if more else "Lately a smaller part of what is on record in",
            [v for v in verdicts if v.trend.value == LESS],
        ),
        ("Apart in", [v for v in verdicts if v.rung == "apart"]),
    ]
    return [{"words": words, "spots": spots} for words, spots in said if spots]


def _selected(cell: g.MatrixCell, v: Verdict, lines: Sequence[EvidenceLine], width: str) -> Selected:
    words = cell.label.partition(": ")[2]
    record, _, timing = words.partition("; ")
    timing = timing.removeprefix("in ").removeprefix("timing ")
    why = v.why_not if cell.word == "unknown" else ""
    against = tuple(x for x in lines if x.sets_apart(v.group.codes))[:SHOWN]
    when = bins.label(cell.first, width)
    return Selected(
        cell.id,
        cell.hotspot,
        v.name,
        when,
        cell.word,
        record[:1].upper() + record[1:],
        timing[:1].upper() + timing[1:],
        why,
        f"No record in {when}." if v.seen else "No record held covers them here.",
        len(lines),
        against,
    )


def _forms(record: Record, starts: Sequence[date], question: Question) -> Chart:
    """Acts together by form within the span of the matrix."""
    end = starts[-1] - timedelta(days=1)
    inside = [o for o in record.together if o.first >= starts[0] and o.last <= end]
    counts: dict[str, int] = {}
    for o in inside:
        for f in o.forms:
            counts[f] = counts.get(f, 0) + 1
    rift = sum(o.friction and o.first >= starts[0] and o.last <= end for o in record.occurrences)

    def row(form: str, name: str, n: int, word: str, /, **only: Any) -> dict[str, Any]:
        url = question.url("evidence", hotspot=record.hotspot, cell="", first=starts[0], last=end, **only)
        return {"form": form, "name": name, "observed": n, "expected": None, "word": word, "url": url}

    most = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:9]
    rows = [row(f, forms.get(f).name, n, "within", form=f) for f, n in most]
    rows.append(row("divergence", "Apart", rift, "apart" if rift else "within", against=True))
    says = f"Acts together by form, {hotspots.get(record.hotspot).name}"
    return Chart("forms", dumbbell.dumbbell(rows, says), says, rows)


def _map(picture: g.WatchMatrix, chosen: g.MatrixCell, watch: Watch, question: Question) -> Chart:
    """Every hotspot that has a place: its joint acts in the span of the matrix, the statistics' word."""
    spots = []
    for r in picture.rows:
        h, joint = hotspots.get(r.hotspot), sum(c.joint for c in r.cells)
        if h.place is None:
            continue
        word = g.CLASS.get(watch.verdict(h.id).statistics, "unknown")
        spots.append(
            world_map.Spot(
                h.id,
                h.short,
                h.place.lat,
                h.place.lon,
                joint,
                word,
                question.url("hotspot", hotspot=h.id, cell=""),
                chosen=h.id == chosen.hotspot,
            )
        )
    rows = [
        {"hotspot": s.id, "lat": s.lat, "lon": s.lon, "joint_acts": s.acts, "word": s.word} for s in spots
    ]
    says = f"Map of hotspots by joint acts, {span(picture)}"
    return Chart("map", world_map.world(spots, says, static_version(), borders=question.borders), says, rows)


def span(picture: g.WatchMatrix) -> str:
    """The stretch the matrix shows, in words."""
    return (
        f"{bins.label(picture.starts[0], picture.width)} to {bins.label(picture.starts[-2], picture.width)}"
    )


def _on_record(watch: Watch) -> list[Finding]:
    return [f for v in watch.verdicts for f in (*v.record.findings(), v.trend)]


def _data(watch: Watch, picture: g.WatchMatrix, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "heading": watch.heading(),
        "group": watch.group.id,
        "bin": picture.width,
        "findings": findings,
        "cells": [
            {
                "hotspot": c.hotspot,
                "first": c.first.isoformat(),
                "joint": c.joint,
                "alike": c.alike,
                "apart": c.rift,
                "statistics": c.word,
                "seen": not c.unseen,
            }
            for r in picture.rows
            for c in r.cells
        ],
    }
