"""A place's years in one row: squares for joint acts, a cut corner for a deed, a blue line for apart.

The last eight quarters stand once more at the right, opened out.  One square is one year (or quarter) and
opens its records; its area is the number of joint acts.  Acts of one alone are not drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import sqrt

from comity.faces.present.charts.marks import level, picture, tag, upright, words
from comity.records import bins
from comity.vocabulary import states
from comity.watch.account.account import PairAccount, PlaceRow
from comity.watch.account.acts import APART, JOINTLY, SIDE_BY_SIDE, ClassedAct
from comity.watch.account.witnesses import CLOSER, NO_CLOSER, UNKNOWN

YEARS, QUARTERS = 26, 8
SQUARE, LARGEST, SIDE = 7.3, 16.5, 5.0
"""Side of the square of one joint act, of the largest, and of years with acts side by side only."""

Url = Callable[[date, date], str]
"""Address of the acts from a first to a last day."""


@dataclass(frozen=True, slots=True)
class RowSize:
    """Sizes of a row: width of a year and of a quarter, the gap between, height, and scale of the squares."""

    year: float
    quarter: float
    gap: float
    height: float
    scale: float

    @property
    def fan(self) -> float:
        """Where the quarters begin."""
        return self.year * YEARS + self.gap

    @property
    def width(self) -> float:
        """The whole row."""
        return self.fan + self.quarter * QUARTERS


WIDE = RowSize(15.7, 20.5, 20, 36, 1.0)
NARROW = RowSize(8.2, 14.5, 9, 24, 0.62)


@dataclass(slots=True)
class _Cell:
    joint: int = 0
    side: int = 0
    apart: int = 0
    deed: bool = False

    def add(self, act: ClassedAct) -> None:
        self.joint += act.kind == JOINTLY
        self.side += act.kind == SIDE_BY_SIDE
        self.apart += act.kind == APART
        self.deed |= act.kind == JOINTLY and act.deed

    def __str__(self) -> str:
        parts = [f"{self.joint} joint act{'s' if self.joint > 1 else ''}" if self.joint else ""]
        parts += ["with a deed" if self.deed else "", f"{self.side} side by side" if self.side else ""]
        parts += [f"{self.apart} apart" if self.apart else ""]
        return ", ".join(p for p in parts if p)


def columns(today: date) -> tuple[list[int], list[date]]:
    """The years of a row, and the first days of its quarters."""
    newest = bins.start(today, "quarter")
    quarters = bins.starts(bins.following(newest, "quarter", 1 - QUARTERS), newest, "quarter")[:QUARTERS]
    return list(range(today.year - YEARS + 1, today.year + 1)), quarters


def row(acts: Iterable[ClassedAct], today: date, name: str, url: Url, size: RowSize = WIDE) -> str:
    """The row of a place."""
    years, quarters = columns(today)
    by_year, by_quarter = _cells(acts)
    out = [_ground(size, quarters, years)]
    for k, year in enumerate(years):
        if cell := by_year.get(year):
            place = (k + 0.5) * size.year
            label = f"{name}, {year}: {cell}"
            out.append(_link(cell, place, size, label, url(date(year, 1, 1), date(year, 12, 31)), str(year)))
    for k, first in enumerate(quarters):
        if cell := by_quarter.get(first):
            last = date.fromordinal(bins.following(first, "quarter", 1).toordinal() - 1)
            place = size.fan + (k + 0.5) * size.quarter
            label = f"{name}, {bins.label(first, 'quarter')}: {cell}"
            out.append(_link(cell, place, size, label, url(first, last), f"{first:%Y-%m}"))
    says = f"{name}: joint acts by year and quarter"
    return picture(out, size.width, size.height, says, "years", links=True)


def bars(acts: Iterable[ClassedAct], today: date, name: str, url: Url, size: RowSize = WIDE) -> str:
    """The same for the relation itself, as bars on a scale of their own."""
    years, quarters = columns(today)
    by_year, by_quarter = _cells(acts)
    most = max((c.joint for c in by_year.values()), default=1) or 1
    out, floor = [_ground(size, quarters, years)], size.height - 6
    places = [(by_year.get(y), (k + 0.5) * size.year, size.year, y) for k, y in enumerate(years)]
    for cell, x, wide, year in places:
        if cell:
            inside = _bar(cell, x, wide - 5 * size.scale, floor, most)
            at = url(date(year, 1, 1), date(year, 12, 31))
            out.append(_door(inside, f"{name}, {year}: {cell}", at, str(year)))
    for k, first in enumerate(quarters):
        if cell := by_quarter.get(first):
            last = date.fromordinal(bins.following(first, "quarter", 1).toordinal() - 1)
            inside = _bar(
                cell, size.fan + (k + 0.5) * size.quarter, size.quarter - 9 * size.scale, floor, most
            )
            label = f"{name}, {bins.label(first, 'quarter')}: {cell}"
            out.append(_door(inside, label, url(first, last), f"{first:%Y-%m}"))
    return picture(out, size.width, size.height, f"{name}: joint acts by year", "years", links=True)


def head(today: date, size: RowSize = WIDE) -> str:
    """The names of years and quarters above the rows, the quarters tied to their years."""
    years, quarters = columns(today)
    foot = 46.0
    out = [tag("rect", class_="phase", x=size.fan, y=14.0, width=size.quarter * QUARTERS, height=foot - 14)]
    for k, year in enumerate(years):
        if year % 5 == 0 or k == 0:
            out.append(words(str(year), (k + 0.5) * size.year, foot - 6, "tick", "middle"))
    for k, first in enumerate(quarters):
        x = size.fan + (k + 0.5) * size.quarter
        out.append(words(str((first.month + 2) // 3), x, foot - 6, "tick", "middle"))
        if first.month == 1 or k == 0:
            out.append(words(str(first.year), x - size.quarter / 2 + 4, foot - 20, "year"))
    a, b = (quarters[0].year - years[0]) * size.year, YEARS * size.year
    middle = size.fan + size.quarter * QUARTERS / 2
    bracket = f"M{a:.1f},{foot - 20}V{foot - 24}H{b:.1f}V{foot - 20}"
    down = f"{bracket}M{(a + b) / 2:.1f},{foot - 24}V8H{middle:.1f}V14"
    out.append(tag("path", class_="leader", d=down))
    if size is WIDE:
        out.append(words("the last eight quarters, opened out", (a + b) / 2 - 6, 12, "tick", "end"))
    return picture(out, size.width, foot, "Years and quarters", "years")


def _cells(acts: Iterable[ClassedAct]) -> tuple[Mapping[int, _Cell], Mapping[date, _Cell]]:
    """What happened in each year, and in each quarter where the day or month is known."""
    by_year: dict[int, _Cell] = defaultdict(_Cell)
    by_quarter: dict[date, _Cell] = defaultdict(_Cell)
    for a in acts:
        if a.kind in (JOINTLY, SIDE_BY_SIDE, APART):
            by_year[a.first.year].add(a)
            if a.precision != "year":
                by_quarter[bins.start(a.first, "quarter")].add(a)
    return by_year, by_quarter


def _ground(size: RowSize, quarters: Sequence[date], years: Sequence[int]) -> str:
    out = [tag("rect", class_="phase", x=size.fan, y=0.0, width=size.quarter * QUARTERS, height=size.height)]
    out += [upright("grid", k * size.year, 0, size.height) for k, y in enumerate(years) if y % 5 == 0]
    for k, first in enumerate(quarters):
        if first.month == 1:
            out.append(upright("grid strong", size.fan + k * size.quarter, 0, size.height))
    return "".join(out)


def square(joint: int, side: int, x: float, y: float, scale: float, *, deed: bool) -> str:
    """The mark of a cell around a point; "" where nothing was done together."""
    if joint:
        wide = min(SQUARE * sqrt(joint), LARGEST) * scale
        left, top = x - wide / 2, y - wide / 2
        if not deed:
            return tag("rect", class_="f-ink", x=left, y=top, width=wide, height=wide)
        cut = max(wide * 0.46, 3.6 * scale)
        shape = f"M{left:.1f},{top:.1f}h{wide - cut:.1f}l{cut:.1f},{cut:.1f}v{wide - cut:.1f}h{-wide:.1f}z"
        return tag("path", class_="f-ink", d=shape)
    wide = SIDE * scale
    return (
        tag("rect", class_="f-within", x=x - wide / 2, y=y - wide / 2, width=wide, height=wide)
        if side
        else ""
    )


def _link(cell: _Cell, x: float, size: RowSize, label: str, url: str, column: str) -> str:
    y = size.height / 2 - 2 * size.scale
    inside = square(cell.joint, cell.side, x, y, size.scale, deed=cell.deed)
    if cell.apart:
        inside += _apart(x, size, 13 * size.scale)
    return _door(inside, label, url, column)


def _apart(x: float, size: RowSize, wide: float) -> str:
    high = 2.6 * size.scale
    return tag("rect", class_="f-apart", x=x - wide / 2, y=size.height - high - 1, width=wide, height=high)


def _bar(cell: _Cell, x: float, wide: float, floor: float, most: int) -> str:
    high = max(cell.joint / most * (floor - 2), 1.0) if cell.joint else 0.0
    out = tag("rect", class_="f-ink", x=x - wide / 2, y=floor - high, width=wide, height=high) if high else ""
    if cell.apart:
        out += tag("rect", class_="f-apart", x=x - wide / 2, y=floor + 2, width=wide, height=2.6)
    return out


def _door(inside: str, label: str, url: str, column: str) -> str:
    title = tag("title", escape(label))
    return tag("a", title, inside, href=url, aria_label=label, data_column=column)


NAME, TOP, ROW, OWN = 150, 50, 37, 48
WORDS, COLUMNS, LAST = 420, (0, 164, 216, 266), 310
"""Pixels for what they do there, where the columns after it begin, and for all of these."""


def pair_matrix(account: PairAccount) -> str:
    """The picture."""
    strip = WIDE
    at = NAME + strip.width + 20
    width = at + WORDS + LAST
    out = [_moved(head(account.data_to), NAME, 4)]
    out.append(words("What they do there", at, 44, "tick"))
    against = f"against {states.in_sentence(account.third)}" if account.third else "against"
    for x, name in zip(COLUMNS, (against, "since", "votes", "timing"), strict=True):
        out.append(words(name, at + WORDS + x, 44, "tick"))
    y = float(TOP)
    for row in account.rows:
        high = OWN if row.own else ROW
        out.append(level("grid", y, 0, width))
        out += _row(row, account, y, high, at)
        y += high
    out.append(level("grid", y, 0, width))
    says = " ".join(s.text for s in account.heading)
    return picture(out, width, y + 2, says, "matrix")


def _row(place: PlaceRow, account: PairAccount, y: float, high: float, at: float) -> list[str]:
    draw = bars if place.own else row
    middle = y + high / 2 + 4
    share = f"{place.against} of {place.together}" if account.third and place.together else "–"
    out = [
        words(place.name, 0, middle, "named"),
        _moved(draw(place.acts, account.data_to, place.name, lambda _first, _last: "#"), NAME, y),
        words(place.phrase.text, at, middle, "lab"),
        words(share, at + WORDS, middle, "note"),
        words(str(place.since or "–"), at + WORDS + COLUMNS[1], middle, "note"),
    ]
    for k, witness in enumerate(place.witnesses):
        out.append(_dot(witness.word, at + WORDS + COLUMNS[2 + k] + 12, middle - 4))
    return out


def _dot(word: str, x: float, y: float) -> str:
    if word == CLOSER:
        return tag("circle", class_="f-together", cx=x, cy=y, r=6.0)
    if word == NO_CLOSER:
        return tag("circle", class_="f-within", cx=x, cy=y, r=4.5)
    if word == UNKNOWN:
        return tag("circle", class_="hollow", cx=x, cy=y, r=5.0)
    return level("ax", y, x - 4, x + 4)


def _moved(svg: str, x: float, y: float) -> str:
    """A picture inside another one."""
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return tag("g", inside, transform=f"translate({x:.1f},{y:.1f})")
