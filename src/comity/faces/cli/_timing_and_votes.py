"""The second witness on the terminal page: votes, vetoes and timing, each with its doubt."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from rich.text import Text

from comity.faces.cli._style import COLOUR, SOFT
from comity.measures.coaction import statistic
from comity.measures.verdict.verdict import DISAGREE, Verdict
from comity.records.details import PooledDetail, SightDetail, VetoDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.vocabulary.states import display
from comity.watch import Watch
from comity.watch.composed.verdict_rows import index

NAME = 15
AS = {Kind.POOLED_WITH_GROUP: "a pair or in a group", Kind.POOLED_PAIR: "a pair"}


WIDE = 106


def lines(watch: Watch, width: int) -> Iterator[Text]:
    """Votes and vetoes over all matters, then one line a hotspot that can be tested."""
    wide = width >= WIDE
    overall = [*_assembly(watch), *_council(watch)]
    verdicts = [v for v in watch.verdicts if v.timing or index(v.votes, "raw")]
    if not verdicts and not overall:
        yield Text("The statistics cannot tell: no event stream and no votes held cover them.")
        yield Text(
            "`comity get counts` brings days of events; `comity sources` says what else can be added.",
            style=SOFT,
        )
        return
    for line in (part for whole in overall for part in _wrapped(whole, width)):
        yield Text(line)
    if verdicts:
        a, b = watch.group.codes[0], watch.group.codes[-1]
        kappa = "kappa (90%)" if wide else "kappa"
        head = f"{'In numbers':<{NAME}}{'votes':>6}{'alike':>7}{kappa:>{21 if wide else 7}}{'placebo':>9}"
        yield Text(f"{head}{f'acts {a}/{b}':>14}  timing", style=SOFT)
    for v in verdicts:
        yield _line(v, wide)
    for line in (
        part
        for whole in [*_disagreements(verdicts), *_pooled(watch), *_notes(verdicts)]
        for part in _wrapped(whole, width)
    ):
        yield Text(line, style=SOFT)


def _wrapped(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(line, width, subsequent_indent=indent, drop_whitespace=True)


def _notes(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if any(f.known for v in verdicts for f in v.votes):
        yield "votes: General Assembly roll calls  placebo: rank of kappa, pairs of like habits"
    timings = ((t.subject.stream, t.detail) for v in verdicts for t in v.timing)
    streams = {name: d for name, d in timings if isinstance(d, SightDetail)}
    for name, d in streams.items():
        sight = f"{d.first} to {d.last}, {d.bins} {d.bin}s in sight"
        yield f"acts: state actors toward it, {name} {sight}"


def _pooled(watch: Watch) -> Iterator[str]:
    for f in watch.timing.pooled():
        if f.known and f.interval and f.placebo:
            span = f"{two(f.interval.low)} to {two(f.interval.high)}"
            d = f.read(PooledDetail)
            ranks = f"{d.rank_best} to {d.rank_worst}"
            place = f"no. {f.placebo.rank} of {f.placebo.of} pairs (could be {ranks})"
            what = f"over all, as {AS[f.kind]} ({f.subject.stream})"
            yield f"{what}: z {two(number(f))} ({span}), {place}"


def _disagreements(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Where streams are shown to differ, what each says: a difference is shown, never averaged."""
    for v in verdicts:
        if v.statistics == DISAGREE:
            each = [f"{t.subject.stream} {t.value}" for t in v.timing if t.known]
            yield f"{hotspots.get(v.hotspot).short}: {'; '.join(each)}"


def _line(v: Verdict, wide: bool) -> Text:
    out = Text(f"{hotspots.get(v.hotspot).short:<{NAME}}")
    raw, kappa = index(v.votes, "raw"), index(v.votes, "kappa")
    if raw and kappa and kappa.interval and kappa.placebo:
        span = f" ({two(kappa.interval.low)} to {two(kappa.interval.high)})" if wide else ""
        out.append(f"{raw.n:>6}{number(raw):>7.0%}{two(number(kappa)) + span:>{21 if wide else 7}}")
        out.append(f"{f'{kappa.placebo.rank}/{kappa.placebo.of}':>9}")
    else:
        out.append(f"{'–':>6}{'–':>7}{'–':>{21 if wide else 7}}{'–':>9}", style=SOFT)
    if v.timing and isinstance(v.timing[0].detail, SightDetail):
        acts = v.timing[0].detail.acts
        out.append(f"{f'{acts[0]:,}/{acts[1]:,}':>14}")
    else:
        out.append(f"{'–':>14}", style=SOFT)
    out.append(f"  {_word(v, wide)}", style=COLOUR.get(v.statistics, SOFT))
    return out


def _word(v: Verdict, wide: bool) -> str:
    """The statistics' word, and why there is none where it cannot be told."""
    word = v.timing_said if wide else v.statistics
    reason = v.why_not if v.statistics == statistic.NOT_COVERED and wide else ""
    return f"{word}: {reason}" if reason else word


def number(f: Finding) -> float:
    """Value of a finding that is a number."""
    return float(f.value) if isinstance(f.value, (int, float)) else float("nan")


def two(x: float) -> str:
    """Two decimals without the leading zero, with a true minus sign."""
    return f"{x:.2f}".replace("-", "−").replace("0.", ".", 1)


def _assembly(watch: Watch) -> Iterator[str]:
    findings = watch.votes.agreement()
    raw, kappa = (index(findings, i) for i in ("raw", "kappa"))
    if not (raw and kappa and kappa.interval and kappa.placebo):
        return
    yield (
        f"General Assembly {raw.detail.first} to {raw.detail.last}: {number(raw):.1%} of "
        f"{raw.n:,} shared roll calls alike."
    )
    span = f"{two(kappa.interval.low)} to {two(kappa.interval.high)}"
    yield (
        f"  Kappa, weighted {two(number(kappa))} (90% {span}); "
        f"no. {kappa.placebo.rank} of {kappa.placebo.of} like pairs."
    )


def _council(watch: Watch) -> Iterator[str]:
    known = [f for f in watch.votes.vetoes() if f.known]
    if not known:
        return
    alone = [f"{display(f.subject.state)} {f.value}" for f in known if f.kind is Kind.LONE_VETOES]
    since = known[0].read(VetoDetail).since
    yield (
        f"Security Council since {since}: {known[0].value} joint vetoes; "
        f"without the other: {', '.join(alone)}."
    )
    for f in known:
        if f.interval:
            span = f"{two(f.interval.low)} to {two(f.interval.high)}"
            yield f"  {f.question} {two(number(f))} (90% {span}, n {f.n})"
