"""What two states are to each other, whatever the place: words and deeds, stepping up, hedging.

Asked of each event stream, from the acts between the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.event_counts import dyads
from comity.lazy import lazy
from comity.measures.change import onset, stepping_up
from comity.measures.roles import hedging, third_power, words_deeds
from comity.measures.stats import matching
from comity.records import bins
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import FloatArray, IntArray, Pair
from comity.watch.inquiry import Inquiry
from comity.watch.questions import panel, record, stances, tallies
from comity.watch.questions import stepping_up as trends
from comity.watch.questions.council import PAIRS_ONLY
from comity.watch.questions.roles import UNSEEN, about_stream
from comity.watch.questions.tallies import PairStream

METHOD = "relation/1"
COOPERATION = (1, 2)
METHODS = {
    Kind.MATERIAL_SHARE: words_deeds.METHOD_SHARE,
    Kind.WORD_DEED_GAP: words_deeds.METHOD_GAP,
    Kind.RISING: stepping_up.METHOD,
    Kind.RISING_SINCE: onset.METHOD,
    Kind.HEDGING: hedging.METHOD,
    Kind.STANCE: third_power.METHOD,
    Kind.QUIET_WEEKS: third_power.METHOD,
}
"""Kind of question -> the method that answers it."""


def all_findings(inquiry: Inquiry) -> list[Finding]:
    """Return what a pair is to each other, by event stream, and its military alignment."""
    return [*relation(inquiry), *panel.findings(inquiry), record.alignment(inquiry)]


def relation(inquiry: Inquiry) -> list[Finding]:
    """Questions about a pair as such, one finding a question and stream."""
    if inquiry.pair is None:
        return [cannot_tell(Kind.RELATION, Subject(states=inquiry.group.codes), PAIRS_ONLY, method=METHOD)]
    pair, window = inquiry.pair, (inquiry.since, inquiry.until)
    out: list[Finding] = []
    for name in inquiry.streams.names():
        stream = PairStream.of(inquiry.streams, pair, name, *window, inquiry.third)
        if stream.weeks:
            out += Direct(stream).findings()
    unseen = questions(pair, inquiry.third)
    return out or [cannot_tell(kind, about, UNSEEN, method=METHODS[kind]) for kind, about in unseen]


def questions(pair: Pair, third: str) -> list[tuple[Kind, Subject]]:
    """Every question; where it is asked of one state, that state stands first."""
    both = Subject(states=pair)
    kinds = (Kind.MATERIAL_SHARE, Kind.WORD_DEED_GAP, Kind.RISING, Kind.RISING_SINCE)
    out = [(kind, both) for kind in kinds]
    for states in (pair, pair[::-1]):
        out.append((Kind.HEDGING, Subject(states=states)))
        if third:
            toward = Subject(states=states, third=third)
            out += [(Kind.STANCE, toward), (Kind.QUIET_WEEKS, toward)]
    return out


class Direct:
    """Acts between any two states in one stream, by week, for the questions about one pair."""

    def __init__(self, stream: PairStream) -> None:
        self.stream = stream
        self.acts = dyads(stream.view, "week", source=stream.name)

    def findings(self) -> list[Finding]:
        """All questions, in the order of :func:`questions`."""
        every = questions(self.stream.pair, self.stream.third)
        return [about_stream(self.stream, about, self._answer(kind, about.state)) for kind, about in every]

    def _answer(self, kind: Kind, state: str) -> Finding:
        of_state = {
            Kind.HEDGING: lambda: stances.hedges(self.stream, state, None),
            Kind.STANCE: lambda: stances.stance_anywhere(self.stream, state),
            Kind.QUIET_WEEKS: lambda: stances.quiet_anywhere(self.stream, state),
        }
        if kind in of_state:
            return of_state[kind]()
        ids = self.stream.records(self.stream.pair, self.stream.pair)
        of_both = {
            Kind.MATERIAL_SHARE: self.share,
            Kind.WORD_DEED_GAP: self.gap,
            Kind.RISING: self.trend,
            Kind.RISING_SINCE: self.since,
        }
        answer = of_both[kind]()
        return replace(answer, records=ids, records_total=len(ids))

    def share(self) -> Finding:
        """Material acts among cooperative ones, among pairs of like volume."""
        pairs = self._busy(words_deeds.FEWEST_ACTS)
        acts = by_pair(self.acts, pairs, self.stream.weeks, COOPERATION)
        deeds = by_pair(self.acts, pairs, self.stream.weeks, (2,))
        return words_deeds.material_share(deeds, acts, 0, _like(acts))

    def gap(self) -> Finding:
        """Words against deeds, each in standard deviations of pairs of like volume."""
        pairs = self._busy(words_deeds.FEWEST_ACTS)
        words, deeds = (by_pair(self.acts, pairs, self.stream.weeks, (q,)) for q in COOPERATION)
        if not deeds[0].any():
            why = "the stream shows no deed of the two, so there is no index of deeds to compare"
            return cannot_tell(Kind.WORD_DEED_GAP, NO_SUBJECT, why, method=words_deeds.METHOD_GAP)
        return words_deeds.gap(words, deeds, 0, _like(words + deeds))

    @lazy
    def _stepped(self) -> tuple[Finding, Finding]:
        """The last two years against all before, at equal media volume, and the date of a step."""
        months = trends.months_in_sight(self.stream)
        if why := trends.too_short(len(months)):
            n = len(months)
            trend = cannot_tell(
                Kind.RISING, NO_SUBJECT, why, method=stepping_up.METHOD, null=trends.NULL, n=n
            )
            return trend, cannot_tell(
                Kind.RISING_SINCE, NO_SUBJECT, why, method=onset.METHOD, null=trends.NULL, n=n
            )
        acts = dyads(self.stream.view, "month", source=self.stream.name)
        pairs = self._busy(stepping_up.FEWEST_ACTS)
        in_sight = set(months)
        span = bins.starts(months[0], months[-1], "month")[:-1]
        counts = by_pair(acts, pairs, span, tallies.QUADS)
        volume = by_pair(acts, _all_pairs(acts), span, tallies.QUADS).sum(axis=0)
        unseen = [m not in in_sight for m in span]
        counts[:, unseen] = np.nan
        volume[unseen] = np.nan
        known = np.log(np.where(volume > 0, volume, np.nan))
        trend, since = trends.stepped(counts, known, span, ())
        return trend, since

    def trend(self) -> Finding:
        """Whether the two do more toward each other lately, in a stream long enough."""
        return self._stepped[0]

    def since(self) -> Finding:
        """Since when, where the trend has rejected."""
        return self._stepped[1]

    def _busy(self, fewest: int) -> list[Pair]:
        """The pair, then every pair without its states with acts enough in the weeks in sight."""
        a, b = self.stream.pair
        pairs = _all_pairs(self.acts)
        total = by_pair(self.acts, pairs, self.stream.weeks, tallies.QUADS).sum(axis=1)
        busy = [p for p, n in zip(pairs, total, strict=True) if n >= fewest and not {a, b} & set(p)]
        return [self.stream.pair, *busy]


def by_pair(acts: pa.Table, pairs: Iterable[Pair], span: Iterable[date], quads: Iterable[int]) -> FloatArray:
    """Acts of each pair in each bin, (pairs, bins), from a table of dyads of the lake."""
    states = list({*pc.unique(acts["a"]).to_pylist(), *pc.unique(acts["b"]).to_pylist()})
    number = {s: k for k, s in enumerate(states)}
    stream, days = list(pairs), pa.array(list(span), pa.date32())
    row = np.full((len(states), len(states)), -1)
    for k, (a, b) in enumerate(stream):
        if a in number and b in number:
            row[number[a], number[b]] = k
    counted = acts.filter(
        pc.and_(pc.is_in(acts["quad"], pa.array(list(quads), pa.int8())), pc.is_in(acts["bin_start"], days))
    )
    names = pa.array(states, pa.string())
    at = row[tuple(np.asarray(pc.index_in(counted[s], names)) for s in ("a", "b"))]
    inside = at >= 0
    out = np.zeros((len(stream), len(days)))
    column = np.asarray(pc.index_in(counted["bin_start"], days))
    np.add.at(out, (at[inside], column[inside]), np.asarray(counted["n"])[inside])
    return out


def _all_pairs(acts: pa.Table) -> list[Pair]:
    pairs = acts.group_by(["a", "b"]).aggregate([])
    return sorted(zip(pairs["a"].to_pylist(), pairs["b"].to_pylist(), strict=True))


def _like(acts: FloatArray) -> IntArray:
    """Rows of the pairs nearest in volume to the first."""
    return matching.matched(np.log1p(acts.sum(axis=1)), 0, tallies.PLACEBOS)
