"""The timing of a pair in each event stream, by hotspot and pooled.

Streams of different families are tested separately and never added up, because they observe different things.
If a stream has story ids, each "together" result is tested again without the stories that name both states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from comity.measures.coaction import statistic
from comity.measures.coaction.time_axis import Counted
from comity.measures.verdict import coaction_findings
from comity.records import details
from comity.records.details import CoActionDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.vocabulary.states import display
from comity.watch.event_streams import Counts, third_places
from comity.watch.inquiry import Inquiry
from comity.watch.questions import stories

ByHotspot = dict[str, list[Finding]]
#: Findings by hotspot, one per event stream, and findings pooled over all hotspots.
Timing = tuple[ByHotspot, list[Finding]]


def timing(inquiry: Inquiry) -> Timing:
    """Return whether a pair acts on the same days, by hotspot and over all hotspots."""
    pair = inquiry.group.pairs[0]
    by_hotspot, pooled = of_counts(inquiry.counts, pair)
    for stream, counted in inquiry.counts.items():
        again = _without_stories(inquiry, stream, third_places(counted, pair), by_hotspot, pair)
        for key, word in again.items():
            by_hotspot[key] = [_again(f, word) if f.subject.stream == stream else f for f in by_hotspot[key]]
    return {h.id: by_hotspot.get(h.id, []) for h in hotspots.watched()}, pooled


def of_counts(counts: Counts, pair: Pair) -> Timing:
    """Return whether a pair acts on the same days, in every stream that covers both states."""
    by_hotspot: dict[str, list[Finding]] = {}
    pooled: list[Finding] = []
    for of_stream in counts.values():
        places = third_places(of_stream, pair)
        fits = coaction_findings.fitted(places)
        for key, finding in coaction_findings.together(places, pair, fits).items():
            by_hotspot.setdefault(key, []).append(finding)
        for key in of_stream.keys() - places.keys():
            by_hotspot.setdefault(key, []).append(_itself(key, pair))
        if places:
            pooled += coaction_findings.pooled(places, pair, fits)
    return by_hotspot, pooled


def _without_stories(
    inquiry: Inquiry, stream: str, counted: Mapping[str, Counted], findings: ByHotspot, pair: Pair
) -> dict[str, str]:
    """Return the new word for each place called "together", without the stories that name both states."""
    own = {k: f for k in counted for f in findings[k] if f.subject.stream == stream}
    called = [k for k, f in own.items() if f.value == details.TOGETHER]
    rows = stories.story_rows(inquiry.streams, stream, pair, inquiry.since, inquiry.until) if called else None
    if rows is None or not rows.rows.num_rows:
        return {}
    scores = {k: coaction_findings.told_score(f) for k, f in own.items()}
    for k in called:
        scores[k] = coaction_findings.score(stories.without_shared(counted[k], rows, pair), pair)
    words = dict(zip(scores, statistic.words(list(scores.values())), strict=True))
    return {k: words[k] for k in called}


def _again(f: Finding, word: str) -> Finding:
    return replace(f, detail=replace(f.read(CoActionDetail), without_stories=word))


def _itself(hotspot: str, pair: Pair) -> Finding:
    spot = hotspots.get(hotspot)
    own = next(s for s in pair if s in spot.states)
    about = Subject(states=pair, place=spot.id)
    return cannot_tell(
        Kind.CO_ACTION_ITSELF, about, f"{display(own)} is the hotspot itself", method=statistic.METHOD
    )
