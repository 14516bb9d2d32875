"""``comity cells``: acts counted by state, hotspot, time bin and class, on the engine asked for."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import click
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import QuestionError
from comity.faces.cli._options import Day, GroupType, lake_option
from comity.faces.cli._output import chosen, console, format_option, say, write_rows
from comity.lake.query import event_counts as counting
from comity.lake.query.engines import bigquery
from comity.lake.query.engines.spark import Spark
from comity.lake.query.incremental_counts import counted
from comity.lake.store import Lake
from comity.sources import registry
from comity.sources.curated import chronicle
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.words import words

ENGINES = ("duckdb", "spark", "bigquery")
SHOWN = 40
"""Cells shown on a page; every other format gives all."""


@click.command()
@click.argument("group", type=GroupType(), metavar="[PAIR]", required=False)
@click.option("--all", "everyone", is_flag=True, help="Every state, not one pair.")
@click.option("--bin", "width", type=click.Choice(tuple(counting.BINS)), default="week", help="Width (week).")
@click.option("--source", help="Of one event stream only (all joined).")
@click.option("--as-of", type=Day(end=True), help="Only what was known on this day.")
@click.option("--engine", type=click.Choice(ENGINES), default="duckdb", help="Where to count (duckdb).")
@click.option("--sql", "show", is_flag=True, help="Print BigQuery's query; nothing is asked of it.")
@click.option("--run", "go", is_flag=True, help="Run on BigQuery, at your cost.")
@lake_option
@format_option
def cells(group: Group | None, everyone: bool, engine: str, fmt: str | None, **options: Any) -> None:
    """Count acts of a PAIR, or of --all states, toward every hotspot, by time bin and quad class.

    One act counts once, however many reports tell it. A cell that is not there is 0 only in bins that the
    source saw in full (comity status). On BigQuery the public GDELT 2.0 events are counted where they lie,
    with your own account: first only what it would scan and cost; --run runs it.

    \b
      comity cells CHN-RUS --bin month
      comity cells --all --engine spark --format csv
      comity cells CHN-RUS --engine bigquery --sql
    """  # noqa: D301 - click's mark
    if (group is None) == (not everyone):
        raise QuestionError("Ask for the cells of a pair (comity cells CHN-RUS) or of --all states.")
    if engine == "bigquery":
        table = _public(options["width"], show=options["show"], go=options["go"])
    else:
        table = _held(engine, options)
    if table is None:
        return
    if group is not None:
        table = table.filter(pc.is_in(table["state"], pa.array(group.codes)))
    _write(table, chosen(fmt))


def _held(engine: str, options: dict[str, Any]) -> pa.Table:
    """Cells of what the lake holds."""
    source, as_of = options["source"], options["as_of"]
    if source is not None:
        registry.get(source)
    view = Lake.open(options["lake"]).view(as_of, extra=[chronicle.embedded()])
    spots, width = hotspots.all_hotspots().values(), options["width"]
    if engine == "spark":
        view.count_on(Spark(view))
    elif as_of is None and os.access(view.root, os.W_OK):
        where = view.root / "cells" / f"{source or 'all'}-{width}.parquet"
        return counted(view, spots, width, source, where).cells
    return counting.cells(view, spots, width, source=source)


def _public(width: str, *, show: bool, go: bool) -> pa.Table | None:
    """Cells of the public tables; ``None`` where only the query or its cost was asked for."""
    spots = sorted(hotspots.all_hotspots().values(), key=lambda h: h.id)
    toward = sorted({(s, h.id) for h in spots for s in h.states})
    within = sorted({(s, h.id) for h in spots for s in h.geo})
    told = bigquery.canonical(bigquery.published())
    query = bigquery.sql(counting.cells_expr(toward, within, width, told=told))
    if show:
        click.echo(query)
        return None
    cost = bigquery.estimate(query)
    say([f"The query scans {cost.bytes / 2**30:,.1f} GiB, about {cost.dollars:,.2f} US dollars."])
    if not go:
        say(["Nothing was run: add --run to run it, --sql to see it."])
        return None
    return bigquery.run(query).select(counting.CELL.names).cast(counting.CELL)


def _write(table: pa.Table, how: str) -> None:
    if how != "text":
        write_rows(table.to_pylist(), how, counting.CELL.names)
        return
    out = console()
    out.print(f"{table.num_rows:,} cells, {pc.sum(table['n']).as_py() or 0:,} acts")
    names = words("quads")
    for row in table.slice(0, SHOWN).to_pylist():
        start: date = row["bin_start"]
        told = f"{row['state']:<4} {row['hotspot']:<24} {start}  {names[str(row['quad'])]:<24} {row['n']:>8,}"
        out.print(told, no_wrap=True, overflow="ellipsis")
    if table.num_rows > SHOWN:
        out.print(f"… and {table.num_rows - SHOWN:,} more: --format csv gives all.")
