"""How often states voted so, alike or apart over a span: counted again by roll call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from comity.parts.check.choice_tallies import of_choice, of_council
from comity.parts.check.claims import NONE, TextClaim
from comity.parts.check.council_votes import PAIR
from comity.parts.check.counted_claims import counted_claim, counting_words
from comity.parts.check.pair_tallies import compared, of_pair
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.rules import grammar
from comity.parts.check.shares import of_shares
from comity.parts.check.terms import of_terms
from comity.parts.check.these_votes import of_these
from comity.parts.check.veto_tallies import of_vetoes
from comity.parts.check.vote_tally import OPEN, OPPOSED, VoteTally
from comity.parts.check.votes_before import EACH, VotesBefore, near


def tally(
    claim: TextClaim, calls: RollCalls, before: VotesBefore, group: Sequence[str] = ()
) -> VoteTally | None:
    """The votes that a claim counts, counted again; ``None`` where it counts none, or none that can be.

    Only the Security Council's roll calls are held in full: its adopted resolutions by member, and every
    veto.  What a resolution is about its roll call says only by a heading.

    Parameters
    ----------
    before : the votes that the sentences before told of, for "of these" and for the how-manieth it was
    group : the states that the text is about
    """
    reading = claim.reading
    before_it = near(claim, before)
    before_it = replace(before_it, pair=before_it.pair or frozenset(group))
    if claim.kind == NONE and any(grammar()[key].search(reading.low) for key in ("opinion", "forecast")):
        return None
    out = of_these(reading, calls, before_it) or of_terms(reading, calls, before_it)
    if claim.kind != NONE and not out:
        out = of_shares(reading, calls, before_it) or _counted(reading, calls, before, before_it.pair)
    return out


def _counted(
    reading: SentenceReading, calls: RollCalls, before: VotesBefore, pair: frozenset[str]
) -> VoteTally | None:
    """How often it was, where a sentence says how often and nothing else that is read apart."""
    words = counting_words()
    of_before = len(before.calls) >= PAIR or words["each_of_so_many"].search(reading.low)
    if of_before and EACH.search(reading.low) and not counted_claim(reading).numbers:
        return None
    named = counted_claim(reading).named or "the only" in reading.low
    if words["elsewhere"].search(reading.low) or (words["refers"].search(reading.low) and not named):
        return None
    never = counted_claim(reading).number
    if never and never.value == 0 and words["except"].search(reading.low):
        return None
    count = next((count for key, count in _COUNTS.items() if words[key].search(reading.low)), of_choice)
    out = count(reading, calls, replace(before, pair=pair))
    counted = counted_claim(reading)
    several_times = len(counted.spans) > 1 and len(counted.numbers) > 1
    numbers = {q.start for q in (*counted.numbers, *reading.numbers) if not q.ordinal}
    several = len(numbers) > _TWO and counted.total is None
    unclear = (several_times or several) and count is not of_pair
    return replace(out, verdict=OPEN) if out and out.verdict == OPPOSED and unclear else out


_TWO = 2
_COUNTS: dict[str, Callable[[SentenceReading, RollCalls, VotesBefore], VoteTally | None]] = {
    "apart": of_pair,
    "alike": of_pair,
    "more": compared,
    "of_vetoes": of_vetoes,
    "by_council": of_council,
}
"""What is counted, by the pattern that says so; the choices of single states where none does."""
