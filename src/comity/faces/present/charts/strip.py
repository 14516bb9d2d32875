"""Is the pair unusual?  Other pairs as ticks, the pair as a dot with its range, its rank at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from comity.watch.composed.peers import Mark

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 200, 76, 32, 30


@dataclass(frozen=True, slots=True)
class Strip:
    """One place: the pair's mark, the other pairs', its rank, a class, and what the row opens."""

    name: str
    own: Mark
    others: tuple[Mark, ...]
    rank: int
    word: str
    url: str

    @property
    def of(self) -> int:
        """How many pairs are told here."""
        return 1 + len(self.others)


def strips(rows: Sequence[Strip], says: str, width: int = WIDTH, left: int = LEFT) -> str:
    """The picture, all rows on one scale.

    Parameters
    ----------
    rows : places in the order shown
    says : the sentence it states
    width, left : of the picture, and of the names in it
    """
    marks = [m for r in rows for m in (r.own, *r.others)]
    low = min([0.0, *(m.value for m in marks), *(r.own.low or 0.0 for r in rows)])
    high = max([0.0, *(m.value for m in marks), *(r.own.high or 0.0 for r in rows)])
    x = LinearScale(low, high, left + 8, width - RIGHT - 8)
    height = TOP + len(rows) * ROW
    out = grid_uprights(x, ticks(low, high, 5), height - 6, zero="ax")
    for i, r in enumerate(rows):
        out.append(tag("a", *_row(r, x, TOP + i * ROW + ROW / 2 - 6, width, left), href=r.url))
    return picture(out, width, height, says, "strips", links=True)


def _row(r: Strip, x: LinearScale, y: float, width: int, left: int) -> list[str]:
    out = [words(r.name, left - 14, y + 4, "lab", "end")]
    for m in r.others:
        out.append(upright("pl", x(m.value), y - 7, y + 7))
    own = r.own
    if own.low is not None and own.high is not None:
        out.append(level(f"rng s-{r.word}", y, x(own.low), x(own.high)))
    out.append(tag("circle", class_=f"f-{r.word}", cx=x(own.value), cy=y, r=5.5))
    above = max(r.others, key=lambda m: (m.value, m.pair), default=None)
    if above is not None and above.value > own.value:
        end = max(x(above.value), x(own.high if own.high is not None else own.value)) + 7
        name = above.pair.replace("-", "–")
        fits = end + 7.2 * len(name) < width - RIGHT + 12
        place = (end, y + 4, "tick") if fits else (x(above.value), y - 9, "tick", "end")
        out.append(words(name, *place))
    out.append(words(f"{r.rank} of {r.of}", width - RIGHT + 18, y + 4, "val"))
    return out
