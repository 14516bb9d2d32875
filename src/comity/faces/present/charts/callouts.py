"""Texts above a picture, each tied to a mark below by a line: placed so that none covers another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import inf

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
