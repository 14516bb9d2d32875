"""``comity ledger``: every frozen forecast, what came of it, and how well that went."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click
from rich.text import Text

from comity.errors import QuestionError
from comity.faces.cli import _findings
from comity.faces.cli._options import GroupType, lake_option
from comity.faces.cli._output import chosen, console, format_option, progress, say, write_json, write_rows
from comity.faces.cli._style import SOFT
from comity.lake.store import Lake
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.parts.outlook.ledger import forecast_skill
from comity.parts.outlook.ledger.ledger import Ledger, LedgerEntry
from comity.parts.outlook.ledger.replay import quarters, replay
from comity.records.finding import as_json
from comity.vocabulary.group import Group

WIDTH = 106
MONTHS = 3
"""Months whose worst misses are on the page; all go into json."""

OPEN_SHOWN = 12


@click.command()
@click.argument("group", type=GroupType(), metavar="[PAIR]", required=False)
@click.option("--check", is_flag=True, help="Only prove that no line was changed; print the last hash.")
@click.option("--replay", "years", metavar="FIRST:LAST", help="As if kept: ask each quarter of these years.")
@lake_option
@format_option
def ledger(group: Group | None, check: bool, years: str | None, lake: str | None, fmt: str | None) -> None:
    """Show every frozen forecast of a PAIR (or all), its outcome and its score.

    Questions that the records held now answer are resolved first. --replay asks the questions of past
    quarters from what was known then, and writes nothing.

    \b
      comity ledger
      comity ledger CHN-RUS --format csv
      comity ledger --check
      comity ledger CHN-RUS --replay 2010:2025
    """  # noqa: D301 - click's mark
    store = Lake.open(lake)
    book, how = Ledger(store.root), chosen(fmt)
    if check:
        lines, last = book.check()
        said = {"lines": lines, "last_hash": last, "holds": True}
        write_json(said) if how == "json" else click.echo(f"{lines} lines hold; last hash {last}")
        return
    if years is not None:
        if group is None:
            raise QuestionError("A replay asks about a pair: comity ledger CHN-RUS --replay 2010:2025.")
        entries = _replayed(store, group, years)
        _write(f"Ledger of {group.short}, replayed for {years.replace(':', ' to ')}", entries, how)
        return
    entries = book.entries(group)
    if entries:
        entries = _settled(store, book, entries, group)
    _write(f"Ledger of {group.short if group else 'all pairs'}", entries, how)


def _settled(
    store: Lake, book: Ledger, entries: Sequence[LedgerEntry], group: Group | None
) -> list[LedgerEntry]:
    view = store.view(packaged=True)
    groups = dict.fromkeys(e.question.group for e in entries)
    new = book.settle([ForecastInputs.read(view, g) for g in groups], date.today())
    if new:
        say([f"{new} outcomes written."])
    return book.entries(group)


def _replayed(store: Lake, group: Group, years: str) -> list[LedgerEntry]:
    first, mark, last = years.partition(":")
    if not (mark and first.isdigit() and last.isdigit() and 1900 <= int(first) <= int(last) <= 2100):
        raise QuestionError(f"Years to replay are written 2010:2025, not {years!r}.")
    ground = ForecastInputs.read(store.view(packaged=True), group)
    out: list[LedgerEntry] = []
    with progress() as bar:
        for day in bar.track(quarters(int(first), int(last)), description="Asking"):
            out += replay(ground, [day])
    return out


def _write(title: str, entries: list[LedgerEntry], how: str) -> None:
    if how == "json":
        worst = forecast_skill.worst(entries)
        write_json(
            {
                "standing": [as_json(f) for f in forecast_skill.scorecard(entries)],
                "kinds": {
                    k.name: {
                        "due": len(k.entries),
                        "void": k.void,
                        "silent": k.silent,
                        "strict": k.strict,
                        "standing": [as_json(f) for f in forecast_skill.scorecard(k.entries)],
                    }
                    for k in forecast_skill.kinds(entries)
                },
                "worst": {m: [_row(e) for e in es] for m, es in worst.items()},
                "forecasts": [_row(e) for e in entries],
            }
        )
    elif how == "text":
        out = console()
        for line in _page(title, entries, min(out.width, WIDTH)):
            out.print(line)
    else:
        write_rows([_row(e) for e in entries], how, tuple(_row(entries[0])) if entries else ("question",))


def _row(e: LedgerEntry) -> dict[str, Any]:
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


def _page(title: str, entries: list[LedgerEntry], width: int) -> Iterator[Text]:
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
    yield from (Text(kind_line(k)) for k in forecast_skill.kinds(entries))
    yield from (Text(x, style=SOFT) for x in (textwrap.wrap(note, width) if due else ()))
    yield Text()
    yield from _findings.lines(forecast_skill.scorecard(entries), width)
    yield from _reliability(forecast_skill.answered(entries))
    yield from _misses(entries, width)
    waiting = [e for e in entries if e.outcome is None]
    if waiting:
        yield Text()
        yield Text(f"Open: {len(waiting)}", style="bold")
        yield from (line for e in waiting[:OPEN_SHOWN] for line in _line(e, width))


def kind_line(due: forecast_skill.DueQuestions) -> str:
    """How questions of one kind of record went, in one line."""
    skill = forecast_skill.scorecard(due.entries)[2]
    said = f"skill {skill.value:+.3f}".replace("-", "−") if isinstance(skill.value, float) else "skill –"
    n = len(due.entries)
    return f"  {due.name}: {n} due, {due.void / n:.1%} void, {due.strict:.1%} with silence; {said}"


def _reliability(done: list[LedgerEntry]) -> Iterator[Text]:
    if not done:
        return
    yield Text()
    yield Text(f"{'said':>9} {'n':>5} {'mean':>6} {'came':>6}  90%", style=SOFT)
    for b in forecast_skill.bins(done):
        ends = f"{b.interval.low:.0%}–{b.interval.high:.0%}"
        low, high = b.low * 100, b.high * 100
        yield Text(f"{low:>4.0f}–{high:<3.0f}% {b.n:>5} {b.mean:>6.0%} {b.share:>6.0%}  {ends}")


def _misses(entries: list[LedgerEntry], width: int) -> Iterator[Text]:
    for month, some in list(forecast_skill.worst(entries).items())[:MONTHS]:
        yield Text()
        yield Text(f"Worst misses of windows that closed in {month}", style="bold")
        yield from (line for e in some for line in _line(e, width))


def _line(e: LedgerEntry, width: int) -> Iterator[Text]:
    answer = e.outcome.answer if e.outcome else "open"
    lines = textwrap.wrap(e.question.text, width - 12)
    yield Text(f"{e.probability:>4.0%}  {answer:<4}  {lines[0]}")
    yield from (Text(f"{'':<12}{x}") for x in lines[1:])
