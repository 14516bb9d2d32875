"""``comity evaluate`` and ``rules``: how well a coder reads, on labelled texts of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from comity import plugins
from comity.faces.cli._options import lake_option
from comity.faces.cli._output import chosen, format_option, write_rows
from comity.lake.store import Lake
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.evaluation.calibration import calibration_error, judged, reliability, rule_precision
from comity.parts.reader.evaluation.scores import as_text, read_gold
from comity.parts.reader.evaluation.scores import evaluate as measured
from comity.records.reviews import agreement

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_gold = click.argument("gold", type=_file)
_documents = click.option(
    "--documents", type=_file, help="The documents that a labelled file of prose points into."
)
_coder = click.option(
    "--coder",
    default="rules",
    show_default=True,
    metavar="NAME",
    help="Who reads: rules or llm.",
)


@click.command()
@_gold
@_documents
@_coder
@format_option
def evaluate(gold: Path, documents: Path | None, coder: str, fmt: str | None) -> None:
    """Read the texts of a labelled GOLD file and print precision, recall and F1 with their intervals.

    Below them stands whether stated confidence holds: of the acts told at 0.8, are eight in ten right?

    \b
      comity evaluate news_gold.jsonl
      comity evaluate prose_gold.jsonl --documents prose_docs.jsonl
      comity evaluate news_gold.jsonl --coder llm
    """  # noqa: D301 - click's mark
    reader, labelled = plugins.load("coders", coder)(), read_gold(gold, documents)
    table = measured(reader, labelled)
    if chosen(fmt) != "text":
        write_rows(table.to_pylist(), chosen(fmt))
        return
    click.echo(as_text(table))
    click.echo("")
    click.echo(_reliability(reliability(judged(reader, labelled))))


def _reliability(bins: pa.Table) -> str:
    """Bins of confidence as aligned lines, and the expected calibration error."""
    lines = [f"{'confidence':<12}{'stated':>8}{'right':>8}  {'95 %':^11}{'acts':>6}"]
    for r in bins.to_pylist():
        said = f"{r['from']:.1f}–{r['to']:.1f}"
        span = f"{r['low']:.2f}–{r['high']:.2f}"
        lines.append(f"{said:<12}{r['stated']:>8.2f}{r['right']:>8.2f}  {span:^11}{r['n']:>6}")
    error = calibration_error(bins)
    lines.append(f"expected calibration error {error:.3f}" if error is not None else "nothing was coded")
    return "\n".join(lines)


@click.command()
@_gold
@_documents
@lake_option
@format_option
def rules(gold: Path, documents: Path | None, lake: str | None, fmt: str | None) -> None:
    """Show how often each rule of the coder was right on a labelled GOLD file, with its 95 % interval.

    A rule is right when a pair of its act is labelled with that polarity. A rule that fired three times
    and was right three times may be right less than half the time: the interval says so. Beside it stands
    what people decided of its acts in your lake (comity review), where any were drawn and decided.

    \b
      comity rules news_gold.jsonl
      comity rules news_gold.jsonl --format csv
    """  # noqa: D301 - click's mark
    outcomes = Lake.open(lake).view().reviewed.outcomes.values()
    people = {p.name: p for p in agreement.by_rule(outcomes)}
    precisions: list[dict[str, Any]] = rule_precision(
        judged(RuleCoder(), read_gold(gold, documents))
    ).to_pylist()
    rows = [r | _reviewed(people.pop(r["rule"], None)) for r in precisions]
    rows += [{"rule": name, "fired": 0, "right": 0} | _reviewed(p) for name, p in people.items()]
    if chosen(fmt) != "text":
        write_rows(rows, chosen(fmt))
        return
    head = f"{'rule':<32}{'fired':>6}{'right':>6}{'precision':>10} {'95 %':^11}"
    click.echo((head + f"{'reviewed':>9}{'':>5}").rstrip())
    for r in rows:
        share, span = "–", ""
        if r["fired"]:
            share, span = f"{r['precision']:.2f}", f"{r['low']:.2f}–{r['high']:.2f}"
        by = f"{r['reviewed']:>5}{r['precision_reviewed']:>9.2f}" if r["reviewed"] else ""
        click.echo(f"{r['rule']:<32}{r['fired']:>6}{r['right']:>6}{share:>10} {span:^11}{by}".rstrip())


def _reviewed(p: agreement.Precision | None) -> dict[str, Any]:
    """What people decided of a rule's acts."""
    if p is None:
        return {"reviewed": 0, "precision_reviewed": None, "low_reviewed": None, "high_reviewed": None}
    return {"reviewed": p.n, "precision_reviewed": p.value, "low_reviewed": p.low, "high_reviewed": p.high}
