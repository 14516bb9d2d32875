"""Acts counted as the questions about roles ask: by kind of act, and from every state toward one.

The counting rule is that of :mod:`comity.lake.query.event_counts`: acts of states, told to the day, one
(actor, target,
code, day) once however many rows tell it.  Only bins in sight of both states are counted in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa

from comity.lake.query.event_counts import counts_matrix, covered_bins
from comity.lake.query.view import View, table_expr
from comity.measures.stats import matching
from comity.types import FloatArray, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.watch import stream_rows, streams

QUADS = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}
CONFLICT = (3, 4)
MATERIAL = (2, 4)
PLACEBOS = 40
"""Placebo pairs or states wanted; all where there are fewer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair in one event stream: what every question needs.  ``weeks`` are the whole weeks in sight."""

    view: View
    pair: Pair
    stream: str
    since: date
    until: date
    third: str = ""
    weeks: tuple[date, ...] = field(default=())
    _told: dict[tuple[str, bool], list[dict[str, Any]]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, view: View, pair: Pair, stream: str, since: date, until: date, third: str = "") -> Asked:
        """Ask a stream, having looked which whole weeks of the window it saw."""
        seen = covered_bins(view.coverage(), pair, "week", source=stream)
        weeks = tuple(w for w in seen if since <= w and (until == date.max or w + timedelta(6) <= until))
        return cls(view.of_stream(stream) if weeks else view, pair, stream, since, until, third, weeks)

    @property
    def last(self) -> date:
        """Last day of the weeks in sight."""
        return self.weeks[-1] + timedelta(6)

    def records(
        self, actors: Collection[str], targets: Collection[str], places: Collection[str] | None = None
    ) -> tuple[str, ...]:
        """Ids of the rows of these of the pair toward these targets (there, if places are given)."""
        found = stream_rows.ids_between(self.rows, actors, targets, places, self.weeks[0], self.last)
        return tuple(found)

    def toward(self, spot: Hotspot) -> tuple[str, ...]:
        """Ids of the pair's rows toward a hotspot, newest first."""
        return tuple(stream_rows.ids_toward(self.rows, spot, self.weeks[0], self.last))

    @property
    def rows(self) -> pa.Table:
        """Rows in which a state of the pair acts."""
        return stream_rows.of_pair(self.view, self.stream, self.pair)


@dataclass(frozen=True, slots=True)
class Toward:
    """Acts of every state toward a hotspot: ``by_quad`` (states, bins) for each quad class."""

    states: tuple[str, ...]
    width: str
    bins: tuple[date, ...]
    by_quad: Mapping[int, IntArray]

    @property
    def counts(self) -> IntArray:
        """(states, bins) acts of all classes."""
        return self.quads(QUADS)

    def quads(self, wanted: Iterable[int]) -> IntArray:
        """(states, bins) acts of these classes."""
        return np.asarray(np.sum([self.by_quad[q] for q in wanted], axis=0))


def toward(asked: Asked, spot: Hotspot) -> Toward:
    """Acts toward a hotspot in the bins that questions of timing take: weeks, or days in a short stream."""
    width, bins = streams.in_sight(asked.view, asked.pair, asked.since, asked.until, asked.stream)
    table = stream_rows.cells_toward(asked.view, spot, asked.stream, width)
    states = streams.actors_toward(table, spot, asked.pair)
    by_quad = {q: counts_matrix(table, spot.id, states, bins, (q,)) for q in QUADS}
    return Toward(tuple(states), width, tuple(bins), by_quad)


def by_kind(asked: Asked, spot: Hotspot) -> tuple[tuple[str, ...], dict[str, FloatArray]]:
    """Acts toward a hotspot by CAMEO root: the roots, and for each state an array (weeks, roots)."""
    t = _acts(asked)
    here = t.filter(t.target.isin(sorted(spot.states)) | t.geo_state.isin(sorted(spot.geo) or [""]))
    acts = here.select("actor", "target", "code", "event_date").distinct()
    acts = acts.mutate(root=acts.code.substr(0, 2), week=acts.event_date.truncate("W").cast("date"))
    found = asked.view.run(acts.group_by("actor", "root", "week").agg(n=acts.count()))
    told = found.to_pylist()
    roots = tuple(sorted({r["root"] for r in told}))
    states = sorted(({r["actor"] for r in told} - set(spot.states)) | set(asked.pair))
    column, at = {k: j for j, k in enumerate(roots)}, {w: i for i, w in enumerate(asked.weeks)}
    out = {s: np.zeros((len(at), len(roots))) for s in states}
    for r in told:
        if r["actor"] in out and r["week"] in at:
            out[r["actor"]][at[r["week"]], column[r["root"]]] += r["n"]
    return roots, out


def acts_toward(asked: Asked, target: str, *, by_place: bool) -> list[dict[str, Any]]:
    """Acts of every state toward one, by actor, day, quad class and, if asked, place (``n`` each).

    By place, an act told to have happened in two places stands in both.
    """
    if (target, by_place) not in asked._told:
        asked._told[target, by_place] = _acts_toward(asked, target, by_place=by_place)
    return asked._told[target, by_place]


def _acts_toward(asked: Asked, target: str, *, by_place: bool) -> list[dict[str, Any]]:
    t = _acts(asked)
    acts = t.filter(t.target == target, t.actor != target)
    keys = ("actor", "event_date", "quad", *(["geo_state"] if by_place else []))
    acts = acts.select("code", *keys).distinct()
    found: pa.Table = asked.view.run(acts.group_by(*keys).agg(n=acts.count()).order_by(*keys))
    seen = set(asked.weeks)
    return [r for r in found.to_pylist() if _week(r["event_date"]) in seen]


def acts_elsewhere(asked: Asked, state: str, spot: Hotspot) -> int:
    """Acts of a state toward other states than the hotspot's, in the weeks in sight."""
    t = _acts(asked)
    acts = t.filter(t.actor == state, t.target != state, ~t.target.isin(sorted(spot.states)))
    acts = acts.select("target", "code", "event_date").distinct()
    days = asked.view.run(acts.group_by("event_date").agg(n=acts.count())).to_pylist()
    seen = set(asked.weeks)
    return sum(r["n"] for r in days if _week(r["event_date"]) in seen)


def weekly(asked: Asked, acts: Iterable[Mapping[str, Any]]) -> FloatArray:
    """Acts in each week in sight, (weeks,)."""
    at = {w: i for i, w in enumerate(asked.weeks)}
    out = np.zeros(len(at))
    for r in acts:
        out[at[_week(r["event_date"])]] += r["n"]
    return out


def like_pairs(acts: Mapping[str, int], pair: Pair, fewest: int) -> list[Pair]:
    """Placebo pairs: those nearest in both states' number of acts, neither state one of the pair's.

    Parameters
    ----------
    acts : acts of each state
    pair : the pair asked about
    fewest : acts that both states of a placebo pair must have
    """
    usable = sorted(s for s, n in acts.items() if n >= fewest and s not in pair)
    pairs = [pair, *combinations(usable, 2)]
    size = np.array([sorted(np.log1p([acts[s] for s in p])) for p in pairs])
    return [(pairs[k][0], pairs[k][1]) for k in matching.matched(size, 0, PLACEBOS)]


def like_states(acts: Mapping[str, int], state: str, usable: Sequence[str]) -> list[str]:
    """Placebo states: those of ``usable`` nearest in their number of acts."""
    names = [state, *sorted(set(usable) - {state})]
    size = np.log1p([acts[s] for s in names])
    return [names[k] for k in matching.matched(size, 0, PLACEBOS)]


def _acts(asked: Asked) -> Any:
    t = table_expr("events")
    return t.filter(
        t.source == asked.stream,
        t.actor.notnull(),
        t.actor_is_state,
        t.precision == "day",
        t.event_date.between(asked.weeks[0], asked.last),
    )


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())
