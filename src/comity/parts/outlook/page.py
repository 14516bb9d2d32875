"""The desk's Outlook page: forecasts for a pair, and effects of a break between its two states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import Any

from comity.faces.pages import Page, PageData, PartPage, Question
from comity.faces.present.picture import Chart
from comity.parts.outlook.composed import outlook
from comity.parts.outlook.fan_chart import fan
from comity.parts.outlook.forecast.fans import LEVELS, Fan
from comity.records.details import DependenceDetail, ForecastDetail, SignDetail
from comity.records.finding import Finding
from comity.vocabulary import hotspots, states

TITLES = {
    "forecast": "How many in the months ahead?",
    "questions": "Open questions, and how such questions fared",
    "souring": "Signs of a break-up",
    "whatif": "If they parted",
}
MARKS = {"yes": "█", "no": "·", "void": "×"}
#: The part computed before the page is shown if the desk runs no background jobs.
AT_ONCE = "questions"
#: Most fan charts drawn; the table has all series.
FANS = 6
#: Rows of a table shown at first; the others are folded.
ROWS = 12
#: A question with a higher probability is more likely yes than no.
EVEN = 0.5
SHADED = "Shaded: half and four fifths of what may come. Left: past forecasts, and what came; hollow: outside"
Part = Mapping[str, Any]


def build(desk_data: PageData, question: Question) -> Page:
    """Return the page of forecasts for two states, at one hotspot or for all.

    Raises
    ------
    QuestionError
        When the question names more than two states.
    """
    watch, question, wanted = desk_data.pair(question, "The outlook is asked")
    parts: dict[str, Part | None] = {}
    failed: dict[str, str] = {}
    for name in outlook.PARTS:
        parts[name], failed[name] = desk_data.part(
            "outlook",
            replace(question, hotspot=_spot(name, question)),
            name,
            partial(watch.outlook.part, name, _spot(name, question)),
            now=name == wanted or (name == AT_ONCE and desk_data.jobs is None),
        )
    charts = fans_of(parts["forecast"], question)
    waiting = [name for name, part in parts.items() if part is None and not failed[name]]
    heading = headline(question, parts, waiting)
    questions = (parts["questions"] or {}).get("asked", [])
    same = tail([q["question"] for q in questions])
    context = {
        "parts": parts,
        "failed": failed,
        "titles": TITLES,
        "spots": hotspots.watched(),
        "rows_shown": ROWS,
        "fans": list(charts.values()),
        "marks": MARKS,
        "shares": shares(parts["whatif"]),
        "signs": signs(parts["souring"]),
        "plain": partial(plain, of=question.group.short),
        "tail": same,
        "shortened": lambda text: f"{text.removesuffix(same)}?" if same else text,
        "pair": watch.pair,
    }
    data = {
        "heading": heading,
        "hotspot": question.hotspot,
        "missing": [n for n, part in parts.items() if part is None],
        **parts,
    }
    return Page(
        "outlook", "outlook.html", heading, question, context, questions, data, charts, whole=not waiting
    )


def findings_of(name: str) -> Callable[[PageData, Question], list[Finding]]:
    """Return a function that lists the findings (results) of one part of the page."""

    def ask(desk_data: PageData, question: Question) -> list[Finding]:
        part = desk_data.watch(question).outlook.part(name, _spot(name, question)) or {}
        return [*part["findings"], *(q["finding"] for q in part.get("asked", ()))]

    return ask


def _spot(name: str, question: Question) -> str:
    """Return the hotspot of a part of the page; "" for signs of a break, which concern the whole relation."""
    return "" if name == "souring" else question.hotspot


def headline(question: Question, parts: Mapping[str, Part | None], waiting: Sequence[str]) -> str:
    """Return the main forecast with its range and how past ones fared; if it is missing, say why."""
    where = f" on {hotspots.get(question.hotspot).name}" if question.hotspot else ""
    name = f"{question.group.name}{where}"
    counts: list[Finding] = (parts["forecast"] or {}).get("findings", [])
    details = [(f, f.detail) for f in counts if f.known and isinstance(f.detail, ForecastDetail)]
    tracked = [(f, d.track) for f, d in details if d.track is not None]
    if tracked:
        f, track = tracked[0]
        low, high = (round(f.interval.low), round(f.interval.high)) if f.interval else (0, 0)
        return (
            f"{name}: {low} to {high} joint acts expected in {f.subject.span}; "
            f"such ranges held what came {track.inside:.0%} of the time"
        )
    questions = (parts["questions"] or {}).get("asked", [])
    if questions:
        likely = sum(q["probability"] > EVEN for q in questions)
        last = max(q["last"] for q in questions)
        return (
            f"{name}: {likely} of {len(questions)} open questions for the months to {last:%B %Y} are "
            f"likelier yes than no"
        )
    if AT_ONCE in waiting:
        return f"{name}: what comes next is being computed"
    return f"{name}: too little is on record to say what comes next"


def fans_of(part: Part | None, question: Question) -> dict[str, Chart]:
    """Return the fan charts by name: of recorded acts first, then of event streams with most events."""
    fans: Sequence[Fan] = (part or {}).get("fans", [])
    busy = sorted(fans, key=lambda f: (f.stream != "record", -sum(p.came for p in f.past), f.name))
    out = {}
    for k, f in enumerate(busy[:FANS]):
        says = f"{f.name}, {f.unit}: the months ahead, and past forecasts beside what came"
        rows = [
            {"month": p.month, "low": p.low, "middle": p.middle, "high": p.high, "came": p.came}
            for p in f.past
        ] + [
            {"month": m, **{f"q{q:g}": v for q, v in zip(LEVELS, qs, strict=True)}}
            for m, qs in zip(f.months, f.quantiles, strict=True)
        ]
        name = plain(f.name, question.group.short)
        hit = sum(p.low <= p.came <= p.high for p in f.past)
        note = (
            f"{name}. Of {len(f.past)} past forecasts {hit} held what came."
            if f.past
            else f"{name}. No past forecast yet."
        )
        out[f"fan-{k + 1}"] = Chart(f"fan-{k + 1}", fan(f, says), note, rows, note=SHADED)
    return out


def plain(series: str, of: str) -> str:
    """Return the name of a series of counts without the pair ``of``, which the page already names."""
    return series.removesuffix(f": {of}").removesuffix(f" of {of}")


def tail(questions: Sequence[str]) -> str:
    """Return the words with which all questions on the page end, so that it can print them once."""
    if len(questions) < 2:
        return ""
    words = [q.split(" ") for q in questions]
    same = takewhile(lambda w: len({*w}) == 1, zip(*(reversed(w) for w in words), strict=False))
    return "".join(f" {w[0]}" for w in reversed(list(same)))


def shares(part: Part | None) -> list[dict[str, Any]]:
    """Return for each flow (trade, arms, loans) the state's newest share, and the highest of three years."""
    series: dict[tuple[str, str, str, str], list[tuple[int, float]]] = {}
    for r in (part or {}).get("shares", []):
        series.setdefault((r["what"], r["state"], r["without"], r["source"]), []).append(
            (r["year"], r["share"])
        )
    out = []
    shares_by_key = {
        (f.detail.what, f.subject.state, f.subject.source): f
        for f in (part or {}).get("findings", [])
        if isinstance(f.detail, DependenceDetail)
    }
    for (what, state, without, source), by_year in sorted(series.items()):
        by_year.sort()
        year, share = by_year[-1]
        out.append(
            {
                "what": what,
                "state": states.display(state),
                "without": states.display(without),
                "source": source,
                "year": year,
                "share": share,
                "most": max(v for _, v in by_year[-3:]),
                "finding": shares_by_key.get((what, state, source)),
            }
        )
    return out


def signs(part: Part | None) -> tuple[list[Finding], list[Finding]]:
    """Return two lists: the summary with the signs of a break that appear, and all other findings."""
    findings: list[Finding] = list((part or {}).get("findings", []))
    shown = [*findings[:1], *(f for f in findings[1:] if isinstance(f.detail, SignDetail) and f.detail.sign)]
    return shown, [f for f in findings if f not in shown]


#: Registers the page with the desk.
PAGE = PartPage(
    "Outlook",
    "comity.parts.outlook",
    pair=build,
    place=build,
    findings={name: findings_of(name) for name in outlook.PARTS},
)
