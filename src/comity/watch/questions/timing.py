"""The timing of a pair in each event stream: does it act on the same days, by hotspot and over all?

Streams of different families are tested separately and never added up, because they observe different things.
If coordination is shown and the stream gives the stories of acts, the test is repeated without the stories
that name both states.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from comity.lazy import lazy
from comity.measures.coaction import statistic
from comity.measures.coaction.statistic import Score
from comity.measures.verdict import coaction_findings
from comity.records import details
from comity.records.details import CoActionDetail, PooledDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.vocabulary.states import display
from comity.watch.event_streams import Counts, third_places
from comity.watch.inquiry import Inquiry
from comity.watch.questions import stories
from comity.watch.questions.stories import StoryRows

LEVEL = 0.05
ByHotspot = dict[str, list[Finding]]
#: Findings by hotspot, one per event stream, and findings pooled over all hotspots.
Timing = tuple[ByHotspot, list[Finding]]


def timing(inquiry: Inquiry) -> Timing:
    """Return whether a pair acts on the same days, by hotspot and over all hotspots."""
    pair = inquiry.group.pairs[0]
    with_stories = {s for s in inquiry.counts if inquiry.streams.knows_stories(s, pair)}
    by_hotspot, pooled = measure_counts(inquiry.counts, pair, with_stories)
    for stream in with_stories:
        doubted = _Doubted(inquiry, stream, pair, by_hotspot)
        for key, word in doubted.find_withheld().items():
            of_place = by_hotspot[key]
            by_hotspot[key] = [_withhold(f, word) if f.subject.stream == stream else f for f in of_place]
        pooled = [doubted.ask_pooled(f) if f.subject.stream == stream else f for f in pooled]
    return {h.id: by_hotspot.get(h.id, []) for h in hotspots.watched()}, pooled


def measure_counts(counts: Counts, pair: Pair, with_stories: Collection[str] = ()) -> Timing:
    """Return whether a pair acts on the same days, for every stream that covers both states."""
    by_hotspot: dict[str, list[Finding]] = {}
    pooled: list[Finding] = []
    for stream, of_stream in counts.items():
        places = third_places(of_stream, pair)
        fits = coaction_findings.fit_tables(places)
        together = coaction_findings.together(places, pair, fits, stories=stream in with_stories)
        for key, finding in together.items():
            by_hotspot.setdefault(key, []).append(finding)
        for key in of_stream.keys() - places.keys():
            by_hotspot.setdefault(key, []).append(_itself(key, pair))
        if places:
            pooled += coaction_findings.pooled(places, pair, fits)
    return by_hotspot, pooled


class _Doubted:
    """The results of one stream, computed again without the stories that name both states.

    A coder that credits the acts of one state to the other as well creates such stories. If the pair has more
    of them than similar pairs and shows nothing without them, the result is withheld.
    """

    def __init__(self, inquiry: Inquiry, stream: str, pair: Pair, findings: ByHotspot) -> None:
        self.places, self.pair = third_places(inquiry.counts[stream], pair), pair
        own = {k: f for k in self.places for f in findings[k] if f.subject.stream == stream}
        self.scores = {k: coaction_findings.read_score(f) for k, f in own.items()}
        self.called = [k for k, f in own.items() if f.value == details.TOGETHER]
        self.inquiry, self.stream = inquiry, stream

    @lazy
    def rows(self) -> StoryRows:
        """Rows of the stream that have a story id."""
        inquiry = self.inquiry
        return stories.story_rows(inquiry.streams, self.stream, self.pair, inquiry.since, inquiry.until)

    def find_withheld(self) -> dict[str, str]:
        """Return the places that are "together" only because of such stories, with the word without them."""
        called = [k for k in self.called if stories.is_shown(self.rows, [k], self.pair)]
        scores = self.scores | {k: self._score(k) for k in called}
        words = dict(zip(scores, statistic.words(list(scores.values())), strict=True))
        return {k: words[k] for k in called if words[k] != details.TOGETHER}

    def ask_pooled(self, f: Finding) -> Finding:
        """Return the result over all places, withheld if only such stories produce it."""
        d = f.detail
        if not isinstance(d, PooledDetail) or d.p > LEVEL:
            return f
        if not stories.is_shown(self.rows, self.places, self.pair):
            return f
        scores = [s for k in self.places if (s := self._score(k))]
        z = [s.beyond if f.kind is Kind.POOLED_PAIR else s.joint for s in scores]
        p = float(ndtr(-np.sum(z) / np.sqrt(max(len(z), 1))))
        return f if p <= LEVEL else replace(f, detail=replace(d, withheld=details.IN_STORIES))

    def _score(self, place: str) -> Score | None:
        less = stories.remove_shared(self.places[place], self.rows, self.pair)
        return coaction_findings.score(less, self.pair)


def _withhold(f: Finding, word: str) -> Finding:
    return replace(f, value=word, detail=replace(f.read(CoActionDetail), withheld=details.IN_STORIES))


def _itself(hotspot: str, pair: Pair) -> Finding:
    spot = hotspots.get(hotspot)
    own = next(s for s in pair if s in spot.states)
    about = Subject(states=pair, place=spot.id)
    return cannot_tell(
        Kind.CO_ACTION_ITSELF, about, f"{display(own)} is the hotspot itself", method=statistic.METHOD
    )
