"""Who does what at a hotspot: the roles of a pair there, asked of each event stream.

Who follows whom, whether they do different things, whether one acts while the other speaks, whether they
act in the same way; and, by :mod:`comity.watch.questions.stances`, where each stands toward the third
power, whether one keeps silent on a core interest of the other, and whether it hedges.  Every question is
answered, if only by why it cannot be.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from comity.measures import timing
from comity.measures.coaction import channels
from comity.measures.coaction.pairwise import TEST_ACTS
from comity.measures.roles import deference, division, hedging, third_power, words_deeds
from comity.measures.stats import matching
from comity.records.details import ChannelsDetail, DivisionDetail, FollowDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import RECORDS_SHOWN, Z90, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import display
from comity.watch.inquiry import Inquiry
from comity.watch.questions import stances, tallies
from comity.watch.questions.council import PAIRS_ONLY
from comity.watch.questions.tallies import QUADS, PairStream, Toward

METHOD = "roles/1"
METHOD_CHANNELS = "channels/1"
NULL_SHIFTS = "circular shifts of one series against the other"
NULL_CROSSED = "the same pair's acts in different classes"
UNSEEN = "no event stream held covers the window"


def roles(inquiry: Inquiry, spot: Hotspot) -> list[Finding]:
    """The roles of a pair at a hotspot, one finding a question and stream."""
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
    every = questions(inquiry.pair, spot, inquiry.third)
    return [cannot_tell(kind, about, why or UNSEEN, method=METHODS[kind]) for kind, about in every]


def about_stream(stream: PairStream, about: Subject, finding: Finding) -> Finding:
    """An answer with what it is about, its stream and its span; of many records a sample."""
    span = replace(finding.detail, first=stream.weeks[0].isoformat(), last=stream.last.isoformat())
    subject = replace(about, stream=stream.name)
    return replace(finding, subject=subject, records=finding.records[:RECORDS_SHOWN], detail=span)


METHODS = {
    Kind.FOLLOW: timing.METHOD,
    Kind.DIVISION: division.METHOD,
    Kind.MATERIAL_SHARE: words_deeds.METHOD_SHARE,
    Kind.COMPLEMENT: division.METHOD_COMPLEMENT,
    Kind.CHANNELS: METHOD_CHANNELS,
    Kind.STANCE: third_power.METHOD,
    Kind.QUIET_WEEKS: third_power.METHOD,
    Kind.SILENCE: deference.METHOD,
    Kind.HEDGING: hedging.METHOD,
}
"""Kind of question -> the method that answers it."""


def questions(pair: Pair, spot: Hotspot, third: str) -> list[tuple[Kind, Subject]]:
    """Every question; where it is asked of one state, that state stands first."""
    both = Subject(states=pair, place=spot.id)
    kinds = (Kind.FOLLOW, Kind.DIVISION, Kind.MATERIAL_SHARE, Kind.COMPLEMENT, Kind.CHANNELS)
    out = [(kind, both) for kind in kinds]
    for states in (pair, pair[::-1]):
        one = replace(both, states=states)
        if third:
            toward = replace(one, third=third)
            out += [(Kind.STANCE, toward), (Kind.QUIET_WEEKS, toward)]
        if one.partner in spot.core_interest_of:
            out.append((Kind.SILENCE, one))
        out.append((Kind.HEDGING, one))
    return out


def no_place(spot: Hotspot) -> str:
    """Why no event stream can show acts toward a hotspot, or ""."""
    if spot.own:
        return "the relation itself is no third place to act toward: ask without a hotspot"
    return "" if spot.states else "no state stands for this hotspot, so no event stream shows acts toward it"


def _no_place(pair: Pair, spot: Hotspot) -> str:
    own = [s for s in pair if s in spot.states]
    return no_place(spot) or (f"{display(own[0])} is the hotspot itself" if own else "")


class AtHotspot:
    """A pair at one hotspot in one stream: counts once, then every question on them."""

    def __init__(self, stream: PairStream, spot: Hotspot) -> None:
        self.stream, self.spot = stream, spot
        self.toward: Toward = tallies.toward(stream, spot)
        self.own = np.array([[self.toward.states.index(s) for s in stream.pair]])
        self.acts = dict(zip(self.toward.states, self.toward.counts.sum(axis=1).tolist(), strict=True))
        self.ids = stream.records_toward(spot)

    def findings(self) -> list[Finding]:
        """All questions, in the order of :func:`questions`, in its words, with the records behind them."""
        every = questions(self.stream.pair, self.spot, self.stream.third)
        return [about_stream(self.stream, about, self._answer(kind, about.state)) for kind, about in every]

    def _answer(self, kind: Kind, state: str) -> Finding:
        own = {
            Kind.FOLLOW: self.follow,
            Kind.DIVISION: self.division,
            Kind.MATERIAL_SHARE: self.deeds,
            Kind.COMPLEMENT: self.complement,
            Kind.CHANNELS: self.channels,
        }
        if kind not in own:
            return stances.answer(kind, self.stream, self.spot, self.toward, state)
        return replace(own[kind](), records=self.ids, records_total=len(self.ids))

    def follow(self) -> Finding:
        """Who follows whom, the size of the lead ranked among pairs of like activity."""
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
        """How different the kinds of acts are, ranked among pairs of like activity."""
        roots, kinds = tallies.by_kind(self.stream, self.spot)
        acts = {s: int(k.sum()) for s, k in kinds.items()}
        a, b = (kinds[s] for s in self.stream.pair)
        likes = tallies.like_pairs(acts, self.stream.pair, division.FEWEST_ACTS)
        others = [float(division.jensen_shannon(kinds[x].sum(0), kinds[y].sum(0))) for x, y in likes]
        difference = division.division(a, b, roots, placebos=np.array(others))
        if not difference.known:
            return difference
        detail = replace(difference.read(DivisionDetail), classes="two-digit roots of the event codes")
        return replace(difference, detail=detail)

    def complement(self) -> Finding:
        """Of the bins in which both act, those in which one does a deed and the other only speaks."""
        a, b = self.own[0]
        both = (self.toward.counts[[a, b]] > 0).all(axis=0)
        deeds = self.toward.quads(tallies.MATERIAL)[:, both] > 0
        share = division.complementarity(deeds[a], deeds[b])
        if not share.known:
            return share
        others = [self._complement(x, y) for x, y in self._placebos(TEST_ACTS)]
        rank = matching.rank(float(share.value or 0.0), np.array(others), "activity")
        note = "says something only where the two act together"
        detail = replace(share.detail, note=note, bin=self.toward.width)
        return replace(share, placebo=rank, detail=detail)

    def _complement(self, a: int, b: int) -> float:
        """The same share of another pair; NaN where it acts together too seldom."""
        both = (self.toward.counts[[a, b]] > 0).all(axis=0)
        deeds = self.toward.quads(tallies.MATERIAL)[:, both] > 0
        return float((deeds[a] != deeds[b]).mean()) if both.sum() >= division.FEWEST_EPISODES else np.nan

    def deeds(self) -> Finding:
        """Material acts among all their acts toward the place, among pairs of like activity."""
        pairs = np.concatenate([self.own, self._placebos(words_deeds.FEWEST_ACTS)])
        acts, deeds = self.toward.counts.astype(float), self.toward.quads(tallies.MATERIAL).astype(float)
        both, done = (x[pairs[:, 0]] + x[pairs[:, 1]] for x in (acts, deeds))
        share = words_deeds.material_share(done, both, 0, np.arange(1, len(pairs)))
        return replace(share, unit="share of acts") if share.known else share

    def channels(self) -> Finding:
        """Same class of act against different classes, the contrast ranked among pairs of like activity."""
        t, n = self.toward, len(self.toward.bins)
        pairs = np.concatenate([self.own, self._placebos(TEST_ACTS)])
        counts = {QUADS[q]: c for q, c in t.by_quad.items()}
        own, *others = channels.channels(counts, pairs, t.axis)
        if own.contrast is None:
            why = "the two do not both have acts enough in one class and in two different ones"
            return cannot_tell(Kind.CHANNELS, NO_SUBJECT, why, method=METHOD_CHANNELS, null=NULL_CROSSED, n=n)
        placebos = np.array([np.nan if o.contrast is None else o.contrast for o in others])
        return Finding(
            Kind.CHANNELS,
            NO_SUBJECT,
            own.reading,
            "",
            NULL_CROSSED,
            n,
            METHOD_CHANNELS,
            interval=Interval(own.contrast - Z90, own.contrast + Z90),
            placebo=matching.rank(own.contrast, placebos, "activity"),
            detail=ChannelsDetail(
                interval_of="contrast of z",
                contrast=own.contrast,
                p=own.p,
                bin=t.width,
                z={f"{x} / {y}": z for (x, y), z in sorted(own.z.items())},
            ),
        )

    def _placebos(self, fewest: int) -> IntArray:
        """Rows of placebo pairs, (n, 2)."""
        row = {s: k for k, s in enumerate(self.toward.states)}
        likes = tallies.like_pairs(self.acts, self.stream.pair, fewest)
        return np.array([[row[x], row[y]] for x, y in likes], dtype=np.int64).reshape(-1, 2)
