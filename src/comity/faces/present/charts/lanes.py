"""Words or deeds?  One block one act, by bin: words grey, deeds ink, friction blue; each opens its record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from comity.faces.present.charts.marks import PHONE, level, picture, tag, words
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import per_bin
from comity.records import bins

WIDTH, LEFT, BLOCK, GAP, MOST, FOOT = 820, 74, 6, 2, 9, 20
LANES = (("Words", "word"), ("Deeds", "deed"), ("Apart", "rift"))


def lane_of(o: Occurrence) -> str:
    """The lane of an occurrence: apart before anything else, then deed or word; "" for one alone."""
    if o.friction:
        return "rift"
    if not o.together:
        return ""
    return "deed" if o.deed else "word"


def lanes(
    occurrences: Sequence[Occurrence],
    starts: Sequence[date],
    width: str,
    says: str,
    url: Callable[[Occurrence], str],
    across: int = WIDTH,
) -> str:
    """The picture.

    Parameters
    ----------
    occurrences : of a hotspot
    starts : first days of the bins and, last, the day after
    width : name of the bins
    says : the sentence it states
    url : what a block opens
    across : pixels of the picture
    """
    by_bin = per_bin(occurrences, starts)
    n = len(by_bin)
    left = LEFT if across > PHONE else 50
    step = (across - left - 6) / n
    out, base = [], 0
    for name, class_ in LANES:
        stacks = [[o for o in b if lane_of(o) == class_] for b in by_bin]
        tall = min(MOST, max([1, *map(len, stacks)]))
        base += tall * (BLOCK + GAP) + 12
        out.append(words(name, 0, base - 3, "lab"))
        out.append(level("ax", base, left, across))
        for i, stack in enumerate(stacks):
            out += _stack(stack, left + i * step, step, base, class_, url)
    shown = max(1, n // (8 if across > PHONE else 4))
    for i in range(0, n, shown):
        out.append(words(bins.label(starts[i], width), left + i * step + 2, base + FOOT - 4, "tick"))
    return picture(out, across, base + FOOT, says, "lanes", links=True)


def _stack(
    stack: Sequence[Occurrence],
    x: float,
    step: float,
    base: int,
    class_: str,
    url: Callable[[Occurrence], str],
) -> list[str]:
    out = []
    wide = min(22.0, step - 3)
    for j, o in enumerate(stack[:MOST]):
        top = base - 3 - (j + 1) * (BLOCK + GAP) + GAP
        block = tag(
            "rect", class_=class_, x=x + (step - wide) / 2, y=float(top), width=wide, height=float(BLOCK)
        )
        out.append(tag("a", block, href=url(o), aria_label=f"{o.first}: {o.summary[:120]}"))
    if len(stack) > MOST:
        out.append(
            words(f"+{len(stack) - MOST}", x + step / 2, base - MOST * (BLOCK + GAP) - 6, "tick", "middle")
        )
    return out
