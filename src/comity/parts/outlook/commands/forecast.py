"""``comity forecast``: counts and questions for the months ahead, and past forecasts with their outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from comity.errors import QuestionError
from comity.faces.cli import _findings
from comity.faces.cli._options import Day, print_answer
from comity.faces.cli._output import SOFT, PageLine, Printout, make_table, progress, say, wrap
from comity.lake.store import Lake
from comity.parts.outlook.forecast import fans
from comity.parts.outlook.inputs.forecast_inputs import TABLES, ForecastInputs
from comity.parts.outlook.inputs.questions import HORIZONS, ForecastQuestion
from comity.parts.outlook.ledger import forecast_skill
from comity.parts.outlook.ledger.base_rates import QuestionForecast, ask
from comity.parts.outlook.ledger.ledger import Ledger, LedgerEntry
from comity.parts.outlook.ledger.replay import quarters, replay
from comity.records import bins
from comity.records.details import ForecastDetail
from comity.records.finding import Finding, as_json
from comity.vocabulary.group import Group

#: Most questions shown on a page, asked now and open in the ledger; JSON and CSV have all.
SHOWN, OPEN_SHOWN = 16, 12
#: Months whose worst misses are shown on a page; JSON has all.
MONTHS_SHOWN = 3
#: Past quarters replayed to measure the track record.
TRACK_QUARTERS = 8
MARKS = {"yes": "█", "no": "·", "void": "×", "open": "?"}


@click.command()
@click.option(
    "--horizon",
    type=click.Choice([str(h) for h in HORIZONS]),
    default="3",
    show_default=True,
    help="Months ahead.",
)
@click.option("--issue", is_flag=True, help="Freeze the questions into the ledger of the lake.")
@click.option("--as-of", type=Day(end=True), help="Only what was known on this day; ask from the next.")
@click.option(
    "--ledger", is_flag=True, help="Instead: frozen forecasts of a PAIR or all, their outcomes, scores."
)
@click.option("--check", is_flag=True, help="Only prove that no line of the ledger was changed.")
@click.option("--replay", "years", metavar="FIRST:LAST", help="The ledger as if each quarter had been asked.")
@print_answer("[PAIR]", "[HOTSPOT]")
def forecast(
    group: Group | None, hotspot: str | None, lake: str | None, ledger: bool, check: bool, **o: Any
) -> Printout:
    """Forecast what a PAIR may do next, at a HOTSPOT or anywhere, beside how earlier forecasts fared.

    Counts of joint acts for the months ahead with 80% intervals, and open questions that records will
    answer, each with its probability and base rate. --issue freezes them in the ledger, dated today. With
    --ledger, questions that the records held now answer are resolved first; --replay writes nothing.

    \b
      comity forecast CHN-RUS
      comity forecast CHN-RUS iran --horizon 6
      comity forecast CHN-RUS --as-of 2021-12 --format json
      comity forecast CHN-RUS --issue && comity forecast CHN-RUS --ledger
      comity forecast --ledger --check
      comity forecast CHN-RUS --replay 2010:2025
    """  # noqa: D301 - click's \b stops rewrapping
    store = Lake.open(lake)
    if check:
        return _check_ledger(Ledger(store.root))
    if o["years"] is not None:
        if group is None:
            raise QuestionError("A replay asks about a pair: comity forecast CHN-RUS --replay 2010:2025.")
        title = f"Ledger of {group.short}, replayed for {o['years'].replace(':', ' to ')}"
        return _answer_ledger(title, _replay_years(store, group, o["years"]))
    if ledger:
        title = f"Ledger of {group.short if group else 'all pairs'}"
        return _answer_ledger(title, _settle(store, group))
    if group is None:
        raise QuestionError("Name a PAIR, such as FRA-DEU, or ask for --ledger.")
    return _answer_forecast(store, group, hotspot, int(o["horizon"]), o["as_of"], issue=o["issue"])


def _answer_forecast(
    store: Lake, group: Group, hotspot: str | None, months: int, as_of: date | None, *, issue: bool
) -> Printout:
    """Print counts, questions and how they fared; save the questions in the ledger (file) if ``issue``."""
    if issue and as_of is not None:
        raise QuestionError("A forecast is issued today, from all that is held: leave out --as-of.")
    view = store.view(as_of, packaged=True)
    ground, ledger = ForecastInputs.read(view, group), Ledger(store.root)
    known_to = as_of or max(c.last for c in view.coverage() if c.table in TABLES)
    asked_on = known_to + timedelta(days=1) if as_of else max(known_to + timedelta(days=1), date.today())
    questions = ask(ground, asked_on, months, hotspot)
    if issue:
        new = ledger.issue(questions, ground.vintage, asked_on)
        say([f"{new} of {len(questions)} forecasts frozen in the ledger; the others already were."])
    counts = fans.forecast(view, group, hotspot, horizons=(months,), today=asked_on)
    past, frozen = _replay_track(ground, asked_on, months), ledger.entries(group)

    def page(width: int) -> Iterator[PageLine]:
        yield Text(f"What next for {group.short}, as known on {known_to}", style="bold")
        yield Text()
        yield from _write_counts(counts, group, width)
        yield Text()
        yield from _write_questions(questions, past, width)
        yield Text()
        yield from _write_track(past, width)
        due = sum(e.outcome is not None for e in frozen)
        more = f"{len(frozen)} frozen, {due} answered (comity forecast {group.id} --ledger)."
        yield Text(f"Ledger: {more if frozen else 'nothing frozen yet (--issue).'}", style="bold")

    def document() -> dict[str, Any]:
        return {
            "pair": group.id,
            "counts": [as_json(f) for f in counts],
            "questions": [_list_question(a) for a in questions],
            "track": [as_json(f) for f in forecast_skill.scorecard(past)],
            "ledger": [as_json(f) for f in forecast_skill.scorecard(frozen)],
        }

    return Printout(page, lambda: [_list_question(a) for a in questions], document)


def _replay_track(ground: ForecastInputs, asked_on: date, months: int) -> list[LedgerEntry]:
    """Ask the questions of recent quarters again, at all hotspots, since one has too few questions."""
    last = bins.start(asked_on, "quarter")
    days = [bins.following(last, "quarter", -k) for k in range(TRACK_QUARTERS + 1, 1, -1)]
    return replay(ground, days, months)


def _list_question(a: QuestionForecast) -> dict[str, Any]:
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


def _write_counts(findings: Sequence[Finding], group: Group, width: int) -> Iterator[PageLine]:
    forecasts = [f for f in findings if f.known]
    if not forecasts:
        yield from _findings.write_lines(findings[:1], width)
        return
    span, numbers = forecasts[0].subject.span, ("mean", "80% from–to", "any", "inside", "skill")
    table = make_table(span, *numbers, right=numbers)
    for f in forecasts:
        d = f.read(ForecastDetail)
        ends = f"{f.interval.low:.0f}–{f.interval.high:.0f}" if f.interval else ""
        track = ("–", "–")
        if d.track:
            track = (f"{d.track.inside:.0%}", f"{d.track.skill['climatology']:+.2f}".replace("-", "−"))
        mean = f"{f.value:.1f}" if isinstance(f.value, float) else ""
        table.add_row(d.series.removesuffix(f": {group.short}"), mean, ends, f"{d.any:.0%}", *track)
    yield table
    yield Text("inside: past outcomes within their interval", style=SOFT)
    yield Text("skill: gain in CRPS over the counts of the last 24 months; 0 or less: none", style=SOFT)


def _write_questions(
    questions: Sequence[QuestionForecast], track: Sequence[LedgerEntry], width: int
) -> Iterator[PageLine]:
    days = sorted({e.issued for e in track})
    past = {(_name_kind(e.question), e.issued): MARKS[e.outcome.answer] for e in track if e.outcome}
    if not questions:
        yield Text("No question is open: nothing held names the pair, or both answers never happened.")
        return
    rule = questions[0].question.rule
    yield Text(f"Open questions for {rule.first} to {rule.last}, known by {rule.known_by}", style="bold")
    numbers = ("p", "90%", "base")
    table = make_table(*numbers, "asked before", "Question", right=numbers, fixed=("asked before",), gap=1)
    for a in questions[:SHOWN]:
        marks = "".join(past.get((_name_kind(a.question), d), " ") for d in days)
        span = f"{a.low * 100:.0f}–{a.high * 100:.0f}"
        stem, _, source = a.question.text.partition(" from ")
        sentence = f"{stem}?" if a.question.rule.proof else f"{stem},{source.partition(',')[2]}"
        table.add_row(f"{a.probability:.0%}", span, f"{a.base_rate:.0%}", marks, sentence)
    yield table
    if len(questions) > SHOWN:
        yield Text(f"and {len(questions) - SHOWN} more: --format csv", style=SOFT)
    yield Text(f"asked before: in {TRACK_QUARTERS} quarters, newest last", style=SOFT)
    yield Text("█ yes  · no  × void  blank: not asked, it was not open", style=SOFT)


def _name_kind(q: ForecastQuestion) -> str:
    return f"{q.template} {q.rule.hotspot}"


def _write_track(past: Sequence[LedgerEntry], width: int) -> Iterator[Text]:
    if past:
        head = f"Track record: all places, {TRACK_QUARTERS} quarters replayed as known then"
        yield Text(head, style="bold")
        yield from (Text(_say_kind(k)) for k in forecast_skill.kinds(past))
        yield from _findings.write_lines(forecast_skill.scorecard(past), width)


def _check_ledger(book: Ledger) -> Printout:
    lines, last = book.check()
    proof = {"lines": lines, "last_hash": last, "holds": True}
    return Printout(
        lambda _: [f"{lines} lines hold; last hash {last}"], document=lambda: proof, name="forecast --ledger"
    )


def _settle(store: Lake, group: Group | None) -> list[LedgerEntry]:
    book = Ledger(store.root)
    entries = book.entries(group)
    if not entries:
        return []
    view = store.view(packaged=True)
    groups = dict.fromkeys(e.question.group for e in entries)
    new = book.settle([ForecastInputs.read(view, g) for g in groups], date.today())
    if new:
        say([f"{new} outcomes written."])
    return book.entries(group)


def _replay_years(store: Lake, group: Group, years: str) -> list[LedgerEntry]:
    """Ask the questions of past quarters about two states, using only what was known then."""
    first, mark, last = years.partition(":")
    if not (mark and first.isdigit() and last.isdigit() and 1900 <= int(first) <= int(last) <= 2100):
        raise QuestionError(f"Years to replay are written 2010:2025, not {years!r}.")
    ground = ForecastInputs.read(store.view(packaged=True), group)
    out: list[LedgerEntry] = []
    with progress() as bar:
        for day in bar.track(quarters(int(first), int(last)), description="Asking"):
            out += replay(ground, [day])
    return out


def _answer_ledger(title: str, entries: list[LedgerEntry]) -> Printout:
    def document() -> dict[str, Any]:
        return {
            "standing": [as_json(f) for f in forecast_skill.scorecard(entries)],
            "kinds": {
                k.name: {
                    "due": len(k.entries),
                    "void": k.void,
                    "silent": k.silent,
                    "strict": k.unanswered,
                    "standing": [as_json(f) for f in forecast_skill.scorecard(k.entries)],
                }
                for k in forecast_skill.kinds(entries)
            },
            "worst": {m: [_list_entry(e) for e in es] for m, es in forecast_skill.worst(entries).items()},
            "forecasts": [_list_entry(e) for e in entries],
        }

    return Printout(
        lambda width: _write_ledger(title, entries, width),
        lambda: [_list_entry(e) for e in entries],
        document,
        () if entries else ("question",),
        name="forecast --ledger",
    )


def _list_entry(e: LedgerEntry) -> dict[str, Any]:
    outcome = e.outcome
    return {
        "issued": e.issued,
        "question": e.question.text,
        "probability": e.probability,
        "low": e.low,
        "high": e.high,
        "base_rate": e.base_rate,
        "deadline": e.question.rule.last,
        "answer": outcome.answer if outcome else "open",
        "why": outcome.why if outcome else "",
        "resolved": e.resolved,
        "records": list(outcome.records) if outcome else [],
        "silence_is_proof": e.question.rule.proof,
        "vintage": e.vintage,
        "version": e.version,
        "method": e.method,
        "id": e.key,
    }


def _write_ledger(title: str, entries: list[LedgerEntry], width: int) -> Iterator[PageLine]:
    due = [e for e in entries if e.outcome is not None]
    void = sum(e.outcome is not None and e.outcome.answer == "void" for e in due)
    share = f", {void / len(due):.1%} void" if due else ""
    yield Text(f"{title}: {len(entries)} forecasts, {len(due)} came due{share}", style="bold")
    if not entries:
        yield Text("Nothing is frozen yet: comity forecast PAIR --issue")
        return
    silent = sum(
        e.outcome is not None and e.outcome.answer == "no" and not e.question.rule.proof for e in due
    )
    note = f"{silent} of the answers are a no by silence of a selective record: it tells of none by its date."
    yield from (Text(_say_kind(k)) for k in forecast_skill.kinds(entries))
    yield from wrap(note if due else "", width, SOFT)
    yield Text()
    yield from _findings.write_lines(forecast_skill.scorecard(entries), width)
    if done := forecast_skill.select_answered(entries):
        yield Text()
        yield _tabulate_reliability(done)
    yield from _write_misses(entries)
    waiting = [e for e in entries if e.outcome is None]
    if waiting:
        yield Text()
        yield Text(f"Open: {len(waiting)}", style="bold")
        yield _tabulate_entries(waiting[:OPEN_SHOWN])


def _say_kind(due: forecast_skill.DueQuestions) -> str:
    skill = forecast_skill.scorecard(due.entries)[2]
    said = f"skill {skill.value:+.3f}".replace("-", "−") if isinstance(skill.value, float) else "skill –"
    n = len(due.entries)
    return f"  {due.name}: {n} due, {due.void / n:.1%} void, {due.unanswered:.1%} with silence; {said}"


def _tabulate_reliability(done: list[LedgerEntry]) -> Table:
    numbers = ("said", "n", "mean", "came")
    table = make_table(*numbers, "90%", right=numbers)
    for b in forecast_skill.bins(done):
        ends = f"{b.interval.low:.0%}–{b.interval.high:.0%}"
        table.add_row(f"{b.low:.0%}–{b.high:.0%}", str(b.n), f"{b.mean:.0%}", f"{b.share:.0%}", ends)
    return table


def _write_misses(entries: list[LedgerEntry]) -> Iterator[PageLine]:
    for month, some in list(forecast_skill.worst(entries).items())[:MONTHS_SHOWN]:
        yield Text()
        yield Text(f"Worst misses of windows that closed in {month}", style="bold")
        yield _tabulate_entries(some)


def _tabulate_entries(entries: Sequence[LedgerEntry]) -> Table:
    table = make_table("p", "answer", "question", right=("p",))
    for e in entries:
        table.add_row(f"{e.probability:.0%}", e.outcome.answer if e.outcome else "open", e.question.text)
    return table
