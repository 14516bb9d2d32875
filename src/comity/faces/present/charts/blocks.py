"""Charts of acts by year, one block per act.

Acts together are above the line and disagreement is below it; acts of one state alone are dots in a lane
further below. All pictures have the same scale. Blocks are dark for joint deeds, grey for joint words and
light for acts on the same side. They are light blue for stepping back and dark blue for opposed acts. Blocks
of the current year are hollow.
"""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import product
from math import inf

from comity.faces.present.charts.marks import PHONE, level, picture, tag, upright, words
from comity.records.facts import JOINT, OPPOSED, SAME_SIDE, STEPS_BACK
from comity.watch.account.acts import ClassedAct
from comity.watch.account.pair import PairAccount
from comity.watch.account.phrases import begin, tell, write_date
from comity.watch.account.place import PlaceAccount
from comity.watch.account.sections import tell_counts

#: Address of the acts from a first to a last day.
SpanUrl = Callable[[date, date], str]
ActUrl = Callable[[ClassedAct], str]
#: Years of a strip, its width, and the height of a block with the gap above it.
YEARS, STRIP, UNIT = 26, 291, 3.8
#: Widths of the picture of a place on a screen, and on a printed page.
WIDTH, SHEET = 1280, 900
#: Height of a block in the picture of a place, and height of a dot in the lane.
TALL, DOT = 8.0, 8.0
#: By whether the picture is for a screen: greatest height of a stack and of the lane of dots, and number of
#: acts named per side.
ROOM, LANE_ROOM, NAMED = {True: 220.0, False: 80.0}, {True: 160.0, False: 40.0}, {True: 6, False: 2}
#: Letters per line of a named act, and its most lines.
SIGNS, LINES = 17, 4
LEFT, FOOT = 96, 22
#: Signs of the picture with their words.
LEGEND = (
    ("deed", "joint deed"),
    ("word", "joint word"),
    ("side", "same side"),
    ("step", "steps back"),
    ("opposed", "opposed"),
    ("alone", "one alone"),
)


def sign_of(act: ClassedAct) -> str:
    """Return the sign with which an act is drawn, one of :data:`LEGEND`."""
    if act.act_class == JOINT:
        return "deed" if act.deed else "word"
    return {SAME_SIDE: "side", STEPS_BACK: "step", OPPOSED: "opposed"}.get(act.act_class, "alone")


@dataclass(slots=True)
class _Year:
    """The acts of a year by place in the chart: above the line, below it, or of one state alone."""

    up: list[ClassedAct] = field(default_factory=list)
    down: list[ClassedAct] = field(default_factory=list)
    alone: list[ClassedAct] = field(default_factory=list)

    @property
    def acts(self) -> list[ClassedAct]:
        """All acts of the year."""
        return [*self.up, *self.down, *self.alone]


def _group_by_year(acts: Iterable[ClassedAct], years: Sequence[int]) -> dict[int, _Year]:
    order = [name for name, _ in LEGEND]
    out: dict[int, _Year] = defaultdict(_Year)
    for a in sorted(acts, key=lambda a: (order.index(sign_of(a)), a.first, a.id)):
        if a.first.year in years:
            year = out[a.first.year]
            (year.up if a.together else year.down if a.parting else year.alone).append(a)
    return out


def strip(acts: Iterable[ClassedAct], today: date, name: str, url: SpanUrl) -> str:
    """Return a drawing of the acts at a place in one row of years; each year links to its acts."""
    years = range(today.year - YEARS + 1, today.year + 1)
    by_year = _group_by_year(acts, years)
    step = STRIP / YEARS
    axis = 3 + max((len(y.up) for y in by_year.values()), default=0) * UNIT
    lane = axis + 3 + max((len(y.down) for y in by_year.values()), default=0) * UNIT
    dots = max((len(y.alone) for y in by_year.values()), default=0)
    height = lane + (dots * UNIT + 3 if dots else 0)
    out = [upright("grid", (k + 0.5) * step, 0, lane) for k, y in enumerate(years) if y % 5 == 0]
    if dots:
        out.append(tag("rect", class_="lane", x=0.0, y=lane, width=float(STRIP), height=height - lane))
    out.append(level("ax", axis, 0, STRIP))
    for k, y in enumerate(years):
        if (year := by_year.get(y)) is None:
            continue
        x, wide = k * step + 1, step - 2
        hollow = " hollow" if y == today.year else ""
        inside = [_block(a, x, axis - (n + 1) * UNIT, wide, UNIT - 1, hollow) for n, a in enumerate(year.up)]
        inside += [_block(a, x, axis + 1 + n * UNIT, wide, UNIT - 1, hollow) for n, a in enumerate(year.down)]
        inside += [
            tag("circle", class_="b-alone", cx=x + wide / 2, cy=lane + 3 + n * UNIT, r=1.4)
            for n in range(len(year.alone))
        ]
        label = f"{name}, {y}: {tell_counts(year.acts)}"
        title = tag("title", escape(label))
        address = url(date(y, 1, 1), date(y, 12, 31))
        room = tag("rect", x=k * step, y=0.0, width=step, height=height, fill_opacity=0)
        out.append(tag("a", title, *inside, room, href=address, aria_label=label, data_column=k))
    says = f"{name}, {years[0]} to {years[-1]}: acts by year"
    return picture(out, STRIP, height, says, "strip", links=True)


def strip_head(today: date) -> str:
    """Return a drawing of the year labels for the top of a column of such rows."""
    step = STRIP / YEARS
    years = enumerate(range(today.year - YEARS + 1, today.year + 1))
    marks = [words(str(y), (k + 0.5) * step, 12, "tick", "middle") for k, y in years if y % 5 == 0]
    return picture(marks, STRIP, 16, "Years", "strip")


def _block(act: ClassedAct, x: float, y: float, wide: float, high: float, more: str = "") -> str:
    return tag("rect", class_=f"b-{sign_of(act)}{more}", x=x, y=y, width=wide, height=high)


def matrix(account: PairAccount, most: int = 0) -> str:
    """Return a picture of a pair's acts by place and year; ``most`` limits it to the busiest places."""
    name_width, row_gap = 160.0, 10.0
    out = [_move(strip_head(account.data_to), name_width, 0)]
    y, right = 20.0, name_width + STRIP
    for head, x in zip(("joint", "same side", "steps back", "opposed"), range(4), strict=True):
        out.append(words(head, right + 60 + 74 * x, 12, "tick", "end"))
    rows = [r for r in account.rows if r.acts]
    if most:
        busiest = sorted((r for r in rows if not r.own), key=lambda r: -r.total)[:most]
        rows = [r for r in rows if r in busiest]
        out.append(words(f"The {len(rows)} busiest places", 0, 12, "tick"))
    for row in rows:
        svg = strip(row.acts, account.data_to, row.name, lambda _first, _last: "#")
        high = max(_height(svg), 22.0)
        out += [
            level("grid", y, 0, WIDTH),
            words(row.name, 0, y + high / 2 + 4, "named"),
            _move(svg, name_width, y),
        ]
        for n, x in zip((row.joint, row.same_side, row.steps_back, row.opposed), range(4), strict=True):
            out.append(words(str(n), right + 60 + 74 * x, y + high / 2 + 4, "lab", "end"))
        if row.newest and not most:
            said = f"{write_date(row.newest)}  {row.newest.short}"
            out.append(words(said, right + 310, y + high / 2 + 4, "note"))
        y += high + row_gap
    return picture(
        out, right + 292 if most else WIDTH, y, " ".join(s.text for s in account.heading), "matrix"
    )


def _height(svg: str) -> float:
    return float(svg.split('viewBox="', 1)[1].split('"', maxsplit=1)[0].split()[3])


def _move(svg: str, x: float, y: float) -> str:
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return tag("g", inside, transform=f"translate({x:.1f},{y:.1f})")


def timeline(account: PlaceAccount | PairAccount, url: ActUrl, says: str, width: int = WIDTH) -> str:
    """Return a drawing of the acts of a place or a pair, each a block with a link; "" without acts.

    Parameters
    ----------
    account : the account of a place, or of a pair over all places
    url : function that returns the web address for a block
    says : the message of the picture in one sentence
    width : width for a screen, a printed page or a phone; on a phone no act has a label
    """
    if not account.acts:
        return ""
    first = min(min(a.first for a in account.acts).year, account.data_to.year - 9)
    years = range(max(first, account.data_to.year - 34), account.data_to.year + 1)
    by_year = _group_by_year(account.acts, years)
    left = 0 if width == PHONE else LEFT
    step = (width - left) / len(years)
    most_up = max((len(y.up) for y in by_year.values()), default=0)
    most_down = max((len(y.down) for y in by_year.values()), default=0)
    dots = max((len(y.alone) for y in by_year.values()), default=0)
    screen = width != SHEET
    unit = min(TALL, ROOM[screen] / max(most_up, most_down, 1))
    dot_step = min(DOT, LANE_ROOM[screen] / max(dots, 1))
    wide = min(step - 4, 30.0)

    def x_of(year: int) -> float:
        return left + (year - years[0] + 0.5) * step

    labels = [] if width == PHONE else [a for a in account.labels if a.first.year in years]
    above = _place_labels([a for a in labels if a.together][: NAMED[screen]], x_of, width)
    below = _place_labels([a for a in labels if a.parting][: NAMED[screen]], x_of, width)
    axis = _zone(above) + most_up * unit + 8
    floor = axis + most_down * unit + 8
    lane = floor + _zone(below)
    bottom = lane + max(dots * dot_step, 12) + 6
    out = [upright("grid", x_of(y) - step / 2, _zone(above), bottom) for y in years if y % 5 == 0]
    out.append(
        tag("rect", class_="lane", x=float(left), y=lane, width=float(width - left), height=bottom - lane)
    )
    out.append(level("ax", axis, left, width))
    out += _name_zones(axis, lane) if left else []
    for y, year in by_year.items():
        x, hollow = x_of(y) - wide / 2, " hollow" if y == account.data_to.year else ""
        for n, a in enumerate(year.up):
            out.append(_link(a, url, _block(a, x, axis - (n + 1) * unit, wide, unit - 1.5, hollow)))
        for n, a in enumerate(year.down):
            out.append(_link(a, url, _block(a, x, axis + 1.5 + n * unit, wide, unit - 1.5, hollow)))
        for n, a in enumerate(year.alone):
            at, r = lane + 7 + n * dot_step, min(3.0, dot_step * 0.4)
            dot = tag("circle", class_="b-alone", cx=x_of(y), cy=at, r=r)
            out.append(_link(a, url, dot))
    for act, p in above:
        top = axis - len(by_year[act.first.year].up) * unit
        out += _name(p, _zone(above) - 6 - p.level * _level(p), top, up=True)
    for act, p in below:
        foot = axis + len(by_year[act.first.year].down) * unit
        out += _name(p, floor + HEAD + p.level * _level(p), foot, up=False)
    every = max(1, round(44 / step))
    out += [
        words(str(y), x_of(y), bottom + FOOT - 6, "tick", "middle")
        for y in years
        if (y - years[0]) % every == 0
    ]
    return picture(out, width, bottom + FOOT, says, "timeline", links=True)


def _place_labels(
    acts: Sequence[ClassedAct], x_of: Callable[[int], float], width: int
) -> list[tuple[ClassedAct, Placed]]:
    named = [(a, begin(a.label or a.short)) for a in acts]
    callouts = [
        Callout(x_of(a.first.year), write_date(a), wrap_lines(said, SIGNS, LINES)) for a, said in named
    ]
    return list(zip(acts, place_callouts(callouts, 0.0, width), strict=False))


def _level(_: Placed) -> int:
    return HEAD + LINES * LINE + 6


def _name_zones(axis: float, lane: float) -> list[str]:
    """Return labels, left of the blocks, for the areas above the axis, below it and in the lane."""
    names = (
        (axis - 8, "together"),
        (axis + 16, "steps back,"),
        (axis + 30, "opposed"),
        (lane + 13, "one alone"),
    )
    return [words(text, 0, y, "tick") for y, text in names]


def _zone(labels: Sequence[tuple[ClassedAct, Placed]]) -> float:
    """Return the height that the labels of acts need on one side of the axis."""
    return (1 + max(p.level for _, p in labels)) * (HEAD + LINES * LINE + 6) + 8 if labels else 6.0


def _name(p: Placed, y: float, to: float, *, up: bool) -> list[str]:
    c = p.callout
    at, anchor = (c.x + 5, "start") if p.right else (c.x - 5, "end")
    begin = y - len(c.lines) * LINE if up else y
    text = [words(c.date, at, begin, "named", anchor)]
    text += [words(line, at, begin + (k + 1) * LINE, "note", anchor) for k, line in enumerate(c.lines)]
    start = begin - 10 if up else y + len(c.lines) * LINE
    return [upright("leader", c.x, min(start, to), max(start, to)), *text]


def _link(act: ClassedAct, url: ActUrl, inside: str) -> str:
    label = f"{write_date(act)}: {tell(act)}"
    address = url(act)
    title = tag("title", escape(label))
    return tag("a", title, inside, href=address, aria_label=label) if address else tag("g", title, inside)


def list_signs(acts: Iterable[ClassedAct]) -> list[tuple[str, str]]:
    """Return the entries of :data:`LEGEND` that occur among the acts."""
    there = Counter(map(sign_of, acts))
    return [(sign, text) for sign, text in LEGEND if there[sign]]


#: Pixels of a line of text, of the date above it, and of the widest letter at font size 12.5.
LINE, HEAD, SIGN = 15, 16, 6.8
#: Cost of a line through a text, and of a text over another; each level up costs 1.
CROSSED, COVERED = 100, 1000


@dataclass(frozen=True, slots=True)
class Callout:
    """A label with a date and a text at the position ``x``; ``lines`` is the text broken into lines."""

    x: float
    date: str
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        """Pixels of the longest line."""
        return max(len(x) for x in (self.date, *self.lines)) * SIGN


@dataclass(frozen=True, slots=True)
class Placed:
    """A label placed on a level (0 is the lowest), to the right or left of its vertical line."""

    callout: Callout
    level: int
    right: bool

    @property
    def span(self) -> tuple[float, float]:
        """Positions of the left and right end of the text in pixels."""
        x, width = self.callout.x, self.callout.width
        return (x - 4, x + width) if self.right else (x - width, x + 4)


def wrap_lines(text: str, signs: int, lines: int) -> tuple[str, ...]:
    """Break a text into at most ``lines`` lines of at most ``signs`` characters, cut between words."""
    return tuple(textwrap.wrap(text, signs, max_lines=lines, placeholder=" …"))


def place_callouts(callouts: Sequence[Callout], left: float, right: float) -> list[Placed]:
    """Place labels as low as possible so that no text covers another and no line crosses a text.

    The search tries all arrangements of the labels (at most six), and stops early where an arrangement is
    already worse than the best one.
    """
    best: tuple[float, list[Placed]] = (inf, [])

    def extend(done: list[Placed], cost: float) -> None:
        nonlocal best
        if cost >= best[0]:
            return
        if len(done) == len(callouts):
            best = (cost, done)
            return
        options = []
        for at, side in product(range(len(callouts)), (True, False)):
            one = Placed(callouts[len(done)], at, side)
            if one.span[0] >= left - 4 and one.span[1] <= right + 4:
                options.append((cost + at + sum(_price(one, other) for other in done), one))
        for price, one in sorted(options, key=lambda o: o[0]):
            extend([*done, one], price)

    extend([], 0.0)
    return best[1]


def _price(a: Placed, b: Placed) -> float:
    low, high = (a, b) if a.level <= b.level else (b, a)
    if a.level == b.level:
        return COVERED if a.span[0] < b.span[1] and b.span[0] < a.span[1] else 0
    begin, end = low.span
    return CROSSED if begin - 3 < high.callout.x < end + 3 else 0
