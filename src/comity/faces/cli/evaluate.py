"""``comity evaluate`` and ``comity rules``: how well the coder reads, on labelled texts of your own."""

from __future__ import annotations

from pathlib import Path

import click

from comity.faces.cli._output import chosen, format_option, write_rows
from comity.text.evaluate import as_text, read_gold, rule_precision
from comity.text.evaluate import evaluate as measured
from comity.text.rules import RuleCoder

_gold = click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_documents = click.option(
    "--documents", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The documents that a labelled file of prose points into.",
)  # fmt: skip


@click.command()
@_gold
@_documents
@format_option
def evaluate(gold: Path, documents: Path | None, fmt: str | None) -> None:
    """Read the texts of a labelled GOLD file and print precision, recall and F1 with their intervals.

    \b
      comity evaluate news_gold.jsonl
      comity evaluate prose_gold.jsonl --documents prose_docs.jsonl
    """  # noqa: D301 - click's mark
    table = measured(RuleCoder(), read_gold(gold, documents))
    if chosen(fmt) == "text":
        click.echo(as_text(table))
    else:
        write_rows(table.to_pylist(), chosen(fmt))


@click.command()
@_gold
@_documents
@format_option
def rules(gold: Path, documents: Path | None, fmt: str | None) -> None:
    """Show how often each rule of the coder was right on a labelled GOLD file."""
    told = rule_precision(RuleCoder(), read_gold(gold, documents))
    rows = [
        {
            "rule": rule,
            "right": right,
            "fired": fired,
            "precision": round(right / fired, 2) if fired else None,
        }
        for rule, (right, fired) in sorted(told.items(), key=lambda kv: (-kv[1][1], kv[0]))
    ]
    if chosen(fmt) != "text":
        write_rows(rows, chosen(fmt))
        return
    click.echo(f"{'rule':<40}{'fired':>7}{'right':>7}{'precision':>11}")
    for r in rows:
        click.echo(f"{r['rule']:<40}{r['fired']:>7}{r['right']:>7}{r['precision'] or 0:>11.2f}")
