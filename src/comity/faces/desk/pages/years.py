"""The strip of years above the matrix: joint acts of each year since 1991, to jump by."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from comity.faces.desk.question import Question
from comity.faces.present.chart import Chart
from comity.faces.present.charts.marks import picture, tag, words
from comity.watch import Watch

FIRST = 1991
BAR, HEIGHT, FOOT = 20, 30, 14
AROUND = 3
"""Years shown when one is jumped to: it and so many before."""


def chart(watch: Watch, question: Question, first: date, after: date) -> Chart:
    """The strip: a bar a year; the years now shown are dark."""
    counts: Counter[int] = Counter()
    for record in watch.record.by_hotspot.values():
        counts.update({o.id: o.first.year for o in record.joint}.values())
    last = max(watch.data_to.year, FIRST)
    most = max(counts.values(), default=1)
    shown = range(first.year, (after - timedelta(days=1)).year + 1)
    out, rows = [], []
    for i, year in enumerate(range(FIRST, last + 1)):
        n = counts[year]
        high = max(1.0, n / most * HEIGHT) if n else 1.0
        bar = tag(
            "rect",
            class_="deed" if year in shown else "word",
            x=i * BAR + 1.0,
            y=HEIGHT - high,
            width=BAR - 2.0,
            height=high,
        )
        room = tag(
            "rect", x=float(i * BAR), y=0.0, width=float(BAR), height=HEIGHT + FOOT + 0.0, fill_opacity=0
        )
        name = (
            words(str(year), i * BAR + BAR / 2, HEIGHT + FOOT - 2, "tick", "middle") if year % 5 == 0 else ""
        )
        url = question.url(
            "watch", first=date(year - AROUND, 1, 1), last=date(year, 12, 31), cell="", bin="quarter"
        )
        out.append(tag("a", bar + name + room, href=url, aria_label=f"{year}: {n} joint acts"))
        rows.append({"year": year, "joint_acts": n})
    says = "Joint acts on record by year"
    svg = picture(out, (last - FIRST + 1) * BAR, HEIGHT + FOOT, says, "years", links=True)
    return Chart("years", svg, says, rows)
