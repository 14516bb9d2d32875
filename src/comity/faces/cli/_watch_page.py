"""The watch as a terminal page: finding first, one line a hotspot, legible without colour.

Two witnesses in one cell: the mark is the record, its colour the statistics.  The page is 79 columns
wide, or 106 where there is room: then the stance toward the third power, the main form, the intervals
and the reasons join it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from rich.text import Text

from comity.faces.cli import _timing_and_votes
from comity.faces.cli._style import COLOUR, SOFT
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import per_bin
from comity.measures.verdict.verdict import Verdict
from comity.records import bins
from comity.records.facts import JOINT
from comity.vocabulary import forms, hotspots
from comity.watch import Watch

QUARTERS = 24
WIDE = 106
NAME = 15
NAMED = 6
"""Sources named under the heading."""


def page(watch: Watch, width: int) -> Iterator[Text]:
    """Lines of the page for a terminal of this many columns."""
    wide = width >= WIDE
    for line in textwrap.wrap(watch.heading(), min(width, WIDE)):
        yield Text(line, style="bold")
    for line in textwrap.wrap(_span(watch), min(width, WIDE)):
        yield Text(line, style=SOFT)
    yield Text()
    yield from _record(watch, wide)
    yield Text()
    yield from _timing_and_votes.lines(watch, min(width, WIDE))
    yield Text()
    yield from _next(watch, width)


def _span(watch: Watch) -> str:
    known = f" as known on {watch.as_of}" if watch.as_of else ""
    sources = sorted(watch.sources) or watch.sources_read()
    more = f" and {len(sources) - NAMED} more (comity status)" if len(sources) > NAMED else ""
    return f"Data to {watch.data_to}{known}. From: {', '.join(sources[:NAMED])}{more}."


def _record(watch: Watch, wide: bool) -> Iterator[Text]:
    starts = _quarters(watch.data_to)
    span = f"{bins.label(starts[0], 'quarter')} – {bins.label(starts[-2], 'quarter')}"
    header = f"{'On record':<{NAME}}{span:<{QUARTERS + 1}}{'rung':<9}{'joint':>5}{'same':>5}"
    header += f"{'parted':>7}{'deeds':>8}"
    if wide:
        header += f"{(watch.third or 'third') + ' +/−':>9}  main form"
    yield Text(header, style=SOFT)
    for v in watch.verdicts:
        yield _line(v, starts, wide)
    yield Text("▁ ▄ █ joint acts: 1, 2–3, more  ▪ same side or alone  ▬ parted  · none  ░ unseen", style=SOFT)
    yield Text("joint, same side, parted: acts on record, all years", style=SOFT)


def _quarters(last: date) -> list[date]:
    first = bins.following(bins.start(last, "quarter"), "quarter", 1 - QUARTERS)
    return bins.starts(first, last, "quarter")


def _line(v: Verdict, starts: list[date], wide: bool) -> Text:
    out = Text(f"{hotspots.get(v.hotspot).short:<{NAME}}")
    colour = COLOUR.get(v.statistics, "")
    for occurrences in per_bin(v.record.occurrences, starts):
        mark = _mark(occurrences) if v.covered or occurrences else "░"
        out.append(mark, style=SOFT if mark in "·░" else colour)
    out.append(f" {v.rung:<9}", style="bold" if v.rung in ("joint", "standing") else "")
    if not v.covered and not v.record.occurrences:
        why = "no chronicle covers them" if wide else "–"
        out.append(f"{'–':>5}{'–':>5}{'–':>7}{'–':>8}  {why}", style=SOFT)
        return out
    deeds, words, _ = v.record.deeds()
    joint, parted = len(v.record.joint), len(v.record.friction)
    out.append(f"{joint:>5}{len(v.record.together) - joint:>5}{parted:>7}{f'{deeds}/{deeds + words}':>8}")
    if wide:
        stance = v.record.toward_third()
        balance = f"{stance['with']}/{stance['against']}"
        out.append(f"{balance:>9}  ")
        out.append(forms.get(v.record.by_form()[0][0]).short if v.record.by_form() else "")
    return out


def _mark(content: list[Occurrence]) -> str:
    joint = sum(o.act_class == JOINT for o in content)
    if joint:
        return "▁" if joint == 1 else "▄" if joint < 4 else "█"
    if any(o.rung == "parallel" for o in content):
        return "▪"
    return "▬" if content else "·"


def _next(watch: Watch, width: int) -> Iterator[Text]:
    pair = watch.group.id
    most = max(watch.verdicts, key=lambda v: (not hotspots.get(v.hotspot).own, len(v.record.joint)))
    commands = (f"comity why {pair} {most.hotspot}", f"comity watch {pair} --format csv", "comity status")
    line = "Next: " + "   ".join(commands)
    if len(line) <= width:
        yield Text(line, style="bold")
        return
    yield from (Text(f"Next: {c}", style="bold") for c in commands)
