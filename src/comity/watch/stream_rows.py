"""What a pair asks of one event stream again and again, read once: its cells, and the rows of the two.

A view never changes, so what was read of it stays right as long as the view is there, and goes with it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.event_counts import cells
from comity.lake.query.view import View, table_expr
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot

PAIRS = 2
"""Pairs whose rows are held of one view: those asked last."""


_CELLS: WeakKeyDictionary[View, dict[tuple[str, str], pa.Table]] = WeakKeyDictionary()
_ROWS: WeakKeyDictionary[View, dict[tuple[str, Pair], pa.Table]] = WeakKeyDictionary()


def places() -> list[Hotspot]:
    """The whole hotspots that a state can act toward."""
    return [h for h in hotspots.watched() if h.states and not h.own]


def cells_of(view: View, stream: str, width: str) -> pa.Table:
    """Cells of a stream toward every one of :func:`places`, counted in one pass."""
    kept = _CELLS.setdefault(view, {})
    if (stream, width) not in kept:
        kept[stream, width] = cells(view, places(), width, source=stream)
    return kept[stream, width]


def cells_toward(view: View, spot: Hotspot, stream: str, width: str) -> pa.Table:
    """Cells of a stream toward one hotspot."""
    if spot not in places():
        return cells(view, [spot], width, source=stream)
    told = cells_of(view, stream, width)
    return told.filter(pc.equal(told["hotspot"], spot.id))


def of_pair(view: View, stream: str, pair: Pair) -> pa.Table:
    """Rows of a stream in which a state of the pair acts, newest first."""
    kept = _ROWS.setdefault(view, {})
    if (stream, pair) not in kept:
        t = table_expr("events")
        told = t.filter(t.source == stream, t.actor.isin(pair), t.actor_is_state)
        told = told.order_by([told.event_date.desc(), told.record_id])
        found = view.run(told.select("record_id", "event_date", "actor", "target", "geo_state"))
        while len(kept) >= PAIRS:
            kept.pop(next(iter(kept)), None)
        kept[stream, pair] = found
    return kept[stream, pair]


def ids_toward(told: pa.Table, spot: Hotspot, first: date, last: date) -> list[str]:
    """Ids of the rows of :func:`of_pair` toward a hotspot, newest first."""
    here = pc.or_(_one_of(told["target"], spot.states), _one_of(told["geo_state"], spot.geo))
    return _ids(told, pc.and_(here, _between(told, first, last)))


def ids_between(
    told: pa.Table,
    actors: Collection[str],
    targets: Collection[str],
    places: Collection[str] | None,
    first: date,
    last: date,
) -> list[str]:
    """Ids of the rows of :func:`of_pair` by these toward these (there, if places are given), newest first."""
    here = pc.and_(_one_of(told["actor"], actors), _one_of(told["target"], targets))
    here = pc.and_(here, pc.not_equal(told["actor"], told["target"]))
    if places is not None:
        here = pc.and_(here, _one_of(told["geo_state"], places))
    return _ids(told, pc.and_(here, _between(told, first, last)))


def _one_of(column: pa.ChunkedArray, wanted: Collection[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(wanted), pa.string()))


def _between(told: pa.Table, first: date, last: date) -> pa.ChunkedArray:
    days = told["event_date"]
    return pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last))


def _ids(told: pa.Table, mask: pa.ChunkedArray) -> list[str]:
    found: list[str] = told["record_id"].filter(mask).to_pylist()
    return found
