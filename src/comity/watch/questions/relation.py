"""The relation of two states, whatever the place: whether either hedges, by event stream."""

from __future__ import annotations

from comity.measures.roles import hedging
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions import record
from comity.watch.questions.roles import UNSEEN, about_stream, hedges
from comity.watch.questions.tallies import PairStream

METHOD = "relation/1"


def all_findings(inquiry: Inquiry) -> list[Finding]:
    """Return the findings on a pair's relation by event stream, and its military alignment."""
    return [*relation(inquiry), record.alignment(inquiry)]


def relation(inquiry: Inquiry) -> list[Finding]:
    """Return whether each state of a pair hedges toward the other, one finding per state and stream."""
    if inquiry.pair is None:
        return [cannot_tell(Kind.RELATION, Subject(states=inquiry.group.codes), PAIRS_ONLY, method=METHOD)]
    pair, window = inquiry.pair, (inquiry.since, inquiry.until)
    sides = [Subject(states=states) for states in (pair, pair[::-1])]
    out: list[Finding] = []
    for name in inquiry.streams.names():
        stream = PairStream.of(inquiry.streams, pair, name, *window, inquiry.third)
        if stream.weeks:
            out += [about_stream(stream, side, hedges(stream, side.state, None)) for side in sides]
    return out or [cannot_tell(Kind.HEDGING, side, UNSEEN, method=hedging.METHOD) for side in sides]
