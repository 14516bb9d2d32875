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
from comity.measures.verdict.coaction_findings import A_YEAR
from comity.records.finding import Finding, Interval, cannot_tell
from comity.types import RECORDS_SHOWN, Z90, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import display, in_sentence
from comity.watch.inquiry import Inquiry
from comity.watch.questions import stances, tallies
from comity.watch.questions.tallies import QUADS, PairStream, Toward
from comity.watch.questions.vetoes import PAIRS_ONLY

METHOD = "roles/1"
METHOD_CHANNELS = "channels/1"
NULL_SHIFTS = "circular shifts of one series against the other"
NULL_CROSSED = "the same pair's acts in different classes"
UNSEEN = "no event stream held covers the window"


def roles(inquiry: Inquiry, spot: Hotspot) -> list[Finding]:
    """The roles of a pair at a hotspot, one finding a question and stream."""
    if inquiry.pair is None:
        return [cannot_tell(f"What are the roles toward {spot.name}?", PAIRS_ONLY, method=METHOD)]
    why = _no_place(inquiry.pair, spot)
    out: list[Finding] = []
    for name in inquiry.streams.names():
        stream = PairStream.of(inquiry.streams, inquiry.pair, name, *inquiry.window(spot.id), inquiry.third)
        if stream.weeks and not why:
            out += AtHotspot(stream, spot).findings()
    if out:
        return out
    asked = questions(inquiry.pair, spot, inquiry.third)
    return [_unknown(k, q, why or UNSEEN) for k, q in asked.items()]


def _unknown(key: str, question: str, why: str) -> Finding:
    kind, _, state = key.partition(" ")
    unknown = cannot_tell(question, why, method=METHODS[kind])
    return replace(unknown, detail={"asks": kind, **({"state": state} if state else {})})


def in_words(stream: PairStream, question: str, found: Finding) -> Finding:
    """An answer in the words of its question, with its stream and span; of many records a sample."""
    span = {"first": stream.weeks[0].isoformat(), "last": stream.last.isoformat()}
    detail = {**found.detail, "stream": stream.name, **span}
    return replace(found, question=question, records=found.records[:RECORDS_SHOWN], detail=detail)


METHODS = {
    "follow": timing.METHOD,
    "division": division.METHOD,
    "deeds": words_deeds.METHOD_SHARE,
    "complement": division.METHOD_COMPLEMENT,
    "channels": METHOD_CHANNELS,
    "stance": third_power.METHOD,
    "quiet": third_power.METHOD,
    "silence": deference.METHOD,
    "hedging": hedging.METHOD,
}
"""Kind of question -> the method that answers it."""


def questions(pair: Pair, spot: Hotspot, third: str) -> dict[str, str]:
    """Every question in words; keys are its kind and, where it is asked of one state, that state."""
    a, b = (in_sentence(s) for s in pair)
    here = f"the {spot.name[4:]}" if spot.name.startswith("The ") else spot.name
    out = {
        "follow": f"Toward {here}, does {a} follow {b} or {b} follow {a}?",
        "division": f"Toward {here}, do {a} and {b} do different things?",
        "deeds": f"Toward {here}, how much of what {a} and {b} do is deeds?",
        "complement": f"Toward {here}, does one of {a} and {b} act while the other speaks?",
        "channels": f"Toward {here}, do {a} and {b} act at once in the same way or in opposite ways?",
    }
    for state, partner in (pair, pair[::-1]):
        one, other = in_sentence(state), in_sentence(partner)
        if third:
            whom = in_sentence(third)
            out[f"stance {state}"] = f"In {here}, is {one} with or against {whom}?"
            out[f"quiet {state}"] = (
                f"In {here}, does {one} turn against {whom} in weeks in which {whom} did nothing there?"
            )
        if partner in spot.core_interest_of:
            out[f"silence {state}"] = f"Does {one} keep silent on {here}, a core interest of {other}?"
        out[f"hedging {state}"] = f"In {here}, does {one} both support {other} and keep its distance from it?"
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
        text = questions(self.stream.pair, self.spot, self.stream.third)
        found = [in_words(self.stream, q, self._answer(*key.split(" "))) for key, q in text.items()]
        kinds = [key.partition(" ")[0] for key in text]
        return [replace(f, detail={**f.detail, "asks": k}) for f, k in zip(found, kinds, strict=True)]

    def _answer(self, kind: str, state: str = "") -> Finding:
        if state:
            found = stances.answer(kind, self.stream, self.spot, self.toward, state)
            return replace(found, detail={**found.detail, "state": state})
        own = {
            "follow": self.follow,
            "division": self.division,
            "deeds": self.deeds,
            "complement": self.complement,
            "channels": self.channels,
        }
        return replace(own[kind](), records=self.ids, records_total=len(self.ids))

    def follow(self) -> Finding:
        """Who follows whom, the size of the lead ranked among pairs of like activity."""
        t, n = self.toward, len(self.toward.bins)
        f = timing.who_follows(t.counts, self.own)[0]
        if f.why_not:
            return cannot_tell("Who follows?", f.why_not, method=timing.METHOD, null=NULL_SHIFTS, n=n)
        others = np.abs(timing.lead_z(t.counts, self._placebos(TEST_ACTS)))
        follower = None if f.follower is None else t.states[f.follower]
        return Finding(
            "Who follows?",
            f"{display(follower)} follows" if follower else "neither is shown to follow",
            "",
            NULL_SHIFTS,
            n,
            timing.METHOD,
            interval=Interval(f.z - Z90, f.z + Z90),
            placebo=matching.rank(abs(f.z), others, "activity"),
            detail={
                "interval_of": "z of the lead",
                "follower": follower,
                "lead_z": f.z,
                "p": f.p,
                "second_z": f.second_z,
                "agreed": f.agreed,
                "bin": t.width,
            },
        )

    def division(self) -> Finding:
        """How different the kinds of acts are, ranked among pairs of like activity."""
        roots, kinds = tallies.by_kind(self.stream, self.spot)
        acts = {s: int(k.sum()) for s, k in kinds.items()}
        a, b = (kinds[s] for s in self.stream.pair)
        likes = tallies.like_pairs(acts, self.stream.pair, division.FEWEST_ACTS)
        others = [float(division.jensen_shannon(kinds[x].sum(0), kinds[y].sum(0))) for x, y in likes]
        found = division.division(a, b, roots, placebos=np.array(others))
        names = {"classes": "two-digit roots of the event codes"}
        return replace(found, detail={**found.detail, **(names if found.known else {})})

    def complement(self) -> Finding:
        """Of the bins in which both act, those in which one does a deed and the other only speaks."""
        a, b = self.own[0]
        both = (self.toward.counts[[a, b]] > 0).all(axis=0)
        deeds = self.toward.quads(tallies.MATERIAL)[:, both] > 0
        found = division.complementarity(deeds[a], deeds[b])
        if not found.known:
            return found
        others = [self._complement(x, y) for x, y in self._placebos(TEST_ACTS)]
        rank = matching.rank(float(found.value or 0.0), np.array(others), "activity")
        note = {"note": "says something only where the two act together", "bin": self.toward.width}
        return replace(found, placebo=rank, detail={**found.detail, **note})

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
        found = words_deeds.material_share(done, both, 0, np.arange(1, len(pairs)))
        return replace(found, unit="share of acts") if found.known else found

    def channels(self) -> Finding:
        """Same class of act against different classes, the contrast ranked among pairs of like activity."""
        t, n = self.toward, len(self.toward.bins)
        pairs = np.concatenate([self.own, self._placebos(TEST_ACTS)])
        counts = {QUADS[q]: c for q, c in t.by_quad.items()}
        own, *others = channels.channels(counts, pairs, bins_a_year=A_YEAR[t.width])
        if own.contrast is None:
            why = "the two do not both have acts enough in one class and in two different ones"
            return cannot_tell("In the same way?", why, method=METHOD_CHANNELS, null=NULL_CROSSED, n=n)
        placebos = np.array([np.nan if o.contrast is None else o.contrast for o in others])
        return Finding(
            "In the same way?",
            own.reading,
            "",
            NULL_CROSSED,
            n,
            METHOD_CHANNELS,
            interval=Interval(own.contrast - Z90, own.contrast + Z90),
            placebo=matching.rank(own.contrast, placebos, "activity"),
            detail={
                "interval_of": "contrast of z",
                "contrast": own.contrast,
                "p": own.p,
                "bin": t.width,
                "z": {f"{x} / {y}": z for (x, y), z in sorted(own.z.items())},
            },
        )

    def _placebos(self, fewest: int) -> IntArray:
        """Rows of placebo pairs, (n, 2)."""
        row = {s: k for k, s in enumerate(self.toward.states)}
        likes = tallies.like_pairs(self.acts, self.stream.pair, fewest)
        return np.array([[row[x], row[y]] for x, y in likes], dtype=np.int64).reshape(-1, 2)
