"""The roles of a pair at a hotspot by event stream: who follows whom, who does what, and who hedges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from comity.measures import timing
from comity.measures.coaction.pairwise import TEST_ACTS
from comity.measures.roles import division, hedging
from comity.measures.stats import matching
from comity.records.details import DivisionDetail, FollowDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import RECORDS_SHOWN, Z90, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import display
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions import tallies
from comity.watch.questions.tallies import CONFLICT, PairStream, Toward

METHOD = "roles/1"
NULL_SHIFTS = "circular shifts of one series against the other"
UNSEEN = "no event stream held covers the window"


def roles(inquiry: Inquiry, spot: Hotspot) -> list[Finding]:
    """Return the roles of a pair at a hotspot, one finding per question and stream."""
    if inquiry.pair is None:
        return [
            cannot_tell(
                Kind.ROLES,
                Subject(states=inquiry.group.codes, place=spot.id),
                PAIRS_ONLY,
                method=METHOD,
            )
        ]
    why = _no_place(inquiry.pair, spot)
    out: list[Finding] = []
    for name in inquiry.streams.names():
        stream = PairStream.of(inquiry.streams, inquiry.pair, name, *inquiry.window(spot.id), inquiry.third)
        if stream.weeks and not why:
            out += AtHotspot(stream, spot).findings()
    if out:
        return out
    every = questions(inquiry.pair, spot)
    return [cannot_tell(kind, about, why or UNSEEN, method=METHODS[kind]) for kind, about in every]


def about_stream(stream: PairStream, about: Subject, finding: Finding) -> Finding:
    """Return a finding with its subject, stream and time span, and at most a sample of its records."""
    span = replace(finding.detail, first=stream.weeks[0].isoformat(), last=stream.last.isoformat())
    subject = replace(about, stream=stream.name)
    return replace(finding, subject=subject, records=finding.records[:RECORDS_SHOWN], detail=span)


#: Kind of question -> the method that answers it.
METHODS = {
    Kind.FOLLOW: timing.METHOD,
    Kind.DIVISION: division.METHOD,
    Kind.HEDGING: hedging.METHOD,
}


def questions(pair: Pair, spot: Hotspot) -> list[tuple[Kind, Subject]]:
    """Return every question with its subject; a question about one state names that state first."""
    both = Subject(states=pair, place=spot.id)
    one, other = (replace(both, states=states) for states in (pair, pair[::-1]))
    return [(Kind.FOLLOW, both), (Kind.DIVISION, both), (Kind.HEDGING, one), (Kind.HEDGING, other)]


def no_place(spot: Hotspot) -> str:
    """Return why no event stream can show acts toward a hotspot, or "" if one can."""
    if spot.own:
        return "the relation itself is no third place to act toward: ask without a hotspot"
    return "" if spot.states else "no state stands for this hotspot, so no event stream shows acts toward it"


def _no_place(pair: Pair, spot: Hotspot) -> str:
    own = [s for s in pair if s in spot.states]
    return no_place(spot) or (f"{display(own[0])} is the hotspot itself" if own else "")


class AtHotspot:
    """A pair at one hotspot in one stream: counts the acts once, then answers every question."""

    def __init__(self, stream: PairStream, spot: Hotspot) -> None:
        self.stream, self.spot = stream, spot
        self.toward: Toward = tallies.toward(stream, spot)
        self.own = np.array([[self.toward.states.index(s) for s in stream.pair]])
        self.acts = dict(zip(self.toward.states, self.toward.counts.sum(axis=1).tolist(), strict=True))
        self.ids = stream.records_toward(spot)

    def findings(self) -> list[Finding]:
        """Return the findings of all questions in the order of :func:`questions`, with their records."""
        every = questions(self.stream.pair, self.spot)
        return [about_stream(self.stream, about, self._answer(kind, about.state)) for kind, about in every]

    def _answer(self, kind: Kind, state: str) -> Finding:
        if kind is Kind.HEDGING:
            return hedges(self.stream, state, self.spot.states)
        answer = self.follow() if kind is Kind.FOLLOW else self.division()
        return replace(answer, records=self.ids, records_total=len(self.ids))

    def follow(self) -> Finding:
        """Return which state follows the other, with the lead ranked among pairs of similar activity."""
        t, n = self.toward, len(self.toward.bins)
        f = timing.who_follows(t.counts, self.own)[0]
        if f.why_not:
            return cannot_tell(
                Kind.FOLLOW, NO_SUBJECT, f.why_not, method=timing.METHOD, null=NULL_SHIFTS, n=n
            )
        others = np.abs(timing.lead_z(t.counts, self._placebos(TEST_ACTS)))
        follower = None if f.follower is None else t.states[f.follower]
        return Finding(
            Kind.FOLLOW,
            NO_SUBJECT,
            f"{display(follower)} follows" if follower else "neither is shown to follow",
            "",
            NULL_SHIFTS,
            n,
            timing.METHOD,
            interval=Interval(f.z - Z90, f.z + Z90),
            placebo=matching.rank(abs(f.z), others, "activity"),
            detail=FollowDetail(
                interval_of="z of the lead",
                follower=follower,
                lead_z=f.z,
                p=f.p,
                second_z=f.second_z,
                agreed=f.agreed,
                bin=t.width,
            ),
        )

    def division(self) -> Finding:
        """Return how different the two states' kinds of acts are, ranked among pairs of similar activity."""
        roots, kinds = tallies.by_kind(self.stream, self.spot)
        acts = {s: int(k.sum()) for s, k in kinds.items()}
        a, b = (kinds[s] for s in self.stream.pair)
        likes = matching.like_pairs(acts, self.stream.pair, division.FEWEST_ACTS)
        others = [float(division.jensen_shannon(kinds[x].sum(0), kinds[y].sum(0))) for x, y in likes]
        difference = division.division(a, b, roots, placebos=np.array(others))
        if not difference.known:
            return difference
        detail = replace(difference.read(DivisionDetail), classes="two-digit roots of the event codes")
        return replace(difference, detail=detail)

    def _placebos(self, fewest: int) -> IntArray:
        row = {s: k for k, s in enumerate(self.toward.states)}
        likes = matching.like_pairs(self.acts, self.stream.pair, fewest)
        return np.array([[row[x], row[y]] for x, y in likes], dtype=np.int64).reshape(-1, 2)


def hedges(stream: PairStream, state: str, places: Collection[str] | None) -> Finding:
    """Return the share of months in which a state both supports its partner and keeps its distance.

    ``places`` limits the acts to those that took place there; ``None`` takes all.
    """
    partner = next(s for s in stream.pair if s != state)
    rows = tallies.acts_toward(stream, partner, by_place=places is not None)
    if places is not None:
        rows = [r for r in rows if r["geo_state"] in places]
    by_actor = _by_actor(rows)
    size = {s: sum(r["n"] for r in acts) for s, acts in by_actor.items()}
    own = hedging.hedging(
        *_months(by_actor.get(state, [])), records=stream.records([state], [partner], places)
    )
    if not own.known:
        return own
    likes = tallies.like_states(size, state, [s for s in size if s not in stream.pair])
    shares = np.array([hedging.hedging(*_months(by_actor[s])).value for s in likes], float)
    rank = matching.rank(float(own.value or 0.0), shares, "activity")
    return replace(own, placebo=rank, null="states of like activity")


def _months(rows: Iterable[Mapping[str, Any]]) -> tuple[IntArray, IntArray, IntArray]:
    """Return day, stance (1 for support, -1 for distance) and month of each act."""
    acts = [(r["event_date"], -1 if r["quad"] in CONFLICT else 1) for r in rows]
    days = np.array([d.toordinal() for d, _ in acts], dtype=np.int64)
    months = np.array([_month(d) for d, _ in acts], dtype=np.int64)
    return days, np.array([s for _, s in acts], dtype=np.int64), months


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _by_actor(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for r in rows:
        out.setdefault(r["actor"], []).append(r)
    return out
