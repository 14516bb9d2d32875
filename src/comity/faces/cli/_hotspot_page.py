"""One hotspot on the terminal: both witnesses, the years, and every question with its answers and doubt."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from rich.text import Text

from comity.faces.cli import _findings
from comity.faces.cli._style import COLOUR, SOFT
from comity.measures.verdict.verdict import Picture
from comity.records.finding import Finding
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.questions.series import Series

WIDE = 106
BARS = "▁▂▃▄▅▆▇█"
LABEL = 16


def page(watch: Watch, hotspot: str, width: int) -> Iterator[Text]:
    """Lines of the page of one hotspot for a terminal of this many columns."""
    width = min(width, WIDE)
    picture = watch.picture(hotspot)
    yield from _head(watch, picture, width)
    yield Text()
    yield from _years(watch.series(hotspot, "year"), width)
    for _, question, findings in picture.parts():
        yield Text()
        yield Text(question, style="bold")
        yield from part(findings, width)
    yield Text()
    yield Text(f"Next: comity why {watch.group.id} {picture.verdict.hotspot}", style="bold")


def _head(watch: Watch, picture: Picture, width: int) -> Iterator[Text]:
    v = picture.verdict
    name = hotspots.get(v.hotspot).name
    said = f"{watch.group.name} · {name}: on record {v.rung}; in timing {v.timing_said}"
    for line in textwrap.wrap(said, width):
        yield Text(line, style=f"bold {COLOUR.get(v.statistics, '')}".strip())
    why = f" Timing cannot tell: {v.why_not}." if v.why_not and not any(t.known for t in v.timing) else ""
    for line in textwrap.wrap(f"Data to {watch.data_to}.{why}", width):
        yield Text(line, style=SOFT)


def _years(series: Sequence[Series], width: int) -> Iterator[Text]:
    """A line of bars a series, one column a year; ░ where nothing could have shown it."""
    first = series[0].points[0].start.year
    last = series[0].points[-1].start.year
    yield Text(f"{'By year':<{LABEL}}{first} – {last}", style=SOFT)
    for s in series:
        name = s.what if not s.stream else f"both, {s.stream}"
        values = [p.observed for p in s.points]
        most = max((v or 0 for v in values), default=0)
        bars = "".join(_bar(v, most) for v in values)
        tail = f"  most {most}" if most else ""
        yield Text(f"{name[: LABEL - 1]:<{LABEL}}{bars}{tail}"[:width])
    for s in (s for s in series if s.stream):
        for p in (p for p in s.points if p.expected is not None):
            line = (
                f"{p.label}: both on {p.observed} {s.unit.split()[0]}, {p.expected:.0f} expected "
                f"({p.low:.0f} to {p.high:.0f}), {p.covered:.0%} of the year seen, {s.stream}"
            )
            yield from (Text(x, style=SOFT) for x in textwrap.wrap(line, width, subsequent_indent="  "))
    yield Text("░ not covered  · covered, none  ▁–█ up to its most", style=SOFT)


def _bar(value: float | None, most: float) -> str:
    if value is None:
        return "░"
    return "·" if not value or not most else BARS[max(0, min(7, round(8 * value / most) - 1))]


def part(findings: Sequence[Finding], width: int) -> Iterator[Text]:
    """Known answers first, each under its question; then in one paragraph a question what cannot be told."""
    for f in (f for f in findings if f.known):
        yield from _wrapped(f.question, width, "  ", "")
        yield from _wrapped(_findings.answer(f), width, "    ", "bold")
    untold: dict[str, dict[str, list[str]]] = {}
    for f in (f for f in findings if not f.known):
        streams = untold.setdefault(f.question, {}).setdefault(f.why_not.rstrip("."), [])
        streams += [f.subject.stream] if f.subject.stream else []
    for question, reasons in untold.items():
        reason_words = "; ".join(f"{why} ({', '.join(by)})" if by else why for why, by in reasons.items())
        yield from _wrapped(f"{question} Cannot tell: {reason_words}.", width, "  ", SOFT)


def _wrapped(text: str, width: int, indent: str, style: str) -> Iterator[Text]:
    for line in textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  "):
        yield Text(line, style=style)
