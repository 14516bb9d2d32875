"""In what form?  A dot for what was observed, an upright for what was expected, a bar between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.faces.present.charts.marks import (
    LinearScale,
    grid_uprights,
    level,
    picture,
    tag,
    ticks,
    upright,
    words,
)

WIDTH, ROW, LEFT, TOP = 440, 31, 196, 24


def dumbbell(rows: Sequence[Mapping[str, Any]], says: str, width: int = WIDTH, left: int = LEFT) -> str:
    """The picture.

    Parameters
    ----------
    rows : ``name``, ``observed``, ``expected`` (``None``: nothing to hold it against), ``word`` (a class)
        and, if it opens something, ``url``
    says : the sentence it states
    """
    most = max([4.0, *(float(r["observed"]) for r in rows), *(float(r["expected"] or 0) for r in rows)])
    x = LinearScale(0, most * 1.05, left, width - 40)
    height = TOP + len(rows) * ROW
    out = grid_uprights(x, ticks(0, most, 4), height - 4)
    for i, r in enumerate(rows):
        out.append(_row(r, x, TOP + i * ROW + ROW / 2 - 4, left))
    return picture(out, width, height, says, "forms", links=any("url" in r for r in rows))


def _row(r: Mapping[str, Any], x: LinearScale, y: float, left: int) -> str:
    observed, expected = float(r["observed"]), r["expected"]
    out = [words(r["name"], left - 14, y + 4, "lab", "end")]
    start = 0.0 if expected is None else float(expected)
    out.append(level(f"bar s-{r['word']}", y, x(start), x(observed)))
    if expected is not None:
        out.append(upright("exp", x(start), y - 7, y + 7))
    out.append(tag("circle", class_=f"f-{r['word']}", cx=x(observed), cy=y, r=5.5))
    out.append(words(f"{observed:g}", x(max(observed, start)) + 11, y + 4, "val"))
    inside = "".join(out)
    return tag("a", inside, href=r["url"]) if "url" in r else inside
