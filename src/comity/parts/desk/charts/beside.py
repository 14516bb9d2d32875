"""Charts that compare a pair with similar pairs: values with their usual range, and shares of all pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.faces.present.charts.marks import (
    LinearScale,
    band,
    grid_levels,
    grid_uprights,
    level,
    path,
    picture,
    runs,
    tag,
    ticks,
    upright,
    words,
)
from comity.types import Pair
from comity.vocabulary.group import Group
from comity.vocabulary.states import permanent_seats
from comity.watch.composed.peers import Mark

WIDTH, LEFT, RIGHT, ROW, TOP = 664, 212, 56, 28, 26
#: Most letters of a name on a phone.
LONGEST = 22


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A pair of states in a chart: name, value, range of similar pairs, whether asked about, and link."""

    name: str
    mark: Mark
    band: tuple[float, float] | None
    own: bool
    url: str


def draw_beside(rows: Sequence[BesideRow], says: str, width: int = WIDTH, left: int = LEFT) -> str:
    """Draw pairs of states in rows on one scale, each with its value and the range of similar pairs."""
    values = [v for r in rows for v in (r.mark.value, *(r.band or ()))]
    low, high = min([0.0, *values]), max([0.0, *values])
    right = RIGHT if width == WIDTH else 44
    x = LinearScale(low, high, left + 8, width - right)
    height = TOP + len(rows) * ROW
    out = grid_uprights(x, ticks(low, high, 5 if width == WIDTH else 3), height - 2, zero="ax")
    for i, r in enumerate(rows):
        out.append(tag("a", *_row(r, x, TOP + i * ROW + ROW / 2, width, left), href=r.url))
    return picture(out, width, height, says, "beside", links=True)


def _row(r: BesideRow, x: LinearScale, y: float, width: int, left: int) -> list[str]:
    name = r.name if width == WIDTH or len(r.name) <= LONGEST else r.mark.pair.replace("-", "–")
    out = [words(name, left - 12, y + 4, "named" if r.own else "lab", "end")]
    if r.band is not None:
        begin, end = (x(v) for v in r.band)
        out.insert(
            0, tag("rect", class_="range", x=begin, y=y - ROW / 2, width=end - begin, height=float(ROW))
        )
    word = "together" if r.own else "ink"
    if r.mark.low is not None and r.mark.high is not None:
        out.append(level("rng s-together", y, x(r.mark.low), x(r.mark.high)))
    out.append(tag("circle", class_=f"f-{word}", cx=x(r.mark.value), cy=y, r=5.5 if r.own else 4.5))
    value = f"{r.mark.value:.2f}".replace("-", "−")
    out.append(words(value, width, y + 4, "val" if r.own else "lab", "end"))
    return out


DOTS, DOT, DOTS_TALL, ZERO = (340, 150), 4, 26, 84


def draw_dots(shares: Mapping[Pair, float], own: Pair, says: str) -> str:
    """Draw a dot per pair of states by its share, ``own`` larger; pairs with share 0 are one block.

    Labels name this pair, the pair with the next share, and the first other pair of permanent members of the
    Security Council.
    """
    (width, height), floor = DOTS, DOTS[1] - 20.0
    none = [p for p in shares if not shares[p] and p != own]
    some = sorted((p for p in shares if shares[p] and p != own), key=lambda p: (-shares[p], p))
    x = LinearScale(0, max(shares.values()) or 1.0, ZERO, width - 12)
    out, stacks = [level("ax", floor, 0, width)], Counter[int]()
    for k in range(len(none)):
        across, up = divmod(k, DOTS_TALL)
        out.append(tag("circle", class_="f-within", cx=4.0 + across * DOT, cy=floor - 3 - up * DOT, r=1.6))
    for p in some:
        column = round(x(shares[p]) / DOT)
        cy = floor - 3 - stacks[column] * DOT
        stacks[column] += 1
        title = tag("title", f"{Group.of(*p).short} {shares[p]:.0%}")
        out.append(tag("g", title, tag("circle", class_="f-within", cx=float(column * DOT), cy=cy, r=1.6)))
    out.append(tag("circle", class_="f-together", cx=x(shares[own]), cy=floor - 5, r=5.0))
    never = f"{len(none)} pairs never" if none else ""
    out.append(words(never, 0, floor - DOT * min(len(none), DOTS_TALL) - 8, "note"))
    permanent = [p for p in some[1:] if set(p) <= set(permanent_seats())]
    for p, high in ((own, 58.0), *((p, 36.0) for p in some[:1]), *((p, 80.0) for p in permanent[:1])):
        at = x(shares[p])
        out.append(upright("leader", at, floor - high + 4, floor - 12))
        style, end = "named" if p == own else "note", "end" if at > width / 2 else "start"
        out.append(words(f"{Group.of(*p).short} {shares[p]:.0%}", at, floor - high, style, end))
    for share in ticks(0, x.high, 3):
        out.append(words(f"{share:.0%}", x(share), height - 4, "tick", "middle"))
    return picture(out, width, height, says, "dots")


#: Width and height of a small chart, of a large one, and of a large one on a phone.
SMALL, LARGE, THIN = (320, 84), (664, 230), (358, 200)

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
    """Draw by year the agreement of two states in votes, with the range of similar pairs of states.

    Parameters
    ----------
    values : agreement by year; a missing year is a gap
    like : middle 80% of similar pairs, by year
    span : years shown
    ends : lowest and highest value of the scale
    says : sentence that the chart shows; the part before the colon labels the line of a large chart
    own : whether this is the pair asked about
    size : one of the sizes above; all but the smallest have a scale, years and names
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
        out.append(words("similar pairs", x(last) - 6, y(0) + 16, "note", "end"))
    if large:
        out += [
            words(str(k), x(k), height - 4, "tick", "middle")
            for k in span
            if k % (5 if width > 400 else 10) == 0
        ]
    return picture(out, width, height, says, "agreement")
