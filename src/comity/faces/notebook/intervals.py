"""A number's range, drawn: a dot on a line where it is sure of its side of zero, hollow where it is not."""

from __future__ import annotations

from collections.abc import Iterable

from comity.faces.present.charts.marks import LinearScale, tag
from comity.faces.present.charts.standalone import light
from comity.records.finding import Finding

WIDTH, HEIGHT, EDGE = 132, 16, 6


def scales(findings: Iterable[Finding]) -> dict[str, LinearScale]:
    """One scale a unit, zero on it, wide enough for every range shown."""
    ends: dict[str, list[float]] = {}
    for f in findings:
        if f.interval is not None and not isinstance(f.value, str):
            ends.setdefault(f.unit, [0.0]).extend((f.interval.low, f.interval.high, float(f.value or 0)))
    return {u: LinearScale(min(e), max(e), EDGE, WIDTH - EDGE) for u, e in ends.items() if max(e) > min(e)}


def drawn(f: Finding, scale: LinearScale | None) -> str:
    """The range of one finding, "" where there is none to draw."""
    if scale is None or f.interval is None or isinstance(f.value, str) or f.value is None:
        return ""
    colour, y = light(), HEIGHT / 2
    unsure = f.interval.low <= 0 <= f.interval.high
    ink = colour["z"] if unsure else colour["ink"]
    low, high = scale(f.interval.low), scale(f.interval.high)
    parts = (
        tag("line", x1=scale(0.0), x2=scale(0.0), y1=1, y2=HEIGHT - 1, stroke=colour["hair"]),
        tag("line", x1=low, x2=high, y1=y, y2=y, stroke=ink, stroke_width=2),
        tag(
            "circle",
            cx=scale(float(f.value)),
            cy=y,
            r=3.5,
            fill=colour["bg"] if unsure else ink,
            stroke=ink,
            stroke_width=1.5,
        ),
    )
    says = f"{f.value:.3g}, {f.interval.name} {f.interval.low:.3g} to {f.interval.high:.3g}"
    box = f"0 0 {WIDTH} {HEIGHT}"
    return tag("svg", *parts, width=WIDTH, height=HEIGHT, viewBox=box, role="img", aria_label=says)
