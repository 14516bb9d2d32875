"""Counts of acts for the questions about roles: by kind of act, and from every state toward one.

The counting rule is that of :mod:`comity.lake.query.event_counts`: acts of states, dated to the day; rows
with the same actor, target, code and day count once. Only bins that the stream covers for both states count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from comity.lake.query.event_counts import counts_matrix
from comity.lake.query.view import View, covered_bins
from comity.measures.coaction.time_axis import TimeAxis, day_numbers, time_axis
from comity.measures.stats import matching
from comity.sources.cards import members
from comity.types import FloatArray, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.watch import event_streams
from comity.watch.event_streams import EventStreams, actors_toward

QUADS = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}
CONFLICT = (3, 4)


@dataclass(frozen=True, slots=True)
class PairStream:
    """A pair in one event stream, the input of every question; ``weeks`` are the whole covered weeks."""

    streams: EventStreams
    pair: Pair
    name: str
    since: date
    until: date
    third: str = ""
    weeks: tuple[date, ...] = ()

    @classmethod
    def of(
        cls, streams: EventStreams, pair: Pair, name: str, since: date, until: date, third: str = ""
    ) -> PairStream:
        """Return a pair's stream with the whole weeks of the window that the stream covers."""
        covered = covered_bins(streams.view.coverage(), pair, "week", source=name)
        weeks = tuple(w for w in covered if since <= w and (until == date.max or w + timedelta(6) <= until))
        return cls(streams, pair, name, since, until, third, weeks)

    @property
    def view(self) -> View:
        """The view that holds the stream's records."""
        return self.streams.view

    @property
    def last(self) -> date:
        """Last day of the covered weeks."""
        return self.weeks[-1] + timedelta(6)

    @property
    def rows(self) -> pa.Table:
        """Rows in which a state of the pair acts."""
        return self.streams.rows(self.name, self.pair)

    def records(
        self, actors: Collection[str], targets: Collection[str], places: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Return the ids of the rows by actor and target, and by place if ``places`` is given."""
        ids = event_streams.ids_between(self.rows, actors, targets, places, self.weeks[0], self.last)
        return tuple(ids)

    def records_toward(self, spot: Hotspot) -> tuple[str, ...]:
        """Return the ids of the pair's rows toward a hotspot, newest first."""
        return tuple(event_streams.ids_toward(self.rows, spot, self.weeks[0], self.last))


@dataclass(frozen=True, slots=True)
class Toward:
    """The acts of every state toward a hotspot: ``by_quad`` has shape (states, bins) for each quad class."""

    states: tuple[str, ...]
    width: str
    bins: tuple[date, ...]
    by_quad: Mapping[int, IntArray]

    @property
    def axis(self) -> TimeAxis:
        """The time axis of the bins."""
        return time_axis(day_numbers(self.bins, self.width))

    @property
    def counts(self) -> IntArray:
        """Acts of all quad classes, shape (states, bins)."""
        return self.quads(QUADS)

    def quads(self, wanted: Iterable[int]) -> IntArray:
        """Return the acts of these quad classes, shape (states, bins)."""
        return np.asarray(np.sum([self.by_quad[q] for q in wanted], axis=0))


def toward(stream: PairStream, spot: Hotspot) -> Toward:
    """Return the acts toward a hotspot on the days that the stream covers for both states."""
    days = stream.streams.days_in_sight(stream.name, stream.pair, stream.since, stream.until)
    table = stream.streams.cells_toward(stream.name, spot, "day")
    states = actors_toward(table, spot, stream.pair)
    by_quad = {q: counts_matrix(table, spot.id, states, days, (q,)) for q in QUADS}
    return Toward(tuple(states), "day", tuple(days), by_quad)


_ACTS = """
    FROM events
    WHERE source IN $sources AND actor IS NOT NULL AND actor_is_state AND precision = 'day'
        AND event_date BETWEEN $first AND $last
"""
_BY_KIND = f"""
SELECT actor, substr(code, 1, 2) AS root, CAST(date_trunc('week', event_date) AS DATE) AS week, count(*) AS n
FROM (
    SELECT DISTINCT actor, target, code, event_date {_ACTS}
    AND (target IN $states OR geo_state IN $places)
) GROUP BY ALL
"""  # noqa: S608 - no value in it
_TOWARD = f"""
SELECT actor, event_date, quad, count(*) AS n
FROM (SELECT DISTINCT actor, event_date, quad, code {_ACTS} AND target = $target AND actor <> $target)
GROUP BY ALL ORDER BY actor, event_date, quad
"""  # noqa: S608 - no value in it
_TOWARD_BY_PLACE = f"""
SELECT actor, event_date, quad, geo_state, count(*) AS n
FROM (
    SELECT DISTINCT actor, event_date, quad, geo_state, code {_ACTS} AND target = $target AND actor <> $target
) GROUP BY ALL ORDER BY actor, event_date, quad, geo_state
"""  # noqa: S608 - no value in it


def by_kind(stream: PairStream, spot: Hotspot) -> tuple[tuple[str, ...], dict[str, FloatArray]]:
    """Return the CAMEO roots of acts toward a hotspot, and an array (weeks, roots) for each state."""
    rows = stream.view.run(_BY_KIND, **_stretch(stream), states=spot.states, places=spot.geo).to_pylist()
    roots = tuple(sorted({r["root"] for r in rows}))
    states = sorted(({r["actor"] for r in rows} - set(spot.states)) | set(stream.pair))
    column, at = {k: j for j, k in enumerate(roots)}, {w: i for i, w in enumerate(stream.weeks)}
    out = {s: np.zeros((len(at), len(roots))) for s in states}
    for r in rows:
        if r["actor"] in out and r["week"] in at:
            out[r["actor"]][at[r["week"]], column[r["root"]]] += r["n"]
    return roots, out


def acts_toward(stream: PairStream, target: str, *, by_place: bool) -> list[dict[str, Any]]:
    """Return the acts of every state toward one, by actor, day, quad class and (if asked) place.

    ``n`` is the number of acts. By place, an act reported in two places counts in both.
    """
    weeks = f"{stream.weeks[0]} {stream.weeks[-1]} {len(stream.weeks)}"
    return stream.streams.once(
        ("acts toward", stream.name, target, str(by_place), weeks, *stream.pair),
        lambda: _acts_toward(stream, target, by_place=by_place),
    )


def _acts_toward(stream: PairStream, target: str, *, by_place: bool) -> list[dict[str, Any]]:
    sql = _TOWARD_BY_PLACE if by_place else _TOWARD
    rows = stream.view.run(sql, **_stretch(stream), target=target).to_pylist()
    in_sight = set(stream.weeks)
    return [r for r in rows if _week(r["event_date"]) in in_sight]


def _week(day: date) -> date:
    return day - timedelta(day.weekday())


def like_states(acts: Mapping[str, int], state: str, usable: Sequence[str]) -> list[str]:
    """Return placebo states: those of ``usable`` with the most similar number of acts."""
    names = [state, *sorted(set(usable) - {state})]
    size = np.log1p([acts[s] for s in names])
    return [names[k] for k in matching.matched(size, 0, matching.PLACEBOS)]


def _stretch(stream: PairStream) -> dict[str, object]:
    return {"sources": members(stream.name), "first": stream.weeks[0], "last": stream.last}
