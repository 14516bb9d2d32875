"""What each event stream says of a pair's timing, hotspot by hotspot and pooled.

Streams are asked one by one and never added up: they see different things, and disagreement is shown.
"""

from __future__ import annotations

from comity.measures.coaction import statistic
from comity.measures.verdict import coaction_findings
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.vocabulary.states import display
from comity.watch.event_streams import Counts, third_places
from comity.watch.inquiry import Inquiry

Timing = tuple[dict[str, list[Finding]], list[Finding]]
"""Findings by hotspot, one an event stream, and those pooled over all hotspots."""


def timing(inquiry: Inquiry) -> Timing:
    """Whether a pair acts on the same days, by hotspot and over all."""
    by_hotspot, pooled = of_counts(inquiry.counts, inquiry.group.pairs[0])
    return {h.id: by_hotspot.get(h.id, []) for h in hotspots.watched()}, pooled


def of_counts(counts: Counts, pair: Pair) -> Timing:
    """Whether a pair acts on the same days, in every stream that saw both."""
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


def _itself(hotspot: str, pair: Pair) -> Finding:
    spot = hotspots.get(hotspot)
    own = next(s for s in pair if s in spot.states)
    about = Subject(states=pair, place=spot.id)
    return cannot_tell(
        Kind.CO_ACTION_ITSELF, about, f"{display(own)} is the hotspot itself", method=statistic.METHOD
    )
