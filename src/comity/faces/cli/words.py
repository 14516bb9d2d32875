"""``comity words``: statements of each state of a pair on a hotspot, side by side, with sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from comity.faces.cli import _findings
from comity.faces.cli._options import print_answer
from comity.faces.cli._output import SOFT, PageLine, Printout, make_table, wrap
from comity.faces.present.sanitize import sanitize
from comity.measures.words import silence
from comity.measures.words.echo import Echo
from comity.measures.words.silence import PlacePeriod
from comity.records.finding import Finding, as_json
from comity.records.kinds import Kind
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.questions.words import Quote, Words

MOST_QUOTES = 6
MOST_ECHOES = 5
#: Most characters of a quote on the page; JSON and CSV have the whole sentence.
LONGEST = 280
SECTIONS = {
    Kind.STATEMENT_SHARE: "How often",
    Kind.STATEMENT_SILENCE: "Silence",
    Kind.ECHO: "The same wording within a week",
}


@click.command()
@print_answer("PAIR", "[HOTSPOT]", window=True)
def words(watch: Watch, hotspot: str | None) -> Printout:
    """Show what each side of a PAIR says of a HOTSPOT in its own statements.

    Quotes of the same days side by side, in the language in which they were published; how often each outlet
    names the place; months and years of silence where it would be expected; the same wording within a week.
    Without a HOTSPOT: every hotspot in one line, and claims of closeness.

    \b
      comity words CHN-RUS ukraine
      comity words CHN-RUS south-china-sea --since 2020
      comity words CHN-RUS --format csv
    """  # noqa: D301 - click's mark
    if hotspot is None:
        return _answer_overview(watch.group, watch.words.overview(), watch.words.closeness())
    place = watch.words.at(hotspot)
    return Printout(
        lambda width: _write_place(watch.group, place, width),
        lambda: [_list_quote(n, q) for n, pair in enumerate(place.beside, 1) for q in pair],
        lambda: {
            "findings": [as_json(f) for f in place.findings],
            "beside": [[asdict(q) for q in pair] for pair in place.beside],
            "echoes": [_list_echo(e) for e in place.echoes],
            "periods": [_list_period(p) for p in place.periods],
        },
    )


def _answer_overview(group: Group, rows: list[dict[str, Any]], closeness: list[Finding]) -> Printout:
    def page(width: int) -> Iterator[PageLine]:
        numbers = (*(states.display(c) for c in group.codes), "Beside", "Echoes")
        table = make_table("Hotspot", *numbers, right=numbers)
        for r in rows:
            cells = [_share_of(r[f"{c}_said"], r[f"{c}_statements"]) for c in group.codes]
            table.add_row(hotspots.get(r["hotspot"]).name, *cells, str(r["beside"]), str(r["echoes"]))
        yield table
        yield from wrap("Statements that name it, of all that are held of every outlet.", width, SOFT)
        yield from _findings.write_lines(closeness, width)

    return Printout(
        page, lambda: rows, lambda: {"places": rows, "closeness": [as_json(f) for f in closeness]}
    )


def _share_of(k: int | None, n: int | None) -> str:
    return f"{k:,} of {n:,}" if n else "none held"


def _write_place(group: Group, said: Words, width: int) -> Iterator[PageLine]:
    name = hotspots.get(said.place).name
    yield Text(f"{name} in the words of {' and '.join(states.display(c) for c in group.codes)}", "bold")
    if said.beside:
        yield Text(f"The same days, newest first ({len(said.beside)} in all)", SOFT)
        yield _columns(group, said.beside[:MOST_QUOTES], width)
        shown = {q.language for pair in said.beside[:MOST_QUOTES] for q in pair}
        languages = "], [".join(sorted(shown))
        yield from wrap(f"Quoted as published, in [{languages}]; nothing is translated.", width, SOFT)
    elif len(group.codes) == 2:
        yield Text("No days are held on which both speak of it.", SOFT)
    for kind, heading in SECTIONS.items():
        yield Text(f"\n{heading}", "bold")
        findings = [f for f in said.findings if f.kind == kind]
        yield from _findings.write_part(findings, width)
        if not findings:
            yield Text("  too little to say: no statements are held")
    for e in said.echoes[-MOST_ECHOES:]:
        sides = ((e.first_by, e.first), (e.second_by, e.second))
        by = "; ".join(f"{c.outlet}, {m.day}" for c, m in sides)
        yield from wrap(f"“{sanitize(e.words)}”: {by}", width, "", "  ")


def _columns(group: Group, pairs: tuple[tuple[Quote, Quote], ...], width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), width=width)
    for code in group.codes:
        table.add_column(states.display(code), ratio=1, overflow="fold")
    for pair in pairs:
        table.add_row(*(_cell(q) for q in pair))
    return table


def _cell(q: Quote) -> Text:
    words = sanitize(q.quote)
    words = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
    part = "" if q.whole else ", headline or opening words"
    where = q.url or (q.title if q.quote[:40] not in q.title else "")
    source = f"{q.outlet}, {q.day} [{q.language}]{part}"
    return Text.assemble(f"“{words}”\n", (f"{source}\n{sanitize(where)}" if where else source, SOFT))


def _list_quote(n: int, q: Quote) -> dict[str, Any]:
    return {"pair": n, **asdict(q)}


def _list_period(p: PlacePeriod) -> dict[str, Any]:
    keep = ("period", "said", "volume", "answer", "why_not", "expected", "low", "high", "mute", "comparable")
    row = {"state": p.channel.state, "outlet": p.channel.name, **{k: getattr(p, k) for k in keep}}
    return {**row, "method": silence.METHOD}


def _list_echo(e: Echo) -> dict[str, Any]:
    sides = {"first": (e.first_by, e.first), "second": (e.second_by, e.second)}
    return {
        "words": e.words,
        "days": e.days,
        **{
            side: {"state": c.state, "outlet": c.outlet, "day": m.day, "url": m.url, "record": m.record}
            for side, (c, m) in sides.items()
        },
    }
