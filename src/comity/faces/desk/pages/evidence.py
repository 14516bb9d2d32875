"""Which records stand behind this?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.question import KINDS, Question
from comity.lake.query.evidence import Line
from comity.records import bins
from comity.vocabulary import forms, hotspots

A_PAGE = 50


def behind(desk_data: DeskData, asked: Question, spot: str) -> list[Line]:
    """Every record behind a hotspot, newest first, read once while the data stay the same."""
    here = Question(asked.group, spot, as_of=asked.as_of, third=asked.third)
    return desk_data.once("why", here, lambda w: w.why(spot))


def once(lines: Iterable[Line]) -> list[Line]:
    """Lines without copies, and each thing told of a day once, whoever else it names: for a short list."""
    kept = [x for x in lines if not x.note.startswith("copy of")]
    return list({(x.date, x.what): x for x in reversed(kept)}.values())[::-1]


def build(desk_data: DeskData, asked: Question) -> Page:
    """The Evidence page: a filterable list, with counts by form and source."""
    watch = desk_data.watch(asked)
    spot, first, last = scope(asked)
    spots = [spot] if spot else [h.id for h in hotspots.watched()]
    begun, over = first or date.min, last or date.max
    if asked.selected:
        found = {x.record_id: x for h in spots for x in watch.why(h, first, last)}
    else:
        told = (x for h in spots for x in behind(desk_data, asked, h))
        found = {x.record_id: x for x in told if begun <= x.date <= over}
    lines = sorted(
        (x for x in found.values() if _wanted(x, asked)),
        key=lambda x: (-x.date.toordinal(), x.record_id),
    )
    pages = max(1, -(-len(lines) // A_PAGE))
    at = min(asked.page, pages)
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
        "evidence", "evidence.html", heading, asked, context, rows, {"heading": heading, "records": rows}
    )


def scope(asked: Question) -> tuple[str, date | None, date | None]:
    """Hotspot, first and last day asked about: those of the selected cell, if there is one."""
    if asked.selected is None:
        return asked.hotspot, asked.first, asked.last
    spot, day = asked.selected
    width = asked.bin or "quarter"
    starts = bins.starts(day, day, width)
    return spot, starts[0], date.fromordinal(starts[1].toordinal() - 1)


def _wanted(x: Line, asked: Question) -> bool:
    return (
        (not asked.kind or x.kind == asked.kind)
        and (not asked.form or asked.form in x.forms)
        and (not asked.source or x.source == asked.source)
        and (not asked.against or x.sets_apart(asked.group.codes))
    )


def _span(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return "all years"
    return f"{first or '…'} to {last or '…'}"
