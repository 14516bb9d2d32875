"""Counts of acts from the event streams, in the form that the measures of co-action need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.event_counts import count_cells
from comity.lake.query.view import View, covered_bins
from comity.measures.coaction.pairwise import TEST_ACTS
from comity.measures.coaction.time_axis import TimeAxis, day_numbers, time_axis
from comity.sources.cards import members
from comity.types import IntArray
from comity.vocabulary import hotspots
from comity.watch.answer_cache import AnswerCache
from comity.watch.event_streams import EventStreams

if TYPE_CHECKING:
    import pandas as pd

FEWEST_BINS = 60
MOST_STATES = 2 / 3
"""Share of the hotspots' states that a day must have in sight; some months leave small states out."""


@dataclass(frozen=True, slots=True)
class Toward:
    """Acts toward one target, shape (states, bins), with the states' codes and the dates of the bins."""

    target: str
    states: tuple[str, ...]
    counts: IntArray
    axis: TimeAxis


@dataclass(frozen=True, slots=True)
class Stream:
    """Daily acts of every state toward every state in one stream (a source or a family of sources).

    ``acts`` has the columns state, target, bin (its number) and n.
    """

    source: str
    bins: tuple[date, ...]
    acts: pd.DataFrame

    @property
    def axis(self) -> TimeAxis:
        """The dates of the days."""
        return time_axis(day_numbers(self.bins, "day"))

    def between(self, first: date, last: date) -> Stream:
        """Return the stream cut to the days from ``first`` to ``last``."""
        chosen = [k for k, day in enumerate(self.bins) if first <= day <= last]
        place = {k: at for at, k in enumerate(chosen)}
        acts = self.acts[self.acts["bin"].isin(place)]
        return Stream(
            self.source, tuple(self.bins[k] for k in chosen), acts.assign(bin=acts["bin"].map(place))
        )

    def toward(self, targets: Iterable[str], name: str) -> Toward:
        """Return the acts toward a set of states, without the acts of these states themselves."""
        own = set(targets)
        a = self.acts[self.acts["target"].isin(own) & ~self.acts["state"].isin(own)]
        codes, row = np.unique(a["state"].to_numpy(str), return_inverse=True)
        counts = np.zeros((len(codes), len(self.bins)), dtype=np.int64)
        np.add.at(counts, (row, a["bin"].to_numpy()), a["n"].to_numpy())
        return Toward(name, tuple(codes.tolist()), counts, self.axis)

    def volume(self) -> pd.Series[int]:
        """Return the number of acts toward each state by code, highest first."""
        total = self.acts.groupby("target")["n"].sum()
        return total.sort_index().sort_values(ascending=False, kind="stable")

    def hotspots(self) -> list[Toward]:
        """Return the acts toward every watched hotspot that stands for states and has a testable pair."""
        spots = [h for h in hotspots.watched() if h.states and not h.own]
        return usable(self.toward(h.states, h.id) for h in spots)


def usable(tables: Iterable[Toward]) -> list[Toward]:
    """Return the tables in which at least one pair can be tested."""
    return [t for t in tables if (t.counts.sum(axis=1) >= TEST_ACTS).sum() >= 2]


def streams(view: View) -> Iterator[Stream]:
    """Yield every event stream that fully covered at least :data:`FEWEST_BINS` bins."""
    for name in EventStreams(view, AnswerCache()).names():
        bins = days_in_sight(view, name)
        if len(bins) >= FEWEST_BINS:
            yield _stream(view, name, bins)


def days_in_sight(view: View, source: str) -> list[date]:
    """Return the days on which a stream covered most (:data:`MOST_STATES`) states of the watched hotspots."""
    coverage = view.coverage()
    targets = sorted({s for h in hotspots.watched() for s in h.states})
    in_sight = Counter(d for s in targets for d in covered_bins(coverage, [s], "day", source=source))
    return sorted(d for d, states in in_sight.items() if states >= MOST_STATES * len(targets))


def _stream(view: View, source: str, bins: Sequence[date]) -> Stream:
    import pandas as pd  # noqa: PLC0415 - takes seconds to load, and few questions need it

    every = _targets(view, source)
    cells = count_cells(view, [(s, s) for s in every], [], "day", source=source).to_pandas()
    number = pd.Series(range(len(bins)), index=pd.Index(pd.to_datetime(pd.Series(bins))))
    at = number.reindex(pd.to_datetime(cells["bin_start"])).to_numpy()
    acts = pd.DataFrame({"state": cells["state"], "target": cells["hotspot"], "bin": at, "n": cells["n"]})
    acts = acts.dropna().astype({"bin": np.int64})
    return Stream(source, tuple(bins), acts[acts["state"] != acts["target"]])


def _targets(view: View, source: str) -> list[str]:
    events = view.table("events", ["source", "target"])
    of_stream = events.filter(pc.is_in(events["source"], pa.array(members(source), pa.string())))
    return sorted(s for s in of_stream["target"].unique().to_pylist() if s)
