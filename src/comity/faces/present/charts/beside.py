"""Is the pair unusual?  Pairs that people know as dots, before the grey band of pairs of like habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.faces.present.charts.marks import LinearScale, grid_uprights, level, picture, tag, ticks, words
from comity.watch.composed.peers import Mark

WIDTH, LEFT, RIGHT, ROW, TOP = 664, 212, 56, 28, 26
LONGEST = 22
"""Letters of a name that a phone has room for."""


@dataclass(frozen=True, slots=True)
class BesideRow:
    """One line: its name, its mark, the band behind it, whether it is the pair asked about, what it opens."""

    name: str
    mark: Mark
    band: tuple[float, float] | None
    own: bool
    url: str


def beside(rows: Sequence[BesideRow], says: str, width: int = WIDTH, left: int = LEFT) -> str:
    """The picture, all rows on one scale."""
    values = [v for r in rows for v in (r.mark.value, *(r.band or ()))]
    low, high = min([0.0, *values]), max([0.0, *values])
    right = RIGHT if width == WIDTH else 44
    x = LinearScale(low, high, left + 8, width - right)
    height = TOP + len(rows) * ROW
    out = grid_uprights(x, ticks(low, high, 5 if width == WIDTH else 3), height - 2, zero="ax")
    for i, r in enumerate(rows):
        out.append(tag("a", *_row(r, x, TOP + i * ROW + ROW / 2, width, left), href=r.url))
    return picture(out, width, height, says, "beside", links=True)


def _row(r: BesideRow, x: LinearScale, y: float, width: int, left: int) -> list[str]:
    name = r.name if width == WIDTH or len(r.name) <= LONGEST else r.mark.pair.replace("-", "–")
    out = [words(name, left - 12, y + 4, "named" if r.own else "lab", "end")]
    if r.band is not None:
        begin, end = (x(v) for v in r.band)
        out.insert(
            0, tag("rect", class_="range", x=begin, y=y - ROW / 2, width=end - begin, height=float(ROW))
        )
    word = "together" if r.own else "ink"
    if r.mark.low is not None and r.mark.high is not None:
        out.append(level("rng s-together", y, x(r.mark.low), x(r.mark.high)))
    out.append(tag("circle", class_=f"f-{word}", cx=x(r.mark.value), cy=y, r=5.5 if r.own else 4.5))
    value = f"{r.mark.value:.2f}".replace("-", "−")
    out.append(words(value, width, y + 4, "val" if r.own else "lab", "end"))
    return out
