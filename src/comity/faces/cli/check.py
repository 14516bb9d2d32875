"""``comity check``: a text held against the record, sentence by sentence."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from rich.text import Text

from comity.check import checked as checking
from comity.check import source
from comity.check.candidates import CandidateRecord
from comity.check.checked import CheckedClaim, CheckedText
from comity.check.marks import CONTRADICTED, MARKS, NO_CLAIM, PARTLY, SUPPORTED, UNSUPPORTED
from comity.errors import SourceError
from comity.faces.cli._options import Day, GroupType, lake_option
from comity.faces.cli._output import console, write_json
from comity.faces.present.sanitize import one_line
from comity.text.base.acts import Document
from comity.vocabulary import states
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry

SIGNS = {SUPPORTED: "●", PARTLY: "◐", CONTRADICTED: "✕", UNSUPPORTED: "○", NO_CLAIM: "–"}
"""The sign of each mark in the margin; the word stands beside it."""
_SHOWN = {SUPPORTED: 1, PARTLY: 1, CONTRADICTED: 2, UNSUPPORTED: 0, NO_CLAIM: 1}


@click.command()
@click.argument("text", type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True))
@click.argument("group", type=GroupType(), metavar="[PAIR]", required=False)
@click.option("--as-of", type=Day(end=True), help="Only what was known on this day.")
@click.option("--third", help="The third power that stances refer to (USA unless it is of the pair).")
@click.option("--published", type=Day(end=False), help="Day of a text that does not tell its own.")
@lake_option
@click.option("--format", "fmt", type=click.Choice(("text", "json")), default="text", show_default=True)
def check(
    text: Path,
    group: Group | None,
    as_of: date | None,
    third: str | None,
    published: date | None,
    lake: str | None,
    fmt: str,
) -> None:
    """Mark every sentence of a TEXT by what is on record.

    The marks are held, partly (with what differs), contradicted, not held and no claim. TEXT is plain text,
    Markdown, a web page or a PDF; - is standard input. PAIR is the states that "both" and "they" mean;
    without it, the two that the text names most. The text is only read: nothing in it is followed, and
    nothing leaves this machine.

    \b
      comity check essay.md CHN-RUS
      comity check essay.md CHN-RUS --as-of 2019-06-05
      comity check readout.pdf IRN-RUS --format json
      pbpaste | comity check -
    """  # noqa: D301 - click's mark
    document = _document(text)
    document = replace(document, published=document.published or published or as_of)
    codes = group.codes if group else checking.pair_of(document.text)
    inquiry = Inquiry.of(*codes, lake=lake, as_of=as_of, third=third)
    checked = checking.check(document, inquiry)
    if fmt == "json":
        write_json(checking.as_json(checked))
        return
    out = console()
    for line in page(checked, min(out.width, 100)):
        out.print(line, no_wrap=True, overflow="ellipsis")


def _document(path: Path) -> Document:
    if str(path) == "-":
        return source.read(sys.stdin.buffer, "-")
    try:
        with path.open("rb") as stream:
            return source.read(stream, path.name)
    except OSError as e:
        raise SourceError(f"{path.name} cannot be read: {e.strerror}.") from None


def page(checked: CheckedText, width: int) -> Iterator[Text]:
    """The text with a sign before each sentence, its mark and reason below, and the best records."""
    known = f", as known on {_day(checked.as_of)}" if checked.as_of else ""
    names = " and ".join(states.display(c) for c in checked.group)
    yield Text(f"Check · {names}{known}", style="bold")
    yield from _wrapped(checked.heading, width, "", "")
    yield Text("   ".join(f"{SIGNS[m]} {checked.counts[m]} {m}" for m in MARKS), style="dim")
    paragraph = -1
    for c in checked.claims:
        if c.claim.paragraph != paragraph:
            paragraph = c.claim.paragraph
            yield Text()
        yield from _claim(c, width)
    yield Text()
    yield from _wrapped(f"Searched: {checked.searched}. Not held means not found there.", width, "", "dim")


def _claim(c: CheckedClaim, width: int) -> Iterator[Text]:
    m = c.mark
    style = "dim" if m.mark == NO_CLAIM else ""
    lead = f"{c.claim.number:>3} {SIGNS[m.mark]} "
    lines = textwrap.wrap(one_line(c.claim.sentence), width - 6) or [""]
    yield Text(lead + lines[0], style=style)
    for line in lines[1:]:
        yield Text(f"{'':6}{line}", style=style)
    word = "bold" if m.mark == CONTRADICTED else "dim"
    reason = m.reason.removesuffix(f"; searched: {c.mark.reason.partition('searched: ')[2]}")
    yield from _wrapped(f"{m.mark}: {one_line(reason.rstrip('.'))}", width, f"{'':6}", word)
    against = m.records_against if m.mark == CONTRADICTED else ()
    for r in (against or m.records_for)[: _SHOWN[m.mark]]:
        yield from _record(r, width)


def _record(r: CandidateRecord, width: int) -> Iterator[Text]:
    lines = textwrap.wrap(one_line(f"{r.first.isoformat()} {r.what}"), width - 10) or [""]
    for n, line in enumerate(lines):
        yield Text(f"{'':8}{'› ' if not n else '  '}{line}", style="dim")
    yield Text(f"{'':10}{one_line(r.record_id)} · {r.grade} · known {r.known_on.isoformat()}", style="dim")


def _wrapped(text: str, width: int, lead: str, style: str) -> Iterator[Text]:
    for line in textwrap.wrap(text, width - len(lead)):
        yield Text(lead + line, style=style)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
