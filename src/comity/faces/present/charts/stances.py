"""With or against the third power, year by year: acts together against it above the line, with it below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from comity.faces.present.charts.marks import level, picture, tag, words
from comity.watch.account.acts import AGAINST, WITH, ClassedAct

WIDTH, UNIT, TALL, FOOT = 440, 12, 132, 18


def stances(acts: Sequence[ClassedAct], today: date, says: str) -> str:
    """The picture of acts together; one block is one act."""
    by = {s: Counter(a.first.year for a in acts if a.stance == s) for s in (AGAINST, WITH)}
    years = range(min(a.first for a in acts).year, today.year + 1)
    most = max(max(by[AGAINST].values(), default=0) + max(by[WITH].values(), default=0), 1)
    unit = min(UNIT, TALL / most)
    axis = max(max(by[AGAINST].values(), default=0), 1) * unit + 8
    step = WIDTH / len(years)
    out = []
    for k, year in enumerate(years):
        for stance, class_ in ((AGAINST, "f-ink"), (WITH, "with")):
            for n in range(by[stance][year]):
                y = axis - (n + 1) * unit + 1 if stance == AGAINST else axis + n * unit + 2
                box = tag(
                    "rect",
                    class_=class_,
                    x=k * step + 1.2,
                    y=y,
                    width=max(step - 2.6, 1.0),
                    height=max(unit - 2.4, 1.0),
                )
                out.append(box)
    out.append(level("axis", axis, 0, WIDTH))
    height = axis + max(by[WITH].values(), default=0) * unit + FOOT
    out.append(words(str(years[0]), 0, height - 2, "tick"))
    out.append(words(str(years[-1]), WIDTH, height - 2, "tick", "end"))
    return picture(out, WIDTH, height, says, "stances")
