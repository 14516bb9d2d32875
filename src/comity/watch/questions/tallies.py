"""Counts of acts toward a hotspot, for the questions about roles (who follows whom).

The counts are of acts by states with an exact day. Rows with the same actor, target, code and day count once
(:mod:`comity.lake.query.event_counts`). Only bins that the stream covers for both states are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa

from comity.lake.query.event_counts import counts_matrix
from comity.lake.query.view import View, covered_bins
from comity.types import IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.watch import event_streams
from comity.watch.event_streams import EventStreams, actors_toward


@dataclass(frozen=True, slots=True)
class PairStream:
    """The records of one pair in one event stream (news sources); ``weeks`` are the fully covered weeks."""

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
        """Return a pair's stream with those full weeks of the window that the stream covers."""
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

    def records_toward(self, spot: Hotspot) -> tuple[str, ...]:
        """Return the ids of the pair's rows toward a hotspot, newest first."""
        return tuple(event_streams.ids_toward(self.rows, spot, self.weeks[0], self.last))


@dataclass(frozen=True, slots=True)
class Toward:
    """Acts of every state toward a hotspot; ``counts`` has shape (states, bins)."""

    states: tuple[str, ...]
    width: str
    bins: tuple[date, ...]
    counts: IntArray


def toward(stream: PairStream, spot: Hotspot) -> Toward:
    """Return the acts toward a hotspot on the days that the stream covers for both states."""
    days = stream.streams.days_in_sight(stream.name, stream.pair, stream.since, stream.until)
    table = stream.streams.cells_toward(stream.name, spot, "day")
    states = actors_toward(table, spot, stream.pair)
    return Toward(tuple(states), "day", tuple(days), counts_matrix(table, spot.id, states, days))
