"""The Sources page: the sources in the lake, what they cover, and which others exist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from comity.faces.pages import Page, Question
from comity.faces.present.charts.marks import PHONE, LinearScale, picture, tag, upright, words
from comity.faces.present.picture import Chart
from comity.parts.desk.desk_data import DeskData
from comity.records.coverage import Coverage
from comity.sources import registry

FIRST = date(1946, 1, 1)
WIDTH, LEFT, ROW, TOP = 1240, 420, 21, 22
#: Height of a row in pixels on a phone, where the name is above its bar.
TALL = 36


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page of sources: those in the lake (folder of records), what they cover, and others."""
    watch = desk_data.watch(question)
    stretches = watch.view.coverage()
    ids = sorted({c.source for c in stretches})
    rows = []
    for c in registry.all_cards().values():
        own = [x for x in stretches if x.source == c.id]
        rows.append(
            {
                "id": c.id,
                "title": c.title,
                "shows": c.shows,
                "span": c.span,
                "states": c.states,
                "licence": c.licence,
                "biases": list(c.biases),
                "get": c.get,
                "tried_on": c.tried_on,
                "held": bool(own),
                "first": min((x.first for x in own), default=None),
                "last": max((x.last for x in own), default=None),
            }
        )
    rows.sort(key=lambda r: (not r["held"], r["id"]))
    heading = (
        f"{len(ids)} of {len(rows)} sources are held; where a bar ends, the answer is “unknown”, not nothing"
    )
    chart = coverage(stretches, watch.data_to)
    return Page(
        "sources",
        "sources.html",
        heading,
        question,
        {"rows": rows},
        rows,
        {"sources": rows},
        {"coverage": chart},
    )


def coverage(stretches: Sequence[Coverage], last: date) -> Chart:
    """Chart the days that each source covers as bars from the first to the last day."""
    says = "Coverage of every source held, from its first to its last day"
    rows = [
        {
            "source": c.source,
            "table": c.table,
            "first": c.first,
            "last": c.last,
            "states": "all states" if c.states is None else len(c.states),
        }
        for c in sorted(stretches, key=lambda c: (c.source, c.table, c.first))
    ]
    wide, thin = (_draw_spans(stretches, last, says, w, left) for w, left in ((WIDTH, LEFT), (PHONE, 0)))
    return Chart("coverage", wide, says, rows, narrow=thin)


def _draw_spans(stretches: Sequence[Coverage], last: date, says: str, width: int, left: int) -> str:
    lines = sorted({c.source for c in stretches}, key=registry.title)
    row = ROW if left else TALL
    first = max(FIRST, min((c.first for c in stretches), default=FIRST))
    x = LinearScale(first.toordinal(), last.toordinal(), left, width - 10)
    height = TOP + len(lines) * row + 6
    out = []
    step = 10 if width > PHONE else 20
    for year in range(first.year // step * step + step, last.year + 1, step):
        at = x(date(year, 1, 1).toordinal())
        out.append(upright("grid", at, TOP - 4, height))
        out.append(words(str(year), at, 12, "tick", "middle"))
    for i, source in enumerate(lines):
        y = TOP + (i + 1) * row - ROW / 2
        name = registry.title(source)
        out.append(words(name, left - 12, y + 4, "tick", "end") if left else words(name, 0, y - 9, "tick"))
        for c in (c for c in stretches if c.source == source):
            start, end = x(c.first.toordinal()), x(c.last.toordinal())
            out.append(tag("rect", class_="word", x=start, y=y - 4, width=max(1.5, end - start), height=8.0))
    return picture(out, width, height, says, "coverage")
