"""How often two states of the Council voted alike or apart, and which of them abstained more often."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from comity.parts.check.choices import ABSTAIN
from comity.parts.check.comparison.differences import in_words
from comity.parts.check.council_votes import (
    NEVER,
    PAIR,
    adopted,
    each_time,
    of_how_many,
    span_in_words,
    understood,
    with_matter,
)
from comity.parts.check.counted_claims import CountedClaim, counted_claim, counting_words
from comity.parts.check.periods import Days
from comity.parts.check.quantities import Quantity
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.rules import weights
from comity.parts.check.vote_tally import AGREES, OPEN, OPPOSED, VoteTally, all_of
from comity.parts.check.votes_before import VotesBefore
from comity.vocabulary import states


def of_pair(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """How often two states or more, each of which voted, did or did not vote alike on adopted resolutions."""
    voters = _voters(reading, before)
    counted = counted_claim(reading, voters)
    if (
        counted.part
        and counted.number
        and not counted.total
        and _ADOPTED.search(reading.low, 0, counted.number.start)
    ):
        counted = replace(counted, number=counted.part, total=counted.number, part=None)
    apart_claimed = counting_words()["apart"].search(reading.low) is not None
    if len(voters) < PAIR or not understood(counted, reading, calls):
        return None
    if counted.number is None and not (counted.every and not apart_claimed):
        return None
    if 1 < len(counted.numbers) == len(counted.spans) and counted.total is None:
        each = [
            _counted(reading, calls, voters, counted, number, [span])
            for number, span in zip(counted.numbers, counted.spans, strict=True)
        ]
        return all_of([t for t in each if t]) if all(each) else None
    return _counted(reading, calls, voters, counted, counted.number, counted.spans)


_ADOPTED = re.compile(r"\b(?:adopted|passed) (?:\w+ ){0,2}$")
"""Before a number of resolutions of which so many are counted: "adopted fifty, and on two of them"."""


def _voters(reading: SentenceReading, before: VotesBefore) -> frozenset[str]:
    """Those whose votes are compared: those said to vote together, else all who are named, or meant."""
    acting = next((b.agents for b in reading.ballots if len(b.agents) >= PAIR), None)
    if acting:
        return acting
    known = frozenset(states.all_states())
    meant = reading.states & known
    outside = counted_claim(reading).matter.states | (reading.named & known)
    voters = meant if len(meant) <= PAIR else meant - outside if len(meant - outside) == PAIR else meant
    return voters if len(voters) >= PAIR else before.pair or voters


def _counted(
    reading: SentenceReading,
    calls: RollCalls,
    voters: frozenset[str],
    counted: CountedClaim,
    number: Quantity | None,
    spans: Sequence[Days],
) -> VoteTally | None:
    """What the roll calls of some spans say of one number."""
    both = [(c, cast) for c, cast in adopted(calls, spans) if voters <= set(cast)]
    if not both:
        return None
    patterns = counting_words()
    apart = patterns["apart"].search(reading.low) is not None
    alike = number is not None and apart == (
        patterns["all_but"].search(reading.low, 0, number.start) is not None
    )
    tallied = [c for c, cast in both if (len({cast[s][0] for s in voters}) == 1) == alike]
    how = "alike" if alike else "differently"
    words = (
        f"Counted by roll call: {in_words(voters)} voted {how} on {{n}} of the"
        f" {len(both)} adopted resolutions on which they voted ({span_in_words(both)})"
    )
    covered = calls.cover_of_council(spans, voters)
    out = with_matter(counted, reading, number or NEVER, tallied, words, covered)
    out = of_how_many(out, counted.total, [c for c, _ in both])
    return each_time(out, reading, None if counted.matter.size else counted.part, tallied, calls)


def compared(reading: SentenceReading, calls: RollCalls, _: VotesBefore) -> VoteTally | None:
    """Which of two states abstained more often, while both sat in the Council."""
    m = counting_words()["more"].search(reading.low)
    named = [s for s in reading.order if s in states.all_states()]
    counted = counted_claim(reading, frozenset(named))
    if m is None or len(named) != PAIR or counted.matter.size:
        return None
    both = [(c, cast) for c, cast in adopted(calls, counted.spans) if set(named) <= set(cast)]
    first, second = ([c for c, cast in both if cast[s][0] == ABSTAIN] for s in named)
    if not both:
        return None
    so = len(first) > len(second) if m["which"] == "more" else len(first) < len(second)
    one, other = (states.in_sentence(s) for s in named)
    covered = calls.cover_of_council(counted.spans, frozenset(named))
    reason = (
        f"Counted by roll call: {one} abstained on {len(first)} and {other} on {len(second)} of the"
        f" {len(both)} adopted resolutions on which both voted ({span_in_words(both)}){covered.in_words}."
    )
    verdict = OPEN if covered.share < weights().count_covered else AGREES if so else OPPOSED
    return VoteTally(verdict, reason, tuple(first or second))
