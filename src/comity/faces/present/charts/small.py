"""Small multiples: one series a picture, an area above and below zero, one scale for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.faces.present.charts.marks import Scale, picture, tag

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
    x = Scale(span.start, max(span.start + 1, span.stop - 1), PAD, WIDTH - PAD - 4)
    y = Scale(ends[0], ends[1], HEIGHT - PAD, PAD)
    out = []
    for run in _runs([k for k in span if k in values]):
        line = "L".join(f"{x(k):.1f},{y(values[k]):.1f}" for k in run)
        for class_, cut in (("above", max), ("below", min)):
            edge = "L".join(f"{x(k):.1f},{y(cut(0.0, values[k])):.1f}" for k in run)
            shape = f"M{x(run[0]):.1f},{y(0):.1f}L{edge}L{x(run[-1]):.1f},{y(0):.1f}Z"
            out.append(tag("path", class_=class_, d=shape))
        out.append(tag("path", class_=f"line {strong}".strip(), d=f"M{line}"))
    out.append(tag("line", class_="ax", x1=float(PAD), x2=WIDTH - PAD + 0.0, y1=y(0), y2=y(0)))
    last = max((k for k in span if k in values), default=None)
    if last is not None:
        class_ = "f-together" if strong else "f-within"
        out.append(tag("circle", class_=class_, cx=x(last), cy=y(values[last]), r=3.0))
    return picture(out, WIDTH, HEIGHT, says, "mini")


def _runs(years: Sequence[int]) -> list[list[int]]:
    """Stretches of years without a gap."""
    out: list[list[int]] = []
    for k in years:
        if out and k == out[-1][-1] + 1:
            out[-1].append(k)
        else:
            out.append([k])
    return out
