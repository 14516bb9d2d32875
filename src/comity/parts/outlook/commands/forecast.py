"""``comity forecast``: what next, as counts and as questions, never without the track record."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import click
from rich.text import Text

from comity.errors import QuestionError
from comity.faces.cli import _findings
from comity.faces.cli._options import Day, HotspotType, group_argument, lake_option
from comity.faces.cli._output import chosen, console, format_option, say, write_json, write_rows
from comity.faces.cli._style import SOFT
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.parts.outlook.commands.ledger import kind_line
from comity.parts.outlook.forecast import fans
from comity.parts.outlook.inputs.forecast_inputs import TABLES, ForecastInputs
from comity.parts.outlook.inputs.questions import HORIZONS, ForecastQuestion
from comity.parts.outlook.ledger import forecast_skill
from comity.parts.outlook.ledger.base_rates import QuestionForecast, ask
from comity.parts.outlook.ledger.ledger import Ledger, LedgerEntry
from comity.parts.outlook.ledger.replay import replay
from comity.records import bins
from comity.records.details import ForecastDetail
from comity.records.finding import Finding, as_json
from comity.vocabulary.group import Group

WIDTH = 106
SHOWN = 16
"""Questions on the page; all go into json and csv."""

TRACK_QUARTERS = 8
"""Quarters whose questions are replayed as the track record."""

MARKS = {"yes": "█", "no": "·", "void": "×", "open": "?"}


@dataclass(frozen=True, slots=True)
class _Outlook:
    """All that the command shows."""

    group: Group
    as_of: date
    counts: list[Finding]
    questions: list[QuestionForecast]
    past: list[LedgerEntry]
    frozen: list[LedgerEntry]


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@click.option(
    "--horizon",
    type=click.Choice([str(h) for h in HORIZONS]),
    default="3",
    show_default=True,
    help="Months ahead.",
)
@click.option("--issue", is_flag=True, help="Freeze the questions into the ledger of the lake.")
@click.option("--as-of", type=Day(end=True), help="Only what was known on this day; ask from the next.")
@lake_option
@format_option
def forecast(
    group: Group,
    hotspot: str | None,
    horizon: str,
    issue: bool,
    as_of: date | None,
    lake: str | None,
    fmt: str | None,
) -> None:
    """Forecast what a PAIR may do next, at a HOTSPOT or anywhere, beside how earlier forecasts fared.

    Counts of joint acts for the months ahead with 80% intervals, and open questions that records will
    answer, each with its probability and base rate. --issue freezes them in the ledger, dated today.

    \b
      comity forecast CHN-RUS
      comity forecast CHN-RUS iran --horizon 6
      comity forecast CHN-RUS --as-of 2021-12 --format json
      comity forecast CHN-RUS --issue && comity ledger CHN-RUS
    """  # noqa: D301 - click's mark
    if issue and as_of is not None:
        raise QuestionError("A forecast is issued today, from all that is held: leave out --as-of.")
    store = Lake.open(lake)
    view = store.view(as_of, packaged=True)
    ground = ForecastInputs.read(view, group)
    months, asked_on = int(horizon), _asked_on(as_of, view)
    if issue:
        asked_on = date.today()
    answers = ask(ground, asked_on, months, hotspot)
    ledger = Ledger(store.root)
    if issue:
        new = ledger.issue(answers, ground.vintage, asked_on)
        say([f"{new} of {len(answers)} forecasts frozen in the ledger; the others already were."])
    outlook = _Outlook(
        group,
        ground.day or asked_on - timedelta(days=1),
        fans.forecast(view, group, hotspot, horizons=(months,)),
        answers,
        _track(ground, asked_on, months),
        ledger.entries(group),
    )
    _write(outlook, chosen(fmt))


def _asked_on(as_of: date | None, view: View) -> date:
    """The day after what is known: of the view, or of the newest record held."""
    ends = [c.last for c in view.coverage() if c.table in TABLES]
    return (as_of or max(ends)) + timedelta(days=1)


def _track(ground: ForecastInputs, asked_on: date, months: int) -> list[LedgerEntry]:
    """Questions of all places as asked in the last quarters: one place has too few to judge by."""
    last = bins.start(asked_on, "quarter")
    days = [bins.following(last, "quarter", -k) for k in range(TRACK_QUARTERS + 1, 1, -1)]
    return replay(ground, days, months)


def _write(outlook: _Outlook, how: str) -> None:
    if how == "json":
        write_json(
            {
                "pair": outlook.group.id,
                "counts": [as_json(f) for f in outlook.counts],
                "questions": [_row(a) for a in outlook.questions],
                "track": [as_json(f) for f in forecast_skill.scorecard(outlook.past)],
                "ledger": [as_json(f) for f in forecast_skill.scorecard(outlook.frozen)],
            }
        )
    elif how == "text":
        out = console()
        for line in _page(outlook, min(out.width, WIDTH)):
            out.print(line)
    else:
        write_rows([_row(a) for a in outlook.questions], how)


def _row(a: QuestionForecast) -> dict[str, Any]:
    r = a.question.rule
    return {
        "question": a.question.text,
        "probability": a.probability,
        "low": a.low,
        "high": a.high,
        "base_rate": a.base_rate,
        "windows": a.windows,
        "yes": a.yes,
        "first": r.first,
        "last": r.last,
        "known_by": r.known_by,
        "sources": list(r.sources),
        "silence_is_proof": r.proof,
        "id": a.question.id,
    }


def _page(outlook: _Outlook, width: int) -> Iterator[Text]:
    yield Text(f"What next for {outlook.group.short}, as known on {outlook.as_of}", style="bold")
    yield Text()
    yield from _counts(outlook.counts, outlook.group, width)
    yield Text()
    yield from _questions(outlook, width)
    yield Text()
    yield from _record(outlook, width)


def _counts(findings: Sequence[Finding], group: Group, width: int) -> Iterator[Text]:
    known = [f for f in findings if f.known]
    if not known:
        yield from _findings.lines(findings[:1], width)
        return
    span = known[0].subject.span
    name = width - 45
    head = f"{span:<{name}}{'mean':>6} {'80% from–to':>12} {'any':>5}  {'inside':>6} {'skill':>6}"
    yield Text(head, style=SOFT)
    for f in known:
        d = f.read(ForecastDetail)
        track = d.track
        ends = f"{f.interval.low:.0f}–{f.interval.high:.0f}" if f.interval else ""
        past = f"{track.inside:>6.0%} {track.skill['climatology']:>+6.2f}" if track else "     –      –"
        mean = f"{f.value:.1f}" if isinstance(f.value, float) else ""
        what = d.series.removesuffix(f": {group.short}")
        line = f"{what[: name - 1]:<{name}}{mean:>6} {ends:>12} {d.any:>5.0%}  {past}"
        yield Text(line.replace(" -", " −"))
    yield Text("inside: past outcomes within their interval", style=SOFT)
    yield Text("skill: gain in CRPS over the counts of the last 24 months; 0 or less: none", style=SOFT)


def _questions(outlook: _Outlook, width: int) -> Iterator[Text]:
    days = sorted({e.issued for e in outlook.past})
    past = {(_kind(e.question), e.issued): MARKS[e.outcome.answer] for e in outlook.past if e.outcome}
    if not outlook.questions:
        yield Text("No question is open: nothing held names the pair, or both answers never happened.")
        return
    rule = outlook.questions[0].question.rule
    yield Text(f"Open questions for {rule.first} to {rule.last}, known by {rule.known_by}", style="bold")
    yield Text(f"{'p':>4} {'90%':>7} {'base':>5}  {'asked before':<{TRACK_QUARTERS}}  Question", style=SOFT)
    for a in outlook.questions[:SHOWN]:
        marks = "".join(past.get((_kind(a.question), d), " ") for d in days)
        head = f"{a.probability:>4.0%} {a.low * 100:>3.0f}–{a.high * 100:<3.0f} {a.base_rate:>5.0%}  "
        stem, _, source = a.question.text.partition(" from ")
        sentence = f"{stem}?" if a.question.rule.proof else f"{stem},{source.partition(',')[2]}"
        lines = textwrap.wrap(sentence, width - len(head) - 14)
        yield Text(f"{head}{marks:<12}  {lines[0]}")
        yield from (Text(f"{'':<{len(head) + 14}}{x}") for x in lines[1:])
    if len(outlook.questions) > SHOWN:
        yield Text(f"and {len(outlook.questions) - SHOWN} more: --format csv", style=SOFT)
    yield Text(f"asked before: in {TRACK_QUARTERS} quarters, newest last", style=SOFT)
    yield Text("█ yes  · no  × void  blank: not asked, it was not open", style=SOFT)


def _kind(q: ForecastQuestion) -> str:
    return f"{q.template} {q.rule.hotspot}"


def _record(outlook: _Outlook, width: int) -> Iterator[Text]:
    if outlook.past:
        head = f"Track record: all places, {TRACK_QUARTERS} quarters replayed as known then"
        yield Text(head, style="bold")
        yield from (Text(kind_line(k)) for k in forecast_skill.kinds(outlook.past))
        yield from _findings.lines(forecast_skill.scorecard(outlook.past), width)
    due = [e for e in outlook.frozen if e.outcome is not None]
    yield Text(
        f"Ledger: {len(outlook.frozen)} frozen, {len(due)} answered (comity ledger {outlook.group.id})."
        if outlook.frozen
        else "Ledger: nothing frozen yet (--issue).",
        style="bold",
    )
