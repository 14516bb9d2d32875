"""What they did, act by act: words above the line, deeds below, apart in blue, each one alone in a thin lane.

One mark is one act and opens its record.  Columns are half-years, on a phone years; the bands are the phases
of the account, and the acts that it names stand above.  It is drawn for a screen, a printed page or a phone.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise, product
from math import inf

from comity.faces.present.charts.marks import PHONE, level, picture, tag, upright, words
from comity.faces.present.sanitize import sanitize
from comity.vocabulary import states
from comity.watch.account.account import PairAccount, PlaceAccount
from comity.watch.account.acts import AGAINST, ALONE, APART, WITH, ClassedAct
from comity.watch.account.phases import half_year, middle
from comity.watch.account.phrases import of_act, what

WIDTH, SHEET, LEFT, NARROW_LEFT, STUB, FOOT, TOP = 1376, 900, 122, 92, 118, 20, 40
TALL, SHEET_TALL = 190, 96
"""Pixels of the highest stack of words, and of deeds; the same on a printed page."""
MARK, GAP = 16, 2
SPACE = 36
"""Pixels from one year named to the next, at least."""
MARGIN = 8
"""Pixels right of the last column."""
APART_MARK, APART_LANE, LANE = 8, 30, 22
SIGNS, LINES = 34, 4
"""Letters of a line of a named act, and its lines."""
FIRST_YEAR = 1991

Url = Callable[[ClassedAct], str]
Stacks = Mapping[int, list[ClassedAct]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of time stand."""

    first: int
    last: int
    halves: int
    start: float
    width: float

    @property
    def left(self) -> int:
        """Pixels that the names of the lanes have."""
        return NARROW_LEFT if self.width == PHONE else LEFT

    def of(self, act: ClassedAct) -> int:
        return half_year(middle(act)) // self.halves

    def x(self, column: float) -> float:
        """Left edge of a column."""
        return self.start + (column - self.first) * self.step

    def middle(self, column: int) -> float:
        return self.x(column) + self.step / 2

    def of_year(self, year: int) -> int:
        return 2 * year // self.halves

    @property
    def step(self) -> float:
        return (self.width - MARGIN - self.start) / (self.last - self.first + 1)

    @property
    def lines(self) -> int:
        """Lines of text under the date of a named act; a printed page tells those acts beside the picture."""
        return 0 if self.width == SHEET else LINES

    @property
    def floor(self) -> int:
        """Pixels from one level of named acts to the next."""
        return HEAD + self.lines * LINE + 8

    @property
    def mark(self) -> float:
        return max(2.0, min(self.step - GAP, MARK))


def timeline(account: PlaceAccount | PairAccount, url: Url, says: str, width: int = WIDTH) -> str:
    """The picture; "" where there is no act.

    Parameters
    ----------
    account : of a place, or of a pair over all places
    url : what a mark opens
    says : the sentence it states
    width : of a screen, a printed page, or a phone, where no act is named
    """
    acts = account.acts
    if not acts:
        return ""
    columns = _columns(account, width)
    stacks = _stacks(acts, columns)
    unit = _unit(stacks, columns)
    named = [] if width == PHONE else _callouts(account.labels, stacks, columns)
    levels = 1 + max((p.level for p in named), default=-1)
    zone = levels * columns.floor + (8 if levels else 0)
    axis = TOP + zone + max(_most(stacks["words"]), 1) * unit
    lanes = _lanes(account, axis + max(_most(stacks["deeds"]) * unit, 20) + 16)
    bottom = max(lanes.values()) + 16
    out = _bands(account, columns, bottom)
    out += _names(account, axis, lanes, columns)
    out += [p for lane in ("words", "deeds") for p in _stack(stacks[lane], lane, columns, axis, unit, url)]
    out += _apart(stacks[APART], columns, lanes[APART], url)
    for name in list(lanes)[1:]:
        out += _alone(stacks[name], columns, lanes[name], url)
    for a, p in zip(account.labels, named, strict=False):
        stack = stacks[_lane(a)][columns.of(a)]
        y = _place([o.id for o in stack].index(a.id), _lane(a), axis, unit)
        y -= unit / 2 if _on_top(a, stacks, columns) else 0
        out += _named(a, p, columns, TOP + zone - 12, y)
    out += _years(columns, bottom + FOOT - 4, account)
    return picture(out, columns.width, bottom + FOOT, says, "timeline", links=True)


def _columns(account: PlaceAccount | PairAccount, width: int) -> _Columns:
    narrow = width == PHONE
    halves = 2 if narrow else 1
    first = min(half_year(middle(a)) for a in account.acts) // halves - (1 if narrow else 2)
    last = half_year(account.data_to) // halves
    before = not narrow and first // (2 // halves) > FIRST_YEAR
    start = (NARROW_LEFT if narrow else LEFT) + (STUB if before else 0)
    return _Columns(first, last, halves, float(start), float(width))


def _lane(act: ClassedAct) -> str:
    if act.together:
        return "deeds" if act.deed else "words"
    if act.kind == APART:
        return APART
    return act.by[0] if len(act.by) == 1 else ALONE


def _stacks(acts: Iterable[ClassedAct], columns: _Columns) -> dict[str, dict[int, list[ClassedAct]]]:
    out: dict[str, dict[int, list[ClassedAct]]] = defaultdict(lambda: defaultdict(list))
    for a in acts:
        out[_lane(a)][columns.of(a)].append(a)
    return out


def _most(stacks: Stacks) -> int:
    return max(map(len, stacks.values()), default=0)


def _unit(stacks: Mapping[str, Stacks], columns: _Columns) -> float:
    """Pixels from one mark of a stack to the next."""
    most = max(_most(stacks["words"]), _most(stacks["deeds"]), 1)
    return min(columns.mark + GAP, (SHEET_TALL if columns.width == SHEET else TALL) / most)


def _lanes(account: PlaceAccount | PairAccount, top: float) -> dict[str, float]:
    """Middle of every lane below the deeds: apart, then each state alone."""
    rows = [s.state for s in account.states]
    if any(a.kind == ALONE and len(a.by) > 1 for a in account.acts):
        rows.append(ALONE)
    first = top + APART_LANE + LANE / 2
    return {APART: top + APART_LANE / 2} | {name: first + k * LANE for k, name in enumerate(rows)}


def _bands(account: PlaceAccount | PairAccount, columns: _Columns, bottom: float) -> list[str]:
    """The phases, numbered, behind everything."""
    starts = [half_year(p.first) // columns.halves for p in account.phases]
    out = []
    for k, (begin, end) in enumerate(pairwise([*starts, columns.last + 1]), 1):
        x = columns.x(max(begin, columns.first) if k > 1 else columns.first)
        width = columns.x(end) - x - 3
        if width > 0:
            box = tag("rect", class_="phase", x=x, y=16.0, width=width, height=bottom - 16)
            out += [box, words(str(k), x + 7, 33, "named")]
    return out


def _names(
    account: PlaceAccount | PairAccount, axis: float, lanes: Mapping[str, float], columns: _Columns
) -> list[str]:
    out = [
        words("together", 0, axis - 22, "named"),
        words("words", 0, axis - 6, "note"),
        words("deeds", 0, axis + 19, "note"),
        level("axis", axis, columns.start, columns.width),
        words("apart", 0, lanes[APART] + 4, "note blue"),
    ]
    out += [level("grid", y + 13, columns.start, columns.width) for y in lanes.values()]
    for name in list(lanes)[1:]:
        text = f"{states.display(name)} alone" if name != ALONE else "some alone"
        out.append(
            words(
                text if len(text) * SIGN < columns.left else states.display(name), 0, lanes[name] + 4, "note"
            )
        )
    for lane, y in (("deeds", axis + 19), (APART, lanes[APART] + 4)):
        if not any(_lane(a) == lane for a in account.acts):
            out.append(words("none on record", columns.start + 7, y, "note faint"))
    if columns.start > columns.left:
        year = columns.first // (2 // columns.halves)
        out.append(level("dotted", axis, columns.left, columns.start))
        out.append(words(f"{FIRST_YEAR}–{year}: none", columns.left, axis - 7, "note faint"))
    return out


def _link(act: ClassedAct, url: Url, *inside: str) -> str:
    said = f"{of_act(act)}: {act.summary}"
    return tag("a", tag("title", escape(sanitize(said))), *inside, href=url(act), aria_label=said)


def _stack(stacks: Stacks, lane: str, columns: _Columns, axis: float, unit: float, url: Url) -> list[str]:
    return [
        _link(a, url, *mark(a, columns.middle(c), _place(k, lane, axis, unit), columns.mark, unit - GAP))
        for c, stack in stacks.items()
        for k, a in enumerate(stack)
    ]


def _place(k: int, lane: str, axis: float, unit: float) -> float:
    """Middle of the k-th mark of a stack."""
    return axis + (1 if lane == "deeds" else -1) * (2 + (k + 0.5) * unit)


def mark(act: ClassedAct, x: float, y: float, wide: float, high: float) -> list[str]:
    """The mark of an act together around a point: its fill is the stance, a cross a veto."""
    class_ = "f-ink" if act.stance == AGAINST else "with" if act.stance == WITH else "f-within"
    inset = 0.8 if act.stance == WITH else 0.0
    box = tag(
        "rect",
        class_=class_,
        x=x - wide / 2 + inset,
        y=y - high / 2 + inset,
        width=wide - 2 * inset,
        height=max(high - 2 * inset, 1.0),
    )
    if "joint-veto" not in act.forms:
        return [box]
    a, b = wide / 4, high / 4
    slash = f"M{x - a:.1f},{y - b:.1f}L{x + a:.1f},{y + b:.1f}"
    backslash = f"M{x + a:.1f},{y - b:.1f}L{x - a:.1f},{y + b:.1f}"
    return [box, tag("path", class_="cross" if act.stance != WITH else "cross dark", d=slash + backslash)]


def _apart(stacks: Stacks, columns: _Columns, y: float, url: Url) -> list[str]:
    unit = min(float(APART_MARK), (APART_LANE - 2) / max(_most(stacks), 1))
    out = []
    for c, stack in stacks.items():
        top = y - len(stack) * unit / 2
        for k, a in enumerate(stack):
            box = tag(
                "rect",
                class_="f-apart",
                x=columns.middle(c) - columns.mark / 2,
                y=top + k * unit,
                width=columns.mark,
                height=max(unit - 1.5, 1.5),
            )
            out.append(_link(a, url, box))
    return out


def _alone(stacks: Stacks, columns: _Columns, y: float, url: Url) -> list[str]:
    out = []
    for c, stack in stacks.items():
        unit = min(6.0, columns.mark / len(stack))
        for k, a in enumerate(stack):
            x = columns.middle(c) - columns.mark / 2 + k * unit
            box = tag("rect", class_="f-within", x=x, y=y - 5, width=max(unit - 1.6, 1.0), height=10.0)
            out.append(_link(a, url, box))
    return out


def _callouts(labels: Sequence[ClassedAct], stacks: Mapping[str, Stacks], columns: _Columns) -> list[Placed]:
    """The named acts placed; an act that is not on top of its stack is reached beside the stack."""
    out = []
    for a in labels:
        x = columns.middle(columns.of(a)) + (0.0 if _on_top(a, stacks, columns) else columns.step / 2)
        out.append(Callout(x, of_act(a), wrapped(_said(a), SIGNS, columns.lines) if columns.lines else ()))
    return placed(out, 0.0, columns.width)


def _said(act: ClassedAct) -> str:
    text = what(act)
    return text[:1].upper() + text[1:]


def _on_top(act: ClassedAct, stacks: Mapping[str, Stacks], columns: _Columns) -> bool:
    return _lane(act) == "words" and stacks["words"][columns.of(act)][-1].id == act.id


def _named(act: ClassedAct, p: Placed, columns: _Columns, floor: float, y: float) -> list[str]:
    """A named act: its date and text above ``floor``, and the line down to its mark at ``y``."""
    c, foot = p.callout, floor - p.level * columns.floor
    at, anchor = (c.x - 4, "start") if p.right else (c.x + 4, "end")
    column = columns.middle(columns.of(act))
    down = f"M{c.x:.1f},{foot + 5:.1f}V{y:.1f}"
    if c.x != column:
        down += f"H{column + columns.mark / 2 + 1:.1f}"
    lines = [words(c.date, at, foot - len(c.lines) * LINE, "named", anchor)]
    lines += [
        words(x, at, foot - (len(c.lines) - 1 - k) * LINE, "note", anchor) for k, x in enumerate(c.lines)
    ]
    return [tag("path", class_="leader", d=down), *lines]


def _years(columns: _Columns, y: float, account: PlaceAccount | PairAccount) -> list[str]:
    narrow = columns.width == PHONE
    begin, end = columns.first // (2 // columns.halves) + 1, account.data_to.year
    room = 54 if narrow else 72
    out = []
    for year in range(begin, end + 1):
        x = columns.x(columns.of_year(year))
        if (year % 5 == 0 or year == begin) and columns.width - x > room:
            if year != begin and x - columns.x(columns.of_year(begin)) < SPACE:
                continue
            out += [upright("ax", x, y - 16, y - 12), words(str(year), x, y, "tick")]
    return [*out, words(str(end), columns.width, y, "tick", "end")]


LINE, HEAD = 15, 16
"""Pixels of a line of text, and of the date above it."""
SIGN = 6.8
"""Pixels of a letter of 12.5 pixels, at most."""
CROSSED, COVERED = 100, 1000
"""Price of a line through a text, and of a text over another; a level higher costs 1."""


@dataclass(frozen=True, slots=True)
class Callout:
    """A date and a text, tied to the place ``x``; ``lines`` is the text as it is set."""

    x: float
    date: str
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        """Pixels of its longest line."""
        return max(len(x) for x in (self.date, *self.lines)) * SIGN


@dataclass(frozen=True, slots=True)
class Placed:
    """A callout on its level (0 is the lowest), at the right of its line or at the left."""

    callout: Callout
    level: int
    right: bool

    @property
    def span(self) -> tuple[float, float]:
        """Where its text begins and ends."""
        x, width = self.callout.x, self.callout.width
        return (x - 4, x + width) if self.right else (x - width, x + 4)


def wrapped(text: str, signs: int, lines: int) -> tuple[str, ...]:
    """A text in so many lines at most, cut between words."""
    return tuple(textwrap.wrap(text, signs, max_lines=lines, placeholder=" …"))


def placed(callouts: Sequence[Callout], left: float, right: float) -> list[Placed]:
    """Every callout on the lowest levels on which none covers another and no line runs through a text.

    All arrangements are tried (at most six callouts), the best so far bounding the rest.
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
