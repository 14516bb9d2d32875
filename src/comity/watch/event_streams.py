"""Event streams: what groups of news sources report about a pair, read once for all questions.

Sources of one family are merged into a stream, and an act that several of them report counts once. Streams of
different families are read separately and never added up, because they observe different things.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.event_counts import cells, counts_matrix
from comity.lake.query.view import View, covered_bins
from comity.lazy import lazy
from comity.measures.coaction import residuals
from comity.measures.coaction.time_axis import Counted, day_numbers, time_axis
from comity.sources.cards import family, members
from comity.types import RECORDS_SHOWN, Pair
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot
from comity.watch.answer_cache import AnswerCache, Key

T = TypeVar("T")

MOST_IN_STORIES = 0.9

#: Stream -> hotspot -> counts of acts.
Counts = dict[str, dict[str, Counted]]


@dataclass(frozen=True, eq=False)
class EventStreams:
    """The event streams (families of news sources) in a view of the records.

    Parameters
    ----------
    view : the records
    cache : keeps the tables read from the streams
    sources : use only these sources; empty for all
    """

    view: View
    cache: AnswerCache
    sources: frozenset[str] = frozenset()

    @lazy
    def _fingerprint(self) -> str:
        return self.view.fingerprint()

    def once(self, question: Key, read: Callable[[], T]) -> T:
        """Return a table read from the streams, kept in memory for all inquiries."""
        return self.cache.table((self._fingerprint, *question), read)

    def names(self) -> list[str]:
        """Return the names of the streams, sorted: families of several sources, and single sources."""
        by_family: dict[str, list[str]] = {}
        for source in sources_of_events(self.view):
            if not self.sources or source in self.sources:
                by_family.setdefault(family(source) or source, []).append(source)
        return sorted(name if len(ids) > 1 else ids[0] for name, ids in by_family.items())

    def cells(self, stream: str, width: str) -> pa.Table:
        """Count acts toward each of :func:`places` by state, time bin and quad class (CAMEO's four kinds)."""
        return self.once(("cells", stream, width), lambda: cells(self.view, places(), width, source=stream))

    def cells_toward(self, stream: str, spot: Hotspot, width: str) -> pa.Table:
        """Return the counts of acts toward one hotspot (place) by state, time bin and quad class."""
        if spot not in places():
            return cells(self.view, [spot], width, source=stream)
        table = self.cells(stream, width)
        return table.filter(pc.equal(table["hotspot"], spot.id))

    def rows(self, stream: str, pair: Pair) -> pa.Table:
        """Return the rows in which a state of the pair acts, newest first."""
        return self.once(("rows", stream, *pair), lambda: rows_of_pair(self.view, stream, pair))

    def knows_stories(self, stream: str, pair: Pair) -> bool:
        """Return whether the stream gives the news story of nearly all acts of the pair."""
        return (pc.mean(self.rows(stream, pair)["in_story"]).as_py() or 0.0) >= MOST_IN_STORIES

    def days_in_sight(self, stream: str, pair: Pair, since: date, until: date) -> list[date]:
        """Return the days that the stream covers for both states, which are the bins of the timing test."""
        covered = covered_bins(self.view.coverage(), pair, "day", source=stream)
        return [d for d in covered if since <= d <= until]

    def counts(self, pair: Pair, since: date, until: date) -> Counts:
        """Count the acts toward every hotspot in every stream that covers both states in the window."""
        counts = {s: self._counts(s, pair, since, until) for s in self.names()}
        return {s: by_hotspot for s, by_hotspot in counts.items() if by_hotspot}

    def _counts(self, stream: str, pair: Pair, since: date, until: date) -> dict[str, Counted]:
        bins = self.days_in_sight(stream, pair, since, until)
        if not bins:
            return {}
        rows = self.rows(stream, pair)
        out = {}
        for h in places():
            inside = [b for b in bins if h.since <= b <= h.until]
            if not inside:
                continue
            table = self.cells_toward(stream, h, "day")
            states = actors_toward(table, h, pair)
            ids = ids_toward(rows, h, inside[0], min(until, h.until))
            out[h.id] = Counted(
                stream=stream,
                hotspot=h.id,
                states=tuple(states),
                width="day",
                bins=tuple(inside),
                counts=counts_matrix(table, h.id, states, inside),
                records=tuple(ids[:RECORDS_SHOWN]),
                records_total=len(ids),
            )
        dark = find_dark_days(out)
        return {k: c.without(dark) for k, c in out.items()} if dark else out


def find_dark_days(counted: Mapping[str, Counted]) -> frozenset[date]:
    """Return the days on which a source of the stream failed, judged by the acts toward all places."""
    days = sorted({b for c in counted.values() for b in c.bins})
    states = sorted({s for c in counted.values() for s in c.states})
    row, column = ({x: k for k, x in enumerate(xs)} for xs in (states, days))
    total = np.zeros((len(states), len(days)), dtype=np.int64)
    for c in counted.values():
        total[np.ix_([row[s] for s in c.states], [column[b] for b in c.bins])] += c.counts
    dark = residuals.find_dark_bins(total, time_axis(day_numbers(days, "day")))
    return frozenset(days[k] for k in np.flatnonzero(dark))


def sources_of_events(view: View) -> list[str]:
    """Return the ids of the sources of events in a view, sorted."""
    return sorted({c.source for c in view.coverage() if c.table == "events"})


def places() -> list[Hotspot]:
    """Return the hotspots that a state can act toward, without parts of others."""
    return [h for h in hotspots.watched() if h.states and not h.own]


def third_places(counts: dict[str, Counted], pair: Pair) -> dict[str, Counted]:
    """Return the counts of acts toward those hotspots that are not themselves a state of the pair."""
    return {k: c for k, c in counts.items() if not set(pair) & set(hotspots.get(k).states)}


def actors_toward(cells: pa.Table, spot: Hotspot, pair: Pair) -> list[str]:
    """Return every state that acted toward the hotspot, plus the pair, without the hotspot's states."""
    toward = cells.filter(pc.equal(cells["hotspot"], spot.id))
    acted = set(pc.unique(toward["state"]).to_pylist())
    return sorted((acted - set(spot.states)) | set(pair))


_ROWS_OF_PAIR = """
SELECT record_id, event_date, actor, target, geo_state, story IS NOT NULL AS in_story FROM events
WHERE source IN $sources AND actor IN $pair AND actor_is_state
ORDER BY event_date DESC, record_id
"""


def rows_of_pair(view: View, stream: str, pair: Pair) -> pa.Table:
    """Return the rows of a stream in which a state of the pair acts, newest first."""
    return view.run(_ROWS_OF_PAIR, sources=members(stream), pair=pair)


def ids_toward(rows: pa.Table, spot: Hotspot, first: date, last: date) -> list[str]:
    """Return the ids of those rows of :func:`rows_of_pair` that are toward a hotspot, newest first."""
    toward = pc.or_(_one_of(rows["target"], spot.states), _one_of(rows["geo_state"], spot.geo))
    return _ids(rows, pc.and_(toward, _select_between(rows, first, last)))


def _one_of(column: pa.ChunkedArray, wanted: Collection[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(wanted), pa.string()))


def _select_between(rows: pa.Table, first: date, last: date) -> pa.ChunkedArray:
    days = rows["event_date"]
    return pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last))


def _ids(rows: pa.Table, mask: pa.ChunkedArray) -> list[str]:
    ids: list[str] = rows["record_id"].filter(mask).to_pylist()
    return ids
