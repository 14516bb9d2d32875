"""Who follows whom: the roles of a pair at a hotspot, by event stream."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from comity.measures import timing
from comity.measures.coaction.pairwise import TEST_ACTS
from comity.measures.stats import matching
from comity.records.details import FollowDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import RECORDS_SHOWN, Z90, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import display
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions import tallies
from comity.watch.questions.tallies import PairStream, Toward

METHOD = "roles/1"
NULL_SHIFTS = "circular shifts of one series against the other"
UNSEEN = "no event stream held covers the window"


def roles(inquiry: Inquiry, spot: Hotspot) -> list[Finding]:
    """Return which state of a pair follows the other at a hotspot (place), one finding per event stream."""
    if inquiry.pair is None:
        return [
            cannot_tell(
                Kind.ROLES,
                Subject(states=inquiry.group.codes, place=spot.id),
                PAIRS_ONLY,
                method=METHOD,
            )
        ]
    why, about = _no_place(inquiry.pair, spot), Subject(states=inquiry.pair, place=spot.id)
    out: list[Finding] = []
    for name in inquiry.streams.names():
        stream = PairStream.of(inquiry.streams, inquiry.pair, name, *inquiry.window(spot.id), inquiry.third)
        if stream.weeks and not why:
            out.append(_about_stream(stream, about, AtHotspot(stream, spot).follow()))
    return out or [cannot_tell(Kind.FOLLOW, about, why or UNSEEN, method=timing.METHOD)]


def _about_stream(stream: PairStream, about: Subject, finding: Finding) -> Finding:
    """Add the subject, stream and period to a finding, with a sample of its records if there are many."""
    span = replace(finding.detail, first=stream.weeks[0].isoformat(), last=stream.last.isoformat())
    subject = replace(about, stream=stream.name)
    return replace(finding, subject=subject, records=finding.records[:RECORDS_SHOWN], detail=span)


def no_place(spot: Hotspot) -> str:
    """Return why no event stream can show acts toward a hotspot, or "" if one can."""
    if spot.own:
        return "the relation itself is no third place to act toward: ask without a hotspot"
    return "" if spot.states else "no state stands for this hotspot, so no event stream shows acts toward it"


def _no_place(pair: Pair, spot: Hotspot) -> str:
    own = [s for s in pair if s in spot.states]
    return no_place(spot) or (f"{display(own[0])} is the hotspot itself" if own else "")


class AtHotspot:
    """A pair at one hotspot in one stream."""

    def __init__(self, stream: PairStream, spot: Hotspot) -> None:
        self.stream, self.spot = stream, spot
        self.toward: Toward = tallies.toward(stream, spot)
        self.own = np.array([[self.toward.states.index(s) for s in stream.pair]])
        self.acts = dict(zip(self.toward.states, self.toward.counts.sum(axis=1).tolist(), strict=True))
        self.ids = stream.records_toward(spot)

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
            records=self.ids,
            records_total=len(self.ids),
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

    def _placebos(self, fewest: int) -> IntArray:
        row = {s: k for k, s in enumerate(self.toward.states)}
        likes = matching.like_pairs(self.acts, self.stream.pair, fewest)
        return np.array([[row[x], row[y]] for x, y in likes], dtype=np.int64).reshape(-1, 2)
