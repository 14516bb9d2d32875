"""Small multiples: one series a picture, an area above and below zero, one scale for all."""

from __future__ import annotations

from collections.abc import Mapping

from comity.faces.present.charts.marks import LinearScale, level, path, picture, runs, tag

WIDTH, HEIGHT, PAD = 220, 56, 4


def area(values: Mapping[int, float], span: range, ends: tuple[float, float], says: str, strong: str) -> str:
    """One picture.

    Parameters
    ----------
    values : year -> value; a year left out is a gap
    span : years on the picture
    ends : lowest and highest value of the common scale
    says : the sentence it states
    strong : class of the line and its last dot: ``strong`` or ""
    """
    x = LinearScale(span.start, max(span.start + 1, span.stop - 1), PAD, WIDTH - PAD - 4)
    y = LinearScale(ends[0], ends[1], HEIGHT - PAD, PAD)
    out = []
    for run in runs(k for k in span if k in values):
        for class_, cut in (("above", max), ("below", min)):
            edge = [(x(k), y(cut(0.0, values[k]))) for k in run]
            out.append(path(class_, [(x(run[0]), y(0)), *edge, (x(run[-1]), y(0))], closed=True))
        out.append(path(f"line {strong}".strip(), ((x(k), y(values[k])) for k in run)))
    out.append(level("ax", y(0), PAD, WIDTH - PAD))
    last = max((k for k in span if k in values), default=None)
    if last is not None:
        class_ = "f-together" if strong else "f-within"
        out.append(tag("circle", class_=class_, cx=x(last), cy=y(values[last]), r=3.0))
    return picture(out, WIDTH, HEIGHT, says, "mini")
