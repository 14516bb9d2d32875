"""``comity read``: what texts say that states did, without storing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from comity import plugins
from comity.errors import MissingExtraError, SourceError
from comity.faces.cli._options import Day
from comity.faces.cli._output import PARTLY, progress, say, write_rows
from comity.faces.present.sanitize import escaped_json, one_line
from comity.parts.reader.coders.rule_coder import is_english
from comity.records.coded_acts import CodedAct, Document
from comity.records.rejects import Reject
from comity.sources.texts.coding import claims_json, read_path, read_stream

_COLUMNS = ("id", "date", "polarity", "parties", "targets", "hotspots", "forms", "toward_us", "evidence")


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
)
@click.option("--document", is_flag=True, help="Read every text as one document, however short.")
@click.option(
    "--coder",
    default="rules",
    show_default=True,
    metavar="NAME",
    help="Who reads: rules, or llm, a language model at an address of yours.",
)
@click.option("--published", type=Day(end=False), help="Day of texts that do not tell theirs.")
@click.option(
    "--format", "fmt", type=click.Choice(["jsonl", "table", "csv", "tsv"]), default="jsonl", show_default=True
)
def read(files: tuple[Path, ...], document: bool, coder: str, published: date | None, fmt: str) -> None:
    """Read FILES and print the acts they report, each with its passage; nothing is stored.

    FILES are JSON lines (id, text, date, title, source, url), plain text, Markdown, web pages, PDF, feeds
    (RSS, Atom) or crawls (WARC), packed with gzip or not, told apart by content; - is standard input.

    \b
      comity read news.jsonl
      comity read article.md --published 2024-05-16 --format table
      comity read report.pdf --document --format table
      curl -s https://press.un.org/en/rss.xml | comity read -

    A news item (up to four sentences, as lines of JSON mostly are) is read sentence by sentence, its hotspot
    taken from the whole item. A longer text, and any text under --document, is read as one document: the
    pair in view ("the two powers", "both", "they") and the place last named are carried from sentence to
    sentence and from heading to text, which analysis needs.

    JSON lines out give one line a document: its id and its claims, with offsets into its text; an empty
    list where nothing is claimed. Where the text is not the file's own (a page, a PDF, a feed, a crawl) the
    line holds it under "text". Exit code 3: some file or row could not be read, or a text is not in English;
    standard error says which.
    """  # noqa: D301 - click's mark
    reader, rows = plugins.load("coders", coder)(), list[dict[str, Any]]()
    texts = _Texts(files, published, document=document)
    with progress() as bar:
        task = bar.add_task("reading", total=None)
        for d in texts:
            if coder == "rules" and not is_english(d.text):
                texts.gaps += 1
                say([f"comity: {one_line(d.id)}: the rules read English only."])
                continue
            acts = reader.code(d)
            if fmt == "jsonl":
                _line(d, acts)
            else:
                rows += [_row(d, a) for a in acts if a.counts]
            bar.advance(task)
    if fmt == "table":
        _print(rows)
    elif fmt != "jsonl":
        write_rows(rows, fmt, columns=_COLUMNS)
    if texts.gaps:
        sys.exit(PARTLY)


class _Texts:
    """The documents of files; a file or row that could not be read is counted and told on standard error."""

    def __init__(self, files: tuple[Path, ...], published: date | None, *, document: bool) -> None:
        self.files, self.published, self.document = files, published, document
        self.gaps = 0

    def __iter__(self) -> Iterator[Document]:
        for path in self.files:
            try:
                yield from self._of(path)
            except (SourceError, MissingExtraError) as e:
                if len(self.files) == 1:
                    raise
                self.gaps += 1
                say([f"comity: {one_line(str(e))}"])

    def _of(self, path: Path) -> Iterator[Document]:
        name = "-" if str(path) == "-" else path.name
        if name != "-" and not path.is_file():
            raise SourceError(f"{name} is not a regular file: it is skipped.")
        for d in read_stream(sys.stdin.buffer, "-") if name == "-" else read_path(path):
            if isinstance(d, Reject):
                self.gaps += 1
                say([f"comity: {one_line(name)}, row {d.row_no}: {one_line(d.detail)}"])
            else:
                yield replace(d, published=d.published or self.published, prose=d.prose or self.document)


def _line(d: Document, acts: list[CodedAct]) -> None:
    """Print one line of JSON."""
    click.echo(escaped_json(json.dumps(claims_json(d, acts), ensure_ascii=False)))


def _row(d: Document, a: CodedAct) -> dict[str, Any]:
    return {
        "id": d.id,
        "date": a.when.first if a.when else None,
        "polarity": a.polarity,
        "parties": list(a.parties),
        "targets": list(a.targets),
        "hotspots": list(a.hotspots),
        "forms": list(a.forms),
        "toward_us": a.toward_third,
        "evidence": one_line(" ".join(d.text[a.start : a.end].split())),
    }


def _print(rows: list[dict[str, Any]]) -> None:
    for r in rows:
        sign = "≠" if r["polarity"] == "friction" else "+"
        what = ", ".join(r["forms"]) or "general"
        about = f" about {', '.join(r['targets'])}" if r["targets"] else ""
        click.echo(
            f"{r['date'] or '–'}  {sign.join(r['parties'])}  {what}{about}  [{', '.join(r['hotspots'])}]"
        )
        click.echo(f"            {r['evidence']}")
