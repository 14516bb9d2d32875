"""``comity watch --cells``: counts of acts in event data by state, hotspot, time bin and class."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import QuestionError
from comity.faces.cli._output import PageLine, Printout, make_table
from comity.lake.query import event_counts
from comity.lake.query.incremental_counts import bring_up_to_date
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.sources import registry
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.load import words

#: Number of cells on a page; every other format has all cells.
SHOWN = 40


def answer_cells(
    group: Group | None, hotspot: str | None, width: str, engine: str, options: dict[str, Any]
) -> Printout:
    """Return the counts of acts of a pair's states, or of every state, for printing.

    One act counts once, even if several reports have it. A missing count means 0 only in bins that the source
    covers in full.
    """
    sources = options["sources"]
    if any(options[o] for o in ("since", "until", "third")) or len(sources) > 1:
        raise QuestionError("Cells are of all days and of one source or all: leave out the other options.")
    for source in sources:
        registry.card(source)
    view = Lake.open(options["lake"]).view(options["as_of"], packaged=True)
    cells = _count(view, width, engine, next(iter(sources), None), options["as_of"])
    if group is not None:
        cells = cells.filter(pc.is_in(cells["state"], pa.array(group.codes)))
    if hotspot is not None:
        cells = cells.filter(pc.equal(cells["hotspot"], hotspot))
    return Printout(lambda _: _write(cells), cells.to_pylist, columns=event_counts.CELL.names)


def _count(view: View, width: str, engine: str, source: str | None, as_of: date | None) -> pa.Table:
    spots = hotspots.all_hotspots().values()
    if engine == "spark":
        from comity.lake.query.spark import Spark  # noqa: PLC0415 - an extra, and slow to load

        view.count_on(Spark(view))
    elif as_of is None and os.access(view.root, os.W_OK):
        where = view.root / "cells" / f"{source or 'all'}-{width}.cells"
        return bring_up_to_date(view, spots, width, source, where).cells
    return event_counts.cells(view, spots, width, source=source)


def _write(cells: pa.Table) -> Iterator[PageLine]:
    yield f"{cells.num_rows:,} cells, {pc.sum(cells['n']).as_py() or 0:,} acts"
    quads, table = words("quads"), make_table("state", "hotspot", "from", "class", "acts", right=("acts",))
    for r in cells.slice(0, SHOWN).to_pylist():
        table.add_row(r["state"], r["hotspot"], str(r["bin_start"]), quads[str(r["quad"])], f"{r['n']:,}")
    yield table
    if cells.num_rows > SHOWN:
        yield f"… and {cells.num_rows - SHOWN:,} more: --format csv gives all."
