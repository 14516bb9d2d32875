"""Which records stand behind this?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.question import KINDS, Question
from comity.lake.query.evidence import EvidenceLine
from comity.records import bins
from comity.vocabulary import forms, hotspots

A_PAGE = 50


def behind(desk_data: DeskData, question: Question, spot: str) -> list[EvidenceLine]:
    """Every record behind a hotspot, newest first, read once while the data stay the same."""
    of_spot = Question(question.group, spot, as_of=question.as_of, third=question.third)
    return desk_data.once("why", of_spot, lambda w: w.why(spot))


def once(lines: Iterable[EvidenceLine]) -> list[EvidenceLine]:
    """Lines without copies, and each thing told of a day once, whoever else it names: for a short list."""
    originals = [x for x in lines if not x.note.startswith("copy of")]
    return list({(x.date, x.what): x for x in reversed(originals)}.values())[::-1]


def build(desk_data: DeskData, question: Question) -> Page:
    """The Evidence page: a filterable list, with counts by form and source."""
    watch = desk_data.watch(question)
    spot, first, last = scope(question)
    spots = [spot] if spot else [h.id for h in hotspots.watched()]
    begun, over = first or date.min, last or date.max
    if question.selected:
        by_id = {x.record_id: x for h in spots for x in watch.why(h, first, last)}
    else:
        lines_behind = (x for h in spots for x in behind(desk_data, question, h))
        by_id = {x.record_id: x for x in lines_behind if begun <= x.date <= over}
    lines = sorted(
        (x for x in by_id.values() if _wanted(x, question)),
        key=lambda x: (-x.date.toordinal(), x.record_id),
    )
    pages = max(1, -(-len(lines) // A_PAGE))
    at = min(question.page, pages)
    name = hotspots.get(spot).name if spot else "all hotspots"
    apart = sum(x.sets_apart(watch.group.codes) for x in lines)
    heading = f"{len(lines):,} records of {watch.group.name} on {name}; {apart:,} of them set them apart"
    context = {
        "lines": lines[(at - 1) * A_PAGE : at * A_PAGE],
        "at": at,
        "pages_of_list": pages,
        "spot": spot,
        "span": _span(first, last),
        "by_form": Counter(f for x in lines for f in x.forms).most_common(12),
        "by_source": Counter(x.source for x in lines).most_common(12),
        "kinds": KINDS,
        "all_forms": list(forms.all_forms().values()),
        "all_spots": hotspots.watched(),
    }
    rows = [x.as_row() for x in lines]
    return Page(
        "evidence", "evidence.html", heading, question, context, rows, {"heading": heading, "records": rows}
    )


def scope(question: Question) -> tuple[str, date | None, date | None]:
    """Hotspot, first and last day asked about: those of the selected cell, if there is one."""
    if question.selected is None:
        return question.hotspot, question.first, question.last
    spot, day = question.selected
    width = question.bin or "quarter"
    starts = bins.starts(day, day, width)
    return spot, starts[0], date.fromordinal(starts[1].toordinal() - 1)


def _wanted(x: EvidenceLine, question: Question) -> bool:
    return (
        (not question.kind or x.kind == question.kind)
        and (not question.form or question.form in x.forms)
        and (not question.source or x.source == question.source)
        and (not question.against or x.sets_apart(question.group.codes))
    )


def _span(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return "all years"
    return f"{first or '…'} to {last or '…'}"
