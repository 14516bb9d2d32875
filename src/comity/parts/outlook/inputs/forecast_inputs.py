"""Inputs of a pair's forecasts: its acts on record and its shared votes, as known on a given day.

Data are read once from a view and then cut to earlier days in memory. So a replay of many quarters queries
the lake once. A record counts from the day it became known, and coverage ends on the day of the cut. A test
checks that the result equals a view as of that day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query import occurrences
from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.lazy import lazy
from comity.measures.record import record
from comity.measures.votes import joint_vetoes
from comity.records.coverage import Coverage, merge
from comity.vocabulary import topics
from comity.vocabulary.group import Group

#: Modalities of acts that happened; planned, demanded or denied acts resolve no question.
DONE = ("asserted", "reported")

#: Tables whose coverage decides which questions can be asked.
TABLES = ("acts", "ballots", "roll_calls")

#: Bodies in which both states of a pair often vote by roll call.
ASSEMBLIES = ("UNGA", "HRC")


@dataclass(frozen=True, slots=True)
class Happening:
    """One act or event of a group of states, with its records; ``known_on`` is when the first was known."""

    id: str
    first: date
    last: date
    known_on: date
    together: bool
    rung: str
    forms: frozenset[str]
    hotspots: frozenset[str]
    summary: str
    sources: frozenset[str]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedVote:
    """A roll call in which both states cast a vote."""

    body: str
    day: date
    known_on: date
    alike: bool
    hotspots: frozenset[str]
    record: str


@dataclass(frozen=True, eq=False)
class ForecastInputs:
    """Acts, votes and coverage of a group of states, as known on ``day`` (``None``: no limit)."""

    group: Group
    acts: pa.Table
    calls: pa.Table
    ballots: pa.Table
    votes: tuple[SharedVote, ...]
    sight: tuple[tuple[date | None, tuple[Coverage, ...]], ...]
    vintage: str
    day: date | None = None

    @classmethod
    def read(cls, view: View, group: Group) -> ForecastInputs:
        """Read all data on a group of states from the view (records as known)."""
        acts = record.select_involving(view.recorded_acts(), group, view.chosen_for_others(group.codes))
        acts = acts.filter(pc.is_in(acts["modality"], pa.array(DONE)))
        calls, ballots = (
            view.run(select(name, rest="WHERE body = 'UNSC' ORDER BY record_id"))
            for name in ("roll_calls", "ballots")
        )
        files = [(f.known_first, tuple(f.coverage)) for _, f in sorted(view.files.items())]
        votes = tuple(_list_shared_calls(view, group)) if len(group.codes) == 2 else ()
        whole = cls(group, acts, calls, ballots, votes, tuple(files), view.fingerprint())
        return whole if view.as_of is None else whole.as_of(view.as_of)

    def as_of(self, day: date) -> ForecastInputs:
        """Return the data cut to those that were known on a day."""
        return replace(
            self,
            acts=_filter_known(self.acts, day),
            calls=_filter_known(self.calls, day),
            ballots=_filter_known(self.ballots, day),
            votes=tuple(v for v in self.votes if v.known_on <= day),
            day=day,
        )

    @lazy
    def coverage(self) -> tuple[Coverage, ...]:
        """Return which days and states each source covers, up to the day of the data."""
        out: list[Coverage] = []
        for known_first, stretches in self.sight:
            if self.day is None:
                out += stretches
            elif known_first is None or known_first <= self.day:
                out += [replace(c, last=min(c.last, self.day)) for c in stretches if c.first <= self.day]
        return tuple(merge(out))

    @lazy
    def happenings(self) -> tuple[Happening, ...]:
        """Return the acts and events of the states, oldest first, with reports of the same act merged."""
        reports = occurrences.fold_read(self.acts)
        voted = joint_vetoes.joint_vetoes(self.ballots, self.calls, reports, self.group, date.min, date.max)
        acts = pa.concat_tables([reports, voted])
        known = dict(zip(acts["record_id"].to_pylist(), acts["known_on"].to_pylist(), strict=True))
        source = dict(zip(acts["record_id"].to_pylist(), acts["source"].to_pylist(), strict=True))
        out: dict[str, Happening] = {}
        for read in record.read_all(acts, self.group).values():
            for o in read.occurrences:
                if not (o.together or o.friction) or o.precision == "year":
                    continue
                out.setdefault(
                    o.id,
                    Happening(
                        o.id,
                        o.first,
                        o.last,
                        min(known[r] for r in o.records),
                        o.together,
                        o.rung,
                        frozenset(o.forms),
                        frozenset(o.hotspots),
                        o.summary,
                        frozenset(source[r] for r in o.records),
                        o.records,
                    ),
                )
        return tuple(sorted(out.values(), key=lambda h: (h.first, h.last, h.id)))

    def cast(self, body: str, first: date, last: date) -> tuple[SharedVote, ...]:
        """Return the votes of both states in one body of the UN from ``first`` to ``last``, oldest first."""
        votes = self._by_body.get(body, ())
        day = attrgetter("day")
        return votes[bisect_left(votes, first, key=day) : bisect_right(votes, last, key=day)]

    @lazy
    def _by_body(self) -> dict[str, tuple[SharedVote, ...]]:
        return {b: tuple(v for v in self.votes if v.body == b) for b in {v.body for v in self.votes}}

    @lazy
    def spans(self) -> dict[str, tuple[date, date]]:
        """Return for each source the first and last day on which it covers every state of the group."""
        out: dict[str, tuple[date, date]] = {}
        for c in self.coverage:
            named = c.states is None or c.states.issuperset(self.group.codes)
            if c.table in TABLES and named:
                first, last = out.get(c.source, (c.first, c.last))
                out[c.source] = (min(first, c.first), max(last, c.last))
        return out


def _filter_known(table: pa.Table, day: date) -> pa.Table:
    return table.filter(pc.less_equal(table["known_on"], pa.scalar(day, pa.date32())))


def _list_shared_calls(view: View, group: Group) -> Iterable[SharedVote]:
    """Return the roll calls in which both states voted, except those on which sources disagree."""
    sql = """
        SELECT roll_call_id, state, choice, known_on FROM ballots
        WHERE state IN $states AND body IN $bodies AND choice <> 'absent'
    """
    cast = view.run(sql, states=group.codes, bodies=ASSEMBLIES).to_pylist()
    said: dict[str, dict[str, set[str]]] = {}
    known: dict[str, date] = {}
    for r in cast:
        said.setdefault(r["roll_call_id"], {}).setdefault(r["state"], set()).add(r["choice"])
        known[r["roll_call_id"]] = max(r["known_on"], known.get(r["roll_call_id"], date.min))
    both = {k for k, v in said.items() if len(v) == len(group.codes) and all(len(c) == 1 for c in v.values())}
    wanted = ["roll_call_id", "record_id", "body", "date", "symbol", "title", "issues"]
    sql = select("roll_calls", wanted, "WHERE body IN $bodies ORDER BY record_id")
    calls = view.run(sql, bodies=ASSEMBLIES).to_pylist()
    places = topics.find_roll_call_hotspots(calls)
    out: dict[str, SharedVote] = {}
    for c in calls:
        key = c["roll_call_id"]
        if key in both and key not in out:
            alike = len({x for v in said[key].values() for x in v}) == 1
            out[key] = SharedVote(c["body"], c["date"], known[key], alike, places[key], c["record_id"])
    return sorted(out.values(), key=lambda v: (v.day, v.record))
