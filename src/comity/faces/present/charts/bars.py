"""What passed by year: bars up for one direction, down for the other, hatched where nothing could be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.faces.present.charts.marks import LinearScale, level, picture, runs, tag, words

WIDTH, HALF, FOOT, LEFT, RIGHT = 420, 46, 16, 4, 44
STEP = 5
"""Pixels between the lines of a hatching."""

Values = dict[int, float | None]


@dataclass(frozen=True, slots=True)
class Side:
    """One direction: its values by year (``None``: could not be seen), a class, what its bars open."""

    name: str
    by_year: Values
    class_: str
    url: str


def bars(sides: Sequence[Side], years: range, most: float, says: str, top: str) -> str:
    """The picture: one side up; two sides, one up and one down, on one scale.

    Parameters
    ----------
    sides : one or two
    years : years on the picture
    most : top of the scale
    says : the sentence it states
    top : the top of the scale in words
    """
    step = (WIDTH - LEFT - RIGHT) / len(years)
    middle = float(HALF + 8)
    height = middle + (HALF if len(sides) > 1 else 0) + FOOT
    out = []
    for k, side in enumerate(sides):
        up = k == 0
        y = LinearScale(0, most or 1.0, middle, middle - HALF if up else middle + HALF)
        inside = [_bar(side, i, year, y, middle, step) for i, year in enumerate(years)]
        out.append(tag("a", *inside, href=side.url, aria_label=side.name or says))
        out += _unseen(side, years, middle - HALF if up else middle, step)
    out.append(level("ax", middle, LEFT, WIDTH - RIGHT))
    out.append(words(top, WIDTH - RIGHT + 4, middle - HALF + 8, "tick"))
    for i, year in enumerate(years):
        if year % 10 == 0:
            out.append(words(str(year), LEFT + i * step, height - 3, "tick"))
    return picture(out, WIDTH, height, says, "bars", links=True)


def _bar(side: Side, i: int, year: int, y: LinearScale, middle: float, step: float) -> str:
    value = side.by_year.get(year)
    if value is None:
        return ""
    end = y(value)
    long = max(abs(end - middle), 1.0 if value == 0 else 1.5)
    top = min(end, middle) if end != middle else middle - 0.5
    return tag(
        "rect", class_=side.class_, x=LEFT + i * step + 0.5, y=top, width=max(1.0, step - 1.5), height=long
    )


def _unseen(side: Side, years: range, top: float, step: float) -> list[str]:
    """Hatching over each stretch of years in which the source could have shown nothing."""
    unseen = runs(i for i, year in enumerate(years) if side.by_year.get(year) is None)
    return [hatching(LEFT + run[0] * step, top, len(run) * step, float(HALF)) for run in unseen]


def hatching(x: float, y: float, width: float, height: float) -> str:
    """Slanted lines over a rectangle, as one path: nothing is borrowed from a page."""
    lines = []
    for k in range(STEP, int(width + height), STEP):
        a, b = min(float(k), width), max(0.0, k - height)
        lines.append(f"M{x + b:.1f},{y + k - b:.1f}L{x + a:.1f},{y + k - a:.1f}")
    return tag("path", class_="hatching", d="".join(lines)) if lines else ""
