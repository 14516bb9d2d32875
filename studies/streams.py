"""Counts from the event streams, as the measures of co-action need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from comity.lake.query.event_counts import cells_expr, covered_bins
from comity.lake.query.view import View
from comity.measures.coaction.pairwise import TEST_ACTS
from comity.types import IntArray
from comity.vocabulary import hotspots

if TYPE_CHECKING:
    import pandas as pd

LONG = 104
"""Covered weeks from which on weeks are the bins; with fewer, days give the test its length."""
FEWEST_BINS = 60


@dataclass(frozen=True, slots=True)
class Toward:
    """Acts toward one target, (states, bins), with the states' codes."""

    target: str
    states: tuple[str, ...]
    counts: IntArray


@dataclass(frozen=True, slots=True)
class Stream:
    """What one source saw without gaps that anyone chose: acts of every state toward every state.

    ``acts`` has the columns state, target, bin (its number) and n.
    """

    source: str
    width: str
    bins: tuple[date, ...]
    acts: pd.DataFrame

    def toward(self, targets: Iterable[str], name: str) -> Toward:
        """Acts toward a set of states; their own acts are left out."""
        own = set(targets)
        a = self.acts[self.acts["target"].isin(own) & ~self.acts["state"].isin(own)]
        codes, row = np.unique(a["state"].to_numpy(str), return_inverse=True)
        counts = np.zeros((len(codes), len(self.bins)), dtype=np.int64)
        np.add.at(counts, (row, a["bin"].to_numpy()), a["n"].to_numpy())
        return Toward(name, tuple(codes.tolist()), counts)

    def volume(self) -> pd.Series[int]:
        """Acts toward each state, by its code, most first."""
        total = self.acts.groupby("target")["n"].sum()
        return total.sort_index().sort_values(ascending=False, kind="stable")

    def hotspots(self) -> list[Toward]:
        """Acts toward every watched hotspot that states stand for, where two states can be tested."""
        spots = [h for h in hotspots.watched() if h.states and not h.own]
        return usable(self.toward(h.states, h.id) for h in spots)


def usable(tables: Iterable[Toward]) -> list[Toward]:
    """Those in which at least one pair can be tested."""
    return [t for t in tables if (t.counts.sum(axis=1) >= TEST_ACTS).sum() >= 2]


def streams(view: View) -> Iterator[Stream]:
    """Every event stream with at least :data:`FEWEST_BINS` bins that it saw whole."""
    coverage = view.coverage()
    for source in sorted({c.source for c in coverage if c.table == "events" and not c.selective}):
        target = sorted({s for h in hotspots.watched() for s in h.states})
        for width in ("week", "day"):
            bins = covered_bins(coverage, target, width, source=source)
            if len(bins) >= LONG:
                break
        if len(bins) >= FEWEST_BINS:
            yield _stream(view, source, width, bins)


def _stream(view: View, source: str, width: str, bins: Sequence[date]) -> Stream:
    import pandas as pd  # noqa: PLC0415 - takes seconds to load, and few questions need it

    every = _targets(view, source)
    cells = view.run(cells_expr([(s, s) for s in every], [], width, source=source)).to_pandas()
    number = pd.Series(range(len(bins)), index=pd.Index(pd.to_datetime(pd.Series(bins))))
    at = number.reindex(pd.to_datetime(cells["bin_start"])).to_numpy()
    acts = pd.DataFrame({"state": cells["state"], "target": cells["hotspot"], "bin": at, "n": cells["n"]})
    acts = acts.dropna().astype({"bin": np.int64})
    return Stream(source, width, tuple(bins), acts[acts["state"] != acts["target"]])


def _targets(view: View, source: str) -> list[str]:
    targets = view.table("events", ["target"], source)["target"].unique().to_pylist()
    return sorted(s for s in targets if s)
