"""Fan chart of the months ahead, beside past forecasts and the outcomes."""

from __future__ import annotations

from comity.faces.present.charts.marks import (
    LinearScale,
    band,
    grid_levels,
    path,
    picture,
    tag,
    ticks,
    upright,
    words,
)
from comity.parts.outlook.forecast.fans import Fan
from comity.records import bins

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 460, 150, 30, 12, 10, 22
#: Indices of a band's lower and upper level in :data:`~comity.parts.outlook.forecast.fans.LEVELS`, and its
#: CSS class.
BANDS = ((0, 4, "range"), (1, 3, "range inner"))


def fan(forecast: Fan, says: str) -> str:
    """Draw a forecast as an SVG fan chart, with past forecasts as lines (80%) and their outcomes as dots.

    A dot is hollow if it is off its line.
    """
    n, ahead = len(forecast.past), len(forecast.months)
    most = max(
        [
            2.0,
            *(float(max(p.high, p.came)) for p in forecast.past),
            *(float(q[-1]) for q in forecast.quantiles),
        ]
    )
    x = LinearScale(0, n + ahead, LEFT + 8, WIDTH - RIGHT)
    y = LinearScale(0, most, HEIGHT - FOOT, TOP)
    whole = [t for t in ticks(0, most, 3) if t == int(t)]
    out = grid_levels(y, whole, LEFT, WIDTH - RIGHT, gap=6)
    for i, p in enumerate(forecast.past):
        out.append(upright("pastrange", x(i), y(p.low) + 2, y(p.high) - 2))
        inside = p.low <= p.came <= p.high
        out.append(tag("circle", class_="f-ink" if inside else "missed", cx=x(i), cy=y(p.came), r=2.8))
    out.append(upright("ax", x(n - 0.5), TOP, HEIGHT - FOOT))
    at = [x(n + k) for k in range(ahead)]
    for low, high, class_ in BANDS:
        out.append(
            band(
                class_, at, [y(q[low]) for q in forecast.quantiles], [y(q[high]) for q in forecast.quantiles]
            )
        )
    out.append(path("expline", zip(at, (y(q[2]) for q in forecast.quantiles), strict=True)))
    if forecast.past:
        out.append(words(bins.label(forecast.past[0].month, "month"), x(0) - 4, HEIGHT - 5, "tick"))
    out.append(words(bins.label(forecast.months[0], "month"), x(n - 0.5) - 3, HEIGHT - 5, "tick", "end"))
    out.append(words(bins.label(forecast.months[-1], "month"), x(n + ahead - 1), HEIGHT - 5, "tick", "end"))
    return picture(out, WIDTH, HEIGHT, says, "fan")
