"""``comity cells``: acts counted by state, hotspot, time bin and class, on the engine asked for."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import click
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import QuestionError
from comity.faces.cli._options import Day, GroupType, SourceType, lake_option
from comity.faces.cli._output import chosen, console, format_option, write_rows
from comity.lake.query import event_counts as counting
from comity.lake.query.incremental_counts import bring_up_to_date
from comity.lake.query.spark import Spark
from comity.lake.store import Lake
from comity.sources import registry
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.words import words

ENGINES = ("duckdb", "spark")
SHOWN = 40
"""Cells shown on a page; every other format gives all."""


@click.command()
@click.argument("group", type=GroupType(), metavar="[PAIR]", required=False)
@click.option("--all", "everyone", is_flag=True, help="Every state, not one pair.")
@click.option("--bin", "width", type=click.Choice(tuple(counting.BINS)), default="week", help="Width (week).")
@click.option("--source", type=SourceType(), help="Of one event stream only (all joined).")
@click.option("--as-of", type=Day(end=True), help="Only what was known on this day.")
@click.option("--engine", type=click.Choice(ENGINES), default="duckdb", help="Where to count (duckdb).")
@lake_option
@format_option
def cells(group: Group | None, everyone: bool, engine: str, fmt: str | None, **options: Any) -> None:
    """Count acts of a PAIR, or of --all states, toward every hotspot, by time bin and quad class.

    One act counts once, however many reports tell it. A cell that is not there is 0 only in bins that the
    source saw in full (comity status).

    \b
      comity cells CHN-RUS --bin month
      comity cells --all --engine spark --format csv
    """  # noqa: D301 - click's mark
    if (group is None) == (not everyone):
        raise QuestionError("Ask for the cells of a pair (comity cells CHN-RUS) or of --all states.")
    table = _count(engine, options)
    if group is not None:
        table = table.filter(pc.is_in(table["state"], pa.array(group.codes)))
    _write(table, chosen(fmt))


def _count(engine: str, options: dict[str, Any]) -> pa.Table:
    """Cells of what the lake holds."""
    source, as_of = options["source"], options["as_of"]
    if source is not None:
        registry.card(source)
    view = Lake.open(options["lake"]).view(as_of, packaged=True)
    spots, width = hotspots.all_hotspots().values(), options["width"]
    if engine == "spark":
        view.count_on(Spark(view))
    elif as_of is None and os.access(view.root, os.W_OK):
        where = view.root / "cells" / f"{source or 'all'}-{width}.cells"
        return bring_up_to_date(view, spots, width, source, where).cells
    return counting.cells(view, spots, width, source=source)


def _write(table: pa.Table, how: str) -> None:
    if how != "text":
        write_rows(table.to_pylist(), how, counting.CELL.names)
        return
    out = console()
    out.print(f"{table.num_rows:,} cells, {pc.sum(table['n']).as_py() or 0:,} acts")
    names = words("quads")
    for row in table.slice(0, SHOWN).to_pylist():
        start: date = row["bin_start"]
        line = f"{row['state']:<4} {row['hotspot']:<24} {start}  {names[str(row['quad'])]:<24} {row['n']:>8,}"
        out.print(line, no_wrap=True, overflow="ellipsis")
    if table.num_rows > SHOWN:
        out.print(f"… and {table.num_rows - SHOWN:,} more: --format csv gives all.")
