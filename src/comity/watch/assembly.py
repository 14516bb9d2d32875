"""Votes of the General Assembly for the questions of a watch: on all matters, by hotspot, area and period."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import BallotMatrix
from comity.records.finding import Finding
from comity.records.kinds import Subject
from comity.vocabulary import hotspots, topics

BODY = "UNGA"
#: Bytes that a pair's shared roll calls, indices, features and rows take.
_BYTES_A_PAIR = 8 * (9 + 5 + 8 + 2)

#: Roll call -> ids of the hotspots that it is about.
Places = dict[str, list[str]]

_COLUMNS = ("record_id", "roll_call_id", "body", "date", "session", "issues", "title")


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """All votes of the General Assembly in a window, and the hotspots (places) each roll call is about."""

    matrix: BallotMatrix
    places: Mapping[str, Sequence[str]]

    @property
    def nbytes(self) -> int:
        """Bytes in memory, including the tables of all pairs that questions about hotspots need."""
        pairs = len(self.matrix.states) ** 2 // 2
        return 2 * self.matrix.choices.nbytes + pairs * _BYTES_A_PAIR * (1 + len(hotspots.watched()))

    @classmethod
    def read(
        cls,
        view: View,
        since: date,
        until: date,
        sources: Collection[str] = (),
        keep: Callable[[Callable[[], Places]], Places] = lambda compute: compute(),
    ) -> Assembly | None:
        """Read the votes in a window, each roll call once; return ``None`` if there are none.

        ``keep`` may cache the hotspots of the roll calls; its argument is the function that finds them.
        """
        rest = "WHERE body = $body AND date BETWEEN $since AND $until"
        values = {"body": BODY, "since": since, "until": until}
        calls = view.run(select("roll_calls", ("source", *_COLUMNS), rest), **values)
        cast = view.run(select("ballots", ("source", "roll_call_id", "state", "choice"), rest), **values)
        if sources:
            wanted = pa.array(sorted(sources), pa.string())
            calls = calls.filter(pc.is_in(calls["source"], wanted))
            cast = cast.filter(pc.is_in(cast["source"], wanted))
        if not calls.num_rows or not cast.num_rows:
            return None
        titles: dict[str, set[str]] = {}
        for key, title in zip(calls["roll_call_id"].to_pylist(), calls["title"].to_pylist(), strict=True):
            titles.setdefault(key, set()).update([title] if title else [])
        matrix = BallotMatrix.from_tables(cast, calls)
        joined = {k: " ".join(sorted(v)) for k, v in titles.items()}
        return cls(matrix, keep(lambda: _places(matrix, joined)))

    def votes(self, a: str, b: str, hotspot: str | None = None, since: date = date.min) -> list[Finding]:
        """Return how alike a pair votes, on a hotspot or on all matters."""
        part = self.agenda(a, b, since)
        if hotspot is None:
            return roll_call_agreement.agreement(part.matrix, a, b)
        return roll_call_agreement.agreement(part.on(hotspot), a, b, about=Subject(place=hotspot))

    def agenda(self, a: str, b: str, since: date = date.min) -> Assembly:
        """Return the roll calls from the first year in which both states voted since a day.

        Ranking a pair among similar pairs is fair only if all are compared over the same agenda. The result
        is kept if ``since`` is a later day than the first, since the same day is used for most pairs.
        """
        days = self.matrix.dates
        both = (self.matrix.votes(a) >= 0) & (self.matrix.votes(b) >= 0) & (days >= np.datetime64(since))
        year = (days[both].min() if both.any() else np.datetime64(since)).astype("datetime64[Y]")
        if (days >= year).all():
            return self
        if since == date.min:
            return self._find_first(year)
        return self.matrix.once(f"from {year}", lambda: self._find_first(year))

    def _find_first(self, day: np.datetime64) -> Assembly:
        return replace(self, matrix=self.matrix.select(self.matrix.dates >= day))

    def kappas(
        self, pairs: Sequence[tuple[str, str]], hotspot: str | None = None
    ) -> dict[tuple[str, str], tuple[float, int]]:
        """Return each pair's kappa (agreement beyond chance) and number of roll calls, if enough."""
        matrix = self.matrix if hotspot is None else self.on(hotspot)
        out = {}
        for a, b in pairs:
            table = _table(matrix, a, b)
            value, n = float(roll_call_agreement.indices(table)["kappa"]), int(table.sum())
            if n >= roll_call_agreement.FEWEST_SHARED and np.isfinite(value):
                out[a, b] = value, n
        return out

    def by_year(self, a: str, b: str) -> dict[int, float]:
        """Return the kappa (agreement beyond chance) of a pair by year, if it shares enough roll calls."""
        year = self.matrix.dates.astype("datetime64[Y]").astype(int) + 1970
        out = {}
        for y in np.unique(year).tolist():
            table = _table(self.matrix, a, b, year == y)
            value = float(roll_call_agreement.indices(table)["kappa"])
            if table.sum() >= roll_call_agreement.FEWEST_SHARED and np.isfinite(value):
                out[int(y)] = value
        return out

    def on(self, hotspot: str) -> BallotMatrix:
        """Return the roll calls on a hotspot while it was active; each call returns the same object."""
        return self.matrix.once(f"on {hotspot}", lambda: self.matrix.select(self._select_about(hotspot)))

    def _select_about(self, hotspot: str) -> NDArray[np.bool_]:
        """Return whether each roll call is on a hotspot while it was active, shape (roll calls,)."""
        about = np.array([hotspot in self.places.get(r, ()) for r in self.matrix.roll_calls], dtype=bool)
        spot, days = hotspots.get(hotspot), self.matrix.dates
        first, last = (np.datetime64(d, "D") for d in (spot.since, spot.until))
        return np.asarray(about & (days >= first) & (days <= last))


def _places(matrix: BallotMatrix, titles: Mapping[str, str]) -> Places:
    calls = zip(matrix.roll_calls, matrix.issues, strict=True)
    votes = [(titles[r], tuple(sorted(issues)), r.partition(":")[2]) for r, issues in calls]
    about = zip(matrix.roll_calls, topics.find_votes_hotspots(votes), strict=True)
    return {r: list(places) for r, places in about if places}


def pack(assembly: Assembly | None) -> pa.Table:
    """Return votes as a table with one row per roll call and all choices in one cell; empty without votes."""
    if assembly is None:
        return pa.table({})
    of, places = assembly.matrix, assembly.places
    choices = pa.py_buffer(np.ascontiguousarray(of.choices.T))
    columns = {
        "roll_call_id": pa.array(of.roll_calls, pa.string()),
        "record_id": pa.array(of.record_ids, pa.string()),
        "body": pa.array(of.bodies, pa.string()),
        "date": pa.array(of.dates),
        "session": pa.array(of.sessions),
        "issues": pa.array([sorted(i) for i in of.issues], pa.list_(pa.string())),
        "places": pa.array([places.get(r) for r in of.roll_calls], pa.list_(pa.string())),
        "choices": pa.Array.from_buffers(pa.binary(len(of.states)), len(of.roll_calls), [None, choices]),
    }
    return pa.table(columns, metadata={"states": " ".join(of.states), "disputed": str(of.disputed)})


def unpack(table: pa.Table) -> Assembly | None:
    """Return the votes that :func:`pack` turned into a table."""
    if not table.num_rows:
        return None
    table = table.combine_chunks()
    rows, metadata = table.to_pydict(), table.schema.metadata
    calls, records, bodies = (tuple(rows[c]) for c in ("roll_call_id", "record_id", "body"))
    states = tuple(metadata[b"states"].decode().split())
    cells = np.frombuffer(b"".join(rows["choices"]), np.int8).reshape(-1, len(states))
    matrix = BallotMatrix(
        states,
        calls,
        records,
        bodies,
        dates=table["date"].to_numpy(),
        sessions=table["session"].to_numpy(),
        issues=tuple(frozenset(i) for i in rows["issues"]),
        choices=np.ascontiguousarray(cells.T),
        disputed=int(metadata[b"disputed"]),
    )
    places = zip(calls, rows["places"], strict=True)
    return Assembly(matrix, {r: p for r, p in places if p is not None})


def _table(matrix: BallotMatrix, a: str, b: str, mask: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Count the shared roll calls of two states (in ``mask``) by the choice of each, shape (3, 3)."""
    one, other = matrix.votes(a), matrix.votes(b)
    both = (one >= 0) & (other >= 0)
    if mask is not None:
        both &= mask
    cells = 3 * one[both].astype(np.int64) + other[both]
    return np.bincount(cells, minlength=9).reshape(3, 3)
