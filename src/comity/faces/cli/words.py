"""``comity words``: what each side of a pair says of a hotspot, side by side, with the sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from comity.faces.cli import _findings
from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.faces.cli._style import SOFT
from comity.faces.cli._watch import make_watch
from comity.faces.present.sanitize import sanitize
from comity.measures.words import silence
from comity.measures.words.echo import Echo
from comity.measures.words.silence import PlacePeriod
from comity.records.finding import Finding, as_json
from comity.records.kinds import Kind
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.watch.questions.words import Quote, Words

WIDTH = 106
MOST_QUOTES = 6
MOST_ECHOES = 5
LONGEST = 280
"""Characters of a quote on the page; the whole sentence is in JSON and CSV."""


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@window_options
@format_option
def words(group: Group, hotspot: str | None, fmt: str | None, **options: Any) -> None:
    """Show what each side of a PAIR says of a HOTSPOT in its own statements.

    Quotes of the same days side by side, in the language in which they were published; how often each outlet
    names the place; months and years of silence where it would be expected; the same wording within a week.
    Without a HOTSPOT: every hotspot in one line, and claims of closeness.

    \b
      comity words CHN-RUS ukraine
      comity words CHN-RUS south-china-sea --since 2020
      comity words CHN-RUS --format csv
    """  # noqa: D301 - click's mark
    watch = make_watch(group, **options)
    how = chosen(fmt)
    if hotspot is None:
        _overview(group, watch.words.overview(), watch.words.closeness(), how)
        return
    said = watch.words.at(hotspot)
    if how == "json":
        write_json(
            {
                "findings": [as_json(f) for f in said.findings],
                "beside": [[asdict(q) for q in pair] for pair in said.beside],
                "echoes": [_echo_row(e) for e in said.echoes],
                "periods": [_period_row(p) for p in said.periods],
            }
        )
    elif how == "text":
        out = console()
        width = min(out.width, WIDTH)
        for part in _page(group, said, width):
            out.print(part, width=width)
    else:
        write_rows([_quote_row(n, q) for n, pair in enumerate(said.beside, 1) for q in pair], how)


def _overview(group: Group, rows: list[dict[str, Any]], claims: list[Finding], how: str) -> None:
    """Every hotspot in one line, then claims of closeness."""
    if how == "json":
        write_json({"places": rows, "closeness": [as_json(f) for f in claims]})
    elif how != "text":
        write_rows(rows, how)
    else:
        out = console()
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in ("Hotspot", *(states.display(c) for c in group.codes), "Beside", "Echoes"):
            table.add_column(name, justify="left" if name == "Hotspot" else "right")
        for r in rows:
            cells = [_of(r[f"{c}_said"], r[f"{c}_statements"]) for c in group.codes]
            table.add_row(hotspots.get(r["hotspot"]).name, *cells, str(r["beside"]), str(r["echoes"]))
        out.print(table, width=min(out.width, WIDTH))
        out.print(Text("Statements that name it, of all that are held of every outlet of the state.", SOFT))
        for line in _findings.lines(claims, min(out.width, WIDTH)):
            out.print(line)


def _of(k: int | None, n: int | None) -> str:
    return f"{k:,} of {n:,}" if n else "none held"


def _page(group: Group, said: Words, width: int) -> Iterator[Text | Table]:
    """Quotes side by side, then how often, silence and echoes."""
    name = hotspots.get(said.place).name
    yield Text(f"{name} in the words of {' and '.join(states.display(c) for c in group.codes)}", "bold")
    if said.beside:
        yield Text(f"The same days, newest first ({len(said.beside)} in all)", SOFT)
        yield _columns(group, said.beside[:MOST_QUOTES], width)
        shown = {q.language for pair in said.beside[:MOST_QUOTES] for q in pair}
        yield Text(f"Quoted as published, in [{'], ['.join(sorted(shown))}]; nothing is translated.", SOFT)
    elif len(group.codes) == 2:
        yield Text("No days are held on which both speak of it.", SOFT)
    shares = [f for f in said.findings if f.kind == Kind.STATEMENT_SHARE]
    yield Text("\nHow often", "bold")
    for f in shares:
        yield Text(f"  {_share(f)}")
    yield Text("\nSilence", "bold")
    yield from (
        Text(f"  {line}") for line in list(_silences(said)) or ["cannot be told: no statements are held"]
    )
    yield Text("\nThe same wording within a week", "bold")
    for f in said.findings:
        if f.kind == Kind.ECHO:
            yield Text(f"  {_findings.answer(f)}{f' ({f.detail.note})' if f.detail.note else ''}")
    for e in said.echoes[-MOST_ECHOES:]:
        sides = ((e.first_by, e.first), (e.second_by, e.second))
        by = "; ".join(f"{c.outlet}, {m.day}" for c, m in sides)
        yield Text(f"  “{sanitize(e.words)}”: {by}")


def _columns(group: Group, pairs: tuple[tuple[Quote, Quote], ...], width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), width=width)
    for code in group.codes:
        table.add_column(states.display(code), ratio=1, overflow="fold")
    for pair in pairs:
        table.add_row(*(_cell(q) for q in pair))
    return table


def _cell(q: Quote) -> Text:
    """A quote and its source."""
    words = sanitize(q.quote)
    words = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
    part = "" if q.whole else ", headline or opening words"
    where = q.url or (q.title if q.quote[:40] not in q.title else "")
    source = f"{q.outlet}, {q.day} [{q.language}]{part}"
    return Text.assemble(f"“{words}”\n", (f"{source}\n{sanitize(where)}" if where else source, SOFT))


def _share(f: Finding) -> str:
    if not f.known:
        return f"{states.display(f.subject.state)}: cannot tell, {f.why_not}"
    assert isinstance(f.value, float)
    assert f.interval is not None
    span = f"{f.detail.first} to {f.detail.last}"
    place = f", {f.placebo.place} topics" if f.placebo else ""
    return (
        f"{f.subject.source}: {f.value:.2%} of {f.n:,} ({f.interval.low:.2%} to {f.interval.high:.2%}), "
        f"{span}{place}{f'; {f.detail.note}' if f.detail.note else ''}"
    )


def _silences(said: Words) -> Iterator[str]:
    """Silence by outlet, with what was to be expected; one line for all where it cannot be told."""
    mute = []
    for f in said.findings:
        if f.kind != Kind.STATEMENT_SILENCE:
            continue
        if not f.known:
            mute.append(f"{f.subject.source}, by {f.subject.span}: {f.why_not}")
            continue
        yield f"{f.subject.source}: {f.value} {f.unit}{f'; {f.detail.note}' if f.detail.note else ''}"
    if mute:
        yield f"cannot be told of {len(mute)} more, such as {mute[0]}"


def _quote_row(n: int, q: Quote) -> dict[str, Any]:
    return {"pair": n, **asdict(q)}


def _period_row(p: PlacePeriod) -> dict[str, Any]:
    keep = ("period", "said", "volume", "answer", "why_not", "expected", "low", "high", "mute", "comparable")
    row = {"state": p.channel.state, "outlet": p.channel.name, **{k: getattr(p, k) for k in keep}}
    return {**row, "method": silence.METHOD}


def _echo_row(e: Echo) -> dict[str, Any]:
    sides = {"first": (e.first_by, e.first), "second": (e.second_by, e.second)}
    return {
        "words": e.words,
        "days": e.days,
        **{
            side: {"state": c.state, "outlet": c.outlet, "day": m.day, "url": m.url, "record": m.record}
            for side, (c, m) in sides.items()
        },
    }
