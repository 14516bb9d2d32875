"""What next?  The months ahead as a fan, beside past forecasts and what happened."""

from __future__ import annotations

from comity.faces.present.charts.marks import Scale, picture, plain, tag, ticks, words
from comity.outlook.forecast.fans import Fan
from comity.records import bins

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 460, 150, 30, 12, 10, 22
BANDS = ((0, 4, "range"), (1, 3, "range inner"))
"""Outer and inner levels of :data:`comity.outlook.forecast.fans.LEVELS` that bound a band, and its class."""


def fan(told: Fan, says: str) -> str:
    """The picture: an upright a past forecast (80%), a dot for what came, hollow where it lay outside."""
    n, ahead = len(told.past), len(told.months)
    most = max(
        [2.0, *(float(max(p.high, p.came)) for p in told.past), *(float(q[-1]) for q in told.quantiles)]
    )
    x = Scale(0, n + ahead, LEFT + 8, WIDTH - RIGHT)
    y = Scale(0, most, HEIGHT - FOOT, TOP)
    out = []
    for t in (t for t in ticks(0, most, 3) if t == int(t)):
        out.append(tag("line", class_="grid", x1=float(LEFT), x2=WIDTH - RIGHT + 0.0, y1=y(t), y2=y(t)))
        out.append(words(plain(t), LEFT - 6, y(t) + 4, "tick", "end"))
    for i, p in enumerate(told.past):
        out.append(tag("line", class_="pastrange", x1=x(i), x2=x(i), y1=y(p.low) + 2, y2=y(p.high) - 2))
        inside = p.low <= p.came <= p.high
        out.append(tag("circle", class_="f-ink" if inside else "missed", cx=x(i), cy=y(p.came), r=2.8))
    out.append(tag("line", class_="ax", x1=x(n - 0.5), x2=x(n - 0.5), y1=float(TOP), y2=HEIGHT - FOOT + 0.0))
    at = [x(n + k) for k in range(ahead)]
    for low, high, class_ in BANDS:
        over = [f"{a:.1f},{y(q[high]):.1f}" for a, q in zip(at, told.quantiles, strict=True)]
        under = [f"{a:.1f},{y(q[low]):.1f}" for a, q in zip(at, told.quantiles, strict=True)]
        out.append(tag("path", class_=class_, d=f"M{'L'.join(over)}L{'L'.join(reversed(under))}Z"))
    middle = "L".join(f"{a:.1f},{y(q[2]):.1f}" for a, q in zip(at, told.quantiles, strict=True))
    out.append(tag("path", class_="expline", d=f"M{middle}"))
    if told.past:
        out.append(words(bins.label(told.past[0].month, "month"), x(0) - 4, HEIGHT - 5, "tick"))
    out.append(words(bins.label(told.months[0], "month"), x(n - 0.5) - 3, HEIGHT - 5, "tick", "end"))
    out.append(words(bins.label(told.months[-1], "month"), x(n + ahead - 1), HEIGHT - 5, "tick", "end"))
    return picture(out, WIDTH, HEIGHT, says, "fan")
