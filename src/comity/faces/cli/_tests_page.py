"""``comity watch --tests``: every measure of a pair or of one hotspot, readable without colour.

In a cell, the mark shows what is on record and its colour the statistics. A page is at most 106 columns wide.
At full width it also has the stance toward the third power, the main kind of act, intervals and reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.table import Table
from rich.text import Text

from comity.faces.cli import _findings
from comity.faces.cli._findings import shorten
from comity.faces.cli._output import SOFT, WIDTH, PageLine, draw_bars, make_table, wrap
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import count_per_bin
from comity.measures.verdict.verdict import DISAGREE, Picture, Verdict
from comity.records import bins, details
from comity.records.details import SightDetail
from comity.records.facts import JOINT
from comity.records.finding import Finding
from comity.vocabulary import forms, hotspots
from comity.watch import Watch
from comity.watch.composed.verdicts import index
from comity.watch.questions.series import Series

QUARTERS = 24
#: Most sources under the heading.
NAMED = 6
#: Word of the statistics -> colour; other words ("not covered") keep the terminal's colour.
COLOUR = {
    details.TOGETHER: "#cf6a1d",
    details.WITH_GROUP: "#efa55e",
    details.LITTLE_OR_NOTHING: SOFT,
    details.NOT_SHOWN: SOFT,
}
LABEL = 16


def write_pair(watch: Watch, width: int) -> Iterator[PageLine]:
    """Yield the lines of the page with all measures of a pair of states."""
    yield from wrap(watch.heading(), width, "bold")
    yield from wrap(_name_span(watch), width, SOFT)
    yield Text()
    yield _tabulate_record(watch, width >= WIDTH)
    yield Text("▁ ▄ █ joint acts: 1, 2–3, more  ▪ same side or alone  ▬ parted  · none  ░ unseen", style=SOFT)
    yield Text("joint, same, parted: acts on record, all years", style=SOFT)
    yield Text()
    yield from _write_witnesses(watch, width)
    yield Text()
    most = max(watch.verdicts, key=lambda v: (not hotspots.get(v.hotspot).own, len(v.record.joint)))
    yield Text(f"Next: comity why {watch.group.id} {most.hotspot}   comity status", style="bold")


def _name_span(watch: Watch) -> str:
    then = f" as known on {watch.as_of}" if watch.as_of else ""
    sources = sorted(watch.sources) or watch.sources_read()
    more = f" and {len(sources) - NAMED} more (comity status)" if len(sources) > NAMED else ""
    return f"Data to {watch.data_to}{then}. From: {', '.join(sources[:NAMED])}{more}."


def _tabulate_record(watch: Watch, wide: bool) -> Table:
    first = bins.following(bins.start(watch.data_to, "quarter"), "quarter", 1 - QUARTERS)
    starts = bins.starts(first, watch.data_to, "quarter")
    span = f"{bins.label(starts[0], 'quarter')} – {bins.label(starts[-2], 'quarter')}"
    numbers = ["joint", "same", "parted", "deeds"]
    more = [f"{watch.third or 'third'} +/−", "main form"] if wide else []
    table = make_table(
        "On record",
        span,
        "rung",
        *numbers,
        *more,
        right=(*numbers, *more[:1]),
        fixed=("On record", span),
        gap=1,
    )
    for v in watch.verdicts:
        table.add_row(*_count_acts(v, starts, wide))
    return table


def _count_acts(v: Verdict, starts: list[date], wide: bool) -> Iterator[str | Text]:
    yield hotspots.get(v.hotspot).short
    marks, colour = Text(), COLOUR.get(v.statistics, "")
    for occurrences in count_per_bin(v.record.occurrences, starts):
        mark = _mark(occurrences) if v.covered or occurrences else "░"
        marks.append(mark, style=SOFT if mark in "·░" else colour)
    yield marks
    yield Text(v.rung, style="bold" if v.rung in ("joint", "standing") else "")
    if not v.covered and not v.record.occurrences:
        yield from ("–", "–", "–", "–", "", "no chronicle covers them")[: 6 if wide else 4]
        return
    deeds, words, _ = v.record.deeds()
    joint, parted = len(v.record.joint), len(v.record.friction)
    yield from (f"{joint}", f"{len(v.record.together) - joint}", f"{parted}", f"{deeds}/{deeds + words}")
    if wide:
        stance = v.record.toward_third()
        yield f"{stance['with']}/{stance['against']}"
        yield forms.get(v.record.by_form()[0][0]).short if v.record.by_form() else ""


def _mark(content: list[Occurrence]) -> str:
    joint = sum(o.act_class == JOINT for o in content)
    if joint:
        return "▁" if joint == 1 else "▄" if joint < 4 else "█"
    if any(o.rung == "parallel" for o in content):
        return "▪"
    return "▬" if content else "·"


def _write_witnesses(watch: Watch, width: int) -> Iterator[PageLine]:
    verdicts = [v for v in watch.verdicts if v.timing or index(v.votes, "raw")]
    if verdicts:
        yield _tabulate_tests(watch, verdicts, width >= WIDTH)
        for said in (*_say_disagreements(verdicts), *_explain(verdicts)):
            yield from wrap(said, width, SOFT, hang="  ")
        yield Text()
    overall = [*watch.votes.agreement(), *watch.votes.vetoes(), *watch.timing.pooled()]
    yield from _findings.write_part(overall, width)
    if not any(f.known for f in overall):
        hint = "`comity get counts` brings days of events; `comity sources` says what else can be added."
        yield Text(hint, style=SOFT)


def _tabulate_tests(watch: Watch, verdicts: Sequence[Verdict], wide: bool) -> Table:
    acts = f"acts {watch.group.codes[0]}/{watch.group.codes[-1]}"
    numbers = ("votes", "alike", "kappa (90%)" if wide else "kappa", "placebo", acts)
    table = make_table("In numbers", *numbers, "timing", right=numbers, fixed=("In numbers",), gap=2)
    for v in verdicts:
        raw, kappa = index(v.votes, "raw"), index(v.votes, "kappa")
        cells = ["–", "–", "–", "–", "–"]
        if raw and kappa and kappa.interval and kappa.placebo:
            span = f" ({shorten(kappa.interval.low)} to {shorten(kappa.interval.high)})" if wide else ""
            rank = f"{kappa.placebo.rank}/{kappa.placebo.of}"
            cells[:4] = [str(raw.n), f"{_number(raw):.0%}", shorten(_number(kappa)) + span, rank]
        if v.timing and isinstance(v.timing[0].detail, SightDetail):
            cells[4] = "/".join(f"{n:,}" for n in v.timing[0].detail.acts[:2])
        word = Text(_say_timing(v, wide), style=COLOUR.get(v.statistics, SOFT))
        table.add_row(hotspots.get(v.hotspot).short, *cells, word)
    return table


def _say_timing(v: Verdict, wide: bool) -> str:
    """Return the result of the test of timing in a word, or the reason if there is no result."""
    word = v.timing_said if wide else v.statistics
    reason = v.why_not if v.statistics == details.NOT_COVERED and wide else ""
    return f"{word}: {reason}" if reason else word


def _say_disagreements(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield the result of each event source at hotspots where the sources differ (no average is made)."""
    for v in verdicts:
        if v.statistics == DISAGREE:
            each = [f"{t.subject.stream} {t.value}" for t in v.timing if t.known]
            yield f"{hotspots.get(v.hotspot).short}: {'; '.join(each)}"


def _explain(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if any(f.known for v in verdicts for f in v.votes):
        yield "votes: General Assembly roll calls  placebo: rank of kappa, pairs of like habits"
    timings = ((t.subject.stream, t.detail) for v in verdicts for t in v.timing)
    for name, d in {name: d for name, d in timings if isinstance(d, SightDetail)}.items():
        yield f"acts: state actors toward it, {name} {d.first} to {d.last}, {d.bins} {d.bin}s in sight"


def _number(f: Finding) -> float:
    return float(f.value) if isinstance(f.value, (int, float)) else float("nan")


def write_place(watch: Watch, hotspot: str, width: int) -> Iterator[PageLine]:
    """Yield the lines of the page on a hotspot: records, statistics, years, and every question and answer."""
    picture = watch.picture(hotspot)
    yield from _write_head(watch, picture, width)
    yield Text()
    yield from _write_years(watch.series(hotspot, "year"), width)
    for _, question, findings in picture.parts():
        yield Text()
        yield Text(question, style="bold")
        yield from _findings.write_part(findings, width)
    yield Text()
    yield Text(f"Next: comity why {watch.group.id} {picture.verdict.hotspot}", style="bold")


def _write_head(watch: Watch, picture: Picture, width: int) -> Iterator[Text]:
    v = picture.verdict
    name = hotspots.get(v.hotspot).name
    said = f"{watch.group.name} · {name}: on record {v.rung}; in timing {v.timing_said}"
    yield from wrap(said, width, f"bold {COLOUR.get(v.statistics, '')}".strip())
    why = f" Timing cannot tell: {v.why_not}." if v.why_not and not any(t.known for t in v.timing) else ""
    yield from wrap(f"Data to {watch.data_to}.{why}", width, SOFT)


def _write_years(series: Sequence[Series], width: int) -> Iterator[Text]:
    first, last = series[0].points[0].start.year, series[0].points[-1].start.year
    yield Text(f"{'By year':<{LABEL}}{first} – {last}", style=SOFT)
    for s in series:
        name = s.what if not s.stream else f"both, {s.stream}"
        values = [p.observed for p in s.points]
        most = max((v or 0 for v in values), default=0)
        tail = f"  most {most}" if most else ""
        yield Text(f"{name[: LABEL - 1]:<{LABEL}}{draw_bars(values, most)}{tail}"[:width])
    for s in (s for s in series if s.stream):
        for p in (p for p in s.points if p.expected is not None):
            line = (
                f"{p.label}: both on {p.observed} {s.unit.split()[0]}, {p.expected:.0f} expected "
                f"({p.low:.0f} to {p.high:.0f}), {p.covered:.0%} of the year seen, {s.stream}"
            )
            yield from wrap(line, width, SOFT, hang="  ")
    yield Text("░ not covered  · covered, none  ▁–█ up to its most", style=SOFT)
