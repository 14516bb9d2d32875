"""Agreement beyond habit by year: the pair's line before the band of pairs of like habits."""

from __future__ import annotations

from collections.abc import Mapping

from comity.faces.present.charts.marks import (
    LinearScale,
    band,
    grid_levels,
    level,
    path,
    picture,
    runs,
    tag,
    ticks,
    words,
)

SMALL, LARGE, THIN = (320, 84), (664, 230), (358, 200)
"""Width and height of one of many pictures, of one by itself, and of that on a phone."""

Years = Mapping[int, float]
Band = Mapping[int, tuple[float, float]]


def agreement(
    values: Years,
    like: Band,
    span: range,
    ends: tuple[float, float],
    says: str,
    *,
    own: bool,
    size: tuple[int, int] = SMALL,
) -> str:
    """The picture.

    Parameters
    ----------
    values : year -> agreement; a year left out is a gap
    like : year -> the middle eighty per cent of like pairs
    span : years on the picture
    ends : lowest and highest value of the scale
    says : the sentence it states; what stands before its colon names the line of a large picture
    own : whether it is the pair asked about
    size : one of the above; all but the smallest have a scale, years and names
    """
    (width, height), large = size, size != SMALL
    left, foot = (40, 22) if large else (4, 4)
    x = LinearScale(span.start, max(span.start + 1, span.stop - 1), left, width - (22 if large else 8))
    y = LinearScale(ends[0], ends[1], height - foot, 24 if large else 8)
    out = grid_levels(y, ticks(*ends, 5), left, width) if large else []
    for run in runs(k for k in span if k in like):
        at = [x(k) for k in run]
        out.append(band("range", at, [y(like[k][0]) for k in run], [y(like[k][1]) for k in run]))
    out.append(level("ax", y(0), left, width))
    for run in runs(k for k in span if k in values):
        out.append(path("line strong" if own else "line dark", ((x(k), y(values[k])) for k in run)))
    last = max((k for k in span if k in values), default=None)
    if last is not None:
        out.append(
            tag("circle", class_="f-together" if own else "f-ink", cx=x(last), cy=y(values[last]), r=3.2)
        )
    if large and last is not None:
        peak = max(
            (k for k in values if k <= (span.start + last) // 2), key=lambda k: values[k], default=last
        )
        out.append(words(says.partition(":")[0], x(peak), y(values[peak]) - 10, "named", "middle"))
        out.append(words("like pairs", x(last) - 6, y(0) + 16, "note", "end"))
    if large:
        out += [
            words(str(k), x(k), height - 4, "tick", "middle")
            for k in span
            if k % (5 if width > 400 else 10) == 0
        ]
    return picture(out, width, height, says, "agreement")
