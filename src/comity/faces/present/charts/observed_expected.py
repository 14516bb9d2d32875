"""More than expected?  Observed as a line over the range expected without a tie of the pair's own."""

from __future__ import annotations

from collections.abc import Sequence

from comity.faces.present.charts.marks import (
    PHONE,
    LinearScale,
    band,
    grid_levels,
    path,
    picture,
    runs,
    tag,
    ticks,
    words,
)
from comity.watch.questions.series import Point

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 760, 250, 36, 104, 12, 26


def against_expected(points: Sequence[Point], says: str, width: int = WIDTH) -> str:
    """The picture: straight segments from zero; bins above the range dotted; a gap where nothing was seen.

    Parameters
    ----------
    points : bins in order, without the unseen ones at either end
    says : the sentence it states
    width : of the picture
    """
    right, height = (RIGHT, HEIGHT) if width > PHONE else (78, 200)
    top = max([4.0, *(float(p.observed or 0) for p in points), *(p.high or 0.0 for p in points)])
    y = LinearScale(0, top * 1.05, height - FOOT, TOP)
    x = LinearScale(0, max(1, len(points) - 1), LEFT + 6, width - right)
    out = grid_levels(y, ticks(0, top, 4), LEFT, width - right)
    step = max(1, -(-len(points) // (6 if width > PHONE else 3)))
    for i in range(0, len(points), step):
        out.append(words(points[i].label, x(i), height - 6, "tick", "middle"))
    for run in runs(i for i, p in enumerate(points) if p.observed is not None):
        out += _run([x(i) for i in run], [points[i] for i in run], y)
    out += _ends(points, x, y)
    return picture(out, width, height, says, "expected")


def _run(at: Sequence[float], run: Sequence[Point], y: LinearScale) -> list[str]:
    out = []
    if all(p.expected is not None for p in run):
        out.append(band("range", at, [y(p.low or 0) for p in run], [y(p.high or 0) for p in run]))
        out.append(path("expline", zip(at, (y(p.expected or 0.0) for p in run), strict=True)))
    observed = [y(float(p.observed or 0)) for p in run]
    beyond = [p.high is not None and (p.observed or 0) > p.high for p in run]
    out.append(path("obs" if any(beyond) else "obs within", zip(at, observed, strict=True)))
    for a, o, over in zip(at, observed, beyond, strict=True):
        if over:
            out.append(tag("circle", class_="f-together", cx=a, cy=o, r=3.6))
    return out


def _ends(points: Sequence[Point], x: LinearScale, y: LinearScale) -> list[str]:
    """Both lines named at their right end, kept from touching."""
    last = next((i for i in reversed(range(len(points))) if points[i].observed is not None), None)
    if last is None:
        return []
    p, place = points[last], x(last) + 10
    observed = y(float(p.observed or 0))
    out = [words(f"Observed {p.observed}", place, observed + 4, "val")]
    if p.expected is not None:
        expected = y(p.expected)
        if abs(expected - observed) < 15:
            expected = observed + (15 if expected >= observed else -15)
        out.append(words(f"Expected {p.expected:.1f}", place, expected + 4, "lab soft"))
    return out
