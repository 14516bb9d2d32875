"""``comity diff``: what a publisher changed between two vintages of a source."""

from __future__ import annotations

from collections import Counter
from datetime import date

import click

from comity.faces.cli._options import Day, SourceType, lake_option
from comity.faces.cli._output import chosen, format_option, write_json, write_rows
from comity.faces.present.sanitize import one_line
from comity.lake.store import Lake
from comity.parts.follow.acquire.changes import Changes, TableChange, changes


@click.command()
@click.argument("source", type=SourceType())
@click.option("--from", "first", type=Day(end=True), help="What was held at the end of this day ...")
@click.option("--to", "last", type=Day(end=True), help="... compared with what was held at the end of this.")
@lake_option
@format_option
def diff(source: str, first: date | None, last: date | None, lake: str | None, fmt: str | None) -> None:
    """Show what a publisher changed in SOURCE between two downloads.

    Without dates, the newest version of each file is compared with the one before it.

    \b
      comity diff unga_voeten
      comity diff icews --from 2019-03 --to 2019-06
    """  # noqa: D301 - click marks what it must not wrap by a backspace
    publisher_changes = changes(Lake.open(lake), source, first, last)
    how = chosen(fmt)
    if how == "json":
        write_json(publisher_changes.to_json())
    elif how == "text":
        _print(publisher_changes)
    else:
        columns = ("table", "added", "removed", "changed", "same")
        write_rows([{c: getattr(t, c) for c in columns} for t in publisher_changes.tables], how, columns)


def _print(changes: Changes) -> None:
    fates = Counter(f.fate for f in changes.files)
    counts = ", ".join(f"{fates[f]:,} {f}" for f in ("changed", "back", "added", "same") if fates[f])
    click.echo(
        f"{changes.source}: files {counts}" if counts else f"{changes.source}: no file was got twice changed"
    )
    for f in changes.files:
        if f.fate in ("changed", "back"):
            click.echo(f"  {one_line(f.name)}: got {f.got_before[:10]}, changed by {f.got_after[:10]}")
        if f.note:
            click.echo(f"      {one_line(f.note)}")
    for t in changes.tables:
        _print_table(t)


def _print_table(t: TableChange) -> None:
    click.echo(
        f"{t.table}: {t.added:,} records added, {t.removed:,} removed, {t.changed:,} changed, "
        f"{t.same:,} the same"
    )
    if t.columns:
        click.echo(f"  changed in {', '.join(f'{c} ({n:,})' for c, n in t.columns.items())}")
    for kind, ids in t.examples.items():
        click.echo(f"  {kind}, for example: {one_line(', '.join(ids))}")
