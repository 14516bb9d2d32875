"""Series of votes, trade, arms and acts for many pairs of states, computed period by period.

Most functions here return a :data:`Series`: a function of the first and last day of a period. It returns the
covered share of the period, of shape (pairs,), and the columns, each of shape (pairs,). If nothing is
covered, the values in the columns mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.measures.votes.ballots import ABSENT, UNRECORDED, YES, BallotMatrix
from comity.measures.votes.council_dissent import CouncilTexts
from comity.measures.votes.roll_call_agreement import FEWEST_SHARED, indices, pair_tables
from comity.measures.votes.veto_rates import vetoed_drafts
from comity.records import facts
from comity.records.coverage import Coverage
from comity.types import BoolArray, FloatArray, IntArray, Pair
from comity.vocabulary import hotspots, states, topics
from comity.watch.account.acts import AGAINST, ClassedAct
from comity.watch.account.pair import list_once
from comity.watch.account.place import acts_by_place
from comity.watch.account.rows import make_row
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

#: Column -> class of act.
CLASSES = {
    "joint": facts.JOINT,
    "same_side": facts.SAME_SIDE,
    "same_alone": facts.SAME_ALONE,
    "steps_back": facts.STEPS_BACK,
    "opposed": facts.OPPOSED,
    "own_alone": facts.OWN_ALONE,
}
#: Prefixes of the names of the sources of vetoed drafts.
VETO_LISTS = ("unsc_veto", "vetoed_drafts")

Span = tuple[date, date]
Columns = dict[str, FloatArray]
Series = Callable[[date, date], tuple[FloatArray, Columns]]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of states: the codes of all states, and two arrays of shape (pairs,) that index these codes."""

    states: tuple[str, ...]
    one: IntArray
    other: IntArray

    @classmethod
    def of(cls, codes: Collection[str], named: Sequence[Pair] | None) -> Pairs:
        """Return the pairs in ``named``, or all pairs of the states in ``codes`` if it is ``None``."""
        ordered = tuple(sorted({*codes, *(s for p in named or () for s in p)}))
        at = {s: k for k, s in enumerate(ordered)}
        if named is None:
            return cls(ordered, *np.triu_indices(len(ordered), 1))
        places = np.array([(at[a], at[b]) for a, b in named], np.int64).reshape(-1, 2)
        return cls(ordered, places[:, 0], places[:, 1])

    @property
    def codes(self) -> list[Pair]:
        """The pairs as tuples of state codes."""
        return [(self.states[a], self.states[b]) for a, b in zip(self.one, self.other, strict=True)]

    def both(self, there: BoolArray) -> BoolArray:
        """Return a mask of shape (pairs,) of the pairs whose two states are marked in ``there``."""
        return there[self.one] & there[self.other]

    def order(self, matrix: BallotMatrix) -> BallotMatrix:
        """Return the votes with one row for each of the states, in their order."""
        rows = {s: k for k, s in enumerate(matrix.states)}
        choices = np.full((len(self.states), len(matrix.roll_calls)), UNRECORDED, np.int8)
        for k, s in enumerate(self.states):
            if s in rows:
                choices[k] = matrix.choices[rows[s]]
        return replace(matrix, states=self.states, choices=choices)


def read_votes(view: View, body: str, place: str | None) -> tuple[pa.Table, pa.Table]:
    """Return the ballots of a UN body, and its roll calls (all, or those about a place)."""
    calls = view.run(select("roll_calls", rest="WHERE body = $body ORDER BY record_id"), body=body)
    if place is not None:
        about = topics.find_roll_call_hotspots(calls.to_pylist())
        calls = calls.filter(
            pa.array([place in about[r] for r in calls["roll_call_id"].to_pylist()], pa.bool_())
        )
    columns = ("roll_call_id", "state", "choice", *(["source", "veto"] if body == "UNSC" else []))
    return view.run(select("ballots", columns, "WHERE body = $body"), body=body), calls


def list_sources(view: View, body: str) -> list[str]:
    """Return the sources that have ballots of a UN body."""
    sql = "SELECT DISTINCT source FROM ballots WHERE body = $body ORDER BY source"
    sources: list[str] = view.run(sql, body=body)["source"].to_pylist()
    return sources


def find_spans(view: View, table: str, sources: Iterable[str], *, chosen: bool = False) -> list[Span]:
    """Return the periods that these sources cover; ``chosen`` includes sources that select records."""
    known = set(sources)
    coverage = (c for c in view.coverage() if c.table == table and c.source in known)
    return [(c.first, c.last) for c in coverage if chosen or not c.selective]


def share(spans: Iterable[Span], first: date, last: date) -> float:
    """Return the share (0 to 1) of the days of a period that any span covers."""
    days, after = 0, first.toordinal()
    for since, until in sorted(spans):
        start, end = max(since.toordinal(), after), min(until.toordinal(), last.toordinal())
        days += max(0, end - start + 1)
        after = max(after, end + 1)
    return days / (last.toordinal() - first.toordinal() + 1)


def compare_in_assembly(pairs: Pairs, votes: BallotMatrix, spans: Sequence[Span]) -> Series:
    """Return a function of a period: how often each pair agrees, and its rank by kappa among all pairs."""
    matrix = pairs.order(votes)
    every = np.triu_indices(len(pairs.states), 1)

    def of(first: date, last: date) -> tuple[FloatArray, Columns]:
        part = matrix.between(first, last)
        there = np.asarray((part.choices >= ABSENT).any(1))
        covered = share(spans, first, last) * pairs.both(there).astype(float)
        if not covered.any():
            return covered, {}
        tables = pair_tables(part)
        kappas = np.where(tables[every].sum((1, 2)) >= FEWEST_SHARED, indices(tables[every])["kappa"], np.nan)
        ranked = np.sort(kappas[np.isfinite(kappas)])
        own = tables[pairs.one, pairs.other]
        n, values = own.sum((1, 2)), indices(own)
        kappa = np.where(n >= FEWEST_SHARED, values["kappa"], np.nan)
        above = len(ranked) - np.searchsorted(ranked, kappa, "right")
        return covered, {
            "unga_n": n.astype(float),
            "unga_alike": values["raw"],
            "unga_kappa": kappa,
            "unga_rank": np.where(np.isfinite(kappa), 1 + above, np.nan),
            "unga_of": np.where(np.isfinite(kappa), len(ranked), np.nan),
        }

    return of


def compare_in_council(pairs: Pairs, texts: CouncilTexts, spans: Sequence[Span]) -> Series:
    """Return a function of a period: for each pair, adopted texts that neither, or only one, voted for."""
    matrix = pairs.order(texts.matrix)
    one, other = pairs.one, pairs.other

    def of(first: date, last: date) -> tuple[FloatArray, Columns]:
        part = matrix.between(first, last)
        sat = (part.choices >= ABSENT).astype(float)
        withheld = sat * (part.choices != YES)
        alone, n = withheld @ (sat - withheld).T, (sat @ sat.T)[one, other]
        return share(spans, first, last) * (n > 0).astype(float), {
            "unsc_texts": n,
            "unsc_both": (withheld @ withheld.T)[one, other],
            "unsc_only_a": alone[one, other],
            "unsc_only_b": alone[other, one],
        }

    return of


def count_vetoes(pairs: Pairs, ballots: pa.Table, calls: pa.Table, spans: Sequence[Span]) -> Series:
    """Return a function of a period: vetoes of both states of each pair, and of each without the other."""
    seats, drafts = states.permanent_seats(), vetoed_drafts(ballots, calls, date.min)
    seated = np.flatnonzero(pairs.both(np.array([s in seats for s in pairs.states], bool)))
    codes = {k: (pairs.states[pairs.one[k]], pairs.states[pairs.other[k]]) for k in seated}

    def of(first: date, last: date) -> tuple[FloatArray, Columns]:
        covered, counted = np.zeros(len(pairs.one)), np.zeros((3, len(pairs.one)))
        for k, (a, b) in codes.items():
            since, until = max(seats[a][0], seats[b][0], first), min(seats[a][1], seats[b][1], last)
            inside = [(max(f, since), min(u, until)) for f, u in spans]
            covered[k] = share((s for s in inside if s[0] <= s[1]), first, last)
            by = [d.by for d in drafts if since <= d.date <= until]
            counted[0, k] = sum({a, b} <= d for d in by)
            counted[1, k] = sum(a in d and b not in d for d in by)
            counted[2, k] = sum(b in d and a not in d for d in by)
        return covered, dict(zip(("vetoes_both", "vetoes_only_a", "vetoes_only_b"), counted, strict=True))

    return of


_FLOWS = """
SELECT source, least(sender, receiver) AS a, greatest(sender, receiver) AS b,
    extract(year FROM date_from) AS year, sum(value) AS value, count(*) AS n
FROM flows WHERE measure = $measure AND value IS NOT NULL AND sender <> receiver GROUP BY ALL
"""


def read_flow(view: View, measure: str) -> pa.Table:
    """Return a flow (trade, arms) by year in both directions, from the source with most records of it."""
    table = view.run(_FLOWS, measure=measure)
    by_source = (
        table.group_by("source")
        .aggregate([("n", "sum")])
        .sort_by([("n_sum", "descending"), ("source", "ascending")])
    )
    source = by_source["source"][0] if table.num_rows else pa.scalar("")
    return table.filter(pa.compute.equal(table["source"], source))


def add_flow(pairs: Pairs, name: str, flow: pa.Table, coverage: Iterable[Coverage]) -> Series:
    """Return a function of a year: each pair's flow, such as trade; shorter periods are not covered."""
    at = {s: k for k, s in enumerate(pairs.states)}
    sources = set(flow["source"].to_pylist())
    sight = [c for c in coverage if c.table == "flows" and c.source in sources and not c.selective]
    amounts: dict[int, FloatArray] = {}
    for r in flow.to_pylist():
        if r["a"] in at and r["b"] in at:
            of_year = amounts.setdefault(r["year"], np.zeros((len(at), len(at))))
            of_year[at[r["a"]], at[r["b"]]] += r["value"]

    def of(first: date, last: date) -> tuple[FloatArray, Columns]:
        covered = np.zeros(len(pairs.one))
        if (last - first).days < 364:
            return covered, {}
        spans = {s: [(c.first, c.last) for c in sight if c.sees(s, c.first)] for s in pairs.states}
        whole = np.array([share(spans[s], first, last) == 1 for s in pairs.states], bool)
        covered[pairs.both(whole)] = 1
        return covered, {name: amounts.get(first.year, np.zeros((len(at), len(at))))[pairs.one, pairs.other]}

    return of


def list_searched(view: View) -> dict[Pair, list[Span]]:
    """Return the pairs whose acts people searched for, with the periods searched."""
    out: dict[Pair, list[Span]] = {}
    for c in view.coverage():
        if c.table == "acts" and c.states:
            known = sorted(c.states)
            for k, a in enumerate(known):
                for b in known[k + 1 :]:
                    out.setdefault((a, b), []).append((c.first, c.last))
    return out


def read_acts(pair: Pair, lake: Lake, as_of: date | None, place: str | None) -> list[ClassedAct]:
    """Return the acts of a pair of states at a place or at all places, each once, as its page counts them."""
    by_place = acts_by_place(Answers(Inquiry.of(*pair, lake=lake, as_of=as_of)))
    if place is not None:
        return list(by_place.get(place, ()))
    spots = [hotspots.get(h) for h in by_place]
    rows = [make_row(h.id, h.name, by_place[h.id], date.min, date.max, own=h.own) for h in spots]
    return [act for act, _ in list_once(rows)]


def count_acts(pairs: Pairs, acts: dict[Pair, list[ClassedAct]], searched: dict[Pair, list[Span]]) -> Series:
    """Return a function of a period: counts of each pair's acts that end in it, by class of act.

    For a month only acts dated to the day or the month are counted.
    """
    row = {p: k for k, p in enumerate(pairs.codes) if p in acts}

    def of(first: date, last: date) -> tuple[FloatArray, Columns]:
        covered = np.zeros(len(pairs.one))
        columns = {c: np.zeros(len(pairs.one)) for c in (*CLASSES, "joint_deeds", "joint_against_third")}
        yearly = (last - first).days > 31
        for pair, k in row.items():
            covered[k] = share(searched[pair], first, last)
            inside = [a for a in acts[pair] if first <= a.last <= last]
            inside = [a for a in inside if yearly or a.precision in ("day", "month")]
            for column, act_class in CLASSES.items():
                columns[column][k] = sum(a.act_class == act_class for a in inside)
            joint = [a for a in inside if a.act_class == facts.JOINT]
            columns["joint_deeds"][k] = sum(a.deed for a in joint)
            columns["joint_against_third"][k] = sum(a.stance == AGAINST for a in joint)
        return covered, columns

    return of
