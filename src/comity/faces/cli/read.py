"""``comity read``: what a text says that states did, without storing it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from comity.faces.cli._options import Day
from comity.faces.cli._output import inert, say, write_rows
from comity.records.rejects import Reject
from comity.text.acts import CodedAct, Document
from comity.text.documents import claims_json, read_path
from comity.text.rules import RuleCoder

_COLUMNS = ("id", "date", "polarity", "parties", "targets", "hotspots", "forms", "toward_us", "evidence")


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--document",
    is_flag=True,
    help="Says that FILES are prose; the coder tells it by itself, from five sentences on.",
)
@click.option("--coder", type=click.Choice(["rules"]), default="rules", show_default=True, help="Who reads.")
@click.option(
    "--published", type=Day(end=False), help="Day of a plain text: it dates the holders of offices."
)
@click.option(
    "--format", "fmt", type=click.Choice(["jsonl", "table", "csv", "tsv"]), default="jsonl", show_default=True
)
def read(files: tuple[Path, ...], document: bool, coder: str, published: date | None, fmt: str) -> None:
    """Read FILES (.jsonl, .txt, .md) and print the acts they claim, each with its sentence.

    JSON lines give one line a document: its id and its claims, with offsets into its text; an empty list
    where nothing is claimed.

    \b
      comity read news.jsonl
      comity read article.md --published 2024-05-16 --format table
    """  # noqa: D301 - click's mark
    del document, coder  # one coder so far, and it tells prose from bullets by length
    reader = RuleCoder()
    rows: list[dict[str, Any]] = []
    for d in _documents(files, published):
        acts = reader.code(d)
        if fmt == "jsonl":
            click.echo(json.dumps(claims_json(d, acts), ensure_ascii=False))
        else:
            rows += [_row(d, a) for a in acts if a.counts]
    if fmt == "table":
        _print(rows)
    elif fmt != "jsonl":
        write_rows(rows, fmt, columns=_COLUMNS)


def _documents(files: tuple[Path, ...], published: date | None) -> Iterator[Document]:
    for path in files:
        for d in read_path(path):
            if isinstance(d, Reject):
                say([f"comity: {path.name}, line {d.row_no}: {d.detail}"])
            elif d.published is None and published is not None:
                yield Document(d.id, d.text, published, d.title, d.outlet, d.url, d.language, d.headings)
            else:
                yield d


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
        "evidence": " ".join(d.text[a.start : a.end].split()),
    }


def _print(rows: list[dict[str, Any]]) -> None:
    for r in rows:
        sign = "≠" if r["polarity"] == "friction" else "+"
        what = ", ".join(r["forms"]) or "general"
        about = f" about {', '.join(r['targets'])}" if r["targets"] else ""
        click.echo(
            f"{r['date'] or '–'}  {sign.join(r['parties'])}  {what}{about}  [{', '.join(r['hotspots'])}]"
        )
        click.echo(f"            {inert(r['evidence'])}")
