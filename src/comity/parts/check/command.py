"""``comity check``: compare a text with the stored records, sentence by sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from comity.faces.cli._options import Day, as_of_option, print_answer
from comity.faces.cli._output import Printout, echo, say, wrap
from comity.faces.present import writing
from comity.faces.present.sanitize import one_line
from comity.lake.store import Lake
from comity.parts.check import checked as checking
from comity.parts.check import files, source, watched
from comity.parts.check.checked import CheckedClaim, CheckedText
from comity.parts.check.files import NOT_UNTRUE, say_since, title_page
from comity.parts.check.marking import CONTRADICTED, DIFFERS, MARKS, NO_CLAIM, SIGNS
from comity.records.coded_acts import Document
from comity.vocabulary import states
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry


@click.command()
@click.argument(
    "text", type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True), required=False
)
@as_of_option
@click.option("--third", help="The third power that stances refer to (USA unless it is of the pair).")
@click.option("--published", type=Day(end=False), help="Day of a text that does not tell its own.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; its ending says the format: html, md, docx or json.",
)
@click.option(
    "--footnotes", is_flag=True, help="Write the text in Markdown with a footnote to each sure record."
)
@click.option("--watch", is_flag=True, help="Store the text, to learn later which marks changed.")
@click.option("--changes", is_flag=True, help="Instead of a TEXT: which marks of stored texts changed.")
@print_answer("[PAIR]", formats=("text", "json"), in_a_pipe="text")
def check(text: Path | None, group: Group | None, changes: bool, **options: Any) -> Printout | None:
    """Mark every sentence of a TEXT by what is on record.

    The marks are on record, differs (with what differs), in general (n acts on record), no record found
    (with the nearest) and no claim. TEXT is plain text, Markdown, a web page, a PDF or a Word file; - is
    standard input. PAIR is the states that "both" and "they" mean; without it, the two that the text names
    most. The text is only read: nothing in it is followed, and nothing leaves this machine.

    \b
      comity check essay.md CHN-RUS
      comity check essay.md CHN-RUS --as-of 2019-06-05
      comity check readout.pdf IRN-RUS --format json
      comity check draft.docx CHN-RUS --out draft-checked.docx
      comity check draft.md CHN-RUS --footnotes
      comity check essay.md CHN-RUS --watch
      comity check --changes
      pbpaste | comity check -
    """  # noqa: D301 - click's mark
    if changes:
        return _answer_changes(group, options["lake"], options["as_of"])
    if text is None:
        raise click.UsageError("Name a TEXT, - for standard input, or --changes.")
    document = source.read(sys.stdin.buffer, "-") if str(text) == "-" else source.read_path(text)
    document = replace(document, published=document.published or options["published"] or options["as_of"])
    codes = group.codes if group else checking.find_pair(document.text)
    inquiry = Inquiry.of(*codes, lake=options["lake"], as_of=options["as_of"], third=options["third"])
    if options["watch"] or options["footnotes"] or options["out"]:
        checked = checking.check(document, inquiry)
        if options["watch"]:
            say([f"Stored: {watched.store(document, checked, inquiry.view.root)}"])
        if options["footnotes"] or options["out"]:
            _write(checked, options["out"], footnotes=options["footnotes"])
            return None
    return Printout(
        lambda width: page(document, inquiry, min(width, 100)),
        document=lambda: checking.write_json(checking.check(document, inquiry)),
    )


def _answer_changes(group: Group | None, lake: str | None, as_of: date | None) -> Printout:
    opened = Lake.open(lake)
    any_pair = group.codes if group else tuple(states.all_states())[:2]
    changed = watched.changes(opened.root, Inquiry.of(*any_pair, lake=opened, as_of=as_of))

    def page(_width: int) -> Iterator[str]:
        for c in changed:
            yield f"{one_line(c.title)}, sentence {c.number}: {c.before} before, {c.now} now ({c.record_id})"
            yield f"  {one_line(c.sentence)}"
        if not changed:
            yield "No mark of a stored text changed."

    return Printout(page, document=lambda: [asdict(c) for c in changed])


def _write(checked: CheckedText, out: Path | None, *, footnotes: bool) -> None:
    """Write a checked text to the file ``out``, or to the terminal; with ``footnotes``, as Markdown."""
    if out is None:
        click.echo(files.write_footnotes(checked), nl=False)
        return
    kind = "footnotes" if footnotes else out.suffix.lstrip(".").lower()
    writing.write(out, files.write(checked, kind))
    echo(f"{out}: {checked.heading}")


def page(document: Document, inquiry: Inquiry, width: int) -> Iterator[Text]:
    """Yield lines to print: each sentence as soon as it is checked, with mark and records, then a summary."""
    yield Text(title_page(inquiry.group.codes, inquiry.as_of), style="bold")
    yield from wrap(checking.warn_of_days(document, inquiry.group.codes), width, "bold")
    claims = list[CheckedClaim]()
    for c in checking.check_sentences(document, inquiry):
        if not claims or c.claim.paragraph != claims[-1].claim.paragraph:
            yield Text()
        yield from _claim(c, width)
        claims.append(c)
    checked = checking.gather(document, inquiry, tuple(claims))
    yield Text()
    yield from wrap(checked.heading, width, "bold")
    yield Text("   ".join(f"{SIGNS[m]} {checked.counts[m]} {m}" for m in MARKS if checked.counts[m]))
    yield from wrap(f"Searched: {checked.searched}. {NOT_UNTRUE}", width, "dim")


def _claim(c: CheckedClaim, width: int) -> Iterator[Text]:
    m = c.mark
    style = "dim" if m.mark == NO_CLAIM else ""
    lead = f"{c.claim.number:>3} {SIGNS[m.mark]} "
    yield from wrap(one_line(c.claim.sentence), width, style, lead, " " * 6)
    if m.mark == NO_CLAIM and not m.records:
        return
    word = "bold" if m.mark in (CONTRADICTED, DIFFERS) else "dim"
    yield from wrap(f"{m.mark}: {one_line(m.reason.rstrip('.'))}", width, word, " " * 6)
    for r in (shown.record for shown in m.records):
        yield from wrap(one_line(f"{r.when}: {r.summary}"), width, "dim", f"{'':8}› ", " " * 10)
        yield Text(
            f"{'':10}{one_line(r.record_id)} · {r.grade} · known {r.known_on.isoformat()}", style="dim"
        )
    if since := say_since(c):
        yield from wrap(since, width, "dim", " " * 8)
