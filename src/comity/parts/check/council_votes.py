"""The Council's adopted resolutions as a count takes them: in a time, on a matter, with who voted how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comity.parts.check.choices import ABSTAIN, NO, YES, ClaimedBallot
from comity.parts.check.comparison.differences import in_words
from comity.parts.check.counted_claims import CountedClaim, counting_words, inside
from comity.parts.check.periods import Days
from comity.parts.check.quantities import ABOUT, EXACT, Quantity
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_call import Cast, RollCall
from comity.parts.check.roll_calls import COUNCIL, RollCalls
from comity.parts.check.topic import Topic
from comity.parts.check.vote_cover import Cover
from comity.parts.check.vote_tally import AGREES, OPEN, OPPOSED, WHOLE, VoteTally, decided, holds
from comity.vocabulary import states

NEVER = Quantity(0.0, EXACT, False, "count", 0, 0)
PAIR = 2
DONE = {ABSTAIN: "abstained on", YES: "voted for", NO: "voted against"}
"""Choices that are counted, in words."""
Voted = tuple[RollCall, Cast]


def adopted(calls: RollCalls, spans: Sequence[Days]) -> list[Voted]:
    """The adopted resolutions of the Council in some spans, with who voted how."""
    return [
        (c, calls.council[c.row["roll_call_id"]])
        for c in calls.calls
        if c.row["body"] == COUNCIL
        and c.row["kind"] == "resolution"
        and inside(c.row["date"], spans)
        and c.row["roll_call_id"] in calls.council
    ]


def span_in_words(of: Sequence[Voted]) -> str:
    """From when to when some roll calls were taken: the year of the first, the day of the last."""
    first, last = of[0][0].row["date"], of[-1][0].row["date"]
    return f"{first.year} to {last.day} {last:%B %Y}"


def understood(counted: CountedClaim, reading: SentenceReading, calls: RollCalls) -> bool:
    """Whether a sentence counts votes of a year or more where it also names a matter or a text.

    In a shorter time it rather tells of the one vote; and the matter must be what headings are made of.
    """
    if not (counted.matter.size or reading.symbols or counted.named):
        return True
    long = all((last - first).days > _MOST_OF_A_YEAR for first, last in counted.spans)
    known = all(calls.knows(w) for w in counted.matter.words)
    return long and known and bool(reading.periods)


_MOST_OF_A_YEAR = 300


def on_matter(call: RollCall, about: Topic) -> bool:
    """Whether a roll call is about the states, or else the words, that are named."""
    return about.states <= call.states and (bool(about.states) or about.words <= call.terms)


def chose(ballot: ClaimedBallot, cast: Cast, *, any_of: bool = False) -> bool:
    """Whether all who are named (``any_of``: one of them) chose so, and nobody else where they were alone."""
    did = {s for s, (choice, _) in cast.items() if choice == ballot.choice}
    if ballot.alone and did != set(ballot.agents):
        return False
    return bool(ballot.agents & did) if any_of else ballot.agents <= did


def with_matter(
    counted: CountedClaim,
    reading: SentenceReading,
    number: Quantity,
    tallied: Sequence[RollCall],
    words: str,
    covered: Cover,
) -> VoteTally:
    """What a count says of a number where the sentence also names the matter, or single votes.

    Single votes that are named must be among those counted; else a matter restricts what is counted, and as
    headings are rough, a count by words of a heading opposes nothing.
    """
    matter = counted.matter
    about = [c for c in tallied if on_matter(c, matter)]
    naming = bool(counted.named or reading.symbols)
    of_all = tallied if naming or (counted.part and matter.size) else about
    out = decided(number, of_all, words.format(n=len(of_all)), covered)
    if counted.part is not None and matter.size:
        reason = f"{out.reason[:-1]}, of these {len(about)} on that matter"
        part = decided(counted.part, about, reason, WHOLE)
        held_open = replace(part, verdict=OPEN if part.verdict == OPPOSED else part.verdict)
        return held_open if out.verdict == AGREES else out
    if naming and out.verdict == AGREES:
        return _with_named(out, [c for c in about if _is_named(c, counted, reading)], reading)
    if matter.words and not naming and out.verdict == OPPOSED:
        return replace(out, verdict=OPEN)
    return out


def _is_named(call: RollCall, counted: CountedClaim, reading: SentenceReading) -> bool:
    """Whether a roll call is of a day or a number that is named."""
    of_day = not counted.named or inside(call.row["date"], counted.named)
    return of_day and (not reading.symbols or bool(call.numbers & reading.symbols))


def _with_named(out: VoteTally, single: Sequence[RollCall], reading: SentenceReading) -> VoteTally:
    """A count that agrees, with the single votes that are named of those counted."""
    if single:
        return replace(out, meant=tuple(single))
    verdict = OPPOSED if reading.symbols else OPEN
    return replace(out, verdict=verdict, reason=f"{out.reason[:-1]}; the one named is not among them.")


_ROUND = 100
"""A total of so many is meant roughly: "of the two thousand resolutions"."""


def of_how_many(out: VoteTally, total: Quantity | None, whole: Sequence[RollCall]) -> VoteTally:
    """A count with what is said of how many it is taken from."""
    out = replace(out, among=tuple(whole))
    if total is None or out.verdict != AGREES:
        return out
    if total.value >= _ROUND and total.value % _ROUND == 0:
        total = replace(total, bound=ABOUT)
    if holds(total, len(whole)):
        return out
    return replace(out, verdict=OPEN if total.value > len(whole) else OPPOSED)


def each_time(
    out: VoteTally,
    reading: SentenceReading,
    part: Quantity | None,
    tallied: Sequence[RollCall],
    calls: RollCalls,
) -> VoteTally:
    """A count that agrees, with whose choice it is said to have been each time, or ``part`` of the times."""
    each = counting_words()["each_time"].search(reading.low) is not None
    own = [b for b in reading.ballots if len(b.agents) == 1 and b.choice in DONE and not b.denied]
    if not (each or part) or not own or out.verdict != AGREES:
        return out
    b = own[-1]
    if meant := _of_two(reading):
        b = replace(b, agents=frozenset({meant}))
    did = [c for c in tallied if chose(b, calls.council[c.row["roll_call_id"]])]
    reason = f"{out.reason[:-1]}, and {in_words(b.agents)} {DONE[b.choice]} {len(did)} of them."
    verdict = AGREES if (holds(part, len(did)) if part else len(did) == len(tallied)) else OPPOSED
    return replace(out, verdict=verdict, reason=reason)


def _of_two(reading: SentenceReading) -> str:
    """Whom "the latter" or "the former" means, of two states named; "" where neither is said."""
    named = [s for s in reading.order if s in states.all_states()]
    for key, place in (("latter", 1), ("former", 0)):
        if counting_words()[key].search(reading.low) and len(named) == PAIR:
            return named[place]
    return ""
