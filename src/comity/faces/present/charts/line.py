"""More than expected?  Observed as a line over the range expected without a tie of the pair's own."""

from __future__ import annotations

from collections.abc import Sequence

from comity.faces.present.charts.marks import PHONE, Scale, picture, plain, tag, ticks, words
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
    y = Scale(0, top * 1.05, height - FOOT, TOP)
    x = Scale(0, max(1, len(points) - 1), LEFT + 6, width - right)
    out = []
    for t in ticks(0, top, 4):
        out.append(tag("line", class_="grid", x1=LEFT, x2=width - right, y1=y(t), y2=y(t)))
        out.append(words(plain(t), LEFT - 8, y(t) + 4, "tick", "end"))
    step = max(1, -(-len(points) // (6 if width > PHONE else 3)))
    for i in range(0, len(points), step):
        out.append(words(points[i].label, x(i), height - 6, "tick", "middle"))
    for first, run in runs(points):
        out += _run(first, run, x, y)
    out += _ends(points, x, y)
    return picture(out, width, height, says, "expected")


def runs(points: Sequence[Point]) -> list[tuple[int, list[Point]]]:
    """Stretches without a gap: index of their first bin, and the bins."""
    out: list[tuple[int, list[Point]]] = []
    for i, p in enumerate(points):
        if p.observed is None:
            continue
        if out and out[-1][0] + len(out[-1][1]) == i:
            out[-1][1].append(p)
        else:
            out.append((i, [p]))
    return out


def _run(first: int, run: Sequence[Point], x: Scale, y: Scale) -> list[str]:
    at = [x(first + i) for i in range(len(run))]
    out = []
    if all(p.expected is not None for p in run):
        over = [f"{a:.1f},{y(p.high or 0):.1f}" for a, p in zip(at, run, strict=True)]
        under = [f"{a:.1f},{y(p.low or 0):.1f}" for a, p in zip(at, run, strict=True)]
        out.append(tag("path", class_="range", d=f"M{'L'.join(over)}L{'L'.join(reversed(under))}Z"))
        out.append(_path("expline", at, [p.expected or 0.0 for p in run], y))
    beyond = any(p.high is not None and (p.observed or 0) > p.high for p in run)
    out.append(_path("obs" if beyond else "obs within", at, [float(p.observed or 0) for p in run], y))
    for a, p in zip(at, run, strict=True):
        if p.high is not None and (p.observed or 0) > p.high:
            out.append(tag("circle", class_="f-together", cx=a, cy=y(float(p.observed or 0)), r=3.6))
    return out


def _path(class_: str, at: Sequence[float], values: Sequence[float], y: Scale) -> str:
    return tag(
        "path",
        class_=class_,
        d="M" + "L".join(f"{a:.1f},{y(v):.1f}" for a, v in zip(at, values, strict=True)),
    )


def _ends(points: Sequence[Point], x: Scale, y: Scale) -> list[str]:
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
